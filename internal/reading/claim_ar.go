package reading

import "strings"

// arabic finds "وقال فلان إن …", "وطالب بـ …" and "وتعهد بـ …".
func (c *claims) arabic(s sentence) {
	for k := s.first; k < s.last; k++ {
		p, end := dict().said.at(c.doc, k)
		lang, kind, _ := strings.Cut(p.value, "\t")
		if end == 0 || lang != "ar" || c.w(k).from < c.seenTo {
			continue
		}
		stop := c.arabicEnd(end, s)
		switch kind {
		case "say":
			from := -1
			for i := end; i < min(end+9, stop); i++ {
				if f := c.f(i); f == "ان" || f == "بان" {
					from = i + 1
					break
				} else if f == "ضروره" || f == "اهميه" || f == "وجوب" { // of what ought to be
					from = i
					break
				}
			}
			if from < 0 {
				continue
			}
			by := c.speaker(end, from-1)
			if by < 0 && len(c.sides) > 0 && c.e.Form.Value != "statement" { // the note of the one whose call it is
				for i := end; i < from; i++ {
					if f := c.f(i); f == "بيان" || f == "البيان" {
						by = 0
					}
				}
			}
			if by < 0 && (from-end <= 3 || c.last >= 0 && strings.Contains(c.span(end, from).Text, "بيان")) {
				by = c.last
				if by < 0 && (len(c.sides) == 1 || c.e.Form.Value == "letter") {
					by = 0
				}
			}
			if by < 0 {
				continue
			}
			c.last = by
			begin := from
			for i := from; i <= stop; i++ {
				if i < stop && !(c.f(i) == "وان" || c.f(i) == "وبان") {
					continue
				}
				to := i
				for to > begin && c.w(to-1).mark {
					to--
				}
				for begin < to && c.w(begin).mark {
					begin++
				}
				if to > begin {
					c.arabicSaid(by, begin, to)
				}
				begin = i + 1
			}
			c.seenTo = c.endOf(max(stop-1, from))
		case "ask", "promise":
			by := c.speaker(end, min(end+4, stop))
			if q := c.speaker(max(s.first, k-4), k); q >= 0 && !strings.HasPrefix(c.f(k), "و") {
				by = q
			}
			if by < 0 && c.e.Form.Value == "letter" && c.last < 0 && len(c.sides) > 0 { // who writes stands first
				by = 0
			}
			if by < 0 && (c.last >= 0) {
				by = c.last
			}
			if by < 0 && p.words[0] != "اتفق" {
				continue
			}
			if p.words[0] == "اتفق" {
				by = -1
			}
			c.last = by
			for stop > end && c.w(stop-1).mark {
				stop--
			}
			w := c.span(k, stop)
			if rest, ok := strings.CutPrefix(w.Text, "و"); ok && p.words[0] != c.f(k) {
				w = Words{w.From + len("و"), w.To, rest}
			}
			if kind == "ask" {
				c.ask(by, "", w)
			} else {
				n := len(c.e.Commitments)
				c.promise(by, k, stop)
				if len(c.e.Commitments) > n {
					c.e.Commitments[n].Words = w
				}
			}
			c.seenTo = c.endOf(stop - 1)
		}
	}
}

// arabicSaid puts down a clause: what will be done or not be hindered is a promise.
func (c *claims) arabicSaid(by, from, to int) {
	for k := from; k < min(from+3, to); k++ {
		if f := c.f(k); f == "لن" || f == "سوف" || strings.HasPrefix(f, "ست") && len(f) > 8 || strings.HasPrefix(f, "سي") && len(f) > 8 {
			c.promise(by, from, to)
			return
		}
	}
	for k := from; k < to; k++ { // the statement of one side tells what the other one asked for
		p, end := dict().said.at(c.doc, k)
		if end == 0 || k > from+4 {
			continue
		}
		q := c.speaker(from, k)
		switch p.value {
		case "ar\task":
			c.ask(q, "", c.span(k, to))
			return
		case "ar\tpromise":
			c.promise(q, from, to)
			return
		}
	}
	c.state(by, c.span(from, to))
}

// arabicEnd is where a clause ends: with the sentence, or where a verb of saying
// begins the next one.
func (c *claims) arabicEnd(from int, s sentence) int {
	to := s.last
	for to > from && c.w(to-1).mark {
		to--
	}
	for k := from + 1; k < to; k++ {
		p, e := dict().said.at(c.doc, k)
		if e == 0 || !strings.HasPrefix(p.value, "ar\t") {
			continue
		}
		if f := c.f(k); c.f(k-1) == "،" || strings.HasPrefix(f, "و") && p.words[0] != f {
			return k
		}
	}
	return to
}
