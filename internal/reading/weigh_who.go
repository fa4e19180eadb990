package reading

import (
	"strings"
)

// words of what somebody does who took no part in what a text tells of; Turkish by
// their beginnings.
var (
	weighPublic = set(`television tv radio interview parliament statement speech televised broadcast x twitter facebook post tweet wrote interview reporters press media newspaper reporting editing enquiries photo message decree
		commons congress senate council house audio video announced اخري منفصل المقابل تصريح اذاعي منصه بيان مرسوم تلفزيوني كلمه احاطه`)
	weighAbsent        = set(`absent absence regrets apologies unable excused attend leave abroad hospital تعذر غاب غابت اعتذر الخارج`)
	weighAbsentTurkish = []string{"katilama", "geleme", "mazeret", "yurtdiş"}
	weighOffice        = set(`former previous predecessor successor late replaced replaces appointed named resigned arrested sentenced died death elected recalled ex left formerly dismissed detained اقيل اقيلت اعفي اعفيت عزل عزلت السابق السابقه تعيين خلفا سلفه سلفها`)
	weighOfficeTurkish = []string{"eski", "ata", "görevden", "selef", "istifa"}
	weighOnce          = set(`earlier ago previously since already yet repeatedly قد سابقا سبق`)
	weighOnceTurkish   = []string{"geçen", "gelecek", "önümüzdeki", "daha", "defalarca", "önce"}
	weighThen          = set(`week month year spring summer autumn winter january february march april may june july august september october november december`)
	weighPrivate       = set(`wife brother son father mother husband widow daughter family families residents resident aged زوجه والد والده`)
	weighOwnership     = set(`led headed run commanded controlled chaired held loyal under forces militia army party plan`)
)

// whoSigns are those of somebody who is named: did they take part in what sentence
// chief tells of?
func (d *doc) whoSigns(p *person, chief int) signs {
	var x signs
	n := p.sentence - chief
	calledThere := false
	again, speaking := 0, speaks[d.f(p.ends())]
	for k := range d.words {
		if d.called(k) != p {
			continue
		}
		again++
		calledThere = calledThere || d.sentenceOf(d.w(k).from) == chief
		speaking = speaking || speaks[d.f(k+1)]
	}
	s := d.sentences[p.sentence]
	meets, attend, elsewhere := false, false, false
	for k := s.first; k < s.last; k++ {
		meets = meets || d.meetWord(k)
		attend = attend || weighAttend[d.f(k)] || d.lang == Turkish && beginsWith(d.f(k), weighAttendTurkish)
		elsewhere = elsewhere || weighElsewhere[d.f(k)]
	}
	others, row := 0, false
	for i := range d.people {
		q := &d.people[i]
		if q == p || q.name == "" || others > 3 && q.sentence != p.sentence || d.standing(mention{q.begins(), q.ends(), q, nil}) < 3 {
			continue
		}
		others++
		if q.sentence == p.sentence {
			row = row || q.ends() <= p.begins() && d.onlyJoins(q.ends(), p.begins()) || p.ends() <= q.begins() && d.onlyJoins(p.ends(), q.begins())
		}
	}
	m := mention{p.begins(), p.ends(), p, nil}
	before := d.f(d.beforeTitles(p.begins(), s.first) - 1)
	same := s.paragraph == d.sentences[chief].paragraph
	x.note("in the sentence that tells", n == 0)
	x.note("by surname in it", n != 0 && calledThere)
	x.note("one before", n == -1)
	x.note("one behind", n == 1)
	x.note("two or three behind", n == 2 || n == 3)
	x.note("further on", n > 3)
	x.note("further above", n < -1)
	x.note("another paragraph", !same)
	x.note("an office", p.role != "")
	x.note("a body", p.body != "")
	x.note("a rank of office", p.level != "")
	x.note("a title", d.titled(p))
	x.note("neither office nor body", p.role == "" && p.body == "" && !d.titled(p))
	x.note("one word alone", !strings.Contains(p.name, " "))
	x.note("speaks for others", d.speaksFor(p))
	x.note("a private person", privateRole(p.role))
	x.note("the source", d.onlyTellsAt(m))
	x.note("speaks", speaking)
	x.note("spoken of again", again > 0)
	x.note("behind with", weighWith[before] || d.f(p.begins()-1) == "مع")
	x.note("behind and", isOneOf(before, "and", "و", "ve"))
	x.note("behind of", isOneOf(before, "of", "from", "for", "than", "like"))
	x.note("behind to or by", isOneOf(before, "to", "by", "met", "received", "hosted"))
	x.note("an owner", d.w(p.ends()-1).ending == "s")
	x.note("of a row", row)
	x.note("words of meeting by them", meets && n != 0)
	x.note("who was there", attend && n != 0)
	x.note("a source there", elsewhere)
	x.note("nobody else named", others == 0)
	x.note("one other named", others == 1)
	x.note("more than three others", others > 3)
	x.note("speaks further on", n > 1 && speaking)
	x.note("not yet", d.denied(max(s.first, p.begins()-6), p.begins()))
	d.asideSigns(&x, p, chief)
	return x
}

