package draw

import (
	"cmp"
	"html/template"
	"math"
	"slices"
)

// Strip shows how evenly something is shared out: each place a disc on one
// axis of cover, as large as its people are many, with the mean of all.
type Strip struct {
	About
	Row     string // what a row is, for the table: "Place"
	Dots    []Dot
	Mean    float64 // Missing where there is none
	Number  Format  // of a share
	Cover   string  // what the axis says: "Cover of food energy"
	Average string  // what the mean is called
	People  string  // heading of the table's column of people
	Count   Format  // of people
}

// Dot is one place.
type Dot struct {
	Name   string
	Cover  float64 // 1 is all that is needed
	People float64 // 0 or Missing: not known
}

// stripTop is where the axis ends.
const stripTop = 1.2

// SVG draws it. It is as high as its names need.
func (s Strip) SVG(look Look) template.HTML { return s.draw(look).html() }

func (s Strip) draw(look Look) *canvas {
	c := newCanvas(look, s.About)
	const margin = 14.0
	along := func(v float64) float64 {
		return margin + min(max(finite(v)/stripTop, 0), 1)*(c.w-2*margin)
	}
	var dots []Dot
	most := 0.0
	for _, d := range s.Dots {
		if !missing(d.Cover) {
			dots = append(dots, d)
			if !missing(d.People) {
				most = max(most, d.People)
			}
		}
	}
	slices.SortStableFunc(dots, func(a, b Dot) int { return cmp.Compare(a.Cover, b.Cover) })

	// Each name takes the lowest line above the axis on which it has room.
	type label struct {
		text string
		x, w float64
		line int
	}
	labels := make([]label, len(dots))
	var ends []float64 // where the last name of each line ends
	for i, d := range dots {
		text := fit(d.Name, small, c.w*0.4) + "  " + fit(s.Number.say(d.Cover), small, 60)
		w := width(text, small)
		x := min(max(along(d.Cover)-w/2, 0), c.w-w)
		line := 0
		for line < len(ends) && ends[line] > x {
			line++
		}
		if line == len(ends) {
			ends = append(ends, 0)
		}
		ends[line] = x + w + 6
		labels[i] = label{text, x, w, line}
	}
	const line = 17.0
	axis := float64(len(ends))*line + 22
	for i, d := range dots {
		c.line(along(d.Cover), axis, along(d.Cover), axis-14-line*float64(labels[i].line), "dr-lead")
	}
	c.line(margin, axis, c.w-margin, axis, "dr-axis")
	for _, v := range []float64{0, 0.2, 0.4, 0.6, 0.8, 1, 1.2} {
		c.line(along(v), axis, along(v), axis+5, "dr-axis")
		c.text(along(v), axis+24, small, middle, "dr-soft", fit(s.Number.say(v), small, c.w/8))
	}
	for _, d := range dots {
		r := 5.0
		if most > 0 && d.People > 0 {
			r = 3 + 8*math.Sqrt(min(d.People/most, 1))
		}
		c.circle(along(d.Cover), axis, r, "dr-dot")
	}
	for _, l := range labels {
		c.text(l.x, axis-17-line*float64(l.line), small, start, "dr-halo", l.text)
	}
	var items []item
	if !missing(s.Mean) {
		c.path("dr-mean", "", "M", along(s.Mean), axis-13, "L", along(s.Mean), axis+13)
		items = append(items, item{label: s.Average + " " + s.Number.say(s.Mean), draw: func(x, y float64) { c.path("dr-mean", "", "M", x+8, y-8, "L", x+8, y+8) }})
	}
	c.h = c.legend(axis+30, s.Cover, append(items, item{label: s.Row, draw: func(x, y float64) { c.circle(x+8, y, 6, "dr-dot") }}))
	return c
}

// Table gives the same as text.
func (s Strip) Table() Table {
	t := Table{Caption: s.Title, Header: []string{s.Row, s.Cover, s.People}}
	for _, d := range s.Dots {
		t.Rows = append(t.Rows, []string{d.Name, s.Number.say(d.Cover), s.Count.say(d.People)})
	}
	return t
}

// Pairs compares two plans: for each row where it stands before, and where
// after.
type Pairs struct {
	About
	Row           string // what a row is, for the table: "Place"
	Rows          []Pair
	Number        Format
	Change        Format // of the difference, with its sign; nil: Number
	Before, After string
	Difference    string // heading of the table's last column
}

// Pair is one row.
type Pair struct {
	Name          string
	Before, After float64
}

const pairRow = 26.0

// SVG draws it.
func (p Pairs) SVG(look Look) template.HTML { return p.draw(look).html() }

func (p Pairs) change(r Pair) string {
	d := r.After - r.Before
	if p.Change == nil {
		return p.Number.say(d)
	}
	return p.Change.say(d)
}

func (p Pairs) draw(look Look) *canvas {
	c := newCanvas(look, p.About)
	var names []string
	lo, hi, said := 0.0, 0.0, 0.0
	for _, r := range p.Rows {
		names = append(names, r.Name)
		said = max(said, width(fit(p.change(r), small, c.w*0.2), small))
		for _, v := range []float64{r.Before, r.After} {
			if !missing(v) {
				lo, hi = min(lo, finite(v)), max(hi, finite(v))
			}
		}
	}
	left := c.names(names, 0.3)
	from, until := left+14, c.w-said-14
	if hi == lo {
		hi = lo + 1
	}
	step := rounded(hi/2-lo/2, 3)
	if step > 0 && !missing(step) {
		lo, hi = math.Floor(lo/step)*step, math.Ceil(hi/step-1e-9)*step
	}
	along := func(v float64) float64 { return from + (until-from)*((finite(v)/2-lo/2)/(hi/2-lo/2)) }
	bottom := 18 + pairRow*float64(len(p.Rows))
	taken := math.Inf(-1)
	for k := 0; k <= 12; k++ {
		v := lo + float64(k)*step
		if v > hi*1.0001 && v > hi+step*0.01 || missing(v) {
			break
		}
		c.line(along(v), 16, along(v), bottom, "dr-grid")
		label := fit(p.Number.say(v), small, 60)
		w := width(label, small)
		if x := along(v) - w/2; x >= taken && x >= 0 && x+w <= c.w {
			c.text(along(v), 10, small, middle, "dr-soft", label)
			taken = x + w + 4
		}
	}
	for i, r := range p.Rows {
		y := 18 + pairRow*(float64(i)+0.5)
		c.text(0, y+4, large, start, "", fit(r.Name, large, left))
		if !missing(r.Before) && !missing(r.After) {
			a, b := along(r.Before), along(r.After)
			c.line(a, y, b, y, "dr-bond")
		}
		if !missing(r.Before) {
			c.circle(along(r.Before), y, 5, "dr-before")
		}
		if !missing(r.After) {
			c.circle(along(r.After), y, 5, "dr-after")
		}
		c.text(c.w, y+3.8, small, end, "dr-strong", fit(p.change(r), small, c.w*0.2))
	}
	c.h = c.legend(bottom+2, "", []item{
		{label: p.Before, draw: func(x, y float64) { c.circle(x+8, y, 5, "dr-before") }},
		{label: p.After, draw: func(x, y float64) { c.circle(x+8, y, 5, "dr-after") }},
	})
	return c
}

// Table gives the same as text.
func (p Pairs) Table() Table {
	t := Table{Caption: p.Title, Header: []string{p.Row, p.Before, p.After, p.Difference}}
	for _, r := range p.Rows {
		t.Rows = append(t.Rows, []string{r.Name, p.Number.say(r.Before), p.Number.say(r.After), p.change(r)})
	}
	return t
}
