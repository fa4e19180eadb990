package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"passage"
	"passage/internal/access"
	"passage/internal/store"
)

// What lists are asked for with; see [store.Listing].
type (
	Listing = store.Listing
	Sort    = store.Sort
	Key     = store.Key
)

// Orders of a list.
const (
	ByLast    = store.ByLast
	BySince   = store.BySince
	ByID      = store.ByID
	ByVehicle = store.ByVehicle
)

// headOf returns what lists show of a waybill.
func headOf(w passage.Waybill, lastN int64) store.WaybillHead {
	h := store.WaybillHead{
		ID: string(w.ID), State: string(w.State), Org: string(w.Org), From: string(w.From), To: string(w.To), At: string(w.At),
		Vehicle: w.Vehicle, Since: int64(w.Since), Began: int64(w.First), Findings: int64(len(w.Findings)), LastN: lastN,
		Open: open(&w),
	}
	var goods []passage.CommodityID
	for _, l := range w.Lines {
		goods = append(goods, l.Commodity)
		if l.Lost+l.Damaged+l.Diverted > 0 {
			h.Losses++
		}
	}
	h.Goods = goodsText(goods)
	return h
}

// open reports whether something of a waybill is on the road, or may be where nothing
// says what it carries.
func open(w *passage.Waybill) bool {
	aboard := func(l passage.WaybillLine) bool { return l.InTransit > 0 }
	return w.State != passage.Finished && (len(w.Lines) == 0 || slices.ContainsFunc(w.Lines, aboard))
}

// goodsText writes commodities as lists have them.
func goodsText(goods []passage.CommodityID) string {
	names := make([]string, len(goods))
	for i, g := range goods {
		names[i] = string(g)
	}
	return store.Each(names)
}

// ownOf works out what the facts about consignments themselves say: what lists show
// of it, and what amounts follow from.
func ownOf(subjects []string, stories map[string]story) (own []store.Consignment, itself map[passage.ConsignmentID]passage.Consignment) {
	itself = map[passage.ConsignmentID]passage.Consignment{}
	for _, s := range subjects {
		told := stories[s]
		if told.last < 0 {
			continue
		}
		facts := make([]passage.Fact, len(told.facts))
		for i, f := range told.facts {
			facts[i] = *f
		}
		c := passage.FoldRelease(passage.ConsignmentID(s[2:]), facts)
		itself[c.ID] = essence(c)
		row := store.Consignment{
			ID: string(c.ID), Owner: string(c.Owner), Donor: string(c.Donor), From: string(c.From), To: string(c.To),
			Released: int64(c.Released), Closed: c.Closed, OwnN: told.last, OwnFound: int64(len(c.Findings)),
		}
		for _, f := range passage.Standing(facts) {
			row.OwnSince = max(row.OwnSince, int64(f.Claimed))
		}
		var goods []passage.CommodityID
		for _, l := range c.Lines {
			goods = append(goods, l.Commodity)
		}
		row.Goods = goodsText(goods)
		own = append(own, row)
	}
	return own, itself
}

// errAsKept undoes a transaction that would write what is there already, so
// that a full disk does not stand in the way of looking.
var errAsKept = errors.New("everything is kept as it should be")

