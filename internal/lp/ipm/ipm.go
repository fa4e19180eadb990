// Package ipm solves linear programs by a primal-dual interior point method
// on the homogeneous self-dual form, with sparse normal equations. It is meant
// for models of flows over places, goods and periods, where other methods take
// a hundred times as long, but takes any model.
//
// The answer is no vertex. It lies within its columns' bounds exactly, and how
// far it is from proving itself optimal is known, see [lp.Residuals].
package ipm

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"time"

	"passage/internal/lp"
	"passage/internal/lp/cores"
	"passage/internal/lp/presolve"
	"passage/internal/lp/sparse"
)

// rules are what a solve does differently where a vertex is to follow.
type rules struct {
	tolerance  float64 // the worst residual, by [lp.Residuals], at which it ends
	correctors int     // the most corrections for centrality of one direction
	// After one that lengthens the step by less than this share of what it aimed
	// at there is no other.
	worth float64
	// A direction aims at no more than this share of the mean product, but at
	// recentre of it after a step shorter than shortStep.
	centring, recentre float64
	// single has factors made in single precision, until that is too coarse.
	single bool
	// exact is how much of a right-hand side may be left over at the end.
	exact float64
}

// To a vertex nearby leads a point near strict complementarity, and what is
// left of the residual a vertex takes off; the nearer the point is the less
// that takes.
var toVertex = rules{exact: 1e-11, tolerance: 1e-8, correctors: 3, worth: 0.1, centring: 0.1, recentre: 0.2}

// Where the point itself is the answer it need not be centred so well, and it
// is three times better than what plans need. The models are large then, a factor
// costs as much as twenty solutions, and more corrections pay.
var toPoint = rules{exact: 1e-11, tolerance: 3e-7, correctors: 20, centring: 0.03, single: true}

// From a point that was given, less centring took as many iterations, and in one
// small world of five more it stopped early. The duals are large there, a price: what
// a solution lacks shows in the gap multiplied by them.
var fromPoint = rules{exact: 1e-14, tolerance: 3e-7, correctors: 20, single: true, centring: 0.1, recentre: 0.2}

// loose is what an answer that is called optimal must keep where rounding
// allows no more.
const loose = 1e-7

// earlyGap is the residual from which the first point is kept as
// [lp.Solution.Early].
const earlyGap = 1e-4

// maxIterations ends a solve that does not converge. Target models take 25 to
// 40, hard ones of other kinds less than 100.
const maxIterations = 200

// patience is how many iterations may bring nothing after the best so far, once
// there is one that leads to a vertex.
const patience = 3

// Solver is the solver. The zero Solver uses all cores.
type Solver struct {
	Workers int // 0: as many as there are cores
	// Trace, if set, is told about every iteration.
	Trace func(Trace)
}

// Trace is the state of a solve before an iteration.
type Trace struct {
	Iteration               int
	Primal, Dual, Gap       float64 // relative residuals
	Objective               float64
	Mu, Tau, Kappa          float64
	Step                    float64 // length of the last step
	Rows, Cols, Entries     int     // of the form
	FactorEntries           int
	Flops                   float64
	Order, Factoring, Total time.Duration
	Solves                  int
	// Certificate is how far the best point so far is from proving itself; +Inf before
	// the first that was judged.
	Certificate float64
}

// Name is the name of the solver in a plan's record.
const Name = "passage interior point"

