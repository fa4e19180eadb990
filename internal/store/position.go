package store

// Position is where something is, exactly, encrypted.
type Position struct {
	ID        string
	Notice    string // id of the fact
	Org       string // that made the notification
	Place     string // the named place that it is of
	Sealed    []byte // where
	EnteredBy string // account
	EnteredAt int64
	CheckedBy string // account; empty: nobody yet
	CheckedAt int64
	Readers   string // JSON
}

const positionColumns = "id, notice, org, place, sealed, entered_by, entered_at, checked_by, checked_at, readers"

func (p *Position) columns() []any {
	return []any{&p.ID, &p.Notice, &p.Org, &p.Place, &p.Sealed, &p.EnteredBy, &p.EnteredAt, &p.CheckedBy, &p.CheckedAt, &p.Readers}
}

// AddPosition adds a position.
func (t *Tx) AddPosition(p Position) error {
	return wrap(t.exec("INSERT INTO exact_position ("+positionColumns+") VALUES "+tuples(1, 10),
		p.ID, p.Notice, p.Org, p.Place, p.Sealed, p.EnteredBy, p.EnteredAt, p.CheckedBy, p.CheckedAt, p.Readers), "saving the position")
}

// SetPosition changes who checked a position and who may read it, together with
// which it is encrypted.
func (t *Tx) SetPosition(p Position) error {
	return wrap(t.exec("UPDATE exact_position SET checked_by = $1, checked_at = $2, readers = $3, sealed = $4 WHERE id = $5", p.CheckedBy, p.CheckedAt, p.Readers, p.Sealed, p.ID), "saving the position")
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

// OpenPosition is a position from before they were encrypted.
type OpenPosition struct {
	Position
	Lat, Lon   int64 // ten-millionths of a degree
	PrecisionM int64
}

// openColumns are those of a position, without where it is, and then where.
const openColumns = "id, notice, org, place, entered_by, entered_at, checked_by, checked_at, readers, lat, lon, precision_m, datum"

// OpenPositions returns the positions that are not encrypted yet, by id.
func (t *Tx) OpenPositions() (all []OpenPosition, err error) {
	var p OpenPosition
	var datum string // one there is
	columns := []any{&p.ID, &p.Notice, &p.Org, &p.Place, &p.EnteredBy, &p.EnteredAt, &p.CheckedBy, &p.CheckedAt, &p.Readers, &p.Lat, &p.Lon, &p.PrecisionM, &datum}
	err = t.each(func() { all = append(all, p) }, columns, "SELECT "+openColumns+" FROM open_position ORDER BY id")
	return all, wrap(err, "reading positions")
}

// DropOpenPositions empties the table of those that are not encrypted. What was
// in it goes from the file of the table too.
func (t *Tx) DropOpenPositions() error {
	if t.store.Engine == Postgres {
		return wrap(t.exec("TRUNCATE open_position"), "removing positions")
	}
	return wrap(t.exec("DELETE FROM open_position"), "removing positions")
}
