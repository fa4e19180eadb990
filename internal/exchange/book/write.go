package book

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// Format is a kind of workbook.
type Format string

const (
	Folder Format = "folder"
	Zip    Format = "zip"
	XLSX   Format = "xlsx"
)

// FormatOf returns the format in which something is written under a name: by
// its ending, a folder where it has none.
func FormatOf(name string) (Format, error) {
	if name == "" {
		return "", errors.New("there is no name to write to: expected one that ends in .zip or .xlsx, or that of a folder")
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".zip":
		return Zip, nil
	case ".xlsx":
		return XLSX, nil
	case ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".json", ".gz", ".tar", ".7z", ".rar":
		return "", fmt.Errorf("%s cannot be written: expected a name that ends in .zip or .xlsx, or that of a folder", filepath.Base(name))
	}
	return Folder, nil
}

// Table is what is written as one file or sheet: a header and rows. Rows
// without a filled cell are left out, and the others made as wide as the
// header at least, so that every format holds the same.
type Table struct {
	Name string
	Rows iter.Seq2[Row, error]
}

// File is what a folder or zip holds beside its tables.
type File struct {
	Name string
	Text []byte
}

// ErrExists says that something is there already where a book should go.
var ErrExists = errors.New("it is there already")

// Write writes tables into a new folder, .zip or .xlsx, and other files beside
// them, which an .xlsx has no place for. It appears whole or not at all: what is there already is not
// touched, unless it is an empty folder. Before it appears, confirm may object.
func Write(ctx context.Context, name string, tables []Table, files []File, confirm func() error) error {
	format, err := FormatOf(name)
	if err != nil {
		return err
	}
	if err := isFree(name, format); err != nil {
		return err
	}
	for _, t := range tables {
		if err := checkName(t.Name, format); err != nil {
			return err
		}
	}
	if format == XLSX && len(files) > 0 {
		return fmt.Errorf("a workbook cannot hold the file %s", files[0].Name)
	}
	w := &writer{ctx: ctx, tables: tables, files: files}
	partial := fmt.Sprintf("%s.partial-%08x", filepath.Clean(name), rand.Uint32())
	if format == Folder {
		err = w.folder(partial)
	} else {
		err = w.file(partial, format)
	}
	if err == nil && confirm != nil {
		err = confirm()
	}
	if err == nil {
		err = appear(partial, name, format)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(partial))
	}
	return nil
}

// isFree reports an error where the name is taken.
func isFree(name string, format Format) error {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case format == Folder && info.IsDir():
		entries, err := os.ReadDir(name)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return nil
		}
		return fmt.Errorf("cannot write %s: %w, and not empty; choose another name or remove it first", name, ErrExists)
	}
	return fmt.Errorf("cannot write %s: %w; choose another name or remove it first", name, ErrExists)
}

// checkName refuses names of tables that a format cannot keep.
func checkName(name string, format Format) error {
	bad := name == "" || strings.ContainsAny(name, "/\\:\x00") || strings.HasPrefix(name, ".")
	if format == XLSX {
		bad = bad || len([]rune(name)) > 31 || strings.ContainsAny(name, "[]*?'")
	}
	if bad {
		return fmt.Errorf("a table cannot be called %s in a %s", quoteName(name), format)
	}
	return nil
}

// appear gives what has been written its name.
func appear(partial, name string, format Format) error {
	if format == Folder {
		// An empty folder gives way; one that is not empty stays, and the
		// new one cannot take its place.
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return os.Rename(partial, name)
	}
	// A link, unlike a new name, never replaces what has come in between.
	if err := os.Link(partial, name); err == nil {
		return os.Remove(partial)
	}
	if err := isFree(name, format); err != nil {
		return err
	}
	return os.Rename(partial, name)
}

type writer struct {
	ctx    context.Context
	tables []Table
	files  []File
	shown  bool // sheets are to be looked at and reckoned with, not read back
}

func (w *writer) folder(name string) error {
	if err := os.Mkdir(name, 0o777); err != nil {
		return err
	}
	for _, t := range w.tables {
		err := create(filepath.Join(name, t.Name+".csv"), func(out io.Writer) error { return w.csv(out, t) })
		if err != nil {
			return err
		}
	}
	for _, f := range w.files {
		err := create(filepath.Join(name, f.Name), func(out io.Writer) error {
			_, err := out.Write(f.Text)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// create writes a new file, and has the disk keep it.
func create(name string, write func(io.Writer) error) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 1<<16)
	err = write(out)
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

func (w *writer) file(name string, format Format) error {
	return create(name, func(out io.Writer) error {
		archive := zip.NewWriter(out)
		write := w.zip
		if format == XLSX {
			write = w.xlsx
		}
		if err := write(archive); err != nil {
			return err
		}
		return archive.Close()
	})
}

func (w *writer) zip(archive *zip.Writer) error {
	for _, t := range w.tables {
		out, err := archive.Create(t.Name + ".csv")
		if err != nil {
			return err
		}
		if err := w.csv(out, t); err != nil {
			return err
		}
	}
	for _, f := range w.files {
		out, err := archive.Create(f.Name)
		if err != nil {
			return err
		}
		if _, err := out.Write(f.Text); err != nil {
			return err
		}
	}
	return nil
}

// rows yields a table's rows as every format holds them.
func (w *writer) rows(t Table) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		width, n := 0, 0
		for row, err := range t.Rows {
			if n++; err == nil && n%1024 == 0 {
				err = w.ctx.Err()
			}
			if err != nil {
				yield(row, err)
				return
			}
			for k := len(row.Cells); k > 0 && len(row.Cells[k-1]) == 0; k-- {
				row.Cells = row.Cells[:k-1]
			}
			if len(row.Cells) == 0 {
				continue
			}
			if width == 0 {
				width = len(row.Cells)
			}
			for len(row.Cells) < width {
				row.Cells = append(row.Cells, nil)
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// csv writes a table as CSV.
func (w *writer) csv(out io.Writer, t Table) error {
	var line []byte
	for row, err := range w.rows(t) {
		if err != nil {
			return err
		}
		line = line[:0]
		for i, cell := range row.Cells {
			if i > 0 {
				line = append(line, ',')
			}
			line = appendCell(line, guard(string(cell)))
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// WriteCSV writes one table as CSV, as a folder or zip holds it.
func WriteCSV(ctx context.Context, out io.Writer, t Table) error {
	return (&writer{ctx: ctx}).csv(out, t)
}

// appendCell puts a cell behind a line, in quotation marks where it needs them.
func appendCell(line []byte, cell string) []byte {
	if !strings.ContainsAny(cell, ",\"\r\n") && !strings.HasPrefix(cell, "\ufeff") {
		return append(line, cell...)
	}
	line = append(line, '"')
	line = append(line, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(line, '"')
}
