package desk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync/atomic"

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
	receipts []Receipt
	done     chan error
}

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

// ErrClosed says that the desk takes nothing more in.
var ErrClosed = errors.New("the ledger is being closed; nothing was saved, hand it in again later")

// TakeIn takes lines in, each a fact as its device wrote it. When it returns
// without an error every line is on the disk, as a fact or, where it is none,
// in quarantine. After an error nobody knows; handing in again does no harm.
func (d *Desk) TakeIn(ctx context.Context, caller Caller, lines [][]byte) ([]Receipt, error) {
	if err := caller.May(Write, Sync); err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, nil
	}
	b := &batch{via: caller.Name, items: make([]item, len(lines)), done: make(chan error, 1)}
	for i, line := range lines {
		if err := b.items[i].read(caller, line); err != nil {
			return nil, err
		}
	}
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
		it.reason = err.Error()
		it.Sealed = envelope.Sealed{Body: line, Hash: sha256.Sum256(line)}
		return nil
	}
	it.salts, it.leaf, err = proof.Commit(it.Body)
	return err
}

// takeInAll saves what callers hand in, as many together as are waiting: one
// wait for the disk serves all of them.
func (d *Desk) takeInAll() {
	defer close(d.ended)
	for {
		var group []*batch
		select {
		case b := <-d.queue:
			group = d.drain(b)
		case <-d.closed:
			select {
			case b := <-d.queue:
				group = d.drain(b)
			default:
				return
			}
		}
		err := d.save(group)
		if err != nil && len(group) > 1 {
			// What is wrong with one must not be wrong with all.
			for _, b := range group {
				b.done <- d.save([]*batch{b})
			}
			continue
		}
		for _, b := range group {
			b.done <- err
		}
	}
}

func (d *Desk) drain(b *batch) []*batch {
	group, n := []*batch{b}, len(b.items)
	for n < largest {
		select {
		case b := <-d.queue:
			group, n = append(group, b), n+len(b.items)
		default:
			return group
		}
	}
	return group
}

// save writes a group in one transaction and counts what it did.
func (d *Desk) save(group []*batch) error {
	var size int64
	var touched *folds
	err := d.store.Update(context.Background(), func(tx *store.Tx) (err error) {
		touched = newFolds()
		size, err = d.decide(tx, group, touched)
		return err
	})
	if err != nil {
		d.recent = recent{} // nobody knows whether it was saved
		d.log.Error("saving facts", "error", err)
		return fmt.Errorf("nothing was saved: %w", err)
	}
	d.recent.keep(size, touched.stories)
	d.counts.commits.Add(1)
	for _, b := range group {
		for _, r := range b.receipts {
			for i, a := range answers {
				if r.Answer == a {
					d.counts.answers[i].Add(1)
				}
			}
		}
	}
	return nil
}

// decide says of every line what it is, writes what is new with its leaves in
// the log, and folds again what it touches. It returns how many facts there are
// then.
func (d *Desk) decide(tx *store.Tx, group []*batch, touched *folds) (int64, error) {
	seen, subjects, err := known(tx, group)
	if err != nil {
		return 0, err
	}
	size, err := tx.CountFacts()
	if err == nil {
		err = d.recent.begin(tx, size)
	}
	if err != nil {
		return 0, err
	}
	if err := d.turnAwaySimulated(tx, group); err != nil {
		return 0, err
	}
	received := d.now().UnixMicro()
	var rows []store.Fact
	var leaves []tlog.Hash
	for _, b := range group {
		b.receipts = make([]Receipt, len(b.items))
		for i := range b.items {
			it := &b.items[i]
			receipt := Receipt{Hash: it.Hash, Answer: envelope.Invalid, Reason: it.reason}
			if it.reason != "" {
				body := it.Body[:min(len(it.Body), envelope.MaxFact)]
				if err := tx.Quarantine(store.Rejected{Hash: it.Hash[:], Received: received, Via: b.via, Reason: it.reason, Body: body}); err != nil {
					return 0, err
				}
				b.receipts[i] = receipt
				continue
			}
			number := store.Number{Device: string(it.Device), Seq: it.Seq}
			receipt.Answer = seen.answer(number, it)
			if receipt.Answer != envelope.Known {
				row := store.Fact{
					N: size + int64(len(rows)), ID: string(it.ID), Device: number.Device, Seq: it.Seq, Hash: it.Hash[:],
					Subject: it.Subject(), Received: received, Via: b.via, Body: it.Body, Salts: it.salts,
				}
				if len(it.Erased) > 0 {
					row.Hash = nil
				}
				rows, leaves = append(rows, row), append(leaves, it.leaf)
				if receipt.Answer == envelope.Conflict {
					d.log.Warn("a device used one number for different facts; none of them counts", "device", it.Device, "seq", it.Seq)
					touched.touch(subjects[number]...)
					touched.touch(row.Subject)
				} else {
					touched.add(row.Subject, row.N, &it.Fact)
				}
				subjects[number] = append(subjects[number], row.Subject)
			}
			b.receipts[i] = receipt
		}
	}
	if len(rows) == 0 {
		return size, nil
	}
	if err := tx.AddFacts(rows); err != nil {
		return 0, err
	}
	if err := proof.Append(tx, size, leaves); err != nil {
		return 0, err
	}
	return size + int64(len(rows)), touched.fold(tx, &d.recent)
}

// turnAwaySimulated has facts of a rehearsal be none in a ledger of what happened,
// whoever hands them in: they go into quarantine with that reason.
func (d *Desk) turnAwaySimulated(tx *store.Tx, group []*batch) error {
	for _, b := range group {
		for i := range b.items {
			it := &b.items[i]
			if it.reason != "" || !it.Org.Simulated() {
				continue
			}
			name, err := tx.Setting(rehearsalSetting)
			if err != nil || name != "" {
				return err
			}
			it.reason = fmt.Sprintf("%s is of a rehearsal, where nothing happened; this ledger is for what did", it.Org)
		}
	}
	return nil
}

// contents are the hashes that numbers were used for; an empty one stands for a
// fact of which something was erased, whatever it was.
type contents map[store.Number][]envelope.Hash

// answer says what a fact is to those that are there, and notes it.
func (c contents) answer(number store.Number, it *item) envelope.Answer {
	hash := it.Hash
	if len(it.Erased) > 0 {
		hash = envelope.Hash{}
	}
	have := c[number]
	for _, h := range have {
		if h == hash || h == (envelope.Hash{}) || hash == (envelope.Hash{}) {
			return envelope.Known
		}
	}
	c[number] = append(have, hash)
	if len(have) > 0 {
		return envelope.Conflict
	}
	return envelope.New
}

// known looks up what is there under the numbers of a group.
func known(tx *store.Tx, group []*batch) (contents, map[store.Number][]string, error) {
	var numbers []store.Number
	asked := map[store.Number]bool{}
	for _, b := range group {
		for i := range b.items {
			it := &b.items[i]
			n := store.Number{Device: string(it.Device), Seq: it.Seq}
			if it.reason == "" && !asked[n] {
				asked[n] = true
				numbers = append(numbers, n)
			}
		}
	}
	found, err := tx.Find(numbers)
	if err != nil {
		return nil, nil, err
	}
	seen, subjects := contents{}, map[store.Number][]string{}
	for _, f := range found {
		n := store.Number{Device: f.Device, Seq: f.Seq}
		var hash envelope.Hash
		copy(hash[:], f.Hash)
		seen[n] = append(seen[n], hash)
		subjects[n] = append(subjects[n], f.Subject)
	}
	return seen, subjects, nil
}
