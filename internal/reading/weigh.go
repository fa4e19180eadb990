package reading

import (
	"slices"
	"strings"
)

// Where the rules are silent, a decision is made by weight: the signs that hold of a
// candidate are added up, and it is proposed above a bound. Signs are plain facts of
// where it stands; what each weighs is a table (data/weights.tsv), fitted on labelled
// reports (TestFit) and judged by authors that it was not fitted on.

// decisions by weight.
const (
	decidesTelling = "tells" // a sentence: does it tell of the engagement
	decidesNamed   = "who"   // somebody named: did they take part
	decidesPlace   = "where" // a town or a crossing: was it there
)

// signs are the names of what holds of a candidate.
type signs []string

func (s *signs) note(name string, holds bool) {
	if holds {
		*s = append(*s, name)
	}
}

// weight is the sum of what the signs of a decision weigh, in log odds; 0 where the
// table has none.
func weight(decision string, s signs) float64 {
	w := dict().weights
	sum := w[decision+"\talways"]
	for _, x := range s {
		sum += w[decision+"\t"+x]
	}
	return sum
}

// words that signs look for, in three languages; Turkish by their beginnings.
var (
	weighMeets = set(`met meets meeting meetings talks talk discussion discussions consultation consultations session audience dialogue negotiations negotiation roundtable gathering encounter briefing
		conversation exchange shura jirga spoke talked received hosted welcomed visited discussed sat convened chaired toured visit call called calls rang phoned briefed delegation negotiated reviewed
		guest accompanied lunch dinner workshop sitting ceremony handover readout presented walked`)
	weighMeetsArabic = set(`لقاء لقاءا اجتماع اجتماعا التقي التقت التقيا اجتمع اجتمعت استقبل استقبلت بحث بحثت ناقش ناقشت تباحث تباحثت زار زارت زياره جلسه مباحثات محادثات مشاورات نقاش النقاش حديث اتصال اتصالا هاتف هاتفت
		استضاف استضافت عقد عقدت ترا رأس رأست تراس تراست اطلع اطلعت نزول تفقد تفقدت ضيفا لقاي اجتماعه اجتماعها لقائه لقائها زيارته زيارتها استقباله جمع ضم وفد وفدا مكالمه تشاور تشاورت`)
	weighMeetsTurkish  = []string{"görüş", "toplant", "toplan", "ziyaret", "araya", "buluş", "kabul", "konuş", "temas", "ağirla", "heyet", "karşila", "masa", "istişare", "telefon", "dinle", "yemeğ"}
	weighWith          = set("with between together both two each jointly alongside مع بين وبين ile بحضور بمشاركه كلا الجانبان الطرفان arasinda")
	weighAttend        = set("attended present joined also accompanied led chaired headed moderated flanked attending participants participated part delegation alongside included حضر حضرت بحضور شارك شاركت بمشاركه برياسه براسه برفقه يرافقه رافقه وحضر وحضره كما")
	weighAttendTurkish = []string{"katil", "hazir", "başkanli", "eşlik", "yer ald", "bulundu", "heyet"}
	weighElsewhere     = set("separately meanwhile earlier previously elsewhere spokesperson spokesman spokeswoman reporters journalists interview radio resident residents according statement tweeted published analyst professor المتحدث الناطق للصحفيين ayrica sözcü gazetecilere göre")
	weighUs            = set("we us our i me my myself undersigned ours كنا لنا معنا التقينا biz bizim")
	weighUndone        = set("off ready if no neither unless asked hopes wants due moved apart different reporters ارجيت ينتظر نفي نفت يتوجه الغي الغيت randevu farkli planlaniyor iptal tepki")
	weighSoon          = set("planned postponed cancelled canceled scheduled expected upcoming refused declined will would next تاجل الغي المقرر سيعقد يعتزم رفض ertelendi iptal planlanan beklenen")
)

// bare is an Arabic word without what is written in one with it, or any other as it is.
func (d *doc) bareWord(k int) string {
	f := d.f(k)
	if d.lang == Arabic {
		f = strings.TrimPrefix(strings.TrimPrefix(f, "و"), "ب")
		f = strings.TrimPrefix(f, "ال")
	}
	return f
}

// meetWord reports whether a word speaks of people who meet.
func (d *doc) meetWord(k int) bool {
	switch d.lang {
	case Arabic:
		return weighMeetsArabic[d.f(k)] || weighMeetsArabic[d.bareWord(k)]
	case Turkish:
		return beginsWith(d.f(k), weighMeetsTurkish)
	}
	return weighMeets[d.f(k)] && !d.w(k).upper || meetVerbs[d.f(k)]
}

