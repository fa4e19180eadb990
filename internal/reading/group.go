package reading

import (
	"slices"
	"strings"

	"passage"
)

// groups finds bodies that have no name: national NGOs, three aid agencies.
func (d *doc) groups(begin, end int, t telling, have []side) []side {
	var all []side
	for k := begin; k < end; k++ {
		if row := d.rowOf(k, end); len(row) > 0 && d.groupStands(k, begin, t) {
			for _, x := range row {
				if !slices.ContainsFunc(have, func(y side) bool { return y.Body != "" && d.sameBody(x.Body, y.Body) }) {
					all = append(all, x)
				}
			}
			continue
		}
		if x, ok := d.groupOf(k, end); ok && d.groupStands(k, begin, t) && !d.coveredBy(have, k) {
			all = append(all, x)
			continue
		}
		one := bodyEnds[d.f(k)] && !d.w(k).upper
		if !bodyEndsPlural[d.f(k)] && !one || d.coveredBy(have, k) || d.bodyHas(k) {
			continue
		}
		from := k
		for from > begin && !d.w(from-1).mark && groupWord(d, from-1) {
			from--
		}
		to := k + 1
		if d.f(to) == "of" && d.isCaps(to+1) {
			to = max(to, d.capsRun(to))
		}
		p := from
		if d.f(p-1) == "the" {
			p--
		}
		prev := d.f(p - 1)
		ok := from <= begin+1 || prev == "with" || prev == "between" || prev == "to" && t.form == passage.Letter || (prev == "of" || prev == "from") && memberWord(d.f(p-2)) || prev == "by" || p > 0 && d.w(p-1).mark && k < t.from
		if !ok || to-from < 2 {
			continue
		}
		x := d.bodySide(from, to, d.span(from, to).Text)
		x.plural = !one
		if d.f(k) == "elders" {
			x.level = passage.LocalLevel
		}
		all = append(all, x)
	}
	return all
}

// groupHeads are offices in the plural of which a text names the body alone.
var groupHeads = set("ambassadors envoys elders mayors councillors chiefs representatives delegates members leaders commanders negotiators governors notables traders donors delegations")

// groupOf reads an office in the plural and what it is of, where that is no body
// of the dictionary: ambassadors of the donor countries.
func (d *doc) groupOf(k, end int) (side, bool) {
	if !groupHeads[d.f(k)] || d.f(k+1) != "of" && d.f(k+1) != "from" || d.w(k).upper && k > 0 && !d.w(k).begins {
		return side{}, false
	}
	from := k + 2
	if d.f(from) == "the" || d.f(from) == "both" {
		from++
	}
	to := from
	for to < end && to < from+5 && !d.w(to).mark && !d.dayAt(to) && !d.bodyHas(to) && !d.inPerson(to) && (!notNames[d.f(to)] || d.w(to).num) && !contactVerbs[d.f(to)] && !joining[d.f(to)] {
		to++
	}
	if d.f(to) == "and" && to > from && d.w(to-1).upper && d.w(to+1).upper && to+3 <= end { // of X and Y communities
		to += 2
	}
	if to > from && to < end && d.w(to-1).upper && isOneOf(d.f(to), "communities", "countries", "clans", "tribes", "states", "districts", "camps") {
		to++
	}
	if to == from || to-from == 1 && d.w(from).num || d.bodyHas(to) || d.inPerson(to) || d.nameFrom(to+1, false) > 0 && d.w(to).mark {
		return side{}, false
	}
	x := side{Participant: Participant{Role: d.w(k).text, Body: d.span(from, to).Text, Words: d.span(k, to), By: ByRules}, plural: true}
	if isOneOf(d.f(k), "elders", "mayors", "councillors", "chiefs", "notables", "governors") {
		x.level = passage.LocalLevel
	}
	return x, true
}

// rowOf reads an office in the plural and the states and bodies that it is of:
// ambassadors of the European Union, Canada and Egypt.
func (d *doc) rowOf(k, end int) []side {
	if !groupHeads[d.f(k)] || d.f(k+1) != "of" && d.f(k+1) != "from" {
		return nil
	}
	var all []side
	states := 0
	n := k + 2
	for n < end {
		if d.f(n) == "the" {
			n++
		}
		to := 0
		if kind, e := d.placeAt(n); kind == "country" {
			to = e
			states++
		}
		for _, b := range d.bodies {
			if b.from == n && b.to > to {
				to = b.to
			}
		}
		if to == 0 && len(all) > 0 && !d.inPerson(n) && !dictHas(d, n) { // a state that no table has
			for e := n; e < min(n+3, end) && d.w(e).upper && !d.w(e).mark && !d.dayAt(e) && !notNames[d.f(e)]; e++ {
				to = e + 1
			}
			states += count01(to > 0)
		}
		if to == 0 || to > end {
			break
		}
		all = append(all, side{Participant: Participant{Role: d.w(k).text, Body: d.span(n, to).Text, Words: d.span(n, to), By: ByRules}, level: passage.Senior})
		n = to
		joined := false
		for d.f(n) == "," || d.f(n) == "and" || d.f(n) == "as" || d.f(n) == "well" {
			joined = true
			n++
		}
		if !joined {
			break
		}
	}
	if len(all) < 2 && states == 0 || d.w(n-1).mark && d.nameFrom(n, false) > 0 { // whose names stand behind
		return nil
	}
	return all
}

