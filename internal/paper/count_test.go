package paper_test

import (
	"fmt"
	"testing"

	"passage"
	"passage/internal/envelope"
	"passage/internal/exchange"
	"passage/internal/paper"
)

// TestSettleCounts holds a row against what its organisation took down on pages.
func TestSettleCounts(t *testing.T) {
	count := passage.Count{By: "authority", What: passage.CountedTrucks, Number: 20, From: 739_000, To: 739_000}
	page := func(n int, org passage.OrgID, number float64, change ...func(*passage.Fact)) envelope.Sealed {
		c := count
		c.Number = number
		f := passage.Fact{
			ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", n)), Device: passage.DeviceID(fmt.Sprintf("%s/page-%d", org, n)), Seq: 1, Org: org,
			Kind: passage.Counted, Place: "gate", Claimed: 1, Recorded: 1, Count: &c,
		}
		for _, change := range change {
			change(&f)
		}
		s, err := envelope.Seal(f)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	row := paper.Entries(&exchange.Papers{Counts: []exchange.CountRow{{Row: 2, Org: "ocha", Place: "gate", Count: count}}})[0]
	for _, c := range []struct {
		name  string
		story []envelope.Sealed
		want  paper.Change
		facts int
	}{
		{"nothing is known", nil, paper.New, 1},
		{"the same number", []envelope.Sealed{page(1, "ocha", 20)}, paper.Known, 0},
		{"another number", []envelope.Sealed{page(1, "ocha", 12)}, paper.Changed, 2},
		{"two that come to it", []envelope.Sealed{page(1, "ocha", 12), page(2, "ocha", 8)}, paper.Known, 0},
		{"two that do not", []envelope.Sealed{page(1, "ocha", 12), page(2, "ocha", 9)}, paper.Changed, 3},
		{"put right to it", []envelope.Sealed{page(1, "ocha", 12), page(2, "ocha", 20, func(f *passage.Fact) { f.About = page(1, "ocha", 12).ID })}, paper.Known, 0},
		{"taken back", []envelope.Sealed{page(1, "ocha", 20), page(2, "ocha", 0, func(f *passage.Fact) {
			f.Kind, f.Corrects, f.Error, f.Count = passage.Corrected, page(1, "ocha", 20).ID, passage.DidNotOccur, nil
		})}, paper.New, 1},
		{"another organisation", []envelope.Sealed{page(1, "rc", 12)}, paper.New, 1},
		{"another place", []envelope.Sealed{page(1, "ocha", 12, func(f *passage.Fact) { f.Place = "hub" })}, paper.New, 1},
		{"another source", []envelope.Sealed{page(1, "ocha", 12, func(f *passage.Fact) { f.Count.By = "un" })}, paper.New, 1},
	} {
		change, facts, err := paper.Settle(row, c.story)
		if err != nil || change != c.want || len(facts) != c.facts {
			t.Errorf("%s: %s with %d facts, %v; want %s with %d", c.name, change, len(facts), err, c.want, c.facts)
			continue
		}
		if change == paper.Known {
			continue
		}
		story := append(c.story[:len(c.story):len(c.story)], facts...)
		if again, more, err := paper.Settle(row, story); err != nil || again != paper.Known {
			t.Errorf("%s: read again it is %s with %d facts, %v", c.name, again, len(more), err)
		}
	}
}
