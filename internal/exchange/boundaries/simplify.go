package boundaries

import (
	"cmp"
	"math"
	"slices"

	"passage"
)

// Simplify returns the boundaries with no more points than a map needs that
// shows all of them about 1,000 pixels wide or high: no line moves by more
// than that pixel. Neighbours stay neighbours: where two of them share a
// border it is cut into the same pieces for both, by Douglas and Peucker's
// method (doi:10.3138/FM57-6770-U75U-7727), so that no gap opens between them. Rings that
// come to less than a pixel are left out, but for the largest of each place.
func Simplify(list []passage.Boundary) []passage.Boundary {
	size, scale := extent(list)
	if size == 0 {
		return list
	}
	s := simplifier{tolerance: size / 1000, scale: scale, ends: junctions(list)}
	out := make([]passage.Boundary, len(list))
	for i, b := range list {
		out[i] = passage.Boundary{Place: b.Place, Polygons: s.polygons(b.Polygons)}
	}
	return out
}

// extent returns the longer side of what the boundaries cover, in degrees of
// latitude, and how many of these a degree of longitude is.
func extent(list []passage.Boundary) (size, scale float64) {
	lo, hi := passage.Point{Lon: math.Inf(1), Lat: math.Inf(1)}, passage.Point{Lon: math.Inf(-1), Lat: math.Inf(-1)}
	for p := range points(list) {
		lo.Lon, lo.Lat = min(lo.Lon, p.Lon), min(lo.Lat, p.Lat)
		hi.Lon, hi.Lat = max(hi.Lon, p.Lon), max(hi.Lat, p.Lat)
	}
	if lo.Lon > hi.Lon {
		return 0, 1
	}
	scale = math.Cos((lo.Lat + hi.Lat) / 2 * math.Pi / 180)
	return max((hi.Lon-lo.Lon)*scale, hi.Lat-lo.Lat), scale
}

// points yields every point of every ring, the last of a ring not twice.
func points(list []passage.Boundary) func(func(passage.Point) bool) {
	return func(yield func(passage.Point) bool) {
		for _, b := range list {
			for _, polygon := range b.Polygons {
				for _, ring := range polygon {
					for _, p := range ring[:max(len(ring)-1, 0)] {
						if !yield(p) {
							return
						}
					}
				}
			}
		}
	}
}

// junctions returns the points at which a border begins to be shared by other
// places than before: those whose neighbours along all rings are more than
// two. A border is the same on both sides between them.
func junctions(list []passage.Boundary) map[passage.Point]bool {
	type pair [2]passage.Point
	near := map[passage.Point]pair{}
	ends := map[passage.Point]bool{}
	for _, b := range list {
		for _, polygon := range b.Polygons {
			for _, ring := range polygon {
				n := len(ring) - 1
				for i := range max(n, 0) {
					before, after := ring[(i+n-1)%n], ring[i+1]
					if compare(before, after) > 0 {
						before, after = after, before
					}
					if known, ok := near[ring[i]]; ok && known != (pair{before, after}) {
						ends[ring[i]] = true
					}
					near[ring[i]] = pair{before, after}
				}
			}
		}
	}
	return ends
}

func compare(a, b passage.Point) int {
	return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat))
}

type simplifier struct {
	tolerance float64 // in degrees of latitude
	scale     float64 // of a degree of longitude
	ends      map[passage.Point]bool
}

func (s *simplifier) polygons(list []passage.Polygon) []passage.Polygon {
	var out []passage.Polygon
	largest, most := passage.Polygon(nil), -1.0
	for _, polygon := range list {
		if len(polygon) == 0 {
			continue
		}
		if a := s.area(polygon[0]); a > most {
			largest, most = polygon, a
		}
		var rings passage.Polygon
		for i, ring := range polygon {
			if s.area(ring) >= s.tolerance*s.tolerance {
				rings = append(rings, s.ring(ring))
			} else if i == 0 {
				break // without what is around them holes are nothing
			}
		}
		if rings != nil {
			out = append(out, rings)
		}
	}
	if out == nil && largest != nil {
		out = []passage.Polygon{{largest[0]}}
	}
	return out
}

