package ipm

import (
	"context"
	"math"
	"runtime/debug"
	"time"

	"passage/internal/lp/cores"
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

// factor is a [sparse.Factor] of either precision.
type factor interface {
	Compute(ctx context.Context, d, r []float64) (int, error)
	Solve(bs ...[]float64)
}

// kkt solves the systems
//
//	−D⁻¹·f + Aᵀ·g = h
//	      A·f     = r
//
// for one D after another by the normal equations A·D·Aᵀ·g = r + A·D·h.
type kkt struct {
	a      matrix
	plan   *sparse.Plan
	team   *cores.Team
	factor factor
	single bool      // the factor is in single precision
	d      []float64 // one per column
	reg    []float64 // one per row
	// accuracy is how much of a right-hand side may be left over with a factor in
	// single precision, and exact with one in double. A step need not be right to more
	// digits than what it is to take away.
	accuracy, exact float64
	solves          int
	spent           time.Duration // on factors

	fix  []float64 // a correction of g
	last []float64 // the one before, and Aᵀ times it in work
	work []float64 // one per column

	// With a factor in single precision: what A·f lacks to r, and the ways to solutions
	// since the factor was made.
	lack []float64
	ways []*way
}

// newKKT takes a factor in single precision, if wanted, until that is too coarse.
func newKKT(a matrix, plan *sparse.Plan, team *cores.Team, single bool, exact float64) *kkt {
	row := func() []float64 { return make([]float64, a.Rows) }
	s := &kkt{
		accuracy: coarsest, exact: exact, a: a, plan: plan, team: team, single: single, d: make([]float64, a.Cols), reg: row(),
		fix: row(), last: row(), work: make([]float64, a.Cols), lack: row(),
	}
	if single {
		s.factor = plan.NewSingle(team)
	} else {
		s.factor = plan.NewFactor(team)
	}
	return s
}

// factorise takes the D of the point.
func (s *kkt) factorise(ctx context.Context, f *form, p *point) error {
	s.a.team.Ranges(len(s.d), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			t := p.z[j] / p.x[j]
			if f.free[j] {
				t = freeReg
			}
			if f.bounded(j) {
				t += p.v[j] / p.w[j]
			}
			s.d[j] = 1 / (t + primalReg/max(1, p.x[j]*p.x[j]))
		}
	})
	return s.compute(ctx)
}

// compute factorises A·D·Aᵀ for the D at hand.
func (s *kkt) compute(ctx context.Context) error {
	for i := range s.reg {
		s.reg[i] = dualReg
	}
	s.ways = s.ways[:0]
	begin := time.Now()
	_, err := s.factor.Compute(ctx, s.d, s.reg)
	s.spent += time.Since(begin)
	return err
}

// The most corrections of one solution: with a factor in double precision, where
// more are of no use, and in single, where one in double then costs less.
const (
	refinements = 4
	detours     = 15
)

// coarsest is the most of a right-hand side that may be left over.
const coarsest = 1e-6

// system is one right-hand side, h and r, and where its solution goes.
type system struct{ f, g, h, r []float64 }

// solve solves systems side by side, f to at least the relative accuracy that
// later steps need where refinement can reach it. It returns an error only when
// the context ends.
func (s *kkt) solve(ctx context.Context, systems ...system) error {
	var sizes []float64
	var gs [][]float64
	for _, y := range systems {
		// r + A·D·h
		s.a.team.Ranges(len(s.d), func(lo, hi int) {
			for j := lo; j < hi; j++ {
				s.work[j] = s.d[j] * y.h[j]
			}
		})
		sizes = append(sizes, s.a.plus(y.g, y.r, 1, s.work))
		gs = append(gs, y.g)
	}
	s.factor.Solve(gs...)
	s.solves++
	for k, y := range systems {
		s.primal(y.f, y.g, y.h)
		if !s.single {
			s.refine(y, sizes[k])
			continue
		}
		if s.approach(y, sizes[k]) {
			continue
		}
		s.factor, s.single, s.ways = nil, false, nil
		debug.FreeOSMemory() // or both would be held
		s.factor = s.plan.NewFactor(s.team)
		if err := s.compute(ctx); err != nil {
			return err
		}
		return s.solve(ctx, systems...)
	}
	return nil
}

// refine corrects a solution whose right-hand side has the given size.
func (s *kkt) refine(y system, size float64) {
	last := math.Inf(1)
	for range refinements {
		e := s.a.plus(s.fix, y.r, -1, y.f)
		if !(e <= last) {
			s.correct(y.f, y.g, s.last, -1) // it did no good
			break
		}
		if e > last/2 || e <= s.exact*(1e-3+size) {
			break
		}
		last = e
		s.factor.Solve(s.fix)
		s.solves++
		s.transposed(s.fix)
		s.correct(y.f, y.g, s.fix, 1)
		s.fix, s.last = s.last, s.fix
	}
}

