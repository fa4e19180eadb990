package reading

import (
	"strings"

	"passage"
)

// doorAt is a crossing, a port, an airport or a road in words[from:to].
type doorAt struct {
	from, to int
	name     string
	id       passage.DoorID
	road     bool
}

// doors finds what the text says of doors: a name, and behind it in the same
// clause a word for a state that is not one of wish or condition.
func (d *doc) doors() []Door {
	var all []Door
	var last *doorAt
	for si, s := range d.sentences {
		var here []doorAt
		for k := s.first; k < s.last; {
			a, ok := d.doorAt(k, s)
			if !ok {
				k++
				continue
			}
			here = append(here, a)
			k = a.to
		}
		if len(here) == 0 && last != nil && si > 0 && d.lang != Arabic { // "the terminal …", "kapının …"
			if k, ok := d.refersBack(s, last); ok {
				a := *last
				a.from, a.to = k, k+1
				here = append(here, a)
			}
		}
		for i, a := range here {
			end := s.last
			if i+1 < len(here) {
				end = here[i+1].from
				if i+2 == len(here) && d.sharedState(a, here[i+1]) { // "A and B are open"
					end = s.last
				}
			}
			if door, ok := d.stateOf(a, end, s); ok {
				replaced := false
				for j := range all {
					if fold(all[j].Name) == fold(door.Name) {
						replaced = true
					}
				}
				if !replaced {
					all = append(all, door)
				}
			}
			if !a.road || last == nil {
				x := a
				last = &x
			}
		}
	}
	return all
}

func (d *doc) sharedState(a, b doorAt) bool {
	return b.from == a.to+1 && (d.f(a.to) == "and" || d.f(a.to) == "ve" || d.f(a.to) == "ile")
}

// refersBack finds a word for the door that the sentence before was about.
func (d *doc) refersBack(s sentence, last *doorAt) (int, bool) {
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		if d.f(k-1) == "the" && (f == "terminal" || f == "crossing" || f == "airport" || f == "bridge") && strings.Contains(fold(last.name), f) {
			return k, true
		}
		if d.lang == Turkish && (f == "kapinin" || f == "kapi") && !last.road {
			return k, true
		}
	}
	return 0, false
}

// doorAt reads the name of a door that begins with word k.
func (d *doc) doorAt(k int, s sentence) (doorAt, bool) {
	w := d.w(k)
	if w.mark || w.num {
		return doorAt{}, false
	}
	if p, end := d.known.at(d, k); end > 0 && end <= s.last {
		return doorAt{k, end, p.name, passage.DoorID(p.value), false}, true
	}
	a, ok := doorAt{}, false
	switch d.lang {
	case Arabic:
		a, ok = d.arabicDoor(k, s)
	case Turkish:
		a, ok = d.turkishDoor(k, s)
	default:
		a, ok = d.englishDoor(k, s)
	}
	if ok {
		if _, isMonth := d.month(k); isMonth > k {
			return doorAt{}, false
		}
	}
	return a, ok
}

func (d *doc) turkishDoor(k int, s sentence) (doorAt, bool) {
	if !d.w(k).upper || k == s.first && turkishStart[d.f(k)] || k > s.first && d.w(k-1).upper && !d.w(k-1).mark && d.w(k-1).ending == "" && k-1 > s.first {
		return doorAt{}, false
	}
	for e := k; e < min(k+4, s.last); e++ {
		f := d.f(e)
		next := d.f(e + 1)
		switch {
		case f == "sinir" && strings.HasPrefix(next, "kapis") && e > k:
			return doorAt{k, e + 2, d.span(k, e+2).Text, "", false}, true
		case (f == "limani" || f == "havalimani" || f == "köprüsü" || f == "geçidi") && e > k:
			return doorAt{k, e + 1, d.span(k, e+1).Text, "", f == "köprüsü"}, true
		case (f == "yolu" || f == "yolunda" || f == "yolundaki" || f == "karayolu" || f == "otoyolu") && e > k:
			return doorAt{k, e + 1, d.span(k, e+1).Text, "", true}, f == "yolu" || f == "karayolu" || f == "otoyolu"
		}
		if !d.w(e).upper && f != "kara" || d.w(e).ending != "" {
			break
		}
	}
	if p, end := dict().doors.at(d, k); end > 0 && strings.HasPrefix(p.value, "crossing") {
		return doorAt{k, end, d.span(k, end).Text, "", false}, true
	}
	return doorAt{}, false
}

func (d *doc) arabicDoor(k int, s sentence) (doorAt, bool) {
	head := ""
	for _, f := range d.forms(d.f(k)) {
		switch f {
		case "معبر", "ميناء", "مطار", "طريق", "جسر", "منفذ":
			head = f
		}
	}
	if head == "" || k+1 >= s.last || d.w(k+1).mark {
		return doorAt{}, false
	}
	e := k + 2
	if _, end := dict().doors.at(d, k+1); end > e {
		e = end
	} else if _, end := d.placeAt(k + 1); end > e {
		e = end
	}
	if (head == "طريق") && (d.f(e) == "-" || d.f(e) == "–") && e+1 < s.last {
		e += 2
	}
	name := d.w(k).clean(d.span(k, e).Text, Arabic)
	if strings.HasPrefix(name, "و") && head != "و" {
		name = strings.TrimPrefix(name, "و")
	}
	return doorAt{k, e, name, "", head == "طريق" || head == "جسر"}, true
}

