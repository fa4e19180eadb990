package cli

import (
	"context"

	"passage/internal/report"
)

// planCommands are passage plan DIR and passage plan check DIR PLAN.
type planCommands struct {
	Run   planCommand      `cmd:"" default:"withargs" help:"Find the best plan and print it; passage plan check judges one that is there. A scenario folder called \"check\" is written ./check."`
	Check planCheckCommand `cmd:"" help:"Judge any plan: the limits that it breaks, what it costs and covers."`
}

// planCommand is passage plan.
type planCommand struct {
	Scenario string `arg:"" help:"The scenario: a folder, a .zip or an .xlsx."`
	Out      string `short:"o" placeholder:"DIR" help:"Write the whole plan into this folder: tables, plan.xlsx and plan.json."`
	JSON     bool   `name:"json" help:"Print plan.json instead of the bulletin."`
	All      bool   `help:"Print every row of every list."`
	solving
}

// Run finds the plan, writes it if asked to, and prints it.
func (c *planCommand) Run(ctx context.Context, sh *Shell) error {
	if err := target(c.Out); err != nil {
		return err
	}
	p := sh.progress(c.Quiet)
	defer p.end()
	p.set("reading the scenario")
	s, seconds, err := sh.read(ctx, c.Scenario, c.Quiet)
	if err != nil {
		return err
	}
	doc, err := c.plan(ctx, s, seconds, p)
	if err != nil {
		return err
	}
	if c.Out != "" {
		p.set("writing " + c.Out)
		if err := report.Write(c.Out, s, doc); err != nil {
			return err
		}
	}
	p.end()
	if c.JSON {
		text, err := doc.JSON()
		if err != nil {
			return err
		}
		if err := sh.print(string(text)); err != nil {
			return err
		}
		return status(doc)
	}
	text := doc.Bulletin(s, sh.view(c.All))
	if c.Out != "" {
		text += "\nThe whole plan is in " + c.Out + ".\n"
	}
	if err := sh.print(text); err != nil {
		return err
	}
	return status(doc)
}
