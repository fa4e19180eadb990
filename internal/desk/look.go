package desk

import (
	"context"

	"passage/internal/store"
)

// LookAround signs somebody in who came with a one-time link and has set up no
// way to sign in yet. It is for rehearsals alone, where nothing is at stake:
// with the session's end the account waits for another link.
func (d *Desk) LookAround(ctx context.Context, session string) (secret string, err error) {
	name, err := d.Rehearsal(ctx)
	if err != nil {
		return "", err
	}
	if name == "" {
		return "", Missing{"this ledger is for no rehearsal"}
	}
	return d.enrolled(ctx, session, "rehearsal.look", name, func(*store.Tx, *store.Account) error { return nil })
}
