package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// administers returns an error unless the caller looks after accounts: a person
// who may, or whoever is at the server itself. A token never does.
func administers(c Caller) error {
	if c.Token {
		return access.Forbidden{Text: "a token looks after no accounts, tokens or sessions"}
	}
	return c.May(Admin)
}

// administer is administers for what can do harm: a person must have proved
// lately who they are.
func (d *Desk) administer(c Caller) error {
	if err := administers(c); err != nil {
		return err
	}
	return c.Fresh(d.now())
}

func microTime(micro int64) time.Time { return time.UnixMicro(micro) }

// Account is a person, as administrators see them.
type Account struct {
	store.Account
	Ways     int  // to sign in
	Linked   bool // has a link that was not used yet
	Recovery string
}

// Accounts returns all accounts, by name, without what they sign in with.
// Recovery is the id of the administrator who asked for a new way in.
func (d *Desk) Accounts(ctx context.Context, c Caller) (accounts []Account, err error) {
	if err := administers(c); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		accounts = nil
		rows, err := tx.Accounts()
		if err != nil {
			return err
		}
		recoveries, err := tx.Recoveries()
		if err != nil {
			return err
		}
		asked := map[string]string{}
		for _, r := range recoveries {
			if d.stillAsked(r) {
				asked[r.Account] = r.Asker
			}
		}
		for _, row := range rows {
			ways, err := d.waysIn(tx, row)
			if err != nil {
				return err
			}
			link, ok, err := tx.LinkTo(row.ID)
			if err != nil {
				return err
			}
			row.Password, row.Code = "", nil
			accounts = append(accounts, Account{row, ways, ok && link.Ends > d.now().UnixMicro(), asked[row.ID]})
		}
		return nil
	})
	return accounts, err
}

// Invite makes an account and the link with which its owner sets up ways to sign
// in, which the administrator hands over in person or by a trusted channel.
func (d *Desk) Invite(ctx context.Context, c Caller, p Person) (link string, err error) {
	if err := d.administer(c); err != nil {
		return "", err
	}
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		if _, ok, err := tx.Organisation(string(p.Org)); err != nil || !ok {
			return orTrouble(err, access.NoSuchOrg)
		}
		a, err := d.newAccount(tx, p)
		if err == nil {
			link, err = d.link(tx, a.ID, false)
		}
		if err == nil {
			err = tx.Record(d.entry(c, "account.invited", a.Name+" "+a.Org+": "+a.Roles))
		}
		return err
	})
	return link, err
}

// InviteAgain makes a new link for somebody who never came in.
func (d *Desk) InviteAgain(ctx context.Context, c Caller, id string) (link string, err error) {
	err = d.change(ctx, c, id, "account.invited-again", func(tx *store.Tx, a *store.Account) error {
		ways, err := d.waysIn(tx, *a)
		if err == nil && ways > 0 {
			err = access.TwoPeople // somebody who was in comes back by recovery
		}
		if err == nil {
			link, err = d.link(tx, a.ID, false)
		}
		return err
	})
	return link, err
}

// OperatorLink makes a link for the account of a name. It is for whoever is at
// the server itself, where a lone administrator has lost every way in.
func (d *Desk) OperatorLink(ctx context.Context, c Caller, name string) (link string, err error) {
	if c.Account != "" || administers(c) != nil {
		return "", access.Forbidden{Text: "such a link is made only at the server itself"}
	}
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		a, ok, err := tx.AccountNamed(name)
		if err == nil && (!ok || a.Disabled != 0) {
			err = Missing{"no account of the name " + name + " is in force"}
		}
		if err == nil {
			link, err = d.link(tx, a.ID, true)
		}
		if err == nil {
			err = tx.Record(d.entry(c, "recovery.operator", a.Name))
		}
		return err
	})
	return link, err
}

// change loads an account, changes it and saves it, as an administrator. Who
// administers alone cannot end that.
func (d *Desk) change(ctx context.Context, c Caller, id, act string, do func(tx *store.Tx, a *store.Account) error) error {
	if err := d.administer(c); err != nil {
		return err
	}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		a, ok, err := tx.Account(id)
		if err == nil && !ok {
			err = Missing{"there is no such account"}
		}
		if err != nil {
			return err
		}
		did := a.Disabled == 0 && isAdministrator(a)
		if err := do(tx, &a); err != nil {
			return err
		}
		if did && (a.Disabled != 0 || !isAdministrator(a)) {
			if able, _, err := d.administrators(tx, id); err != nil || able == 0 {
				return orTrouble(err, access.LastAdministrator)
			}
		}
		if err := tx.PutAccount(a); err != nil {
			return err
		}
		return tx.Record(d.entry(c, act, a.Name+" "+a.Org+": "+a.Roles))
	})
}

