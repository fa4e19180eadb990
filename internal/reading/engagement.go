package reading

import (
	"slices"
	"strings"

	"passage"
)

// telling is a place in the text that tells of an engagement.
type telling struct {
	form     passage.EngagementForm
	from, to int // the words that tell
	sentence int
}

// engagement puts together what the text tells of the one engagement that it is
// about; nil where it tells of none.
func (d *doc) engagement() *Engagement {
	told := d.tellings()
	e, all := d.letterText()
	var chief telling
	for _, t := range told {
		if e != nil {
			break
		}
		s := d.sides(t)
		if len(s) == 0 && t.form == passage.Letter && d.lang == English {
			s = d.signed(nil, t.sentence)
		}
		if len(s) == 1 && s[0].person == nil && t.form == passage.Meeting && !d.oneSided(t) { // a body alone meets nobody
			continue
		}
		if len(s) > 0 || d.metAt(t) || d.lang == English && t.form != passage.Letter && len(d.attended(t)) > 0 {
			e = &Engagement{Form: &Value{string(t.form), d.span(t.from, t.to), ByRules}}
			chief, all = t, s
			break
		}
	}
	if chief.to > 0 && d.inPassing(chief, all) {
		if lead, sides := d.contacted(); lead != nil {
			e, all, chief = lead, sides, telling{}
		}
	}
	near := func(t telling) int { return max(t.sentence-chief.sentence, chief.sentence-t.sentence) }
	slices.SortStableFunc(told, func(a, b telling) int { return near(a) - near(b) })
	for _, t := range told {
		if e == nil || chief.to == 0 || t.form != chief.form && t.sentence != chief.sentence || near(t) > 6 {
			continue
		}
		if near(t) == 1 { // of the same, told in two sentences
			if a, b := d.dateOf(t), d.dateOf(chief); (a == nil || b == nil || a.Day == b.Day) && !d.anotherOne(t, all) {
				for _, x := range d.sides(t) {
					if (x.Name != "" || t.form == passage.Letter && x.Body != "" && x.person == nil && near(t) == 1) && !slices.ContainsFunc(all, func(y side) bool { return y.Name == x.Name && (x.Name != "" || y.Body == x.Body) }) {
						all = append(all, x)
					}
				}
			}
		}
		if near(t) > 1 && d.withOthers(t, all) {
			continue
		}
		if e.Date == nil {
			e.Date = d.dateOf(t)
		}
		if e.Place == nil && (chief.form == passage.Meeting) {
			e.Place = d.placeOf(t)
		}
	}
	if chief.to > 0 {
		if c := d.contactIn(chief.sentence); c != nil { // whoever else the sentence connects
			for _, m := range c.sides {
				if d.standing(m) == 3 {
					all = d.join(all, m)
				}
			}
		}
	}
	if e != nil && len(all) < 4 && !slices.ContainsFunc(all, func(x side) bool { return x.Name != "" }) {
		if stated, by := d.statementOf(); stated != nil { // which may tell of meetings, too
			e, all = stated, by
		}
	}
	if e == nil {
		find := []func() (*Engagement, []side){d.listed, d.contacted, d.statementOf, d.statementTold, d.weighed}
		if d.near(0, min(3, len(d.words)), "statement") && d.near(1, min(5, len(d.words)), "by", "of") { // "Statement by X"
			find[1], find[2] = find[2], find[1]
		}
		for _, find := range find {
			if e, all = find(); e != nil {
				break
			}
		}
		if e == nil {
			return nil
		}
	}
	all = d.others(all, e)
	all = d.ours(all, e)
	all = d.otherSide(all, e)
	if len(all) > 0 && !d.aloneThere(all, e) {
		all = d.addWeighed(all, e)
	}
	d.toldAgain(e, all)
	if e.Form.Value == string(passage.Meeting) && e.Place == nil {
		d.headedBy(e, true)
	}
	if e.Place == nil {
		e.Place = d.weighedPlace(d.tellingOf(e))
	}
	all = slices.DeleteFunc(all, func(x side) bool { // an office or a body of which somebody is named
		if x.Name == "" && x.Role != "" && !x.plural && slices.ContainsFunc(all, func(y side) bool {
			return y.Name != "" && y.Role != "" && sameOffice(y.Role, x.Role) && (x.Body == "" || d.sameBody(x.Body, y.Body))
		}) {
			return true
		}
		return x.Name == "" && x.Role == "" && slices.ContainsFunc(all, func(y side) bool { return y.Name != "" && y.Body != "" && d.sameBody(x.Body, y.Body) })
	})
	all = slices.DeleteFunc(all, func(x side) bool { return x.Name == "" && x.Role == "" && x.Body == "" })
	there := slices.DeleteFunc(slices.Clone(all), func(x side) bool { return x.person != nil && x.Name != "" && d.onlySpokenOf(x.person) })
	if namedOf(there) > 0 {
		all = there
	}
	all = d.withoutLight(d.withoutUnnamed(d.withoutWhole(all)), e)
	if len(all) == 0 || d.aloneThere(all, e) {
		return nil
	}
	level := passage.Level("")
	var of Words
	for _, s := range all {
		e.Participants = append(e.Participants, s.Participant)
		if e.Form.Value == string(passage.Letter) && len(all) > 1 && d.addressee(s) {
			continue // a letter is of who signed it
		}
		if s.level != "" && (level == "" || slices.Index(levelOrder, s.level) < slices.Index(levelOrder, level)) {
			level, of = s.level, s.Words
		}
	}
	if level != "" {
		e.Level = &Value{string(level), of, ByRules}
	}
	d.claims(e, all)
	return e
}

