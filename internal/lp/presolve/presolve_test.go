package presolve

import (
	"context"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/lp"
	"passage/internal/lp/lptest"
)

// solve takes the way around by the reduced model.
func solve(m *lp.Model) (*lp.Solution, error) {
	r, err := Reduce(context.Background(), m)
	if err != nil {
		return nil, err
	}
	if r.Status == lp.Infeasible {
		return &lp.Solution{Status: lp.Infeasible, Objective: math.Inf(1)}, nil
	}
	if err := r.Validate(); err != nil {
		return nil, err
	}
	sol, err := lptest.Simplex(r.Model)
	if err != nil {
		return nil, err
	}
	return r.Lift(sol), nil
}

// Reducing changes neither what a model is nor its optimum, and the answer that
// is lifted back proves itself on the model as it was.
func TestReducingChangesNothing(t *testing.T) {
	counts := map[lp.Status]int{}
	before, after := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(0).Draw(t, "model")
		want, err := lptest.Simplex(m)
		if err != nil {
			t.Skip(err)
		}
		got, err := solve(m)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Reduce(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		if r.Status == lp.None {
			before, after = before+m.Rows()+m.Cols(), after+r.Rows()+r.Cols()
		}
		counts[got.Status]++
		if got.Status != want.Status && !(want.Status == lp.Unbounded && got.Status == lp.Infeasible && feasibleToo(m)) {
			t.Fatalf("%s, and reduced first %s", want.Status, got.Status)
		}
		if want.Status != lp.Optimal {
			return
		}
		if !lptest.Near(got.Objective, want.Objective) {
			t.Fatalf("optimum %g, and reduced first %g", want.Objective, got.Objective)
		}
		if err := lptest.Check(m, got); err != nil {
			t.Fatal(err)
		}
		if r.Status == lp.None {
			if err := lptest.Check(r.Model, r.Restrict(got)); err != nil {
				t.Fatalf("the same, restricted again: %v", err)
			}
		}
	})
	t.Logf("%v; of %d rows and columns %d were left", counts, before, after)
}

// Rows that are left stay in their groups.
func TestGroupsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(0).Draw(t, "model")
		m.RowGroup = make([]int32, m.Rows())
		for i := range m.RowGroup {
			m.RowGroup[i] = int32(i)
		}
		r, err := Reduce(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		if r.Status != lp.None {
			return
		}
		if err := r.Validate(); err != nil {
			t.Fatal(err)
		}
		for i, row := range r.row {
			if r.RowGroup[i] != int32(row) {
				t.Fatalf("row %d was row %d, and is in group %d", i, row, r.RowGroup[i])
			}
		}
	})
}

// feasibleToo says whether a model without its costs has no solution either.
func feasibleToo(m *lp.Model) bool {
	plain := *m
	plain.Cost = make([]float64, m.Cols())
	sol, err := lptest.Simplex(&plain)
	return err == nil && sol.Status == lp.Infeasible
}

// Whoever stops it is heard before all rows and columns are looked at.
func TestReduceIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := lptest.Models(0).Example(1)
	if r, err := Reduce(ctx, m); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("%v, %v; want no model and that it was stopped", r, err)
	}
}
