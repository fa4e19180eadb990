package reading

import "slices"

// Merge adds to what the rules propose what a model does: where the rules left
// a field empty, and in lists what is not about words that are there already.
// What the rules propose stands.
func Merge(rules, model Proposal) Proposal {
	p := rules
	if p.Reported == nil {
		p.Reported = model.Reported
	}
	switch {
	case model.Engagement == nil:
	case p.Engagement == nil:
		e := *model.Engagement
		p.Engagement = &e
	default:
		e, m := *p.Engagement, model.Engagement
		e.Form = either(e.Form, m.Form)
		e.Date = either(e.Date, m.Date)
		e.Place = either(e.Place, m.Place)
		e.Level = either(e.Level, m.Level)
		e.Participants = add(e.Participants, m.Participants, func(a, b Participant) bool {
			return a.Name != "" && b.Name != "" && sameName(a.Name, b.Name) || (a.Name == "" || b.Name == "") && a.Words.over(b.Words)
		})
		said := func(a, b Said) bool { return a.Words.over(b.Words) }
		e.Statements = add(e.Statements, m.Statements, said)
		e.Asks = add(e.Asks, m.Asks, said)
		e.Commitments = add(e.Commitments, m.Commitments, said)
		p.Engagement = &e
	}
	p.Topics = add(p.Topics, model.Topics, func(a, b Value) bool { return a.Value == b.Value })
	p.Figures = add(p.Figures, model.Figures, func(a, b Figure) bool { return a.Words.over(b.Words) })
	p.Doors = add(p.Doors, model.Doors, func(a, b Door) bool { return fold(a.Name) == fold(b.Name) || a.Words.over(b.Words) })
	p.Impediments = add(p.Impediments, model.Impediments, func(a, b Impediment) bool { return a.Words.over(b.Words) })
	p.fill()
	return p
}

// over reports whether two stretches of the text share a byte.
func (w Words) over(v Words) bool { return w.From < v.To && v.From < w.To }

func either[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

func add[T any](have, more []T, same func(a, b T) bool) []T {
	have = slices.Clip(have)
	for _, x := range more {
		if !slices.ContainsFunc(have, func(y T) bool { return same(y, x) }) {
			have = append(have, x)
		}
	}
	return have
}
