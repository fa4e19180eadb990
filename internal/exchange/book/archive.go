package book

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// longestDirectory bounds the list of contents of an archive, which has to be
// read whole: a thousand entries need a tenth of it.
const longestDirectory = 4 << 20

// openFile opens a .zip or .xlsx; which of them it is, its contents say.
func openFile(ctx context.Context, name string, limits Limits) (*Book, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	b, err := openArchive(ctx, file, filepath.Base(name), limits)
	if err != nil {
		file.Close()
		return nil, err
	}
	b.close = file.Close
	return b, nil
}

// OpenArchive opens a .zip or .xlsx of size bytes; name is what faults call it.
func OpenArchive(ctx context.Context, file io.ReaderAt, size int64, name string, limits Limits) (*Book, error) {
	return openArchiveAt(ctx, file, size, name, limits.orDefault())
}

// openArchive opens an archive. That it is none is a [*Fault].
func openArchive(ctx context.Context, file *os.File, name string, limits Limits) (*Book, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return openArchiveAt(ctx, file, info.Size(), name, limits)
}

func openArchiveAt(ctx context.Context, file io.ReaderAt, size int64, name string, limits Limits) (*Book, error) {
	bounded := &boundedReaderAt{in: file, left: longestDirectory}
	archive, err := zip.NewReader(bounded, size)
	if err != nil {
		return nil, notAnArchive(file, name, err)
	}
	bounded.left = math.MaxInt64
	b := &Book{}
	entries, ok := b.checkEntries(archive, name, limits)
	if !ok {
		return b, nil
	}
	workbook := slices.ContainsFunc(entries, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" })
	switch ending := strings.ToLower(path.Ext(name)); {
	case workbook && ending == ".zip":
		return nil, &Fault{Sheet: name, Problem: "is a workbook or another document under the name of a zip; expected a zip of tables, or a workbook whose name ends in .xlsx"}
	case !workbook && ending == ".xlsx":
		return nil, &Fault{Sheet: name, Problem: "is a zip under the name of a workbook; expected a workbook, or a zip whose name ends in .zip"}
	}
	if workbook {
		return b, b.openWorkbook(ctx, entries, name, limits)
	}
	return b, b.openZip(entries, limits)
}

func notAnArchive(file io.ReaderAt, name string, err error) error {
	if errors.Is(err, errDirectory) {
		return &Fault{Sheet: name, Problem: fmt.Sprintf("has a list of contents longer than %d bytes; expected the tables of one scenario", longestDirectory)}
	}
	head := make([]byte, 8)
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	if bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return &Fault{Sheet: name, Problem: "is an old .xls workbook or one with a password; expected an .xlsx without a password"}
	}
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrAlgorithm) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return &Fault{Sheet: name, Problem: "is neither a zip nor an .xlsx workbook, or it is damaged; expected a folder, a .zip or an .xlsx"}
	}
	return err
}

// errDirectory says that a list of contents is too long.
var errDirectory = errors.New("the list of contents is too long")

// boundedReaderAt gives up after so many bytes.
type boundedReaderAt struct {
	in   io.ReaderAt
	left int64
}

func (r *boundedReaderAt) ReadAt(p []byte, at int64) (int, error) {
	if r.left == math.MaxInt64 {
		return r.in.ReadAt(p, at)
	}
	if r.left -= int64(len(p)); r.left < 0 {
		return 0, errDirectory
	}
	return r.in.ReadAt(p, at)
}

