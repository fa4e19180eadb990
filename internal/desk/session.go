package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"passage"
	"passage/internal/store"
)

// SessionLasts is how long a browser stays signed in at most.
const SessionLasts = 12 * time.Hour

// firstLasts is how long the link of the first administrator can be used.
const firstLasts = 24 * time.Hour

// purposeFirst is what the link of the first administrator is for.
const purposeFirst = "first administrator"

// newSecret returns a secret that nobody guesses, and its hash, which is all
// that is kept of it.
func newSecret() (secret string, hash []byte) {
	var random [24]byte
	rand.Read(random[:])
	secret = base64.RawURLEncoding.EncodeToString(random[:])
	sum := sha256.Sum256([]byte(secret))
	return secret, sum[:]
}

func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// FirstLink makes the secret of a link with which the first administrator
// enters. An older one no longer works.
func (d *Desk) FirstLink(ctx context.Context) (secret string, err error) {
	secret, hash := newSecret()
	return secret, d.store.Update(ctx, func(tx *store.Tx) error {
		return tx.AddOnce(store.Once{Secret: hash, Purpose: purposeFirst, Ends: d.now().Add(firstLasts).UnixMicro()})
	})
}

// Enter uses the first administrator's link up and begins a session, whose
// secret the browser keeps.
func (d *Desk) Enter(ctx context.Context, link, agent string) (session string, err error) {
	session, hash := newSecret()
	return session, d.store.Update(ctx, func(tx *store.Tx) error {
		o, ok, err := tx.UseOnce(hashOf(link), purposeFirst)
		if err != nil {
			return err
		}
		now := d.now()
		if !ok || o.Ends < now.UnixMicro() {
			return Forbidden{"this link was used already or is too old"}
		}
		return tx.AddSession(store.Session{
			Secret: hash, Account: "administrator", Org: "operator", Scopes: scopeNames(Scopes), Agent: clipAgent(agent),
			Made: now.UnixMicro(), Seen: now.UnixMicro(), Ends: now.Add(SessionLasts).UnixMicro(),
		})
	})
}

func clipAgent(agent string) string { return strings.ToValidUTF8(agent[:min(len(agent), 200)], "") }

// Visitor returns who holds the secret of a session.
func (d *Desk) Visitor(ctx context.Context, secret string) (caller Caller, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		s, ok, err := tx.SessionOf(hashOf(secret))
		if err != nil {
			return err
		}
		if !ok || s.Ends < d.now().UnixMicro() {
			return Forbidden{"this session has ended"}
		}
		caller = Caller{Name: s.Account, Org: passage.OrgID(s.Org)}
		for _, scope := range strings.Fields(s.Scopes) {
			caller.Scopes = append(caller.Scopes, Scope(scope))
		}
		return nil
	})
	return caller, err
}

// Leave ends a session.
func (d *Desk) Leave(ctx context.Context, secret string) error {
	return d.store.Update(ctx, func(tx *store.Tx) error { return tx.EndSession(hashOf(secret), d.now().UnixMicro()) })
}
