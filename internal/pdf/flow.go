package pdf

// Flow puts one block beneath the other in a box, and goes on in the same box of a
// new page where there is no more room.
type Flow struct {
	d   *Doc
	box Rect
	y   float64
}

// Flow begins to fill a box of the page.
func (d *Doc) Flow(box Rect) *Flow { return &Flow{d, box, box.Y} }

// Y is where the next block begins, from the page's top.
func (f *Flow) Y() float64 { return f.y }

// Left is how much height is left in the box.
func (f *Flow) Left() float64 { return f.box.Y + f.box.H - f.y }

// Space leaves height empty.
func (f *Flow) Space(h float64) { f.y += h }

// Break goes on on a new page.
func (f *Flow) Break() {
	f.d.NewPage()
	f.y = f.box.Y
}

// Heading writes a heading of level 1, 2 or 3.
func (f *Flow) Heading(level int, s string, style Style) {
	f.text([]string{"H1", "H2", "H3"}[min(max(level, 1), 3)-1], s, style)
}

// Paragraph writes a paragraph.
func (f *Flow) Paragraph(s string, style Style) { f.text("P", s, style) }

// Paragraph puts text that was set on the page as a paragraph, with its start edge
// x from the page's and its top y from the page's.
func (d *Doc) Paragraph(t Text, x, y float64) {
	d.within(&element{kind: "P"}, func() { d.Draw(t, x, y) })
}

func (f *Flow) text(kind, s string, style Style) {
	t := f.d.Set(s, style, f.box.W)
	f.d.within(&element{kind: kind}, func() {
		for len(t.lines) > 0 {
			n := int((f.Left() + 0.01) / style.lineHeight())
			if n < 1 {
				if f.y > f.box.Y {
					f.Break()
					continue
				}
				n = 1 // a box that has no room for a line gets it all the same
			}
			part := t
			part.lines = t.lines[:min(n, len(t.lines))]
			t.lines = t.lines[len(part.lines):]
			f.d.Draw(part, f.box.X, f.y)
			f.y += part.Height()
		}
	})
}

// Table writes a table. Its head is repeated where it goes on on another page.
func (f *Flow) Table(t Table) {
	widths := t.widths(f.box.W)
	head := row{}
	if len(t.Head) > 0 {
		head = f.d.setRow(t, t.Head, widths, f.box.H/2)
	}
	f.d.within(&element{kind: "Table"}, func() {
		fresh := true // whether the head is still to come
		for _, cells := range t.Rows {
			r := f.d.setRow(t, cells, widths, f.box.H-head.height)
			need := r.height
			if fresh {
				need += head.height
			}
			if need > f.Left()+0.01 && f.y > f.box.Y {
				f.Break()
				fresh = true
			}
			if fresh && len(t.Head) > 0 {
				f.d.drawRow(t, head, true, widths, f.box.X, f.y)
				f.y += head.height
			}
			fresh = false
			f.d.drawRow(t, r, false, widths, f.box.X, f.y)
			f.y += r.height
		}
	})
}

// Figure makes a drawing as wide as the box.
func (f *Flow) Figure(height float64, alt string, draw func(*Canvas)) {
	if height > f.Left()+0.01 && f.y > f.box.Y {
		f.Break()
	}
	f.d.Figure(Rect{f.box.X, f.y, f.box.W, height}, alt, draw)
	f.y += height
}
