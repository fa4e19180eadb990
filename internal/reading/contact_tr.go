package reading

import (
	"strings"

	"passage"
)

var (
	// by their beginnings: what has not come to pass, or is done to somebody who is not there
	turkishNotYet = []string{"planlan", "beklen", "ertelen", "iptal", "reddet", "suçla", "eleştir", "kinad", "yalanla", "görevden", "atadi", "öldür", "tutukla", "yerine", "karşin", "rağmen", "aksine", "önümüzdeki", "gelecek", "istemiyor"}
	turkishSource = []string{"göre", "ait", "adina", "hakkinda"}
)

// turkishContact returns two of a sentence whom its verb connects: it stands at
// the end, and whom it is done to bears an ending.
func (d *doc) turkishContact(si int) *contact {
	s := d.sentences[si]
	last := s.last - 1
	for last > s.first && d.w(last).mark {
		last--
	}
	of := d.clausesOf(s)
	for k := s.first; k < s.last; k++ {
		if of[k-s.first] == of[last-s.first] && beginsWith(d.f(k), turkishNotYet) {
			return nil
		}
	}
	if v := d.f(last); turkishNegated(v) || strings.Contains(v, "acak") || strings.Contains(v, "ecek") {
		return nil
	}
	there := false // who is said to have come needs no ending
	for k := s.first; k < s.last; k++ {
		there = there || d.f(k) == "hazir" && strings.HasPrefix(d.f(k+1), "bulun") || strings.HasPrefix(d.f(k), "katildi") || d.f(k) == "başkanlik"
	}
	parties := d.partiesIn(s)
	for i := range parties {
		for j := i + 1; j < len(parties); j++ {
			a, b := parties[i], parties[j]
			if d.standing(a) < 3 || d.standing(b) < 3 || !d.apart(a, b) || !there && !d.turkishLinked(a, b) {
				continue
			}
			t := telling{d.turkishForm(s), last, last + 1, si}
			return &contact{telling: t, sides: d.wholeRow([]mention{a, b}, parties), score: 7}
		}
	}
	return nil
}

// turkishNegated reports whether a verb is denied: görüşmedi, görüşmemiş, görüşmüyor.
func turkishNegated(v string) bool {
	for _, e := range []string{"madi", "medi", "madilar", "mediler", "mamiş", "memiş", "mamiştir", "memiştir", "miyor", "müyor", "muyor"} {
		if strings.HasSuffix(v, e) {
			return true
		}
	}
	return false
}

// turkishLinked reports whether one of two is joined to the other, or bears the
// ending of whom something is done to, with or by.
func (d *doc) turkishLinked(a, b mention) bool {
	for _, w := range turkishSource {
		if d.f(b.to) == w || d.f(a.to) == w {
			return false
		}
	}
	with := b.to
	if b.body != nil { // its delegation
		with++
	}
	if d.f(a.to) != "" && a.body != nil && d.f(a.to+1) == "ile" || d.f(with) == "ile" || d.f(b.to) == "ve" && strings.HasPrefix(d.f(b.to+1), "beraberinde") || d.w(a.to-1).ending != "" && a.person != nil || d.onlyJoins(a.to, b.from) || d.f(b.to) == "ile" || d.f(a.to) == "ile" || d.f(b.to) == "tarafindan" || d.f(b.to) == "de" || d.f(b.to) == "da" || d.w(b.to-1).ending != "" {
		for k := a.to; k < b.from; k++ { // another clause
			if f := d.f(k); f == "ise" || f == "göre" || f == ";" || f == "ancak" || f == "\"" || f == "“" || f == "söyledi" || f == "belirtti" {
				return false
			}
		}
		return true
	}
	return false
}

// turkishForm tells by the words of a sentence in which way two were in touch.
func (d *doc) turkishForm(s sentence) passage.EngagementForm {
	form := passage.Meeting
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		switch {
		case strings.HasPrefix(f, "mektu"), strings.HasPrefix(f, "yazili"), strings.HasPrefix(f, "yazisi"), strings.HasPrefix(f, "dilekçe"), f == "yazi", strings.HasPrefix(f, "yazdi"):
			return passage.Letter
		case strings.HasPrefix(f, "telefon"), f == "aradi", strings.HasPrefix(f, "video"), strings.HasPrefix(f, "çevrim"):
			form = passage.Call
		}
	}
	return form
}
