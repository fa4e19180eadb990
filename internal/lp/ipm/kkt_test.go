package ipm

import (
	"math"
	"math/rand/v2"
	"testing"

	"passage/internal/lp/sparse"
)

// TestSingle solves systems with a factor in single precision as exactly as is
// wanted, and goes over to double where single is too coarse for that.
func TestSingle(t *testing.T) {
	f := newForm(world{places: 2, crossings: 2, hubs: 2, goods: 4, weeks: 4, seed: 1}.model())
	for _, c := range []struct {
		name   string
		spread float64 // of D, in powers of e
		single bool
	}{
		{"in the middle of a solve", 4, true},
		{"at its end", 24, false},
	} {
		plan, err := sparse.Analyse(t.Context(), f.a, nil)
		if err != nil {
			t.Fatal(err)
		}
		s := newKKT(matrix{Matrix: f.a, byRow: f.a.Transpose()}, plan, nil, true, 1e-11)
		s.accuracy = s.exact
		rng := rand.New(rand.NewPCG(1, 2))
		for j := range s.d {
			s.d[j] = math.Exp(c.spread * (2*rng.Float64() - 1))
		}
		if err := s.compute(t.Context()); err != nil {
			t.Fatal(err)
		}
		x, h, r, y := make([]float64, f.a.Cols), make([]float64, f.a.Cols), make([]float64, f.a.Rows), make([]float64, f.a.Rows)
		for i := range r {
			r[i] = rng.NormFloat64()
		}
		if err := s.solve(t.Context(), system{x, y, h, r}); err != nil {
			t.Fatal(err)
		}
		size := math.Sqrt(dot(r, r))
		f.a.AddMul(r, -1, x)
		if left := math.Sqrt(dot(r, r)); !(left <= 1e-9*size) {
			t.Errorf("%s: %.1e of %.1e is left", c.name, left, size)
		}
		if s.single != c.single {
			t.Errorf("%s: single precision %t, want %t", c.name, s.single, c.single)
		}
	}
}
