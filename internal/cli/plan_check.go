package cli

import (
	"context"

	"passage"
	"passage/internal/audit"
	"passage/internal/report"
)

// planCheckCommand is passage plan check.
type planCheckCommand struct {
	Scenario string `arg:"" help:"The scenario: a folder, a .zip or an .xlsx."`
	Plan     string `arg:"" help:"The plan: a folder of its tables, an .xlsx, a .zip or a plan.json."`
	Out      string `short:"o" placeholder:"DIR" help:"Write the judged plan into this folder."`
	JSON     bool   `name:"json" help:"Print the judged plan as plan.json does."`
	All      bool   `help:"Print every row of every list."`
	Quiet    bool   `short:"q" help:"No warnings."`
}

// Run reads the plan, judges it by the tables alone and prints what it comes to.
func (c *planCheckCommand) Run(ctx context.Context, sh *Shell) error {
	if err := target(c.Out); err != nil {
		return err
	}
	s, seconds, err := sh.read(ctx, c.Scenario, c.Quiet)
	if err != nil {
		return err
	}
	if err := there(c.Plan, planForms); err != nil {
		return err
	}
	plan, faults, err := report.ReadPlan(ctx, c.Plan, s)
	if err != nil {
		return err
	}
	if faults.Fatal() {
		writeFaults(sh.Err, faults, 20)
		return badInput("%s cannot be read as a plan: %s", c.Plan, countFaults(faults))
	}
	if !c.Quiet {
		writeFaults(sh.Err, faults, 3)
	}
	doc := report.New(report.Input{
		Scenario: s, Plan: plan, Read: seconds,
		Verdict: audit.Judge(s, plan, audit.Options{Minimums: s.Goal.Kind == passage.Full}),
	})
	if c.Out != "" {
		if err := report.Write(c.Out, s, doc); err != nil {
			return err
		}
	}
	if c.JSON {
		text, err := doc.JSON()
		if err == nil {
			err = sh.print(string(text))
		}
		if err != nil {
			return err
		}
	} else if err := sh.print(doc.Judgement(s, sh.view(c.All))); err != nil {
		return err
	}
	if len(doc.Breaches) > 0 {
		return exit{status: ExitInfeasible}
	}
	return nil
}
