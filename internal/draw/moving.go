package draw

import (
	"html/template"
	"math"
)

// Moving is a [Map] for a script that lets it be moved: positions in degrees,
// latitude first, figures and words as their reader sees them, marks and the
// legend drawn as on the still map.
type Moving struct {
	Title, Description string
	Places             []MovingPlace
	Points             []MovingPoint
	Ways               []MovingWay
	Bounds             [2][2]float64 // south-west and north-east of what the still map shows
	Legend             template.HTML
}

// MovingPlace is an area.
type MovingPlace struct {
	Name, Cover string // cover is empty where it is not shown
	Class       string // of its colour in draw.css
	Rings       [][][2]float64
}

// MovingPoint is a door, a hub, a site or a source.
type MovingPoint struct {
	Name string
	Text string // its kind, and how it stands
	At   [2]float64
	Mark template.HTML // 32 pixels square, the point in its middle
}

// MovingWay is a way between two of the points.
type MovingWay struct {
	From, To [2]float64
	Text     string
	Width    float64 // in pixels; 0: nothing goes along it
}

// Moving returns the map as data. What has no position is left out, as on the
// still map.
func (m Map) Moving(look Look) Moving {
	c := newCanvas(look, About{m.Title, m.Description})
	f := m.frame(c.w)
	out := Moving{Title: m.Title, Description: m.Description, Bounds: [2][2]float64{f.degrees(0, f.h), f.degrees(f.w, 0)}}
	used := map[tile]bool{}
	for _, p := range m.Places {
		t := bandOf(p.Cover)
		place := MovingPlace{Name: p.Name, Cover: m.Share.say(p.Cover), Class: t.class()}
		if m.Plain {
			place.Cover, place.Class = "", noCover.class()
		}
		for _, ring := range p.Rings {
			var line [][2]float64
			for _, at := range sound(ring) {
				line = append(line, at.degrees())
			}
			if len(line) > 2 {
				place.Rings = append(place.Rings, line)
			}
		}
		if len(place.Rings) > 0 {
			used[t] = used[t] || !m.Plain
			out.Places = append(out.Places, place)
		}
	}
	marks := m.marks(f)
	for _, k := range marks {
		k.away = false
		text := m.Words.Kinds[k.point.Kind]
		if more := m.Words.tell(k.point); more != "" {
			text += " · " + more
		}
		if k.point.Approximate {
			text += " · " + m.Words.Approximate
		}
		out.Points = append(out.Points, MovingPoint{Name: k.point.Name, Text: text, At: k.point.At.degrees(), Mark: k.alone()})
	}
	most, idle := m.most()
	for _, way := range m.Ways {
		if !m.drawn(way) {
			continue
		}
		from, to := m.Points[way.From], m.Points[way.To]
		one := MovingWay{From: from.At.degrees(), To: to.At.degrees(), Text: m.Words.NoWay}
		if way.goods() {
			one.Width, one.Text = math.Round(max(widestFlow*way.Flow/most, 1)*10)/10, m.Flow.say(way.Flow)+" "+m.Words.Flow
		}
		out.Ways = append(out.Ways, one)
	}
	y := c.legend(0, "", m.items(c, marks, most, idle))
	c.h = c.legend(y, m.Words.Cover, m.Words.items(c, used, false))
	out.Legend = c.html()
	return out
}

// alone draws a mark by itself.
func (k mark) alone() template.HTML {
	c := &canvas{tiles: map[tile]bool{}}
	k.x, k.y = 0, 0
	k.draw(c)
	return template.HTML(`<svg class="dr" viewBox="-16 -16 32 32" width="32" height="32" aria-hidden="true">` + c.body.String() + `</svg>`)
}

// degrees is a position with latitude first, to about ten metres.
func (p LonLat) degrees() [2]float64 {
	round := func(v float64) float64 { return math.Round(v*1e4) / 1e4 }
	return [2]float64{round(p.Lat), round(p.Lon)}
}

// degrees is the position of a point of the paper.
func (f frame) degrees(x, y float64) [2]float64 {
	return LonLat{f.mid.Lon + (x-f.w/2)/f.narrow/f.perDegree, f.mid.Lat - (y-f.h/2)/f.perDegree}.degrees()
}
