package reading

import (
	"strings"

	"passage"
)

var (
	readOut   = set("تلاه تلته تلا تلت القاه القته")
	issuedWas = set("اصدره اصدرته صادر صدر نشره نشرته اصدرت اصدر")
)

// statementTold finds a statement that a report is about: the words that say
// that it was issued or read out stand in its lead, or that it was read out, anywhere.
func (d *doc) statementTold() (*Engagement, []side) {
	for si, s := range d.sentences {
		if si > 5 {
			break
		}
		at, end := -1, -1
		for k := s.first; k < s.last && at < 0; k++ {
			f := d.f(k)
			switch d.lang {
			case Arabic:
				if (f == "بيان" || f == "كلمه") && (readOut[d.f(k+1)] || issuedWas[d.f(k+1)] && d.lead(si)) {
					at, end = k, k+1
				}
			case Turkish:
				if strings.HasPrefix(f, "açiklama") && d.f(k-1) == "yazili" && d.lead(si) || (f == "bildiri" || f == "bildiriyi") && strings.HasPrefix(d.f(k+1), "oku") {
					at, end = k, k+1
				}
			default:
				if f != "statement" && f != "communiqué" && f != "communique" && f != "declaration" {
					continue
				}
				issued := d.near(max(s.first, k-5), k, "issued", "released", "published", "circulated") || d.near(k+1, min(k+4, s.last), "issued", "released", "read", "published")
				said := (d.f(k-1) == "a" || d.f(k-1) == "joint" || d.f(k-1) == "written") && d.near(max(s.first, k-6), k-1, "said", "warned", "called", "announced", "says") && d.near(max(s.first, k-4), k, "in")
				aloud := d.near(max(s.first, k-4), k, "read", "reading") || d.near(k+1, min(k+3, s.last), "read")
				if d.lead(si) && (issued || said) || aloud {
					at, end = k, k+1
				}
			}
		}
		if at < 0 {
			continue
		}
		by, ok := d.issuer(s, at)
		if !ok {
			continue
		}
		t := telling{passage.Statement, at, end, si}
		e := &Engagement{Form: &Value{string(passage.Statement), d.span(at, end), ByRules}, Date: d.dateOf(t)}
		if e.Date == nil && d.on.day != 0 && d.on.to > 0 && d.lang != English {
			e.Date = &Day{d.on.day, d.span(d.on.from, d.on.to), ByRules}
		}
		e.Place = d.placeOf(t)
		return e, []side{by}
	}
	return nil, nil
}

// issuer is who the sentence names that speaks of a statement: somebody, or
// else the first body.
func (d *doc) issuer(s sentence, at int) (side, bool) {
	for i := range d.people {
		p := &d.people[i]
		if p.begins() >= s.first && p.ends() <= s.last && p.name != "" && !d.speaksFor(p) {
			return d.named(p), true
		}
	}
	for _, b := range d.bodies {
		if b.from >= s.first && b.to <= s.last && d.w(b.to-1).ending != "s" {
			return d.bodySide(b.from, b.to, b.name), true
		}
	}
	return side{}, false
}
