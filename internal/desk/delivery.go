package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"unique"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// Delivery is what one organisation moved of one commodity along one way: who,
// what, from where, to where, and for whose account.
type Delivery struct {
	Org       passage.OrgID // that owns it, or else loaded it
	Donor     passage.OrgID
	Commodity passage.CommodityID
	Unit      passage.Unit
	From, To  passage.NodeID

	OnTheWay, Received             int64 // amounts
	Trucks                         int64 // some of which may be received in part
	TrucksOnTheWay, TrucksReceived int64
}

// mostWaybills is how many waybills deliveries are added up over, so that nobody
// waits for a page.
const mostWaybills = 20_000

// Deliveries adds up the waybills to which something happened last on the days
// from and to, both included, as far as the caller sees them. Part of them
// stays out, the oldest, where there are too many: then all is false. A truck
// with several commodities counts for each.
func (d *Desk) Deliveries(ctx context.Context, caller Caller, from, to passage.Date) (sums []Delivery, all bool, err error) {
	err = d.following(ctx, caller, func(f followed) error {
		var moves []*move
		if moves, all, err = d.ways.between(f, from, to); err != nil {
			return err
		}
		owners, err := ownersOf(f.tx, moves)
		if err != nil {
			return err
		}
		by := map[Delivery]*Delivery{}
		everything := caller.ReadsAll()
		for _, m := range moves {
			if everything || m.seen(caller, owners) {
				m.addUp(by, owners)
			}
		}
		sums = nil
		for _, one := range by {
			sums = append(sums, *one)
		}
		return nil
	})
	slices.SortFunc(sums, func(a, b Delivery) int {
		return cmp.Or(cmp.Compare(a.Org, b.Org), cmp.Compare(a.Donor, b.Donor), cmp.Compare(a.Commodity, b.Commodity),
			cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return sums, all, err
}

// ways keeps what deliveries are added up from, by the day on which something
// happened last to a waybill.
type ways struct {
	daily[passage.Date, *move]
}

// move is what a waybill moves. What it has in common with others is held once for all.
type move struct {
	id    string
	since int64
	leg   unique.Handle[leg]
	lines []moveLine
}

// leg is who loaded trucks, and from where to where they go.
type leg struct {
	org          passage.OrgID
	from, at, to passage.NodeID
}

type moveLine struct {
	goods              unique.Handle[goods]
	onTheWay, received int64
}

// goods is what a line of a consignment is of.
type goods struct {
	consignment passage.ConsignmentID
	commodity   passage.CommodityID
	unit        passage.Unit
}

// mostMoves is for how many waybills, besides those that are asked for, this is
// kept: some ten MB. One page about a month asks for half of it.
const mostMoves = 2 * mostWaybills

// between returns the waybills of some days, the newest first.
func (w *ways) between(f followed, from, to passage.Date) (moves []*move, all bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	err = w.follow(f, func(changed []store.Waybill, put func(passage.Date, string, *move)) error {
		for _, row := range changed {
			m, err := moveIn(row)
			if err != nil {
				return err
			}
			put(passage.Instant(row.Since).Day(), m.id, m)
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	for day := to; day >= from; day-- {
		one, err := w.day(f, day, func() (map[string]*move, error) { return w.read(f.tx, day) })
		if err != nil {
			return nil, false, err
		}
		if one.list == nil {
			one.list = slices.SortedFunc(maps.Values(one.of), func(a, b *move) int { return cmp.Or(cmp.Compare(b.since, a.since), cmp.Compare(b.id, a.id)) })
		}
		if room := mostWaybills - len(moves); len(one.list) > room {
			return append(moves, one.list[:room]...), false, nil
		}
		moves = append(moves, one.list...)
	}
	return moves, true, nil
}

// read reads the waybills of a day.
func (w *ways) read(tx *store.Tx, day passage.Date) (map[string]*move, error) {
	of := map[string]*move{}
	var trouble error
	err := tx.WaybillsWithin(int64(passage.InstantOf(day.Time())), int64(passage.InstantOf((day + 1).Time())), mostWaybills+1, func(row store.Waybill) {
		m, err := moveIn(row)
		trouble = cmp.Or(trouble, err)
		if err == nil {
			of[m.id] = m
		}
	})
	return of, cmp.Or(err, trouble)
}

func moveIn(row store.Waybill) (*move, error) {
	fold, err := unfold(row)
	if err != nil {
		return nil, err
	}
	return moveOf(fold), nil
}

func moveOf(fold passage.Waybill) *move {
	m := &move{
		id: string(fold.ID), since: int64(fold.Since), leg: unique.Make(leg{fold.Org, fold.From, fold.At, fold.To}),
		lines: make([]moveLine, len(fold.Lines)),
	}
	for i, l := range fold.Lines {
		m.lines[i] = moveLine{goods: unique.Make(goods{l.Consignment, l.Commodity, l.Unit}), received: l.Received}
		if l.InTransit > 0 && fold.State != passage.Finished {
			m.lines[i].onTheWay = l.InTransit
		}
	}
	return m
}

// ownersOf returns who owns and gave what waybills move, by consignment.
func ownersOf(tx *store.Tx, moves []*move) (map[string]store.Owner, error) {
	asked := map[string]bool{}
	for _, m := range moves {
		for _, l := range m.lines {
			asked[string(l.goods.Value().consignment)] = true
		}
	}
	return tx.Owners(slices.Sorted(maps.Keys(asked)))
}

// seen reports whether a caller sees the waybill, as [rows.waybill] does.
func (m *move) seen(c Caller, owners map[string]store.Owner) bool {
	leg := m.leg.Value()
	if c.Sees(access.Row{Orgs: []passage.OrgID{leg.org}, Nodes: []passage.NodeID{leg.from, leg.at, leg.to}}) {
		return true
	}
	return slices.ContainsFunc(m.lines, func(l moveLine) bool {
		o := owners[string(l.goods.Value().consignment)]
		return c.Sees(access.Row{Orgs: []passage.OrgID{passage.OrgID(o.Owner)}, Donor: passage.OrgID(o.Donor)})
	})
}

// addUp adds what a waybill moves to what is known of its ways.
func (m *move) addUp(by map[Delivery]*Delivery, owners map[string]store.Owner) {
	type met struct {
		way                *Delivery
		onTheWay, received bool
	}
	var ways []met
	leg := m.leg.Value()
	for _, l := range m.lines {
		goods := l.goods.Value()
		o := owners[string(goods.consignment)]
		way := Delivery{Org: cmp.Or(passage.OrgID(o.Owner), leg.org), Donor: passage.OrgID(o.Donor), Commodity: goods.commodity, Unit: goods.unit, From: leg.from, To: leg.to}
		one := by[way]
		if one == nil {
			one = new(Delivery)
			*one, by[way] = way, one
		}
		one.OnTheWay += l.onTheWay
		one.Received += l.received
		i := slices.IndexFunc(ways, func(w met) bool { return w.way == one })
		if i < 0 {
			i, ways = len(ways), append(ways, met{way: one})
		}
		ways[i].onTheWay = ways[i].onTheWay || l.onTheWay > 0
		ways[i].received = ways[i].received || l.received > 0
	}
	for _, w := range ways {
		if w.onTheWay || w.received {
			w.way.Trucks++
		}
		if w.onTheWay {
			w.way.TrucksOnTheWay++
		}
		if w.received {
			w.way.TrucksReceived++
		}
	}
}
