package reading

import (
	"slices"
	"strings"
)

// bodyAt is a body that the text names in words[from:to].
type bodyAt struct {
	from, to int
	name     string
	kind     string
}

// words with which the names of bodies begin or end, for those that no
// dictionary has.
var (
	bodyEnds       = set("commission authority agency council committee cluster cell department bureau office front forces army movement crescent cross society organization organisation directorate administration mission programme fund foundation league command corps ministry federation assembly association board taskforce brigade company corporation institute service services guard police secretariat chamber coalition alliance consortium forum platform trust battalion division regiment municipality government network unit centre center navy")
	bodyEndsPlural = set("ngos agencies organizations organisations ministries authorities charities elders")
	bodyBegins     = set("ministry department office directorate embassy government committee council commission bureau")
	arabicBodies   = set("وزاره هييه جمعيه منظمه مكتب مفوضيه برنامج لجنه مجلس قوات بعثه حركه موسسه اداره مديريه اتحاد صندوق وكاله حكومه سفاره غرفه محافظه")
	turkishBodies  = set("bakanligi bakanlığı kurumu komisyonu başkanliği programi örgütü teşkilati müdürlüğü ajansi fonu derneği vakfi konseyi kizilay kizilayi komitesi büyükelçiliği ofisi valiliği komiserliği kaymakamliği belediyesi merkezi")
)

// turkishGenitive are endings of an owner: Türkiye'nin Hartum Büyükelçiliği.
var turkishGenitive = set("nin nın nun nün in ın un ün")

// bareTurkish takes a case ending off the name of a body: kızılayından.
func bareTurkish(f string) string {
	for _, e := range []string{"ndan", "nden", "nin", "nin", "nün", "nun", "nda", "nde", "yla", "yle", "na", "ne"} {
		if rest, ok := strings.CutSuffix(f, e); ok && turkishBodies[rest] {
			return rest
		}
	}
	return f
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[fold(w)] = true
	}
	return m
}

// readBodies finds the bodies of the text: those of the dictionary, and such as
// are named like one.
func (d *doc) readBodies() {
	for i := 0; i < len(d.words); {
		b, ok := d.bodyFrom(i)
		if !ok {
			i++
			continue
		}
		d.bodies = append(d.bodies, b)
		d.byBodies = nil
		i = b.to
	}
}

func (d *doc) bodyFrom(i int) (bodyAt, bool) {
	w := d.w(i)
	if w.mark || w.num {
		return bodyAt{}, false
	}
	p, end := dict().bodies.at(d, i)
	if end > 0 && d.lang != Arabic && !w.upper && p.words[0] != "de" {
		end = 0
	}
	g := d.genericBody(i)
	if end == 0 && g == 0 {
		return bodyAt{}, false
	}
	kind, _, _ := strings.Cut(p.value, "\t")
	if g > end {
		end, kind = g, "generic"
	}
	if d.f(end-1) == "team" && d.f(end) == "in" { // the Humanitarian Country Team in Sudan
		if c, e := d.placeAt(end + 1); c == "country" {
			end = e
		}
	}
	return bodyAt{i, end, d.w(i).clean(d.span(i, end).Text, d.lang), kind}, true
}

// clean takes off what Arabic writes in one with a first word.
func (w word) clean(s string, lang Language) string {
	if lang != Arabic {
		return s
	}
	if _, office := dict().roles[w.fold]; office { // والي is no و and الي
		return s
	}
	for _, p := range []string{"و", "ف"} {
		if rest, ok := strings.CutPrefix(s, p); ok && (strings.HasPrefix(rest, "ال") || strings.HasPrefix(rest, "لل") || arabicBodies[fold(strings.Fields(rest + " x")[0])]) {
			s = rest
		}
	}
	if rest, ok := strings.CutPrefix(s, "لل"); ok {
		s = "ال" + rest
	}
	for _, p := range []string{"ل", "ب"} {
		if rest, ok := strings.CutPrefix(s, p); ok && (strings.HasPrefix(rest, "ال") || arabicBodies[fold(strings.Fields(rest + " x")[0])]) {
			s = rest
		}
	}
	return s
}

