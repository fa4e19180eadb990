package reading

import (
	"slices"
	"strings"
)

// toldHer finds in one sentence somebody, and another who did something to him or her
// in a clause of its own: X was in Y, where Z showed her two cranes.
func (d *doc) toldHer(si int, parties []mention) *contact {
	s := d.sentences[si]
	for j := 1; j < len(parties); j++ {
		b := parties[j]
		if d.standing(b) < 3 || d.onlyTellsAt(b) {
			continue
		}
		from := d.behindAside(b.to, s.last)
		for k := from; k < min(from+5, s.last-1) && !clauseEnds[d.f(k)] && !notYet[d.f(k)]; k++ {
			n := k + 1
			if isOneOf(d.f(n), "to", "with") {
				n++
			}
			if !contactVerbs[d.f(k)] || !isOneOf(d.f(n), "him", "her", "them") {
				continue
			}
			for _, a := range parties[:j] {
				if d.standing(a) == 3 && d.apart(a, b) && !d.onlyTellsAt(a) && !d.unrealBefore(a.from, s) && !d.onlyJoins(a.to, b.from) {
					return &contact{telling: telling{d.formOf(s), k, k + 1, si}, sides: []mention{a, b}, score: 7}
				}
			}
		}
	}
	return nil
}

// toldThem finds "Y told him that …", "With him was Y" and "He spent an hour with Y"
// behind a sentence that begins with X.
func (d *doc) toldThem(si int, parties []mention) *contact {
	s := d.sentences[si]
	if si == 0 {
		return nil
	}
	for _, m := range parties {
		if d.standing(m) < 3 || d.onlyTellsAt(m) {
			continue
		}
		at, strong := -1, false
		for k := m.to; k < min(m.to+8, s.last-1) && !clauseEnds[d.f(k)] && !notYet[d.f(k)]; k++ { // Y told him
			n := k + 1
			if isOneOf(d.f(n), "on", "to", "for") {
				n++
			}
			if contactVerbs[d.f(k)] && isOneOf(d.f(n), "him", "her", "them", "with") {
				at = k
				break
			}
		}
		for k := s.first; k < min(s.first+12, m.from) && at < 0; k++ { // he told Y
			switch f := d.f(k); {
			case k == s.first && gerundOf(f) && isOneOf(d.f(k+1), "him", "her", "them") && isOneOf(d.f(k+2), "was", "were"): // guiding her was Y
				at = k
			case isOneOf(f, "he", "she", "they") && (k == s.first || d.f(k-1) == "," || d.dayAt(k-1)) && d.reaches(m, m, k+1, d.beforeTitles(m.from, k+1), &strong) && strong,
				f == "with" && isOneOf(d.f(k+1), "him", "her", "them") && isOneOf(d.f(k+2), "was", "were", "stood", "sat", "came"):
				at = k
			}
		}
		if at < 0 {
			continue
		}
		first := d.sentences[si-1].first
		for _, x := range d.partiesIn(d.sentences[si-1]) {
			if d.standing(x) == 3 && d.apart(x, m) && !d.onlyTellsAt(x) && x.from-first < 12 {
				return &contact{telling: telling{d.formOf(s), at, at + 1, si}, sides: []mention{x, m}, score: 7}
			}
		}
	}
	return nil
}

// undergone is what becomes of somebody who is only spoken of.
var undergone = set("expulsion arrest release death detention appointment killing dismissal removal murder abduction kidnapping resignation election disappearance")

