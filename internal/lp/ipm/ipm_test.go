package ipm

import (
	"math"
	"slices"
	"testing"
	"time"

	"passage/internal/lp"
)

// TestEarlyAndGap keeps a point on the way whose gap is larger than that of the
// answer, and goes on until the gap is as small as wanted.
func TestEarlyAndGap(t *testing.T) {
	m := world{places: 2, crossings: 2, hubs: 2, goods: 4, weeks: 4, seed: 1}.model()
	first, err := Solver{}.Solve(t.Context(), m, lp.Limits{})
	if err != nil || first.Early == nil {
		t.Fatal(first, err)
	}
	early, last := lp.Residuals(m, first.Early), lp.Residuals(m, first)
	if !(early.Gap > 10*last.Gap) {
		t.Errorf("on the way %+v, in the end %+v", early, last)
	}
	gap := func(wanted float64) float64 {
		sol, err := Solver{}.Solve(t.Context(), m, lp.Limits{From: first.Early, Gap: wanted})
		if err != nil {
			t.Fatal(err)
		}
		return lp.Residuals(m, sol).Gap
	}
	if got := gap(1e-12); got > 1e-11 {
		t.Errorf("the gap is %.1e", got)
	}
	if got := gap(0); got <= 1e-12 {
		t.Errorf("without a wish the gap is %.1e already, so that the test shows nothing", got)
	}
}

// TestFromInner goes on from an inner point with other costs: there is less to do
// than from its values and duals alone, and nothing to be ordered anew. A model that
// differs in more than costs does not take it.
func TestFromInner(t *testing.T) {
	m := world{places: 5, crossings: 3, hubs: 3, goods: 6, weeks: 6, seed: 1}.model()
	first, err := Solver{}.Solve(t.Context(), m, lp.Limits{})
	if err != nil || first.Early == nil || first.Early.Inner == nil {
		t.Fatal(first, err)
	}
	// A little for everything that was free.
	dearer := *m
	dearer.Cost = slices.Clone(m.Cost)
	for j, c := range dearer.Cost {
		if c == 0 {
			dearer.Cost[j] = 1e-3
		}
	}
	solve := func(m *lp.Model, inner any) (iterations int, order time.Duration) {
		from := *first.Early
		from.Inner = inner
		var last Trace
		sol, err := Solver{Trace: func(tr Trace) { last = tr }}.Solve(t.Context(), m, lp.Limits{From: &from})
		if err != nil || sol.Status != lp.Optimal {
			t.Fatal(sol, err)
		}
		if worst := lp.Residuals(m, sol).Worst(); worst > loose {
			t.Errorf("right to %.1e", worst)
		}
		return last.Iteration, last.Order
	}
	with, order := solve(&dearer, first.Early.Inner)
	without, anew := solve(&dearer, nil)
	t.Logf("%d iterations, %v; without %d, %v", with, order, without, anew)
	if with >= without || order > anew/4 {
		t.Errorf("%d iterations after %v of ordering, without the inner point %d after %v", with, order, without, anew)
	}
	tighter := dearer
	tighter.RowUpper = slices.Clone(m.RowUpper)
	for i, u := range tighter.RowUpper {
		tighter.RowUpper[i] = 0.9 * u
	}
	solve(&tighter, first.Early.Inner)
}

// TestSmall solves programs whose answers are known by hand.
func TestSmall(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name   string
		model  func(m *lp.Model)
		status lp.Status
		want   float64
	}{
		{"two goods on one truck", func(m *lp.Model) {
			r := m.AddRow(-inf, 10)
			m.AddCol(-3, 0, inf, lp.Entry{Row: r, Value: 2})
			m.AddCol(-2, 0, 3, lp.Entry{Row: r, Value: 1})
		}, lp.Optimal, -16.5},
		{"a free column", func(m *lp.Model) {
			r := m.AddRow(4, 4)
			q := m.AddRow(-inf, 3)
			m.AddCol(1, -inf, inf, lp.Entry{Row: r, Value: 1})
			m.AddCol(0, 0, inf, lp.Entry{Row: r, Value: 2}, lp.Entry{Row: q, Value: 1})
		}, lp.Optimal, -2},
		{"an upper bound only", func(m *lp.Model) {
			r := m.AddRow(-5, inf)
			m.AddCol(1, -inf, 7, lp.Entry{Row: r, Value: 1})
		}, lp.Optimal, -5},
		{"a row between bounds", func(m *lp.Model) {
			r := m.AddRow(2, 6)
			m.AddCol(-1, 0, inf, lp.Entry{Row: r, Value: 1})
			m.AddCol(2, 1, inf, lp.Entry{Row: r, Value: -1})
		}, lp.Optimal, -5},
		{"a direction in which the cost falls for ever", func(m *lp.Model) {
			r := m.AddRow(2, 6)
			m.AddCol(-1, 0, inf, lp.Entry{Row: r, Value: 1})
			m.AddCol(0.5, 1, inf, lp.Entry{Row: r, Value: -1})
		}, lp.Unbounded, -inf},
		{"the same row twice", func(m *lp.Model) {
			r, q := m.AddRow(3, 3), m.AddRow(6, 6)
			m.AddCol(1, 0, inf, lp.Entry{Row: r, Value: 1}, lp.Entry{Row: q, Value: 2})
			m.AddCol(2, 0, inf, lp.Entry{Row: r, Value: 1}, lp.Entry{Row: q, Value: 2})
		}, lp.Optimal, 3},
		{"two rows that contradict each other", func(m *lp.Model) {
			r, q := m.AddRow(3, 3), m.AddRow(-inf, 2)
			m.AddCol(1, 0, inf, lp.Entry{Row: r, Value: 1}, lp.Entry{Row: q, Value: 1})
		}, lp.Infeasible, inf},
		{"a fixed column and an offset", func(m *lp.Model) {
			m.Offset = 5
			r := m.AddRow(3, inf)
			m.AddCol(1, 2, 2, lp.Entry{Row: r, Value: 1})
			m.AddCol(4, 0, inf, lp.Entry{Row: r, Value: 1})
		}, lp.Optimal, 11},
		{"nothing at all", func(*lp.Model) {}, lp.Optimal, 0},
		{"no rows", func(m *lp.Model) { m.AddCol(1, 2, 5) }, lp.Optimal, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &lp.Model{}
			c.model(m)
			var s Solver
			if testing.Verbose() {
				s.Trace = func(tr Trace) {
					t.Logf("%3d primal %.1e dual %.1e gap %.1e mu %.1e tau %.1e kap %.1e step %.3f obj %g", tr.Iteration, tr.Primal, tr.Dual, tr.Gap, tr.Mu, tr.Tau, tr.Kappa, tr.Step, tr.Objective)
				}
			}
			got, err := s.Solve(t.Context(), m, lp.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != c.status || math.Abs(got.Objective-c.want) > 1e-6 {
				t.Errorf("%v with %g, want %v with %g", got.Status, got.Objective, c.status, c.want)
			}
		})
	}
}
