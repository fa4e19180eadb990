package lp_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/lp"
	"passage/internal/lp/lptest"
)

func TestScaleChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(9).Draw(t, "model")
		scaled, back := lp.Scale(m)
		if err := scaled.Validate(); err != nil {
			t.Fatal(err)
		}
		s, err := lptest.Simplex(scaled)
		if err != nil {
			t.Fatal(err)
		}
		b := back(s)
		if b.Status != s.Status || b.Solver != s.Solver || b.Iterations != s.Iterations {
			t.Fatalf("%+v became %+v", s, b)
		}
		if err := lptest.Check(scaled, s); err != nil {
			t.Fatalf("in its own units: %v", err)
		}
		if err := lptest.Check(m, b); err != nil {
			t.Fatalf("in the model's units: %v", err)
		}
	})
}

// TestScaleIsExact sends a point there and back: every number must return as
// it was, to the last bit.
func TestScaleIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(18).Draw(t, "model")
		scaled, back := lp.Scale(m)
		for k, v := range scaled.Value {
			if f, _ := math.Frexp(v / m.Value[k]); f != 0.5 {
				t.Fatalf("entry %g became %g: not a power of two apart", m.Value[k], v)
			}
		}
		// The bounds, taken as a point, come back as the bounds.
		finite := func(vs []float64) []float64 {
			vs = slices.Clone(vs)
			for k, v := range vs {
				if math.IsInf(v, 0) {
					vs[k] = 1
				}
			}
			return vs
		}
		b := back(&lp.Solution{X: finite(scaled.Lower), RowDual: make([]float64, m.Rows())})
		for j, v := range b.X {
			if !math.IsInf(m.Lower[j], 0) && v != m.Lower[j] {
				t.Fatalf("bound %g came back as %g", m.Lower[j], v)
			}
		}
	})
}

func TestScaleDrawsUnitsTogether(t *testing.T) {
	m := &lp.Model{}
	units := []float64{1e-5, 1, 1e4}
	for _, u := range units {
		r := m.AddRow(2*u, math.Inf(1))
		m.AddCol(3/u, 0, 4*u, lp.Entry{Row: r, Value: 7})
	}
	pool := m.AddRow(math.Inf(-1), 10)
	for j, u := range units {
		m.AddCol(1/u, 0, u, lp.Entry{Row: pool, Value: 1 / u}, lp.Entry{Row: j, Value: 1})
	}
	scaled, _ := lp.Scale(m)
	least, most := math.Inf(1), 0.0
	for _, v := range scaled.Value {
		least, most = min(least, math.Abs(v)), max(most, math.Abs(v))
	}
	if most/least > 100 { // it was 7e9
		t.Errorf("entries from %g to %g", least, most)
	}
}

// TestScaleSurvives gives it what has no size.
func TestScaleSurvives(t *testing.T) {
	for _, m := range []*lp.Model{
		{},
		func() *lp.Model { m := &lp.Model{}; m.AddRow(0, 0); m.AddCol(0, 0, 0); return m }(),
		func() *lp.Model {
			m := &lp.Model{}
			r := m.AddRow(math.Inf(-1), math.Inf(1))
			m.AddCol(1e300, -1e-300, math.Inf(1), lp.Entry{Row: r, Value: 1e-300})
			return m
		}(),
	} {
		scaled, _ := lp.Scale(m)
		if err := scaled.Validate(); err != nil {
			t.Error(err)
		}
	}
}
