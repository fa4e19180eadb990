package planner

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"passage/internal/audit"
	"passage/internal/lp"
)

// large is the number of columns from which a scenario is a country. Tests change it.
var large = lp.Large

// dear is what a person-day is worth in the second stage of a country, in terms
// of what one typically costs. It must be more than the last of what is relieved
// costs, which is 1,150 times that for 40 places and more than 5,000 times for 190.
// But cost is only known as well as the sum of both, which is mostly deprivation.
const dear = 50_000

// The second stage of a country may take patience times as long as the first, or
// enough.
const (
	patience = 2
	enough   = time.Minute
)

// priced is the second stage without its limit on deprivation, which leaves an
// inner point next to no room: the larger the model the shorter are the steps.
// Instead a person-day has a price, so high that nobody goes without for money's
// sake (an exact penalty). The limits are then those of the first stage. A point
// on the way to its end is one to start from, since its duals hold as long as no
// cost is below 0.
//
// It returns the solution to make the plan of: that of this stage, or the first
// stage's where this one has no answer that keeps the limits and all but the
// least deprivation. The claim is what the duals prove of its cost, nil where
// there are none.
func (r *run) priced(m *model, first *lp.Solution, most float64) (*lp.Solution, *audit.Claim, error) {
	price := dear * m.personDay()
	aim := func(m *model) *lp.Model { return m.weighed(price, 1) }
	p := aim(m)
	begin := time.Now()
	sol, err := r.unmoved(p, r.earlier().last, aim), error(nil)
	limits := r.opt.Limits
	limits.From, limits.Optional = inMoney(cmp.Or(first.Early, first), price), true
	first.Early = nil                         // large, and of no more use
	limits.Gap = audit.Tolerance / (2 * dear) // relative to cost, about the tolerance
	if m.Cols() >= large {
		took := time.Duration(r.result.Stages[0].Seconds * float64(time.Second))
		share := max(patience*took, enough)
		if limits.Time == 0 || limits.Time > share {
			limits.Time = share
		}
	}
	if sol == nil {
		sol, err = r.opt.Solver.Solve(r.ctx, p, limits)
	}
	seconds := time.Since(begin).Seconds()
	r.result.Seconds.Solve += seconds
	if r.ctx.Err() != nil {
		return nil, nil, fmt.Errorf("finding the least cost: %w", err)
	}
	if err != nil || sol.RowDual == nil {
		return first, nil, nil // what is known already is a plan
	}
	plan := first
	if sol.X != nil && lp.Residuals(p, sol).Primal <= audit.Tolerance && m.deprives(sol)-most <= audit.Tolerance*(1+most) {
		plan = sol
	}
	r.result.Cost = m.prices(&lp.Solution{RowDual: append(slices.Clip(sol.RowDual), price)})
	cost := m.costs(plan)
	r.note(p, sol, Objective{"cost", cost}, seconds)
	return plan, &audit.Claim{Stage: audit.LeastCost, Prices: r.result.Cost, Value: cost, Most: m.deprives(plan)}, nil
}

// inMoney returns a solution with its duals at a price of what they are in.
func inMoney(sol *lp.Solution, price float64) *lp.Solution {
	from := &lp.Solution{X: sol.X, RowDual: slices.Clone(sol.RowDual), Inner: sol.Inner}
	for i := range from.RowDual {
		from.RowDual[i] *= price
	}
	return from
}

// costs returns what a solution costs.
func (m *model) costs(sol *lp.Solution) float64 {
	sum := 0.0
	for j, v := range sol.X {
		sum += m.spend[j] * v
	}
	return sum
}

// deprives returns the deprivation that a solution leaves, in weighted person-days.
func (m *model) deprives(sol *lp.Solution) float64 {
	sum := m.deprivation
	for j, v := range sol.X {
		sum -= m.relief[j] * v
	}
	return sum
}
