package draw

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tile is a colour with its texture: one of six bands of cover, or what is
// missing. The less cover, the darker and the denser.
type tile int

const (
	noCover tile = 6 // the bands are 0 to 5
	tiles   tile = 7
)

// bandOf is the band of a share: a fifth each, and full.
func bandOf(share float64) tile {
	if missing(share) {
		return noCover
	}
	// What is written as 60 per cent stands with 60, not below it.
	return tile(min(max(int((share+0.0005)*5), 0), 5))
}

// class is that of its colour.
func (t tile) class() string { return fmt.Sprintf("dr-c%d", t) }

// textures are what is laid over the colour of a band, on a square of so many pixels.
var textures = [tiles]struct {
	side int
	turn int // degrees
	mark string
}{
	0: {6, 45, `<path d="M0 0H6M0 0V6"/>`},
	1: {5, -45, `<path d="M0 0V5"/>`},
	2: {9, 45, `<path d="M0 0V9"/>`},
	3: {6, 45, `<circle cx="3" cy="3" r=".9"/>`},
	4: {12, 45, `<circle cx="3" cy="3" r=".8"/>`},
	6: {7, 45, `<path d="M0 0V7"/>`},
}

// fill returns the attribute that fills a shape with a tile.
func (c *canvas) fill(t tile) string {
	if textures[t].mark == "" {
		return attribute("class", t.class())
	}
	c.tiles[t] = true
	return fmt.Sprintf(` fill="url(#%s)"`, c.id(fmt.Sprintf("c%d", t)))
}

// writeTiles defines the textures in use.
func (c *canvas) writeTiles(b *strings.Builder) {
	if len(c.tiles) == 0 {
		return
	}
	b.WriteString("<defs>")
	for _, t := range slices.Sorted(maps.Keys(c.tiles)) {
		x := textures[t]
		fmt.Fprintf(b, `<pattern id="%s" width="%d" height="%[2]d" patternUnits="userSpaceOnUse" patternTransform="rotate(%[3]d)"><rect width="%[2]d" height="%[2]d" class="dr-c%[4]d"/><g class="dr-x%[4]d">%[5]s</g></pattern>`,
			c.id(fmt.Sprintf("c%d", t)), x.side, x.turn, t, x.mark)
	}
	b.WriteString("</defs>")
}

// CoverWords are the words for cover in a legend.
type CoverWords struct {
	Cover   string    // "Food energy, per cent of need"
	Bands   [6]string // "under 20", "20–39", … "100 and more"
	Missing string    // "not known"
}

// items are the legend's, those of the tiles that occur.
func (w CoverWords) items(c *canvas, used map[tile]bool, textured bool) []item {
	var out []item
	for t := range tiles {
		if !used[t] {
			continue
		}
		label := w.Missing
		if t < noCover {
			label = w.Bands[t]
		}
		out = append(out, item{label: label, draw: func(x, y float64) {
			attributes := attribute("class", t.class())
			if textured || t == noCover {
				attributes = c.fill(t)
			}
			c.rect(x, y-6, 16, 12, "", attributes)
			c.rect(x, y-6, 16, 12, "dr-edge", "")
		}})
	}
	return out
}
