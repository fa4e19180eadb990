package planner_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"passage"
	"passage/internal/audit"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/lp/lptest"
	"passage/internal/lp/simplex"
	"passage/internal/planner"
	"passage/internal/world"
)

// solver is the one that people use, its HiGHS compiled once for all tests.
var solver = sync.OnceValue(func() lp.Solver {
	return lp.Backed{Near: ipm.Solver{}, Steps: simplex.Solver{}, Referee: highs.New(highs.Options{})}
})

// solve plans a scenario and fails the test on trouble, a plan that breaks a
// limit, or a certificate that does not hold.
func solve(t *testing.T, s *passage.Scenario, asks ...passage.Ask) *planner.Result {
	t.Helper()
	r, err := planner.Solve(t.Context(), s, planner.Options{Solver: solver(), Asks: asks})
	if err != nil {
		t.Fatal(err)
	}
	proved(t, r)
	return r
}

func proved(t *testing.T, r *planner.Result) {
	t.Helper()
	if r.Status != planner.Optimal && r.Status != planner.Infeasible || !(r.Certificate.Worst() <= audit.Tolerance) {
		t.Errorf("status %s, certificate %+v", r.Status, r.Certificate)
	}
	for _, b := range r.Verdict.Breaches {
		t.Errorf("period %d: %s", b.Period, b)
	}
}

// objective returns the value of a result's objective.
func objective(t *testing.T, r *planner.Result, name string) float64 {
	t.Helper()
	for _, o := range r.Objectives {
		if o.Name == name {
			return o.Value
		}
	}
	t.Fatalf("the result has no %s: %v", name, r.Objectives)
	return 0
}

func near(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*max(1, math.Abs(a), math.Abs(b))
}

// pair solves each model twice, the second time with a simplex written for
// tests that shares nothing with the first solver, and reports where the two
// differ.
type pair struct {
	lp.Solver
	compared *int
	fallback *int
}

func (p pair) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	first, err := p.Solver.Solve(ctx, m, limits)
	if err != nil {
		return nil, err
	}
	second, err := secondOpinion(m)
	if err != nil {
		return nil, err
	}
	if first.Status != second.Status {
		return nil, fmt.Errorf("one solver says %s, the other %s", first.Status, second.Status)
	}
	if !near(first.Objective, second.Objective, 1e-6) {
		return nil, fmt.Errorf("one solver finds %.10g, the other %.10g", first.Objective, second.Objective)
	}
	*p.compared++
	if first.Fallback != "" {
		*p.fallback++
	}
	return first, nil
}

// secondOpinion solves a model scaled, because the tolerances of the dense
// tableau are absolute. An optimum counts only where it proves itself.
func secondOpinion(m *lp.Model) (*lp.Solution, error) {
	scaled, back := lp.Scale(m)
	sol, err := lptest.Simplex(scaled)
	if err != nil {
		return nil, fmt.Errorf("the second solver: %w", err)
	}
	sol = back(sol)
	if off := lp.Residuals(m, sol).Worst(); sol.Status == lp.Optimal && !(off < 1e-7) {
		return nil, fmt.Errorf("the second solver's answer is off by %g", off)
	}
	return sol, nil
}

// Two hundred random worlds: every plan keeps every limit, as the audit reads
// the tables, its prices prove that none is better, and a second solver finds
// the same optima.
func TestPlansOfRandomWorlds(t *testing.T) {
	statuses := map[planner.Status]int{}
	compared, fallback, largest := 0, 0, 0
	binding := map[string]int{}
	for seed := range uint64(200) {
		shape := world.Small(seed)
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			r, err := planner.Solve(t.Context(), world.New(shape), planner.Options{Solver: pair{solver(), &compared, &fallback}})
			if err != nil {
				t.Fatalf("%+v: %v", shape, err)
			}
			proved(t, r)
			statuses[r.Status]++
			for _, stage := range r.Stages {
				largest = max(largest, stage.Cols)
			}
			for what, binds := range binds(r.Relief, shape.PeriodDays) {
				if binding[what] += 0; binds {
					binding[what]++
				}
			}
		})
	}
	t.Logf("%v; %d models solved by both solvers, the largest of %d columns", statuses, compared, largest)
	if fallback > compared/100 {
		t.Errorf("%d of %d answers of our own solver were not to be believed", fallback, compared)
	}
	t.Logf("worlds in which a limit binds: %v", binding)
	for what, worlds := range binding {
		if worlds == 0 {
			t.Errorf("%s binds in no world, so nothing is known about it", what)
		}
	}
	if statuses[planner.Optimal] < 100 || statuses[planner.Infeasible] < 10 {
		t.Errorf("the worlds are not varied enough: %v", statuses)
	}
}

// binds says which kinds of limits have a price.
func binds(p *passage.Prices, periodDays int) map[string]bool {
	any := func(prices []float64) bool {
		return slices.ContainsFunc(prices, func(v float64) bool { return v != 0 })
	}
	return map[string]bool{
		"supply": any(p.Supply), "t_max": any(p.Offer), "t_per_period": any(p.OfferPeriod), "storage": any(p.Storage),
		"handling": any(p.Handling), "shelf life": any(p.Shelf), "money": any(p.Money), "max_g": any(p.RationMax),
		"min_g": any(p.RationMin), "a group's max_g": any(p.GroupMax), "a group's min_g": any(p.GroupMin), "one ration": any(p.Ration),
		"trucks":                     len(p.Trucks) > 0,
		"trucks on part of a period": slices.ContainsFunc(p.Trucks, func(t passage.TruckPrice) bool { return len(t.Days) < periodDays }),
	}
}
