package envelope

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// exact refuses what two readers of the same bytes could read differently: a
// member that stands twice in an object, and a name that is only nearly one of
// ours, such as Seq or \u017feq, which the JSON reader would take for it. The
// body has been read, so that names are as short as ours.
func exact(body []byte) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	var objects []map[string]bool // of the objects and lists that are open; nil for a list
	name := false                 // whether a member's name comes next
	for dec.More() || len(objects) > 0 {
		token, err := dec.Token()
		if err != nil {
			return explain(err)
		}
		if text, ok := token.(string); ok && name {
			members := objects[len(objects)-1]
			if members[text] {
				return fmt.Errorf("%s stands twice", text)
			}
			if strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
				return fmt.Errorf("%q is no member of a fact: names are in lower case, a to z", text)
			}
			members[text], name = true, false
			continue
		}
		switch token {
		case json.Delim('{'):
			objects = append(objects, map[string]bool{})
		case json.Delim('['):
			objects = append(objects, nil)
		case json.Delim('}'), json.Delim(']'):
			objects = objects[:len(objects)-1]
		}
		if len(objects) == 0 {
			return nil
		}
		name = objects[len(objects)-1] != nil
	}
	return nil
}
