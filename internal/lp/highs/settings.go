package highs

import "time"

// setting is an option of HiGHS; its value is a bool, int, float64 or string.
type setting struct {
	name  string
	value any
}

// settings says the options in HiGHS's words. left is the time that it may
// take.
func settings(options Options, left time.Duration) []setting {
	set := []setting{
		{"output_flag", true},
		{"log_to_console", true},
		{"small_matrix_value", 1e-12}, // HiGHS drops entries up to 1e-9 by default
		{"time_limit", left.Seconds()},
	}
	if options.Method != Choose {
		set = append(set, setting{"solver", string(options.Method)})
	}
	if options.NoCrossover {
		set = append(set, setting{"run_crossover", "off"})
	}
	if options.NoPresolve {
		set = append(set, setting{"presolve", "off"})
	}
	if options.primal {
		const primal = 4
		set = append(set, setting{"simplex_strategy", primal})
	}
	if t := options.Tolerance; t > 0 {
		set = append(set, setting{"primal_feasibility_tolerance", t}, setting{"dual_feasibility_tolerance", t},
			setting{"ipm_optimality_tolerance", t / 10})
	}
	return set
}
