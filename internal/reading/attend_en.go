package reading

import (
	"slices"
	"strings"
)

// mention is where somebody, an office or a body stands in the text.
type mention struct {
	from, to int
	person   *person
	body     *bodyAt
}

// mentionAt returns what begins at word k, or behind its article and titles.
func (d *doc) mentionAt(k, last int) (mention, bool) {
	for n := k; n < min(k+7, last); n++ {
		if i, ok := d.peopleAt().begins[n]; ok {
			return mention{n, d.people[i].ends(), &d.people[i], nil}, true
		}
		if i, ok := d.bodiesAt().begins[n]; ok {
			return mention{n, d.bodies[i].to, nil, &d.bodies[i]}, true
		}
		if q := d.called(n); q != nil {
			return mention{n, n + 1, q, nil}, true
		}
		f := d.f(n)
		if !(f == "the" || f == "a" || f == "an" || f == "our" || f == "its" || f == "their" || f == "his" || f == "her" || honorifics[f] || f == "." || d.w(n).ending == "s" || f == "both" || f == "from" || f == "representatives" || f == "of" || f == "officials" || f == "heads" || f == "chiefs" || f == "leaders" || f == "delegates" || f == "officers" || f == "members" || f == "colleagues" || f == "also" || f == "local" || f == "were" || f == "was" || f == ":" || f == "s" || f == "visiting" || f == "half" || f == "dozen" || f == "some" || f == "senior" || f == "top" || f == "two" || f == "three" || f == "several" || f == "fellow" || f == "for" && n == k) {
			return mention{}, false
		}
	}
	return mention{}, false
}

// row reads those who are enumerated from word k on: X, Y of B and Z.
func (d *doc) row(k, last int) []mention {
	var all []mention
	for k < last {
		m, ok := d.mentionAt(k, last)
		if !ok {
			return all
		}
		if len(all) > 0 && (m.from-k > 6 || d.f(k-1) == "," && isOneOf(d.f(m.to), "said", "says", "told", "added")) { // who says so
			return all
		}
		if n := len(all); n > 0 && m.person != nil && m.person.name == "" && all[n-1].person != nil && all[n-1].person.role == "" && d.f(k-1) == "," { // what the one before is
			k = m.to
			continue
		}
		all = append(all, m)
		k = m.to
		if d.f(k) == "(" { // an acronym, or whose they are
			for k < last && d.f(k) != ")" {
				k++
			}
			k++
		}
		if (d.f(k) == "of" || d.f(k) == "from") && m.person != nil {
			k++
			if d.f(k) == "the" {
				k++
			}
			for _, b := range d.bodies {
				if b.from == k {
					k = b.to
				}
			}
		}
		if d.f(k) == "from" && !d.w(k+1).upper { // of logistics
			for k < last && !d.w(k).mark && !d.w(k).upper && d.f(k) != "and" {
				k++
			}
		}
		joined := false
		for d.f(k) == "," || d.f(k) == "and" || d.f(k) == ";" || d.f(k) == "as" && d.f(k+1) == "well" || d.f(k) == "well" || d.f(k-1) == "well" && d.f(k) == "as" || d.f(k) == "with" || d.f(k) == "by" && joined {
			joined = true
			k++
		}
		if !joined {
			return all
		}
	}
	return all
}

// cue is a phrase by which somebody is told to have been there: they stand
// behind it, or before it as its subject.
type cue struct {
	words  []string
	behind bool
	also   bool // of the engagement that is told of, wherever it stands
}

