package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// Exact positions of what is notified are rows of their own and no facts: they
// go into no list, no twin, no export, no log and to no other ledger, and are
// encrypted in the database. A row names the people who may read it, each reading
// is in the journal before it is shown, and to everybody else there is none. Nothing is moved: a position that
// is wrong is removed and another entered.

// Datum is the one that positions are in; others lie up to hundreds of metres off.
const Datum = "WGS84"

// FarM is how many metres a position may lie from the named place, as the tables
// have that, before whoever checks it has to say that this is meant.
const FarM = 2000

// MostPrecisionM is the coarsest precision that is still called exact, in metres.
const MostPrecisionM = 1000

// Held is a position without where it is: for those who may read it.
type Held struct {
	ID        string
	Notice    passage.FactID
	Place     passage.NodeID
	EnteredBy string // as others read the person
	EnteredAt passage.Instant
	CheckedBy string // empty: nobody yet
	CheckedAt passage.Instant
	Own       bool // the caller entered it
	MayCheck  bool
	MayRemove bool
	NamedTo   []Named
}

// Named is somebody who may read a position.
type Named struct {
	Account string
	Org     passage.OrgID // at that time; whoever has left it reads no more
	By      string        // account
	At      int64         // microseconds
	Person  string        `json:"-"`
}

// Position is where something is, as far as it is known.
type Position struct {
	Held
	Lat, Lon   float64 // degrees, WGS84
	PrecisionM int
	Measured   bool    // the tables say where the named place is
	DistanceM  float64 // from there
	Swapped    bool    // with latitude and longitude exchanged it would be near
}

// Far reports whether the position lies further from the named place than FarM.
func (p Position) Far() bool { return p.Measured && p.DistanceM > FarM }

// Place is where somebody says that something is.
type Place struct {
	Notice     passage.FactID
	Place      passage.NodeID
	Lat, Lon   float64 // degrees
	Datum      string
	PrecisionM int
	Checker    string // account of a colleague, who checks it
}

// validate says what is wrong with a place, in a sentence.
func (p Place) validate() error {
	switch {
	case !IsDatum(p.Datum):
		return NotSaid{fmt.Sprintf("the datum is %q; positions are entered in %s, so convert it first", p.Datum, Datum)}
	case !(p.Lat >= -90 && p.Lat <= 90):
		return NotSaid{fmt.Sprintf("the latitude is %g; it lies from -90 to 90", p.Lat)}
	case !(p.Lon >= -180 && p.Lon <= 180):
		return NotSaid{fmt.Sprintf("the longitude is %g; it lies from -180 to 180", p.Lon)}
	case p.Lat == 0 && p.Lon == 0:
		return NotSaid{"latitude and longitude are both 0, which is what devices say that know nothing"}
	case p.PrecisionM < 1 || p.PrecisionM > MostPrecisionM:
		return NotSaid{fmt.Sprintf("the precision is %d m; say it from 1 to %d", p.PrecisionM, MostPrecisionM)}
	case p.Checker == "":
		return NotSaid{"name the colleague who checks it"}
	}
	return nil
}

// IsDatum reports whether a datum is the one that positions are in, as people
// write it.
func IsDatum(text string) bool {
	text = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(text))
	return text == Datum || text == "EPSG:4326"
}

// Colleagues returns who of the caller's organisation could check what the
// caller enters, by name.
func (d *Desk) Colleagues(ctx context.Context, caller Caller) (all []Named, err error) {
	if err := person(caller); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all, err = colleagues(tx, caller)
		return err
	})
	return all, err
}

func colleagues(tx *store.Tx, caller Caller) (all []Named, err error) {
	accounts, err := tx.Accounts()
	for _, a := range accounts {
		if a.ID == caller.Account || a.Org != string(caller.Org) || a.Disabled != 0 {
			continue
		}
		roles, err := access.ReadRoles(a.Roles)
		if err != nil {
			return nil, err
		}
		if slices.Contains(access.RightsOf(roles), Write) {
			all = append(all, Named{Account: a.ID, Org: caller.Org, Person: a.Person})
		}
	}
	return all, err
}

// person returns an error unless the caller is a person who may write.
func person(c Caller) error {
	if c.Token || c.Account == "" {
		return access.Forbidden{Text: "exact positions are entered, checked and read by people with accounts"}
	}
	return c.May(Write)
}