// relistGoods writes what lists show of every consignment anew, notes that all
// folds are this version's, and returns the ids of those that were kept
// otherwise.
func (d *Desk) relistGoods(ctx context.Context) (differed []string, err error) {
	const piece = 500
	err = d.store.Update(ctx, func(tx *store.Tx) error {
		differed = nil
		sums, err := tx.MendPassingSums()
		for _, s := range sums {
			differed = append(differed, fmt.Sprintf("how many %s at %s on %s", s.What, s.Node, passage.Date(s.Day)))
		}
		if err == nil && len(sums) == 0 {
			return errAsKept
		}
		return err
	})
	if err != nil && !errors.Is(err, errAsKept) {
		return nil, err
	}
	for after := ""; ; {
		var ids, wrong []string
		err := d.store.Update(ctx, func(tx *store.Tx) (err error) {
			wrong = nil
			if ids, err = tx.Consignments(after, piece); err != nil {
				return err
			}
			if len(ids) == 0 {
				return keptNow(tx)
			}
			before := map[string]store.Consignment{}
			subjects := make([]string, len(ids))
			for i, id := range ids {
				subjects[i] = "c/" + id
				if before[id], _, err = tx.Consignment(id); err != nil {
					return err
				}
			}
			stories, err := readStories(tx, subjects)
			if err != nil {
				return err
			}
			own, itself := ownOf(subjects, stories)
			if err := tx.PutConsignments(own, ids); err != nil {
				return err
			}
			if wrong, err = mendGiven(tx, ids, itself); err != nil {
				return err
			}
			for _, id := range ids {
				now, ok, err := tx.Consignment(id)
				if err != nil {
					return err
				}
				if (!ok || now != before[id]) && !slices.Contains(wrong, id) {
					wrong = append(wrong, id)
				}
			}
			if len(wrong) == 0 {
				return errAsKept
			}
			return nil
		})
		if err != nil && !errors.Is(err, errAsKept) {
			return differed, err
		}
		differed = append(differed, wrong...)
		if len(ids) == 0 {
			return differed, nil
		}
		after = ids[len(ids)-1]
	}
}

// WaybillItem is a waybill in a list.
type WaybillItem struct {
	passage.Waybill
	Open bool // something of it is on the road
}

// ListWaybills reads a page of waybills, without vehicles unless the caller may
// see them; nor can others search by them. more says whether anything may follow
// next: a page can have few rows, or none, though more follow, where it looked
// at many that the filter did not let pass.
func (d *Desk) ListWaybills(ctx context.Context, caller Caller, l store.Listing) (found []WaybillItem, next store.Key, more bool, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, next, false, err
	}
	restricted := !caller.SeesRestricted()
	if restricted && (l.Vehicle != "" || l.Sort == store.ByVehicle) {
		return nil, next, false, caller.May(access.Restricted, Sync)
	}
	if !restricted {
		if err := d.tell(ctx, caller, "read.waybills", ""); err != nil {
			return nil, next, false, err
		}
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		visible := rowsOf(caller, tx)
		l, page := l, []WaybillItem(nil)
		l.For = visible.sight()
		for looks := 1; ; looks++ {
			rows, after, follows, err := tx.ListWaybills(l)
			if err != nil {
				return err
			}
			for _, row := range rows {
				w, err := unfold(row)
				if err != nil {
					return err
				}
				sees, err := visible.waybill(w)
				if err != nil {
					return err
				}
				if !sees || !became(w, l) {
					continue
				}
				if restricted {
					w.Vehicle = ""
				}
				page = append(page, WaybillItem{Waybill: w, Open: row.Open})
			}
			found, next, more = page, after, follows
			if l.Became == "" || !more || len(page) >= l.Limit || looks == mostLooks {
				return nil
			}
			l.After = after
		}
	})
	return found, next, more, err
}

// mostLooks is how often a page looks on for waybills of which something became what
// is asked for.
const mostLooks = 5

// became reports whether some of the goods that are asked for became what is asked for.
func became(w passage.Waybill, l Listing) bool {
	return l.Became == "" || slices.ContainsFunc(w.Lines, func(line passage.WaybillLine) bool {
		if l.Commodity != "" && string(line.Commodity) != l.Commodity {
			return false
		}
		return l.Became == "received" && line.Received > 0 || l.Became == "returned" && line.Returned > 0
	})
}

// ListConsignments reads a page of consignments; see [Desk.ListWaybills].
func (d *Desk) ListConsignments(ctx context.Context, caller Caller, l store.Listing) (page []store.Consignment, next store.Key, more bool, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, next, false, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		l.For = rowsOf(caller, tx).sight()
		if l.For != nil && l.For.Org == "" {
			return nil // nothing concerns nobody
		}
		page, next, more, err = tx.ListConsignments(l)
		return err
	})
	return page, next, more, err
}
