package draw

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// canvasOf draws and keeps what html throws away.
func canvasOf(d Drawing, look Look) *canvas {
	switch d := d.(type) {
	case Map:
		return d.draw(look)
	case Heat:
		return d.draw(look)
	case Daily:
		return d.draw(look)
	case Runway:
		return d.draw(look)
	case Calendar:
		return d.draw(look)
	case Spark:
		return d.draw(look)
	case Strip:
		return d.draw(look)
	case Pairs:
		return d.draw(look)
	}
	panic("a drawing that the tests do not know")
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// hold holds a drawing to what holds for all of them.
func hold(t failer, d Drawing, look Look) {
	t.Helper()
	c := canvasOf(d, look)
	for i, a := range c.texts {
		if a.x < -0.5 || a.y < -0.5 || a.x+a.w > c.w+0.5 || a.y+a.h > c.h+0.5 {
			t.Fatalf("text %d, %v, leaves the paper of %g by %g", i, a, c.w, c.h)
		}
		for j, b := range c.texts[:i] {
			if (box{a.x + 0.1, a.y + 0.1, a.w - 0.2, a.h - 0.2}).meets(b) {
				t.Fatalf("texts %d and %d overlap: %v, %v", j, i, b, a)
			}
		}
	}
	svg := string(d.SVG(look))
	if again := string(d.SVG(look)); again != svg {
		t.Fatalf("drawn twice, it is not the same")
	}
	ids, refs := map[string]bool{}, []string{}
	for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("it is not XML: %v\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			for _, a := range token.Attr {
				name := a.Name.Local
				switch {
				case name == "style" || strings.HasPrefix(name, "on") || name == "href":
					t.Fatalf("an attribute %s, which the pages' policy forbids", name)
				case name == "id" && ids[a.Value]:
					t.Fatalf("the id %s is there twice", a.Value)
				case name == "id":
					ids[a.Value] = true
				case name == "aria-labelledby":
					refs = append(refs, strings.Fields(a.Value)...)
				case name == "fill" && strings.HasPrefix(a.Value, "url(#"):
					refs = append(refs, strings.TrimSuffix(a.Value[5:], ")"))
				case name == "class" || name == "xmlns" || name == "role" || name == "direction" || name == "text-anchor" || name == "fill-rule" || name == "patternUnits":
				default:
					if strings.ContainsFunc(a.Value, func(r rune) bool { return !strings.ContainsRune("0123456789.- MLQZlzHVrotate()", r) }) {
						t.Fatalf("%s=%q is no figure", name, a.Value)
					}
				}
			}
			if !strings.Contains(" svg title desc defs pattern rect g path circle text ", " "+token.Name.Local+" ") {
				t.Fatalf("an element %s", token.Name.Local)
			}
		case xml.CharData:
			text := string(token)
			if inner, ok := strings.CutPrefix(text, "\u2068"); ok {
				text, ok = strings.CutSuffix(inner, "\u2069")
				if !ok {
					t.Fatalf("%q is not isolated to its end", token)
				}
			} else if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
				t.Fatalf("%q is not isolated", token)
			}
			if strings.ContainsAny(text, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
				t.Fatalf("%q turns the direction of text", token)
			}
		}
	}
	for _, id := range refs {
		if !ids[id] {
			t.Fatalf("there is no %s", id)
		}
	}
	table := d.Table()
	for i, row := range table.Rows {
		if len(row) != len(table.Header) {
			t.Fatalf("row %d of the table has %d cells, its header %d", i, len(row), len(table.Header))
		}
	}
}

// The drawings of the gallery are held to it in several widths.
func TestGalleryHolds(t *testing.T) {
	for _, r := range []reader{english, arabic} {
		names, list := gallery(t, r)
		for i, d := range list {
			for _, width := range []float64{0, 280, 344, 640, 1200} {
				t.Run(fmt.Sprintf("%s/%v/%v", names[i], r.rtl, width), func(t *testing.T) { hold(t, d, Look{RTL: r.rtl, Width: width}) })
			}
		}
	}
}

