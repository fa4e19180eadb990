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

const (
	calendarRow = 24.0
	calendarDay = 14.0 // of width, at least
)

// SVG draws it. Days that do not fit beside one another stand below, in whole
// weeks: a drawing that is wider than asked would be shown too small to be read.
func (k Calendar) SVG(look Look) template.HTML { return k.draw(look).html() }

func (k Calendar) draw(look Look) *canvas {
	c := newCanvas(look, k.About)
	names := c.names(k.Rows, 0.36)
	left := names + 8
	beside := max(len(k.Days), 1)
	if most := max(int((c.w-left)/calendarDay), 1); beside > most {
		beside = most
		if beside > 7 {
			beside -= beside % 7
		}
	}
	cell := min(max((c.w-left)/float64(beside), calendarDay), 32)
	c.w = max(c.w, left+cell*float64(beside))
	top := 0.0
	used := map[State]bool{}
	for from := 0; from < max(len(k.Days), 1); from += beside {
		days := k.Days[from:min(from+beside, len(k.Days))]
		top += c.ticks(days, left, top, cell) + 2
		for i, name := range k.Rows {
			middle := top + calendarRow/2
			c.text(0, middle+4, large, start, "", fit(name, large, names))
			c.line(left, middle, left+cell*float64(len(days)), middle, "dr-grid")
			for j := range days {
				s := k.state(i, from+j)
				used[s] = true
				c.door(s, left+(float64(j)+0.5)*cell, middle, min(cell/2-1.5, 6))
			}
			top += calendarRow
		}
		top += 4
	}
	c.h = c.legend(top, "", c.stateItems(k.Words, used))
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
