package lptest

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"passage/internal/lp"
)

func TestSimplexProvesItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Models(0).Draw(t, "model")
		s, err := Simplex(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := Check(m, s); err != nil {
			t.Fatal(err)
		}
	})
}

func TestSimplexKnows(t *testing.T) {
	inf := math.Inf(1)
	tests := []struct {
		name      string
		model     func(m *lp.Model)
		status    lp.Status
		objective float64
		dual      []float64
	}{
		{"nothing at all", func(m *lp.Model) { m.Offset = 7 }, lp.Optimal, 7, nil},
		{"the cheaper of two ways", func(m *lp.Model) {
			r := m.AddRow(2, inf)
			m.AddCol(1, 0, 1, lp.Entry{Row: r, Value: 1})
			m.AddCol(3, 0, inf, lp.Entry{Row: r, Value: 1})
		}, lp.Optimal, 4, []float64{3}},
		{"a row that wants more than there is", func(m *lp.Model) {
			r := m.AddRow(5, inf)
			m.AddCol(1, 0, 4, lp.Entry{Row: r, Value: 1})
		}, lp.Infeasible, 0, nil},
		{"a gain without end", func(m *lp.Model) {
			r := m.AddRow(0, inf)
			m.AddCol(-1, 0, inf, lp.Entry{Row: r, Value: 1})
		}, lp.Unbounded, 0, nil},
		{"an empty row that cannot be", func(m *lp.Model) { m.AddRow(1, 2) }, lp.Infeasible, 0, nil},
		{"an empty column that pays", func(m *lp.Model) { m.AddCol(-1, 0, inf) }, lp.Unbounded, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &lp.Model{}
			tt.model(m)
			s, err := Simplex(m)
			if err != nil {
				t.Fatal(err)
			}
			if s.Status != tt.status || tt.status == lp.Optimal && !Near(s.Objective, tt.objective) {
				t.Fatalf("%v %g, want %v %g", s.Status, s.Objective, tt.status, tt.objective)
			}
			for i, y := range tt.dual {
				if !Near(s.RowDual[i], y) {
					t.Errorf("dual of row %d is %g, want %g", i, s.RowDual[i], y)
				}
			}
		})
	}
}

// TestKindsOccur sees to it that the generator does not quietly stop making
// one kind of model.
func TestKindsOccur(t *testing.T) {
	seen := map[lp.Status]int{}
	for seed := range 300 {
		s, err := Simplex(Models(0).Example(seed))
		if err != nil {
			t.Fatal(err)
		}
		seen[s.Status]++
	}
	for _, status := range []lp.Status{lp.Optimal, lp.Infeasible, lp.Unbounded} {
		if seen[status] < 20 {
			t.Errorf("only %d of 300 models are %v", seen[status], status)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	m := &lp.Model{}
	r := m.AddRow(2, math.Inf(1))
	m.AddCol(1, 0, 5, lp.Entry{Row: r, Value: 1})
	tests := []struct {
		name string
		s    lp.Solution
		ok   bool
	}{
		{"the optimum", lp.Solution{Status: lp.Optimal, Objective: 2, X: []float64{2}, RowDual: []float64{1}}, true},
		{"too little", lp.Solution{Status: lp.Optimal, Objective: 1, X: []float64{1}, RowDual: []float64{1}}, false},
		{"too much", lp.Solution{Status: lp.Optimal, Objective: 3, X: []float64{3}, RowDual: []float64{1}}, false},
		{"a dual of the wrong sign", lp.Solution{Status: lp.Optimal, Objective: 2, X: []float64{2}, RowDual: []float64{-1}}, false},
		{"a dual that proves too much", lp.Solution{Status: lp.Optimal, Objective: 2, X: []float64{2}, RowDual: []float64{1.5}}, false},
		{"another objective", lp.Solution{Status: lp.Optimal, Objective: 2.5, X: []float64{2}, RowDual: []float64{1}}, false},
		{"not a number", lp.Solution{Status: lp.Optimal, Objective: 2, X: []float64{math.NaN()}, RowDual: []float64{1}}, false},
		{"a dual that is not a number", lp.Solution{Status: lp.Optimal, Objective: 2, X: []float64{2}, RowDual: []float64{math.NaN()}}, false},
		{"no dual", lp.Solution{Status: lp.Optimal, Objective: 2, X: []float64{2}}, false},
		{"no status", lp.Solution{}, false},
	}
	for _, tt := range tests {
		if err := Check(m, &tt.s); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
