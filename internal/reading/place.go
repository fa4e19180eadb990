package reading

import (
	"strings"
	"unicode"
)

// dateline returns the place before the day of the report, as in "New York, 12
// March 2025" or "KABUL, Jan 17 –".
func (d *doc) dateline() *Value {
	if d.on.to == 0 {
		return nil
	}
	begin := d.sentences[d.sentenceOf(d.w(d.on.from).from)].first
	line := strings.LastIndexByte(d.text[:d.w(d.on.from).from], '\n') + 1
	for begin < d.on.from && d.w(begin).from < line {
		begin++
	}
	end := begin
	for end < d.on.from && !d.w(end).mark && !d.w(end).num {
		end++
	}
	if end == begin || end-begin > 4 || end < d.on.from-6 {
		return nil
	}
	if kind, e := d.placeAt(begin); e == end && kind != "country" {
		return d.placeValue(begin, end)
	}
	if d.lang == Arabic {
		return nil
	}
	for k := begin; k < end; k++ {
		if !d.w(k).upper && !particles[d.f(k)] || notNames[d.f(k)] {
			return nil
		}
		if _, role := dict().roles.at(d, k); role > 0 || d.bodyHas(k) {
			return nil
		}
	}
	if f := d.f(end); f != "," && f != "(" && f != "-" && f != "–" || end-begin > 3 {
		return nil
	}
	return d.placeValue(begin, end)
}

// placeValue is the name of a place; one in capitals is written like any other.
func (d *doc) placeValue(from, to int) *Value {
	w := d.span(from, to)
	name := w.Text
	if d.lang != Arabic && allCaps(strings.ReplaceAll(name, " ", "")) && len(name) > 3 {
		name = capitals(name)
		if p, end := dict().places.at(d, from); end == to {
			name = p.text
		}
	}
	if d.lang == Arabic {
		name = d.w(from).clean(name, Arabic)
		if kind, _ := d.placeAt(from); kind != "" {
			p, _ := dict().places.at(d, from)
			if rest := strings.TrimPrefix(strings.TrimPrefix(name, "ب"), "ل"); fold(rest) == strings.Join(p.words, " ") {
				name = rest
			}
		}
	}
	return &Value{name, w, ByRules}
}

func capitals(s string) string {
	begin := true
	return strings.Map(func(r rune) rune {
		was := begin
		begin = !unicode.IsLetter(r) && r != '\''
		if was {
			return r
		}
		return unicode.ToLower(r)
	}, s)
}

// properAt reads a name of a place from capitals, and returns where it ends: one
// that is known, or up to three words that are no person, body or month.
func (d *doc) properAt(k int) int {
	if kind, end := d.placeAt(k); end > 0 {
		if kind != "city" {
			return 0
		}
		return end
	}
	if p, end := dict().doors.at(d, k); end > 0 && d.w(k).upper && strings.HasPrefix(p.value, "crossing") {
		return end
	}
	end := k
	for end < len(d.words) && end < k+3 {
		w := d.w(end)
		if w.mark || w.num || !w.upper || notNames[w.fold] || honorifics[w.fold] || bodyEnds[w.fold] || officeWords[w.fold] && !(end == k && w.fold == "port" && d.w(k+1).upper) || d.bodyHas(end) || allCaps(w.text) {
			break
		}
		if _, role := dict().roles.at(d, end); role > 0 {
			break
		}
		end++
		if w.ending != "" {
			break
		}
		if end < len(d.words) && !d.w(end).upper && !d.w(end).mark && hyphened(d.w(end).text) { // Ain al-Tineh
			return end + 1
		}
		if isOneOf(d.f(end), "de", "del", "do", "es", "es-", "el", "al", "sur") && d.w(end+1).upper && !d.w(end+1).mark { // Rio de Janeiro
			end += 2
		}
	}
	if end == k {
		return 0
	}
	return end
}

// placeOf finds where a meeting took place, in the sentence that tells of it.
func (d *doc) placeOf(t telling) *Value {
	s := d.sentences[t.sentence]
	switch d.lang {
	case Arabic:
		return d.arabicPlace(t, s)
	case Turkish:
		return d.turkishPlace(t, s)
	}
	return d.ofVenue(d.englishPlace(t, s))
}

// ofVenue puts the town that stands behind a venue for it: X International Airport, Y.
func (d *doc) ofVenue(v *Value) *Value {
	if v == nil {
		return nil
	}
	k := d.wordAt(v.Words.To-1) + 1
	if d.f(k) == "in" && d.cityAt(k+1) && !d.cityAt(d.wordAt(v.Words.From)) && !d.inPerson(k+1) && !d.bodyHas(k+1) { // at Ain al-Tineh in Beirut
		return d.placeValue(k+1, d.properAt(k+1))
	}
	if from := d.wordAt(v.Words.From); d.f(from-1) == "at" && !d.cityAt(from) && d.townNear(from) { // a house or a quarter of it
		if _, door := dict().doors.at(d, from); door == 0 && !d.isDoorAt(k) {
			return nil
		}
	}
	if last := d.f(k - 1); d.f(k) == "," && (venues[last] || isOneOf(last, "hotel", "house", "club", "square", "stadium", "school", "church", "mosque")) && k-d.wordAt(v.Words.From) > 1 {
		if end := d.properAt(k + 1); end > 0 && !d.inPerson(k+1) && !d.bodyHas(k+1) && !d.personStarts(k+1) && (d.cityAt(k+1) || d.w(end).mark || d.dayAt(end) || d.f(end) == "on") {
			return d.placeValue(k+1, end)
		}
	}
	return v
}

