package lp

import "math"

// Scale returns the same model in units of its own choosing, in which its
// numbers lie close together, and a function that turns a solution of it into
// one of m. Tonnes, person-days and dollars differ by nine orders of
// magnitude, and the tolerances of every solver are absolute.
//
// All factors are powers of two, so nothing is rounded on the way there or
// back. Statuses stay as they are.
//
// Rows and columns are scaled in turn by the geometric mean of their smallest
// and largest entry (Fulkerson and Wolfe, 1962), then each column by its
// largest. Last come one factor for all bounds and one for all costs, which
// set their geometric means near 1.
func Scale(m *Model) (*Model, func(*Solution) *Solution) {
	row, col := geometric(m)
	bound, cost := magnitudes(m, row, col)

	// x = 2^(bound+col) x', rows are multiplied by 2^(row-bound),
	// and the objective by 2^cost.
	s := &Model{
		Name: m.Name, RowName: m.RowName, ColName: m.ColName, RowGroup: m.RowGroup,
		Offset: math.Ldexp(m.Offset, cost),
		Start:  m.Start, Index: m.Index,
		Cost:     make([]float64, m.Cols()),
		Lower:    make([]float64, m.Cols()),
		Upper:    make([]float64, m.Cols()),
		Value:    make([]float64, m.Entries()),
		RowLower: make([]float64, m.Rows()),
		RowUpper: make([]float64, m.Rows()),
	}
	for j := range m.Cols() {
		s.Cost[j] = math.Ldexp(m.Cost[j], cost+bound+col[j])
		s.Lower[j] = math.Ldexp(m.Lower[j], -bound-col[j])
		s.Upper[j] = math.Ldexp(m.Upper[j], -bound-col[j])
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			s.Value[k] = math.Ldexp(m.Value[k], row[m.Index[k]]+col[j])
		}
	}
	for i := range m.Rows() {
		s.RowLower[i] = math.Ldexp(m.RowLower[i], row[i]-bound)
		s.RowUpper[i] = math.Ldexp(m.RowUpper[i], row[i]-bound)
	}
	return s, func(t *Solution) *Solution {
		b := *t
		b.Objective = math.Ldexp(t.Objective, -cost)
		if t.X != nil {
			b.X = make([]float64, len(t.X))
			for j, v := range t.X {
				b.X[j] = math.Ldexp(v, bound+col[j])
			}
		}
		if t.RowDual != nil {
			b.RowDual = make([]float64, len(t.RowDual))
			for i, v := range t.RowDual {
				b.RowDual[i] = math.Ldexp(v, row[i]-bound-cost)
			}
		}
		return &b
	}
}

const (
	// scalePasses is enough: later passes move hardly any exponent by one.
	scalePasses = 6
	// maxExponent keeps a factor, and the products of a few, far from the ends
	// of what a float64 can hold.
	maxExponent = 120
)

// geometric returns the exponents of two by which rows and columns are to be
// multiplied.
func geometric(m *Model) (row, col []int) {
	r, c := make([]float64, m.Rows()), make([]float64, m.Cols()) // base-2 logarithms
	logs := make([]float64, m.Entries())
	for k, v := range m.Value {
		logs[k] = math.Log2(math.Abs(v))
	}
	least, most := make([]float64, m.Rows()), make([]float64, m.Rows())
	for range scalePasses {
		for i := range least {
			least[i], most[i] = math.Inf(1), math.Inf(-1)
		}
		for j := range c {
			for k := m.Start[j]; k < m.Start[j+1]; k++ {
				i, v := m.Index[k], logs[k]+c[j]
				least[i], most[i] = min(least[i], v), max(most[i], v)
			}
		}
		for i := range r {
			if least[i] <= most[i] {
				r[i] = -(least[i] + most[i]) / 2
			}
		}
		for j := range c {
			low, high := math.Inf(1), math.Inf(-1)
			for k := m.Start[j]; k < m.Start[j+1]; k++ {
				v := logs[k] + r[m.Index[k]]
				low, high = min(low, v), max(high, v)
			}
			if low <= high {
				c[j] = -(low + high) / 2
			}
		}
	}
	row, col = make([]int, m.Rows()), make([]int, m.Cols())
	for i := range r {
		row[i] = exponent(r[i])
	}
	for j := range c {
		high := math.Inf(-1)
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			high = max(high, logs[k]+float64(row[m.Index[k]]))
		}
		if !math.IsInf(high, -1) {
			col[j] = exponent(-high)
		}
	}
	return row, col
}

func exponent(log float64) int {
	return int(min(max(math.Round(log), -maxExponent), maxExponent))
}

// magnitudes returns the exponents that bring bounds and costs near 1
// after rows and columns are scaled.
func magnitudes(m *Model, row, col []int) (bound, cost int) {
	var bounds, costs mean
	for j := range m.Cols() {
		bounds.add(m.Lower[j], -col[j])
		bounds.add(m.Upper[j], -col[j])
		costs.add(m.Cost[j], col[j])
	}
	for i := range m.Rows() {
		bounds.add(m.RowLower[i], row[i])
		bounds.add(m.RowUpper[i], row[i])
	}
	bound = exponent(bounds.log())
	return bound, exponent(-costs.log()) - bound
}

// mean gathers the geometric mean of sizes, as a logarithm. Zeros and
// infinities have no size.
type mean struct {
	sum float64
	n   int
}

func (g *mean) add(v float64, exponent int) {
	if v = math.Abs(v); v > 0 && !math.IsInf(v, 1) {
		g.sum += math.Log2(v) + float64(exponent)
		g.n++
	}
}

func (g *mean) log() float64 {
	if g.n == 0 {
		return 0
	}
	return g.sum / float64(g.n)
}
