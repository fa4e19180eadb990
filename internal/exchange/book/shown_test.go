package book_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"passage/internal/exchange/book"
)

// TestWriteSheet holds what becomes of a text in a workbook that people look at, as
// another program reads it: what it is, what is shown, and that nothing runs.
func TestWriteSheet(t *testing.T) {
	const number, text = excelize.CellTypeUnset, excelize.CellTypeInlineString
	long := strings.Repeat("é", 40000)
	cells := []struct {
		text  string
		kind  excelize.CellType
		shown string // empty: as it is
		raw   string // empty: what is shown
	}{
		{"0", number, "", ""}, {"-12", number, "", ""}, {"123456789012345", number, "", ""}, {"72.0", number, "", "72"}, {"0.2500", number, "", "0.25"}, {"-0.50", number, "", "-0.5"},
		{"148825776.952381", number, "", ""}, {"0.1234567", number, "", ""},
		{"007", text, "", ""}, {"+5", text, "", ""}, {"1e5", text, "", ""}, {"12.", text, "", ""}, {"NaN", text, "", ""}, {"1234567890123456", text, "", ""}, {"12 t", text, "", ""}, {"<5", text, "", ""},
		{"2025-10-13", number, "", "45943"}, {"9999-12-31", number, "", "2958465"}, {"1900-01-31", text, "", ""}, {"2025-02-30", text, "", ""}, {"2025-10", text, "", ""},
		{"2025-10-13T06:00:00Z", number, "", "45943.25"}, {"2025-10-13T06:00:00.2Z", number, "2025-10-13T06:00:00Z", "45943.2500023148"}, {"2025-10-13T06:00:00+03:00", text, "", ""},
		{`=HYPERLINK("http://x.example")`, text, "", ""}, {"@SUM(A1)", text, "", ""}, {"-2+3", text, "", ""}, {"'=1", text, "", ""}, {"＝1", text, "", ""}, {" lead & <tail> ", text, "", ""},
		{"غزة", text, "", ""}, {long, text, long[:2*32766] + "…", ""},
	}
	var rows [][]string
	for range 3 { // also those that no width is measured by
		for _, c := range cells {
			rows = append(rows, []string{c.text, "beside"})
		}
	}
	rows = append([][]string{{"=head", "beside"}}, rows...)
	var out bytes.Buffer
	err := book.WriteSheet(context.Background(), &out, book.Table{Name: "no/name", Rows: func(yield func(book.Row, error) bool) {
		for _, row := range rows {
			if !yield(book.Row{Cells: [][]byte{[]byte(row[0]), []byte(row[1])}}, nil) {
				return
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	const name = "table"
	if head, err := f.GetCellValue(name, "A1"); err != nil || head != "=head" {
		t.Errorf("the head is %q, %v", head, err)
	}
	for i := range rows[1:] {
		c := cells[i%len(cells)]
		at, _ := excelize.CoordinatesToCellName(1, i+2)
		kind, err := f.GetCellType(name, at)
		shown, shownErr := f.GetCellValue(name, at)
		raw, rawErr := f.GetCellValue(name, at, excelize.Options{RawCellValue: true})
		formula, formulaErr := f.GetCellFormula(name, at)
		if err != nil || shownErr != nil || rawErr != nil || formulaErr != nil {
			t.Fatal(err, shownErr, rawErr, formulaErr)
		}
		want := c.shown
		if want == "" {
			want = c.text
		}
		if kind != c.kind || shown != want || formula != "" || c.raw != "" && raw != c.raw && raw != c.text {
			t.Errorf("%.40q is a %d that shows %.40q, of the value %.40q, want %d and %.40q (%s); formula %q", c.text, kind, shown, raw, c.kind, want, c.raw, formula)
		}
	}
	for column, want := range map[string]float64{"A": 40, "B": 11} {
		if width, err := f.GetColWidth(name, column); err != nil || width != want {
			t.Errorf("column %s is %v wide, %v", column, width, err)
		}
	}
}
