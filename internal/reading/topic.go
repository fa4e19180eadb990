package reading

import (
	"slices"
	"strings"

	"passage"
)

// topics are what the text speaks of, by the words of each topic: a single one
// where it says enough, two different places where it is a word of passing.
func (d *doc) topics(e *Engagement) []Value {
	aside := d.asides(e)
	found := map[string]Words{}
	weak := map[string][]int{}
	type half struct {
		topic, part string
		sentence    int
	}
	halves := map[half]int{}
	note := func(topic, much string, from, to int) {
		if _, ok := found[topic]; ok {
			return
		}
		if much == "one" {
			found[topic] = d.span(from, to)
			return
		}
		if much == "a" || much == "b" {
			h := half{topic, much, d.sentenceOf(d.w(from).from)}
			halves[h] = from
			h.part = map[string]string{"a": "b", "b": "a"}[much]
			if other, ok := halves[h]; ok {
				from, to = min(from, other), max(to, other+1)
				found[topic] = d.span(from, to)
			}
			return
		}
		weak[topic] = append(weak[topic], from)
		if d.inTitle(from) { // which says what all is about
			found[topic] = d.span(from, to)
			return
		}
		if len(weak[topic]) >= 2 {
			found[topic] = d.span(weak[topic][0], weak[topic][0]+1)
		}
	}
	for k := 0; k < len(d.words); k++ {
		if d.w(k).mark || d.bodyHas(k) || d.inOffice(k) {
			continue
		}
		if kind, end := d.placeAt(k); kind == "city" && end > k+1 { // Port Sudan is no port
			k = end - 1
			continue
		}
		p, end := dict().topics.at(d, k)
		door, doorEnd := dict().doors.at(d, k)
		if doorEnd == k+1 && d.surname(k) {
			doorEnd = 0
		}
		if doorEnd > 0 && strings.HasPrefix(door.value, "crossing") && (d.lang == Arabic || d.w(k).upper) {
			if d.f(doorEnd) == "airport" {
				continue
			}
			much := "two"
			if i := d.sentenceOf(d.w(k).from); e != nil && d.opens(d.sentences[i]) && !d.background(i, e) {
				much = "one"
			}
			note("crossings", much, k, doorEnd)
			if d.f(doorEnd) == "crossing" || d.f(doorEnd) == "sinir" || d.f(doorEnd) == "border" {
				doorEnd++ // one mention, not two
			}
			k = max(doorEnd, k+1) - 1
			continue
		}
		if end > 0 { // a word may be half of one topic and all of another
			for _, q := range d.topicsAt(k) {
				note(q.topic, q.much, k, q.end)
			}
		}
		if end == 0 {
			continue
		}
		topic, _, _ := strings.Cut(p.value, "\t")
		if topic == "crossings" && d.lang == Arabic {
			if _, e := dict().doors.at(d, end); e > 0 {
				end = e
			}
		}
		k = end - 1
	}
	for i := range d.words { // two trucks are in passing, sixty are what it is about
		if v, end, ok := d.quantity(i); ok && v >= manyTrucks {
			if u, _, _ := d.unit(end); u == "trucks" {
				note("trucks", "one", i, end)
			}
		}
	}
	for _, f := range d.figureList() { // what somebody gives or lacks
		if k := d.wordAt(f.Words.From); f.Unit == "usd" && f.Value >= muchMoney {
			note("funding", "one", k, max(k+1, d.wordAt(f.Words.To-1)+1))
		}
	}
	within := 0 // what the engagement itself is about
	besides := func(w Words) bool {
		i := d.sentenceOf(w.From)
		return aside[d.sentences[i].paragraph] || e != nil && d.background(i, e)
	}
	for _, w := range found {
		within += count01(!besides(w))
	}
	var all []Value
	for _, t := range passage.Topics {
		if w, ok := found[t]; ok && (within < enoughTopics || !besides(w)) {
			all = append(all, Value{t, w, ByRules})
		}
	}
	slices.SortStableFunc(all, func(a, b Value) int { return a.Words.From - b.Words.From })
	return all
}

// opens reports whether a sentence speaks of opening or closing something.
func (d *doc) opens(s sentence) bool {
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		if isOneOf(f, "open", "opening", "opened", "reopen", "reopened", "reopening", "closure", "extend", "extension", "فتح", "اغلاق", "تشغيل", "مرور", "عبور") || strings.HasPrefix(f, "açil") || strings.HasPrefix(f, "kapatil") {
			return true
		}
	}
	return false
}