// ChangeAccount gives an account other names, another organisation, other roles.
func (d *Desk) ChangeAccount(ctx context.Context, c Caller, id string, p Person) error {
	return d.change(ctx, c, id, "account.changed", func(tx *store.Tx, a *store.Account) error {
		if err := p.check(); err != nil {
			return err
		}
		if _, ok, err := tx.Organisation(string(p.Org)); err != nil || !ok {
			return orTrouble(err, access.NoSuchOrg)
		}
		if b, taken, err := tx.AccountNamed(p.Name); err != nil || taken && b.ID != id {
			return orTrouble(err, access.NameTaken)
		}
		a.Name, a.Person, a.Org, a.Roles = p.Name, p.Person, string(p.Org), access.WriteRoles(p.Roles)
		return nil
	})
}

// DisableAccount ends an account with all its sessions, at once. What its owner
// did stays.
func (d *Desk) DisableAccount(ctx context.Context, c Caller, id string) error {
	return d.change(ctx, c, id, "account.disabled", func(tx *store.Tx, a *store.Account) error {
		if a.ID == c.Account {
			return access.NotYourself
		}
		if a.Disabled == 0 {
			a.Disabled = d.now().UnixMicro()
		}
		if err := tx.DropLink(a.ID); err != nil {
			return err
		}
		return tx.EndSessions(a.ID, nil)
	})
}

// EnableAccount lets an account in again, with the ways in that it had.
func (d *Desk) EnableAccount(ctx context.Context, c Caller, id string) error {
	return d.change(ctx, c, id, "account.enabled", func(_ *store.Tx, a *store.Account) error {
		a.Disabled = 0
		return nil
	})
}

// recoveryLife is how long the first administrator's word waits for a second.
const recoveryLife = 7 * 24 * time.Hour

func (d *Desk) stillAsked(r store.Recovery) bool {
	return d.now().Sub(microTime(r.Asked)) < recoveryLife
}

// AskRecovery asks for a new way in to an account whose owner has lost theirs.
func (d *Desk) AskRecovery(ctx context.Context, c Caller, id string) error {
	if c.Account == "" {
		return access.Forbidden{Text: "an administrator asks, not the command line"}
	}
	return d.change(ctx, c, id, "recovery.asked", func(tx *store.Tx, a *store.Account) error {
		if a.ID == c.Account {
			return access.NotYourself
		}
		return tx.PutRecovery(store.Recovery{Account: a.ID, Asker: c.Account, Asked: d.now().UnixMicro()})
	})
}

// AgreeRecovery agrees to what another administrator asked, and returns the link
// with which the account's owner sets up a new way in; older ones end with it.
func (d *Desk) AgreeRecovery(ctx context.Context, c Caller, id string) (link string, err error) {
	if c.Account == "" {
		return "", access.Forbidden{Text: "an administrator agrees, not the command line"}
	}
	err = d.change(ctx, c, id, "recovery.agreed", func(tx *store.Tx, a *store.Account) error {
		recoveries, err := tx.Recoveries()
		if err != nil {
			return err
		}
		for _, r := range recoveries {
			switch {
			case r.Account != id || !d.stillAsked(r):
				continue
			case r.Asker == c.Account:
				return access.TwoPeople
			case id == c.Account:
				return access.NotYourself
			}
			if link, err = d.link(tx, id, true); err != nil {
				return err
			}
			return tx.DropRecovery(id)
		}
		return Missing{"nobody has asked for a new way in to this account lately"}
	})
	return link, err
}

// Organisations returns all organisations, by id.
func (d *Desk) Organisations(ctx context.Context, c Caller) (orgs []store.Organisation, err error) {
	if err := administers(c); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		orgs, err = tx.Organisations()
		return err
	})
	return orgs, err
}

func checkOrganisation(o store.Organisation) error {
	if n := utf8.RuneCountInString(o.Name); !plainName.MatchString(o.ID) || n == 0 || n > 100 {
		return access.BadOrg
	}
	return nil
}

// PutOrganisation adds or changes an organisation. Its people see from now on
// what begins, is or ends at its nodes, and what was given under its full name: no
// other may go by that.
func (d *Desk) PutOrganisation(ctx context.Context, c Caller, id passage.OrgID, name string, nodes []passage.NodeID) error {
	if err := d.administer(c); err != nil {
		return err
	}
	o := store.Organisation{ID: strings.ToLower(strings.TrimSpace(string(id))), Name: strings.TrimSpace(name)}
	for _, n := range nodes {
		o.Nodes = strings.TrimSpace(o.Nodes + " " + string(n))
	}
	if err := checkOrganisation(o); err != nil {
		return err
	}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		all, err := tx.Organisations()
		if err != nil {
			return err
		}
		for _, other := range all {
			same := strings.EqualFold(other.Name, o.Name) || strings.EqualFold(other.ID, o.Name) || strings.EqualFold(other.Name, o.ID)
			if other.ID != o.ID && same {
				return access.OrgTaken
			}
		}
		if err := tx.PutOrganisation(o); err != nil {
			return err
		}
		return tx.Record(d.entry(c, "organisation.changed", strings.TrimSuffix(o.ID+", "+o.Name+": "+o.Nodes, ": ")))
	})
}

