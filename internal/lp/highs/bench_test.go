package highs_test

import (
	"testing"

	"passage/internal/lp"
	"passage/internal/lp/highs"
)

// BenchmarkTinySolve is what an instance costs: made, used, given back.
func BenchmarkTinySolve(b *testing.B) {
	s := newSolver(b, highs.Options{})
	m := tiny()
	for b.Loop() {
		if _, err := s.Solve(b.Context(), m, lp.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
