package reading

import (
	"strings"

	"passage"
)

var (
	// what only somebody does who has the other before them, on a line or as reader
	contactVerbs = set(`told tells informed informs assured assures reassured promised promises pledged guaranteed offered gave gives given handed hands presented submitted delivered
		passed brought took put raised raises pressed presses urged urges asked asks begged implored pleaded appealed complained protested lodged conveyed thanked thanks warned warns cautioned reminded
		advised briefed briefs updated showed shown explained replied responded answered answers returned reached called phoned rang contacted wrote writes petitioned summoned invited hosted hosts
		received receives welcomed welcomes greeted saw sees visited visits met meets joined accompanied escorted toured walked sat sits spoke speaks spoken talked chatted discussed discuss reviewed negotiated
		bargained haggled mediated shuttled conferred consulted debated argued clashed quarrelled agreed agrees settled signed signs initialled concluded shook exchanged shared compared went obtained
		won secured extracted got heard hears listened sought granted turned rejected accepted attended chaired presided confronted challenged approached engaged convinced persuaded
		notified apprised instructed ordered cleared permitted allowed authorised authorized speaking talking hearing seeing receiving visiting faced pleading telling asking urging pressing sitting stood requested requests demanded questioned quizzed lobbied sounded courted flew travelled crossed came come had found used left`)
	contactNouns = set(`meeting meetings talks talk discussion discussions consultation consultations session sessions audience dialogue negotiations negotiation roundtable gathering encounter briefing
		conversation conversations exchange call calls visit visits deal agreement accord understanding truce question request offer promise assurance assurances protest letter message reply answer list note plea appeal
		consent approval permission go-ahead contact contacts handshake memorandum compromise delegation delegations`)
	// after "of" they are still of somebody who is there
	hisHers = set("consent approval permission agreement office offices residence presence company credentials hands word help support assurances assurance promise meeting visit delegation delegations team talks attention request invitation")
	// what parts a clause from the next
	clauseEnds = set("said says that who which whom whose where while whereas but because although though unless if whether until ; : \" “ ” … added saying adding according replied:")
	// what is done to somebody who is not there
	fromAfar = set(`accused accuses blamed blames criticised criticized criticises condemned condemns denounced succeeded succeeds replaced replaces appointed named praised praises quoted cited
		defended echoed denied contradicted disagreed mocked attacked killed shot arrested detained dismissed sacked lauded commended hailed mourned rebuked sued unlike despite against about than like
		instead behalf mentioned recalled remarks comments interview speech announcement decision decree claim claims different differing separately conflicting`)
	// what has not come to pass
	notYet = set(`will would shall should must may might could can cannot not n't never no neither nor without refused declined failed unable hopes hoped plans planned planning expected expects due scheduled
		wants wanted intends intended postponed cancelled canceled next upcoming`)
)

// englishContact returns the two of a sentence between whom there is most.
func (d *doc) englishContact(si int) *contact {
	s := d.sentences[si]
	if d.has(s.first, "in", "an", "interview") {
		return nil
	}
	parties := d.partiesIn(s)
	var best *contact
	for i := range parties {
		for j := i + 1; j < min(len(parties), i+4); j++ {
			c := d.connected(parties[i], parties[j], s)
			if c != nil && (best == nil || c.score > best.score) {
				c.sentence = si
				c.sides = d.wholeRow([]mention{parties[i], parties[j]}, parties)
				best = c
			}
		}
	}
	if best == nil {
		best = d.spokeFor(si, parties)
	}
	if best == nil {
		best = d.toldGroup(si, parties)
	}
	if best == nil {
		best = d.toldThem(si, parties)
	}
	if best == nil {
		best = d.toldHer(si, parties)
	}
	if best == nil {
		best = d.toldUs(si, parties)
	}
	if best == nil {
		best = d.spokenOf(si)
	}
	if best == nil {
		best = d.sideBySide(si)
	}
	return best
}

