package desk

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"passage"
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

// way is what deliveries are added up by.
func (d Delivery) way() Delivery {
	d.OnTheWay, d.Received, d.Trucks, d.TrucksOnTheWay, d.TrucksReceived = 0, 0, 0, 0, 0
	return d
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
	size := int64(0)
	if caller.ReadsAll() { // many ask the same, and nothing is kept from any of them
		if size, err = d.Size(ctx); err != nil {
			return nil, false, err
		}
		if k, ok := d.moved.get(size, from, to); ok {
			return slices.Clone(k.sums), k.all, nil
		}
	}
	begin := passage.InstantOf(from.Time())
	last := store.Key{N: int64(passage.InstantOf((to + 1).Time())) - 1, ID: "\U0010FFFF"}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		by := map[Delivery]*Delivery{}
		owners := map[passage.ConsignmentID]store.Consignment{}
		visible := rowsOf(caller, tx)
		l := store.Listing{Sort: store.BySince, Down: true, After: last, Limit: 1000, Look: 1001}
		all = true
		for seen := 0; ; {
			page, next, more, err := tx.ListWaybills(l)
			if err != nil {
				return err
			}
			for _, row := range page {
				if passage.Instant(row.Since) < begin {
					more = false
					break
				}
				if seen++; seen > mostWaybills {
					all, more = false, false
					break
				}
				w, err := unfold(row)
				if err != nil {
					return err
				}
				sees, err := visible.waybill(w)
				if err != nil {
					return err
				}
				if sees {
					if err := addUp(tx, by, owners, w); err != nil {
						return err
					}
				}
			}
			if !more {
				break
			}
			l.After = next
		}
		sums = sums[:0]
		for _, one := range by {
			sums = append(sums, *one)
		}
		return nil
	})
	slices.SortFunc(sums, func(a, b Delivery) int {
		return cmp.Or(cmp.Compare(a.Org, b.Org), cmp.Compare(a.Donor, b.Donor), cmp.Compare(a.Commodity, b.Commodity),
			cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	if err == nil && size > 0 {
		d.moved.put(size, from, to, movedKept{slices.Clone(sums), all})
	}
	return sums, all, err
}

// moved keeps what was added up of a ledger of one size for whoever sees all.
type moved struct {
	mu   sync.Mutex
	size int64
	by   map[[2]passage.Date]movedKept
}

type movedKept struct {
	sums []Delivery
	all  bool
}

func (m *moved) get(size int64, from, to passage.Date) (movedKept, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.by[[2]passage.Date{from, to}]
	return k, ok && m.size == size
}

// mostMoved is for how many spans of days sums are kept.
const mostMoved = 16

func (m *moved) put(size int64, from, to passage.Date, k movedKept) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.size != size || len(m.by) >= mostMoved {
		m.size, m.by = size, map[[2]passage.Date]movedKept{}
	}
	m.by[[2]passage.Date{from, to}] = k
}

// addUp adds the lines of a waybill to what is known of their ways.
func addUp(tx *store.Tx, by map[Delivery]*Delivery, owners map[passage.ConsignmentID]store.Consignment, w passage.Waybill) error {
	met := map[*Delivery][2]bool{} // on the way, received
	for _, line := range w.Lines {
		c, ok := owners[line.Consignment]
		if !ok {
			var err error
			if c, _, err = tx.Consignment(string(line.Consignment)); err != nil {
				return err
			}
			owners[line.Consignment] = c
		}
		way := Delivery{
			Org: cmp.Or(passage.OrgID(c.Owner), w.Org), Donor: passage.OrgID(c.Donor),
			Commodity: line.Commodity, Unit: line.Unit, From: w.From, To: w.To,
		}
		one := by[way.way()]
		if one == nil {
			one = &way
			by[way.way()] = one
		}
		is := met[one]
		if line.InTransit > 0 && w.State != passage.Finished {
			one.OnTheWay += line.InTransit
			is[0] = true
		}
		if line.Received > 0 {
			one.Received += line.Received
			is[1] = true
		}
		met[one] = is
	}
	for one, is := range met {
		if is[0] || is[1] {
			one.Trucks++
		}
		if is[0] {
			one.TrucksOnTheWay++
		}
		if is[1] {
			one.TrucksReceived++
		}
	}
	return nil
}