// PutPosition keeps where a place of a notification of the caller's organisation
// is, for the caller and the colleague who is to check it. The same form sent
// again changes nothing.
func (d *Desk) PutPosition(ctx context.Context, caller Caller, form Form, p Place) error {
	if err := person(caller); err != nil {
		return err
	}
	if err := p.validate(); err != nil {
		return err
	}
	if d.ring == nil {
		return access.PositionKey
	}
	at := d.now().UnixMicro()
	where := spot{tenMillionths(p.Lat), tenMillionths(p.Lon), int64(p.PrecisionM)}
	row := store.Position{ID: form.id.String(), Notice: string(p.Notice), Org: string(caller.Org), Place: string(p.Place), EnteredBy: caller.Account, EnteredAt: at}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		before, there, err := tx.Position(row.ID)
		if err != nil {
			return err
		}
		if there {
			if before.EnteredBy != row.EnteredBy || before.Notice != row.Notice || before.Place != row.Place {
				return SentOtherwise{}
			}
			was, err := d.unseal(before)
			if err == nil && was != where {
				return SentOtherwise{}
			}
			return err
		}
		notice, err := d.ownNotice(tx, caller, p.Notice)
		if err != nil {
			return err
		}
		if p.Place != notice.Place && !slices.Contains(notice.Notice.Route, p.Place) {
			return NotSaid{fmt.Sprintf("%q is no place of this notification", p.Place)}
		}
		some, err := colleagues(tx, caller)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(some, func(n Named) bool { return n.Account == p.Checker })
		if i < 0 {
			return NotSaid{"who checks it is a colleague of your organisation who may state facts"}
		}
		row.Readers, err = writeNamed([]Named{{Account: p.Checker, Org: caller.Org, By: caller.Account, At: at}})
		if err != nil {
			return err
		}
		return errors.Join(tx.AddPosition(d.seal(row, where)), tx.Record(d.entry(caller, "position.entered", row.ID+" "+row.Notice), d.entry(caller, "position.named", row.ID+" "+some[i].Person)))
	})
}

// ownNotice returns a notification that the caller's organisation made and that
// stands.
func (d *Desk) ownNotice(tx *store.Tx, caller Caller, id passage.FactID) (f passage.Fact, err error) {
	named, err := tx.FactsNamed(string(id))
	if err != nil {
		return f, err
	}
	for _, n := range named {
		facts, err := d.besides(tx, n.Subject, id)
		if err != nil {
			return f, err
		}
		all, err := reported(tx, caller, passage.Notified, map[string][]passage.Fact{n.Subject: facts})
		if err != nil {
			return f, err
		}
		if i := slices.IndexFunc(all, func(r passage.Reported) bool { return r.Fact.ID == id && r.Fact.Org == caller.Org }); i >= 0 {
			return all[i].Fact, nil
		}
	}
	return f, Missing{"there is no such notification of your organisation"}
}

func tenMillionths(degrees float64) int64 { return int64(math.Round(degrees * 1e7)) }

// Positions returns the positions of a notification that the caller may read,
// all of any for "", without where they are.
func (d *Desk) Positions(ctx context.Context, caller Caller, notice passage.FactID) (all []Held, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all = nil
		rows, err := tx.Positions(string(notice))
		for _, row := range rows {
			if err != nil {
				return err
			}
			var named []Named
			if named, err = readNamed(row.Readers); err == nil && knows(caller, row, named) {
				var h Held
				h, err = held(tx, caller, row, named)
				all = append(all, h)
			}
		}
		return err
	})
	return all, err
}

// knows reports whether a position is there for a caller: who entered or checked
// it, or is named, and is still of the organisation for which that was.
func knows(c Caller, row store.Position, named []Named) bool {
	if c.Token || c.Account == "" || c.MayRead() != nil {
		return false
	}
	return string(c.Org) == row.Org && (c.Account == row.EnteredBy || c.Account == row.CheckedBy) ||
		slices.ContainsFunc(named, func(n Named) bool { return n.Account == c.Account && n.Org == c.Org })
}

// held describes a position to somebody who knows it.
func held(tx *store.Tx, caller Caller, row store.Position, named []Named) (h Held, err error) {
	name := func(account string) string {
		if account == "" || err != nil {
			return ""
		}
		var a store.Account
		if a, _, err = tx.Account(account); a.Person == "" {
			return account
		}
		return a.Person
	}
	h = Held{
		ID: row.ID, Notice: passage.FactID(row.Notice), Place: passage.NodeID(row.Place),
		EnteredBy: name(row.EnteredBy), EnteredAt: passage.Instant(row.EnteredAt), CheckedBy: name(row.CheckedBy), CheckedAt: passage.Instant(row.CheckedAt),
		Own: caller.Account == row.EnteredBy, MayCheck: mayCheck(caller, row), MayRemove: mayRemove(caller, row),
	}
	for _, n := range named {
		n.Person = name(n.Account)
		h.NamedTo = append(h.NamedTo, n)
	}
	return h, err
}

