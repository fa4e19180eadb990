package ipm

import (
	"math"

	"passage/internal/lp/cores"
	"passage/internal/lp/sparse"
)

// matrix is A by columns, and by rows for products that several cores make
// without writing to the same number.
type matrix struct {
	*sparse.Matrix
	byRow *sparse.Matrix
	team  *cores.Team
}

// plus sets y to r + s·A·x and returns how long y then is.
func (a matrix) plus(y, r []float64, s float64, x []float64) float64 {
	return math.Sqrt(a.team.Sum(len(y), func(lo, hi int) float64 {
		copy(y[lo:hi], r[lo:hi])
		a.byRow.AddMulTIn(lo, hi, y, s, x)
		return dot(y[lo:hi], y[lo:hi])
	}))
}

func (a matrix) dot(x, y []float64) float64 {
	return a.team.Sum(len(x), func(lo, hi int) float64 { return dot(x[lo:hi], y[lo:hi]) })
}

func dot(x, y []float64) float64 {
	y = y[:len(x)]
	s := 0.0
	for i, v := range x {
		s += v * y[i]
	}
	return s
}

func (a matrix) maxAbs(x []float64) float64 {
	most := 0.0
	for _, v := range cores.Gather(a.team, len(x), func(lo, hi int) float64 { return maxAbs(x[lo:hi]) }) {
		most = max(most, v)
	}
	return most
}

func maxAbs(s []float64) float64 {
	m := 0.0
	for _, v := range s {
		m = max(m, math.Abs(v))
	}
	return m
}
