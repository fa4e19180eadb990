package reading

import "passage"

// English tells of engagements by a verb of two sides, by a noun for what they
// held together, or by a letter; whether it took place stands around the words.
var (
	// with these alone two sides meet
	meetVerbs = set("met meets conferred gathered convened convenes assembled huddled reconvened")
	// with these they do if it is a person or a body that stands behind
	hostVerbs = set("received receives hosted hosts welcomed welcomes summoned summons briefed briefs consulted visited visits saw see meet invited greeted engaged")
	// these take "with"
	satVerbs  = set("sat sit talked negotiated spent discussed reviewed agreed consulted liaised dined lunched deliberated raised took shook met-up caught")
	heldVerbs = set("continued continue resumed held hold holds holding had have hosted hosts hosting convened convenes convening chaired chairs chairing co-chaired co-chairs attended attends attending joined opened closed concluded conducted led facilitated co-hosted organised organized presided ended finished wrapped brokered mediated completed")
	gerunds   = set("hosting receiving meeting briefing visiting welcoming seeing")
	meetNouns = set("meeting meetings talks discussion discussions consultation consultations session audience dialogue negotiations negotiation roundtable round-table gathering summit encounter briefing conference workshop sitting jirga shura exchange conversation forum sit-down huddle lunch dinner breakfast supper iftar")
	callNouns = set("call calls teleconference videoconference video-conference conversation")
	callWords = set("telephone telephoned phone phoned videoconference video-conference teleconference video videolink whatsapp zoom radio online virtually virtual remotely dialled dialed skype webex line phone-in")
	// some who take part without a name
	actors = set("ambassadors officials officers sides teams delegations representatives leaders ministers commanders envoys elders negotiators delegates mediators diplomats chiefs governors mayors parties")
	// words before which something has not come to pass
	unrealWords = set("suggested suggests suggest recommended will would shall should must may might could can cannot not n't never no declined refused refuses unable failed expect expects expected plan plans planned planning hope hopes hoped scheduled due if next upcoming proposed possible future seek seeks seeking sought want wants wanted ready willing asked requested requests demanded proposes until unless without cancelled canceled postponed invite avoid")
	offWords    = set("postponed cancelled canceled scheduled planned deferred delayed rescheduled called-off")
	metThings   = set("needs need demand demands criteria conditions condition requirements requirement standards target targets costs cost deadline resistance refusal silence approval goal goals obligations only fierce opposition")
)

