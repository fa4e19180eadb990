package boundaries

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"passage"
)

// coast draws a wavy line from a to b.
func coast(t *rapid.T, a, b passage.Point) []passage.Point {
	n := rapid.IntRange(0, 200).Draw(t, "points between")
	out := []passage.Point{a}
	for i := range n {
		f := float64(i+1) / float64(n+1)
		out = append(out, passage.Point{
			Lon: a.Lon + f*(b.Lon-a.Lon) + rapid.Float64Range(-0.02, 0.02).Draw(t, "east"),
			Lat: a.Lat + f*(b.Lat-a.Lat) + rapid.Float64Range(-0.02, 0.02).Draw(t, "north"),
		})
	}
	return append(out, b)
}

func reversed(line []passage.Point) []passage.Point {
	line = slices.Clone(line)
	slices.Reverse(line)
	return line
}

// joined makes a ring of lines that follow one another, beginning anywhere.
func joined(t *rapid.T, lines ...[]passage.Point) passage.Ring {
	var open []passage.Point
	for _, l := range lines {
		open = append(open, l[:len(l)-1]...)
	}
	k := rapid.IntRange(0, len(open)-1).Draw(t, "first")
	open = append(slices.Clone(open[k:]), open[:k]...)
	return append(open, open[0])
}

// Two places that share a border still share it point for point, no point lies
// farther than the tolerance from the line that took its place, and both ways round give the same.
func TestSimplifyKeepsNeighbours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := passage.Point{Lon: 34, Lat: 31}, passage.Point{Lon: 34.1, Lat: 32}
		border := coast(t, a, b)
		west := coast(t, b, a)
		for i := range west[1 : len(west)-1] {
			west[i+1].Lon -= 0.5
		}
		east := coast(t, b, a)
		for i := range east[1 : len(east)-1] {
			east[i+1].Lon += 0.5
		}
		list := []passage.Boundary{
			{Place: "west", Polygons: []passage.Polygon{{joined(t, border, west)}}},
			{Place: "east", Polygons: []passage.Polygon{{joined(t, reversed(east), reversed(border))}}},
		}
		for _, b := range list {
			if len(b.Polygons[0][0]) < 4 {
				t.Skip()
			}
		}
		out := Simplify(list)
		onBorder := func(ring passage.Ring) map[passage.Point]bool {
			found := map[passage.Point]bool{}
			for _, p := range ring {
				if slices.Contains(border, p) {
					found[p] = true
				}
			}
			return found
		}
		first, second := onBorder(out[0].Polygons[0][0]), onBorder(out[1].Polygons[0][0])
		if len(west) > 2 && len(east) > 2 && len(first) != len(second) {
			t.Fatalf("one side keeps %d points of the border, the other %d", len(first), len(second))
		}
		for p := range first {
			if len(west) > 2 && len(east) > 2 && !second[p] {
				t.Fatal("one side alone keeps", p)
			}
		}
		size, scale := extent(list)
		s := simplifier{tolerance: size / 1000, scale: scale}
		for i, b := range list {
			for _, p := range b.Polygons[0][0] {
				near, ring := math.Inf(1), out[i].Polygons[0][0]
				for j := range len(ring) - 1 {
					near = min(near, s.distance(p, ring[j], ring[j+1]))
				}
				if near > s.tolerance*(1+1e-9) {
					t.Fatalf("%v is %g from the line; the tolerance is %g", p, near, s.tolerance)
				}
			}
		}
	})
}

// A line whose farthest point is always the next one would take hours if it
// were parted there each time.
func TestSimplifyHostile(t *testing.T) {
	var ring passage.Ring
	for i := range 200_000 {
		side := float64(i%2*2 - 1)
		ring = append(ring, passage.Point{Lon: float64(i) / 2e5, Lat: side * (1 - float64(i)/2e5)})
	}
	ring = append(ring, ring[0])
	out := Simplify([]passage.Boundary{{Polygons: []passage.Polygon{{ring}}}})
	if n := len(out[0].Polygons[0][0]); n < 4 || n > len(ring) {
		t.Error(n)
	}
}

// Crumbs go, but no place vanishes.
func TestSimplifyCrumbs(t *testing.T) {
	triangle := func(lon, size float64) passage.Polygon {
		return passage.Polygon{{{Lon: lon, Lat: 0}, {Lon: lon + size, Lat: 0}, {Lon: lon, Lat: size}, {Lon: lon, Lat: 0}}}
	}
	out := Simplify([]passage.Boundary{
		{Place: "large", Polygons: []passage.Polygon{triangle(0, 10), triangle(20, 0.001)}},
		{Place: "small", Polygons: []passage.Polygon{triangle(30, 0.0001), triangle(40, 0.001)}},
	})
	if len(out[0].Polygons) != 1 || len(out[1].Polygons) != 1 || out[1].Polygons[0][0][0].Lon != 40 {
		t.Error(out)
	}
	if got := Simplify(nil); len(got) != 0 {
		t.Error(got)
	}
}

// BenchmarkRead is a file of 100 places with 1,000 points each.
func BenchmarkRead(b *testing.B) {
	var features []string
	for i := range 100 {
		var ring strings.Builder
		for k := range 1000 {
			angle := float64(k) / 999 * 2 * math.Pi
			if k == 999 {
				angle = 0
			}
			fmt.Fprintf(&ring, "[%.6f,%.6f],", 30+float64(i%10)+math.Cos(angle), 20+float64(i/10)+math.Sin(angle)*(1+0.01*math.Sin(90*angle)))
		}
		features = append(features, feature("", "Polygon", "[["+strings.TrimSuffix(ring.String(), ",")+"]]"))
	}
	text := file(features...)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		read, faults, err := Read(strings.NewReader(text), Limits{})
		if err != nil || len(faults) > 0 {
			b.Fatal(err, faults)
		}
		var list []passage.Boundary
		for _, f := range read {
			list = append(list, passage.Boundary{Polygons: f.Polygons})
		}
		Simplify(list)
	}
}
