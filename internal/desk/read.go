package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// Waybill returns a waybill as its facts have it now, without its restricted
// fields unless the caller may read them.
func (d *Desk) Waybill(ctx context.Context, caller Caller, id passage.WaybillID) (w passage.Waybill, err error) {
	if err := caller.MayRead(); err != nil {
		return w, err
	}
	kept := false
	err = d.store.View(ctx, func(tx *store.Tx) error {
		var ok bool
		if w, ok, err = foldedWaybill(tx, id); err == nil && ok {
			ok, err = rowsOf(caller, tx).waybill(w)
			kept = !ok && err == nil
		}
		if err == nil && !ok {
			err = Missing{fmt.Sprintf("no fact speaks of a waybill %q", id)}
		}
		return err
	})
	if kept { // whoever tries ids that are not theirs leaves a trace
		err = errors.Join(d.tell(ctx, caller, "refused.waybill", string(id)), err)
	}
	if err != nil {
		return passage.Waybill{}, err
	}
	if !caller.SeesRestricted() {
		w.Vehicle = ""
		return w, nil
	}
	return w, d.tell(ctx, caller, "read.waybill", string(id))
}

// foldedWaybill returns a waybill as it is kept, and false where there is none.
func foldedWaybill(tx *store.Tx, id passage.WaybillID) (w passage.Waybill, ok bool, err error) {
	row, ok, err := tx.Waybill(string(id))
	if err != nil || !ok {
		return w, false, err
	}
	w, err = unfold(row)
	return w, true, err
}

// unfold reads a waybill as it is kept.
func unfold(row store.Waybill) (w passage.Waybill, err error) {
	if err := json.Unmarshal(row.Fold, &w); err != nil {
		return w, fmt.Errorf("waybill %s cannot be read; run passage ledger rebuild: %w", row.ID, err)
	}
	return w, nil
}

// eachFold yields the waybills of rows.
func eachFold(rows func(yield func(store.Waybill)) error, yield func(passage.Waybill)) error {
	var trouble error
	err := rows(func(row store.Waybill) {
		var w passage.Waybill
		if trouble == nil {
			w, trouble = unfold(row)
		}
		if trouble == nil {
			yield(w)
		}
	})
	if err == nil {
		err = trouble
	}
	return err
}

// Consignment returns a consignment as facts and waybills have it now.
func (d *Desk) Consignment(ctx context.Context, caller Caller, id passage.ConsignmentID) (c passage.Consignment, err error) {
	err = d.consignment(ctx, caller, id, func(_ *rows, folded passage.Consignment, _ []passage.Waybill) error {
		c = folded
		return nil
	})
	return c, err
}

// consignment folds a consignment that the caller sees, and has more read of the same
// state of the ledger. carriers are the waybills that ever carried it, by id, those too
// that the caller does not see.
func (d *Desk) consignment(ctx context.Context, caller Caller, id passage.ConsignmentID, more func(visible *rows, c passage.Consignment, carriers []passage.Waybill) error) error {
	if err := caller.MayRead(); err != nil {
		return err
	}
	kept := false
	err := d.store.View(ctx, func(tx *store.Tx) error {
		c, carriers, err := foldConsignment(tx, id)
		if err != nil {
			return err
		}
		visible := rowsOf(caller, tx)
		sees, err := visible.consignment(c)
		if err != nil {
			return err
		}
		there := len(c.Lines) > 0 || c.Released != 0
		if kept = there && !sees; !there || !sees {
			return Missing{fmt.Sprintf("no fact speaks of a consignment %q", id)}
		}
		return more(visible, c, carriers)
	})
	if kept {
		err = errors.Join(d.tell(ctx, caller, "refused.consignment", string(id)), err)
	}
	return err
}

// foldConsignment returns a consignment and the waybills that ever carried it, by id.
func foldConsignment(tx *store.Tx, id passage.ConsignmentID) (c passage.Consignment, carriers []passage.Waybill, err error) {
	err = foldConsignments(tx, []string{string(id)}, func(one passage.Consignment, by []passage.Waybill) error {
		c, carriers = one, by
		return nil
	})
	return c, carriers, err
}

