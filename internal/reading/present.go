package reading

import (
	"slices"
	"strings"

	"passage"
)

var presentWords = [][]string{
	{"on", "the", "call", ":"}, {"in", "the", "room", ":"}, {"around", "the", "table", ":"}, {"on", "the", "line", ":"}, {"those", "present", ":"}, {"people", "present", ":"}, {"members", "present", ":"}, {"present", "at", "the", "meeting", ":"}, {"took", "part", ":"}, {"who", "came", ":"}, {"attendees", "were", ":"}, {"participants", "were", ":"}, {"list", "of", "participants", ":"}, {"المشاركين", ":"}, {"حاضرون", ":"}, {"katilimci", "listesi", ":"},
	{"who", ":"}, {"counterpart", ":"}, {"counterparts", ":"}, {"interlocutor", ":"}, {"interlocutors", ":"}, {"met", "with", ":"}, {"met", ":"},
	{"participants", ":"}, {"present", ":"}, {"attendees", ":"}, {"attended", "by"}, {"in", "attendance", ":"}, {"present", "were"}, {"attending", ":"}, {"attendance", ":"},
	{"الحضور", ":"}, {"المشاركون", ":"}, {"الحاضرون", ":"}, {"حضر", "الاجتماع", ":"}, {"katilimcilar", ":"}, {"katilanlar", ":"}, {"hazir", "bulunanlar", ":"},
}

// presentList reads a list of those present, an item at a time, and who is said
// above it to have been in the chair.
func (d *doc) presentList() []side {
	i, skip := d.presentAt()
	if i < 0 {
		return nil
	}
	var all []side
	for j := max(0, i-3); j < min(i+3, len(d.sentences)); j++ {
		s := d.sentences[j]
		at := s.first
		if d.has(at, "in", "the", "chair") {
			at += 2
		}
		if chairs[d.f(at)] && d.f(at+1) == ":" {
			for n, x := range d.items(at+2, s.last) {
				if n == 1 && all[len(all)-1].Name != "" && x.Name == "" { // what the one in the chair is
					break
				}
				if x.Role == "" {
					x.Role = d.w(at).text
				}
				all = append(all, x)
			}
		}
	}
	all = append(all, d.items(d.sentences[i].first+skip, d.sentences[i].last)...)
	for j := i + 1; j < min(i+6, len(d.sentences)); j++ {
		if n := d.sideLine(d.sentences[j]); n > 0 {
			all = append(all, d.items(d.sentences[j].first+n, d.sentences[j].last)...)
		}
	}
	return all
}

// sideLine returns with how many words a line begins that lists one side of a
// meeting: "Afghan side:", "Observers:"; 0 if it does not.
func (d *doc) sideLine(s sentence) int {
	for k := s.first + 1; k < min(s.first+5, s.last-1); k++ {
		if d.f(k) == ":" {
			if isOneOf(d.f(k-1), "side", "delegation", "observers", "observer", "team", "taraf", "heyeti", "الجانب", "الوفد") {
				return k + 1 - s.first
			}
			return 0
		}
	}
	return 0
}

var chairs = set("chair chairperson chairman chairwoman co-chair moderator facilitator host convener")

// items reads what stands between the commas of a list, or between its
// semicolons where it has any.
func (d *doc) items(from, last int) []side {
	semicolons := false
	for k := from; k < last; k++ {
		semicolons = semicolons || d.f(k) == ";" || d.f(k) == "؛"
	}
	var all []side
	depth := 0
	for k := from; k <= last; k++ {
		f := d.f(k)
		switch {
		case k == last:
		case f == "(":
			depth++
		case f == ")":
			depth--
		}
		if f == "." && (honorifics[d.f(k-1)] || len(d.w(k-1).text) == 1) {
			continue
		}
		ends := f == ";" || f == "؛" || f == "." || !semicolons && (f == "," || f == "،" || (f == "and" || f == "ve") && d.itemEnds(from, k))
		if k < last && (depth > 0 || !ends) {
			continue
		}
		if k > from {
			if x, ok := d.item(from, k); ok {
				all = append(all, x)
			}
		}
		from = k + 1
	}
	return all
}

// presentAt returns the sentence that lists those present, and with how many
// words it begins; -1 is none.
func (d *doc) presentAt() (i, words int) {
	for i, s := range d.sentences {
		k := s.first
		for k < s.last-1 && d.w(k).mark { // a bullet
			k++
		}
		for _, p := range presentWords {
			if d.has(k, p...) {
				return i, len(p) + k - s.first
			}
		}
		if n := d.sideLine(s); n > 0 {
			return i, n
		}
	}
	return -1, 0
}

