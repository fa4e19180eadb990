package reading

import (
	"slices"
	"strings"

	"passage"
)

// toldAgain takes the day and the place of an engagement, where the sentence that
// tells of it does not say them, from sentences near it that tell of the same: they
// connect the same people, speak of "the meeting", or are taken up by "he".
func (d *doc) toldAgain(e *Engagement, all []side) {
	form := passage.EngagementForm(e.Form.Value)
	if form == passage.Statement || e.Date != nil && (e.Place != nil || form != passage.Meeting) {
		return
	}
	chief := d.sentenceOf(e.Form.Words.From)
	order := []int{chief, chief - 1, chief + 1, chief - 2, chief + 2, chief + 3, chief + 4}
	for i := range min(2, chief-2) {
		order = append(order, i)
	}
	for _, i := range order {
		if i < 0 || i >= len(d.sentences) {
			continue
		}
		t, ok := d.sameAgain(i, chief, form, all)
		if !ok {
			continue
		}
		if e.Date == nil {
			e.Date = d.dateOf(t)
		}
		if e.Place == nil && form == passage.Meeting {
			e.Place = d.placeOf(t)
		}
	}
}

// sameAgain reports whether a sentence tells of the engagement that another one does.
func (d *doc) sameAgain(i, chief int, form passage.EngagementForm, all []side) (telling, bool) {
	s := d.sentences[i]
	if i == chief-1 && (d.takesUp(d.sentences[chief]) || d.sentences[chief].paragraph == s.paragraph && d.pronounIn(d.sentences[chief])) {
		at := s.first
		if d.lang == Turkish { // whose verb stands last
			at = s.last - 1
		}
		return telling{form, at, at, i}, true
	}
	if at := d.heldBefore(i, chief); at >= 0 {
		return telling{form, at, at + 1, i}, true
	}
	if at := d.goesOn(i, chief); at >= 0 {
		return telling{form, at, at + 1, i}, true
	}
	if c := d.contactIn(i); c != nil {
		same, unnamed := 0, i < 2
		for _, m := range c.sides {
			p := m.person
			if p != nil && p.name == "" {
				p = d.holderOf(p)
			} else {
				unnamed = false
			}
			if p != nil && slices.ContainsFunc(all, func(x side) bool { return x.person == p }) {
				same++
			}
		}
		if same > 1 || same > 0 && unnamed {
			return telling{form, c.from, c.to, i}, true
		}
	}
	far := i > chief+2 || i < chief-2
	for k := s.first; k < s.last; k++ {
		if meetVerbs[d.f(k)] && d.f(s.first) == "the" && k-s.first < 4 && i > chief && d.namedIn(s) == 0 && !d.unreal(k, s) { // "The committee met in X"
			return telling{form, k, k + 1, i}, true
		}
		if far && !(i < 2 && d.w(k-1).ending == "s" && d.dayAt(k-1)) { // "Monday's session" in the lead
			continue
		}
		if d.meantAgain(k, s) {
			return telling{form, k, k + 1, i}, true
		}
	}
	return telling{}, false
}

// heldBefore returns the word of the sentence before the one that tells that says
// that a meeting was held or an accord signed, which the one that tells goes on
// with; -1 if none does.
func (d *doc) heldBefore(i, chief int) int {
	if i != chief-1 {
		return -1
	}
	s, next := d.sentences[i], d.sentences[chief]
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		switch d.lang {
		case English:
			if f == "table" && d.f(k-1) == "round" || meetNouns[f] && !d.inName(k) {
				if s.paragraph == next.paragraph && (d.heldBy(k-count01(f == "table"), s) || d.near(max(s.first, k-6), k, "co-hosted", "gave")) && !d.unreal(k, s) && !d.putOff(k, s) && !d.near(max(s.first, k-3), k, "last", "previous", "earlier", "first") {
					return k
				}
			}
		case Arabic:
			f = strings.TrimSuffix(f, "ا")
			if !isOneOf(f, "مذكره", "اتفاق", "اتفاقيه", "اجتماع", "لقاء", "جلسه", "مباحثات", "ورشه") {
				continue
			}
			for n := next.first; n < next.last; n++ {
				if d.f(n) == "ال"+f || d.f(n) == "وال"+f {
					return k
				}
			}
		}
	}
	return -1
}