func mayCheck(c Caller, row store.Position) bool {
	return row.CheckedBy == "" && c.Account != row.EnteredBy && string(c.Org) == row.Org && c.May(Write) == nil
}

func mayRemove(c Caller, row store.Position) bool {
	return string(c.Org) == row.Org && (c.Account == row.EnteredBy || c.Account == row.CheckedBy)
}

// known runs do on a position that the caller knows, see [Desk.asNamed].
func (d *Desk) known(ctx context.Context, caller Caller, id string, do func(tx *store.Tx, row store.Position, named []Named) error) error {
	var row store.Position
	find := func(tx *store.Tx) (like store.Position, ok bool, err error) {
		row, ok, err = tx.Position(id)
		return row, ok, err
	}
	return d.asNamed(ctx, caller, id, "position", Missing{"there is no such position"}, find, func(tx *store.Tx, named []Named) error {
		return do(tx, row, named)
	})
}

// asNamed runs do where the caller is among those whom a row names, which find
// reads as a position. To everybody else there is none, and who asks by an id leaves
// a trace, the same whether there is one: they read their own lines of the journal.
// What was changed outside the program leaves one too; what says of what kind it is.
func (d *Desk) asNamed(ctx context.Context, caller Caller, id, what string, none Missing,
	find func(*store.Tx) (store.Position, bool, error), do func(*store.Tx, []Named) error) error {
	if d.ring == nil {
		return access.PositionKey
	}
	refused := false
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		row, ok, err := find(tx)
		if err != nil {
			return err
		}
		named, err := readNamed(row.Readers)
		if err != nil {
			return err
		}
		if refused = !ok || !knows(caller, row, named); refused {
			return none
		}
		return do(tx, named)
	})
	switch {
	case refused:
		err = errors.Join(d.tell(ctx, caller, "refused."+what, clipID(id)), err)
	case errors.Is(err, access.PositionAltered):
		err = errors.Join(d.tell(ctx, caller, "altered."+what, id), err)
	}
	return err
}

// clipID cuts what somebody typed to the length of an id.
func clipID(id string) string {
	return strings.ToValidUTF8(id[:min(len(id), 36)], "")
}

// Position returns where something is. The reading is in the journal, on the
// disk, before: where it cannot be written down, nothing is shown.
func (d *Desk) Position(ctx context.Context, caller Caller, id string) (p Position, err error) {
	err = d.known(ctx, caller, id, func(tx *store.Tx, row store.Position, named []Named) error {
		h, err := held(tx, caller, row, named)
		if err != nil {
			return err
		}
		at, err := d.unseal(row)
		if err != nil {
			return err
		}
		p = Position{Held: h, Lat: float64(at.Lat) / 1e7, Lon: float64(at.Lon) / 1e7, PrecisionM: int(at.PrecisionM)}
		return tx.Record(d.entry(caller, "read.position", row.ID+" "+row.Notice))
	})
	if err != nil {
		return Position{}, err
	}
	s, err := d.Gazetteer(ctx, caller, "")
	if err != nil {
		return Position{}, err
	}
	p.measure(s)
	return p, nil
}

// measure holds a position against where the tables have the named place.
func (p *Position) measure(s *Scenario) {
	if s == nil || s.Loaded.Scenario == nil {
		return
	}
	for _, n := range s.Loaded.Scenario.Nodes {
		if n.ID == p.Place && n.Lat.Given && n.Lon.Given {
			p.Measured, p.DistanceM = true, Metres(p.Lat, p.Lon, n.Lat.Value, n.Lon.Value)
			p.Swapped = p.Far() && math.Abs(p.Lon) <= 90 && Metres(p.Lon, p.Lat, n.Lat.Value, n.Lon.Value) < p.DistanceM
		}
	}
}

// Metres is the distance between two points in degrees, over a sphere: within
// half a per cent of what it is over the earth.
func Metres(lat, lon, lat2, lon2 float64) float64 {
	const radius, degree = 6_371_008.8, math.Pi / 180
	a, b := math.Sin((lat2-lat)*degree/2), math.Sin((lon2-lon)*degree/2)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(a*a+math.Cos(lat*degree)*math.Cos(lat2*degree)*b*b)))
}

