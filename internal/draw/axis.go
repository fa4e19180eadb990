package draw

import "math"

// rounded returns a step of 1, 2 or 5 times a power of ten, so that about n of
// them reach v.
func rounded(v float64, n int) float64 {
	if missing(v) || v <= 0 {
		return 1
	}
	rough := v / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	if power <= 0 || missing(power) {
		return max(rough, math.SmallestNonzeroFloat64)
	}
	for _, k := range []float64{1, 2, 5, 10} {
		if k*power >= rough*0.999 {
			return k * power
		}
	}
	return 10 * power
}

// scale turns figures into lengths.
type scale struct{ top, length float64 }

// newScale reaches from 0 to the highest figure, rounded up to a step.
func newScale(highest, length float64, steps int) (s scale, step float64) {
	if missing(highest) || highest <= 0 {
		highest = 1
	}
	highest = min(highest, 1e300)
	step = rounded(highest, steps)
	return scale{max(math.Ceil(highest/step-1e-9)*step, highest), length}, step
}

// steps are the figures to be written, from 0 to the top.
func (s scale) steps(step float64) []float64 {
	var out []float64
	for k := range 6 {
		if v := float64(k) * step; v <= s.top*1.001 {
			out = append(out, v)
		}
	}
	return out
}

func (s scale) of(v float64) float64 {
	if missing(v) {
		return 0
	}
	return min(max(v/s.top, 0), 1) * s.length
}

// ticks writes the labels of steps that are cell wide, from x on, and the
// groups above them where they begin. Labels that have no room are left out, as
// many between each two that stay. It takes 30 pixels from y on, 16 where
// there are no groups.
func (c *canvas) ticks(list []Tick, x, y, cell float64) (height float64) {
	widest, grouped := 0.0, false
	for _, t := range list {
		widest = max(widest, width(fit(t.Label, small, 60), small))
		grouped = grouped || t.Group != ""
	}
	every := max(1, int(math.Ceil((widest+4)/cell)))
	if grouped {
		free, last := math.Inf(-1), ""
		for i, t := range list {
			if t.Group == last || t.Group == "" {
				continue
			}
			last = t.Group
			// Up to the group that follows, or the paper's end.
			next := i + 1
			for next < len(list) && list[next].Group == t.Group {
				next++
			}
			room := min(float64(next)*cell+x-4, c.w) - (x + float64(i)*cell)
			if next == len(list) {
				room = c.w - (x + float64(i)*cell)
			}
			label := fit(t.Group, small, room)
			if from := x + float64(i)*cell; label != "" && label != "…" && from >= free {
				c.text(from, y+10, small, start, "dr-soft", label)
				free = from + width(label, small) + 4
			}
		}
		y += 14
		height = 14
	}
	for i := 0; i < len(list); i += every {
		middleOf := x + (float64(i)+0.5)*cell
		label := fit(list[i].Label, small, 60)
		w := width(label, small)
		if middleOf-w/2 < 0 || middleOf+w/2 > c.w {
			continue
		}
		c.text(middleOf, y+10, small, middle, "dr-soft", label)
	}
	return height + 16
}

// names returns how wide the column of row names is, at most a share of the paper.
func (c *canvas) names(list []string, most float64) float64 {
	widest := 0.0
	for _, s := range list {
		widest = max(widest, width(fit(s, large, most*c.w), large))
	}
	return widest
}