// checkEntries returns the plain files of an archive that may be unpacked. It
// reports false where the archive as a whole must not be. The sizes that the
// archive states can be relied on: the unpacker gives up where an entry turns
// out longer.
func (b *Book) checkEntries(archive *zip.Reader, name string, limits Limits) (entries []*zip.File, ok bool) {
	if len(archive.File) > limits.Entries {
		b.refuse(name, "holds %d entries; expected at most %d", len(archive.File), limits.Entries)
		return nil, false
	}
	seen := map[string]bool{}
	total := uint64(0)
	for _, f := range archive.File {
		entry := quoteName(f.Name)
		if !safePath(f.Name) {
			b.refuse(name, "holds %s, which is no safe path; expected plain names of files", entry)
			return nil, false
		}
		if f.Mode().IsDir() {
			continue
		}
		if seen[strings.ToLower(f.Name)] {
			b.refuse(name, "holds %s twice; expected each file once", entry)
			return nil, false
		}
		seen[strings.ToLower(f.Name)] = true
		if f.UncompressedSize64 > uint64(limits.Sheet) {
			b.refuse(name, "holds %s, which unpacks to %d bytes; expected at most %d", entry, f.UncompressedSize64, limits.Sheet)
			return nil, false
		}
		if total += f.UncompressedSize64; total > uint64(limits.Unpacked) {
			b.refuse(name, "unpacks to more than %d bytes; expected the tables of one scenario", limits.Unpacked)
			return nil, false
		}
		if f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/uint64(limits.Ratio) > f.CompressedSize64 {
			b.refuse(name, "holds %s, which unpacks to more than %d times its size; expected tables: this looks like a trap", entry, limits.Ratio)
			return nil, false
		}
		switch {
		case !f.Mode().IsRegular():
			b.refuse(name, "holds %s, which is a %s; expected plain files", entry, sort(f.Mode()))
		case f.Flags&1 != 0:
			b.refuse(name, "holds %s under a password; expected an archive without one", entry)
		case f.Method != zip.Store && f.Method != zip.Deflate:
			b.refuse(name, "holds %s packed by method %d; expected it stored or deflated", entry, f.Method)
		default:
			entries = append(entries, f)
		}
	}
	return entries, true
}

// safePath reports whether the name of an entry stays where it is unpacked.
// Nothing is ever unpacked into files, but a name like that is a trap for
// whoever does, and no honest program makes it.
func safePath(name string) bool {
	name = strings.TrimSuffix(name, "/")
	return utf8.ValidString(name) && fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, "\\:\x00")
}

func quoteName(name string) string {
	if len(name) > 80 {
		name = name[:80] + "…"
	}
	return fmt.Sprintf("%q", name)
}

// openZip opens the tables of a zipped folder: in the zip itself, or in one
// folder of it, which is what most programs make.
func (b *Book) openZip(entries []*zip.File, limits Limits) error {
	slices.SortFunc(entries, func(x, y *zip.File) int { return strings.Compare(x.Name, y.Name) })
	names := &nameList{book: &Book{}}
	folder, first := "", ""
	for _, f := range entries {
		dir, base := path.Split(f.Name)
		if hidden(dir) {
			continue
		}
		before := len(names.book.Faults)
		table, ok := names.table(base)
		if !ok && len(names.book.Faults) == before {
			continue
		}
		switch {
		case first == "":
			folder, first = dir, f.Name
		case dir != folder:
			b.refuse(f.Name, "lies in another folder than %s; expected all tables of one scenario side by side", first)
			continue
		}
		if !ok {
			b.Faults = append(b.Faults, names.book.Faults[before:]...)
			continue
		}
		open := func() (io.ReadCloser, error) {
			file, err := f.Open()
			if err != nil {
				return nil, unpackFault(base, err)
			}
			return &unpacker{file, base}, nil
		}
		if err := b.add(base, table, int64(f.UncompressedSize64), limits, open); err != nil {
			var fault *Fault
			if !errors.As(err, &fault) {
				return err
			}
			b.Faults = append(b.Faults, fault)
		}
	}
	return nil
}

// hidden reports whether a folder is one that programs leave behind.
func hidden(dir string) bool {
	return slices.ContainsFunc(strings.Split(dir, "/"), func(part string) bool {
		return strings.HasPrefix(part, ".") || part == "__MACOSX"
	})
}

// unpacker reads an entry and says in words that it is damaged.
type unpacker struct {
	io.ReadCloser
	name string
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = unpackFault(u.name, err)
	}
	return n, err
}

func unpackFault(name string, err error) error {
	if disk := (*fs.PathError)(nil); errors.As(err, &disk) {
		return err
	}
	return &Fault{Sheet: strings.TrimSuffix(name, ".csv"), Problem: fmt.Sprintf("it cannot be unpacked, so the rest of it is not read: %v; expected a sound archive", err)}
}