// townNear reports whether a town of the tables stands in the sentence of word k, or
// somebody was in one in the sentence before.
func (d *doc) townNear(k int) bool {
	si := d.sentenceOf(d.w(k).from)
	for i := d.sentences[max(0, si-1)].first; i < d.sentences[si].last; i++ {
		if d.isIn(i) && d.cityAt(i) && !d.inPerson(i) && !d.bodyHas(i) {
			return true
		}
	}
	return false
}

func (d *doc) dayEnds(k int) bool {
	for _, a := range d.days {
		if a.to == k {
			return true
		}
	}
	return false
}

func (d *doc) personStarts(k int) bool {
	for i := range d.people {
		if p := &d.people[i]; p.from == k && p.name != "" {
			return true
		}
	}
	return false
}

// here is the place of the dateline, with the word that points to it.
func (d *doc) here(k int) *Value {
	for i := 0; i < min(6, len(d.sentences)); i++ { // a dateline need not have a year
		first := d.sentences[i].first
		kind, end := d.placeAt(first)
		if next := d.f(end); kind == "city" && (i == 0 || next == "–" || next == "-" || next == "—" || next == "," || next == ":" || next == "(") {
			return d.placeValue(first, end)
		}
		if d.lang == Arabic || !allCaps(d.w(first).text) { // a town that no table has stands in capitals before a dash
			continue
		}
		last := first
		for last < d.sentences[i].last && allCaps(d.w(last).text) && !d.bodyHas(last) {
			last++
		}
		if next := d.f(last); last > first && last-first < 4 && (next == "–" || next == "-" || next == "—" || next == "(" || next == "." || next == "," && d.dayAt(last+1)) {
			return d.placeValue(first, last)
		}
	}
	if v := d.dateline(); v != nil {
		return v
	}
	return nil
}

// inTown reports whether an Arabic word is a town with "in" written in one with
// it: بدمشق.
func (d *doc) inTown(k int) bool {
	p, end := dict().places.at(d, k)
	rest, ok := strings.CutPrefix(d.f(k), "ب")
	return ok && end > 0 && p.value == "city" && p.words[0] == rest
}

// arabicPlace looks for في and a city that is known; within an office only
// where there is no other, since a minister sits in a capital.
func (d *doc) arabicPlace(t telling, s sentence) *Value {
	var within *Value
	last := d.purpose(t, s.last)
	for k := s.first; k < last; k++ {
		f := d.f(k)
		n := k + 1
		switch {
		case f == "في" || f == "وفي":
			if w := d.f(n); w == "مدينه" || w == "العاصمه" || w == "مقر" || w == "بلده" || w == "مخيم" || w == "قريه" || w == "قضاء" || w == "مديريه" || w == "محليه" || w == "ناحيه" || w == "مطار" || w == "معبر" || w == "مكتبه" || w == "مكتبها" {
				n++
			}
			if v := d.arabicCamp(n); v != nil {
				return v
			}
			if w := d.f(n); isOneOf(w, "قصر", "مبني", "فندق", "ديوان", "ميناء", "مدرسه", "جامعه") && d.cityAt(n+1) {
				n++
			}
			if w := d.f(n - 1); w == "العاصمه" && d.definite(n) && d.cityAt(n+1) { // the Syrian capital, Damascus
				n++
			}
			if w := d.f(n - 1); isOneOf(w, "مدينه", "بلده", "قضاء", "ناحيه") && !d.w(n).mark { // whatever a town is called
				if _, end := d.placeAt(n); end == 0 {
					end = n + 1
					if d.definite(n+1) && d.definite(n) {
						end++
					}
					return d.placeValue(n, end)
				}
			}
		case f == "هنا" && k > t.from:
			return d.here(k)
		case f == "بمدينه" || f == "بالعاصمه" || f == "ببلده":
			if d.definite(n) && !d.cityAt(n) { // the provisional capital Aden
				n++
			}
		case d.inTown(k) && !d.inOffice(k):
			n = k
		case isOneOf(strings.TrimPrefix(f, "و"), "شهدت", "احتضنت", "استضافت"):
		case isOneOf(f, "الي", "لمدينه", "لمحافظه") && d.near(max(s.first, k-8), k, "وصل", "وصلت", "توجه", "توجهت", "انتقل", "انتقلت", "سافر", "سافرت", "زياره", "زيارته", "زيارتها", "وصوله", "وصولها", "بزياره"):
			if w := d.f(n); w == "مدينه" || w == "العاصمه" {
				n++
			}
		case isOneOf(strings.TrimPrefix(f, "و"), "تفقد", "تفقدت") || f == "زار" && isOneOf(d.f(n), "مخيم", "معسكر"):
			for i := n; i < min(n+10, last); i++ { // whom and when may stand between
				if isOneOf(d.f(i), "مخيم", "معسكر", "معبر", "قريه", "بلده") && !d.w(i+1).mark && (d.definite(i+1) || d.cityAt(i+1)) {
					return d.placeValue(i+1, i+2)
				}
			}
			continue
		case f == "زار" || f == "زارت" || f == "وزار" || f == "وزارت": // whom and when may stand between
			for n < last && n < k+14 {
				if kind, _ := d.placeAt(n); kind == "city" && !d.inPerson(n) && d.f(n-1) != "في" {
					break
				}
				n++
			}
		default:
			continue
		}
		kind, end := d.placeAt(n)
		if end == 0 && n == k+1 && (f == "في" || f == "وفي") { // a town that no table has
			end = d.arabicTown(n, last)
			if end > 0 {
				kind = "city"
			}
		}
		if kind != "city" || end == 0 {
			continue
		}
		v := d.placeValue(n, end)
		seat := false // of an office: a minister sits in a capital
		for i := range d.people {
			seat = seat || k > 0 && d.people[i].roleTo == k && !isOneOf(d.f(d.people[i].roleFrom-1), "مكتب", "ديوان", "مقر", "بمكتب")
		}
		if seat && d.f(t.from) != "استقبل" && d.f(t.from) != "استقبلت" {
			continue
		}
		atOffice := false // "in the minister's office in X"
		for i := range d.people {
			p := &d.people[i]
			atOffice = atOffice || n >= p.begins() && n < p.ends() && isOneOf(d.f(p.begins()-1), "مكتب", "مقر", "ديوان", "بمكتب", "بمقر")
		}
		if !d.inPerson(n) || atOffice {
			return v
		}
		if f := d.f(t.from); within == nil && n-t.from < 12 && (f == "استقبل" || f == "استقبلت" || f == "استضاف") { // who receives does so where they sit
			within = v
		}
	}
	return within
}

