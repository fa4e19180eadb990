package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"

	"passage"
	"passage/internal/exchange/book"
	"passage/internal/exchange/settings"
)

// Convert writes the scenario at one path, a folder, .zip or .xlsx, to
// another in the format that the other's name asks for. Nothing is lost: extra
// tables, columns, keys and rows of hashtags, their order and the text of every
// cell are kept, whether or not the scenario makes sense. Only boundaries have
// no place in an .xlsx: left names the files that stay behind. What cannot be
// read at all is returned as [passage.Faults]. The target appears whole or not
// at all, and never replaces anything; that it is there is [book.ErrExists].
func Convert(ctx context.Context, from, to string) (left []string, err error) {
	return ConvertWithin(ctx, from, to, book.Limits{})
}

// UploadLimits are for tables that somebody sends to a server which others use. A
// table of nearly as many bytes, 1.8 million rows with a fault in each, took 19 s
// and 525 MB.
var UploadLimits = book.Limits{Sheet: 32 << 20, Unpacked: 64 << 20}

// ConvertWithin is Convert with limits of one's own.
func ConvertWithin(ctx context.Context, from, to string, limits book.Limits) (left []string, err error) {
	left, err = convert(ctx, from, to, limits)
	if faults := (passage.Faults)(nil); err != nil && !errors.As(err, &faults) {
		return nil, fmt.Errorf("convert %s: %w", filepath.Base(from), err)
	}
	return left, err
}

func convert(ctx context.Context, from, to string, limits book.Limits) (left []string, err error) {
	format, err := book.FormatOf(to)
	if err != nil {
		return nil, err
	}
	b, err := book.Open(ctx, from, limits)
	if fault := (*book.Fault)(nil); errors.As(err, &fault) {
		return nil, passage.Faults{bookFault(fault)}
	}
	if err != nil {
		return nil, err
	}
	defer b.Close()
	c := &conversion{format: format}
	for _, f := range b.Faults {
		c.faults = append(c.faults, bookFault(f))
	}
	if err := c.take(b); err != nil {
		return nil, err
	}
	if b.Boundaries != nil && format == book.XLSX {
		left = []string{book.BoundariesFile}
	} else if err := c.takeBoundaries(b); err != nil {
		return nil, err
	}
	return left, book.Write(ctx, to, c.tables, c.files, func() error {
		if len(c.faults) > 0 {
			sortFaults(c.faults, Tables())
			return c.faults
		}
		return nil
	})
}

// conversion gathers what is to be written.
type conversion struct {
	format book.Format
	tables []book.Table
	files  []book.File
	faults passage.Faults
}

func (c *conversion) take(b *book.Book) error {
	sheets := slices.Clone(b.Sheets)
	order := map[string]int{"scenario": -1}
	for i, t := range Tables() {
		order[t.Name] = i - len(Tables())
	}
	slices.SortStableFunc(sheets, func(x, y book.Sheet) int { return order[x.Name] - order[y.Name] })
	keys := SettingsTable()
	page, err := c.page(b, sheets, keys.IsText)
	if err != nil {
		return err
	}
	switch {
	case page == nil:
	case c.format == book.XLSX:
		c.tables = append(c.tables, book.Table{Name: "scenario", Rows: textRows(page.Sheet(keys.IsText))})
	case b.Settings != nil:
		c.files = []book.File{{Name: book.SettingsFile, Text: b.Settings}}
	default:
		c.files = []book.File{{Name: book.SettingsFile, Text: page.TOML()}}
	}
	for _, sheet := range sheets {
		switch {
		case sheet.Name != "scenario":
			c.tables = append(c.tables, book.Table{Name: sheet.Name, Rows: c.sound(sheet)})
		case !sheet.Trimmed:
			c.faults = append(c.faults, passage.Fault{Table: "scenario",
				Problem: "there is a table scenario.csv, whose name is taken by the settings; expected " + book.SettingsFile + " alone"})
		}
	}
	return nil
}

// takeBoundaries takes the file of boundaries as it is, byte for byte.
func (c *conversion) takeBoundaries(b *book.Book) error {
	if b.Boundaries == nil {
		return nil
	}
	text, err := readBoundaries(b)
	if fault := (*book.Fault)(nil); errors.As(err, &fault) {
		c.faults = append(c.faults, bookFault(fault))
		return nil
	}
	c.files = append(c.files, book.File{Name: book.BoundariesFile, Text: text})
	return err
}

func readBoundaries(b *book.Book) ([]byte, error) {
	file, err := b.Boundaries()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

// page reads the settings, nil where there are none.
func (c *conversion) page(b *book.Book, sheets []book.Sheet, isText func(string) bool) (*settings.Page, error) {
	var page *settings.Page
	var err error
	if i := slices.IndexFunc(sheets, func(s book.Sheet) bool { return s.Name == "scenario" && s.Trimmed }); i >= 0 {
		page, err = settings.ParseSheet(sheets[i].Rows(), isText)
	} else if b.Settings != nil {
		page, err = settings.ParseTOML(b.Settings)
	}
	if fault := (*settings.Fault)(nil); errors.As(err, &fault) {
		c.faults = append(c.faults, passage.Fault{Table: "scenario", Line: fault.Line, Problem: fault.Problem})
		return nil, nil
	}
	return page, err
}

// sound yields the rows of a sheet and keeps the faults of the others.
func (c *conversion) sound(sheet book.Sheet) iter.Seq2[book.Row, error] {
	return func(yield func(book.Row, error) bool) {
		list := faultList{table: sheet.Name}
		defer func() { c.faults = append(c.faults, list.all()...) }()
		for row, err := range sheet.Rows() {
			if fault := (*book.Fault)(nil); errors.As(err, &fault) {
				list.add(fault.Line, "", "", "%s", fault.Problem)
				continue
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// textRows yields rows that are in memory.
func textRows(rows [][]string) iter.Seq2[book.Row, error] {
	return func(yield func(book.Row, error) bool) {
		for i, row := range rows {
			cells := make([][]byte, len(row))
			for j, cell := range row {
				cells[j] = []byte(cell)
			}
			if !yield(book.Row{Line: i + 1, Cells: cells}, nil) {
				return
			}
		}
	}
}