// spokeFor finds two who signed, or spoke, each for a body: "signed by X for A and
// Y for B".
func (d *doc) spokeFor(si int, parties []mention) *contact {
	s := d.sentences[si]
	at := -1
	for k := s.first; k < s.last; k++ {
		if isOneOf(d.f(k), "signed", "spoke", "initialled") && !d.unreal(k, s) {
			at = k
			break
		}
	}
	var sides []mention
	for _, m := range parties {
		if m.person != nil && m.person.name != "" && !d.onlyTellsAt(m) && (d.forBody(m.person.to) > 0 || d.forBody(m.to) > 0) {
			sides = append(sides, m)
		}
	}
	if at < 0 || len(sides) < 2 {
		return nil
	}
	return &contact{telling: telling{passage.Meeting, at, at + 1, si}, sides: sides, score: 7}
}

// connected judges by the words before, between and behind two sides.
func (d *doc) connected(a, b mention, s sentence) *contact {
	if d.longAgo(s) {
		return nil
	}
	x, y := d.standing(a), d.standing(b)
	if x == 0 || y == 0 || x+y < 4 || x == 1 && a.person != nil || y == 1 && b.person != nil || !d.apart(a, b) || d.onlyTellsAt(a) || d.onlyTellsAt(b) {
		return nil
	}
	from, to := d.behindAside(a.to, b.from), d.beforeTitles(b.from, a.to)
	before := d.beforeTitles(a.from, s.first)
	strong := false
	switch {
	case d.onlyJoins(from, to) || d.onlyMarks(from, d.beforeTitles(to, from)) && (d.f(b.to) == "and" || d.f(b.to) == "," && d.f(b.to+1) == "and"): // X, Y and Z
		if d.unrealBefore(before, s) || !d.actTogether(before, b.to, s, &strong) {
			return nil
		}
	case d.onlyMarks(from, to): // "After hearing X, Y …"
		for k := max(s.first, before-6); k < before; k++ {
			strong = strong || contactVerbs[d.f(k)] || gerunds[d.f(k)]
		}
		strong = strong || isOneOf(d.f(before-1), "from", "by", "to", "with") && d.hasAny(contactNouns, max(s.first, before-5), before)
		if !strong || d.unrealBefore(before, s) {
			return nil
		}
	default:
		if d.unrealBefore(before, s) || !d.reaches(a, b, from, to, &strong) {
			return nil
		}
		if prep := d.f(before - 1); prep == "between" || prep == "from" || prep == "by" || prep == "of" || prep == "with" { // a question from X to Y
			strong = strong || d.hasAny(contactNouns, max(s.first, before-8), before)
		}
	}
	if !strong && (x < 3 || y < 3) || d.putOff(b.to-1, s) {
		return nil
	}
	score := x + y
	if strong {
		score += 2
	}
	at := from
	for k := from; k < to; k++ {
		if contactVerbs[d.f(k)] || contactNouns[d.f(k)] {
			at = k
			break
		}
	}
	if at >= to {
		at = b.to - 1
	}
	return &contact{telling: telling{d.formOf(s), at, at + 1, 0}, score: score}
}

// longAgo reports whether a sentence tells of another year: "In 2019 …".
func (d *doc) longAgo(s sentence) bool {
	if d.on.day == 0 {
		return false
	}
	for k := s.first + 1; k < s.last; k++ {
		if y, end := d.year(k); y > 0 && end == k+1 && y != d.on.day.Time().Year() && (d.f(k-1) == "in" || d.f(k-1) == "since") {
			return true
		}
	}
	return false
}

// formOf tells by the words of a sentence in which way two were in touch.
func (d *doc) formOf(s sentence) passage.EngagementForm {
	for k := s.first; k < s.last; k++ {
		switch f := d.f(k); f {
		case "letter", "letters", "memo", "wrote", "writes":
			return passage.Letter
		case "writing":
			if d.f(k-1) == "in" {
				return passage.Letter
			}
		case "call", "calls", "rang", "hotline":
			if d.f(k-1) != "courtesy" && !d.near(max(s.first, k-3), k, "paid") && d.f(k+1) != "for" && d.f(k+1) != "on" {
				return passage.Call
			}
		}
	}
	if d.callCue(s) {
		return passage.Call
	}
	return passage.Meeting
}

