package reading

import (
	"slices"
	"strings"

	"passage"
)

// Before a number these words make it a bound, which is no figure that was promised.
var hedges = set("to than most maximum only nearly almost حتى الى على أكثر أقصى يتجاوز يزيد fazla çok")

// promised finds what in the words of a commitment can be counted and from when to
// when: a door and a figure only where the words have one of each kind.
func (c *claims) promised(p *Said, from, to int) {
	var doors []passage.DoorID
	var figures []Figure
	for k := from; k < to; k++ {
		if known, end := c.known.at(c.doc, k); end > 0 && end <= to {
			id := passage.DoorID(known.value)
			if !slices.Contains(doors, id) {
				doors, p.Door = append(doors, id), &Value{known.value, c.span(k, end), ByRules}
			}
			k = end - 1
		}
	}
	if len(doors) != 1 {
		p.Door = nil
	}
	for _, f := range c.figureList() {
		if f.Words.From >= p.Words.From && f.Words.To <= p.Words.To && (f.Unit == "trucks" || f.Unit == "trucks_per_day" || f.Unit == "usd") {
			figures = append(figures, f)
		}
	}
	if len(figures) == 0 {
		figures, p.Goods = c.amounts(p, from, to)
	}
	if len(figures) == 1 && !c.hedged(figures[0].Words, from, to) {
		p.Figure = &figures[0]
	} else {
		p.Goods = nil
	}
	c.term(p, from, to)
}

// amounts finds the weights and volumes in the words of a commitment. Of one alone it
// also says of which goods, which come right behind it, and whether it is of each day;
// where they are none of the scenario's, or several, there is no amount that could be
// judged. Goods without a value are such as two commodities of the scenario are called.
func (c *claims) amounts(p *Said, from, to int) (figures []Figure, goods *Value) {
	for _, f := range c.figureList() {
		if f.Words.From >= p.Words.From && f.Words.To <= p.Words.To && isOneOf(f.Unit, "tonnes", "litres", "tonnes_per_day", "litres_per_day") {
			figures = append(figures, f)
		}
	}
	if len(figures) != 1 {
		return nil, nil
	}
	f, k := &figures[0], from
	for k < to && c.w(k).from < f.Words.To {
		k++
	}
	if isOneOf(c.f(k), "of", fold("من")) {
		k++
	}
	of, end := c.goods.at(c.doc, k)
	if end == 0 || end > to || !c.endsGoods(end, to) || of.value == anyGoods && !strings.HasPrefix(f.Unit, "tonnes") {
		return nil, nil
	}
	for j := from; j < to; j++ {
		daily, last := c.rate(j)
		if last == 0 || c.w(j).from >= f.Words.From && c.w(j).from < f.Words.To {
			continue
		}
		behindDoor := p.Door != nil && c.w(j-1).stem == p.Door.Words.To
		if !daily || j != end && !behindDoor || strings.HasSuffix(f.Unit, "_per_day") {
			return nil, nil
		}
		f.Unit, f.Words = perDay(f.Unit), c.cut(f.Words.From, c.w(last-1).stem)
	}
	switch of.value {
	case anyGoods:
		return figures, nil
	case several:
		of.value = ""
	}
	return figures, &Value{of.value, c.span(k, end), ByRules}
}

// hedged reports whether a figure is a bound.
func (c *claims) hedged(w Words, from, to int) bool {
	for k := from; k < to; k++ {
		if c.w(k).from == w.From && k > from && hedges[c.f(k-1)] || c.w(k).from >= w.To && c.w(k).from <= w.To+2 && isOneOf(c.f(k), "kadar", "كحد") {
			return true
		}
	}
	return false
}

// term finds when a commitment begins, until when it is, or by when it is due. Of
// several days without a word for which is which none is taken. Words that may say
// either say until when where so much was promised for each day.
func (c *claims) term(p *Said, from, to int) {
	daily := p.Figure != nil && strings.HasSuffix(p.Figure.Unit, "_per_day")
	var due []*Day
	last := -1 // where the day before ends
	for _, a := range c.daysIn(from, to) {
		if a.day == 0 || a.day < c.on.day {
			continue
		}
		day := &Day{a.day, c.span(a.from, a.to), ByRules}
		before, after := c.f(a.from-1), c.f(a.to)
		switch {
		case isOneOf(before, "from", "starting", "beginning", fold("من")) || before == "of" && c.f(a.from-2) == "as" || after == "itibaren":
			p.From = day
		case isOneOf(before, "until", "till", "through") || (p.From != nil || daily) && (isOneOf(before, "to", fold("حتى"), fold("إلى")) || isOneOf(after, "kadar", "dek")) ||
			last == a.from-1 && p.From != nil && isOneOf(before, "-", "–"):
			p.Until = day
		case len(due) == 0 || due[0].Day != a.day:
			due = append(due, day)
		}
		last = a.to
	}
	if len(due) == 1 {
		p.Due = due[0]
	}
}
