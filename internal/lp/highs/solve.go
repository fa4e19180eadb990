package highs

import (
	"errors"
	"fmt"
	"time"

	"passage/internal/lp"
)

// solve scales m and makes as many attempts as an answer needs, with one HiGHS
// each.
func solve(m *lp.Model, options Options, attempt func(*lp.Model, Options) (*lp.Solution, error)) (*lp.Solution, error) {
	if m.Cols() == 0 {
		return solveEmpty(m), nil
	}
	scaled, back := m, func(sol *lp.Solution) *lp.Solution { return sol }
	if !options.NoScaling {
		scaled, back = lp.Scale(m)
	}
	sol, err := attempt(scaled, options)
	if errors.Is(err, errUnsure) {
		other := options
		other.Method, other.NoPresolve = Simplex, !other.NoPresolve
		sol, err = attempt(scaled, other)
	}
	if errors.Is(err, errEither) {
		// Whether there is any x at all tells which of the two it is.
		free := *scaled
		free.Cost = make([]float64, free.Cols())
		sol, err = attempt(&free, options)
		switch {
		case errors.Is(err, errEither): // without costs nothing is unbounded
			sol, err = &lp.Solution{Status: lp.Infeasible, Solver: "HiGHS"}, nil
		case err == nil && sol.Status == lp.Optimal:
			sol = &lp.Solution{Status: lp.Unbounded, Iterations: sol.Iterations, Solver: sol.Solver}
		}
	}
	if err != nil {
		return nil, fmt.Errorf("highs: %w", err)
	}
	return back(sol), nil
}

// solveEmpty solves a model without columns, of which HiGHS has no opinion.
func solveEmpty(m *lp.Model) *lp.Solution {
	for i := range m.Rows() {
		if m.RowLower[i] > 0 || m.RowUpper[i] < 0 {
			return &lp.Solution{Status: lp.Infeasible, Solver: "HiGHS"}
		}
	}
	return &lp.Solution{Status: lp.Optimal, Objective: m.Offset, X: []float64{}, RowDual: make([]float64, m.Rows()), Solver: "HiGHS"}
}

// timeSimplex has HiGHS take the time of each step of a simplex iteration.
// Nobody reads the times: it is for the looks at the clock, which cost next to
// nothing and are where a stop takes hold. Without it HiGHS looks once in some
// hundred iterations.
const timeSimplex = 8

// run has the model loaded, runs HiGHS and reads its answer. left is the
// time that it may take.
func (in *instance) run(load func(*instance) error, options Options, left time.Duration) (*lp.Solution, error) {
	for _, o := range append(settings(options, left), setting{"highs_analysis_level", timeSimplex}) {
		if err := in.set(o.name, o.value); err != nil {
			return nil, err
		}
	}
	if err := load(in); err != nil {
		return nil, err
	}
	if ran, err := in.call("Highs_run", uint64(in.highs)); err != nil {
		return nil, err
	} else if int32(ran) < 0 {
		// Its interior point gives up on some models of free columns alone.
		return nil, errUnsure
	}
	code, err := in.call("Highs_getModelStatus", uint64(in.highs))
	if err != nil {
		return nil, err
	}
	sol := &lp.Solution{Solver: "HiGHS " + in.version}
	if sol.Status, err = modelStatus(code).status(); err != nil {
		return nil, err
	}
	for _, name := range []string{"simplex_iteration_count", "ipm_iteration_count", "crossover_iteration_count"} {
		n, err := in.intInfo(name)
		if err != nil {
			return nil, err
		}
		sol.Iterations += max(n, 0)
	}
	if sol.Status == lp.Infeasible || sol.Status == lp.Unbounded {
		return sol, nil
	}
	return sol, in.answer(sol)
}

// answer reads the objective and the values, where HiGHS has any.
func (in *instance) answer(sol *lp.Solution) error {
	const feasible = 2
	primal, err := in.intInfo("primal_solution_status")
	if err != nil {
		return err
	}
	dual, err := in.intInfo("dual_solution_status")
	if err != nil {
		return err
	}
	if sol.Status == lp.TimeLimit && primal != feasible {
		return nil
	}
	if sol.Objective, err = in.floatInfo("objective_function_value"); err != nil {
		return err
	}
	x, y, err := in.solution()
	if err != nil {
		return err
	}
	sol.X = x
	if valid, err := in.intInfo("basis_validity"); err != nil {
		return err
	} else if valid == 1 {
		if sol.Basis, err = in.basis(len(x), len(y)); err != nil {
			return err
		}
	}
	if sol.Status == lp.Optimal || dual == feasible {
		sol.RowDual = y
	}
	return nil
}
