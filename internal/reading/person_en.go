package reading

import "strings"

// englishPeople finds names by what stands next to them: an honorific, an
// office before or behind, a body, or a verb of saying. Capitals alone are no
// sign of a person.
func (d *doc) englishPeople() {
	for i := 0; i < len(d.words); {
		end := d.nameFrom(i, true)
		if end == 0 {
			i++
			continue
		}
		p, ok := d.englishPerson(i, end)
		if ok {
			d.add(p)
		}
		i = end
	}
	d.englishOffices()
	d.namedLater()
	d.namedNext()
}

// namedLater gives the office that a report begins with to whom it quotes next by
// name alone: "The head of X said … 'Y', Z told reporters".
func (d *doc) namedLater() {
	for i := range d.people {
		p := &d.people[i]
		if p.name != "" || p.sentence > 1 || strings.HasSuffix(d.f(p.roleTo-1), "s") || p.body == "" && p.roleTo-p.roleFrom < 2 {
			continue
		}
		s := d.sentences[p.sentence]
		if k := p.begins() - 1; k > s.first && !(d.f(k) == "the" && (k == s.first || d.w(k-1).mark)) && !d.w(k).mark {
			continue // no subject
		}
		if d.holderOf(p) != nil {
			continue
		}
		var q *person
		for j := range d.people {
			x := &d.people[j]
			if x.name == "" || x.from < p.to || x.sentence > p.sentence+3 || x.role != "" && !onlyRank(x.role) || x.body != "" || x.role == "" && d.titled(x) || !strings.Contains(x.name, " ") {
				continue
			}
			if q == nil || x.from < q.from {
				q = x
			}
		}
		if q != nil && (speaks[d.f(q.to)] || speaks[d.f(q.from-1)]) {
			if onlyRank(q.role) {
				q.role, q.level = "", ""
			}
			d.complete(q, p)
			return
		}
	}
}

// pluralOf reports whether an office in the plural is of what begins at word k: the
// directors of WFP, X, and UNICEF, Y.
func (d *doc) pluralOf(k, first int) bool {
	of := false
	for i := k - 1; i > max(first, k-16); i-- {
		if d.f(i) == "of" && d.isRolePlural(i-1) {
			of = true
			break
		}
		if d.w(i).mark && d.f(i) != "," || !d.w(i).mark && !d.w(i).upper && d.f(i) != "and" && d.f(i) != "the" {
			return false
		}
	}
	return of
}

// onlyRank reports whether an office is nothing but a rank.
func onlyRank(role string) bool {
	for _, w := range fields(role) {
		if !ranks[w] && w != "retired" {
			return false
		}
	}
	return true
}

