package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"passage"
	"passage/internal/alike"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/exchange"
	"passage/internal/exchange/book"
	"passage/internal/paper"
)

// isTables reports whether a file holds tables rather than facts.
func isTables(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".xlsx", ".zip":
		return true
	}
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// importTables takes the waybills and counts of tables in, all of them or, where
// a row is wrong or says something else than the ledger, none.
func (c *ledgerImportCommand) importTables(ctx context.Context, sh *Shell) error {
	var entries []paper.Entry
	var names passage.CommodityNames
	if c.Tables != "" {
		s, _, err := sh.read(ctx, c.Tables, true)
		if err != nil {
			return err
		}
		names = passage.NamesOf(s.Commodities)
	}
	faults := 0
	for _, name := range c.Files {
		if !isTables(name) {
			return badInput("%s holds no tables; give files of facts and tables to two commands", name)
		}
		papers, err := exchange.ReadPapers(ctx, name)
		if err != nil {
			return badInput("%v", err)
		}
		if c.Tables != "" {
			papers.NameCommodities(names)
		}
		for _, f := range papers.Faults {
			fmt.Fprintf(sh.Err, "%s: %s\n", name, strings.TrimPrefix(f.String(), filepath.Base(name)+": "))
			if !f.Warning {
				faults++
			}
		}
		entries = append(entries, paper.Entries(papers)...)
	}
	if faults > 0 {
		return exit{ExitInput, count(faults, "fault", "faults") + "; nothing was taken in"}
	}
	d, closeAll, err := c.forTables(ctx, sh)
	if err != nil {
		return err
	}
	defer closeAll()
	if err := tellAlike(ctx, sh, d, entries); err != nil {
		return err
	}
	var lines [][]byte
	changes, kinds := map[paper.Change]int{}, map[passage.FactKind]int{}
	today := passage.DateOf(time.Now().UTC().Date())
	for _, e := range entries {
		if c := e.Fact.Count; c != nil && c.From > today+1 { // somewhere it is tomorrow
			faults++
			fmt.Fprintf(sh.Err, "%s, row %d: the count is of %s, which is yet to come\n", e.Table, e.Row, c.From)
			continue
		}
		story, err := storyOf(ctx, d, e.Fact.Subject())
		if err != nil {
			return err
		}
		change, facts, err := paper.Settle(e, story)
		if err != nil {
			faults++
			fmt.Fprintf(sh.Err, "%s, row %d: %v\n", e.Table, e.Row, err)
			continue
		}
		changes[change]++
		if change == paper.Changed {
			fmt.Fprintf(sh.Err, "%s, row %d: the ledger has another %q of %s\n", e.Table, e.Row, e.Fact.Kind, subjectWords(e.Fact))
		}
		for _, f := range facts {
			kinds[f.Kind]++
			lines = append(lines, f.Body)
		}
	}
	say := fmt.Sprintf("%d entries: %d new, %d known, %d changed\n", len(entries), changes[paper.New], changes[paper.Known], changes[paper.Changed])
	switch {
	case faults > 0:
		return exit{ExitInput, count(faults, "fault", "faults") + "; nothing was taken in"}
	case c.DryRun:
		for _, k := range []passage.FactKind{passage.Loaded, passage.Received, passage.Counted, passage.Corrected} {
			say += fmt.Sprintf("  %d facts of kind %s\n", kinds[k], k)
		}
		return sh.print(say + "Nothing was taken in: this was a dry run.\n")
	case changes[paper.Changed] > 0 && !c.Correct:
		return exit{ExitInput, "nothing was taken in. With --correct, what the ledger has is declared wrong and what the\ntable says takes its place; both stay to be seen"}
	}
	for from := 0; from < len(lines); from += 1000 {
		receipts, err := d.TakeIn(ctx, operator, lines[from:min(from+1000, len(lines))])
		if err != nil {
			return halfway(ctx, err, int64(from))
		}
		for _, r := range receipts {
			if r.Answer != envelope.New && r.Answer != envelope.Known {
				return fmt.Errorf("a fact was answered %s: %s", r.Answer, r.Reason)
			}
		}
	}
	return sh.print(say)
}

