package reading

import (
	"slices"
	"strings"

	"passage"
)

// others adds who is said to have been there in other sentences: who led a
// side, who attended, who is on the list of those present.
func (d *doc) others(all []side, e *Engagement) []side {
	has := func(p *person) bool {
		return slices.ContainsFunc(all, func(x side) bool { return x.person == p || x.Name != "" && sameName(x.Name, p.name) })
	}
	for _, x := range d.presentList() {
		if !slices.ContainsFunc(all, func(y side) bool { return y.Name == x.Name && y.Body == x.Body && y.Role == x.Role }) {
			all = append(all, x)
		}
	}
	if e.Form.Value == string(passage.Letter) && d.lang == English {
		return d.signed(all, d.sentenceOf(e.Form.Words.From))
	}
	if e.Form.Value != string(passage.Meeting) && e.Form.Value != string(passage.Call) {
		return all
	}
	led := false
	if d.lang == English {
		chief := telling{from: d.wordAt(e.Form.Words.From), sentence: d.sentenceOf(e.Form.Words.From)}
		before := len(all)
		for _, m := range d.attended(chief) {
			all = d.join(all, m)
		}
		for _, p := range d.answered(all, chief) {
			all = d.join(all, mention{p.begins(), p.ends(), p, nil})
		}
		led = slices.ContainsFunc(all[before:], func(x side) bool { return x.Name != "" })
	}
	for i, x := range all { // a delegation of a body, and who led it
		if d.lang != Arabic || x.Name != "" || x.Body == "" {
			continue
		}
		k := d.wordAt(x.Words.To)
		for j := k; j < min(k+6, len(d.words)); j++ {
			if d.f(j) != "برياسه" && d.f(j) != "براسه" {
				continue
			}
			for l := range all {
				if all[l].Name != "" && all[l].person != nil && all[l].person.begins() == j+1 {
					all[l].Body = x.Body
					all[i].Name = "\x00"
				}
			}
		}
	}
	all = slices.DeleteFunc(all, func(x side) bool { return x.Name == "\x00" })
	for i := range d.people {
		p := &d.people[i]
		if p.name == "" || has(p) || d.speaksFor(p) {
			continue
		}
		turkish := d.lang == Turkish && strings.Contains(fold(p.role), "heyet")
		arabic := d.lang == Arabic && d.f(p.begins()-1) == "برياسه"
		switch {
		case turkish || arabic:
			all = append(all, d.named(p))
			led = true
		case p.roleTo > 0 && d.owner(p) != "" && d.shortFor(p, all):
			for j, x := range all { // "the bureau's head of X" of a bureau that took part
				if x.Name == "" && x.Role == "" && strings.Contains(fold(x.Body), d.owner(p)) {
					y := d.named(p)
					y.Body = x.Body
					all[j] = y
				}
			}
		}
	}
	if led {
		all = slices.DeleteFunc(all, func(x side) bool { return x.plural })
		for i := range all {
			if all[i].Name != "" {
				continue
			}
			for j := range all { // AFAD's delegation, and who led it
				if all[j].Name == "" || d.lang != Turkish || !strings.Contains(fold(all[j].Role), "heyet") {
					continue
				}
				if all[j].Body == "" {
					all[j].Body = all[i].Body
				}
				if d.sameBody(all[j].Body, all[i].Body) || strings.HasPrefix(fold(all[i].Body), fold(all[j].Body)) {
					all[i].Name = "\x00"
					break
				}
			}
		}
		all = slices.DeleteFunc(all, func(x side) bool { return x.Name == "\x00" })
	}
	return all
}

// owner is whose an office is said to be, in the word before it: the bureau's.
func (d *doc) owner(p *person) string {
	if k := p.roleFrom - 1; k >= 0 && d.w(k).ending == "s" && !d.w(k).upper {
		return d.w(k).fold
	}
	return fold(p.body)
}

// shortFor reports whether "the bureau" is one of the bodies that took part.
func (d *doc) shortFor(p *person, all []side) bool {
	return slices.ContainsFunc(all, func(x side) bool {
		f := d.owner(p)
		return x.Name == "" && x.Role == "" && slices.Contains(strings.Fields(fold(x.Body)), f)
	})
}

