package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store"
)

// Prove publishes a checkpoint and returns a bundle with all facts that bear an
// id: the fact of that id, or else those about the waybill or the consignment
// of that name, with the waybills that carried it. Fields for which hide is
// true are in it by their commitments only, and so are restricted ones unless
// the caller may hand everything on. Facts that the caller does not see are not in it.
func (d *Desk) Prove(ctx context.Context, caller Caller, id string, hide func(field string) bool) (proof.Bundle, error) {
	if err := caller.MayRead(); err != nil {
		return proof.Bundle{}, err
	}
	if caller.May(Sync) != nil {
		asked := hide
		hide = func(field string) bool { return asked(field) || envelope.Restricted(field) }
	}
	if err := d.Publish(ctx); err != nil {
		return proof.Bundle{}, err
	}
	if err := d.Cosign(ctx); err != nil {
		d.log.Warn("the bundle lacks a witness", "error", err)
	}
	b := proof.Bundle{Key: d.key.Public}
	err := d.store.View(ctx, func(tx *store.Tx) error {
		size, signed, err := tx.Checkpoint()
		if err != nil {
			return err
		}
		if b.Checkpoint, b.Witnesses, err = proof.KeepCosigned(signed, d.key.Public, d.witnessKeys()); err != nil {
			return err
		}
		facts, err := bearing(tx, id)
		if err != nil {
			return err
		}
		if facts, err = rowsOf(caller, tx).facts(facts); err != nil {
			return err
		}
		if len(facts) == 0 {
			return Missing{fmt.Sprintf("no fact, waybill or consignment is called %q", id)}
		}
		facts = slices.DeleteFunc(facts, func(f store.Fact) bool { return f.N >= size }) // it came after the checkpoint was signed
		b.Facts, err = prove(tx, size, facts, hide)
		return err
	})
	return b, err
}

// bearing returns the facts that bear an id, in the order of the log.
func bearing(tx *store.Tx, id string) ([]store.Fact, error) {
	facts, err := tx.FactsNamed(id)
	if err != nil || len(facts) > 0 {
		return facts, err
	}
	subjects := []string{"w/" + id, "c/" + id}
	if err := tx.Carrying(id, func(w store.Waybill) { subjects = append(subjects, "w/"+w.ID) }); err != nil {
		return nil, err
	}
	slices.Sort(subjects)
	err = tx.Told(slices.Compact(subjects), func(f store.Fact, _ bool) { facts = append(facts, f) })
	slices.SortFunc(facts, func(a, b store.Fact) int { return cmp.Compare(a.N, b.N) })
	return facts, err
}

// prove shows facts, each with its way to the root of the log of a size.
func prove(tx *store.Tx, size int64, facts []store.Fact, hide func(field string) bool) (all []proof.Proven, err error) {
	places := make([]int64, len(facts))
	for i, f := range facts {
		places[i] = f.N
	}
	proofs, err := proof.Inclusion(tx, size, places...)
	if err != nil {
		return nil, err
	}
	for i, f := range facts {
		var erased []proof.Committed
		if len(f.Hash) == 0 {
			if erased, err = erasedOf(tx, f.N); err != nil {
				return nil, err
			}
		}
		p, err := proof.Show(f.N, f.Body, f.Salts, erased, hide)
		if err != nil {
			return nil, err
		}
		p.Proof = proofs[i]
		all = append(all, p)
	}
	return all, nil
}

// erasedOf returns what the log still knows of the erased fields of a fact.
func erasedOf(tx *store.Tx, n int64) ([]proof.Committed, error) {
	rows, err := tx.Erasures(n)
	var erased []proof.Committed
	for _, e := range rows {
		erased = append(erased, proof.Committed{Field: e.Field, Commitment: e.Commitment})
	}
	return erased, err
}

// Restricted reports whether a field of a fact is shown only to those who need
// it.
func Restricted(field string) bool { return envelope.Restricted(field) }