// foldConsignments yields each consignment with the waybills that ever carried it, by id.
func foldConsignments(tx *store.Tx, ids []string, yield func(c passage.Consignment, carriers []passage.Waybill) error) error {
	subjects := make([]string, len(ids))
	for i, id := range ids {
		subjects[i] = "c/" + id
	}
	facts, _, err := countingFacts(tx, subjects)
	if err != nil {
		return err
	}
	for i, id := range ids {
		var carriers []passage.Waybill
		err := eachFold(func(yield func(store.Waybill)) error { return tx.Carrying(id, yield) },
			func(w passage.Waybill) { carriers = append(carriers, w) })
		if err == nil {
			err = yield(passage.FoldConsignment(passage.ConsignmentID(id), facts[subjects[i]], carriers), carriers)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Consignments yields every consignment that the caller sees, by id, of one
// state of the ledger.
func (d *Desk) Consignments(ctx context.Context, caller Caller, yield func(passage.Consignment)) error {
	if err := caller.MayRead(); err != nil {
		return err
	}
	const page = 200
	return d.store.View(ctx, func(tx *store.Tx) error {
		rows := rowsOf(caller, tx)
		for after := ""; ; {
			ids, err := tx.Consignments(after, page)
			if err != nil || len(ids) == 0 {
				return err
			}
			err = foldConsignments(tx, ids, func(c passage.Consignment, _ []passage.Waybill) error {
				sees, err := rows.consignment(c)
				if sees && err == nil {
					yield(c)
				}
				return err
			})
			if err != nil {
				return err
			}
			after = ids[len(ids)-1]
		}
	})
}

// Waybills yields every waybill that the caller sees, by id, of one state of the
// ledger, without restricted fields unless the caller may read them.
func (d *Desk) Waybills(ctx context.Context, caller Caller, yield func(passage.Waybill)) error {
	if err := caller.MayRead(); err != nil {
		return err
	}
	restricted := caller.SeesRestricted()
	if restricted {
		if err := d.tell(ctx, caller, "read.waybills", ""); err != nil {
			return err
		}
	}
	const page = 1000
	return d.store.View(ctx, func(tx *store.Tx) error {
		rows := rowsOf(caller, tx)
		for after := ""; ; {
			var some []passage.Waybill
			err := eachFold(func(yield func(store.Waybill)) error { return tx.Waybills(after, page, yield) },
				func(w passage.Waybill) { some = append(some, w) })
			if err != nil {
				return err
			}
			for _, w := range some {
				sees, err := rows.waybill(w)
				if err != nil {
					return err
				}
				if !restricted {
					w.Vehicle = ""
				}
				if sees {
					yield(w)
				}
			}
			if len(some) < page {
				return nil
			}
			after = string(some[len(some)-1].ID)
		}
	})
}

// Totals adds up the consignments that the caller sees, by commodity and unit.
func (d *Desk) Totals(ctx context.Context, caller Caller) ([]passage.Total, error) {
	var sum passage.Totals
	err := d.Consignments(ctx, caller, sum.Add)
	return sum.Sorted(), err
}

// Size is how many facts there are.
func (d *Desk) Size(ctx context.Context) (n int64, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		n, err = tx.CountFacts()
		return err
	})
	return n, err
}

// Facts yields the facts from place n of the log on, whole, as another ledger
// takes them in: of the next limit those that the caller may have, each with its
// place. It returns the place to go on from.
func (d *Desk) Facts(ctx context.Context, caller Caller, n int64, limit int, yield func(n int64, body []byte)) (next int64, err error) {
	if err := caller.May(Sync); err != nil {
		return n, err
	}
	next = n
	err = d.store.View(ctx, func(tx *store.Tx) error {
		var page []*store.Fact
		if err := tx.Facts(n, limit, func(f *store.Fact) { page = append(page, f) }); err != nil {
			return err
		}
		visible := rowsOf(caller, tx)
		for _, f := range page {
			sees, err := visible.record(f.Subject, f.Body)
			if err != nil {
				return err
			}
			if sees {
				yield(f.N, f.Body)
			}
			next = f.N + 1
		}
		return nil
	})
	if err == nil && next > n { // others ask every few seconds, mostly for nothing
		err = d.tell(ctx, caller, "read.facts", fmt.Sprintf("%d to %d", n, next-1))
	}
	return next, err
}

// FactsAt is Facts for a small site: of the waybills that begin or end at a
// node and that a fact from place n on speaks of, all facts, whenever they came.
func (d *Desk) FactsAt(ctx context.Context, caller Caller, node passage.NodeID, n int64, limit int, yield func(body []byte)) (next int64, err error) {
	if err := caller.May(Sync); err != nil {
		return n, err
	}
	next = n
	err = d.store.View(ctx, func(tx *store.Tx) error {
		size, err := tx.CountFacts()
		if err != nil {
			return err
		}
		var about []string
		last := n
		if err := tx.WaybillsSince(n, string(node), limit, func(w store.Waybill) {
			about = append(about, "w/"+w.ID)
			last = w.LastN + 1
		}); err != nil {
			return err
		}
		if len(about) < limit {
			last = max(size, n)
		}
		consignments := map[string]bool{}
		err = tx.About(about, func(_ int64, _ string, body []byte, _ bool) {
			yield(body)
			if f, err := envelope.Reopen(body); err == nil {
				for _, l := range f.Lines {
					consignments["c/"+string(l.Consignment)] = true
				}
			}
		})
		if err != nil {
			return err
		}
		next = last
		return tx.About(slices.Sorted(maps.Keys(consignments)), func(_ int64, _ string, body []byte, _ bool) { yield(body) })
	})
	if err == nil && next > n {
		err = d.tell(ctx, caller, "read.facts", fmt.Sprintf("%d to %d at %s", n, next-1, node))
	}
	return next, err
}

// Story yields the facts about a waybill, consignment or place, in the order of
// the log, without restricted fields unless the caller may see them. Of what the
// caller does not see there are none.
func (d *Desk) Story(ctx context.Context, caller Caller, subject string, yield func(body []byte, counts bool)) error {
	if err := caller.MayRead(); err != nil {
		return err
	}
	full := caller.SeesRestricted()
	if full {
		if err := d.tell(ctx, caller, "read.story", subject); err != nil {
			return err
		}
	}
	type line struct {
		body   []byte
		counts bool
	}
	return d.store.View(ctx, func(tx *store.Tx) error {
		visible := rowsOf(caller, tx)
		if sees, err := visible.subject(subject); err != nil || !sees {
			return err
		}
		var lines []line
		err := tx.About([]string{subject}, func(_ int64, _ string, body []byte, counts bool) { lines = append(lines, line{body, counts}) })
		if err != nil {
			return err
		}
		for _, l := range lines {
			if sees, err := visible.record(subject, l.body); err != nil {
				return err
			} else if !sees {
				continue
			}
			if !full {
				if l.body, err = withoutRestricted(l.body); err != nil {
					return err
				}
			}
			yield(l.body, l.counts)
		}
		return nil
	})
}

// withoutRestricted returns what everybody who reads may see of a fact.
func withoutRestricted(body []byte) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, fmt.Errorf("a fact that was kept cannot be read: %w", err)
	}
	maps.DeleteFunc(members, func(name string, _ json.RawMessage) bool { return envelope.Restricted(name) })
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(members)
	return bytes.TrimSpace(b.Bytes()), err
}

// Cursor returns how far an exchange with another ledger has come: the epoch of
// the other and the place to go on from. It is empty before the first.
func (d *Desk) Cursor(ctx context.Context, name string) (epoch string, n int64, err error) {
	var value string
	err = d.store.View(ctx, func(tx *store.Tx) error {
		value, err = tx.Setting("cursor " + name)
		return err
	})
	if err == nil && value != "" {
		if _, err = fmt.Sscanf(value, "%s %d", &epoch, &n); err != nil {
			err = fmt.Errorf("the place where %s stopped cannot be read: %w", name, err)
		}
	}
	return epoch, n, err
}

// SetCursor keeps how far an exchange has come.
func (d *Desk) SetCursor(ctx context.Context, name, epoch string, n int64) error {
	return d.store.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting("cursor "+name, fmt.Sprintf("%s %d", epoch, n)) })
}
