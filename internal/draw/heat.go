package draw

import (
	"fmt"
	"html/template"
)

// Heat is a heat map of cover: a row for each place, a column for each week,
// the figure in each cell. With more weeks than fit beside one another it is
// wider than it is asked to be, and its page lets it be scrolled.
type Heat struct {
	About
	Row    string // what a row is, for the table: "Place"
	Rows   []string
	Weeks  []Tick
	Cover  [][]float64 // of each row, by week: 1 is all that is needed
	Number Format      // of a share, as it stands in a cell: 0.61 is "61"
	Words  CoverWords
}

const heatRow = 24.0

// SVG draws it.
func (h Heat) SVG(look Look) template.HTML { return h.draw(look).html() }

func (h Heat) draw(look Look) *canvas {
	c := newCanvas(look, h.About)
	names := c.names(h.Rows, 0.36)
	left := names
	if left > 0 {
		left += 8
	}
	cell := (c.w - left) / float64(max(len(h.Weeks), 1))
	widest := 16.0
	for i := range h.Rows {
		for j := range h.Weeks {
			widest = max(widest, width(fit(h.Number.say(at(h.row(i), j)), small, 60), small)+3)
		}
	}
	cell = min(max(cell, widest), 56)
	c.w = max(c.w, left+cell*float64(len(h.Weeks)))

	top := c.ticks(h.Weeks, left, 0, cell) + 2
	used := map[tile]bool{}
	for i, name := range h.Rows {
		y := top + float64(i)*heatRow
		c.text(0, y+heatRow/2+4, large, start, "", fit(name, large, names))
		for j := range h.Weeks {
			v := at(h.row(i), j)
			t := bandOf(v)
			used[t] = true
			x := left + float64(j)*cell
			if t == noCover {
				c.rect(x+0.5, y+0.5, cell-1, heatRow-1, "", c.fill(t))
				continue
			}
			c.rect(x+0.5, y+0.5, cell-1, heatRow-1, fmt.Sprintf("dr-c%d", t), "")
			c.text(x+cell/2, y+heatRow/2+3.8, small, middle, fmt.Sprintf("dr-on%d", t), fit(h.Number.say(v), small, cell-1))
		}
	}
	c.h = c.legend(top+float64(len(h.Rows))*heatRow+6, h.Words.Cover, h.Words.items(c, used, false))
	return c
}

func (h Heat) row(i int) []float64 {
	if i < len(h.Cover) {
		return h.Cover[i]
	}
	return nil
}

// Table gives the same as text.
func (h Heat) Table() Table {
	t := Table{Caption: h.Title, Header: []string{h.Row}}
	for _, w := range h.Weeks {
		t.Header = append(t.Header, w.long())
	}
	for i, name := range h.Rows {
		row := []string{name}
		for j := range h.Weeks {
			row = append(row, h.Number.say(at(h.row(i), j)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
