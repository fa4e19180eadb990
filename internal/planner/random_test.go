package planner_test

import (
	"sync"
	"testing"
	"time"

	"passage/internal/audit"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/planner"
	"passage/internal/world"
)

// solver is HiGHS, compiled once for all tests.
var solver = sync.OnceValue(func() lp.Solver { return highs.New(highs.Options{Method: highs.Simplex}) })

// Two hundred random worlds: every plan keeps every limit, as the audit reads
// the tables, and its prices prove that none is better.
func TestPlansOfRandomWorldsAreProved(t *testing.T) {
	for seed := range uint64(200) {
		shape := world.Small(seed)
		s := world.New(shape)
		start := time.Now()
		r, err := planner.Solve(t.Context(), s, planner.Options{Solver: solver()})
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		cols := 0
		if len(r.Stages) > 0 {
			cols = r.Stages[0].Cols
		}
		t.Logf("seed %d %s/%s/%d: %s, %d columns, %.2gs, cert %.2g %v", seed, shape.Goal, shape.Ration, shape.PeriodDays, r.Status, cols, time.Since(start).Seconds(), r.Certificate.Worst(), r.Objectives)
		if r.Status != planner.Optimal && r.Status != planner.Infeasible {
			t.Errorf("seed %d: status %s, certificate %+v", seed, r.Status, r.Certificate)
		}
		if !(r.Certificate.Worst() <= audit.Tolerance) {
			t.Errorf("seed %d: certificate %+v", seed, r.Certificate)
		}
		for _, b := range r.Verdict.Breaches {
			t.Errorf("seed %d: period %d: %s", seed, b.Period, b)
		}
	}
}
