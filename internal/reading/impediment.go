package reading

import (
	"strings"

	"passage"
)

// impediments finds clauses that say what stood in the way of aid.
func (d *doc) impediments() []Impediment {
	var all []Impediment
	for _, s := range d.sentences {
		seen := map[string]bool{}
		for k := s.first; k < s.last; k++ {
			p, end := dict().obstacles.at(d, k)
			kind, lang, _ := strings.Cut(p.value, "\t")
			if d.lang == English && (end == 0 || lang != "en") {
				if kind, end = d.impedimentAt(k, s); end > 0 {
					lang = "en"
				}
			}
			if end == 0 || lang != string(d.lang) || end > s.last || seen[kind] || d.wished(k, s) {
				continue
			}
			from, to := d.clause(k, end, s)
			if !d.ofAid(kind, s) {
				continue
			}
			seen[kind] = true
			i := Impediment{Kind: kind, Words: d.span(from, to), By: ByRules}
			i.Obstacle, i.Detail = ObstacleOf(kind)
			i.Place = d.placeNear(from, to, s)
			all = append(all, i)
			k = end - 1
		}
	}
	return all
}

// ObstacleOf puts a kind into OCHA's categories. What could be in several is
// left to a person.
func ObstacleOf(kind string) (passage.Obstacle, string) {
	switch kind {
	case "looted":
		return passage.ViolenceAgainstAid, "looting"
	case "attacked":
		return passage.ViolenceAgainstAid, "attack"
	case "detained":
		return passage.ViolenceAgainstAid, "detention"
	case "delayed":
		return "", "delay"
	case "demanded":
		return "", "fees"
	}
	return "", ""
}

// wished reports whether a clause only asks or warns of something.
func (d *doc) wished(k int, s sentence) bool {
	for i := max(s.first, k-4); i < k; i++ {
		switch d.f(i) {
		case "should", "must", "would", "if", "could", "may", "might", "never", "no", "not", "without", "avoid", "exempt", "لن", "لا", "عدم", "دون":
			return true
		}
	}
	return false
}

var aidWords = set("convoy convoys truck trucks lorry lorries aid relief humanitarian warehouse warehouses store stores cargo goods supplies medicines food fuel vehicle vehicles boat boats barge vessel vessels ambulance ambulances tanker tankers drivers driver hauliers county vans staff team teams movements movement containers shipment shipments mission missions application authorization organization organizations ngo ngos kits equipment crew travel scanner officers checkpoint partners women permits قافله شاحنه شاحنات مخزن مخازن مستودع مستودعات اغاثه مساعدات صهاريج قوافل سفن سفينه حمولات اسعاف الشاحنات القافله المساعدات موظفين سايقين نقاط وقود tir tirlar kamyon kamyonlar yardim konvoy konvoyu depo deposu tirlari tiri ambulans malzeme gemi araç sürücü")

// ofAid reports whether a sentence speaks of what carries aid, or of who does.
func (d *doc) ofAid(kind string, s sentence) bool {
	for k := s.first; k < s.last; k++ {
		if aidWords[d.f(k)] {
			return true
		}
		if d.lang != English {
			for _, f := range d.forms(d.f(k)) {
				if aidWords[f] {
					return true
				}
			}
		}
	}
	return kind == "denied" && d.f(s.first+1) == "were" || kind == "restricted" && s.last-s.first < 30
}

// clause is the part of a sentence that has words[k:end].
func (d *doc) clause(k, end int, s sentence) (from, to int) {
	from, to = s.first, s.last
	for i := s.first; i < k; i++ {
		f := d.f(i)
		if f == ";" || f == "؛" || f == ":" || f == "," && (d.f(i+1) == "and" || d.f(i+1) == "but") || (f == "," && i > s.first+6 && d.f(i+1) != "after" && k-i > 4) || f == "، و" {
			from = i + 1
		}
	}
	for i := from; i < k; i++ { // "a rule under which every convoy needs …", "and turned back …"
		f := d.f(i)
		if f == "which" && d.f(i-1) == "under" || f == "that" && d.f(i-1) != "after" && i > from || f == "and" && k-i <= 2 && i > from+3 {
			from = i + 1
		}
	}
	if f := d.f(end - 1); d.lang == English && (f == "of" || f == "on") { // a noun: the looting of …
		from = k
		for from > s.first && k-from < 3 && !d.w(from-1).mark && (d.f(from-1) == "the" || d.f(from-1) == "a" || d.f(from-1) == "continued" || d.f(from-1) == "repeated") {
			from--
		}
	}
	for d.f(from) == "and" || d.f(from) == "but" || d.w(from).mark {
		if from+1 >= k {
			break
		}
		from++
	}
	for i := end; i < s.last; i++ {
		f := d.f(i)
		if f == ";" || f == "؛" || f == "," || f == "،" || f == "." && i == s.last-1 || f == "and" && i > end+2 && d.hasVerb(i+1) {
			to = i
			break
		}
	}
	return from, max(to, end)
}

func (d *doc) hasVerb(k int) bool {
	for i := k; i < min(k+5, len(d.words)); i++ {
		switch d.f(i) {
		case "were", "was", "is", "are", "has", "have", "had":
			return true
		}
	}
	return false
}

// placeNear finds where something happened: the place behind in, at, near, on.
func (d *doc) placeNear(from, to int, s sentence) string {
	for k := from; k < min(to+6, s.last); k++ {
		f := d.f(k)
		switch d.lang {
		case Arabic:
			if f != "في" && f != "قرب" && f != "عند" && f != "بمدينه" {
				continue
			}
			if kind, end := d.placeAt(k + 1); end > 0 && kind == "city" {
				return d.placeValue(k+1, end).Value
			}
		case Turkish:
			if e := d.w(k).ending; d.w(k).upper && (e == "da" || e == "de" || e == "ta" || e == "te" || e == "ya" || e == "ye") {
				return d.w(k).text
			}
		default:
			switch f {
			case "in", "at", "near", "leaving", "of":
				if f == "of" && d.f(k-1) != "north" && d.f(k-1) != "south" && d.f(k-1) != "east" && d.f(k-1) != "west" {
					continue
				}
				if end := d.properAt(k + 1); end > 0 {
					return d.placeValue(k+1, end).Value
				}
			case "on":
				n := k + 1
				if d.f(n) == "the" {
					n++
				}
				if d.f(n) == "road" {
					if e := d.between(n + 1); e > 0 {
						return d.span(n, e).Text
					}
				}
			}
		}
	}
	return ""
}
