package planner_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"passage"
	"passage/internal/lp"
	"passage/internal/lp/ipm"
	"passage/internal/planner"
)

// inner takes inner points for answers, as lp.Backed does for a country's.
type inner struct{ ipm.Solver }

func (s inner) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	sol, err := s.Solver.Solve(ctx, m, limits)
	if err == nil && sol.Status == lp.Unfinished {
		sol.Status = lp.Optimal
	}
	return sol, err
}

// Where no vertex is found, as for a country, the second stage starts from the
// first one's inner point, and comes near to where it does from a vertex in no
// more steps. From nothing it takes twice as many.
func TestCheaperFromAnInnerPoint(t *testing.T) {
	for _, path := range []string{"testdata/worlds/places-5.zip", "../../examples/gaza-2025"} {
		t.Run(path, func(t *testing.T) {
			s := read(t, path)
			got, err := planner.Solve(t.Context(), s, planner.Options{Solver: inner{}})
			if err != nil {
				t.Fatal(err)
			}
			if worst := got.Certificate.Worst(); !(worst <= 1e-4) {
				t.Errorf("certificate %+v", got.Certificate)
			}
			want := solve(t, s)
			for _, what := range []string{"deprivation", "cost"} {
				if a, b := objective(t, got, what), objective(t, want, what); !near(a, b, 1e-4) {
					t.Errorf("%s %.10g, but %.10g from a vertex", what, a, b)
				}
			}
			first, second := got.Stages[0].Iterations, got.Stages[1].Iterations
			t.Logf("%d iterations, then %d; %+v", first, second, got.Certificate)
			if 2*second > 3*first {
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
