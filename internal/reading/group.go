package reading

import "passage"

// groups finds bodies that have no name: national NGOs, three aid agencies.
func (d *doc) groups(begin, end int, t telling, have []side) []side {
	var all []side
	for k := begin; k < end; k++ {
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

// arabicGroups finds "14 منظمة إنسانية".
func (d *doc) arabicGroups(begin, end int) []side {
	for k := begin; k < end; k++ {
		v, e, ok := d.quantity(k)
		if !ok || v < 2 || e >= end {
			continue
		}
		switch d.f(e) {
		case "منظمه", "منظمات", "وكاله", "وكالات", "جمعيه", "جمعيات", "هييه":
			to := e + 1
			for to < end && to < e+3 {
				switch d.f(to) {
				case "انسانيه", "دوليه", "محليه", "اغاثيه", "طبيه", "غير", "حكوميه":
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