// englishTellings finds the words of a sentence that tell of an engagement.
func (d *doc) englishTellings(si int) []telling {
	s := d.sentences[si]
	if d.asks(s) {
		return nil
	}
	var all []telling
	note := func(form passage.EngagementForm, from, to int) {
		all = append(all, telling{form: form, from: from, to: min(to, s.last), sentence: si})
	}
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		w := d.w(k)
		switch {
		case w.mark || d.inName(k):
			continue
		case f == "letter" && (d.f(k-1) == "open" || d.near(k, min(k+14, s.last), "unanswered", "answered") && d.near(k, min(k+14, s.last), "not", "unanswered")):
			continue
		case f == "letter" || f == "letters" || f == "memorandum" && d.f(k+1) != "of" && !isOneOf(d.f(k-2), "signed", "initialled", "concluded") && d.f(k+1) != "was" || f == "note" && d.f(k+1) == "verbale":
			if d.letterAt(k, s) && (!d.unreal(k, s) || d.near(k, min(k+8, s.last), "dated", "signed")) {
				note(passage.Letter, k, k+1)
			}
		case f == "paid" && !d.unreal(k, s) && d.near(k+1, min(k+5, s.last), "call", "visit") && d.near(k+2, min(k+6, s.last), "on", "to") && d.personIn(k+2, min(k+14, s.last)):
			note(passage.Meeting, k, k+1)
		case (f == "wrote" || f == "written" || f == "writes" || f == "writing") && !d.unreal(k, s):
			if d.near(k+1, min(k+5, s.last), "to") && d.mentionIn(k+1, min(k+12, s.last)) && (f != "writing" || d.f(k-1) != "in") {
				note(passage.Letter, k, k+1)
			}
		case f == "spoke" && d.f(k-1) == "last": // the time before
			continue
		case (f == "spoke" && !(d.together(s) && !d.callCue(s)) || f == "spoken" || f == "speaks" || f == "phoned" || f == "telephoned" || f == "rang" || f == "talked" && d.callCue(s)) && !d.unreal(k, s):
			if f == "phoned" || f == "telephoned" || f == "rang" || d.callCue(s) || d.f(k+1) == "with" || d.f(k+1) == "to" && !d.audience(k+2) || d.near(k+1, min(k+8, s.last), "with") {
				form := passage.Call
				if !d.callCue(s) && (d.near(s.first, s.last, "there") || d.placeOf(telling{passage.Meeting, k, k + 2, si}) != nil) { // where one speaks is where one meets
					form = passage.Meeting
				}
				note(form, k, k+2)
			}
		case f == "spoke" && d.together(s) && !d.unreal(k, s): // "The two spoke on the margins of …"
			note(passage.Meeting, k, k+1)
		case f == "called" && !d.unreal(k, s) && d.f(k+1) != "for" && d.f(k+1) != "upon" && d.f(k+1) != "off" && (d.f(k+1) == "on" || d.callCue(s)) && (d.personIn(k+1, min(k+12, s.last)) || d.f(k+1) == "on" && (d.f(k+2) == "him" || d.f(k+2) == "her") && d.personIn(s.first, k)) && !d.asksTo(k+2, s):
			form := passage.Meeting
			if d.f(k+1) != "on" {
				form = passage.Call
			}
			note(form, k, k+2)
		case meetVerbs[f] && !d.unreal(k, s):
			next := d.f(k + 1)
			if d.f(k+1) == "the" || d.f(k+1) == "all" || d.f(k+1) == "with" {
				next = d.f(k + 2)
			}
			if !metThings[d.f(k+1)] && !metThings[next] && (f == "met" || f == "meets" || d.sidesIn(s) > 0) {
				to := k + 1
				if d.f(to) == "with" {
					to++
				}
				note(passage.Meeting, k, to)
			}
		case isOneOf(f, "had", "has") && d.personIn(k+1, min(k+4, s.last)) && d.guest(k+2, min(k+16, s.last)) && !d.unreal(k, s):
			note(passage.Meeting, k, k+1)
		case isOneOf(f, "hour", "hours", "minutes") && d.f(k+1) == "with" && d.personIn(k+2, min(k+8, s.last)) && !d.unreal(k, s):
			note(passage.Meeting, k, k+2)
		case f == "heard" && d.f(k+1) == "from" && !d.unreal(k, s) && d.personIn(k+2, min(k+14, s.last)) && d.subject(k, s):
			note(passage.Meeting, k, k+2)
		case f == "called" && d.f(k+1) == "at" && !d.unreal(k, s) && d.near(k+2, min(k+5, s.last), "office", "offices", "headquarters", "ministry", "palace", "residence") && d.personIn(k+2, min(k+14, s.last)) && d.subject(k, s):
			note(passage.Meeting, k, k+1)
		case gerunds[f] && d.lead(si) && d.near(max(s.first, k-2), k, "after", "following", "while", "when", "upon", "before") && d.personIn(k+1, min(k+8, s.last)):
			note(passage.Meeting, k, k+1)
		case (f == "connected" || f == "linked" || f == "patched") && d.callCue(s) && d.subject(k, s):
			note(passage.Call, k, k+1)
		case hostVerbs[f] && !d.unreal(k, s):
			if f == "saw" && k > s.first && !d.near(s.first, k, "i", "we", "our") { // others see somebody in the street
				continue
			}
			if (f != "see" && f != "meet" || d.f(k-1) == "to") && d.hosts(k, s) {
				note(passage.Meeting, k, k+1)
			}
		case satVerbs[f] && !d.unreal(k, s):
			if d.satWith(k, s) {
				note(passage.Meeting, k, k+1)
			}
		case meetNouns[f] || callNouns[f] || f == "visit" || f == "table" && d.f(k-1) == "round":
			if f == "calls" && d.f(k+1) == "for" || f == "calls" && (d.f(k+1) == "on" && (d.inName(k-1) || d.f(k-1) == "he" || d.f(k-1) == "she" || d.f(k-1) == "it" || bodyEnds[d.f(k-1)]) || d.f(k-1) == "answer") || d.unreal(k, s) || d.putOff(k, s) {
				continue
			}
			if form, ok := d.heldAt(k, s); ok {
				note(form, k, k+1)
			}
		}
	}
	if len(all) > 0 && d.callCue(s) {
		for i := range all {
			if all[i].form == passage.Meeting {
				all[i].form = passage.Call
			}
		}
	}
	return all
}

