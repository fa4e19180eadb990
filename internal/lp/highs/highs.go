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

	primal bool // simplex from a basis that prices of now say nothing about
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
	options, basis := s.options, startingBasis(m, limits.From)
	if basis != nil {
		options.Method, options.NoPresolve = Simplex, true
		options.Tolerance, options.primal = vertexTolerance, !dualFeasible(m, basis, limits.From.RowDual)
	}
	return solve(m, options, func(m *lp.Model, o Options) (*lp.Solution, error) {
		return s.attempt(ctx, module, func(in *instance) error {
			if err := in.pass(m); err != nil || basis == nil {
				return err
			}
			return in.setBasis(basis)
		}, limits, o, begin)
	})
}

// SolveMPS solves the model in a free-format MPS file as HiGHS itself reads and
// scales it, which is what to compare [lp.WriteMPS] with. Values and duals are in
// the file's order. Of a file above some five kilobytes the module loses a line,
// and refuses it: it is for small ones.
func (s *Solver) SolveMPS(ctx context.Context, mps []byte, limits lp.Limits) (*lp.Solution, error) {
	begin := time.Now()
	module, err := s.ready(ctx)
	if err != nil {
		return nil, err
	}
	sol, err := s.attempt(ctx, module, func(in *instance) error { return in.readMPS(mps) }, limits, s.options, begin)
	if err != nil {
		return nil, fmt.Errorf("highs: %w", err)
	}
	return sol, nil
}

// attempt solves what load gives to an instance of the module. The time limit
// counts from begin.
func (s *Solver) attempt(ctx context.Context, module *module, load func(*instance) error, limits lp.Limits, options Options, begin time.Time) (*lp.Solution, error) {
	left := timeLeft(limits, begin)
	inner, stop := context.WithCancel(ctx)
	if limits.Time > 0 {
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
		sol, err := in.run(load, options, left)
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

// timeLeft returns what is left of the time limit, counted from begin: more
// than 0, and without a limit some centuries.
func timeLeft(limits lp.Limits, begin time.Time) time.Duration {
	if limits.Time <= 0 {
		return math.MaxInt64
	}
	return max(limits.Time-time.Since(begin), time.Nanosecond)
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
