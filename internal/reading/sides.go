package reading

import (
	"slices"
	"strings"

	"passage"
)

// sides returns who the sentence that tells of an engagement says took part:
// people by name, offices, and bodies where nobody is named.
func (d *doc) sides(t telling) []side {
	if d.lang == English {
		return d.englishSides(t)
	}
	s := d.sentences[t.sentence]
	end := d.purpose(t, s.last)
	begin := s.first
	var all []side
	for i := range d.people {
		p := &d.people[i]
		at := p.begins()
		if p.sentence != t.sentence || at < begin || at >= end || d.speaksFor(p) {
			continue
		}
		if p.name != "" {
			all = append(all, d.named(p))
			continue
		}
		if !d.takesPart(at, t, s) || d.w(p.ends()-1).ending == "s" { // the Minister's House
			continue
		}
		n := p.ends()
		for n < s.last && n < p.ends()+3 && !d.w(n).mark {
			n++
		}
		if d.f(n) == "," && d.nameFrom(n+1, false) > 0 && d.link(p, t) == nil {
			continue // somebody is named there, in a way that was not understood
		}
		if q := d.link(p, t); q != nil {
			if !slices.ContainsFunc(all, func(x side) bool { return x.person == q }) {
				all = append(all, d.named(q))
			}
			continue
		}
	}
	for _, b := range d.bodies {
		if b.from < begin || b.to > end || d.coveredBy(all, b.from) || !d.bodyTakesPart(b, t, s) {
			continue
		}
		all = append(all, d.bodySide(b.from, b.to, b.name))
	}
	if d.lang == Arabic {
		all = append(all, d.arabicGroups(begin, end)...)
	}
	for k := begin; k < min(end, s.first+12); k++ { // somebody who was named before
		if q := d.called(k); q != nil && !d.speaksFor(q) && !slices.ContainsFunc(all, func(x side) bool { return x.person == q }) {
			all = append(all, d.named(q))
		}
	}
	slices.SortStableFunc(all, func(a, b side) int { return a.Words.From - b.Words.From })
	if !slices.ContainsFunc(all, func(x side) bool { return x.Name != "" || x.Body != "" || len(all) > 1 }) {
		return nil
	}
	return all
}

// toldNext puts names for offices: where the next sentences say "X told Y" and
// nothing else of the two, they are those who met. Whose office is whose it does
// not say unless there is one of each.
func (d *doc) toldNext(all []side, t telling) []side {
	var offices []int
	for i, x := range all {
		if x.Name == "" && x.Role != "" && !x.plural && x.person != nil {
			offices = append(offices, i)
		}
	}
	var who []*person
	for i := range d.people {
		q := &d.people[i]
		if q.name == "" || q.role != "" || q.body != "" || q.sentence <= t.sentence || q.sentence > t.sentence+2 {
			continue
		}
		if d.f(q.to) == "told" || d.f(q.from-1) == "told" || d.f(q.from-3) == "told" && d.w(q.from-1).ending == "s" {
			who = append(who, q)
		}
	}
	if len(offices) == 0 || len(offices) != len(who) {
		return all
	}
	for n, i := range offices {
		q := who[n]
		if len(offices) == 1 {
			d.complete(q, all[i].person)
		}
		all[i] = d.named(q)
	}
	return all
}

func (d *doc) named(p *person) side {
	return side{Participant: Participant{Name: p.name, Role: p.role, Body: p.body, Words: d.cutAround(p), By: ByRules}, level: p.level, person: p}
}

func (d *doc) cutAround(p *person) Words { return d.span(p.begins(), p.ends()) }

