package planner

import (
	"fmt"
	"math"
	"slices"
	"time"

	"passage/internal/lp"
)

// thrift is what money weighs in [model.both], set against relief: a tonne's
// typical cost counts as much as this share of a tonne's typical relief. It is
// small enough that hardly ever a person goes without for money's sake, and
// large enough for a solver to see; where it is not small enough, the stages
// themselves mend it.
const thrift = 2e-5

// both returns the model with both stages' objectives in one, deprivation far
// before cost. Its optimum is an optimum of the first stage, or nearly, and
// close to those of the second and of whole trucks: each is found from it in a
// few steps, where from nothing each takes a solve of its own.
func (m *model) both() *lp.Model {
	return m.weighed(1, thrift/m.personDay())
}

// weighed returns the model with an objective in which each weighted person-day
// of deprivation counts hardship, and each unit of money money.
func (m *model) weighed(hardship, money float64) *lp.Model {
	w := *m.Model
	w.Cost = make([]float64, m.Cols())
	for j := range w.Cost {
		w.Cost[j] = money*m.spend[j] - hardship*m.relief[j]
	}
	w.Offset = hardship*m.deprivation + money*m.held.spent
	return &w
}

// personDay is what a weighted person-day typically costs.
func (m *model) personDay() float64 {
	var content []float64 // person-days that a tonne covers
	for _, c := range m.x.content {
		content = append(content, c...)
	}
	return mean(m.spend) / (mean(m.relief) * mean(content))
}

// mean returns the geometric mean of what is above 0, or 1.
func mean(values []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range values {
		if v > 0 {
			sum += math.Log(v)
			n++
		}
	}
	if n == 0 {
		return 1
	}
	return math.Exp(sum / float64(n))
}

// A way from an earlier result of more steps than a part of the model's rows is
// about as long as solving anew.
const (
	far      = 2 // a step for so many rows
	fewSteps = 500
)

// begin finds the vertex that both stages start from, itself from that of an
// earlier result where there is one. A model so large that it has to do without
// vertices has nothing to gain from it: there an earlier result serves only where it
// still is an answer.
func (r *run) begin(m *model, both *lp.Model) error {
	if m.Cols() >= large {
		if r.earlier().model != nil {
			r.carry = r.earlier().model.toward(m)
		}
		return nil
	}
	begin := time.Now()
	defer func() { r.result.Seconds.Solve += time.Since(begin).Seconds() }()
	limits := r.opt.Limits
	if old := r.opt.From; old != nil && old.both != nil {
		r.carry = old.model.toward(m)
		limits.From = r.carry(old.both, both)
		limits.Steps = max(fewSteps, m.Rows()/far)
		if still(both, limits.From) {
			r.from, r.result.both = limits.From, limits.From
			return nil
		}
	}
	r.opt.Stage("finding a plan near the best")
	sol, err := r.opt.Solver.Solve(r.ctx, both, limits)
	if err != nil {
		return fmt.Errorf("finding a plan near the best: %w", err)
	}
	r.fallback = sol.Fallback
	if sol.Status == lp.Optimal && sol.Basis != nil {
		r.from, r.result.both = sol, sol
	}
	return nil
}

// sure is the worst residual of an optimum at a vertex that has not moved.
const sure = 1e-9

// still reports whether a solution, an optimum of an earlier model, is one of this
// model as it stands. A limit that does not bind has no price, so where it is
// loosened the old plan keeps all limits and the old prices prove that none is
// better: nothing is left to be solved.
func still(p *lp.Model, sol *lp.Solution) bool {
	return sol != nil && lp.Residuals(p, sol).Worst() <= sure
}

// noWorse reports whether an inner point, an answer to an earlier model, proves itself
// in this one as well as it did there.
func noWorse(now, then lp.Residual) bool {
	const rounding = 1.01
	return now.Primal <= max(sure, rounding*then.Primal) && now.Dual <= max(sure, rounding*then.Dual) && now.Gap <= max(sure, rounding*then.Gap)
}

