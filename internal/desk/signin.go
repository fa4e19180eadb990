package desk

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"strings"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// Session is a browser on its way in, or in.
type Session struct {
	Stage  access.Stage
	Caller Caller // may nothing before it is signed in
}

// pending is what the next step of a session needs.
type pending struct {
	Code    []byte          `json:"code,omitempty"`    // secret of one-time codes that are being set up
	Passkey json.RawMessage `json:"passkey,omitempty"` // the question that a passkey is to answer
	Renews  bool            `json:"renews,omitempty"`  // older ways in end when the new one is set up

	Identity *asked `json:"identity,omitempty"` // what the identity provider is to answer
}

// Session returns what a browser's secret stands for. Rights are those that the
// account has at this moment.
func (d *Desk) Session(ctx context.Context, secret string) (s Session, err error) {
	now, hash, idle := d.now(), access.HashOf(secret), false
	err = d.store.View(ctx, func(tx *store.Tx) error {
		row, account, err := d.session(tx, secret)
		if err != nil {
			return err
		}
		s.Stage = access.Stage(row.Stage)
		idle = now.Sub(time.UnixMicro(row.Seen)) > time.Minute
		if s.Stage == access.SignedIn {
			s.Caller, err = callerOf(tx, account)
			s.Caller.Proved = time.UnixMicro(row.Proved)
			return err
		}
		s.Caller = Caller{Name: account.Name, Account: account.ID, Org: passage.OrgID(account.Org)}
		return nil
	})
	if err == nil && idle { // once a minute will do for an end after hours
		err = d.store.Update(ctx, func(tx *store.Tx) error { return tx.SawSession(hash, now.UnixMicro()) })
	}
	return s, err
}

// Visitor returns who has signed in with a session.
func (d *Desk) Visitor(ctx context.Context, secret string) (Caller, error) {
	s, err := d.Session(ctx, secret)
	if err == nil && s.Stage != access.SignedIn {
		err = access.SessionOver
	}
	if err != nil {
		return Caller{}, err
	}
	return s.Caller, nil
}

// session returns a session that still holds, and its account, which is empty
// where nobody has said yet who it is.
func (d *Desk) session(tx *store.Tx, secret string) (row store.Session, account store.Account, err error) {
	row, ok, err := tx.SessionOf(access.HashOf(secret))
	if err != nil {
		return row, account, err
	}
	alive := ok && access.Session{Stage: access.Stage(row.Stage), Created: time.UnixMicro(row.Created), Seen: time.UnixMicro(row.Seen)}.Alive(d.now())
	if alive && row.Account != "" {
		account, ok, err = tx.Account(row.Account)
		alive = ok && account.Disabled == 0
	}
	if err == nil && !alive {
		err = access.SessionOver
	}
	return row, account, err
}

// at is session for those at one of some stages.
func (d *Desk) at(tx *store.Tx, secret string, stages ...access.Stage) (store.Session, store.Account, error) {
	row, account, err := d.session(tx, secret)
	for _, s := range stages {
		if err == nil && row.Stage == string(s) {
			return row, account, nil
		}
	}
	if err == nil {
		err = access.SessionOver
	}
	return row, account, err
}

func callerOf(tx *store.Tx, a store.Account) (c Caller, err error) {
	roles, err := access.ReadRoles(a.Roles)
	if err != nil {
		return c, err
	}
	c = Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org), Scopes: access.RightsOf(roles)}
	err = ofOrg(tx, &c)
	return c, err
}

// newSession puts a new session in the place of an older one, so that a secret that
// somebody knew before is worth nothing after. Proved is when its owner last proved
// who they are; zero: not yet.
func (d *Desk) newSession(tx *store.Tx, old string, stage access.Stage, account, agent string, p pending, proved time.Time) (secret string, err error) {
	body, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	if old != "" {
		if err := tx.EndSession(access.HashOf(old)); err != nil {
			return "", err
		}
	}
	secret = access.NewSecret()
	now := d.now()
	s := store.Session{Secret: access.HashOf(secret), Account: account, Stage: string(stage), Pending: body, Agent: clipAgent(agent), Created: now.UnixMicro(), Seen: now.UnixMicro()}
	if !proved.IsZero() {
		s.Proved = proved.UnixMicro()
	}
	return secret, tx.AddSession(s, now.Add(-access.SessionLife).UnixMicro())
}

func clipAgent(agent string) string { return strings.ToValidUTF8(agent[:min(len(agent), 200)], "") }

func readPending(row store.Session) (p pending, err error) {
	if len(row.Pending) > 0 {
		err = json.Unmarshal(row.Pending, &p)
	}
	return p, err
}

