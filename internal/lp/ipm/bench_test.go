package ipm

import (
	"testing"

	"passage/internal/lp"
)

var worlds = []struct {
	name string
	world
}{
	{"places=5", world{5, 4, 4, 11, 12, 1}},
	{"places=40", world{40, 5, 8, 11, 12, 1}},
	{"places=190", world{190, 8, 24, 15, 26, 1}},
}

// BenchmarkWorld solves made-up countries of three sizes, written plainly.
func BenchmarkWorld(b *testing.B) {
	for _, w := range worlds {
		b.Run(w.name, func(b *testing.B) {
			if w.places > 40 && testing.Short() {
				b.Skip("a country takes a minute")
			}
			m := w.model()
			var last Trace
			s := Solver{Trace: func(t Trace) {
				last = t
				b.Logf("%3d primal %.1e dual %.1e gap %.1e mu %.1e tau %.1e kap %.1e step %.3f obj %.9g solves %d %v",
					t.Iteration, t.Primal, t.Dual, t.Gap, t.Mu, t.Tau, t.Kappa, t.Step, t.Objective, t.Solves, t.Total)
			}}
			for b.Loop() {
				got, err := s.Solve(b.Context(), m, lp.Limits{})
				if err != nil || got.Status != lp.Optimal {
					b.Fatal(got, err)
				}
			}
			b.Logf("%+v", last)
			b.ReportMetric(float64(m.Cols()), "columns")
			b.ReportMetric(float64(last.Iteration), "iterations")
			b.ReportMetric(float64(last.FactorEntries), "entries")
		})
	}
}