// unmoved returns the optimum of an earlier result's stage as that of p, which has
// m's columns, its rows and perhaps the limit on deprivation; nil where it is not.
// Of an earlier model aim makes what that stage solved, if it found no vertex.
func (r *run) unmoved(p *lp.Model, stage *lp.Solution, aim func(*model) *lp.Model) *lp.Solution {
	if r.carry == nil || stage == nil {
		return nil
	}
	sol := r.carry(stage, p)
	left := lp.Residuals(p, sol)
	if !(left.Worst() <= sure) && (sol.Basis != nil || !noWorse(left, lp.Residuals(aim(r.earlier().model), stage))) {
		return nil
	}
	sol.Status, sol.Solver, sol.Objective = lp.Optimal, stage.Solver, p.Offset
	for j, v := range sol.X {
		sol.Objective += p.Cost[j] * v
	}
	return sol
}

// carrying turns a solution of one model into a start for another, p.
type carrying func(sol *lp.Solution, p *lp.Model) *lp.Solution

// toward returns what turns solutions of a model into starts for another that
// differs a little: columns and rows that are in both keep their places, new ones
// are out of the way, and rows take the place of columns that are gone. Rows that
// either has beyond the model's own are the same in both. A start need not be
// feasible, and has no basis where the solution has none.
func (m *model) toward(to *model) carrying {
	rowOf, colOf := places(m.rows, to.rows), places(m.cols, to.cols)
	return func(sol *lp.Solution, p *lp.Model) *lp.Solution {
		of := slices.Clone(rowOf)
		for i := len(m.rows); len(of) < p.Rows(); i++ {
			if i >= len(sol.RowDual) {
				i = -1
			}
			of = append(of, i)
		}
		return carried(sol, p, of, colOf)
	}
}

// carried is a solution whose rows and columns stand in p where rowOf and colOf
// say, -1 for new ones.
func carried(sol *lp.Solution, p *lp.Model, rowOf, colOf []int) *lp.Solution {
	dual := make([]float64, p.Rows())
	for i, k := range rowOf {
		if k >= 0 {
			dual[i] = sol.RowDual[k]
		}
	}
	var x []float64
	if sol.X != nil {
		x = make([]float64, p.Cols())
		for j, k := range colOf {
			if k >= 0 {
				x[j] = min(max(sol.X[k], p.Lower[j]), p.Upper[j])
			}
		}
	}
	if sol.Basis == nil {
		return &lp.Solution{X: x, RowDual: dual}
	}
	basis := &lp.Basis{Cols: make([]lp.Place, p.Cols()), Rows: make([]lp.Place, p.Rows())}
	basic := 0
	for j, k := range colOf {
		if k >= 0 {
			basis.Cols[j] = sol.Basis.Cols[k]
		}
		if basis.Cols[j] == lp.Basic {
			basic++
		}
	}
	for i, k := range rowOf {
		basis.Rows[i] = lp.Basic
		if k >= 0 {
			basis.Rows[i] = sol.Basis.Rows[k]
		}
		if basis.Rows[i] == lp.Basic {
			basic++
		}
	}
	for i := 0; i < p.Rows() && basic < p.Rows(); i++ {
		if basis.Rows[i] != lp.Basic {
			basis.Rows[i] = lp.Basic
			basic++
		}
	}
	for i := p.Rows() - 1; i >= 0 && basic > p.Rows(); i-- {
		if basis.Rows[i] == lp.Basic {
			basis.Rows[i] = lp.AtLower
			if math.IsInf(p.RowLower[i], -1) {
				basis.Rows[i] = lp.AtUpper
			}
			basic--
		}
	}
	return &lp.Solution{Basis: basis, X: x, RowDual: dual}
}

// places returns where each of to stands in from, -1 for what does not. Of
// several that are alike, such as the bands of a need, the first is the first.
func places[T comparable](from, to []T) []int {
	at := make([]int, len(to))
	if slices.Equal(from, to) {
		for i := range at {
			at[i] = i
		}
		return at
	}
	all := make(map[T][]int, len(from))
	for i, v := range from {
		all[v] = append(all[v], i)
	}
	for i, v := range to {
		at[i] = -1
		if same := all[v]; len(same) > 0 {
			at[i], all[v] = same[0], same[1:]
		}
	}
	return at
}