// englishPerson looks around words[i:end], which are written like a name.
func (d *doc) englishPerson(i, end int) (person, bool) {
	p := person{name: d.span(i, end).Text, from: i, to: end}
	before, titled := d.skipHonorifics(i)
	sure := titled
	s := d.sentences[d.sentenceOf(d.w(i).from)]
	// an office before the name: "the Minister of Health, Dr. X", "Governor X"
	at := before
	if d.f(at-1) == "(" && d.f(end) == ")" { // the Governor (X)
		at--
	}
	comma := d.f(at-1) == ","
	if comma {
		at--
	}
	if at > s.first && (comma || end-i > 1 || titled) {
		if from, ok := d.officeBefore(at, s.first); ok && !(comma && d.thingBehind(end)) && !(comma && (d.enumerated(from, at) || d.holder(from, at))) && !joining[d.f(at-1)] {
			p.roleFrom, p.roleTo = from, at
			sure = true
		}
	}
	if end-i == 1 && !titled {
		return p, false
	}
	rank := p.roleTo > 0
	for k := p.roleFrom; k < p.roleTo; k++ {
		rank = rank && ranks[d.f(k)]
	}
	if rank { // which is an office only where there is no other
		p.roleFrom, p.roleTo, before = 0, 0, p.roleFrom
	}
	// behind it: "X, the director of Y," and "X of Y"
	if p.roleTo == 0 && d.f(end) == "," {
		k := end + 1
		for f := d.f(k); f == "the" || f == "a" || f == "an" || f == "its" || f == "their" || f == "his" || f == "her" || f == "our"; f = d.f(k) {
			k++
		}
		for b := 0; b < len(d.bodies); b++ { // X, WFP country director
			if d.bodies[b].from == k && k < len(d.words) {
				if from, to := d.officeFrom(d.bodies[b].to); to > 0 && from == d.bodies[b].to {
					p.body, p.bodyFrom, p.bodyTo = d.bodies[b].name, k, d.bodies[b].to
					k = d.bodies[b].to
				}
			}
		}
		if from, to := d.officeFrom(k); to > 0 && to <= s.last {
			if n := d.nameFrom(to, false); n == 0 { // else it is the office of who comes next
				p.roleFrom, p.roleTo = from, to
				sure = true
			} else {
				p.body, p.bodyFrom, p.bodyTo = "", 0, 0
			}
		}
	}
	if p.roleTo == 0 && end-i >= 2 && d.f(end) == "," && (d.f(end+1) == "a" || d.f(end+1) == "an") { // X, a retired major
		k := end + 2
		if isOneOf(d.f(k), "retired", "former", "serving") {
			k++
		}
		if ranks[d.f(k)] && !d.w(k).upper {
			p.roleFrom, p.roleTo, sure = end+2, k+1, true
		}
	}
	if p.roleTo == 0 && (d.f(end) == "of" || d.f(end) == "from" || d.f(end) == "with" && d.w(end+1).upper) {
		k := end + 1
		if d.f(k) == "the" {
			k++
		}
		for _, b := range d.bodies {
			if b.from == k {
				p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
				sure = true
			}
		}
	}
	if p.roleTo == 0 && p.body == "" && end-i >= 2 && d.f(end) == "of" { // X of the drivers' union ABC
		k := end + 1
		for k < end+7 && !d.w(k).upper && (!d.w(k).mark || isApostrophe(first(d.w(k).text))) {
			k++
		}
		if k > end+2 && len(d.w(k).text) > 2 && allCaps(d.w(k).text) && !d.w(k+1).upper {
			p.body, p.bodyFrom, p.bodyTo = d.w(k).text, k, k+1
			sure = true
		}
	}
	if p.roleTo == 0 && p.body == "" && end-i >= 2 && i > s.first && d.w(i-1).ending == "s" { // UNICEF's X
		for _, b := range d.bodies {
			if b.to == i {
				p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
				sure = true
			}
		}
	}
	if k := d.ownerBody(i, s.first); k >= 0 && p.roleTo == 0 && p.body == "" && end-i >= 2 && !d.thingBehind(end) { // the German embassy's X
		p.body, p.bodyFrom, p.bodyTo = d.span(k, i).Text, k, i
		sure = true
	}
	if kind, _ := d.placeAt(i - 1); p.roleTo == 0 && p.body == "" && end-i >= 2 && (kind == "country" || kind == "region") && d.w(i-1).ending == "s" && !d.thingBehind(end) && (contactVerbs[d.f(end)] || d.actsAfter(end, s.last) || isOneOf(d.f(i-2), "and", "with", "told", "met", "by", "between", "to", "from")) { // Senegal's X
		p.body, p.bodyFrom, p.bodyTo = d.w(i-1).text, i-1, i
		sure = true
	}
	sure = sure || end-i >= 2 && d.counterpart(i)
	if d.f(end) == "(" && end-i >= 2 { // X (WFP)
		for _, b := range d.bodies {
			if b.from == end+1 && d.f(b.to) == ")" {
				p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
				sure = true
			}
		}
	}
	if p.roleTo == 0 && p.body == "" && end-i >= 2 && d.f(i-1) == "," { // the representatives of UNHCR, X, and of UNICEF, Y
		for _, b := range d.bodies {
			if b.to == i-1 && (d.f(b.from-1) == "of" && isOneOf(d.f(b.from-2), "and", ",") || d.pluralOf(b.from, s.first)) {
				p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
				sure = true
			}
		}
	}
	if kind, e := d.placeAt(i - 2); kind == "country" && e == i-1 && d.f(i-1) == "," && p.roleTo == 0 && p.body == "" && end-i >= 2 && d.pluralOf(i-2, s.first) {
		p.body, p.bodyFrom, p.bodyTo = d.w(i-2).text, i-2, i-1
		sure = true
	}
	if k := d.forBody(end); k > 0 && p.roleTo == 0 && p.body == "" && end-i >= 2 {
		for _, b := range d.bodies {
			if b.from == k && (d.f(end) == "," || d.near(s.first, k, "signed", "spoke", "acted")) {
				p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
				sure = true
			}
		}
	}
	if d.f(before-1) == "(" && d.f(end) == ")" {
		for _, b := range d.bodies {
			if b.to == before-1 {
				p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
				sure = true
			}
		}
	}
	if broadcaster := allCaps(d.w(end-1).text) && len(d.w(end-1).text) < 5 && !dict().given[d.f(i)]; !sure && end-i >= 2 && end-i <= 5 && !broadcaster { // Thai PBS said
		sure = dict().given[d.f(i)] && !d.thingBehind(end) || d.besideTelling(i, end) || speaks[d.f(end)] || d.has(end, ",", "who") || d.actsAfter(end, s.last) || d.does(i, end, s) || speaks[d.f(i-1)] && i > s.first || i-2 > s.first && d.w(i-1).ending == "s" && !d.w(i-1).upper && d.f(i-3) == "told" || d.f(i-1) == "by" && leads[d.f(i-2)]
	}
	if !sure {
		return p, false
	}
	if k := d.capsOf(end, s.last); k > 0 && p.roleTo == 0 && p.body == "" && end-i >= 2 { // X of Solidarités
		p.body, p.bodyFrom, p.bodyTo = d.span(end+1, k).Text, end+1, k
	}
	if p.roleTo > 0 {
		d.splitOffice(&p)
		if k := end + 1; p.body == "" && d.f(end) == "of" { // Commissioner X of the National Police
			if d.f(k) == "the" {
				k++
			}
			for _, b := range d.bodies {
				if b.from == k {
					p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
				}
			}
		}
	} else if k := d.rankBefore(before, i); k < i { // a rank is an office where there is no other
		p.roleFrom, p.roleTo = k, i
		p.role = d.span(k, i).Text
	}
	return p, true
}

