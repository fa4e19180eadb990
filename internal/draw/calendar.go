package draw

import "html/template"

// Calendar is the state of doors by day.
type Calendar struct {
	About
	Row    string // what a row is, for the table: "Door"
	Rows   []string
	Days   []Tick
	States [][]State // of each door, by day; those not given are unknown
	Words  StateWords
}

const calendarRow = 24.0

// SVG draws it. With more days than fit it is wider than it is asked to be.
func (k Calendar) SVG(look Look) template.HTML { return k.draw(look).html() }

func (k Calendar) draw(look Look) *canvas {
	c := newCanvas(look, k.About)
	names := c.names(k.Rows, 0.36)
	left := names + 8
	cell := min(max((c.w-left)/float64(max(len(k.Days), 1)), 14), 32)
	c.w = max(c.w, left+cell*float64(len(k.Days)))
	top := c.ticks(k.Days, left, 0, cell) + 2
	used := map[State]bool{}
	for i, name := range k.Rows {
		y := top + calendarRow*float64(i)
		c.text(0, y+calendarRow/2+4, large, start, "", fit(name, large, names))
		c.line(left, y+calendarRow/2, left+cell*float64(len(k.Days)), y+calendarRow/2, "dr-grid")
		for j := range k.Days {
			s := k.state(i, j)
			used[s] = true
			c.door(s, left+(float64(j)+0.5)*cell, y+calendarRow/2, min(cell/2-1.5, 6))
		}
	}
	c.h = c.legend(top+calendarRow*float64(len(k.Rows))+4, "", c.stateItems(k.Words, used))
	return c
}

func (k Calendar) state(row, day int) State {
	if row < len(k.States) && day < len(k.States[row]) {
		if s := k.States[row][day]; s > 0 && s < states {
			return s
		}
	}
	return Unknown
}

// Table gives the same as text.
func (k Calendar) Table() Table {
	t := Table{Caption: k.Title, Header: []string{k.Row}}
	for _, d := range k.Days {
		t.Header = append(t.Header, d.long())
	}
	for i, name := range k.Rows {
		row := []string{name}
		for j := range k.Days {
			row = append(row, k.Words.say(k.state(i, j)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