// background reports whether a sentence of the last paragraph tells how a road, a
// crossing or a place stands, and nobody in it speaks: "The bridge is still closed."
func (d *doc) background(i int, e *Engagement) bool {
	s, chief := d.sentences[i], d.sentences[d.sentenceOf(e.Form.Words.From)]
	form := e.Form.Value
	if s.paragraph != d.sentences[len(d.sentences)-1].paragraph || s.paragraph == chief.paragraph || form == string(passage.Statement) || form == string(passage.Letter) {
		return false
	}
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		if d.inPerson(k) || d.called(k) != nil || isOneOf(f, "he", "she", "they", "we", "i", "\"", "“", "”", "«") || d.meantAgain(k, s) || speaks[f] {
			return false
		}
		if p, end := dict().said.at(d, k); end > 0 && strings.HasPrefix(p.value, string(d.lang)) {
			return false
		}
	}
	return d.stateIn(s.first, s.last) != ""
}

// enoughTopics are so many that those of an aside are left out.
const enoughTopics = 2

// manyTrucks are so many that a text is about them.
const manyTrucks = 25

// muchMoney is so much, in dollars, that it is what funds an operation and no fee.
const muchMoney = 1e6

// surname reports whether a word is part of the name of somebody in the text,
// who may be called like a crossing.
func (d *doc) surname(k int) bool {
	for i := range d.people {
		if p := &d.people[i]; p.name != "" && strings.Contains(" "+fold(p.name)+" ", " "+d.f(k)+" ") {
			return true
		}
	}
	return false
}

// inTitle reports whether a word stands in the title of a text: a first line
// that is no sentence and no dateline.
func (d *doc) inTitle(k int) bool {
	s := d.sentences[0]
	return k < s.last && s.last-s.first < 16 && len(d.sentences) > 1 && d.sentences[1].paragraph > s.paragraph && !d.w(s.last-1).mark && len(d.daysIn(s.first, s.last)) == 0
}

type topicAt struct {
	topic, much string
	end         int
}

// topicsAt returns the topics of the phrases that begin with word k, of each the
// longest one.
func (d *doc) topicsAt(k int) []topicAt {
	var all []topicAt
	for _, form := range d.forms(d.f(k)) {
		for _, p := range dict().topics[form] {
			one := lexicon{form: []phrase{p}}
			if _, end := one.at(d, k); end > 0 {
				topic, much, _ := strings.Cut(p.value, "\t")
				all = append(all, topicAt{topic, much, end})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b topicAt) int { return b.end - a.end })
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(t topicAt) bool {
		was := seen[t.topic+t.much] || t.topic == "crossings" && seen[t.topic]
		seen[t.topic+t.much], seen[t.topic] = true, true
		return was
	})
}

// inOffice reports whether a word is part of somebody's office: the minister of
// health does not make health a topic.
func (d *doc) inOffice(k int) bool {
	for i := range d.people {
		if p := &d.people[i]; p.roleTo > 0 && k >= p.roleFrom && k < p.roleTo {
			return true
		}
	}
	return false
}

// asides are the paragraphs, below the one that tells of an engagement, in which
// nobody speaks who took part: what stands there is about something else.
func (d *doc) asides(e *Engagement) map[int]bool {
	if e == nil || e.Form.Value == string(passage.Statement) || e.Form.Value == string(passage.Letter) {
		return nil
	}
	chief := d.sentences[d.sentenceOf(e.Form.Words.From)].paragraph
	own := map[string]bool{}
	for _, x := range e.Participants {
		for _, w := range fields(x.Name) {
			own[w] = len([]rune(w)) > 3 || own[w]
		}
	}
	heard := map[int]bool{}
	var all []int
	for _, s := range d.sentences {
		if n := len(all); n == 0 || all[n-1] != s.paragraph {
			all = append(all, s.paragraph)
		}
		for k := s.first; k < s.last; k++ {
			if f := d.f(k); own[f] || d.meantAgain(k, s) {
				heard[s.paragraph] = true
			}
		}
		for i := range d.people {
			if p := &d.people[i]; p.begins() >= s.first && p.ends() <= s.last && slices.ContainsFunc(e.Participants, func(x Participant) bool {
				return x.Name != "" && p.name == "" && sameOffice(p.role, x.Role) || p.name == x.Name
			}) {
				heard[s.paragraph] = true
			}
		}
	}
	aside := map[int]bool{}
	for _, p := range all {
		aside[p] = p > chief && !heard[p]
	}
	return aside
}
