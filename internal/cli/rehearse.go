package cli

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/rehearsal"
	"passage/internal/report"
)

// rehearseCommand is passage rehearse.
type rehearseCommand struct {
	ledgerData
	Scenario string       `arg:"" help:"The scenario: a folder, a .zip or an .xlsx."`
	Days     int          `help:"How many days are simulated; without this ${default}." default:"14" placeholder:"N"`
	From     passage.Date `help:"First of these days; without it the first of the plan." placeholder:"DATE"`
	Seed     uint64       `help:"Another number, other things that go wrong; without this ${default}." default:"1" placeholder:"N"`
	solving
}

// Run plans the scenario, makes the facts up, and takes them in. A ledger that
// holds anything but this very rehearsal is left alone.
func (c *rehearseCommand) Run(ctx context.Context, sh *Shell) error {
	p := sh.progress(c.Quiet)
	defer p.end()
	p.set("reading the scenario")
	s, _, err := sh.read(ctx, c.Scenario, c.Quiet)
	if err != nil {
		return err
	}
	doc, err := c.plan(ctx, s, 0, p)
	if err != nil {
		return err
	}
	p.set("simulating the trucks")
	r, err := rehearsal.New(s, doc.Plan(), rehearsal.Options{Seed: c.Seed, From: c.From, Days: c.Days})
	if err != nil {
		return badInput("%s cannot be rehearsed: %v", c.Scenario, err)
	}
	if len(r.Facts) == 0 {
		return badInput("%s cannot be rehearsed: its plan sends no truck in the %d days from %s", c.Scenario, r.Days, r.From)
	}
	d, closeAll, err := c.open(ctx, rehearsalLog{sh.Err, c.Quiet})
	if err != nil {
		return err
	}
	defer closeAll()
	if err := refused(d.Rehearse(ctx, operator, c.title(s, r))); err != nil {
		return err
	}
	answers, err := rehearse(ctx, d, r, p)
	if err != nil {
		return err
	}
	text, err := c.account(ctx, d, s, r, answers)
	if err != nil {
		return err
	}
	p.end()
	return sh.print(text)
}

// rehearsalLog is the log of a ledger that is rehearsed. A number that a device used
// twice is among what goes wrong in it on purpose: the line would read like trouble
// with the ledger.
type rehearsalLog struct {
	to    io.Writer
	quiet bool
}

func (l rehearsalLog) Write(line []byte) (int, error) {
	if !bytes.Contains(line, []byte(desk.NumberTwice)) {
		return l.to.Write(line)
	}
	if l.quiet {
		return len(line), nil
	}
	_, err := fmt.Fprintf(l.to, "%s rehearsal=\"simulated on purpose\"\n", bytes.TrimRight(line, "\n"))
	return len(line), err
}

// title tells one rehearsal from any other: by what was asked for, and by the
// facts themselves, because another scenario of the same name or another solver
// makes other ones.
func (c *rehearseCommand) title(s *passage.Scenario, r *rehearsal.Rehearsal) string {
	h := sha256.New()
	for _, f := range r.Facts {
		h.Write(f.Hash[:])
	}
	return fmt.Sprintf("%s: %d days from %s, seed %d, %x", cmp.Or(s.Name, "no name"), r.Days, r.From, c.Seed, h.Sum(nil)[:4])
}

// rehearse hands the facts in, as devices would, a thousand at a time.
func rehearse(ctx context.Context, d *desk.Desk, r *rehearsal.Rehearsal, p *progress) (map[envelope.Answer]int, error) {
	answers := map[envelope.Answer]int{}
	for from := 0; from < len(r.Facts); from += 1000 {
		p.set(fmt.Sprintf("taking in facts, %d of %d", from, len(r.Facts)))
		var lines [][]byte
		for _, f := range r.Facts[from:min(from+1000, len(r.Facts))] {
			lines = append(lines, f.Body)
		}
		receipts, err := d.TakeIn(ctx, operator, lines)
		if err != nil {
			return nil, halfway(ctx, err, int64(from))
		}
		for _, a := range receipts {
			if a.Answer == envelope.Invalid {
				return nil, fmt.Errorf("a fact of the rehearsal was not taken in: %s", a.Reason)
			}
			answers[a.Answer]++
		}
	}
	return answers, nil
}

