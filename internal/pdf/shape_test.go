package pdf

import (
	"testing"
)

// TestLettersJoin compares each letter of a word with the form that Unicode has
// for its place: it must be as wide and fill the same box as the glyph of that
// form, which the font has as well. (Letters are drawn as a body and its dots, so
// that the glyphs themselves are others.)
func TestLettersJoin(t *testing.T) {
	s, err := newShaper("ar")
	if err != nil {
		t.Fatal(err)
	}
	type looks struct {
		width int
		box   bounds
	}
	look := func(text string, bold bool) (all []looks) {
		for _, c := range s.paragraph([]rune(text), 1, bold).clusters {
			one := looks{width: c.width}
			for _, p := range c.parts {
				b, drawn := boundsOf(s.faces[c.face].file.glyph(p.gid))
				if !drawn {
					continue
				}
				b = bounds{b.left + int(p.dx), b.bottom + int(p.dy), b.right + int(p.dx), b.top + int(p.dy)}
				if one.box == (bounds{}) {
					one.box = b
				}
				one.box = bounds{min(one.box.left, b.left), min(one.box.bottom, b.bottom), max(one.box.right, b.right), max(one.box.top, b.top)}
			}
			all = append(all, one)
		}
		return all
	}
	near := func(a, b int) bool { return max(a-b, b-a) <= 40 } // the dots are a hair off
	same := func(a, b looks) bool {
		return near(a.width, b.width) && near(a.box.left, b.box.left) && near(a.box.bottom, b.box.bottom) &&
			near(a.box.right, b.box.right) && near(a.box.top, b.box.top)
	}
	for _, c := range []struct{ name, word, forms string }{
		{"first, middle, last", "بيت", "\uFE91\uFEF4\uFE96"},
		{"what joins only to the right", "دار", "\uFEA9\uFE8D\uFEAD"},
		{"both in one word", "شاحنة", "\uFEB7\uFE8E\uFEA3\uFEE8\uFE94"},
		{"alone", "ب", "\uFE8F"},
	} {
		for _, bold := range []bool{false, true} {
			got := look(c.word, bold)
			for i, form := range []rune(c.forms) {
				if want := look(string(form), bold)[0]; !same(got[i], want) {
					t.Errorf("%s: letter %d of %s, bold %v: looks %v, its form %v", c.name, i+1, c.word, bold, got[i], want)
				}
				alone := look(string([]rune(c.word)[i]), bold)[0]
				if len(got) > 1 && form != 0xFEA9 && form != 0xFE8D && form != 0xFEAD && same(got[i], alone) {
					t.Errorf("%s: letter %d of %s, bold %v, is not joined", c.name, i+1, c.word, bold)
				}
			}
		}
	}
}

// TestOrder looks at where the pieces of a line stand, from left to right.
func TestOrder(t *testing.T) {
	s, err := newShaper("ar")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		rtl        bool
		want       string // as seen from left to right, letters of Arabic from left to right too
	}{
		{"a number keeps its order", "أب 1250", true, "1250 بأ"},
		{"a number after an Arabic name in an English line", "at أب 1250 now", false, "at 1250 بأ now"},
		{"a date of its own direction", "أب " + LTR("2026-11-23"), true, "2026-11-23 بأ"},
		{"a date without one, as the rules have it", "أب 2026-11-23", true, "23-11-2026 بأ"},
		{"brackets, drawn as their mirror images", "أب (WFP) أب", true, "بأ )WFP( بأ"},
		{"a sign before a figure", LTR("-3"), true, "-3"},
	} {
		base := baseLevel(c.rtl)
		p := s.paragraph([]rune(c.text), base, false)
		lines := p.wrap(1_000_000)
		if len(lines) != 1 {
			t.Fatalf("%s: %d lines", c.name, len(lines))
		}
		pieces := lines[0].pieces()
		var got string
		for range pieces {
			at := 0
			for i, p := range pieces {
				if p.x < pieces[at].x {
					at = i
				}
			}
			for _, cl := range pieces[at].clusters {
				got += cl.text
			}
			pieces[at].x = 1 << 30
		}
		if got != c.want {
			t.Errorf("%s: %q is seen as %q, want %q", c.name, c.text, got, c.want)
		}
	}
}