func beginsWith(f string, stems []string) bool {
	return slices.ContainsFunc(stems, func(s string) bool { return strings.HasPrefix(f, s) })
}

// withWord reports whether a word joins two who did something together.
func (d *doc) withWord(k int) bool {
	return weighWith[d.f(k)] || d.lang == Turkish && isOneOf(d.w(k).ending, "la", "le", "yla", "yle")
}

// denied reports whether words[from:to] say that it did not come to pass, or not yet.
func (d *doc) denied(from, to int) bool {
	for k := from; k < to; k++ {
		f := d.f(k)
		switch d.lang {
		case Arabic:
			if arabicNotYet[f] || arabicNotYet[strings.TrimPrefix(f, "و")] {
				return true
			}
		case Turkish:
			if beginsWith(f, turkishNotYet) {
				return true
			}
		default:
			if notYet[f] && !d.w(k).upper {
				return true
			}
		}
	}
	return false
}

// undone reports whether a sentence has no word of meeting, or one that says that it
// did not come to pass, has not yet, did in another year, or was done from afar.
func (d *doc) undone(s sentence) bool {
	met, quoted := false, false
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		quoted = quoted != (d.w(k).mark && strings.Contains("\"“”«»", f))
		met = met || d.meetWord(k) && !d.inPerson(k) && !isOneOf(f, "called", "calls", "call", "walked", "guest", "present", "presented") && !(isOneOf(f, "spoke", "talked") && !d.near(k+1, k+7, "with", "to", "for", "together")) && !(isOneOf(f, "visited", "welcomed") && !d.someoneIn(k+1, min(k+9, s.last)))
		if !quoted && (d.denied(k, k+1) || weighUndone[f] || d.lang == English && (fromAfar[f] || f == "to" && isOneOf(d.f(k+1), "have", "meet", "see"))) {
			return true
		}
		if d.lang == Turkish && (f == "ise" || strings.HasSuffix(f, "ecek") || strings.HasSuffix(f, "acak")) {
			return true
		}
	}
	return !met || d.asks(s) || d.longAgo(s)
}

// tellSigns are those of sentence si: does it tell of the engagement?
func (d *doc) tellSigns(si int) signs {
	s := d.sentences[si]
	var x signs
	named, alone, offices, bodies := 0, 0, 0, 0
	seen := map[*person]bool{}
	for _, m := range d.partiesIn(s) {
		if m.person != nil && seen[m.person] {
			continue
		}
		seen[m.person] = m.person != nil
		switch st := d.standing(m); {
		case m.person != nil && m.person.name != "" && st == 3:
			named++
		case m.person != nil && m.person.name != "" && st == 1:
			alone++
		case m.person != nil && st == 2:
			offices++
		case m.person == nil:
			bodies++
		}
	}
	meets, withs, contacts, saids, us, soon, elsewhere, attend := 0, 0, 0, 0, false, false, false, false
	for k := s.first; k < s.last; k++ {
		meets += count01(d.meetWord(k) && !d.inPerson(k))
		withs += count01(d.withWord(k))
		contacts += count01(d.lang == English && (contactVerbs[d.f(k)] || contactNouns[d.f(k)]))
		_, said := dict().said.at(d, k)
		saids += count01(said > 0)
		us = us || weighUs[d.f(k)] && !d.w(k).num
		soon = soon || weighSoon[d.f(k)]
		elsewhere = elsewhere || weighElsewhere[d.f(k)]
		attend = attend || weighAttend[d.f(k)] || d.lang == Turkish && beginsWith(d.f(k), weighAttendTurkish)
	}
	day, town := false, false
	for _, a := range d.daysIn(s.first, s.last) {
		day = day || a.day != 0 && !a.since && !a.ahead && !(a.from == d.on.from && d.heading(a))
	}
	for k := s.first; k < s.last; k++ {
		town = town || d.cityAt(k) && !d.inPerson(k) && k > s.first
	}
	x.note("names nobody", named+alone == 0)
	x.note("names one", named == 1)
	x.note("names two", named == 2)
	x.note("names three or more", named > 2)
	x.note("a name without an office", alone > 0)
	x.note("an office without a name", offices > 0)
	x.note("a body alone", bodies > 0)
	x.note("a word of meeting", meets == 1)
	x.note("words of meeting", meets > 1)
	x.note("a word of contact", contacts > 0)
	x.note("with or between", withs > 0)
	x.note("a day", day)
	x.note("a town", town)
	x.note("we", us)
	x.note("not or not yet", d.denied(s.first, s.last))
	x.note("planned or put off", soon)
	x.note("a source", elsewhere)
	x.note("who was there", attend)
	x.note("somebody says", saids > 0)
	x.note("first sentence", si == 0)
	x.note("second or third", si == 1 || si == 2)
	x.note("after the sixth", si > 6)
	x.note("short", s.last-s.first < 9)
	x.note("two with words of meeting", named > 1 && meets > 0)
	x.note("two with or between", named > 1 && withs > 0)
	x.note("one and an office, meeting", named == 1 && offices > 0 && meets > 0)
	x.note("one and a body, meeting", named == 1 && bodies > 0 && meets > 0)
	x.note("one, and a surname", named == 1 && alone > 0)
	x.note("one with us", named > 0 && us && meets > 0)
	x.note("two, no words of meeting", named > 1 && meets == 0)
	return x
}

