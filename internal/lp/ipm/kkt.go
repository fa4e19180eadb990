package ipm

import (
	"context"
	"math"
	"time"

	"passage/internal/lp/sparse"
)

// dualReg is added to the diagonal of the normal equations, whose entries are
// about 1 in the middle of a solve. It keeps rows that depend on others from
// doing harm (Altman and Gondzio, "Regularized symmetric indefinite systems in
// interior point methods", 1999); refinement takes its effect out again.
const dualReg = 1e-11

// freeReg stands for the missing z/x of a free column: a step of a free column
// is held back by it as a bound would (the proximal term of Friedlander and
// Orban, "A primal-dual regularized interior-point method for convex quadratic
// programs", 2012).
const freeReg = 1e-7

// primalReg is the least z/x of any column, so that D stays within 1e14.
const primalReg = 1e-8

// kkt solves the systems
//
//	−D⁻¹·f + Aᵀ·g = h
//	      A·f     = r
//
// for one D after another by the normal equations A·D·Aᵀ·g = r + A·D·h.
type kkt struct {
	a      *sparse.Matrix
	factor *sparse.Factor
	d      []float64 // one per column
	reg    []float64 // one per row
	fix    []float64 // a correction of g
	last   []float64 // the one before, and Aᵀ times it in work
	solves int
	spent  time.Duration // on factors
	work   []float64
}

func newKKT(a *sparse.Matrix, factor *sparse.Factor) *kkt {
	return &kkt{
		a: a, factor: factor, d: make([]float64, a.Cols), reg: make([]float64, a.Rows),
		fix: make([]float64, a.Rows), last: make([]float64, a.Rows),
		work: make([]float64, a.Cols),
	}
}

// factorise takes the D of the point.
func (s *kkt) factorise(ctx context.Context, f *form, p *point) error {
	for j := range s.d {
		t := p.z[j] / p.x[j]
		if f.free[j] {
			t = freeReg
		}
		if !math.IsInf(f.u[j], 1) {
			t += p.v[j] / p.w[j]
		}
		s.d[j] = 1 / (t + primalReg/max(1, p.x[j]*p.x[j]))
	}
	return s.compute(ctx)
}

// compute factorises A·D·Aᵀ for the D at hand.
func (s *kkt) compute(ctx context.Context) error {
	for i := range s.reg {
		s.reg[i] = dualReg
	}
	begin := time.Now()
	_, err := s.factor.Compute(ctx, s.d, s.reg)
	s.spent += time.Since(begin)
	return err
}

// refinements is the most corrections of one solution.
const refinements = 4

// system is one right-hand side, h and r, and where its solution goes.
type system struct{ f, g, h, r []float64 }

// solve solves systems side by side, f to at least the relative accuracy that
// later steps need where refinement can reach it.
func (s *kkt) solve(systems ...system) {
	var sizes []float64
	var gs [][]float64
	for _, y := range systems {
		// r + A·D·h
		copy(y.g, y.r)
		for j, v := range y.h {
			s.work[j] = s.d[j] * v
		}
		s.a.AddMul(y.g, 1, s.work)
		sizes = append(sizes, norm(y.g))
		gs = append(gs, y.g)
	}
	s.factor.Solve(gs...)
	s.solves++
	for k, y := range systems {
		s.primal(y.f, y.g, y.h)
		s.refine(y, sizes[k])
	}
}

// refine corrects a solution whose right-hand side has the given size.
func (s *kkt) refine(y system, size float64) {
	last := math.Inf(1)
	for range refinements {
		copy(s.fix, y.r)
		s.a.AddMul(s.fix, -1, y.f)
		e := norm(s.fix)
		if !(e <= last) {
			s.correct(y.f, y.g, s.last, -1) // it did no good
			break
		}
		if e > last/2 || e <= 1e-11*(1e-3+size) {
			break
		}
		last = e
		s.factor.Solve(s.fix)
		s.solves++
		clear(s.work)
		s.a.AddMulT(s.work, 1, s.fix)
		s.correct(y.f, y.g, s.fix, 1)
		s.fix, s.last = s.last, s.fix
	}
}

// correct adds the correction to g and D·Aᵀ times it to f, which must not be
// computed anew as D·(Aᵀ·g − h): that rounds with the size of g, and D blows
// it up. So errors stay in the dual equations, where they are small.
func (s *kkt) correct(f, g, fix []float64, sign float64) {
	for i, v := range fix {
		g[i] += sign * v
	}
	for j, d := range s.d {
		f[j] += sign * d * s.work[j]
	}
}

// primal sets f = D·(Aᵀ·g − h).
func (s *kkt) primal(f, g, h []float64) {
	for j, v := range h {
		f[j] = -v
	}
	s.a.AddMulT(f, 1, g)
	for j := range f {
		f[j] *= s.d[j]
	}
}

func norm(s []float64) float64 { return math.Sqrt(dot(s, s)) }
