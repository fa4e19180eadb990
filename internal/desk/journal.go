package desk

import (
	"context"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"passage/internal/access"
	"passage/internal/store"
)

// entry is a line of the journal about what a caller does now.
func (d *Desk) entry(c Caller, act, about string) store.Entry {
	return store.Entry{At: d.now().UnixMicro(), Account: c.Account, Name: c.Name, Org: string(c.Org), Act: act, About: about}
}

// reading is a line for the journal and who waits for it to be on the disk.
type reading struct {
	store.Entry
	done chan error
}

// tell writes down that a caller reads something restricted, before it is shown.
// Many that read at once wait for the disk together.
func (d *Desk) tell(ctx context.Context, c Caller, act, about string) error {
	r := reading{d.entry(c, act, about), make(chan error, 1)}
	select {
	case d.readings <- r:
	case <-d.closed:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-r.done:
		return err
	case <-d.toldAll:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tellAll writes lines down until the desk is closed.
func (d *Desk) tellAll() {
	defer close(d.toldAll)
	for {
		var group []reading
		select {
		case r := <-d.readings:
			group = append(group, r)
		case <-d.closed:
			return
		}
		for waiting := true; waiting && len(group) < 500; {
			select {
			case r := <-d.readings:
				group = append(group, r)
			default:
				waiting = false
			}
		}
		entries := make([]store.Entry, len(group))
		for i, r := range group {
			entries[i] = r.Entry
		}
		err := d.store.Update(context.Background(), func(tx *store.Tx) error { return tx.Record(entries...) })
		if store.Full(err) || store.Broken(err) {
			// Reading goes on while the disk is full or broken; what is read is
			// told to the server's log, which lies elsewhere where it matters.
			for _, r := range group {
				d.log.Warn("the disk takes nothing, so a reading is told here and not in the journal", "account", r.Account, "name", r.Name, "org", r.Org, "act", r.Act, "about", r.About)
			}
			err = nil
		}
		for _, r := range group {
			r.done <- err
		}
	}
}

// What the journal says of those who are refused before they reach what they ask
// for, see [Desk.Refusal].
const (
	Braked       = "braked"        // too much at once
	RefusedAct   = "refused.act"   // more than their rights allow
	RefusedForm  = "refused.form"  // sent by another site in a visitor's name
	RefusedToken = "refused.token" // with a token that does not hold
)

// Refusal writes down that a caller, the zero one where nobody knows who it is,
// was refused what they asked for, such as a path, from an address. Of each
// network it writes twenty lines at once and one a second, so that nobody fills
// the journal.
func (d *Desk) Refusal(ctx context.Context, c Caller, from netip.Addr, act, what string) {
	network := access.Network(from)
	if d.refusals.Take(network, d.now()) > 0 {
		return
	}
	what = strings.ToValidUTF8(what[:min(len(what), 200)], "")
	if err := d.tell(ctx, c, act, network+" "+what); err != nil && ctx.Err() == nil {
		d.log.Warn("a refusal is not in the journal", "act", act, "about", what, "error", err)
	}
}

// Journal returns up to limit lines of the journal before place n, 0 for the
// newest. Administrators read all of it, everybody else what they did
// themselves.
func (d *Desk) Journal(ctx context.Context, c Caller, n int64, limit int) (entries []store.Entry, err error) {
	account := c.Account
	if administers(c) == nil {
		account = ""
	} else if account == "" {
		return nil, access.Forbidden{Text: "only people who are signed in read the journal"}
	}
	if n == 0 {
		n = math.MaxInt64
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		entries, err = tx.Journal(account, n, limit)
		return err
	})
	return entries, err
}

// FollowJournal hands every line of the journal to tell, in order, each as soon as
// it has been looked for, until the context ends. It goes on where it stopped, also
// in another process; what was told just before a crash may be told again.
func (d *Desk) FollowJournal(ctx context.Context, every time.Duration, tell func(store.Entry)) {
	for {
		for more := true; more; {
			var err error
			if more, err = d.tellJournal(ctx, tell); err != nil && ctx.Err() == nil {
				d.log.Error("the journal cannot be told to the log", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

// tellJournal tells what is new, and whether there may be more.
func (d *Desk) tellJournal(ctx context.Context, tell func(store.Entry)) (more bool, err error) {
	const most = 500
	var lines []store.Entry
	err = d.store.View(ctx, func(tx *store.Tx) error {
		text, err := tx.Setting(toldSetting)
		if err != nil {
			return err
		}
		next, _ := strconv.ParseInt(text, 10, 64) // none: nothing was told yet
		lines, err = tx.JournalFrom(next, most)
		return err
	})
	if err != nil || len(lines) == 0 {
		return false, err
	}
	for _, e := range lines {
		tell(e)
	}
	next := strconv.FormatInt(lines[len(lines)-1].N+1, 10)
	err = d.store.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting(toldSetting, next) })
	return err == nil && len(lines) == most, err
}
