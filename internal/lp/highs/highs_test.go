package highs

import (
	"context"
	"testing"

	"passage/internal/lp"
)

func TestSolveTiny(t *testing.T) {
	m := &lp.Model{}
	r := m.AddRow(2, 10)
	m.AddCol(1, 0, 4, lp.Entry{Row: r, Value: 1})
	m.AddCol(3, 0, 5, lp.Entry{Row: r, Value: 2})
	s := New(Options{})
	defer s.Close()
	sol, err := s.Solve(context.Background(), m, lp.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", sol)
}