func anyFigure() *rapid.Generator[float64] {
	return rapid.OneOf(rapid.Float64Range(0, 1.3), rapid.Float64Range(-1e4, 1e6),
		rapid.SampledFrom([]float64{0, 1, -1, 1e-300, 1e308, -1e308, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, math.NaN(), math.Inf(1), math.Inf(-1)}))
}

func anyText() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringN(0, 30, 60), rapid.StringOfN(rapid.RuneFrom([]rune("abc مرحبا 12<>&\"'\u202e\u2066\u2069\u2068\u200f\u0301\n\x00ﷺ漢")), 0, 60, 200),
		rapid.SampledFrom([]string{"", " ", "</text><script>alert(1)</script>", "\u202eevil\u2069\u2069", "\xff\xfe", strings.Repeat("W", 400), "x\ufffe", "&lt;", "ﷺﷺﷺ"}))
}

func some[T any](t *rapid.T, g *rapid.Generator[T], most int, label string) []T {
	return rapid.SliceOfN(g, 0, most).Draw(t, label)
}

func anyTick() *rapid.Generator[Tick] {
	return rapid.Custom(func(t *rapid.T) Tick {
		return Tick{anyText().Draw(t, "tick"), rapid.SampledFrom([]string{"", "Oct", "Nov", "a very long name of a month\u202e"}).Draw(t, "group")}
	})
}

func anyPosition() *rapid.Generator[LonLat] {
	degree := rapid.OneOf(rapid.Float64Range(30, 36), rapid.SampledFrom([]float64{0, 180, -180, 90, -90, 1e9, math.NaN(), math.Inf(1), 34.5, 31.5}))
	return rapid.Custom(func(t *rapid.T) LonLat { return LonLat{degree.Draw(t, "lon"), degree.Draw(t, "lat")} })
}

func anyDrawing(t *rapid.T) Drawing {
	text := func() string { return anyText().Draw(t, "text") }
	texts := func(most int) []string { return some(t, anyText(), most, "texts") }
	figures := func() []float64 { return some(t, anyFigure(), 30, "figures") }
	ticks := func() []Tick { return some(t, anyTick(), 30, "ticks") }
	format := rapid.SampledFrom([]Format{nil, func(v float64) string { return fmt.Sprint(v) }, func(float64) string { return "<\u202e&>" }}).Draw(t, "format")
	about := About{text(), text()}
	cover := CoverWords{Cover: text(), Missing: text()}
	for i := range cover.Bands {
		cover.Bands[i] = text()
	}
	var words StateWords
	for i := range words {
		words[i] = text()
	}
	state := rapid.Custom(func(t *rapid.T) State { return State(rapid.IntRange(-1, 5).Draw(t, "state")) })
	switch rapid.IntRange(0, 7).Draw(t, "which") {
	case 0:
		m := Map{About: about, Share: format, Flow: format, Words: MapWords{CoverWords: cover, States: words, Approximate: text(), Flow: text(), NoWay: text(), Distance: format, Place: text(), Here: text(), Lost: text()}}
		for range rapid.IntRange(0, 6).Draw(t, "places") {
			p := MapPlace{Name: text(), Cover: anyFigure().Draw(t, "cover")}
			for range rapid.IntRange(0, 3).Draw(t, "rings") {
				p.Rings = append(p.Rings, some(t, anyPosition(), 8, "ring"))
			}
			m.Places = append(m.Places, p)
		}
		for range rapid.IntRange(0, 12).Draw(t, "points") {
			m.Points = append(m.Points, MapPoint{text(), Kind(rapid.IntRange(-1, 5).Draw(t, "kind")), state.Draw(t, "state"), anyPosition().Draw(t, "at"), rapid.Bool().Draw(t, "approximate"), text(), text()})
		}
		for range rapid.IntRange(0, 12).Draw(t, "ways") {
			m.Ways = append(m.Ways, MapWay{rapid.IntRange(-1, 12).Draw(t, "from"), rapid.IntRange(-1, 12).Draw(t, "to"), anyFigure().Draw(t, "flow")})
		}
		return m
	case 1:
		h := Heat{About: about, Row: text(), Rows: texts(8), Weeks: ticks(), Number: format, Words: cover}
		for range rapid.IntRange(0, 9).Draw(t, "rows") {
			h.Cover = append(h.Cover, figures())
		}
		return h
	case 2:
		d := Daily{About: about, Days: ticks(), Sources: texts(8), Number: format, Words: DailyWords{text(), text(), text(), text(), text(), text()}}
		for range rapid.IntRange(0, 4).Draw(t, "doors") {
			door := DailyDoor{Name: text(), Planned: figures(), Counted: figures()}
			for range rapid.IntRange(0, 4).Draw(t, "others") {
				door.Others = append(door.Others, figures())
			}
			d.Doors = append(d.Doors, door)
		}
		return d
	case 3:
		r := Runway{About: about, Row: text(), Weeks: ticks(), Parts: texts(6), Number: format, Breaks: text(), Beyond: text()}
		for range rapid.IntRange(0, 6).Draw(t, "stocks") {
			r.Rows = append(r.Rows, Stock{text(), figures()})
		}
		return r
	case 4:
		k := Calendar{About: about, Row: text(), Rows: texts(8), Days: ticks(), Words: words}
		for range rapid.IntRange(0, 9).Draw(t, "rows") {
			k.States = append(k.States, some(t, state, 30, "states"))
		}
		return k
	case 5:
		return Spark{About: about, Steps: ticks(), Values: figures(), Number: format, Step: text(), Value: text()}
	case 6:
		s := Strip{About: about, Row: text(), Mean: anyFigure().Draw(t, "mean"), Number: format, Count: format, Cover: text(), Average: text(), People: text()}
		for range rapid.IntRange(0, 20).Draw(t, "dots") {
			s.Dots = append(s.Dots, Dot{text(), anyFigure().Draw(t, "cover"), anyFigure().Draw(t, "people")})
		}
		return s
	}
	p := Pairs{About: about, Row: text(), Number: format, Before: text(), After: text(), Difference: text()}
	for range rapid.IntRange(0, 8).Draw(t, "pairs") {
		p.Rows = append(p.Rows, Pair{text(), anyFigure().Draw(t, "before"), anyFigure().Draw(t, "after")})
	}
	return p
}

