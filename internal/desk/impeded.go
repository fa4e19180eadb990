package desk

import (
	"context"
	"slices"

	"passage"
	"passage/internal/store"
)

// ImpedimentListing says which of the impediments that [Desk.Impediments] returns
// are read, from where on.
type ImpedimentListing struct {
	From, To passage.Date                 // both included
	Fits     func(*passage.Reported) bool // nil: all
	After    Key                          // N: when the last of the page before began; ID: its fact, empty where none after that moment fitted
	Limit    int
}

// A page of impediments looks at no more than mostLooked reports and journeys, and
// at no more than some days at once of which it expects about lookedAtOnce.
const (
	mostLooked   = 1200
	lookedAtOnce = 150
)

// ListImpediments returns a page of impediments, the newest first. more says that
// others may follow after next: a page with fewer than were asked for looked at
// many that did not fit.
func (d *Desk) ListImpediments(ctx context.Context, caller Caller, l ImpedimentListing) (page []passage.Reported, next Key, more bool, err error) {
	err = d.following(ctx, caller, func(f followed) error {
		page, next, more = nil, Key{}, false
		to := l.To
		if l.After != (Key{}) {
			to = min(to, passage.Instant(l.After.N).Day())
		}
		looked, days := 0, passage.Date(1)
		for to >= l.From {
			from := max(l.From, to-days+1)
			begun, n, err := f.begun(caller, from, to)
			if err != nil {
				return err
			}
			page = append(page, l.those(begun)...)
			looked += n
			if len(page) > l.Limit {
				break
			}
			if looked >= mostLooked && from > l.From {
				next, more = Key{N: int64(passage.InstantOf(from.Time()))}, true
				return nil
			}
			if n < lookedAtOnce {
				days *= 2
			} else if n > 2*lookedAtOnce {
				days = max(1, days/2)
			}
			to = from - 1
		}
		if len(page) <= l.Limit { // and at last what had begun before and went on
			before, err := f.lasting(caller, l.From)
			if err != nil {
				return err
			}
			page = append(page, l.those(before)...)
		}
		if more = len(page) > l.Limit; more {
			page = page[:l.Limit]
			last := &page[l.Limit-1].Fact
			next = Key{N: int64(last.Claimed), ID: string(last.ID)}
		}
		return nil
	})
	return page, next, more, err
}

// those returns the ones that come after the page before and fit, the newest first.
func (l *ImpedimentListing) those(all []passage.Reported) []passage.Reported {
	all = slices.DeleteFunc(all, func(r passage.Reported) bool {
		f, after := &r.Fact, l.After
		seen := after != (Key{}) && (int64(f.Claimed) > after.N || int64(f.Claimed) == after.N && (after.ID == "" || string(f.ID) <= after.ID))
		return seen || l.Fits != nil && !l.Fits(&r)
	})
	newestFirst(all)
	return all
}

// begun returns the impediments that began on days from and to, both included, of
// those that the caller sees, and how many reports and journeys were looked at.
func (f followed) begun(caller Caller, from, to passage.Date) (all []passage.Reported, looked int, err error) {
	all, looked, err = f.impeded(caller, from, to, from, to)
	return slices.DeleteFunc(all, func(r passage.Reported) bool {
		begun := r.Fact.Claimed.Day()
		return begun < from || begun > to
	}), looked, err
}

// LongestStop is for how many days after it began an impediment of a journey is
// looked for as one that may still go on. Where one goes on for longer no index
// says; pages say so.
const LongestStop = 30

// lasting returns the impediments that had begun before a day and were not over by
// then.
func (f followed) lasting(caller Caller, day passage.Date) ([]passage.Reported, error) {
	all, _, err := f.impeded(caller, day, day, day-LongestStop, day-1)
	return slices.DeleteFunc(all, func(r passage.Reported) bool { return r.Fact.Claimed.Day() >= day || r.Fact.Until.Day() < day }), err
}

// impeded returns the impediments that the caller sees: at places those that last on
// some days, of journeys those that began on some.
func (f followed) impeded(caller Caller, from, to, began, begun passage.Date) (all []passage.Reported, looked int, err error) {
	kind := kindsOf(passage.Impeded)
	facts, err := f.about(nil, func(m *matter) bool { return m.kinds&kind != 0 && m.from <= to && m.to >= from })
	if err != nil {
		return nil, 0, err
	}
	for _, some := range facts {
		looked += len(some)
	}
	var heads []store.WaybillHead
	if err := f.tx.Passed(int64(began), int64(begun), []string{string(passage.Impeded)}, false, func(w store.WaybillHead) { heads = append(heads, w) }); err != nil {
		return nil, 0, err
	}
	journeys, err := f.journeysOf(heads)
	if err != nil {
		return nil, 0, err
	}
	for _, j := range journeys {
		facts["w/"+string(j.waybill.ID)] = passage.Pointers(j.facts)
	}
	all, err = reported(f.tx, caller, passage.Impeded, facts)
	return all, looked + len(heads), err
}
