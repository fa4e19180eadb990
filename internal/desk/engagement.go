package desk

import (
	"context"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// Engagements returns every engagement of which the caller may read a record,
// in the order of their ids, each with the records that the caller may read and
// that stand.
func (d *Desk) Engagements(ctx context.Context, caller Caller) (all []passage.Engagement, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		all = nil
		return eachSubject(tx, "e/", func(subjects []string) error {
			return engagementsOf(caller, tx, subjects, func(e passage.Engagement) { all = append(all, e) })
		})
	})
	return all, err
}

// Engagement returns one engagement as [Desk.Engagements] does.
func (d *Desk) Engagement(ctx context.Context, caller Caller, id passage.EngagementID) (e passage.Engagement, err error) {
	if err := caller.MayRead(); err != nil {
		return e, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		found := false
		err := engagementsOf(caller, tx, []string{"e/" + string(id)}, func(one passage.Engagement) { e, found = one, true })
		if err == nil && !found {
			err = Missing{"no record speaks of this engagement"}
		}
		return err
	})
	return e, err
}

// eachSubject hands out all subjects with a prefix, some at a time.
func eachSubject(tx *store.Tx, prefix string, do func(subjects []string) error) error {
	const page = 500
	for after := ""; ; {
		subjects, err := tx.Subjects(prefix, after, page)
		if err != nil || len(subjects) == 0 {
			return err
		}
		if err := do(subjects); err != nil {
			return err
		}
		after = subjects[len(subjects)-1]
	}
}

func engagementsOf(caller Caller, tx *store.Tx, subjects []string, yield func(passage.Engagement)) error {
	facts := map[string][]passage.Fact{}
	var kept []placedBody
	err := tx.About(subjects, func(_ int64, subject string, body []byte, counts bool) {
		if counts {
			kept = append(kept, placedBody{subject, body})
		}
	})
	if err != nil {
		return err
	}
	visible, restricted := rowsOf(caller, tx), !caller.SeesRestricted()
	for _, k := range kept {
		sees, err := visible.record(k.subject, k.body)
		if err != nil {
			return err
		}
		if !sees {
			continue
		}
		f, err := envelope.Reopen(k.body)
		if err != nil {
			return err
		}
		if restricted {
			blank(&f)
		}
		facts[k.subject] = append(facts[k.subject], f)
	}
	for _, s := range subjects {
		e := passage.FoldEngagement(passage.EngagementID(s[2:]), passage.Standing(facts[s]))
		if len(e.Records) > 0 {
			yield(e)
		}
	}
	return nil
}

// placedBody is a fact as it came, with what it is about.
type placedBody struct {
	subject string
	body    []byte
}

// postOf is a post as the store has it.
func postOf(p passage.Post) store.Post {
	kinds := func(all []passage.FactKind) (names []string) {
		for _, k := range all {
			names = append(names, string(k))
		}
		return names
	}
	if p.From == "" {
		return store.Post{Node: string(p.At), What: kinds([]passage.FactKind{passage.Crossed})}
	}
	return store.Post{Node: string(p.At), What: kinds(passage.AtEnd), Before: string(p.From), BeforeWhat: kinds(passage.AtStart)}
}

// Crossed counts the trucks that passed a post on each day from and to, both
// included: those that carried a commodity, or all where none is named. As
// [Desk.Passings] it names nobody, so whoever reads any rows sees it.
func (d *Desk) Crossed(ctx context.Context, caller Caller, post passage.Post, commodity passage.CommodityID, from, to passage.Date) (trucks map[passage.Date]int64, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		trucks = map[passage.Date]int64{}
		return tx.Crossed(postOf(post), string(commodity), int64(from), int64(to), func(day, n int64) { trucks[passage.Date(day)] = n })
	})
	return trucks, err
}

// blank takes out what only those see who need it.
func blank(f *passage.Fact) { f.Actor, f.Note, f.Vehicle, f.Whereupon = "", "", "", "" }

// Amended returns a record of the caller's own organisation that the caller is
// about to put right, with the note that it may not be able to read: what is
// right states it again.
func (d *Desk) Amended(ctx context.Context, caller Caller, id passage.FactID) (record passage.Fact, err error) {
	if err := caller.May(Write); err != nil {
		return record, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		facts, err := tx.FactsNamed(string(id))
		if err != nil {
			return err
		}
		for _, f := range facts {
			record, err = envelope.Reopen(f.Body)
			if err != nil || record.Org == caller.Org && record.Kind == passage.Engaged {
				return err
			}
		}
		return Missing{"there is no such record of this organisation"}
	})
	return record, err
}

// CrossedTruck is a waybill that crossed a door on a day.
type CrossedTruck struct {
	Waybill passage.WaybillID
	Day     passage.Date
}

// mostCrossed is how many trucks are listed for one door.
const mostCrossed = 10_000

// CrossedTrucks lists the trucks that [Desk.Crossed] counts, the newest first,
// as far as the caller sees their waybills. Where there are too many, the oldest
// stay out: then all is false.
func (d *Desk) CrossedTrucks(ctx context.Context, caller Caller, post passage.Post, commodity passage.CommodityID, from, to passage.Date) (trucks []CrossedTruck, all bool, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, false, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		trucks = nil
		err := tx.CrossedTrucks(postOf(post), string(commodity), int64(from), int64(to), mostCrossed, func(waybill string, day int64) {
			trucks = append(trucks, CrossedTruck{passage.WaybillID(waybill), passage.Date(day)})
		})
		all = len(trucks) < mostCrossed
		if err != nil || caller.ReadsAll() {
			return err
		}
		visible, found := rowsOf(caller, tx), trucks
		trucks = nil
		for _, truck := range found {
			sees, err := visible.subject("w/" + string(truck.Waybill))
			if err != nil {
				return err
			}
			if sees {
				trucks = append(trucks, truck)
			}
		}
		return nil
	})
	return trucks, all, err
}
