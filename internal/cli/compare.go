package cli

import (
	"context"
	"encoding/json"

	"passage/internal/report"
)

// compareCommand is passage compare.
type compareCommand struct {
	A    string `arg:"" help:"The first plan: a folder written by passage plan, its plan.xlsx or plan.json."`
	B    string `arg:"" help:"The second plan; gains and losses are its own against the first."`
	JSON bool   `name:"json" help:"Print the comparison as JSON."`
	All  bool   `help:"Print every row of every list."`
}

// Run reads both plans and prints who gains and who loses.
func (c *compareCommand) Run(ctx context.Context, sh *Shell) error {
	var sides [2]*report.Side
	for i, path := range []string{c.A, c.B} {
		side, faults, err := report.ReadSide(ctx, path)
		if err != nil {
			return err
		}
		writeFaults(sh.Err, faults, 20)
		if faults.Fatal() {
			return badInput("%s cannot be read as a plan: %s", path, countFaults(faults))
		}
		sides[i] = side
	}
	cmp, err := report.Compare(sides[0], sides[1])
	if err != nil {
		return badInput("%v", err)
	}
	if c.JSON {
		text, err := json.MarshalIndent(cmp, "", " ")
		if err != nil {
			return err
		}
		return sh.print(string(text) + "\n")
	}
	return sh.print(cmp.Bulletin(sh.view(c.All)))
}
