package planner_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"passage"
	"passage/internal/planner"
)

// before are the movements of a plan in its first periods.
func before(plan *passage.Plan, periods int) (rows []passage.Movement) {
	for _, m := range plan.Movements {
		if m.Period < periods {
			rows = append(rows, m)
		}
	}
	return rows
}

// TestWhatIsOverStands plans on from the middle of a plan on whole trucks. What follows
// is no worse than what that had, and no better than the best of all plans; and where
// doors shut from then on, nothing is done differently before, so that more go
// without than if everybody had known.
func TestWhatIsOverStands(t *testing.T) {
	worse := 0
	eachWorld(t, func(t *testing.T, r *rand.Rand, s *passage.Scenario, whole *planner.Result) {
		if s.Goal.Ration == passage.Uniform || s.Periods < 2 {
			return
		}
		rounded, err := planner.LayOnTrucks(t.Context(), s, whole, planner.TruckOptions{}, planner.Options{Solver: solver()})
		if err != nil {
			t.Fatal(err)
		}
		over := planner.Held{Plan: rounded.Plan, Periods: 1 + r.IntN(s.Periods-1)}
		check := func(s *passage.Scenario) *planner.Result {
			t.Helper()
			held, err := planner.Solve(t.Context(), s, planner.Options{Solver: solver(), Held: over, From: whole})
			if err != nil {
				t.Fatal(err)
			}
			if held.Status != planner.Optimal || len(held.Verdict.Breaches) > 0 {
				t.Errorf("from period %d of %d: %s, %+v, %v", over.Periods, s.Periods, held.Status, held.Certificate, held.Verdict.Breaches)
			}
			trucks, err := planner.LayOnTrucks(t.Context(), s, held, planner.TruckOptions{}, planner.Options{Solver: solver()})
			if err != nil {
				t.Fatal(err)
			}
			if len(trucks.Verdict.Breaches) > 0 {
				t.Errorf("on trucks: %v", trucks.Verdict.Breaches)
			}
			for _, plan := range []*passage.Plan{held.Plan, trucks.Plan} {
				if got, want := before(plan, over.Periods), before(rounded.Plan, over.Periods); !slices.Equal(got, want) {
					t.Errorf("what is over became %v; it was %v", got, want)
				}
			}
			return held
		}
		least, on, most := objective(t, whole, "deprivation"), objective(t, check(s), "deprivation"), rounded.Verdict.Outcome.Deprivation
		if slack := 1e-6 * (1 + most); on < least-slack || on > most+slack {
			t.Errorf("planned on from period %d: deprivation %.10g; the best of all plans has %.10g, the plan before %.10g", over.Periods, on, least, most)
		}
		shut := copyOf(s)
		for _, n := range s.Nodes {
			if n.Kind == passage.Crossing {
				shut.Access = append(shut.Access, passage.AccessRule{ID: passage.RuleID("shut-" + n.ID), On: passage.DoorID(n.ID), From: s.FirstDay(over.Periods), Status: passage.Closed})
			}
		}
		known, held := objective(t, solve(t, shut), "deprivation"), objective(t, check(shut), "deprivation")
		if held < known-1e-6*(1+known) {
			t.Errorf("deprivation %g where nothing was known before, %g where it was", held, known)
		}
		if held > known*(1+1e-4)+1 {
			worse++
		}
	})
	if worse == 0 {
		t.Error("in no world does it matter when a closing is known")
	}
}
