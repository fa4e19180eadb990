package reading

import (
	"strings"

	"passage"
)

var doorNouns = set("crossing port airport airstrip airfield road highway expressway motorway route corridor bridge terminal harbour gate track jetty pier ferry causeway")

func (d *doc) englishDoor(k int, s sentence) (doorAt, bool) {
	w := d.w(k)
	p, end := dict().doors.at(d, k)
	if end > 0 && w.upper && end <= s.last && !(d.f(end) == "airport" && !strings.HasPrefix(p.value, "airport")) {
		kind, _, _ := strings.Cut(p.value, "\t")
		a := doorAt{k, end, d.span(k, end).Text, "", kind == "road"}
		if n := d.numbered(end, s); n > end {
			a.to, a.name = n, d.span(k, n).Text
		}
		if d.f(end) == "crossing" || d.f(end) == "border" && d.f(end+1) == "crossing" {
			for d.f(a.to) == "crossing" || d.f(a.to) == "border" {
				a.to++
			}
		}
		return a, true
	}
	if doorNouns[w.fold] && !w.upper || w.fold == "river" && !w.upper { // the road from A to B, the river between A and B
		if n := d.between(k + 1); n > 0 && n <= s.last {
			return doorAt{k, n, d.span(k, n).Text, "", true}, true
		}
		if n := d.doorOf(k + 1); n > 0 && n <= s.last { // the port of A, the bridge at B
			return doorAt{k, n, d.span(k, n).Text, "", w.fold != "port" && w.fold != "airport"}, true
		}
		if w.fold == "port" && d.f(k-1) == "the" && !d.w(min(k+1, len(d.words)-1)).upper {
			return doorAt{k, k + 1, "port", "", false}, true
		}
		if w.fold == "road" && d.f(k-1) == "main" && (d.f(k+1) == "south" || d.f(k+1) == "north" || d.f(k+1) == "east" || d.f(k+1) == "west") {
			return doorAt{k - 1, k + 2, d.span(k-1, k+2).Text, "", true}, true
		}
		return doorAt{}, false
	}
	if !w.upper || notNames[w.fold] || d.bodyHas(k) {
		return doorAt{}, false
	}
	e := k
	for e < s.last && e < k+7 && (d.w(e).upper || particles[d.f(e)] || (d.f(e) == "–" || d.f(e) == "-") && e > k && e+1 < s.last && d.w(e+1).upper) && (!d.w(e).mark || d.f(e) == "–" || d.f(e) == "-") && !d.w(e).num {
		if doorNouns[d.f(e)] && e > k {
			break
		}
		e++
		if d.w(e-1).ending != "" {
			return doorAt{}, false
		}
	}
	if e > k && (d.f(e) == "border" || d.f(e) == "main" || d.f(e) == "international") {
		e++
	}
	if e > k && e < s.last && doorNouns[d.f(e)] && d.f(e) != "route" && d.f(e) != "gate" || e > k && (d.f(e) == "route" || d.f(e) == "gate") {
		f := d.f(e)
		e = d.numbered(e+1, s) - 1
		a := doorAt{k, e + 1, d.span(k, e+1).Text, "", f == "road" || f == "highway" || f == "route" || f == "bridge" || f == "corridor"}
		if f == "crossing" {
			a.name = strings.TrimSuffix(strings.TrimSuffix(d.span(k, e).Text, " border"), " Border")
		}
		return a, true
	}
	return doorAt{}, false
}

// between reads "from A to B", "between A and B" and "to B".
func (d *doc) between(k int) int {
	caps := func(i int) int {
		e := i
		for e < len(d.words) && e < i+3 && d.w(e).upper && !d.w(e).mark && !notNames[d.f(e)] {
			e++
		}
		return e
	}
	join := map[string]string{"from": "to", "between": "and"}[d.f(k)]
	if join == "" {
		if d.f(k) == "to" {
			if e := caps(k + 1); e > k+1 {
				return e
			}
		}
		return 0
	}
	e := caps(k + 1)
	if e == k+1 {
		return 0
	}
	if d.f(e) == join {
		if b := caps(e + 1); b > e+1 {
			return b
		}
	}
	if d.f(k) == "from" {
		return e
	}
	return 0
}

