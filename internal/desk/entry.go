package desk

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store"
)

// state tells ledgers apart that grew out of each other: facts are added, and
// something is erased from them, and nothing else happens to them.
type state struct{ facts, erasures int64 }

func stateOf(tx *store.Tx) (s state, err error) {
	if s.facts, err = tx.CountFacts(); err == nil {
		s.erasures, err = tx.CountErasures()
	}
	return s, err
}

// entry is what the lines of a group add to a ledger in one state. It is prepared
// without writing, so that it can be while the one before it is written.
type entry struct {
	group    []*batch
	state    state // of the ledger that it is for
	rejected []store.Rejected
	rows     []store.Fact
	leaves   []tlog.Hash
	folds    *folds // nil in an entry that is still to be prepared
}

// after is the state of the ledger once the entry is written.
func (e *entry) after() state {
	return state{e.state.facts + int64(len(e.rows)), e.state.erasures}
}

// write writes all that the entry says.
func (e *entry) write(tx *store.Tx) error {
	for _, r := range e.rejected {
		if err := tx.Quarantine(r); err != nil {
			return err
		}
	}
	if len(e.rows) == 0 {
		return nil
	}
	if err := tx.AddFacts(e.rows); err != nil {
		return err
	}
	if err := proof.Append(tx, e.state.facts, e.leaves); err != nil {
		return err
	}
	return e.folds.write(tx)
}

// prepare says of every line of a group what it is, and works out what is new and
// the folds that it touches. Before is an entry that is being written, whose rows
// tx may or may not read; nil: there is none. It returns errUnread where it
// would have to read what that entry writes.
func (d *Desk) prepare(tx *store.Tx, group []*batch, before *entry, remembered *recent) (e *entry, err error) {
	e = &entry{group: group, folds: newFolds()}
	if before != nil {
		e.state = before.after()
	} else {
		if e.state, err = stateOf(tx); err != nil {
			return nil, err
		}
		remembered.begin(e.state)
	}
	seen, subjects, err := known(tx, group, before, remembered)
	if err != nil {
		return nil, err
	}
	if err := d.turnAwaySimulated(tx, group); err != nil {
		return nil, err
	}
	received := d.now().UnixMicro()
	for _, b := range group {
		if b.refused, err = e.refusal(tx, b, before, seen); err != nil {
			return nil, err
		}
		if b.refused != nil {
			b.receipts = nil
			continue
		}
		b.receipts = make([]Receipt, len(b.items))
		for i := range b.items {
			it := &b.items[i]
			receipt := Receipt{Hash: it.Hash, Answer: envelope.Invalid, Reason: it.reason}
			if it.reason != "" {
				body := it.Body[:min(len(it.Body), envelope.MaxFact)]
				e.rejected = append(e.rejected, store.Rejected{Hash: it.Hash[:], Received: received, Via: b.via, Reason: it.reason, Body: body})
				b.receipts[i] = receipt
				continue
			}
			number := store.Number{Device: string(it.Device), Seq: it.Seq}
			receipt.Answer = seen.answer(number, it)
			if receipt.Answer != envelope.Known {
				row := store.Fact{
					N: e.state.facts + int64(len(e.rows)), ID: string(it.ID), Device: number.Device, Seq: it.Seq, Hash: it.Hash[:],
					Subject: it.Subject(), Received: received, Via: b.via, Body: it.Body, Salts: it.salts,
				}
				if len(it.Erased) > 0 {
					row.Hash = nil
				}
				e.rows, e.leaves = append(e.rows, row), append(e.leaves, it.leaf)
				e.folds.add(row.Subject, row.N, &it.Fact)
				if receipt.Answer == envelope.Conflict {
					e.folds.void[number] = true
					e.folds.touch(subjects[number]...)
					e.folds.touch(row.Subject)
				}
				subjects[number] = append(subjects[number], row.Subject)
			}
			b.receipts[i] = receipt
		}
	}
	var writing *folds
	if before != nil {
		writing = before.folds
	}
	return e, e.folds.fold(tx, remembered, writing)
}

// refusal says why a batch that is to be the first about something is not: facts
// about that are there, or being written, or come before it in its group. What was
// handed in before is no other.
func (e *entry) refusal(tx *store.Tx, b *batch, before *entry, seen contents) (error, error) {
	if !b.first || len(seen[store.Number{Device: string(b.items[0].Device), Seq: b.items[0].Seq}]) > 0 {
		return nil, nil
	}
	subjects := make([]string, len(b.items))
	for i := range b.items {
		subjects[i] = b.items[i].Subject()
	}
	ahead := e.rows
	if before != nil {
		ahead = slices.Concat(before.rows, e.rows)
	}
	spoken := slices.ContainsFunc(ahead, func(f store.Fact) bool { return slices.Contains(subjects, f.Subject) })
	if !spoken {
		var err error
		if spoken, err = tx.Spoken(subjects); err != nil {
			return nil, err
		}
	}
	if spoken {
		return SpokenOf{}, nil
	}
	return nil, nil
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

// known looks up what is there under the numbers of a group, and what is being
// written under them.
func known(tx *store.Tx, group []*batch, before *entry, remembered *recent) (contents, map[store.Number][]string, error) {
	var numbers []store.Number
	asked := map[store.Number]bool{}
	for _, b := range group {
		for i := range b.items {
			it := &b.items[i]
			n := store.Number{Device: string(it.Device), Seq: it.Seq}
			if it.reason != "" || asked[n] {
				continue
			}
			asked[n] = true
			unused, err := remembered.unused(tx, n)
			if err != nil {
				return nil, nil, err
			}
			if !unused {
				numbers = append(numbers, n)
			}
		}
	}
	found, err := tx.Find(numbers)
	if err != nil {
		return nil, nil, err
	}
	if before != nil {
		found = append(found, before.rows...)
	}
	seen, subjects := contents{}, map[store.Number][]string{}
	for _, f := range found {
		n := store.Number{Device: f.Device, Seq: f.Seq}
		if !asked[n] {
			continue
		}
		var hash envelope.Hash
		copy(hash[:], f.Hash)
		if !slices.Contains(seen[n], hash) { // it may be written by now
			seen[n] = append(seen[n], hash)
			subjects[n] = append(subjects[n], f.Subject)
		}
	}
	return seen, subjects, nil
}
