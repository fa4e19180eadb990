package reading

import (
	"slices"
	"strings"
)

// english finds in a sentence: "X said that …", "X asked Y to …", "X agreed to
// …", and what stands in quotation marks next to who said it.
func (c *claims) english(si int, s sentence) {
	c.quoted(s)
	c.colon(s)
	subject := s.first
	for k := s.first; k < s.last; k++ {
		if c.w(k).from < c.seenTo {
			continue
		}
		p, end := dict().said.at(c.doc, k)
		lang, kind, _ := strings.Cut(p.value, "\t")
		if end == 0 || lang != "en" {
			if c.f(k) == "will" && k > s.first {
				if i := c.direct(k, s); i >= 0 {
					c.promise(i, c.clauseStart(k, s), c.ends(k, s))
					c.seenTo = s.to
					return
				}
			}
			continue
		}
		prev := c.f(k - 1)
		if prev == "was" && c.f(k-2) == "it" && kind == "say" && c.f(end) == "that" { // of nobody in particular
			c.said(-1, end+1, s, k)
			c.seenTo = c.endOf(c.until(end+1, s) - 1)
			continue
		}
		if prev == "was" || prev == "were" || prev == "be" || prev == "been" || prev == "not" || prev == "the" || prev == "a" || prev == "to" && kind != "ask" || prev == "would" || prev == "that" && kind != "ask" {
			continue
		}
		if c.outsider(subject, k) && c.speaker(c.lastMark(k, subject), k) < 0 {
			if kind == "say" {
				return
			}
			continue
		}
		by := c.speaker(subject, k)
		w := c.e.Form.Words
		if kind == "ask" && (prev == "to" || prev == "and" && w.From >= s.from && w.To <= c.w(k).from) { // "X has written to Y to ask", "X met Y and asked"
			for i := s.first; i < k; i++ {
				j := c.sidesAt(i)
				if j < 0 && c.w(i).upper {
					j = c.speaker(i, i+1)
				}
				if j >= 0 {
					by = j
					break
				}
			}
		}
		if by < 0 && kind == "ask" && prev == "and" && c.last >= 0 {
			by = c.last
		}
		switch kind {
		case "say":
			from, ok := c.complement(k, end, s)
			if w := c.e.Form.Words; ok && w.From >= s.from && w.To <= s.to && w.From >= c.w(from).from {
				continue // "said she had met": the engagement, not what was said there
			}
			if at := c.lastMark(k, s.first); !ok && by >= 0 && c.f(at) == "," && k-at <= 4 && at-s.first >= 4 && (c.f(end) == "," || c.f(end) == ".") && c.w(s.first).from >= c.seenTo && !c.source(at, k) {
				c.state(by, c.span(c.clauseStart(at, s), at)) // "The county collects it, he said."
				c.last = by
				continue
			}
			if !ok || by < 0 {
				if by >= 0 {
					c.last = by
				}
				continue
			}
			c.last = by
			c.said(by, from, s, k)
			c.seenTo = c.endOf(c.until(from, s) - 1)
			if p.words[0] == "reaffirmed" || p.words[0] == "confirmed" || p.words[0] == "assured" {
				continue
			}
		case "ask":
			if by < 0 || !c.isAsk(k, end, s) {
				continue
			}
			to := c.until(end, s)
			of := c.asked(end, to, by)
			if f := c.f(k); f == "sought" || f == "requested" && c.f(end) != "the" || c.f(end-1) == "for" {
				of = ""
			}
			w := c.span(k, to)
			if a, b, ok := strings.Cut(of, " and on "); ok {
				c.ask(by, strings.TrimPrefix(b, "the "), w)
				of = a
			}
			c.ask(by, of, w)
			if by >= 0 {
				c.last = by
			}
			c.seenTo = c.endOf(to - 1)
		case "promise":
			if c.f(k) == "agreed" && end == k+1 { // "agreed on Wednesday to lift"
				if a := c.daysIn(end, min(end+6, s.last)); len(a) == 0 || c.f(a[0].to) != "to" {
					continue
				}
			}
			if by < 0 && c.f(k) != "agreed" {
				continue
			}
			if end < s.last && (c.f(end) == "on" || c.f(end) == "with" || c.w(end).mark) && c.f(k) != "agreed" {
				continue
			}
			to := c.until(end, s)
			c.promise(by, k, to)
			if by >= 0 {
				c.last = by
			}
			c.seenTo = c.endOf(to - 1)
		}
		subject = k
	}
	c.mentioned(s)
}