// itemEnds reports whether "and" parts two items: what is before it is a body
// or a person of its own.
func (d *doc) itemEnds(from, k int) bool {
	return slices.ContainsFunc(d.bodies, func(b bodyAt) bool { return b.to == k && b.from >= from }) ||
		slices.ContainsFunc(d.people, func(p person) bool { return p.ends() == k && p.begins() >= from })
}

func (d *doc) item(from, to int) (side, bool) {
	for from < to && (d.f(from) == "the" || d.f(from) == "and" || d.w(from).mark) {
		from++
	}
	if n := d.nameFrom(d.pastTitles(from), false); d.lang == English && n > 0 && n <= to {
		return d.itemOf(d.pastTitles(from), n, to), true
	}
	for i := range d.people {
		p := &d.people[i]
		if p.from >= from && p.to <= to && (p.name != "" || p.to-p.from > 1) {
			if p.name == "" {
				return d.officeSide(p), true
			}
			return d.named(p), true
		}
	}
	if (d.f(from) == "a" || d.f(from) == "an") && d.f(from+2) == "of" {
		for _, b := range d.bodies {
			if b.from >= from+3 && b.from <= from+4 && b.to <= to {
				x := d.bodySide(b.from, b.to, b.name)
				x.Role = d.w(from + 1).text
				return x, true
			}
		}
	}
	if d.lang == Turkish { // X (WFP)
		n := from
		for honorifics[d.f(n)] || d.f(n) == "." && n > from {
			n++
		}
		if end := d.turkishName(n); end > 0 && end < to && d.f(end) == "(" {
			for _, b := range d.bodies {
				if b.from == end+1 {
					return side{Participant: Participant{Name: d.span(n, end).Text, Body: b.name, Words: d.span(n, b.to), By: ByRules}}, true
				}
			}
		}
	}
	for _, b := range d.bodies {
		if b.from == from && (b.to == to || d.f(b.to) == "(") {
			if d.f(b.to) == "(" && d.w(min(b.to+1, len(d.words)-1)).upper && !d.w(b.to+1).num && !allCaps(d.w(b.to+1).text) {
				if end := d.nameFrom(b.to+1, false); end > 0 {
					return side{Participant: Participant{Name: d.span(b.to+1, end).Text, Body: b.name, Words: d.span(b.from, end), By: ByRules}}, true
				}
			}
			return d.bodySide(b.from, b.to, b.name), true
		}
	}
	caps := to > from && to-from <= 5
	for k := from; k < to; k++ {
		caps = caps && d.w(k).upper && !d.w(k).mark
	}
	if caps && d.lang == English { // a body that no dictionary has
		return d.bodySide(from, to, d.span(from, to).Text), true
	}
	return side{}, false
}

// pastTitles returns where a name begins behind its titles.
func (d *doc) pastTitles(k int) int {
	for honorifics[d.f(k)] || d.f(k) == "." {
		k++
	}
	return k
}

// itemOf reads "X (B, chair)" and "X, chair, B" of a list.
func (d *doc) itemOf(from, n, to int) side {
	x := side{Participant: Participant{Name: d.span(from, n).Text, Words: d.span(from, n), By: ByRules}}
	begin := n + 1
	for k := n + 1; k <= to; k++ {
		if f := d.f(k); k < to && f != "," && f != ")" && f != "(" && f != "-" && f != "–" {
			continue
		}
		if k > begin {
			p := person{roleFrom: begin, roleTo: k}
			_, role := d.officeFrom(begin)
			body := false
			for _, b := range d.bodies {
				if b.from == begin && (b.to == k || role == 0) {
					x.Body, body = b.name, true
				}
			}
			switch {
			case body:
			case role > 0:
				d.splitOffice(&p)
				x.Role, x.level = p.role, d.levelOf(p.roleFrom, p.roleTo, p.body)
				if p.body != "" {
					x.Body = p.body
				}
			case d.w(begin).upper && x.Body == "":
				x.Body = d.span(begin, k).Text
			}
		}
		begin = k + 1
	}
	return x
}

