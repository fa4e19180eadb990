package store

// Restricted is what only the people read that its row names, encrypted: where
// something is, exactly, or vehicles and contacts.
type Restricted struct {
	ID        string
	Kind      string // position or particulars
	Notice    string // id of the fact
	Org       string // that made the notification
	Place     string // the named place that a position is of
	Sealed    []byte
	EnteredBy string // account
	EnteredAt int64
	CheckedBy string // account; empty: nobody yet
	CheckedAt int64
	Readers   string // JSON
}

const restrictedColumns = "id, kind, notice, org, place, sealed, entered_by, entered_at, checked_by, checked_at, readers"

func (r *Restricted) columns() []any {
	return []any{&r.ID, &r.Kind, &r.Notice, &r.Org, &r.Place, &r.Sealed, &r.EnteredBy, &r.EnteredAt, &r.CheckedBy, &r.CheckedAt, &r.Readers}
}

// AddRestricted adds a row. What is wrong is removed and entered anew.
func (t *Tx) AddRestricted(r Restricted) error {
	return wrap(t.exec("INSERT INTO restricted ("+restrictedColumns+") VALUES "+tuples(1, 11),
		r.ID, r.Kind, r.Notice, r.Org, r.Place, r.Sealed, r.EnteredBy, r.EnteredAt, r.CheckedBy, r.CheckedAt, r.Readers), "saving what is restricted")
}

// SetRestricted changes who checked a row and who may read it, together with
// which it is encrypted.
func (t *Tx) SetRestricted(r Restricted) error {
	return wrap(t.exec("UPDATE restricted SET checked_by = $1, checked_at = $2, readers = $3, sealed = $4 WHERE id = $5 AND kind = $6",
		r.CheckedBy, r.CheckedAt, r.Readers, r.Sealed, r.ID, r.Kind), "saving what is restricted")
}

// DropRestricted removes a row.
func (t *Tx) DropRestricted(kind, id string) error {
	return wrap(t.exec("DELETE FROM restricted WHERE id = $1 AND kind = $2", id, kind), "removing what is restricted")
}

// Restricted returns a row, and false where there is none.
func (t *Tx) Restricted(kind, id string) (r Restricted, ok bool, err error) {
	ok, err = t.get(r.columns(), "SELECT "+restrictedColumns+" FROM restricted WHERE id = $1 AND kind = $2", id, kind)
	return r, ok, wrap(err, "reading what is restricted")
}

// AllRestricted returns the rows of a kind and a notification, by id. Empty is any.
func (t *Tx) AllRestricted(kind, notice string) (all []Restricted, err error) {
	var r Restricted
	err = t.each(func() { all = append(all, r) }, r.columns(),
		"SELECT "+restrictedColumns+" FROM restricted WHERE (kind = $1 OR $1 = '') AND (notice = $2 OR $2 = '') ORDER BY id, kind", kind, notice)
	return all, wrap(err, "reading what is restricted")
}

// OpenPosition is a position from before they were encrypted.
type OpenPosition struct {
	Restricted
	Lat, Lon   int64 // ten-millionths of a degree
	PrecisionM int64
}

// openColumns are those of a position, without where it is, and then where.
const openColumns = "id, notice, org, place, entered_by, entered_at, checked_by, checked_at, readers, lat, lon, precision_m, datum"

// OpenPositions returns the positions that are not encrypted yet, by id.
func (t *Tx) OpenPositions() (all []OpenPosition, err error) {
	p := OpenPosition{Restricted: Restricted{Kind: "position"}}
	var datum string // one there is
	columns := []any{&p.ID, &p.Notice, &p.Org, &p.Place, &p.EnteredBy, &p.EnteredAt, &p.CheckedBy, &p.CheckedAt, &p.Readers, &p.Lat, &p.Lon, &p.PrecisionM, &datum}
	err = t.each(func() { all = append(all, p) }, columns, "SELECT "+openColumns+" FROM open_position ORDER BY id")
	return all, wrap(err, "reading positions")
}

// DropOpenPositions empties the table of those that are not encrypted. What was
// in it goes from the file of the table too.
func (t *Tx) DropOpenPositions() error {
	if t.engine == Postgres {
		return wrap(t.exec("TRUNCATE open_position"), "removing positions")
	}
	return wrap(t.exec("DELETE FROM open_position"), "removing positions")
}
