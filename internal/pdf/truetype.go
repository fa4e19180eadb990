package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// truetype is a font file with TrueType outlines, as far as it takes to cut it
// down.
type truetype struct {
	tables     map[string][]byte
	unitsPerEm int
	glyphs     int
	metrics    int // how many glyphs have an advance of their own
	longLoca   bool
}

var be = binary.BigEndian

func readTrueType(data []byte) (*truetype, error) {
	if len(data) < 12 {
		return nil, errors.New("this is no font file")
	}
	f := &truetype{tables: map[string][]byte{}}
	for i := range int(be.Uint16(data[4:])) {
		entry := data[12+16*i:]
		at, n := int(be.Uint32(entry[8:])), int(be.Uint32(entry[12:]))
		if at+n > len(data) {
			return nil, fmt.Errorf("table %q does not end in the file", entry[:4])
		}
		f.tables[string(entry[:4])] = data[at : at+n]
	}
	for _, need := range []struct {
		table string
		size  int
	}{{"head", 54}, {"hhea", 36}, {"maxp", 32}, {"hmtx", 4}, {"loca", 4}, {"glyf", 0}} {
		if len(f.tables[need.table]) < need.size {
			return nil, fmt.Errorf("table %q is missing or too short: only fonts with TrueType outlines can be embedded", need.table)
		}
	}
	f.unitsPerEm = int(be.Uint16(f.tables["head"][18:]))
	f.longLoca = be.Uint16(f.tables["head"][50:]) == 1
	f.glyphs = int(be.Uint16(f.tables["maxp"][4:]))
	f.metrics = int(be.Uint16(f.tables["hhea"][34:]))
	return f, nil
}

// glyph returns the outline of a glyph; it is empty for a space.
func (f *truetype) glyph(gid uint16) []byte {
	if int(gid) >= f.glyphs {
		return nil
	}
	loca := f.tables["loca"]
	var from, to uint32
	if f.longLoca {
		from, to = be.Uint32(loca[4*int(gid):]), be.Uint32(loca[4*int(gid)+4:])
	} else {
		from, to = 2*uint32(be.Uint16(loca[2*int(gid):])), 2*uint32(be.Uint16(loca[2*int(gid)+2:]))
	}
	return f.tables["glyf"][from:to]
}

// bearing is the room to the left of a glyph.
func (f *truetype) bearing(gid uint16) int16 {
	hmtx := f.tables["hmtx"]
	if i := int(gid); i < f.metrics {
		return int16(be.Uint16(hmtx[4*i+2:]))
	} else if at := 4*f.metrics + 2*(i-f.metrics); at+2 <= len(hmtx) {
		return int16(be.Uint16(hmtx[at:]))
	}
	return 0
}

// bounds is the box around a glyph, in units.
type bounds struct{ left, bottom, right, top int }

func boundsOf(outline []byte) (b bounds, drawn bool) {
	if len(outline) < 10 {
		return b, false
	}
	at := func(i int) int { return int(int16(be.Uint16(outline[i:]))) }
	return bounds{at(2), at(4), at(6), at(8)}, true
}

// Flags of a composite glyph's components.
const (
	argsAreWords   = 0x0001
	argsAreXY      = 0x0002
	hasScale       = 0x0008
	moreComponents = 0x0020
	hasScaleXY     = 0x0040
	hasMatrix      = 0x0080
	hasHints       = 0x0100
)

// components calls see for each component of a composite glyph with where it
// stands in the outline.
func components(outline []byte, see func(at int, flags uint16)) (end int) {
	at := 10
	for {
		flags := be.Uint16(outline[at:])
		see(at, flags)
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&hasScale != 0:
			at += 2
		case flags&hasScaleXY != 0:
			at += 4
		case flags&hasMatrix != 0:
			at += 8
		}
		if flags&moreComponents == 0 {
			return at
		}
	}
}

// part is a glyph of the font at its place in a drawn sign.
type part struct {
	gid    uint16
	dx, dy int16
}

// cut is a font of only the signs that a document shows. A sign is a cluster of
// glyphs that shapes one piece of text, such as an Arabic letter's body and its
// dots: it becomes one glyph, so that its number in the file stands for exactly
// that text.
type cut struct {
	from     *truetype
	outlines [][]byte
	advances []uint16
	bearings []int16
	placed   map[uint16]uint16 // glyphs of the font that already have a number here
}

// newCut builds the font. Sign i gets the number i+1; 0 is what stands for
// something missing.
func newCut(from *truetype, signs []sign) *cut {
	c := &cut{from: from, placed: map[uint16]uint16{}}
	c.reserve(1 + len(signs))
	for i, s := range signs { // first, so that signs of several glyphs find them
		if _, ok := c.placed[s.parts[0].gid]; s.simple() && !ok {
			c.placed[s.parts[0].gid] = uint16(i + 1)
		}
	}
	c.copyGlyph(0, 0)
	for i, s := range signs {
		if s.simple() {
			c.copyGlyph(i+1, s.parts[0].gid)
		} else {
			c.compose(i+1, s.parts)
		}
		c.advances[i+1] = uint16(max(0, s.advance))
	}
	return c
}

func (c *cut) reserve(n int) int {
	first := len(c.outlines)
	c.outlines = append(c.outlines, make([][]byte, n)...)
	c.advances = append(c.advances, make([]uint16, n)...)
	c.bearings = append(c.bearings, make([]int16, n)...)
	return first
}

