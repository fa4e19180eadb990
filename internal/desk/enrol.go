package desk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// firstRoles are what the first account has: it may do everything that people
// do, until it gives others their part.
var firstRoles = []access.Role{access.Planner, access.Dispatcher, access.Administrator}

// FirstLink makes the link with which the first administrator comes in, and
// returns its secret. It is empty where an administrator can sign in already.
func (d *Desk) FirstLink(ctx context.Context) (secret string, err error) {
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		secret = ""
		able, unable, err := d.administrators(tx, "")
		if err != nil || able > 0 {
			return err
		}
		secret, err = d.link(tx, unable, false)
		return err
	})
	return secret, err
}

// link puts a new link to an account in the place of an older one.
func (d *Desk) link(tx *store.Tx, account string, renews bool) (secret string, err error) {
	secret = access.NewSecret()
	return secret, tx.PutLink(store.Link{Secret: access.HashOf(secret), Account: account, Renews: renews, Ends: d.now().Add(access.LinkLife).UnixMicro()})
}

// administrators counts the accounts besides one that can sign in as an
// administrator, and returns one that could not yet.
func (d *Desk) administrators(tx *store.Tx, besides string) (able int, unable string, err error) {
	accounts, err := tx.Accounts()
	if err != nil {
		return 0, "", err
	}
	for _, a := range accounts {
		if a.Disabled != 0 || a.ID == besides || !isAdministrator(a) {
			continue
		}
		ways, err := d.waysIn(tx, a)
		switch {
		case err != nil:
			return 0, "", err
		case ways > 0:
			able++
		default:
			unable = a.ID
		}
	}
	return able, unable, nil
}

func isAdministrator(a store.Account) bool {
	roles, err := access.ReadRoles(a.Roles)
	return err == nil && Caller{Scopes: access.RightsOf(roles)}.May(Admin) == nil
}

// waysIn counts the ways to sign in to an account. Identities of a provider that
// is not asked at present are none.
func (d *Desk) waysIn(tx *store.Tx, a store.Account) (ways int, err error) {
	keys, err := tx.Passkeys(a.ID)
	if err != nil {
		return 0, err
	}
	identities, err := tx.Identities(a.ID)
	ways = len(keys)
	for _, i := range identities {
		if d.asks(i) {
			ways++
		}
	}
	if a.Password != "" {
		ways++
	}
	return ways, err
}

// Linked is whom a link is for. Account is empty in the link to the first one.
type Linked struct{ Account, Name, Person string }

// Linked returns whom a link is for.
func (d *Desk) Linked(ctx context.Context, link string) (l Linked, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		_, a, err := d.linked(tx, link)
		l = Linked{a.ID, a.Name, a.Person}
		return err
	})
	return l, err
}

func (d *Desk) linked(tx *store.Tx, link string) (row store.Link, a store.Account, err error) {
	row, ok, err := tx.LinkOf(access.HashOf(link))
	if err == nil && ok && row.Account != "" {
		a, ok, err = tx.Account(row.Account)
	}
	if err == nil && (!ok || a.Disabled != 0 || row.Ends <= d.now().UnixMicro()) {
		err = access.LinkOver
	}
	return row, a, err
}

// Person is what an account is made of.
type Person struct {
	Name   string // to sign in with
	Person string
	Org    passage.OrgID
	Roles  []access.Role
}

// check tidies a person's names and returns what is wrong with them.
func (p *Person) check() error {
	p.Name, p.Person = strings.ToLower(strings.TrimSpace(p.Name)), strings.TrimSpace(p.Person)
	switch {
	case !plainName.MatchString(p.Name):
		return access.BadName
	case p.Person == "" || utf8.RuneCountInString(p.Person) > 100:
		return access.BadPerson
	case len(p.Roles) == 0:
		return access.NoRole
	}
	return nil
}

// Follow begins a session in which the person whom a link is for sets up ways to
// sign in. The link goes on working until that is done, because lines break.
// With the first link, first and the name of its organisation are who it is for.
func (d *Desk) Follow(ctx context.Context, link string, first Person, orgName, agent string) (secret string, err error) {
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		row, a, err := d.linked(tx, link)
		if err != nil {
			return err
		}
		if row.Account == "" {
			first.Roles = firstRoles
			if a, err = d.first(tx, first, orgName); err != nil {
				return err
			}
			// From now on the link is for this account, also when it is followed twice.
			if err := tx.DropLink(""); err != nil {
				return err
			}
			row.Account = a.ID
			if err := tx.PutLink(row); err != nil {
				return err
			}
		}
		secret, err = d.newSession(tx, "", access.Enrolling, a.ID, agent, pending{Renews: row.Renews}, time.Time{})
		return err
	})
	return secret, err
}

