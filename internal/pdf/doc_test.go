package pdf_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"passage/internal/pdf"
	"passage/internal/pdf/pdftest"
)

// sample is a heading, a paragraph and a table in one language. The figures are
// made up.
type sample struct {
	lang             string
	rtl              bool
	heading, para    string
	head             []string
	rows             [][]string
	said             []string // what must be read, in this order
	cells            []string // what must be read as well, wherever
	neverSaid, label string
}

var samples = []sample{
	{
		lang: "en", heading: "Situation report", label: "Map of Gaza",
		para: "1250 trucks crossed by 2026-11-23, 12.5% more than the week before; efficient offices, AV To. " +
			"The crossing is known as " + pdf.Isolate("معبر زيكيم") + ", and opens at 08:30.",
		head: []string{"Crossing", "Trucks", "Change"},
		rows: [][]string{{"Kerem Shalom", "1250", "-3"}, {"Zikim", "7", "+12.5%"}},
		said: []string{"Situation report", "1250 trucks crossed by 2026-11-23, 12.5% more", "efficient offices, AV To.",
			"known as معبر زيكيم, and opens at 08:30.", "Crossing"},
		cells: []string{"Kerem Shalom", "1250", "-3", "Zikim", "+12.5%"},
	},
	{
		lang: "fr", heading: "Rapport de situation", label: "Carte de Gaza",
		para:  "1\u202f250 camions ont franchi le point de passage au 23 novembre 2026, soit 12,5\u00a0% de plus\u00a0: «\u00a0œuvre\u00a0», Noël, où, ça, naïf, ÉTÉ.",
		head:  []string{"Point de passage", "Camions", "Évolution"},
		rows:  [][]string{{"Kerem Shalom", "1\u202f250", "−3"}, {"Zikim", "7", "+12,5\u00a0%"}},
		said:  []string{"Rapport de situation", "camions ont franchi le point de passage au 23 novembre 2026", "œuvre », Noël, où, ça, naïf, ÉTÉ.", "Point de passage"},
		cells: []string{"Kerem Shalom", "−3", "+12,5"},
	},
	{
		lang: "tr", heading: "Durum raporu", label: "Gazze haritası",
		para:  "23.11.2026 itibarıyla 1.250 kamyon geçti; önceki haftaya göre %12,5 artış. İstanbul, ışık, çağ, Şırnak, fidan, şöför, ğ.",
		head:  []string{"Geçiş noktası", "Kamyon", "Değişim"},
		rows:  [][]string{{"Kerem Şalom", "1.250", "-3"}, {"Zikim", "7", "%12,5"}},
		said:  []string{"Durum raporu", "23.11.2026 itibarıyla 1.250 kamyon geçti", "İstanbul, ışık, çağ, Şırnak, fidan, şöför, ğ.", "Geçiş noktası"},
		cells: []string{"Kerem Şalom", "1.250", "-3", "%12,5"},
	},
	{
		lang: "ar", rtl: true, heading: "تقرير الحالة", label: "خريطة غزة",
		para: "عبرت 1250 شاحنة حتى " + pdf.LTR("2026-11-23") + " من معبر كرم أبو سالم (Kerem Shalom)، وحُمّل 47 طرداً. " +
			"هاتف المنسق " + pdf.LTR("+970 59 123 4567") + "، والأرز والزيت لا يكفيان.",
		head:      []string{"المعبر", "الشاحنات", "التغير"},
		rows:      [][]string{{"كرم أبو سالم", "1250", pdf.LTR("-3")}, {"زيكيم", "7", pdf.LTR("+12.5%")}},
		said:      []string{"تقرير الحالة", "عبرت 1250 شاحنة حتى 2026-11-23 من معبر كرم أبو سالم (Kerem Shalom)، وحُمّل 47 طرداً. هاتف المنسق +970 59 123 4567، والأرز والزيت لا يكفيان.", "المعبر"},
		cells:     []string{"كرم أبو سالم", "1250", "-3", "زيكيم", "+12.5%"},
		neverSaid: "0521",
	},
}

var created = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