// copyGlyph puts a glyph of the font at a number, and its components after it.
func (c *cut) copyGlyph(to int, gid uint16) {
	source := c.from.glyph(gid)
	c.bearings[to] = c.from.bearing(gid)
	if len(source) < 10 {
		return
	}
	if n := int(int16(be.Uint16(source))); n >= 0 {
		c.outlines[to] = unhinted(source, n)
		return
	}
	outline := append([]byte(nil), source...)
	end := components(source, func(at int, flags uint16) {
		number := c.number(be.Uint16(source[at+2:]))
		be.PutUint16(outline[at:], flags&^hasHints)
		be.PutUint16(outline[at+2:], number)
	})
	c.outlines[to] = outline[:end]
}

// number is where a glyph of the font stands here; it is put there if need be.
func (c *cut) number(gid uint16) uint16 {
	if n, ok := c.placed[gid]; ok {
		return n
	}
	n := c.reserve(1)
	c.placed[gid] = uint16(n)
	c.copyGlyph(n, gid)
	return uint16(n)
}

// compose puts a sign of several glyphs at a number.
func (c *cut) compose(to int, parts []part) {
	var all bounds
	var body []byte
	last, drawn := 0, 0
	for _, p := range parts {
		b, ok := boundsOf(c.from.glyph(p.gid))
		if !ok {
			continue
		}
		b = bounds{b.left + int(p.dx), b.bottom + int(p.dy), b.right + int(p.dx), b.top + int(p.dy)}
		if drawn == 0 {
			all = b
		}
		all = bounds{min(all.left, b.left), min(all.bottom, b.bottom), max(all.right, b.right), max(all.top, b.top)}
		number := c.number(p.gid)
		last = len(body)
		body = be.AppendUint16(body, argsAreWords|argsAreXY|moreComponents)
		body = be.AppendUint16(body, number)
		body = be.AppendUint16(body, uint16(p.dx))
		body = be.AppendUint16(body, uint16(p.dy))
		drawn++
	}
	if drawn == 0 {
		return // only room, such as an invisible joiner
	}
	be.PutUint16(body[last:], argsAreWords|argsAreXY)
	outline := be.AppendUint16(nil, 0xFFFF)
	for _, v := range []int{all.left, all.bottom, all.right, all.top} {
		outline = be.AppendUint16(outline, uint16(int16(v)))
	}
	c.outlines[to] = append(outline, body...)
	c.bearings[to] = int16(all.left)
}

// size counts an outline's points, contours and levels of components.
func (c *cut) size(i int) (points, contours, depth int) {
	outline := c.outlines[i]
	if len(outline) < 10 {
		return 0, 0, 0
	}
	if n := int(int16(be.Uint16(outline))); n == 0 {
		return 0, 0, 0
	} else if n > 0 {
		return int(be.Uint16(outline[10+2*(n-1):])) + 1, n, 0
	}
	components(outline, func(at int, _ uint16) {
		p, k, d := c.size(int(be.Uint16(outline[at+2:])))
		points, contours, depth = points+p, contours+k, max(depth, d)
	})
	return points, contours, depth + 1
}

// unhinted leaves out the instructions for screens of few pixels.
func unhinted(source []byte, contours int) []byte {
	at := 10 + 2*contours
	hints := int(be.Uint16(source[at:]))
	outline := append([]byte(nil), source[:at]...)
	outline = append(outline, 0, 0)
	return append(outline, source[at+2+hints:]...)
}

// bytes returns the font file, with the tables that PDF asks for.
func (c *cut) bytes() []byte {
	var glyf, loca, hmtx []byte
	points, contours, depth := 0, 0, 0
	for i, outline := range c.outlines {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = be.AppendUint16(hmtx, c.advances[i])
		hmtx = be.AppendUint16(hmtx, uint16(c.bearings[i]))
		p, k, d := c.size(i)
		points, contours, depth = max(points, p), max(contours, k), max(depth, d)
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	head := append([]byte(nil), c.from.tables["head"][:54]...)
	be.PutUint32(head[8:], 0)
	be.PutUint16(head[50:], 1)
	hhea := append([]byte(nil), c.from.tables["hhea"][:36]...)
	be.PutUint16(hhea[34:], uint16(len(c.outlines)))
	maxp := append([]byte(nil), c.from.tables["maxp"][:32]...)
	be.PutUint16(maxp[4:], uint16(len(c.outlines)))
	be.PutUint16(maxp[10:], uint16(min(points, 0xFFFF)))
	be.PutUint16(maxp[12:], uint16(min(contours, 0xFFFF)))
	be.PutUint16(maxp[26:], 0) // no instructions
	be.PutUint16(maxp[28:], maxParts)
	be.PutUint16(maxp[30:], uint16(depth))
	return assemble([]table{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}})
}

type table struct {
	tag  string
	data []byte
}

// assemble writes a font file of tables in the order of their names.
func assemble(tables []table) []byte {
	n := len(tables)
	log := bits.Len(uint(n)) - 1
	out := be.AppendUint32(nil, 0x00010000)
	out = be.AppendUint16(out, uint16(n))
	out = be.AppendUint16(out, uint16(16<<log))
	out = be.AppendUint16(out, uint16(log))
	out = be.AppendUint16(out, uint16(16*n-16<<log))
	at := 12 + 16*n
	headAt := 0
	var body []byte
	for _, t := range tables {
		if t.tag == "head" {
			headAt = at + len(body)
		}
		out = append(out, t.tag...)
		out = be.AppendUint32(out, checksum(t.data))
		out = be.AppendUint32(out, uint32(at+len(body)))
		out = be.AppendUint32(out, uint32(len(t.data)))
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out = append(out, body...)
	be.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(data []byte) (sum uint32) {
	for ; len(data) >= 4; data = data[4:] {
		sum += be.Uint32(data)
	}
	var rest [4]byte
	copy(rest[:], data)
	return sum + be.Uint32(rest[:])
}
