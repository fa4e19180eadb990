package planner

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"passage"
	"passage/internal/audit"
	"passage/internal/lp"
)

// Options say how to plan. The zero Options, with a Solver, plan the scenario
// as it stands.
type Options struct {
	Solver lp.Solver
	Limits lp.Limits     // of each stage; Progress is told of every stage
	Asks   []passage.Ask // held to be granted
	Held   Held          // what is over
	// From is the result of a scenario much like this one, such as the same
	// before an ask is granted: the way from there is short. Nil without one.
	From *Result
	// Stage, if set, is told what is being done, in a few words.
	Stage func(string)
}

// Status says what a result is.
type Status string

const (
	Optimal    Status = "optimal"    // proved: the certificate holds
	Infeasible Status = "infeasible" // goal "full" cannot be met; the plan is that of least shortfall
	TimeLimit  Status = "time-limit" // time ran out; the plan keeps the limits but may not be best
	Unproved   Status = "unproved"   // the certificate is worse than audit.Tolerance
)

// Objective is what a stage made as small as it could.
type Objective struct {
	Name  string  `json:"name"` // "deprivation" or "cost"
	Value float64 `json:"value"`
}

// Seconds are the time that each step took.
type Seconds struct {
	Build float64 `json:"build"`
	Solve float64 `json:"solve"`
	Check float64 `json:"check"`
}

// Stage is one solve of the planning model.
type Stage struct {
	Objective
	Solver      string
	Fallback    string // why the solver tried first was not believed; mostly empty
	Iterations  int
	Rows, Cols  int
	Seconds     float64
	Certificate audit.Certificate
}

// Result is a plan with everything that is known about it.
type Result struct {
	Status      Status
	Objectives  []Objective
	Plan        *passage.Plan
	Certificate audit.Certificate // the worse of the stages, figure by figure
	Stages      []Stage
	Verdict     audit.Verdict
	// Relief are the prices of the first stage, what binds in person-days (of
	// money under goal "full"); Cost those of the second.
	Relief, Cost *passage.Prices
	// Why says what stands in the way, where the status is Infeasible.
	Why     []string
	Held    int // periods that are over
	Seconds Seconds

	model *model       // of the last stage
	first *lp.Solution // of the first stage; nil under goal "full"
	last  *lp.Solution // of the last stage
	both  *lp.Solution // of its both; nil under goal "full"
	asks  []passage.Ask
}

// Solve finds the plan that is best for the scenario's goal. Trouble in the
// solver, and a context that ends, are errors; that the goal cannot be met, or
// that time ran out, is a Result. A scenario whose access rules are too
// intricate to write down is an error that names the door.
func Solve(ctx context.Context, s *passage.Scenario, opt Options) (*Result, error) {
	r := run{ctx: ctx, opt: opt, x: newIndex(s), result: &Result{Status: Optimal, asks: opt.Asks}}
	if r.opt.Stage == nil {
		r.opt.Stage = func(string) {}
	}
	var err error
	if s.Goal.Kind == passage.Full {
		err = r.full()
	} else {
		err = r.relief(goal{Goal: s.Goal}, s)
	}
	if err != nil {
		return nil, err
	}
	return r.result, nil
}

// run is one call of Solve.
type run struct {
	ctx  context.Context
	opt  Options
	x    *index
	from *lp.Solution // the vertex to start from; nil without one
	// carry brings solutions of an earlier result's stages along; nil without one.
	carry carrying
	// fallback says why the solver tried first was not believed when it
	// looked for that vertex.
	fallback string
	result   *Result
}