var presentWords = [][]string{
	{"participants", ":"}, {"present", ":"}, {"attendees", ":"}, {"attended", "by"}, {"in", "attendance", ":"}, {"present", "were"}, {"attending", ":"}, {"attendance", ":"},
	{"الحضور", ":"}, {"المشاركون", ":"}, {"الحاضرون", ":"}, {"حضر", "الاجتماع", ":"}, {"katilimcilar", ":"}, {"katilanlar", ":"}, {"hazir", "bulunanlar", ":"},
}

// presentList reads a list of those present, an item at a time.
func (d *doc) presentList() []side {
	if i, skip := d.presentAt(); i >= 0 {
		s := d.sentences[i]
		var all []side
		from, depth := s.first+skip, 0
		for k := from; k <= s.last; k++ {
			f := d.f(k)
			switch {
			case k == s.last:
			case f == "(":
				depth++
			case f == ")":
				depth--
			}
			if k < s.last && (depth > 0 || f != "," && f != ";" && f != "،" && f != "؛" && f != "." && !((f == "and" || f == "ve") && d.itemEnds(from, k))) {
				continue
			}
			if k > from {
				if x, ok := d.item(from, k); ok {
					all = append(all, x)
				}
			}
			from = k + 1
		}
		return all
	}
	return nil
}

// presentAt returns the sentence that lists those present, and with how many
// words it begins; -1 is none.
func (d *doc) presentAt() (i, words int) {
	for i, s := range d.sentences {
		for _, p := range presentWords {
			if d.has(s.first, p...) {
				return i, len(p)
			}
		}
	}
	return -1, 0
}

// itemEnds reports whether "and" parts two items: what is before it is a body
// or a person of its own.
func (d *doc) itemEnds(from, k int) bool {
	return slices.ContainsFunc(d.bodies, func(b bodyAt) bool { return b.to == k && b.from >= from }) ||
		slices.ContainsFunc(d.people, func(p person) bool { return p.ends() == k && p.begins() >= from })
}

func (d *doc) item(from, to int) (side, bool) {
	for from < to && (d.f(from) == "the" || d.f(from) == "and" || d.w(from).mark) {
		from++
	}
	for i := range d.people {
		p := &d.people[i]
		if p.from >= from && p.to <= to {
			return d.named(p), true
		}
	}
	if d.lang == Turkish { // X (WFP)
		n := from
		for honorifics[d.f(n)] || d.f(n) == "." && n > from {
			n++
		}
		if end := d.turkishName(n); end > 0 && end < to && d.f(end) == "(" {
			for _, b := range d.bodies {
				if b.from == end+1 {
					return side{Participant: Participant{Name: d.span(n, end).Text, Body: b.name, Words: d.span(n, b.to), By: ByRules}}, true
				}
			}
		}
	}
	for _, b := range d.bodies {
		if b.from == from && (b.to == to || d.f(b.to) == "(") {
			if d.f(b.to) == "(" && d.w(min(b.to+1, len(d.words)-1)).upper && !d.w(b.to+1).num && !allCaps(d.w(b.to+1).text) {
				if end := d.nameFrom(b.to+1, false); end > 0 {
					return side{Participant: Participant{Name: d.span(b.to+1, end).Text, Body: b.name, Words: d.span(b.from, end), By: ByRules}}, true
				}
			}
			return d.bodySide(b.from, b.to, b.name), true
		}
	}
	caps := to > from && to-from <= 5
	for k := from; k < to; k++ {
		caps = caps && d.w(k).upper && !d.w(k).mark
	}
	if caps && d.lang == English { // a body that no dictionary has
		return d.bodySide(from, to, d.span(from, to).Text), true
	}
	return side{}, false
}

