package reading

import (
	"slices"
	"strings"

	"passage"
)

var (
	letterOpens  = set("dear excellency sir madam")
	letterCloses = set("sincerely respectfully faithfully regards respect truly consideration cordially signed obediently gratefully")
	letterAll    = set("all colleagues friends partners team everyone")
)

// signed adds who signed a letter that is told of and whom it is addressed to,
// where that stands in the sentences next to it.
func (d *doc) signed(all []side, chief int) []side {
	for si := max(0, chief-1); si < min(chief+3, len(d.sentences)); si++ {
		s := d.sentences[si]
		for k := s.first; k < s.last; k++ {
			f := d.f(k)
			from := 0
			switch {
			case f == "by" && (d.f(k-1) == "signed" || d.f(k-1) == "written" || d.f(k-1) == "sent" || d.f(k-1) == "authored" || d.f(k-1) == "signatures" || d.f(k-1) == "letter"):
				from = k + 1
			case f == "to" && (d.f(k-1) == "appeal" || d.f(k-1) == "petition" || d.f(k-1) == "message" || d.f(k-1) == "addressed" || d.f(k-1) == "letter" || d.f(k-1) == "sent" || d.f(k-1) == "wrote" || d.f(k-1) == "copied" || d.f(k-1) == "directed"):
				from = k + 1
			case f == "from" && d.f(k-1) == "letter":
				from = k + 1
			}
			if from == 0 {
				continue
			}
			for _, m := range d.row(from, s.last) {
				all = d.join(all, m)
			}
		}
	}
	named := func(x side) bool { return x.Name != "" }
	for i := range d.people { // "X wrote", who signed it
		p := &d.people[i]
		if n := p.ends(); p.name != "" && strings.Contains(p.name, " ") && d.f(n) == "wrote" || d.f(n) == "writes" && p.name != "" && strings.Contains(p.name, " ") {
			if !slices.ContainsFunc(all, func(x side) bool { return x.Name != "" && sameName(x.Name, p.name) }) {
				all = append(all, d.named(p))
			}
		}
	}
	if slices.ContainsFunc(all, named) {
		for i := range all { // the president has written; the letter is signed by X
			x := all[i]
			if x.Name != "" || x.Role == "" || x.plural || x.person == nil || i > 0 {
				continue
			}
			for j := range all {
				if y := all[j]; y.Name != "" && y.Role == "" && y.Body == "" && y.person != nil {
					d.complete(y.person, x.person)
					all[j] = d.named(y.person)
					return slices.Delete(all, i, i+1)
				}
			}
		}
	}
	return all
}

// letterText reads a text that is itself a letter: it greets somebody, and
// somebody's name stands below it.
func (d *doc) letterText() (*Engagement, []side) {
	if d.lang != English {
		return nil, nil
	}
	greets := -1
	for i, s := range d.sentences {
		if i > 12 {
			break
		}
		if (letterOpens[d.f(s.first)] || d.f(s.first) == "your" && letterOpens[d.f(s.first+1)]) && s.last-s.first < 14 && !letterAll[d.f(s.first+1)] && d.w(s.first).upper {
			greets = i
			break
		}
	}
	if greets < 0 {
		return nil, nil
	}
	by, ok := d.signature(greets)
	if !ok {
		return nil, nil
	}
	g := d.sentences[greets]
	e := &Engagement{Form: &Value{string(passage.Letter), d.span(g.first, g.first+1), ByRules}}
	if d.on.day != 0 && d.on.to > 0 {
		e.Date = &Day{d.on.day, d.span(d.on.from, d.on.to), ByRules}
	}
	all := []side{by}
	for i := 0; i < greets; i++ { // whom it is addressed to stands above it
		s := d.sentences[i]
		k := s.first
		if f := d.f(k); f != "to" && f != "attention" && f != "attn" && f != "cc" && f != "copy" {
			continue
		}
		k++
		if d.f(k) == ":" {
			k++
		}
		last := s.last
		if i+1 < greets && d.f(s.last-1) != "." { // an office on a line of its own
			last = d.sentences[i+1].last
		}
		for _, m := range d.row(k, last) {
			if p := m.person; p != nil && p.name == "" && p.body == "" && d.f(m.to) == "," { // the commissioner, what he is of
				for _, b := range d.bodies {
					if b.from == m.to+1 || d.f(m.to+1) == "the" && b.from == m.to+2 {
						p.body = b.name
					}
				}
			}
			if m.person == nil && slices.ContainsFunc(all, func(x side) bool { return x.Role != "" && x.Body == m.body.name }) {
				continue
			}
			all = d.join(all, m)
		}
	}
	all = d.greeted(all, g)
	if len(all) == 1 {
		for i := range d.people {
			p := &d.people[i]
			if p.name != "" && p.sentence <= greets && strings.Contains(p.name, " ") && !sameName(p.name, by.Name) {
				all = append(all, d.named(p))
				break
			}
		}
	}
	return e, all
}

