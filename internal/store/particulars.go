package store

// Particulars is what the form of a notification asks for about vehicles and
// contacts.
type Particulars struct {
	ID        string
	Notice    string // id of the fact
	Org       string // that made the notification
	Content   []byte
	EnteredBy string // account
	EnteredAt int64
	Readers   string // JSON
}

const particularsColumns = "id, notice, org, content, entered_by, entered_at, readers"

func (p *Particulars) columns() []any {
	return []any{&p.ID, &p.Notice, &p.Org, &p.Content, &p.EnteredBy, &p.EnteredAt, &p.Readers}
}

// AddParticulars adds particulars. What is wrong is removed and entered anew.
func (t *Tx) AddParticulars(p Particulars) error {
	return wrap(t.exec("INSERT INTO particulars ("+particularsColumns+") VALUES "+tuples(1, 7),
		p.ID, p.Notice, p.Org, p.Content, p.EnteredBy, p.EnteredAt, p.Readers), "saving the particulars")
}

// SetParticulars changes who may read particulars, and the content with it, which
// may be sealed together with that.
func (t *Tx) SetParticulars(p Particulars) error {
	return wrap(t.exec("UPDATE particulars SET readers = $1, content = $2 WHERE id = $3", p.Readers, p.Content, p.ID), "saving the particulars")
}

// DropParticulars removes particulars.
func (t *Tx) DropParticulars(id string) error {
	return wrap(t.exec("DELETE FROM particulars WHERE id = $1", id), "removing the particulars")
}

// Particulars returns particulars, and false where there are none.
func (t *Tx) Particulars(id string) (p Particulars, ok bool, err error) {
	ok, err = t.get(p.columns(), "SELECT "+particularsColumns+" FROM particulars WHERE id = $1", id)
	return p, ok, wrap(err, "reading the particulars")
}

// AllParticulars returns the particulars of a notification, all for "", by id.
func (t *Tx) AllParticulars(notice string) (all []Particulars, err error) {
	var p Particulars
	err = t.each(func() { all = append(all, p) }, p.columns(), "SELECT "+particularsColumns+" FROM particulars WHERE notice = $1 OR $1 = '' ORDER BY id", notice)
	return all, wrap(err, "reading particulars")
}
