package draw

// item is an entry of a legend: a mark 16 pixels wide, drawn at its left end
// and the middle of its line, and what it means.
type item struct {
	label string
	draw  func(x, y float64)
	wide  float64 // the mark's, where it is wider
}

const legendLine = 20.0

// legend writes the entries in lines below y, after a heading if there is one,
// and returns where it ends.
func (c *canvas) legend(y float64, heading string, items []item) float64 {
	if len(items) == 0 {
		return y
	}
	if heading = fit(heading, small, c.w-4); heading != "" {
		c.text(0, y+14, small, start, "dr-soft", heading)
		y += 18
	}
	x := 0.0
	for _, it := range items {
		mark := max(it.wide, 16)
		label := fit(it.label, small, c.w-mark-8)
		need := mark + 5 + width(label, small)
		if x > 0 && x+need > c.w {
			x = 0
			y += legendLine
		}
		it.draw(x, y+legendLine/2)
		c.text(x+mark+5, y+legendLine/2+0.36*small, small, start, "", label)
		x += need + 14
	}
	return y + legendLine
}
