package pages

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"passage"
	"passage/internal/desk"
)

// TestRecords holds the records of some bodies, whose names are written in several
// ways, to those of the commitments that they alone made.
func TestRecords(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"COGAT", "Cogat", " cogat ", "Egypt", "EGYPT", "Ministry  of Health", "ministry of health", "Red Crescent"}
	keepings := []passage.Keeping{passage.Kept, passage.KeptPartly, passage.NotKept, passage.Unmeasured, ""}
	for range 50 {
		var rows []desk.Judged
		for range r.IntN(40) {
			row := desk.Judged{Promise: &passage.Promise{Commitment: new(passage.Commitment)}}
			row.By, row.Keeping, row.Withdrawn = names[r.IntN(len(names))], keepings[r.IntN(len(keepings))], r.IntN(5) == 0
			rows = append(rows, row)
		}
		all := (&talks{kept: rows}).records()
		for _, bodies := range [][]string{nil, {"cogat"}, {"Egypt", "Cogat", "egypt"}, {"MINISTRY OF HEALTH", "nobody"}, names} {
			of := oneOf(bodies)
			theirs := slices.DeleteFunc(slices.Clone(rows), func(row desk.Judged) bool {
				return !slices.ContainsFunc(bodies, func(b string) bool { return sameName(b, row.By) })
			})
			for _, row := range rows {
				if is := slices.ContainsFunc(theirs, func(one desk.Judged) bool { return one.By == row.By }); of(row.By) != is {
					t.Fatalf("%q is one of %q: %v", row.By, bodies, !is)
				}
			}
			found := map[string]int{}
			for _, k := range recordsOf(all, bodies) {
				found[k.Of]++
				one := slices.DeleteFunc(slices.Clone(theirs), func(row desk.Judged) bool { return !sameName(row.By, k.Of) })
				count := func(which func(desk.Judged) bool) (n int) {
					for _, row := range one {
						if which(row) {
							n++
						}
					}
					return n
				}
				kept := func(as passage.Keeping) int {
					return count(func(row desk.Judged) bool { return !row.Withdrawn && row.Keeping == as })
				}
				want := record{
					Of: one[0].By, URL: k.URL, Promises: len(one), Withdrawn: count(func(row desk.Judged) bool { return row.Withdrawn }),
					Kept: kept(passage.Kept), Partly: kept(passage.KeptPartly), NotKept: kept(passage.NotKept), Unmeasured: kept(passage.Unmeasured), Running: kept(""),
				}
				if k != want {
					t.Fatalf("of %q: %+v, want %+v", bodies, k, want)
				}
			}
			for _, row := range theirs {
				met := 0
				for name, n := range found {
					if sameName(name, row.By) {
						met += n
					}
				}
				if met != 1 {
					t.Fatalf("of %q: %q has %d records", bodies, row.By, met)
				}
			}
		}
	}
}

// TestParted holds names as they are told apart to how their words are told apart.
func TestParted(t *testing.T) {
	pieces := []string{"", " ", "  ", "\t", "\u00a0", "a", "Ministry", "وزارة", "\n"}
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		name := ""
		for range r.IntN(6) {
			name += pieces[r.IntN(len(pieces))]
		}
		if got, want := parted(name), strings.Join(strings.Fields(name), " "); got != want {
			t.Fatalf("%q is parted as %q, want %q", name, got, want)
		}
	}
}