func (d *Desk) setPending(tx *store.Tx, row store.Session, p pending) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return tx.SetPending(row.Secret, body)
}

// try counts a try to sign in and says how long to wait after too many.
func (d *Desk) try(account string, from netip.Addr) error {
	if wait := d.brake.Try(account, from, d.now()); wait > 0 {
		return access.Wait{For: wait}
	}
	return nil
}

// SignIn checks a name and a password. The answer, and the time it takes, is the
// same for a wrong password and for a name that is nobody's. The session that it
// begins asks for a code next.
func (d *Desk) SignIn(ctx context.Context, name, password, agent string, from netip.Addr) (secret string, err error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if err := d.try(name, from); err != nil {
		return "", err
	}
	a, err := d.checkPassword(ctx, name, password)
	if err != nil {
		return "", err
	}
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		secret, err = d.newSession(tx, "", access.Halfway, a.ID, agent, pending{}, time.Time{})
		return err
	})
	return secret, err
}

// checkPassword returns the account of a name and password.
func (d *Desk) checkPassword(ctx context.Context, name, password string) (a store.Account, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		a, _, err = tx.AccountNamed(name)
		return err
	})
	if err != nil {
		return a, err
	}
	right, err := d.hasher.Check(ctx, a.Password, password)
	if err != nil {
		return a, err
	}
	if right && a.Disabled == 0 && len(a.Code) > 0 {
		return a, nil
	}
	// A name that is nobody's is not written down: it may be a password in the wrong field.
	c := Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org)}
	err = d.store.Update(ctx, func(tx *store.Tx) error { return tx.Record(d.entry(c, "sign-in.refused", "password")) })
	return a, errors.Join(err, access.WrongSignIn)
}

// Confirm checks the one-time code that comes after the password, and signs in.
func (d *Desk) Confirm(ctx context.Context, halfway, code string, from netip.Addr) (secret string, err error) {
	var name string
	err = d.store.View(ctx, func(tx *store.Tx) error {
		_, a, err := d.at(tx, halfway, access.Halfway)
		name = a.Name
		return err
	})
	if err == nil {
		err = d.try("code "+name, from)
	}
	if err != nil {
		return "", err
	}
	secret, err = d.confirm(ctx, halfway, code, access.Halfway)
	if err == nil {
		d.brake.SignedIn(name, from, d.now())
		d.brake.SignedIn("code "+name, from, d.now())
	}
	return secret, err
}

// confirm uses a code up and signs a session in anew.
func (d *Desk) confirm(ctx context.Context, old, code string, stage access.Stage) (secret string, err error) {
	wrong := false
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		row, a, err := d.at(tx, old, stage)
		if err != nil {
			return err
		}
		step, ok := access.CheckCode(a.Code, code, a.CodeAt, d.now())
		if wrong = !ok || len(a.Code) == 0; wrong {
			return tx.Record(d.entry(Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org)}, "sign-in.refused", "code"))
		}
		a.CodeAt = step
		if err := tx.PutAccount(a); err != nil {
			return err
		}
		secret, err = d.signIn(tx, old, a, row.Agent, "password", d.now())
		return err
	})
	if err == nil && wrong {
		err = access.WrongCode
	}
	return secret, err
}

// signIn begins a session that is signed in, and writes it down with the way.
func (d *Desk) signIn(tx *store.Tx, old string, a store.Account, agent, way string, proved time.Time) (string, error) {
	secret, err := d.newSession(tx, old, access.SignedIn, a.ID, agent, pending{}, proved)
	if err != nil {
		return "", err
	}
	return secret, tx.Record(d.entry(Caller{Name: a.Name, Account: a.ID, Org: passage.OrgID(a.Org)}, "sign-in", way))
}

// SignInAgain checks password and code of somebody who is signed in, before something
// that a stolen session should not be able to do. The session has a new secret.
func (d *Desk) SignInAgain(ctx context.Context, session, password, code string, from netip.Addr) (secret string, err error) {
	c, err := d.Visitor(ctx, session)
	if err == nil {
		err = d.try(c.Name, from)
	}
	if err == nil {
		_, err = d.checkPassword(ctx, c.Name, password)
	}
	if err != nil {
		return "", err
	}
	return d.confirm(ctx, session, code, access.SignedIn)
}

// Leave ends a session.
func (d *Desk) Leave(ctx context.Context, secret string) error {
	return d.store.Update(ctx, func(tx *store.Tx) error { return tx.EndSession(access.HashOf(secret)) })
}
