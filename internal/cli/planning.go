package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"passage"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/lp/simplex"
	"passage/internal/planner"
	"passage/internal/report"
)

// solving are the flags of every command that plans.
type solving struct {
	Solver    string        `default:"auto" placeholder:"METHOD" help:"What solves: auto, as without this (passage's own interior point and simplex, backed by HiGHS in this process where they do not prove their answer), or HiGHS alone: ipm (its interior point), simplex, or highs (interior point by the executable highs on the path, 1.10 or newer)."`
	TimeLimit time.Duration `placeholder:"TIME" help:"Stop each solve after this time, such as 90s or 5m, with the best so far."`
	Memory    int64         `placeholder:"MIB" help:"MiB that one solve may hold; without it three quarters of what is free. HiGHS holds at most 2048."`
	NoTrucks  bool          `help:"Leave the plan in tonnes; lay nothing on whole trucks."`
	TruckM3   float64       `name:"truck-m3" placeholder:"M3" help:"Room of a truck in cubic metres; without it only weight counts."`
	Quiet     bool          `short:"q" help:"No progress and no warnings."`
}

// smallestTruck is the room, in cubic metres, below which nothing is a truck, nor
// a cart.
const smallestTruck = 0.01

// Validate is called by the parser.
func (f solving) Validate() error {
	switch {
	case f.TimeLimit < 0:
		return fmt.Errorf("--time-limit is %s; expected more than nothing", f.TimeLimit)
	case f.Memory < 0:
		return fmt.Errorf("--memory is %d MiB; expected more than nothing", f.Memory)
	case f.TruckM3 != 0 && !(f.TruckM3 >= smallestTruck && f.TruckM3 <= 1e6):
		return fmt.Errorf("--truck-m3 is %g; expected cubic metres of one truck, such as 40", f.TruckM3)
	}
	if _, err := f.method(); err != nil {
		return err
	}
	return nil
}

// external is the solver that runs the executable on the path.
const external = "highs"

func (f solving) method() (highs.Method, error) {
	switch m := highs.Method(f.Solver); m {
	case "auto", "", external:
		return highs.IPM, nil
	case highs.Simplex, highs.IPM:
		return m, nil
	}
	return "", fmt.Errorf("--solver %q is unknown; expected auto, simplex, ipm or highs", f.Solver)
}

// options returns how to plan, and what to close when that is done.
func (f solving) options(ctx context.Context, p *progress) (planner.Options, func() error, error) {
	method, err := f.method()
	if err != nil {
		return planner.Options{}, nil, err
	}
	opt := planner.Options{
		Limits: lp.Limits{Time: f.TimeLimit, Memory: f.Memory << 20, Progress: p.solving},
		Stage:  p.set,
	}
	if f.Solver == external {
		found, err := highs.FindExec(ctx, "", highs.Options{Method: method})
		switch {
		case ctx.Err() != nil:
			return planner.Options{}, nil, ctx.Err()
		case errors.Is(err, highs.ErrNoExec):
			return planner.Options{}, nil, badInput("--solver highs: %v. Without --solver, passage uses the HiGHS that it carries", err)
		case err != nil:
			return planner.Options{}, nil, err
		}
		opt.Solver = found
		return opt, func() error { return nil }, nil
	}
	referee := highs.New(highs.Options{Method: method})
	opt.Solver = referee
	if f.Solver == "auto" {
		opt.Solver = lp.Backed{Near: ipm.Solver{}, Steps: simplex.Solver{}, Referee: referee}
	}
	return opt, referee.Close, nil
}

// plan finds the best plan and puts together all that is to be said about it.
func (f solving) plan(ctx context.Context, s *passage.Scenario, read float64, p *progress) (doc *report.Document, err error) {
	opt, done, err := f.options(ctx, p)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := done(); err == nil {
			err = e
		}
	}()
	doc, _, err = report.Make(ctx, s, opt, report.Trucks{None: f.NoTrucks, M3: f.TruckM3}, read)
	return doc, err
}

// status returns the exit status for a plan.
func status(doc *report.Document) error {
	if doc.Status == planner.Infeasible {
		return exit{status: ExitInfeasible}
	}
	return nil
}

// print writes to standard output.
func (sh *Shell) print(text string) error {
	_, err := sh.Out.Write([]byte(text))
	return err
}

// target makes sure before the work begins that a folder can be written.
func target(dir string) error {
	if dir == "" {
		return nil
	}
	if err := report.Writable(dir); err != nil {
		return badInput("%v", err)
	}
	there := filepath.Clean(dir)
	for {
		_, err := os.Stat(there)
		if err == nil {
			break
		}
		if !os.IsNotExist(err) || there == filepath.Dir(there) {
			return badInput("%s cannot be written: %v", dir, strings.TrimSpace(err.Error()))
		}
		there = filepath.Dir(there)
	}
	probe, err := os.CreateTemp(there, ".passage-")
	if err != nil {
		return badInput("%s cannot be written: %v", dir, strings.TrimSpace(err.Error()))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}
