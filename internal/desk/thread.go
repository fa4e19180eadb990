package desk

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// Told is a fact in a story, with what the ledger knows about it.
type Told struct {
	passage.Fact                  // without restricted fields unless the caller may see them
	N            int64            // place in the log
	Received     passage.Instant  // by this ledger
	Hash         string           // SHA-256 of the fact as it came; empty once something was erased
	Counts       bool             // it is neither in conflict nor declared wrong
	InConflict   bool             // its device used the number for something else too
	CorrectedBy  []passage.FactID // facts of the same organisation that declare it wrong
}

// Thread returns the facts about waybills and consignments, in the order in
// which they are said to have happened. What was declared wrong is among them.
// Where restricted fields are shown, that is written down under the first of the
// subjects: the others are what carried it.
func (d *Desk) Thread(ctx context.Context, caller Caller, subjects ...string) (told []Told, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	restricted := !caller.SeesRestricted()
	if !restricted && len(subjects) > 0 {
		if err := d.tell(ctx, caller, "read.story", subjects[0]); err != nil {
			return nil, err
		}
	}
	var all []*Told // a fact is large: each stays where it is until all are in order
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all = nil
		visible := rowsOf(caller, tx)
		for _, subject := range subjects {
			if sees, err := visible.subject(subject); err != nil || !sees {
				return cmp.Or(err, error(Missing{"no fact speaks of this"}))
			}
		}
		var trouble error
		var bodies [][]byte
		var read []*Told
		err := tx.Told(subjects, func(f store.Fact, counts bool) {
			bodies = append(bodies, f.Body)
			fact, err := envelope.Reopen(f.Body)
			trouble = cmp.Or(trouble, err)
			if restricted {
				blank(&fact)
			}
			read = append(read, &Told{
				Fact: fact, N: f.N, Received: passage.Instant(f.Received), Hash: hex.EncodeToString(f.Hash),
				Counts: counts, InConflict: !counts,
			})
		})
		if err = cmp.Or(err, trouble); err != nil {
			return err
		}
		for i, f := range read {
			sees, err := visible.record(f.Subject(), bodies[i])
			if err != nil {
				return err
			}
			if sees {
				all = append(all, f)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	shown, err := d.Actors(ctx, caller)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		f.Actor = shown(&f.Fact)
	}
	settleThread(all)
	slices.SortStableFunc(all, func(a, b *Told) int { return passage.CompareFacts(&a.Fact, &b.Fact) })
	told = make([]Told, len(all))
	for i, f := range all {
		told[i] = *f
	}
	return told, nil
}

// settleThread works out which facts count once corrections are settled, each
// subject on its own.
func settleThread(told []*Told) {
	by := map[string][]*passage.Fact{}
	for _, f := range told {
		if f.Counts {
			by[f.Subject()] = append(by[f.Subject()], &f.Fact)
		}
	}
	stands := map[passage.FactID]bool{}
	for _, facts := range by {
		for _, f := range passage.StandingOf(facts) {
			stands[f.ID] = true
		}
	}
	type target struct {
		fact passage.FactID
		org  passage.OrgID
	}
	corrections := map[target][]passage.FactID{}
	for _, c := range told {
		if c.Kind == passage.Corrected && c.Counts {
			t := target{c.Corrects, c.Org}
			corrections[t] = append(corrections[t], c.ID)
		}
	}
	for _, f := range told {
		f.CorrectedBy = corrections[target{f.ID, f.Org}]
		if f.Kind != passage.Corrected && !stands[f.ID] {
			f.Counts = false
		}
	}
}

// Carriers returns up to limit waybills that carried a consignment, by id, whose
// ids come after one.
func (d *Desk) Carriers(ctx context.Context, caller Caller, id passage.ConsignmentID, after passage.WaybillID, limit int) (all []WaybillItem, more bool, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, false, err
	}
	restricted := !caller.SeesRestricted()
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all, more = nil, false
		visible := rowsOf(caller, tx)
		var rows []store.Waybill // whether the caller sees one is asked once all are read
		if err := tx.Carrying(string(id), func(row store.Waybill) {
			if row.ID > string(after) {
				rows = append(rows, row)
			}
		}); err != nil {
			return err
		}
		for _, row := range rows {
			w, err := unfold(row)
			if err != nil {
				return err
			}
			sees, err := visible.waybill(w)
			if err != nil {
				return err
			}
			if !sees {
				continue
			}
			if more = len(all) == limit; more {
				break
			}
			if restricted {
				w.Vehicle = ""
			}
			all = append(all, WaybillItem{Waybill: w, Open: row.Open})
		}
		return nil
	})
	return all, more, err
}
