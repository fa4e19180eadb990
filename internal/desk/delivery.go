package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

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
	if err := caller.MayRead(); err != nil {
		return nil, false, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		f, err := d.heard.follow(tx)
		if err != nil {
			return err
		}
		var moves []*move
		if moves, all, err = d.ways.between(f, from, to); err != nil {
			return err
		}
		asked := map[string]bool{}
		for _, m := range moves {
			for _, l := range m.lines {
				asked[string(l.consignment)] = true
			}
		}
		owners, err := tx.Owners(slices.Sorted(maps.Keys(asked)))
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

// ways keeps what of waybills deliveries are added up from, by the day on which
// something happened last. Whoever asks is shown what they see of it: who that is
// for is decided anew each time.
type ways struct {
	mu    sync.Mutex
	size  int64 // facts of the ledger that are in
	drops int   // of what is known of the log
	days  map[passage.Date]*wayDay
	day   map[string]passage.Date // of each waybill in them
	names map[string]string       // each once
	asked int64
}

// wayDay is the waybills of a day, the newest first.
type wayDay struct {
	moves []*move
	asked int64 // when last, in numbers of requests
}

// move is what a waybill moves.
type move struct {
	id           string
	since        int64
	org          passage.OrgID // that loaded it
	from, at, to passage.NodeID
	lines        []moveLine
}

type moveLine struct {
	consignment        passage.ConsignmentID
	commodity          passage.CommodityID
	unit               passage.Unit
	onTheWay, received int64
}

// mostMoves is for how many waybills, besides those that are asked for, this is
// kept: some ten MB.
const mostMoves = 2 * mostWaybills

// between returns the waybills of some days, the newest first.
func (w *ways) between(f followed, from, to passage.Date) (moves []*move, all bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.follow(f); err != nil {
		return nil, false, err
	}
	w.asked++
	for day := to; day >= from; day-- {
		one := w.days[day]
		if one == nil {
			if one, err = w.read(f.tx, day); err != nil {
				return nil, false, err
			}
		}
		one.asked = w.asked
		if room := mostWaybills - len(moves); len(one.moves) > room {
			return append(moves, one.moves[:room]...), false, nil
		}
		moves = append(moves, one.moves...)
	}
	return moves, true, nil
}

// follow brings the days up to a state of the ledger.
func (w *ways) follow(f followed) error {
	const many = 5000
	if w.days == nil || w.drops != f.drops {
		drops := f.drops
		if f.old { // nobody knows whether what is read of it still counts: it serves once
			drops = -1
		}
		w.size, w.drops, w.days, w.day, w.names = f.size, drops, map[passage.Date]*wayDay{}, map[string]passage.Date{}, map[string]string{}
		return nil
	}
	if w.size >= f.size {
		return nil
	}
	var trouble error
	changed := map[passage.Date]bool{}
	n := 0
	err := f.tx.WaybillsSince(w.size, "", many, func(row store.Waybill) {
		n++
		if day, ok := w.day[row.ID]; ok {
			one := w.days[day]
			one.moves = slices.DeleteFunc(one.moves, func(m *move) bool { return m.id == row.ID })
			delete(w.day, row.ID)
		}
		day := passage.Instant(row.Since).Day()
		if one := w.days[day]; one != nil {
			m, err := w.moveOf(row)
			trouble = cmp.Or(trouble, err)
			one.moves, w.day[row.ID], changed[day] = append(one.moves, m), day, true
		}
	})
	if err = cmp.Or(err, trouble); err != nil || n >= many {
		w.days = nil // some are in and some are not
		if err == nil {
			return w.follow(f)
		}
		return err
	}
	for day := range changed {
		w.days[day].sort()
	}
	w.size = f.size
	return nil
}

func (d *wayDay) sort() {
	slices.SortFunc(d.moves, func(a, b *move) int { return cmp.Or(cmp.Compare(b.since, a.since), cmp.Compare(b.id, a.id)) })
}

// read reads the waybills of a day, and drops days that nobody asked for lately
// where there are too many.
func (w *ways) read(tx *store.Tx, day passage.Date) (*wayDay, error) {
	for len(w.day) > mostMoves {
		oldest := passage.Date(0)
		for d, one := range w.days {
			if one.asked < w.asked && (oldest == 0 || one.asked < w.days[oldest].asked) {
				oldest = d
			}
		}
		if oldest == 0 {
			break
		}
		for _, m := range w.days[oldest].moves {
			delete(w.day, m.id)
		}
		delete(w.days, oldest)
	}
	one := &wayDay{}
	var trouble error
	err := tx.WaybillsWithin(int64(passage.InstantOf(day.Time())), int64(passage.InstantOf((day + 1).Time())), mostWaybills+1, func(row store.Waybill) {
		m, err := w.moveOf(row)
		trouble = cmp.Or(trouble, err)
		one.moves, w.day[row.ID] = append(one.moves, m), day
	})
	one.sort()
	w.days[day] = one
	return one, cmp.Or(err, trouble)
}

func (w *ways) moveOf(row store.Waybill) (*move, error) {
	fold, err := unfold(row)
	if err != nil {
		return nil, err
	}
	name := func(s string) string {
		if known, ok := w.names[s]; ok {
			return known
		}
		s = strings.Clone(s)
		w.names[s] = s
		return s
	}
	m := &move{
		id: row.ID, since: row.Since, org: passage.OrgID(name(string(fold.Org))),
		from: passage.NodeID(name(string(fold.From))), at: passage.NodeID(name(string(fold.At))), to: passage.NodeID(name(string(fold.To))),
	}
	for _, l := range fold.Lines {
		line := moveLine{consignment: passage.ConsignmentID(name(string(l.Consignment))), commodity: passage.CommodityID(name(string(l.Commodity))), unit: passage.Unit(name(string(l.Unit))), received: l.Received}
		if l.InTransit > 0 && fold.State != passage.Finished {
			line.onTheWay = l.InTransit
		}
		m.lines = append(m.lines, line)
	}
	return m, nil
}

// seen reports whether a caller sees the waybill, as [rows.waybill] does.
func (m *move) seen(c Caller, owners map[string]store.Owner) bool {
	if c.Sees(access.Row{Orgs: []passage.OrgID{m.org}, Nodes: []passage.NodeID{m.from, m.at, m.to}}) {
		return true
	}
	return slices.ContainsFunc(m.lines, func(l moveLine) bool {
		o := owners[string(l.consignment)]
		return c.Sees(access.Row{Orgs: []passage.OrgID{passage.OrgID(o.Owner), passage.OrgID(o.Donor)}})
	})
}

// addUp adds what a waybill moves to what is known of its ways.
func (m *move) addUp(by map[Delivery]*Delivery, owners map[string]store.Owner) {
	type met struct {
		way                *Delivery
		onTheWay, received bool
	}
	var ways []met
	for _, l := range m.lines {
		o := owners[string(l.consignment)]
		way := Delivery{Org: cmp.Or(passage.OrgID(o.Owner), m.org), Donor: passage.OrgID(o.Donor), Commodity: l.commodity, Unit: l.unit, From: m.from, To: m.to}
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
