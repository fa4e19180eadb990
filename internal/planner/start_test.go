package planner_test

import (
	"math/rand/v2"
	"testing"

	"passage"
	"passage/internal/lp/ipm"
	"passage/internal/planner"
)

// Where no vertex is found, as for a country, the second stage starts from the
// first one's inner point, and ends where it does from a vertex.
func TestCheaperFromAnInnerPoint(t *testing.T) {
	for _, path := range []string{"testdata/worlds/places-5.zip", "../../examples/gaza-2025"} {
		t.Run(path, func(t *testing.T) {
			s := read(t, path)
			got, err := planner.Solve(t.Context(), s, planner.Options{Solver: ipm.Solver{}})
			if err != nil {
				t.Fatal(err)
			}
			proved(t, got)
			want := solve(t, s)
			for _, what := range []string{"deprivation", "cost"} {
				if a, b := objective(t, got, what), objective(t, want, what); !near(a, b, 1e-6) {
					t.Errorf("%s %.10g, but %.10g from a vertex", what, a, b)
				}
			}
			if first, second := got.Stages[0].Iterations, got.Stages[1].Iterations; second > 2*first {
				t.Errorf("the second stage took %d iterations, and the first %d", second, first)
			}
		})
	}
}

// Starting from the plan of a scenario as it was changes the way to the plan of
// the scenario as it is, and never where it ends: with doors shut and opened,
// goods and people added or gone, so that rows and columns come and go.
func TestStartChangesNothingButTheWay(t *testing.T) {
	changes := map[string]func(r *rand.Rand, s *passage.Scenario){
		"nothing": func(*rand.Rand, *passage.Scenario) {},
		"a door shut": func(r *rand.Rand, s *passage.Scenario) {
			on := passage.DoorID(s.Corridors[r.IntN(len(s.Corridors))].ID)
			s.Access = append(s.Access, passage.AccessRule{ID: "shut", On: on, Status: passage.Closed, From: s.Start})
		},
		"rules lifted": func(_ *rand.Rand, s *passage.Scenario) { s.Access = nil },
		"trucks": func(r *rand.Rand, s *passage.Scenario) {
			for i := range s.Nodes {
				s.Nodes[i].TrucksPerDay.Value += float64(r.IntN(5))
			}
		},
		"a supply gone": func(r *rand.Rand, s *passage.Scenario) {
			i := r.IntN(len(s.Supplies))
			s.Supplies = append(s.Supplies[:i:i], s.Supplies[i+1:]...)
		},
		"people": func(r *rand.Rand, s *passage.Scenario) {
			for i := range s.People {
				s.People[i].People *= 0.5 + r.Float64()
			}
		},
	}
	eachWorld(t, func(t *testing.T, r *rand.Rand, s *passage.Scenario, before *planner.Result) {
		for what, change := range changes {
			c := copyOf(s)
			change(r, c)
			got, err := planner.Solve(t.Context(), c, planner.Options{Solver: solver(), From: before})
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			proved(t, got)
			same(t, what, solve(t, c), got)
		}
	})
}
