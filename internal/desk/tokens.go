package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"passage"
	"passage/internal/store"
)

var plainName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// NewToken makes a token and returns its secret, which is kept nowhere.
func (d *Desk) NewToken(ctx context.Context, name string, org passage.OrgID, scopes []Scope) (secret string, err error) {
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
		return tx.AddToken(store.Token{Secret: hash[:], Name: name, Org: string(org), Scopes: scopeNames(scopes), Created: d.now().UnixMicro()})
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

// RevokeToken ends a token.
func (d *Desk) RevokeToken(ctx context.Context, name string) error {
	return d.store.Update(ctx, func(tx *store.Tx) error {
		ok, err := tx.RevokeToken(name, d.now().UnixMicro())
		if err == nil && !ok {
			err = Missing{"no token of the name " + name + " is in force"}
		}
		return err
	})
}

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
		if !ok || k.Revoked != 0 {
			return Forbidden{"this token is not in force"}
		}
		caller = Caller{Name: k.Name, Org: passage.OrgID(k.Org)}
		for _, s := range strings.Fields(k.Scopes) {
			caller.Scopes = append(caller.Scopes, Scope(s))
		}
		return nil
	})
	return caller, err
}
