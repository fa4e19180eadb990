package desk

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// Exact positions of what is notified are restricted, see [HeldKind]. Nothing is
// moved: a position that is wrong is removed and another entered.

// Datum is the one that positions are in; others lie up to hundreds of metres off.
const Datum = "WGS84"

// FarM is how many metres a position may lie from the named place, as the tables
// have that, before whoever checks it has to say that this is meant.
const FarM = 2000

// MostPrecisionM is the coarsest precision that is still called exact, in metres.
const MostPrecisionM = 1000

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
	where := spot{tenMillionths(p.Lat), tenMillionths(p.Lon), int64(p.PrecisionM)}.bytes()
	row := store.Restricted{ID: form.id.String(), Kind: string(Positions), Notice: string(p.Notice), Org: string(caller.Org), Place: string(p.Place), EnteredBy: caller.Account, EnteredAt: at}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		before, there, err := tx.Restricted(row.Kind, row.ID)
		if err != nil {
			return err
		}
		if there {
			return d.sentAgain(before, row, where)
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
		return errors.Join(tx.AddRestricted(d.seal(row, where)), tx.Record(d.entry(caller, "position.entered", row.ID+" "+row.Notice), d.entry(caller, "position.named", row.ID+" "+some[i].Person)))
	})
}

// spot is where something is: what of a position is encrypted.
type spot struct {
	Lat, Lon   int64 // ten-millionths of a degree, WGS84
	PrecisionM int64
}

func (s spot) bytes() []byte {
	value, _ := binary.Append(nil, binary.BigEndian, s) // of fixed size: no error
	return value
}

func tenMillionths(degrees float64) int64 { return int64(math.Round(degrees * 1e7)) }

// Position returns where something is. The reading is in the journal, on the
// disk, before: where it cannot be written down, nothing is shown.
func (d *Desk) Position(ctx context.Context, caller Caller, id string) (p Position, err error) {
	err = d.known(ctx, caller, Positions, id, func(tx *store.Tx, row store.Restricted, named []Named) error {
		h, err := held(tx, caller, row, named)
		if err != nil {
			return err
		}
		value, err := d.unseal(row)
		if err != nil {
			return err
		}
		var at spot
		if _, err := binary.Decode(value, binary.BigEndian, &at); err != nil {
			return access.PositionAltered
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
	return d.known(ctx, caller, Positions, id, func(tx *store.Tx, row store.Restricted, _ []Named) error {
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