func (d *doc) bodySide(from, to int, name string) side {
	x := side{Participant: Participant{Body: name, Words: d.span(from, to), By: ByRules}}
	if next := d.f(to); d.lang == English && (next == "agencies" || next == "organizations" || next == "bodies") {
		x.Words = d.span(from, to+1)
		x.Body = x.Words.Text
	}
	k := from - 1
	if d.lang == Arabic && d.f(k) == "عن" {
		x.Role, x.plural = strings.TrimPrefix(d.w(k-1).text, "و"), true
		x.Words = d.cut(d.w(k-1).from, x.Words.To)
	}
	if d.f(k) == "the" {
		k--
	}
	if d.f(k) == "and" || d.f(k) == "," {
		for _, b := range d.bodies {
			if b.to == k || d.f(k-1) == "," && d.f(k) == "and" && b.to == k-1 {
				if before := d.bodySide(b.from, b.to, b.name); before.Role != "" {
					x.Role, x.level = before.Role, before.level
				}
			}
		}
	}
	if d.f(k) == "of" || d.f(k) == "from" {
		switch f := d.f(k - 1); f {
		case "representatives", "officers", "officials", "members", "heads", "delegates":
			x.Role = d.w(k - 1).text
			x.Words = d.cut(d.w(k-1).from, x.Words.To)
			if f == "heads" {
				x.level = passage.Senior
			}
			if f == "officers" {
				x.level = passage.Technical
			}
			if f == "members" {
				x.Role = ""
			}
		}
	}
	return x
}

// whereOn are words behind "on the" of when or where, not of what about.
var whereOn = set("evening morning afternoon night sidelines margins fringes eve same phone telephone line border outskirts edge spot ground first second third fourth fifth following day weekend island ship occasion")

// purpose returns where a sentence goes on from who met to what for.
func (d *doc) purpose(t telling, last int) int {
	for k := t.to; k < last; k++ {
		f := d.f(k)
		switch d.lang {
		case English:
			if f == "that" && (meetNouns[d.f(k-1)] || callNouns[d.f(k-1)]) { // a meeting that he held with X
				continue
			}
			switch f {
			case "where", "about", "over", "regarding", "concerning", "ahead", "but", "while", "after", "because", "during", "that", "whose":
				return k
			case "to":
				w := d.w(min(k+1, len(d.words)-1))
				if !w.upper && w.fold != "the" && w.fold != "a" && w.fold != "both" && !officeLower[w.fold] && !officeWords[w.fold] && w.fold != "see" && w.fold != "meet" && w.fold != "talk" && w.fold != "join" && t.form != passage.Letter || w.fold == "discuss" || w.fold == "ask" || w.fold == "press" || w.fold == "urge" {
					return k
				}
			case "on":
				if isOneOf(d.f(k-1), "call", "calls", "called") {
					continue
				}
				if next := d.f(k + 1); next == "the" && !whereOn[d.f(k+2)] && !d.w(k+2).num && !d.dayAt(k+2) || next == "how" || next == "access" || next == "aid" {
					return k
				}
			case "and":
				if speaks[d.f(k+1)] || d.f(k+1) == "urged" || d.f(k+1) == "discussed" {
					return k
				}
			}
		case Arabic:
			switch f {
			case "لبحث", "لمناقشه", "بشان", "حول", "تناول", "تناولا", "حيث", "وبحث", "وبحثت", "وناقش", "وناقشت", "وبحثوا", "بحثا", "وبحثا", "ناقشا", "تناولت", "بهدف":
				return k
			case "وذلك":
				if next := d.f(k + 1); next != "خلال" && next != "علي" && next != "في" {
					return k
				}
			}
		}
	}
	return last
}

func (d *doc) someoneIn(from, to int) bool {
	return slices.ContainsFunc(d.people, func(p person) bool { return p.from >= from && p.to <= to }) ||
		slices.ContainsFunc(d.bodies, func(b bodyAt) bool { return b.from >= from && b.to <= to })
}

// speaksFor reports whether somebody speaks for others who took part.
func (d *doc) speaksFor(p *person) bool {
	r := fold(p.role)
	for _, w := range []string{"spokes", "sözcü", "الناطق", "المتحدث"} {
		if strings.Contains(r, fold(w)) {
			return true
		}
	}
	return false
}

