package report

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"passage"
)

// writeWorkbook writes plan.xlsx: a first sheet that people read, then each
// table on a sheet of its own. Every text is written as text, so that no cell
// is a formula whatever it begins with.
func (d *Document) writeWorkbook(out io.Writer, s *passage.Scenario, tables []table) error {
	f := excelize.NewFile()
	defer f.Close()
	w := &workbook{File: f, Document: d, s: s}
	w.set(f.SetSheetName("Sheet1", "plan"))
	w.styles()
	w.front()
	for _, t := range tables {
		w.table(t)
	}
	// The same plan must give the same bytes, so the file bears no time but
	// that of the plan.
	stamp := d.Horizon.Start.Time().Format("2006-01-02T15:04:05Z")
	w.set(f.SetDocProps(&excelize.DocProperties{Title: "Plan: " + d.Scenario, Creator: "passage", Created: stamp, Modified: stamp}))
	if w.err != nil {
		return fmt.Errorf("plan.xlsx: %w", w.err)
	}
	return f.Write(out)
}

// workbook is plan.xlsx in the making. After the first error nothing more is done.
type workbook struct {
	*excelize.File
	*Document
	s                                              *passage.Scenario
	err                                            error
	title, head, wrapped, date, number, share, dim int // styles
}

func (w *workbook) set(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *workbook) style(s excelize.Style) int {
	id, err := w.NewStyle(&s)
	w.set(err)
	return id
}

func (w *workbook) styles() {
	thousands, iso := "#,##0.###", "yyyy-mm-dd"
	w.title = w.style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}})
	w.head = w.style(excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE5EC"}}})
	w.wrapped = w.style(excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	w.date = w.style(excelize.Style{CustomNumFmt: &iso, Alignment: &excelize.Alignment{Horizontal: "left"}})
	w.number = w.style(excelize.Style{CustomNumFmt: &thousands})
	w.share = w.style(excelize.Style{NumFmt: 9, Alignment: &excelize.Alignment{Horizontal: "center"}})
	w.dim = w.style(excelize.Style{Font: &excelize.Font{Color: "667788"}})
}

// put writes one cell.
func (w *workbook) put(sheet string, col, row int, value any, style int) {
	cell, err := excelize.CoordinatesToCellName(col, row)
	w.set(err)
	switch v := value.(type) {
	case string:
		w.set(w.SetCellStr(sheet, cell, clip(v)))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return
		}
		w.set(w.SetCellFloat(sheet, cell, v, -1, 64))
	case passage.Date:
		if v.IsZero() {
			return
		}
		w.set(w.SetCellValue(sheet, cell, v.Time()))
	default:
		w.set(w.SetCellValue(sheet, cell, v))
	}
	if style != 0 {
		w.set(w.SetCellStyle(sheet, cell, cell, style))
	}
}

// clip cuts a text to what a cell of a workbook can hold.
func clip(text string) string {
	r := []rune(text)
	return string(r[:min(len(r), excelize.TotalCellChars)])
}

// front is the sheet that people read first.
func (w *workbook) front() {
	const sheet = "plan"
	last := max(14, w.Horizon.Periods+3)
	w.set(w.SetColWidth(sheet, "A", "A", 12))
	w.set(w.SetColWidth(sheet, "B", "B", 26))
	end, err := excelize.ColumnNumberToName(last)
	w.set(err)
	w.set(w.SetColWidth(sheet, "C", end, 7))
	row := 1
	wide := func(text string, style int, lines int) {
		from, _ := excelize.CoordinatesToCellName(1, row)
		to, _ := excelize.CoordinatesToCellName(min(last, 14), row)
		w.set(w.MergeCell(sheet, from, to))
		w.put(sheet, 1, row, text, style)
		w.set(w.SetRowHeight(sheet, row, float64(16*lines)))
		row++
	}
	linesOf := func(text string) int { return len(Wrap(text, 110)) }
	wide(called(w.Scenario, passage.PlaceID("Plan")), w.title, 2)
	wide(w.Headline, w.wrapped, linesOf(w.Headline))
	for _, why := range w.Why {
		wide(why, w.wrapped, linesOf(why))
	}
	for i, b := range w.Breaches {
		if i == 20 {
			break
		}
		wide("Breaks a limit: "+b.Text, w.wrapped, linesOf(b.Text))
	}
	row++
	wide(fmt.Sprintf("To do in the %s of %s", period(w.Horizon.PeriodDays), longDate(w.Horizon.Start)), w.head, 1)
	for _, a := range w.Actions {
		wide(a.Text, w.wrapped, linesOf(a.Text))
	}
	for n := range w.s.Needs {
		row++
		wide(fmt.Sprintf("%s: part of the need that is met, by place and first day of the %s", w.Fairness[n].Name, period(w.Horizon.PeriodDays)), w.head, 1)
		row = w.heat(sheet, row, n)
	}
	row++
	if len(w.Binding) > 0 {
		wide("What holds the result back, and what one more would be worth in "+w.Binding[0].WorthIn, w.head, 1)
		for i, b := range w.Binding {
			if i == 20 {
				break
			}
			wide(fmt.Sprintf("%s (%s): %s for %s", b.Name, b.Limit, Thousands(b.Worth, 0), more(b)), w.wrapped, 1)
		}
	}
	w.page(sheet)
}

