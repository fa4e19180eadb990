package highs_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/lptest"
)

func newSolver(t testing.TB, o highs.Options) *highs.Solver {
	s := highs.New(o)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// tiny costs 5.
func tiny() *lp.Model {
	m := &lp.Model{Offset: 3}
	m.AddCol(1, 0, 4, lp.Entry{Row: m.AddRow(2, 10), Value: 1})
	return m
}

// TestAgreesWithDenseSimplex: on random models of every kind, by each method
// and with or without scaling, HiGHS and the second solver find the same status and
// optimum, and HiGHS's answer proves itself.
func TestAgreesWithDenseSimplex(t *testing.T) {
	for _, tt := range []struct {
		name    string
		spread  int
		options highs.Options
	}{
		{"as it comes", 0, highs.Options{}},
		{"simplex, unscaled", 0, highs.Options{Method: highs.Simplex, NoScaling: true}},
		{"without presolve", 0, highs.Options{NoPresolve: true}},
		{"interior point", 0, highs.Options{Method: highs.IPM}},
		{"interior point to the end", 0, highs.Options{Method: highs.IPM, NoCrossover: true, Tolerance: 1e-9}},
		{"nine orders of magnitude", 9, highs.Options{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newSolver(t, tt.options)
			rapid.Check(t, func(t *rapid.T) {
				m := lptest.Models(tt.spread).Draw(t, "model")
				got, err := s.Solve(context.Background(), m, lp.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				scaled, back := lp.Scale(m)
				want, err := lptest.Simplex(scaled)
				if err != nil {
					t.Fatal(err)
				}
				want = back(want)
				if got.Status != want.Status {
					t.Fatalf("status %v, want %v", got.Status, want.Status)
				}
				if err := lptest.Check(m, got); err != nil {
					t.Fatal(err)
				}
				if got.Status == lp.Optimal && !lptest.Near(got.Objective, want.Objective) {
					t.Fatalf("objective %g, want %g", got.Objective, want.Objective)
				}
			})
		})
	}
}

// TestInteriorPointGivesUp: a model of free columns, on which the interior point
// of HiGHS ends with an error, is solved all the same.
func TestInteriorPointGivesUp(t *testing.T) {
	inf := math.Inf(1)
	m := &lp.Model{}
	for _, b := range [][2]float64{{-inf, inf}, {0, 0}, {-inf, inf}, {0, 1}, {-inf, inf}, {0, 1}, {0, inf}, {-inf, inf}} {
		m.AddRow(b[0], b[1])
	}
	free := func(cost float64, entries ...lp.Entry) { m.AddCol(cost, -inf, inf, entries...) }
	free(0, lp.Entry{Row: 1, Value: 1}, lp.Entry{Row: 3, Value: 1})
	free(0, lp.Entry{Row: 3, Value: -1}, lp.Entry{Row: 5, Value: -1})
	free(0)
	free(0)
	free(0)
	free(1, lp.Entry{Row: 1, Value: 4}, lp.Entry{Row: 5, Value: -1})
	free(0)
	free(0, lp.Entry{Row: 1, Value: 1}, lp.Entry{Row: 6, Value: 1})
	s := newSolver(t, highs.Options{Method: highs.IPM, NoCrossover: true, Tolerance: 1e-9})
	got, err := s.Solve(t.Context(), m, lp.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := lptest.Simplex(m)
	if err != nil || got.Status != want.Status {
		t.Errorf("status %v, want %v (%v)", got.Status, want.Status, err)
	}
}

// TestDualIsTheWorthOfABound: the dual of a row is what the optimum rises by
// when its bound rises by one.
func TestDualIsTheWorthOfABound(t *testing.T) {
	// 2 units are needed; one comes at 1 each, the other at 3, and the cheap
	// way is full. A second row caps the cheap way.
	build := func(need, cap float64) *lp.Model {
		m := &lp.Model{}
		r := m.AddRow(need, math.Inf(1))
		c := m.AddRow(math.Inf(-1), cap)
		m.AddCol(1, 0, math.Inf(1), lp.Entry{Row: r, Value: 1}, lp.Entry{Row: c, Value: 1})
		m.AddCol(3, 0, math.Inf(1), lp.Entry{Row: r, Value: 1})
		return m
	}
	for _, method := range []highs.Method{highs.Simplex, highs.IPM} {
		s := newSolver(t, highs.Options{Method: method})
		solve := func(m *lp.Model) *lp.Solution {
			sol, err := s.Solve(t.Context(), m, lp.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			return sol
		}
		base := solve(build(2, 1))
		for row, changed := range []*lp.Model{build(2.5, 1), build(2, 1.5)} {
			rise := (solve(changed).Objective - base.Objective) / 0.5
			if !lptest.Near(base.RowDual[row], rise) {
				t.Errorf("%s: dual of row %d is %g, but a unit of its bound is worth %g", method, row, base.RowDual[row], rise)
			}
		}
	}
}

func TestSolutionSaysWhoFoundIt(t *testing.T) {
	s := newSolver(t, highs.Options{})
	sol, err := s.Solve(t.Context(), tiny(), lp.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if sol.Status != lp.Optimal || sol.Objective != 5 || !strings.HasPrefix(sol.Solver, "HiGHS 1.") {
		t.Errorf("%+v", sol)
	}
}

func TestSameModelSameBytes(t *testing.T) {
	m := network(6, 14, 4, 4, 7)
	var first *lp.Solution
	for range 3 {
		s := newSolver(t, highs.Options{Method: highs.IPM})
		sol, err := s.Solve(t.Context(), m, lp.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = sol
		}
		if d := cmp.Diff(first, sol); d != "" {
			t.Fatal(d)
		}
	}
}

func TestSolvesSideBySide(t *testing.T) {
	s := newSolver(t, highs.Options{})
	var wg sync.WaitGroup
	for seed := range uint64(8) {
		wg.Go(func() {
			m := network(5, 10, 3, 3, seed)
			sol, err := s.Solve(t.Context(), m, lp.Limits{})
			if err == nil {
				err = lptest.Check(m, sol)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// TestCancelled stops a solve in each of its parts, as the progress reports
// name them, and sees that the solver is none the worse for it.
func TestCancelled(t *testing.T) {
	m := network(14, 30, 6, 8, 1)
	for _, method := range []highs.Method{highs.Simplex, highs.IPM} {
		s := newSolver(t, highs.Options{Method: method})
		for _, part := range []string{"presolve", "simplex", "interior point", "crossover"} {
			ctx, cancel := context.WithCancel(t.Context())
			reached := false
			_, err := s.Solve(ctx, m, lp.Limits{Progress: func(p lp.Progress) {
				if p.Method == part {
					reached = true
					cancel()
				}
			}})
			cancel()
			if reached && !errors.Is(err, context.Canceled) {
				t.Errorf("%s stopped in %s: %v", method, part, err)
			}
			if !reached && err != nil {
				t.Error(err)
			}
			if wanted := part == "presolve" || (part == "simplex") == (method == highs.Simplex); wanted && !reached {
				t.Errorf("%s never reported %s", method, part)
			}
		}
		if sol, err := s.Solve(t.Context(), network(4, 8, 2, 2, 1), lp.Limits{}); err != nil || sol.Status != lp.Optimal {
			t.Errorf("after that: %v, %v", sol, err)
		}
	}
}

func TestCancelledBeforeItBegins(t *testing.T) {
	s := newSolver(t, highs.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Solve(ctx, network(4, 8, 2, 2, 1), lp.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestProgress(t *testing.T) {
	s := newSolver(t, highs.Options{Method: highs.IPM})
	var iterations []int
	last := lp.Progress{Gap: math.Inf(1)}
	_, err := s.Solve(t.Context(), network(8, 16, 4, 4, 1), lp.Limits{Progress: func(p lp.Progress) {
		if p.Method == "interior point" && p.Gap > 0 {
			iterations = append(iterations, p.Iterations)
			last = p
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(iterations) < 5 || iterations[len(iterations)-1] != len(iterations)-1 || last.Gap > 1e-6 {
		t.Errorf("iterations %v, last %+v", iterations, last)
	}
}

func TestTimeLimitIsAStatus(t *testing.T) {
	s := newSolver(t, highs.Options{})
	if _, err := s.Solve(t.Context(), tiny(), lp.Limits{}); err != nil { // compile first
		t.Fatal(err)
	}
	for _, limit := range []time.Duration{time.Nanosecond, 50 * time.Millisecond} {
		sol, err := s.Solve(t.Context(), network(40, 100, 12, 10, 1), lp.Limits{Time: limit})
		if err != nil || sol.Status != lp.TimeLimit {
			t.Errorf("%v: %+v, %v", limit, sol, err)
		}
	}
}

func TestMemoryLimitIsAnErrorInWords(t *testing.T) {
	s := newSolver(t, highs.Options{})
	m := network(40, 100, 12, 10, 1)
	_, err := s.Solve(t.Context(), m, lp.Limits{Memory: 24 << 20})
	if err == nil || !strings.Contains(err.Error(), "out of memory: it may hold 24 MB") {
		t.Errorf("%v", err)
	}
	if sol, err := s.Solve(t.Context(), network(4, 8, 2, 2, 1), lp.Limits{Memory: 64 << 20}); err != nil || sol.Status != lp.Optimal {
		t.Errorf("after that: %v, %v", sol, err)
	}
}

func TestRefusesWhatIsNoModel(t *testing.T) {
	m := &lp.Model{}
	m.AddCol(math.NaN(), 0, 1)
	if _, err := newSolver(t, highs.Options{}).Solve(t.Context(), m, lp.Limits{}); err == nil {
		t.Error("a cost that is not a number was taken")
	}
}

func TestCacheIsAConvenience(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the module, which takes seconds")
	}
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := newSolver(t, highs.Options{CacheDir: filepath.Join(file, "below")})
	if _, err := s.Solve(t.Context(), tiny(), lp.Limits{}); err != nil {
		t.Errorf("with a cache that cannot be: %v", err)
	}
}

func TestDamagedCacheIsMadeAnew(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the module, which takes seconds")
	}
	dir := t.TempDir()
	use := func() (file string, size int64) {
		s := highs.New(highs.Options{CacheDir: dir})
		defer s.Close()
		if _, err := s.Solve(t.Context(), tiny(), lp.Limits{}); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(dir, "highs", "*", "*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%v, %v", files, err)
		}
		info, err := os.Stat(files[0])
		if err != nil {
			t.Fatal(err)
		}
		return files[0], info.Size()
	}
	file, whole := use()
	if err := os.Truncate(file, whole/2); err != nil {
		t.Fatal(err)
	}
	if file, size := use(); size != whole {
		t.Errorf("%s has %d bytes, and had %d", file, size, whole)
	}
}

func TestClosedSolverSaysSo(t *testing.T) {
	s := highs.New(highs.Options{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Solve(t.Context(), tiny(), lp.Limits{}); err == nil {
		t.Error("it solved")
	}
}
