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
// its fact, or of one that told it before. Where restricted fields are shown, that
// is written down.
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
				if i := slices.IndexFunc(all, func(r passage.Reported) bool { return r.Is(id) }); i >= 0 {
					r = all[i]
					return nil
				}
			}
		}
		return Missing{"there is no such report"}
	})
	if err == nil && caller.SeesRestricted() {
		err = d.tell(ctx, caller, "read.story", r.Fact.Subject())
	}
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
	facts, _, err := countingFacts(tx, subjects)
	if err != nil {
		return nil, err
	}
	visible, restricted := rowsOf(caller, tx), !caller.SeesRestricted()
	for _, s := range subjects {
		some := passage.FoldReported(kind, facts[s])
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
			r := &some[i]
			if err := visible.stops(r); err != nil {
				return nil, err
			}
			if restricted {
				blank(&r.Fact)
				r.Authors = nil
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

// stops leaves out which waybills an impediment stopped, but not how many, where
// the caller does not see them. Who reported it knows what they named.
func (r *rows) stops(of *passage.Reported) error {
	if r.ReadsAll() || of.Fact.Org == r.Org {
		return nil
	}
	var seen []passage.WaybillID
	for _, id := range of.Fact.Stops {
		w, ok, err := foldedWaybill(r.tx, id)
		if err == nil && ok {
			ok, err = r.waybill(w)
		}
		if err != nil {
			return err
		}
		if ok {
			seen = append(seen, id)
		}
	}
	of.Fact.Stops, of.Unseen = seen, len(of.Fact.Stops)-len(seen)
	return nil
}

// Wrote reports whether the caller told of an impediment, now or before. Who did
// is otherwise restricted.
func (d *Desk) Wrote(ctx context.Context, caller Caller, id passage.FactID) (wrote bool, err error) {
	if err := caller.MayRead(); err != nil {
		return false, err
	}
	secret, err := d.actorSecret(ctx)
	if err != nil {
		return false, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		wrote = false
		facts, err := besides(tx, id)
		for _, r := range passage.FoldReported(passage.Impeded, facts) {
			if r.Is(id) {
				wrote = r.Fact.Org == caller.Org && slices.Contains(r.Authors, actor(secret, accountOf(caller), r.Fact.Subject()))
			}
		}
		return err
	})
	return wrote, err
}

// besides returns the facts that count about whatever the impediment of an id is
// about.
func besides(tx *store.Tx, id passage.FactID) ([]passage.Fact, error) {
	named, err := tx.FactsNamed(string(id))
	if err != nil {
		return nil, err
	}
	for _, n := range named {
		facts, _, err := countingFacts(tx, []string{n.Subject})
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(facts[n.Subject], func(f passage.Fact) bool { return f.ID == id && f.Kind == passage.Impeded }) {
			return facts[n.Subject], nil
		}
	}
	return nil, Missing{"there is no such impediment"}
}

// TellAnew corrects an impediment that the caller's organisation reported: its
// fact is declared wrong and told anew as change leaves it, about the same journey
// or place, so that what became of it stays with it. A note that the caller may
// not read stays unless another is given. Sending the same form again changes
// nothing.
func (d *Desk) TellAnew(ctx context.Context, caller Caller, form Form, id passage.FactID, change func(*passage.Fact)) error {
	if err := caller.May(Write); err != nil {
		return err
	}
	var facts []passage.Fact
	if err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		facts, err = besides(tx, id)
		return err
	}); err != nil {
		return err
	}
	is := func(f passage.Fact) bool { return f.ID == id }
	f := facts[slices.IndexFunc(facts, is)]
	if f.Org != caller.Org {
		return Missing{"there is no such impediment of this organisation"}
	}
	wrong := passage.Fact{Kind: passage.Corrected, Corrects: id, Error: passage.IncorrectData, Waybill: f.Waybill, Place: f.Place}
	anew := f
	change(&anew)
	if anew.Subject() != f.Subject() {
		return NotSaid{"a report about something else is another report; withdraw this one and report that"}
	}
	anew.About = id
	if !caller.SeesRestricted() {
		anew.Note, anew.Whereupon = cmp.Or(anew.Note, f.Note), f.Whereupon
	}
	if !slices.ContainsFunc(passage.Standing(facts), is) { // unless this very form did that
		sent, err := d.Sent(ctx, caller, form)
		if err != nil {
			return err
		}
		if !sent {
			return NotSaid{"this report was corrected meanwhile; open it again"}
		}
	}
	return d.Say(ctx, caller, form, []passage.Fact{wrong, anew})
}

// Stopped returns those waybills of some ids that there are and that the caller
// sees, in the order of the ids, without vehicles.
func (d *Desk) Stopped(ctx context.Context, caller Caller, ids []passage.WaybillID) (all []passage.Waybill, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all = nil
		visible := rowsOf(caller, tx)
		for _, id := range ids {
			w, ok, err := foldedWaybill(tx, id)
			if err == nil && ok {
				ok, err = visible.waybill(w)
			}
			if err != nil {
				return err
			}
			if w.Vehicle = ""; ok {
				all = append(all, w)
			}
		}
		return nil
	})
	return all, err
}
