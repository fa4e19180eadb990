package store

// Position is where something is, exactly.
type Position struct {
	ID         string
	Notice     string // id of the fact
	Org        string // that made the notification
	Place      string // the named place that it is of
	Lat, Lon   int64  // ten-millionths of a degree
	Datum      string
	PrecisionM int64
	EnteredBy  string // account
	EnteredAt  int64
	CheckedBy  string // account; empty: nobody yet
	CheckedAt  int64
	Readers    string // JSON
}

const positionColumns = "id, notice, org, place, lat, lon, datum, precision_m, entered_by, entered_at, checked_by, checked_at, readers"

func (p *Position) columns() []any {
	return []any{&p.ID, &p.Notice, &p.Org, &p.Place, &p.Lat, &p.Lon, &p.Datum, &p.PrecisionM, &p.EnteredBy, &p.EnteredAt, &p.CheckedBy, &p.CheckedAt, &p.Readers}
}

// AddPosition adds a position. Nobody changes where it is; one that is wrong is
// removed and another entered.
func (t *Tx) AddPosition(p Position) error {
	return wrap(t.exec("INSERT INTO exact_position ("+positionColumns+") VALUES "+tuples(1, 13),
		p.ID, p.Notice, p.Org, p.Place, p.Lat, p.Lon, p.Datum, p.PrecisionM, p.EnteredBy, p.EnteredAt, p.CheckedBy, p.CheckedAt, p.Readers), "saving the position")
}

// SetPosition changes who checked a position and who may read it.
func (t *Tx) SetPosition(p Position) error {
	return wrap(t.exec("UPDATE exact_position SET checked_by = $1, checked_at = $2, readers = $3 WHERE id = $4", p.CheckedBy, p.CheckedAt, p.Readers, p.ID), "saving the position")
}

// DropPosition removes a position.
func (t *Tx) DropPosition(id string) error {
	return wrap(t.exec("DELETE FROM exact_position WHERE id = $1", id), "removing the position")
}

// Position returns a position, and false where there is none.
func (t *Tx) Position(id string) (p Position, ok bool, err error) {
	ok, err = t.get(p.columns(), "SELECT "+positionColumns+" FROM exact_position WHERE id = $1", id)
	return p, ok, wrap(err, "reading the position")
}

// Positions returns the positions of a notification, all for "", by id.
func (t *Tx) Positions(notice string) (all []Position, err error) {
	var p Position
	err = t.each(func() { all = append(all, p) }, p.columns(), "SELECT "+positionColumns+" FROM exact_position WHERE notice = $1 OR $1 = '' ORDER BY id", notice)
	return all, wrap(err, "reading positions")
}
