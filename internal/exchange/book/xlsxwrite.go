package book

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// mostRows is how many rows a sheet can have.
const mostRows = 1 << 20

// The styles of the workbooks that are written, as indices of cellXfs below.
const (
	plainStyle   = 0
	headerStyle  = 1 // bold
	textStyle    = 2 // stays text when somebody edits the cell: quotePrefix
	dayStyle     = 3 // 2026-03-01
	momentStyle  = 4 // 2026-03-01T08:30:00Z
	digitsStyle  = 5 // all digits, however many; a style for each decimal place follows
	mostDecimals = 6
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packSpace  = "http://schemas.openxmlformats.org/package/2006/"
	mediaTypes = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	shows      = `<xf fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" numFmtId="`
	styles     = `<styleSheet xmlns="` + mainSpace + `"><numFmts count="8">` +
		`<numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\Thh:mm:ss\Z"/>` +
		`<numFmt numFmtId="166" formatCode="0.0"/><numFmt numFmtId="167" formatCode="0.00"/><numFmt numFmtId="168" formatCode="0.000"/>` +
		`<numFmt numFmtId="169" formatCode="0.0000"/><numFmt numFmtId="170" formatCode="0.00000"/><numFmt numFmtId="171" formatCode="0.000000"/></numFmts>` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="12"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>` +
		shows + `164"/>` + shows + `165"/>` + shows + `1"/>` +
		shows + `166"/>` + shows + `167"/>` + shows + `168"/>` + shows + `169"/>` + shows + `170"/>` + shows + `171"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

// xlsx writes the tables as a workbook: the same tables, the same bytes.
func (w *writer) xlsx(archive *zip.Writer) error {
	var types, sheets, relations strings.Builder
	for i, t := range w.tables {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, mediaTypes)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escape(t.Name), i+1, i+1)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relSpace, i+1)
	}
	fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(w.tables)+1, relSpace)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="` + packSpace + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + mediaTypes + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + mediaTypes + `styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + packSpace + `relationships"><Relationship Id="rId1" Type="` + relSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relSpace + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packSpace + `relationships">` + relations.String() + `</Relationships>`},
		{"xl/styles.xml", styles},
	} {
		out, err := archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, xmlHead+part.text); err != nil {
			return err
		}
	}
	for i, t := range w.tables {
		out, err := archive.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if err != nil {
			return err
		}
		if err := w.sheet(out, t); err != nil {
			return err
		}
	}
	return nil
}

// measured is of how many rows the columns are made wide enough, and widest how
// wide that is at most, in characters.
const (
	measured = 100
	widest   = 40
)

// sheet writes one sheet: the header in bold and always in sight.
func (w *writer) sheet(to io.Writer, t Table) error {
	out := bufio.NewWriterSize(to, 1<<16)
	out.WriteString(xmlHead + `<worksheet xmlns="` + mainSpace + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	var widths []int
	var rows bytes.Buffer // that wait for the widths, which come before them
	n := 0
	flush := func() error {
		if len(widths) > 0 {
			out.WriteString(`<cols>`)
			for i, width := range widths {
				fmt.Fprintf(out, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, min(max(width, 11), widest))
			}
			out.WriteString(`</cols>`)
			widths = nil
		}
		if n <= measured {
			out.WriteString(`<sheetData>`)
		}
		_, err := rows.WriteTo(out)
		return err
	}
	for row, err := range w.rows(t) {
		if err != nil {
			return err
		}
		if n++; n > mostRows {
			return fmt.Errorf("the table %s has more than the %d rows that a sheet can have; write a folder or a .zip", t.Name, mostRows)
		}
		fmt.Fprintf(&rows, `<row r="%d">`, n)
		for i, cell := range row.Cells {
			if n <= measured {
				for len(widths) <= i {
					widths = append(widths, 0)
				}
				widths[i] = max(widths[i], utf8.RuneCount(cell)+3)
			}
			if len(cell) > 0 {
				w.cell(&rows, columnName(i)+strconv.Itoa(n), string(cell), n == 1)
			}
		}
		rows.WriteString(`</row>`)
		if n >= measured {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if n < measured {
		if err := flush(); err != nil {
			return err
		}
	}
	out.WriteString(`</sheetData></worksheet>`)
	return out.Flush()
}

// cell writes a cell. It is a number where the number says all that the text does,
// so that people can reckon with it, and text otherwise: 007 and 14.0 would not come
// back as they are. Text is never a formula.
func (w *writer) cell(out *bytes.Buffer, name, text string, header bool) {
	style := plainStyle
	if w.shown && !header {
		if value, shown := shownAs(text); shown != plainStyle {
			fmt.Fprintf(out, `<c r="%s" s="%d"><v>%s</v></c>`, name, shown, value)
			return
		}
		text = cut(text)
	}
	switch {
	case header:
		style = headerStyle
	case numeric(text):
		fmt.Fprintf(out, `<c r="%s"><v>%s</v></c>`, name, text)
		return
	case runs(text):
		style = textStyle
	}
	fmt.Fprintf(out, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, name, style, escape(text))
}

// mostDigits is how many digits of a number spreadsheet programs keep.
const mostDigits = 15

// numeric reports whether a text is how a number that spreadsheet programs keep is
// written at its shortest.
func numeric(text string) bool {
	if len(text) > 17 || !IsNumber(text) || text == "-0" {
		return false
	}
	digits := 0
	for _, c := range text {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	return err == nil && digits <= mostDigits && strconv.FormatFloat(v, 'f', -1, 64) == text
}

// columnName returns the letters of a column that is counted from 0.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// escape writes a text as XML, and what XML cannot hold as workbooks do.
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '_' && looksEscaped(s[i:]):
			b.WriteString("_x005F_")
		case r < ' ' && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff:
			fmt.Fprintf(&b, "_x%04X_", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// looksEscaped reports whether a text begins like _x000D_.
func looksEscaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}
