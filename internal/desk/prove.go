package desk

import (
	"context"
	"fmt"
	"maps"
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
		places, err := bearing(tx, id)
		if err != nil {
			return err
		}
		if places, err = rowsOf(caller, tx).places(places); err != nil {
			return err
		}
		if len(places) == 0 {
			return Missing{fmt.Sprintf("no fact, waybill or consignment is called %q", id)}
		}
		for _, n := range places {
			if n >= size { // it came after the checkpoint was signed
				break
			}
			f, err := prove(tx, size, n, hide)
			if err != nil {
				return err
			}
			b.Facts = append(b.Facts, f)
		}
		return nil
	})
	return b, err
}

// bearing returns the places in the log of the facts that bear an id.
func bearing(tx *store.Tx, id string) ([]int64, error) {
	places := map[int64]bool{}
	named, err := tx.FactsNamed(id)
	if err != nil {
		return nil, err
	}
	for _, f := range named {
		places[f.N] = true
	}
	if len(places) == 0 {
		subjects := []string{"w/" + id, "c/" + id}
		if err := tx.Carrying(id, func(w store.Waybill) { subjects = append(subjects, "w/"+w.ID) }); err != nil {
			return nil, err
		}
		slices.Sort(subjects)
		err = tx.About(slices.Compact(subjects), func(n int64, _ string, _ []byte, _ bool) { places[n] = true })
	}
	return slices.Sorted(maps.Keys(places)), err
}

func prove(tx *store.Tx, size, n int64, hide func(field string) bool) (p proof.Proven, err error) {
	var fact *store.Fact
	if err := tx.Facts(n, 1, func(f *store.Fact) { fact = f }); err != nil {
		return p, err
	}
	if fact == nil || fact.N != n {
		return p, fmt.Errorf("fact %d of the log is gone; passage ledger verify names what was changed", n)
	}
	erased, err := erasedOf(tx, n)
	if err != nil {
		return p, err
	}
	if p, err = proof.Show(n, fact.Body, fact.Salts, erased, hide); err != nil {
		return p, err
	}
	p.Proof, err = proof.Inclusion(tx, size, n)
	return p, err
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
