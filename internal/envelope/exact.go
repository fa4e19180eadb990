package envelope

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// exact refuses what two readers of the same bytes could read differently: a
// member that stands twice in an object, and a name that is only nearly one of
// ours, such as Seq or \u017feq, which the JSON reader would take for it. The
// body is one JSON value that has been read, so that it is well formed and its
// names are as short as ours; it is looked through once more, byte by byte,
// because every fact that comes in is.
func exact(body []byte) error {
	var names [][]byte // of the objects that are open, one after the other
	var begins []int   // where the names of each open object or list begin; -1 for a list
	name := false      // whether a string that comes next is a name
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '{':
			begins, name = append(begins, len(names)), true
		case '[':
			begins, name = append(begins, -1), false
		case '}', ']':
			last := len(begins) - 1
			if begins[last] >= 0 {
				names = names[:begins[last]]
			}
			begins, name = begins[:last], false
		case ',':
			name = begins[len(begins)-1] >= 0
		case '"':
			end := closing(body, i)
			text := body[i+1 : end]
			i = end
			if !name {
				continue
			}
			name = false
			if bytes.IndexByte(text, '\\') >= 0 {
				var plain string
				if err := json.Unmarshal(body[i-len(text)-1:end+1], &plain); err != nil {
					return explain(err)
				}
				text = []byte(plain)
			}
			if slices.ContainsFunc(names[begins[len(begins)-1]:], func(n []byte) bool { return bytes.Equal(n, text) }) {
				return fmt.Errorf("%s stands twice", text)
			}
			if slices.ContainsFunc(text, func(c byte) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') }) {
				return fmt.Errorf("%q is no member of a fact: names are in lower case, a to z", text)
			}
			names = append(names, text)
		}
	}
	return nil
}

// closing returns where the string ends that begins at i.
func closing(body []byte, i int) int {
	for i++; body[i] != '"'; i++ {
		if body[i] == '\\' {
			i++
		}
	}
	return i
}