// account says what the ledger holds now, in twenty lines at most.
func (c *rehearseCommand) account(ctx context.Context, d *desk.Desk, s *passage.Scenario, r *rehearsal.Rehearsal, answers map[envelope.Answer]int) (string, error) {
	sums, err := countTrucks(ctx, d, r)
	if err != nil {
		return "", err
	}
	totals, err := d.Totals(ctx, operator)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", report.Cut(fmt.Sprintf("Rehearsed %d days from %s: %s", r.Days, r.From, cmp.Or(s.Name, c.Scenario)), 80))
	fmt.Fprintf(&b, "All of it is simulated. %d facts new, %d known, %d in conflict on purpose.\n\n", answers[envelope.New], answers[envelope.Known], answers[envelope.Conflict])
	fmt.Fprintf(&b, "%d trucks: %d arrived with all of their load, %d with part of it.\n", sums.all, sums.whole, sums.part)
	fmt.Fprintf(&b, "%d lost all of it, %d turned back or diverted with it, %d still on the way;\n", sums.lost, sums.back, sums.way)
	fmt.Fprintf(&b, "%d of these have not moved for three days.\n", sums.stuck)
	printTonnes(&b, totals)
	fmt.Fprintf(&b, "\nNow: passage ledger totals --data %s\n     passage serve --data %s --scenario %s\n", c.Data, c.Data, c.Scenario)
	return b.String(), nil
}

// fates count what became of trucks, each once.
type fates struct{ all, whole, part, lost, back, way, stuck int }

func countTrucks(ctx context.Context, d *desk.Desk, r *rehearsal.Rehearsal) (n fates, err error) {
	quiet := passage.InstantOf((r.From + passage.Date(r.Days-3)).Time())
	err = d.Waybills(ctx, operator, func(w passage.Waybill) {
		var a passage.Account
		for _, l := range w.Lines {
			a = a.Add(l.Account)
		}
		n.all++
		switch {
		case a.InTransit > 0:
			n.way++
			if w.Since < quiet {
				n.stuck++
			}
		case a.Received == a.Out:
			n.whole++
		case a.Received > 0:
			n.part++
		case a.Lost+a.Damaged > a.Returned+a.Diverted:
			n.lost++
		default:
			n.back++
		}
	})
	return n, err
}

// printTonnes prints totals in whole tonnes, the largest first, in ten lines.
func printTonnes(b *strings.Builder, totals []passage.Total) {
	const most = 8
	slices.SortStableFunc(totals, func(x, y passage.Total) int { return cmp.Compare(y.Out, x.Out) })
	if rest := len(totals) - most; rest > 1 {
		others := passage.Total{Commodity: passage.CommodityID(fmt.Sprintf("%d others", rest))}
		for _, x := range totals[most:] {
			others.Account = others.Account.Add(x.Account)
		}
		totals = append(totals[:most:most], others)
	}
	t := newTable(b)
	fmt.Fprintln(t, "\ntonnes\treleased\treceived\ton way\tlost\tdamaged\tdiverted\treturned\t")
	for _, x := range totals {
		fmt.Fprintf(t, "%s\t", report.Cut(string(x.Commodity), 20))
		for _, g := range []int64{x.Out, x.Received, x.InTransit, x.Lost, x.Damaged, x.Diverted, x.Returned} {
			fmt.Fprintf(t, "%s\t", report.Thousands(float64(g)/1e6, 0))
		}
		fmt.Fprintln(t)
	}
	t.Flush()
}
