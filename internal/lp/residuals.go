package lp

import "math"

// Residual says how far a solution is from proving itself optimal. Each figure
// is relative to the size of the numbers that were added up for it, because
// one model may hold grams and shiploads, and rounding goes with size.
type Residual struct {
	// Primal is the largest violation of a bound, of a column or a row, over
	// 1 + |x| for a column and 1 + Σ|A[i,j]·x[j]| for a row.
	Primal float64
	// Dual is the largest reduced cost or row dual that pushes against a bound
	// which is not there, over 1 + |Cost[j]| + Σ|A[i,j]·RowDual[i]| for a
	// column and 1 + |RowDual[i]| for a row.
	Dual float64
	// Gap is |P − D| / (1 + max(|P|, |D|)), with P the objective of X and D the
	// bound that RowDual proves: each row's dual and each column's reduced cost
	// times the bound that it pushes against.
	Gap float64
}

// Worst returns the largest of the three.
func (r Residual) Worst() float64 { return max(r.Primal, r.Dual, r.Gap) }

// Residuals recomputes from the model how good a solution is. Without X or
// RowDual, or with a NaN in them, nothing is proved: what depends on it is +Inf.
func Residuals(m *Model, s *Solution) Residual {
	inf := math.Inf(1)
	r := Residual{Primal: inf, Dual: inf, Gap: inf}
	hasX, hasDual := len(s.X) == m.Cols(), len(s.RowDual) == m.Rows()
	primal, dual := m.Offset, m.Offset
	if hasX {
		r.Primal, primal = primalResidual(m, s.X)
	}
	if hasDual {
		r.Dual, dual = dualResidual(m, s.RowDual)
	}
	if hasX && hasDual {
		r.Gap = worse(0, math.Abs(primal-dual)/(1+max(math.Abs(primal), math.Abs(dual))))
	}
	return r
}

// primalResidual returns the largest violation and the objective.
func primalResidual(m *Model, x []float64) (worst, objective float64) {
	sum, size := make([]float64, m.Rows()), make([]float64, m.Rows())
	objective = m.Offset
	for j, v := range x {
		objective += m.Cost[j] * v
		worst = worse(worst, outside(v, m.Lower[j], m.Upper[j])/(1+math.Abs(v)))
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			term := m.Value[k] * v
			sum[m.Index[k]] += term
			size[m.Index[k]] += math.Abs(term)
		}
	}
	for i := range sum {
		worst = worse(worst, outside(sum[i], m.RowLower[i], m.RowUpper[i])/(1+size[i]))
	}
	return worst, objective
}

// dualResidual returns the largest push against a bound that is not there, and
// the bound on the objective that the other pushes prove.
func dualResidual(m *Model, y []float64) (worst, bound float64) {
	bound = m.Offset
	push := func(d, lower, upper, size float64) {
		if d < 0 {
			lower = upper
		}
		switch {
		case d == 0:
		case math.IsInf(lower, 0):
			worst = worse(worst, math.Abs(d)/size)
		default:
			bound += d * lower
		}
		if math.IsNaN(d) {
			worst = math.Inf(1)
		}
	}
	for j := range m.Cols() {
		d, size := m.Cost[j], 1+math.Abs(m.Cost[j])
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			term := m.Value[k] * y[m.Index[k]]
			d -= term
			size += math.Abs(term)
		}
		push(d, m.Lower[j], m.Upper[j], size)
	}
	for i, v := range y {
		push(v, m.RowLower[i], m.RowUpper[i], 1+math.Abs(v))
	}
	return worst, bound
}

// outside returns how far v lies beyond its bounds.
func outside(v, lower, upper float64) float64 {
	if math.IsNaN(v) {
		return v
	}
	return max(0, lower-v, v-upper)
}

// worse is max, with NaN the worst of all.
func worse(a, b float64) float64 {
	if math.IsNaN(b) {
		return math.Inf(1)
	}
	return max(a, b)
}