// asideSigns are those by which somebody who is named is only spoken of, or is not:
// when it was, how what they do is told, and whether the sentence that tells of the
// engagement speaks of somebody who they could be.
func (d *doc) asideSigns(x *signs, p *person, chief int) {
	s, tells := d.sentences[p.sentence], d.sentences[chief]
	here := p.sentence == chief
	has := func(words map[string]bool, stems []string) bool {
		for k := s.first; k < s.last; k++ {
			if k >= p.from && k < p.to {
				continue
			}
			if f := d.f(k); words[f] || d.lang == Turkish && beginsWith(f, stems) {
				return true
			}
		}
		return false
	}
	x.note("in public", has(weighPublic, nil) && !here)
	x.note("absent", has(weighAbsent, weighAbsentTurkish))
	x.note("came or went", has(weighOffice, weighOfficeTurkish) && !here)
	x.note("at another time", has(weighOnce, weighOnceTurkish) && !here)
	x.note("somebody's kin", has(weighPrivate, nil) && !here)

	verb := d.behindAside(p.ends(), s.last)
	f := d.f(verb)
	x.note("had or has", isOneOf(f, "had", "has", "have", "قد") || d.lang == Arabic && d.near(max(s.first, p.begins()-3), p.begins(), "كان", "وكان", "كانت", "وكانت") || d.lang == Turkish && d.pluperfect(s))
	x.note("is or will", isOneOf(f, "is", "are", "will", "would", "may", "can", "could", "was", "were") && !here)
	x.note("not", d.denied(verb, min(verb+4, s.last)) || d.lang == Arabic && d.near(s.first, p.begins(), "لم", "ولم", "لن", "ولن"))
	x.note("behind said", isOneOf(d.f(d.beforeTitles(p.begins(), s.first)-1), "said", "says", "added") && !here)
	x.note("asks or promises", d.asksOrPromises(p, s) && !here)
	x.note("belongs to something", d.lang == English && d.belongs(p))
	owned := false
	for k := max(s.first, p.begins()-4); k < p.begins(); k++ {
		owned = owned || weighOwnership[d.f(k)]
	}
	x.note("leads something", owned)

	day := Day{}
	if at := d.daysIn(tells.first, tells.last); len(at) > 0 {
		day.Day = at[0].day
	}
	another, same := false, false
	for _, a := range d.daysIn(s.first, s.last) {
		if a.day == 0 || day.Day == 0 {
			continue
		}
		another = another || a.day != day.Day
		same = same || a.day == day.Day
	}
	for k := s.first + 1; k < s.last; k++ {
		another = another || weighThen[d.f(k)] && isOneOf(d.f(k-1), "last", "next", "this", "in", "of", "until", "since") && !d.dayAt(k) || isOneOf(d.f(k), "الماضي", "المقبل", "الماضيه", "المقبله")
	}
	x.note("on another day", another && !same && !here)
	x.note("on the same day", same && !here)

	// whom the sentence that tells names, and of whom it speaks without a name
	named, with := 0, false
	office := ""
	if words := fields(p.role); len(words) > 0 {
		office = words[len(words)-1]
		for i, w := range words {
			if i > 0 && isOneOf(w, "of", "for", "to") {
				office = words[i-1]
				break
			}
		}
	}
	for _, m := range d.partiesIn(tells) {
		if m.person != nil && m.person != p && m.person.name != "" && d.standing(m) == 3 {
			named++
			for _, o := range d.partiesIn(s) {
				with = with || o.person == m.person
			}
		}
	}
	its, body := false, false
	for k := tells.first; k < tells.last; k++ {
		if g := d.f(k); g == office && office != "" {
			q := d.somebodyAt(k)
			its = its || q == nil || q.name == ""
		}
	}
	for _, b := range d.bodies {
		if b.from >= tells.first && b.to <= tells.last && p.body != "" && d.sameBody(b.name, p.body) {
			q := d.somebodyAt(b.from)
			body = body || q == nil || q.name == ""
		}
	}
	x.note("it names nobody else", named == 0 && !here)
	x.note("it names one", named == 1 && !here)
	x.note("it names two", named == 2 && !here)
	x.note("it names more", named > 2 && !here)
	x.note("with one whom it names", with && !here)
	x.note("their office in it", its && !here)
	x.note("their body in it", body && !here)
	x.note("last sentence", p.sentence == len(d.sentences)-1 && !here)
	x.note("one of two in an aside", !here && !with && len(d.partiesIn(s)) > 1)
	if here {
		at := tells.first
		for k := tells.first; k < tells.last; k++ {
			if d.meetWord(k) && !d.inPerson(k) {
				at = k
				break
			}
		}
		x.note("behind what it was about", p.begins() >= d.purpose(telling{"meeting", at, at + 1, chief}, tells.last))
	}
}

// somebodyAt is whose name, office or body word k is part of.
func (d *doc) somebodyAt(k int) *person {
	if i, ok := d.peopleAt().of[k]; ok {
		return &d.people[i]
	}
	return nil
}

// pluperfect reports whether a Turkish sentence ends with what had happened before.
func (d *doc) pluperfect(s sentence) bool {
	for k := max(s.first, s.last-3); k < s.last; k++ {
		if f := d.f(k); strings.HasSuffix(f, "mişti") || strings.HasSuffix(f, "muştu") || strings.HasSuffix(f, "müştü") {
			return true
		}
	}
	return false
}

// asksOrPromises reports whether a sentence says that somebody asked or promised.
func (d *doc) asksOrPromises(p *person, s sentence) bool {
	for k := s.first; k < s.last; k++ {
		if v, end := dict().said.at(d, k); end > 0 && (k >= p.ends() || d.lang == Arabic) {
			if kind := strings.Split(v.value, "\t"); len(kind) > 1 && kind[1] != "say" {
				return true
			}
		}
	}
	return false
}
