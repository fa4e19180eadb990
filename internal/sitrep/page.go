package sitrep

import "passage/internal/pdf"

// Measures of the page, in points.
const (
	margin = 42
	width  = pdf.PageWidth - 2*margin
	foot   = 20 // the line at the bottom
	bottom = pdf.PageHeight - margin - foot
	gap    = 14 // between blocks
)

var (
	ink   = pdf.Color{R: 0x1B, G: 0x26, B: 0x31}
	faint = pdf.Color{R: 0x5A, G: 0x67, B: 0x74}
	rule  = pdf.Color{R: 0xC3, G: 0xCB, B: 0xD3}
	pale  = pdf.Color{R: 0xEE, G: 0xF2, B: 0xF5}
	alert = pdf.Color{R: 0x8A, G: 0x1C, B: 0x1C}
)

// report is a Sitrep on its way to paper.
type report struct {
	Sitrep
	w   Words
	doc *pdf.Doc
}

// Write sets the report. It is two pages whatever it says: tables that are longer
// are cut, and a sentence says how many rows are left out and where they are.
func Write(s Sitrep, w Words) ([]byte, error) {
	doc, err := pdf.New(pdf.Info{Title: w.Title + " – " + s.Operation, Lang: s.Lang, RTL: s.RTL, Created: s.Created})
	if err != nil {
		return nil, err
	}
	r := &report{s, w, doc}
	doc.NewPage()
	r.footer(1)
	y := r.head()
	y = r.figures(y)
	y = r.mapAndNeeds(y, 262)
	r.doors(y)
	doc.NewPage()
	r.footer(2)
	y = r.cover(margin)
	y = r.losses(y)
	r.notes(y)
	return doc.Bytes(), nil
}

// leading is the distance of lines: Arabic letters reach further down.
func (r *report) leading() float64 {
	if r.RTL {
		return 1.5
	}
	return 1.32
}

func (r *report) style(size float64) pdf.Style {
	return pdf.Style{Size: size, Leading: r.leading(), Color: ink}
}

// name guards a name or sentence that somebody wrote, figure one that is read from
// left to right: with a sign before it, or a date.
func name(s string) string {
	if s == "" {
		return ""
	}
	return pdf.Isolate(s)
}

func figure(s string) string {
	if s == "" {
		return "–"
	}
	return pdf.LTR(s)
}

func (r *report) footer(n int) {
	r.doc.Aside(func() {
		style := r.style(7.5)
		style.Color = faint
		style.MaxLines = 1
		y := pdf.PageHeight - margin - 10
		r.doc.Line(margin, y-4, margin+width, y-4, 0.5, rule)
		r.doc.Draw(r.doc.Set(name(r.Operation)+" · "+r.w.AsOf+" "+pdf.Isolate(r.AsOf), style, width*0.75), margin, y)
		style.Align = pdf.End
		r.doc.Draw(r.doc.Set(r.w.Page(n, 2), style, width*0.2), margin+width*0.8, y)
	})
}

// head writes the title and returns where it ends.
func (r *report) head() float64 {
	f := r.doc.Flow(pdf.Rect{X: margin, Y: margin, W: width, H: bottom - margin})
	kicker := r.style(9)
	kicker.Bold, kicker.Color, kicker.MaxLines = true, faint, 1
	above := r.w.Title
	if r.Publisher != "" {
		above += " · " + name(r.Publisher)
	}
	f.Paragraph(above, kicker)
	title := r.style(19)
	title.Bold, title.MaxLines, title.Leading = true, 2, min(r.leading(), 1.4)
	f.Heading(1, name(r.Operation), title)
	when := r.style(9.5)
	when.MaxLines = 2
	f.Paragraph(r.w.AsOf+" "+name(r.AsOf)+" · "+r.w.Period+" "+name(r.Period), when)
	if r.Caution != "" {
		f.Space(3)
		warn := r.style(9)
		warn.Bold, warn.Color, warn.MaxLines = true, alert, 2
		f.Paragraph(name(r.Caution), warn)
	}
	f.Space(6)
	r.doc.Line(margin, f.Y(), margin+width, f.Y(), 1.2, ink)
	return f.Y() + 8
}

// figures writes the headline figures, three in a row.
func (r *report) figures(y float64) float64 {
	const perRow, between = 3, 8
	w := (width - between*(perRow-1)) / perRow
	list := r.Figures[:min(len(r.Figures), 2*perRow)]
	for i := 0; i < len(list); i += perRow {
		high := 0.0
		type card struct{ value, label, note pdf.Text }
		var cards []card
		for _, f := range list[i:min(i+perRow, len(list))] {
			value, label, note := r.style(17), r.style(8.5), r.style(7.5)
			value.Bold, value.MaxLines, value.Leading = true, 1, 1.25
			label.MaxLines, note.MaxLines, note.Color = 2, 2, faint
			c := card{value: r.doc.Set(figure(f.Value), value, w-16), label: r.doc.Set(name(f.Label), label, w-16), note: r.doc.Set(name(f.Note), note, w-16)}
			cards = append(cards, c)
			h := c.value.Height() + c.label.Height()
			if f.Note != "" {
				h += c.note.Height()
			}
			high = max(high, h)
		}
		for k, c := range cards {
			x := margin + float64(k)*(w+between)
			r.doc.Fill(pdf.Rect{X: x, Y: y, W: w, H: high + 9}, pale)
			r.doc.Fill(pdf.Rect{X: x, Y: y, W: 2.5, H: high + 9}, ink)
			r.doc.Paragraph(c.value, x+9, y+4)
			r.doc.Paragraph(c.label, x+9, y+4+c.value.Height())
			if list[i+k].Note != "" {
				r.doc.Paragraph(c.note, x+9, y+4+c.value.Height()+c.label.Height())
			}
		}
		y += high + 9 + between
	}
	return y + gap - between
}

// heading writes the heading of a block and returns where the block begins.
func (r *report) heading(s string, x, y, w float64) float64 {
	f := r.doc.Flow(pdf.Rect{X: x, Y: y, W: w, H: 100})
	style := r.style(11)
	style.Bold, style.MaxLines = true, 1
	f.Heading(2, s, style)
	return f.Y() + 2
}

// sentence writes a line or two of small print and returns where it ends.
func (r *report) sentence(s string, x, y, w float64, lines int) float64 {
	style := r.style(8)
	style.Color, style.MaxLines = faint, lines
	t := r.doc.Set(s, style, w)
	r.doc.Paragraph(t, x, y)
	return y + t.Height()
}

func (r *report) columns(names ...string) (head []pdf.Cell) {
	for _, n := range names {
		head = append(head, pdf.Cell{Text: n, Bold: true, Fill: &pale, MaxLines: 2})
	}
	return head
}

// table writes as many rows as there is room for above end, and how many more
// there are. It returns where it ends.
func (r *report) table(t pdf.Table, y, end float64) float64 {
	if len(t.Rows) == 0 {
		return r.sentence(r.w.Unknown, margin, y, width, 2) + gap
	}
	all := len(t.Rows)
	rows, _ := r.doc.Fit(t, width, end-y)
	if rows < all {
		note := r.style(8).Size * r.leading() * 2
		rows, _ = r.doc.Fit(t, width, end-y-note-2)
	}
	t.Rows = t.Rows[:rows]
	f := r.doc.Flow(pdf.Rect{X: margin, Y: y, W: width, H: end - y})
	f.Table(t)
	y = f.Y()
	if rows < all {
		y = r.sentence(r.w.LeftOut(all-rows, pdf.Isolate(r.More)), margin, y+2, width, 2)
	}
	return y + gap
}
