package cli

import (
	"context"
	"errors"

	"passage/internal/exchange"
	"passage/internal/exchange/book"
)

// initCommand is passage init.
type initCommand struct {
	Dir string `arg:"" help:"A folder that is not there yet, or is empty."`
}

// Run writes an empty scenario to begin with.
func (c *initCommand) Run(ctx context.Context, sh *Shell) error {
	if format, err := book.FormatOf(c.Dir); err != nil || format != book.Folder {
		return badInput("cannot begin a scenario in %q; expected the name of a folder", c.Dir)
	}
	err := exchange.Init(ctx, c.Dir)
	if errors.Is(err, book.ErrExists) {
		return badInput("%s is there already and is left as it is; name a new or empty folder", c.Dir)
	}
	if misplaced(err) {
		return unsaved("the scenario", c.Dir, err)
	}
	if err != nil {
		return err
	}
	return sh.print("An empty scenario is in " + c.Dir + ": fill in its tables, then passage check " + c.Dir + " and passage plan " + c.Dir + ".\n")
}