// anotherOne reports whether words tell of an engagement of others: two are named, and
// none of them took part.
func (d *doc) anotherOne(t telling, all []side) bool {
	n := 0
	for _, x := range d.sides(t) {
		if slices.ContainsFunc(all, func(y side) bool { return x.person == y.person || x.Name == y.Name }) {
			return false
		}
		n += count01(x.Name != "" && x.Role != "")
	}
	return n > 1
}

// withOthers reports whether words tell of somebody with whom two others have no more to do.
func (d *doc) withOthers(t telling, all []side) bool {
	return namedOf(all) > 1 && slices.ContainsFunc(d.sides(t), func(x side) bool {
		return x.Name != "" && x.Role != "" && !slices.ContainsFunc(all, func(y side) bool { return y.Name != "" && sameName(x.Name, y.Name) })
	})
}

// namedOf is how many of the sides are persons who are named.
func namedOf(all []side) (n int) {
	for _, x := range all {
		n += count01(x.Name != "")
	}
	return n
}

// withoutWhole leaves out the committee that met, and a body's officials, where two
// who sat there are named.
func (d *doc) withoutWhole(all []side) []side {
	if namedOf(all) < 2 {
		return all
	}
	return slices.DeleteFunc(all, func(x side) bool {
		f := fields(x.Body)
		if k := d.wordAt(x.Words.To-1) + 1; x.Name == "" && x.Role == "" && d.lang == English && d.near(k, k+2, "officials", "staff", "experts") {
			return true
		}
		return x.Name == "" && x.Role == "" && len(f) > 1 && isOneOf(f[len(f)-1], "committee", "group", "cluster", "board", "session", "meeting", "platform", "cell")
	})
}

// withoutUnnamed leaves out single offices of which nobody is named where two
// others are, and those of no body where one is: reports name who matters, and what stands there is mostly somebody's
// second office, or somebody who is only spoken of.
func (d *doc) withoutUnnamed(all []side) []side {
	named := namedOf(all)
	if named == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(x side) bool {
		if x.Name != "" || x.Role == "" || x.plural {
			return false
		}
		if named == 1 { // a logistician, whoever it is, but for our own
			return x.Body == "" && !isOneOf(d.f(d.wordAt(x.Words.From)-1), "our", "my")
		}
		f := strings.Fields(fold(x.Role))
		return x.Body == "" || slices.ContainsFunc(f, func(w string) bool {
			return isOneOf(w, "minister", "president", "chief", "head", "director", "general", "ambassador", "envoy", "coordinator", "commissioner", "governor")
		})
	})
}

