package reading

import (
	"strings"

	"passage"
)

var (
	arabicThere = set("بحضور بمشاركه برفقه يرافقه يرافقها رافقه رافقها ورافقه ورافقها وبحضور وبمشاركه حضر حضرت وحضر وحضرت حضره حضرها وحضره وحضرها شارك شاركت وشارك وشاركت يمثله مثل")
	// by their beginnings, since Turkish endings vary
	turkishThere = []string{"katild", "katılan", "katilim", "eşlik", "iştirak", "hazir", "refakat"}
	arabicMeets  = set("اجتماع اجتماعا لقاء لقاءا مباحثات محادثات مشاورات جلسه اجتماعات لقاءات جلسات لقاي زياره مقابله")
)

// attendedBy adds named people of whom a sentence near the one that tells of an
// engagement says that they were there, too.
func (d *doc) attendedBy(all []side, chief int) []side {
	for si := chief; si < min(chief+6, len(d.sentences)); si++ {
		s := d.sentences[si]
		at := -1
		for k := s.first; k < s.last && at < 0; k++ {
			f := d.f(k)
			switch d.lang {
			case Arabic:
				if arabicThere[f] || f == "جانب" && d.f(k-1) == "الي" || f == "رفقه" {
					at = k
				}
			case Turkish:
				if f == "yer" && strings.HasPrefix(d.f(k+1), "al") {
					at = k
				}
				for _, t := range turkishThere {
					if strings.HasPrefix(f, fold(t)) && !strings.HasPrefix(f, "hazirla") {
						at = k
					}
				}
			}
		}
		if at < 0 {
			continue
		}
		if d.lang == Arabic {
			d.arabicOnBehalf(at, s.last)
		}
		for i := range d.people {
			p := &d.people[i]
			if p.name == "" || p.sentence != si || d.speaksFor(p) || d.lang == Arabic && p.from < at {
				continue
			}
			all = d.join(all, mention{p.begins(), p.ends(), p, nil})
		}
	}
	return all
}

// namedIn counts who is named in a sentence.
func (d *doc) namedIn(s sentence) int {
	n := 0
	for k := s.first; k < s.last; k++ {
		if i, ok := d.peopleAt().begins[k]; ok && d.people[i].name != "" {
			n++
		}
	}
	return n
}

// turkishMet finds verbs and nouns of meeting by their stems.
func (d *doc) turkishMet(si int) []telling {
	s := d.sentences[si]
	var all []telling
	if d.near(s.first, s.last, "ise") || d.near(s.first, s.last, "basin") && !d.near(s.first, s.last, "ortak") { // one did this, and another that; or it was before the press
		return nil
	}
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		met := false
		switch {
		case strings.HasPrefix(f, "görüşecek"), strings.HasPrefix(f, "görüşül"), strings.HasPrefix(f, "görüşü"), strings.HasPrefix(f, "görüşle"):
		case strings.HasPrefix(f, "görüş"), strings.HasPrefix(f, "toplanti"), strings.HasPrefix(f, "istişare"), strings.HasPrefix(f, "müzakere"), strings.HasPrefix(f, "buluş"), strings.HasPrefix(f, "ağirla"), f == "konuk", strings.HasPrefix(f, "konuştu"), strings.HasPrefix(f, "konuşmuş"):
			met = f != "görüş" || strings.HasPrefix(d.f(k+1), "alişveriş")
		case strings.HasPrefix(f, "masaya") && strings.HasPrefix(d.f(k+1), "otur"), f == "bir" && d.f(k+1) == "araya", f == "kabul" && (strings.HasPrefix(d.f(k+1), "etti") || strings.HasPrefix(d.f(k+1), "etmiş") || strings.HasPrefix(d.f(k+1), "eden")), f == "ziyaret" && (strings.HasPrefix(d.f(k+1), "etti") || strings.HasPrefix(d.f(k+1), "etmiş") || strings.HasPrefix(d.f(k+1), "eden")):
			met = true
		}
		t := telling{passage.Meeting, k, k + 1, si}
		if met && (d.twoSides(t) || d.namedIn(s) > 1) {
			all = append(all, t)
		}
	}
	for k := s.first; k < s.last; k++ {
		if f := d.f(k); strings.HasPrefix(f, "telefon") || strings.HasPrefix(f, "çevrim") || strings.HasPrefix(f, "video") {
			for i := range all {
				all[i].form = passage.Call
			}
		}
	}
	return all
}

// arabicCallCue reports whether a sentence says that people were not in one place.
func (d *doc) arabicCallCue(s sentence) bool {
	for k := s.first; k < s.last; k++ {
		f := d.f(k)
		if f == "عبر" && (d.f(k+1) == "الفيديو" || d.f(k+1) == "الهاتف" || d.f(k+1) == "تقنيه" || d.f(k+1) == "زوم") || strings.HasPrefix(f, "هاتفي") && d.f(k-1) != "خط" {
			return true
		}
	}
	return false
}

// arabicOnBehalf puts down who came for a body: عن الهلال الأحمر لبنى قطيش.
func (d *doc) arabicOnBehalf(from, last int) {
	for i := range d.bodies {
		b := d.bodies[i]
		if b.from <= from || b.to >= last || d.f(b.from-1) != "عن" && d.f(b.from-1) != "ممثلا" && d.f(b.from-1) != "ممثله" {
			continue
		}
		if end := d.arabicName(b.to); end > 0 && d.nameOf(b.to) == nil {
			d.add(person{name: d.span(b.to, end).Text, from: b.to, to: end, body: b.name, bodyFrom: b.from, bodyTo: b.to})
		}
	}
}