// greeted names who is addressed by office alone, if the greeting does: Dear
// Minister X.
func (d *doc) greeted(all []side, g sentence) []side {
	n := g.last
	for n > g.first && d.w(n-1).mark {
		n--
	}
	if n-g.first < 3 || !d.nameWord(n-1) || !dictHas(d, n-2) && !honorifics[d.f(n-2)] && d.f(n-2) != "." {
		return all
	}
	name := d.span(n-1, n)
	for i := range d.people {
		p := &d.people[i]
		if p.name != "" && strings.HasSuffix(fold(p.name), fold(name.Text)) {
			return all
		}
	}
	for i := range d.people {
		if p := &d.people[i]; p.name == "" && p.begins() < g.first && p.roleTo-p.roleFrom > 1 {
			x := d.officeSide(p)
			x.Name = name.Text
			return append(all, x)
		}
	}
	return all
}

// nameLine returns the sentence below a letter that is nothing but somebody's name,
// 0 if there is none.
func (d *doc) nameLine(greets int) int {
	for i := len(d.sentences) - 1; i > greets+1 && i > len(d.sentences)-5; i-- {
		s := d.sentences[i]
		k := d.pastTitles(s.first)
		n := d.nameFrom(k, false)
		if n == s.last || n > 0 && d.f(n) == "," && n < s.last {
			return i
		}
	}
	return 0
}

// signature reads who stands below a letter: a name on a line, with the office
// and the body on the next ones.
func (d *doc) signature(greets int) (side, bool) {
	closing := -1
	for i := len(d.sentences) - 1; i > greets && i > len(d.sentences)-7; i-- {
		s := d.sentences[i]
		for k := s.first; k < s.last && s.last-s.first < 8; k++ {
			if letterCloses[d.f(k)] || k == s.first && (d.f(k) == "for" || d.f(k) == "on" && d.f(k+1) == "behalf") && d.f(s.last-1) == "," {
				closing = i
			}
		}
	}
	if closing < 0 {
		closing = d.nameLine(greets) - 1
	}
	if closing < 0 || closing+1 >= len(d.sentences) {
		return side{}, false
	}
	s := d.sentences[closing+1]
	k := s.first
	for honorifics[d.f(k)] || d.f(k) == "." || d.f(k) == "(" {
		k++
	}
	n := d.nameFrom(k, false)
	if n == 0 || n > s.last {
		return side{}, false
	}
	p := &person{name: d.span(k, n).Text, from: k, to: n, sentence: closing + 1}
	for i := n; i < min(n+14, len(d.words)); i++ {
		if from, to := d.officeFrom(i); to > 0 && p.roleTo == 0 {
			p.roleFrom, p.roleTo = from, to
			d.splitOffice(p)
			i = to - 1
			continue
		}
		for _, b := range d.bodies {
			if b.from == i && p.body == "" && d.sentenceOf(d.w(i).from) > greets && i < n+8 {
				p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
			}
		}
	}
	if p.body == "" || p.bodyFrom == 0 { // the body whose paper it is
		for _, b := range d.bodies {
			if d.sentenceOf(d.w(b.from).from) < greets {
				p.body = b.name
				break
			}
		}
	}
	if p.roleTo > 0 {
		p.level = d.levelOf(p.roleFrom, p.roleTo, p.body)
	}
	return side{Participant: Participant{Name: p.name, Role: p.role, Body: p.body, Words: d.span(k, n), By: ByRules}, level: p.level, person: p}, true
}

// letterAt reports whether a letter has an addressee, a sender or a day.
func (d *doc) letterAt(k int, s sentence) bool {
	for i := k + 1; i < min(k+22, s.last); i++ {
		switch f := d.f(i); f {
		case "to":
			if i < k+14 && d.mentionIn(i+1, min(i+10, s.last)) || i == k+1 {
				return true
			}
		case "addressed", "dated", "signed", "sent":
			return d.f(i) == "signed" || d.mentionIn(max(s.first, k-24), min(i+14, s.last)) || d.nearSides(s)
		case "from", "by":
			if d.mentionIn(i+1, min(i+8, s.last)) {
				return true
			}
		}
	}
	if d.near(max(s.first, k-4), k, "replied", "answered", "responded") && d.sidesIn(s) > 1 {
		return true
	}
	if d.f(k-1) == "the" && d.near(s.first, k, "signed") {
		return true
	}
	for i := max(s.first, k-7); i < k; i++ {
		switch d.f(i) {
		case "sent", "signed", "dated", "addressed", "handed", "delivered", "dispatched", "wrote", "written", "submitted", "received":
			return d.mentionIn(s.first, s.last)
		}
	}
	return false
}
