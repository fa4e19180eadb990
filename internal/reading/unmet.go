package reading

import (
	"strings"

	"passage"
)

// What did not come to be, or has not yet, is told in its own clause: whoever was refused
// on Monday may have met on Tuesday. data/unmet.tsv has the words. `off` denies what its
// clause tells of, `be` does behind a form of be, `no` if it is a meeting that is refused or
// asked for, `stem` by how a Turkish word begins; `back` denies also what stands before a
// "but" and, of what only connects two, the sentence before: who set out came to no meeting
// if they turned back. `but` begins a clause that stands against what was told, `sub` one
// that does not bear the sentence; in Turkish it ends it.

// clausesOf numbers the clause of each word of a sentence: what bears it has one number,
// up to a "but", and what does not has one below zero.
func (d *doc) clausesOf(s sentence) []int {
	if of := d.clauses[s.first]; of != nil {
		return of
	}
	of := make([]int, s.last-s.first)
	main, n, now := 0, 0, 0
	for k := s.first; k < s.last; k++ {
		sort, end := d.unmetWord(k)
		switch {
		case sort == "but":
			n++
			main, now = n, n
		case sort == "sub" && d.lang == Turkish:
			if d.f(end) != "," && d.f(end) != "ve" && !strings.HasSuffix(d.f(k), "nca") && !strings.HasSuffix(d.f(k), "nce") {
				break
			}
			n++
			for i := k - 1; i >= s.first && of[i-s.first] == main; i-- {
				of[i-s.first] = -n
			}
			for i := k; i < min(end, s.last); i++ {
				of[i-s.first] = -n
			}
			k = min(end, s.last) - 1
			continue
		case sort == "sub":
			n++
			now = -n
		case isOneOf(d.f(k), ";", "؛", ":"):
			n++
			main, now = n, n
		case isOneOf(d.f(k), ",", "،"):
			now = main
		}
		of[k-s.first] = now
	}
	if d.clauses == nil {
		d.clauses = map[int][]int{}
	}
	d.clauses[s.first] = of
	return of
}

// unmetWord is the sort of the words of unmet.tsv that begin at word k, and where they end.
func (d *doc) unmetWord(k int) (sort string, end int) {
	if d.inPerson(k) {
		return "", 0
	}
	p, end := dict().unmet.at(d, k)
	lang, sort, _ := strings.Cut(p.value, "\t")
	switch {
	case end == 0 || lang != string(d.lang) || sort == "stem":
	case sort == "no" && d.meetingRefused(k, end), sort == "be" && (beings[d.f(k-1)] || beings[d.f(k-2)]):
		return "off", end
	case sort != "no" && sort != "be":
		return sort, end
	}
	if d.lang == Arabic && d.f(k-1) == "،" && strings.HasPrefix(d.f(k), "ف") && weighMeetsArabic[strings.TrimPrefix(d.f(k), "ف")] {
		return "but", k
	}
	if d.lang == Turkish {
		return d.turkishUnmet(k)
	}
	return "", 0
}

var (
	beings = set("is are was were been be being")
	// by their beginnings: nouns for what one asks for
	turkishMeetings = []string{"görüşme", "buluşma", "konuşma", "gelme", "oturma", "toplanti", "ziyaret", "randevu", "davet", "imza", "tören", "zirve", "müzakere"}
)

// meetingRefused reports whether what somebody refuses, in words[k:end], is to meet: the
// word for it stands behind, in Turkish before.
func (d *doc) meetingRefused(k, end int) bool {
	if d.lang == Turkish {
		for i := max(0, k-4); i < k; i++ {
			if f := d.f(i); beginsWith(f, turkishMeetings) && !strings.HasSuffix(f, "da") && !strings.HasSuffix(f, "de") && !strings.HasSuffix(f, "dan") && !strings.HasSuffix(f, "den") {
				return true
			}
		}
		return false
	}
	for i := end; i < min(end+16, len(d.words)) && !d.w(i).begins && d.f(i) != ";"; i++ {
		if d.lang == English && (meetNouns[d.f(i)] || isOneOf(d.f(i), "invitation", "appointment")) && !d.near(i-3, i, "at", "during", "in", "after", "before") ||
			d.lang == Arabic && (d.meetWord(i) || isOneOf(d.f(i), "مقابله", "دعوه", "موعد")) && !isOneOf(d.f(i-1), "في", "خلال", "اثناء", "بعد") {
			return true
		}
	}
	return false
}

// turkishUnmet tells by its endings what a verb does: görüşmedi, görüşeceğini, ertelenince.
func (d *doc) turkishUnmet(k int) (sort string, end int) {
	f := d.f(k)
	for _, e := range []string{"ince", "inca", "unca", "ünce", "mayan", "meyen", "diği için", "diğindan", "diğinden"} {
		if strings.HasSuffix(f, e) && len(f) > len(e)+3 {
			return "sub", k + 1
		}
	}
	if beginsWith(f, dict().unmetStems) {
		last := k
		if beginsWith(d.f(k+1), []string{"ed", "ol"}) { // iptal edilen
			last++
		}
		for _, e := range []string{"en", "an", "erek", "arak"} { // it says of what follows what became of that
			if strings.HasSuffix(d.f(last), e) {
				if beginsWith(d.f(last+1), turkishMeetings) || beginsWith(d.f(last+2), turkishMeetings) {
					break
				}
				return "", 0
			}
		}
		return "off", k + 1
	}
	verb := k
	switch {
	case f == "bir" && d.f(k+1) == "araya", isOneOf(f, "ziyaret", "kabul"), f == "masaya":
		for verb++; verb < k+3 && !irrealTurkish(d.f(verb)); verb++ {
		}
	case irrealTurkish(f) && (beginsWith(d.f(k+1), turkishMeetings) || beginsWith(d.f(k+2), turkishMeetings)): // yapacağı toplantı
	case !beginsWith(f, []string{"görüş", "buluş", "toplan", "konuş", "araya", "ağirla"}):
		return "", 0
	}
	if irrealTurkish(d.f(verb)) {
		return "off", verb + 1
	}
	return "", 0
}

