package reading

import (
	"slices"
	"strings"

	"passage"
)

// contact is two sides that a sentence connects, without any of the words that
// tell of a meeting, a call or a letter by themselves.
type contact struct {
	telling
	sides []mention
	score int
}

// leastScore is what evidence it takes to propose an engagement.
const leastScore = 6

// contacted finds the engagement of a text that has no words for one: people of
// different bodies of whom one clause says that one did something to, with or in
// front of the other. Of several the one with the most evidence counts.
func (d *doc) contacted() (*Engagement, []side) {
	var best *contact
	for si := range d.sentences {
		c := d.contactIn(si)
		if c == nil {
			continue
		}
		s := d.sentences[si]
		if len(d.daysIn(s.first, s.last)) > 0 {
			c.score++
		}
		c.score -= min(si, 12) / 4
		if best == nil || c.score > best.score {
			best = c
		}
	}
	if best == nil || best.score < leastScore {
		return nil, nil
	}
	var all []side
	for _, m := range best.sides {
		if m.body != nil && d.lang == English && (d.has(m.to, "led", "by") || d.has(m.to, "headed", "by")) { // who leads its delegation is named
			continue
		}
		all = d.join(all, m)
	}
	if s := d.sentences[best.sentence]; d.lang == English {
		all = append(all, d.groups(best.to, s.last, best.telling, all)...)
	}
	if best.form == passage.Meeting && d.writtenNext(best.sentence) {
		best.form = passage.Letter
	}
	e := &Engagement{Form: &Value{string(best.form), d.span(best.from, best.to), ByRules}}
	e.Date = d.dateOf(best.telling)
	if best.form == passage.Meeting {
		e.Place = d.placeOf(best.telling)
	}
	return e, all
}

// writtenNext reports whether the next sentence says that what one asked of the
// other stood in a letter.
func (d *doc) writtenNext(si int) bool {
	if si+1 >= len(d.sentences) {
		return false
	}
	s := d.sentences[si+1]
	return isOneOf(d.f(s.first), "the", "his", "her", "their") && isOneOf(d.f(s.first+1), "request", "letter", "appeal", "message", "demand") && d.near(s.first, s.last, "letter")
}

// contactIn returns what connects two in a sentence, nil if nothing does.
func (d *doc) contactIn(si int) *contact {
	if d.asks(d.sentences[si]) {
		return nil
	}
	find := map[Language]func(int) *contact{English: d.englishContact, Arabic: d.arabicContact, Turkish: d.turkishContact}[d.lang]
	c := find(si)
	if c == nil {
		return nil
	}
	t := c.telling
	if d.lang == Arabic { // which has no word for what connects two
		t.from = c.sides[0].from
	}
	if d.unmet(t, true) {
		return nil
	}
	return c
}

// partiesIn returns who is mentioned in a sentence, in the order of the text.
func (d *doc) partiesIn(s sentence) []mention {
	var all []mention
	for k := s.first; k < s.last; k++ {
		m := mention{}
		if i, ok := d.peopleAt().begins[k]; ok {
			m = mention{k, d.people[i].ends(), &d.people[i], nil}
		} else if i, ok := d.bodiesAt().begins[k]; ok && !d.inPerson(k) {
			m = mention{k, d.bodies[i].to, nil, &d.bodies[i]}
		} else if q := d.called(k); q != nil {
			m = mention{d.calledFrom(k, q), k + 1, q, nil}
		}
		if m.to > k && m.to <= s.last {
			all = append(all, m)
			k = m.to - 1
		}
	}
	return all
}

// standing weighs a side: 3 somebody named with an office or a body, 2 an office,
// 1 a body or a name alone, 0 nobody who could be one.
func (d *doc) standing(m mention) int {
	p := m.person
	switch {
	case p == nil && d.lang == Turkish && (strings.HasPrefix(d.f(m.to), "heyet") || strings.HasPrefix(d.f(m.to), "temsilcileri") || strings.HasPrefix(d.f(m.to), "yetkilileri")):
		return 3
	case p == nil:
		return 1
	case d.speaksFor(p) || p.body == "" && privateRole(p.role):
		return 0
	case p.name == "":
		if p.body != "" || p.level != "" || p.roleTo-p.roleFrom > 1 {
			return 2
		}
		return 0
	case p.role != "" || p.body != "" || d.titledAlone(p) || d.titled(p) || d.ofPlural(p) || d.whoRuns(p):
		return 3
	}
	return 1
}

// privates are those who are asked in the street, and speak for nobody else.
var privates = set("trader driver farmer shopkeeper teacher nurse resident vendor fisherman merchant student mother father herder baker witness survivor patient widow carpenter mechanic tailor boatman porter worker")

func privateRole(role string) bool {
	f := strings.Fields(fold(role))
	return len(f) > 0 && privates[f[len(f)-1]]
}

