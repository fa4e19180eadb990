package proof

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestMembers holds that members looks at a fact as the JSON reader does, whatever
// stands in it: names with escapes and twice, brackets in texts, white space.
func TestMembers(t *testing.T) {
	text := rapid.SampledFrom([]string{`a`, `b`, `seq`, `s\u0065q`, `\"`, `\\`, `}`, `{,`, `:`, `é`, ``, `erased`})
	space := rapid.SampledFrom([]string{"", " ", "\n\t"})
	var value func(t *rapid.T, depth int) string
	value = func(t *rapid.T, depth int) string {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		if depth == 0 {
			kind %= 3
		}
		var parts []string
		switch kind {
		case 0:
			return space.Draw(t, "space") + `"` + text.Draw(t, "text") + `"` + space.Draw(t, "space")
		case 1, 2:
			return space.Draw(t, "space") + rapid.SampledFrom([]string{"0", "-1.5e3", "true", "null", "{}", "[]"}).Draw(t, "literal")
		case 3:
			for range rapid.IntRange(0, 3).Draw(t, "n") {
				parts = append(parts, value(t, depth-1))
			}
			return "[" + strings.Join(parts, ",") + "]"
		}
		for range rapid.IntRange(0, 4).Draw(t, "n") {
			parts = append(parts, space.Draw(t, "space")+`"`+text.Draw(t, "name")+`"`+space.Draw(t, "space")+":"+value(t, depth-1))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		body := []byte(value(t, 3))
		if rapid.IntRange(0, 9).Draw(t, "cut") == 0 && len(body) > 0 {
			body = body[:len(body)-1]
		}
		var want map[string]json.RawMessage
		err := json.Unmarshal(body, &want)
		got, gotErr := members(body)
		if (err == nil) != (gotErr == nil) {
			t.Fatalf("%s: %v, the JSON reader says %v", body, gotErr, err)
		}
		delete(want, erasedMember)
		if len(got) != len(want) {
			t.Fatalf("%s: %d members, want %d", body, len(got), len(want))
		}
		for i, f := range got {
			if !bytes.Equal(f.Value, want[f.Name]) || i > 0 && got[i-1].Name >= f.Name {
				t.Fatalf("%s: %s is %q, want %q", body, f.Name, f.Value, want[f.Name])
			}
		}
		if _, ok := plainMembers(body); ok {
			plain++
		}
	})
	if plain == 0 {
		t.Error("nothing was read byte by byte")
	}
}
