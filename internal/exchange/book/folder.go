package book

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Open opens the folder, .zip or .xlsx at the path. What is wrong with it as
// a set of tables stands in the Book's Faults; an error is trouble such as a
// path that leads nowhere or may not be read.
func Open(ctx context.Context, name string, limits Limits) (*Book, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return openFolder(name, limits.orDefault())
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is neither a folder nor a file", name)
	}
	return openFile(ctx, name, limits.orDefault())
}

// OpenTables is Open for something that need not be a scenario: a CSV file is a
// book of one table, named after the file.
func OpenTables(ctx context.Context, name string, limits Limits) (*Book, error) {
	info, err := os.Stat(name)
	if err != nil || !strings.EqualFold(filepath.Ext(name), ".csv") || !info.Mode().IsRegular() {
		return Open(ctx, name, limits)
	}
	b := &Book{close: func() error { return nil }}
	base := filepath.Base(name)
	return b, b.add(base, base[:len(base)-len(".csv")], info.Size(), limits.orDefault(), func() (io.ReadCloser, error) { return os.Open(name) })
}

// openFolder opens the tables of a folder. Only plain files directly in it are
// read: a link could lead anywhere, and a pipe could keep us waiting for ever.
func openFolder(name string, limits Limits) (*Book, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	b := &Book{close: root.Close}
	if err := b.listFolder(root, limits); err != nil {
		root.Close()
		return nil, err
	}
	return b, nil
}

func (b *Book) listFolder(root *os.Root, limits Limits) error {
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(limits.Entries + 1)
	if err != nil && err != io.EOF {
		return err
	}
	if len(entries) > limits.Entries {
		b.refuse(path.Base(root.Name()), "holds more than %d files; expected the tables of one scenario", limits.Entries)
		return nil
	}
	slices.SortFunc(entries, func(x, y fs.DirEntry) int { return strings.Compare(x.Name(), y.Name()) })
	names := &nameList{book: b}
	total := int64(0)
	for _, e := range entries {
		table, ok := names.table(e.Name())
		if !ok {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		switch total += info.Size(); {
		case !info.Mode().IsRegular():
			b.refuse(e.Name(), "is a %s; expected a plain file", sort(info.Mode()))
		case info.Size() > limits.Sheet:
			b.refuse(e.Name(), "has %d bytes; expected at most %d", info.Size(), limits.Sheet)
		case total > limits.Unpacked:
			b.refuse(e.Name(), "brings the folder to more than %d bytes, so it is not read; expected the tables of one scenario", limits.Unpacked)
		default:
			open := func() (io.ReadCloser, error) {
				file, err := root.Open(e.Name())
				if err != nil {
					return nil, err
				}
				return bounded(file, limits.Sheet), nil
			}
			if err := b.add(e.Name(), table, info.Size(), limits, open); err != nil {
				return err
			}
		}
	}
	return nil
}

// sort names what is not a plain file.
func sort(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "symbolic link"
	case mode.IsDir():
		return "folder"
	case mode&fs.ModeNamedPipe != 0:
		return "pipe"
	}
	return "device or socket"
}

// refuse notes that something is no table or cannot be read as one.
func (b *Book) refuse(sheet, format string, args ...any) {
	b.Faults = append(b.Faults, &Fault{Sheet: sheet, Problem: fmt.Sprintf(format, args...)})
}

// Bounds of the files that are no tables, in bytes. The settings are parsed as
// a whole.
const (
	longestSettings   = 256 << 10
	longestBoundaries = 32 << 20
)

// add takes in a file that is a table or, where table is empty, the settings
// or the boundaries.
func (b *Book) add(file, table string, size int64, limits Limits, open func() (io.ReadCloser, error)) error {
	if table != "" {
		b.Sheets = append(b.Sheets, csvSheet(table, size, limits, open))
		return nil
	}
	longest := int64(longestSettings)
	if file == BoundariesFile {
		longest = longestBoundaries
	}
	if size > longest {
		b.refuse(file, "has %d bytes; expected at most %d", size, longest)
		return nil
	}
	if file == BoundariesFile {
		b.Boundaries = open
		return nil
	}
	in, err := open()
	if err != nil {
		return err
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	b.Settings = append([]byte{}, text...)
	return nil
}

// nameList tells tables from other files, and keeps two files from being the
// same table.
type nameList struct {
	book *Book
	seen map[string]string // the first file of a name in lower case
}

// table returns the table that a file holds, or "" for the settings and the
// boundaries. Files
// that no spreadsheet program or person makes as a table are passed over:
// notes, pictures, and whatever begins with a dot.
func (l *nameList) table(file string) (name string, ok bool) {
	lower := strings.ToLower(file)
	isTable := strings.EqualFold(path.Ext(file), ".csv")
	if strings.HasPrefix(file, ".") || !isTable && lower != SettingsFile && lower != BoundariesFile {
		return "", false
	}
	if first, twice := l.seen[lower]; twice {
		l.book.refuse(file, "is there twice, beside %s; expected one file for a table", first)
		return "", false
	}
	if l.seen == nil {
		l.seen = map[string]string{}
	}
	l.seen[lower] = file
	if !isTable {
		if file != lower {
			l.book.refuse(file, "is not read under this name; expected %s", lower)
			return "", false
		}
		return "", true
	}
	return strings.TrimSuffix(file, path.Ext(file)), true
}

// bounded returns the file cut off with an error after n bytes: it may have
// grown since its size was asked.
func bounded(file io.ReadCloser, n int64) io.ReadCloser {
	return &boundedFile{ReadCloser: file, left: n}
}

type boundedFile struct {
	io.ReadCloser
	left int64
}

func (f *boundedFile) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	if f.left -= int64(n); f.left < 0 {
		return 0, fmt.Errorf("a file turned out longer than its size")
	}
	return n, err
}