// correct adds the correction to g and D·Aᵀ times it to f, which must not be
// computed anew as D·(Aᵀ·g − h): that rounds with the size of g, and D blows
// it up. So errors stay in the dual equations, where they are small.
func (s *kkt) correct(f, g, fix []float64, sign float64) {
	s.a.team.Ranges(len(g), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			g[i] += sign * fix[i]
		}
	})
	s.a.team.Ranges(len(f), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			f[j] += sign * s.d[j] * s.work[j]
		}
	})
}

// transposed sets work to Aᵀ·y and returns yᵀ·A·D·Aᵀ·y.
func (s *kkt) transposed(y []float64) float64 {
	return s.a.team.Sum(len(s.work), func(lo, hi int) float64 {
		clear(s.work[lo:hi])
		s.a.AddMulTIn(lo, hi, s.work, 1, y)
		sum := 0.0
		for j := lo; j < hi; j++ {
			sum += s.d[j] * s.work[j] * s.work[j]
		}
		return sum
	})
}

// approach corrects a solution, whose right-hand side has the given size, by
// conjugate gradients with a factor in single precision as preconditioner
// (Hestenes and Stiefel 1952; flexible as in Golub and Ye, "Inexact preconditioned
// conjugate gradient method with inner-outer iteration", 1999, as the factor
// rounds). Plain refinement would need its error below 1, which early on it is by
// far, but not later.
//
// What the factor has wrong are a few directions, the same for every right-hand
// side. So all ways since the factor was made are kept: a solution begins with what
// they have of it, and a new way has nothing of them (Saad, Yeung, Erhel and
// Guyomarc'h, "A deflated version of the conjugate gradient algorithm", 2000).
// It reports whether the accuracy wanted is reached.
func (s *kkt) approach(y system, size float64) bool {
	wanted := s.accuracy * (1e-3 + size)
	left := s.a.plus(s.lack, y.r, -1, y.f)
	if left <= wanted {
		return true
	}
	if len(s.ways) > 0 {
		clear(s.fix)
		for _, w := range s.ways {
			s.add(s.fix, s.a.dot(w.to, s.lack)/w.curve, w.to)
		}
		s.transposed(s.fix)
		s.correct(y.f, y.g, s.fix, 1)
		left = s.a.plus(s.lack, y.r, -1, y.f)
	}
	for n := 0; !(left <= wanted); n++ {
		if n == detours || math.IsNaN(left) {
			return false
		}
		if len(s.ways) == mostWays {
			s.ways = s.ways[:0]
		}
		w := s.newWay()
		copy(w.to, s.lack)
		s.factor.Solve(w.to)
		s.solves++
		for _, o := range s.ways[:len(s.ways)-1] {
			s.add(w.to, -s.a.dot(o.image, w.to)/o.curve, o.to)
		}
		w.curve = s.transposed(w.to)
		length := s.a.dot(w.to, s.lack) / w.curve
		s.correct(y.f, y.g, w.to, length)
		s.image(w)
		left = s.a.plus(s.lack, y.r, -1, y.f)
	}
	return true
}

// way is a direction that a solution has been corrected along, A·D·Aᵀ times it, and
// the scalar product of both.
type way struct {
	to, image []float64
	curve     float64
}

// mostWays is how many ways are kept.
const mostWays = 48

// newWay returns the next way, in the memory of an earlier one where there is one.
func (s *kkt) newWay() *way {
	n := len(s.ways)
	if n < cap(s.ways) && s.ways[:n+1][n] != nil {
		s.ways = s.ways[:n+1]
	} else {
		s.ways = append(s.ways, &way{to: make([]float64, s.a.Rows), image: make([]float64, s.a.Rows)})
	}
	return s.ways[n]
}

// image sets the image of a way, Aᵀ times which is in work. What its step took off
// would be the same, but for rounding, which the next ways would not survive.
func (s *kkt) image(w *way) {
	s.a.team.Ranges(len(s.work), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			s.work[j] *= s.d[j]
		}
	})
	clear(w.image)
	s.a.plus(w.image, w.image, 1, s.work)
}

// add adds t times x to y.
func (s *kkt) add(y []float64, t float64, x []float64) {
	s.a.team.Ranges(len(y), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			y[i] += t * x[i]
		}
	})
}

// primal sets f = D·(Aᵀ·g − h).
func (s *kkt) primal(f, g, h []float64) {
	s.a.team.Ranges(len(f), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			f[j] = -h[j]
		}
		s.a.AddMulTIn(lo, hi, f, 1, g)
		for j := lo; j < hi; j++ {
			f[j] *= s.d[j]
		}
	})
}
