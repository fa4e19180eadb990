package desk

import (
	"strings"

	"passage"
)

// names holds names that come often, each once: of a thousand facts that are kept
// nearly all come from the same few organisations, devices and places.
type names map[string]string

// mostNames is how many are held before it begins anew, and mostLetters how long
// what is held may be.
const (
	mostNames   = 20_000
	mostLetters = 64
)

func (n names) of(s string) string {
	if known, ok := n[s]; ok {
		return known
	}
	if len(s) > mostLetters {
		return s
	}
	if len(n) >= mostNames {
		clear(n)
	}
	s = strings.Clone(s)
	n[s] = s
	return s
}

// one has a text be the one that is held.
func one[S ~string](n names, texts ...*S) {
	for _, t := range texts {
		if *t != "" {
			*t = S(n.of(string(*t)))
		}
	}
}

// fact has a fact that will be kept share its names with others.
func (n names) fact(f *passage.Fact) {
	one(n, &f.Device)
	one(n, &f.Org, &f.Owner, &f.Donor)
	one(n, &f.Kind)
	one(n, &f.Place, &f.From, &f.To)
	one(n, &f.Actor, &f.Source, &f.Reason, &f.Detail, &f.Party, &f.Note)
	one(n, &f.Reliability)
	one(n, &f.Obstacle)
	one(n, &f.Status)
	for i := range f.Lines {
		l := &f.Lines[i]
		one(n, &l.Consignment)
		one(n, &l.Commodity)
		one(n, &l.Unit)
		one(n, &l.Reason)
	}
	if c := f.Count; c != nil {
		one(n, &c.By, &c.What, &c.How)
	}
	if d := f.Door; d != nil {
		one(n, &d.Status)
		one(n, &d.Hours)
	}
	if w := f.Notice; w != nil {
		n.list(w.To)
		for i := range w.Route {
			one(n, &w.Route[i])
		}
		one(n, &w.What)
		one(n, &w.Load, &w.Marking)
	}
	if c := f.Clearance; c != nil {
		one(n, &c.Of)
		one(n, &c.Commodity)
		one(n, &c.Item, &c.Spec, &c.Unit, &c.To, &c.Channel)
	}
	if m := f.Minutes; m != nil {
		n.minutes(m)
	}
}

func (n names) minutes(m *passage.Minutes) {
	one(n, &m.Form)
	one(n, &m.Level)
	one(n, &m.Reach)
	one(n, &m.Where, &m.Subject)
	n.list(m.Topics)
	for i := range m.Participants {
		p := &m.Participants[i]
		one(n, &p.Name, &p.Role, &p.Body)
	}
	for i := range m.Statements {
		s := &m.Statements[i]
		one(n, &s.By)
		one(n, &s.About)
		one(n, &s.Stand)
	}
	for i := range m.Asks {
		a := &m.Asks[i]
		one(n, &a.Ask)
		one(n, &a.Door)
		one(n, &a.Answer)
		one(n, &a.By, &a.Of, &a.What, &a.Currency, &a.Words)
	}
	for i := range m.Commitments {
		c := &m.Commitments[i]
		one(n, &c.Ask)
		one(n, &c.Door)
		one(n, &c.Commodity)
		one(n, &c.By, &c.What, &c.Currency, &c.Conditions, &c.RedLines)
	}
}

func (n names) list(texts []string) {
	for i := range texts {
		one(n, &texts[i])
	}
}
