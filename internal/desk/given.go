package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"passage"
	"passage/internal/store"
)

// What became of what somebody gave.
type (
	Given   = store.GivenSum
	Amounts = store.Amounts
)

// Given adds up what became of the consignments that the caller sees, of those that
// were released on days from and to, both included: by who gave, who owns, commodity
// and unit. Without a first day, those of which no release is known are in it.
func (d *Desk) Given(ctx context.Context, caller Caller, from, to passage.Date) (sums []Given, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	last := int64(to)
	if to.IsZero() {
		last = math.MaxInt32
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		whose := rowsOf(caller, tx).sight()
		if whose != nil && whose.Org == "" {
			return nil // nothing concerns nobody
		}
		sums, err = tx.SumGiven(int64(from), last, whose)
		return err
	})
	return sums, err
}

// accounted is what is kept of a consignment so that a waybill more, or one that is
// other than it was, is added without reading those that carried the rest.
type accounted struct {
	Itself passage.Consignment // of what its own facts say, what amounts follow from
	Legs   []passage.Leg       `json:",omitempty"`
}

func (a accounted) fold(id string) (store.ConsignmentFold, error) {
	fold, err := json.Marshal(a)
	if err != nil {
		err = fmt.Errorf("writing consignment %s: %w", id, err)
	}
	return store.ConsignmentFold{Consignment: id, Fold: fold}, err
}

// essence is what amounts follow from.
func essence(c passage.Consignment) passage.Consignment {
	e := passage.Consignment{Owner: c.Owner, Donor: c.Donor, From: c.From, To: c.To, Released: c.Released, Closed: c.Closed}
	for _, l := range c.Lines {
		e.Lines = append(e.Lines, passage.ConsignmentLine{Line: l.Line, Commodity: l.Commodity, Unit: l.Unit, Account: passage.Account{Out: l.Out}})
	}
	return e
}

// given is where the goods of the consignment are, by commodity and unit. Of what is
// closed nothing more is expected, wherever it was last.
func (a accounted) given(id passage.ConsignmentID) (rows []store.Given) {
	c := a.Itself.Moved(a.Legs)
	row := store.Given{Consignment: string(id), Donor: string(c.Donor), Owner: string(c.Owner)}
	if c.Released != 0 {
		row.Day = int64(c.Released.Day())
	}
	for _, l := range c.Lines {
		amounts := Amounts{
			Released: l.Out, Loaded: l.Out - l.NotLoaded, OnRoad: l.OnRoad - l.Adrift, AtHubs: l.AtHubs, Adrift: l.Adrift, Received: l.Received,
			Lost: l.Lost, Damaged: l.Damaged, Diverted: l.Diverted, Returned: l.Returned, Excess: l.Excess,
		}
		if c.Closed {
			amounts.OnRoad, amounts.AtHubs, amounts.Adrift = 0, 0, l.OnRoad+l.AtHubs
		}
		row.Commodity, row.Unit = string(l.Commodity), string(l.Unit)
		i := slices.IndexFunc(rows, func(o store.Given) bool { return o.Commodity == row.Commodity && o.Unit == row.Unit })
		if i < 0 {
			i, rows = len(rows), append(rows, row)
		}
		rows[i].Add(amounts)
	}
	slices.SortFunc(rows, func(a, b store.Given) int {
		return cmp.Or(cmp.Compare(a.Commodity, b.Commodity), cmp.Compare(a.Unit, b.Unit))
	})
	return rows
}

// keyOf is a row without its amounts.
func keyOf(g store.Given) store.Given {
	g.Amounts = Amounts{}
	return g
}

// moved is what waybills moved more, or less, than was kept of them.
type moved map[passage.ConsignmentID][]passage.Leg

// movedBy is a waybill without all that does not say what it moved.
func movedBy(w passage.Waybill) passage.Waybill {
	return passage.Waybill{ID: w.ID, From: w.From, To: w.To, State: w.State, Lines: w.Lines}
}

// note notes that a waybill is other than it was.
func (m moved) note(was, is *passage.Waybill) {
	over := func(w *passage.Waybill) bool { return w.State == passage.Finished }
	if was.From == is.From && was.To == is.To && over(was) == over(is) && slices.Equal(was.Lines, is.Lines) {
		return
	}
	met := map[passage.ConsignmentID]bool{}
	for _, l := range slices.Concat(was.Lines, is.Lines) {
		id := l.Consignment
		if met[id] {
			continue
		}
		met[id] = true
		for _, leg := range was.Legs(id) {
			m[id] = append(m[id], leg.Minus())
		}
		m[id] = append(m[id], is.Legs(id)...)
	}
}

// given writes what became of the consignments of which waybills moved more or
// less, or that their own facts say something else of than they did.
func (f *folds) given(tx *store.Tx) error {
	changed := map[string]bool{}
	for id, legs := range f.moved {
		if f.moved[id] = passage.SumLegs(legs); len(f.moved[id]) > 0 {
			changed[string(id)] = true
		}
	}
	for id := range f.itself {
		changed[string(id)] = true
	}
	ids := slices.Sorted(maps.Keys(changed))
	kept, err := tx.ConsignmentFolds(ids)
	if err != nil {
		return err
	}
	var put []store.ConsignmentFold
	var rows []store.Given
	var drop []string
	for _, id := range ids {
		of := passage.ConsignmentID(id)
		var a accounted
		if fold := kept[id]; fold != nil {
			if err := json.Unmarshal(fold, &a); err != nil {
				return fmt.Errorf("consignment %s cannot be read; run passage ledger rebuild: %w", id, err)
			}
		}
		before := a.given(of)
		a.Legs = passage.SumLegs(slices.Concat(a.Legs, f.moved[of]))
		if c, ok := f.itself[of]; ok {
			a.Itself = c
		}
		after := a.given(of)
		if !slices.EqualFunc(before, after, func(x, y store.Given) bool { return keyOf(x) == keyOf(y) }) {
			drop = append(drop, id)
		}
		rows = append(rows, after...)
		fold, err := a.fold(id)
		if err != nil {
			return err
		}
		put = append(put, fold)
	}
	return cmp.Or(tx.DropGiven(drop), tx.PutGiven(rows), tx.PutConsignmentFolds(put))
}

// mendGiven works out anew what became of consignments, of which their own facts say
// what is in itself, and returns the ids of those that were kept otherwise.
func mendGiven(tx *store.Tx, ids []string, itself map[passage.ConsignmentID]passage.Consignment) (wrong []string, err error) {
	kept, err := tx.ConsignmentFolds(ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		of := passage.ConsignmentID(id)
		a := accounted{Itself: itself[of]}
		err := eachFold(func(yield func(store.Waybill)) error { return tx.Carrying(id, yield) },
			func(w passage.Waybill) { a.Legs = append(a.Legs, w.Legs(of)...) })
		if err != nil {
			return nil, err
		}
		a.Legs = passage.SumLegs(a.Legs)
		fold, err := a.fold(id)
		if err != nil {
			return nil, err
		}
		rows, err := tx.GivenOf(id)
		if err != nil {
			return nil, err
		}
		if given := a.given(of); !bytes.Equal(fold.Fold, kept[id]) || !slices.Equal(rows, given) {
			wrong = append(wrong, id)
			if err := cmp.Or(tx.DropGiven([]string{id}), tx.PutGiven(given), tx.PutConsignmentFolds([]store.ConsignmentFold{fold})); err != nil {
				return nil, err
			}
		}
	}
	return wrong, nil
}
