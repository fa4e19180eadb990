package simplex_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passage/internal/lp"
	"passage/internal/lp/lptest"
	"passage/internal/lp/simplex"
)

// change draws a model that differs a little from m: costs, bounds of columns
// or rows, a new row.
func change(t *rapid.T, m *lp.Model) *lp.Model {
	w := *m
	w.Cost, w.Lower, w.Upper = slices.Clone(m.Cost), slices.Clone(m.Lower), slices.Clone(m.Upper)
	w.RowLower, w.RowUpper = slices.Clone(m.RowLower), slices.Clone(m.RowUpper)
	by := func(what string) float64 { return float64(rapid.IntRange(-3, 3).Draw(t, what)) }
	move := func(what string, low, high []float64) {
		for i := range low {
			if rapid.IntRange(0, 2).Draw(t, what) == 0 {
				low[i] += by("lower by")
				high[i] = max(low[i], high[i]+by("upper by"))
			}
		}
	}
	switch rapid.SampledFrom([]string{"costs", "columns", "rows", "all", "row"}).Draw(t, "change") {
	case "costs":
		for j := range w.Cost {
			w.Cost[j] += by("cost by")
		}
	case "columns":
		move("column", w.Lower, w.Upper)
	case "rows":
		move("row", w.RowLower, w.RowUpper)
	case "all":
		for j := range w.Cost {
			w.Cost[j] += by("cost by")
		}
		move("column", w.Lower, w.Upper)
		move("row", w.RowLower, w.RowUpper)
	case "row":
		coef := make([]float64, m.Cols())
		for j := range coef {
			coef[j] = by("coefficient")
		}
		low := by("row at")
		return w.WithRow(low, low+float64(rapid.IntRange(0, 4).Draw(t, "row width")), coef)
	}
	return &w
}

// From the optimum of one model the method goes on to that of another that is
// much like it, with the values of the columns to stay at or without.
func TestGoesOnAfterAChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(0).Draw(t, "model")
		from := same(t, m, nil)
		if from.Status != lp.Optimal {
			t.Skip("nothing to go on from")
		}
		if rapid.Bool().Draw(t, "without values") {
			from.X = nil
		}
		same(t, change(t, m), from)
	})
}

// Nothing is left to do at an optimum.
func TestStaysAtAnOptimum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(0).Draw(t, "model")
		from := same(t, m, nil)
		if from.Status != lp.Optimal {
			t.Skip("no optimum")
		}
		if again := same(t, m, from); again.Iterations != 0 {
			t.Errorf("%d iterations from the optimum", again.Iterations)
		}
	})
}

// From points near an optimum, and from any others, a vertex is found that
// proves itself.
func TestVertexNearAPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(0).Draw(t, "model")
		near := same(t, m, nil)
		if near.Status != lp.Optimal {
			t.Skip("no optimum")
		}
		objective := near.Objective
		noise := rapid.SampledFrom([]float64{0, 1e-9, 1e-6, 0.1, 3}).Draw(t, "noise")
		for j := range near.X {
			near.X[j] += noise * float64(rapid.IntRange(-2, 2).Draw(t, "value off by"))
		}
		for i := range near.RowDual {
			near.RowDual[i] += noise * float64(rapid.IntRange(-2, 2).Draw(t, "dual off by"))
		}
		got, err := simplex.Solver{}.Vertex(t.Context(), m, near, lp.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != lp.Optimal || !lptest.Near(got.Objective, objective) {
			t.Fatalf("%s %g, want optimal %g", got.Status, got.Objective, objective)
		}
		if err := lptest.Check(m, got); err != nil {
			t.Fatal(err)
		}
		held := 0
		for _, p := range slices.Concat(got.Basis.Cols, got.Basis.Rows) {
			if p > lp.AtZero {
				t.Fatalf("a place %d", p)
			}
			if p == lp.Basic {
				held++
			}
		}
		if held != m.Rows() {
			t.Errorf("%d basic variables for %d rows", held, m.Rows())
		}
	})
}

// transport returns a random transport problem with stores at its sources and
// wants at its sinks, large enough to take a while.
func transport(sources, sinks int) *lp.Model {
	rng := rand.New(rand.NewPCG(1, 1))
	m := &lp.Model{}
	for range sources {
		m.AddRow(0, 10+10*rng.Float64())
	}
	for range sinks {
		m.AddRow(3+3*rng.Float64(), 100)
	}
	for i := range sources {
		for j := range sinks {
			m.AddCol(1+9*rng.Float64(), 0, 5, lp.Entry{Row: i, Value: 1}, lp.Entry{Row: sources + j, Value: 0.9 + 0.1*rng.Float64()})
		}
	}
	return m
}