// onlyTellsAt reports whether somebody is the source of what a sentence tells.
func (d *doc) onlyTellsAt(m mention) bool {
	at := d.beforeTitles(m.from, 0)
	return d.f(at-1) == "to" && d.f(at-2) == "according" || (d.f(at-1) == "said" || d.f(at-1) == "says") && d.w(at-2).mark
}

// beforeTitles walks left over articles and titles.
func (d *doc) beforeTitles(k, first int) int {
	if d.counterpart(k) { // her Kyrgyz counterpart, X
		for n := k; n > max(first, k-5); n-- {
			if isOneOf(d.f(n-1), "his", "her", "their", "its") {
				k = n
			}
		}
	}
	for k > first && (d.f(k-1) == "the" || d.f(k-1) == "a" || d.f(k-1) == "an" || d.f(k-1) == "his" || d.f(k-1) == "her" || d.f(k-1) == "their" || d.f(k-1) == "its" || d.f(k-1) == "our" || d.w(k-1).ending == "s" && !d.w(k-1).upper || honorifics[d.f(k-1)] || d.f(k-1) == "." && honorifics[d.f(k-2)]) {
		k--
	}
	return k
}

// behindAside skips what stands between two commas behind somebody, and a comma.
func (d *doc) behindAside(k, last int) int {
	if d.f(k) == "(" {
		for k < last && d.f(k) != ")" {
			k++
		}
		k++
	}
	if d.f(k) == "who" { // "it was X who …"
		return k + 1
	}
	if d.f(k) != "," {
		return k
	}
	for n := k + 1; n < last; n++ {
		if d.f(n) == "," {
			return n + 1
		}
	}
	if d.f(k+1) == "who" && d.f(d.sentences[d.sentenceOf(d.w(k).from)].first) == "it" {
		return k + 2
	}
	return k + 1
}

func (d *doc) hasAny(words map[string]bool, from, to int) bool {
	for k := from; k < to; k++ {
		if words[d.f(k)] {
			return true
		}
	}
	return false
}

// unrealBefore reports whether what stands before somebody says that nothing
// came to pass.
func (d *doc) unrealBefore(k int, s sentence) bool {
	for i := k - 1; i >= max(s.first, k-6); i-- {
		switch d.f(i) {
		case "\"", "”":
			return false
		case "if", "unless", "neither", "no", "whether", "until", "before", "without", "planned", "postponed", "upcoming", "not", "unlike":
			if d.f(i+1) != "yesterday" {
				return true
			}
		}
	}
	return false
}

// reaches reports whether words[from:to] lead from one to the other in one clause.
func (d *doc) reaches(a, b mention, from, to int, strong *bool) bool {
	for k := from; k < to; k++ {
		f := d.f(k)
		switch {
		case (f == "said" || f == "says") && (d.f(k+1) == "he" || d.f(k+1) == "she" || d.f(k+1) == "it"), f == "that" && d.near(k+1, k+2, "he", "she", "it"):
			continue
		case f == "had" && contactVerbs[d.f(k+1)] && d.sentenceOf(d.w(k).from) > 1: // before what the report is about
			return false
		case (f == "said" || f == "says") && d.f(to-1) == "to" && to-k < 7:
			*strong = true
		case f == "called" && isOneOf(d.f(k+1), "on", "upon") && d.asksTo(b.to-1, d.sentences[d.sentenceOf(d.w(k).from)]): // in public
			return false
		case f == "sought" && isOneOf(d.f(k+1), "to", "a", "an", "talks"), clauseEnds[f], fromAfar[f], notYet[f] && !d.w(k).upper && !(f == "next" && d.f(k+1) == "to"):
			return false
		case f == "to" && (d.f(k+1) == "meet" || d.f(k+1) == "see" || d.f(k+1) == "discuss"):
			*strong = true
		case isOneOf(f, "spoke", "spoken") && isOneOf(d.f(k+1), "of", "about", "for"): // of things
		case contactVerbs[f] || contactNouns[f] || meetNouns[f]:
			*strong = true
		}
	}
	if d.f(to-1) == "," && !*strong {
		return false
	}
	if d.w(a.to-1).ending == "s" && !contactNouns[d.f(from)] && !d.near(from, to, "said") { // X's house
		return false
	}
	if d.w(b.to-1).ending == "s" && !contactNouns[d.f(b.to)] && !meetNouns[d.f(b.to)] {
		return false
	}
	if d.f(to-1) == "of" && !hisHers[d.f(to-2)] {
		return false
	}
	*strong = *strong || isOneOf(d.f(to-1), "with", "beside", "alongside", "opposite")
	return true
}

