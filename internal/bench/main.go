// Command bench prints how long each step of planning takes, and how much
// memory it holds at most, for scenarios from small to large, beside HiGHS
// alone on the same model. Each figure comes from a process of its own case,
// so that one case does not warm or burden another.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// childFlag, as the first argument, has the program measure one case and print
// what it finds as lines of JSON.
const childFlag = "-measure"

// request is what a child is asked for.
type request struct {
	Case   benchCase
	Part   part
	Solver string
	Anew   bool // HiGHS alone does the second stage from nothing as well
}

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(args) == 2 && args[0] == childFlag {
		if err := child(ctx, args[1], stdout); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return 0
	}
	if len(args) == 2 && args[0] == ledgerFlag {
		if err := measureLedger(ctx, args[1], stdout); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return 0
	}
	if len(args) == 2 && args[0] == accessFlag {
		if err := measureAccess(ctx, args[1], stdout); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return 0
	}
	if len(args) == 2 && args[0] == fillFlag {
		if err := fill(ctx, args[1], stdout, stderr); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return 0
	}
	if len(args) == 2 && args[0] == serveFlag {
		if err := serve(ctx, args[1]); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return 0
	}
	if err := parent(ctx, args, stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "bench: %v\n", err)
		return 1
	}
	return 0
}

func parent(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	root := flags.String("root", ".", "the `folder` of the repository")
	name := flags.String("case", "", "measure the case of this `name` alone; none leaves planning out")
	large := flags.Bool("large", false, "measure the large worlds as well, which takes long")
	anew := flags.Bool("anew", false, fmt.Sprintf("have HiGHS alone do the second stage from nothing as well, for up to %s a case", aloneLimit))
	limit := flags.Duration("time", 10*time.Minute, "give up on a process after this `time`")
	solver := flags.String("solver", "auto", "the solver of the plans: "+strings.Join(solverNames(), ", "))
	doors := flags.Bool("doors", true, "measure what follows from a closed door, and the ranking of asks")
	var ledger ledgerLoad
	flags.IntVar(&ledger.Facts, "facts", 200_000, "take this `number` of facts into a ledger; 0 leaves the ledger out")
	flags.IntVar(&ledger.Seconds, "seconds", 20, "then hand facts in at a steady rate for this `number` of seconds")
	flags.IntVar(&ledger.Scans, "scans", 163_400, "then replay this `number` of scans at a crossing")
	var people load
	flags.IntVar(&people.Waybills, "waybills", 0, "measure the pages, and nothing else, over a ledger of about this `number` of waybills")
	flags.IntVar(&people.Users, "users", 200, "by this `number` of people who click through them; 0 fills the ledger and ends")
	flags.IntVar(&people.Each, "each", 5, "give each waybill at least this `number` of facts")
	flags.StringVar(&people.Data, "data", "", "keep that ledger in this `folder`, or use the one that is there")
	flags.StringVar(&people.DB, "db", "", "keep its facts in this PostgreSQL database; $PASSAGE_TEST_POSTGRES is replaced within the `address`")
	flags.DurationVar(&people.Think, "think", 10*time.Second, "how `long` people read, on average, before they click on")
	flags.Float64Var(&people.Minutes, "minutes", 3, "for how many `minutes` they click")
	flags.Float64Var(&people.Facts, "handed", 1, "how many `facts` devices hand in meanwhile, a second")
	flags.IntVar(&people.Samples, "samples", 6, "ask this many `times` for each kind of page with nothing beside it")
	flags.StringVar(&people.Kinds, "kinds", "", "ask so for those kinds alone that this `regexp` matches, such as '^GET /asks$'")
	file := flags.String("json", "", "write the figures to this `file` as well")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is one word too many", flags.Arg(0))
	}
	if !slices.Contains(solverNames(), *solver) {
		return fmt.Errorf("there is no solver %q; expected one of %s", *solver, strings.Join(solverNames(), ", "))
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if people.Waybills > 0 {
		people.Scenario = filepath.Join(*root, "examples", "gaza-2025")
		if _, err := io.WriteString(stdout, report{Machine: machine(ctx, *root, args), Solver: "auto"}.head()); err != nil {
			return err
		}
		return measureLoad(ctx, self, people, stdout, stderr)
	}
	var list []benchCase
	if *name != "none" {
		list, err = choose(cases(*root), *name, *large)
	}
	if err != nil {
		return err
	}
	r := report{Machine: machine(ctx, *root, args), Solver: *solver}
	if _, err := io.WriteString(stdout, r.head()); err != nil {
		return err
	}
	for _, c := range list {
		m := measured{Name: c.Name}
		for _, p := range c.parts() {
			fmt.Fprintf(stderr, "measuring %s: %s\n", c.Name, p)
			m.add(measure(ctx, self, request{c, p, *solver, *anew}, *limit))
			if ctx.Err() != nil {
				break
			}
		}
		r.Cases = append(r.Cases, m)
		if ctx.Err() != nil {
			break
		}
	}
	if len(list) > 0 {
		if _, err := io.WriteString(stdout, r.tables()); err != nil {
			return err
		}
	}
	asked := []string{filepath.Join(*root, "examples", "gaza-2025")}
	if *large {
		asked = append(asked, filepath.Join(worlds(*root), "places-40.zip"))
	}
	for _, scenario := range asked {
		if !*doors || ctx.Err() != nil {
			break
		}
		if err := accessChild(ctx, self, scenario, stdout, stderr); err != nil {
			return err
		}
	}
	if ledger.Facts > 0 && ctx.Err() == nil {
		if err := ledgerChild(ctx, self, ledger, stdout, stderr); err != nil {
			return err
		}
	}
	if *file != "" {
		text, err := json.MarshalIndent(r, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*file, append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("stopped; the figures above are those there were")
	}
	return nil
}

// ledgerChild measures the ledger in a process of its own.
func ledgerChild(ctx context.Context, self string, load ledgerLoad, stdout, stderr io.Writer) error {
	arg, err := json.Marshal(load)
	if err != nil {
		return err
	}
	fmt.Fprintln(stderr, "measuring the ledger")
	cmd := exec.CommandContext(ctx, self, ledgerFlag, string(arg))
	cmd.Stdout, cmd.Stderr = stdout, stderr
	return cmd.Run()
}
