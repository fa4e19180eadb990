package reading

import (
	"slices"
	"strings"

	"passage"
)

// least are the log odds above which something is proposed by weight.
var least = map[string]float64{decidesTelling: 0.3, decidesNamed: 2, decidesPlace: 1.5}

// weighedTelling is the sentence that weighs most as one that tells of an engagement.
func (d *doc) weighedTelling() (best telling, w float64) {
	list, _ := d.presentAt()
	for si, s := range d.sentences {
		if x := weight(decidesTelling, d.tellSigns(si)); x != 0 && si != list && !d.undone(s) && d.joinsTwo(s) && (w == 0 || x > w) {
			at := s.first
			for k := s.first; k < s.last; k++ {
				if d.meetWord(k) && !d.inPerson(k) {
					at = k
					break
				}
			}
			if t := (telling{d.formBy(s), at, at + 1, si}); !d.unmet(t, true) {
				best, w = t, x
			}
		}
	}
	return best, w
}

// joinsTwo reports whether a sentence speaks of two who could meet, one of them with an
// office.
func (d *doc) joinsTwo(s sentence) bool {
	n, office := 0, false
	for _, m := range d.partiesIn(s) {
		n += count01(d.standing(m) > 0)
		office = office || d.standing(m) > 1
	}
	for k := s.first; k < s.last && n < 2; k++ {
		n += count01(weighUs[d.f(k)] || k < s.first+2 && isOneOf(d.f(k), "he", "she", "they"))
	}
	return n > 1 && office
}

// formBy tells by the words of a sentence in which way people were in touch.
func (d *doc) formBy(s sentence) passage.EngagementForm {
	switch d.lang {
	case Arabic:
		return d.arabicForm(s)
	case Turkish:
		return d.turkishForm(s)
	}
	return d.formOf(s)
}

// weighed proposes an engagement where no rule finds one, and what is told of people
// who do something together weighs enough.
func (d *doc) weighed() (*Engagement, []side) {
	t, w := d.weighedTelling()
	if w == 0 || w < least[decidesTelling] || t.form == passage.Letter {
		return nil, nil
	}
	e := &Engagement{Form: &Value{string(t.form), d.span(t.from, t.to), ByRules}}
	all := d.addWeighed(nil, e)
	if len(all) == 0 {
		return nil, nil
	}
	e.Date = d.dateOf(t)
	if t.form == passage.Meeting {
		e.Place = d.placeOf(t)
	}
	return e, all
}

// addWeighed adds those who are named and by weight took part.
func (d *doc) addWeighed(all []side, e *Engagement) []side {
	if form := e.Form.Value; form != string(passage.Meeting) && form != string(passage.Call) {
		return all
	}
	chief := d.sentenceOf(e.Form.Words.From)
	for i := range d.people {
		p := &d.people[i]
		if p.name != "" && weight(decidesNamed, d.whoSigns(p, chief)) >= least[decidesNamed] {
			all = d.join(all, mention{p.begins(), p.ends(), p, nil})
		}
	}
	return all
}

// withoutLight leaves out bodies without a name where two are named: what stands there
// is mostly whose goods, convoy or paper it was.
func (d *doc) withoutLight(all []side, e *Engagement) []side {
	if form := e.Form.Value; form != string(passage.Meeting) && form != string(passage.Call) || namedOf(all) < 2 || len(d.presentList()) > 0 {
		return all
	}
	return slices.DeleteFunc(all, func(x side) bool { return x.Name == "" && x.Role == "" && !x.plural })
}

// weighedPlace is the town that by weight is where it was; nil where none is.
func (d *doc) weighedPlace(t telling) *Value {
	if t.form != passage.Meeting {
		return nil
	}
	all := d.towns()
	var best *townAt
	most := least[decidesPlace]
	for _, c := range all {
		if w := weight(decidesPlace, d.townSigns(c, all, t)); w >= most && w != 0 {
			best, most = c, w
		}
	}
	if best == nil {
		return nil
	}
	at := best.at[0]
	for _, x := range best.at {
		if !d.inPerson(x[0]) && !d.bodyHas(x[0]) {
			at = x
			break
		}
	}
	v := d.placeValue(at[0], at[1])
	v.Value = strings.TrimSpace(v.Value)
	return v
}

// tellingOf is the telling that an engagement was read from.
func (d *doc) tellingOf(e *Engagement) telling {
	w := e.Form.Words
	return telling{passage.EngagementForm(e.Form.Value), d.wordAt(w.From), max(d.wordAt(w.From)+1, d.wordAt(w.To-1)+1), d.sentenceOf(w.From)}
}
