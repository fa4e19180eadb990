package sitrep_test

import (
	"strings"
	"testing"

	"passage/internal/pdf"
	"passage/internal/pdf/pdftest"
	"passage/internal/sitrep"
)

// FuzzWrite holds that a report is two pages, with all text within the margins,
// whatever stands in it and however often.
func FuzzWrite(f *testing.F) {
	f.Add("\u202e\u2066 أرز 1250 \u2069\u2069", true, uint8(3), 0.5, -1.0)
	f.Add(strings.Repeat("Donaudampfschifffahrt", 15), false, uint8(3), 1e300, 7.0)
	f.Add("👩‍👩‍👧 a\xed\xa0\x80 \n\n\n ﷽﷽﷽", true, uint8(0), 0.0, 0.0)
	f.Add("z"+strings.Repeat("\u0301", 90), false, uint8(9), 0.1, 0.9)
	f.Fuzz(func(t *testing.T, s string, rtl bool, times uint8, x, y float64) {
		if len(s) > 400 {
			return
		}
		n := int(times) % 4
		at := pdf.Point{X: x, Y: y}
		share := sitrep.Share{Value: x, Known: n%2 == 0, Text: s}
		ring := []pdf.Point{at, {X: y, Y: x}, {X: 0.5, Y: 0.5}}
		r := sitrep.Sitrep{Lang: s, RTL: rtl, Operation: s, AsOf: s, Period: s, Publisher: s, Caution: s, More: s, Map: sitrep.Map{Alt: s, Aspect: y}}
		for range n {
			r.Figures = append(r.Figures, sitrep.Figure{Value: s, Label: s, Note: s})
			r.Map.Areas = append(r.Map.Areas, sitrep.Area{Name: s, Rings: [][]pdf.Point{ring}, Label: at, Cover: share})
			r.Map.Lines = append(r.Map.Lines, sitrep.Line{Points: ring, Weight: x, Closed: rtl})
			r.Map.Places = append(r.Map.Places, sitrep.Place{Name: s, At: at, Kind: sitrep.PlaceKind(times)})
			r.Doors = append(r.Doors, sitrep.Door{Name: s, State: s, Source: s, Planned: s, Observed: s, Others: s})
			r.Weeks = append(r.Weeks, s)
			r.Cover = append(r.Cover, sitrep.Cover{Place: s, Weeks: []sitrep.Share{share, share}})
			r.Losses = append(r.Losses, sitrep.Loss{What: s, Where: s, Amount: s, Reason: s})
			r.Needed = append(r.Needed, sitrep.Need{What: s, Of: s, Effect: s})
			r.Notes = append(r.Notes, s)
		}
		file, err := sitrep.Write(r, english().words)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(pdftest.Unpacked(file), "/Type /Pages /Count 2 ") {
			t.Fatalf("%q, %d times: not two pages", s, n)
		}
		pdftest.Places(file, func(x, y float64) {
			if x < 41 || x > pdf.PageWidth-41 || y < 41 || y > pdf.PageHeight-41 {
				t.Fatalf("%q, %d times: text at %g, %g, beyond the margins", s, n, x, y)
			}
		})
	})
}
