package desk

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strings"

	"passage"
	"passage/internal/store"
)

// postOf is a post as the store has it.
func postOf(p passage.Post) store.Post {
	kinds := func(all []passage.FactKind) (names []string) {
		for _, k := range all {
			names = append(names, string(k))
		}
		return names
	}
	post := store.Post{Node: string(p.At), What: kinds(p.Ends())}
	if p.From != "" {
		post.Before, post.BeforeWhat = string(p.From), kinds(passage.AtStart)
	}
	return post
}

// Crossed counts the trucks that passed a post on each day from and to, both
// included: those that carried a commodity, or all where none is named. As
// [Desk.Passings] it names nobody, so whoever reads any rows sees it.
func (d *Desk) Crossed(ctx context.Context, caller Caller, post passage.Post, commodity passage.CommodityID, from, to passage.Date) (map[passage.Date]int64, error) {
	trucks := map[passage.Date]int64{}
	count := func(day passage.Date, sum daySum) { trucks[day] = int64(sum.trucks) }
	r := road{post, commodity, ""}
	var err error
	switch {
	case to-from >= keptDays:
		err = d.passed(ctx, caller, r, from, to, count)
	case r.summed(): // nothing that is kept is asked
		if err = caller.MayRead(); err == nil {
			err = d.store.View(ctx, func(tx *store.Tx) error { return d.roads.sums(followed{tx: tx}, r, from, to, count) })
		}
	default:
		err = d.following(ctx, caller, func(f followed) error { return d.roads.sums(f, r, from, to, count) })
	}
	return trucks, err
}

// Carried adds up what the trucks that [Desk.Crossed] counts carried of the
// commodity past the post, or of all goods, in a unit.
func (d *Desk) Carried(ctx context.Context, caller Caller, post passage.Post, commodity passage.CommodityID, unit passage.Unit, from, to passage.Date) (map[passage.Date]passage.Passed, error) {
	passed := map[passage.Date]passage.Passed{}
	err := d.passed(ctx, caller, road{post, commodity, unit}, from, to, func(day passage.Date, sum daySum) {
		passed[day] = passage.Passed{Amount: sum.amount, Unsaid: int64(sum.unsaid)}
	})
	return passed, err
}

func (d *Desk) passed(ctx context.Context, caller Caller, of road, from, to passage.Date, yield func(passage.Date, daySum)) error {
	d.past.mu.Lock()
	defer d.past.mu.Unlock()
	return d.following(ctx, caller, func(f followed) error { return d.past.passed(f, &d.roads, of, from, to, yield) })
}

// CrossedTruck is a waybill that crossed a door on a day.
type CrossedTruck struct {
	Waybill passage.WaybillID
	Day     passage.Date
}

// CrossedTrucks lists so many of the trucks that [Desk.Crossed] counts, the newest
// first, as far as the caller sees their waybills. all: none stay out.
func (d *Desk) CrossedTrucks(ctx context.Context, caller Caller, post passage.Post, commodity passage.CommodityID, from, to passage.Date, most int) (trucks []CrossedTruck, all bool, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, false, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		trucks = nil
		var err error
		if r := (road{post, commodity, ""}); r.kept(from, to) {
			var f followed
			if f, err = d.heard.follow(tx); err == nil {
				trucks, err = d.roads.trucks(f, r, from, to, most)
			}
		} else {
			err = tx.CrossedTrucks(postOf(post), string(commodity), int64(from), int64(to), most, func(waybill string, day int64) {
				trucks = append(trucks, CrossedTruck{passage.WaybillID(waybill), passage.Date(day)})
			})
		}
		all = len(trucks) < most
		if err != nil || caller.ReadsAll() {
			return err
		}
		ids := make([]string, len(trucks))
		for i, truck := range trucks {
			ids[i] = string(truck.Waybill)
		}
		seen, err := rowsOf(caller, tx).waybills(ids)
		trucks = slices.DeleteFunc(trucks, func(t CrossedTruck) bool { return !seen[string(t.Waybill)] })
		return err
	})
	return trucks, all, err
}

// roads keeps which trucks were at the end of a road first on which day, and which
// carried a commodity, and how much of it: what the sums of days do not say.
type roads struct {
	daily[roadDay, passage.Passed]
	known map[road]int
}

// road is what is counted.
type road struct {
	post      passage.Post
	commodity passage.CommodityID // empty: any
	unit      passage.Unit        // of what trucks carried; empty: trucks alone
}

type roadDay struct {
	road int // its number
	day  passage.Date
}

// keptDays is how many days of a road are kept at once; more are read each time.
// mostRoads is how many different ones are.
const (
	keptDays  = 35
	mostRoads = 1000
)

// kept reports whether what is counted on some days is kept.
func (r road) kept(from, to passage.Date) bool { return !r.summed() && to-from < keptDays }

// summed reports whether the ledger's own sums of days say what passed.
func (r road) summed() bool { return r.commodity == "" && r.unit == "" && postOf(r.post).Once() }

