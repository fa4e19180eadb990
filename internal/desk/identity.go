package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/netip"
	"net/url"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/identity"
	"passage/internal/store"
)

// TrustProvider has the desk take an identity provider's word for who somebody
// is. It is for before anybody uses the desk.
func (d *Desk) TrustProvider(p *identity.Provider) { d.provider = p }

// Provider returns the identity provider, nil where there is none.
func (d *Desk) Provider() *identity.Provider { return d.provider }

// Purpose is what somebody's identity is asked for.
type Purpose string

const (
	ToSignIn Purpose = "sign-in"
	ToProve  Purpose = "again" // anew, of somebody who is signed in
	ToTie    Purpose = "tie"   // to the account of a session
)

// asked is what a session waits for from the identity provider.
type asked struct {
	identity.Question
	For  Purpose `json:"for"`
	Back string  `json:"back"`
}

// oidcWay is how the journal calls the way in.
const oidcWay = "oidc"

// AskIdentity returns the address at which the identity provider asks somebody
// who they are, and the session that waits for the answer: a new one where they
// sign in, else the one given. Back is kept until the answer comes.
func (d *Desk) AskIdentity(ctx context.Context, session string, purpose Purpose, back, agent string) (secret, address string, err error) {
	if d.provider == nil {
		return "", "", Missing{"no identity provider is asked here"}
	}
	// The network first: nothing waits for it inside a transaction.
	address, q, err := d.provider.Ask(ctx, purpose != ToSignIn)
	if err != nil {
		return "", "", d.notConfirmed(err)
	}
	want := asked{q, purpose, back}
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		secret = session
		if purpose == ToSignIn {
			secret, err = d.newSession(tx, "", access.Halfway, "", agent, pending{Identity: &want}, time.Time{})
			return err
		}
		row, _, err := d.waiting(tx, session, purpose)
		if err != nil {
			return err
		}
		p, err := readPending(row)
		if err != nil {
			return err
		}
		p.Identity = &want
		return d.setPending(tx, row, p)
	})
	return secret, address, err
}

// waiting returns a session in which an identity may be asked for something.
func (d *Desk) waiting(tx *store.Tx, session string, purpose Purpose) (store.Session, store.Account, error) {
	switch purpose {
	case ToTie:
		return d.mayEnrol(tx, session)
	case ToProve:
		return d.at(tx, session, access.SignedIn)
	}
	return d.at(tx, session, access.Halfway)
}

// notConfirmed tells the log why a provider's word was not taken, and people only
// that.
func (d *Desk) notConfirmed(err error) error {
	switch {
	case errors.Is(err, identity.ErrUnreachable):
		d.log.Warn("asking the identity provider", "error", err)
		return access.IdentityAway
	case errors.Is(err, identity.ErrRefused):
		d.log.Info("an identity was not accepted", "error", err)
		return access.IdentityRefused
	}
	return err
}

// Answered is what came of an answer of the identity provider. Where the answer
// is to no question of the session's, it is empty.
type Answered struct {
	Secret string // of the session, new
	For    Purpose
	Back   string
}

// AnswerIdentity takes what the identity provider sent a browser back with. A
// question is answered once, whatever comes of it.
func (d *Desk) AnswerIdentity(ctx context.Context, session string, answer url.Values, from netip.Addr) (done Answered, err error) {
	if d.provider == nil {
		return done, Missing{"no identity provider is asked here"}
	}
	if err := d.try("", from); err != nil {
		return done, err
	}
	var want asked
	var owner store.Account
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		row, a, err := d.at(tx, session, access.Halfway, access.Enrolling, access.SignedIn)
		if err != nil {
			return err
		}
		p, err := readPending(row)
		if err != nil {
			return err
		}
		if p.Identity == nil || !d.provider.Answers(p.Identity.Question, answer) {
			return access.IdentityRefused
		}
		want, owner, p.Identity = *p.Identity, a, nil
		return d.setPending(tx, row, p)
	})
	if err != nil {
		if errors.Is(err, access.IdentityRefused) {
			d.log.Info("an identity was not accepted", "error", "nothing was asked that this answers")
		}
		return done, err
	}
	done.For, done.Back = want.For, want.Back
	who, err := d.provider.Redeem(ctx, want.Question, answer)
	if err != nil {
		refusal := d.notConfirmed(err)
		if owner.ID != "" {
			if err := d.refusedIdentity(ctx, owner); err != nil {
				return done, err
			}
		}
		return done, refusal
	}
	if want.For == ToTie {
		done.Secret, err = d.tie(ctx, session, who)
	} else {
		done.Secret, err = d.signInAs(ctx, session, want.For, who)
	}
	return done, err
}

