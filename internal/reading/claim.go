package reading

import (
	"strings"
	"unicode/utf8"

	"passage"
)

// claims finds what the sides of an engagement said, asked for and promised.
func (d *doc) claims(e *Engagement, sides []side) {
	c := &claims{doc: d, e: e, sides: sides}
	c.aliases()
	for si, s := range d.sentences {
		switch d.lang {
		case Arabic:
			c.arabic(s)
		case Turkish:
			c.turkish(s)
		default:
			c.english(si, s)
		}
	}
	if e.Form.Value == string(passage.Statement) && len(sides) == 1 && d.lang == English {
		c.ofStatement()
	}
}

// claims is the work of finding who said what.
type claims struct {
	*doc
	e      *Engagement
	sides  []side
	names  map[string]int // words by which sides are called, and which it is; -1: several
	last   int            // who spoke last, -1: nobody
	seenTo int            // bytes up to which claims have been found
}

// aliases are the words that a side is called by later on: a surname, the head
// of an office, an acronym.
func (c *claims) aliases() {
	c.names, c.last = map[string]int{}, -1
	put := func(word string, i int) {
		if have, ok := c.names[word]; ok && have != i {
			i = -1
		}
		c.names[word] = i
	}
	defer c.laterAliases()
	for i, s := range c.sides {
		if name := strings.Fields(fold(s.Name)); len(name) > 0 {
			put(name[len(name)-1], i)
			if c.lang != Turkish && len(name) > 2 {
				put(name[len(name)-2], i)
			}
		}
		w := split(s.Role, c.lang)
		for _, x := range w {
			if x.mark || len(x.fold) < 4 {
				continue
			}
			f := x.fold
			for _, p := range dict().roles[f] {
				if len(p.words) == 1 && c.lang == English && f != "deputy" && f != "general" && f != "head" {
					put(f, i)
				}
			}
			if f == "minister" || f == "governor" || f == "envoy" || f == "coordinator" || f == "representative" || f == "commissioner" || f == "director" || f == "president" || f == "ambassador" || f == "mayor" || f == "secretary-general" || f == "commander" || f == "chairman" || f == "officers" || f == "officer" || f == "liaison" || f == "lead" {
				put(f, i)
			}
			if c.lang == Arabic {
				f = strings.TrimPrefix(f, "ال")
				switch f {
				case "والي", "عميد", "قايد", "امين", "وكيل", "وزير", "وزيره", "نايب", "محافظ", "منسق", "منسقه", "رييس", "مدير", "مديره", "مبعوث", "سفير", "ممثل", "ممثله", "مفوض":
					put("ال"+f, i)
					put(f, i)
				}
			}
			if c.lang == Turkish {
				for _, t := range []string{"bakan", "büyükelçi", "komiser", "vali", "başkan", "temsilci", "koordinatör", "müdür", "kaymakam"} {
					if strings.HasPrefix(f, t) {
						put(t, i)
						put(f, i)
					}
				}
			}
		}
		if s.Name == "" || s.Role == "" {
			for _, x := range split(s.Body, c.lang) {
				if !x.mark && len(x.fold) >= 3 && (x.upper || c.lang == Arabic) && !notNames[x.fold] && x.fold != "of" {
					put(x.fold, i)
				}
			}
			for _, g := range []string{"council", "ministry", "authorities", "organizations", "ngos", "signatories", "agency", "commission"} {
				if strings.Contains(fold(s.Body), g) || g == "signatories" && s.plural && c.e.Form.Value == string(passage.Letter) && i == 0 {
					put(g, i)
				}
			}
		}
	}
}

// laterAliases are words that call a side where they call no other: a first
// name, the body of somebody who came for it.
func (c *claims) laterAliases() {
	more := map[string]int{}
	note := func(word string, i int) {
		if len([]rune(word)) < 3 || notNames[word] {
			return
		}
		if have, ok := more[word]; ok && have != i {
			i = -1
		}
		more[word] = i
	}
	for i, s := range c.sides {
		if s.Name == "" {
			continue
		}
		if name := strings.Fields(fold(s.Name)); len(name) > 1 && !particles[name[0]] {
			note(name[0], i)
		}
		if c.lang != English {
			continue
		}
		w := split(s.Body, c.lang)
		for k, x := range w {
			if allCaps(x.text) || k == len(w)-1 && bodyEnds[x.fold] || k == 0 && bodyBegins[x.fold] {
				note(x.fold, i)
			}
		}
	}
	for word, i := range more {
		if _, ok := c.names[word]; !ok {
			c.names[word] = i
		}
	}
}

