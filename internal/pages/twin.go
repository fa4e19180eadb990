package pages

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"mime"
	"net/url"
	"path"
	"strings"

	"passage/internal/exchange/book"
)

// table is a page that can be had as a table: a head and rows of plain text.
type table interface {
	Table() (head []string, rows [][]string)
}

// tagged is a table with a row of hashtags of the Humanitarian Exchange Language
// (1.1) below its head where they are asked for; nil: they are not.
type tagged interface{ Tags() []string }

// twin answers with what a page shows, in another form.
func twin(r *request, h handler, write func(*request, any) error) (answer, error) {
	page, err := h(r)
	if err != nil {
		return nil, err
	}
	if to, ok := page.(redirect); ok {
		return to, nil
	}
	if r.next != "" {
		r.w.Header().Set("Link", "<"+r.next+`>; rel="next"`)
	}
	return nil, write(r, page)
}

func writeJSON(r *request, page any) error {
	r.w.Header().Set("Content-Type", "application/json")
	enc := json.NewEncoder(r.w)
	enc.SetEscapeHTML(false)
	return enc.Encode(page)
}

// attachment has a browser save an answer as a file of a name.
func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// tableRows are those of a table, the head first, as they come.
type tableRows = iter.Seq2[[]string, error]

// tableLines returns the rows of a page: those above what it is about if it is the first
// of its table, and the others.
func tableLines(page table, first bool) tableRows {
	return func(yield func([]string, error) bool) {
		head, all := page.Table()
		if first {
			above := [][]string{head}
			if t, ok := page.(tagged); ok && t.Tags() != nil {
				above = append(above, t.Tags())
			}
			all = append(above, all...)
		}
		for _, row := range all {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// written is a form in which a table is downloaded.
type written struct {
	media string
	mark  string // with which a file for people begins
	rows  func(ctx context.Context, to io.Writer, name string, all tableRows) error
}

// workbookType is the media type of an .xlsx.
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// A .csv for people begins with the mark by which spreadsheets know UTF-8: without it
// they take Arabic and accents for something else. An .xlsx is for those whose
// spreadsheets take a comma for the one in a number, as French and Turkish ones do.
var (
	inCSV  = written{"text/csv; charset=utf-8", "\ufeff", csvRows}
	inXLSX = written{workbookType, "", sheetRows}
)

// page writes the table of a page.
func (f written) page(r *request, page any) error {
	f.head(r)
	return f.rows(r.Context(), r.w, nameOf(r), tableLines(page.(table), true))
}

func (f written) head(r *request) {
	r.w.Header().Set("Content-Type", f.media)
	r.w.Header().Set("Content-Disposition", attachment(path.Base(r.URL.Path)))
}

// nameOf is what a table is called: its file, without the ending.
func nameOf(r *request) string {
	return strings.TrimSuffix(path.Base(r.URL.Path), path.Ext(r.URL.Path))
}

// csvRows writes rows as CSV; a cell that a spreadsheet would run as a formula is
// kept from it.
func csvRows(_ context.Context, to io.Writer, _ string, all tableRows) error {
	w := csv.NewWriter(to)
	for row, err := range all {
		if err != nil {
			return err
		}
		for i, cell := range row {
			row[i] = book.Guard(cell)
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// sheetRows writes rows as a workbook of one sheet.
func sheetRows(ctx context.Context, to io.Writer, name string, all tableRows) error {
	return book.WriteSheet(ctx, to, book.Table{Name: name, Rows: func(yield func(book.Row, error) bool) {
		for row, err := range all {
			var cells [][]byte
			for _, cell := range row {
				cells = append(cells, []byte(cell))
			}
			if !yield(book.Row{Cells: cells}, err) {
				return
			}
		}
	}})
}

// wholeOf is how many of the files that programs read one after the other a table
// holds that a person downloads.
const wholeOf = 10

// wholeURL is the address of a .csv as a person downloads it.
func wholeURL(csv string) string {
	if strings.Contains(csv, "?") {
		return csv + "&whole=1"
	}
	return csv + "?whole=1"
}

// sheetURL is the address of the .xlsx beside a .csv.
func sheetURL(csv string) string {
	file, query, _ := strings.Cut(csv, "?")
	return strings.TrimSuffix(strings.TrimSuffix(file, ".csv")+".xlsx?"+query, "?")
}

// whole sends a list as one table to a person, who does not see the Link by which a
// program finds the next file. Where even that does not hold all, its last row says
// where the rest is.
func (s *Server) whole(r *request, h handler, f written) (answer, error) {
	here := *r.URL
	q := here.Query()
	q.Del("whole")
	here.RawQuery = q.Encode()
	part := func(at *url.URL) (answer, error) {
		r.Request, r.next = r.Clone(r.Context()), ""
		r.URL, r.Form = at, nil
		return h(r)
	}
	page, err := part(&here)
	if err != nil {
		return nil, err
	}
	if to, ok := page.(redirect); ok {
		return to, nil
	}
	all := func(yield func([]string, error) bool) {
		columns := 0
		for n := 1; ; n++ {
			for row := range tableLines(page.(table), n == 1) {
				if columns = len(row); !yield(row, nil) {
					return
				}
			}
			if r.next == "" {
				return
			}
			if n == wholeOf {
				on := make([]string, columns)
				on[0], on[1] = r.T.Say("list.goes_on"), s.site(r).Origin+wholeURL(r.next)
				yield(on, nil)
				return
			}
			next, err := url.Parse(r.next)
			if err == nil {
				page, err = part(next)
			}
			if _, led := page.(redirect); led && err == nil {
				err = errors.New("the next part of a list leads elsewhere")
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
	text := bytes.NewBufferString(f.mark) // kept as it will be sent: rows take many times that
	if err := f.rows(r.Context(), text, nameOf(r), all); err != nil {
		return nil, err
	}
	f.head(r)
	_, err = r.w.Write(text.Bytes())
	return nil, err
}
