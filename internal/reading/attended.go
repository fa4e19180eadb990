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
		for si := chief.sentence; si < min(chief.sentence+4, len(d.sentences)); si++ {
			if c := d.spokeFor(si, d.partiesIn(d.sentences[si])); c != nil {
				for _, m := range c.sides {
					all = d.join(all, m)
				}
			}
		}
		d.delegationsOf(all, chief)
		for si := max(0, chief.sentence-2); si < min(chief.sentence+3, len(d.sentences)); si++ { // "told the ambassadors of A and B"
			c := d.toldGroup(si, d.partiesIn(d.sentences[si]))
			if c == nil || !slices.ContainsFunc(all, func(x side) bool { return x.person == c.sides[0].person }) {
				continue
			}
			c.telling.sentence = si
			all = append(all, d.groups(c.to, d.sentences[si].last, c.telling, all)...)
		}
		for _, p := range d.answered(all, chief) {
			all = d.join(all, mention{p.begins(), p.ends(), p, nil})
		}
		led = slices.ContainsFunc(all[before:], func(x side) bool { return x.Name != "" })
	}
	if d.lang != English {
		all = d.attendedBy(all, d.sentenceOf(e.Form.Words.From))
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

// delegationsOf gives the body of a delegation to who led it, and leaves out the
// body alone: "The delegation of the Council was led by its secretary general".
func (d *doc) delegationsOf(all []side, chief telling) {
	for si := chief.sentence; si < min(chief.sentence+4, len(d.sentences)); si++ {
		s := d.sentences[si]
		for k := s.first; k+4 < s.last; k++ {
			if !isOneOf(d.f(k), "delegation", "team", "side") {
				continue
			}
			of, led := "", -1
			if d.f(k+1) == "of" && d.f(k+2) == "the" {
				of = d.f(k + 3)
			} else if d.w(k-1).ending == "s" {
				of = d.f(k - 1)
			}
			for i := k + 1; i < min(k+9, s.last-1); i++ {
				if isOneOf(d.f(i), "led", "headed", "represented") && d.f(i+1) == "by" {
					led = i
				}
			}
			if of == "" || led < 0 {
				continue
			}
			for i := range all {
				if x := &all[i]; x.Name == "" && x.Role == "" && slices.Contains(fields(x.Body), of) {
					for j := range all {
						if p := all[j].person; p != nil && p.name != "" && p.begins() > led && p.ends() <= s.last && (all[j].Body == "" || all[j].Body == x.Body) {
							all[j].Body, x.plural, x.Body = x.Body, true, ""
							break
						}
					}
				}
			}
		}
	}
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
		if s.last-s.first > 22 {
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
	if d.lang == Arabic && by != nil {
		for i := range d.bodies { // its whole name may stand further down
			if b := &d.bodies[i]; len(b.name) > len(by.name) && strings.HasPrefix(fold(b.name), fold(by.name)+" ") {
				by = b
				break
			}
		}
		for i := range d.people { // the president of the society states
			p := &d.people[i]
			s := d.sentences[p.sentence]
			if p.name != "" && s.paragraph <= 2 && p.roleTo > 0 && p.begins()-s.first <= 3 && p.begins() > by.from && p.sentence > d.sentenceOf(e.Form.Words.From) && d.arabicSays(s.first) {
				if p.body == "" {
					p.body = by.name
				}
				by = nil
				break
			}
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
	var we []side
	if by == nil && first < 0 && d.lang == English {
		we = d.signedBelow()
	}
	if by == nil && first < 0 && len(we) == 0 {
		if we = d.weGroups(); len(we) == 0 {
			return nil, nil
		}
	}
	if d.on.day != 0 && d.on.to > 0 {
		e.Date = &Day{d.on.day, d.span(d.on.from, d.on.to), ByRules}
		if v := d.dateline(); v != nil {
			e.Place = v
		}
	}
	if len(we) > 0 {
		return e, we
	}
	if by == nil || first >= 0 && d.people[first].begins() < by.from {
		return e, []side{d.named(&d.people[first])}
	}
	return e, []side{d.bodySide(by.from, by.to, by.name)}
}

// arabicSays reports whether word k is a verb of saying.
func (d *doc) arabicSays(k int) bool {
	p, end := dict().said.at(d, k)
	return end > 0 && strings.HasPrefix(p.value, "ar\tsay")
}