// addressee reports whether a side of a letter is who it is sent to.
func (d *doc) addressee(x side) bool {
	k := d.wordAt(x.Words.From)
	for k > 0 && (d.f(k-1) == "the" || honorifics[d.f(k-1)] || d.f(k-1) == "." || d.w(k-1).ending == "s") {
		k--
	}
	return d.f(k-1) == "to" || d.f(k-1) == "الي" || d.f(k-1) == ":"
}

// aloneThere reports whether of a meeting only one person is known and nothing
// is said of others: a driver met his brother.
func (d *doc) aloneThere(all []side, e *Engagement) bool {
	if len(all) > 1 || all[0].person == nil || all[0].plural || d.lang != English || e.Form.Value != string(passage.Meeting) {
		return false
	}
	if all[0].Body != "" || all[0].level != "" {
		return false
	}
	s := d.sentences[d.sentenceOf(e.Form.Words.From)]
	for k := s.first; k < s.last; k++ {
		switch f := d.f(k); {
		case actors[f], bodyEndsPlural[f], bodyEnds[f], f == "we", f == "our", f == "us", f == "i", f == "delegation", f == "community", f == "partners", f == "members", f == "people":
			return false
		}
	}
	return true
}

// oneSided reports whether the other side is the one that reports, or is
// somebody who was named before.
func (d *doc) oneSided(t telling) bool {
	s := d.sentences[t.sentence]
	for k := s.first; k < s.last; k++ {
		switch f := d.f(k); f {
		case "we", "our", "i", "he", "she", "they", "us":
			return true
		default:
			if d.called(k) != nil || actors[f] && k < t.from || bodyEndsPlural[f] {
				return true
			}
		}
	}
	return t.sentence < 3 || d.lang != English
}

// earlier reports whether words tell, further down, of what had happened before.
func (d *doc) earlier(t telling) bool {
	if s := d.sentences[t.sentence]; d.f(s.first) == "last" && isOneOf(d.f(s.first+1), "month", "year") && t.sentence > 0 {
		return true
	}
	if t.sentence <= 2 {
		return false
	}
	switch d.lang {
	case English:
		return isOneOf(d.f(t.from-1), "had") || isOneOf(d.f(t.from-1), "been", "earlier", "previously", "already") && d.f(t.from-2) == "had"
	case Arabic:
		s := d.sentences[t.sentence]
		for k := s.first; k < min(t.from, s.first+8); k++ {
			if f := d.f(k); f == "كان" || f == "وكان" || f == "كانت" || f == "وكانت" {
				return true
			}
		}
	}
	return false
}

// metAt reports whether somebody is told to have met although nobody is named there.
func (d *doc) metAt(t telling) bool {
	s := d.sentences[t.sentence]
	if d.lang != English || t.form != passage.Meeting || s.last-s.first <= 12 {
		return false
	}
	for k := s.first; k < s.last; k++ {
		if f := d.f(k); actors[f] || bodyEndsPlural[f] {
			return true
		}
	}
	return false
}

// levelOrder is from the highest; who is on the spot says more of an engagement
// than a desk does.
var levelOrder = []passage.Level{passage.HeadsOfState, passage.Ministerial, passage.Senior, passage.LocalLevel, passage.Technical}

// side is a participant and who it is in the text.
type side struct {
	Participant
	level  passage.Level
	person *person // nil: a body
	plural bool
}

