// Package highs solves linear programs with HiGHS, unmodified: its C API as
// the WebAssembly module of the npm package "highs", run inside this process,
// or an executable `highs` as a child process ([Exec]). Each solve has a HiGHS
// of its own, whose end, by whatever cause, is at worst an error of that solve.
package highs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"passage/internal/lp"
)

// Method is the algorithm that HiGHS is to use.
type Method string

// The methods. Choose is the zero value and leaves it to HiGHS.
const (
	Choose  Method = ""
	Simplex Method = "simplex"
	IPM     Method = "ipm"  // interior point with an iterative inner solver (IPX)
	HiPO    Method = "hipo" // interior point with a direct inner solver
)

// Options say how HiGHS is to work. The zero Options are those of HiGHS, with
// the model scaled first.
type Options struct {
	Method      Method
	NoCrossover bool    // leave an interior point where it is, off the vertices
	NoPresolve  bool    // solve the model as it stands
	NoScaling   bool    // pass the model as it stands
	Tolerance   float64 // of feasibility and optimality, in the scaled model; 0: 1e-7

	// Memory is what one solve may hold, in bytes, where its limits do not say.
	// 0: 2 GiB, the most the module can hold.
	Memory int64

	// CacheDir keeps the compiled module between runs of the program, which
	// saves seconds at each start. "": the folder passage in the user's cache
	// folder. A folder that cannot be written to means no cache.
	CacheDir string
	NoCache  bool
}

// Solver is HiGHS. Its solves may run at the same time. It compiles the module
// when the first of them needs it.
type Solver struct {
	options Options

	compile sync.Once
	module  *module
	err     error
}

var _ lp.Solver = (*Solver)(nil)

// New returns a solver.
func New(options Options) *Solver { return &Solver{options: options} }

// ready compiles the module, once.
func (s *Solver) ready(ctx context.Context) (*module, error) {
	s.compile.Do(func() {
		dir := s.options.CacheDir
		if dir == "" {
			dir = defaultCacheDir()
		}
		if s.options.NoCache {
			dir = ""
		}
		// A caller that gives up waiting must not leave the others without.
		s.module, s.err = compile(context.WithoutCancel(ctx), dir)
	})
	return s.module, s.err
}

// Close gives back the compiled module. No solve may be under way or follow.
func (s *Solver) Close() error {
	s.compile.Do(func() { s.err = errors.New("highs: the solver is closed") })
	if s.module == nil {
		return nil
	}
	m := s.module
	s.module, s.err = nil, errors.New("highs: the solver is closed")
	return m.close(context.Background())
}

// graceTime is how much longer than its time limit a solve may take before it
// is stopped from outside: HiGHS stops by itself, with the best it has, but
// looks at the clock less often in some of its parts.
const graceTime = 100 * time.Millisecond

// Solve implements [lp.Solver].
func (s *Solver) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	scaled, back := m, func(sol *lp.Solution) *lp.Solution { return sol }
	_ = scaled
	module, err := s.ready(ctx)
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	sol, err := s.run(ctx, module, m, limits, s.options, begin)
	if errors.Is(err, errUnresolved) && !s.options.NoPresolve {
		plain := s.options
		plain.NoPresolve, plain.Method = true, Simplex
		sol, err = s.run(ctx, module, m, limits, plain, begin)
	}
	if err != nil {
		return nil, fmt.Errorf("highs: %w", err)
	}
	return back(sol), nil
}

// run solves m with one instance. The time limit counts from begin.
func (s *Solver) run(ctx context.Context, module *module, m *lp.Model, limits lp.Limits, options Options, begin time.Time) (*lp.Solution, error) {
	outer := ctx
	left := limits.Time - time.Since(begin)
	if limits.Time > 0 {
		if left <= 0 {
			return &lp.Solution{Status: lp.TimeLimit, Solver: "HiGHS"}, nil
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, begin.Add(limits.Time+graceTime))
		defer cancel()
	}
	memory := int64(maxMemory)
	if options.Memory > 0 {
		memory = min(memory, options.Memory)
	}
	if limits.Memory > 0 {
		memory = min(memory, limits.Memory)
	}
	log := &logReader{progress: limits.Progress}
	in, err := module.instantiate(ctx, memory, log.write)
	if err != nil {
		return nil, err
	}
	defer in.close()
	sol, err := in.solve(m, options, left)
	if err != nil && outer.Err() == nil && ctx.Err() != nil {
		// The hard stop: HiGHS had no time to hand over what it had.
		return &lp.Solution{Status: lp.TimeLimit, Solver: log.solver()}, nil
	}
	if err != nil {
		return nil, err
	}
	sol.Solver = log.solver()
	return sol, nil
}

// solve passes the model, runs HiGHS and reads its answer. left is the time
// that it may take; not above 0 means no limit.
func (in *instance) solve(m *lp.Model, options Options, left time.Duration) (*lp.Solution, error) {
	if err := in.configure(options, left); err != nil {
		return nil, err
	}
	if err := in.pass(m); err != nil {
		return nil, err
	}
	if err := in.status("Highs_run"); err != nil {
		return nil, err
	}
	code, err := in.call("Highs_getModelStatus", uint64(in.highs))
	if err != nil {
		return nil, err
	}
	sol := &lp.Solution{}
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
	return sol, in.answer(m, sol)
}

// answer reads the values, where HiGHS has any.
func (in *instance) answer(m *lp.Model, sol *lp.Solution) error {
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
	x, y, err := in.solution(m.Cols(), m.Rows())
	if err != nil {
		return err
	}
	sol.X = x
	if sol.Status == lp.Optimal || dual == feasible {
		sol.RowDual = y
	}
	sol.Objective = m.Offset
	for j, v := range x {
		sol.Objective += m.Cost[j] * v
	}
	return nil
}

func (in *instance) configure(options Options, left time.Duration) error {
	type option struct {
		name  string
		value any
	}
	set := []option{
		{"output_flag", true},
		{"log_to_console", true},
		{"small_matrix_value", 1e-12}, // HiGHS drops entries up to 1e-9 by default
		{"random_seed", 0},
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
	if left > 0 {
		set = append(set, option{"time_limit", left.Seconds()})
	}
	for _, o := range set {
		if err := in.set(o.name, o.value); err != nil {
			return err
		}
	}
	return nil
}