// lead reports whether nobody is named before a sentence: what it tells in
// passing is what the report is about.
func (d *doc) lead(si int) bool {
	for i := range d.people {
		if p := &d.people[i]; p.name != "" && p.sentence < si {
			return false
		}
	}
	return true
}

// near reports whether one of the words stands in words[from:to].
func (d *doc) near(from, to int, words ...string) bool {
	for k := from; k < to; k++ {
		for _, w := range words {
			if d.f(k) == w {
				return true
			}
		}
	}
	return false
}

// unreal reports whether the words before k say that it did not come to pass,
// or not yet.
func (d *doc) unreal(k int, s sentence) bool {
	for i := k - 1; i >= max(s.first, k-6); i-- {
		f := d.f(i)
		switch {
		case f == "able" || f == "managed":
			return false
		case d.w(i).mark && f != "-", f == "and" || f == "but" || f == "who" || f == "which" || f == "that":
			return false
		case f == "to" && i == k-1 && !meetNouns[d.f(k)] && !callNouns[d.f(k)]:
			return !isOneOf(d.f(i-1), "able", "managed", "been", "went", "came")
		case unrealWords[f] && !d.w(i).upper:
			return true
		}
	}
	return false
}

// putOff reports whether what k names is told, behind it, to be planned or off.
func (d *doc) putOff(k int, s sentence) bool {
	for i := k + 1; i < min(k+26, s.last); i++ {
		switch f := d.f(i); {
		case offWords[f] && i < k+4:
			return true
		case (f == "was" || f == "were" || f == "been" || f == "be") && (offWords[d.f(i+1)] || d.f(i+1) == "called" && d.near(i+2, i+4, "off") || d.f(i+1) == "put" && d.f(i+2) == "off"), f == "fell" && d.f(i+1) == "through", f == "did" && d.f(i+1) == "not" && (i < k+14 || isOneOf(d.f(i+2), "take", "happen", "go")), f == "will" && i < k+6 || f == "would" && i < k+3:
			return true
		case f == "subject" && d.f(i+1) == "to", f == "set" && d.f(i+1) == "for" && i < k+10, f == "due" && i < k+8:
			return true
		case f == "." || f == ";":
			return false
		}
	}
	if i := d.sentenceOf(s.from) - 1; i >= 0 { // under a heading
		if p := d.sentences[i]; p.last-p.first <= 4 && d.near(p.first, p.last, "planned", "upcoming", "next", "outlook", "ahead", "pending") {
			return true
		}
	}
	return false
}

// callCue reports whether a sentence says that people were not in one place.
func (d *doc) callCue(s sentence) bool {
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		switch {
		case f == "line" && (d.f(k+1) == "by" || d.f(k-2) == "line"):
			continue
		case f == "line" || f == "radio" || f == "online" || f == "video":
			if d.near(max(s.first, k-3), k, "by", "on", "via", "over", "through") && !d.near(k-1, k+2, "front", "zero", "contact") || f == "video" && (d.f(k+1) == "link" || d.f(k+1) == "call" || d.f(k+1) == "conference") {
				return true
			}
		case f == "phone" || f == "telephone":
			if isOneOf(d.f(k-1), "his", "her", "their") { // what somebody shows on it
				continue
			}
			if d.f(k+1) != "service" && d.f(k+1) != "network" && d.f(k+1) != "networks" && d.f(k+1) != "lines" && d.f(k+1) != "numbers" && d.f(k+1) != "services" && d.f(k+1) != "number" {
				return true
			}
		case callWords[f]:
			return true
		case f == "call" && isOneOf(d.f(k-1), "a", "the", "another", "his", "her", "their") && isOneOf(d.f(k-2), "received", "made", "placed", "returned", "took", "during", "on", "in") && !isOneOf(d.f(k+1), "for", "to") && !(d.f(k+1) == "on" && !d.dayAt(k+2)):
			return true
		}
	}
	return false
}