// actTogether reports whether those joined by "and" do something together, or
// a noun for what they do stands before them: an agreement between X and Y.
func (d *doc) actTogether(before, k int, s sentence, strong *bool) bool {
	switch d.f(before - 1) {
	case "was", "were":
		*strong = d.near(max(s.first, before-10), before, "present", "attending", "attendance", "there", "table", "room")
		return *strong
	case "between", "among", "by", "with", "from", "to", "of":
		*strong = d.near(max(s.first, before-8), before, "said", "agreed") && d.f(before-1) == "between" || d.hasAny(contactNouns, max(s.first, before-12), before) || d.hasAny(contactVerbs, max(s.first, before-12), before) || d.hasAny(meetNouns, max(s.first, before-12), before)
		return *strong && !d.hasAny(notYet, max(s.first, before-8), before)
	}
	k = d.behindAside(k, min(k+14, s.last))
	if d.near(k, min(k+4, s.last), "different", "differing", "conflicting", "opposite", "separate") {
		return false
	}
	for i := k; i < min(k+7, s.last); i++ {
		f := d.f(i)
		if i > k && strings.HasSuffix(d.f(k), "ed") && !fromAfar[d.f(k)] && !d.w(k).mark && d.f(k) != "urged" && d.f(k) != "called" && d.f(k) != "appealed" && d.f(k) != "warned" && d.f(k) != "expressed" && d.f(k) != "welcomed" {
			return true
		}
		switch {
		case clauseEnds[f] || fromAfar[f] || notYet[f] && !d.w(i).upper, f == "urged" || f == "called" || f == "appealed" || f == "warned" || f == "expressed" || f == "welcomed", (f == "are" || f == "were" || f == "is") && d.f(i+1) == "to":
			return false
		case d.w(i).mark && f != "," && i > k:
			return true
		case contactVerbs[f] || contactNouns[f] || meetNouns[f] || f == "both":
			*strong = true
			return true
		}
	}
	return s.last-k > 2
}

func (d *doc) onlyMarks(from, to int) bool {
	for k := from; k < to; k++ {
		if !d.w(k).mark {
			return false
		}
	}
	return true
}

// toldUs finds who the one that reports was with: "Colonel X kept us waiting".
func (d *doc) toldUs(si int, parties []mention) *contact {
	s := d.sentences[si]
	for _, m := range parties {
		if d.standing(m) < 3 || d.onlyTellsAt(m) {
			continue
		}
		for k := m.to; k < min(m.to+5, s.last-1) && !clauseEnds[d.f(k)] && !notYet[d.f(k)] && d.f(k) != "urged"; k++ {
			if isOneOf(d.f(k), "to", "at", "with", "in") && d.f(k+1) == "our" && contactVerbs[d.f(k-1)] {
				return &contact{telling: telling{d.formOf(s), k, k + 1, si}, sides: []mention{m}, score: 6}
			}
			if n := d.f(k + 1); isOneOf(n, "us", "me") && (contactVerbs[d.f(k)] || isOneOf(d.f(k), "kept", "let", "made", "with", "for")) {
				return &contact{telling: telling{d.formOf(s), k, k + 1, si}, sides: []mention{m}, score: 6}
			}
		}
		strong := false
		for k := s.first; k < min(s.first+10, m.from); k++ {
			if isOneOf(d.f(k), "we", "i") && d.reaches(m, m, k+1, d.beforeTitles(m.from, k+1), &strong) && strong {
				return &contact{telling: telling{d.formOf(s), k, k + 1, si}, sides: []mention{m}, score: 6}
			}
		}
	}
	return nil
}

func isOneOf(f string, words ...string) bool {
	for _, w := range words {
		if f == w {
			return true
		}
	}
	return false
}

