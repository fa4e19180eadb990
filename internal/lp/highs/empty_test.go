package highs

import (
	"testing"

	"passage/internal/lp"
)

// HiGHS calls a model without columns empty even when its rows ask for
// something, which nothing can give.
func TestRowsWithoutColumns(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	for _, test := range []struct {
		name         string
		lower, upper float64
		want         lp.Status
	}{
		{"0 lies within", -1, 1, lp.Optimal},
		{"0 is too little", 1, 2, lp.Infeasible},
		{"0 is too much", -2, -1, lp.Infeasible},
	} {
		m := &lp.Model{}
		m.AddRow(test.lower, test.upper)
		sol, err := s.Solve(t.Context(), m, lp.Limits{})
		if err != nil || sol.Status != test.want {
			t.Errorf("%s: %v, %v; want %s", test.name, sol, err, test.want)
		}
	}
}