// speaker finds the side that words[from:to] name, the one next to the end.
func (c *claims) speaker(from, to int) int {
	for k := to - 1; k >= from; k-- {
		if c.w(k).mark {
			continue
		}
		for _, f := range c.forms(c.f(k)) {
			if c.lang == English && k > from && (c.f(k-1) == "of" || (c.f(k-1) == "a" || c.f(k-1) == "the") && c.f(k-2) == "of") && c.sidesAt(k) < 0 {
				continue // a member of the Council is not the Council
			}
			if i, ok := c.names[f]; ok && i >= 0 {
				return i
			}
		}
		switch c.f(k) {
		case "counterpart", "counterparts":
			if len(c.sides) >= 2 && c.last <= 0 {
				return 1
			}
		case "ministry":
			if i := c.onlyMinister(); i >= 0 {
				return i
			}
		case "he", "she":
			if c.last >= 0 && c.sides[c.last].Name != "" {
				return c.last
			}
			if i := c.onlyNamed(); i >= 0 && c.last != outside {
				return i
			}
		case "it":
			if c.last >= 0 && c.sides[c.last].Name == "" && !c.sides[c.last].plural {
				return c.last
			}
			if len(c.sides) == 1 && c.sides[0].Name == "" {
				return 0
			}
		case "they":
			if c.last >= 0 && (c.sides[c.last].Name == "" || c.sides[c.last].plural) {
				return c.last
			}
		case "we", "our", "i":
			if len(c.sides) > 0 && (c.e.Form.Value == string(passage.Letter) || c.sides[0].Name == "" || c.e.Form.Value == string(passage.Statement)) {
				return 0
			}
		}
	}
	return -1
}

// outside is who spoke last where it is nobody of the sides.
const outside = -2

// onlyNamed is the side that alone has a name, -1 if there are more.
func (c *claims) onlyNamed() int {
	one := -1
	for i, s := range c.sides {
		if s.Name != "" {
			if one >= 0 {
				return -1
			}
			one = i
		}
	}
	return one
}

// onlyMinister is the side that alone is of a ministry, for "our Ministry".
func (c *claims) onlyMinister() int {
	one := -1
	for i, s := range c.sides {
		if strings.Contains(fold(s.Role), "minister") {
			if one >= 0 {
				return -1
			}
			one = i
		}
	}
	return one
}

// sidesAt returns the side whose own words have word k in them.
func (c *claims) sidesAt(k int) int {
	for i, s := range c.sides {
		if w := c.w(k); w.from >= s.Words.From && w.to <= s.Words.To {
			return i
		}
	}
	return -1
}

// mentioned sets who "he" is in the next sentence: whom this one begins with,
// or the only side that it names.
func (c *claims) mentioned(s sentence) {
	for k := s.first; k < min(s.first+6, s.last); k++ {
		if i := c.speaker(k, k+1); i >= 0 {
			c.last = i
			return
		}
	}
	if c.outsider(s.first, min(s.first+10, s.last)) {
		c.last = outside
		return
	}
	one := -1
	for k := s.first; k < s.last; k++ {
		if i, ok := c.names[c.f(k)]; ok && i >= 0 && c.sides[i].Name != "" && c.w(k).upper {
			if one >= 0 && one != i {
				return
			}
			one = i
		}
	}
	if one >= 0 {
		c.last = one
	}
}

// outsider reports whether somebody who is no side is named in words[from:to].
func (c *claims) outsider(from, to int) bool {
	for i := range c.people {
		p := &c.people[i]
		if p.begins() >= from && p.ends() <= to+1 && p.name != "" {
			in := false
			for _, s := range c.sides {
				in = in || s.person == p || sameName(s.Name, p.name)
			}
			if !in {
				return true
			}
		}
	}
	return false
}

func (c *claims) who(i int) string {
	if i < 0 {
		return ""
	}
	s := c.sides[i]
	switch {
	case s.Name != "":
		return s.Name
	case s.Body != "":
		return s.Body
	}
	return s.Role
}