// townAt is a place that a text names, once or more often.
type townAt struct {
	name  string
	value *Value
	at    [][2]int
}

// towns are the candidates for where it was: towns and crossings of the tables, and in
// Latin script what stands in capitals behind a preposition of place, or with a Turkish ending.
func (d *doc) towns() []*townAt {
	var all []*townAt
	for k := 0; k < len(d.words); k++ {
		end := d.townEnd(k)
		if end == 0 {
			continue
		}
		v := d.placeValue(k, end)
		f := fold(v.Value)
		i := slices.IndexFunc(all, func(t *townAt) bool { return t.name == f })
		if i < 0 {
			i = len(all)
			all = append(all, &townAt{name: f, value: v})
		}
		all[i].at = append(all[i].at, [2]int{k, end})
		k = end - 1
	}
	return all
}

// townEnd returns where a candidate ends that begins with word k, 0 if none does.
func (d *doc) townEnd(k int) int {
	if kind, end := d.placeAt(k); end > 0 {
		if kind == "city" {
			return end
		}
		return 0
	}
	w := d.w(k)
	if p, end := dict().doors.at(d, k); end > 0 && (d.lang == Arabic || w.upper) && !strings.HasPrefix(p.value, "road") {
		return end
	}
	if d.lang == Arabic || !w.upper || w.mark || w.num || d.inPerson(k) || d.bodyHas(k) || notNames[w.fold] || allCaps(w.text) {
		return 0
	}
	if d.lang == Turkish {
		if _, m := d.month(k); m <= k && isOneOf(w.ending, "da", "de", "ta", "te") && !turkishVenues[w.fold] {
			return k + 1
		}
		return 0
	}
	if i := k - 1; d.isIn(k) || isOneOf(d.f(i), "visited", "toured", "reached", "to") || isOneOf(d.f(i), "of", "at") && (placeHeads[d.f(i-1)] || d.f(i-1) == "camp") {
		if end := d.properAt(k); end > 0 && !venues[d.f(end-1)] && !siteHeads[d.f(end-1)] {
			return end
		}
	}
	return 0
}

