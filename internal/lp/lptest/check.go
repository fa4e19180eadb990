package lptest

import (
	"fmt"

	"passage/internal/lp"
)

// Check reports why an optimal solution of m does not prove itself optimal to
// 1e-6, and why any other cannot be one.
func Check(m *lp.Model, s *lp.Solution) error {
	switch s.Status {
	case lp.None:
		return fmt.Errorf("a solution of %s without a status", s.Solver)
	case lp.Optimal:
	default:
		return nil
	}
	if len(s.X) != m.Cols() || len(s.RowDual) != m.Rows() {
		return fmt.Errorf("an optimum with %d values for %d columns and %d duals for %d rows",
			len(s.X), m.Cols(), len(s.RowDual), m.Rows())
	}
	if r := lp.Residuals(m, s); !(r.Worst() <= 1e-6) {
		return fmt.Errorf("an optimum with residuals: primal %.1e, dual %.1e, gap %.1e", r.Primal, r.Dual, r.Gap)
	}
	sum := m.Offset
	for j, x := range s.X {
		sum += m.Cost[j] * x
	}
	if !Near(sum, s.Objective) {
		return fmt.Errorf("an objective of %g where X costs %g", s.Objective, sum)
	}
	return nil
}

// Near reports whether two values agree to 1e-6, of the larger where they are
// large.
func Near(a, b float64) bool {
	return a == b || max(a-b, b-a) <= 1e-6*max(1, max(a, -a), max(b, -b))
}
