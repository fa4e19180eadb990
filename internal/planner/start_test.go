package planner_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"passage"
	"passage/internal/audit"
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

// Where no vertex is found, as for a country, both stages still prove themselves,
// and come to what they do at a vertex; the second, from a point on the first one's
// way, takes no more steps than that. Where trucks are whole every limit is kept.
func TestCountry(t *testing.T) {
	for _, path := range []string{"testdata/worlds/places-5.zip", "testdata/worlds/places-40.zip", "testdata/worlds/places-5-rich-tight.zip", "../../examples/gaza-2025"} {
		t.Run(path, func(t *testing.T) {
			s := read(t, path)
			want := solve(t, s)
			planner.TakeForCountries(t)
			got, err := planner.Solve(t.Context(), s, planner.Options{Solver: inner{}})
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Stages) != 2 || !(got.Certificate.Worst() <= audit.Near) {
				t.Fatalf("%d stages, certificate %+v", len(got.Stages), got.Certificate)
			}
			for _, what := range []string{"deprivation", "cost"} {
				if a, b := objective(t, got, what), objective(t, want, what); !near(a, b, 1e-3) {
					t.Errorf("%s %.10g, but %.10g at a vertex", what, a, b)
				}
			}
			first, second := got.Stages[0].Iterations, got.Stages[1].Iterations
			t.Logf("%d iterations, then %d; %+v", first, second, got.Certificate)
			if second > first {
				t.Errorf("the second stage took %d iterations, and the first %d", second, first)
			}
			trucks, err := planner.LayOnTrucks(t.Context(), s, got, planner.TruckOptions{}, planner.Options{Solver: none{}})
			if err != nil {
				t.Fatal(err)
			}
			if len(trucks.Verdict.Breaches) > 0 {
				t.Errorf("with whole trucks: breaches %v", trucks.Verdict.Breaches)
			}
			least, nothing := got.Verdict.Outcome.Deprivation, got.Verdict.Outcome.Nothing
			t.Logf("%d trucks, %g more deprivation", trucks.Trucks, trucks.Deprivation)
			if trucks.Trucks == 0 || trucks.Deprivation > 0.05*(nothing-least) {
				t.Errorf("%d trucks; of %g person-days that the plan relieves, %g are lost", trucks.Trucks, nothing-least, trucks.Deprivation)
			}
		})
	}
}

// An ask that changes nothing costs a country no other solve, and one that changes
// something is planned.
func TestCountryAsks(t *testing.T) {
	s := read(t, "testdata/worlds/places-40.zip")
	planner.TakeForCountries(t)
	times := 0
	opt := planner.Options{Solver: counted{inner{}, &times}}
	base, err := planner.Solve(t.Context(), s, opt)
	if err != nil {
		t.Fatal(err)
	}
	for id, moves := range map[passage.AskID]bool{"lift-hours-x0": false, "more-x4": true} {
		i := slices.IndexFunc(s.Asks, func(a passage.Ask) bool { return a.ID == id })
		opt.Asks, opt.From, times = s.Asks[i:i+1], base, 0
		got, err := planner.Solve(t.Context(), s, opt)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]int{false: 0, true: 2}[moves]; times != want {
			t.Errorf("%s: %d solves, want %d", id, times, want)
		}
		opt.From = nil
		anew, err := planner.Solve(t.Context(), s, opt)
		if err != nil {
			t.Fatal(err)
		}
		if near(objective(t, base, "deprivation"), objective(t, anew, "deprivation"), 1e-3) == moves {
			t.Errorf("%s: deprivation %.10g, and %.10g without it", id, objective(t, anew, "deprivation"), objective(t, base, "deprivation"))
		}
		if !near(objective(t, got, "deprivation"), objective(t, anew, "deprivation"), 1e-6) || !near(objective(t, got, "cost"), objective(t, anew, "cost"), 1e-3) || !(got.Certificate.Worst() <= audit.Near) {
			t.Errorf("%s: %v with certificate %+v, anew %v", id, got.Objectives, got.Certificate, anew.Objectives)
		}
	}
}

// none is a solver that is not to be asked.
type none struct{}

func (none) Solve(context.Context, *lp.Model, lp.Limits) (*lp.Solution, error) {
	return nil, errors.New("this is not to be solved again")
}

// alone has the second stage of a country go wrong.
type alone struct {
	inner
	second func(*lp.Solution) (*lp.Solution, error)
}

func (s alone) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	sol, err := s.inner.Solve(ctx, m, limits)
	if err == nil && limits.Optional {
		return s.second(sol)
	}
	return sol, err
}

// What the second stage of a country comes to is not believed where it breaks
// limits or leaves more deprivation than may be: the plan is the first stage's or
// better, and its cost is not called proved.
func TestCountryWithoutItsSecondStage(t *testing.T) {
	s := read(t, "testdata/worlds/places-5.zip")
	want := solve(t, s)
	planner.TakeForCountries(t)
	for what, second := range map[string]func(*lp.Solution) (*lp.Solution, error){
		"an error":   func(*lp.Solution) (*lp.Solution, error) { return nil, errors.New("no progress") },
		"no answer":  func(*lp.Solution) (*lp.Solution, error) { return &lp.Solution{Status: lp.Unfinished}, nil },
		"nothing":    func(sol *lp.Solution) (*lp.Solution, error) { clear(sol.X); return sol, nil },
		"not enough": func(sol *lp.Solution) (*lp.Solution, error) { sol.X[0] += 1e9; return sol, nil },
	} {
		got, err := planner.Solve(t.Context(), s, planner.Options{Solver: alone{second: second}})
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if a, b := got.Verdict.Outcome.Deprivation, objective(t, want, "deprivation"); !near(a, b, 1e-6) || len(got.Verdict.Breaches) > 0 {
			t.Errorf("%s: deprivation %g, least is %g; breaches %v", what, a, b, got.Verdict.Breaches)
		}
		if cost := got.Verdict.Outcome.Cost; near(cost, objective(t, want, "cost"), 1e-3) || got.Status != planner.Unproved {
			t.Errorf("%s: %s at a cost of %g", what, got.Status, cost)
		}
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

// steps notes how many steps each solve from a vertex is allowed.
type steps struct {
	lp.Solver
	allowed *[]int
}

func (s steps) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	if limits.From != nil && limits.From.Basis != nil {
		*s.allowed = append(*s.allowed, limits.Steps)
	}
	return s.Solver.Solve(ctx, m, limits)
}

// The way from an earlier plan may be only so long before the plan is made anew;
// those between the stages go to their ends.
func TestWayFromAnEarlierPlanIsShort(t *testing.T) {
	s := read(t, "testdata/worlds/places-5.zip")
	before := solve(t, s)
	shut := copyOf(s)
	gate := slices.IndexFunc(s.Nodes, func(n passage.Node) bool { return n.Kind == passage.Crossing })
	shut.Access = append(shut.Access, passage.AccessRule{ID: "shut", On: passage.DoorID(s.Nodes[gate].ID), Status: passage.Closed, From: s.Start, To: s.Start + 6})
	var allowed []int
	if _, err := planner.Solve(t.Context(), shut, planner.Options{Solver: steps{solver(), &allowed}, From: before}); err != nil {
		t.Fatal(err)
	}
	if len(allowed) < 3 || allowed[0] == 0 || slices.ContainsFunc(allowed[1:], func(n int) bool { return n != 0 }) {
		t.Errorf("steps allowed: %v; want some for the first solve and no limit for the others", allowed)
	}
}