// carries reports whether a waybill carries what is counted.
func (r road) carries(w *store.Waybill) bool {
	return r.commodity == "" || strings.Contains(w.Goods, "\n"+string(r.commodity)+"\n")
}

// between yields the trucks of each of some days, by waybill.
func (r *roads) between(f followed, of road, from, to passage.Date, yield func(passage.Date, map[string]passage.Passed)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.known) >= mostRoads {
		r.days = nil
		clear(r.known)
	}
	if err := r.follow(f, func(changed []store.Waybill, put func(roadDay, string, passage.Passed)) error {
		return r.stand(f.tx, changed, put)
	}); err != nil {
		return err
	}
	n, ok := r.known[of]
	if !ok {
		n = len(r.known)
		r.known[of] = n
	}
	var missing []passage.Date
	for day := from; day <= to; day++ {
		if r.get(roadDay{n, day}) == nil {
			missing = append(missing, day)
		}
	}
	read := map[passage.Date]map[string]passage.Passed{}
	if len(missing) > 0 {
		for _, day := range missing {
			read[day] = map[string]passage.Passed{}
		}
		trucks := map[string]passage.Date{}
		err := f.tx.CrossedTrucks(postOf(of.post), string(of.commodity), int64(missing[0]), int64(missing[len(missing)-1]), math.MaxInt32, func(waybill string, day int64) {
			if read[passage.Date(day)] != nil {
				trucks[waybill] = passage.Date(day)
			}
		})
		if err != nil {
			return err
		}
		passed, err := of.passed(f.tx, trucks)
		if err != nil {
			return err
		}
		for waybill, day := range trucks {
			read[day][waybill] = passed[waybill]
		}
		for _, day := range missing {
			r.keep(f, roadDay{n, day}, read[day])
		}
	}
	for day := from; day <= to; day++ {
		if on := read[day]; on != nil {
			yield(day, on)
		} else {
			yield(day, r.get(roadDay{n, day}).of)
		}
	}
	return nil
}

// sums yields those of some days on which trucks passed.
func (r *roads) sums(f followed, of road, from, to passage.Date, yield func(passage.Date, daySum)) error {
	if of.summed() {
		return f.tx.Crossed(postOf(of.post), int64(from), int64(to), func(day, n int64) { yield(passage.Date(day), daySum{trucks: int32(n)}) })
	}
	return r.between(f, of, from, to, func(day passage.Date, trucks map[string]passage.Passed) {
		var sum daySum
		for _, truck := range trucks {
			sum.add(truck)
		}
		if sum.trucks > 0 {
			yield(day, sum)
		}
	})
}

// stand says where waybills that changed are counted now.
func (r *roads) stand(tx *store.Tx, changed []store.Waybill, put func(roadDay, string, passage.Passed)) error {
	passings, err := tx.PassingsOf(changed)
	if err != nil {
		return err
	}
	for of, n := range r.known {
		post := postOf(of.post)
		trucks := map[string]passage.Date{}
		for i := range changed {
			if w := &changed[i]; of.carries(w) {
				if day := post.Day(passings[w.ID]); day != 0 {
					trucks[w.ID] = passage.Date(day)
				}
			}
		}
		passed, err := of.passed(tx, trucks)
		if err != nil {
			return err
		}
		for id, day := range trucks {
			put(roadDay{n, day}, id, passed[id])
		}
	}
	return nil
}

// passed works out what trucks carried past the post, each on its day; nothing where
// trucks alone are counted. The facts are read of those alone that lost something:
// what the others loaded is what they had aboard.
func (r road) passed(tx *store.Tx, trucks map[string]passage.Date) (map[string]passage.Passed, error) {
	if r.unit == "" || len(trucks) == 0 {
		return nil, nil
	}
	passed := make(map[string]passage.Passed, len(trucks))
	var lost []string // subjects
	var trouble error
	err := tx.Folds(slices.Collect(maps.Keys(trucks)), func(row store.Waybill) {
		w, err := unfold(row)
		if err != nil {
			trouble = err
			return
		}
		loads, whole := w.Whole()
		if !whole {
			lost = append(lost, "w/"+row.ID)
			return
		}
		passed[row.ID] = passage.PassedOf(loads, r.commodity, r.unit)
	})
	if err = cmp.Or(err, trouble); err != nil {
		return nil, err
	}
	facts, _, err := countingFacts(tx, lost)
	for _, s := range lost {
		id := s[2:]
		passed[id] = passage.PassedOf(passage.Aboard(passage.WaybillID(id), facts[s], r.post, trucks[id]), r.commodity, r.unit)
	}
	return passed, err
}

// trucks lists so many trucks of some days, the newest first.
func (r *roads) trucks(f followed, of road, from, to passage.Date, most int) (trucks []CrossedTruck, err error) {
	err = r.between(f, of, from, to, func(day passage.Date, on map[string]passage.Passed) {
		for id := range maps.Keys(on) {
			trucks = append(trucks, CrossedTruck{passage.WaybillID(id), day})
		}
	})
	slices.SortFunc(trucks, func(a, b CrossedTruck) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(a.Waybill, b.Waybill))
	})
	return trucks[:min(most, len(trucks))], err
}