// sidesIn counts who is mentioned in a sentence.
func (d *doc) sidesIn(s sentence) int {
	n := 0
	for k := s.first; k < s.last; k++ {
		if _, ok := d.peopleAt().begins[k]; ok {
			n++
		}
		if _, ok := d.bodiesAt().begins[k]; ok {
			n++
		}
	}
	for k := s.first; k < s.last; k++ {
		switch f := d.f(k); {
		case f == "we" || f == "i" || f == "our" || bodyEndsPlural[f] || actors[f], f == "he" || f == "she" || f == "they", d.called(k) != nil:
			n++
		}
	}
	return n
}

// personIn reports whether somebody is mentioned in words[from:to].
func (d *doc) personIn(from, to int) bool {
	for k := from; k < to; k++ {
		if _, ok := d.peopleAt().begins[k]; ok || d.called(k) != nil || d.f(k) == "delegation" || d.f(k) == "elders" {
			return true
		}
	}
	return false
}

// mentionIn reports whether somebody or a body is mentioned in words[from:to].
func (d *doc) mentionIn(from, to int) bool {
	for k := from; k < to; k++ {
		if _, ok := d.bodiesAt().begins[k]; ok {
			return true
		}
		if bodyEndsPlural[d.f(k)] || bodyEnds[d.f(k)] || isOneOf(d.f(k), "unions", "groups", "communities", "associations", "companies", "donors", "partners", "traders") {
			return true
		}
	}
	return d.personIn(from, to)
}

// nearSides reports whether somebody is mentioned in the sentence or the next one.
func (d *doc) nearSides(s sentence) bool {
	last := s.last
	if i := d.sentenceOf(s.from) + 1; i < len(d.sentences) {
		last = d.sentences[i].last
	}
	return d.mentionIn(s.first, last)
}

// inName reports whether a word is part of a body's or a person's name.
func (d *doc) inName(k int) bool { return d.w(k).upper && (d.bodyHas(k) || d.inPerson(k)) }

// audience reports whether those spoken to are no side: reporters, a broadcaster.
func (d *doc) audience(k int) bool {
	for i := k; i < k+3; i++ {
		switch d.f(i) {
		case "reporters", "journalists", "media", "television", "tv", "radio", "correspondent", "agency", "press", "reuters", "newspaper":
			return true
		}
	}
	return false
}

// asksTo reports whether "called on X" goes on with what X is asked to do.
func (d *doc) asksTo(k int, s sentence) bool {
	for i := k; i < min(k+22, s.last); i++ {
		f := d.f(i)
		if f == "to" && !d.inPerson(i) && !d.w(i+1).upper && !d.w(i+1).mark && d.f(i+1) != "the" {
			return true
		}
		if f == "yesterday" || f == "today" || f == "." {
			return false
		}
	}
	return false
}

// hosts reports whether the object of a verb like "received" is somebody.
func (d *doc) hosts(k int, s sentence) bool {
	f := d.f(k)
	passive := d.f(k+1) == "by"
	limit := min(k+16, s.last)
	group := isOneOf(f, "received", "hosted", "greeted", "briefed", "met") && isOneOf(d.f(k+1), "it", "them", "him", "her") && d.mentionIn(s.first, max(s.first, k-6)) && d.personIn(max(s.first, k-8), k)
	if group {
		return d.subject(k, s)
	}
	for i := k + 1; i < min(k+4, s.last); i++ {
		_, ok := d.groupOf(i, s.last)
		group = group || ok
	}
	if !group && !d.personIn(k+1, limit) && !(f != "received" && f != "hosted" && d.mentionIn(k+1, min(k+6, s.last)) && f != "visited" && f != "saw" && f != "welcomed") {
		return false
	}
	for i := k + 1; i < limit; i++ { // up to the first of them nothing else is received
		x := d.w(i)
		if d.dayAt(i) || x.fold == "(" || x.fold == ")" {
			continue
		}
		if d.personIn(i, i+1) || d.f(i) == "delegation" || group && groupHeads[d.f(i)] {
			break
		}
		if f == "visited" && (x.fold == "in" || x.fold == "at" || x.fold == "where" || x.upper && d.cityAt(i)) {
			return false
		}
		if x.mark && x.fold != "," || i < k+3 && (d.f(i) == "that" || d.f(i) == "no") || d.f(i) == "from" || d.f(i) == "for" || d.f(i) == "of" && !d.inPerson(i) && d.f(i-1) != "delegation" && d.f(i-1) != "request" {
			return false
		}
		if x.num || welcomeThings[d.f(i)] {
			return false
		}
	}
	if passive {
		return d.sidesIn(s) > 1
	}
	if f == "welcomed" || f == "invited" || f == "saw" || f == "visited" || f == "engaged" || f == "greeted" || f == "consulted" || f == "briefed" {
		return d.sidesIn(s) > 1 && d.subject(k, s)
	}
	return d.subject(k, s)
}