// area is a ring's, in square degrees of latitude.
func (s *simplifier) area(ring passage.Ring) float64 {
	sum := 0.0
	for i := range len(ring) - 1 {
		a, b := ring[i], ring[i+1]
		sum += (a.Lon-ring[0].Lon)*(b.Lat-ring[0].Lat) - (b.Lon-ring[0].Lon)*(a.Lat-ring[0].Lat)
	}
	return math.Abs(sum) / 2 * s.scale
}

// ring cuts a ring at its junctions and simplifies what lies between them.
func (s *simplifier) ring(ring passage.Ring) passage.Ring {
	open := ring[:len(ring)-1]
	// It begins at a junction or, where it has none and is a border with one
	// other ring or none, at the point that both of them find first.
	first := 0
	for i, p := range open {
		a, b := s.ends[p], s.ends[open[first]]
		if a && !b || a == b && compare(p, open[first]) < 0 {
			first = i
		}
	}
	turned := append(slices.Concat(open[first:], open[:first]), open[first])
	if !s.ends[turned[0]] {
		return s.closed(turned)
	}
	out := passage.Ring{turned[0]}
	from := 0
	for i := 1; i < len(turned); i++ {
		if s.ends[turned[i]] || i == len(turned)-1 {
			piece := turned[from : i+1]
			if compare(piece[0], piece[len(piece)-1]) == 0 {
				out = append(out, s.closed(piece)[1:]...)
			} else {
				out = append(out, s.line(piece)[1:]...)
			}
			from = i
		}
	}
	if len(out) < 4 {
		return ring
	}
	return out
}

// closed simplifies a line that ends where it begins, in two halves.
func (s *simplifier) closed(ring passage.Ring) passage.Ring {
	far := 0
	for i, p := range ring {
		a, b := s.distance(p, ring[0], ring[0]), s.distance(ring[far], ring[0], ring[0])
		if a > b || a == b && compare(p, ring[far]) < 0 {
			far = i
		}
	}
	out := append(s.line(ring[:far+1]), s.line(ring[far:])[1:]...)
	if len(out) < 4 {
		return ring
	}
	return out
}

// stretch is a part of a line that is still to be simplified.
type stretch struct{ from, to, depth int }

// deepest is how often a stretch is parted at its farthest point. A line made
// to trick us has that point next to an end each time, which would take the
// square of its length; halves do not.
const deepest = 40

// line simplifies a line between its ends. Both directions give the same.
func (s *simplifier) line(line passage.Ring) passage.Ring {
	line = slices.Clone(line)
	back := compare(line[0], line[len(line)-1]) > 0
	if back {
		slices.Reverse(line)
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	for todo := []stretch{{0, len(line) - 1, 0}}; len(todo) > 0; {
		from, to, depth := todo[len(todo)-1].from, todo[len(todo)-1].to, todo[len(todo)-1].depth
		todo = todo[:len(todo)-1]
		at, most := 0, s.tolerance
		for i := from + 1; i < to; i++ {
			if d := s.distance(line[i], line[from], line[to]); d > most {
				at, most = i, d
			}
		}
		if at == 0 {
			continue
		}
		if depth > deepest {
			at = (from + to) / 2
		}
		keep[at] = true
		todo = append(todo, stretch{from, at, depth + 1}, stretch{at, to, depth + 1})
	}
	var out passage.Ring
	for i, p := range line {
		if keep[i] {
			out = append(out, p)
		}
	}
	if back {
		slices.Reverse(out)
	}
	return out
}

// distance is how far p is from the line between a and b, in degrees of latitude.
func (s *simplifier) distance(p, a, b passage.Point) float64 {
	x, y := (p.Lon-a.Lon)*s.scale, p.Lat-a.Lat
	dx, dy := (b.Lon-a.Lon)*s.scale, b.Lat-a.Lat
	if length := dx*dx + dy*dy; length > 0 {
		t := min(max((x*dx+y*dy)/length, 0), 1)
		x, y = x-t*dx, y-t*dy
	}
	return math.Hypot(x, y)
}
