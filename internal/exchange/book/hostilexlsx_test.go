package book

import (
	"strings"
	"testing"
)

// xlsxWith returns a workbook whose one sheet is given as XML, and whose other
// parts are sound unless they are given too.
func xlsxWith(t testing.TB, sheet string, others ...entry) []byte {
	t.Helper()
	parts := []entry{
		{"[Content_Types].xml", `<Types/>`},
		{"_rels/.rels", `<Relationships><Relationship Id="rId1" Type="` + relSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns:r="` + relSpace + `"><sheets><sheet name="people" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="` + relSpace + `/worksheet" Target="/xl/worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relSpace + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="` + relSpace + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/sharedStrings.xml", `<sst><si><t>place</t></si><si><r><t>peo</t></r><r><t xml:space="preserve">ple</t></r><rPh><t>no</t></rPh></si></sst>`},
		{"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="&quot;days &quot;0"/></numFmts>` +
			`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`},
		{"xl/worksheets/sheet1.xml", sheet},
	}
	for _, o := range others {
		for i := range parts {
			if parts[i].name == o.name {
				parts[i] = o
				o.name = ""
			}
		}
		if o.name != "" {
			parts = append(parts, o)
		}
	}
	return archive(t, parts...)
}

func data(rows string) string { return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>` }

func TestWorkbookCells(t *testing.T) {
	text := xlsxWith(t, data(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="s"><v>1</v></c></row>`+
		`<row r="3"><c r="B3" s="1"><v>45943</v></c><c r="C3" s="2"><v>45943</v></c><c r="D3" s="3"><v>45943</v></c><c r="E3"><v>0.90000000000000002</v></c><c r="F3"><v>1.2E+3</v></c></row>`+
		`<row><c t="inlineStr"><is><t> a </t></is></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><v>_x0041_</v></c><c t="d"><v>2025-10-13T00:00:00</v></c></row>`+
		`<row><c><f>B1*2</f><v>7</v></c><c><f t="shared" si="0"/></c><c s="1"><v>60</v></c><c s="1"><v>59</v></c><c s="1"><v>61.25</v></c></row>`))
	b, err := openArchiveAt(t.Context(), strings.NewReader(string(text)), int64(len(text)), "x.xlsx", Limits{}.orDefault())
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for row, err := range b.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got += strings.Join(append([]string{string(rune('0' + row.Line))}, trimmed(row)...), "|") + "\n"
	}
	want := "1|place|people\n3||2025-10-13|2025-10-13|45943|0.9|1200\n4| a |TRUE|#N/A|A|2025-10-13\n5|=B1*2|=(shared formula)|60|1900-02-28|1900-03-01T06:00:00\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestHostileWorkbooks(t *testing.T) {
	row := `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	for _, c := range []struct {
		name   string
		sheet  string
		others []entry
		limits Limits
		want   string
		rows   int
	}{
		{name: "sound", sheet: data(row), rows: 1},
		{name: "broken off", sheet: `<worksheet><sheetData>` + row + `<row r="2"><c`, want: "cannot be unpacked", rows: 1},
		{name: "broken off between rows", sheet: `<worksheet><sheetData>` + row, want: "cannot be unpacked", rows: 1},
		{name: "no XML", sheet: "place,people", want: "no sheet of rows"},
		{name: "other brackets", sheet: `<worksheet><sheetData></row></worksheet>`, want: "cannot be unpacked"},
		{name: "elements without end", sheet: `<worksheet>` + strings.Repeat(`<a>`, 100), want: "more than 64 deep"},
		{name: "elements without end in a cell", sheet: data(`<row><c><is>` + strings.Repeat(`<r>`, 100)), want: "more than 64 deep"},
		{name: "a tag of 3 MB", sheet: data(row) + `<x a="` + strings.Repeat("0123456789", 300_000) + `"/>`, limits: Limits{Ratio: 2000}, want: "too long", rows: 1},
		{name: "a text of 3 MB", sheet: data(`<row><c t="inlineStr"><is><t>` + strings.Repeat("0123456789", 300_000) + `</t></is></c></row>`), limits: Limits{Ratio: 2000}, want: "too long"},
		{name: "many texts of a cell", sheet: data(`<row><c t="inlineStr"><is>` + strings.Repeat(`<r><t>`+strings.Repeat("x", 9000)+`</t></r>`, 200) + `</is></c></row>`), limits: Limits{Ratio: 2000}, want: "the row is longer than 1048576 bytes"},
		{name: "an entity", sheet: `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`, want: "invalid character entity"},
		{name: "another encoding", sheet: `<?xml version="1.0" encoding="UTF-7"?>` + data(row), want: "encoding"},
		{name: "a text that is not there", sheet: data(`<row><c t="s"><v>7</v></c></row>` + `<row><c t="s"><v>-1</v></c></row><row><c t="s"><v>x</v></c></row>`), want: "line 3: the row has a cell whose text is not in the workbook"},
		{name: "rows out of order", sheet: data(`<row r="5"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>`), want: `calls itself "2"`, rows: 1},
		{name: "a row far away", sheet: data(`<row r="1048577"><c><v>1</v></c></row>`), want: "expected rows in their order"},
		{name: "cells out of order", sheet: data(`<row><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>` + `<row><c><v>3</v></c></row>`), want: `line 1: the row has a cell that calls itself "A1"`, rows: 1},
		{name: "a cell far away", sheet: data(`<row><c r="XFD1"><v>1</v></c></row>`), want: "column 16384; expected at most 1000"},
		{name: "a cell nowhere", sheet: data(`<row><c r="1A"><v>1</v></c></row><row><c r="ZZZZZ1"><v>1</v></c></row>`), want: `calls itself "ZZZZZ1"`},
		{name: "merged cells", sheet: `<worksheet><sheetData>` + row + `</sheetData><mergeCells><mergeCell ref="A1:A5"/></mergeCells></worksheet>`, want: `cells "A1:A5" are merged`, rows: 1},
		{name: "a control character by its number", sheet: data(`<row><c t="inlineStr"><is><t>a_x0007_b</t></is></c></row>`), want: "control character U+0007"},
		{name: "no workbook", sheet: data(row), others: []entry{{"_rels/.rels", `<Relationships/>`}}, want: "has no workbook in it"},
		{name: "a workbook elsewhere", sheet: data(row), others: []entry{{"_rels/.rels", `<Relationships><Relationship Id="r" Type="x/officeDocument" TargetMode="External" Target="http://example.org/"/></Relationships>`}}, want: "has no workbook in it"},
		{name: "a sheet that is not there", sheet: data(row), others: []entry{{"xl/workbook.xml", `<workbook><sheets><sheet name="a" id="rId9"/><sheet name="b" id="rId3"/></sheets></workbook>`}}, want: `names the sheet "b"`},
		{name: "a sheet twice", sheet: data(row), others: []entry{{"xl/workbook.xml", `<workbook><sheets><sheet name="a" id="rId1"/><sheet name="A" id="rId1"/></sheets></workbook>`}}, want: `the sheet "A" twice`, rows: 1},
		{name: "broken styles", sheet: data(row), others: []entry{{"xl/styles.xml", `<styleSheet>`}}, want: "cannot be unpacked"},
		{name: "broken texts", sheet: data(row), others: []entry{{"xl/sharedStrings.xml", `<sst><si><t>`}}, want: "cannot be unpacked"},
		{name: "styles of 17 MB", sheet: data(row), others: []entry{{"xl/styles.xml", strings.Repeat(" ", 17<<20)}}, limits: Limits{Ratio: 2000}, want: "expected at most 16777216"},
		{name: "a bomb", sheet: data(row + strings.Repeat(" ", 4<<20)), want: "this looks like a trap"},
		{name: "upwards", sheet: data(row), others: []entry{{"xl/../../evil", ""}}, want: "no safe path"},
		{name: "a part twice", sheet: data(row), others: []entry{{"XL/Workbook.xml", ""}}, want: "twice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, rows := told(t, xlsxWith(t, c.sheet, c.others...), c.limits)
			if !strings.Contains(got, c.want) || c.want == "" && got != "" || rows != c.rows {
				t.Errorf("%d rows, %q; want %d rows, %q", rows, got, c.rows, c.want)
			}
		})
	}
}