// refusedIdentity writes down that an account was not signed in to.
func (d *Desk) refusedIdentity(ctx context.Context, a store.Account) error {
	return d.store.Update(ctx, func(tx *store.Tx) error {
		return tx.Record(d.entry(Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org)}, "sign-in.refused", oidcWay))
	})
}

// tie ties a person at the provider to the account of a session: the session has
// proved the account, the provider the person. Nothing else ties them, no name
// and no e-mail address.
func (d *Desk) tie(ctx context.Context, session string, who identity.Person) (secret string, err error) {
	return d.enrolled(ctx, session, "identity.added", hostOf(who.Issuer), func(tx *store.Tx, a *store.Account) error {
		if _, taken, err := tx.IdentityOf(who.Issuer, who.Subject); err != nil || taken {
			return orTrouble(err, access.IdentityTaken)
		}
		return tx.AddIdentity(store.Identity{Issuer: who.Issuer, Subject: who.Subject, Account: a.ID, Created: d.now().UnixMicro()})
	})
}

// signInAs signs in whoever a person at the provider is tied to. A session that
// is signed in proves its own account anew, and no other.
func (d *Desk) signInAs(ctx context.Context, session string, purpose Purpose, who identity.Person) (secret string, err error) {
	var refusal error
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		secret, refusal = "", nil
		row, owner, err := d.waiting(tx, session, purpose)
		if err != nil {
			return err
		}
		i, known, err := tx.IdentityOf(who.Issuer, who.Subject)
		if err != nil {
			return err
		}
		var a store.Account
		if known {
			if a, known, err = tx.Account(i.Account); err != nil {
				return err
			}
		}
		proved := who.Proved
		switch {
		case purpose == ToProve && a.ID != owner.ID:
			refusal, a = access.IdentityRefused, owner
		case !known || a.Disabled != 0:
			refusal = access.IdentityUnknown
		case purpose == ToProve:
			proved = d.now()
		}
		if refusal != nil {
			d.log.Info("an identity was not accepted", "error", refusal, "account", a.Name)
			if a.ID == "" {
				return nil
			}
			return tx.Record(d.entry(Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org)}, "sign-in.refused", oidcWay))
		}
		// Who was signed in at the provider since the morning has not proved just now
		// who they are.
		secret, err = d.signIn(tx, session, a, row.Agent, oidcWay, proved)
		return err
	})
	return secret, errors.Join(err, refusal)
}

// OwnIdentity is an identity, as the owner of its account sees it.
type OwnIdentity struct {
	ID      string
	Issuer  string
	InUse   bool // its provider is asked at present
	Created time.Time
	subject string
}

// asks reports whether an identity is of the provider that is asked.
func (d *Desk) asks(i store.Identity) bool { return d.provider != nil && i.Issuer == d.provider.Issuer }

// identityID names an identity in addresses.
func identityID(i store.Identity) string {
	sum := sha256.Sum256([]byte(i.Issuer + "\n" + i.Subject))
	return hex.EncodeToString(sum[:8])
}

// DropIdentity unties an identity from the account of a session.
func (d *Desk) DropIdentity(ctx context.Context, session, id string) error {
	me, err := d.Me(ctx, session)
	if err != nil {
		return err
	}
	for _, i := range me.Identities {
		if i.ID == id {
			return d.dropWay(ctx, session, "identity.removed", hostOf(i.Issuer), func(tx *store.Tx, a *store.Account) error {
				return tx.DropIdentity(a.ID, i.Issuer, i.subject)
			})
		}
	}
	return Missing{"there is no such identity"}
}

func hostOf(issuer string) string {
	u, err := url.Parse(issuer)
	if err != nil {
		return issuer
	}
	return u.Host
}
