package draw

import (
	"html/template"
	"math"
	"slices"
)

// Daily is trucks a day through each door: a panel for each, with a broad bar
// for what was planned, a narrow one for what was counted, and a small mark
// for each count of somebody else. Each panel has a scale of its own, written beside it: a small door is to be read as well as a large one.
// A count of somebody else that is far above all others would flatten them: it stands at
// the top, with its figure.
type Daily struct {
	About
	Days    []Tick
	Doors   []DailyDoor
	Sources []string // whose other counts there are; each has a shape of its own
	Number  Format
	Words   DailyWords
}

// DailyDoor is one door's figures, by day.
type DailyDoor struct {
	Name    string
	Planned []float64
	Counted []float64
	Others  [][]float64 // of each source, by day
}

// DailyWords are the words of a Daily.
type DailyWords struct {
	Door, Day        string // headings of its table
	Planned, Counted string
	Missing          string // "no count"
	Beyond           string // "above the scale, with its figure"
}

const dailyPanel = 66.0

// SVG draws it.
func (d Daily) SVG(look Look) template.HTML { return d.draw(look).html() }

func (d Daily) draw(look Look) *canvas {
	c := newCanvas(look, d.About)
	left := 0.0
	for _, door := range d.Doors {
		s, step := newScale(d.highest(door), dailyPanel-14, 2)
		for _, v := range s.steps(step) {
			left = max(left, width(fit(d.Number.say(v), small, 60), small))
		}
	}
	left += 6
	cell := (c.w - left) / float64(max(len(d.Days), 1))
	cell = min(max(cell, 6), 48)
	c.w = max(c.w, left+cell*float64(len(d.Days)))

	y, seen := 0.0, dailySeen{}
	for _, door := range d.Doors {
		c.text(0, y+12, large, start, "dr-strong", fit(door.Name, large, c.w))
		y += 20
		c.dailyPanel(d, door, left, y, cell, &seen)
		y += dailyPanel + 6
	}
	y += c.ticks(d.Days, left, max(y-4, 0), cell)
	c.h = c.legend(y, "", d.items(c, seen))
	return c
}

// highest is up to where a door's scale has to reach: all that was planned and counted,
// and the counts of others, unless they are more than twice as high as all that and as
// nine of ten of them.
func (d Daily) highest(door DailyDoor) float64 {
	top, others := 0.0, []float64{}
	for i := range d.Days {
		for _, list := range [][]float64{door.Planned, door.Counted} {
			if v := at(list, i); v > top {
				top = v
			}
		}
		for _, list := range door.Others {
			if v := at(list, i); v > 0 {
				others = append(others, v)
			}
		}
	}
	if len(others) == 0 {
		return top
	}
	slices.Sort(others)
	most := 2 * max(top, others[(len(others)-1)*9/10])
	for _, v := range others {
		if v <= most {
			top = max(top, v)
		}
	}
	return top
}

// dailySeen is what of the legend a drawing needs.
type dailySeen struct{ gap, beyond bool }

// dailyPanel draws one door's days.
func (c *canvas) dailyPanel(d Daily, door DailyDoor, left, y, cell float64, seen *dailySeen) {
	s, step := newScale(d.highest(door), dailyPanel-14, 2)
	base := y + dailyPanel - 4
	for _, v := range s.steps(step) {
		c.line(left, base-s.of(v), c.w, base-s.of(v), "dr-grid")
		c.text(left-4, base-s.of(v)+3.5, small, end, "dr-soft", fit(d.Number.say(v), small, 60))
	}
	free := left // where the next figure above the scale may begin
	for i := range d.Days {
		x := left + float64(i)*cell
		if v := s.of(at(door.Planned, i)); v > 0 {
			c.rect(x+cell*0.12, base-v, cell*0.76, v, "dr-planned", "")
		}
		if v := at(door.Counted, i); missing(v) {
			seen.gap = true
			c.gap(x+cell*0.3, base-6, cell*0.4)
		} else {
			bar := max(s.of(v), 1.5) // none counted is not the same as no count
			c.rect(x+cell*0.3, base-bar, cell*0.4, bar, "dr-counted", "")
		}
		for source := range d.Sources {
			if source < len(door.Others) {
				v := at(door.Others[source], i)
				if missing(v) {
					continue
				}
				c.other(source, x+cell/2, base-s.of(v))
				if v > s.top {
					seen.beyond = true
					free = c.beyond(d.Number.say(v), x+cell/2, base-s.length, free)
				}
			}
		}
	}
	c.line(left, base, c.w, base, "dr-axis")
}