// tellings finds the sentences that tell of an engagement that took place.
func (d *doc) tellings() []telling {
	var all []telling
	list, _ := d.presentAt()
	for si := range d.sentences {
		if si == list {
			continue
		}
		var in []telling
		if d.lang == English {
			in = slices.DeleteFunc(d.englishTellings(si), d.earlier)
		} else {
			in = d.tellingsBy(si)
		}
		in = slices.DeleteFunc(in, func(t telling) bool { return d.unmet(t, false) })
		if len(in) == 0 {
			continue
		}
		best := in[0]
		if d.lang == English && len(in) > 1 { // the words with the most sides
			most := -1
			for _, t := range in {
				if n := len(d.sides(t)); n > most {
					best, most = t, n
				}
			}
		}
		for _, t := range in {
			if t.form == passage.Letter { // what is told in a letter is not told at a meeting
				best = t
				break
			}
			if t.form != passage.Meeting && best.form == passage.Meeting { // a call is told of with the words of a meeting, too
				best.form = t.form
			}
		}
		all = append(all, best)
	}
	// a sentence with people in it says more than a heading
	slices.SortStableFunc(all, func(a, b telling) int { return d.weight(b) - d.weight(a) })
	return all
}

// tellingsBy finds the phrases of the dictionary in a sentence.
func (d *doc) tellingsBy(si int) []telling {
	s := d.sentences[si]
	if d.asks(s) {
		return nil
	}
	var in []telling
	strong := -1
	for k := s.first; k < s.last; k++ {
		p, end := dict().forms.at(d, k)
		parts := strings.Split(p.value, "\t")
		if end == 0 || parts[0] != string(d.lang) || end > s.last {
			continue
		}
		t := telling{passage.EngagementForm(parts[1]), k, end, si}
		if parts[2] == "weak" && !d.twoSides(t) || d.earlier(t) || d.f(k-1) == "basin" || d.lang == Arabic && d.denied(max(s.first, k-3), k) {
			continue
		}
		if parts[2] == "strong" && strong < 0 {
			strong = len(in)
		}
		in = append(in, t)
		k = end - 1
	}
	if d.lang == Arabic && d.arabicCallCue(s) {
		for i := range in {
			if in[i].form == passage.Meeting {
				in[i].form = passage.Call
			}
		}
	}
	if len(in) == 0 && d.lang == Turkish {
		return d.turkishMet(si)
	}
	if strong > 0 {
		in[0], in[strong] = in[strong], in[0]
	}
	return in
}

// asks reports whether a sentence is a question, which tells of nothing, or of what the
// report is not about: "Separately, …".
func (d *doc) asks(s sentence) bool {
	if s.last <= s.first {
		return false
	}
	aside := isOneOf(d.f(s.first), "separately", "elsewhere", "meanwhile") || d.has(s.first, "in", "a", "separate") || d.has(s.first, "öte", "yandan") ||
		d.lang == Arabic && d.near(s.first, min(s.first+4, s.last), "منفصل", "منفصله", "اخري") && d.near(s.first, min(s.first+3, s.last), "سياق", "جهه", "ناحيه")
	return aside || isOneOf(d.f(s.last-1), "?", "؟")
}

func (d *doc) weight(t telling) int {
	named, offices := 0, 0
	s := d.sentences[t.sentence]
	for k := s.first; k < s.last; k++ { // named again
		named += count01(d.called(k) != nil)
	}
	for i := range d.people {
		if d.people[i].sentence == t.sentence {
			if d.people[i].name != "" {
				named++
			} else {
				offices++
			}
		}
	}
	return min(named, 2)*4 + min(offices, 2) - min(t.sentence, 40)/10
}

// twoSides reports whether somebody stands on both sides of words that tell of
// an engagement only then.
func (d *doc) twoSides(t telling) bool {
	s := d.sentences[t.sentence]
	before, after := 0, 0
	for i := range d.people {
		p := &d.people[i]
		if p.sentence != t.sentence {
			continue
		}
		if p.from < t.from {
			before++
		} else {
			after++
		}
	}
	for _, b := range d.bodies {
		if b.from >= s.first && b.to <= s.last && b.from > t.to && b.from-t.to <= 6 {
			after++
		} else if b.from >= s.first && b.to <= t.from {
			before++
		}
	}
	switch d.lang {
	case Arabic:
		return after >= 2 || before >= 1 && after >= 1
	case Turkish:
		return before >= 2
	}
	return before > 0 && after > 0
}