// Whatever it is handed, a drawing is XML without harm in it, and its texts
// neither overlap nor leave the paper.
func TestAnyDrawing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		look := Look{ID: anyText().Draw(t, "id"), RTL: rapid.Bool().Draw(t, "rtl"), Width: rapid.SampledFrom([]float64{0, 240, 360, 640, 1e9, -5, math.NaN()}).Draw(t, "width")}
		hold(t, anyDrawing(t), look)
	})
}

// Text that would break out of its element, or turn what stands around it, is
// text and no more.
func TestHostileLabels(t *testing.T) {
	hostile := "</text><script>x</script>\u202e\u2069\"' onload=x غزة"
	h := heat(english)
	h.Title, h.Rows[0] = hostile, hostile
	svg := string(h.SVG(Look{Width: 2000}))
	for _, want := range []string{"\u2068&lt;/text&gt;&lt;script&gt;x&lt;/script&gt;&#34;&#39; onload=x غزة\u2069</title>", "\u2068&lt;/text&gt;&lt;script&gt;x&lt;/script&gt;&#34;&#39; onload=x غزة\u2069</text>"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q in %s", want, svg[:600])
		}
	}
	hold(t, h, Look{})
}

// A place's cover is what the map is for: it finds room in both languages, on a
// phone and on a desk.
func TestMapNamesPlaces(t *testing.T) {
	for _, r := range []reader{english, arabic} {
		for _, width := range []float64{320, 344, 640} {
			svg := string(gazaMap(t, r).SVG(Look{RTL: r.rtl, Width: width}))
			for _, want := range append(r.places(), r.format("%.0f%%", 100)(0.18), r.format("%.0f%%", 100)(0.77)) {
				if !strings.Contains(svg, ">"+isolate(want)+"</text>") {
					t.Errorf("%g pixels: no %s", width, want)
				}
			}
		}
	}
}
