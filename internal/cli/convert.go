package cli

import (
	"context"
	"errors"
	"fmt"

	"passage"
	"passage/internal/exchange"
	"passage/internal/exchange/book"
)

// convertCommand is passage convert.
type convertCommand struct {
	From string `arg:"" help:"The scenario: a folder, a .zip or an .xlsx."`
	To   string `arg:"" help:"What to write: a folder, or a file that ends in .zip or .xlsx. It must not be there yet."`
}

// Run converts the scenario without loss.
func (c *convertCommand) Run(ctx context.Context, sh *Shell) error {
	if _, err := book.FormatOf(c.To); err != nil {
		return badInput("%v", err)
	}
	if err := there(c.From, scenarioForms); err != nil {
		return err
	}
	left, err := exchange.Convert(ctx, c.From, c.To)
	var faults passage.Faults
	switch {
	case errors.As(err, &faults):
		writeFaults(sh.Err, faults, 20)
		return badInput("%s is not converted: %s", c.From, countFaults(faults))
	case errors.Is(err, book.ErrExists):
		return badInput("%s is there already and is left as it is; name something new", c.To)
	case misplaced(err):
		return unsaved("the scenario", c.To, err)
	case err != nil:
		return err
	}
	said := c.From + " is written to " + c.To + ".\n"
	for _, name := range left {
		said += fmt.Sprintf("%s is left behind: a workbook has no place for it. To keep it, convert to a folder or a .zip.\n", name)
	}
	return sh.print(said)
}