var (
	joining = set("of for the and in on to at a an")
	speaks  = set("said says told wrote writes asked added noted stressed warned urged explained answered replied stated called requested promised agreed confirmed thanked welcomed")
	leads   = set("signed led chaired headed attended hosted represented received")
)

// rankBefore returns where a rank among the honorifics of words[from:to] begins,
// to if there is none.
func (d *doc) rankBefore(from, to int) int {
	for k := from; k < to; k++ {
		if ranks[d.f(k)] {
			return k
		}
	}
	return to
}

// skipHonorifics walks left over "H.E. Mr." and returns where they begin.
func (d *doc) skipHonorifics(i int) (begin int, any bool) {
	for i > 0 {
		k := i - 1
		if d.f(k) == ")" && k > 3 && (d.f(k-2) == "ret" || d.f(k-1) == "ret" || d.f(k-2) == "rtd" || d.f(k-1) == "retired") { // a general (ret.)
			for d.f(k) != "(" {
				k--
			}
			k--
		}
		if d.f(k) == "." && k > 0 {
			k--
		}
		f := d.f(k)
		if !honorifics[f] || !d.w(k).upper || f == "u" && d.f(k+1) == "." {
			return i, any
		}
		if ranks[f] {
			if _, e := dict().roles.at(d, k-1); e == k+1 { // a consul general
				return i, any
			}
			if b := d.w(k - 1); k > 0 && b.upper && !honorifics[b.fold] && !b.mark && !b.begins { // a director general
				return i, any
			}
		} else if _, office := dict().roles.at(d, k); office > 0 { // an ambassador who has another office, too
			first, at := d.sentences[d.sentenceOf(d.w(k).from)].first, k
			if d.f(at-1) == "," {
				at--
			}
			if _, ok := d.officeBefore(at, first); !ok {
				return i, any
			}
		}
		i, any = k, true
	}
	return i, any
}

