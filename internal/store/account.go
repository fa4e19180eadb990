package store

// Organisation is somebody whose people have accounts.
type Organisation struct {
	ID    string
	Name  string
	Nodes string // that it runs, separated by spaces
}

// PutOrganisation adds or changes an organisation.
func (t *Tx) PutOrganisation(o Organisation) error {
	return wrap(t.exec(`INSERT INTO organisation (id, name, nodes) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, nodes = excluded.nodes`, o.ID, o.Name, o.Nodes), "saving the organisation")
}

// Organisations returns all organisations, by id.
func (t *Tx) Organisations() (orgs []Organisation, err error) {
	var o Organisation
	err = t.each(func() { orgs = append(orgs, o) }, []any{&o.ID, &o.Name, &o.Nodes}, "SELECT id, name, nodes FROM organisation ORDER BY id")
	return orgs, wrap(err, "reading organisations")
}

// Organisation returns an organisation, and false where nobody has entered it.
func (t *Tx) Organisation(id string) (o Organisation, ok bool, err error) {
	ok, err = t.get([]any{&o.ID, &o.Name, &o.Nodes}, "SELECT id, name, nodes FROM organisation WHERE id = $1", id)
	return o, ok, wrap(err, "reading the organisation")
}

// Account is a person.
type Account struct {
	ID       string
	Name     string // to sign in with
	Person   string
	Org      string
	Roles    string // separated by spaces
	Password string // hashed; empty: none
	Code     []byte // secret of one-time codes; empty: none
	CodeAt   int64  // step of the last code that was used
	Created  int64  // microseconds
	Disabled int64  // 0 while it holds
}

const accountColumns = "id, name, person, org, roles, password, code, code_at, created, disabled"

func (a *Account) columns() []any {
	return []any{&a.ID, &a.Name, &a.Person, &a.Org, &a.Roles, &a.Password, &a.Code, &a.CodeAt, &a.Created, &a.Disabled}
}