// genericBody returns where a name ends that is built like that of a body, 0
// where there is none.
func (d *doc) genericBody(i int) int {
	switch d.lang {
	case Arabic:
		return d.arabicBody(i)
	case Turkish:
		w0 := d.f(i)
		if e := d.w(i).ending; !d.w(i).upper || e != "" && !turkishGenitive[e] || i > 0 && d.w(i-1).upper && !d.w(i-1).mark && d.w(i-1).ending == "" {
			return 0
		}
		for _, p := range []string{"görüşme", "toplanti", "ziyaret", "buluşma", "kabul", "program"} {
			if strings.HasPrefix(w0, p) {
				return 0
			}
		}
		for k := i; k < min(i+7, len(d.words)) && (d.w(k).upper || d.f(k) == "ve"); k++ {
			if turkishBodies[bareTurkish(d.f(k))] && k > i {
				return k + 1
			}
			if d.w(k).ending != "" && k > i {
				return 0
			}
		}
		return 0
	}
	w := d.w(i)
	if !w.upper || w.ending != "" || allCaps(w.text) && len(w.text) > 5 {
		return 0
	}
	if bodyBegins[w.fold] && (d.f(i+1) == "of" || d.f(i+1) == "for") {
		return d.capsRun(i + 1)
	}
	if notNames[w.fold] && !(isOneOf(w.fold, "customs", "food", "water", "fuel", "roads") && d.w(i+1).upper && !d.w(i+1).begins) {
		return 0
	}
	for k := i + 1; k < min(i+7, len(d.words)); k++ {
		x := d.w(k)
		switch {
		case x.mark || x.num || x.begins:
			return 0
		case x.upper && bodyEnds[x.fold] && x.ending == "" && k+1 < len(d.words) && d.w(k+1).upper && bodyEnds[d.f(k+1)]:
		case x.upper && bodyEnds[x.fold]:
			if d.w(k).ending == "" && (d.f(k+1) == "of" || d.f(k+1) == "for") && k+2 < len(d.words) && d.isCaps(k+2) {
				if _, isPerson := dict().roles.at(d, k+2); isPerson == 0 {
					return max(k+1, d.capsRun(k+1))
				}
			}
			return k + 1
		case x.upper, x.fold == "and" && !dictHas(d, i) && !dictHas(d, i-1) && k+1 < len(d.words) && d.w(k+1).upper && (bodyEnds[d.f(k+2)] || bodyEnds[d.f(k+1)]):
		default:
			return 0
		}
		if x.ending != "" {
			return 0
		}
	}
	return 0
}

func (d *doc) isCaps(k int) bool {
	return k < len(d.words) && (d.w(k).upper && !d.w(k).mark || d.f(k) == "the" && k+1 < len(d.words) && d.w(k+1).upper)
}

// capsRun follows "of Foreign Affairs and Trade of the Republic" from the
// first of to its end.
func (d *doc) capsRun(k int) int {
	end := 0
	for from := k; k < len(d.words) && (k == from || !d.w(k).begins); {
		switch f := d.f(k); {
		case d.w(k).upper && !d.w(k).mark && !d.w(k).num:
			end = k + 1
			if d.w(k).ending != "" {
				return end
			}
			k++
		case f == "of" || f == "the" || f == "and" || f == "for" || f == "to":
			if !d.isCaps(k+1) && !(f != "the" && d.f(k+1) == "the") {
				return end
			}
			if _, body := dict().bodies.at(d, k+1); f == "and" && (d.f(k+1) == "the" || body > 0) {
				return end
			}
			if _, role := dict().roles.at(d, k+1); role > 0 {
				return end
			}
			k++
		default:
			return end
		}
	}
	return end
}

// arabicBody follows وزارة الشؤون الاجتماعية والعمل: the word for the body and
// the definite ones behind it.
func (d *doc) arabicBody(i int) int {
	head := false
	for _, f := range d.forms(d.f(i)) {
		head = head || arabicBodies[f]
	}
	if !head {
		return 0
	}
	k := i + 1
	for k < len(d.words) && k < i+6 && !d.w(k).mark && !d.w(k).begins && d.definite(k) {
		if rest, ok := strings.CutPrefix(d.f(k), "وال"); ok && arabicBodies[rest] { // the next body
			break
		}
		k++
	}
	if k == i+1 {
		return 0
	}
	return k
}

// definite reports whether an Arabic word has its article, with what is written
// in one with it.
func (d *doc) definite(k int) bool {
	f := d.f(k)
	if s := d.w(k).text; strings.HasPrefix(s, "إل") || strings.HasPrefix(s, "أل") { // إليزابيث
		return false
	}
	for _, p := range []string{"", "و", "ل", "ب", "ول"} {
		if rest, ok := strings.CutPrefix(f, p); ok && (strings.HasPrefix(rest, "ال") && len(rest) > 6 || p == "" && strings.HasPrefix(rest, "لل") && len(rest) > 6) {
			return true
		}
	}
	return false
}

// bodyWithin returns the first body that lies in words[from:to].
func (d *doc) bodyWithin(from, to int) (bodyAt, bool) {
	i := slices.IndexFunc(d.bodies, func(b bodyAt) bool { return b.from >= from && b.to <= to })
	if i < 0 {
		return bodyAt{}, false
	}
	return d.bodies[i], true
}

// placeAt returns the place that begins with word i, its kind, and where it ends.
func (d *doc) placeAt(i int) (kind string, end int) {
	if i < 0 || i >= len(d.words) || d.w(i).mark || d.lang != Arabic && !d.w(i).upper {
		return "", 0
	}
	p, end := dict().places.at(d, i)
	if p.value == "country" && end == i+1 && townStates[d.f(i)] && (isOneOf(d.f(i-1), "in", "at", "في") || isOneOf(d.w(i).ending, "de", "da")) {
		return "city", end
	}
	return p.value, end
}

// townStates bear the name of their capital.
var townStates = set("djibouti جيبوتي cibuti kuwait الكويت kuveyt singapore سنغافوره singapur luxembourg لوكسمبورغ lüksemburg")