// forTables opens the ledger; a dry run makes none.
func (c *ledgerImportCommand) forTables(ctx context.Context, sh *Shell) (*desk.Desk, func(), error) {
	if _, err := os.Stat(c.Data); c.DryRun && errors.Is(err, os.ErrNotExist) && c.DB == "" {
		return nil, func() {}, nil
	}
	return c.openOrMake(ctx, sh.Err)
}

// tellAlike names what looks like something else that the ledger or the tables have:
// two names that people cannot tell apart are two things to it.
func tellAlike(ctx context.Context, sh *Shell, d *desk.Desk, entries []paper.Entry) error {
	waybills, consignments, orgs := alike.Of(), alike.Of(), alike.Of()
	for _, e := range entries {
		orgs.Add(string(e.Fact.Org))
		waybills.Add(string(e.Fact.Waybill))
		for _, l := range e.Fact.Lines {
			consignments.Add(string(l.Consignment))
		}
	}
	if d != nil {
		if err := d.EachName(ctx, operator, waybills.Meet, consignments.Meet, orgs.Meet); err != nil {
			return err
		}
	}
	told := map[[2]string]bool{}
	for _, e := range entries {
		tell := func(what, name string, names *alike.Names) {
			if told[[2]string{what, name}] {
				return
			}
			told[[2]string{what, name}] = true
			for _, other := range names.Others(name) {
				fmt.Fprintf(sh.Err, "%s, row %d: %s %s looks like %s and is another: %s\n", e.Table, e.Row, what, name, other, alike.Difference(name, other))
			}
		}
		tell("organisation", string(e.Fact.Org), orgs)
		tell("waybill", string(e.Fact.Waybill), waybills)
		for _, l := range e.Fact.Lines {
			if string(l.Consignment) != string(e.Fact.Waybill) {
				tell("consignment", string(l.Consignment), consignments)
			}
		}
	}
	return nil
}

// storyOf returns all facts about a subject; none where there is no ledger yet.
func storyOf(ctx context.Context, d *desk.Desk, subject string) (story []envelope.Sealed, err error) {
	if d == nil {
		return nil, nil
	}
	var trouble error
	err = d.Story(ctx, operator, subject, func(body []byte, counts bool) {
		s, err := envelope.Open(body)
		trouble = errors.Join(trouble, err)
		if counts {
			story = append(story, s)
		}
	})
	return story, errors.Join(err, trouble)
}

func subjectWords(f passage.Fact) string {
	if f.Waybill != "" {
		return "waybill " + string(f.Waybill)
	}
	return fmt.Sprintf("%s by %s at %s from %s to %s", f.Count.What, f.Count.By, f.Place, f.Count.From, f.Count.To)
}

// exportWaybills writes a row for each line of each waybill.
func exportWaybills(ctx context.Context, d *desk.Desk, out io.Writer) error {
	w := csv.NewWriter(out)
	write := func(cells ...string) {
		for i := range cells {
			cells[i] = book.Guard(cells[i])
		}
		_ = w.Write(cells) // w keeps the error
	}
	write("waybill", "org", "from", "to", "vehicle", "state", "at", "since", "consignment", "line", "commodity", "unit",
		"out", "received", "in_transit", "lost", "damaged", "diverted", "returned", "excess", "findings")
	err := d.Waybills(ctx, operator, func(b passage.Waybill) {
		for _, l := range b.Lines {
			write(string(b.ID), string(b.Org), string(b.From), string(b.To), b.Vehicle, string(b.State), string(b.At), b.Since.String(),
				string(l.Consignment), strconv.Itoa(l.Line), string(l.Commodity), string(l.Unit),
				whole(l.Out), whole(l.Received), whole(l.InTransit), whole(l.Lost), whole(l.Damaged), whole(l.Diverted), whole(l.Returned), whole(l.Excess),
				strconv.Itoa(len(b.Findings)))
		}
	})
	w.Flush()
	return errors.Join(err, w.Error())
}

func whole(n int64) string { return strconv.FormatInt(n, 10) }