// groupStands reports whether those whom word k names are a side of what is told.
func (d *doc) groupStands(k, begin int, t telling) bool {
	for k > begin && (isOneOf(d.f(k-1), "the", "some", "several", "senior", "all") || d.w(k-1).num || groupWord(d, k-1)) {
		k--
	}
	if k <= begin+1 || k == t.to || k > t.to && k-t.to <= 2 {
		return true
	}
	return isOneOf(d.f(k-1), "with", "between", "by", "and", "to", "before", "met", "briefed", "told")
}

// toldGroup finds somebody who told, asked or briefed an office in the plural: "told
// the ambassadors of Canada and Egypt that …".
func (d *doc) toldGroup(si int, parties []mention) *contact {
	s := d.sentences[si]
	for _, m := range parties {
		if d.standing(m) < 3 || d.onlyTellsAt(m) {
			continue
		}
		for k := m.to; k < min(m.to+5, s.last-1) && !clauseEnds[d.f(k)] && !notYet[d.f(k)]; k++ {
			n := k + 1
			if d.f(n) == "the" {
				n++
			}
			if _, ok := d.groupOf(n, s.last); contactVerbs[d.f(k)] && (ok || len(d.rowOf(n, s.last)) > 0) {
				return &contact{telling: telling{d.formOf(s), k, k + 1, si}, sides: []mention{m}, score: 7}
			}
		}
	}
	return nil
}

// weGroups finds those who state something together: "We, 41 aid organizations, …".
func (d *doc) weGroups() []side {
	for _, s := range d.sentences {
		k := s.first
		if s.paragraph > 2 || !isOneOf(d.f(k), "we", "the", "نحن", "biz", "aşağida") {
			continue
		}
		for k++; isOneOf(d.f(k), ",", "،", "the", "undersigned", "الموقعين", "الموقعون", "ادناه"); k++ {
		}
		if d.lang == Arabic {
			return d.arabicGroups(k, s.last)
		}
		v, e, ok := d.quantity(k)
		for to := e; ok && v >= 2 && to < min(e+4, s.last) && !d.w(to).mark; to++ {
			if bodyEndsPlural[d.f(to)] || strings.HasPrefix(d.f(to), "kuruluş") || strings.HasPrefix(d.f(to), "örgüt") || strings.HasPrefix(d.f(to), "dernek") {
				return []side{{Participant: Participant{Body: d.span(k, to+1).Text, Words: d.span(k, to+1), By: ByRules}, plural: true}}
			}
		}
	}
	return nil
}

// signedBelow is who signed a statement, with the office that its heading tells.
func (d *doc) signedBelow() []side {
	i := d.nameLine(0)
	if i == 0 {
		return nil
	}
	k := d.pastTitles(d.sentences[i].first)
	n := d.nameFrom(k, false)
	p := &person{name: d.span(k, n).Text, from: k, to: n, sentence: i}
	for j := range d.people {
		if q := &d.people[j]; q.name == "" && q.sentence < 3 && q.roleTo-q.roleFrom > 1 {
			d.complete(p, q)
			break
		}
	}
	return []side{d.named(p)}
}

// arabicGroups finds "14 منظمة إنسانية".
func (d *doc) arabicGroups(begin, end int) []side {
	for k := begin; k+3 < end; k++ { // representatives of the committees of the displaced
		f := strings.TrimPrefix(d.f(k), "و")
		if !isOneOf(f, "ممثلون", "ممثلين", "مندوبون", "مندوبين") || d.f(k+1) != "عن" || d.bodyHas(k+2) || d.definite(k+2) || !d.definite(k+3) {
			continue
		}
		to := k + 3
		for to < end && to < k+6 && d.definite(to) && !d.w(to).mark {
			to++
		}
		return []side{{Participant: Participant{Role: strings.TrimPrefix(d.w(k).text, "و"), Body: d.span(k+2, to).Text, Words: d.span(k, to), By: ByRules}, plural: true}}
	}
	for k := begin; k < end; k++ {
		v, e, ok := d.quantity(k)
		if !ok || v < 2 || e >= end {
			continue
		}
		switch d.f(e) {
		case "منظمه", "منظمات", "منظمتين", "وكاله", "وكالات", "جمعيه", "جمعيات", "هييه":
			to := e + 1
			for to < end && to < e+5 {
				switch strings.TrimPrefix(d.f(to), "و") {
				case "انسانيه", "دوليه", "محليه", "اغاثيه", "طبيه", "غير", "حكوميه", "وطنيه", "سوريه", "مدنيه":
					to++
					continue
				}
				break
			}
			x := side{Participant: Participant{Body: d.span(k, to).Text, Words: d.span(k, to), By: ByRules}, plural: true}
			return []side{x}
		}
	}
	return nil
}

func groupWord(d *doc, k int) bool {
	f := d.f(k)
	if _, _, scale, ok := d.numeral(k); ok && !scale || officeLower[f] && !d.w(k).upper || f == "interim" || f == "district" || f == "provincial" || f == "regional" {
		return true
	}
	switch f {
	case "national", "international", "local", "medical", "aid", "humanitarian", "defence", "defense", "health", "clan", "relief", "non-governmental", "women's", "foreign", "interior", "partner", "faith-based", "community", "tribal", "village", "security":
		return true
	}
	return false
}
