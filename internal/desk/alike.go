package desk

import (
	"context"

	"passage/internal/store"
)

// EachName yields the name of every waybill, consignment and organisation that the
// ledger knows, for callers at the server itself and administrators.
func (d *Desk) EachName(ctx context.Context, c Caller, waybill, consignment, org func(string)) error {
	if err := administers(c); err != nil {
		return err
	}
	return d.store.View(ctx, func(tx *store.Tx) error {
		if err := tx.WaybillNames(waybill); err != nil {
			return err
		}
		if err := tx.ConsignmentNames(consignment); err != nil {
			return err
		}
		orgs, err := tx.OrgsOfFacts()
		if err != nil {
			return err
		}
		for _, o := range orgs {
			org(o)
		}
		entered, err := tx.Organisations()
		for _, o := range entered {
			org(o.ID)
		}
		return err
	})
}