// onlySpokenOf reports whether a clause says of somebody what only those are told to
// have done, or to be about to do, who were not there.
func (d *doc) onlySpokenOf(p *person) bool {
	s := d.sentences[p.sentence]
	if d.lang == Arabic {
		return isOneOf(d.f(s.first), "وكان", "وكانت") && d.near(s.first, p.begins(), "قد") || d.near(max(s.first, p.begins()-4), p.begins(), "غاب", "غابت", "تغيب", "تغيبت", "اعتذر", "اعتذرت")
	}
	if d.lang == Turkish {
		for k := p.ends(); k < s.last && d.f(k) != ";"; k++ {
			if strings.HasPrefix(d.f(k), "katilma") && turkishNegated(d.f(k)) {
				return true
			}
		}
		return false
	}
	k := d.behindAside(p.ends(), s.last)
	before := d.beforeTitles(p.begins(), s.first) - 1
	switch f := d.f(k); {
	case isOneOf(f, "is", "are", "was", "were"):
		return isOneOf(d.f(k+1), "expected", "due", "scheduled", "abroad", "away", "absent", "informed", "unavailable") || d.f(k+1) == "told" && isOneOf(d.f(k+2), "by", "later", "separately") || d.f(k+1) == "not" && isOneOf(d.f(k+2), "there", "present", "at", "in", "available", "invited")
	case f == "did" && d.f(k+1) == "not":
		return isOneOf(d.f(k+2), "attend", "come", "take", "join", "answer", "respond", "reply", "comment")
	case f == "declined" && d.f(k+1) == "to":
		return isOneOf(d.f(k+2), "comment", "attend", "speak")
	case f == "sent":
		return isOneOf(d.f(k+1), "regrets", "apologies", "word", "nobody") || d.f(k+1) == "a" && isOneOf(d.f(k+2), "message", "letter")
	case d.has(k+1, "a", "separate"):
		return true
	case f == "will" && d.f(k+1) == "visit":
		return true
	case f == "had": // the list that X had signed
		return isOneOf(d.f(before), "which", "whom", "what") && before > s.first && !contactNouns[d.f(before-1)] && !meetNouns[d.f(before-1)]
	}
	if d.f(before) == "," && d.f(before-2) == "whose" {
		before -= 2
	}
	if d.f(before) == "whose" && !(contactVerbs[d.f(k)] && d.near(k+1, k+3, "him", "her", "them")) && !isOneOf(d.f(before-1), "delegation", "team", "mission") && !(d.f(before-1) == "," && isOneOf(d.f(before-2), "delegation", "team", "mission")) {
		return true
	}
	if (d.has(before-1, ",", "said") || d.has(before-2, ",", "said")) && d.w(p.ends()).mark { // "…, said X, …"
		return true
	}
	if d.f(before) == "of" && undergone[d.f(before-1)] {
		return true
	}
	return d.f(before) == "under" || slices.ContainsFunc([]string{"in the absence", "on behalf", "at the request", "on the orders", "with the approval"}, func(x string) bool {
		f := append(strings.Fields(x), "of")
		return d.has(before+1-len(f), f...)
	})
}

// guest reports whether somebody was had to a meal.
func (d *doc) guest(from, to int) bool {
	for k := from; k < to; k++ {
		if isOneOf(d.f(k), "to", "for") && isOneOf(d.f(k+1), "lunch", "dinner", "tea", "breakfast", "supper", "coffee", "iftar") {
			return true
		}
	}
	return false
}

// namedNext gives the only office of a sentence that names nobody for it to whom the next
// sentence begins with, if that one has none: "… to the Swedish ambassador. Mr X had come …".
func (d *doc) namedNext() {
	for i := range d.people {
		p := &d.people[i]
		if p.name != "" || p.body == "" && p.level == "" || p.sentence+1 >= len(d.sentences) || strings.HasSuffix(d.f(p.roleTo-1), "s") || d.holderOf(p) != nil || d.w(p.ends()-1).ending == "s" {
			continue
		}
		next := d.sentences[p.sentence+1]
		if next.paragraph != d.sentences[p.sentence].paragraph {
			continue
		}
		offices := 0
		var q *person
		for j := range d.people {
			x := &d.people[j]
			if x.name == "" && x.sentence == p.sentence {
				offices++
			}
			if x.name != "" && x.sentence == p.sentence+1 && x.body == "" && (x.role == "" || onlyRank(x.role)) && d.beforeTitles(x.from, next.first) == next.first {
				q = x
			}
		}
		if q == nil || offices != 1 || !d.titled(q) && !d.hasAny(contactVerbs, q.to, min(q.to+5, next.last)) && !isOneOf(d.f(q.to), "made", "had", "wants", "said") {
			continue
		}
		if onlyRank(q.role) {
			q.role, q.level = "", ""
		}
		d.complete(q, p)
	}
}

// gerundOf reports whether a word is a verb's of being with somebody.
func gerundOf(f string) bool {
	return isOneOf(f, "guiding", "receiving", "meeting", "awaiting", "accompanying", "hosting", "welcoming", "briefing", "facing", "showing")
}

// inPassing reports whether words that tell of an engagement stand further down, of people
// who are named nowhere else, while the report begins with others between whom there is more.
func (d *doc) inPassing(t telling, all []side) bool {
	if d.lang != English || t.sentence < 3 || namedOf(all) == 0 {
		return false
	}
	for _, x := range all {
		if x.person == nil || x.Name == "" {
			continue
		}
		for k := range d.words {
			if q := d.called(k); (q == x.person || k == x.person.from) && d.sentenceOf(d.w(k).from) != t.sentence {
				return false
			}
		}
	}
	for si := range 3 {
		c := d.contactIn(si)
		if c == nil || c.score < leastScore+1 {
			continue
		}
		for _, m := range c.sides {
			if m.person != nil && m.person.name != "" && !slices.ContainsFunc(all, func(x side) bool { return x.person == m.person }) {
				return true
			}
		}
	}
	return false
}