// numbered returns where a name ends that goes on with a number: National Road 1,
// Friendship Bridge No. 2, Ruzizi I.
func (d *doc) numbered(k int, s sentence) int {
	switch {
	case k+2 < s.last && d.f(k) == "no" && d.f(k+1) == "." && d.w(k+2).num:
		return k + 3
	case k < s.last && d.w(k).num && len(d.w(k).text) <= 2 && !d.dayAt(k) && !d.w(k+1).num:
		if u, _, _ := d.unit(k + 1); u == "" {
			return k + 1
		}
	case k < s.last && (d.w(k).text == "I" || d.w(k).text == "II"):
		return k + 1
	}
	return k
}

// doorOf reads "of A", "at A" and "over the A" behind a noun for a door.
func (d *doc) doorOf(k int) int {
	f := d.f(k)
	if f != "of" && f != "at" && f != "over" && f != "near" {
		return 0
	}
	n := k + 1
	if d.f(n) == "the" {
		n++
	}
	e := n
	for e < len(d.words) && e < n+3 && d.w(e).upper && !d.w(e).mark && !d.noName(e) {
		e++
	}
	if e == n || d.isDate(n) {
		return 0
	}
	return e
}

// pastAside returns where a sentence goes on behind "…, the last that could bear
// lorries," or from where it is if there is no such aside.
func (d *doc) pastAside(k, end int) int {
	for i := k; i < min(k+4, end); i++ {
		if d.stateIn(i, i+1) != "" {
			return k
		}
		if d.f(i) != "," {
			continue
		}
		for j := i + 2; j < min(i+12, end); j++ {
			if d.f(j) != "," {
				continue
			}
			if next := d.f(j + 1); next == "is" || next == "was" || next == "has" || next == "remains" || next == "are" || next == "stays" || next == "will" || next == "takes" {
				if d.stateIn(i, j) != "" {
					return k
				}
				return j + 1
			}
			return k
		}
	}
	return k
}

// notOpen reads states that are told by what does not happen, or for whom alone:
// has not opened since, is not open to cars, works in the mornings only.
func (d *doc) notOpen(k int, a doorAt, end int) (passage.AccessStatus, int) {
	if d.lang != English {
		return "", 0
	}
	f := d.f(k)
	switch {
	case (f == "not" || f == "yet") && d.near(k+1, min(k+3, end), "opened", "reopened", "seen"):
		return passage.Closed, k + 2
	case f == "not" && d.f(k+1) == "open" && d.f(k+2) == "to" || f == "not" && d.f(k+1) == "open" && d.f(k+2) == "for":
		return passage.Restricted, k + 3
	case f == "out" && d.f(k+1) == "of" && (d.f(k+2) == "use" || d.f(k+2) == "action"):
		return passage.Closed, k + 3
	case f == "under" && d.f(k+1) == "water", f == "no" && (d.f(k+1) == "lorry" || d.f(k+1) == "vehicle" || d.f(k+1) == "truck") && d.near(k, min(k+6, end), "has", "can"):
		return passage.Closed, k + 2
	case (f == "only" && d.near(max(a.to, k-4), k, "used", "usable", "passable", "open", "works", "working", "takes")):
		return passage.Restricted, k + 1
	case f == "working" && d.f(k+1) == "normally":
		return passage.Open, k + 2
	}
	return "", 0
}

// toSome reports whether "closed" is so for some alone: to lorries, to
// commercial flights.
func (d *doc) toSome(k int) bool {
	if d.f(k) != "to" && d.f(k) != "for" {
		return false
	}
	for i := k + 1; i < k+4; i++ {
		switch d.f(i) {
		case "lorries", "trucks", "vehicles", "commercial", "passenger", "flights", "cars", "tankers", "buses":
			return d.f(k+1) != "all" && d.f(k+1) != "any"
		}
	}
	return false
}
