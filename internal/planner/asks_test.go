package planner_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"passage"
	"passage/internal/lp"
	"passage/internal/planner"
)

// moreAsks adds asks for trucks at the doors that have a figure, several at each.
func moreAsks(s *passage.Scenario) *passage.Scenario {
	c := copyOf(s)
	for _, n := range s.Nodes {
		for _, more := range []float64{5, 1, 2} {
			if n.TrucksPerDay.Given {
				id := passage.AskID(fmt.Sprintf("%s-and-%g", n.ID, more))
				c.Asks = append(c.Asks, passage.Ask{ID: id, On: passage.DoorID(n.ID), TrucksPerDay: passage.Some(n.TrucksPerDay.Value + more)})
			}
		}
	}
	return c
}

// Each ask comes to what it does when the scenario is planned from nothing with it.
func TestAsksAreWhatTheyAreFromNothing(t *testing.T) {
	asks, change := 0, 0
	eachWorld(t, func(t *testing.T, _ *rand.Rand, s *passage.Scenario, before *planner.Result) {
		s = moreAsks(s)
		_, worths, err := planner.Asks(t.Context(), s, planner.Options{Solver: solver()})
		if err != nil {
			t.Fatal(err)
		}
		if len(worths) != len(s.Asks) {
			t.Errorf("%d asks, and %d are ranked", len(s.Asks), len(worths))
		}
		for _, w := range worths {
			what := "ask " + string(w.Ask.ID)
			proved(t, w.Result)
			anew := solve(t, s, w.Ask)
			same(t, what, anew, w.Result)
			asks++
			if !near(objective(t, before, "deprivation"), objective(t, anew, "deprivation"), 1e-6) {
				change++
			}
		}
	})
	t.Logf("%d asks, %d of which change anything", asks, change)
	if change < 20 || change == asks {
		t.Errorf("%d of %d asks change anything: the test sees too little", change, asks)
	}
}

// counted counts solves.
type counted struct {
	lp.Solver
	n *int
}

func (s counted) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	*s.n++
	return s.Solver.Solve(ctx, m, limits)
}

// To loosen a limit that does not bind changes nothing, and nothing is solved to
// find that out. To loosen one that does is another matter.
func TestAskThatDoesNothingIsNotSolved(t *testing.T) {
	full := village()
	full.Goal.Kind, full.Nodes[1].TrucksPerDay = passage.Full, some(1)
	for name, s := range map[string]*passage.Scenario{"relief": read(t, "testdata/worlds/places-5.zip"), "full": full} {
		t.Run(name, func(t *testing.T) {
			door := slices.IndexFunc(s.Nodes, func(n passage.Node) bool { return n.TrucksPerDay.Given })
			scarce := s.Nodes[door].TrucksPerDay.Value
			s.Nodes[door].TrucksPerDay = passage.Some(1e4)
			n := 0
			opt := planner.Options{Solver: counted{solver(), &n}}
			before, err := planner.Solve(t.Context(), s, opt)
			if err != nil {
				t.Fatal(err)
			}
			proved(t, before)
			ask := func(trucks float64) (*planner.Result, int) {
				n, opt.From = 0, before
				opt.Asks = []passage.Ask{{ID: "trucks", On: passage.DoorID(s.Nodes[door].ID), TrucksPerDay: passage.Some(trucks)}}
				r, err := planner.Solve(t.Context(), s, opt)
				if err != nil {
					t.Fatal(err)
				}
				proved(t, r)
				return r, n
			}
			got, solves := ask(2e4)
			if solves != 0 {
				t.Errorf("%d solves for an ask that does nothing", solves)
			}
			for i, o := range before.Objectives {
				if got.Objectives[i] != o {
					t.Errorf("%v without the ask, %v with it", o, got.Objectives[i])
				}
			}
			if len(got.Stages) != len(before.Stages) {
				t.Errorf("%d stages without the ask, %d with it", len(before.Stages), len(got.Stages))
			}
			if _, solves = ask(scarce / 100); solves == 0 {
				t.Error("no solve for one that binds")
			}
		})
	}
}

// Asks for trucks at one door follow each other by figure, longest chain first, and
// every ask is in one chain.
func TestChains(t *testing.T) {
	trucks := func(door passage.DoorID, n float64) passage.Ask {
		return passage.Ask{On: door, TrucksPerDay: passage.Some(n)}
	}
	asks := []passage.Ask{{Lifts: []passage.RuleID{"shut"}}, trucks("a", 10), trucks("b", 3), trucks("a", 5), {USD: passage.Some(1000)}}
	want := [][]int{{3, 1}, {0}, {2}, {4}}
	if got := planner.Chains(asks); !slices.EqualFunc(got, want, slices.Equal[[]int]) {
		t.Errorf("chains %v, want %v", got, want)
	}
}
