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

// Impediments returns what stood in the way on days from and to, both included,
// with what became of it, the newest first: at places and, of journeys, those of
// waybills that the caller sees. One that is over before the first day or begins
// after the last is not among them, nor one of a journey that began more than
// [LongestStop] days before the first.
func (d *Desk) Impediments(ctx context.Context, caller Caller, from, to passage.Date) (all []passage.Reported, err error) {
	err = d.following(ctx, caller, func(f followed) error {
		begun, _, err := f.begun(caller, from, to)
		if err != nil {
			return err
		}
		before, err := f.lasting(caller, from)
		all = append(begun, before...)
		return err
	})
	newestFirst(all)
	return all, err
}

// during returns the impediments that fall on some days, the newest first.
func during(all []passage.Reported, from, to passage.Date) []passage.Reported {
	all = slices.DeleteFunc(all, func(r passage.Reported) bool {
		begun := r.Fact.Claimed.Day()
		return begun > to || begun < from && (r.Fact.Until.IsZero() || r.Fact.Until.Day() < from)
	})
	newestFirst(all)
	return all
}

// ImpedimentsOf returns those of [Desk.Impediments] that stopped one waybill. It
// reads what was said of that one, so that the days may be all that ever were.
func (d *Desk) ImpedimentsOf(ctx context.Context, caller Caller, waybill passage.WaybillID, from, to passage.Date) (all []passage.Reported, err error) {
	err = d.following(ctx, caller, func(f followed) error {
		facts, err := f.about(nil, func(m *matter) bool { return slices.Contains(m.stops, waybill) })
		if err != nil {
			return err
		}
		subject := "w/" + string(waybill)
		own, _, err := countingFacts(f.tx, []string{subject})
		if err != nil {
			return err
		}
		if len(own) > 0 {
			facts[subject] = passage.Pointers(own[subject])
		}
		all, err = reported(f.tx, caller, passage.Impeded, facts)
		return err
	})
	all = slices.DeleteFunc(all, func(r passage.Reported) bool { return !slices.Contains(r.Fact.Stopped(), waybill) })
	return during(all, from, to), err
}

// Reported returns what facts of a kind report about places that the caller
// sees, with what became of each, the newest first: impediments, notifications
// or clearances.
func (d *Desk) Reported(ctx context.Context, caller Caller, kind passage.FactKind) (all []passage.Reported, err error) {
	all, _, _, err = d.ReportedPage(ctx, caller, kind, 0, math.MaxInt)
	return all, err
}

// ReportedPage returns what [Desk.Reported] does of so many reports, after so many
// newer ones: fewer where some were withdrawn or the caller does not see them.
// places are those of all reports; more says whether others follow.
func (d *Desk) ReportedPage(ctx context.Context, caller Caller, kind passage.FactKind, skip, most int) (all []passage.Reported, places []passage.NodeID, more bool, err error) {
	err = d.following(ctx, caller, func(f followed) error {
		facts, subjects, follows, err := f.reports(kind, skip, most)
		if err != nil {
			return err
		}
		places, more = nil, follows
		for _, s := range subjects {
			places = append(places, passage.NodeID(s[2:]))
		}
		all, err = reported(f.tx, caller, kind, facts)
		return err
	})
	newestFirst(all)
	return all, places, more, err
}

