// Package book opens and writes workbooks of plain tables: a folder of CSV
// files, the same folder zipped, or an .xlsx workbook with a sheet for each
// table. It knows nothing of what the tables mean.
//
// What it opens may be hostile, so everything has a bound: see [Limits]. Rows
// are streamed; the only thing that is ever held whole is one row, and of a
// workbook its list of shared texts.
package book

import (
	"fmt"
	"io"
	"iter"
)

// The files of a folder or zip that are not tables.
const (
	SettingsFile   = "scenario.toml"
	BoundariesFile = "boundaries.geojson"
)

// Limits bound what is read. A zero field means the default named beside it.
type Limits struct {
	Entries  int   // files in a folder or zip: 1,000
	Sheet    int64 // unpacked bytes of one table: 512 MiB
	Unpacked int64 // unpacked bytes of all: 1 GiB
	Ratio    int64 // unpacked to packed bytes of an entry beyond 1 MiB: 200
	Record   int   // bytes of one row: 1 MiB
	Cell     int   // UTF-16 units of one cell: 32,767, what a spreadsheet can hold
	Columns  int   // cells in a row: 1,000
}

func (l Limits) orDefault() Limits {
	setDefault(&l.Entries, 1000)
	setDefault(&l.Sheet, 512<<20)
	setDefault(&l.Unpacked, 1<<30)
	setDefault(&l.Ratio, 200)
	setDefault(&l.Record, 1<<20)
	setDefault(&l.Cell, 32767)
	setDefault(&l.Columns, 1000)
	return l
}

func setDefault[N int | int64](field *N, value N) {
	if *field == 0 {
		*field = value
	}
}

// Fault is something wrong with a table as a file: its name, its bytes, its
// quotation marks. It is an error for the one row that it is about; where it
// ends the table, no further row follows.
type Fault struct {
	Sheet   string // the table's name, or the file's where it is no table
	Line    int    // of the file or sheet, from 1; 0 where no line applies
	Problem string // a sentence: what is wrong, and what was expected
}

func (f *Fault) Error() string {
	if f.Line > 0 {
		return fmt.Sprintf("%s, line %d: %s", f.Sheet, f.Line, f.Problem)
	}
	return fmt.Sprintf("%s: %s", f.Sheet, f.Problem)
}

// Row is one row of a table. Its cells hold the text that is meant, without
// quotation marks, and are overwritten by the next row.
type Row struct {
	Line  int // where it begins in the file or sheet, from 1
	Cells [][]byte
}

// Sheet is one table.
type Sheet struct {
	Name string
	Size int64 // unpacked bytes, so that the longest can be begun first
	// Trimmed says that rows end with their last filled cell, so that a short
	// one means nothing.
	Trimmed bool
	rows    func() iter.Seq2[Row, error]
}

// Rows streams the rows that have a filled cell. An error that is a [*Fault]
// is the table's; any other is trouble of the machine and ends the rows. Each
// call begins anew, and sheets may be read at the same time.
func (s Sheet) Rows() iter.Seq2[Row, error] { return s.rows() }

// Book is a workbook that is open.
type Book struct {
	Sheets   []Sheet  // of a folder or zip by name, else in the workbook's order
	Settings []byte   // scenario.toml; nil where there is none
	Faults   []*Fault // what cannot be opened as a table
	// Boundaries opens boundaries.geojson; nil where there is none. It has at
	// most 32 MiB.
	Boundaries func() (io.ReadCloser, error)
	close      func() error
}

// Close lets go of the files.
func (b *Book) Close() error {
	if b.close == nil {
		return nil
	}
	return b.close()
}

// csvSheet is a sheet whose text open gives.
func csvSheet(name string, size int64, limits Limits, open func() (io.ReadCloser, error)) Sheet {
	return Sheet{Name: name, Size: size, rows: func() iter.Seq2[Row, error] {
		return func(yield func(Row, error) bool) {
			file, err := open()
			if err != nil {
				yield(Row{}, err)
				return
			}
			defer file.Close()
			newScanner(name, file, limits).scan(yield)
		}
	}}
}
