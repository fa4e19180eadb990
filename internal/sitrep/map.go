package sitrep

import "passage/internal/pdf"

// The shades of cover: the less of it, the darker, so that a copy in grey says the
// same. No shade stands for what is not known.
var shades = [...]pdf.Color{
	{R: 0x0B, G: 0x35, B: 0x54}, {R: 0x1F, G: 0x63, B: 0x91}, {R: 0x5B, G: 0x9A, B: 0xC4}, {R: 0xA6, G: 0xCB, B: 0xE2}, {R: 0xE2, G: 0xEE, B: 0xF6},
}

func shade(s Share) pdf.Color {
	if !s.Known {
		return pdf.White
	}
	return shades[int(min(max(s.Value, 0), 1)*(float64(len(shades))-0.001))]
}

// key writes words that explain shades and signs side by side, from x to no
// further than end, and cuts them where there is no more room.
type key struct {
	r         *report
	x, y, end float64
}

func (k *key) word(s string) {
	style := k.r.style(7.5)
	style.Color, style.MaxLines = faint, 1
	room := k.end - k.x
	if room < 10 {
		return
	}
	t := k.r.doc.Set(s, style, room)
	k.r.doc.Paragraph(t, k.x, k.y)
	k.x += t.Width() + 5
}

func (k *key) sign(alt string, w float64, draw func(*pdf.Canvas)) {
	if k.end-k.x > w {
		k.r.doc.Figure(pdf.Rect{X: k.x, Y: k.y, W: w, H: 11}, alt, draw)
		k.x += w + 3
	}
}

const keyHeight = 14

// scale says what the shades mean.
func (r *report) scale(x, y, w float64) *key {
	k := &key{r, x, y, x + w}
	k.word(r.w.CoverScale + " " + r.w.NoCover)
	for _, c := range shades {
		r.doc.Fill(pdf.Rect{X: k.x, Y: y + 1.5, W: 18, H: 9}, c)
		k.x += 18
	}
	k.x += 5
	k.word(r.w.FullCover)
	return k
}

func (r *report) mapAndNeeds(y, height float64) float64 {
	const between = 16
	mapWidth := width * 0.58
	end := y + height
	top := r.heading(r.w.Map, margin, y, mapWidth)
	box := pdf.Rect{X: margin, Y: top, W: mapWidth, H: end - top - 30}
	if len(r.Map.Areas)+len(r.Map.Lines)+len(r.Map.Places) == 0 {
		r.sentence(r.w.Unknown, margin, top, mapWidth, 3)
	} else {
		r.doc.Figure(box, r.Map.Alt, r.draw)
		r.scale(margin, box.Y+box.H+3, mapWidth)
		k := &key{r, margin, box.Y + box.H + 3 + keyHeight, margin + mapWidth}
		for _, s := range []struct {
			kind PlaceKind
			name string
		}{{OpenDoor, r.w.OpenDoor}, {ClosedDoor, r.w.ClosedDoor}, {Hub, r.w.Hub}} {
			k.sign(s.name, 10, func(c *pdf.Canvas) { sign(c, pdf.Point{X: 5, Y: 6}, s.kind) })
			k.word(s.name)
			k.x += 8
		}
		k.sign(r.w.NotKnown, 18, func(c *pdf.Canvas) {
			c.Rect(0.5, 1.5, 17, 9, pdf.Brush{Fill: &pdf.White, Stroke: &faint, Width: 0.4})
		})
		k.word(r.w.NotKnown)
	}
	r.needs(margin+mapWidth+between, y, width-mapWidth-between, end)
	return end + gap
}

// draw draws the map, as large as fits.
func (r *report) draw(c *pdf.Canvas) {
	c.Rect(0, 0, c.W, c.H, pdf.Brush{Fill: &pale})
	aspect := r.Map.Aspect
	if !(aspect > 0.05 && aspect < 20) {
		aspect = 1
	}
	const edge = 10
	w := min(c.W-2*edge, (c.H-2*edge)*aspect)
	left, top := (c.W-w)/2, (c.H-w/aspect)/2
	at := func(p pdf.Point) pdf.Point { return pdf.Point{X: left + p.X*w, Y: top + p.Y*w/aspect} }
	line := func(points []pdf.Point) (out []pdf.Point) {
		for _, p := range points {
			out = append(out, at(p))
		}
		return out
	}
	for _, a := range r.Map.Areas {
		var rings [][]pdf.Point
		for _, ring := range a.Rings {
			rings = append(rings, line(ring))
		}
		fill := shade(a.Cover)
		c.Polygon(rings, pdf.Brush{Fill: &fill, Stroke: &pdf.White, Width: 2})
		c.Polygon(rings, pdf.Brush{Stroke: &faint, Width: 0.5})
	}
	for _, l := range r.Map.Lines {
		b := pdf.Brush{Stroke: &ink, Width: 0.7 + 3*min(max(l.Weight, 0), 1)}
		if l.Closed {
			b.Dash = []float64{3, 2.5}
		}
		halo := b
		halo.Stroke, halo.Width, halo.Dash = &pdf.White, b.Width+1.6, nil
		c.Path(line(l.Points), halo)
		c.Path(line(l.Points), b)
	}
	for _, p := range r.Map.Places {
		sign(c, at(p.At), p.Kind)
	}
	for _, a := range r.Map.Areas {
		label := name(a.Name)
		if a.Cover.Known && a.Cover.Text != "" {
			label += " " + figure(a.Cover.Text)
		}
		r.label(c, label, at(a.Label), true)
	}
	for _, p := range r.Map.Places {
		r.label(c, name(p.Name), at(p.At), false)
	}
}

// label writes a name on a patch of paper: in the middle of a place, or beside a
// sign, on the side where there is room.
func (r *report) label(c *pdf.Canvas, s string, at pdf.Point, middle bool) {
	if s == "" {
		return
	}
	style := r.style(7)
	style.MaxLines = 1
	t := r.doc.Set(s, style, 110)
	w, h := t.Width()+4, t.Height()
	x := at.X - w/2
	if !middle {
		if x = at.X + 6; x+w > c.W {
			x = at.X - 6 - w
		}
	}
	x = min(max(x, 0), max(0, c.W-w))
	y := min(max(at.Y-h/2, 0), max(0, c.H-h))
	style.Align = pdf.Centre
	c.Rect(x, y+1, w, h-2, pdf.Brush{Fill: &pdf.White})
	c.Text(r.doc.Set(s, style, w+1), pdf.Point{X: x, Y: y})
}

// sign draws a door or a hub.
func sign(c *pdf.Canvas, at pdf.Point, kind PlaceKind) {
	const size = 3.6
	switch kind {
	case Hub:
		c.Rect(at.X-size, at.Y-size, 2*size, 2*size, pdf.Brush{Fill: &ink, Stroke: &pdf.White, Width: 0.8})
	case OpenDoor:
		c.Circle(at, size, pdf.Brush{Fill: &ink, Stroke: &pdf.White, Width: 0.8})
	default:
		c.Circle(at, size, pdf.Brush{Fill: &pdf.White, Stroke: &ink, Width: 1})
		for _, s := range []float64{-1, 1} {
			c.Path([]pdf.Point{{X: at.X - 2.2, Y: at.Y - 2.2*s}, {X: at.X + 2.2, Y: at.Y + 2.2*s}}, pdf.Brush{Stroke: &ink, Width: 1})
		}
	}
}
