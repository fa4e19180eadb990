package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"passage/internal/exchange/book"
	"passage/internal/report"
)

// compareCommand is passage compare.
type compareCommand struct {
	A    string `arg:"" help:"The first: a plan (a folder written by passage plan, its plan.xlsx or plan.json), or a scenario (a folder, a .zip or an .xlsx), which is planned first."`
	B    string `arg:"" help:"The second, likewise; gains and losses are its own against the first."`
	JSON bool   `name:"json" help:"Print the comparison as JSON."`
	All  bool   `help:"Print every row of every list."`
	solving
}

// Run reads or makes both plans and prints who gains and who loses.
func (c *compareCommand) Run(ctx context.Context, sh *Shell) error {
	p := sh.progress(c.Quiet)
	defer p.end()
	var sides [2]*report.Side
	for i, path := range []string{c.A, c.B} {
		side, err := c.side(ctx, sh, p, path)
		if err != nil {
			return err
		}
		sides[i] = side
	}
	p.end()
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

// side reads a written plan, or plans a scenario.
func (c *compareCommand) side(ctx context.Context, sh *Shell, p *progress, path string) (*report.Side, error) {
	if err := there(path, "a plan or a scenario"); err != nil {
		return nil, err
	}
	kind, err := kindOf(ctx, path)
	if err != nil {
		return nil, err
	}
	switch kind {
	case aScenario:
		p.set("reading " + path)
		s, seconds, err := sh.read(ctx, path, c.Quiet)
		if err != nil {
			return nil, err
		}
		doc, err := c.plan(ctx, s, seconds, p)
		if err != nil {
			return nil, err
		}
		return report.SideOf(path, doc), nil
	case neither:
		return nil, badInput("%s is neither a plan nor a scenario: it has no table cover, as a plan that passage plan -o has written, and no table places, as a scenario", path)
	}
	side, faults, err := report.ReadSide(ctx, path)
	if err != nil {
		return nil, err
	}
	writeFaults(sh.Err, faults, 20)
	if faults.Fatal() {
		return nil, badInput("%s cannot be read as a plan: %s", path, countFaults(faults))
	}
	return side, nil
}

// kind is what a path holds.
type kind int

const (
	neither kind = iota
	aPlan
	aScenario
)

// kindOf looks which tables there are. What cannot be opened as tables is read
// as a plan, which says what is wrong with it.
func kindOf(ctx context.Context, path string) (kind, error) {
	info, err := os.Stat(path)
	if err != nil {
		return neither, err
	}
	if !info.IsDir() && strings.EqualFold(filepath.Ext(path), ".json") {
		return aPlan, nil
	}
	b, err := book.Open(ctx, path, book.Limits{})
	if err != nil {
		if ctx.Err() != nil {
			return neither, ctx.Err()
		}
		return aPlan, nil
	}
	found := neither
	for _, sheet := range b.Sheets {
		switch sheet.Name {
		case "cover":
			found = aPlan
		case "places":
			if found == neither {
				found = aScenario
			}
		}
	}
	return found, b.Close()
}
