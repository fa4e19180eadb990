package envelope

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Member is one member of a fact: its name, and its value as it stands there,
// without white space around it.
type Member struct{ Name, Value string }

// Members returns the members of a fact in the order in which they stand.
func Members(body []byte) ([]Member, error) {
	if !json.Valid(body) {
		return nil, errors.New("the fact cannot be read: it is no JSON")
	}
	members, err := exact(string(body))
	if err == nil && members == nil {
		err = errors.New("the fact is not a JSON object")
	}
	return members, err
}

// exact returns the members of a JSON object, nil for any other value, and
// refuses what two readers of the same bytes could read differently: a member
// that stands twice in an object, and a name that is only nearly one of ours, such
// as Seq or \u017feq, which the JSON reader would take for it. The body is one JSON
// value; it is looked through byte by byte, because every fact that comes in is.
func exact(body string) (members []Member, err error) {
	body = strings.Trim(body, " \t\r\n")
	var room [16]string
	names := room[:0]       // of the objects that are open, one after the other
	var opened [8]int       // room for a few
	begins := opened[:0]    // where the names of each open object or list begin; -1 for a list
	name, value := false, 0 // whether a string that comes next is a name; where the value of the last member begins
	take := func(end int) {
		if len(members) > 0 && len(begins) == 1 {
			members[len(members)-1].Value = strings.Trim(body[value:end], " \t\r\n")
		}
	}
	if body[0] == '{' {
		members = make([]Member, 0, 16)
	}
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '{':
			begins, name = append(begins, len(names)), true
		case '[':
			begins, name = append(begins, -1), false
		case '}', ']':
			take(i)
			last := len(begins) - 1
			if begins[last] >= 0 {
				names = names[:begins[last]]
			}
			begins, name = begins[:last], false
		case ',':
			take(i)
			name = begins[len(begins)-1] >= 0
		case '"':
			end := closing(body, i)
			text := body[i+1 : end]
			begin := i
			i = end
			if !name {
				continue
			}
			name = false
			if strings.IndexByte(text, '\\') >= 0 {
				if err := json.Unmarshal([]byte(body[begin:end+1]), &text); err != nil {
					return nil, explain(err)
				}
			}
			if slices.Contains(names[begins[len(begins)-1]:], text) {
				return nil, fmt.Errorf("%s stands twice", text)
			}
			for _, c := range []byte(text) {
				if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
					return nil, fmt.Errorf("%q is no member of a fact: names are in lower case, a to z", text)
				}
			}
			names = append(names, text)
			if len(begins) == 1 && members != nil {
				for i++; body[i] != ':'; i++ {
				}
				members, value = append(members, Member{Name: text}), i+1
			}
		}
	}
	return members, nil
}

// closing returns where the string ends that begins at i.
func closing(body string, i int) int {
	for i++; body[i] != '"'; i++ {
		if body[i] == '\\' {
			i++
		}
	}
	return i
}
