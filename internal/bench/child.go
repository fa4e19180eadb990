package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"passage"
	"passage/internal/exchange"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/lp/simplex"
	"passage/internal/planner"
	reports "passage/internal/report"
)

// step is what one step took. A child prints each as it ends.
type step struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	// Processor seconds, of all cores; machines are shared.
	Processor float64 `json:"processor"`
	PeakMiB   float64 `json:"peak_mib"` // resident; 0 where the system does not tell
	MB        float64 `json:"mb,omitempty"`
	Rows      int     `json:"rows,omitempty"`
	Cols      int     `json:"cols,omitempty"`
}

// clock times steps one after the other. Its peak begins anew with each.
type clock struct {
	out   io.Writer
	name  string
	begun time.Time
	spent float64 // processor seconds before
	err   error
}

// begin ends the step under way and begins another.
func (c *clock) begin(name string) {
	c.end(step{})
	forgetPeak()
	c.name, c.begun, c.spent = name, time.Now(), cpuSeconds()
}

// end prints the step under way, with what else is known of it.
func (c *clock) end(s step) {
	if c.name == "" {
		return
	}
	s.Name, s.Seconds, s.Processor = c.name, time.Since(c.begun).Seconds(), cpuSeconds()-c.spent
	if s.PeakMiB == 0 {
		s.PeakMiB = peakMiB()
	}
	c.name = ""
	text, err := json.Marshal(s)
	if err == nil {
		_, err = fmt.Fprintf(c.out, "%s\n", text)
	}
	c.err = errors.Join(c.err, err)
}

// solverNames are what newSolver knows.
func solverNames() []string { return []string{"auto", "simplex", "ipm", "highs"} }

// newSolver returns the solver of a name, and what to close after it. A further
// solver is a further case here and in solverNames.
func newSolver(ctx context.Context, name string) (lp.Solver, func() error, error) {
	options := highs.Options{Method: highs.IPM}
	switch name {
	case "auto", "ipm":
	case "simplex":
		options.Method = highs.Simplex
	case "highs":
		e, err := highs.FindExec(ctx, "", options)
		return e, func() error { return nil }, err
	default:
		return nil, nil, fmt.Errorf("there is no solver %q", name)
	}
	s := highs.New(options)
	if name == "auto" {
		return lp.Backed{Near: ipm.Solver{}, Steps: simplex.Solver{}, Referee: s}, s.Close, nil
	}
	return s, s.Close, nil
}

// child measures what it is asked for.
func child(ctx context.Context, ask string, out io.Writer) error {
	var r request
	if err := json.Unmarshal([]byte(ask), &r); err != nil {
		return err
	}
	c := &clock{out: out}
	var err error
	switch r.Part {
	case planning:
		err = plan(ctx, c, r)
	case alone, native:
		err = solveAlone(ctx, c, r)
	case reading:
		err = readRows(ctx, c, r.Case.Rows)
	default:
		err = fmt.Errorf("%q is nothing to measure", r.Part)
	}
	return errors.Join(err, c.err)
}

func read(ctx context.Context, path string) (*passage.Scenario, error) {
	loaded, err := exchange.Read(ctx, path)
	if err != nil {
		return nil, err
	}
	if loaded.Faults.Fatal() {
		return nil, fmt.Errorf("%s cannot be planned: %w", path, loaded.Faults)
	}
	return loaded.Scenario, nil
}

// plan does the whole job, from the tables to the plan's files.
func plan(ctx context.Context, c *clock, r request) (err error) {
	solver, done, err := newSolver(ctx, r.Solver)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	c.begin("read")
	s, err := read(ctx, r.Case.Path)
	if err != nil {
		return err
	}
	solves := 0
	opt := planner.Options{Solver: solver, Stage: func(what string) {
		switch what {
		case "writing the model":
			c.begin("build")
		case "checking the plan":
			c.begin("check")
		case "finding a plan near the best":
			c.begin("near")
		default:
			solves++
			c.begin(fmt.Sprintf("stage %d", solves))
		}
	}}
	result, err := planner.Solve(ctx, s, opt)
	if err != nil {
		return err
	}
	opt.Stage = nil
	c.begin("trucks")
	rounded, err := planner.LayOnTrucks(ctx, s, result, planner.TruckOptions{}, opt)
	if err != nil {
		return err
	}
	c.begin("write")
	in := reports.Input{
		Scenario: s, Result: result, Plan: rounded.Plan, Verdict: rounded.Verdict, Rounded: rounded,
		Bindings: planner.Bindings(s, result),
	}
	dir, err := os.MkdirTemp("", "passage-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := reports.Write(filepath.Join(dir, "plan"), s, reports.New(in)); err != nil {
		return err
	}
	c.end(step{})
	return nil
}

