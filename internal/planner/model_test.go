package planner_test

import (
	"testing"

	"passage"
	"passage/internal/lp"
	"passage/internal/planner"
	"passage/internal/world"
)

// The model handed out is the one that is solved first: its optimum is the
// first objective, for either goal.
func TestModelIsTheFirstStage(t *testing.T) {
	for _, kind := range []passage.GoalKind{passage.Relief, passage.Full} {
		s := world.New(world.Shape{Seed: 3, Places: 2, Crossings: 2, Hubs: 2, Foods: 2, Periods: 4, PeriodDays: 7, Goal: kind})
		m, err := planner.Model(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		sol, err := solver().Solve(t.Context(), m, lp.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := planner.Solve(t.Context(), s, planner.Options{Solver: solver()})
		if err != nil {
			t.Fatal(err)
		}
		if kind == passage.Full && r.Status == planner.Infeasible {
			if sol.Status != lp.Infeasible {
				t.Errorf("goal %s: the model is %s, and the plan infeasible", kind, sol.Status)
			}
		} else if want := r.Objectives[0].Value; !near(sol.Objective, want, 1e-6) {
			t.Errorf("goal %s: the model's optimum is %g, that of the first stage %g", kind, sol.Objective, want)
		}
		if first := r.Stages[0]; r.Status == planner.Optimal && (m.Rows() != first.Rows || m.Cols() != first.Cols) {
			t.Errorf("goal %s: %d rows and %d columns, want %d and %d", kind, m.Rows(), m.Cols(), first.Rows, first.Cols)
		}
	}
}

// The second model handed out is that of the second stage, which goal "full" has not.
func TestSecondModelIsTheSecondStage(t *testing.T) {
	s := world.New(world.Shape{Seed: 3, Places: 2, Crossings: 2, Hubs: 2, Foods: 2, Periods: 4, PeriodDays: 7})
	r, err := planner.Solve(t.Context(), s, planner.Options{Solver: solver()})
	if err != nil {
		t.Fatal(err)
	}
	m, err := planner.SecondModel(s, nil, r.Objectives[0].Value)
	if err != nil {
		t.Fatal(err)
	}
	sol, err := solver().Solve(t.Context(), m, lp.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if want := r.Objectives[1].Value; !near(sol.Objective, want, 1e-6) {
		t.Errorf("the model's optimum is %g, that of the second stage %g", sol.Objective, want)
	}
	s.Goal.Kind = passage.Full
	if m, err := planner.SecondModel(s, nil, 0); m != nil || err != nil {
		t.Errorf("goal full: %v, %v; want none", m, err)
	}
}