// listed makes a meeting of a list of those present.
func (d *doc) listed() (*Engagement, []side) {
	all := d.presentList()
	if len(all) == 0 {
		return nil, nil
	}
	i, _ := d.presentAt()
	first := d.sentences[i].first
	if f := d.f(first); len(all) < 2 && !strings.HasPrefix(f, "counterpart") && !strings.HasPrefix(f, "interlocutor") && f != "met" {
		return nil, nil
	}
	e := &Engagement{Form: &Value{string(passage.Meeting), d.span(first, first+1), ByRules}}
	for j := 0; j <= i; j++ {
		if d.callCue(d.sentences[j]) && d.sentences[j].last-d.sentences[j].first < 20 || d.f(first+2) == "call" {
			e.Form.Value = string(passage.Call)
		}
	}
	for _, s := range d.sentences {
		for k := s.first; k < s.last && s.last-s.first < 16; k++ { // "Minutes of 15 March"
			if d.f(k) != "minutes" && d.f(k) != "meeting" || d.f(k+1) != "of" && d.f(k+1) != "on" && d.f(k+1) != "held" && d.f(k+1) != "," {
				continue
			}
			for _, a := range d.daysIn(k, min(k+8, s.last)) {
				if a.day != 0 && e.Date == nil && d.f(k+1) != "," {
					e.Date = &Day{a.day, d.span(a.from, a.to), ByRules}
				}
			}
		}
		if f := d.f(s.first); d.f(s.first+1) == ":" && isOneOf(f, "venue", "place", "location", "where", "المكان", "yer") {
			for k := s.first + 2; k < s.last && e.Place == nil; k++ {
				if kind, end := d.placeAt(k); (kind == "city" || townStates[d.f(k)]) && !d.inPerson(k) {
					e.Place = d.placeValue(k, end)
				}
			}
		}
		if f := d.f(s.first); f == "held" || f == "venue" || f == "date" || f == "place" || f == "location" || f == "time" {
			for _, a := range d.daysIn(s.first, s.last) {
				if a.day != 0 && e.Date == nil {
					e.Date = &Day{a.day, d.span(a.from, a.to), ByRules}
				}
			}
			for k := s.first + 1; k < s.last; k++ {
				if prev := d.f(k - 1); (prev == "," || prev == ":" || prev == "at" || prev == "in") && e.Place == nil {
					if end := d.properAt(k); end > 0 {
						e.Place = &Value{d.span(k, end).Text, d.span(k, end), ByRules}
					}
				}
			}
		}
	}
	d.headed(e)
	for j := 0; j < i && (e.Date == nil || e.Place == nil); j++ { // "yesterday's meeting in X" above the list
		s := d.sentences[j]
		for k := s.first; k < s.last; k++ {
			f := d.f(k)
			if !meetNouns[f] && !strings.HasPrefix(f, "toplanti") && !arabicMeets[strings.TrimPrefix(f, "ال")] {
				continue
			}
			t := telling{passage.Meeting, k, k + 1, j}
			if e.Date == nil {
				e.Date = d.dateOf(t)
			}
			if e.Place == nil {
				e.Place = d.placeOf(t)
			}
		}
	}
	return e, all
}

// headed takes the day and the place of a meeting from the heading of its
// minutes: "Minutes of the coordination meeting, Juba, 11 September".
func (d *doc) headed(e *Engagement) {
	d.headedBy(e, false)
}

// headings are words of what a text is, above it.
var headings = set("press release note statement update readout minutes report bulletin briefing news basin bülteni bülten açiklama açiklamasi duyuru haber")

// headedBy does so for any text: only lines that are no sentences are headings then.
func (d *doc) headedBy(e *Engagement, strict bool) {
	minutes := false
	for i := 0; i < min(3, len(d.sentences)); i++ {
		s := d.sentences[i]
		if s.last-s.first > 24 || strict && (d.f(s.last-1) == "." && !d.dayEnds(s.last-1) || s.last-s.first > 16) {
			return
		}
		minutes = minutes && !strict // the line itself has to say so
		for k := s.first; k < s.last; k++ {
			f := d.f(k)
			minutes = minutes || f == "minutes" || (meetNouns[f] || callNouns[f]) && !(strict && (f == "briefing" || d.bodyHas(k))) || !strict && (f == "group" || f == "briefing")
			if !minutes {
				continue
			}
			if kind, end := d.placeAt(k); e.Place == nil && kind == "city" && (d.f(end) == "," || end == s.last || d.dayAt(end)) && !d.bodyHas(k) {
				e.Place = d.placeValue(k, end)
			}
			if d.w(k).upper && e.Place == nil && (k == s.first || d.f(k-1) == ",") && !d.bodyHas(k) && d.lang != Arabic && !headings[d.f(k)] && !headings[d.f(k+1)] { // "…, Karvandi, 11 September"
				if end := d.properAt(k); end > 0 && (d.f(end) == "," && (d.dayAt(end+1) || d.dayAt(end+2)) || d.dayAt(end)) {
					e.Place = d.placeValue(k, end)
				}
			}
			for _, a := range d.days {
				if a.from == k && a.day != 0 && e.Date == nil {
					e.Date = &Day{a.day, d.span(a.from, a.to), ByRules}
				}
			}
		}
	}
}
