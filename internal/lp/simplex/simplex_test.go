package simplex_test

import (
	"testing"

	"pgregory.net/rapid"

	"passage/internal/lp"
	"passage/internal/lp/lptest"
	"passage/internal/lp/simplex"
)

// same solves a model here and by the dense simplex of the tests.
func same(t *rapid.T, m *lp.Model, from *lp.Solution) *lp.Solution {
	got, err := simplex.Solver{}.Solve(t.Context(), m, lp.Limits{From: from})
	if err != nil {
		t.Fatal(err)
	}
	want, err := lptest.Simplex(m)
	if err != nil {
		t.Skip(err)
	}
	if got.Status != want.Status || got.Status == lp.Optimal && !lptest.Near(got.Objective, want.Objective) {
		t.Fatalf("%s %g, want %s %g", got.Status, got.Objective, want.Status, want.Objective)
	}
	if err := lptest.Check(m, got); err != nil {
		t.Fatal(err)
	}
	if got.Status == lp.Optimal {
		if r := lp.Residuals(m, got); r.Worst() > 1e-9 {
			t.Fatalf("residuals %+v", r)
		}
	}
	return got
}

// Small models of every kind come out as they do by other code.
func TestAgreesWithAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		same(t, lptest.Models(rapid.SampledFrom([]int{0, 0, 3}).Draw(t, "spread")).Draw(t, "model"), nil)
	})
}

// Whatever places variables are said to have, the solve starts from there and
// comes out the same.
func TestAnyBasisIsAStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := lptest.Models(0).Draw(t, "model")
		place := rapid.SampledFrom([]lp.Place{lp.AtLower, lp.Basic, lp.AtUpper, lp.AtZero})
		b := &lp.Basis{
			Cols: rapid.SliceOfN(place, m.Cols(), m.Cols()).Draw(t, "columns"),
			Rows: rapid.SliceOfN(place, 0, m.Rows()).Draw(t, "rows"),
		}
		same(t, m, &lp.Solution{Basis: b})
	})
}
