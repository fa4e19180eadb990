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
			if f == "minister" || f == "governor" || f == "envoy" || f == "coordinator" || f == "representative" || f == "commissioner" || f == "director" || f == "president" || f == "ambassador" || f == "mayor" || f == "secretary-general" || f == "commander" || f == "chairman" || f == "officers" || f == "officer" || f == "liaison" || f == "lead" {
				put(f, i)
			}
			if c.lang == Arabic {
				f = strings.TrimPrefix(f, "ال")
				switch f {
				case "وزير", "وزيره", "نايب", "محافظ", "منسق", "منسقه", "رييس", "مدير", "مديره", "مبعوث", "سفير", "ممثل", "ممثله", "مفوض":
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

// speaker finds the side that words[from:to] name, the one next to the end.
func (c *claims) speaker(from, to int) int {
	for k := to - 1; k >= from; k-- {
		if c.words[k].mark {
			continue
		}
		for _, f := range c.forms(c.f(k)) {
			if i, ok := c.names[f]; ok && i >= 0 {
				return i
			}
		}
		switch c.f(k) {
		case "he", "she":
			if c.last >= 0 && c.sides[c.last].Name != "" {
				return c.last
			}
		case "they":
			if c.last >= 0 && (c.sides[c.last].Name == "" || c.sides[c.last].plural) {
				return c.last
			}
		case "we", "our":
			if len(c.sides) > 0 && (c.sides[0].Name == "" || c.e.Form.Value == string(passage.Statement)) {
				return 0
			}
		}
	}
	return -1
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
	c.e.Asks = append(c.e.Asks, Said{Speaker: c.who(by), To: of, Words: w, By: ByRules})
}

func (c *claims) promise(by int, from, to int) {
	w := c.span(from, to)
	if utf8.RuneCountInString(w.Text) < 12 {
		return
	}
	p := Said{Speaker: c.who(by), Words: w, By: ByRules}
	for _, a := range c.daysIn(from, to) {
		if a.day != 0 && a.day >= c.on.day {
			p.Due = &Day{a.day, c.span(a.from, a.to), ByRules}
		}
	}
	c.e.Commitments = append(c.e.Commitments, p)
}

var norms = map[Language][]string{
	English: {"must", "should", "ought to", "obliged", "obligation", "have a right", "has a right", "right to", "is entitled", "exempt", "are permitted", "not be used", "unlawful", "international law", "humanitarian law", "have to"},
	Arabic:  {"يجب", "ينبغي", "حق في", "ملزم", "القانون", "لا يجوز", "من حق", "واجب", "التزام"},
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

// ends is where a clause ends that begins in a sentence: before the last mark,
// and before who is said to have said it.
func (c *claims) ends(from int, s sentence) int {
	to := s.last
	for to > from && c.words[to-1].mark && strings.Contains(".!?؟…\"”»", c.words[to-1].text) {
		to--
	}
	for k := from; k < to; k++ {
		if c.f(k) != "," {
			continue
		}
		for j := k + 1; j < min(k+8, to); j++ {
			if (speaks[c.f(j)]) && j >= to-3 && c.lang == English {
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
		if s.last-s.first < 7 || c.claimed(s) || c.f(s.last-1) != "." {
			continue
		}
		has := ground(c.cut(s.from, s.to).Text, c.lang) == passage.OfNorm
		for k := s.first; k < s.last && !has; k++ {
			_, _, has = c.figureIn(k, s)
			if p, e := dict().states.at(c.doc, k); e > 0 && strings.HasPrefix(p.value, "en\topen") || e > 0 && strings.HasPrefix(p.value, "en\tclosed") {
				has = true
			}
		}
		if has {
			c.state(0, c.span(s.first, c.ends(s.first, s)))
		}
	}
}

func (c *claims) figureIn(k int, s sentence) (Figure, int, bool) {
	v, end, ok := c.quantity(k)
	if !ok || end >= s.last || c.isDate(k) {
		return Figure{}, 0, false
	}
	return c.figureAt(k, end, v)
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
