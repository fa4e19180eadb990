package book

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// sound fails the test where a row is not what callers may rely on.
func sound(t *testing.T, row Row) {
	t.Helper()
	if row.Line < 1 || len(row.Cells) > 1000 || empty(row.Cells) {
		t.Fatalf("line %d has %d cells", row.Line, len(row.Cells))
	}
	for _, c := range row.Cells {
		if !utf8.Valid(c) || bytes.ContainsFunc(c, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' || r == 0x7f }) {
			t.Fatalf("line %d: %q", row.Line, c)
		}
	}
}

// Whatever is read from CSV is read again from what is written of it.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"place,people\nnorth,12\n", "\ufeffa,b\r\n\"x, \"\"y\"\"\",\"two\r\nlines\"\r\n", "a\n\"never\n", "a\n'=1\n''=1\n-3.5\n", "a\n\"x\"y\n", "\xff\xfea\x00", "a;b\n", "\n,,\n,x", "\"\"\n", "\t=1\n\"\t\"\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		read := func(text []byte) (out cells, faults int) {
			last := 0
			newScanner("x", bytes.NewReader(text), Limits{}.orDefault()).scan(func(row Row, err error) bool {
				if err != nil {
					if _, ok := err.(*Fault); !ok {
						t.Fatal(err)
					}
					faults++
					return true
				}
				sound(t, row)
				if row.Line <= last {
					t.Fatalf("line %d follows line %d", row.Line, last)
				}
				last = row.Line
				out = append(out, trimmed(row))
				return true
			})
			return out, faults
		}
		first, _ := read(text)
		var written bytes.Buffer
		if err := (&writer{ctx: t.Context()}).csv(&written, Table{Rows: rowsOf(first)}); err != nil {
			t.Fatal(err)
		}
		second, faults := read(written.Bytes())
		if diff := cmp.Diff(first, second); diff != "" || faults > 0 {
			t.Fatalf("%q was written as %q: %d faults, %s", text, written.Bytes(), faults, diff)
		}
	})
}

// Bytes that call themselves an archive are read or refused.
func FuzzArchive(f *testing.F) {
	f.Add(archive(f, entry{"people.csv", "place,people\nnorth,1\n"}, entry{"scenario.toml", "periods = 1\n"}))
	f.Add(archive(f, entry{"a/people.csv", "place\n"}, entry{"b/../x.csv", ""}))
	f.Add(xlsxWith(f, data(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`)))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, text []byte) {
		told(t, text, Limits{Unpacked: 1 << 20, Sheet: 1 << 20})
	})
}

// The parts of a workbook may hold any text.
func FuzzWorkbook(f *testing.F) {
	f.Add(data(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="2"><v>45943.5</v></c></row><row><c t="inlineStr"><is><t>a_x000D_b</t><rPh><t>x</t></rPh></is></c><c><f>A1</f></c></row>`),
		`<sst><si><t>place</t></si></sst>`, `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-409]d\-mmm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`)
	f.Add(`<worksheet><sheetData><row r="2"/><row r="1"/></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, `<sst><si/></sst>`, ``)
	f.Add(data(`<row><c><is><r><t>`), `<!DOCTYPE x>`, `<cellXfs><xf/></cellXfs>`)
	f.Fuzz(func(t *testing.T, sheet, texts, styles string) {
		text := xlsxWith(t, sheet, entry{"xl/sharedStrings.xml", texts}, entry{"xl/styles.xml", styles})
		b, err := openArchiveAt(t.Context(), bytes.NewReader(text), int64(len(text)), "x.xlsx", Limits{Ratio: 1 << 20}.orDefault())
		if err != nil {
			if _, ok := err.(*Fault); !ok {
				t.Fatal(err)
			}
			return
		}
		last := 0
		for row, err := range b.Sheets[0].Rows() {
			if err != nil {
				if _, ok := err.(*Fault); !ok {
					t.Fatal(err)
				}
				continue
			}
			sound(t, row)
			if row.Line <= last {
				t.Fatalf("row %d follows row %d", row.Line, last)
			}
			last = row.Line
		}
	})
}

// Any text comes back from a workbook as it was.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"_x005F_x0041_", "a\nb", "<&>", "\ufffe", "_x_x0041_"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || slices.ContainsFunc([]rune(text), func(r rune) bool { return r < ' ' || r == 0x7f }) || len(text) > 10000 || strings.TrimSpace(text) == "" {
			return
		}
		sheet := data(`<row><c t="inlineStr"><is><t>` + escape(text) + `</t></is></c></row>`)
		raw := xlsxWith(t, sheet)
		b, err := openArchiveAt(t.Context(), bytes.NewReader(raw), int64(len(raw)), "x.xlsx", Limits{Ratio: 1 << 20}.orDefault())
		if err != nil {
			t.Fatal(err)
		}
		for row, err := range b.Sheets[0].Rows() {
			if err != nil || string(row.Cells[0]) != text {
				t.Fatalf("%q came back as %q, %v", text, row.Cells, err)
			}
		}
	})
}
