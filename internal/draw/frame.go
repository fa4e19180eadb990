package draw

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// frame is the piece of the world that a map shows: equirectangular, with
// degrees of longitude shortened as in its middle.
type frame struct {
	w, h      float64 // in pixels
	mid       LonLat
	perDegree float64 // pixels of a degree of latitude
	narrow    float64 // a degree of longitude in degrees of latitude
}

// rim is how many pixels are left free around the places, so that points at the
// edge have room.
const rim = 30.0

// frame is set by the places alone, and by the points close around them: a
// port a hundred kilometres away would make the places small.
func (m Map) frame(w float64) frame {
	var all []LonLat
	for _, p := range m.Places {
		for _, ring := range p.Rings {
			all = append(all, sound(ring)...)
		}
	}
	points := make([]LonLat, 0, len(m.Points))
	for _, p := range m.Points {
		points = append(points, p.At)
	}
	points = sound(points)
	if len(all) == 0 {
		all = central(points)
	}
	lo, hi := extent(all)
	east, north := (hi.Lon-lo.Lon)*0.15, (hi.Lat-lo.Lat)*0.15
	for _, p := range points {
		if p.Lon >= lo.Lon-east && p.Lon <= hi.Lon+east && p.Lat >= lo.Lat-north && p.Lat <= hi.Lat+north {
			all = append(all, p)
		}
	}
	lo, hi = extent(all)
	f := frame{w: w, mid: LonLat{(lo.Lon + hi.Lon) / 2, (lo.Lat + hi.Lat) / 2}}
	f.narrow = max(math.Cos(f.mid.Lat*math.Pi/180), 0.05)
	const least = 0.01 // degrees, where there is but one point
	wide, high := max((hi.Lon-lo.Lon)*f.narrow, least), max(hi.Lat-lo.Lat, least)
	f.h = min(max((w-2*rim)*high/wide+2*rim, 0.55*w), 1.15*w)
	f.perDegree = min((w-2*rim)/wide, (f.h-2*rim)/high)
	return f
}

// Frame says where positions lie in the piece of the world that the map shows,
// from its left edge (0) to the right (1) and from the top (0) to the bottom
// (1), and how wide that is by its height. It is for drawing on something else.
func (m Map) Frame() (at func(LonLat) (x, y float64), aspect float64) {
	f := m.frame(1000)
	return func(p LonLat) (x, y float64) {
		x, y = f.at(p)
		return x / f.w, y / f.h
	}, f.w / f.h
}

// sound leaves out positions that are none.
func sound(list []LonLat) []LonLat {
	var out []LonLat
	for _, p := range list {
		if math.Abs(p.Lon) <= 180 && math.Abs(p.Lat) <= 90 {
			out = append(out, p)
		}
	}
	return out
}

func extent(list []LonLat) (lo, hi LonLat) {
	for i, p := range list {
		if i == 0 {
			lo, hi = p, p
		}
		lo = LonLat{min(lo.Lon, p.Lon), min(lo.Lat, p.Lat)}
		hi = LonLat{max(hi.Lon, p.Lon), max(hi.Lat, p.Lat)}
	}
	return lo, hi
}

