package pdf

// Table is rows of cells in columns. Its columns run from the start edge.
type Table struct {
	Columns []Column
	Head    []Cell // repeated on each page; none if empty
	Rows    [][]Cell
	RowHead bool // whether the first cell of a row names it
	Style   Style
	Pad     float64 // between a cell's edge and its text, at the sides; a third of it above and below
	Line    *Color  // below each row; nil: none
	Gap     float64 // between cells that are filled
}

// Column is how wide a column is, as a share of the table's width, and how its
// cells are aligned.
type Column struct {
	Share float64
	Align Align
}

// Cell is what stands in one place of a table.
type Cell struct {
	Text     string
	Bold     bool
	Color    *Color // of the text; nil: the table's, or white on a dark fill
	Fill     *Color
	Dir      Direction
	MaxLines int
}

// Row makes a row of plain cells.
func Row(texts ...string) (cells []Cell) {
	for _, s := range texts {
		cells = append(cells, Cell{Text: s})
	}
	return cells
}

// row is a row that was set.
type row struct {
	cells  []Cell
	texts  []Text
	height float64
}

func (t Table) widths(width float64) []float64 {
	sum := 0.0
	for _, c := range t.Columns {
		sum += max(c.Share, 0)
	}
	if sum == 0 {
		sum = 1
	}
	out := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = width * max(c.Share, 0) / sum
	}
	return out
}

// setRow sets the cells of a row; none is higher than limit. Cells beyond the
// columns are left out.
func (d *Doc) setRow(t Table, cells []Cell, widths []float64, limit float64) row {
	r := row{cells: cells[:min(len(cells), len(widths))]}
	pad := t.Pad / 3
	for i, c := range r.cells {
		style := t.Style
		style.Bold = style.Bold || c.Bold
		style.Align = t.Columns[i].Align
		style.Dir = c.Dir
		if c.Fill != nil && c.Fill.Dark() {
			style.Color = White
		}
		if c.Color != nil {
			style.Color = *c.Color
		}
		most := max(1, int((limit-2*pad)/style.lineHeight()))
		if style.MaxLines = most; c.MaxLines > 0 {
			style.MaxLines = min(most, c.MaxLines)
		}
		text := d.Set(c.Text, style, widths[i]-2*t.Pad)
		r.texts = append(r.texts, text)
		r.height = max(r.height, text.Height()+2*pad)
	}
	return r
}

func (d *Doc) drawRow(t Table, r row, head bool, widths []float64, x, y float64) {
	d.within(&element{kind: "TR"}, func() {
		left := x
		for i, text := range r.texts {
			if c := r.cells[i].Fill; c != nil {
				d.Fill(Rect{left + t.Gap/2, y + t.Gap/2, widths[i] - t.Gap, r.height - t.Gap}, *c)
			}
			e := &element{kind: "TD"}
			switch {
			case head:
				e = &element{kind: "TH", scope: "Column"}
			case i == 0 && t.RowHead:
				e = &element{kind: "TH", scope: "Row"}
			}
			d.within(e, func() {
				if r.cells[i].Text != "" {
					d.Draw(text, left+t.Pad, y+(r.height-text.Height())/2)
				}
			})
			left += widths[i]
		}
		if t.Line != nil {
			d.Line(x, y+r.height, left, y+r.height, 0.4, *t.Line)
		}
	})
}

// Fit returns how many of a table's rows have room in a box, below the head, and
// how high that is.
func (d *Doc) Fit(t Table, width, height float64) (rows int, used float64) {
	widths := t.widths(width)
	if len(t.Head) > 0 {
		used = d.setRow(t, t.Head, widths, height).height
	}
	for _, cells := range t.Rows {
		h := d.setRow(t, cells, widths, height).height
		if used+h > height {
			break
		}
		used += h
		rows++
	}
	return rows, used
}
