package cli

import (
	"context"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store"
)

// ledgerQuarantineCommand is passage ledger quarantine.
type ledgerQuarantineCommand struct {
	ledgerData
	Through string   `help:"Only what came with the token of this name." placeholder:"TOKEN"`
	Line    []string `help:"Only lines whose hash begins with this, as the list shows it." placeholder:"HASH"`
	Take    bool     `help:"Hand these lines in again, on the word of whoever runs this; needs --through or --line. Those that are facts leave the quarantine."`
}

// shownHash is how many hexadecimal digits name a line in the list.
const shownHash = 12

// Run lists what was handed in and does not count, or hands some of it in again.
// Lines that still are no facts make the status 2.
func (c *ledgerQuarantineCommand) Run(ctx context.Context, sh *Shell) error {
	if c.Take && c.Through == "" && len(c.Line) == 0 {
		return badInput("--take needs --through TOKEN or --line HASH, so that nobody lets in what they have not looked at")
	}
	d, closeAll, err := c.existing(ctx, sh.Err)
	if err != nil {
		return err
	}
	defer closeAll()
	var lines []store.Rejected
	err = d.Quarantined(ctx, operator, math.MaxInt32, func(r store.Rejected) {
		if c.chosen(r) {
			lines = append(lines, r)
		}
	})
	if err != nil {
		return err
	}
	if c.Take {
		return c.take(ctx, sh, d, lines)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d lines are no facts\n", len(lines))
	for _, r := range lines {
		fmt.Fprintf(&b, "\n%s  %s, with the token %s: %s\n  %q\n", named(r), passage.Instant(r.Received), r.Via, r.Reason, clipped(r.Body))
	}
	if c.Through == "" && len(c.Line) == 0 {
		if err := disputed(ctx, d, &b); err != nil {
			return err
		}
	}
	return sh.print(b.String())
}

func (c *ledgerQuarantineCommand) chosen(r store.Rejected) bool {
	hash := hex.EncodeToString(r.Hash)
	return (c.Through == "" || c.Through == r.Via) &&
		(len(c.Line) == 0 || slices.ContainsFunc(c.Line, func(begins string) bool { return begins != "" && strings.HasPrefix(hash, begins) }))
}

func (c *ledgerQuarantineCommand) take(ctx context.Context, sh *Shell, d *desk.Desk, lines []store.Rejected) error {
	var b strings.Builder
	taken, left := 0, 0
	err := d.TakeAgain(ctx, operator, lines, func(r store.Rejected, answer desk.Receipt) {
		if answer.Answer == envelope.Invalid {
			left++
			fmt.Fprintf(&b, "%s is still no fact: %s\n", named(r), answer.Reason)
			return
		}
		taken++
	})
	fmt.Fprintf(&b, "%d lines were taken in, %d stay in quarantine\n", taken, left)
	if printed := sh.print(b.String()); err == nil {
		err = printed
	}
	if err == nil && (left > 0 || taken == 0) {
		err = exit{status: ExitInput}
	}
	return err
}

func named(r store.Rejected) string { return hex.EncodeToString(r.Hash)[:shownHash] }

// clipped is the beginning of a line.
func clipped(body []byte) string { return string(body[:min(len(body), 160)]) }

// disputed lists the numbers that devices used for several facts.
func disputed(ctx context.Context, d *desk.Desk, b *strings.Builder) error {
	type number struct {
		device string
		seq    int64
	}
	numbers := 0
	var told strings.Builder
	var last number
	err := d.Disputed(ctx, operator, func(f *store.Fact) {
		if n := (number{f.Device, f.Seq}); n != last {
			last = n
			numbers++
			fmt.Fprintf(&told, "\nnumber %d of %s\n", n.seq, n.device)
		}
		fmt.Fprintf(&told, "  fact %s, place %d of the log, received %s with the token %s\n", f.ID, f.N, passage.Instant(f.Received), f.Via)
	})
	fmt.Fprintf(b, "\n%d numbers were used for different facts, of which none counts\n%s", numbers, told.String())
	return err
}