// whoRuns reports whether behind a name it says what somebody is in charge of.
func (d *doc) whoRuns(p *person) bool {
	if d.has(p.to, ",", "whose") && bodyNoun(d.f(p.to+2)) {
		return true
	}
	return d.counterpart(p.from) ||
		d.f(p.to) == "," && d.f(p.to+1) == "who" && (isOneOf(d.f(p.to+2), "spoke", "speaks", "acted") && d.f(p.to+3) == "for" || isOneOf(d.f(p.to+2), "heads", "runs", "leads", "chairs", "directs", "manages", "represents", "commands", "oversees", "coordinates", "headed", "led", "governs", "administers", "supervises", "handles", "answers", "serves"))
}

// counterpart reports whether a name at word k is that of somebody's counterpart.
func (d *doc) counterpart(k int) bool {
	if d.f(k-1) == "," {
		k--
	}
	return isOneOf(d.f(k-1), "counterpart", "colleague") || d.f(k-1) == "number" && d.f(k-2) == "opposite"
}

// titled reports whether a title stands before a name.
func (d *doc) titled(p *person) bool {
	return honorifics[d.f(p.from-1)] || d.f(p.from-1) == "." && honorifics[d.f(p.from-2)]
}

// ofPlural reports whether an office in the plural stands before a name, or
// before the row that it is of: negotiators X and Y, the ambassadors of A and B, X and Y.
func (d *doc) ofPlural(p *person) bool {
	k := p.from
	for i := range d.people {
		if q := &d.people[i]; q.name != "" && q.sentence == p.sentence && q.to < k && d.onlyJoins(d.behindAside(q.to, k), k) {
			k = q.from
		}
	}
	for n := 0; n < 6 && k > 0; n++ {
		if k--; d.isRolePlural(k) {
			return true
		}
		if d.f(k) == "." || d.f(k) == ";" {
			break
		}
	}
	return false
}

// apart reports whether two sides are of different bodies, as far as is told.
func (d *doc) apart(a, b mention) bool {
	body := func(m mention) string {
		if m.person != nil {
			return m.person.body
		}
		return m.body.name
	}
	if a.person != nil && a.person == b.person {
		return false
	}
	if p := b.person; p != nil && a.body != nil && d.has(p.to, ",", "who") && d.f(p.to+3) == "its" { // the Union; X, who heads its delegation
		return false
	}
	x, y := body(a), body(b)
	return x == "" || y == "" || !d.sameBody(x, y)
}

// wholeRow adds those who are enumerated with a side that took part.
func (d *doc) wholeRow(sides []mention, parties []mention) []mention {
	for i := range parties {
		for j := range parties {
			a, b := parties[min(i, j)], parties[max(i, j)]
			if i == j || !slices.Contains(sides, parties[i]) || slices.Contains(sides, parties[j]) || d.standing(parties[j]) < 3 || !d.onlyJoins(a.to, b.from) {
				continue
			}
			sides = append(sides, parties[j])
		}
	}
	return sides
}

// joiners are words that part those of a row and nothing else.
var joiners = set("and , the a an of his her its their our as well together with along alongside both mr ms mrs dr . h.e. و ، ve ile")

// onlyJoins reports whether words[from:to] hold nothing but what parts those
// of a row, and hold an "and" or the like.
func (d *doc) onlyJoins(from, to int) bool {
	joined := false
	for k := from; k < to; k++ {
		f := d.f(k)
		if !joiners[f] && !honorifics[f] && !arabicTitles[f] {
			return false
		}
		joined = joined || f == "and" || f == "with" || f == "alongside" || f == "ve" || f == "ile" || f == "و"
	}
	return joined && to > from
}

// ours adds who was there for the one that reports: "our head of base, X", and
// whoever speaks next where Turkish says that "we met" somebody.
func (d *doc) ours(all []side, e *Engagement) []side {
	form := passage.EngagementForm(e.Form.Value)
	if form != passage.Meeting && form != passage.Call {
		return all
	}
	chief := d.sentenceOf(e.Form.Words.From)
	named := namedOf(all) // before any of them joined
	for i := range d.people {
		p := &d.people[i]
		if p.name == "" || p.sentence < chief-1 || p.sentence > chief+2 {
			continue
		}
		we := d.f(d.wordAt(e.Form.Words.To - 1)) // görüştük
		switch {
		case d.lang == English && d.f(p.begins()-1) == "our",
			d.lang == Turkish && named == 1 && p.sentence == chief+1 && (strings.HasSuffix(we, "tük") || strings.HasSuffix(we, "tuk") || strings.HasSuffix(we, "dik") || strings.HasSuffix(we, "tik")):
			all = d.join(all, mention{p.begins(), p.ends(), p, nil})
		}
	}
	return all
}

// otherSide adds to somebody who is alone so far who of another body is named and
// acts in the sentences around: nobody meets alone.
func (d *doc) otherSide(all []side, e *Engagement) []side {
	form := passage.EngagementForm(e.Form.Value)
	if len(all) != 1 || all[0].person == nil || all[0].Name == "" || form != passage.Meeting && form != passage.Call {
		return all
	}
	own := mention{person: all[0].person}
	chief := d.sentenceOf(e.Form.Words.From)
	for _, n := range []int{0, 1, -1, 2} {
		if i := chief + n; i >= 0 && i < len(d.sentences) {
			for _, m := range d.acting(i) {
				if d.apart(own, m) && m.person.name != all[0].Name {
					return d.join(all, m)
				}
			}
		}
	}
	return all
}