// Solve implements [lp.Solver].
func (s Solver) Solve(ctx context.Context, m *lp.Model, lim lp.Limits) (*lp.Solution, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	reduced, err := presolve.Reduce(ctx, m)
	if err != nil {
		return nil, fmt.Errorf("interior point: %w", err)
	}
	if reduced.Status == lp.Infeasible {
		return &lp.Solution{Status: lp.Infeasible, Objective: math.Inf(1), Solver: Name}, nil
	}
	scaled, unscale := lp.Scale(reduced.Model)
	restore := func(sol *lp.Solution) *lp.Solution { return reduced.Lift(unscale(sol)) }
	f := newForm(scaled)
	fromNothing := toVertex
	if m.Cols() >= lp.Large {
		fromNothing = toPoint
		defer debug.FreeOSMemory() // or what comes next would hold the factor as well
	}
	f.rules = fromNothing
	if from := lim.From; from != nil && from.X != nil && from.RowDual != nil {
		f.near(inUnits(unscale, reduced.Restrict(from)), from.Inner)
		f.rules = fromPoint
	}
	residual := func(sol *lp.Solution) float64 {
		r := lp.Residuals(m, restore(sol))
		if tolerance := f.rules.tolerance; lim.Gap > 0 && lim.Gap < tolerance {
			r.Gap *= tolerance / lim.Gap
		}
		return r.Worst()
	}
	sol, err := s.solveForm(ctx, f, lim, residual)
	if err != nil && f.x != nil && ctx.Err() == nil {
		f.x, f.y, f.inner, f.rules = nil, nil, nil, fromNothing // that was no good place to start from
		sol, err = s.solveForm(ctx, f, lim, residual)
	}
	if err != nil {
		return nil, err
	}
	answer := restore(sol)
	if sol.Early != nil {
		answer.Early = restore(sol.Early)
	}
	return answer, nil
}

func (s Solver) solveForm(ctx context.Context, f *form, lim lp.Limits, residual func(*lp.Solution) float64) (*lp.Solution, error) {
	begin := time.Now()
	workers := s.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var plan *sparse.Plan
	var err error
	if f.inner != nil {
		plan = f.inner.plan
	} else if plan, err = sparse.Analyse(ctx, f.a, f.group); err != nil {
		return nil, fmt.Errorf("interior point: %w", err)
	}
	memory := lim.Memory
	if memory <= 0 {
		memory = free()
	}
	if need := plan.Memory(workers) + 8*int64(35*f.a.Cols+(20+2*mostWays)*f.a.Rows); need > memory {
		return nil, fmt.Errorf("interior point: the model needs %d MB, and %d MB are allowed", need>>20, memory>>20)
	}
	order := time.Since(begin)
	team := cores.New(workers)
	defer team.Close()
	m := newMethod(f, plan, team)
	if err := m.begin(ctx); err != nil {
		return nil, fmt.Errorf("interior point: %w", err)
	}
	step := 0.0
	var best, early *lp.Solution
	least, bestAt := math.Inf(1), 0
	for it := 0; ; it++ {
		m.residuals()
		q := m.quality()
		if s.Trace != nil {
			s.Trace(Trace{
				Iteration: it, Primal: q.primal, Dual: q.dual, Gap: q.gap, Objective: q.objective,
				Mu: m.mu(m.p), Tau: m.p.tau, Kappa: m.p.kap, Step: step,
				Rows: f.a.Rows, Cols: f.a.Cols, Entries: len(f.a.Value),
				FactorEntries: plan.Entries(), Flops: plan.Flops(), Order: order, Factoring: m.kkt.spent, Total: time.Since(begin),
				Solves: m.kkt.solves, Certificate: least,
			})
		}
		if lim.Progress != nil {
			lim.Progress(lp.Progress{Method: "interior point", Iterations: it, Gap: q.gap})
		}
		if early == nil && q.worst() <= earlyGap {
			early = &lp.Solution{Iterations: it, Objective: q.objective}
			early.X, early.RowDual = f.restore(m.p.x, m.p.y, m.p.tau)
			at := newPoint(f.a.Cols, f.a.Rows)
			at.plus(nil, m.p, 1/m.p.tau)
			early.Inner = &inner{f, plan, at}
		}
		sol := &lp.Solution{Iterations: it, Solver: Name, Objective: q.objective}
		if q.worst() <= 1e-4 {
			sol.X, sol.RowDual = f.restore(m.p.x, m.p.y, m.p.tau)
			r := residual(sol)
			if r < least {
				best, least, bestAt = sol, r, it
			}
		}
		if math.IsNaN(q.worst()) {
			return nil, fmt.Errorf("interior point: numbers were lost after %d iterations", it)
		}
		timeUp := lim.Time > 0 && time.Since(begin) > lim.Time
		switch {
		case least <= f.rules.tolerance, least <= loose && it >= bestAt+2:
			best.Status, best.Early = lp.Optimal, early
			return best, nil
		case m.noPrimal():
			sol.Status, sol.Objective = lp.Infeasible, math.Inf(1)
			return sol, nil
		case m.noDual():
			sol.Status, sol.Objective = lp.Unbounded, math.Inf(-1)
			return sol, nil
		case timeUp || it >= maxIterations || best != nil && it > bestAt+patience || it > 0 && !(step > 1e-8) || m.mu(m.p) < 1e-18:
			if !timeUp && best != nil {
				best.Status, best.Early = lp.Unfinished, early
				if least <= loose {
					best.Status = lp.Optimal
				}
				return best, nil
			}
			if !timeUp {
				return nil, fmt.Errorf("interior point: no progress after %d iterations: primal residual %.1e, dual residual %.1e, gap %.1e, certificate %.1e",
					it, q.primal, q.dual, q.gap, least)
			}
			// A point on the way is near many limits, on either side. Its
			// duals say something only where they are nearly feasible.
			sol.Status = lp.TimeLimit
			sol.X, sol.RowDual = f.restore(m.p.x, m.p.y, m.p.tau)
			if q.dual > 1e-4 {
				sol.RowDual = nil
			}
			return sol, nil
		}
		m.kkt.accuracy = max(f.rules.exact, coarsest*min(1, q.worst()))
		if step, err = m.step(ctx); err != nil {
			return nil, fmt.Errorf("interior point: %w", err)
		}
		if f.a.Cols >= lp.Large {
			runtime.GC() // or as much again as a factor takes would lie about
		}
	}
}

