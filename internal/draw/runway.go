package draw

import (
	"fmt"
	"html/template"
	"math"
)

// Runway is how long stocks last: a bar for each commodity from the first week
// until it breaks, in parts by how sure they are (in hand, on the way,
// pledged), and the week in which it breaks.
type Runway struct {
	About
	Row    string // what a row is, for the table: "Commodity"
	Weeks  []Tick
	Parts  []string // at most 4: "in hand", "on the way", "pledged"
	Rows   []Stock
	Number Format // of weeks
	Breaks string // heading of the last column: "breaks in the week of"
	Beyond string // "lasts": what stands at a bar that does not break within the weeks
}

// Stock is one row.
type Stock struct {
	Name string
	// Weeks say how long each part lasts, one after the other. They may be
	// infinite.
	Weeks []float64
}

const (
	runwayRow = 26.0
	mostParts = 4
)

// total is how long all parts last, and whether that is known.
func (s Stock) total() (weeks float64, known bool) {
	for _, w := range s.Weeks {
		if !math.IsNaN(w) {
			weeks, known = weeks+max(w, 0), true
		}
	}
	return weeks, known
}

// says is the week in which a stock breaks.
func (r Runway) says(s Stock) string {
	weeks, known := s.total()
	switch n := float64(len(r.Weeks)); {
	case !known:
		return "–"
	case weeks >= n:
		return r.Beyond
	}
	return r.Weeks[int(weeks)].long()
}

// SVG draws it.
func (r Runway) SVG(look Look) template.HTML { return r.draw(look).html() }

func (r Runway) draw(look Look) *canvas {
	c := newCanvas(look, r.About)
	var names []string
	said := 0.0
	for _, s := range r.Rows {
		names = append(names, s.Name)
		said = max(said, width(fit(r.says(s), small, c.w*0.28), small))
	}
	left := c.names(names, 0.3)
	room := c.w - left - said - 20
	cell := room / float64(max(len(r.Weeks), 1))
	length := cell * float64(len(r.Weeks))
	from := left + 8

	top := c.ticks(r.Weeks, from, 0, cell) + 2
	bottom := top + runwayRow*float64(len(r.Rows))
	for i := 0; i <= len(r.Weeks); i += max(1, len(r.Weeks)/60) {
		c.line(from+float64(i)*cell, top, from+float64(i)*cell, bottom, "dr-grid")
	}
	parts := map[int]bool{}
	for i, s := range r.Rows {
		y := top + runwayRow*float64(i)
		c.text(0, y+runwayRow/2+4, large, start, "", fit(s.Name, large, left))
		weeks, known := s.total()
		if !known {
			c.rect(from, y+6, length, runwayRow-12, "", c.fill(noCover))
		}
		x, rest := from, length
		for k, w := range s.Weeks {
			if k < mostParts && k < len(r.Parts) && w > 0 {
				span := min(w*cell, rest)
				if span > 0 {
					c.rect(x, y+6, span, runwayRow-12, fmt.Sprintf("dr-p%d", k), "")
					parts[k] = true
				}
				x, rest = x+span, rest-span
			}
		}
		switch {
		case !known:
		case weeks >= float64(len(r.Weeks)):
			c.path("dr-go", "", "M", x-1, y+6, "L", x+6, y+runwayRow/2, x-1, y+runwayRow-6, "Z")
		default:
			c.path("dr-break", "", "M", x, y+3, "L", x, y+runwayRow-3)
		}
		c.text(c.w, y+runwayRow/2+3.8, small, end, "dr-strong", fit(r.says(s), small, c.w*0.28))
	}
	c.h = c.legend(bottom+4, "", r.items(c, parts))
	return c
}

func (r Runway) items(c *canvas, parts map[int]bool) []item {
	var out []item
	for k, label := range r.Parts {
		if parts[k] {
			out = append(out, item{label: label, draw: func(x, y float64) { c.rect(x, y-6, 16, 12, fmt.Sprintf("dr-p%d", k), "") }})
		}
	}
	return append(out, item{label: r.Breaks, draw: func(x, y float64) { c.path("dr-break", "", "M", x+8, y-8, "L", x+8, y+8) }})
}

// Table gives the same as text.
func (r Runway) Table() Table {
	t := Table{Caption: r.Title, Header: append(append([]string{r.Row}, r.Parts...), r.Breaks)}
	for _, s := range r.Rows {
		row := []string{s.Name}
		for k := range r.Parts {
			switch w := Missing; {
			case k >= len(s.Weeks) || math.IsNaN(s.Weeks[k]):
				row = append(row, r.Number.say(w))
			case s.Weeks[k] >= float64(len(r.Weeks)):
				row = append(row, r.Beyond)
			default:
				row = append(row, r.Number.say(s.Weeks[k]))
			}
		}
		t.Rows = append(t.Rows, append(row, r.says(s)))
	}
	return t
}