// central returns the points that lie together: those at most four times as far from
// the median position as half of all are.
func central(list []LonLat) []LonLat {
	if len(list) < 3 {
		return list
	}
	median := func(of func(LonLat) float64) float64 {
		values := make([]float64, len(list))
		for i, p := range list {
			values[i] = of(p)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	mid := LonLat{median(func(p LonLat) float64 { return p.Lon }), median(func(p LonLat) float64 { return p.Lat })}
	distance := func(p LonLat) float64 { return math.Hypot(p.Lon-mid.Lon, p.Lat-mid.Lat) }
	most := 4 * median(distance)
	var out []LonLat
	for _, p := range list {
		if distance(p) <= most {
			out = append(out, p)
		}
	}
	return out
}

// at is where a position lies on the paper.
func (f frame) at(p LonLat) (x, y float64) {
	return f.w/2 + (p.Lon-f.mid.Lon)*f.narrow*f.perDegree, f.h/2 - (p.Lat-f.mid.Lat)*f.perDegree
}

// outline writes rings as a path, relative and without points that fall on
// the one before them.
func (f frame) outline(rings [][]LonLat) string {
	var b strings.Builder
	for _, ring := range rings {
		ring = sound(ring)
		if len(ring) < 3 {
			continue
		}
		lastX, lastY := 0.0, 0.0
		for i, p := range ring {
			x, y := f.at(p)
			x, y = math.Round(x*10)/10, math.Round(y*10)/10
			switch {
			case i == 0:
				b.WriteString("M" + decimal(x) + " " + decimal(y) + "l")
			case x == lastX && y == lastY:
				continue
			default:
				dx, dy := decimal(x-lastX), decimal(y-lastY)
				if i > 1 && dx[0] != '-' && !strings.HasSuffix(b.String()[b.Len()-1:], "l") {
					b.WriteByte(' ')
				}
				b.WriteString(dx)
				if dy[0] != '-' {
					b.WriteByte(' ')
				}
				b.WriteString(dy)
			}
			lastX, lastY = x, y
		}
		b.WriteByte('z')
	}
	return strings.ReplaceAll(b.String(), "lz", "z")
}

// mark is a point as it is drawn.
type mark struct {
	number int // in Points
	point  MapPoint
	x, y   float64
	away   bool    // it lies outside, and stands at the edge,
	dx, dy float64 // from where it lies in this direction
}

// state is that of a door, unknown if it is none of ours.
func (k mark) state() State {
	if s := k.point.State; s > 0 && s < states {
		return s
	}
	return Unknown
}

// radius is how far a mark reaches.
func (k mark) radius() float64 {
	switch k.point.Kind {
	case Door:
		return 7
	case Site:
		return 3
	}
	return 6
}

// inset is how far from the edge the points stand that lie outside.
const inset = 18.0

// marks finds a place for every point that has a position, in the order in which they are to be drawn: doors last.
func (m Map) marks(f frame) []mark {
	var out []mark
	for i, p := range m.Points {
		if len(sound([]LonLat{p.At})) == 0 {
			continue
		}
		p.Kind = p.kind()
		k := mark{number: i, point: p}
		k.x, k.y = f.at(p.At)
		if k.x < inset/2 || k.x > f.w-inset/2 || k.y < inset/2 || k.y > f.h-inset/2 {
			k.away = true
			k.dx, k.dy = k.x-f.w/2, k.y-f.h/2
			length := math.Hypot(k.dx, k.dy)
			k.dx, k.dy = k.dx/length, k.dy/length
			// Along the line from the middle to the edge.
			t := min((f.w/2-inset)/max(math.Abs(k.dx), 1e-9), (f.h/2-inset)/max(math.Abs(k.dy), 1e-9))
			k.x, k.y = f.w/2+t*k.dx, f.h/2+t*k.dy
			k.yield(f, out)
		}
		out = append(out, k)
	}
	order := [kinds]int{Site: 0, Source: 1, Hub: 2, Door: 3}
	slices.SortStableFunc(out, func(a, b mark) int { return cmp.Compare(order[a.point.Kind], order[b.point.Kind]) })
	return out
}

// yield moves a mark along the edge until it is apart from the others there.
func (k *mark) yield(f frame, others []mark) {
	x, y := k.x, k.y
	onSide := math.Abs(math.Abs(x-f.w/2)-(f.w/2-inset)) < 0.5 // the left or right edge
	for step := range 80 {
		// To and fro, farther each time.
		by := float64((step+1)/2) * 22
		if step%2 == 1 {
			by = -by
		}
		if onSide {
			k.y = min(max(y+by, inset), f.h-inset)
		} else {
			k.x = min(max(x+by, inset), f.w-inset)
		}
		free := true
		for _, o := range others {
			free = free && (!o.away || math.Hypot(o.x-k.x, o.y-k.y) >= 20)
		}
		if free {
			return
		}
	}
	k.x, k.y = x, y
}

func (k mark) draw(c *canvas) {
	c.point(k.point.Kind, k.state(), k.x, k.y)
	if k.point.Here != "" {
		c.here(k.x, k.y, k.radius())
	}
	if k.point.Lost != "" {
		c.lost(k.x+k.radius(), k.y-k.radius())
	}
	if k.point.Approximate && !k.away {
		c.circle(k.x, k.y, k.radius()+3, "dr-near")
	}
	if k.away { // an arrow outwards
		r := k.radius() + 1
		tip, foot := r+8, r+0.5
		c.path("dr-away", "", "M", k.x+k.dx*tip, k.y+k.dy*tip, "L", k.x+k.dx*foot-k.dy*5, k.y+k.dy*foot+k.dx*5, k.x+k.dx*foot+k.dy*5, k.y+k.dy*foot-k.dx*5, "Z")
	}
}

// here rings what is there now.
func (c *canvas) here(x, y, r float64) { c.circle(x, y, r+2.5, "dr-here") }

// lost marks a loss: a cross on a disc of its own, so that it is seen on anything.
func (c *canvas) lost(x, y float64) {
	c.circle(x, y, 5, "dr-lost")
	c.path("dr-lostx", "", "M", x-2.2, y-2.2, "L", x+2.2, y+2.2, "M", x-2.2, y+2.2, "L", x+2.2, y-2.2)
}

// point draws what stands at a point: a door by its state, a house for a hub, a
// disc for a site, a hollow square for a source.
func (c *canvas) point(kind Kind, s State, x, y float64) {
	switch kind {
	case Door:
		c.door(s, x, y, 6)
	case Hub:
		c.path("dr-hub", "", "M", x-5.0, y+5, "L", x-5.0, y-1, x, y-6, x+5.0, y-1, x+5.0, y+5, "Z")
	case Source:
		c.rect(x-4.5, y-4.5, 9, 9, "dr-source", "")
	default:
		c.circle(x, y, 2.6, "dr-site")
	}
}