// relief solves both stages: least deprivation, then least cost among the
// plans that reach it.
func (r *run) relief(g goal, s *passage.Scenario) error {
	m, err := r.build(g)
	if err != nil {
		return err
	}
	if err := r.begin(m, m.both()); err != nil {
		return err
	}
	m.aim(g.Kind)
	r.opt.Stage("finding the least deprivation")
	first, err := r.solve(m, m.Model, "deprivation", r.earlier().first)
	if err != nil {
		return err
	}
	if first.X == nil {
		return fmt.Errorf("finding the least deprivation: the solver finds no plan, which giving nothing would be (%s)", first.Status)
	}
	least := first.Objective
	most := least + audit.Allowance(m.deprivation)
	r.result.Relief = m.prices(first)
	claims := []audit.Claim{{Stage: audit.LeastDeprivation, Prices: r.result.Relief, Value: least}}
	last := first
	if first.Status == lp.Optimal {
		var claim *audit.Claim
		if last, claim, err = r.cheapest(m, first, most); err != nil {
			return err
		}
		if claim != nil {
			claims = append(claims, *claim)
		}
	}
	r.result.Plan, r.result.model, r.result.first, r.result.last, r.result.Held = m.plan(last), m, first, last, m.held.Periods
	r.check(s, claims, audit.Options{Asks: r.opt.Asks, Held: m.held.Periods})
	return nil
}

// cheapest solves the second stage: the least cost among the plans that leave no
// more deprivation than may be. It returns the solution to make the plan of, and
// what there is to be said about its cost, or nil.
func (r *run) cheapest(m *model, first *lp.Solution, most float64) (*lp.Solution, *audit.Claim, error) {
	r.opt.Stage("finding the least cost at that")
	if r.from == nil && first.Basis == nil {
		sol, claim, err := r.priced(m, first, most)
		if err != nil || claim != nil && sol != first {
			return sol, claim, err
		}
		if m.Cols() >= large { // anything else would take hours
			if claim == nil {
				r.result.Status = Unproved
			}
			return sol, claim, nil
		}
		r.result.Stages, r.result.Objectives, r.result.Cost = r.result.Stages[:1], r.result.Objectives[:1], nil
	}
	sol, err := r.solve(m, m.cheap(most), "cost", r.earlier().last)
	if err != nil {
		return nil, nil, err
	}
	switch sol.Status {
	case lp.Optimal:
		r.result.Cost = m.prices(sol)
		return sol, &audit.Claim{Stage: audit.LeastCost, Prices: r.result.Cost, Value: sol.Objective, Most: most}, nil
	case lp.TimeLimit:
		r.result.Status = TimeLimit
		r.result.Stages = r.result.Stages[:1]
		r.result.Objectives = r.result.Objectives[:1]
		return first, nil, nil
	default:
		return nil, nil, fmt.Errorf("the second stage is %s, although the first has a plan", sol.Status)
	}
}

// full meets every need at least cost, or comes as near as can be and says
// what stands in the way.
func (r *run) full() error {
	m, err := r.build(goal{Goal: r.x.Goal, minimums: true})
	if err != nil {
		return err
	}
	m.aim(passage.Full)
	if r.earlier().last != nil && r.earlier().both == nil {
		r.carry = r.earlier().model.toward(m)
		if from := r.carry(r.earlier().last, m.Model); from.Basis != nil {
			r.from = from
		}
	}
	r.opt.Stage("finding the least cost that meets every need")
	sol, err := r.solve(m, m.Model, "cost", r.earlier().last)
	if err != nil {
		return err
	}
	if sol.Status != lp.Infeasible && sol.X != nil {
		r.result.Relief, r.result.Cost = m.prices(sol), m.prices(sol)
		r.result.Plan, r.result.model, r.result.last = m.plan(sol), m, sol
		claim := audit.Claim{Stage: audit.FullCost, Prices: r.result.Cost, Value: sol.Objective}
		r.check(r.x.Scenario, []audit.Claim{claim}, audit.Options{Asks: r.opt.Asks, Minimums: true})
		return nil
	}
	if sol.Status == lp.TimeLimit {
		r.result.Status = TimeLimit
	} else {
		r.result.Status = Infeasible
	}
	r.result.Stages, r.result.Objectives, r.from, r.carry = nil, nil, nil, nil
	least := *r.x.Scenario
	least.Goal.Kind, least.Goal.Bands, least.Goal.Weights = passage.Relief, []float64{1}, []float64{1}
	if err := r.relief(goal{Goal: least.Goal}, &least); err != nil {
		return err
	}
	r.result.Why = r.result.obstacles()
	return nil
}