func (c *claims) state(by int, w Words) {
	if utf8.RuneCountInString(w.Text) < 12 {
		return
	}
	c.e.Statements = append(c.e.Statements, Said{Speaker: c.who(by), About: ground(w.Text, c.lang), Words: w, By: ByRules})
}

func (c *claims) ask(by int, of string, w Words) {
	if utf8.RuneCountInString(w.Text) < 12 {
		return
	}
	for _, aside := range []string{", which ", ", who ", " after ", ", where "} { // is told besides
		if at := strings.Index(w.Text, aside); at > 20 {
			w = Words{w.From, w.From + at, w.Text[:at]}
		}
	}
	c.e.Asks = append(c.e.Asks, Said{Speaker: c.who(by), To: of, Words: w, By: ByRules})
}

func (c *claims) promise(by int, from, to int) {
	w := c.span(from, to)
	if utf8.RuneCountInString(w.Text) < 12 {
		return
	}
	p := Said{Speaker: c.who(by), Words: w, By: ByRules}
	c.promised(&p, from, to)
	c.e.Commitments = append(c.e.Commitments, p)
}

var norms = map[Language][]string{
	English: {"must", "should", "ought to", "obliged", "obligation", "have a right", "has a right", "right to", "is entitled", "exempt", "are permitted", "not be used", "unlawful", "international law", "humanitarian law", "have to"},
	Arabic:  {"يجب", "ضرورة", "وجوب", "ينبغي", "حق في", "ملزم", "القانون", "لا يجوز", "من حق", "واجب", "التزام"},
	Turkish: {"gerektiğini", "gerekir", "hukuka", "zorunda", "hakkı", "şart", "malıdır", "melidir", "yükümlü", "gerek"},
}

func ground(s string, lang Language) passage.Ground {
	f := " " + fold(s) + " "
	for _, n := range norms[lang] {
		n = fold(n)
		if lang == English {
			n = " " + n + " "
		}
		if strings.Contains(f, n) {
			return passage.OfNorm
		}
	}
	return passage.OfFact
}

// endOf is the byte where a word ends, or the text.
func (c *claims) endOf(k int) int { return c.w(max(0, min(k, len(c.words)-1))).to }

// ends is where a clause ends that begins in a sentence: before the last mark,
// and before who is said to have said it.
func (c *claims) ends(from int, s sentence) int {
	to := s.last
	for to > from && c.w(to-1).mark && strings.Contains(".!?؟…\"”»", c.w(to-1).text) {
		to--
	}
	for k := from; k < to; k++ {
		if c.f(k) != "," {
			continue
		}
		for j := k + 1; j < min(k+7, to); j++ {
			if f := c.f(j); f == "who" || f == "which" || f == "that" || f == "and" || f == "," {
				break
			}
			if speaks[c.f(j)] && j > k+1 && c.lang == English {
				return k
			}
		}
	}
	return to
}

// ofStatement takes the sentences of a statement that say how things are or
// ought to be.
func (c *claims) ofStatement() {
	for _, s := range c.sentences {
		if s.last-s.first < 6 || s.paragraph == 0 || c.claimed(s) || c.f(s.last-1) != "." {
			continue
		}
		has := !c.aboutItself(s)
		if has {
			c.state(0, c.span(s.first, c.ends(s.first, s)))
		}
	}
}

// aboutItself reports whether a sentence tells what a statement is rather than
// what it says: "We are alarmed by …", "The Ministry wishes to state …".
func (c *claims) aboutItself(s sentence) bool {
	for k := s.first; k < min(s.first+14, s.last); k++ {
		switch c.f(k) {
		case "wish", "wishes", "note", "alarmed", "concerned", "deeply", "regrets", "regret", "condemn", "condemns", "welcomes", "welcome", "welcomed", "said", "told", "contact", "thank", "thanks", "saddened":
			return true
		}
	}
	return false
}

func (c *claims) claimed(s sentence) bool {
	for _, list := range [][]Said{c.e.Statements, c.e.Asks, c.e.Commitments} {
		for _, x := range list {
			if x.Words.From >= s.from && x.Words.To <= s.to+1 {
				return true
			}
		}
	}
	return false
}
