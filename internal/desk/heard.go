package desk

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strings"
	"sync"

	"passage"
	"passage/internal/envelope"
	"passage/internal/store"
)

// heard follows the log, so that pages about some days read what was said of these
// and not all that ever was. It holds where facts about places stand and which of
// them hang together, and a bounded number of facts as they were read. It is never
// asked who may see what: that is decided anew for each who asks, from the facts.
//
// It is brought up to the ledger's size within the transaction that reads, so that
// nobody reads less than is saved; what another process adds is followed alike.
type heard struct {
	mu       sync.Mutex
	begun    bool
	size     int64 // facts of the ledger that were looked at
	erasures int64
	places   map[string][]*matter // by subject
	of       map[uint64]*matter   // by the hash of a told: ids take more room than all else
	seed     maphash.Seed
	names    names
	facts    shelf[int64, kept]
	journeys shelf[string, journey]
	drops    int   // how often all that was read was dropped
	engaged  int64 // the newest fact about an engagement, as far as it was followed
}

// told names a fact about a subject. Two of the same hash would hang together: more
// is read then, and nothing else is said.
type told struct {
	subject string
	id      passage.FactID
}

// at returns the matter to which a fact belongs, or nil.
func (h *heard) at(subject string, id passage.FactID) *matter {
	m := h.of[maphash.Comparable(h.seed, told{subject, id})]
	for m != nil && m.into != nil {
		m = m.into
	}
	return m
}

// matter is facts about one place that hang together: one says something, others
// follow that up, correct it or tell it anew.
type matter struct {
	facts    []int64             // places in the log
	kinds    kinds               // that say something
	from, to passage.Date        // that they speak of
	claimed  int64               // when the newest of them happened
	source   string              // of a state
	into     *matter             // that took this one in; nil: it stands for itself
	stops    []passage.WaybillID // that any of them names
}

// kinds is a set of kinds of facts about places.
type kinds uint8

var placeKinds = []passage.FactKind{passage.Stated, passage.Counted, passage.Impeded, passage.Notified, passage.Sought}

func kindsOf(some ...passage.FactKind) (k kinds) {
	for _, one := range some {
		if i := slices.Index(placeKinds, one); i >= 0 {
			k |= 1 << i
		}
	}
	return k
}

// kept is a fact as it was read, and whether it counts.
type kept struct {
	subject string
	fact    *passage.Fact
	counts  bool
}

// mostKept and mostJourneys are how many facts, and waybills with some of theirs,
// are kept, and as many again: some seven MB each.
const (
	mostKept     = 5000
	mostJourneys = 2500
)

// followed is one state of the ledger.
type followed struct {
	*heard
	tx    *store.Tx
	size  int64 // facts
	era   int64 // erasures
	drops int

	engaged int64 // the newest fact about an engagement that was followed, -1 before any
	old     bool  // a newer state was looked at before this one
}