// colon takes "COGAT liaison: poles are permitted", as notes have it.
func (c *claims) colon(s sentence) {
	for k := s.first + 1; k < min(s.first+7, s.last); k++ {
		if c.f(k) != ":" {
			continue
		}
		if i := c.speaker(s.first, k); i >= 0 && c.ends(k+1, s)-k > 4 {
			c.state(i, c.span(k+1, c.ends(k+1, s)))
			c.seenTo = s.to
		}
		return
	}
}

func (c *claims) lastMark(k, first int) int {
	for i := k - 1; i >= first; i-- {
		if c.w(i).mark && c.f(i) == "," {
			return i
		}
	}
	return first
}

// complement finds where what was said begins: behind "that", or at once behind
// "said".
func (c *claims) complement(k, end int, s sentence) (int, bool) {
	verb := c.f(k)
	for i := end; i < min(end+12, s.last); i++ {
		f := c.f(i)
		if f == "that" {
			return i + 1, true
		}
		if c.w(i).mark && f != "(" && f != ")" && !(f == "," && verb != "said" && i < end+3) {
			break
		}
		if w := c.w(i); i == end && (verb == "said" || verb == "says") && (w.num || !w.upper && !w.mark && !notSaid[f]) {
			return i, true
		}
		if verb == "pointed" && f == "a" || verb == "put" && f == "the" {
			return i, true
		}
	}
	return 0, false
}

// source reports whether who said it speaks for somebody, or is not named.
func (c *claims) source(from, to int) bool {
	for k := from; k < to; k++ {
		f := c.f(k)
		if strings.HasPrefix(f, "spokes") || strings.HasPrefix(f, "official") || f == "office" || f == "sources" || f == "statement" {
			return true
		}
	}
	return false
}

// notSaid are words behind "said" that begin when or where, not what.
var notSaid = set("on in at by to of after during late early last this yesterday today before earlier later as while when from for with and but only")

// said puts down what was said, in parts where "and that" joins them. What
// somebody says will be done is a promise.
func (c *claims) said(by, from int, s sentence, verb int) {
	to := c.until(from, s)
	begin := from
	for k := from; k <= to; k++ {
		if k < to && !(c.f(k) == "and" && c.f(k+1) == "that") {
			continue
		}
		end := k
		for end > begin && c.w(end-1).mark {
			end--
		}
		switch {
		case end <= begin:
		case c.willDo(begin, end, by) && (c.f(verb) == "reaffirmed" || c.f(verb) == "confirmed" || c.f(verb) == "assured"):
			c.promise(by, verb, end)
		case c.willDo(begin, end, by) && (c.f(verb) == "answered" || c.f(verb) == "said" || c.f(verb) == "replied" || c.f(verb) == "announced"):
			c.promise(by, begin, end)
		default:
			c.state(by, c.span(begin, end))
		}
		begin = k + 2
	}
}

// willDo reports whether a clause says what will be done.
func (c *claims) willDo(from, to, by int) bool {
	for k := from; k < min(to, from+14); k++ {
		if f := c.f(k); f == "will" || f == "would" {
			next := c.f(k + 1)
			return next != "not" && next != "take" && next != "last" && next != "need" && next != "cost" && next != "run" && next != "require"
		}
	}
	return false
}

// until is where a clause ends: with the sentence, at a semicolon, or where the
// sentence goes on with another verb of saying.
func (c *claims) until(from int, s sentence) int {
	to := c.ends(from, s)
	for k := from + 1; k < to; k++ {
		f := c.f(k)
		if f == ";" {
			return k
		}
		if f == "," && (c.f(k+1) == "but" || c.f(k+1) == "and") && c.saysNext(k+2, to) {
			return k
		}
		if f == "and" && c.saysNext(k+1, min(to, k+3)) {
			return k
		}
		if f == "," && (c.f(k+1) == "saying" || c.f(k+1) == "adding" || c.f(k+1) == "noting") {
			return k
		}
	}
	return max(to, from)
}

