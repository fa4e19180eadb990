package highs

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"passage/internal/lp"
)

// vertexTolerance is that of a simplex that has little left to do. What comes
// of it is to prove itself.
const vertexTolerance = 1e-9

// Vertex returns an optimum at a vertex of the model near an optimum that is
// none, such as an interior point method ends at, with its row duals: by the
// crossover of HiGHS, and its simplex where that ends short of the optimum.
// The better the solution the less it takes.
func (s *Solver) Vertex(ctx context.Context, m *lp.Model, near *lp.Solution, limits lp.Limits) (*lp.Solution, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	if len(near.X) != m.Cols() || len(near.RowDual) != m.Rows() {
		return nil, fmt.Errorf("highs: a vertex needs a solution with its duals to start from")
	}
	if m.Cols() == 0 {
		return solveEmpty(m), nil
	}
	begin := time.Now()
	module, err := s.ready(ctx)
	if err != nil {
		return nil, err
	}
	options := s.options
	options.Method, options.NoPresolve, options.Tolerance = Simplex, true, vertexTolerance
	scaled, back := lp.Scale(m)
	face, start := complementary(scaled, inUnits(m, back, near))
	sol, err := s.attempt(ctx, module, func(in *instance) error {
		if err := in.pass(face); err != nil {
			return err
		}
		if err := in.crossover(start); err != nil {
			return err
		}
		return in.boundRows(scaled)
	}, limits, options, begin)
	if err != nil {
		return nil, fmt.Errorf("highs: %w", err)
	}
	return back(sol), nil
}

// inUnits turns a solution of m into one of the scaled model that back leads
// back from. The factors are powers of two, so nothing is rounded.
func inUnits(m *lp.Model, back func(*lp.Solution) *lp.Solution, sol *lp.Solution) *lp.Solution {
	ones := func(n int) []float64 { return slices.Repeat([]float64{1}, n) }
	unit := back(&lp.Solution{X: ones(m.Cols()), RowDual: ones(m.Rows())})
	out := &lp.Solution{X: slices.Clone(sol.X), RowDual: slices.Clone(sol.RowDual)}
	for j, u := range unit.X {
		out.X[j] /= u
	}
	for i, u := range unit.RowDual {
		out.RowDual[i] /= u
	}
	return out
}

// point is where crossover starts: values of columns, reduced costs, row duals.
type point struct{ x, reduced, dual []float64 }

// complementary makes of a nearly optimal solution a point that is strictly
// complementary, as crossover demands: of a bound's distance and its dual the
// smaller becomes 0. A row with a dual is held to its bound by making it an
// equation, because the values leave it a rounding's breadth away.
func complementary(m *lp.Model, near *lp.Solution) (*lp.Model, point) {
	p := point{slices.Clone(near.X), slices.Clone(m.Cost), slices.Clone(near.RowDual)}
	face := *m
	face.RowLower, face.RowUpper = slices.Clone(m.RowLower), slices.Clone(m.RowUpper)
	activity := make([]float64, m.Rows())
	for j, v := range p.x {
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			p.reduced[j] -= m.Value[k] * p.dual[m.Index[k]]
			activity[m.Index[k]] += m.Value[k] * v
		}
	}
	for i, v := range activity {
		switch at, held := side(v, p.dual[i], m.RowLower[i], m.RowUpper[i]); {
		case held:
			face.RowLower[i], face.RowUpper[i] = at, at
		default:
			p.dual[i] = 0
		}
	}
	for j, v := range p.x {
		at, held := side(v, p.reduced[j], m.Lower[j], m.Upper[j])
		if held {
			p.x[j] = at
			continue
		}
		p.x[j], p.reduced[j] = min(max(v, m.Lower[j]), m.Upper[j]), 0
	}
	return &face, p
}

// side returns the bound that a value with a dual is held to, if it is.
func side(v, dual, lower, upper float64) (at float64, held bool) {
	switch {
	case lower == upper:
		return lower, true
	case dual > 0 && v-lower < dual:
		return lower, true
	case dual < 0 && upper-v < -dual:
		return upper, true
	}
	return math.NaN(), false
}

// crossover moves a point of the model that was passed to a vertex.
func (in *instance) crossover(p point) error {
	n, rows := len(p.x), len(p.dual)
	at, err := in.alloc(8 * (2*n + rows))
	if err != nil {
		return err
	}
	reduced, dual := at+uint32(8*n), at+uint32(16*n)
	putFloats(in.mod, at, p.x)
	putFloats(in.mod, reduced, p.reduced)
	putFloats(in.mod, dual, p.dual)
	return in.status("Highs_crossover", uint64(n), uint64(rows), uint64(at), uint64(reduced), uint64(dual))
}

// boundRows gives the rows of the model that was passed the bounds of m.
func (in *instance) boundRows(m *lp.Model) error {
	rows := m.Rows()
	if rows == 0 {
		return nil
	}
	at, err := in.alloc(16 * rows)
	if err != nil {
		return err
	}
	upper := at + uint32(8*rows)
	putFloats(in.mod, at, m.RowLower)
	putFloats(in.mod, upper, m.RowUpper)
	return in.status("Highs_changeRowsBoundsByRange", 0, uint64(rows-1), uint64(at), uint64(upper))
}
