package desk

import (
	"context"

	"passage"
	"passage/internal/alike"
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

// ConsignmentsAlike returns the consignments, of those that the caller sees, whose
// numbers look like id and are others. It goes through all numbers there are.
func (d *Desk) ConsignmentsAlike(ctx context.Context, caller Caller, id passage.ConsignmentID) (others []passage.ConsignmentID, err error) {
	if caller.MayRead() != nil {
		return nil, nil
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		names := alike.Of(string(id))
		if err := tx.ConsignmentNames(names.Meet); err != nil {
			return err
		}
		rows := rowsOf(caller, tx)
		return foldConsignments(tx, names.Others(string(id)), func(c passage.Consignment, _ []passage.Waybill) error {
			sees, err := rows.consignment(c)
			if sees && err == nil {
				others = append(others, c.ID)
			}
			return err
		})
	})
	return others, err
}
