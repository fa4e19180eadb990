package reading

import (
	"slices"
	"strings"
)

// englishSides returns who the sentence that tells of an engagement says took
// part: all who are named in its clause but for those whom it only quotes or who
// belong to what somebody else is; offices and bodies that are its subject or
// object; and whoever it says was there, too.
func (d *doc) englishSides(t telling) []side {
	s := d.sentences[t.sentence]
	end := d.purpose(t, s.last)
	begin := s.first
	for k := s.first; k < t.from; k++ { // "an official said that the governor met …"
		if f := d.f(k); (f == "said" || f == "says" || f == "told" && d.audience(k+1)) && d.someoneIn(k, t.from) && !(d.f(k+1) == "he" || d.f(k+1) == "she") {
			begin = k
		}
	}
	var all []side
	has := func(q *person) bool {
		return slices.ContainsFunc(all, func(x side) bool { return x.person == q })
	}
	for i := range d.people {
		p := &d.people[i]
		at := p.begins()
		if p.sentence != t.sentence || at < begin || at >= end || d.speaksFor(p) || d.onlyTells(p, t) {
			continue
		}
		if p.name != "" {
			if strings.Contains(p.name, " ") && !d.belongs(p) || d.titledAlone(p) && !d.belongs(p) {
				all = append(all, d.named(p))
			}
			continue
		}
		if !d.takesPart(at, t, s) || d.w(p.ends()-1).ending == "s" && !(meetNouns[d.f(p.ends())] || callNouns[d.f(p.ends())]) { // the Minister's House
			continue
		}
		if q := d.link(p, t); q != nil {
			if !has(q) {
				all = append(all, d.named(q))
			}
			continue
		}
		if d.nameUnread(p, s) {
			continue
		}
		all = append(all, d.officeSide(p))
	}
	for _, b := range d.bodies {
		if b.from < begin || b.to > end || d.coveredBy(all, b.from) || !d.bodyTakesPart(b, t, s) {
			continue
		}
		x := d.bodySide(b.from, b.to, b.name)
		if last := d.f(b.to - 1); b.to <= t.from && meetVerbs[d.f(t.from)] && (last == "committee" || last == "council" || last == "group" || last == "board" || last == "assembly" || last == "cluster" || last == "team") {
			x.plural = true // those who came are its members
		}
		all = append(all, x)
	}
	all = append(all, d.groups(begin, end, t, all)...)
	if f := d.f(s.first); len(all) < 2 || f == "he" || f == "she" { // "He met there with …": who is meant stands in the sentence before
		if q := d.pronoun(t, s); q != nil && !has(q) {
			all = append([]side{d.named(q)}, all...)
		}
	}
	if len(all) == 0 && d.together(s) { // "They also discussed …"
		for i := range d.people {
			if p := &d.people[i]; p.name != "" && p.sentence == t.sentence-1 && !d.speaksFor(p) && strings.Contains(p.name, " ") {
				all = append(all, d.named(p))
			}
		}
	}
	for k := begin; k < end; k++ { // somebody who was named before
		q := d.called(k)
		if q == nil || has(q) || d.speaksFor(q) || d.f(k+1) == "said" || d.w(k).ending != "" {
			continue
		}
		if before := d.f(d.calledFrom(k, q) - 1); k < t.from || isOneOf(before, "with", "and", "met", ".", "by") || honorifics[before] {
			all = append(all, d.named(q))
		}
	}
	for k := end; k < s.last; k++ { // behind what it was for
		for _, m := range d.cueAt(k, s, true) {
			all = d.join(all, m)
		}
	}
	for k := t.to; k < end; k++ {
		if d.f(k) == "together" && d.f(k+1) == "with" || d.f(k) == "with" || d.f(k) == "presence" && d.f(k+1) == "of" || d.f(k) == "by" && (leads[d.f(k-1)] || d.f(k-1) == "joined" || d.f(k-1) == "accompanied") {
			for _, m := range d.row(k+1+count01(d.f(k) != "with" && d.f(k) != "by"), s.last) {
				all = d.join(all, m)
			}
		}
	}
	for k := t.to; k < s.last; k++ { // "those who sat with him: X and Y"
		if d.f(k) == ":" {
			for _, m := range d.row(k+1, s.last) {
				all = d.join(all, m)
			}
		}
	}
	for i, x := range all { // a body's delegation led by somebody, who is of that body
		if k := d.wordAt(x.Words.To); x.person == nil && x.Name == "" && (d.has(k, "led", "by") || d.has(k, "headed", "by")) {
			for j := range all {
				if p := all[j].person; p != nil && p.begins() >= k+2 && p.begins() <= k+6 {
					if all[j].Body == "" {
						all[j].Body = x.Body
					}
					all[i].plural, all[i].Role, all[i].Body = true, "", ""
				}
			}
		}
	}
	all = slices.DeleteFunc(all, func(x side) bool { return x.Name == "" && x.Role == "" && x.Body == "" })
	all = d.toldNext(all, t)
	slices.SortStableFunc(all, func(a, b side) int { return a.Words.From - b.Words.From })
	if !slices.ContainsFunc(all, func(x side) bool { return x.Name != "" || x.Body != "" || len(all) > 1 }) {
		return nil
	}
	return all
}