// stateOf reads the state of a door in the words behind its name, up to end.
func (d *doc) stateOf(a doorAt, end int, s sentence) (Door, bool) {
	for k := a.to; k < end; k++ { // a clause ends here
		f := d.f(k)
		if f == ";" || f == "؛" || (f == "," && (d.f(k+1) == "and" || d.f(k+1) == "but" || d.f(k+1) == "while")) && d.stateIn(a.to, k) != "" {
			if (f == "," && d.f(k+1) == "but") && d.onlyIn(k, end) {
				continue
			}
			end = k
		}
	}
	state, at, stateEnd := passage.AccessStatus(""), 0, 0
	begin := a.to
	if d.lang == English {
		begin = d.pastAside(a.to, end)
	}
	for k := begin; k < end && k < begin+14; k++ {
		if v, e := d.notOpen(k, a, end); e > 0 {
			state, at, stateEnd = v, k, e
			k = e - 1
			continue
		}
		p, e := dict().states.at(d, k)
		lang, value, _ := strings.Cut(p.value, "\t")
		if e == 0 || lang != string(d.lang) {
			if d.lang == English && k < end && (d.f(k) == "not" || d.f(k) == "yet") && state == "" {
				return Door{}, false
			}
			continue
		}
		switch {
		case value == "not" && state == "" && d.lang != Turkish && !(d.f(k) == "to" && d.w(min(k+1, len(d.words)-1)).upper) && !(d.f(k) == "once"):
			return Door{}, false
		case value == "not" && d.lang == Turkish && e <= end && state == "":
			return Door{}, false
		case value == "not" || value == "only":
			if value == "only" && state == passage.Open {
				if p.words[0] == "from" && !(k+1 < len(d.words) && (d.w(k+1).num || d.f(k+1) == "dawn")) || p.words[0] == "between" && !(k+1 < len(d.words) && d.w(k+1).num) {
					continue
				}
				state, stateEnd = passage.Restricted, e
			}
			continue
		case state == "" || len(value) > 0 && passage.AccessStatus(value) == passage.Restricted && state == passage.Open:
			state, at, stateEnd = passage.AccessStatus(value), k, e
		case state == passage.Open && value == "closed" || state == passage.Closed && value == "open":
			if d.lang == English && d.f(k-1) == "been" || d.f(k-1) == "been" { // "shut in February, has been open since"
				state, at, stateEnd = passage.AccessStatus(value), k, e
				continue
			}
			state, stateEnd = passage.Restricted, e
		}
		k = e - 1
	}
	if state == "" || d.lang == English && !d.predicate(begin, at) {
		return Door{}, false
	}
	if state == passage.Closed && d.lang == English && d.toSome(stateEnd) {
		state = passage.Restricted
	}
	if state == passage.Open && d.lang != Arabic { // "only", before the state or behind it
		for k := a.from; k < end; k++ {
			if p, e := dict().states.at(d, k); e > 0 && p.value == string(d.lang)+"\tonly" && d.f(k) != "from" && d.f(k) != "between" && (k < at || k < stateEnd+8) && d.f(k) != "closed" {
				state, stateEnd = passage.Restricted, max(stateEnd, e)
			}
		}
	}
	door := Door{Name: strings.TrimPrefix(a.name, "the "), ID: a.id, State: state, By: ByRules}
	to := stateEnd
	for _, day := range d.daysIn(a.to, end) {
		asOf := d.f(day.from-1) == "of" && d.f(day.from-2) == "as"
		if day.day != 0 && (day.since || asOf || d.f(day.from-1) == "on" || d.lang != English || day.from-stateEnd <= 2) && day.from-stateEnd < 9 && !day.ahead {
			door.Since = &Day{day.day, d.span(day.from, day.to), ByRules}
			to = max(to, day.to)
			break
		}
	}
	if !d.reportedNow(door.Since, state) {
		door.Since = nil
	}
	if state == passage.Restricted || d.lang == Turkish {
		to = max(to, min(end, s.last))
		for to > stateEnd && d.w(to-1).mark {
			to--
		}
	}
	door.Words = d.span(a.from, max(to, a.to))
	return door, true
}

// reportedNow: a day on which a door was seen open is not since when it is.
func (d *doc) reportedNow(since *Day, state passage.AccessStatus) bool {
	if since == nil {
		return true
	}
	for _, a := range d.days {
		if w := d.span(a.from, a.to); w.From == since.Words.From {
			for k := max(0, a.from-6); k < a.from; k++ {
				f := d.f(k)
				if f == "reopened" || f == "resumed" || f == "closed" || f == "suspended" || strings.HasPrefix(f, "kapand") || strings.HasPrefix(f, "kapatil") || strings.HasPrefix(f, "açildi") || f == "shut" {
					return true
				}
			}
			return a.since || d.f(a.from-1) == "of" && d.f(a.from-2) == "as" || state == passage.Closed && d.lang != English
		}
	}
	return false
}

func (d *doc) stateIn(from, to int) string {
	for k := from; k < to; k++ {
		if p, e := dict().states.at(d, k); e > 0 {
			if lang, v, _ := strings.Cut(p.value, "\t"); lang == string(d.lang) && v != "not" && v != "only" {
				return v
			}
		}
	}
	return ""
}

func (d *doc) onlyIn(from, to int) bool {
	for k := from; k < to; k++ {
		if d.f(k) == "only" {
			return true
		}
	}
	return false
}

// predicate reports whether a state is said of the door: a verb of being or
// becoming leads to it, or nothing stands between, as in notes.
func (d *doc) predicate(from, at int) bool {
	if at == from {
		return true
	}
	for k := from; k <= at; k++ {
		switch d.f(k) {
		case "is", "was", "are", "remains", "remain", "has", "had", "have", "stays", "stayed", "were", "reopened", "suspended", "operates", "operated", "resumed", "remained", "continues", "itself", "closed", "halted", "flooded":
			return true
		}
	}
	return false
}