// listed makes a meeting of a list of those present.
func (d *doc) listed() (*Engagement, []side) {
	all := d.presentList()
	if len(all) < 2 {
		return nil, nil
	}
	e := &Engagement{}
	for _, s := range d.sentences {
		for k := s.first; k < s.last && s.last-s.first < 16; k++ { // "Minutes of 15 March"
			if d.f(k) != "minutes" && d.f(k) != "meeting" || d.f(k+1) != "of" && d.f(k+1) != "on" && d.f(k+1) != "held" && d.f(k+1) != "," {
				continue
			}
			for _, a := range d.daysIn(k, min(k+8, s.last)) {
				if a.day != 0 && e.Date == nil && d.f(k+1) != "," {
					e.Date = &Day{a.day, d.span(a.from, a.to), ByRules}
				}
			}
		}
		for _, p := range presentWords {
			if e.Form == nil && d.has(s.first, p...) {
				e.Form = &Value{string(passage.Meeting), d.span(s.first, s.first+1), ByRules}
			}
		}
		if f := d.f(s.first); f == "held" || f == "venue" || f == "date" || f == "place" || f == "location" || f == "time" {
			for _, a := range d.daysIn(s.first, s.last) {
				if a.day != 0 && e.Date == nil {
					e.Date = &Day{a.day, d.span(a.from, a.to), ByRules}
				}
			}
			for k := s.first + 1; k < s.last; k++ {
				if prev := d.f(k - 1); (prev == "," || prev == ":" || prev == "at" || prev == "in") && e.Place == nil {
					if end := d.properAt(k); end > 0 {
						e.Place = &Value{d.span(k, end).Text, d.span(k, end), ByRules}
					}
				}
			}
		}
	}
	return e, nil
}

var statementWords = [][]string{
	{"statement"}, {"press", "statement"}, {"press", "release"}, {"joint", "statement"}, {"communique"}, {"media", "statement"}, {"public", "statement"}, {"press", "communique"},
	{"بيان", "صحفي"}, {"بيان"}, {"تصريح", "صحفي"}, {"بيان", "مشترك"}, {"بلاغ", "صحفي"}, {"basin", "açiklamasi"}, {"açiklama"}, {"açiklamasi"}, {"basin", "bildirisi"}, {"basin", "bülteni"}, {"kamuoyu", "açiklamasi"}, {"kamuoyuna", "duyuru"},
}

// statementOf finds a statement that a body puts out: its heading says that it
// is one, and it stands at the beginning who speaks.
func (d *doc) statementOf() (*Engagement, []side) {
	var e *Engagement
	for i, s := range d.sentences {
		if i > 4 || e != nil {
			break
		}
		if s.last-s.first > 14 {
			continue
		}
		for _, p := range statementWords {
			for k := s.first; k < s.last && e == nil; k++ {
				if d.has(k, p...) && (k == s.first || s.last-k <= len(p) || d.f(k+len(p)) == "by" || d.f(k+len(p)) == "of" || d.f(k+len(p)) == "on") {
					e = &Engagement{Form: &Value{string(passage.Statement), d.span(k, k+len(p)), ByRules}}
				}
			}
		}
	}
	if e == nil {
		return nil, nil
	}
	var by *bodyAt
	for i := range d.bodies {
		b := &d.bodies[i]
		s := d.sentences[d.sentenceOf(d.w(b.from).from)]
		lead := s.paragraph <= 2
		heading := s.last-s.first <= 14 && b.to-b.from >= s.last-s.first-4
		subject := b.from-s.first <= 3 && b.from >= s.first
		for k := s.first; k < b.from && d.lang == English; k++ { // not "I urge the …"
			f := d.f(k)
			subject = subject && (f == "the" || f == "we" || f == "," || f == "a" || f == "our")
		}
		if lead && (heading || subject) && by == nil {
			by = b
		}
	}
	first := -1
	for i := range d.people { // "The Coordinator, X, today welcomed …": a person speaks
		p := &d.people[i]
		s := d.sentences[p.sentence]
		if p.name != "" && s.paragraph <= 2 && (p.begins()-s.first <= 3 || p.sentence == d.sentenceOf(e.Form.Words.From)) && first < 0 && !d.speaksFor(p) {
			first = i
		}
	}
	if by == nil && first < 0 { // "Statement by the Special Representative"
		for i := range d.people {
			if p := &d.people[i]; p.name == "" && p.sentence == d.sentenceOf(e.Form.Words.From) && p.roleTo-p.roleFrom > 1 {
				first = i
			}
		}
	}
	if by == nil && first < 0 {
		return nil, nil
	}
	if d.on.day != 0 && d.on.to > 0 {
		e.Date = &Day{d.on.day, d.span(d.on.from, d.on.to), ByRules}
		if v := d.dateline(); v != nil {
			e.Place = v
		}
	}
	if by == nil || first >= 0 && d.people[first].begins() < by.from {
		return e, []side{d.named(&d.people[first])}
	}
	return e, []side{d.bodySide(by.from, by.to, by.name)}
}