// spokenOf finds a meeting or a call that is only spoken of, and who acts in the
// sentences around it: "Monday's talks brought no date. X said … Y of B …".
func (d *doc) spokenOf(si int) *contact {
	s := d.sentences[si]
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		if !meetNouns[f] && f != "visit" && f != "call" && f != "talk" || d.inName(k) || isOneOf(f, "conference", "workshop", "exchange") || f == "meeting" && (d.w(k+1).upper || d.hasAny(fromAfar, s.first, k)) {
			continue
		}
		definite := d.near(max(s.first, k-3), k, "the", "their", "this", "both") || d.w(k-1).ending == "s" && d.dayAt(k-1) ||
			isOneOf(d.f(k-1), "from", "after", "at", "of", "during") || len(d.daysIn(k, min(k+14, s.last))) > 0
		if !definite || d.unreal(k, s) || d.putOff(k, s) || d.hasAny(notYet, max(s.first, k-5), min(k+3, s.last)) {
			continue
		}
		var sides []mention
		for i := max(0, si-1); i < min(si+3, len(d.sentences)); i++ {
			for _, m := range d.partiesIn(d.sentences[i]) {
				if d.standing(m) == 3 && !d.onlyTellsAt(m) && !d.toReporters(m) {
					sides = append(sides, m)
				}
			}
		}
		for i := range sides {
			for _, b := range sides[i+1:] {
				if d.apart(sides[i], b) && sides[i].person.name != b.person.name {
					return &contact{telling: telling{d.formOf(s), k, k + 1, si}, sides: []mention{sides[i], b}, score: 6}
				}
			}
		}
	}
	return nil
}

// sideBySide finds two who act in one sentence, or in two that follow each other, and
// weighs what speaks for their having been together: that "they" or "the two" do
// something, how long it took, when and where.
func (d *doc) sideBySide(si int) *contact {
	s := d.sentences[si]
	last := si
	sides := d.acting(si)
	if si+1 < len(d.sentences) && d.sentences[si+1].paragraph == s.paragraph {
		last++
		sides = append(sides, d.acting(last)...)
	}
	if last+1 < len(d.sentences) && d.sentences[last+1].paragraph == s.paragraph {
		last++ // which may only say what they did
	}
	var a, b mention
	for i := range sides {
		for _, x := range sides[i+1:] {
			if a.person == nil && d.apart(sides[i], x) && sides[i].person.name != x.person.name {
				a, b = sides[i], x
			}
		}
	}
	if a.person == nil {
		return nil
	}
	weight, at := 0, -1
	for k := s.first; k < d.sentences[last].last; k++ {
		switch f := d.f(k); {
		case notYet[f] && f != "wants" && f != "wanted" && k < b.to, isOneOf(f, "interview", "statement", "radio", "television", "reporters", "comment", "denied", "disagreed", "separately", "meanwhile", "accused"):
			return nil
		case isOneOf(f, "they", "together", "pair", "waiting") || f == "both" && !strings.HasSuffix(d.f(k+1), "s") && !isOneOf(d.f(k+1), "called", "said", "urged", "expressed", "appealed", "refused", "declined") || f == "two" && d.f(k-1) == "the" || f == "each" && d.f(k+1) == "other":
			weight += 2
			at = k
		case isOneOf(f, "hour", "hours", "minutes", "table", "handshake", "tea", "lunch", "dialled", "answered", "listened", "replied") && k > a.from:
			weight++
			at = k
		}
	}
	weight += min(1, len(d.daysIn(s.first, d.sentences[last].last)))
	if at < 0 || weight < 3 {
		return nil
	}
	return &contact{telling: telling{d.formOf(s), at, at + 1, si}, sides: []mention{a, b}, score: 6}
}

// acting returns who of weight is named in a sentence and does something there.
func (d *doc) acting(si int) []mention {
	var all []mention
	for _, m := range d.partiesIn(d.sentences[si]) {
		if d.standing(m) == 3 && !d.onlyTellsAt(m) && !d.toReporters(m) && d.w(m.to-1).ending != "s" {
			all = append(all, m)
		}
	}
	return all
}

// toReporters reports whether somebody speaks to the press.
func (d *doc) toReporters(m mention) bool {
	return strings.HasPrefix(d.f(m.to), "told") && d.audience(m.to+1) || d.f(m.to) == "told" && d.audience(m.to+1)
}
