package desk

import (
	"sync"

	"passage/internal/store"
)

// daily keeps what pages are made of the waybills of some days, as it was read, and
// is brought up to the ledger by those waybills alone that changed. K names a day,
// where there are several questions also of which it is; V is what a waybill is
// there. Whoever asks is shown what they see of it: who that is for is decided anew
// each time.
type daily[K comparable, V any] struct {
	most int // of V that are kept besides those that are asked for

	mu    sync.Mutex
	size  int64 // facts of the ledger that are in
	drops int   // of what is known of the log
	days  map[K]*dayOf[V]
	held  int   // V in all
	asked int64 // requests
}

// dayOf is what stands on a day, by waybill.
type dayOf[V any] struct {
	of    map[string]V
	list  []V   // of in order, where somebody asked for that
	asked int64 // when last, in numbers of requests
}

// follow brings the days up to a state of the ledger. stand says of waybills that
// changed where they stand now. The caller holds the lock.
func (d *daily[K, V]) follow(f followed, stand func(changed []store.Waybill, put func(K, string, V)) error) error {
	const many = 5000
	d.asked++
	if d.days == nil || d.drops != f.drops {
		drops := f.drops
		if f.old { // nobody knows whether what is read of it still counts: it serves once
			drops = -1
		}
		d.size, d.drops, d.days, d.held = f.size, drops, map[K]*dayOf[V]{}, 0
		return nil
	}
	if d.size >= f.size {
		return nil
	}
	// All is read before anything is changed: whoever asks may be gone meanwhile,
	// which must not cost the next one what is kept.
	var changed []store.Waybill
	if err := f.tx.WaybillsSince(d.size, "", many, func(row store.Waybill) { changed = append(changed, row) }); err != nil {
		return err
	}
	if len(changed) == many {
		d.days = nil
		return d.follow(f, stand)
	}
	type place struct {
		k       K
		waybill string
		v       V
	}
	var now []place
	if err := stand(changed, func(k K, waybill string, v V) { now = append(now, place{k, waybill, v}) }); err != nil {
		return err
	}
	for _, row := range changed { // where each stood is looked for: to keep that as well takes as much room as all else
		for _, day := range d.days {
			if _, ok := day.of[row.ID]; ok {
				delete(day.of, row.ID)
				day.list = nil
				d.held--
			}
		}
	}
	for _, p := range now {
		d.put(p.k, p.waybill, p.v)
	}
	d.size = f.size
	return nil
}

// put puts a waybill on a day, if that is kept.
func (d *daily[K, V]) put(k K, waybill string, v V) {
	day := d.days[k]
	if day == nil {
		return
	}
	if _, ok := day.of[waybill]; !ok {
		d.held++
	}
	day.of[waybill], day.list = v, nil
}

// get returns a day that is kept, or nil.
func (d *daily[K, V]) get(k K) *dayOf[V] {
	day := d.days[k]
	if day != nil {
		day.asked = d.asked
	}
	return day
}

// day returns a day, read where it is not kept.
func (d *daily[K, V]) day(f followed, k K, read func() (map[string]V, error)) (*dayOf[V], error) {
	if day := d.get(k); day != nil {
		return day, nil
	}
	of, err := read()
	if err != nil {
		return nil, err
	}
	return d.keep(f, k, of), nil
}

// keep keeps what was read of a day, unless the ledger is further already, and drops
// days that nobody asked for lately where there are too many.
func (d *daily[K, V]) keep(f followed, k K, of map[string]V) *dayOf[V] {
	day := &dayOf[V]{of: of, asked: d.asked}
	if f.size < d.size {
		return day
	}
	for d.held > d.most {
		var oldest K
		var found *dayOf[V]
		for k, one := range d.days {
			if one.asked < d.asked && (found == nil || one.asked < found.asked) {
				oldest, found = k, one
			}
		}
		if found == nil {
			break
		}
		d.held -= len(found.of)
		delete(d.days, oldest)
	}
	d.days[k] = day
	d.held += len(of)
	return day
}