// goesOn reports whether the sentence behind the one that tells goes on with those
// who met, and says how they sat or where one of them was: "The two sat in X",
// "She was in X for a day"; it returns the word that says so, -1 if it does not.
func (d *doc) goesOn(i, chief int) int {
	s := d.sentences[i]
	if d.lang != English || i != chief+1 || s.paragraph != d.sentences[chief].paragraph {
		return -1
	}
	k := s.first
	switch {
	case d.f(k) == "the" && isOneOf(d.f(k+1), "two", "pair", "three", "visit", "signing", "handover", "ceremony", "exchange"):
		k += 2
	case isOneOf(d.f(k), "they", "both"):
		k++
	case isOneOf(d.f(k), "he", "she"):
		if isOneOf(d.f(k+1), "was", "is", "had", "arrived", "flew", "travelled", "came") {
			for n := k + 1; n < min(k+5, s.last); n++ {
				if isOneOf(d.f(n), "in", "to") && d.cityAt(n+1) {
					return k
				}
			}
		}
		return -1
	default:
		return -1
	}
	if isOneOf(d.f(k), "sat", "met", "spoke", "talked", "were", "was", "stood", "took", "signed", "shook", "gathered", "held") {
		return k
	}
	return -1
}

// pronounIn reports whether a sentence speaks of somebody who was named before.
func (d *doc) pronounIn(s sentence) bool {
	for k := s.first; k < s.last && d.lang == English; k++ {
		if isOneOf(d.f(k), "he", "she", "they", "him", "her", "them", "there") && (k == s.first || d.f(k-1) != "\"") {
			return true
		}
	}
	return false
}

// takesUp reports whether a sentence begins with what the one before told.
func (d *doc) takesUp(s sentence) bool {
	f, next := d.f(s.first), d.f(s.first+1)
	switch d.lang {
	case English:
		return isOneOf(f, "he", "she", "they") || f == "it" && isOneOf(next, "brought", "gathered", "drew", "ended", "was") || isOneOf(f, "the", "this", "that") && isOneOf(next, "decision", "agreement", "deal", "promise", "announcement", "understanding", "commitment", "pledge", "concession", "two", "pair")
	case Turkish:
		return strings.HasPrefix(f, "protokol") || strings.HasPrefix(f, "anlaşma") || f == "karar"
	}
	return strings.HasPrefix(f, "وجاء") || strings.HasPrefix(f, "وياتي")
}

// meantAgain reports whether word k speaks of the engagement: the meeting.
func (d *doc) meantAgain(k int, s sentence) bool {
	f := d.f(k)
	switch d.lang {
	case Arabic:
		f = strings.TrimPrefix(strings.TrimPrefix(f, "و"), "ب")
		return isOneOf(f, "اللقاء", "الاجتماع", "الزياره", "المباحثات", "المحادثات", "الاتصال", "الجلسه", "المكالمه", "الرساله")
	case Turkish:
		return strings.HasPrefix(f, "görüşme") || strings.HasPrefix(f, "toplanti") || strings.HasPrefix(f, "ziyaret") || strings.HasPrefix(f, "buluşma") || strings.HasPrefix(f, "imza")
	}
	if !meetNouns[f] && !isOneOf(f, "visit", "call", "talk", "letter", "review", "contact") || d.inName(k) || d.unreal(k, s) || d.putOff(k, s) {
		return false
	}
	for i := k - 1; i >= max(s.first, k-3); i-- {
		if f == "letter" && d.f(i) == "a" {
			return true
		}
		if f := d.f(i); isOneOf(f, "the", "their", "this", "his", "her") {
			return !d.near(i, k, "next", "last", "previous", "earlier", "first", "second", "another")
		}
	}
	return d.w(k-1).ending == "s" && d.dayAt(k-1)
}
