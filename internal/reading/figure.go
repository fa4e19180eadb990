package reading

import (
	"strconv"
	"strings"
)

// figureList finds numbers with a unit that a dictionary has.
func (d *doc) figureList() []Figure {
	var all []Figure
	for k := 0; k < len(d.words); k++ {
		if p, end := dict().units.at(d, k); end > 0 { // Arabic has a form for two of a thing
			if n, unit, ok := strings.Cut(strings.Split(p.value, "\t")[0], " "); ok {
				v, _ := strconv.ParseFloat(n, 64)
				all = append(all, Figure{v, unit, d.span(k, end), ByRules})
				k = end - 1
				continue
			}
		}
		v, end, ok := d.quantity(k)
		if !ok || d.isDate(k) || d.f(k-1) == "-" && d.w(k-1).from == d.w(k).from-1 {
			continue
		}
		if f, last, ok := d.figureAt(k, end, v); ok {
			all = append(all, f)
			k = last - 1
			continue
		}
		k = end - 1
	}
	return all
}

func (d *doc) isDate(k int) bool {
	for _, a := range d.days {
		if k >= a.from && k < a.to {
			return true
		}
	}
	return false
}

// figureAt reads the unit of a number in words[k:end].
func (d *doc) figureAt(k, end int, v float64) (Figure, int, bool) {
	from := k
	prev := d.f(k - 1)
	if prev == "$" || prev == "usd" || prev == "$us" {
		from--
		if d.f(k-1) == "$" && (d.f(k-2) == "us" || d.f(k-2) == "usd") {
			from--
		}
		return Figure{v, "usd", d.span(from, end), ByRules}, end, true
	}
	if d.f(end) == "%" || prev == "%" || prev == "yüzde" {
		if prev == "%" || prev == "yüzde" {
			from--
		} else {
			end++
		}
		return Figure{v, "other", d.span(from, end), ByRules}, end, true
	}
	if v == 0 {
		return Figure{}, 0, false
	}
	unit, unitFrom, unitEnd := d.unit(end)
	if unit == "" {
		return Figure{}, 0, false
	}
	if v == 1 && unit != "usd" && !d.w(k).num {
		return Figure{}, 0, false
	}
	next := d.f(unitEnd)
	if unit == "days" || unitFrom > 0 && unit == "other" {
		switch {
		case next == "ago" || next == "earlier" || next == "before" || next == "later" || next == "önce" || next == "sonra", d.f(k-1) == "قبل", d.f(end) == "saat" && (d.f(end+1) == "açik" || d.f(end+1) == "boyunca"):
			return Figure{}, 0, false
		}
	}
	last := unitEnd
	rated, daily := d.ratedBefore(k)
	switch {
	case next == "a" && d.f(unitEnd+1) == "day", next == "per" && d.f(unitEnd+1) == "day", next == "/" && d.f(unitEnd+1) == "day", next == "each" && d.f(unitEnd+1) == "day", next == "every" && d.f(unitEnd+1) == "day":
		last = unitEnd + 2
		unit = perDay(unit)
	case next == "daily" || next == "يوميا":
		last = unitEnd + 1
		unit = perDay(unit)
	case next == "في" && d.f(unitEnd+1) == "اليوم":
		last = unitEnd + 2
		unit = perDay(unit)
	case rated < k:
		if daily {
			unit = perDay(unit)
		} else if unit != "usd" {
			unit = "other"
		}
		if !hedges[prev] { // a bound stays outside, where it is seen
			from = rated
		}
	case next == "a" && (d.f(unitEnd+1) == "week" || d.f(unitEnd+1) == "month" || d.f(unitEnd+1) == "year"), next == "per" && (d.f(unitEnd+1) == "week" || d.f(unitEnd+1) == "month"):
		last = unitEnd + 2
		if unit != "usd" {
			unit = "other"
		}
	}
	s := d.sentences[d.sentenceOf(d.w(k).from)]
	if unit == "trucks" && unitEnd < s.last { // "60 trucks can be loaded daily"
		for j := unitEnd; j < min(unitEnd+5, s.last); j++ {
			if d.f(j) == "daily" {
				unit, last = "trucks_per_day", j+1
			}
		}
	}
	if last > s.last {
		last = min(last, s.last)
	}
	return Figure{v, unit, d.span(from, max(last, end)), ByRules}, max(last, end), true
}

// ratedBefore is where Turkish says before a number, and before "at least" or "at most"
// too, that it is of each day or another span of time: "günde en az 50"; k where it does
// not.
func (d *doc) ratedBefore(k int) (from int, daily bool) {
	last := k
	if d.f(k-2) == "en" && isOneOf(d.f(k-1), "az", "çok", "fazla") {
		last -= 2
	}
	for from := last - 2; from < last && d.lang == Turkish; from++ {
		if daily, end := d.rate(from); end == last {
			return from, daily
		}
	}
	return k, false
}

func perDay(unit string) string {
	switch unit {
	case "trucks", "tonnes", "litres":
		return unit + "_per_day"
	case "usd", "people":
		return unit
	}
	return "other"
}

// unit reads the unit behind a number, with up to two words that qualify it in
// between: 17,000 displaced people.
func (d *doc) unit(k int) (unit string, from, end int) {
	for skip := 0; skip <= 2 && k+skip < len(d.words); skip++ {
		w := d.w(k + skip)
		if w.mark || w.num {
			return "", 0, 0
		}
		p, e := dict().units.at(d, k+skip)
		if e > 0 {
			value, _, _ := strings.Cut(p.value, "\t")
			if strings.Contains(value, " ") || d.lang != Arabic && !d.unitOf(p) {
				return "", 0, 0
			}
			return value, k + skip, e
		}
		if d.lang != English && skip > 0 || notNames[w.fold] || w.upper || strings.HasSuffix(w.fold, "ing") || d.lang == English && strings.HasSuffix(w.fold, "s") {
			return "", 0, 0
		}
		switch w.fold {
		case "of", "per", "more", "other", "or", "others", "ve", "ile", "من", "في", "و", "have", "has", "had", "were", "was", "are", "is":
			return "", 0, 0
		}
	}
	return "", 0, 0
}

// unitOf holds units of Turkish to Turkish: "on" and "ay" are words elsewhere.
func (d *doc) unitOf(p phrase) bool {
	turkish := p.words[0] == "gün" || p.words[0] == "ay" || p.words[0] == "hafta" || p.words[0] == "saat"
	return !turkish || d.lang == Turkish
}

// Says reports whether a text has a number, in digits or in words.
func Says(text string, v float64) bool {
	d := newDoc(text)
	for k := range d.words {
		if n, _, ok := d.quantity(k); ok && n == v {
			return true
		}
	}
	return false
}
