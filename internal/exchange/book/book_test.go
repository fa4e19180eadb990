package book

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// cells are the rows of a table as text.
type cells = [][]string

// tablesOf reads all tables of the book at a path.
func tablesOf(t interface {
	Helper()
	Fatal(...any)
	Context() context.Context
}, path string) map[string]cells {
	t.Helper()
	b, err := Open(t.Context(), path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if len(b.Faults) > 0 {
		t.Fatal(b.Faults[0])
	}
	out := map[string]cells{}
	for _, s := range b.Sheets {
		rows := cells{}
		for row, err := range s.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, trimmed(row))
		}
		out[s.Name] = rows
	}
	return out
}

// trimmed returns a row up to its last filled cell.
func trimmed(row Row) []string {
	out := []string{}
	for _, c := range row.Cells {
		out = append(out, string(c))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

func rowsOf(table cells) func(yield func(Row, error) bool) {
	return func(yield func(Row, error) bool) {
		for i, row := range table {
			r := Row{Line: i + 1}
			for _, c := range row {
				r.Cells = append(r.Cells, []byte(c))
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// anyCell draws the text of a cell: what people write, what spreadsheets trip
// over, and any other text.
func anyCell() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "0.9000", "007", "1e5", "14.0", "12", "-3.5", "-0", "+5", "0.1", "123456789012345678", "2025-10-13", "1.0E+3",
			"=1+1", "'=1+1", "''=x", "@SUM(A1)", "+x", "-x", " =x", "\t=x", "'", "''", "'a", "TRUE", "#N/A", "_x000D_", "_x005F_x0041_", "_x0041_x0042_",
			"a\nb", "\n", "  ", " a ", "\"", "\"\"", "a\"b", "a,b", ";", "<&>\"'", "]]>", "عربي", "\u200f١٢٣", "＝1", "\ufeff", "\ufffe", "𝔘", "null"}),
		rapid.StringOf(rapid.RuneFrom([]rune("=+-@' \t\n,\"_x0D5Fa'-1.e"))),
		rapid.String().Filter(func(s string) bool {
			return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' || r == 0x7f || r == 0xfffd })
		}),
		rapid.Map(rapid.Float64(), func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }),
		rapid.Map(rapid.Int(), strconv.Itoa),
	)
}

func anyTable() *rapid.Generator[cells] {
	return rapid.Custom(func(t *rapid.T) cells {
		var out cells
		for _, row := range rapid.SliceOfN(rapid.SliceOfN(anyCell(), 0, 5), 0, 6).Draw(t, "rows") {
			for len(row) > 0 && row[len(row)-1] == "" {
				row = row[:len(row)-1]
			}
			if len(row) > 0 {
				out = append(out, row)
			}
		}
		if out == nil {
			return cells{}
		}
		return out
	})
}

func TestEveryFormatHoldsTheSame(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		want := map[string]cells{"people": anyTable().Draw(t, "people"), "my table": anyTable().Draw(t, "mine")}
		n++
		for _, format := range []string{"", ".zip", ".xlsx"} {
			var tables []Table
			for _, name := range []string{"people", "my table"} {
				tables = append(tables, Table{name, rowsOf(want[name])})
			}
			path := filepath.Join(dir, fmt.Sprint(n)+format)
			if err := Write(t.Context(), path, tables, nil, nil); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, tablesOf(t, path)); diff != "" {
				t.Fatalf("%s: %s", path, diff)
			}
			if format == ".xlsx" {
				compareWithExcelize(t, path, want)
			}
			os.RemoveAll(path)
		}
	})
}

// compareWithExcelize reads the workbook with another library: what we write
// is what others read.
func compareWithExcelize(t *rapid.T, path string, want map[string]cells) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for name, table := range want {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for len(rows) < len(table) {
			rows = append(rows, nil)
		}
		for i, row := range table {
			for j, cell := range row {
				got := ""
				if j < len(rows[i]) {
					got = rows[i][j]
				}
				// That library takes white space alone for nothing, and its own
				// escapes for more than they are.
				if strings.TrimSpace(cell) == "" || strings.Contains(cell, "_x") || strings.ContainsAny(cell, "\ufffe\uffff") {
					continue
				}
				if got != cell {
					t.Fatalf("%s row %d cell %d: excelize reads %q, want %q", name, i+1, j+1, got, cell)
				}
				if formula, _ := f.GetCellFormula(name, columnName(j)+fmt.Sprint(i+1)); formula != "" {
					t.Fatalf("%q was written as a formula", cell)
				}
			}
		}
	}
}

