package draw

import (
	"html/template"
	"math"
	"strings"
)

// Map shows places with their cover, and the ways that lead there. North is
// up. Where a point lies far outside, it stands at the edge, with an arrow.
type Map struct {
	About
	Places []MapPlace
	Points []MapPoint
	Ways   []MapWay
	Plain  bool   // places are outlines only, to tell where things are; their cover is not shown
	Share  Format // of cover: 0.61 is "61%"
	Flow   Format // of what goes along a way
	Words  MapWords
}

// LonLat is a position in degrees.
type LonLat struct{ Lon, Lat float64 }

// MapPlace is an area whose people are counted together.
type MapPlace struct {
	Name  string
	Cover float64 // 1 is all that is needed; Missing: not known
	// Rings are all rings of all its polygons, closed or not. What lies in an
	// odd number of them is the area. Without any, the place is not drawn.
	Rings [][]LonLat
}

// Kind is what a point of a map is.
type Kind int

const (
	Door   Kind = iota // a crossing, drawn by its state
	Hub                // a warehouse
	Site               // a point of distribution
	Source             // a port or wherever else goods come from
	kinds
)

// MapPoint is a door, a hub, a site or a source.
type MapPoint struct {
	Name        string
	Kind        Kind
	State       State // of a door
	At          LonLat
	Approximate bool   // nobody vouches for the position
	Here        string // how much of what is followed is there now, with its unit
	Lost        string // how much of it was lost or damaged there
}

// MapWay is a corridor between two of the points.
type MapWay struct {
	From, To int     // numbers in Points
	Flow     float64 // its width; 0 or Missing: nothing goes along it
}

// MapWords are the words of a Map.
type MapWords struct {
	CoverWords
	States      StateWords
	Kinds       [kinds]string
	Approximate string
	Flow, NoWay string // "tonnes a week", "corridor without goods"
	Here, Lost  string // "there now", "lost or damaged there"
	Distance    Format // writes a distance in kilometres, with its unit
	Place       string // headings of the table:
	Kind        string // "Kind",
	State       string // "State or cover",
	From, To    string // "From" and "To"
}

// SVG draws it.
func (m Map) SVG(look Look) template.HTML { return m.draw(look).html() }

func (m Map) draw(look Look) *canvas {
	c := newCanvas(look, m.About)
	c.mirror = false // east is on the right whatever one reads
	f := m.frame(c.w)
	c.rect(0, 0, f.w, f.h, "dr-ground", "")
	used := map[tile]bool{}
	c.open("dr-land")
	for _, p := range m.Places {
		if d := f.outline(p.Rings); d != "" {
			fill := attribute("class", noCover.class())
			if t := bandOf(p.Cover); !m.Plain {
				used[t] = true
				fill = c.fill(t)
			}
			c.body.WriteString(`<path fill-rule="evenodd" d="` + d + `"` + fill + `/>`)
		}
	}
	c.close()
	marks := m.marks(f)
	flows, idle := m.drawWays(c, f, marks)
	for _, k := range marks {
		k.draw(c)
	}
	m.label(c, f, marks)

	c.mirror = look.RTL
	y := c.legend(f.h+4, "", append([]item{m.bar(c, f)}, m.items(c, marks, flows, idle)...))
	c.h = c.legend(y, m.Words.Cover, m.Words.items(c, used, true))
	return c
}

// bar is the scale bar.
func (m Map) bar(c *canvas, f frame) item {
	const degree = 111.2 // kilometres of a degree of latitude, by the mean radius of 6,371 km
	km := rounded(f.w/4/f.perDegree*degree, 1)
	if longest := f.w / 3 / f.perDegree * degree; km > longest {
		km /= 2
	}
	length := km / degree * f.perDegree
	return item{label: m.Words.Distance.say(km), wide: length, draw: func(x, y float64) {
		c.path("dr-bar", "", "M", x, y-4, "L", x, y+4, "M", x, y, "L", x+length, y, "M", x+length, y-4, "L", x+length, y+4)
	}}
}

func (m Map) items(c *canvas, marks []mark, most float64, idle bool) []item {
	doors, seen, approximate, here, lost := map[State]bool{}, map[Kind]bool{}, false, false, false
	for _, k := range marks {
		here, lost = here || k.point.Here != "", lost || k.point.Lost != ""
		if k.point.Kind == Door {
			doors[k.state()] = true
		} else {
			seen[k.point.Kind] = true
		}
		approximate = approximate || k.point.Approximate
	}
	out := c.stateItems(m.Words.States, doors)
	for kind := Hub; kind < kinds; kind++ {
		if seen[kind] {
			out = append(out, item{label: m.Words.Kinds[kind], draw: func(x, y float64) { c.point(kind, Unknown, x+8, y) }})
		}
	}
	if here {
		out = append(out, item{label: m.Words.Here, draw: func(x, y float64) { c.here(x+8, y, 4) }})
	}
	if lost {
		out = append(out, item{label: m.Words.Lost, draw: func(x, y float64) { c.lost(x+8, y) }})
	}
	if approximate {
		out = append(out, item{label: m.Words.Approximate, draw: func(x, y float64) { c.circle(x+8, y, 7, "dr-near") }})
	}
	if most > 0 {
		out = append(out, item{label: m.Flow.say(most) + " " + m.Words.Flow, wide: 30, draw: func(x, y float64) {
			c.arrow(x, y, x+30, y, 0, 0, widestFlow)
		}})
	}
	if idle {
		out = append(out, item{label: m.Words.NoWay, wide: 24, draw: func(x, y float64) { c.line(x, y, x+24, y, "dr-idle") }})
	}
	return out
}

