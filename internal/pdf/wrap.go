package pdf

import (
	"slices"

	"passage/internal/pdf/bidi"
)

// line is one line of a paragraph: its clusters in the order of reading, without
// the white space at its end.
type line struct {
	para     *shaped
	clusters []cluster
	width    int     // units
	shrink   float64 // 1, or less where a single sign is wider than the line may be
}

// wrap breaks a paragraph into lines no wider than room, in units: between words
// where it can, within them where one is longer than a line.
func (p *shaped) wrap(room int) (lines []line) {
	room = max(room, 1)
	next := 0 // the first break not passed yet
	for from := 0; from < len(p.clusters); {
		width, to := 0, from
		good := from // where the line may end
		for ; to < len(p.clusters); to++ {
			c := p.clusters[to]
			for next < len(p.breaks) && p.breaks[next] < c.from {
				next++
			}
			if next < len(p.breaks) && p.breaks[next] == c.from {
				good = to
			}
			if width += c.width; width > room && !p.space(to) {
				break
			}
		}
		switch {
		case to == len(p.clusters):
			good = to
		case good == from: // one word fills the line
			good = max(to, from+1)
			for good < len(p.clusters) && p.clusters[good].width == 0 {
				good++ // a mark stays with its letter
			}
		}
		lines = append(lines, p.line(from, good, room))
		from = good
	}
	if len(lines) == 0 {
		lines = append(lines, line{para: p, shrink: 1})
	}
	return lines
}

func (p *shaped) space(i int) bool {
	c := p.clusters[i]
	return c.to == c.from+1 && (p.text[c.from] == ' ' || p.text[c.from] == 0x3000)
}

func (p *shaped) line(from, to, room int) line {
	l := line{para: p, shrink: 1}
	for to > from && p.space(to-1) {
		to--
	}
	l.clusters = p.clusters[from:to]
	for _, c := range l.clusters {
		l.width += c.width
	}
	if l.width > room {
		l.shrink = float64(room) / float64(l.width)
	}
	return l
}

// piece is a stretch of a line with one level and one face, at its place.
type piece struct {
	clusters []cluster // from left to right
	x        int       // units from the left end of the line
}

// pieces puts a line into the order in which it is seen. They are returned in
// the order of reading, so that a reader who follows the file reads right.
func (l line) pieces() []piece {
	if len(l.clusters) == 0 {
		return nil
	}
	first, last := l.clusters[0].from, l.clusters[len(l.clusters)-1].to
	levels := slices.Clone(l.para.levels[first:last])
	bidi.Settle(l.para.text[first:last], levels, l.para.base)
	var out []piece
	var of []bidi.Level
	for i := 0; i < len(l.clusters); {
		j := i
		level := levels[l.clusters[i].from-first]
		for j < len(l.clusters) && l.clusters[j].face == l.clusters[i].face && levels[l.clusters[j].from-first] == level {
			j++
		}
		set := slices.Clone(l.clusters[i:j])
		if level.RTL() {
			slices.Reverse(set)
		}
		out, of = append(out, piece{clusters: set}), append(of, level)
		i = j
	}
	x := 0
	for _, k := range bidi.Order(of) {
		out[k].x = x
		for _, c := range out[k].clusters {
			x += c.width
		}
	}
	return out
}