// ReportedFact returns one impediment, notification or clearance by the id of
// its fact, or of one that told it before. Where restricted fields are shown, that
// is written down.
func (d *Desk) ReportedFact(ctx context.Context, caller Caller, id passage.FactID) (r passage.Reported, err error) {
	if err := caller.MayRead(); err != nil {
		return r, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		facts, err := d.around(tx, id)
		if err != nil {
			return err
		}
		for _, kind := range []passage.FactKind{passage.Impeded, passage.Notified, passage.Sought} {
			all, err := reported(tx, caller, kind, facts)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(all, func(r passage.Reported) bool { return r.Is(id) }); i >= 0 {
				r = all[i]
				return nil
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
	order := make([]int, len(all)) // a report is large: each is moved once, and none copied
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, k int) int { return newer(&all[i].Fact, &all[k].Fact) })
	for i := range order { // round each circle of places that reports take from one another
		at := i
		for order[at] != i {
			from := order[at]
			all[at], all[from] = all[from], all[at]
			order[at], at = at, from
		}
		order[at] = at
	}
}

// newer is less than 0 where a comes before b: the newest first.
func newer(a, b *passage.Fact) int {
	return cmp.Or(cmp.Compare(b.Claimed, a.Claimed), cmp.Compare(a.ID, b.ID))
}

// reported folds what facts of a kind report, by subject, of subjects that the
// caller sees. Where a movement or a site is notified is for those who run the
// place or read everything.
func reported(tx *store.Tx, caller Caller, kind passage.FactKind, facts map[string][]*passage.Fact) (all []passage.Reported, err error) {
	visible, restricted := rowsOf(caller, tx), !caller.SeesRestricted()
	by, waybills := map[string][]passage.Reported{}, []string{}
	for s := range facts {
		if by[s] = passage.FoldReported(kind, facts[s]); len(by[s]) > 0 && strings.HasPrefix(s, "w/") {
			waybills = append(waybills, s[2:])
		}
		for _, r := range by[s] {
			for _, id := range r.Fact.Stops {
				waybills = append(waybills, string(id))
			}
		}
	}
	count := 0
	for _, some := range by {
		count += len(some)
	}
	all = make([]passage.Reported, 0, count)
	slices.Sort(waybills)
	seen, err := visible.waybills(slices.Compact(waybills))
	if err != nil {
		return nil, err
	}
	for _, s := range slices.Sorted(maps.Keys(facts)) {
		some := by[s]
		if len(some) == 0 {
			continue
		}
		journey := strings.HasPrefix(s, "w/")
		if journey || kind == passage.Notified {
			sees := journey && seen[s[2:]]
			if !journey {
				if sees, err = visible.subject(s); err != nil {
					return nil, err
				}
			}
			if !sees {
				some = slices.DeleteFunc(some, func(r passage.Reported) bool { return r.Fact.Org != caller.Org })
			}
		}
		for i := range some {
			r := &some[i]
			visible.stops(r, seen)
			if restricted {
				blank(&r.Fact)
				r.Authors = nil
				for k, f := range r.Follows {
					r.Follows[k] = blanked(f)
				}
			}
		}
		all = append(all, some...)
	}
	return all, nil
}

// stops leaves out which waybills an impediment stopped, but not how many, where
// the caller does not see them. Who reported it knows what they named.
func (r *rows) stops(of *passage.Reported, sees map[string]bool) {
	if r.ReadsAll() || of.Fact.Org == r.Org {
		return
	}
	var seen []passage.WaybillID
	for _, id := range of.Fact.Stops {
		if sees[string(id)] {
			seen = append(seen, id)
		}
	}
	of.Fact.Stops, of.Unseen = seen, len(of.Fact.Stops)-len(seen)
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
		facts, err := d.report(tx, passage.Impeded, id)
		for _, r := range passage.FoldReported(passage.Impeded, facts) {
			if r.Is(id) {
				wrote = r.Fact.Org == caller.Org && slices.Contains(r.Authors, actor(secret, accountOf(caller), r.Fact.Subject()))
			}
		}
		return err
	})
	return wrote, err
}

// besides returns the facts that count and hang together with one about a place, or
// all about another subject.
func (d *Desk) besides(tx *store.Tx, subject string, id passage.FactID) ([]*passage.Fact, error) {
	if strings.HasPrefix(subject, "p/") {
		f, err := d.heard.follow(tx)
		if err != nil {
			return nil, err
		}
		return f.told(subject, id)
	}
	facts, _, err := countingFacts(tx, []string{subject})
	return passage.Pointers(facts[subject]), err
}

// around returns what [Desk.besides] does of each fact with an id, by subject.
func (d *Desk) around(tx *store.Tx, id passage.FactID) (map[string][]*passage.Fact, error) {
	named, err := tx.FactsNamed(string(id))
	all := map[string][]*passage.Fact{}
	for _, n := range named {
		if err == nil {
			all[n.Subject], err = d.besides(tx, n.Subject, id)
		}
	}
	return all, err
}

// report returns the facts that count and hang together with one of a kind.
func (d *Desk) report(tx *store.Tx, kind passage.FactKind, id passage.FactID) ([]*passage.Fact, error) {
	about, err := d.around(tx, id)
	if err != nil {
		return nil, err
	}
	for _, facts := range about {
		if slices.ContainsFunc(facts, func(f *passage.Fact) bool { return f.ID == id && f.Kind == kind }) {
			return facts, nil
		}
	}
	return nil, Missing{"there is no such report"}
}

const correctedMeanwhile = "this report was corrected meanwhile; open it again"

// TellAnew corrects an impediment or a count that the caller's organisation reported:
// its fact is declared wrong, for a reason that may be empty, and told anew as change
// leaves it, about the same journey or place, so that what became of it stays with it. A
// note that the caller may not read stays unless another is given. Sending the same form
// again changes nothing.
func (d *Desk) TellAnew(ctx context.Context, caller Caller, form Form, kind passage.FactKind, id passage.FactID, why string, change func(*passage.Fact)) error {
	if err := caller.May(Write); err != nil {
		return err
	}
	var facts []*passage.Fact
	if err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		facts, err = d.report(tx, kind, id)
		return err
	}); err != nil {
		return err
	}
	is := func(f *passage.Fact) bool { return f.ID == id }
	f := *facts[slices.IndexFunc(facts, is)]
	if f.Org != caller.Org {
		return Missing{"there is no such report of this organisation"}
	}
	wrong := passage.Fact{Kind: passage.Corrected, Corrects: id, Error: passage.IncorrectData, Reason: why, Waybill: f.Waybill, Place: f.Place}
	anew := f
	change(&anew)
	if anew.Subject() != f.Subject() {
		return NotSaid{"a report about something else is another report; withdraw this one and report that"}
	}
	anew.About = id
	if !caller.SeesRestricted() {
		anew.Note, anew.Whereupon = cmp.Or(anew.Note, f.Note), f.Whereupon
	}
	if !slices.ContainsFunc(passage.StandingOf(facts), is) { // unless this very form did that
		sent, err := d.Sent(ctx, caller, form)
		if err != nil {
			return err
		}
		if !sent {
			return NotSaid{correctedMeanwhile}
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
