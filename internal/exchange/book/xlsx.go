package book

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// openWorkbook opens an .xlsx. It is read by code of our own because a reader
// of scenarios has to see what spreadsheet libraries hide: that a cell is a
// formula, that its number is a date, and that a sheet breaks off in the
// middle. See docs/decisions/0021-reading-workbooks.md.
func (b *Book) openWorkbook(ctx context.Context, entries []*zip.File, name string, limits Limits) error {
	w := &workbook{parts: map[string]*zip.File{}, name: name, limits: limits}
	for _, f := range entries {
		w.parts[strings.ToLower(f.Name)] = f
	}
	top, err := w.relations("")
	if err != nil {
		return err
	}
	main, ok := top["kind officeDocument"]
	if !ok || w.parts[strings.ToLower(main.target)] == nil {
		return &Fault{Sheet: name, Problem: "has no workbook in it; expected an .xlsx as spreadsheet programs save it"}
	}
	parts, err := w.relations(main.target)
	if err != nil {
		return err
	}
	if styles, ok := parts["kind styles"]; ok {
		if err := w.readStyles(styles.target); err != nil {
			return err
		}
	}
	w.texts = sync.OnceValues(func() (*texts, error) { return w.readTexts(parts["kind sharedStrings"].target) })
	seen := map[string]bool{}
	return w.each(main.target, func(e xml.StartElement) {
		switch e.Name.Local {
		case "workbookPr":
			w.date1904 = attr(e, "date1904") == "1" || attr(e, "date1904") == "true"
		case "sheet":
			sheet, r := attr(e, "name"), parts[attr(e, "id")]
			f := w.parts[strings.ToLower(r.target)]
			switch lower := strings.ToLower(sheet); {
			case r.kind == "worksheet" && f != nil && !seen[lower] && len(seen) < limits.Entries:
				seen[lower] = true
				b.Sheets = append(b.Sheets, Sheet{Name: sheet, Size: int64(f.UncompressedSize64), Trimmed: true,
					rows: func() iter.Seq2[Row, error] { return w.rows(sheet, f) }})
			case seen[lower]:
				b.refuse(name, "has the sheet %s twice; expected each once", quoteName(sheet))
			default:
				b.refuse(name, "names the sheet %s, which is no table or not there; expected a sheet for each table", quoteName(sheet))
			}
		}
	})
}

// rows streams the rows of a sheet.
func (w *workbook) rows(sheet string, f *zip.File) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		shared, err := w.texts()
		if err != nil {
			yield(Row{}, err)
			return
		}
		p, err := openPart(sheet, f)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer p.Close()
		s := &sheetReader{part: p, workbook: w, shared: shared}
		for {
			row, err := s.next()
			if err == io.EOF {
				return
			}
			if err == nil && empty(row.Cells) {
				continue
			}
			if !yield(row, err) || err != nil && s.over {
				return
			}
		}
	}
}

// sheetReader reads the rows of one sheet.
type sheetReader struct {
	*part
	workbook *workbook
	shared   *texts
	line     int
	found    bool // the element that holds the rows has begun
	over     bool // no further row can be read

	text  []byte // of the row's cells, one behind the other
	ends  []int
	cells [][]byte
}

// next returns the next row, or io.EOF.
func (s *sheetReader) next() (Row, error) {
	for {
		token, err := s.part.next()
		if err != nil {
			s.over = true
			if err == io.EOF && !s.found {
				err = &Fault{Sheet: s.name, Problem: "there is no sheet of rows under this name; expected a sound workbook"}
			}
			return Row{Line: s.line}, err
		}
		e, ok := token.(xml.StartElement)
		switch {
		case ok && e.Name.Local == "sheetData":
			s.found = true
		case ok && e.Name.Local == "row":
			row, err := s.row(e)
			if err == io.EOF {
				s.over = true
				err = noEOF(s.name, err)
			}
			return row, err
		case ok && e.Name.Local == "mergeCell":
			return Row{}, &Fault{Sheet: s.name, Problem: fmt.Sprintf("the cells %s are merged, so all but the first of them are empty; expected each cell by itself", quoteName(attr(e, "ref")))}
		}
	}
}

// row reads the row that has just begun.
func (s *sheetReader) row(e xml.StartElement) (Row, error) {
	line := s.line + 1
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < line || n > 1<<20 {
			s.over = true
			return Row{Line: s.line}, s.fault("the row is followed by a row that calls itself %s, so the rest is not read; expected rows in their order", quoteName(r))
		}
		line = n
	}
	s.line = line
	s.text, s.ends = s.text[:0], s.ends[:0]
	var problem error
	for {
		token, err := s.part.next()
		if err != nil {
			s.over = true
			return Row{Line: line}, err
		}
		switch token := token.(type) {
		case xml.EndElement:
			if token.Name.Local != "row" {
				continue
			}
			if problem != nil {
				return Row{Line: line}, problem
			}
			return s.cut()
		case xml.StartElement:
			if token.Name.Local != "c" {
				continue
			}
			if err := s.cell(token); err != nil {
				if fault, ok := err.(*Fault); !ok || s.over {
					return Row{Line: line}, err
				} else if problem == nil {
					problem = fault
				}
			}
		}
	}
}

func (s *sheetReader) fault(format string, args ...any) *Fault {
	return &Fault{Sheet: s.name, Line: s.line, Problem: fmt.Sprintf(format, args...)}
}

