package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"passage"
	"passage/internal/envelope"
)

// ledgerCommands are passage ledger …
type ledgerCommands struct {
	Show       ledgerShowCommand       `cmd:"" help:"Work out from files of facts where all goods are, and what does not add up."`
	Import     ledgerImportCommand     `cmd:"" help:"Take files of facts into a ledger."`
	Export     ledgerExportCommand     `cmd:"" help:"Write all facts of a ledger, one JSON object on a line."`
	Totals     ledgerTotalsCommand     `cmd:"" help:"Print where all goods of a ledger are, by commodity."`
	Sync       ledgerSyncCommand       `cmd:"" help:"Exchange facts with the ledger of a server, in both directions."`
	Verify     ledgerVerifyCommand     `cmd:"" help:"Read a whole ledger and name every fact that is not as it was taken in."`
	Prove      ledgerProveCommand      `cmd:"" help:"Write a bundle with which others can check without this ledger what it held."`
	Rebuild    ledgerRebuildCommand    `cmd:"" help:"Fold everything anew from the facts and name what was kept otherwise."`
	Quarantine ledgerQuarantineCommand `cmd:"" help:"List what was handed in and does not count, with the reasons; hand some of it in again."`
	Erase      ledgerEraseCommand      `cmd:"" help:"Take restricted fields out of a fact for good; the log still holds."`
}

// ledgerShowCommand is passage ledger show.
type ledgerShowCommand struct {
	Files    []string `arg:"" help:"Files of facts, one JSON object on a line; - for standard input."`
	Waybills bool     `help:"Print every waybill too."`
}

// Run folds the facts of all files and prints the ledger. Lines that are no
// facts are named and left out; the exit status then says so.
func (c *ledgerShowCommand) Run(ctx context.Context, sh *Shell) error {
	var set envelope.Set
	answers := map[envelope.Answer]int{}
	bad := 0
	for _, name := range c.Files {
		err := readFacts(name, func(f envelope.Sealed, err error) error {
			if err != nil {
				bad++
				fmt.Fprintf(sh.Err, "%s, %v\n", name, err)
				return ctx.Err()
			}
			answer := set.Add(f)
			answers[answer]++
			if answer == envelope.Conflict {
				fmt.Fprintf(sh.Err, "%s: %s used its number %d for different facts; none of them counts\n", name, f.Device, f.Seq)
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	ledger := passage.FoldLedger(set.Counting())
	var b strings.Builder
	fmt.Fprintf(&b, "%d facts: %d new, %d known, %d in conflict; %d lines are no facts\n",
		answers[envelope.New]+answers[envelope.Known]+answers[envelope.Conflict],
		answers[envelope.New], answers[envelope.Known], answers[envelope.Conflict], bad)
	printTotals(&b, ledger.Totals())
	printConsignments(&b, ledger.Consignments)
	if c.Waybills {
		printWaybills(&b, ledger.Waybills)
	}
	printFindings(&b, ledger)
	if err := sh.print(b.String()); err != nil {
		return err
	}
	if bad > 0 {
		return exit{status: ExitInput}
	}
	return nil
}

func readFacts(name string, each func(envelope.Sealed, error) error) error {
	var r io.Reader = os.Stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		r = file
	}
	for f, err := range envelope.Read(r) {
		if err := each(f, err); err != nil {
			return err
		}
	}
	return nil
}

// accountHead is the head of the columns that accountCells fills.
const accountHead = "out\treceived\ton way\tlost\tdamaged\tdivert.\treturn.\texcess\t"

func accountCells(a passage.Account, unit passage.Unit) string {
	var b strings.Builder
	for _, n := range []int64{a.Out, a.Received, a.InTransit, a.Lost, a.Damaged, a.Diverted, a.Returned, a.Excess} {
		b.WriteString(amount(n, unit) + "\t")
	}
	return b.String()
}

// amount writes masses in tonnes and volumes in cubic metres, to the kilogram
// or litre, and pieces as they are.
func amount(n int64, unit passage.Unit) string {
	switch {
	case n == 0:
		return "·"
	case unit == passage.Pieces:
		return strconv.FormatInt(n, 10)
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 3, 64)
}

// shown is the word for the unit in which amount writes.
func shown(unit passage.Unit) string {
	return map[passage.Unit]string{passage.Grams: "t", passage.Millilitres: "m3", passage.Pieces: "pc"}[unit]
}

func newTable(b *strings.Builder) *tabwriter.Writer {
	return tabwriter.NewWriter(b, 0, 0, 1, ' ', tabwriter.AlignRight)
}

func printTotals(b *strings.Builder, totals []passage.Total) {
	fmt.Fprintln(b, "\nTotals")
	t := newTable(b)
	fmt.Fprintln(t, "commodity\tin\t"+accountHead)
	for _, x := range totals {
		fmt.Fprintf(t, "%s\t%s\t%s\n", x.Commodity, shown(x.Unit), accountCells(x.Account, x.Unit))
	}
	t.Flush()
}

func printConsignments(b *strings.Builder, consignments []passage.Consignment) {
	fmt.Fprintln(b, "\nConsignments")
	t := newTable(b)
	fmt.Fprintln(t, "line\tin\t"+accountHead)
	for _, c := range consignments {
		for _, l := range c.Lines {
			fmt.Fprintf(t, "%s/%d\t%s\t%s\n", c.ID, l.Line, shown(l.Unit), accountCells(l.Account, l.Unit))
		}
	}
	t.Flush()
}

func printWaybills(b *strings.Builder, waybills []passage.Waybill) {
	fmt.Fprintln(b, "\nWaybills")
	for _, w := range waybills {
		fmt.Fprintf(b, "%s  %s to %s: %s at %s, %s\n", w.ID, cmp.Or(string(w.From), "?"), cmp.Or(string(w.To), "?"), w.State, cmp.Or(string(w.At), "?"), w.Since)
		t := newTable(b)
		fmt.Fprintln(t, "line\tin\t"+accountHead)
		for _, l := range w.Lines {
			fmt.Fprintf(t, "%s/%d\t%s\t%s\n", l.Consignment, l.Line, shown(l.Unit), accountCells(l.Account, l.Unit))
		}
		t.Flush()
	}
}

// printFindings lists what does not add up, so that somebody asks.
func printFindings(b *strings.Builder, ledger passage.Ledger) {
	var lines []string
	for _, w := range ledger.Waybills {
		for _, f := range w.Findings {
			lines = append(lines, fmt.Sprintf("  waybill %s: %s", w.ID, f.Text))
		}
	}
	for _, c := range ledger.Consignments {
		for _, f := range c.Findings {
			lines = append(lines, fmt.Sprintf("  consignment %s: %s", c.ID, f.Text))
		}
	}
	if len(lines) == 0 {
		return
	}
	slices.Sort(lines)
	fmt.Fprintf(b, "\nTo be looked at\n%s\n", strings.Join(lines, "\n"))
}
