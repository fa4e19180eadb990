package cli

import (
	"context"
	"fmt"

	"passage"
	"passage/internal/pages"
)

// sitrepCommand is passage sitrep.
type sitrepCommand struct {
	ledgerData
	Scenario string       `help:"Id of the scenario, as in the addresses of its pages; without it the newest." placeholder:"ID"`
	On       passage.Date `help:"Day up to which it reports; without it today, or the newest day with trucks." placeholder:"DATE"`
	Lang     string       `help:"Language: ${enum}; without this ${default}." enum:"en,ar,fr,tr" default:"en"`
	Out      string       `short:"o" help:"File to write." required:"" type:"path" placeholder:"FILE"`
}

// Run writes the report that /sitrep.pdf answers with. It makes no plan: what a
// server planned is in the ledger.
func (c *sitrepCommand) Run(ctx context.Context, sh *Shell) error {
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	of := pages.SitrepOf{Language: c.Lang, Scenario: c.Scenario, On: c.On, More: "passage serve --data " + c.Data}
	file, err := pages.Sitrep(ctx, d, operator, of)
	if err != nil {
		return refused(err)
	}
	if err := save(c.Out, file); err != nil {
		return unsaved("the report", c.Out, err)
	}
	return sh.print(fmt.Sprintf("%s is a situation report of two pages.\n", c.Out))
}
