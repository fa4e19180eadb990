package highs

import (
	"time"

	"passage/internal/lp"
)

// solve has the model loaded, runs HiGHS and reads its answer. left is the
// time that it may take.
func (in *instance) solve(load func(*instance) error, options Options, left time.Duration) (*lp.Solution, error) {
	if err := in.configure(options, left); err != nil {
		return nil, err
	}
	if err := load(in); err != nil {
		return nil, err
	}
	if err := in.status("Highs_run"); err != nil {
		return nil, err
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
	if sol.Status == lp.Optimal || dual == feasible {
		sol.RowDual = y
	}
	return nil
}

// timeSimplex has HiGHS take the time of each step of a simplex iteration.
// Nobody reads the times: it is for the looks at the clock, which costs
// next to nothing and is where a stop takes hold. Without it HiGHS looks once
// in some hundred iterations.
const timeSimplex = 8

func (in *instance) configure(options Options, left time.Duration) error {
	type option struct {
		name  string
		value any
	}
	set := []option{
		{"output_flag", true},
		{"log_to_console", true},
		{"small_matrix_value", 1e-12}, // HiGHS drops entries up to 1e-9 by default
		{"time_limit", left.Seconds()},
		{"highs_analysis_level", timeSimplex},
	}
	if options.Method != Choose {
		set = append(set, option{"solver", string(options.Method)})
	}
	if options.NoCrossover {
		set = append(set, option{"run_crossover", "off"})
	}
	if options.NoPresolve {
		set = append(set, option{"presolve", "off"})
	}
	if t := options.Tolerance; t > 0 {
		set = append(set, option{"primal_feasibility_tolerance", t}, option{"dual_feasibility_tolerance", t},
			option{"ipm_optimality_tolerance", t / 10})
	}
	for _, o := range set {
		if err := in.set(o.name, o.value); err != nil {
			return err
		}
	}
	return nil
}
