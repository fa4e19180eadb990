package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"passage"
	"passage/internal/store"
)

// Impediments returns what stood in the way on days from and to, both included,
// with what became of it, the newest first: at places and, of journeys, those of
// waybills that the caller sees. One that is over before the first day or begins
// after the last is not among them.
func (d *Desk) Impediments(ctx context.Context, caller Caller, from, to passage.Date) (all []passage.Reported, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all = nil
		var waybills []string
		err := eachFold(func(yield func(store.Waybill)) error {
			return tx.Passed(int64(from), int64(to), []string{string(passage.Impeded)}, false, yield)
		}, func(w passage.Waybill) { waybills = append(waybills, "w/"+string(w.ID)) })
		if err != nil {
			return err
		}
		if all, err = reported(tx, caller, passage.Impeded, waybills); err != nil {
			return err
		}
		return eachSubject(tx, "p/", func(subjects []string) error {
			more, err := reported(tx, caller, passage.Impeded, subjects)
			all = append(all, more...)
			return err
		})
	})
	all = slices.DeleteFunc(all, func(r passage.Reported) bool {
		begun := r.Fact.Claimed.Day()
		return begun > to || begun < from && (r.Fact.Until.IsZero() || r.Fact.Until.Day() < from)
	})
	newestFirst(all)
	return all, err
}

// Reported returns what facts of a kind report about places that the caller
// sees, with what became of each, the newest first: impediments, notifications
// or clearances.
func (d *Desk) Reported(ctx context.Context, caller Caller, kind passage.FactKind) (all []passage.Reported, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all = nil
		return eachSubject(tx, "p/", func(subjects []string) error {
			more, err := reported(tx, caller, kind, subjects)
			all = append(all, more...)
			return err
		})
	})
	newestFirst(all)
	return all, err
}

// ReportedFact returns one impediment, notification or clearance by the id of
// its fact.
func (d *Desk) ReportedFact(ctx context.Context, caller Caller, id passage.FactID) (r passage.Reported, err error) {
	if err := caller.MayRead(); err != nil {
		return r, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		facts, err := tx.FactsNamed(string(id))
		if err != nil {
			return err
		}
		for _, f := range facts {
			for _, kind := range []passage.FactKind{passage.Impeded, passage.Notified, passage.Sought} {
				all, err := reported(tx, caller, kind, []string{f.Subject})
				if err != nil {
					return err
				}
				if i := slices.IndexFunc(all, func(r passage.Reported) bool { return r.Fact.ID == id }); i >= 0 {
					r = all[i]
					return nil
				}
			}
		}
		return Missing{"there is no such report"}
	})
	return r, err
}

func newestFirst(all []passage.Reported) {
	slices.SortStableFunc(all, func(a, b passage.Reported) int {
		return cmp.Or(cmp.Compare(b.Fact.Claimed, a.Fact.Claimed), cmp.Compare(a.Fact.ID, b.Fact.ID))
	})
}

// reported folds what facts of a kind report about subjects, of those that the
// caller sees. Where a movement or a site is notified is for those who run the
// place or read everything.
func reported(tx *store.Tx, caller Caller, kind passage.FactKind, subjects []string) (all []passage.Reported, err error) {
	facts, _, err := countingFacts(tx, subjects, nil)
	if err != nil {
		return nil, err
	}
	visible, restricted := rowsOf(caller, tx), !caller.SeesRestricted()
	for _, s := range subjects {
		some := passage.FoldReported(kind, passage.Standing(facts[s]))
		if len(some) == 0 {
			continue
		}
		if strings.HasPrefix(s, "w/") || kind == passage.Notified {
			sees, err := visible.subject(s)
			if err != nil {
				return nil, err
			}
			if !sees {
				some = slices.DeleteFunc(some, func(r passage.Reported) bool { return r.Fact.Org != caller.Org })
			}
		}
		for i := range some {
			if r := &some[i]; restricted {
				blank(&r.Fact)
				r.Follows = slices.Clone(r.Follows)
				for k := range r.Follows {
					blank(&r.Follows[k])
				}
			}
		}
		all = append(all, some...)
	}
	return all, nil
}