// PutAccount adds or changes an account.
func (t *Tx) PutAccount(a Account) error {
	return wrap(t.exec("INSERT INTO account ("+accountColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, person = excluded.person, org = excluded.org, roles = excluded.roles,
			password = excluded.password, code = excluded.code, code_at = excluded.code_at, disabled = excluded.disabled`,
		a.ID, a.Name, a.Person, a.Org, a.Roles, a.Password, blob(a.Code), a.CodeAt, a.Created, a.Disabled), "saving the account")
}

// Account returns an account, and false where there is none.
func (t *Tx) Account(id string) (a Account, ok bool, err error) {
	ok, err = t.get(a.columns(), "SELECT "+accountColumns+" FROM account WHERE id = $1", id)
	return a, ok, wrap(err, "reading the account")
}

// AccountNamed returns the account that signs in with a name, and false where
// there is none.
func (t *Tx) AccountNamed(name string) (a Account, ok bool, err error) {
	ok, err = t.get(a.columns(), "SELECT "+accountColumns+" FROM account WHERE name = $1", name)
	return a, ok, wrap(err, "reading the account")
}

// Accounts returns all accounts, by name.
func (t *Tx) Accounts() (accounts []Account, err error) {
	var a Account
	err = t.each(func() { accounts = append(accounts, a) }, a.columns(), "SELECT "+accountColumns+" FROM account ORDER BY name")
	return accounts, wrap(err, "reading accounts")
}

// Passkey is a key of an account on some device.
type Passkey struct {
	ID      []byte
	Account string
	Name    string
	Body    []byte // JSON
	Created int64
	Used    int64
}

func (p *Passkey) columns() []any {
	return []any{&p.ID, &p.Account, &p.Name, &p.Body, &p.Created, &p.Used}
}

// PutPasskey adds a passkey or changes what is known of it. It stays with the
// account that it was made for.
func (t *Tx) PutPasskey(p Passkey) error {
	return wrap(t.exec(`INSERT INTO passkey (id, account, name, body, created, used) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body, used = excluded.used`, p.ID, p.Account, p.Name, p.Body, p.Created, p.Used), "saving the passkey")
}

// Passkeys returns the passkeys of an account, the oldest first.
func (t *Tx) Passkeys(account string) (keys []Passkey, err error) {
	var p Passkey
	err = t.each(func() { keys = append(keys, p) }, p.columns(),
		"SELECT id, account, name, body, created, used FROM passkey WHERE account = $1 ORDER BY created, id", account)
	return keys, wrap(err, "reading passkeys")
}

// Passkey returns a passkey, and false where it is nobody's.
func (t *Tx) Passkey(id []byte) (p Passkey, ok bool, err error) {
	ok, err = t.get(p.columns(), "SELECT id, account, name, body, created, used FROM passkey WHERE id = $1", id)
	return p, ok, wrap(err, "reading the passkey")
}

// DropPasskey forgets a passkey of an account.
func (t *Tx) DropPasskey(account string, id []byte) error {
	return wrap(t.exec("DELETE FROM passkey WHERE account = $1 AND id = $2", account, id), "removing the passkey")
}

// Identity is an account as an identity provider knows it.
type Identity struct {
	Issuer, Subject string
	Account         string
	Created         int64
}

// AddIdentity ties an identity to an account. It fails where it is tied to one.
func (t *Tx) AddIdentity(i Identity) error {
	return wrap(t.exec("INSERT INTO identity (issuer, subject, account, created) VALUES ($1, $2, $3, $4)", i.Issuer, i.Subject, i.Account, i.Created), "saving the identity")
}

// IdentityOf returns whose an identity is, and false where it is nobody's.
func (t *Tx) IdentityOf(issuer, subject string) (i Identity, ok bool, err error) {
	ok, err = t.get([]any{&i.Issuer, &i.Subject, &i.Account, &i.Created},
		"SELECT issuer, subject, account, created FROM identity WHERE issuer = $1 AND subject = $2", issuer, subject)
	return i, ok, wrap(err, "reading the identity")
}

// Identities returns the identities of an account.
func (t *Tx) Identities(account string) (all []Identity, err error) {
	var i Identity
	err = t.each(func() { all = append(all, i) }, []any{&i.Issuer, &i.Subject, &i.Account, &i.Created},
		"SELECT issuer, subject, account, created FROM identity WHERE account = $1 ORDER BY issuer, subject", account)
	return all, wrap(err, "reading identities")
}

// DropIdentity unties an identity from an account.
func (t *Tx) DropIdentity(account, issuer, subject string) error {
	return wrap(t.exec("DELETE FROM identity WHERE account = $1 AND issuer = $2 AND subject = $3", account, issuer, subject), "removing the identity")
}

// Recovery is an account for which an administrator asks for a new way in.
type Recovery struct {
	Account string
	Asker   string
	Asked   int64
}

// PutRecovery keeps who asked last.
func (t *Tx) PutRecovery(r Recovery) error {
	return wrap(t.exec(`INSERT INTO recovery (account, asker, asked) VALUES ($1, $2, $3)
		ON CONFLICT (account) DO UPDATE SET asker = excluded.asker, asked = excluded.asked`, r.Account, r.Asker, r.Asked), "saving the recovery")
}

// Recoveries returns the accounts that wait for a second administrator.
func (t *Tx) Recoveries() (all []Recovery, err error) {
	var r Recovery
	err = t.each(func() { all = append(all, r) }, []any{&r.Account, &r.Asker, &r.Asked}, "SELECT account, asker, asked FROM recovery ORDER BY asked")
	return all, wrap(err, "reading recoveries")
}

// DropRecovery forgets who asked for an account.
func (t *Tx) DropRecovery(account string) error {
	return wrap(t.exec("DELETE FROM recovery WHERE account = $1", account), "ending the recovery")
}

// Entry is a line of the journal: who did or read what.
type Entry struct {
	N       int64
	At      int64  // microseconds
	Account string // id; empty for tokens and the command line
	Name    string
	Org     string
	Act     string
	About   string
}

// Record adds lines to the journal.
func (t *Tx) Record(entries ...Entry) error {
	var next int64
	if _, err := t.get([]any{&next}, "SELECT coalesce(max(n) + 1, 0) FROM journal"); err != nil {
		return wrap(err, "writing the journal")
	}
	for i, e := range entries {
		if err := t.exec("INSERT INTO journal (n, at, account, name, org, act, about) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			next+int64(i), e.At, e.Account, e.Name, e.Org, e.Act, e.About); err != nil {
			return wrap(err, "writing the journal")
		}
	}
	return nil
}

// Journal returns up to limit lines before place n, the newest first; with an
// account, only its lines.
func (t *Tx) Journal(account string, before int64, limit int) (entries []Entry, err error) {
	var e Entry
	err = t.each(func() { entries = append(entries, e) }, []any{&e.N, &e.At, &e.Account, &e.Name, &e.Org, &e.Act, &e.About},
		`SELECT n, at, account, name, org, act, about FROM journal
		WHERE ($1 = '' OR account = $1) AND n < $2 ORDER BY n DESC LIMIT $3`, account, before, limit)
	return entries, wrap(err, "reading the journal")
}

// JournalFrom returns up to limit lines from place n on, in their order.
func (t *Tx) JournalFrom(n int64, limit int) (entries []Entry, err error) {
	var e Entry
	err = t.each(func() { entries = append(entries, e) }, []any{&e.N, &e.At, &e.Account, &e.Name, &e.Org, &e.Act, &e.About},
		"SELECT n, at, account, name, org, act, about FROM journal WHERE n >= $1 ORDER BY n LIMIT $2", n, limit)
	return entries, wrap(err, "reading the journal")
}
