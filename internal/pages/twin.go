package pages

import (
	"encoding/csv"
	"encoding/json"
	"mime"
	"path"

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

// writeCSV writes the table of a page; a cell that a spreadsheet would run as a
// formula is kept from it.
func writeCSV(r *request, page any) error {
	r.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	r.w.Header().Set("Content-Disposition", attachment(path.Base(r.URL.Path)))
	head, rows := page.(table).Table()
	w := csv.NewWriter(r.w)
	if err := w.Write(head); err != nil {
		return err
	}
	for _, row := range rows {
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
