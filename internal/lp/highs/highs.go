// Package highs solves linear programs with HiGHS, unmodified: its C API as
// the WebAssembly module of the npm package "highs", run inside this process,
// or an executable `highs` as a child process ([Exec]). Each solve has a HiGHS
// of its own, whose end, by whatever cause, is at worst an error of that solve.
package highs

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"passage/internal/lp"
)

// Method is the algorithm that HiGHS is to use.
type Method string

// The methods. Choose is the zero value and leaves it to HiGHS. (The module was
// built without the parts that HiGHS's second interior point method needs.)
const (
	Choose  Method = ""
	Simplex Method = "simplex"
	IPM     Method = "ipm"
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

	working sync.WaitGroup // the instances, those of stopped solves among them
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

// Close waits for what is left of stopped solves and gives back the compiled
// module. No solve may be under way or follow.
func (s *Solver) Close() error {
	s.working.Wait()
	s.compile.Do(func() { s.err = errors.New("highs: the solver is closed") })
	if s.module == nil {
		return nil
	}
	m := s.module
	s.module, s.err = nil, errors.New("highs: the solver is closed")
	return m.close(context.Background())
}

// graceTime is how much longer than its time limit a solve may take before it
// is stopped from outside. HiGHS stops by itself, with the best it has, but
// does not look at its limit in all of its parts.
const graceTime = 100 * time.Millisecond

// Solve implements [lp.Solver]. A solve that is stopped returns at once; its
// HiGHS ends when it next looks at the clock, which takes milliseconds in an
// iteration of any method and up to a few tenths of a second in presolve.
func (s *Solver) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	begin := time.Now()
	module, err := s.ready(ctx)
	if err != nil {
		return nil, err
	}
	scaled, back := m, func(sol *lp.Solution) *lp.Solution { return sol }
	if !s.options.NoScaling {
		scaled, back = lp.Scale(m)
	}
	sol, err := s.attempt(ctx, module, scaled, limits, s.options, begin)
	if errors.Is(err, errUnresolved) && !s.options.NoPresolve {
		plain := s.options
		plain.NoPresolve, plain.Method = true, Simplex
		sol, err = s.attempt(ctx, module, scaled, limits, plain, begin)
	}
	if err != nil {
		return nil, fmt.Errorf("highs: %w", err)
	}
	return back(sol), nil
}

// attempt solves m with one instance of the module. The time limit counts from
// begin.
func (s *Solver) attempt(ctx context.Context, module *module, m *lp.Model, limits lp.Limits, options Options, begin time.Time) (*lp.Solution, error) {
	left := time.Duration(math.MaxInt64)
	inner, stop := context.WithCancel(ctx)
	if limits.Time > 0 {
		left = max(limits.Time-time.Since(begin), time.Nanosecond)
		inner, stop = context.WithDeadline(ctx, begin.Add(limits.Time+graceTime))
	}
	defer stop()

	// HiGHS works in a goroutine of its own, so that its caller need not wait
	// for it to look at the clock. What it reports reaches the caller here.
	type outcome struct {
		sol *lp.Solution
		err error
	}
	done, news := make(chan outcome, 1), make(chan lp.Progress)
	s.working.Go(func() {
		log := &logReader{}
		if limits.Progress != nil {
			log.progress = func(p lp.Progress) {
				select {
				case news <- p:
				case <-inner.Done():
				}
			}
		}
		in, err := module.instantiate(inner, allowance(options, limits), log)
		if err != nil {
			done <- outcome{err: err}
			return
		}
		defer in.close()
		sol, err := in.solve(m, options, left)
		done <- outcome{sol, err}
	})
	for {
		select {
		case p := <-news:
			limits.Progress(p)
		case o := <-done:
			if o.err != nil && inner.Err() != nil {
				return stopped(ctx)
			}
			return o.sol, o.err
		case <-inner.Done():
			select {
			case o := <-done: // in the same moment
				if o.err == nil {
					return o.sol, nil
				}
			default:
			}
			return stopped(ctx)
		}
	}
}

// stopped is the outcome of a solve that was ended from outside, when HiGHS
// had no time to hand over what it had.
func stopped(ctx context.Context) (*lp.Solution, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &lp.Solution{Status: lp.TimeLimit, Solver: "HiGHS"}, nil
}

// allowance returns what one solve may hold, in bytes.
func allowance(options Options, limits lp.Limits) int64 {
	limit := int64(maxMemory)
	for _, wanted := range []int64{options.Memory, limits.Memory} {
		if wanted > 0 {
			limit = min(limit, wanted)
		}
	}
	return limit
}

// solve passes the model, runs HiGHS and reads its answer. left is the time
// that it may take.
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
	if modelStatus(code) == modelEmpty && !holdsNothing(m) {
		sol.Status = lp.Infeasible
	}
	if sol.Status == lp.Infeasible || sol.Status == lp.Unbounded {
		return sol, nil
	}
	return sol, in.answer(m, sol)
}

// holdsNothing reports whether every row allows 0, which is all that rows come
// to in a model without columns. HiGHS calls such a model empty, whatever its
// rows ask for.
func holdsNothing(m *lp.Model) bool {
	for i := range m.Rows() {
		if m.RowLower[i] > 0 || m.RowUpper[i] < 0 {
			return false
		}
	}
	return true
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