func (r *run) build(g goal) (*model, error) {
	r.opt.Stage("writing the model")
	start := time.Now()
	m, err := build(r.x, g, r.opt.Asks, r.opt.Held)
	r.result.Seconds.Build += time.Since(start).Seconds()
	return m, err
}

// earlier is the result to start from, an empty one where there is none.
func (r *run) earlier() *Result {
	if r.opt.From == nil {
		return &Result{}
	}
	return r.opt.From
}

// solve has the solver find an optimum of p, which has m's columns, unless that of
// an earlier result's stage is still one.
func (r *run) solve(m *model, p *lp.Model, name string, stage *lp.Solution) (*lp.Solution, error) {
	start := time.Now()
	sol, err := r.unmoved(p, stage, func(m *model) *lp.Model { return m.Model }), error(nil)
	if sol == nil {
		limits := r.opt.Limits
		limits.From = r.from
		sol, err = r.opt.Solver.Solve(r.ctx, p, limits)
	}
	seconds := time.Since(start).Seconds()
	r.result.Seconds.Solve += seconds
	if err != nil {
		return nil, fmt.Errorf("finding the least %s: %w", name, err)
	}
	switch sol.Status {
	case lp.TimeLimit:
		r.result.Status = TimeLimit
	case lp.Unbounded:
		return nil, fmt.Errorf("finding the least %s: the model has no least value, which no table can make so", name)
	case lp.Infeasible:
		return sol, nil
	}
	if sol.Status == lp.TimeLimit {
		m.makeDo(p, sol)
	}
	if sol.X != nil && sol.RowDual == nil {
		return nil, fmt.Errorf("finding the least %s: the solver gave no duals", name)
	}
	r.note(p, sol, Objective{name, sol.Objective}, seconds)
	return sol, nil
}

// note puts down what a stage that solved p came to.
func (r *run) note(p *lp.Model, sol *lp.Solution, came Objective, seconds float64) {
	r.result.Objectives = append(r.result.Objectives, came)
	r.result.Stages = append(r.result.Stages, Stage{
		Objective: came, Solver: sol.Solver, Fallback: cmp.Or(sol.Fallback, r.fallback), Iterations: sol.Iterations,
		Rows: p.Rows(), Cols: p.Cols(), Seconds: seconds,
	})
}

// makeDo completes what a solver has when its time runs out: its values mended
// so that they are a plan, or, where giving nothing keeps every limit, nothing,
// which is a plan, if a poor one. Prices of nothing prove little, but what they
// prove is true.
func (m *model) makeDo(p *lp.Model, sol *lp.Solution) {
	if sol.X != nil && !m.mend(p, sol.X) && lp.Residuals(p, sol).Primal > audit.Tolerance {
		sol.X, sol.RowDual = nil, nil
	}
	if sol.X == nil && allowsNothing(p) {
		sol.X, sol.RowDual = make([]float64, p.Cols()), nil
	}
	if sol.X == nil {
		return
	}
	sol.Objective = p.Offset
	for j, v := range sol.X {
		sol.Objective += p.Cost[j] * v
	}
	if sol.RowDual == nil {
		sol.RowDual = make([]float64, p.Rows())
	}
}

func allowsNothing(p *lp.Model) bool {
	for i := range p.Rows() {
		if p.RowLower[i] > 0 || p.RowUpper[i] < 0 {
			return false
		}
	}
	return true
}

// check has the plan judged, and believes the judge.
func (r *run) check(s *passage.Scenario, claims []audit.Claim, opt audit.Options) {
	r.opt.Stage("checking the plan")
	start := time.Now()
	certificates, verdict := audit.Certify(s, r.result.Plan, claims, opt)
	r.result.Verdict = verdict
	for i, c := range certificates {
		r.result.Stages[i].Certificate = c
		r.result.Certificate = r.result.Certificate.Join(c)
	}
	if r.result.Status == Optimal && !(r.result.Certificate.Worst() <= audit.Tolerance) {
		r.result.Status = Unproved
	}
	r.result.Seconds.Check += time.Since(start).Seconds()
}
