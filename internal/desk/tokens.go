package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

var plainName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// NewToken makes a token, as whoever is at the server itself, and returns its
// secret, which is kept nowhere.
func (d *Desk) NewToken(ctx context.Context, name string, org passage.OrgID, scopes []Scope) (secret string, err error) {
	return d.newToken(ctx, Caller{Name: "command line"}, name, org, scopes, 0)
}

// TokenLife is how long a token holds that an administrator makes from afar.
const TokenLife = 365 * 24 * time.Hour

// MakeToken makes a token as an administrator, for a program or device of an
// organisation. It ends after TokenLife. One that reads everything or looks
// after accounts is made only at the server itself.
func (d *Desk) MakeToken(ctx context.Context, c Caller, name string, org passage.OrgID, scopes []Scope) (secret string, err error) {
	if err := d.administer(c); err != nil {
		return "", err
	}
	if slices.Contains(scopes, Sync) || slices.Contains(scopes, Admin) {
		return "", access.WideToken
	}
	return d.newToken(ctx, c, name, org, scopes, d.now().Add(TokenLife).UnixMicro())
}

func (d *Desk) newToken(ctx context.Context, c Caller, name string, org passage.OrgID, scopes []Scope, ends int64) (secret string, err error) {
	if !plainName.MatchString(name) || !plainName.MatchString(string(org)) {
		return "", refuse("the name and the organisation of a token are made of a to z, 0 to 9, dot, hyphen and underscore, such as wfp-tablet-7 and wfp")
	}
	if len(scopes) == 0 {
		return "", refuse("a token without a scope can do nothing; the scopes are %s", scopeNames(Scopes))
	}
	for _, s := range scopes {
		if !slices.Contains(Scopes, s) {
			return "", refuse("%q is no scope; the scopes are %s", s, scopeNames(Scopes))
		}
	}
	var random [24]byte
	rand.Read(random[:])
	secret = "passage_" + base64.RawURLEncoding.EncodeToString(random[:])
	return secret, d.store.Update(ctx, func(tx *store.Tx) error {
		tokens, err := tx.Tokens()
		if err != nil {
			return err
		}
		for _, k := range tokens {
			if k.Name == name {
				return refuse("there is a token %q already, in force or revoked; a name is used once", name)
			}
		}
		hash := sha256.Sum256([]byte(secret))
		err = tx.AddToken(store.Token{Secret: hash[:], Name: name, Org: string(org), Scopes: scopeNames(scopes), Created: d.now().UnixMicro(), Ends: ends})
		if err == nil {
			err = tx.Record(d.entry(c, "token.made", name+" "+string(org)+": "+scopeNames(scopes)))
		}
		return err
	})
}

func scopeNames(scopes []Scope) string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = string(s)
	}
	return strings.Join(names, " ")
}

// Tokens returns all tokens, also revoked ones.
func (d *Desk) Tokens(ctx context.Context) (tokens []store.Token, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		tokens, err = tx.Tokens()
		return err
	})
	return tokens, err
}

// RevokeTokenAs ends a token, as an administrator.
func (d *Desk) RevokeTokenAs(ctx context.Context, c Caller, name string) error {
	if err := d.administer(c); err != nil {
		return err
	}
	return d.revokeToken(ctx, c, name)
}

// RevokeToken ends a token, as whoever is at the server itself.
func (d *Desk) RevokeToken(ctx context.Context, name string) error {
	return d.revokeToken(ctx, Caller{Name: "command line"}, name)
}

func (d *Desk) revokeToken(ctx context.Context, c Caller, name string) error {
	return d.store.Update(ctx, func(tx *store.Tx) error {
		ok, err := tx.RevokeToken(name, d.now().UnixMicro())
		if err == nil && !ok {
			err = Missing{"no token of the name " + name + " is in force"}
		}
		if err == nil {
			err = tx.Record(d.entry(c, "token.revoked", name))
		}
		return err
	})
}

// Revoked is the error of a caller whose token, which handed facts in, was revoked.
// Nothing is open to them any more, but what they still hand in is not lost: see
// [Desk.SetAside].
type Revoked struct {
	Token string
	At    passage.Instant
}

func (r Revoked) Error() string { return r.Unwrap().Error() }

// Unwrap has a revoked token be one like any other that does not hold.
func (r Revoked) Unwrap() error { return Forbidden{Text: "this token is not in force"} }

// Caller returns who holds a secret. The hash of the secret is looked up, so
// that no comparison tells how much of a guess is right.
func (d *Desk) Caller(ctx context.Context, secret string) (Caller, error) {
	hash := sha256.Sum256([]byte(secret))
	var caller Caller
	err := d.store.View(ctx, func(tx *store.Tx) error {
		k, ok, err := tx.TokenOf(hash[:])
		if err != nil {
			return err
		}
		if ok && k.Revoked != 0 && slices.Contains(strings.Fields(k.Scopes), string(Write)) {
			return Revoked{k.Name, passage.Instant(k.Revoked)}
		}
		if !ok || k.Revoked != 0 || k.Ends != 0 && k.Ends <= d.now().UnixMicro() {
			return Forbidden{Text: "this token is not in force"}
		}
		caller = Caller{Name: k.Name, Org: passage.OrgID(k.Org), Token: true}
		for _, s := range strings.Fields(k.Scopes) {
			caller.Scopes = append(caller.Scopes, Scope(s))
		}
		return ofOrg(tx, &caller)
	})
	return caller, err
}

// ofOrg adds what is known of a caller's organisation: its name and the nodes that it runs.
func ofOrg(tx *store.Tx, c *Caller) error {
	o, _, err := tx.Organisation(string(c.Org))
	c.OrgName = passage.OrgID(o.Name)
	for _, n := range strings.Fields(o.Nodes) {
		c.Nodes = append(c.Nodes, passage.NodeID(n))
	}
	return err
}