func (c *claims) saysNext(k, to int) bool {
	for i := k; i < min(k+3, to); i++ {
		p, e := dict().said.at(c.doc, i)
		if e > 0 && strings.HasPrefix(p.value, "en\t") && (strings.HasSuffix(c.f(i), "ed") || c.f(i) == "said" || c.f(i) == "told" || c.f(i) == "undertook" || c.f(i) == "sought") {
			return true
		}
	}
	return false
}

// isAsk tells an ask from a question and from "asked not to be named".
func (c *claims) isAsk(k, end int, s sentence) bool {
	next := c.f(end)
	if end >= s.last || next == "about" || next == "whether" || next == "why" || next == "how" || next == "," || next == "." || next == "if" || next == "what" || next == "again" {
		return false
	}
	if a := c.daysIn(end, min(end+5, s.last)); c.f(k) == "calls" && (c.f(k-1) == "telephone" || c.f(k-1) == "phone" || len(a) > 0 && a[0].from == end) {
		return false
	}
	if next == "not" && c.f(end+2) == "be" || c.f(k-1) == "who" {
		return false
	}
	one := end-k == 1
	switch c.f(k) {
	case "ask", "sought", "pressed":
		if !one || c.f(k) == "ask" && c.f(k-1) == "will" {
			return c.f(k) != "ask"
		}
	case "called":
		return end-k > 1
	}
	if c.f(k) == "requested" && (next == "by" || next == "in") {
		return false
	}
	return true
}

// asked is whom an ask was put to: what stands before "to" or "that".
func (c *claims) asked(from, to, by int) string {
	for k := from; k < min(from+14, to); k++ {
		f := c.f(k)
		if f == "to" || f == "that" || f == "for" {
			if k == from {
				return ""
			}
			if c.f(from) == "him" || c.f(from) == "her" || c.f(from) == "them" {
				for i := range c.sides {
					if i != by && len(c.sides) == 2 {
						return c.who(i)
					}
				}
				return ""
			}
			if c.f(from) == "the" {
				from++
			}
			if v, _, ok := c.quantity(from); ok || v > 0 {
				return ""
			}
			w := c.span(from, k)
			if strings.Contains(w.Text, ",") || c.f(from) == "a" || c.f(from) == "an" {
				return ""
			}
			return w.Text
		}
	}
	return ""
}

// direct returns which side stands at once before "will", as subject.
func (c *claims) direct(k int, s sentence) int {
	from := c.clauseStart(k, s)
	if k-from > 7 || k == from {
		return -1
	}
	if c.w(from).fold == "the" {
		from++
	}
	if i, ok := c.names[c.f(from)]; ok && i >= 0 {
		return i
	}
	if slices.ContainsFunc(c.bodies, func(b bodyAt) bool { return b.from == from }) && len(c.sides) == 1 {
		return 0
	}
	return -1
}

func (c *claims) clauseStart(k int, s sentence) int {
	for i := k - 1; i >= s.first; i-- {
		if c.w(i).mark && c.f(i) != "(" && c.f(i) != ")" {
			return i + 1
		}
	}
	return s.first
}

// quoted takes what stands in quotation marks, where the sentence says who said it.
func (c *claims) quoted(s sentence) {
	open := -1
	for k := s.first; k < s.last; k++ {
		f := c.f(k)
		if !c.w(k).mark || !strings.Contains("\"“”«»", f) {
			continue
		}
		if open < 0 {
			open = k
			continue
		}
		from, to := open+1, k
		open = -1
		for to > from && c.w(to-1).mark {
			to--
		}
		if to-from < 5 {
			continue
		}
		by := -1
		for i := k; i < min(k+14, s.last); i++ {
			if (speaks[c.f(i)] || c.f(i) == "write") && !(c.outsider(k, i+5)) {
				by = c.speaker(max(k, i-5), min(i+6, s.last))
				break
			}
		}
		if by < 0 && from-s.first >= 3 {
			by = c.speaker(s.first, from-1)
			if c.outsider(s.first, from) {
				by = -1
			}
		}
		if by < 0 {
			continue
		}
		c.last = by
		c.state(by, c.span(from, to))
		c.seenTo = c.endOf(to - 1)
	}
}
