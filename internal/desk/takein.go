package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store"
)

// Receipt says what became of a line that was handed in. It names the line by
// its content, so that nobody takes somebody else's answer for it.
type Receipt struct {
	Hash   envelope.Hash
	Answer envelope.Answer
	Reason string // why it is invalid
}

// NumberTwice is what the log says where a device has used one number for different
// facts.
const NumberTwice = "a device used one number for different facts; none of them counts"

// counters are what the desk has done since it was opened.
type counters struct {
	answers [4]atomic.Int64 // new, known, conflict, invalid
	commits atomic.Int64

	backupsFailed atomic.Int64
}

var answers = [4]envelope.Answer{envelope.New, envelope.Known, envelope.Conflict, envelope.Invalid}

// Answered returns how many lines were answered in which way, and in how many
// transactions.
func (d *Desk) Answered() (by map[envelope.Answer]int64, commits int64) {
	by = map[envelope.Answer]int64{}
	for i, a := range answers {
		by[a] = d.counts.answers[i].Load()
	}
	return by, d.counts.commits.Load()
}

// batch is what one caller hands in.
type batch struct {
	via      string
	items    []item
	first    bool // it is saved only if nothing is known yet of what it is about
	receipts []Receipt
	refused  error // what the ledger says to all of it; nil: see the receipts
	done     chan error
}

// tell ends the wait of whoever handed the batch in.
func (b *batch) tell(err error) { b.done <- cmp.Or(err, b.refused) }

// item is one line: a fact, or why it is none.
type item struct {
	envelope.Sealed
	salts  []byte
	leaf   tlog.Hash
	reason string
}

// largest is about how many facts one transaction takes, from however many
// callers. More gains little and makes everybody wait.
const largest = 2000

// linger is how long a group waits for more while the one before it is written. In
// larger groups fewer pages are written and the disk is waited for less often; the
// rest of that time is for preparing.
const linger = 25 * time.Millisecond

// ErrClosed says that the desk takes nothing more in.
var ErrClosed = errors.New("the ledger is being closed; nothing was saved, hand it in again later")

// TakeIn takes lines in, each a fact as its device wrote it. When it returns
// without an error every line is on the disk, as a fact or, where it is none,
// in quarantine. After an error nobody knows; handing in again does no harm.
func (d *Desk) TakeIn(ctx context.Context, caller Caller, lines [][]byte) ([]Receipt, error) {
	if err := caller.May(Write, Sync); err != nil {
		return nil, err
	}
	return d.takeIn(ctx, caller, lines, false)
}

// takeIn is TakeIn; with first, it returns SpokenOf, and nothing is saved, where the
// ledger has other facts about what any of the lines is about.
func (d *Desk) takeIn(ctx context.Context, caller Caller, lines [][]byte, first bool) ([]Receipt, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	b := &batch{via: caller.Name, items: make([]item, len(lines)), first: first, done: make(chan error, 1)}
	for i, line := range lines {
		if err := b.items[i].read(caller, line); err != nil {
			return nil, err
		}
	}
	return d.handOver(ctx, b)
}

// SetAside keeps lines that came with a token that was revoked: in quarantine, until
// whoever keeps the ledger has looked at them. A device may have been out of reach
// while its right was withdrawn, and what it saw before is not to be lost with it.
func (d *Desk) SetAside(ctx context.Context, r Revoked, lines [][]byte) ([]Receipt, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	b := &batch{via: r.Token, items: make([]item, len(lines)), done: make(chan error, 1)}
	for i, line := range lines {
		b.items[i] = rejected(line, fmt.Sprintf("it came after the token %q was revoked, on %s; whoever keeps the ledger decides what becomes of it", r.Token, r.At.Day()))
	}
	return d.handOver(ctx, b)
}

