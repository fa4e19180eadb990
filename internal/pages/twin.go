package pages

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
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

// writeCSV writes the table of a page.
func writeCSV(r *request, page any) error {
	head, rows := page.(table).Table()
	asCSV(r)
	w := csv.NewWriter(r.w)
	if err := writeRows(w, head, rows); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

func asCSV(r *request) {
	r.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	r.w.Header().Set("Content-Disposition", attachment(path.Base(r.URL.Path)))
}

// writeRows writes a head, unless there is none, and rows; a cell that a spreadsheet
// would run as a formula is kept from it.
func writeRows(w *csv.Writer, head []string, rows [][]string) error {
	if head != nil {
		if err := w.Write(head); err != nil {
			return err
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = book.Guard(cell)
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
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

// whole sends a list as one table to a person, who does not see the Link by which a
// program finds the next file. Where even that does not hold all, its last row says
// where the rest is. It begins with the mark by which spreadsheets know UTF-8: without
// it they take Arabic and accents for something else.
func (s *Server) whole(r *request, h handler) (answer, error) {
	text := bytes.NewBufferString("\ufeff") // kept as it will be sent: rows take many times that
	w := csv.NewWriter(text)
	columns := 0
	here := *r.URL
	q := here.Query()
	q.Del("whole")
	here.RawQuery = q.Encode()
	next := &here
	for range wholeOf {
		r.Request, r.next = r.Clone(r.Context()), ""
		r.URL, r.Form = next, nil
		page, err := h(r)
		if err != nil {
			return nil, err
		}
		if to, ok := page.(redirect); ok {
			return to, nil
		}
		head, rows := page.(table).Table()
		if columns > 0 {
			head = nil
		}
		columns = max(columns, len(head))
		if err := writeRows(w, head, rows); err != nil {
			return nil, err
		}
		if r.next == "" {
			break
		}
		if next, err = url.Parse(r.next); err != nil {
			return nil, err
		}
	}
	if r.next != "" {
		on := make([]string, columns)
		on[0], on[1] = r.T.Say("list.goes_on"), s.site(r).Origin+wholeURL(r.next)
		if err := writeRows(w, nil, [][]string{on}); err != nil {
			return nil, err
		}
	}
	if w.Flush(); w.Error() != nil {
		return nil, w.Error()
	}
	asCSV(r)
	_, err := r.w.Write(text.Bytes())
	return nil, err
}