// The same model has the same answer to the last bit, and the same iterations.
func TestSameTwice(t *testing.T) {
	m := transport(60, 100)
	first, err := simplex.Solver{}.Solve(t.Context(), m, lp.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := simplex.Solver{}.Solve(t.Context(), m, lp.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if first.Status != lp.Optimal || first.Iterations != second.Iterations || !slices.Equal(first.X, second.X) || !slices.Equal(first.RowDual, second.RowDual) {
		t.Errorf("%s in %d iterations, then %s in %d with other values", first.Status, first.Iterations, second.Status, second.Iterations)
	}
	if r := lp.Residuals(m, first); r.Worst() > 1e-11 {
		t.Errorf("residuals %+v", r)
	}
}

// A context that ends, a time limit and too many steps end a solve, and progress is told.
func TestEnds(t *testing.T) {
	m := transport(60, 100)
	ctx, cancel := context.WithCancel(t.Context())
	told := 0
	_, err := simplex.Solver{}.Solve(ctx, m, lp.Limits{Progress: func(p lp.Progress) {
		if told++; told == 2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if told != 2 {
		t.Errorf("told of progress %d times, and cancelled at the second", told)
	}
	sol, err := simplex.Solver{}.Solve(t.Context(), m, lp.Limits{Time: time.Nanosecond})
	if err != nil || sol.Status != lp.TimeLimit {
		t.Errorf("out of time: %+v, %v", sol, err)
	}
	if _, err := (simplex.Solver{}).Solve(t.Context(), m, lp.Limits{Steps: 2}); !errors.Is(err, lp.ErrFar) {
		t.Errorf("out of steps: %v", err)
	}
}

func TestRefusesBases(t *testing.T) {
	m := transport(2, 2)
	for name, from := range map[string]*lp.Basis{
		"too few columns": {Cols: make([]lp.Place, 3), Rows: make([]lp.Place, 4)},
		"too many rows":   {Cols: make([]lp.Place, 4), Rows: make([]lp.Place, 5)},
	} {
		if _, err := (simplex.Solver{}).Solve(t.Context(), m, lp.Limits{From: &lp.Solution{Basis: from}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := (simplex.Solver{}).Vertex(t.Context(), m, &lp.Solution{X: make([]float64, 4)}, lp.Limits{}); err == nil {
		t.Error("a point without duals: no error")
	}
}

// wider returns a transport problem whose sources have more or less to give.
func wider(m *lp.Model, sources int, by float64) *lp.Model {
	w := *m
	w.RowUpper = slices.Clone(m.RowUpper)
	for i := range sources {
		w.RowUpper[i] *= by
	}
	return &w
}

// Where only bounds have changed they lead the way: in fewer steps than from
// nothing, to the same, whether there is more of a thing or less. A way that
// turns out to be too long is given up.
func TestFollowsBounds(t *testing.T) {
	m := transport(60, 100)
	for i := range 60 {
		m.RowUpper[i] *= 0.7
	}
	from, err := simplex.Solver{}.Solve(t.Context(), m, lp.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []float64{0.95, 1.1, 2} {
		w := wider(m, 60, by)
		anew, err := simplex.Solver{}.Solve(t.Context(), w, lp.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		methods := map[string]bool{}
		got, err := simplex.Solver{}.Solve(t.Context(), w, lp.Limits{From: from, Progress: func(p lp.Progress) { methods[p.Method] = true }})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%g: %d steps, %d from nothing", by, got.Iterations, anew.Iterations)
		if got.Status != anew.Status || !lptest.Near(got.Objective, anew.Objective) || got.Iterations >= anew.Iterations {
			t.Errorf("%g: %s %g in %d steps, from nothing %s %g in %d", by, got.Status, got.Objective, got.Iterations, anew.Status, anew.Objective, anew.Iterations)
		}
		if !methods["parametric simplex"] || len(methods) != 1 {
			t.Errorf("%g: by %v", by, methods)
		}
		steps := 0
		_, err = simplex.Solver{}.Solve(t.Context(), w, lp.Limits{From: from, Steps: got.Iterations / 3, Progress: func(p lp.Progress) { steps = p.Iterations }})
		if !errors.Is(err, lp.ErrFar) || steps > got.Iterations/3 {
			t.Errorf("%g: %v after %d steps, and %d were allowed", by, err, steps, got.Iterations/3)
		}
	}
}
