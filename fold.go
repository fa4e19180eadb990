package passage

import (
	"cmp"
	"math"
	"slices"
)

// counts returns the facts that count, in the order in which they are said to
// have happened: each (device, seq) once, none of a conflict, and none that a
// counting correction of the same organisation declares wrong. What corrections
// that correct each other in a circle say is set aside and reported.
func counts(facts []*Fact) ([]*Fact, []Finding) {
	type key struct {
		device DeviceID
		seq    int64
	}
	facts = slices.Clone(facts)
	slices.SortFunc(facts, CompareFacts)
	seen := make(map[key]bool, len(facts))
	facts = slices.DeleteFunc(facts, func(f *Fact) bool {
		k := key{f.Device, f.Seq}
		again := seen[k]
		seen[k] = true
		return again
	})
	corrections := 0
	for _, f := range facts {
		if f.Kind == Corrected {
			corrections++
		}
	}
	if corrections == 0 {
		return facts, nil
	}
	return corrected(facts)
}

// Standing returns the facts about one subject that count once corrections are
// settled, in the order in which they are said to have happened. Corrections
// themselves are not among them.
func Standing(facts []Fact) []Fact {
	all := StandingOf(Pointers(facts))
	standing := make([]Fact, len(all))
	for i, f := range all {
		standing[i] = *f
	}
	return standing
}

// StandingOf is [Standing] of facts that stay where they are.
func StandingOf(facts []*Fact) []*Fact {
	all, _ := counts(facts)
	return all
}

// Pointers returns where values are: a fact is large, and folds sort.
func Pointers[T any](values []T) []*T {
	all := make([]*T, len(values))
	for i := range values {
		all[i] = &values[i]
	}
	return all
}

// byDevice returns the facts in an order that no clock decides, for what has to
// choose between two of them.
func byDevice(facts []*Fact) []*Fact {
	facts = slices.Clone(facts)
	slices.SortFunc(facts, func(a, b *Fact) int {
		if c := cmp.Compare(a.Device, b.Device); c != 0 {
			return c
		}
		return cmp.Compare(a.Seq, b.Seq)
	})
	return facts
}

// corrected settles corrections of corrections: one that nothing undecided
// attacks stands, what a standing one attacks falls, and so on until nothing
// moves. The outcome is the same in whatever order facts are looked at.
func corrected(facts []*Fact) (standing []*Fact, findings []Finding) {
	const (
		undecided = iota
		stands
		falls
	)
	type target struct {
		id  FactID
		org OrgID
	}
	corrections := map[target][]int{}
	for j, f := range facts {
		if f.Kind == Corrected {
			corrections[target{f.Corrects, f.Org}] = append(corrections[target{f.Corrects, f.Org}], j)
		}
	}
	attackers := make([][]int, len(facts))
	for i := range facts {
		attackers[i] = corrections[target{facts[i].ID, facts[i].Org}]
	}
	state := make([]int, len(facts))
	for moved := true; moved; {
		moved = false
		for i := range facts {
			if state[i] != undecided {
				continue
			}
			open := false
			for _, j := range attackers[i] {
				if state[j] == stands {
					state[i], moved = falls, true
					break
				}
				open = open || state[j] == undecided
			}
			if state[i] == undecided && !open {
				state[i], moved = stands, true
			}
		}
	}
	for i, f := range facts {
		switch {
		case state[i] == undecided && f.Kind == Corrected:
			findings = append(findings, finding(f.ID, "corrections that correct each other: none of them counts"))
		case state[i] != falls && f.Kind != Corrected:
			standing = append(standing, f)
		}
	}
	return standing, findings
}

// refs holds the paper numbers that were counted: the same paper recorded on
// two devices is one receipt.
type refs map[refKey]*Fact

type refKey struct {
	kind FactKind
	ref  string
}

func (r refs) seen(f *Fact, findings *[]Finding) bool {
	if f.Ref == "" {
		return false
	}
	k := refKey{f.Kind, f.Ref}
	first, again := r[k]
	if !again {
		r[k] = f
		return false
	}
	text := "recorded twice with the same paper number %s; counted once"
	if !sameLines(first.Lines, f.Lines) {
		text = "recorded twice with the same paper number %s and different amounts; that of the first of the two counts until one is corrected"
	}
	*findings = append(*findings, Finding{Text: finding("", text, f.Ref).Text, Facts: []FactID{first.ID, f.ID}})
	return true
}

func sameLines(a, b []FactLine) bool {
	return slices.EqualFunc(a, b, func(x, y FactLine) bool {
		return x.Consignment == y.Consignment && x.Line == y.Line && x.Amount == y.Amount &&
			x.Missing == y.Missing && x.Damaged == y.Damaged
	})
}

// manifest is which handling unit holds which, and which came in already.
type manifest struct {
	inside   map[string][]HandlingUnit
	received map[string]bool
}

// newManifest reads it from facts in the order of their devices.
func newManifest(facts []*Fact) *manifest {
	m := &manifest{inside: map[string][]HandlingUnit{}, received: map[string]bool{}}
	known := map[string]bool{}
	for _, f := range facts {
		if f.Kind != Loaded {
			continue
		}
		for _, l := range f.Lines {
			for _, u := range l.Units {
				if u.In != "" && !known[u.ID] {
					m.inside[u.In] = append(m.inside[u.In], u)
				}
				known[u.ID] = true
			}
		}
	}
	return m
}

// amount is what a line of a fact counts for. A receipt that names handling
// units counts each unit once, however many people scanned it, alone or in the
// pallet that holds it.
func (m *manifest) amount(f *Fact, l FactLine, findings *[]Finding) int64 {
	if f.Kind != Received || len(l.Units) == 0 {
		return l.Amount
	}
	var sum int64
	for _, u := range l.Units {
		sum = addUp(sum, m.receive(f.ID, u, findings, 0))
	}
	return sum
}

// deepest is how far handling units may nest. A sack in a carton on a pallet
// in a container is four.
const deepest = 8

func (m *manifest) receive(id FactID, u HandlingUnit, findings *[]Finding, depth int) int64 {
	if m.received[u.ID] || depth > deepest {
		*findings = append(*findings, finding(id, "handling unit %s was scanned twice; counted once", u.ID))
		return 0
	}
	m.received[u.ID] = true
	inside := m.inside[u.ID]
	if len(inside) == 0 {
		return u.Amount
	}
	var sum int64
	for _, in := range inside {
		if !m.received[in.ID] {
			sum = addUp(sum, m.receive(id, in, findings, depth+1))
		}
	}
	return sum
}

// addUp adds amounts and stops at the largest number there is: a forged amount
// must not turn a total negative.
func addUp(a, b int64) int64 {
	if b > 0 && a > math.MaxInt64/4-b {
		return math.MaxInt64 / 4
	}
	return a + b
}