// together reports whether a sentence begins with those of the one before, of
// whom two are named there.
func (d *doc) together(s sentence) bool {
	f := d.f(s.first)
	if f != "they" && f != "both" && !(f == "the" && (d.f(s.first+1) == "two" || d.f(s.first+1) == "pair")) {
		return false
	}
	n, before := 0, d.sentenceOf(s.from)-1
	for i := range d.people {
		if p := &d.people[i]; p.name != "" && p.sentence == before {
			n++
		}
	}
	return n > 1
}

func count01(b bool) int {
	if b {
		return 1
	}
	return 0
}

// join adds somebody who is mentioned, unless they are there.
func (d *doc) join(all []side, m mention) []side {
	var x side
	switch {
	case m.person != nil && m.person.name != "":
		if d.speaksFor(m.person) || !strings.Contains(m.person.name, " ") && !d.titledAlone(m.person) {
			return all
		}
		x = d.named(m.person)
	case m.person != nil:
		for _, y := range all {
			if y.person != nil && y.person.role != "" && sameOffice(m.person.role, y.person.role) {
				return all
			}
		}
		if q := d.holderOf(m.person); q != nil {
			x = d.named(q)
			break
		}
		if by := d.f(m.from - 1); d.w(m.to-1).ending == "s" || by == "his" || by == "her" || by == "their" { // his deputy
			return all
		}
		x = d.officeSide(m.person)
	default:
		if d.w(m.to-1).ending == "s" {
			return all
		}
		x = d.bodySide(m.body.from, m.body.to, m.body.name)
	}
	for _, y := range all {
		if x.person != nil && x.person == y.person || x.Name != "" && y.Name != "" && sameName(x.Name, y.Name) || x.Name == "" && (x.Words.From >= y.Words.From && x.Words.To <= y.Words.To+2 || x.Role == y.Role && x.Body != "" && d.sameBody(x.Body, y.Body)) {
			return all
		}
	}
	if x.Name == "" && x.Role == "" && slices.ContainsFunc(all, func(y side) bool { return y.Body != "" && d.sameBody(x.Body, y.Body) }) {
		return all
	}
	return append(all, x)
}

// holderOf returns who is named elsewhere with an office that stands alone.
func (d *doc) holderOf(p *person) *person {
	for i := range d.people {
		q := &d.people[i]
		if q.name != "" && q.role != "" && sameOffice(p.role, q.role) && (p.body == "" || q.body == "" || d.sameBody(p.body, q.body)) {
			return q
		}
	}
	return nil
}