// Table gives the same as text: places, then points, then ways.
func (m Map) Table() Table {
	w := m.Words
	t := Table{Caption: m.Title, Header: []string{w.Place, w.Kind, w.State, w.From, w.To, w.Flow}}
	for _, p := range m.Places {
		if m.Plain {
			break
		}
		t.Rows = append(t.Rows, []string{p.Name, w.Place, m.Share.say(p.Cover), "", "", ""})
	}
	for _, p := range m.Points {
		name := p.Name
		if p.Approximate {
			name += " (" + w.Approximate + ")"
		}
		t.Rows = append(t.Rows, []string{name, w.Kinds[p.kind()], w.tell(p), "", "", ""})
	}
	for _, way := range m.Ways {
		if m.joins(way) {
			t.Rows = append(t.Rows, []string{"", "", "", m.Points[way.From].Name, m.Points[way.To].Name, m.Flow.say(way.Flow)})
		}
	}
	return t
}

// kind is what a point is; what is unknown is drawn as a site.
func (p MapPoint) kind() Kind {
	if p.Kind < 0 || p.Kind >= kinds {
		return Site
	}
	return p.Kind
}

// tell says how a point stands: a door's state, and what of what is followed is
// or was lost there.
func (w MapWords) tell(p MapPoint) string {
	var parts []string
	if p.kind() == Door {
		parts = append(parts, w.States.say(p.State))
	}
	if p.Here != "" {
		parts = append(parts, w.Here+": "+p.Here)
	}
	if p.Lost != "" {
		parts = append(parts, w.Lost+": "+p.Lost)
	}
	return strings.Join(parts, " · ")
}

// joins reports whether a way has two ends.
func (m Map) joins(way MapWay) bool {
	return way.From >= 0 && way.From < len(m.Points) && way.To >= 0 && way.To < len(m.Points) && way.From != way.To
}

// drawn reports whether a way has two ends with positions.
func (m Map) drawn(way MapWay) bool {
	return m.joins(way) && len(sound([]LonLat{m.Points[way.From].At, m.Points[way.To].At})) == 2
}

// widestFlow is how wide the greatest flow is drawn, in pixels.
const widestFlow = 8.0

// goods reports whether anything goes along a way.
func (w MapWay) goods() bool { return w.Flow > 0 && !missing(w.Flow) }

// most returns the greatest flow, and whether a way has none.
func (m Map) most() (most float64, idle bool) {
	for _, way := range m.Ways {
		if m.drawn(way) {
			idle = idle || !way.goods()
			if way.goods() {
				most = max(most, way.Flow)
			}
		}
	}
	return most, idle
}

// drawWays draws corridors, those without goods first, and returns the greatest
// flow and whether any has none.
func (m Map) drawWays(c *canvas, f frame, marks []mark) (most float64, idle bool) {
	byPoint := map[int]mark{}
	for _, k := range marks {
		byPoint[k.number] = k
	}
	most, idle = m.most()
	for _, withGoods := range []bool{false, true} {
		for _, way := range m.Ways {
			from, ok := byPoint[way.From]
			to, ok2 := byPoint[way.To]
			if !ok || !ok2 || !m.drawn(way) || way.goods() != withGoods {
				continue
			}
			if withGoods {
				c.arrow(from.x, from.y, to.x, to.y, bend(f, from, to), 7, max(widestFlow*way.Flow/most, 1))
			} else {
				mx, my := bent(from.x, from.y, to.x, to.y, bend(f, from, to))
				c.path("dr-idle", "", "M", from.x, from.y, "Q", mx, my, to.x, to.y)
			}
		}
	}
	return most, idle
}

// bend is how far a way leaves the straight line, as a part of its length. Ways
// that run against one another lie apart; one from outside goes round the
// middle of the map and not through it, since nobody knows its course.
func bend(f frame, from, to mark) float64 {
	if !from.away && !to.away {
		return 0.08
	}
	by := 0.3
	mx, my := bent(from.x, from.y, to.x, to.y, by)
	ox, oy := bent(from.x, from.y, to.x, to.y, -by)
	if math.Hypot(mx-f.w/2, my-f.h/2) < math.Hypot(ox-f.w/2, oy-f.h/2) {
		by = -by
	}
	return by
}

// bent is the point that pulls a way off its straight line.
func bent(x1, y1, x2, y2, bend float64) (x, y float64) {
	return (x1+x2)/2 - (y2-y1)*bend, (y1+y2)/2 + (x2-x1)*bend
}

// arrow draws a flow as a bent line with a head, which ends so many pixels
// before its aim.
func (c *canvas) arrow(x1, y1, x2, y2, bend, before, w float64) {
	length := math.Hypot(x2-x1, y2-y1)
	head := 5 + 1.1*w
	if length < before+head+1 {
		before = 0
	}
	if length < 1 {
		return
	}
	mx, my := bent(x1, y1, x2, y2, bend)
	// The way into the aim is the tangent of the curve's end.
	ux, uy := x2-mx, y2-my
	u := math.Hypot(ux, uy)
	ux, uy = ux/u, uy/u
	tipX, tipY := x2-ux*before, y2-uy*before
	endX, endY := tipX-ux*head*0.8, tipY-uy*head*0.8
	side := 2 + 0.85*w
	c.path("dr-case", ` stroke-width="`+decimal(w+2.4)+`"`, "M", x1, y1, "Q", mx, my, endX, endY)
	c.path("dr-flow", ` stroke-width="`+decimal(w)+`"`, "M", x1, y1, "Q", mx, my, endX, endY)
	c.path("dr-head", "", "M", tipX, tipY, "L", endX-uy*side, endY+ux*side, endX+uy*side, endY-ux*side, "Z")
}