// turkishUndone reports whether the verb that word k depends on is denied, or says what
// somebody hopes for; what was done at a meeting, or came out of it, does not deny it.
func (d *doc) turkishUndone(k int, s sentence, of []int) bool {
	f := d.f(k)
	if turkishPast(f) && !beginsWith(f, turkishHopes) {
		return false
	}
	for _, e := range []string{"nde", "nda", "mede", "meden", "ndan", "nden"} {
		if strings.HasSuffix(f, e) {
			return false
		}
	}
	verb := k
	for i := k + 1; i < s.last && of[i-s.first] == of[k-s.first]; i++ {
		if !d.w(i).mark {
			verb = i
		} else if turkishPast(d.f(i - 1)) {
			break
		}
	}
	f = d.f(verb)
	return turkishNegated(f) || beginsWith(f, turkishHopes) || beginsWith(d.f(k+1), turkishHopes)
}

// turkishHopes are the beginnings of verbs of what somebody wishes for or makes ready.
var turkishHopes = []string{"umu", "bekliyor", "beklen", "istiyor", "hazirlan", "planl", "çalişiyor", "öngör", "gereki", "kararlaştir", "hedefle", "ertele", "iptal", "vazgeç"}

// turkishPast reports whether a verb tells of what was done.
func turkishPast(f string) bool {
	for _, e := range []string{"di", "du", "dü", "ti", "tu", "tü", "ler", "lar", "miştir"} {
		if strings.HasSuffix(f, e) {
			return !turkishNegated(f) && len(f) > 4
		}
	}
	return false
}

// irrealTurkish reports whether a verb is denied or still to come.
func irrealTurkish(f string) bool {
	for _, e := range []string{"ecek", "acak", "eceğ", "acağ", "medi", "madi", "memiş", "mamiş", "emeden", "amadan"} {
		if i := strings.Index(f, e); i > 1 && !strings.HasPrefix(f, "geldi") {
			return true
		}
	}
	return turkishNegated(f)
}

// unmet reports whether what words tell of did not come to be, or has not yet. Of what
// only connects two the sentence behind may say so, too.
func (d *doc) unmet(t telling, connects bool) bool {
	if t.form == passage.Letter { // which needs no answer
		return false
	}
	at := min(t.from, len(d.words)-1)
	si := d.sentenceOf(d.w(at).from)
	s := d.sentences[si]
	of := d.clausesOf(s)
	mine := of[at-s.first]
	for k := s.first; k < s.last; k++ {
		sort, _ := d.unmetWord(k)
		if sort != "off" && sort != "back" {
			continue
		}
		if c := of[k-s.first]; c == mine && !d.goesOnBetween(at, k) || sort == "back" && c > mine && k > at && d.hasBut(at, k) {
			return true
		}
	}
	if d.lang == Turkish && d.turkishUndone(at, s, of) {
		return true
	}
	if next := si + 1; connects && next < len(d.sentences) && d.sentences[next].paragraph == s.paragraph {
		n := d.sentences[next]
		for k := n.first; k < n.last; k++ {
			if sort, _ := d.unmetWord(k); sort == "back" && !d.carriers(n.first, k) && !d.somebodyElse(n.first, k) {
				return true
			}
		}
	}
	return false
}

// goesOnBetween reports whether words k, behind the word that tells, begin something else
// that the same people did: met X and refused.
func (d *doc) goesOnBetween(at, k int) bool {
	if meetNouns[d.f(at)] && d.near(at, k, "between") {
		return false
	}
	if k < at || d.near(at+1, k, "and", "ve", "that", "ان", "بان") {
		return k > at
	}
	for i := at + 1; i <= k; i++ {
		if sort, _ := d.unmetWord(i); sort != "" && d.lang == Arabic && strings.HasPrefix(d.f(i), "و") {
			return true
		}
	}
	return false
}

func (d *doc) hasBut(from, to int) bool {
	for k := from; k < to; k++ {
		if sort, _ := d.unmetWord(k); sort == "but" {
			return true
		}
	}
	return false
}

// somebodyElse reports whether words[from:to] name somebody, of whom the sentence before does not tell.
func (d *doc) somebodyElse(from, to int) bool {
	for i := range d.people {
		if p := &d.people[i]; p.begins() >= from && p.begins() < to && p.name != "" {
			return true
		}
	}
	return false
}

// carriers reports whether what turned back were goods.
func (d *doc) carriers(from, to int) bool {
	for k := from; k < to; k++ {
		if beginsWith(d.f(k), []string{"convoy", "truck", "lorr", "vessel", "ship", "barge", "قافل", "شاحن", "konvoy", "tir", "gemi", "kamyon"}) {
			return true
		}
	}
	return false
}
