package desk

import (
	"context"
	"slices"

	"passage"
)

// Counts returns what was counted at a place on days from and to, both included, each
// with what it put right, also what was declared wrong since.
func (d *Desk) Counts(ctx context.Context, caller Caller, place passage.NodeID, from, to passage.Date) (all []passage.Tally, err error) {
	subject := "p/" + string(place)
	on := func(f *passage.Fact) bool { return f.Count.From <= to && f.Count.Last() >= from }
	err = d.following(ctx, caller, func(f followed) error {
		by, err := f.said([]string{subject}, from, to)
		all = talliesOf(caller, by[subject], func(t passage.Tally) bool {
			return t.Now != nil && on(t.Now) || slices.ContainsFunc(t.Struck, func(s passage.Struck) bool { return on(s.Fact) })
		})
		return err
	})
	return all, err
}

// Count returns what was counted at a place, of which the fact with an id is or was part.
func (d *Desk) Count(ctx context.Context, caller Caller, place passage.NodeID, id passage.FactID) (t passage.Tally, err error) {
	err = d.following(ctx, caller, func(f followed) error {
		facts, err := f.told("p/"+string(place), id)
		if err != nil {
			return err
		}
		some := talliesOf(caller, facts, func(t passage.Tally) bool { return t.Of(id) != nil })
		if len(some) == 0 {
			return Missing{"there is no such count at this place"}
		}
		t = some[0]
		return nil
	})
	return t, err
}

// talliesOf folds counts, as far as the caller may read them. Facts that were read are
// shared, so they are copied.
func talliesOf(caller Caller, facts []*passage.Fact, wanted func(passage.Tally) bool) []passage.Tally {
	seen := func(f *passage.Fact) *passage.Fact {
		if f == nil || caller.SeesRestricted() {
			return f
		}
		return blanked(f)
	}
	all := slices.DeleteFunc(passage.FoldCounts(facts), func(t passage.Tally) bool { return !wanted(t) })
	for i := range all {
		t := &all[i]
		t.Now = seen(t.Now)
		for j, s := range t.Struck {
			t.Struck[j] = passage.Struck{Fact: seen(s.Fact), By: seen(s.By)}
		}
	}
	return all
}

// TakeBack declares a count wrong that the caller's organisation took down, for a reason
// that may be empty: nothing takes its place. Sending the same form again changes nothing.
func (d *Desk) TakeBack(ctx context.Context, caller Caller, form Form, place passage.NodeID, id passage.FactID, why string) error {
	t, err := d.Count(ctx, caller, place, id)
	if err != nil {
		return err
	}
	if t.Newest().Org != caller.Org {
		return Missing{"there is no such count of this organisation"}
	}
	if t.Now == nil || t.Now.ID != id {
		switch sent, err := d.Sent(ctx, caller, form); {
		case err != nil:
			return err
		case !sent:
			return NotSaid{correctedMeanwhile}
		}
	}
	return d.Say(ctx, caller, form, []passage.Fact{{Kind: passage.Corrected, Place: place, Corrects: id, Error: passage.DidNotOccur, Reason: why}})
}