func (s sample) write(t *testing.T) []byte {
	t.Helper()
	d, err := pdf.New(pdf.Info{Title: s.heading, Lang: s.lang, RTL: s.rtl, Created: created})
	if err != nil {
		t.Fatal(err)
	}
	blue, grey := pdf.Color{R: 0xD5, G: 0xE3, B: 0xF0}, pdf.Color{R: 0xB0, G: 0xB0, B: 0xB0}
	f := d.Flow(pdf.Rect{X: 50, Y: 50, W: pdf.PageWidth - 100, H: pdf.PageHeight - 100})
	f.Heading(1, s.heading, pdf.Style{Size: 20, Bold: true})
	f.Paragraph(s.para, pdf.Style{Size: 11, Leading: 1.5})
	f.Space(6)
	table := pdf.Table{
		Columns: []pdf.Column{{Share: 3}, {Share: 1, Align: pdf.End}, {Share: 1, Align: pdf.End}},
		RowHead: true, Pad: 5, Line: &grey, Style: pdf.Style{Size: 10},
	}
	for _, h := range s.head {
		table.Head = append(table.Head, pdf.Cell{Text: h, Bold: true, Fill: &blue})
	}
	for _, r := range s.rows {
		table.Rows = append(table.Rows, pdf.Row(r...))
	}
	f.Table(table)
	f.Space(8)
	f.Figure(90, s.label, func(c *pdf.Canvas) {
		square := []pdf.Point{{X: 10, Y: 10}, {X: 90, Y: 20}, {X: 80, Y: 80}, {X: 15, Y: 70}}
		hole := []pdf.Point{{X: 40, Y: 35}, {X: 60, Y: 35}, {X: 60, Y: 55}, {X: 40, Y: 55}}
		c.Polygon([][]pdf.Point{square, hole}, pdf.Brush{Fill: &blue, Stroke: &grey, Width: 1})
		c.Circle(pdf.Point{X: 150, Y: 45}, 25, pdf.Brush{Fill: &grey})
		c.Path([]pdf.Point{{X: 200, Y: 20}, {X: 300, Y: 70}, {X: 400, Y: 15}}, pdf.Brush{Stroke: &pdf.Color{}, Width: 1.5, Dash: []float64{4, 2}})
		c.Rect(-500, 40, 5000, 4, pdf.Brush{Fill: &pdf.Color{R: 0xC0}}) // far beyond the edges
		c.Text(d.Set(s.label, pdf.Style{Size: 9, Align: pdf.Centre}, 100), pdf.Point{X: 100, Y: 70})
	})
	return d.Bytes()
}

// TestLanguages holds that a document in each language reads right when its text
// is taken out, and stays on its page. The pictures are kept to be looked at.
func TestLanguages(t *testing.T) {
	for _, s := range samples {
		t.Run(s.lang, func(t *testing.T) {
			file := s.write(t)
			if !bytes.Equal(file, s.write(t)) {
				t.Error("the same document gave other bytes")
			}
			text := pdftest.Text(t, file)
			rest := text
			if s.neverSaid != "" && strings.Contains(rest, s.neverSaid) {
				t.Errorf("%q is in the text: figures run backwards", s.neverSaid)
			}
			for _, want := range s.said {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("%q is not in the text, or not in its place; what is left of it: %s", want, rest)
				}
				rest = after
			}
			for _, want := range append(s.cells, s.head...) {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in the table: %s", want, text)
				}
			}
			pages := pdftest.Look(t, file, s.lang)
			if len(pages) != 1 {
				t.Errorf("%d pages, want 1", len(pages))
			}
			pdftest.Inside(t, pages, 49)
		})
	}
}

