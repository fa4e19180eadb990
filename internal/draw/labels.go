package draw

import (
	"cmp"
	"math"
	"slices"
)

// placer puts names where nothing else is. What comes first has the choice; what finds no room is
// left out, since the table has it.
type placer struct {
	f     frame
	taken []box
}

// put takes a box if it is within the frame and free.
func (p *placer) put(b box) bool {
	if b.x < 1 || b.y < 1 || b.x+b.w > p.f.w-1 || b.y+b.h > p.f.h-1 {
		return false
	}
	for _, t := range p.taken {
		if t.meets(b) {
			return false
		}
	}
	p.taken = append(p.taken, b)
	return true
}

const mapText = 11.0

// label writes the names: of places with their cover first, then of what lies
// outside and of doors, of hubs, of sources, and of sites.
func (m Map) label(c *canvas, f frame, marks []mark) {
	p := &placer{f: f}
	for _, k := range marks {
		r := k.radius()
		p.taken = append(p.taken, box{k.x - r, k.y - r, 2 * r, 2 * r})
	}
	m.labelPlaces(c, p)
	rank := func(k mark) int {
		switch {
		case k.away:
			return 0
		case k.point.Kind == Door:
			return 1
		case k.point.Kind == Hub:
			return 2
		case k.point.Kind == Source:
			return 3
		}
		return 4
	}
	order := slices.Clone(marks)
	slices.SortStableFunc(order, func(a, b mark) int { return cmp.Compare(rank(a), rank(b)) })
	for _, k := range order {
		p.name(c, k, rank(k) <= 2)
	}
}

// name writes the name of a mark beside it or, if far, a little away with a
// line that leads there.
func (p *placer) name(c *canvas, k mark, far bool) {
	s := k.point.Name
	if k.point.Approximate {
		s = "≈ " + s
	}
	if k.point.Here != "" {
		s += " · " + k.point.Here
	}
	if k.point.Lost != "" {
		s += " · ✕ " + k.point.Lost
	}
	s = fit(s, mapText, c.w*0.48)
	if s == "" {
		return
	}
	rings := []float64{0}
	if far {
		rings = append(rings, 12)
	}
	for _, ring := range rings {
		r := k.radius() + 3 + ring
		if k.away {
			r += 6
		}
		for _, d := range [][2]float64{{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {0.8, -0.8}, {-0.8, -0.8}, {0.8, 0.8}, {-0.8, 0.8}} {
			x, y, a := k.x+d[0]*r, k.y+d[1]*r, middle
			switch {
			case d[0] > 0:
				a = start
			case d[0] < 0:
				a = end
			}
			base := y + 0.36*mapText + d[1]*0.45*mapText
			if !p.put(textBox(x, base, mapText, a, s)) {
				continue
			}
			if ring > 0 {
				c.line(k.x+d[0]*k.radius(), k.y+d[1]*k.radius(), k.x+d[0]*(r-2), k.y+d[1]*(r-2), "dr-lead")
			}
			class := "dr-halo"
			if k.point.Kind != Door {
				class = "dr-halo dr-soft"
			}
			c.text(x, base, mapText, a, class, s)
			return
		}
	}
}

// labelPlaces writes the names of places, and their cover below, where there is
// room within their outline.
func (m Map) labelPlaces(c *canvas, p *placer) {
	for _, place := range m.Places {
		name := fit(place.Name, mapText, c.w*0.4)
		var figure string
		if !missing(place.Cover) && !m.Plain {
			figure = fit(m.Share.say(place.Cover), large, c.w*0.2)
		}
		var rings [][][2]float64
		largest := box{}
		for _, ring := range place.Rings {
			ring = sound(ring)
			if len(ring) < 3 {
				continue
			}
			line := make([][2]float64, len(ring))
			b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)} // its corners, for now
			for i, q := range ring {
				x, y := p.f.at(q)
				line[i] = [2]float64{x, y}
				b = box{min(b.x, x), min(b.y, y), max(b.w, x), max(b.h, y)}
			}
			b.w, b.h = b.w-b.x, b.h-b.y
			if rings = append(rings, line); b.w*b.h > largest.w*largest.h {
				largest = b
			}
		}
		w, h := max(width(name, mapText), width(figure, large)), 2.5*mapText
		if figure == "" || name == "" {
			h = 1.2 * mapText
		}
		for _, at := range spots(rings, largest, w, h) {
			if !p.put(box{at[0] - w/2, at[1] - h/2, w, h}) {
				continue
			}
			y := at[1] - h/2 + 0.9*mapText
			c.text(at[0], y, mapText, middle, "dr-halo dr-place", name)
			if name != "" {
				y += 1.2 * mapText
			}
			c.text(at[0], y, large, middle, "dr-halo dr-strong", figure)
			break
		}
	}
}

// spots returns where in an outline a label may have its middle, the roomiest first:
// points of a grid, by how much of the label would lie within, then by how
// near the middle they are.
func spots(rings [][][2]float64, b box, w, h float64) [][2]float64 {
	const n = 10
	type spot struct {
		at [2]float64
		in int
		d  float64
	}
	var list []spot
	for i := range n {
		for j := range n {
			x, y := b.x+(float64(i)+0.5)/n*b.w, b.y+(float64(j)+0.5)/n*b.h
			if !inside(rings, x, y) {
				continue
			}
			in := 0
			for _, corner := range [][2]float64{{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}} {
				if inside(rings, x+corner[0]*w/2, y+corner[1]*h/2) {
					in++
				}
			}
			list = append(list, spot{[2]float64{x, y}, in, math.Hypot(x-b.x-b.w/2, y-b.y-b.h/2)})
		}
	}
	slices.SortStableFunc(list, func(a, b spot) int { return cmp.Or(cmp.Compare(b.in, a.in), cmp.Compare(a.d, b.d)) })
	out := make([][2]float64, len(list))
	for i, s := range list {
		out[i] = s.at
	}
	return out
}

// inside reports whether a point lies in an odd number of rings.
func inside(rings [][][2]float64, x, y float64) bool {
	in := false
	for _, ring := range rings {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a[1] > y) != (b[1] > y) && x < (b[0]-a[0])*(y-a[1])/(b[1]-a[1])+a[0] {
				in = !in
			}
		}
	}
	return in
}