// quality is how far a point is from an optimum, relative to the sizes of
// bounds, costs and objective.
type quality struct {
	primal, dual, gap float64
	objective         float64
}

func (q quality) worst() float64 { return max(q.primal, q.dual, q.gap) }

// quality judges the point, whose residuals must be up to date.
func (s *method) quality() quality {
	f, p := s.f, s.p
	bound := s.a.team.Sum(len(f.u), func(lo, hi int) float64 {
		sum := 0.0
		for j := lo; j < hi; j++ {
			if f.bounded(j) {
				sum += f.u[j] * p.v[j]
			}
		}
		return sum
	})
	primal, dual := s.a.dot(f.c, p.x)/p.tau, (s.a.dot(f.b, p.y)-bound)/p.tau
	return quality{
		primal:    max(s.a.maxAbs(s.rp), s.a.maxAbs(s.ru)) / p.tau / (1 + s.a.maxAbs(f.b)),
		dual:      s.a.maxAbs(s.rd) / p.tau / (1 + s.a.maxAbs(f.c)),
		gap:       math.Abs(primal-dual) / (1e-3 + math.Abs(primal)),
		objective: f.objective(primal),
	}
}

// ray is how far, relative to its merit, a proof that a program is infeasible
// or unbounded may be from exact.
const ray = 1e-9

// noPrimal reports whether y proves that no x satisfies the program: by
// Farkas' lemma, if b·y − u·v > 0 and Aᵀ·y − v ≤ 0.
func (s *method) noPrimal() bool {
	f, p := s.f, s.p
	if p.tau > 1e-3*p.kap {
		return false
	}
	merit := dot(f.b, p.y)
	for j, u := range f.u {
		if f.bounded(j) {
			merit -= u * p.v[j]
		}
	}
	if merit <= 0 {
		return false
	}
	for j, v := range s.rd {
		// rd = c·τ − Aᵀy − z + v
		if math.Abs(v-f.c[j]*p.tau) > ray*merit {
			return false
		}
	}
	return true
}

// noDual reports whether x is a direction in which the costs fall for ever.
func (s *method) noDual() bool {
	f, p := s.f, s.p
	merit := -dot(f.c, p.x)
	if p.tau > 1e-3*p.kap || merit <= 0 {
		return false
	}
	for i, v := range s.rp {
		if math.Abs(v-f.b[i]*p.tau) > ray*merit {
			return false
		}
	}
	for j, u := range f.u {
		if f.bounded(j) && math.Abs(s.ru[j]-u*p.tau) > ray*merit {
			return false
		}
	}
	return true
}
