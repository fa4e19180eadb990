package reading

import "strings"

// turkishVenues are where people meet in whatever town.
var turkishVenues = set("külliye köşk saray bakanlik meclis valilik belediye merkez makam konut otel ofis büro karargah zirve toplanti görüşme beştepe kaymakamlik büyükelçilik konsolosluk havalimani liman genel sarayi köşkü külliyesi ofisi merkezi binasi")

// turkishVenue reports whether word k is a venue that somebody is in: Valiliğinde.
func (d *doc) turkishVenue(k int) bool {
	w := d.w(k)
	in := isOneOf(w.ending, "da", "de", "ta", "te", "nda", "nde")
	for _, e := range []string{"nda", "nde", "da", "de", "ta", "te"} {
		in = in || w.ending == "" && strings.HasSuffix(w.fold, e)
	}
	if !in {
		return false
	}
	for v := range turkishVenues {
		if v = strings.TrimSuffix(v, "k"); len(v) > 3 && strings.HasPrefix(w.fold, v) { // valilik, valiliğinde
			return true
		}
	}
	return false
}

// turkishPlace looks for a town in the locative (Ankara'da), before the venue in it
// (Gaziantep Valiliğinde), and where somebody had gone (Amman'a bir ziyaret).
func (d *doc) turkishPlace(t telling, s sentence) *Value {
	var gone *Value
	for k := s.first; k < s.last && k <= t.to; k++ {
		w := d.w(k)
		if w.fold == "burada" {
			return d.here(k)
		}
		if kind, end := d.placeAt(k); kind == "city" && !d.inPerson(k) && d.w(end-1).ending == "" {
			if turkishEvent(d.f(end)) && !d.bodyHas(k) {
				return d.placeValue(k, end)
			}
			for n := end; n < min(end+3, t.to) && !d.w(n).mark && !d.inPerson(n); n++ {
				if d.turkishVenue(n) {
					return d.placeValue(k, end)
				}
			}
		}
		e := w.ending
		switch {
		case !w.upper || w.num || d.inPerson(k):
			continue
		case isOneOf(e, "a", "e", "ya", "ye", "i", "u", "ü", "yi", "yu", "yü", "na", "ne"):
			if kind, _ := d.placeAt(k); kind == "city" && d.turkishVisit(k+1, min(k+6, s.last)) {
				gone = d.placeValue(k, k+1)
			}
			continue
		case isOneOf(e, "daki", "deki", "taki", "teki"):
			if kind, _ := d.placeAt(k); kind != "city" || !d.turkishVenue(k+1) && !d.turkishVenue(k+2) && !turkishEvent(d.f(k+1)) {
				continue
			}
		case !isOneOf(e, "da", "de", "ta", "te"):
			continue
		}
		if _, m := d.month(k); m > k || turkishVenues[w.fold] {
			continue
		}
		from := k
		if from > s.first && d.w(from-1).upper && !d.w(from-1).mark && d.w(from-1).ending == "" && !d.inPerson(from-1) && from-1 > s.first {
			from--
		}
		if kind, end := d.placeAt(k - 1); kind == "city" && end == k+1 {
			return d.placeValue(k-1, k+1)
		}
		if kind, _ := d.placeAt(k); kind == "country" || kind == "region" {
			continue
		}
		if kind, end := d.placeAt(k - 1); kind == "country" && end > k {
			continue
		}
		return d.placeValue(from, k+1)
	}
	if gone != nil {
		return gone
	}
	if t.sentence > 0 && d.takenUp(t) {
		prev := d.sentences[t.sentence-1]
		return d.turkishPlace(telling{t.form, prev.last - 1, prev.last, 0}, prev)
	}
	return nil
}

// turkishEvent reports whether a word names what people meet at, in whatever town.
func turkishEvent(f string) bool {
	for _, stem := range []string{"zirve", "konferans", "forum", "temaslari", "ziyaretin", "programi", "toplantisin"} {
		if strings.HasPrefix(f, stem) {
			return true
		}
	}
	return false
}

// turkishVisit reports whether words[from:to] say that somebody went there.
func (d *doc) turkishVisit(from, to int) bool {
	for k := from; k < to; k++ {
		f := d.f(k)
		for _, stem := range []string{"ziyaret", "giden", "gitti", "gelen", "geldi", "gelerek", "ulaşan", "varan", "intikal"} {
			if strings.HasPrefix(f, stem) {
				return d.f(k-1) != "bir" || stem != "geldi"
			}
		}
		if f == "," {
			return false
		}
	}
	return false
}