// OwnSession is a session, as its owner sees it.
type OwnSession struct {
	ID      string // not its secret
	Agent   string
	Created time.Time
	Seen    time.Time
	This    bool
}

// OwnSessions returns where the owner of a session is signed in.
func (d *Desk) OwnSessions(ctx context.Context, session string) (all []OwnSession, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all = nil
		row, a, err := d.at(tx, session, access.SignedIn)
		if err != nil {
			return err
		}
		rows, err := tx.Sessions(a.ID)
		for _, r := range rows {
			if r.Stage == string(access.SignedIn) {
				all = append(all, OwnSession{sessionID(r), r.Agent, microTime(r.Created), microTime(r.Seen), bytes.Equal(r.Secret, row.Secret)})
			}
		}
		return err
	})
	return all, err
}

// sessionID names a session without letting anybody in.
func sessionID(s store.Session) string { return hex.EncodeToString(s.Secret[:8]) }

// EndOwnSession ends one of the sessions of the owner of a session, who has
// proved lately who they are; with an empty id, all others.
func (d *Desk) EndOwnSession(ctx context.Context, session, id string) error {
	return d.store.Update(ctx, func(tx *store.Tx) error {
		row, a, err := d.at(tx, session, access.SignedIn)
		if err == nil {
			err = d.proved(row)
		}
		if err != nil {
			return err
		}
		rows, err := tx.Sessions(a.ID)
		for _, r := range rows {
			if err == nil && (id == sessionID(r) || id == "" && !bytes.Equal(r.Secret, row.Secret)) {
				err = tx.EndSession(r.Secret)
			}
		}
		if err != nil {
			return err
		}
		return tx.Record(d.entry(Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org)}, "session.ended", id))
	})
}

// Me is an account as its owner sees it.
type Me struct {
	store.Account
	Passkeys   []store.Passkey
	Identities []OwnIdentity
}

// Me returns the account of a session, without what it signs in with.
func (d *Desk) Me(ctx context.Context, session string) (me Me, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		_, a, err := d.at(tx, session, access.SignedIn, access.Enrolling)
		if err != nil {
			return err
		}
		if me.Passkeys, err = tx.Passkeys(a.ID); err != nil {
			return err
		}
		identities, err := tx.Identities(a.ID)
		me.Identities = nil
		for _, i := range identities {
			me.Identities = append(me.Identities, OwnIdentity{identityID(i), i.Issuer, d.asks(i), microTime(i.Created), i.Subject})
		}
		if a.Password != "" {
			a.Password = "set"
		}
		a.Code = nil
		me.Account = a
		return err
	})
	return me, err
}

// dropWay takes a way to sign in off the account of a session, unless it is the
// last.
func (d *Desk) dropWay(ctx context.Context, session, act, about string, drop func(tx *store.Tx, a *store.Account) error) error {
	return d.store.Update(ctx, func(tx *store.Tx) error {
		row, a, err := d.at(tx, session, access.SignedIn)
		if err == nil {
			err = d.proved(row)
		}
		if err == nil {
			err = drop(tx, &a)
		}
		if err == nil {
			err = tx.PutAccount(a)
		}
		if err != nil {
			return err
		}
		if ways, err := d.waysIn(tx, a); err != nil || ways == 0 {
			return orTrouble(err, access.LastWay)
		}
		return tx.Record(d.entry(Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org)}, act, about))
	})
}

// DropPassword takes password and codes off the account of a session.
func (d *Desk) DropPassword(ctx context.Context, session string) error {
	return d.dropWay(ctx, session, "password.removed", "", func(_ *store.Tx, a *store.Account) error {
		a.Password, a.Code, a.CodeAt = "", nil, 0
		return nil
	})
}

// DropPasskey takes a passkey, named in hexadecimal, off the account of a
// session.
func (d *Desk) DropPasskey(ctx context.Context, session, id string) error {
	return d.dropWay(ctx, session, "passkey.removed", id, func(tx *store.Tx, a *store.Account) error {
		raw, err := hex.DecodeString(id)
		if err != nil {
			return Missing{"there is no such passkey"}
		}
		return tx.DropPasskey(a.ID, raw)
	})
}