// arabicCamp is the name of the camp or the crossing that "in the camp" means, told
// shortly before.
func (d *doc) arabicCamp(n int) *Value {
	noun, ok := strings.CutPrefix(d.f(n), "ال")
	if !ok || !isOneOf(noun, "معسكر", "مخيم", "معبر", "بلده", "قريه") {
		return nil
	}
	for k := n - 1; k > max(0, n-40); k-- {
		if strings.TrimPrefix(d.f(k), "ل") == noun && !d.w(k+1).mark && (d.definite(k+1) || d.cityAt(k+1)) {
			return d.placeValue(k+1, k+2)
		}
	}
	return nil
}

// noTowns stand behind "in" and are no towns.
var noTowns = set("لقائه لقائها لقائهما اجتماعه اجتماعها زيارته زيارتها استقباله استقبالها حديثه حديثها كلمته كلمتها رسالته رسالتها مكتب مكتبه مكتبها مقر مقره مقرها اطار ختام مستهل ضوء ظل سياق مبني قاعه ديوان القصر قصر بيان تصريح تصريحات اجتماع لقاء جلسه اتصال مؤتمر حضور تمام الساعه ساعه وقت موقع مستشفي وزاره الوزاره حديث كلمه رساله تقرير خطوه زياره مجال شان حين حال غضون غياب اول اخر مطلع نهايه بدايه منتصف اعقاب شمال جنوب شرق غرب وسط محيط محافظه ولايه اقليم منطقه المنطقه البلاد العالم المدينه العاصمه المحافظه الولايه القطاع المخيم الخارج الداخل الميدان الوقت اليوم الجانب المجال منزل منزله فندق مطعم كنيسه مسجد خيمه مدرسه جامعه")

// arabicTown reads a town that no table has: one word, or two definite ones,
// between a day and what goes on.
func (d *doc) arabicTown(n, last int) int {
	f := d.f(n)
	if n >= last || d.w(n).mark || d.w(n).num || noTowns[f] || arabicThings[f] || arabicStops[f] || len([]rune(f)) < 3 || d.inPerson(n) || d.bodyHas(n) {
		return 0
	}
	if _, e := dict().topics.at(d, n); e > 0 {
		return 0
	}
	end := n + 1
	if d.definite(end) && !d.w(end).mark && end < last {
		end++
	}
	next := d.f(end)
	goesOn := d.w(end).mark || d.dayAt(end) || isOneOf(next, "مع", "بين", "اليوم", "امس", "برئاسه", "برياسه", "بحضور", "بمشاركه", "يوم", "مساء", "صباح", "ظهر")
	if !goesOn || !(d.dayAt(n-2) || d.dayAt(end) || isOneOf(next, "بين", "مع", "برئاسه", "برياسه", "بحضور", "يوم", "امس", "اليوم")) {
		return 0
	}
	return end
}
