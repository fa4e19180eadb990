package reading

// besideTelling reports whether words that are written like a name stand where
// only somebody who met, called or wrote can.
func (d *doc) besideTelling(i, end int) bool {
	k := i - 1
	if d.f(k) == "to" && (d.f(k-1) == "spoke" || d.f(k-1) == "wrote" || d.f(k-1) == "talked" || d.f(k-1) == "spoken" || d.f(k-1) == "addressed") {
		return true
	}
	switch d.f(k) {
	case "met", "with", "between", "received", "hosted", "greeted", "briefed", "told", "telephoned", "phoned", "saw":
		return !d.thingBehind(end)
	case "by":
		return leads[d.f(k-1)]
	case "and", ",":
		for j := range d.people { // the next one of a row
			if p := &d.people[j]; p.name != "" && p.ends() <= k && k-p.ends() <= 1 {
				return !d.thingBehind(end)
			}
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
		case acts[f]:
			return true
		case f == "has" || f == "had" || f == "also" || f == "today" || f == "yesterday" || f == "then" || f == "later" || f == "who" && k == end || f == "," && k == end && d.f(k+1) == "who", len(f) > 4 && f[len(f)-2:] == "ly", f == "on" && d.w(k+1).upper, d.dayAt(k):
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

var acts = set("said says told met meets spoke wrote asked replied answered explained urged stressed thanked agreed promised pledged insisted argued warned received hosted chaired signed travelled sat described recalled apologised apologized complained conceded acknowledged admitted nodded shook listened expressed emphasised emphasized underlined reiterated conveyed proposed suggested chaired assured undertook")
