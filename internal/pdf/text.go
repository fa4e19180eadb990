package pdf

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/bidi"

	levels "passage/internal/pdf/bidi"
)

// Align is where lines stand between the sides.
type Align uint8

// The alignments. Start and End are those of the document, also for a text that
// runs the other way, so that a column of names keeps one edge.
const (
	Start Align = iota
	End
	Centre
)

// Direction is in which direction a paragraph runs.
type Direction uint8

// The directions.
const (
	AsDocument  Direction = iota // the document's
	ByText                       // that of its first letter
	LeftToRight                  // for codes, and for figures with a sign before them
	RightToLeft
)

// Style is how text looks. What is zero has a plain value.
type Style struct {
	Size     float64 // 9
	Leading  float64 // from line to line, in sizes: 1.35
	Bold     bool
	Color    Color
	Align    Align
	Dir      Direction
	MaxLines int // what is longer ends in an ellipsis; 0: no limit
}

func (s Style) size() float64 {
	if s.Size <= 0 {
		return 9
	}
	return min(s.Size, 200)
}

func (s Style) lineHeight() float64 {
	if s.Leading <= 0 {
		return 1.35 * s.size()
	}
	return s.Leading * s.size()
}

// Text is text that was set: broken into lines of some width.
type Text struct {
	style Style
	width float64
	lines []line
	cut   bool
}

// Height is the height of all lines.
func (t Text) Height() float64 { return float64(len(t.lines)) * t.style.lineHeight() }

// Lines is how many lines there are: at least one.
func (t Text) Lines() int { return len(t.lines) }

// Cut reports whether the text is longer than Style.MaxLines.
func (t Text) Cut() bool { return t.cut }

// Width is the width of the widest line.
func (t Text) Width() (w float64) {
	for _, l := range t.lines {
		w = max(w, float64(l.width)*l.shrink*t.style.size()/em)
	}
	return w
}

// Set breaks text into lines of at most this width. Line ends in the text are
// kept. Text beyond 20,000 characters is cut off, with an ellipsis.
func (d *Doc) Set(s string, style Style, width float64) Text {
	width = max(width, 1)
	t := Text{style: style, width: width}
	room := int(width / style.size() * em)
	limit := maxRunes
	if style.MaxLines > 0 { // no more than can be seen: hardly a letter is narrower than a tenth of its height
		limit = min(limit, style.MaxLines*(room/(em/10)+1)+64)
	}
	for _, text := range paragraphs(s, limit) {
		base := d.base(text, style.Dir)
		p := d.shaper.paragraph(text, base, style.Bold)
		t.lines = append(t.lines, p.wrap(room)...)
		if style.MaxLines > 0 && len(t.lines) > style.MaxLines {
			t.lines = t.lines[:style.MaxLines]
			t.cut = true
			last := &t.lines[len(t.lines)-1]
			*last = d.ellipsis(*last, style.Bold, room)
			break
		}
	}
	return t
}

func (d *Doc) base(text []rune, dir Direction) levels.Level {
	rtl := d.info.RTL
	switch dir {
	case LeftToRight:
		rtl = false
	case RightToLeft:
		rtl = true
	case ByText:
		for _, r := range text {
			props, _ := bidi.LookupRune(r)
			if c := props.Class(); c == bidi.L || c == bidi.R || c == bidi.AL {
				rtl = c != bidi.L
				break
			}
		}
	}
	return baseLevel(rtl)
}

func baseLevel(rtl bool) levels.Level {
	if rtl {
		return 1
	}
	return 0
}

// ellipsis shortens a line until it has room for an ellipsis.
func (d *Doc) ellipsis(l line, bold bool, room int) line {
	dots := d.shaper.paragraph([]rune{'…'}, l.para.base, bold)
	dot := dots.clusters[0]
	keep, width := len(l.clusters), l.width
	for keep > 0 && width+dot.width > room {
		keep--
		width -= l.clusters[keep].width
	}
	for keep > 0 && l.para.text[l.clusters[keep-1].from] == ' ' {
		keep--
		width -= l.clusters[keep].width
	}
	// The line becomes a paragraph of its own, so that the dots follow it in its direction.
	p := &shaped{base: l.para.base}
	for _, c := range append(l.clusters[:keep:keep], dot) {
		n := c.to - c.from
		text, lv := l.para.text, l.para.levels
		if c.from >= len(text) || c.text == dot.text {
			text, lv = dots.text, dots.levels
		}
		from := len(p.text)
		p.text = append(p.text, text[c.from:c.from+n]...)
		p.levels = append(p.levels, lv[c.from:c.from+n]...)
		c.from, c.to = from, from+n
		p.clusters = append(p.clusters, c)
	}
	return p.line(0, len(p.clusters), room)
}

// Draw puts text on the page as a part of what is open, or as decoration, with its start edge x from the page's and its top y
// from the page's.
func (d *Doc) Draw(t Text, x, y float64) { d.drawAt(t, d.left(x, t.width), y) }

func (d *Doc) drawAt(t Text, left, top float64) {
	actual := t.actual()
	if actual == "" || d.open == d.root || d.page().marked {
		d.drawLines(t, left, top)
		return
	}
	d.within(&element{kind: "Span", actual: actual}, func() { d.drawLines(t, left, top) })
}

// actual returns the text if some of it runs from right to left: its letters are
// in the file from left to right, as programs that copy text expect, but a screen
// reader is to read them in their order.
func (t Text) actual() string {
	rtl := false
	var all strings.Builder
	for i, l := range t.lines {
		if i > 0 {
			all.WriteByte(' ')
		}
		for _, c := range l.clusters {
			rtl = rtl || c.level.RTL()
			all.WriteString(c.text)
		}
	}
	if !rtl {
		return ""
	}
	return all.String()
}

func (d *Doc) drawLines(t Text, left, top float64) {
	d.content(false, func(p *page) {
		height, size := t.style.lineHeight(), t.style.size()
		p.op("BT %s rg\n", t.style.Color.operands())
		font := ""
		for i, l := range t.lines {
			size := size * l.shrink
			slack := t.width - float64(l.width)*size/em
			x := left
			if (t.style.Align == End) != d.info.RTL {
				x += slack
			}
			if t.style.Align == Centre {
				x = left + slack/2
			}
			// The letters stand in the middle of the line's height.
			base := top + float64(i)*height + height/2 + (above-below)/2*size/em
			for _, piece := range l.pieces() {
				d.show(p, piece, x, PageHeight-base, size, &font)
			}
		}
		p.op("ET\n")
	})
}

// show writes a piece of a line.
func (d *Doc) show(p *page, piece piece, x, y, size float64, font *string) {
	face := piece.clusters[0].face
	if f := fmt.Sprintf("/F%d %s Tf\n", face+1, num(size)); f != *font {
		p.op("%s", f)
		*font = f
	}
	p.op("1 0 0 1 %s %s Tm [<", num(x+float64(piece.x)*size/em), num(y))
	behind := 0 // units that the pen has to move before the next sign
	for _, c := range piece.clusters {
		cid, advance := d.signs[face].number(c.sign)
		if behind += c.shift; behind != 0 {
			p.op("> %d <", -behind)
		}
		p.op("%04X", cid)
		behind = c.width - advance - c.shift
	}
	p.op(">] TJ\n")
}

// utf16BE is how PDF writes characters.
func utf16BE(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = be.AppendUint16(out, u)
	}
	return out
}