// welcomeThings are received or welcomed, and are nobody.
var welcomeThings = set("decision statement resumption news reopening announcement move step agreement ceasefire truce pledge progress offer extension opening release arrival report proposal initiative letter request reply message list supplies aid trucks")

// subject reports whether somebody stands before a verb in its sentence.
func (d *doc) subject(k int, s sentence) bool {
	for i := s.first; i < k; i++ {
		f := d.f(i)
		if d.inPerson(i) || d.bodyHas(i) || f == "i" || f == "we" || f == "he" || f == "she" || f == "they" || f == "our" || d.called(i) != nil || bodyEndsPlural[f] || bodyEnds[f] || actors[f] {
			return true
		}
	}
	return false
}

// satWith reports whether a verb that takes "with" has somebody behind that.
func (d *doc) satWith(k int, s sentence) bool {
	f := d.f(k)
	if f == "agreed" || f == "discussed" || f == "reviewed" {
		if f == "discussed" && d.together(s) {
			return true
		}
		if d.bothBefore(k, s) {
			return f != "agreed" || !d.near(s.first, k, "he", "she", "they", "we") && k-s.first < 40
		}
		if f == "agreed" {
			return d.f(k+1) == "with" && d.personIn(k+2, min(k+10, s.last)) && d.subject(k, s)
		}
	}
	limit := s.last
	if f == "sat" || f == "sit" || f == "shook" || f == "talked" || f == "negotiated" {
		limit = min(k+16, s.last)
	}
	for i := k + 1; i < limit; i++ {
		x := d.f(i)
		if x == "with" || x == "across" || x == "to" && f == "talked" && i < k+3 && !d.audience(i+1) {
			him := d.near(i+1, i+2, "him", "her", "them", "us", "me") && d.personIn(s.first, s.last)
			if (him || d.mentionIn(i+1, min(i+12, s.last))) && d.subject(k, s) && (f != "spent" || d.personIn(i+1, min(i+8, s.last))) {
				return true
			}
		}
	}
	return false
}

// bothBefore reports whether two of them are joined by "and" before word k.
func (d *doc) bothBefore(k int, s sentence) bool {
	n, and := 0, false
	for i := range d.people {
		if p := &d.people[i]; p.begins() >= s.first && p.ends() <= k {
			n++
			and = and || d.near(p.ends(), k, "and") || d.near(s.first, p.begins(), "and")
		}
	}
	for i := s.first; i < k; i++ {
		if bodyEndsPlural[d.f(i)] || actors[d.f(i)] && d.near(s.first, i, "and") {
			n++
			and = and || d.near(s.first, k, "and")
		}
	}
	return n > 1 && and
}

