package pdf_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"passage/internal/pdf"
	"passage/internal/pdf/pdftest"
)

// hostile are texts that break what sets text, each with what is odd about it.
var hostile = []string{
	"\u202e\u2066\u2067\u2068\u202a\u202b abc \u0627\u0644 123 \u2069\u2069\u202c\u202c", // controls, unbalanced
	strings.Repeat("\u2067", 200) + "abc",                                                // deeper than there are levels
	"👩‍👩‍👧‍👦🏳️‍🌈🇵🇸 😀",                                                                    // joined emoji
	"a\xed\xa0\x80b\xff\xfe",                                                             // a surrogate alone, bytes that are no UTF-8
	strings.Repeat("Donaudampfschifffahrt", 300),                                         // a word of many lines
	strings.Repeat("مستشفى", 300),
	"z" + strings.Repeat("\u0301", 500), // marks piled up
	"ب" + strings.Repeat("\u0651\u064e", 500),
	strings.Repeat("क्", 400) + "क", // one syllable without end
	strings.Repeat("﷽", 20),         // the widest letter
	"\x00\x01\x02\t\v\f\r\n\r\u2028\u2029\u0085\u001c",
	strings.Repeat("\n", 300),
	strings.Repeat(" ", 3000),
	strings.Repeat("(", 500) + strings.Repeat("]", 500),
	"\u0600\u06dd\u08e2 \u0601123", // signs that go around figures
	"\U0010FFFF\uFFFE\uFEFF\U000E0001\U000E0061",
	"\u200c\u200d\u200b\u2060\u00ad",
	"ลำวิจัย 漢字かな 한국어 \u1100\u1161\u11a8 မြန်မာ ខ្មែរ",
}

// FuzzText holds that no text breaks the program or leaves its place: paragraph,
// table or drawing.
func FuzzText(f *testing.F) {
	for i, s := range hostile {
		f.Add(s, i%2 == 0, 60.0+float64(i)*20, 9.0)
	}
	f.Fuzz(func(t *testing.T, s string, rtl bool, width, size float64) {
		if len(s) > 5000 || !(width > 0 && width < 495) || !(size > 1 && size < 40) {
			return
		}
		d, err := pdf.New(pdf.Info{Title: s, Lang: s, RTL: rtl})
		if err != nil {
			t.Fatal(err)
		}
		style := pdf.Style{Size: size, Dir: pdf.Direction(len(s) % 4)}
		text := d.Set(s, style, width)
		if w := text.Width(); w > max(width, 1)+0.01 {
			t.Fatalf("%q is %g wide, in a box of %g", s, w, width)
		}
		if n := text.Lines(); n > len(s)+1 {
			t.Fatalf("%q has %d lines", s, n)
		}
		style.MaxLines = 2
		if n := d.Set(s, style, width).Lines(); n > 2 {
			t.Fatalf("%q has %d lines, when 2 are allowed", s, n)
		}
		style.MaxLines = 0
		flow := d.Flow(pdf.Rect{X: 50, Y: 50, W: width, H: 700})
		flow.Paragraph(s, style)
		flow.Table(pdf.Table{Columns: []pdf.Column{{Share: 1}, {Share: 1, Align: pdf.End}}, Head: pdf.Row(s, pdf.Isolate(s)), Rows: [][]pdf.Cell{pdf.Row(s, pdf.LTR(s), s)}, Style: style, Pad: 2})
		d.Figure(pdf.Rect{X: 50, Y: 50, W: width, H: 50}, s, func(c *pdf.Canvas) {
			c.Text(d.Set(s, pdf.Style{Size: size, MaxLines: 1}, width), pdf.Point{})
		})
		file := d.Bytes()
		pdftest.Places(file, func(x, y float64) {
			if x < 49.9 && !rtl || x > 595.28-49.9 && rtl || x < 0 || x > 595.28 || y < 0 || y > 842 {
				t.Fatalf("%q is drawn at %g, %g, off the page", s, x, y)
			}
		})
		if !bytes.HasSuffix(file, []byte("%%EOF\n")) {
			t.Fatal("the file has no end")
		}
	})
}

// BenchmarkHostile sets texts as long as there may be, which are made to take time.
func BenchmarkHostile(b *testing.B) {
	for i, s := range hostile {
		b.Run(strconv.Itoa(i), func(b *testing.B) {
			long := strings.Repeat(s, 1+60_000/len(s))
			for b.Loop() {
				d, err := pdf.New(pdf.Info{})
				if err != nil {
					b.Fatal(err)
				}
				d.Draw(d.Set(long, pdf.Style{}, 200), 50, 50)
				b.ReportMetric(float64(len(d.Bytes())), "bytes")
			}
		})
	}
}
