package store

// Session is somebody's way in with a browser.
type Session struct {
	Secret  []byte // SHA-256
	Account string
	Org     string
	Scopes  string // separated by spaces
	Agent   string
	Made    int64 // microseconds, as all that follow
	Seen    int64
	Ends    int64
}

const sessionColumns = "secret, account, org, scopes, agent, made, seen, ends"

func (s *Session) columns() []any {
	return []any{&s.Secret, &s.Account, &s.Org, &s.Scopes, &s.Agent, &s.Made, &s.Seen, &s.Ends}
}

// AddSession adds a session.
func (t *Tx) AddSession(s Session) error {
	return wrap(t.exec("INSERT INTO session ("+sessionColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		s.Secret, s.Account, s.Org, s.Scopes, s.Agent, s.Made, s.Seen, s.Ends), "saving the session")
}

// SessionOf returns the session with the hash of a secret, and false where
// there is none.
func (t *Tx) SessionOf(secret []byte) (s Session, ok bool, err error) {
	ok, err = t.get(s.columns(), "SELECT "+sessionColumns+" FROM session WHERE secret = $1", secret)
	return s, ok, wrap(err, "reading the session")
}

// EndSession forgets a session, and those that ended before a time.
func (t *Tx) EndSession(secret []byte, before int64) error {
	return wrap(t.exec("DELETE FROM session WHERE secret = $1 OR ends < $2", secret, before), "ending the session")
}

// Once is a link that can be used one time.
type Once struct {
	Secret  []byte // SHA-256
	Purpose string
	About   string
	Ends    int64
}

// AddOnce adds a link and forgets older ones for the same purpose and subject.
func (t *Tx) AddOnce(o Once) error {
	if err := t.exec("DELETE FROM once WHERE purpose = $1 AND about = $2", o.Purpose, o.About); err != nil {
		return wrap(err, "saving the link")
	}
	return wrap(t.exec("INSERT INTO once (secret, purpose, about, ends) VALUES ($1, $2, $3, $4)", o.Secret, o.Purpose, o.About, o.Ends), "saving the link")
}

// UseOnce takes a link out, and reports false where there is none.
func (t *Tx) UseOnce(secret []byte, purpose string) (o Once, ok bool, err error) {
	ok, err = t.get([]any{&o.Secret, &o.Purpose, &o.About, &o.Ends},
		"SELECT secret, purpose, about, ends FROM once WHERE secret = $1 AND purpose = $2", secret, purpose)
	if err == nil && ok {
		err = t.exec("DELETE FROM once WHERE secret = $1", secret)
	}
	return o, ok, wrap(err, "reading the link")
}
