package presolve

import (
	"passage/internal/lp"
)

// step is what was taken out, and how it is put back.
type step interface {
	lift(x, y []float64)
}

// column is what a column was when a step was taken.
type column struct {
	j       int
	cost    float64
	entries []entry
}

// reduced returns the reduced cost of the column for the duals so far.
func (c column) reduced(y []float64) float64 {
	d := c.cost
	for _, e := range c.entries {
		d -= e.value * y[e.at]
	}
	return d
}

// fixed is a column with its value.
type fixed struct {
	j int
	x float64
}

func (f fixed) lift(x, _ []float64) { x[f.j] = f.x }

// single is a row that became bounds of its column.
type single struct {
	row          int
	value        float64
	lower, upper bool // the row's bound is the tighter
	column       column
}

// A push against a bound that was the row's is the row's dual.
func (s single) lift(_, y []float64) {
	d := s.column.reduced(y)
	if d > 0 && s.lower || d < 0 && s.upper {
		y[s.row] = d / s.value
	}
}

// forced is a row that left its columns no choice.
type forced struct {
	row     int
	most    bool
	columns []column
	values  []float64
}

// The dual is the least that keeps every column at its bound.
func (f forced) lift(_, y []float64) {
	dual := 0.0
	for k, c := range f.columns {
		if v := c.reduced(y) / f.values[k]; f.most {
			dual = max(dual, v)
		} else {
			dual = min(dual, v)
		}
	}
	y[f.row] = dual
}

// substituted is a row that says what a column is.
type substituted struct {
	row    int
	side   float64
	value  float64 // the column's coefficient
	in     []entry // of the row
	column column
}

// The column is what the row says; the row's dual is what leaves the column no
// reduced cost.
func (s substituted) lift(x, y []float64) {
	sum := s.side
	for _, e := range s.in {
		if int(e.at) != s.column.j {
			sum -= e.value * x[e.at]
		}
	}
	x[s.column.j] = sum / s.value
	y[s.row] = s.column.reduced(y) / s.value
}

// Lift turns a solution of the reduced model into one of the full model. What
// has no duals gets none. A basis is not lifted.
func (r *Reduced) Lift(sol *lp.Solution) *lp.Solution {
	full := *sol
	full.Basis = nil
	full.X, full.RowDual = nil, nil
	if sol.X == nil {
		return &full
	}
	x, y := make([]float64, r.full.Cols()), make([]float64, r.full.Rows())
	for j, c := range r.col {
		x[c] = sol.X[j]
	}
	for i, row := range r.row {
		if sol.RowDual != nil {
			y[row] = sol.RowDual[i]
		}
	}
	for k := len(r.steps) - 1; k >= 0; k-- {
		r.steps[k].lift(x, y)
	}
	full.X = x
	if sol.RowDual != nil {
		full.RowDual = y
	}
	return &full
}

// Restrict returns what of a solution of the full model concerns the reduced
// one, without its basis. It is the solution of the reduced model that lifts to
// this one, where this one is optimal.
func (r *Reduced) Restrict(sol *lp.Solution) *lp.Solution {
	part := *sol
	part.Basis = nil
	part.X, part.RowDual = make([]float64, len(r.col)), make([]float64, len(r.row))
	for j, c := range r.col {
		part.X[j] = sol.X[c]
	}
	for i, row := range r.row {
		part.RowDual[i] = sol.RowDual[row]
	}
	return &part
}
