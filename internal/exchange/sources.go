package exchange

import (
	"bytes"
	"context"
	"fmt"

	"passage/internal/exchange/book"
)

// Sources says where figures of the tables people and needs come from, as
// their writer says in a column such as people_source, or in source for the
// whole row. The format leaves both to the writer.
type Sources map[string]map[figureOf]string

// figureOf is a row by its first column and, in the table people, the day from
// which it holds.
type figureOf struct{ id, from string }

// Of returns the source of a figure: of a place's people from a day on, as the
// table writes it, or of a need. It is empty where none is given.
func (s Sources) Of(table, id, from string) string { return s[table][figureOf{id, from}] }

// ReadSources reads the sources from a .zip or .xlsx that [ReadArchive] finds no
// fault with.
func ReadSources(ctx context.Context, archive []byte, name string) (Sources, error) {
	b, err := book.OpenArchive(ctx, bytes.NewReader(archive), int64(len(archive)), name, book.Limits{})
	if err != nil {
		return nil, fmt.Errorf("read sources of %s: %w", name, err)
	}
	defer b.Close()
	s := Sources{}
	for _, sheet := range b.Sheets {
		switch sheet.Name {
		case "people":
			s.sheet(sheet, "place", "people_source")
		case "needs":
			s.sheet(sheet, "need", "per_person_day_source")
		}
	}
	return s, ctx.Err()
}

func (s Sources) sheet(sheet book.Sheet, id, source string) {
	s[sheet.Name] = map[figureOf]string{}
	var head map[string]int
	for row, err := range sheet.Rows() {
		if err != nil {
			return // it is no fault of a source
		}
		cell := func(column string) string {
			if i, ok := head[column]; ok && i < len(row.Cells) {
				return string(row.Cells[i])
			}
			return ""
		}
		if head == nil {
			head = map[string]int{}
			for i, c := range row.Cells {
				head[string(c)] = i
			}
			continue
		}
		text := cell(source)
		if text == "" {
			text = cell("source")
		}
		if text != "" {
			s[sheet.Name][figureOf{cell(id), cell("from")}] = text
		}
	}
}
