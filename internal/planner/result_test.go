package planner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	"passage"
	"passage/internal/lp"
	"passage/internal/planner"
	"passage/internal/world"
)

// The same scenario gives the same bytes, on one processor or on two, again
// and again.
func TestSameScenarioSameBytes(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, shape := range []world.Shape{
		{Seed: 1, Places: 4, Sources: 2, Crossings: 3, Hubs: 2, Foods: 4, Periods: 5, PeriodDays: 7, Rich: true},
		{Seed: 2, Places: 3, Crossings: 2, Hubs: 2, Foods: 3, Periods: 4, PeriodDays: 7, Rich: true, Odd: true, Ration: passage.Uniform},
		{Seed: 3, Places: 2, Crossings: 2, Hubs: 2, Foods: 2, Periods: 6, PeriodDays: 1, Rich: true, Goal: passage.Full},
	} {
		var first []byte
		for _, processors := range []int{1, 2, 1, 2} {
			runtime.GOMAXPROCS(processors)
			base, asks, err := planner.Asks(t.Context(), world.New(shape), planner.Options{Solver: solver()})
			if err != nil {
				t.Fatal(err)
			}
			said := []any{base.Status, base.Objectives, base.Plan, base.Relief, base.Cost, base.Certificate, base.Verdict.Breaches, base.Why,
				planner.Bindings(world.New(shape), base)}
			for _, a := range asks {
				said = append(said, a.Ask.ID, a.Deprivation, a.Cost, a.PersonDays, a.Result.Plan)
			}
			got, err := json.Marshal(said)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = got
			}
			if !bytes.Equal(first, got) {
				t.Errorf("seed %d: on %d processors the result is another", shape.Seed, processors)
			}
		}
	}
}

// That time runs out is a result, with a plan that keeps every limit and a
// certificate that does not say more than is known.
func TestTimeRunsOut(t *testing.T) {
	s := world.New(world.Shape{Seed: 4, Places: 3, Crossings: 2, Hubs: 2, Foods: 3, Periods: 4, PeriodDays: 7})
	for _, kind := range []passage.GoalKind{passage.Relief, passage.Full} {
		s.Goal.Kind = kind
		r, err := planner.Solve(t.Context(), s, planner.Options{Solver: solver(), Limits: lp.Limits{Time: time.Nanosecond}})
		if err != nil {
			t.Fatal(err)
		}
		if r.Status != planner.TimeLimit || r.Plan == nil || len(r.Verdict.Breaches) > 0 {
			t.Errorf("goal %s: status %s, plan %v, breaches %v", kind, r.Status, r.Plan, r.Verdict.Breaches)
		}
		if r.Certificate.Worst() < 0.1 {
			t.Errorf("goal %s: a plan made in no time is certified: %+v", kind, r.Certificate)
		}
		if list := planner.Bindings(s, r); len(list) > 0 {
			t.Errorf("goal %s: limits bind that nobody has looked at: %v", kind, list)
		}
	}
}

// Whoever cancels gets an error that says so.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := planner.Solve(ctx, village(), planner.Options{Solver: solver()})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want one that wraps %v", err, context.Canceled)
	}
}

// Names of rows and columns are told apart, so that a model that is written
// out can be read by other programs.
func TestNamesAreDistinct(t *testing.T) {
	for seed := range uint64(10) {
		seen := map[string]bool{}
		spy := watch{solver(), func(m *lp.Model) {
			clear(seen)
			for i := range m.Rows() {
				name := "row " + m.RowLabel(i)
				if seen[name] {
					t.Errorf("seed %d: two rows are called %s", seed, name)
				}
				seen[name] = true
			}
			for j := range m.Cols() {
				name := "column " + m.ColLabel(j)
				if seen[name] {
					t.Errorf("seed %d: two columns are called %s", seed, name)
				}
				seen[name] = true
			}
		}}
		if _, err := planner.Solve(t.Context(), world.New(world.Small(seed)), planner.Options{Solver: spy}); err != nil {
			t.Fatal(fmt.Errorf("seed %d: %w", seed, err))
		}
	}
}

// watch looks at each model before it is solved.
type watch struct {
	lp.Solver
	look func(*lp.Model)
}

func (w watch) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	w.look(m)
	return w.Solver.Solve(ctx, m, limits)
}