var attendCues = func() []cue {
	var all []cue
	for _, line := range []string{
		"attended by", "joined by", "accompanied by", "together with", "along with", "alongside", "flanked by", "presence of", "led by", "headed by", "chaired by", "co-chaired by", "represented by", "chairmanship of", "leadership of", "hosted by", "convened by", "facilitated by", "moderated by", "mediated by",
		"delegation included", "among them", "made up of", "consisting of", "comprising", "composed of", "consisted of", "comprised", "delegation comprised", "including", "side was", "participants were", "participants included", "attendees were", "attendees included", "attending were", "joined on the line by",
	} {
		all = append(all, cue{words: fields(line), behind: true})
	}
	for _, line := range []string{"came with", "arrived with", "on our side was", "on our side were", "from our side came", "from our side", "on theirs", "on their side was", "on their side were", "speaking through", "through its", "represented through", "from the companies came", "from the ministry came", "from the government came", "also present was", "also present were", "also attending was", "also attending were", "present were", "also at the table was", "also at the table were", "also in the room was", "also in the room were", "also on the line was", "also on the line were", "also there was", "also there were", "in attendance were", "in attendance was", "present at the meeting were", "also taking part were", "also taking part was", "present was", "with him was", "with her was", "with him were", "with her were", "with them was", "with them were", "with us was", "with us were", "with me was", "with me were", "around the table sat", "around the table were", "at the table sat", "at the table were", "across from him sat", "across from her sat", "opposite him sat", "opposite her sat", "beside him sat", "beside her sat", "next to him sat", "next to her sat", "on the other side sat", "on the other side were", "those present included", "others present were", "others at the table were"} {
		all = append(all, cue{fields(line), true, true})
	}
	for _, line := range []string{"attended", "also attended", "also attended the", "took part", "also took part", "participated", "also participated", "was present", "were present", "was also present", "were also present", "also joined", "joined the meeting", "joined the call", "joined the talks", "joined them", "joined him", "joined her", "joined us", "joined by", "on the line", "at the table", "in the room", "sat in", "represented", "led the", "chaired", "co-chaired", "facilitated", "moderated", "hosted", "listened in", "dialled in", "accompanied", "in attendance", "was there", "were there", "was also there", "were also there", "came along", "sat beside", "sat next", "took the floor", "told the meeting", "told the delegations", "informed the delegations", "informed the meeting", "briefed the meeting", "addressed the meeting", "told the session", "told the forum", "told the participants", "reported to the meeting", "updated the meeting", "also took the floor", "also spoke", "spoke for", "spoke on behalf", "signed for", "signed on behalf", "was invited for", "were invited for", "was invited to the meeting", "joined the session", "opened the meeting", "chaired the meeting", "presided"} {
		all = append(all, cue{fields(line), false, true})
	}
	return all
}()

// attended finds who else was there in the sentences of the text, by the words
// that say so.
func (d *doc) attended(chief telling) []mention {
	var all []mention
	for si, s := range d.sentences {
		if si > chief.sentence+9 || si < chief.sentence-2 {
			continue
		}
		if f := d.f(s.first); si <= chief.sentence+3 && (f == "for" || f == "representing") { // "For OCHA, X explained"
			if b, ok := d.bodiesAt().begins[s.first+1+count01(d.f(s.first+1) == "the")]; ok && d.f(d.bodies[b].to) == "," {
				if m, ok := d.mentionAt(d.bodies[b].to+1, s.last); ok && m.from <= d.bodies[b].to+3 {
					all = append(all, m)
				}
			}
		}
		for k := s.first; k < s.last; k++ {
			all = append(all, d.cueAt(k, s, si == chief.sentence+1 || si == chief.sentence)...)
		}
	}
	return all
}

