package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"passage"
	"passage/internal/exchange"
	"passage/internal/report"
)

// checkCommand is passage check.
type checkCommand struct {
	Scenario string `arg:"" help:"The scenario: a folder, a .zip or an .xlsx."`
	JSON     bool   `name:"json" help:"Print faults, warnings and assumed figures as JSON."`
}

// checked is what passage check --json prints.
type checked struct {
	Usable  bool               `json:"usable"`
	Faults  passage.Faults     `json:"faults"`
	Assumed []exchange.Assumed `json:"assumed"`
}

// Run reads the scenario and says what is wrong with it.
func (c *checkCommand) Run(ctx context.Context, sh *Shell) error {
	if err := there(c.Scenario, scenarioForms); err != nil {
		return err
	}
	loaded, err := exchange.Read(ctx, c.Scenario)
	if err != nil {
		return err
	}
	bad := loaded.Faults.Fatal()
	if c.JSON {
		text, err := json.MarshalIndent(checked{!bad, append(passage.Faults{}, loaded.Faults...), append([]exchange.Assumed{}, loaded.Assumed...)}, "", " ")
		if err != nil {
			return err
		}
		if err := sh.print(string(text) + "\n"); err != nil {
			return err
		}
	} else {
		var b strings.Builder
		writeFaults(&b, loaded.Faults, 100)
		if len(loaded.Faults) > 0 {
			b.WriteString("\n")
		}
		if s := loaded.Scenario; s != nil {
			counts := []string{
				count(len(s.Places), "place", "places"), count(len(s.Needs), "need", "needs"),
				count(len(s.Commodities), "commodity", "commodities"), count(len(s.Nodes), "node", "nodes"),
				count(len(s.Corridors), "corridor", "corridors"), count(len(s.Offers), "offer", "offers"),
				count(len(s.Supplies), "supply", "supplies"), count(len(s.Access), "access rule", "access rules"),
				count(len(s.Asks), "ask", "asks"),
			}
			fmt.Fprintf(&b, "%s can be planned: %s.\n", c.Scenario, strings.Join(counts, ", "))
		}
		if bad || len(loaded.Faults) > 0 {
			fmt.Fprintf(&b, "%s.\n", countFaults(loaded.Faults))
		}
		writeAssumed(&b, loaded.Assumed)
		if err := sh.print(b.String()); err != nil {
			return err
		}
	}
	if bad {
		return exit{status: ExitInput}
	}
	return nil
}

// count says how many there are of something.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// writeAssumed says how much of each table rests on assumptions.
func writeAssumed(b *strings.Builder, list []exchange.Assumed) {
	type sum struct{ given, assumed int }
	var order []string
	byTable := map[string]sum{}
	var columns = map[string][]string{}
	all := sum{}
	for _, a := range list {
		n, seen := byTable[a.Table]
		if !seen {
			order = append(order, a.Table)
		}
		byTable[a.Table] = sum{n.given + a.Given, n.assumed + a.Assumed}
		all = sum{all.given + a.Given, all.assumed + a.Assumed}
		if a.Assumed > 0 {
			columns[a.Table] = append(columns[a.Table], fmt.Sprintf("%s %d", a.Column, a.Assumed))
		}
	}
	if all.given == 0 {
		return
	}
	fmt.Fprintf(b, "\nFigures that are assumed, by their source: %d of %d (%.0f%%)\n", all.assumed, all.given, 100*float64(all.assumed)/float64(all.given))
	for _, table := range order {
		n := byTable[table]
		fmt.Fprintf(b, "  %-13s %5d of %5d", table, n.assumed, n.given)
		if n.assumed > 0 {
			fmt.Fprintf(b, "  %s", report.Cut(strings.Join(columns[table], ", "), 50))
		}
		b.WriteString("\n")
	}
}
