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
// subjects.
func (d *Desk) Thread(ctx context.Context, caller Caller, subjects ...string) (told []Told, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	if len(subjects) > 0 {
		if err := d.tellStory(ctx, caller, subjects[0]); err != nil {
			return nil, err
		}
	}
	var all []*Told
	err = d.store.View(ctx, func(tx *store.Tx) error {
		visible := rowsOf(caller, tx)
		for _, subject := range subjects {
			if sees, err := visible.subject(subject); err != nil || !sees {
				return cmp.Or(err, error(Missing{"no fact speaks of this"}))
			}
		}
		all, err = visible.told(subjects)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.inOrder(ctx, caller, all)
}

// ConsignmentThread is what the ledger knows of a consignment.
type ConsignmentThread struct {
	passage.Consignment
	Carriers []WaybillItem // that carried it, by id
	More     bool          // others follow them
	Told     []Told        // about it and these waybills, as [Desk.Thread] has it
}

// ThreadOf returns the thread of a consignment with up to limit of its waybills whose
// ids come after one. Where restricted fields are shown, that is written down under
// the consignment: the waybills are what carried it.
func (d *Desk) ThreadOf(ctx context.Context, caller Caller, id passage.ConsignmentID, after passage.WaybillID, limit int) (t ConsignmentThread, err error) {
	var all []*Told
	err = d.consignment(ctx, caller, id, func(visible *rows, c passage.Consignment, carriers []passage.Waybill) (err error) {
		t = ConsignmentThread{Consignment: c}
		subjects := []string{"c/" + string(id)}
		for _, w := range carriers {
			if w.ID <= after {
				continue
			}
			sees, err := visible.waybill(w)
			if err != nil {
				return err
			}
			if !sees {
				continue
			}
			if t.More = len(t.Carriers) == limit; t.More {
				break
			}
			if !caller.SeesRestricted() {
				w.Vehicle = ""
			}
			t.Carriers = append(t.Carriers, WaybillItem{Waybill: w, Open: open(&w)})
			subjects = append(subjects, "w/"+string(w.ID))
		}
		all, err = visible.told(subjects)
		return err
	})
	if err == nil {
		err = d.tellStory(ctx, caller, "c/"+string(id))
	}
	if err == nil {
		t.Told, err = d.inOrder(ctx, caller, all)
	}
	return t, err
}

// tellStory writes down that restricted fields of a thread are shown, where they are.
func (d *Desk) tellStory(ctx context.Context, caller Caller, subject string) error {
	if !caller.SeesRestricted() {
		return nil
	}
	return d.tell(ctx, caller, "read.story", subject)
}

// told reads the facts about subjects that the caller sees. A fact is large: each stays
// where it is until all are in order.
func (r *rows) told(subjects []string) (all []*Told, err error) {
	restricted := !r.SeesRestricted()
	var trouble error
	var bodies [][]byte
	var read []*Told
	err = r.tx.Told(subjects, func(f store.Fact, counts bool) {
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
		return nil, err
	}
	for i, f := range read {
		sees, err := r.record(f.Subject(), bodies[i])
		if err != nil {
			return nil, err
		}
		if sees {
			all = append(all, f)
		}
	}
	return all, nil
}

// inOrder says which of facts count, names who told them, and sorts them.
func (d *Desk) inOrder(ctx context.Context, caller Caller, all []*Told) ([]Told, error) {
	shown, err := d.Actors(ctx, caller)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		f.Actor = shown(&f.Fact)
	}
	settleThread(all)
	slices.SortStableFunc(all, func(a, b *Told) int { return passage.CompareFacts(&a.Fact, &b.Fact) })
	told := make([]Told, len(all))
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