// cueAt returns those of whom a phrase at word k says that they were there.
func (d *doc) cueAt(k int, s sentence, next bool) []mention {
	for _, c := range attendCues {
		if !d.has(k, c.words...) || d.unreal(k, s) || k > s.first && d.f(k-1) == "not" {
			continue
		}
		end := k + len(c.words)
		if c.behind {
			if !c.also && !next && d.f(k) != "led" && d.f(k) != "headed" && d.f(k) != "chaired" && d.f(k) != "attended" && d.f(k) != "represented" && d.f(k) != "composed" && d.f(k) != "consisting" && d.f(k) != "made" && d.f(k) != "accompanied" && d.f(k) != "chairmanship" {
				continue
			}
			if d.f(k) == "including" || d.f(k) == "alongside" && !next {
				continue
			}
			if isOneOf(c.words[0], "led", "headed", "chaired") && !d.comes(k, s) {
				continue
			}
			if m := d.row(end, s.last); len(m) > 0 {
				return m
			}
			continue
		}
		// a subject: from the beginning of the clause on
		if d.w(k-1).mark && d.f(k-1) != "," && d.f(k-1) != ")" {
			continue
		}
		if f := d.f(k); (f == "chaired" || f == "hosted" || f == "led" || f == "represented" || f == "facilitated" || f == "accompanied") && (d.f(k+1) == "by" || d.f(k-1) == "be") {
			continue
		}
		var row []mention
		for i := max(s.first, k-30); i < k; i++ {
			if m, ok := d.mentionAt(i, k); ok && m.to <= k {
				if m.to < k-6 && !d.linked(m.to, k) {
					continue
				}
				row = append(row, m)
				i = m.to - 1
			}
		}
		if d.f(k-1) == "who" || d.f(k-2) == "who" && d.f(k-1) == "also" { // only the one before it
			if len(row) > 1 {
				row = row[len(row)-1:]
			}
		}
		if len(row) > 0 {
			return row
		}
	}
	return nil
}

// comes reports whether what is led, as word k says, comes to a meeting or is one: a
// delegation, no ministry.
func (d *doc) comes(k int, s sentence) bool {
	for i := k - 1; i >= max(s.first, k-9); i-- {
		f := d.f(i)
		if meetNouns[f] || groupHeads[f] || isOneOf(f, "delegation", "delegations", "team", "teams", "side", "visit", "it", "mission", "who", "they", "party", "panel", "committee", "officials", "representatives", "elders") {
			return !isOneOf(f, "officials") || d.near(k+2, s.last, "met", "received", "attended", "came")
		}
	}
	return false
}

// linked reports whether words[from:to] hold nothing but others of a row.
func (d *doc) linked(from, to int) bool {
	for k := from; k < to; k++ {
		f := d.f(k)
		if f == "said" || f == "that" || f == "told" || f == "met" || f == "which" || f == ";" || f == "where" {
			return false
		}
	}
	return true
}

// answered finds named people who speak to a side, or answer it, in the
// sentences behind the one that tells of the engagement.
func (d *doc) answered(all []side, chief telling) []*person {
	in := func(q *person) bool { return slices.ContainsFunc(all, func(x side) bool { return x.person == q }) }
	var more []*person
	for si := chief.sentence + 1; si < min(chief.sentence+8, len(d.sentences)); si++ {
		s := d.sentences[si]
		for k := s.first; k < s.last; k++ {
			f := d.f(k)
			if !tellsTo[f] || d.w(k).upper {
				continue
			}
			m, ok := d.mentionAt(k+1, min(k+8, s.last))
			by := d.subjectOf(k, s)
			if by == nil || !ok || m.person == nil || m.from > k+5 {
				continue
			}
			a, b := in(by), in(m.person)
			if a && !b && m.person.name != "" && !d.speaksFor(m.person) {
				more = append(more, m.person)
			}
			if b && !a && by.name != "" && !d.speaksFor(by) {
				more = append(more, by)
			}
		}
	}
	return more
}

var tellsTo = set("told asked assured informed reminded thanked urged replied answered promised briefed warned requested")

// subjectOf returns who stands directly before a verb, nil where it is nobody.
func (d *doc) subjectOf(k int, s sentence) *person {
	e := k
	for e > s.first && e > k-5 && !d.inPerson(e-1) && (d.f(e-1) == "," || d.f(e-1) == "has" || d.f(e-1) == "had" || d.f(e-1) == "also" || d.f(e-1) == "then" || d.f(e-1) == "later" || strings.HasSuffix(d.f(e-1), "ly") || d.dayAt(e-1) || d.f(e-1) == "on" || d.f(e-1) == ")") {
		e--
	}
	for i := range d.people {
		if p := &d.people[i]; p.begins() >= s.first && p.ends() == e {
			return p
		}
	}
	if q := d.called(e - 1); q != nil {
		return q
	}
	return nil
}
