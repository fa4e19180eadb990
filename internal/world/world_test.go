package world

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage"
)

// The same shape makes the same world, and another seed another one.
func TestSameShapeSameWorld(t *testing.T) {
	for seed := range uint64(50) {
		if diff := cmp.Diff(New(Small(seed)), New(Small(seed))); diff != "" {
			t.Fatalf("seed %d makes two worlds:\n%s", seed, diff)
		}
	}
	a, b := Shape{Seed: 1, Places: 3, Rich: true}, Shape{Seed: 2, Places: 3, Rich: true}
	if cmp.Equal(New(a).People, New(b).People) {
		t.Error("two seeds make the same people")
	}
}

// What the generator is for is somewhere among the first worlds.
func TestSmallWorldsHoldABitOfEverything(t *testing.T) {
	seen := map[string]int{}
	note := func(what string, is bool) {
		if seen[what] += 0; is {
			seen[what]++
		}
	}
	for seed := range uint64(200) {
		s := New(Small(seed))
		note("goal full", s.Goal.Kind == passage.Full)
		note("uniform rations over several periods", s.Goal.Ration == passage.Uniform && s.Periods > 1)
		note("periods of a day", s.PeriodDays == 1)
		note("periods of 30 days", s.PeriodDays == 30)
		note("tranches", len(s.Budget) > 1)
		for _, o := range s.Offers {
			note("t_max", o.TMax.Given)
			note("an offer's dates", o.From > s.Start && o.To > 0)
		}
		for _, n := range s.Nodes {
			note("an unlimited crossing", n.Kind == passage.Crossing && !n.TrucksPerDay.Given)
			note("handling", n.HandlingTPerDay.Given)
		}
		for _, c := range s.Corridors {
			note("a corridor's own trucks", c.TrucksPerDay.Given)
			note("no lead time", c.LeadDays == 0)
		}
		for _, r := range s.Access {
			note("except of a sector", len(r.Except) > 0 && r.Except[len(r.Except)-1] == "food")
			note("goods on weekdays", len(r.Weekdays) > 0 && len(r.Only) > 0)
			note("open", r.Status == passage.Open)
		}
		for _, c := range s.Commodities {
			note("min_g", c.MinG.Given)
			note("a short shelf life", c.ShelfDays.Given && c.ShelfDays.Value < float64(s.Periods*s.PeriodDays))
		}
		for _, g := range s.GroupLimits {
			note("a group's min_g", g.MinG.Given)
		}
		for _, a := range s.Asks {
			note("an ask that lifts", len(a.Lifts) > 0)
			note("an ask for trucks", a.TrucksPerDay.Given)
		}
	}
	for what, n := range seen {
		if n == 0 {
			t.Errorf("no world has %s", what)
		}
	}
}
