package reading

import (
	"strings"

	"passage"
)

// dateOf finds the day in the sentence that tells of an engagement: the one
// closest to the words that do, but none that another thing is dated by.
func (d *doc) dateOf(t telling) *Day {
	s := d.sentences[t.sentence]
	var best *dateAt
	for i := range d.days {
		a := &d.days[i]
		if a.from < s.first || a.to > s.last || a.day == 0 || a.since || a.ahead || d.on.day != 0 && a.day > d.on.day || d.datesAnother(a) {
			continue
		}
		if a.from == d.on.from && a.to == d.on.to && d.on.to > 0 && d.heading(*a) && len(d.daysIn(s.first, s.last)) > 1 {
			continue // the dateline of a first sentence
		}
		if a.from == d.on.from && a.to == d.on.to && d.f(a.from-2) != "meeting" {
			continue
		}
		if d.otherClause(a, t) {
			continue
		}
		if best == nil || distance(a, t) < distance(best, t) {
			best = a
		}
	}
	if best != nil {
		day := best.day
		if best.first != 0 {
			day = best.first
		}
		return &Day{day, d.span(best.from, best.to), ByRules}
	}
	same := false
	for k := s.first; k < s.last; k++ {
		same = same || d.f(k) == "ayni" && strings.HasPrefix(d.f(k+1), "gün") || (d.f(k) == "نفسه" || d.f(k) == "ذاته" || d.f(k) == "نفس" || d.f(k) == "ذات") && (d.f(k-1) == "اليوم" || d.f(k+1) == "اليوم") || d.f(k) == "same" && (strings.HasPrefix(d.f(k+1), "day") || d.f(k+1) == "afternoon" || d.f(k+1) == "evening" || d.f(k+1) == "morning")
	}
	if t.sentence > 0 && (same || d.lang == English && d.placeBefore(t, s) != nil || d.lang == Turkish && d.takenUp(t) || t.form == passage.Letter && d.sentences[t.sentence-1].paragraph == s.paragraph) {
		for i := t.sentence - 1; i >= max(0, t.sentence-3); i-- {
			if at := d.dateOf(telling{t.form, d.sentences[i].last, d.sentences[i].last, i}); at != nil {
				return at
			}
		}
	}
	for _, a := range d.days { // "The letter, dated 19 April", "in his letter of 19 May"
		if b := d.f(a.from - 1); t.form == passage.Letter && a.day != 0 && (b == "dated" || (b == "of" || b == "on") && d.f(a.from-2) == "letter" || b == "بتاريخ" || d.f(a.to) == "tarihli") {
			return &Day{a.day, d.span(a.from, a.to), ByRules}
		}
	}
	return nil
}

// takenUp reports whether the Turkish sentence before says that something was
// talked over, and when and where.
func (d *doc) takenUp(t telling) bool {
	s := d.sentences[t.sentence-1]
	if s.paragraph != d.sentences[t.sentence].paragraph {
		return false
	}
	for k := s.first; k < s.last; k++ {
		if f := d.f(k); f == "ele" && strings.HasPrefix(d.f(k+1), "alin") || strings.HasPrefix(f, "görüşül") || strings.HasPrefix(f, "konuşul") || strings.HasPrefix(f, "toplan") {
			return true
		}
	}
	return false
}

// otherClause reports whether "after" parts a day from the words that tell of
// an engagement: trucks moved on Thursday, after they had met.
func (d *doc) otherClause(a *dateAt, t telling) bool {
	for k := a.to; k < t.from; k++ {
		if d.f(a.from-2) == "agreed" {
			return false
		}
		if f := d.f(k); f == "after" || f == "before" || f == "following" {
			return true
		}
	}
	return false
}

func distance(a *dateAt, t telling) int {
	if a.from >= t.to {
		return a.from - t.to
	}
	return t.from - a.to + 1
}

// datesAnother reports whether a day belongs to something else than what the
// sentence tells: the order of 24 December, reporters on Thursday.
func (d *doc) datesAnother(a *dateAt) bool {
	before := d.f(a.from - 1)
	if f := d.f(a.from - 2); before == "of" && (f == "meeting" || f == "evening" || f == "morning" || f == "afternoon" || f == "night" || f == "call") {
		return false
	}
	if before == "of" || before == "after" || before == "before" || before == "between" || before == "سريان" {
		return true
	}
	k := a.from - 1
	if before == "on" || before == "late" || before == "في" || before == "يوم" {
		k--
	}
	f := d.f(k)
	return f == "said" || f == "told" || f == "reporters" || f == "circulated" || f == "issued" || f == "published" || f == "earthquakes" || f == "statement" ||
		d.lang == Turkish && strings.HasPrefix(d.f(a.to), "deprem")
}