// TestTags holds that a screen reader is told what is a heading, a table and a
// picture, in the order of reading.
func TestTags(t *testing.T) {
	for _, s := range samples {
		t.Run(s.lang, func(t *testing.T) {
			file := s.write(t)
			tree, plain := pdftest.Structure(t, file), pdftest.Unpacked(file)
			rest := tree
			for _, want := range []string{"Document", "H1 (block)", s.heading, "P (block)", "Table", "TR", "TH", s.head[0], "TH", s.head[1], "TR", "TH", s.rows[0][0], "TD", "Figure"} {
				if s.rtl && want[0] > 0x7F { // pdfinfo tells the letters as they are seen and not the text that is given beside them
					if !strings.Contains(plain, "/ActualText "+pdf.TextString(want)) {
						t.Errorf("the text %q is not given", want)
					}
					continue
				}
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("%q is not in the tree, or not in its place; what is left of it: %s", want, rest)
				}
				rest = after
			}
			if !strings.Contains(plain, "/Alt "+pdf.TextString(s.label)) {
				t.Errorf("the figure's words are not given")
			}
			info := pdftest.Info(t, file)
			for _, want := range []string{"Tagged:          yes", "Title:           " + s.heading, "CreationDate:    Mon Nov 23 06:00:00 2026", "595.28 x 841.89 pts (A4)"} {
				if !strings.Contains(info, want) {
					t.Errorf("%q is not in what pdfinfo says: %s", want, info)
				}
			}
			direction := "/Direction /L2R"
			if s.rtl {
				direction = "/Direction /R2L"
			}
			if !strings.Contains(plain, direction) || !strings.Contains(plain, "/Lang ("+s.lang+")") {
				t.Errorf("the catalogue does not give direction and language")
			}
		})
	}
}

// TestLongTable holds that a table goes on on the next page below its head, and
// loses no row.
func TestLongTable(t *testing.T) {
	d, err := pdf.New(pdf.Info{Title: "Rows", Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	table := pdf.Table{Columns: []pdf.Column{{Share: 1}, {Share: 1, Align: pdf.End}}, Head: pdf.Row("Waybill", "Bags"), Pad: 4}
	for i := range 100 {
		table.Rows = append(table.Rows, pdf.Row(fmt.Sprintf("WB-%03d", i), fmt.Sprint(1000+i)))
	}
	table.Rows[50][0].Text = strings.Repeat("a cell of many lines ", 40)
	box := pdf.Rect{X: 50, Y: 50, W: 400, H: 600}
	rows, used := d.Fit(table, box.W, box.H)
	if rows < 20 || rows > 60 || used > box.H {
		t.Errorf("Fit says %d rows in %g of %g points", rows, used, box.H)
	}
	f := d.Flow(box)
	f.Table(table)
	if d.Pages() != 3 {
		t.Errorf("%d pages, want 3", d.Pages())
	}
	text := pdftest.Text(t, d.Bytes())
	if n := strings.Count(text, "Waybill Bags"); n != 3 {
		t.Errorf("the head stands %d times on 3 pages", n)
	}
	for i := range 100 {
		if !strings.Contains(text, fmt.Sprint(1000+i)) {
			t.Errorf("row %d is lost", i)
		}
	}
	pdftest.Inside(t, pdftest.Look(t, d.Bytes(), "rows"), 49)
}

// TestCut holds that text which is too long ends in an ellipsis within its width,
// on the side where its direction ends.
func TestCut(t *testing.T) {
	for _, rtl := range []bool{false, true} {
		d, err := pdf.New(pdf.Info{RTL: rtl})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{"one two three four five six seven", "واحد اثنان ثلاثة أربعة خمسة ستة", "Donaudampfschifffahrtsgesellschaft"} {
			for width := 20.0; width < 120; width += 7 {
				text := d.Set(s, pdf.Style{Size: 10, MaxLines: 1}, width)
				if text.Lines() != 1 || text.Width() > width+0.01 {
					t.Errorf("%q in %g points: %d lines, %g wide", s, width, text.Lines(), text.Width())
				}
				if whole := d.Set(s, pdf.Style{Size: 10}, 1000); text.Cut() != (whole.Width() > width) {
					t.Errorf("%q in %g points: cut is %v", s, width, text.Cut())
				}
			}
		}
		d.Draw(d.Set("one two three four", pdf.Style{MaxLines: 1}, 50), 50, 50)
		want := map[bool]string{false: "one two…", true: "…one two"}[rtl] // a line from right to left ends at its left
		if text := pdftest.Text(t, d.Bytes()); text != want {
			t.Errorf("what was cut reads %q, want %q", text, want)
		}
	}
}

func TestFontLicences(t *testing.T) {
	if n := strings.Count(pdf.FontLicences(), "SIL OPEN FONT LICENSE Version 1.1"); n != 2 {
		t.Errorf("the licence is there %d times, want once for each family", n)
	}
}
