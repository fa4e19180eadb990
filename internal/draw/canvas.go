package draw

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Sizes of text, in pixels.
const (
	large = 12.0
	small = 10.5
)

// canvas is a drawing in the making. Its x runs from where the reader begins:
// from the left or, where mirror is set, from the right.
type canvas struct {
	look   Look
	about  About
	w, h   float64
	mirror bool
	body   strings.Builder
	tiles  map[tile]bool // textures in use
	texts  []box         // where there is text; tests see that none overlap
}

// box is a rectangle, as it lies on the paper.
type box struct{ x, y, w, h float64 }

func (a box) meets(b box) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

func newCanvas(look Look, about About) *canvas {
	if missing(look.Width) || look.Width <= 0 {
		look.Width = 360
	}
	look.Width = min(max(look.Width, 240), 4000)
	return &canvas{look: look, about: about, w: look.Width, mirror: look.RTL, tiles: map[tile]bool{}}
}

// html closes the drawing.
func (c *canvas) html() template.HTML {
	var b strings.Builder
	id := c.id("")
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="dr" role="img" aria-labelledby="%st %sd" width="%s" height="%s" viewBox="0 0 %[3]s %[4]s" font-size="%s" direction="ltr">`,
		id, id, decimal(c.w), decimal(c.h), decimal(large))
	fmt.Fprintf(&b, `<title id="%st">%s</title><desc id="%sd">%s</desc>`, id, escape(isolate(clean(c.about.Title))), id, escape(isolate(clean(c.about.Description))))
	c.writeTiles(&b)
	b.WriteString(c.body.String())
	b.WriteString("</svg>\n")
	return template.HTML(b.String())
}

// id is an id of this drawing's own.
func (c *canvas) id(name string) string {
	var b strings.Builder
	for _, r := range c.look.ID {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		b.WriteString("dr")
	}
	return b.String() + "-" + name
}

// decimal writes a coordinate: a tenth of a pixel is as fine as anybody sees.
func decimal(v float64) string {
	if missing(v) {
		v = 0
	}
	v = math.Round(v*10) / 10
	if v == 0 {
		v = 0 // no minus
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// px is where x lies on the paper.
func (c *canvas) px(x float64) float64 {
	if c.mirror {
		return c.w - x
	}
	return x
}

// open begins a group; close ends it.
func (c *canvas) open(class string) { fmt.Fprintf(&c.body, `<g class="%s">`, class) }
func (c *canvas) close()            { c.body.WriteString("</g>") }

// rect draws a rectangle. Extra is more attributes, none of them anybody's text.
func (c *canvas) rect(x, y, w, h float64, class, extra string) {
	if w <= 0 || h <= 0 {
		return
	}
	if c.mirror {
		x = c.w - x - w
	}
	fmt.Fprintf(&c.body, `<rect x="%s" y="%s" width="%s" height="%s"%s%s/>`, decimal(x), decimal(y), decimal(w), decimal(h), attribute("class", class), extra)
}

func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + value + `"`
}

func (c *canvas) line(x1, y1, x2, y2 float64, class string) {
	c.path(class, "", "M", x1, y1, "L", x2, y2)
}

func (c *canvas) circle(x, y, r float64, class string) {
	fmt.Fprintf(&c.body, `<circle cx="%s" cy="%s" r="%s"%s/>`, decimal(c.px(x)), decimal(y), decimal(r), attribute("class", class))
}

// path draws letters of the path language, each with its pairs of x and y.
func (c *canvas) path(class, extra string, parts ...any) {
	fmt.Fprintf(&c.body, `<path d="%s"%s%s/>`, c.steps(parts), attribute("class", class), extra)
}

func (c *canvas) steps(parts []any) string {
	var b strings.Builder
	isX, after := true, false
	for _, part := range parts {
		switch v := part.(type) {
		case string:
			b.WriteString(v)
			isX, after = true, false
		case float64:
			if isX {
				v = c.px(v)
			}
			text := decimal(v)
			if after && text[0] != '-' {
				b.WriteByte(' ')
			}
			b.WriteString(text)
			isX, after = !isX, true
		}
	}
	return b.String()
}

// Where a text lies beside its x.
type anchor int

const (
	start anchor = iota // it begins there
	middle
	end // it ends there
)

// text writes one line. Its y is that of the line on which letters stand.
func (c *canvas) text(x, y, size float64, a anchor, class, s string) {
	if s = strings.TrimSpace(clean(s)); s == "" {
		return
	}
	x = c.px(x)
	if c.mirror {
		a = end - a
	}
	c.texts = append(c.texts, textBox(x, y, size, a, s))
	where := ""
	switch a {
	case middle:
		where = ` text-anchor="middle"`
	case end:
		where = ` text-anchor="end"`
	}
	if size != large {
		where += attribute("font-size", decimal(size))
	}
	fmt.Fprintf(&c.body, `<text x="%s" y="%s"%s%s>%s</text>`, decimal(x), decimal(y), where, attribute("class", class), escape(isolate(s)))
}

// textBox is where a text lies on the paper.
func textBox(x, y, size float64, a anchor, s string) box {
	w := width(s, size)
	return box{x - w*float64(a)/2, y - 0.8*size, w, 1.05 * size}
}