// CheckPosition says that the caller, a named colleague of who entered it, has
// held a position against its source. Where it is far from the named place, the
// caller says that this is meant.
func (d *Desk) CheckPosition(ctx context.Context, caller Caller, id string, far bool) error {
	p, err := d.Position(ctx, caller, id)
	if err != nil {
		return err
	}
	if p.Far() && !far && p.MayCheck {
		return NotSaid{fmt.Sprintf("it is more than %d m from the named place as the tables have that; say that this is meant, or have it removed and entered anew", FarM)}
	}
	return d.known(ctx, caller, id, func(tx *store.Tx, row store.Position, _ []Named) error {
		switch {
		case row.CheckedBy == caller.Account:
			return nil
		case row.CheckedBy != "":
			return refuse("somebody else has checked this position")
		case !mayCheck(caller, row):
			return refuse("a position is checked by a second person of the same organisation who may state facts")
		}
		checked := row
		checked.CheckedBy, checked.CheckedAt = caller.Account, d.now().UnixMicro()
		return errors.Join(d.reseal(tx, row, checked), tx.Record(d.entry(caller, "position.checked", row.ID+" "+row.Notice)))
	})
}

// GrantPosition names somebody who may read a position, by the name with which
// they sign in. Who entered it does.
func (d *Desk) GrantPosition(ctx context.Context, caller Caller, id, name string) error {
	return d.known(ctx, caller, id, func(tx *store.Tx, row store.Position, named []Named) error {
		if caller.Account != row.EnteredBy {
			return refuse("who entered a position names who may read it")
		}
		named, who, err := d.alsoNamed(tx, caller, row.EnteredBy, named, name)
		if err != nil || who == "" {
			return err
		}
		changed := row
		if changed.Readers, err = writeNamed(named); err != nil {
			return err
		}
		return errors.Join(d.reseal(tx, row, changed), tx.Record(d.entry(caller, "position.named", row.ID+" "+who)))
	})
}

// alsoNamed adds somebody, by the name with which they sign in, to those whom a row
// names. who is that name with their organisation; empty: they read the row already.
func (d *Desk) alsoNamed(tx *store.Tx, caller Caller, enteredBy string, named []Named, name string) (all []Named, who string, err error) {
	a, ok, err := tx.AccountNamed(strings.TrimSpace(name))
	switch {
	case err != nil:
		return nil, "", err
	case !ok || a.Disabled != 0:
		return nil, "", NotSaid{fmt.Sprintf("nobody signs in as %q; ask the person for the name with which they sign in", name)}
	case a.ID == enteredBy || slices.ContainsFunc(named, func(n Named) bool { return n.Account == a.ID && string(n.Org) == a.Org }):
		return named, "", nil
	}
	return append(named, Named{Account: a.ID, Org: passage.OrgID(a.Org), By: caller.Account, At: d.now().UnixMicro()}), a.Name + " " + a.Org, nil
}

// UngrantPosition ends that somebody may read a position. Who checked it goes on.
func (d *Desk) UngrantPosition(ctx context.Context, caller Caller, id, account string) error {
	return d.known(ctx, caller, id, func(tx *store.Tx, row store.Position, named []Named) (err error) {
		if caller.Account != row.EnteredBy {
			return refuse("who entered a position names who may read it")
		}
		named = slices.DeleteFunc(named, func(n Named) bool { return n.Account == account })
		changed := row
		if changed.Readers, err = writeNamed(named); err != nil {
			return err
		}
		return errors.Join(d.reseal(tx, row, changed), tx.Record(d.entry(caller, "position.unnamed", row.ID+" "+account)))
	})
}

// RemovePosition removes a position for good, from the disk too. Who entered or
// checked it does.
func (d *Desk) RemovePosition(ctx context.Context, caller Caller, id string) error {
	err := d.known(ctx, caller, id, func(tx *store.Tx, row store.Position, _ []Named) error {
		if !mayRemove(caller, row) {
			return refuse("who entered or checked a position removes it")
		}
		return errors.Join(tx.DropPosition(row.ID), tx.Record(d.entry(caller, "position.removed", row.ID+" "+row.Notice)))
	})
	if err != nil {
		return err
	}
	if err := d.store.Forget(ctx); err != nil { // it is removed; the log of the database is emptied later
		d.log.Warn("a position was removed and may still stand in the write-ahead log", "error", err)
	}
	return nil
}

func writeNamed(named []Named) (string, error) {
	text, err := json.Marshal(named)
	return string(text), err
}

func readNamed(text string) (named []Named, err error) {
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &named); err != nil {
		return nil, fmt.Errorf("who may read a position cannot be read: %w", err)
	}
	return named, nil
}
