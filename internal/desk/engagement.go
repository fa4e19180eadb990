package desk

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// Talks are engagements with what was asked and promised in them, as some readers
// see them. All of these have the same ones: nobody writes to them.
type Talks struct {
	All      []passage.Engagement // in the order of their ids
	Rounds   map[passage.AskID][]passage.Round
	Promises []passage.Promise // those made last first
}

// Every returns all commitments, those made last first.
func (t *Talks) Every() []*passage.Promise {
	return passage.Pointers(t.Promises)
}

// Talks returns every engagement of which the caller may read a record, each with
// the records that the caller may read and that stand.
func (d *Desk) Talks(ctx context.Context, caller Caller) (t *Talks, err error) {
	err = d.following(ctx, caller, func(f followed) error {
		t, err = d.talked.talks(f, caller)
		return err
	})
	return t, err
}

// Engagements returns the engagements of [Desk.Talks].
func (d *Desk) Engagements(ctx context.Context, caller Caller) ([]passage.Engagement, error) {
	t, err := d.Talks(ctx, caller)
	if err != nil {
		return nil, err
	}
	return slices.Clone(t.All), nil
}

// talked keeps what some readers see of engagements, until something more is
// recorded of one.
type talked struct {
	mu      sync.Mutex
	engaged int64 // of what is followed: as of which this holds
	drops   int
	close   map[string]bool // organisations that keep records to themselves
	as      shelf[reader, *Talks]
	facts   map[int64]*passage.Fact // about engagements, as everybody's talks share them
	names   names
	whole   map[whole]folded // engagements as all see them who read every record
}

// reader is what decides how somebody sees engagements.
type reader struct {
	org        string // that keeps records to itself; empty: another
	all        bool   // whoever runs the server
	restricted bool
}

// whole is an engagement with all its records, as those see it who need restricted
// fields or not.
type whole struct {
	subject    string
	restricted bool // without them
}

// folded is an engagement made of so many facts.
type folded struct {
	passage.Engagement
	facts int
}

// mostReaders is for how many kinds of readers talks are kept.
const mostReaders = 3

func (t *talked) talks(f followed, caller Caller) (*Talks, error) {
	if f.old { // what is read of it is not what the newest state says
		return allTalks(f.tx, caller, nil)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.facts == nil || t.drops != f.drops { // an erasure changes facts
		t.facts, t.whole, t.names = map[int64]*passage.Fact{}, map[whole]folded{}, names{}
	}
	if t.close == nil || t.engaged != f.engaged || t.drops != f.drops {
		t.as, t.close, t.engaged, t.drops = shelf[reader, *Talks]{most: mostReaders}, map[string]bool{}, f.engaged, f.drops
		err := f.tx.BodiesAbout("e/", func(n int64, _ string, body []byte) {
			if bytes.Contains(body, []byte(passage.WithinOrg)) {
				if fact, err := t.open(n, body); err == nil {
					t.close[string(fact.Org)] = true
				}
			}
		})
		if err != nil {
			t.close = nil
			return nil, err
		}
	}
	as := reader{all: caller.May(Sync) == nil && caller.May(Admin) == nil, restricted: caller.SeesRestricted()}
	if t.close[string(caller.Org)] {
		as.org = string(caller.Org)
	}
	if kept, ok := t.as.get(as); ok {
		return kept, nil
	}
	all, err := allTalks(f.tx, caller, t)
	if err == nil {
		t.as.put(as, all)
	}
	return all, err
}

// open reads a fact, once where talks are shared. Nobody changes what it returns.
func (t *talked) open(n int64, body []byte) (*passage.Fact, error) {
	if t != nil && t.facts[n] != nil {
		return t.facts[n], nil
	}
	f, err := envelope.Reopen(body)
	if t != nil && err == nil {
		t.names.fact(&f)
		t.facts[n] = &f
	}
	return &f, err
}

// fold makes an engagement of facts about it, once for all who read the same ones.
func (t *talked) fold(subject string, facts []*passage.Fact, all, restricted bool) passage.Engagement {
	k := whole{subject, restricted}
	if t != nil && all {
		if e, ok := t.whole[k]; ok && e.facts == len(facts) {
			return e.Engagement
		}
	}
	if restricted { // whoever sees more has the same facts
		for i, f := range facts {
			facts[i] = blanked(f)
		}
	}
	e := passage.FoldEngagement(passage.EngagementID(subject[2:]), passage.StandingOf(facts))
	if t != nil && all {
		t.whole[k] = folded{e, len(facts)}
	}
	return e
}

func allTalks(tx *store.Tx, caller Caller, shared *talked) (*Talks, error) {
	var all []passage.Engagement
	err := eachSubject(tx, "e/", func(subjects []string) error {
		return engagementsOf(caller, tx, subjects, shared, func(e passage.Engagement) { all = append(all, e) })
	})
	if err != nil {
		return nil, err
	}
	return &Talks{All: slices.Clip(all), Rounds: passage.Rounds(all), Promises: passage.Promises(all)}, nil
}

// Engagement returns one engagement as [Desk.Engagements] does.
func (d *Desk) Engagement(ctx context.Context, caller Caller, id passage.EngagementID) (e passage.Engagement, err error) {
	if err := caller.MayRead(); err != nil {
		return e, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		found := false
		err := engagementsOf(caller, tx, []string{"e/" + string(id)}, nil, func(one passage.Engagement) { e, found = one, true })
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

func engagementsOf(caller Caller, tx *store.Tx, subjects []string, shared *talked, yield func(passage.Engagement)) error {
	facts, hidden := map[string][]*passage.Fact{}, map[string]bool{}
	type record struct {
		subject string
		*passage.Fact
	}
	var kept []record
	var trouble error
	err := tx.About(subjects, func(n int64, subject string, body []byte, counts bool) {
		if counts {
			f, err := shared.open(n, body)
			kept, trouble = append(kept, record{subject, f}), cmp.Or(trouble, err)
		}
	})
	if err = cmp.Or(err, trouble); err != nil {
		return err
	}
	visible, restricted := rowsOf(caller, tx), !caller.SeesRestricted()
	for _, k := range kept {
		sees, err := visible.recorded(k.Fact)
		if err != nil {
			return err
		}
		if !sees {
			hidden[k.subject] = true
			continue
		}
		facts[k.subject] = append(facts[k.subject], k.Fact)
	}
	for _, s := range subjects {
		e := shared.fold(s, facts[s], !hidden[s], restricted)
		if len(e.Records) > 0 {
			yield(e)
		}
	}
	return nil
}

// blank takes out what only those see who need it.
func blank(f *passage.Fact) { f.Actor, f.Note, f.Vehicle, f.Whereupon = "", "", "", "" }

// blanked is a fact without that, where the fact itself is kept for readers of every kind.
func blanked(f *passage.Fact) *passage.Fact {
	shown := *f
	blank(&shown)
	return &shown
}

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
