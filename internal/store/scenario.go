package store

// Scenario is a crisis that plans are made for.
type Scenario struct {
	ID, Name string
	Made     int64
	Revision int64 // the newest
}

// Revision is what the tables of a scenario said at some time.
type Revision struct {
	Scenario string
	N        int64 // from 1
	Made     int64
	Author   string
	What     string // was changed, in the words of whoever did
	Form     string // that made it; empty: none
	Changes  string // JSON
	Tables   []byte // a zip; nil in lists
}

const revisionColumns = "scenario, n, made, author, what, form, changes"

func (r *Revision) columns() []any {
	return []any{&r.Scenario, &r.N, &r.Made, &r.Author, &r.What, &r.Form, &r.Changes}
}

// AddScenario adds a scenario, still without a revision.
func (t *Tx) AddScenario(s Scenario) error {
	return wrap(t.exec("INSERT INTO scenario (id, name, made) VALUES ($1, $2, $3)", s.ID, s.Name, s.Made), "saving the scenario")
}

// NameScenario gives a scenario another name.
func (t *Tx) NameScenario(id, name string) error {
	return wrap(t.exec("UPDATE scenario SET name = $1 WHERE id = $2", name, id), "saving the scenario")
}

// Scenarios returns all scenarios, the newest first.
func (t *Tx) Scenarios() (all []Scenario, err error) {
	var s Scenario
	err = t.each(func() { all = append(all, s) }, []any{&s.ID, &s.Name, &s.Made, &s.Revision},
		`SELECT id, name, made, (SELECT coalesce(max(n), 0) FROM revision WHERE scenario = id) FROM scenario ORDER BY made DESC, id`)
	return all, wrap(err, "reading scenarios")
}

// AddRevision adds a revision. That one of its number is there already means
// that somebody else was faster; see [Tx.Revision].
func (t *Tx) AddRevision(r Revision) error {
	return wrap(t.exec("INSERT INTO revision ("+revisionColumns+", tables) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		r.Scenario, r.N, r.Made, r.Author, r.What, r.Form, r.Changes, r.Tables), "saving the tables")
}

// NewestRevision returns the number of the newest revision, 0 where there is none.
func (t *Tx) NewestRevision(scenario string) (n int64, err error) {
	_, err = t.get([]any{&n}, "SELECT coalesce(max(n), 0) FROM revision WHERE scenario = $1", scenario)
	return n, wrap(err, "reading the tables")
}

// Revision returns a revision, the newest for n = 0, and false where there is
// none.
func (t *Tx) Revision(scenario string, n int64) (r Revision, ok bool, err error) {
	ok, err = t.get(append(r.columns(), &r.Tables), "SELECT "+revisionColumns+`, tables FROM revision
		WHERE scenario = $1 AND ($2 = 0 OR n = $2) ORDER BY n DESC LIMIT 1`, scenario, n)
	return r, ok, wrap(err, "reading the tables")
}

// RevisionOf returns the revision that a form made, without its tables, and
// false where it made none.
func (t *Tx) RevisionOf(scenario, form string) (r Revision, ok bool, err error) {
	ok, err = t.get(r.columns(), "SELECT "+revisionColumns+" FROM revision WHERE scenario = $1 AND form = $2 AND form <> ''", scenario, form)
	return r, ok, wrap(err, "reading the tables")
}

// Newest returns the number of the newest revision, 0 where there is none.
func (t *Tx) Newest(scenario string) (n int64, err error) {
	_, err = t.get([]any{&n}, "SELECT coalesce(max(n), 0) FROM revision WHERE scenario = $1", scenario)
	return n, wrap(err, "reading revisions")
}

// Revisions returns the revisions of a scenario after one, without their
// tables, the newest first.
func (t *Tx) Revisions(scenario string, after int64, limit int) ([]Revision, error) {
	return t.revisions("SELECT "+revisionColumns+" FROM revision WHERE scenario = $1 AND n > $2 ORDER BY n DESC LIMIT $3", scenario, after, limit)
}

// History returns the revisions of a scenario before one, or all for 0, without
// their tables, the newest first.
func (t *Tx) History(scenario string, before int64, limit int) ([]Revision, error) {
	return t.revisions("SELECT "+revisionColumns+" FROM revision WHERE scenario = $1 AND ($2 = 0 OR n < $2) ORDER BY n DESC LIMIT $3", scenario, before, limit)
}

func (t *Tx) revisions(query string, args ...any) (all []Revision, err error) {
	var r Revision
	err = t.each(func() { all = append(all, r) }, r.columns(), query, args...)
	return all, wrap(err, "reading revisions")
}

// Plan is one run of the planner.
type Plan struct {
	ID       string
	Scenario string
	Revision int64
	Changes  string // JSON
	Name     string
	Author   string
	Made     int64
	Ended    int64
	State    string
	Trouble  string
	Document []byte // plan.json, gzipped; nil in lists
}

const planColumns = "id, scenario, revision, changes, name, author, made, ended, state, trouble"

func (p *Plan) columns() []any {
	return []any{&p.ID, &p.Scenario, &p.Revision, &p.Changes, &p.Name, &p.Author, &p.Made, &p.Ended, &p.State, &p.Trouble}
}

// PutPlan saves a plan, also over an earlier state of it.
func (t *Tx) PutPlan(p Plan) error {
	return wrap(t.exec("INSERT INTO plan ("+planColumns+`, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, ended = excluded.ended, state = excluded.state,
			trouble = excluded.trouble, document = excluded.document`,
		p.ID, p.Scenario, p.Revision, p.Changes, p.Name, p.Author, p.Made, p.Ended, p.State, p.Trouble, blob(p.Document)), "saving the plan")
}

// Plan returns a plan with its document, and false where there is none.
func (t *Tx) Plan(id string) (p Plan, ok bool, err error) {
	ok, err = t.get(append(p.columns(), &p.Document), "SELECT "+planColumns+", document FROM plan WHERE id = $1", id)
	return p, ok, wrap(err, "reading the plan")
}

// Plans returns plans of a scenario, or of all for "", the newest first, from
// before an id on.
func (t *Tx) Plans(scenario, before string, limit int) (all []Plan, err error) {
	var p Plan
	err = t.each(func() { all = append(all, p) }, p.columns(),
		"SELECT "+planColumns+` FROM plan WHERE ($1 = '' OR scenario = $1) AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3`,
		scenario, before, limit)
	return all, wrap(err, "reading plans")
}