func (d *doc) officeSide(p *person) side {
	x := side{Participant: Participant{Role: p.role, Body: p.body, Words: d.span(p.begins(), p.ends()), By: ByRules}, level: p.level, person: p}
	head := p.roleTo - 1
	for k := p.roleFrom; k < p.roleTo; k++ {
		if d.f(k) == "of" || d.f(k) == "for" || d.f(k) == "from" {
			head = k - 1
			break
		}
	}
	x.plural = strings.HasSuffix(d.f(head), "s") && d.f(head) != "affairs"
	return x
}

// titledAlone reports whether a name of one word has a title or an office:
// "Colonel Saleh", "Governor Mutasim".
func (d *doc) titledAlone(p *person) bool {
	return !strings.Contains(p.name, " ") && (p.roleTo > p.roleFrom || honorifics[d.f(p.from-1)] || d.f(p.from-1) == "." && honorifics[d.f(p.from-2)])
}

// nameUnread reports whether behind an office somebody is named in a way that
// was not understood.
func (d *doc) nameUnread(p *person, s sentence) bool {
	n := p.ends()
	for n < s.last && n < p.ends()+7 && !d.w(n).mark && !acts[d.f(n)] && !d.leavesOffice(n) {
		n++
	}
	if d.f(n) == "(" {
		for n < s.last && d.f(n) != ")" {
			n++
		}
		n++
	}
	if d.f(n) != "," {
		return false
	}
	n++
	for honorifics[d.f(n)] || d.f(n) == "." || d.f(n) == "(" || d.f(n) == ")" || d.f(n) == "ret" {
		n++
	}
	return d.nameFrom(n, false) > 0
}

// leavesOffice reports whether a word begins something that is not of an office.
func (d *doc) leavesOffice(k int) bool {
	return d.f(k) == "and" || d.f(k) == "with" || unrealWords[d.f(k)] || d.dayAt(k)
}

// onlyTells reports whether somebody is the source of a sentence and no side of
// what it tells: "…, said X", "according to X".
func (d *doc) onlyTells(p *person, t telling) bool {
	at := p.begins()
	for at > 0 && (d.f(at-1) == "the" || d.f(at-1) == "a" || d.f(at-1) == "an" || honorifics[d.f(at-1)] || d.f(at-1) == ".") {
		at--
	}
	before := d.f(at - 1)
	behind := d.f(p.ends())
	if behind == "," {
		for k := p.ends() + 1; k < p.ends()+14; k++ {
			if d.f(k) == "," {
				behind = d.f(k + 1)
				break
			}
		}
	}
	if before == "to" && d.f(at-2) == "according" {
		return true
	}
	if at <= t.to {
		return false
	}
	return before == "said" || before == "says" || (behind == "said" || behind == "says" || behind == "told") && d.w(at-1).mark
}

// belongs reports whether somebody is named only to say whose somebody or
// something else is: an adviser to X, X's office, on behalf of X.
func (d *doc) belongs(p *person) bool {
	if d.w(p.to-1).ending == "s" {
		next := d.f(p.to)
		return !meetNouns[next] && !callNouns[next] && next != "visit" && next != "delegation"
	}
	at := p.begins()
	for at > 0 && (d.f(at-1) == "the" || honorifics[d.f(at-1)] || d.f(at-1) == ".") {
		at--
	}
	switch d.f(at - 1) {
	case "to":
		return dictHas(d, at-2) || d.f(at-2) == "thanks" || d.f(at-2) == "belonging"
	case "of":
		switch f := d.f(at - 2); {
		case memberWord(f), strings.HasSuffix(f, "ship"), f == "presence", f == "chairmanship", f == "leadership", f == "consisting", f == "comprised", f == "meeting", f == "team":
			return false
		}
		return true
	case "than", "like", "against", "about", "under":
		return true
	}
	return false
}