// cut makes cells of the row's text and bounds them as in a CSV file.
func (s *sheetReader) cut() (Row, error) {
	s.cells = s.cells[:0]
	from, valid := 0, true
	for _, end := range s.ends {
		valid = valid && utf8.Valid(s.text[from:end])
		s.cells = append(s.cells, s.text[from:end])
		from = end
	}
	for n := len(s.cells); n > 0 && len(s.cells[n-1]) == 0; n-- {
		s.cells = s.cells[:n-1]
	}
	row := Row{Line: s.line, Cells: s.cells}
	c := &scanner{name: s.name, limits: s.workbook.limits}
	for _, b := range s.text {
		if b < ' ' && b != '\t' && b != '\n' || b == 0x7f {
			return row, c.control(row.Line, b)
		}
	}
	return row, c.check(row, valid)
}

// cell reads the cell that has just begun and puts its text behind the row's.
func (s *sheetReader) cell(e xml.StartElement) error {
	at := len(s.ends)
	if r := attr(e, "r"); r != "" {
		column, ok := columnOf(r)
		if !ok || column < at {
			return s.skipCell(s.fault("the row has a cell that calls itself %s; expected the cells of the row in their order", quoteName(r)))
		}
		if column >= s.workbook.limits.Columns {
			return s.skipCell(s.fault("the row has a cell in column %d; expected at most %d columns", column+1, s.workbook.limits.Columns))
		}
		at = column
	}
	for len(s.ends) < at {
		s.ends = append(s.ends, len(s.text))
	}
	from := len(s.text)
	kind, style := attr(e, "t"), attr(e, "s")
	var value, formula []byte
	hasFormula := false
	depth := s.depth - 1
	for {
		token, err := s.part.next()
		if err != nil {
			s.over = true
			return noEOF(s.name, err)
		}
		if s.depth == depth {
			break
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "v":
			value, err = s.part.text(value, false)
		case "f":
			hasFormula = true
			formula, err = s.part.text(formula, false)
		case "is":
			s.text, err = s.part.text(s.text, true)
			s.text = s.text[:from+copy(s.text[from:], unescape(s.text[from:]))]
		}
		if err != nil {
			s.over = true
			return noEOF(s.name, err)
		}
		if len(s.text)+len(value)+len(formula) > s.workbook.limits.Record {
			s.over = true
			return s.fault("the row is longer than %d bytes, so the rest of the table is not read; expected rows of a readable size", s.workbook.limits.Record)
		}
	}
	if hasFormula {
		s.text = append(append(s.text[:from], '='), formula...)
		if len(formula) == 0 {
			s.text = append(s.text, "(shared formula)"...)
		}
	} else if err := s.value(kind, style, value); err != nil {
		return err
	}
	s.text = s.text[:from+copy(s.text[from:], bytes.ReplaceAll(s.text[from:], []byte("\r\n"), []byte("\n")))]
	s.ends = append(s.ends, len(s.text))
	return nil
}

// skipCell passes over a cell that cannot be placed.
func (s *sheetReader) skipCell(fault error) error {
	if _, err := s.part.text(nil, true); err != nil {
		s.over = true
		return noEOF(s.name, err)
	}
	return fault
}

// value puts what a cell's v says behind the row's text.
func (s *sheetReader) value(kind, style string, value []byte) error {
	if len(value) == 0 {
		return nil
	}
	switch kind {
	case "s":
		i, err := strconv.Atoi(string(bytes.TrimSpace(value)))
		if err != nil || i < 0 || i >= len(s.shared.ends) {
			return s.fault("the row has a cell whose text is not in the workbook; expected a sound workbook")
		}
		s.text = append(s.text, s.shared.at(i)...)
	case "b":
		word := "FALSE"
		if string(value) == "1" || string(value) == "true" {
			word = "TRUE"
		}
		s.text = append(s.text, word...)
	case "d":
		s.text = append(s.text, strings.TrimSuffix(string(value), "T00:00:00")...)
	case "", "n":
		i, err := strconv.Atoi(style)
		s.text = append(s.text, s.workbook.number(string(value), err == nil && i >= 0 && i < len(s.workbook.isDate) && s.workbook.isDate[i])...)
	default:
		s.text = append(s.text, unescape(value)...)
	}
	return nil
}

// number writes a number as a person would type it. Spreadsheet programs keep
// seventeen digits of what was typed with two; the shortest text that means
// the same number is the one that was typed.
func (w *workbook) number(text string, isDate bool) string {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || !IsNumber(text) {
		return text
	}
	if isDate {
		if day, ok := w.day(v); ok {
			return day
		}
	}
	if size := math.Abs(v); size != 0 && (size >= 1e21 || size < 1e-15) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// day writes a spreadsheet's count of days as a date.
func (w *workbook) day(v float64) (string, bool) {
	const lastDay = 2958465 // 9999-12-31
	whole := math.Floor(v)
	if w.date1904 {
		whole += 1462
	}
	if whole < 1 || whole > lastDay || whole == 60 {
		return "", false // the first spreadsheets believed in 1900-02-29, day 60
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if whole < 60 {
		first = first.AddDate(0, 0, 1)
	}
	day := first.AddDate(0, 0, int(whole))
	if seconds := math.Round((v - math.Floor(v)) * 86400); seconds > 0 {
		return day.Add(time.Duration(seconds) * time.Second).Format("2006-01-02T15:04:05"), true
	}
	return day.Format(time.DateOnly), true
}

// columnOf returns the column of a cell such as AB12, counted from 0.
func columnOf(cell string) (int, bool) {
	column := 0
	for i := 0; i < len(cell) && i < 4; i++ {
		c := cell[i] | 0x20
		if c < 'a' || c > 'z' {
			return column - 1, i > 0 && c >= '0' && c <= '9'
		}
		column = column*26 + int(c-'a') + 1
	}
	return 0, false
}
