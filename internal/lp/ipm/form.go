package ipm

import (
	"math"
	"slices"

	"passage/internal/lp"
	"passage/internal/lp/sparse"
)

// form is a model in the form that the method works on,
//
//	minimise c·x  subject to  A·x = b,  0 ≤ x ≤ u,
//
// some x being free instead. A row that is no equality has a column of its own
// for what lies between it and its bound, and fixed columns are gone.
type form struct {
	model *lp.Model
	rules rules
	a     *sparse.Matrix
	b     []float64 // one per row
	c, u  []float64 // one per column; u is +Inf where nothing binds
	free  []bool

	row   []int   // of the model; rows without a bound are not in the form
	group []int32 // of each row, where the model has groups
	col   []int   // of the model, −1 for the column of a row
	// A column of the model is base + sign·x.
	base, sign []float64

	fixedCost float64

	// A point to start from, in the form's own columns and rows; nil without.
	x, y []float64
	// The same with all its duals, where a solve of this form with other costs came
	// by; nil without.
	inner *inner
}

// inner is a point on the way to the optimum of a form, and what the next solve
// would find again.
type inner struct {
	f    *form
	plan *sparse.Plan
	at   *point // τ being 1
}

// like reports whether two forms differ in nothing but their costs.
func (f *form) like(o *form) bool {
	return slices.Equal(f.a.Start, o.a.Start) && slices.Equal(f.a.Index, o.a.Index) && slices.Equal(f.a.Value, o.a.Value) &&
		slices.Equal(f.b, o.b) && slices.Equal(f.u, o.u) && slices.Equal(f.free, o.free)
}

// newForm brings a model into the form.
func newForm(m *lp.Model) *form {
	f := &form{model: m, rules: toVertex, a: &sparse.Matrix{Start: []int{0}}}
	place := make([]int32, m.Rows())
	for i := range m.Rows() {
		place[i] = -1
		if !math.IsInf(m.RowLower[i], -1) || !math.IsInf(m.RowUpper[i], 1) {
			place[i] = int32(len(f.row))
			f.row = append(f.row, i)
			if m.RowGroup != nil {
				f.group = append(f.group, m.RowGroup[i])
			}
		}
	}
	f.a.Rows = len(f.row)
	f.b = make([]float64, len(f.row))
	f.fixedCost = m.Offset
	for j := range m.Cols() {
		base, sign := m.Lower[j], 1.0
		free := false
		if math.IsInf(base, -1) {
			base, sign = m.Upper[j], -1
			if math.IsInf(base, 1) {
				base, sign, free = 0, 1, true
			}
		}
		f.fixedCost += m.Cost[j] * base
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			if i := place[m.Index[k]]; i >= 0 {
				f.b[i] -= m.Value[k] * base
			}
		}
		if m.Lower[j] == m.Upper[j] {
			continue
		}
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			if i := place[m.Index[k]]; i >= 0 {
				f.a.Index = append(f.a.Index, i)
				f.a.Value = append(f.a.Value, sign*m.Value[k])
			}
		}
		f.add(j, sign*m.Cost[j], m.Upper[j]-m.Lower[j], base, sign, free)
	}
	for i, r := range f.row {
		lower, upper := m.RowLower[r], m.RowUpper[r]
		sign := -1.0 // a·x − s = lower
		if math.IsInf(lower, -1) {
			lower, upper, sign = upper, math.Inf(1), 1 // a·x + s = upper
		}
		f.b[i] += lower
		if upper == lower {
			continue
		}
		f.a.Index = append(f.a.Index, int32(i))
		f.a.Value = append(f.a.Value, sign)
		f.add(-1, 0, upper-lower, 0, 0, false)
	}
	f.a.Cols = len(f.c)
	return f
}

func (f *form) add(col int, cost, upper, base, sign float64, free bool) {
	f.a.Start = append(f.a.Start, len(f.a.Index))
	f.c = append(f.c, cost)
	f.u = append(f.u, upper)
	f.free = append(f.free, free)
	f.col = append(f.col, col)
	f.base = append(f.base, base)
	f.sign = append(f.sign, sign)
}

// near has the method start from a point of the model, of which more may be known.
func (f *form) near(sol *lp.Solution, more any) {
	if in, ok := more.(*inner); ok && f.like(in.f) {
		f.inner = in
	}
	f.x, f.y = make([]float64, f.a.Cols), make([]float64, f.a.Rows)
	for i, r := range f.row {
		f.y[i] = sol.RowDual[r]
	}
	lacking := append([]float64(nil), f.b...)
	for j, c := range f.col {
		if c < 0 {
			continue // known once all others are
		}
		f.x[j] = f.sign[j] * (sol.X[c] - f.base[j])
		for k := f.a.Start[j]; k < f.a.Start[j+1]; k++ {
			lacking[f.a.Index[k]] -= f.a.Value[k] * f.x[j]
		}
	}
	for j, c := range f.col {
		if c < 0 {
			k := f.a.Start[j]
			f.x[j] = lacking[f.a.Index[k]] / f.a.Value[k]
		}
	}
}

// objective turns a cost of the form into one of the model.
func (f *form) objective(cost float64) float64 {
	return f.fixedCost + cost
}

// restore returns the columns and row duals of the model for x and y of the
// form, the columns within their bounds to the last digit.
func (f *form) restore(x, y []float64, tau float64) (cols, duals []float64) {
	m := f.model
	cols, duals = make([]float64, m.Cols()), make([]float64, m.Rows())
	for j := range cols {
		if m.Lower[j] == m.Upper[j] {
			cols[j] = m.Lower[j]
		}
	}
	for j, c := range f.col {
		if c >= 0 {
			v := f.base[j] + f.sign[j]*x[j]/tau
			cols[c] = min(max(v, m.Lower[c]), m.Upper[c])
		}
	}
	for i, r := range f.row {
		duals[r] = y[i] / tau
	}
	return cols, duals
}
