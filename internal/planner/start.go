package planner

import (
	"fmt"
	"math"
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
	w.Offset = hardship * m.deprivation
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
// about as long as solving anew, and its end is not in sight: a crossing that
// closes for good is no small change.
const (
	far      = 8 // a step for so many rows
	fewSteps = 500
)

// begin finds the vertex that both stages start from, itself from that of an
// earlier result where there is one. A model so large that it has to do without
// vertices has nothing to gain from it.
func (r *run) begin(m *model, both *lp.Model) error {
	if m.Cols() >= large {
		return nil
	}
	begin := time.Now()
	defer func() { r.result.Seconds.Solve += time.Since(begin).Seconds() }()
	limits := r.opt.Limits
	if old := r.opt.From; old != nil && old.both != nil {
		limits.From = old.model.carry(old.both, m)
		limits.Steps = max(fewSteps, m.Rows()/far)
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

// carry turns a solution of one model into a start for another that differs a
// little: columns and rows that are in both keep their places, new ones are
// out of the way, and rows take the place of columns that are gone. The start
// need not be feasible. Nil means that the solution has no basis.
func (m *model) carry(sol *lp.Solution, to *model) *lp.Solution {
	if sol == nil || sol.Basis == nil {
		return nil
	}
	rowOf, colOf := places(m.rows, to.rows), places(m.cols, to.cols)
	basis := &lp.Basis{Cols: make([]lp.Place, len(to.cols)), Rows: make([]lp.Place, len(to.rows))}
	dual := make([]float64, len(to.rows))
	var x []float64
	if sol.X != nil {
		x = make([]float64, len(to.cols))
		for j, k := range colOf {
			if k >= 0 {
				x[j] = min(max(sol.X[k], to.Lower[j]), to.Upper[j])
			}
		}
	}
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
			basis.Rows[i], dual[i] = sol.Basis.Rows[k], sol.RowDual[k]
		}
		if basis.Rows[i] == lp.Basic {
			basic++
		}
	}
	for i := 0; i < len(to.rows) && basic < len(to.rows); i++ {
		if basis.Rows[i] != lp.Basic {
			basis.Rows[i] = lp.Basic
			basic++
		}
	}
	for i := len(to.rows) - 1; i >= 0 && basic > len(to.rows); i-- {
		if basis.Rows[i] == lp.Basic {
			basis.Rows[i] = lp.AtLower
			if math.IsInf(to.RowLower[i], -1) {
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
	all := make(map[T][]int, len(from))
	for i, v := range from {
		all[v] = append(all[v], i)
	}
	at := make([]int, len(to))
	for i, v := range to {
		at[i] = -1
		if same := all[v]; len(same) > 0 {
			at[i], all[v] = same[0], same[1:]
		}
	}
	return at
}
