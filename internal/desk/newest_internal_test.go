package desk

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"passage"
)

// TestNewestFirst holds the order of reports to a plain sort of them, from any order.
func TestNewestFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []passage.Reported
		for _, day := range rapid.SliceOf(rapid.Int64Range(0, 5)).Draw(t, "claimed") {
			id := rapid.StringMatching(`[ab]`).Draw(t, "id")
			all = append(all, passage.Reported{Fact: passage.Fact{ID: passage.FactID(id), Claimed: passage.Instant(day)}, Unseen: len(all)})
		}
		want := slices.Clone(all)
		slices.SortStableFunc(want, func(a, b passage.Reported) int { return newer(&a.Fact, &b.Fact) })
		newestFirst(all)
		for i := range all {
			if all[i].Unseen != want[i].Unseen {
				t.Fatalf("at %d stands number %d, not %d", i, all[i].Unseen, want[i].Unseen)
			}
		}
	})
}
