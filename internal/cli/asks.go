package cli

import (
	"context"
	"encoding/json"

	"passage/internal/planner"
	"passage/internal/report"
)

// asksCommand is passage asks.
type asksCommand struct {
	Scenario string `arg:"" help:"The scenario: a folder, a .zip or an .xlsx."`
	JSON     bool   `name:"json" help:"Print the ranking as JSON."`
	All      bool   `help:"Print every row of every list."`
	solving
}

// Run plans with each ask and prints them by what they would do.
func (c *asksCommand) Run(ctx context.Context, sh *Shell) error {
	p := sh.progress(c.Quiet)
	defer p.end()
	p.set("reading the scenario")
	s, _, err := sh.read(ctx, c.Scenario, c.Quiet)
	if err != nil {
		return err
	}
	opt, done, err := c.options(ctx, p)
	if err != nil {
		return err
	}
	defer done()
	base, worths, err := planner.Asks(ctx, s, opt)
	if err != nil {
		return err
	}
	ranking := report.NewRanking(s, base, worths, planner.Bindings(s, base))
	p.end()
	if c.JSON {
		text, err := json.MarshalIndent(ranking, "", " ")
		if err != nil {
			return err
		}
		return sh.print(string(text) + "\n")
	}
	return sh.print(ranking.Bulletin(s, sh.view(c.All)))
}
