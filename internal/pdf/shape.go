package pdf

import (
	"slices"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"

	"passage/internal/pdf/bidi"
)

// sign is one or more glyphs that show a piece of text, without their place. It
// gets a number of its own in the embedded font.
type sign struct {
	parts   []part
	text    string
	advance int // units, by the font alone
}

// simple reports whether the sign is a glyph of the font as it is.
func (s sign) simple() bool { return len(s.parts) == 1 && s.parts[0].dx == 0 && s.parts[0].dy == 0 }

// maxParts is how many glyphs a sign is made of at most. No writing needs nearly
// as many; what has more was made to break things.
const maxParts = 64

// cluster is a sign in shaped text.
type cluster struct {
	sign
	from, to int // the characters it shows
	face     int
	level    bidi.Level
	shift    int // units that it is moved to the right, for kerning
	width    int // units to the next one
}

// shaper turns text into clusters. It is not safe for use by several goroutines.
type shaper struct {
	faces  []*typeface
	fonts  []*harfbuzz.Font
	buffer *harfbuzz.Buffer
	lines  segmenter.Segmenter
	lang   language.Language
}

func newShaper(lang string) (*shaper, error) {
	faces, err := typefaces()
	if err != nil {
		return nil, err
	}
	s := &shaper{faces: faces, buffer: harfbuzz.NewBuffer(), lang: language.NewLanguage(lang)}
	for _, f := range faces {
		s.fonts = append(s.fonts, harfbuzz.NewFont(font.NewFace(f.shape)))
	}
	return s, nil
}

// shaped is a paragraph in the order of reading, before it is broken into lines.
type shaped struct {
	text     []rune
	levels   []bidi.Level
	base     bidi.Level
	clusters []cluster
	breaks   []int // the characters before which a line may begin; the last is len(text)
}

// paragraph shapes a text without line ends. Signs that only steer direction are
// obeyed and taken out.
func (s *shaper) paragraph(text []rune, base bidi.Level, bold bool) shaped {
	levels := bidi.Levels(text, base)
	p := shaped{base: base}
	for i, r := range text {
		if !bidi.Invisible(r) {
			p.text, p.levels = append(p.text, r), append(p.levels, levels[i])
		}
	}
	for _, run := range s.itemise(p.text, p.levels, base, bold) {
		p.clusters = append(p.clusters, s.run(p.text, run)...)
	}
	s.lines.Init(p.text)
	for it := s.lines.LineIterator(); it.Next(); {
		l := it.Line()
		p.breaks = append(p.breaks, l.Offset+len(l.Text))
	}
	return p
}

// item is a stretch of text of one level, script and face.
type item struct {
	from, to int
	level    bidi.Level
	script   language.Script
	face     int
}

func (s *shaper) itemise(text []rune, levels []bidi.Level, base bidi.Level, bold bool) (items []item) {
	face := latin
	if base.RTL() {
		face = arabic
	}
	for i, r := range text {
		script := language.LookupScript(r)
		attached := i > 0 && (unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || r == ' ' || r == 0x200C || r == 0x200D)
		if !attached {
			face = s.faceFor(r, script, face)
		}
		use := face
		if bold {
			use++
		}
		if n := len(items); n > 0 {
			last := &items[n-1]
			if last.level == levels[i] && last.face == use &&
				(!script.Strong() || !last.script.Strong() || script == last.script) {
				last.to = i + 1
				if script.Strong() {
					last.script = script
				}
				continue
			}
		}
		items = append(items, item{i, i + 1, levels[i], script, use})
	}
	return items
}

// faceFor chooses the face of a character: its script's own; for signs and
// spaces the face in use, so that they fit what stands around them; for figures
// always the same, so that columns of them are even. What no face has is drawn
// as the empty box of the Latin face.
func (s *shaper) faceFor(r rune, script language.Script, now int) int {
	first, second := latin, arabic
	switch {
	case r >= '0' && r <= '9':
	case script == language.Arabic, !script.Strong() && now == arabic:
		first, second = arabic, latin
	}
	if _, ok := s.faces[first].shape.NominalGlyph(r); ok {
		return first
	}
	if _, ok := s.faces[second].shape.NominalGlyph(r); ok {
		return second
	}
	return latin
}

// run shapes one item and returns its clusters in the order of reading. The text
// around it is seen, so that letters join across items.
func (s *shaper) run(text []rune, it item) (clusters []cluster) {
	// A vowel sign stays apart from its letter, and so has a number of its own in
	// the file: where both are one, some readers copy them in the wrong order.
	s.shape(text, it, harfbuzz.MonotoneCharacters)
	if !monotone(s.buffer.Info, it.level.RTL()) {
		s.shape(text, it, harfbuzz.MonotoneGraphemes)
	}
	glyphs, places := s.buffer.Info, s.buffer.Pos
	for i := 0; i < len(glyphs); {
		n := i + 1
		for n < len(glyphs) && glyphs[n].Cluster == glyphs[i].Cluster {
			n++
		}
		c := cluster{from: glyphs[i].Cluster, face: it.face, level: it.level}
		clusters = append(clusters, s.cluster(glyphs[i:n], places[i:n], c))
		i = n
	}
	if it.level.RTL() {
		slices.Reverse(clusters)
	}
	for i := range clusters {
		clusters[i].to = it.to
		if i+1 < len(clusters) {
			clusters[i].to = max(clusters[i].from, clusters[i+1].from)
		}
		clusters[i].text = string(text[clusters[i].from:clusters[i].to])
	}
	return clusters
}

func (s *shaper) shape(text []rune, it item, level harfbuzz.ClusterLevel) {
	s.buffer.Clear()
	s.buffer.AddRunes(text, it.from, it.to-it.from)
	s.buffer.Props = harfbuzz.SegmentProperties{Direction: harfbuzz.LeftToRight, Script: it.script, Language: s.lang}
	if it.level.RTL() {
		s.buffer.Props.Direction = harfbuzz.RightToLeft
	}
	s.buffer.ClusterLevel = level
	s.buffer.Shape(s.fonts[it.face], nil)
}

// monotone reports whether glyphs stand in the order of what they show.
func monotone(glyphs []harfbuzz.GlyphInfo, rtl bool) bool {
	return slices.IsSortedFunc(glyphs, func(a, b harfbuzz.GlyphInfo) int {
		if rtl {
			return b.Cluster - a.Cluster
		}
		return a.Cluster - b.Cluster
	})
}

// cluster makes the sign of some glyphs that stand side by side.
func (s *shaper) cluster(glyphs []harfbuzz.GlyphInfo, places []harfbuzz.GlyphPosition, c cluster) cluster {
	widest := 0
	for _, p := range places {
		if int(p.XAdvance) > widest { // the letter itself and not its dots
			widest = int(p.XAdvance)
			c.shift = int(p.XOffset)
		}
	}
	for i, g := range glyphs {
		dx, dy := c.width+int(places[i].XOffset)-c.shift, int(places[i].YOffset)
		c.width += int(places[i].XAdvance)
		if len(c.parts) < maxParts && fits(dx) && fits(dy) {
			c.parts = append(c.parts, part{uint16(g.Glyph), int16(dx), int16(dy)})
		}
	}
	if len(c.parts) == 0 {
		c.parts = []part{{}}
	}
	c.advance = c.width
	if len(glyphs) == 1 && c.width != 0 { // so that kerning makes no new sign
		c.advance = int(s.fonts[c.face].GlyphHAdvance(glyphs[0].Glyph))
	}
	return c
}

// fits leaves room for the glyph's own size in the 16 bits of a font's numbers.
func fits(v int) bool { return v > -20_000 && v < 20_000 }