// beyond marks what is above the scale: a tip below it, and its figure above where that
// has room after what stands there. It returns where the next may begin.
func (c *canvas) beyond(figure string, x, y, free float64) float64 {
	c.tip(x, y+6)
	figure = fit(figure, small, 60)
	w := width(figure, small)
	from := min(max(x-w/2, free), c.w-w)
	if from < free || math.Abs(from+w/2-x) > w {
		return free
	}
	c.text(from, y-6, small, start, "dr-strong", figure)
	return from + w + 3
}

// tip points upwards, beyond the scale.
func (c *canvas) tip(x, y float64) {
	c.path("dr-stroke", "", "M", x-3.5, y+3.5, "L", x, y, x+3.5, y+3.5)
}

// gap stands where a count is missing, low at the foot.
func (c *canvas) gap(x, y, w float64) {
	c.rect(x, y, w, 6, "", c.fill(noCover))
	c.rect(x, y, w, 6, "dr-edge", "")
}

func (d Daily) items(c *canvas, seen dailySeen) []item {
	out := []item{
		{label: d.Words.Planned, draw: func(x, y float64) { c.rect(x+1, y-6, 14, 12, "dr-planned", "") }},
		{label: d.Words.Counted, draw: func(x, y float64) { c.rect(x+4, y-6, 8, 12, "dr-counted", "") }},
	}
	if seen.gap {
		out = append(out, item{label: d.Words.Missing, draw: func(x, y float64) { c.gap(x+4, y-3, 8) }})
	}
	for i, name := range d.Sources {
		out = append(out, item{label: name, draw: func(x, y float64) { c.other(i, x+8, y) }})
	}
	if seen.beyond {
		out = append(out, item{label: d.Words.Beyond, draw: func(x, y float64) { c.tip(x+8, y-2) }})
	}
	return out
}

// Table gives the same as text.
func (d Daily) Table() Table {
	t := Table{Caption: d.Title, Header: append([]string{d.Words.Door, d.Words.Day, d.Words.Planned, d.Words.Counted}, d.Sources...)}
	for _, door := range d.Doors {
		for i, day := range d.Days {
			row := []string{door.Name, day.long(), d.Number.say(at(door.Planned, i)), d.Number.say(at(door.Counted, i))}
			for source := range d.Sources {
				v := Missing
				if source < len(door.Others) {
					v = at(door.Others[source], i)
				}
				row = append(row, d.Number.say(v))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// Spark is a small line of one figure over time, with its last value written
// out. Where figures are missing the line is broken.
type Spark struct {
	About
	Steps  []Tick
	Values []float64
	Number Format
	Step   string // headings of its table: "Day",
	Value  string // and "Trucks"
}

// SVG draws it, 24 pixels high. Its width is a third of what it is asked to be.
func (s Spark) SVG(look Look) template.HTML { return s.draw(look).html() }

func (s Spark) draw(look Look) *canvas {
	c := newCanvas(look, s.About)
	c.w, c.h = c.w/3, 24
	lo, hi, last := 0.0, 0.0, -1
	for i := range s.Values {
		if v := at(s.Values, i); !missing(v) {
			lo, hi, last = min(lo, v), max(hi, v), i
		}
	}
	if last < 0 {
		c.rect(0, 6, c.w, 12, "", c.fill(noCover))
		return c
	}
	label := fit(s.Number.say(s.Values[last]), large, c.w*0.6)
	room := c.w - width(label, large) - 12
	lo, hi = max(lo, -1e300), min(hi, 1e300) // their difference has to be finite
	height := func(v float64) float64 {
		if hi == lo {
			return 12
		}
		return 21 - 18*(min(max(v, lo), hi)/2-lo/2)/(hi/2-lo/2)
	}
	along := func(i int) float64 { return 3 + max(room-3, 0)*float64(i)/float64(max(len(s.Values)-1, 1)) }
	var parts []any
	drawn := false
	for i := range s.Values {
		v := at(s.Values, i)
		switch {
		case missing(v):
			drawn = false
		case drawn:
			parts = append(parts, "L", along(i), height(v))
		default:
			drawn = true
			parts = append(parts, "M", along(i), height(v), "L", along(i), height(v))
		}
	}
	c.path("dr-spark", "", parts...)
	c.circle(along(last), height(s.Values[last]), 2.6, "dr-counted")
	c.text(c.w, 16.5, large, end, "", label)
	return c
}

// Table gives the same as text.
func (s Spark) Table() Table {
	t := Table{Caption: s.Title, Header: []string{s.Step, s.Value}}
	for i := range max(len(s.Steps), len(s.Values)) {
		step := ""
		if i < len(s.Steps) {
			step = s.Steps[i].long()
		}
		t.Rows = append(t.Rows, []string{step, s.Number.say(at(s.Values, i))})
	}
	return t
}

// finite keeps a figure within what can be drawn; one that is missing is 0.
func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, -1e300), 1e300)
}
