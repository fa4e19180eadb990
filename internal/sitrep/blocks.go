package sitrep

import "passage/internal/pdf"

func (r *report) doors(y float64) {
	y = r.heading(r.w.Doors, margin, y, width)
	t := pdf.Table{
		Columns: []pdf.Column{{Share: 1.9}, {Share: 2}, {Share: 3}, {Share: 1.1, Align: pdf.End}, {Share: 1.1, Align: pdf.End}, {Share: 1.7, Align: pdf.End}},
		Head:    r.columns(r.w.Door, r.w.State, r.w.Source, r.w.Planned, r.w.Observed, r.w.Others),
		RowHead: true, Style: r.style(8.5), Pad: 4, Line: &rule,
	}
	for _, d := range r.Doors {
		t.Rows = append(t.Rows, []pdf.Cell{
			{Text: name(d.Name), Bold: true, MaxLines: 2}, {Text: name(d.State), MaxLines: 2}, {Text: name(d.Source), MaxLines: 2, Color: &faint},
			{Text: figure(d.Planned), MaxLines: 1}, {Text: figure(d.Observed), MaxLines: 1}, {Text: figure(d.Others), MaxLines: 2}, // from the fewest to the most: wraps rather than loses one
		})
	}
	r.table(t, y, bottom)
}

// maxWeeks is how many weeks there is room for: the last ones are shown.
const maxWeeks = 12

func (r *report) cover(y float64) float64 {
	y = r.heading(r.w.Cover, margin, y, width)
	first := max(0, len(r.Weeks)-maxWeeks)
	t := pdf.Table{
		Columns: []pdf.Column{{Share: 2.6}},
		Head:    r.columns(r.w.Place), RowHead: true, Style: r.style(8.5), Pad: 4, Gap: 1.5,
	}
	for _, w := range r.Weeks[first:] {
		t.Columns = append(t.Columns, pdf.Column{Share: 1, Align: pdf.Centre})
		t.Head = append(t.Head, pdf.Cell{Text: name(w), Bold: true, Fill: &pale, MaxLines: 2})
	}
	for _, c := range r.Cover {
		row := []pdf.Cell{{Text: name(c.Place), MaxLines: 2}}
		for i := first; i < len(r.Weeks); i++ {
			cell := pdf.Cell{Text: "–", MaxLines: 1, Fill: &pdf.White}
			if i < len(c.Weeks) && c.Weeks[i].Known {
				shade := shade(c.Weeks[i])
				cell.Text, cell.Fill = figure(c.Weeks[i].Text), &shade
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	y = r.table(t, y, y+(bottom-y)*0.5)
	if len(t.Rows) > 0 {
		k := r.scale(margin, y-gap+4, width)
		k.x += 10
		k.word("– " + r.w.NotKnown)
		y = k.y + keyHeight + gap
	}
	return y
}

func (r *report) losses(y float64) float64 {
	y = r.heading(r.w.Losses, margin, y, width)
	t := pdf.Table{
		Columns: []pdf.Column{{Share: 2.2}, {Share: 2.4}, {Share: 3.4}, {Share: 1, Align: pdf.End}},
		Head:    r.columns(r.w.What, r.w.Where, r.w.Reason, r.w.Amount),
		RowHead: true, Style: r.style(8.5), Pad: 4, Line: &rule,
	}
	for _, l := range r.Losses {
		t.Rows = append(t.Rows, []pdf.Cell{{Text: name(l.What), MaxLines: 2}, {Text: name(l.Where), MaxLines: 2}, {Text: name(l.Reason), MaxLines: 2}, {Text: figure(l.Amount), MaxLines: 1}})
	}
	return r.table(t, y, y+(bottom-y)*0.72)
}

// notes writes sources and footnotes, as far as there is room.
func (r *report) notes(y float64) {
	if len(r.Notes) == 0 {
		return
	}
	y = r.heading(r.w.Notes, margin, y, width)
	style := r.style(7.5)
	style.Color, style.MaxLines = faint, 3
	last := style.Size * r.leading() * 2 // room to say what is left out
	for i, n := range r.Notes {
		t := r.doc.Set(name(n), style, width)
		end := bottom
		if i < len(r.Notes)-1 {
			end -= last
		}
		if y+t.Height() > end {
			r.sentence(r.w.LeftOut(len(r.Notes)-i, pdf.Isolate(r.More)), margin, y, width, 2)
			return
		}
		r.doc.Paragraph(t, margin, y)
		y += t.Height() + 2
	}
}

// needs writes what is asked for, in a column.
func (r *report) needs(x, y, w, end float64) {
	y = r.heading(r.w.Needed, x, y, w)
	if len(r.Needed) == 0 {
		r.sentence(r.w.Unknown, x, y, w, 3)
		return
	}
	what, small := r.style(9), r.style(8)
	what.Bold, what.MaxLines = true, 2
	small.Color, small.MaxLines = faint, 2
	rest := small.Size * r.leading() * 2
	for i, n := range r.Needed {
		texts := []pdf.Text{r.doc.Set(name(n.What), what, w)}
		if n.Of != "" {
			texts = append(texts, r.doc.Set(name(n.Of), small, w))
		}
		if n.Effect != "" {
			texts = append(texts, r.doc.Set(r.w.Effect+" "+name(n.Effect), small, w))
		}
		high, room := 0.0, end
		for _, t := range texts {
			high += t.Height()
		}
		if i < len(r.Needed)-1 {
			room -= rest
		}
		if y+high > room {
			r.sentence(r.w.LeftOut(len(r.Needed)-i, pdf.Isolate(r.More)), x, y, w, 2)
			return
		}
		for _, t := range texts {
			r.doc.Paragraph(t, x, y)
			y += t.Height()
		}
		y += 5
	}
}
