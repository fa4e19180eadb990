package highs

import (
	"context"
	"strings"
	"testing"

	"passage/internal/lp"
	"passage/internal/lp/highs/abi"
)

func newInstance(t *testing.T) *instance {
	s := New(Options{})
	t.Cleanup(func() { _ = s.Close() })
	m, err := s.ready(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in, err := m.instantiate(context.Background(), maxMemory, &logReader{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(in.close)
	return in
}

func TestTrapIsAnError(t *testing.T) {
	in := newInstance(t)
	in.highs = 0xffff_fff0 // an object that lies outside of the memory
	err := in.status("Highs_run")
	if err == nil || !strings.Contains(err.Error(), "Highs_run: wasm error: out of bounds memory access") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
}

func TestThrowIsAnError(t *testing.T) {
	in := newInstance(t)
	// A model of 2^27 columns needs more than there is; C++ throws.
	err := in.status("Highs_passLp", 1<<27, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	if err == nil || !strings.Contains(err.Error(), "out of memory") {
		t.Errorf("%v", err)
	}
}

func TestUnknownStatusIsAnError(t *testing.T) {
	for s := range modelStatus(40) {
		status, err := s.status()
		switch s {
		case optimal, infeasible, unbounded, timeLimit:
			if err != nil {
				t.Errorf("status %d: %v", s, err)
			}
		default:
			if err == nil || status != lp.None {
				t.Errorf("status %d became %v", s, status)
			}
		}
	}
}

func TestHostOffersEveryImport(t *testing.T) {
	functions := hostFunctions()
	for _, name := range abi.Imports() {
		if functions[name].do == nil {
			t.Errorf("there is no %s", name)
		}
		delete(functions, name)
	}
	for name := range functions {
		t.Errorf("nothing in abi asks for %s", name)
	}
}

func TestLogTellsProgress(t *testing.T) {
	log := `Presolving model
Using dual simplex solver
  Iteration        Objective     Infeasibilities num(sum)
          0    -1.9131750153e+02 Ph1: 126(542.477); Du: 93(191.318) 0.2s
       1000    -1.9131750153e+02 Pr: 126(542.477) 0.3s
Interior point solve
   7    3.41912754e+08  -1.60122310e+11   9.96e-06   3.15e-03  2.01e+00       0.6
  52*  -9.64032436e+07  -9.64032444e+07   2.35e-16   2.73e-16  7.99e-09       4.0
Running crossover as requested
 8 of what we do not know
`
	want := []lp.Progress{
		{Method: "presolve"},
		{Method: "simplex"},
		{Method: "simplex", Iterations: 1000},
		{Method: "interior point"},
		{Method: "interior point", Iterations: 7, Gap: 2.01},
		{Method: "interior point", Iterations: 52, Gap: 7.99e-09},
		{Method: "crossover"},
	}
	for _, size := range []int{1, 7, len(log)} { // of the pieces it comes in
		var got []lp.Progress
		l := &logReader{progress: func(p lp.Progress) { got = append(got, p) }}
		for rest := log; rest != ""; rest = rest[min(size, len(rest)):] {
			l.write([]byte(rest[:min(size, len(rest))]))
		}
		if len(got) != len(want) {
			t.Fatalf("in pieces of %d: %v", size, got)
		}
		for k := range want {
			if got[k] != want[k] {
				t.Errorf("in pieces of %d: %+v, want %+v", size, got[k], want[k])
			}
		}
	}
	l := &logReader{progress: func(lp.Progress) {}}
	for range 10 {
		l.write([]byte(strings.Repeat("x", 1000)))
	}
	if len(l.line) > maxLine {
		t.Errorf("a line without an end takes %d bytes", len(l.line))
	}
}
