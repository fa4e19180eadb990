// Package pdf writes documents of text, tables and drawings as PDF files, in
// scripts that run from left to right and from right to left. It knows no aid.
//
// Lengths are in points (1/72 inch). Places on a page are counted from its top and
// from its start edge: the left one, or the right one in a document that reads
// from right to left, so that the same calls give a page and its mirror image.
// Only drawings (Figure) have left and right: a map is the same in every language.
//
// The same calls give the same bytes. Text can be searched and copied in the order
// in which it is read, and the file is tagged for screen readers.
package pdf

import (
	"fmt"
	"time"
)

// Info describes a document.
type Info struct {
	Title   string
	Lang    string    // of its text, such as "fr": a BCP 47 tag
	RTL     bool      // whether it reads from right to left
	Created time.Time // what the file gives as its date; none if zero
}

// A4, upright.
const (
	PageWidth  = 595.28
	PageHeight = 841.89
)

// Doc is a document in the making. It is not safe for use by several goroutines.
type Doc struct {
	info   Info
	shaper *shaper
	pages  []*page
	signs  [faceCount]signs
	root   *element
	open   *element // what is being written; root: nothing
}

// New begins a document without pages.
func New(info Info) (*Doc, error) {
	s, err := newShaper(info.Lang)
	if err != nil {
		return nil, err
	}
	root := &element{kind: "Document"}
	return &Doc{info: info, shaper: s, root: root, open: root}, nil
}

// RTL reports whether the document reads from right to left.
func (d *Doc) RTL() bool { return d.info.RTL }

// Pages returns how many pages there are.
func (d *Doc) Pages() int { return len(d.pages) }

// NewPage begins a page; what is drawn from now on is drawn there.
func (d *Doc) NewPage() { d.pages = append(d.pages, &page{}) }

func (d *Doc) page() *page {
	if len(d.pages) == 0 {
		d.NewPage()
	}
	return d.pages[len(d.pages)-1]
}

// left is the distance from the page's left edge of something that is x from the
// start edge and width wide.
func (d *Doc) left(x, width float64) float64 {
	if d.info.RTL {
		return PageWidth - x - width
	}
	return x
}

// maxSigns is how many different signs one font can show; the rest of its numbers
// is for the glyphs that they are made of.
const maxSigns = 50_000

// signs numbers the signs that a face is used for.
type signs struct {
	numbers map[string]int
	list    []sign
}

// number returns the number of a sign in the embedded font, and the width that
// the font gives it.
func (s *signs) number(g sign) (cid, advance int) {
	key := fmt.Sprint(g.parts, g.text)
	if s.numbers == nil {
		s.numbers = map[string]int{}
	}
	n, ok := s.numbers[key]
	if !ok {
		if len(s.list) == maxSigns {
			return 0, 0 // drawn as missing
		}
		s.list = append(s.list, g)
		n = len(s.list)
		s.numbers[key] = n
	}
	return n, s.list[n-1].advance
}

// Color is an RGB colour. The zero value is black.
type Color struct{ R, G, B uint8 }

// White is the colour of the paper.
var White = Color{255, 255, 255}

// Dark reports whether white text reads better on this colour than dark text.
func (c Color) Dark() bool {
	return 299*int(c.R)+587*int(c.G)+114*int(c.B) < 125_000
}

func (c Color) operands() string {
	return num(float64(c.R)/255) + " " + num(float64(c.G)/255) + " " + num(float64(c.B)/255)
}

// Rect is a box on the page, from the start edge and the top.
type Rect struct{ X, Y, W, H float64 }

// Fill fills a box.
func (d *Doc) Fill(r Rect, c Color) {
	d.content(true, func(p *page) {
		p.op("%s rg %s %s %s %s re f\n", c.operands(), num(d.left(r.X, r.W)), num(PageHeight-r.Y-r.H), num(r.W), num(r.H))
	})
}

// Line draws a line between two places.
func (d *Doc) Line(x1, y1, x2, y2, width float64, c Color) {
	d.content(true, func(p *page) {
		p.op("%s RG %s w %s %s m %s %s l S\n", c.operands(), num(width),
			num(d.left(x1, 0)), num(PageHeight-y1), num(d.left(x2, 0)), num(PageHeight-y2))
	})
}