func (d *Desk) first(tx *store.Tx, p Person, orgName string) (a store.Account, err error) {
	org := store.Organisation{ID: strings.ToLower(strings.TrimSpace(string(p.Org))), Name: strings.TrimSpace(orgName)}
	if err := checkOrganisation(org); err != nil {
		return a, err
	}
	if err := tx.PutOrganisation(org); err != nil {
		return a, err
	}
	p.Org = passage.OrgID(org.ID)
	if a, err = d.newAccount(tx, p); err != nil {
		return a, err
	}
	return a, tx.Record(d.entry(Caller{Name: a.Name, Account: a.ID, Org: p.Org}, "account.first", a.Name))
}

func (d *Desk) newAccount(tx *store.Tx, p Person) (a store.Account, err error) {
	if err := p.check(); err != nil {
		return a, err
	}
	if _, taken, err := tx.AccountNamed(p.Name); err != nil || taken {
		return a, orTrouble(err, access.NameTaken)
	}
	var id [8]byte
	rand.Read(id[:])
	a = store.Account{ID: hex.EncodeToString(id[:]), Name: p.Name, Person: p.Person, Org: string(p.Org), Roles: access.WriteRoles(p.Roles), Created: d.now().UnixMicro()}
	return a, tx.PutAccount(a)
}

// orTrouble returns an error, or else the trouble.
func orTrouble(err error, t access.Trouble) error {
	if err != nil {
		return err
	}
	return t
}

// CodeSecret returns the secret of one-time codes that a session is setting up;
// asked again, the same one.
func (d *Desk) CodeSecret(ctx context.Context, session string) (secret []byte, err error) {
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		row, _, err := d.mayEnrol(tx, session)
		if err != nil {
			return err
		}
		p, err := readPending(row)
		if err == nil && p.Code == nil {
			p.Code = access.NewCodeSecret()
			err = d.setPending(tx, row, p)
		}
		secret = p.Code
		return err
	})
	return secret, err
}

// mayEnrol returns a session in which ways to sign in may be set up: one that
// came with a link, or one in which somebody has just proved who they are.
func (d *Desk) mayEnrol(tx *store.Tx, session string) (store.Session, store.Account, error) {
	row, a, err := d.at(tx, session, access.Enrolling, access.SignedIn)
	if err == nil && row.Stage == string(access.SignedIn) {
		err = d.proved(row)
	}
	return row, a, err
}

// proved returns an error unless the owner of a session has proved lately who
// they are.
func (d *Desk) proved(row store.Session) error {
	return Caller{Account: row.Account, Proved: microTime(row.Proved)}.Fresh(d.now())
}

// SetPassword gives an account a password and the codes that go with it, which
// the first of them proves. Words are what a guesser knows besides the person.
func (d *Desk) SetPassword(ctx context.Context, session, password, code string, words ...string) (secret string, err error) {
	var a store.Account
	var p pending
	err = d.store.View(ctx, func(tx *store.Tx) error {
		var row store.Session
		if row, a, err = d.mayEnrol(tx, session); err == nil {
			p, err = readPending(row)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if weak := access.Weak(password, append(words, a.Name, a.Person, a.Org)...); weak != "" {
		return "", weak
	}
	step, ok := access.CheckCode(p.Code, code, 0, d.now())
	if !ok || p.Code == nil {
		return "", access.WrongCode
	}
	hash, err := d.hasher.Hash(ctx, password)
	if err != nil {
		return "", err
	}
	return d.enrolled(ctx, session, "password.set", a.Name, func(_ *store.Tx, a *store.Account) error {
		a.Password, a.Code, a.CodeAt = hash, p.Code, step
		return nil
	})
}

// enrolled adds a way in to a session's account and signs it in. Where the
// account is renewed all older ways end; other sessions end in any case.
func (d *Desk) enrolled(ctx context.Context, session, act, about string, add func(tx *store.Tx, a *store.Account) error) (secret string, err error) {
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		row, a, err := d.mayEnrol(tx, session)
		if err != nil {
			return err
		}
		p, err := readPending(row)
		if err == nil && p.Renews {
			err = forgetWays(tx, &a)
		}
		if err == nil {
			err = add(tx, &a)
		}
		if err == nil {
			err = tx.PutAccount(a)
		}
		if err == nil {
			err = tx.DropLink(a.ID)
		}
		if err == nil {
			err = tx.EndSessions(a.ID, nil)
		}
		if err == nil {
			err = tx.Record(d.entry(Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org)}, act, about))
		}
		if err == nil {
			secret, err = d.signIn(tx, session, a, row.Agent, act, d.now())
		}
		return err
	})
	return secret, err
}

// forgetWays takes all ways to sign in off an account.
func forgetWays(tx *store.Tx, a *store.Account) error {
	a.Password, a.Code, a.CodeAt = "", nil, 0
	keys, err := tx.Passkeys(a.ID)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := tx.DropPasskey(a.ID, k.ID); err != nil {
			return err
		}
	}
	identities, err := tx.Identities(a.ID)
	if err != nil {
		return err
	}
	for _, i := range identities {
		if err := tx.DropIdentity(a.ID, i.Issuer, i.Subject); err != nil {
			return err
		}
	}
	return nil
}
