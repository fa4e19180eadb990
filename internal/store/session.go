package store

// Session is a browser on its way in, or in.
type Session struct {
	Secret  []byte // SHA-256
	Account string // id; empty while nobody has said who it is
	Stage   string
	Pending []byte // JSON of what the next step needs
	Agent   string
	Created int64 // microseconds, as all that follow
	Seen    int64
	Proved  int64
}

const sessionColumns = "secret, account, stage, pending, agent, created, seen, proved"

func (s *Session) columns() []any {
	return []any{&s.Secret, &s.Account, &s.Stage, &s.Pending, &s.Agent, &s.Created, &s.Seen, &s.Proved}
}

// AddSession adds a session, and forgets those that began before a time.
func (t *Tx) AddSession(s Session, before int64) error {
	if err := t.exec("DELETE FROM session WHERE created < $1", before); err != nil {
		return wrap(err, "forgetting old sessions")
	}
	return wrap(t.exec("INSERT INTO session ("+sessionColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		s.Secret, s.Account, s.Stage, blob(s.Pending), s.Agent, s.Created, s.Seen, s.Proved), "saving the session")
}

// SessionOf returns the session with the hash of a secret, and false where
// there is none.
func (t *Tx) SessionOf(secret []byte) (s Session, ok bool, err error) {
	ok, err = t.get(s.columns(), "SELECT "+sessionColumns+" FROM session WHERE secret = $1", secret)
	return s, ok, wrap(err, "reading the session")
}

// Sessions returns the sessions of an account, the one used last first.
func (t *Tx) Sessions(account string) (sessions []Session, err error) {
	var s Session
	err = t.each(func() { sessions = append(sessions, s) }, s.columns(),
		"SELECT "+sessionColumns+" FROM session WHERE account = $1 ORDER BY seen DESC, created DESC", account)
	return sessions, wrap(err, "reading sessions")
}

// SetPending keeps what the next step of a session needs.
func (t *Tx) SetPending(secret, pending []byte) error {
	return wrap(t.exec("UPDATE session SET pending = $1 WHERE secret = $2", blob(pending), secret), "saving the session")
}

// SawSession notes when a session was last used.
func (t *Tx) SawSession(secret []byte, at int64) error {
	return wrap(t.exec("UPDATE session SET seen = $1 WHERE secret = $2", at, secret), "saving the session")
}

// EndSession forgets a session.
func (t *Tx) EndSession(secret []byte) error {
	return wrap(t.exec("DELETE FROM session WHERE secret = $1", secret), "ending the session")
}

// EndSessions forgets all sessions of an account but one.
func (t *Tx) EndSessions(account string, but []byte) error {
	return wrap(t.exec("DELETE FROM session WHERE account = $1 AND secret <> $2", account, blob(but)), "ending sessions")
}

// Link lets somebody set up ways to sign in to an account.
type Link struct {
	Secret  []byte // SHA-256
	Account string // id; empty in the link to the first account
	Renews  bool   // older ways in end with it
	Ends    int64
}

// PutLink adds the link to an account, in the place of an older one.
func (t *Tx) PutLink(l Link) error {
	if err := t.DropLink(l.Account); err != nil {
		return err
	}
	return wrap(t.exec("INSERT INTO link (secret, account, renews, ends) VALUES ($1, $2, $3, $4)", l.Secret, l.Account, number(l.Renews), l.Ends), "saving the link")
}

// LinkOf returns the link with the hash of a secret, and false where there is
// none.
func (t *Tx) LinkOf(secret []byte) (Link, bool, error) {
	return t.link("secret = $1", secret)
}

// LinkTo returns the link to an account, and false where there is none.
func (t *Tx) LinkTo(account string) (Link, bool, error) {
	return t.link("account = $1", account)
}

func (t *Tx) link(where string, arg any) (l Link, ok bool, err error) {
	var renews int64
	ok, err = t.get([]any{&l.Secret, &l.Account, &renews, &l.Ends}, "SELECT secret, account, renews, ends FROM link WHERE "+where, arg)
	l.Renews = renews != 0
	return l, ok, wrap(err, "reading the link")
}

// DropLink ends the link to an account.
func (t *Tx) DropLink(account string) error {
	return wrap(t.exec("DELETE FROM link WHERE account = $1", account), "ending the link")
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