// takesPart reports whether an office at word k is a subject or an object of
// the words that tell of an engagement, and not mentioned in passing.
func (d *doc) takesPart(k int, t telling, s sentence) bool {
	for k > s.first && (d.f(k-1) == "the" || d.f(k-1) == "a" || d.f(k-1) == "an" || d.f(k-1) == "our" || d.f(k-1) == "its" || d.f(k-1) == "their" || d.f(k-1) == "two" || d.f(k-1) == "three" || d.w(k-1).ending == "s") {
		k--
	}
	if d.lang == English && k > s.first && d.f(k-1) == "of" && !memberWord(d.f(k-2)) { // at the request of the mayor
		return false
	}
	if k <= s.first+1 || k == t.to || k > t.to && k-t.to <= 3 {
		return true
	}
	if d.lang != English {
		return true
	}
	switch d.f(k - 1) {
	case "with", "and", "by", "between", "met", "received", "see", "to", ",":
		return true
	case "–", "-", "—": // after a dateline
		return k < t.from
	}
	return k < t.from && (d.w(k-1).mark || d.f(k-1) == "on" || !d.someoneIn(s.first, k))
}

func (d *doc) coveredBy(all []side, k int) bool {
	for _, x := range all {
		if w := d.w(k); w.from >= x.Words.From && w.to <= x.Words.To+6 {
			return true
		}
	}
	for i := range d.people {
		if p := &d.people[i]; k >= p.begins() && k < p.ends() {
			return true
		}
	}
	return false
}

// bodyTakesPart reports whether a body is a side, not a place, an owner or a source.
func (d *doc) bodyTakesPart(b bodyAt, t telling, s sentence) bool {
	k := b.from
	for k > s.first && (d.f(k-1) == "the" || d.f(k-1) == "a") {
		k--
	}
	if d.w(b.to-1).ending == "s" || d.lang == English && !d.w(b.to).mark && d.w(b.to).ending == "s" { // the Red Cross federation's X
		return false
	}
	if b.to < len(d.words) && d.w(b.to).fold == "(" && b.to+2 < len(d.words) && d.f(b.to+2) == ")" {
		b.to += 3
	}
	next := d.f(b.to)
	switch d.lang {
	case Arabic:
		prev := d.f(k - 1)
		if prev == "عن" && isOneOf(strings.TrimPrefix(d.f(k-2), "و"), "ممثلين", "مندوبين", "ممثلون", "مندوبون", "ممثل", "مندوب") {
			return true
		}
		return prev == "مع" || prev == "من" && (d.f(k-2) == "وفدا" || d.f(k-2) == "وفد" || d.f(k-2) == "ممثلين") || b.from == t.to || prev == "ممثلي" || prev == "الي" && t.form == passage.Letter
	case Turkish:
		if e := d.w(b.to - 1).ending; t.form == passage.Letter && (e == "ne" || e == "na" || e == "e" || e == "a" || e == "ye" || e == "ya") {
			return true
		}
		return strings.HasPrefix(next, "heyet") || strings.HasPrefix(next, "temsilcileri") || strings.HasPrefix(next, "yetkilileri") || next == "ile"
	}
	if next == "spokesman" || next == "spokesperson" || next == "spokeswoman" || next == "headquarters" || next == "office" || next == "said" {
		return false
	}
	if d.f(k-1) == "and" { // the heads of WFP and IOM
		for _, x := range d.bodies {
			if x.to == k-1 && d.bodyTakesPart(x, t, s) {
				return true
			}
		}
	}
	if b.from < t.from { // the subject
		return k == s.first || d.w(k-1).mark && t.from-b.to < 8 || t.from-b.to <= 3 && d.f(k-1) != "at" && d.f(k-1) != "in" && d.f(k-1) != "of" || d.f(k-1) == "of" && memberWord(d.f(k-2))
	}
	switch d.f(k - 1) {
	case "with", "by", "between", "to":
		return true
	case "and", ",":
		return slices.ContainsFunc(d.bodies, func(x bodyAt) bool { return x.to == k-1 }) || d.f(k-1) == "and" && b.from-t.to < 14
	case "of", "from":
		return memberWord(d.f(k - 2))
	case "met":
		return true
	}
	return false
}

func memberWord(f string) bool {
	switch f {
	case "representatives", "officers", "officials", "members", "heads", "delegation", "delegates", "delegations":
		return true
	}
	return false
}

