package lp_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"passage/internal/lp"
)

// answer is a solver that gives one answer to everything.
type answer struct {
	sol lp.Solution
	err error
}

// Vertex finds no vertex: what First found stands or falls by itself.
func (a answer) Vertex(context.Context, *lp.Model, *lp.Solution, lp.Limits) (*lp.Solution, error) {
	return nil, errors.New("no vertex")
}

// refereed solves as answer and knows a vertex.
type refereed struct {
	answer
	vertex lp.Solution
}

func (r refereed) Vertex(context.Context, *lp.Model, *lp.Solution, lp.Limits) (*lp.Solution, error) {
	sol := r.vertex
	return &sol, nil
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
		{"a model is not infeasible because the first says so", answer{sol: lp.Solution{Status: lp.Infeasible}}, "second", "infeasible"},
		{"nor unbounded", answer{sol: lp.Solution{Status: lp.Unbounded}}, "second", "unbounded"},
		{"when time is up the first's answer stands", answer{sol: lp.Solution{Status: lp.TimeLimit, Solver: "late"}}, "late", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			second := right
			second.Solver = "second"
			sol, err := lp.Backed{Near: c.first, Referee: answer{sol: second}}.Solve(t.Context(), atLeastThree(), lp.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if sol.Solver != c.want || !strings.Contains(sol.Fallback, c.fallback) || (c.fallback == "") != (sol.Fallback == "") {
				t.Errorf("got the answer of %q (fallback %q), want that of %q (%q)", sol.Solver, sol.Fallback, c.want, c.fallback)
			}
		})
	}
	t.Run("an infeasible model is one where both say so", func(t *testing.T) {
		no := answer{sol: lp.Solution{Status: lp.Infeasible}}
		sol, err := lp.Backed{Near: no, Referee: no}.Solve(t.Context(), atLeastThree(), lp.Limits{})
		if err != nil || sol.Status != lp.Infeasible || sol.Fallback != "" {
			t.Errorf("got %+v (%v), want infeasible and no fallback", sol, err)
		}
	})
	near := low
	near.Status, near.X, near.Solver, near.Iterations = lp.Unfinished, []float64{3.0001}, "near", 20
	vertex := right
	vertex.Solver, vertex.Iterations = "vertex", 3
	for _, c := range []struct {
		name   string
		vertex lp.Solution
		first  lp.Solution
		want   string
	}{
		{"what is near the optimum is led to a vertex", vertex, near, "near, vertex"},
		{"an optimum is led to a vertex", vertex, right, "right, vertex"},
		{"a vertex that is wrong is not believed", low, near, "second"},
		{"and an optimum better than it", low, right, "right"},
	} {
		t.Run(c.name, func(t *testing.T) {
			second := right
			second.Solver = "second"
			b := lp.Backed{Near: answer{sol: c.first}, Referee: refereed{answer{sol: second}, c.vertex}}
			sol, err := b.Solve(t.Context(), atLeastThree(), lp.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if sol.Solver != c.want || sol.Status != lp.Optimal {
				t.Errorf("got the answer of %q (%s), want that of %q", sol.Solver, sol.Status, c.want)
			}
		})
	}
	t.Run("a large model does without a vertex", func(t *testing.T) {
		m := atLeastThree()
		x := []float64{3.00001}
		for m.Cols() < lp.Large {
			m.AddCol(1, 0, 1)
			x = append(x, 0)
		}
		first := lp.Solution{Status: lp.Unfinished, X: x, RowDual: []float64{2}, Solver: "inner"}
		sol, err := lp.Backed{Near: answer{sol: first}, Referee: refereed{answer{err: errors.New("asked")}, right}}.Solve(t.Context(), m, lp.Limits{})
		if err != nil || sol.Solver != "inner" || sol.Status != lp.Optimal {
			t.Errorf("got %+v (%v), want the inner point", sol, err)
		}
		far := first
		far.X = append([]float64{4}, x[1:]...)
		for _, near := range []answer{{sol: far}, {err: errors.New("a pivot broke")}} {
			sol, err = lp.Backed{Near: near, Referee: refereed{answer{err: errors.New("asked")}, right}}.Solve(t.Context(), m, lp.Limits{Optional: true})
			if err != nil || sol.Status != lp.Unfinished {
				t.Errorf("got %+v (%v), want what is near alone, as the answer is optional", sol, err)
			}
		}
	})
	t.Run("from a vertex the referee goes on where nobody else does", func(t *testing.T) {
		b := lp.Backed{Near: answer{sol: right}, Referee: answer{sol: vertex}}
		from := &lp.Solution{Basis: &lp.Basis{Cols: []lp.Place{lp.Basic}, Rows: []lp.Place{lp.AtLower}}}
		sol, err := b.Solve(t.Context(), atLeastThree(), lp.Limits{From: from})
		if err != nil || sol.Solver != "vertex" {
			t.Errorf("got the answer of %v (%v), want that of vertex", sol, err)
		}
	})
	from := &lp.Solution{Basis: &lp.Basis{Cols: []lp.Place{lp.Basic}, Rows: []lp.Place{lp.AtLower}}}
	stepped := vertex
	stepped.Solver = "steps"
	for _, c := range []struct {
		name     string
		steps    refereed
		from     *lp.Solution
		want     string
		fallback string
	}{
		{"who takes the steps goes on from a vertex", refereed{answer{sol: stepped}, stepped}, from, "steps", ""},
		{"and from near an optimum", refereed{answer{sol: stepped}, stepped}, nil, "near, steps", ""},
		{"a wrong vertex is the referee's to mend", refereed{answer{sol: low}, low}, from, "second", "right to"},
		{"from near an optimum as well", refereed{answer{sol: low}, low}, nil, "near, vertex", "right to"},
		{"who gets stuck has the referee go on", refereed{answer{err: errors.New("stuck")}, low}, from, "second", "stuck"},
		{"what is called infeasible need not be", refereed{answer{sol: lp.Solution{Status: lp.Infeasible}}, low}, from, "second", "infeasible"},
	} {
		t.Run(c.name, func(t *testing.T) {
			second := right
			second.Solver = "second"
			b := lp.Backed{Near: answer{sol: near}, Steps: c.steps, Referee: refereed{answer{sol: second}, vertex}}
			sol, err := b.Solve(t.Context(), atLeastThree(), lp.Limits{From: c.from})
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
		if _, err := (lp.Backed{Near: answer{err: ctx.Err()}, Referee: answer{sol: right}}).Solve(ctx, atLeastThree(), lp.Limits{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the cancellation", err)
		}
	})
}

// TestBackedFromFarOff holds that a vertex too far from the optimum is left for a
// solve from nothing, without a further solver and without a fault to mend.
func TestBackedFromFarOff(t *testing.T) {
	near := lp.Solution{Status: lp.Optimal, Objective: 6, X: []float64{3}, RowDual: []float64{2}, Solver: "near"}
	vertex := near
	vertex.Solver = "vertex"
	limits := lp.Limits{From: &lp.Solution{Basis: &lp.Basis{}}, Steps: 1}
	b := lp.Backed{
		Near: answer{sol: near}, Steps: refereed{answer{err: fmt.Errorf("after 2: %w", lp.ErrFar)}, vertex},
		Referee: answer{err: errors.New("nobody asks the referee")},
	}
	sol, err := b.Solve(t.Context(), atLeastThree(), limits)
	if err != nil {
		t.Fatal(err)
	}
	if sol.Solver != "near, vertex" || sol.Fallback != "" {
		t.Errorf("the answer is of %q, with the fault %q", sol.Solver, sol.Fallback)
	}
}
