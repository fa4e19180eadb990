package envelope

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// slowly is exact by the JSON reader of the standard library.
func slowly(body []byte) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	var objects []map[string]bool
	name := false
	for dec.More() || len(objects) > 0 {
		token, err := dec.Token()
		if err != nil {
			return err
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

// TestExact holds that looking byte by byte finds what the JSON reader finds, in
// random JSON whose names and texts have quotes, escapes and brackets in them, and
// that the members it returns are those that the JSON reader sees.
func TestExact(t *testing.T) {
	text := rapid.SampledFrom([]string{`a`, `b`, `seq`, `Seq`, `\u0073eq`, `\"`, `\\`, `\\\"`, `{`, `}`, `[,`, `:`, `é`, `\ud83d\ude00`, ``, `1`, `x\ny`})
	var value func(t *rapid.T, depth int) string
	value = func(t *rapid.T, depth int) string {
		space := rapid.SampledFrom([]string{"", " ", "\n\t"}).Draw(t, "space")
		kind := rapid.IntRange(0, 6).Draw(t, "kind")
		if depth == 0 {
			kind %= 4
		}
		var parts []string
		switch kind {
		case 0:
			return `"` + text.Draw(t, "text") + `"` + space
		case 1:
			return space + rapid.SampledFrom([]string{"0", "-1.5e3", "true", "null"}).Draw(t, "literal")
		case 2, 3:
			return rapid.SampledFrom([]string{"{}", "[]", "[{}]", "{ }"}).Draw(t, "empty")
		case 4:
			for range rapid.IntRange(0, 3).Draw(t, "n") {
				parts = append(parts, value(t, depth-1))
			}
			return "[" + strings.Join(parts, ",") + "]"
		}
		for range rapid.IntRange(0, 4).Draw(t, "n") {
			parts = append(parts, space+`"`+text.Draw(t, "name")+`"`+space+":"+value(t, depth-1))
		}
		return "{" + strings.Join(parts, ",") + space + "}"
	}
	rapid.Check(t, func(t *rapid.T) {
		body := []byte(value(t, 3))
		if !json.Valid(body) {
			t.Fatalf("the test wrote no JSON: %s", body)
		}
		members, got := exact(string(body))
		want := slowly(body)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s\nbyte by byte: %v\nby the JSON reader: %v", body, got, want)
		}
		var values map[string]json.RawMessage
		if got != nil || json.Unmarshal(body, &values) != nil {
			return
		}
		for _, m := range members {
			if string(values[m.Name]) != m.Value {
				t.Fatalf("%s\n%s is %q, by the JSON reader %q", body, m.Name, m.Value, values[m.Name])
			}
		}
		if len(members) != len(values) {
			t.Fatalf("%s\n%d members, by the JSON reader %d", body, len(members), len(values))
		}
	})
}
