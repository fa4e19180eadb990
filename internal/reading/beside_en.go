package reading

import "strings"

// besideTelling reports whether words that are written like a name stand where
// only somebody who met, called or wrote can.
func (d *doc) besideTelling(i, end int) bool {
	k := i - 1
	if d.f(k) == "to" && (d.f(k-1) == "spoke" || d.f(k-1) == "wrote" || d.f(k-1) == "talked" || d.f(k-1) == "spoken" || d.f(k-1) == "addressed") {
		return true
	}
	if d.f(k) == "," && isOneOf(d.f(k-1), "delegation", "team", "colleagues") || d.forBody(end) > 0 && d.near(max(0, i-24), end+2, "signed", "spoke", "acted") {
		return true
	}
	if d.isRolePlural(k) || d.f(end) == "," && (d.f(end+1) == "of" || d.f(end+1) == "from") && (d.isPlace(end+2) || d.bodyHas(end+2)) && d.f(end+2) != "" && i > 1 {
		return true
	}
	if d.f(k) == "," { // the ministers of A and B, X and Y
		for j := k - 1; j > max(0, k-8) && !d.w(j).mark; j-- {
			if d.isRolePlural(j) || isOneOf(d.f(j), "counterparts", "colleagues") {
				return true
			}
		}
	}
	if d.againAlone(end) {
		return true
	}
	for _, c := range attendCues {
		if n := len(c.words); c.behind && d.has(i-n, c.words...) {
			return true
		}
	}
	if f := d.f(k); f == "colleague" || f == "colleagues" {
		return true
	}
	switch d.f(k) {
	case "met", "with", "between", "received", "hosted", "greeted", "briefed", "told", "telephoned", "phoned", "saw", "see":
		return !d.thingBehind(end)
	case "by":
		return leads[d.f(k-1)]
	case "and", ",":
		for j := range d.people { // the next one of a row
			if p := &d.people[j]; p.name != "" && p.ends() <= k && k-p.ends() <= 5 && !d.w(k-1).upper || p.name != "" && p.ends() <= k && k-p.ends() <= 1 {
				return !d.thingBehind(end)
			}
		}
	}
	return false
}

// forBody returns where the body begins that somebody whose name ends before word k
// spoke or signed for: "X for WFP", "X spoke for the ministry"; 0 if there is none.
func (d *doc) forBody(k int) int {
	if d.f(k) == "," && isOneOf(d.f(k+1), "speaking", "signing", "acting", "standing") {
		k++
	}
	if isOneOf(d.f(k), "spoke", "signed", "speaking", "signing", "acted", "acting", "came", "standing") {
		k++
	}
	switch {
	case d.f(k) == "for":
		k++
	case d.has(k, "on", "behalf", "of"):
		k += 3
	default:
		return 0
	}
	if d.f(k) == "the" {
		k++
	}
	if d.bodyHas(k) || bodyEnds[d.f(k)] || bodyEnds[d.f(k+1)] || isOneOf(d.f(k), "ministry", "government", "army", "movement") {
		return k
	}
	return 0
}

// isRolePlural reports whether a word is an office in the plural, whose holders
// stand behind it: inspectors X and Y.
func (d *doc) isRolePlural(k int) bool {
	f := d.f(k)
	one := strings.TrimSuffix(f, "s")
	if one == f || d.w(k).mark {
		return false
	}
	for _, p := range dict().roles[one] {
		if len(p.words) == 1 && (p.lang == English || p.lang == "") {
			return true
		}
	}
	return false
}

// againAlone reports whether the last word before end stands elsewhere alone as
// somebody who does something: "Souley agreed", "Ms Souley".
func (d *doc) againAlone(end int) bool {
	last := d.f(end - 1)
	if len(last) < 3 || d.cityAt(end-1) {
		return false
	}
	for k := end; k+1 < len(d.words); k++ {
		if d.f(k) != last || !d.w(k).upper || d.w(k).mark {
			continue
		}
		before, next := d.w(k-1), d.w(k+1)
		if honorifics[before.fold] || before.mark && before.fold == "." && honorifics[d.f(k-2)] {
			return true
		}
		if (before.mark || !before.upper && before.fold != "the" && before.fold != "in" && before.fold != "at" && before.fold != "of") && !next.mark && !next.upper && (acts[next.fold] || strings.HasSuffix(next.fold, "ed") || next.fold == "also" && acts[d.f(k+2)]) {
			return true
		}
	}
	return false
}

// thingBehind reports whether what stands behind capitals makes them the name
// of a thing: the Aid Fund agreement, Bole airport.
func (d *doc) thingBehind(end int) bool {
	w := d.w(end)
	return !w.mark && !w.upper && (bodyEnds[w.fold] || w.fold == "crossing" || w.fold == "airport" || w.fold == "road" || w.fold == "hospital" || w.fold == "district" || w.fold == "province" || w.fold == "camp" || w.fold == "agreement" || w.fold == "region" || w.fold == "group")
}

// actsAfter reports whether behind capitals, with an adverb, a day or "has"
// between at most, stands what only people do.
func (d *doc) actsAfter(end, last int) bool {
	for k := end; k < min(end+4, last); k++ {
		f := d.f(k)
		switch {
		case acts[f], k > end+1 && (f == "heads" || f == "leads" || f == "runs" || f == "chairs" || f == "manages" || f == "directs" || f == "represents" || f == "headed" || f == "ran"):
			return true
		case f == "has" || f == "had" || f == "also" || f == "today" || f == "yesterday" || f == "then" || f == "later" || f == "who" || f == "," && k == end && d.f(k+1) == "who", len(f) > 4 && f[len(f)-2:] == "ly", f == "on" && d.w(k+1).upper, d.dayAt(k):
		default:
			return false
		}
	}
	return false
}

func (d *doc) dayAt(k int) bool {
	for _, a := range d.days {
		if k >= a.from && k < a.to {
			return true
		}
	}
	return false
}

// does reports whether capitals are the subject of a verb in the past, in a
// sentence that tells of people.
func (d *doc) does(i, end int, s sentence) bool {
	w := d.w(end)
	if end-i < 2 || w.mark || w.upper || !strings.HasSuffix(w.fold, "ed") || d.stateIn(end, end+1) != "" || joining[d.f(i-1)] || d.f(i-1) == "from" || d.f(i-1) == "near" || d.f(i-1) == "the" {
		return false
	}
	for k := s.first; k < s.last; k++ {
		if f := d.f(k); meetNouns[f] || callNouns[f] || meetVerbs[f] || f == "telephone" || f == "letter" {
			return true
		}
	}
	return false
}

var acts = set("said says told met meets spoke wrote asked replied answered explained urged stressed thanked agreed promised pledged insisted argued warned received hosted chaired signed travelled sat described recalled apologised apologized complained conceded acknowledged admitted nodded shook listened expressed emphasised emphasized underlined reiterated conveyed proposed suggested chaired assured undertook telephoned phoned rang summoned briefed greeted")
