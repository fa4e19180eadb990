package envelope

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestPlain holds that a fact that is read as it stands is the one that the JSON
// reader makes of it.
func TestPlain(t *testing.T) {
	name := rapid.SampledFrom([]string{
		"id", "device", "seq", "org", "actor", "kind", "claimed", "recorded", "place", "source", "ref", "waybill", "from", "to",
		"vehicle", "reason", "note", "until", "lines", "corrects", "count", "nothing",
	})
	value := rapid.SampledFrom([]string{
		`"a"`, `""`, `"\u0061"`, `"é"`, `"2025-10-13T11:30:00.5+03:00"`, `"0000-10-13T11:30:00Z"`,
		`1`, `-0`, `1e2`, `1.5`, `99999999999999999999`, `null`, `true`, `[]`, `{}`,
	})
	plainly, left := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		says := map[string]string{"id": `"x"`, "seq": `7`, "claimed": `"2025-10-13T11:30:00+03:00"`, "recorded": `"2025-10-13T08:30:00Z"`}
		for range rapid.IntRange(0, 4).Draw(t, "more") {
			says[name.Draw(t, "name")] = value.Draw(t, "value")
		}
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(says)) {
			parts = append(parts, fmt.Sprintf("%q:%s", name, says[name]))
		}
		body := []byte("{" + strings.Join(parts, ",") + "}")
		members, err := Members(body)
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		got, ok := plain(members)
		if !ok {
			left++
			return
		}
		plainly++
		want, erased, err := read(body)
		if diff := cmp.Diff(want, got); err != nil || erased != nil || diff != "" {
			t.Fatalf("%s: %v\n%s", body, err, diff)
		}
	})
	if plainly == 0 || left == 0 {
		t.Errorf("%d facts were read as they stand and %d left to the JSON reader; the test is to have both", plainly, left)
	}
}
