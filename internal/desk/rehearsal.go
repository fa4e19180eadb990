package desk

import (
	"context"

	"passage/internal/store"
)

// rehearsalSetting names the rehearsal that a ledger is for. It is kept by the
// ledger and not by its facts alone, so that whoever shows anything of it can
// say so by one look, and it comes back from a backup with the rest.
const rehearsalSetting = "rehearsal"

// Rehearsal returns the name of the rehearsal that this ledger is for, which
// every page shows; "" where facts are of what happened.
func (d *Desk) Rehearsal(ctx context.Context) (name string, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		name, err = tx.Setting(rehearsalSetting)
		return err
	})
	return name, err
}

// Rehearse makes an empty ledger one for a rehearsal, for good. It refuses a
// ledger that holds anything else.
func (d *Desk) Rehearse(ctx context.Context, caller Caller, name string) error {
	if err := caller.May(Admin); err != nil {
		return err
	}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		now, err := tx.Setting(rehearsalSetting)
		if err != nil {
			return err
		}
		size, err := tx.CountFacts()
		switch {
		case err != nil:
			return err
		case now == name:
			return nil
		case now != "":
			return refuse("the ledger holds another rehearsal (%s); rehearse this one in a folder of its own", now)
		case size > 0:
			return refuse("the ledger holds %d facts that are of no rehearsal; a rehearsal is never mixed with them. Give it a folder of its own", size)
		}
		return tx.SetSetting(rehearsalSetting, name)
	})
}