// splitOffice parts an office from the body or the country that it is of.
func (d *doc) splitOffice(p *person) {
	from, to := p.roleFrom, p.roleTo
	if from > 0 && d.w(from-1).ending == "s" && p.body == "" && d.w(from-1).upper { // Haiti's prime minister
		p.body, p.bodyFrom, p.bodyTo = d.w(from-1).text, from-1, from
		for j := max(0, from-3); j < from-1; j++ { // South Sudan's
			if _, end := d.placeAt(j); end == from {
				p.body, p.bodyFrom = d.span(j, from).Text, j
				break
			}
		}
		for _, b := range d.bodies {
			if b.to == from {
				p.body, p.bodyFrom = b.name, b.from
			}
		}
	}
	if b, ok := d.bodyWithin(from, to); ok {
		switch {
		case b.from == from && b.to < to && (b.kind != "generic" || dictHas(d, b.to)):
			p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
			from = b.to
		case b.from > from:
			k := b.from - 1
			for k > from && (d.f(k) == "the" || d.w(k).ending == "s") {
				k--
			}
			if part := d.f(b.to); b.to < to && (strings.HasPrefix(part, "sub-") || part == "office" || part == "country" || part == "mission" || part == "delegation" || part == "team" || part == "field") {
				break // of a part of it
			}
			if d.f(k) == "of" || d.f(k) == "at" || d.f(k) == "from" {
				p.body, p.bodyFrom, p.bodyTo = b.name, b.from, b.to
				to = k
			}
		}
	} else {
		for k := from + 1; k < to-1; k++ { // Minister for Foreign Affairs of Egypt
			n := k + 1
			if d.f(n) == "the" {
				n++
			}
			if d.f(k) != "of" || n >= to || d.f(k-1) == "republic" {
				continue
			}
			if kind, end := d.placeAt(n); kind == "country" && end == to && (dictHas(d, from) || dictHas(d, k-1)) {
				p.body, p.bodyFrom, p.bodyTo = d.span(n, end).Text, n, end
				to = k
				break
			}
		}
	}
	if to <= from {
		to = p.roleTo
	}
	for k := from + 1; k < to-1; k++ { // where, not of what
		if kind, end := d.placeAt(k + 1); d.f(k) == "in" && kind == "city" && end == to && (p.body != "" || d.w(k-1).upper) {
			to = k
		}
	}
	p.roleFrom, p.roleTo = from, to
	p.role = d.span(from, to).Text
}

// englishOffices finds offices of which nobody is named next to them.
func (d *doc) englishOffices() {
	covered := func(k int) bool {
		for i := range d.people {
			p := &d.people[i]
			if k >= p.begins() && k < p.ends() {
				return true
			}
		}
		return false
	}
	for k := 0; k < len(d.words); k++ {
		p, e := dict().roles.at(d, k)
		if e == 0 || covered(k) || d.w(k).mark || d.bodyHas(k) || ranks[p.words[0]] || (d.f(k-1) == "who" || d.f(k-1) == "which") && e == k+1 { // who heads
			continue
		}
		s := d.sentences[d.sentenceOf(d.w(k).from)]
		if d.f(k-1) == "," && covered(k-2) && d.w(k).upper && d.nameOf(k-2) == nil { // what else somebody is: X, Minister of State, Minister of Y
			continue
		}
		from := k
		for from > s.first {
			w := d.w(from - 1)
			if w.mark || w.num || w.ending == "s" || !officeWords[w.fold] && !(officeLower[w.fold] && !w.upper) && !(w.upper && !notNames[w.fold] && from-1 > s.first && d.bodyHas(from-1)) {
				break
			}
			from--
		}
		if strings.HasSuffix(d.f(e-1), "s") && d.f(e) == "of" { // of whom only the body counts
			continue
		}
		to := min(d.complement(e), s.last)
		o := person{from: from, to: to, roleFrom: from, roleTo: to}
		d.splitOffice(&o)
		o.from, o.to = o.begins(), o.ends()
		d.add(o)
		k = to - 1
	}
}