// page sets a sheet for print: A4, lying, as wide as the paper.
func (w *workbook) page(sheet string) {
	const a4 = 9
	w.set(w.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: ptr(a4), Orientation: ptr("landscape"), FitToWidth: ptr(1), FitToHeight: ptr(0)}))
	w.set(w.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: ptr(true)}))
}

func ptr[T any](v T) *T { return &v }

// heat writes the cover of a need by place and period, coloured by rule, so
// that the colours follow when somebody changes a figure.
func (w *workbook) heat(sheet string, row, need int) int {
	first := row + 1
	w.put(sheet, 2, row, "mean", w.dim)
	for t := range w.Horizon.Periods {
		w.put(sheet, 3+t, row, shortDate(w.Horizon.FirstDay(t)), w.dim)
	}
	at := map[passage.PlaceID]int{}
	for i, p := range w.s.Places {
		at[p.ID] = first + i
		w.put(sheet, 1, first+i, called(p.Name, p.ID), 0)
		w.put(sheet, 2, first+i, float64(w.Fairness[need].ByPlace[i]), w.share)
	}
	for _, c := range w.Cover {
		if c.Need == w.s.Needs[need].ID {
			w.put(sheet, 3+c.Period, at[c.Place], float64(c.Cover), w.share)
		}
	}
	last := first + len(w.s.Places) - 1
	if last < first {
		return first
	}
	from, _ := excelize.CoordinatesToCellName(2, first)
	to, _ := excelize.CoordinatesToCellName(2+w.Horizon.Periods, last)
	w.set(w.SetConditionalFormat(sheet, from+":"+to, []excelize.ConditionalFormatOptions{{
		Type: "3_color_scale", Criteria: "=", MinType: "num", MidType: "num", MaxType: "num",
		MinValue: "0", MidValue: "0.5", MaxValue: "1", MinColor: "#D7191C", MidColor: "#FFDF7F", MaxColor: "#5AAE61",
	}}))
	return last + 1
}

// widest is the most characters that a column of a table is made for; longer
// texts go on below.
const widest = 60

// table writes a sheet of its own for a table.
func (w *workbook) table(t table) {
	if w.err != nil {
		return
	}
	_, err := w.NewSheet(t.name)
	w.set(err)
	for i, c := range t.columns {
		w.put(t.name, i+1, 1, c.name, w.head)
		wide := len(c.name) + 3
		for r := range min(len(t.rows), 200) {
			wide = max(wide, min(widest, len([]rune(text(t.rows[r][i])))+2))
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		w.set(err)
		w.set(w.SetColWidth(t.name, name, name, float64(min(wide, widest))))
	}
	for r, cells := range t.rows {
		for i, c := range cells {
			style := 0
			switch v := c.(type) {
			case passage.Date:
				style = w.date
			case float64:
				if v == 0 || math.Abs(v) >= 0.001 {
					style = w.number
				}
			case string:
				if lines := len(Wrap(v, widest-2)); lines > 1 {
					style = w.wrapped
					w.set(w.SetRowHeight(t.name, r+2, float64(15*lines)))
				}
			}
			w.put(t.name, i+1, r+2, c, style)
		}
	}
	w.set(w.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + t.name + "'!$1:$1", Scope: t.name}))
	w.set(w.SetPanes(t.name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	if end, err := excelize.CoordinatesToCellName(len(t.columns), max(2, len(t.rows)+1)); err == nil && !strings.Contains(end, "#") {
		w.set(w.AutoFilter(t.name, "A1:"+end, nil))
	}
	w.page(t.name) // last: a filter takes the fit to the page away
}