// townSigns are those of a candidate: was it there that people met, as telling t says?
func (d *doc) townSigns(c *townAt, all []*townAt, t telling) signs {
	found := map[string]bool{}
	note := func(name string, holds bool) {
		if holds {
			found[name] = true
		}
	}
	line := 0
	if i := strings.IndexByte(d.text, '\n'); i > 0 {
		line = i
	}
	nearest := 99
	bare := 0 // where it is no part of an office or a body
	for _, at := range c.at {
		k, end := at[0], at[1]
		si := d.sentenceOf(d.w(k).from)
		s := d.sentences[si]
		before, before2, next := d.f(k-1), d.f(k-2), d.f(end)
		ending := d.w(end - 1).ending
		if d.inPerson(k) || d.bodyHas(k) {
			note("part of an office or a body", true)
			continue
		}
		if si == t.sentence && k >= d.purpose(t, s.last) {
			continue // what it is about
		}
		dateline := k == s.first && si < 4 && (next == "," || next == "–" || next == "-" || next == "—" || next == ":" || next == "(" || next == "/" || next == "." || d.dayAt(end)) || d.w(k).from < line && line < 90
		note("in a dateline", dateline)
		if dateline {
			continue
		}
		bare++
		in := d.isIn(k) && d.lang == English || isOneOf(before, "في", "وفي", "بمدينه", "بالعاصمه", "ببلده") || d.lang == Arabic && d.inTown(k) || isOneOf(before, "مدينه", "العاصمه", "بلده", "قريه") || isOneOf(ending, "da", "de", "ta", "te", "daki", "deki", "taki", "teki")
		note("behind in", in)
		to := isOneOf(before, "to", "into", "الي", "visited", "toured", "reached") || isOneOf(ending, "a", "e", "ya", "ye", "na", "ne")
		note("behind to", to)
		note("behind from", isOneOf(before, "from", "من", "ومن") || isOneOf(ending, "dan", "den", "tan", "ten"))
		note("behind of", isOneOf(before, "of", "for"))
		note("behind a site", d.lang == English && isOneOf(before, "of", "at") && (placeHeads[before2] || siteHeads[before2]))
		note("before a venue", venues[next] || siteHeads[next] || d.lang == Turkish && d.turkishVenue(end) || isOneOf(before, "مطار", "معبر", "ميناء", "قصر", "فندق", "مخيم"))
		note("before crossing or the like", doorHeads[next])
		goes := false
		for i := max(s.first, k-5); i < k; i++ {
			goes = goes || toward[d.f(i)] || isOneOf(d.f(i), "flew", "headed", "زار", "زارت", "وصل", "وصلت", "زياره")
		}
		goes = goes || d.lang == Turkish && d.turkishVisit(k+1, min(k+6, s.last))
		note("somebody goes there", goes)
		meet, held := false, false
		for i := max(s.first, k-5); i < min(s.last, end+4); i++ {
			meet = meet || d.meetWord(i)
			held = held || isOneOf(d.f(i), "held", "place", "venue", "hosted", "sidelines", "margins", "عقد", "عقدت", "هامش", "استضافت", "yapilan", "düzenlenen", "gerçekleştirilen")
		}
		note("a word of meeting by it", meet)
		note("held, hosted", held)
		day := d.dayEnds(k-1) || d.dayEnds(k) || d.dayAt(end) || (next == "on" || next == ",") && d.dayAt(end+1)
		note("a day beside it", day)
		note("what lies there", placedElse[before2] && in || d.nounBefore(k))
		note("before where", d.near(end, min(end+3, s.last), "where", "حيث"))
		n := si - t.sentence
		note("in the sentence that tells", n == 0)
		note("one before it", n == -1)
		note("one behind it", n == 1)
		note("far from it", n < -1 || n > 2)
		if n == 0 {
			if k < t.from {
				nearest = min(nearest, t.from-k)
			} else {
				nearest = min(nearest, k-t.to)
			}
			note("that tells, behind in", in)
			note("that tells, behind to", to)
		}
		note("next to it, behind in", (n == 1 || n == -1) && in)
		note("the telling goes on with there or they", n == -1 && d.pronounIn(d.sentences[t.sentence]))
		note("not or not yet", d.denied(max(s.first, k-7), k))
	}
	note("a dateline alone", bare == 0)
	note("within five words", nearest <= 5)
	note("within twelve words", nearest > 5 && nearest <= 12)
	kind, _ := d.placeAt(c.at[0][0])
	note("in no table", kind == "")
	note("named more than once", len(c.at) > 1)
	rest := 0
	for _, o := range all {
		if o != c && slices.ContainsFunc(o.at, func(at [2]int) bool { return !d.inPerson(at[0]) && !d.bodyHas(at[0]) }) {
			rest++
		}
	}
	note("the only one", rest == 0)
	note("more than three others", rest > 3)
	note("another in the sentence", found["in the sentence that tells"] && slices.ContainsFunc(all, func(o *townAt) bool {
		return o != c && slices.ContainsFunc(o.at, func(at [2]int) bool { return d.sentenceOf(d.w(at[0]).from) == t.sentence && !d.inPerson(at[0]) })
	}))
	var x signs
	for name := range found {
		x = append(x, name)
	}
	slices.Sort(x)
	return x
}

// nounBefore reports whether what is said to be in a place is a thing or those who
// live there: trucks at X, families in X.
func (d *doc) nounBefore(k int) bool {
	if d.lang != English {
		return false
	}
	i := k - 2
	f := d.f(i)
	return i >= 0 && !d.w(i).mark && !d.w(i).upper && !meetNouns[f] && !toward[f] && (strings.HasSuffix(f, "s") || strings.HasSuffix(f, "people") || f == "children") && !contactVerbs[f] && !isOneOf(f, "this", "his", "was", "is", "us", "hours", "days")
}
