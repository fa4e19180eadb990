package reading

import (
	"regexp"
	"strings"
)

var (
	turkishOfCountry = regexp.MustCompile(`l[iuü]$`)
	turkishClause    = regexp.MustCompile(`(d[iuü]ğ[iuü]n[iuüae]|t[iuü]ğ[iuü]n[iuüae]|[ae]ca[gğ][iu]n[iuae]|[ae]ceğ[iü]n[iüe]|[aeiuü]ğ[iuü]n[iuüae])$`)
	turkishFuture    = regexp.MustCompile(`([ae]ca[gğ][iu]n[iuae]|[ae]ceğ[iü]n[iüe])$`)
)

// turkish finds the verbs that close a clause, each with the clause before it.
func (c *claims) turkish(s sentence) {
	begin := s.first
	by := -1
	for k := s.first; k < s.last; k++ {
		p, end := dict().said.at(c.doc, k)
		lang, kind, _ := strings.Cut(p.value, "\t")
		if end == 0 || lang != "tr" || end > s.last || p.words[0] == "kabul" && len(c.sides) < 1 {
			continue
		}
		from, who := c.turkishSubject(begin, k)
		if who >= 0 {
			by = who
		}
		if by < 0 && begin == s.first && c.last >= 0 && who != -2 {
			by = c.last
		}
		if who == -2 || by < 0 {
			begin = end
			continue
		}
		c.last = by
		for from < k && (c.w(from).mark || c.f(from) == "ve" || c.f(from) == "ise" || c.f(from) == "da" || c.f(from) == "de") {
			from++
		}
		// clauses before the last one, joined by commas or "ve"
		part := from
		for i := from; i < k; i++ {
			if !turkishClause.MatchString(c.f(i)) || i+1 >= k {
				continue
			}
			if f := c.f(i + 1); f == "," || f == "ve" {
				c.turkishSaid(by, part, i+1, "say", i+1)
				part = i + 2
			}
		}
		if part < k {
			c.turkishSaid(by, part, k, kind, end)
		}
		begin = end
		k = end - 1
	}
}

func (c *claims) turkishSaid(by, from, k int, kind string, end int) {
	switch {
	case kind == "ask":
		c.ask(by, "", c.span(from, end))
	case kind == "promise":
		c.promise(by, from, end)
	case k > from && turkishFuture.MatchString(c.f(k-1)) && end > k && c.f(k) == "bildirdi":
		c.promise(by, from, end)
	default:
		c.state(by, c.span(from, k))
	}
}

// turkishOf tells two sides of one office apart: the report's own stands first,
// and the other one is called by a country.
func (c *claims) turkishOf(f string, k int) int {
	first, last := -1, -1
	for i, s := range c.sides {
		if strings.Contains(fold(s.Role), f) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if k > 0 && c.w(k-1).upper && !c.w(k-1).mark && turkishOfCountry.MatchString(c.f(k-1)) {
		return last
	}
	return first
}

// turkishSubject finds the side that a clause begins with, and where it goes on
// behind it; -2 is somebody else.
func (c *claims) turkishSubject(from, to int) (next, by int) {
	for k := from; k < min(from+8, to); k++ {
		f := c.f(k)
		i, ok := c.names[f]
		if ok && i < 0 && c.w(k).upper { // two of one office: ours first, else "Mısırlı Bakan"
			i = c.turkishOf(f, k)
		}
		if ok && i >= 0 && c.w(k).upper && c.w(k).ending == "" && f != "türk" {
			e := k + 1
			for e < to && c.w(e).upper && !c.w(e).mark && c.w(e).ending == "" && e < k+3 {
				if _, more := c.names[c.f(e)]; !more {
					break
				}
				e++
			}
			if c.f(e) == "," || c.f(e) == "ise" || c.f(e) == "da" || c.f(e) == "de" || k == from || c.f(k-1) == "," || c.w(k-1).upper {
				if c.f(e) == "ise" || c.f(e) == "," || c.f(e) == "da" {
					return e + 1, i
				}
				return e, i
			}
		}
	}
	for i := range c.people {
		p := &c.people[i]
		if p.begins() >= from && p.ends() <= to && p.begins() < from+6 {
			in := false
			for _, s := range c.sides {
				in = in || s.person == p || p.name != "" && sameName(s.Name, p.name)
			}
			if !in {
				return from, -2
			}
		}
	}
	return from, -1
}