// heldAt reports whether a noun for a meeting or a call tells of one with its
// sides, or of one that was held.
func (d *doc) heldAt(k int, s sentence) (passage.EngagementForm, bool) {
	form := passage.Meeting
	if callNouns[d.f(k)] {
		form = passage.Call
		if d.f(k) == "conversation" && !d.callCue(s) {
			form = passage.Meeting
		}
	}
	if d.f(k) == "visit" {
		return form, false
	}
	if f := d.f(k); f == "exchange" && (d.f(k+1) == "of" && d.f(k+2) != "views" && d.f(k+2) != "ideas" || d.f(k+1) == "rate") {
		return form, false
	}
	if form == passage.Call && d.f(k+1) == "from" && d.near(max(s.first, k-7), k, "received", "took", "got", "had") && d.personIn(k+2, min(k+14, s.last)) {
		return form, true
	}
	behind := false
	for i := k + 1; i < min(k+14, s.last); i++ { // "talks in X on Wednesday with Y"
		f := d.f(i)
		if (f == "with" || f == "between" || f == "among" || f == "by") && d.mentionIn(i+1, min(i+14, s.last)) && !d.inPerson(i) ||
			f == "with" && i == k+1 && isOneOf(d.f(i+1), "him", "her", "them", "us") && d.mentionIn(i+2, s.last) {
			behind = true
			break
		}
		if d.w(i).mark && f != "," && f != "(" && f != ")" {
			break
		}
	}
	took := false
	for i := k + 1; i < min(k+16, s.last) && !took; i++ {
		took = (d.f(i) == "took" && d.f(i+1) == "place" || (d.f(i) == "was" || d.f(i) == "were") && (d.f(i+1) == "held" || d.f(i+1) == "convened" || d.f(i+1) == "chaired" || d.f(i+1) == "attended") || d.f(i) == "held" && (d.f(i-1) == "," || i == k+1) && !d.w(k).mark || d.f(i) == "brought" || d.f(i) == "attended" || d.f(i) == "gathered")
	}
	before := false
	for i := k - 1; i >= max(s.first, k-6); i-- {
		if f := d.f(i); d.w(i).mark && f != "-" && f != "\"" && f != "“" && f != "”" {
			break
		}
		before = before || heldVerbs[d.f(i)] || d.f(i) == "of" && (d.f(i-1) == "hours" || d.f(i-1) == "rounds" || d.f(i-1) == "round" || d.f(i-1) == "day" || d.f(i-1) == "days")
	}
	at := false // "told the heads of agencies at a meeting in X"
	for i := k - 1; i >= max(s.first, k-4) && !at; i-- {
		at = (d.f(i) == "at" || d.f(i) == "during" || d.f(i) == "in") && i < k-1 && (d.f(i+1) == "a" || d.f(i+1) == "an" || d.f(i+1) == "their" || d.f(i+1) == "the" || d.f(i+1) == "his" || d.f(i+1) == "her")
	}
	at = at && (d.subject(k, s) || k-s.first < 6) && d.sidesIn(s) > 1 && d.f(k-1) != "next"
	genitive := d.w(k-1).ending == "s" && d.inPerson(k-1)
	switch {
	case d.f(k) == "audience" && d.near(max(s.first, k-3), k, "gave", "granted") && (d.near(k+1, min(k+5, s.last), "to") || d.near(k+5, min(k+16, s.last), "to") && d.personIn(k+5, min(k+24, s.last))), at && form == passage.Call && d.subject(k, s):
		return form, true
	case behind, took, at && d.near(k+1, min(k+8, s.last), "in", "at", "on", "yesterday", "today", "here"):
		return form, true
	case genitive && (d.f(k+1) == "with" || d.f(k+1) == "and"):
		return form, true
	case before && (d.f(k-1) == "of" || d.f(k-2) == "of" && !d.w(k-1).upper) && !d.heldBy(k, s):
		return form, true
	case before && d.subject(k, s) && d.sidesIn(s) > 0 && (heldVerbs[d.f(k-1)] && !callNouns[d.f(k)] || d.heldBy(k, s)):
		return form, true
	}
	return form, false
}

// heldBy reports whether "held", "chaired" and the like stand before a noun,
// with its article between them.
func (d *doc) heldBy(k int, s sentence) bool {
	for i := k - 1; i >= max(s.first, k-6); i-- {
		switch d.f(i) {
		case "continued", "resumed", "co-hosted", "held", "hosted", "convened", "chaired", "co-chaired", "attended", "joined", "opened", "concluded", "conducted", "facilitated", "had", "led", "presided", "brokered":
			return true
		}
		if f := d.f(i); d.w(i).mark && f != "-" && f != "\"" && f != "“" && f != "”" {
			return false
		}
	}
	return false
}