// handOver hands a batch to who writes, and waits for what becomes of it.
func (d *Desk) handOver(ctx context.Context, b *batch) ([]Receipt, error) {
	select {
	case <-d.closed:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	case d.queue <- b:
	}
	select {
	case err := <-b.done:
		return b.receipts, err
	case <-d.ended:
		select {
		case err := <-b.done: // it was the last
			return b.receipts, err
		default:
			return nil, ErrClosed
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// read opens a line before any transaction begins.
func (it *item) read(caller Caller, line []byte) (err error) {
	if it.Sealed, err = envelope.Open(line); err == nil && it.Org != caller.Org {
		if caller.May(Sync) != nil {
			err = fmt.Errorf("this is a fact of %s; the token %q hands in those of %s", it.Org, caller.Name, caller.Org)
		}
	}
	if err == nil && len(it.Erased) > 0 && caller.May(Sync) != nil {
		err = errors.New("only another ledger can hand in a fact from which something was erased")
	}
	if err != nil {
		*it = rejected(line, err.Error())
		return nil
	}
	it.salts, it.leaf, err = proof.Commit(it.Members)
	it.Members = nil // what the fact says is kept for as long as its truck is on the road
	return err
}

// rejected is a line that is no fact, and why.
func rejected(line []byte, reason string) item {
	return item{Sealed: envelope.Sealed{Body: line, Hash: sha256.Sum256(line)}, reason: reason}
}

// writing is an entry that is being written.
type writing struct {
	*entry
	done       chan struct{} // it was, and everybody is answered
	asPrepared bool          // and the ledger is what the entry says
}

// takeInAll saves what callers hand in, as many together as are waiting: one
// wait for the disk serves all of them. While a group is written, what the next
// adds is worked out.
func (d *Desk) takeInAll() {
	defer close(d.ended)
	var before *writing // the last
	for {
		group := d.gather(before)
		if group == nil {
			break
		}
		now := &writing{entry: d.prepareAhead(group, before), done: make(chan struct{})}
		before = now
		go func() {
			defer close(now.done)
			now.asPrepared = d.answer(now.entry)
		}()
	}
	if before != nil {
		<-before.done
	}
}

// gather waits for a group of batches, to be written after the one before. It returns
// nil once the desk is closed and all are taken.
func (d *Desk) gather(before *writing) []*batch {
	select {
	case b := <-d.queue:
		return d.drain(b, before)
	case <-d.closed:
		select {
		case b := <-d.queue:
			return d.drain(b, before)
		default:
			return nil
		}
	}
}

// drain takes what else is waiting into the group that b begins, and what comes
// for a moment longer while the group before is written.
func (d *Desk) drain(b *batch, before *writing) []*batch {
	group, n := []*batch{b}, len(b.items)
	late, written := make(chan struct{}), make(chan struct{})
	if before != nil && d.linger > 0 {
		written = before.done
		defer time.AfterFunc(d.linger, func() { close(late) }).Stop()
	} else {
		close(written)
	}
	for n < largest {
		select { // what is there comes before what ends the group
		case b := <-d.queue:
			group, n = append(group, b), n+len(b.items)
			continue
		default:
		}
		select {
		case b := <-d.queue:
			group, n = append(group, b), n+len(b.items)
		case <-written:
			return group
		case <-late:
			return group
		}
	}
	return group
}

// prepareAhead prepares what a group adds to the ledger as it will be once what is
// being written is there, and waits for that.
func (d *Desk) prepareAhead(group []*batch, before *writing) *entry {
	if before != nil {
		select {
		case <-before.done:
			d.remember(before)
			before = nil
		default:
		}
	}
	e, err := d.prepareFrom(group, before)
	if before != nil {
		<-before.done
		if d.remember(before); err != nil || !before.asPrepared {
			e, err = d.prepareFrom(group, nil)
		}
	}
	if err != nil { // its transaction prepares it, and says what is wrong
		return &entry{group: group}
	}
	return e
}

func (d *Desk) prepareFrom(group []*batch, before *writing) (e *entry, err error) {
	err = d.store.View(context.Background(), func(tx *store.Tx) error {
		var last *entry
		if before != nil {
			last = before.entry
		}
		e, err = d.prepare(tx, group, last, &d.recent)
		return err
	})
	return e, err
}

// remember keeps what was written for those that come next.
func (d *Desk) remember(w *writing) {
	if !w.asPrepared {
		d.recent = recent{}
		return
	}
	d.recent.keep(w.entry)
}

// answer writes an entry and tells everybody. It reports whether what the entry
// says is now in the ledger, and no more.
func (d *Desk) answer(e *entry) (asPrepared bool) {
	asPrepared, err := d.save(e)
	for _, b := range e.group {
		if err != nil && len(e.group) > 1 {
			// What is wrong with one must not be wrong with all.
			_, alone := d.save(&entry{group: []*batch{b}})
			b.tell(alone)
			continue
		}
		b.tell(err)
	}
	return asPrepared
}

// save writes an entry in one transaction and counts what it did. Where the
// ledger is not the one that it was prepared for, because another process wrote
// to it, the transaction prepares it anew.
func (d *Desk) save(e *entry) (asPrepared bool, err error) {
	if err := d.roomLeft(); err != nil {
		return false, fmt.Errorf("nothing was saved: %w", err)
	}
	err = d.store.Update(context.Background(), func(tx *store.Tx) error {
		now, err := stateOf(tx)
		if err != nil {
			return err
		}
		fits := e
		if asPrepared = e.folds != nil && now == e.state; !asPrepared {
			if fits, err = d.prepare(tx, e.group, nil, &recent{}); err != nil {
				return err
			}
		}
		return fits.write(tx)
	})
	if err != nil { // nobody knows whether it was saved
		d.log.Error("saving facts", "error", err)
		return false, fmt.Errorf("nothing was saved: %w", err)
	}
	d.counts.commits.Add(1)
	for _, b := range e.group {
		for i, r := range b.receipts {
			if r.Answer == envelope.Conflict {
				d.log.Warn(NumberTwice, "device", b.items[i].Device, "seq", b.items[i].Seq)
			}
			for i, a := range answers {
				if r.Answer == a {
					d.counts.answers[i].Add(1)
				}
			}
		}
	}
	return asPrepared, nil
}
