package lp_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"passage/internal/lp"
)

// answer is a solver that gives one answer to everything.
type answer struct {
	sol lp.Solution
	err error
}

func (a answer) Solve(context.Context, *lp.Model, lp.Limits) (*lp.Solution, error) {
	sol := a.sol
	return &sol, a.err
}

// minimise 2x, 3 ≤ x: the optimum is 6 and the row's price 2.
func atLeastThree() *lp.Model {
	m := &lp.Model{}
	row := m.AddRow(3, 1e9)
	m.AddCol(2, 0, 1e9, lp.Entry{Row: row, Value: 1})
	return m
}

func TestBacked(t *testing.T) {
	right := lp.Solution{Status: lp.Optimal, Objective: 6, X: []float64{3}, RowDual: []float64{2}, Solver: "right"}
	low, high, wrongPrice := right, right, right
	low.X, low.Solver = []float64{2.9}, "low"
	high.X, high.Solver = []float64{3.1}, "high"
	wrongPrice.RowDual, wrongPrice.Solver = []float64{2.5}, "wrong price"
	for _, c := range []struct {
		name     string
		first    answer
		want     string // whose answer is taken
		fallback string
	}{
		{"a right answer is believed", answer{sol: right}, "right", ""},
		{"an answer that breaks a limit is not", answer{sol: low}, "second", "right to"},
		{"an answer that is not the best is not", answer{sol: high}, "second", "right to"},
		{"an answer without proof is not", answer{sol: wrongPrice}, "second", "right to"},
		{"trouble is answered by the second", answer{err: errors.New("a pivot broke")}, "second", "a pivot broke"},
		{"an infeasible model stays infeasible", answer{sol: lp.Solution{Status: lp.Infeasible, Solver: "no"}}, "no", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			second := right
			second.Solver = "second"
			sol, err := lp.Backed{First: c.first, Second: answer{sol: second}}.Solve(t.Context(), atLeastThree(), lp.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if sol.Solver != c.want || !strings.Contains(sol.Fallback, c.fallback) || (c.fallback == "") != (sol.Fallback == "") {
				t.Errorf("got the answer of %q (fallback %q), want that of %q (%q)", sol.Solver, sol.Fallback, c.want, c.fallback)
			}
		})
	}
	t.Run("a cancelled solve is an error, not a fallback", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := (lp.Backed{First: answer{err: ctx.Err()}, Second: answer{sol: right}}).Solve(ctx, atLeastThree(), lp.Limits{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the cancellation", err)
		}
	})
}