// What the standard library reads from CSV, this scanner reads too.
func TestScannerAgreesWithStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab,\"\n\r é"))).Draw(t, "text")
		std := csv.NewReader(strings.NewReader(text))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
			return // broken text is told of line by line here, and a lone return is refused
		}
		want = slices.DeleteFunc(want, func(row []string) bool { return strings.Join(row, "") == "" })
		var got cells
		newScanner("x", strings.NewReader(text), Limits{}.orDefault()).scan(func(row Row, err error) bool {
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			var out []string
			for _, c := range row.Cells {
				out = append(out, string(c))
			}
			got = append(got, out)
			return true
		})
		if diff := cmp.Diff([][]string(got), want, cmp.Transformer("empty", func(x [][]string) string { return fmt.Sprintf("%q", x) })); diff != "" {
			t.Fatalf("%q: %s", text, diff)
		}
	})
}

func TestGuard(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "-3.5": "-3.5", "+5": "+5", "-x": "'-x", "@a": "'@a", "\ta": "'\ta", " =a": "' =a", "＝a": "'＝a",
		"'=a": "''=a", "'a": "'a", "a": "a", "": "", "--5": "'--5", "1-2": "1-2", "-1e5": "-1e5", "-1+cmd": "'-1+cmd",
	} {
		if got := guard(cell); got != want {
			t.Errorf("%q is written as %q, want %q", cell, got, want)
		}
		if got := string(unguard([]byte(guard(cell)))); got != cell {
			t.Errorf("%q comes back as %q", cell, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		cell := anyCell().Draw(t, "cell")
		if got := string(unguard([]byte(guard(cell)))); got != cell {
			t.Fatalf("%q comes back as %q", cell, got)
		}
	})
}

// What spreadsheet programs make of what people type, read by this package.
func TestWorkbookOfAnotherProgram(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	set := func(cell string, value any) {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
	custom := "[$-409]d\\-mmm\\-yy;@"
	own, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
	money := `#,##0.00 "days"`
	cost, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
	for i, v := range []any{"text", 0.9, 45943, 45943, 45943.5, true, 1e-7, 12345678901.0, " padded "} {
		set(columnName(i)+"1", v)
	}
	f.SetCellStyle("Sheet1", "C1", "C1", day)
	f.SetCellStyle("Sheet1", "D1", "D1", own)
	f.SetCellStyle("Sheet1", "E1", "E1", own)
	f.SetCellStyle("Sheet1", "H1", "H1", cost)
	f.SetCellFormula("Sheet1", "A3", "B1*2")
	f.SetCellRichText("Sheet1", "B3", []excelize.RichTextRun{{Text: "rich "}, {Text: "text"}})
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	want := map[string]cells{"Sheet1": {
		{"text", "0.9", "2025-10-13", "2025-10-13", "2025-10-13T12:00:00", "TRUE", "0.0000001", "12345678901", " padded "},
		{"=B1*2", "rich text"},
	}}
	if diff := cmp.Diff(want, tablesOf(t, path)); diff != "" {
		t.Error(diff)
	}
}

func TestSameTablesSameBytes(t *testing.T) {
	table := Table{"people", rowsOf(cells{{"place", "people"}, {"north", "12"}})}
	for _, format := range []string{".zip", ".xlsx"} {
		var first []byte
		for i := range 3 {
			path := filepath.Join(t.TempDir(), fmt.Sprint(i)+format)
			if err := Write(t.Context(), path, []Table{table, {"b", table.Rows}}, nil, nil); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if i > 0 && !bytes.Equal(first, text) {
				t.Errorf("%s: not the same bytes", format)
			}
			first = text
		}
	}
}