// pronoun returns whom "he" or "she" in the sentence that tells of an
// engagement stands for: whoever the sentence before begins with.
func (d *doc) pronoun(t telling, s sentence) *person {
	if t.sentence == 0 || d.sentences[t.sentence-1].paragraph != s.paragraph {
		return nil
	}
	meant := false
	for k := s.first; k < s.last; k++ {
		meant = meant || (d.f(k) == "he" || d.f(k) == "she") && (k == s.first || d.f(k-1) == "," || k < t.from && !d.someoneIn(s.first, k) && d.f(k-1) != "said" || d.f(k-1) == "there" && k < t.from)
	}
	if !meant {
		return nil
	}
	for i := range d.people {
		if p := &d.people[i]; p.sentence == t.sentence-1 && p.name != "" {
			return p
		}
	}
	prev := d.sentences[t.sentence-1]
	if !isOneOf(d.f(prev.first), "he", "she") || t.sentence < 2 || d.sentences[t.sentence-2].paragraph != s.paragraph {
		return nil
	}
	var only *person // of whom the sentence before goes on, too
	for i := range d.people {
		if p := &d.people[i]; p.sentence == t.sentence-2 && p.name != "" {
			if only != nil {
				return nil
			}
			only = p
		}
	}
	return only
}

// link finds who holds an office that is mentioned without a name: somebody
// named elsewhere with the same office or body, or the one who speaks next.
func (d *doc) link(p *person, t telling) *person {
	for i := range d.people {
		q := &d.people[i]
		if q.name == "" || q.sentence == t.sentence {
			continue
		}
		if q.role != "" && sameOffice(p.role, q.role) && (p.body == "" || q.body == "" || d.sameBody(p.body, q.body)) {
			d.complete(q, p)
			return q
		}
		if q.role == "" && q.body != "" && p.body != "" && d.sameBody(p.body, q.body) {
			d.complete(q, p)
			return q
		}
	}
	s := d.sentences[t.sentence]
	if strings.HasSuffix(fold(p.role), "s") {
		return nil
	}
	if p.begins() > t.from || p.begins()-s.first > 14 || d.f(p.ends()) != "said" && t.form != passage.Letter {
		return d.linkObject(p, t)
	}
	for i := range d.people { // who is meant is named when speaking, in one of the next sentences
		q := &d.people[i]
		if q.name == "" || q.role != "" || q.body != "" || q.sentence <= t.sentence || q.sentence > t.sentence+2 {
			continue
		}
		d.complete(q, p)
		return q
	}
	return nil
}

// linkObject finds who was met, where the next sentence says "told Dr. X".
func (d *doc) linkObject(p *person, t telling) *person {
	for i := range d.people {
		q := &d.people[i]
		if q.name == "" || q.role != "" || q.body != "" || q.sentence <= t.sentence || q.sentence > t.sentence+2 {
			continue
		}
		k := q.from
		for k > 0 && (honorifics[d.f(k-1)] || d.f(k-1) == ".") {
			k--
		}
		if d.f(k-1) == "told" || d.f(k-1) == "asked" || d.f(k-1) == "assured" {
			d.complete(q, p)
			return q
		}
	}
	return nil
}

// complete gives somebody the office that stands elsewhere, where theirs is
// less than that.
func (d *doc) complete(q, p *person) {
	if len(q.role) < len(p.role) || q.role == "" {
		if q.role == "" {
			q.level = p.level
		}
		if q.role == "" {
			q.role = p.role
		}
	}
	if q.body == "" {
		q.body = p.body
	}
	if q.level == "" {
		q.level = p.level
	}
}

func sameOffice(a, b string) bool {
	x, y := fold(a), fold(b)
	return x == y || strings.HasSuffix(x, " "+y) && y != "minister" && y != "director" || strings.HasPrefix(x, y+" ") || strings.HasPrefix(y, x+" ")
}

// sameBody reports whether two names are one body's, by the dictionary.
func (d *doc) sameBody(a, b string) bool {
	if fold(a) == fold(b) {
		return true
	}
	return canonical(a) != "" && canonical(a) == canonical(b)
}

func canonical(name string) string {
	x := &doc{words: split(name, English)}
	for k := range x.words {
		if p, end := dict().bodies.at(x, k); end == len(x.words) {
			return p.name
		}
	}
	return ""
}
