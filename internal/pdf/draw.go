package pdf

import "math"

// Point is a place in a drawing, from its left edge and its top.
type Point struct{ X, Y float64 }

// Canvas is a drawing on a page. What is drawn beyond its edges is cut off.
type Canvas struct {
	d         *Doc
	left, top float64
	W, H      float64
}

// Figure makes a drawing in a box of the page. alt says in words what is to be
// seen, for those who do not see it.
func (d *Doc) Figure(r Rect, alt string, draw func(*Canvas)) {
	d.within(&element{kind: "Figure", alt: alt, box: r}, func() {
		d.content(false, func(p *page) {
			p.op("q %s %s %s %s re W n\n", num(d.left(r.X, r.W)), num(PageHeight-r.Y-r.H), num(r.W), num(r.H))
			draw(&Canvas{d, d.left(r.X, r.W), r.Y, r.W, r.H})
			p.op("Q\n")
		})
	})
}

func (c *Canvas) at(p Point) string { return num(c.left+p.X) + " " + num(PageHeight-c.top-p.Y) }

// Text draws text with its left top corner at a place.
func (c *Canvas) Text(t Text, at Point) { c.d.drawAt(t, c.left+at.X, c.top+at.Y) }

// Brush is how shapes are drawn.
type Brush struct {
	Fill   *Color  // nil: not filled
	Stroke *Color  // nil: no outline
	Width  float64 // of the outline
	Dash   []float64
}

func (b Brush) operators(closed bool) (before, paint string) {
	if b.Fill != nil {
		before += b.Fill.operands() + " rg "
	}
	if b.Stroke != nil {
		before += b.Stroke.operands() + " RG " + num(b.Width) + " w 1 j "
		dash := "["
		for _, v := range b.Dash {
			dash += num(max(v, 0.1)) + " "
		}
		before += dash + "] 0 d "
	}
	switch {
	case b.Fill != nil && b.Stroke != nil:
		paint = "B*"
	case b.Fill != nil:
		paint = "f*"
	case b.Stroke != nil && closed:
		paint = "s"
	case b.Stroke != nil:
		paint = "S"
	default:
		paint = "n"
	}
	return before, paint
}

// Polygon draws rings of points; a ring within a ring is a hole.
func (c *Canvas) Polygon(rings [][]Point, b Brush) { c.path(rings, true, b) }

// Path draws lines from point to point.
func (c *Canvas) Path(points []Point, b Brush) { c.path([][]Point{points}, false, b) }

func (c *Canvas) path(rings [][]Point, closed bool, b Brush) {
	before, paint := b.operators(closed)
	c.d.content(false, func(p *page) {
		p.op("%s", before)
		drawn := false
		for _, ring := range rings {
			if len(ring) < 2 {
				continue
			}
			for i, point := range ring {
				p.op("%s %c\n", c.at(point), "ml"[min(i, 1)])
			}
			if closed {
				p.op("h ")
			}
			drawn = true
		}
		if drawn {
			p.op("%s\n", paint)
		}
	})
}

// Rect draws a box.
func (c *Canvas) Rect(x, y, w, h float64, b Brush) {
	c.Polygon([][]Point{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}}, b)
}

// Circle draws a circle around a place.
func (c *Canvas) Circle(at Point, radius float64, b Brush) {
	before, paint := b.operators(true)
	k := radius * 4 / 3 * (math.Sqrt2 - 1) // how far to pull for a quarter of a circle
	c.d.content(false, func(p *page) {
		p.op("%s%s m ", before, c.at(Point{at.X + radius, at.Y}))
		for _, q := range [4][3]Point{
			{{radius, k}, {k, radius}, {0, radius}}, {{-k, radius}, {-radius, k}, {-radius, 0}},
			{{-radius, -k}, {-k, -radius}, {0, -radius}}, {{k, -radius}, {radius, -k}, {radius, 0}},
		} {
			for _, v := range q {
				p.op("%s ", c.at(Point{at.X + v.X, at.Y + v.Y}))
			}
			p.op("c ")
		}
		p.op("%s\n", paint)
	})
}
