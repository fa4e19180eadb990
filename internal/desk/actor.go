package desk

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"passage"
	"passage/internal/store"
)

// Facts travel to every ledger, so that what people state here names no account.
// In its place stands a word that follows from the account, from what the fact is
// about, and from a secret of this server: two facts about one thing bear the same
// word where one person stated both, so that any ledger can tell whether a second
// person verified a report; and facts about different things never do, so that
// nobody can gather all that one person reported.

// actorSetting keeps the secret.
const actorSetting = "actor secret"

// actorBegins is how such a word begins.
const actorBegins = "person-"

// actor is the word for an account and a subject.
func actor(secret []byte, account, subject string) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%q %q", account, subject)
	return actorBegins + strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)[:10]))
}

// accountOf is what a caller is known by: an account, or a token by its name.
func accountOf(c Caller) string { return cmp.Or(c.Account, "token "+c.Name) }

// actorSecret returns the secret of this server.
func (d *Desk) actorSecret(ctx context.Context) ([]byte, error) { return d.secret(ctx, actorSetting) }

// Actors returns how whoever stated a fact is shown to the caller: a person of the
// caller's own organisation by name, where the caller may see that; everybody else
// by the word of the fact.
func (d *Desk) Actors(ctx context.Context, caller Caller) (shown func(*passage.Fact) string, err error) {
	shown = func(f *passage.Fact) string { return f.Actor }
	if !caller.SeesRestricted() {
		return shown, nil
	}
	secret, err := d.actorSecret(ctx)
	if err != nil {
		return nil, err
	}
	var own []store.Account
	err = d.store.View(ctx, func(tx *store.Tx) error {
		own, err = tx.Accounts()
		own = slices.DeleteFunc(own, func(a store.Account) bool { return a.Org != string(caller.Org) })
		return err
	})
	return func(f *passage.Fact) string {
		if f.Org == caller.Org && strings.HasPrefix(f.Actor, actorBegins) {
			for _, a := range own {
				if actor(secret, a.ID, f.Subject()) == f.Actor {
					return cmp.Or(a.Person, a.Name)
				}
			}
		}
		return f.Actor
	}, err
}
