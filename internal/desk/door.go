package desk

import (
	"context"
	"slices"
	"strings"

	"passage"
	"passage/internal/store"
)

// Passings counts the trucks at every node by what they did there and the day,
// over days from and to, both included. Whoever reads any rows of the operation
// sees these numbers, which name nobody.
func (d *Desk) Passings(ctx context.Context, caller Caller, from, to passage.Date) (days []store.PassingDay, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		days, err = tx.PassingDays(int64(from), int64(to))
		return err
	})
	return days, err
}

// LastPassing returns the newest day up to one on which a truck did anything,
// the zero date where none did.
func (d *Desk) LastPassing(ctx context.Context, caller Caller, upTo passage.Date) (day passage.Date, err error) {
	if err := caller.MayRead(); err != nil {
		return 0, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		n, err := tx.LastPassing(int64(upTo))
		day = passage.Date(n)
		return err
	})
	return day, err
}

// Said returns what is said about places themselves and concerns days from and to,
// both included: states, counts that somebody published and impediments, without
// what was corrected since; of each source also what it stated last before these
// days. What is notified and sought there has ways of its own.
func (d *Desk) Said(ctx context.Context, caller Caller, places []passage.NodeID, from, to passage.Date) (facts []passage.Fact, err error) {
	subjects := make([]string, len(places))
	for i, p := range places {
		subjects[i] = "p/" + string(p)
	}
	err = d.following(ctx, caller, func(f followed) error {
		by, err := f.said(subjects, from, to)
		facts = saidOf(caller, subjects, by)
		return err
	})
	return facts, err
}

// SaidAnywhere returns what is said about all places, whenever; see [Desk.Said].
func (d *Desk) SaidAnywhere(ctx context.Context, caller Caller) (facts []passage.Fact, err error) {
	if err := caller.MayRead(); err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		facts = nil
		return eachSubject(tx, "p/", func(subjects []string) error {
			read, _, err := countingFacts(tx, subjects)
			by := make(map[string][]*passage.Fact, len(read))
			for s := range read {
				by[s] = passage.Pointers(read[s])
			}
			facts = append(facts, saidOf(caller, subjects, by)...)
			return err
		})
	})
	return facts, err
}

func saidOf(caller Caller, subjects []string, by map[string][]*passage.Fact) (facts []passage.Fact) {
	var all []*passage.Fact // a fact is large: those that stay are copied once
	for _, s := range subjects {
		all = append(all, passage.CountOnce(passage.StandingOf(by[s]), by[s])...)
	}
	all = slices.DeleteFunc(all, func(f *passage.Fact) bool {
		return f.Kind != passage.Stated && f.Kind != passage.Counted && f.Kind != passage.Impeded
	})
	facts = make([]passage.Fact, len(all))
	restricted := !caller.SeesRestricted()
	for i, f := range all {
		facts[i] = *f
		facts[i].Stops = nil
		if restricted {
			blank(&facts[i])
		}
	}
	return facts
}

// placeOf returns the place that the fact of an id is about.
func (d *Desk) placeOf(ctx context.Context, id passage.FactID) (place passage.NodeID, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		facts, err := tx.FactsNamed(string(id))
		if err == nil && (len(facts) == 0 || !strings.HasPrefix(facts[0].Subject, "p/")) {
			err = Missing{"nothing of this id was said of any place"}
		}
		if err == nil {
			place = passage.NodeID(facts[0].Subject[2:])
		}
		return err
	})
	return place, err
}

// SaidSince reports whether anything was said about any place from place n of
// the log on.
func (d *Desk) SaidSince(ctx context.Context, caller Caller, n int64) (said bool, err error) {
	if err := caller.MayRead(); err != nil {
		return false, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		// Pages look every two seconds, mostly when nothing came at all.
		size, err := tx.CountFacts()
		if err != nil || size <= n {
			return err
		}
		said, err = tx.SpokenOf("p/", n)
		return err
	})
	return said, err
}