// follow brings what is known of the log up to a state of the ledger.
func (h *heard) follow(tx *store.Tx) (followed, error) {
	size, err := tx.CountFacts()
	if err != nil {
		return followed{}, err
	}
	erasures, err := tx.CountErasures()
	if err != nil {
		return followed{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.catchUp(tx, size, erasures); err != nil {
		return followed{}, err
	}
	return followed{h, tx, size, erasures, h.drops, h.engaged, size < h.size || erasures < h.erasures}, nil
}

func (h *heard) catchUp(tx *store.Tx, size, erasures int64) error {
	var trouble error
	if !h.begun {
		h.size, h.erasures = size, erasures
		h.names = names{}
		h.places, h.of, h.seed = map[string][]*matter{}, map[uint64]*matter{}, maphash.MakeSeed()
		h.engaged = -1
		h.forget()
		err := tx.BodiesAbout("p/", func(n int64, subject string, body []byte) { trouble = cmp.Or(trouble, h.hear(n, subject, body)) })
		err = cmp.Or(err, trouble)
		h.begun = err == nil
		return err
	}
	if erasures > h.erasures {
		h.erasures = erasures
		h.forget()
	}
	if size <= h.size {
		return nil
	}
	type fact struct {
		n       int64
		subject string
		body    []byte
	}
	var fresh []fact // all is read before anything is noted: whoever asks may be gone meanwhile
	again, engaged := false, h.engaged
	if err := tx.Since(h.size, size, "p/", func(n int64, subject string, body []byte, twin bool) {
		again = again || twin
		if strings.HasPrefix(subject, "e/") {
			engaged = n
		}
		if len(body) > 0 {
			fresh = append(fresh, fact{n, subject, body})
		}
	}); err != nil {
		return err
	}
	if again { // facts that counted do so no more
		h.forget()
	}
	h.size, h.engaged = size, engaged
	for _, f := range fresh {
		trouble = cmp.Or(trouble, h.hear(f.n, f.subject, f.body))
	}
	h.begun = trouble == nil // else not all of it is in
	return trouble
}

// forget drops all that was read of facts.
func (h *heard) forget() {
	h.facts.clear()
	h.journeys.clear()
	h.drops++
}

// hear notes a fact about a place.
func (h *heard) hear(n int64, subject string, body []byte) error {
	f, err := envelope.Reopen(body)
	if err != nil {
		return fmt.Errorf("fact %d of the log: %w", n, err)
	}
	m := &matter{facts: []int64{n}, kinds: kindsOf(f.Kind), from: math.MaxInt32, stops: f.Stops}
	if m.kinds != 0 {
		m.from, m.to, m.claimed = f.Claimed.Day(), f.Claimed.Day(), int64(f.Claimed)
		switch {
		case f.Kind == passage.Stated:
			m.source = h.names.of(f.SourceOf())
		case f.Count != nil:
			m.from, m.to = f.Count.From, max(f.Count.From, f.Count.To)
		case !f.Until.IsZero():
			m.to = max(m.to, f.Until.Day())
		}
	}
	fresh := true
	ids := []passage.FactID{f.ID, f.Corrects, f.About}
	for _, id := range ids {
		if id == "" {
			continue
		}
		other := h.at(subject, id)
		if other == nil || other == m {
			continue
		}
		if len(other.facts) < len(m.facts) {
			other, m = m, other
		}
		if !fresh || len(m.facts) > 1 { // both are listed, or the one that goes is
			h.places[subject] = slices.DeleteFunc(h.places[subject], func(one *matter) bool { return one == m })
		}
		other.join(m)
		m, fresh = other, false
	}
	if fresh {
		h.places[subject] = append(h.places[subject], m)
	}
	for _, id := range ids { // once all have met, so that a matter that went is not held by them
		if id != "" {
			h.of[maphash.Comparable(h.seed, told{subject, id})] = m
		}
	}
	return nil
}

// join takes in another matter.
func (m *matter) join(o *matter) {
	m.facts, m.stops = append(m.facts, o.facts...), append(m.stops, o.stops...)
	m.kinds |= o.kinds
	m.from, m.to, m.claimed = min(m.from, o.from), max(m.to, o.to), max(m.claimed, o.claimed)
	m.source = cmp.Or(m.source, o.source)
	*o = matter{into: m}
}

// about returns the facts that count of the matters about subjects, all for nil,
// that are wanted, by subject and in the order of the log.
func (f followed) about(subjects []string, wanted func(*matter) bool) (map[string][]*passage.Fact, error) {
	f.mu.Lock()
	some := f.gather(subjects, wanted)
	f.mu.Unlock()
	return f.read(some)
}

// gather returns where the facts of matters stand that are wanted, as about reads
// them. The caller holds the lock, for as long as it has matters in hand: others join
// them.
func (h *heard) gather(subjects []string, wanted func(*matter) bool) (some []int64) {
	pick := func(matters []*matter) {
		for _, m := range matters {
			if wanted(m) {
				some = append(some, m.facts...)
			}
		}
	}
	if subjects == nil {
		for _, matters := range h.places {
			pick(matters)
		}
	}
	for _, s := range subjects {
		pick(h.places[s])
	}
	return some
}

// read returns those facts at some places of the log that count, by subject. They
// are kept for others too: nobody may change them.
func (f followed) read(some []int64) (by map[string][]*passage.Fact, err error) {
	slices.Sort(some)
	some = slices.DeleteFunc(some, func(n int64) bool { return n >= f.size }) // another's state of the ledger is newer
	found := make(map[int64]kept, len(some))
	var missing []int64
	f.mu.Lock()
	for _, n := range some {
		if k, ok := f.facts.get(n); ok {
			found[n] = k
		} else {
			missing = append(missing, n)
		}
	}
	f.mu.Unlock()
	var trouble error
	err = f.tx.FactsAt(missing, func(n int64, subject string, body []byte, counts bool) {
		fact, err := envelope.Reopen(body)
		if err != nil {
			trouble = cmp.Or(trouble, fmt.Errorf("fact %d of the log: %w", n, err))
		}
		found[n] = kept{subject, &fact, counts}
	})
	if err = cmp.Or(err, trouble); err != nil {
		return nil, err
	}
	f.mu.Lock()
	if f.newest() && len(missing) <= mostKept { // more, for a file, would drive out what pages read
		for _, n := range missing {
			k := found[n]
			if k.fact != nil {
				f.names.fact(k.fact)
			}
			f.facts.put(n, k)
		}
	}
	f.mu.Unlock()
	count := map[string]int{}
	for _, k := range found {
		if k.counts {
			count[k.subject]++
		}
	}
	by = make(map[string][]*passage.Fact, len(count))
	for subject, n := range count {
		by[subject] = make([]*passage.Fact, 0, n)
	}
	for _, n := range some {
		if k := found[n]; k.counts {
			by[k.subject] = append(by[k.subject], k.fact)
		}
	}
	return by, nil
}

// newest reports whether this is the newest state that was looked at: what is read
// of an older one may no longer hold, and is not kept. The caller holds the lock.
func (f followed) newest() bool { return f.size == f.heard.size && f.era == f.erasures }

// mostPast is how many of the states that a source stated before some days are read.
const mostPast = 6

// said returns what is said about places and concerns days from and to, both
// included: of each source also what it stated last before.
func (f followed) said(subjects []string, from, to passage.Date) (map[string][]*passage.Fact, error) {
	past := map[*matter]bool{}
	states := kindsOf(passage.Stated)
	f.mu.Lock()
	for _, s := range subjects {
		before := map[string][]*matter{}
		for _, m := range f.places[s] {
			if m.kinds&states != 0 && m.to < from {
				before[m.source] = append(before[m.source], m)
			}
		}
		for _, some := range before {
			slices.SortFunc(some, func(a, b *matter) int { return cmp.Compare(b.claimed, a.claimed) })
			standing := 0
			for _, m := range some {
				if past[m] = true; len(m.facts) == 1 {
					standing++ // nothing corrects it
				}
				if standing == mostPast {
					break
				}
			}
		}
	}
	wanted := kindsOf(passage.Stated, passage.Counted, passage.Impeded)
	some := f.gather(subjects, func(m *matter) bool {
		return m.kinds&wanted != 0 && (m.from <= to && m.to >= from || past[m])
	})
	f.mu.Unlock()
	return f.read(some)
}

// reports returns the facts of what a kind reports about places: of so many
// matters, the newest first, after so many others. more: others follow. places are
// the subjects of all.
func (f followed) reports(kind passage.FactKind, skip, most int) (by map[string][]*passage.Fact, places []string, more bool, err error) {
	wanted := kindsOf(kind)
	var some []*matter
	f.mu.Lock()
	for s, matters := range f.places {
		before := len(some)
		for _, m := range matters {
			if m.kinds&wanted != 0 {
				some = append(some, m)
			}
		}
		if len(some) > before {
			places = append(places, s)
		}
	}
	slices.Sort(places)
	slices.SortFunc(some, func(a, b *matter) int {
		return cmp.Or(cmp.Compare(b.claimed, a.claimed), cmp.Compare(a.facts[0], b.facts[0]))
	})
	some = some[min(skip, len(some)):]
	if more = len(some) > most; more {
		some = some[:most]
	}
	var facts []int64
	for _, m := range some {
		facts = append(facts, m.facts...)
	}
	f.mu.Unlock()
	by, err = f.read(facts)
	return by, places, more, err
}

// named returns the facts of what a kind reports about places, of those matters in
// which a fact has one of some ids.
func (f followed) named(kind passage.FactKind, ids []passage.FactID) (map[string][]*passage.Fact, error) {
	wanted, some := kindsOf(kind), map[*matter]bool{}
	f.mu.Lock()
	for subject := range f.places {
		for _, id := range ids {
			if m := f.at(subject, id); m != nil && m.kinds&wanted != 0 {
				some[m] = true
			}
		}
	}
	facts := f.gather(nil, func(m *matter) bool { return some[m] })
	f.mu.Unlock()
	return f.read(facts)
}

// told returns the facts that hang together with one about a place.
func (f followed) told(subject string, id passage.FactID) ([]*passage.Fact, error) {
	f.mu.Lock()
	m := f.at(subject, id)
	var some []int64
	if m != nil {
		some = slices.Clone(m.facts)
	}
	f.mu.Unlock()
	by, err := f.read(some)
	return by[subject], err
}

// following runs do on one state of the ledger, which the caller may read, once what
// is known of the log is brought up to it.
func (d *Desk) following(ctx context.Context, caller Caller, do func(f followed) error) error {
	if err := caller.MayRead(); err != nil {
		return err
	}
	return d.store.View(ctx, func(tx *store.Tx) error {
		f, err := d.heard.follow(tx)
		if err != nil {
			return err
		}
		return do(f)
	})
}

// Warm looks through the log once, and judges all promises up to a day, so that
// whoever asks first does not wait for that.
func (d *Desk) Warm(ctx context.Context, asOf passage.Date) error {
	reader := Caller{Name: "warm", Scopes: []Scope{Read}}
	talks, err := d.Talks(ctx, reader)
	if err != nil {
		return err
	}
	tables, err := d.Tables(ctx, reader)
	if err != nil {
		return err
	}
	_, err = d.Judge(ctx, reader, talks.Every(), asOf, tables)
	return err
}