// aloneLimit is what HiGHS alone may take for the second stage, from nothing.
const aloneLimit = 5 * time.Minute

// solveAlone has HiGHS solve the first stage's model, written as MPS and read
// back, as it comes: without any scaling of ours; as WebAssembly then the second
// stage's as well: from the vertex of the first, which is its quickest way, and
// if asked for from nothing.
func solveAlone(ctx context.Context, c *clock, r request) error {
	s, err := read(ctx, r.Case.Path)
	if err != nil {
		return err
	}
	m, err := planner.Model(s, nil)
	if err != nil {
		return err
	}
	options := highs.Options{Method: highs.IPM, NoScaling: true}
	if r.Part == native {
		e, err := highs.FindExec(ctx, "", options)
		if errors.Is(err, highs.ErrNoExec) {
			return nil
		}
		if err != nil {
			return err
		}
		c.begin(string(native))
		if _, err := e.Solve(ctx, m, lp.Limits{}); err != nil {
			return err
		}
		c.end(step{PeakMiB: childrenPeakMiB(), Rows: m.Rows(), Cols: m.Cols()})
		return nil
	}
	var mps bytes.Buffer
	if _, err := lp.WriteMPS(&mps, m); err != nil {
		return err
	}
	size := float64(mps.Len()) / 1e6
	// The reader within the module refuses good files of more than some five
	// thousand bytes, so ours reads the file and the module is passed the model.
	solver := highs.New(options)
	c.begin(string(alone))
	m, err = lp.ReadMPS(&mps)
	if err != nil {
		return err
	}
	sol, err := solver.Solve(ctx, m, lp.Limits{})
	if err == nil && sol.Status != lp.Optimal && sol.Status != lp.Infeasible {
		err = fmt.Errorf("HiGHS alone ends with the status %s", sol.Status)
	}
	if err == nil {
		c.end(step{MB: size, Rows: m.Rows(), Cols: m.Cols()})
	}
	if err == nil && sol.Status == lp.Optimal {
		err = secondAlone(ctx, c, r, s, sol, solver)
	}
	return errors.Join(err, solver.Close())
}

// secondAlone has HiGHS solve the second stage after the first's solution.
func secondAlone(ctx context.Context, c *clock, r request, s *passage.Scenario, first *lp.Solution, solver lp.Solver) error {
	m, err := planner.SecondModel(s, nil, first.Objective)
	if err != nil || m == nil {
		return err
	}
	ways := []struct {
		name string
		from *lp.Solution
	}{{aloneSecond, first}, {aloneAnew, nil}}
	if !r.Anew {
		ways = ways[:1]
	}
	for _, w := range ways {
		c.begin(w.name)
		sol, err := solver.Solve(ctx, m, lp.Limits{Time: aloneLimit, From: w.from})
		if err != nil {
			return err
		}
		if sol.Status != lp.Optimal {
			return fmt.Errorf("HiGHS alone ends %s with the status %s (it may take %s)", w.name, sol.Status, aloneLimit)
		}
		c.end(step{Rows: m.Rows(), Cols: m.Cols()})
	}
	return nil
}

// readRows reads a scenario with so many rows of people.
func readRows(ctx context.Context, c *clock, rows int) (err error) {
	dir, err := os.MkdirTemp("", "passage-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	size, err := writePeople(dir, rows)
	if err != nil {
		return err
	}
	c.begin("read")
	if _, err := read(ctx, dir); err != nil {
		return err
	}
	c.end(step{MB: float64(size) / 1e6, Rows: rows})
	return nil
}
