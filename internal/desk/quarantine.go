package desk

import (
	"context"
	"crypto/sha256"
	"fmt"

	"passage/internal/envelope"
	"passage/internal/store"
)

// takenAtOnce is how many lines of quarantine are handed in in one go.
const takenAtOnce = 1000

// Quarantined yields the newest lines that were no facts.
func (d *Desk) Quarantined(ctx context.Context, caller Caller, limit int, yield func(store.Rejected)) error {
	if err := caller.May(Sync, Admin); err != nil {
		return err
	}
	return d.store.View(ctx, func(tx *store.Tx) error { return tx.Quarantined(limit, yield) })
}

// Disputed yields the facts of every number that a device used for several, one
// number after the other; none of them counts.
func (d *Desk) Disputed(ctx context.Context, caller Caller, yield func(*store.Fact)) error {
	if err := caller.May(Sync, Admin); err != nil {
		return err
	}
	return d.store.View(ctx, func(tx *store.Tx) error { return tx.InConflict(yield) })
}

// TakeAgain hands lines of quarantine in again on the caller's own word: after an
// upgrade they may be facts that this version knows, and whoever keeps the ledger
// may let in what a token could not. Those that are facts now leave the quarantine
// once they are in the ledger. It yields each with what became of it.
func (d *Desk) TakeAgain(ctx context.Context, caller Caller, lines []store.Rejected, yield func(store.Rejected, Receipt)) error {
	if err := caller.May(Admin); err != nil {
		return err
	}
	for len(lines) > 0 {
		some := lines[:min(len(lines), takenAtOnce)]
		lines = lines[len(some):]
		if err := d.takeAgain(ctx, caller, some, yield); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) takeAgain(ctx context.Context, caller Caller, lines []store.Rejected, yield func(store.Rejected, Receipt)) error {
	whole := make([]store.Rejected, 0, len(lines))
	bodies := make([][]byte, 0, len(lines))
	for _, r := range lines {
		if sum := sha256.Sum256(r.Body); sum != [sha256.Size]byte(r.Hash) {
			yield(r, Receipt{Hash: envelope.Hash(r.Hash), Answer: envelope.Invalid, Reason: "it was too long to be kept whole"})
			continue
		}
		whole, bodies = append(whole, r), append(bodies, r.Body)
	}
	receipts, err := d.TakeIn(ctx, caller, bodies)
	if err != nil {
		return err
	}
	taken := 0
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		taken = 0
		for i, r := range receipts {
			if r.Answer == envelope.Invalid {
				continue
			}
			taken++
			if err := tx.LeaveQuarantine(whole[i].Hash); err != nil {
				return err
			}
		}
		if taken == 0 {
			return nil
		}
		return tx.Record(d.entry(caller, "quarantine.taken", fmt.Sprint(taken)))
	})
	if err != nil {
		return err
	}
	for i, r := range receipts {
		yield(whole[i], r)
	}
	return nil
}
