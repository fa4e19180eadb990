package book

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io/fs"
	"strings"
	"testing"
)

// entry is one file of an archive.
type entry struct{ name, text string }

// archive packs entries as they are, whatever they are called.
func archive(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		out, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// told opens bytes as an archive, reads every row and returns all that is
// said against it, a line each, and the number of rows.
func told(t testing.TB, text []byte, limits Limits) (string, int) {
	t.Helper()
	name := "x.zip"
	if bytes.Contains(text, []byte("[Content_Types].xml")) {
		name = "x.xlsx"
	}
	b, err := openArchiveAt(t.Context(), bytes.NewReader(text), int64(len(text)), name, limits.orDefault())
	var out []string
	if err != nil {
		if _, ok := err.(*Fault); !ok {
			t.Fatal("not a fault:", err)
		}
		return err.Error(), 0
	}
	for _, f := range b.Faults {
		out = append(out, f.Error())
	}
	n := 0
	for _, s := range b.Sheets {
		for _, err := range s.Rows() {
			switch err.(type) {
			case nil:
				n++
			case *Fault:
				out = append(out, err.Error())
			default:
				t.Fatal("not a fault:", err)
			}
		}
	}
	return strings.Join(out, "\n"), n
}

func TestHostileZips(t *testing.T) {
	table := "place,people\nnorth,1\n"
	deep := strings.Repeat("a/", 40)
	for _, c := range []struct {
		name    string
		entries []entry
		limits  Limits
		want    string // "" for nothing
		rows    int
	}{
		{name: "plain", entries: []entry{{"people.csv", table}}, rows: 2},
		{name: "in one folder", entries: []entry{{"gaza/people.csv", table}, {"gaza/places.csv", table}, {"gaza/README.md", ""}}, rows: 4},
		{name: "left behind by a Mac", entries: []entry{{"gaza/people.csv", table}, {"__MACOSX/gaza/._people.csv", "\x00"}, {"gaza/.DS_Store", "\x00"}}, rows: 2},
		{name: "in two folders", entries: []entry{{"a/people.csv", table}, {"b/places.csv", table}}, rows: 2, want: "b/places.csv: lies in another folder than a/people.csv"},
		{name: "a bomb", entries: []entry{{"people.csv", strings.Repeat("0", 8<<20)}}, want: "more than 200 times its size"},
		{name: "many bombs of a fair ratio", entries: []entry{{"a.csv", strings.Repeat("ab", 5000)}, {"b.csv", strings.Repeat("ab", 5000)}}, limits: Limits{Unpacked: 15000}, want: "unpacks to more than 15000 bytes"},
		{name: "one table too large", entries: []entry{{"people.csv", strings.Repeat("ab", 5000)}}, limits: Limits{Sheet: 9999}, want: "unpacks to 10000 bytes; expected at most 9999"},
		{name: "too many entries", entries: []entry{{"a.csv", ""}, {"b.csv", ""}, {"c.csv", ""}}, limits: Limits{Entries: 2}, want: "holds 3 entries; expected at most 2"},
		{name: "upwards", entries: []entry{{"../people.csv", table}}, want: "no safe path"},
		{name: "upwards in the middle", entries: []entry{{"a/../../people.csv", table}}, want: "no safe path"},
		{name: "from the root", entries: []entry{{"/etc/people.csv", table}}, want: "no safe path"},
		{name: "backslashes", entries: []entry{{"..\\people.csv", table}}, want: "no safe path"},
		{name: "a drive", entries: []entry{{"C:people.csv", table}}, want: "no safe path"},
		{name: "a NUL", entries: []entry{{"people.csv\x00.txt", table}}, want: "no safe path"},
		{name: "not UTF-8", entries: []entry{{"people\xff.csv", table}}, want: "no safe path"},
		{name: "twice", entries: []entry{{"people.csv", table}, {"people.csv", table}}, want: `holds "people.csv" twice`},
		{name: "twice on Windows", entries: []entry{{"people.csv", table}, {"PEOPLE.csv", table}}, want: `holds "PEOPLE.csv" twice`},
		{name: "deep", entries: []entry{{deep + "people.csv", table}}, rows: 2},
		{name: "a zip in a zip", entries: []entry{{"people.zip", "PK\x03\x04"}, {"people.csv", "PK\x03\x04"}}, want: "a workbook or an archive under the name of a CSV file"},
		{name: "nothing", want: ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, rows := told(t, archive(t, c.entries...), c.limits)
			if !strings.Contains(got, c.want) || c.want == "" && got != "" || rows != c.rows {
				t.Errorf("%d rows, %q; want %d rows, %q", rows, got, c.rows, c.want)
			}
		})
	}
}

func TestEntriesThatLie(t *testing.T) {
	pack := func(change func(*zip.FileHeader)) []byte {
		text := []byte("place,people\nnorth,1\n")
		h := &zip.FileHeader{Name: "people.csv", Method: zip.Store, CRC32: crc32.ChecksumIEEE(text), CompressedSize64: uint64(len(text)), UncompressedSize64: uint64(len(text))}
		change(h)
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		out, err := w.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		change func(*zip.FileHeader)
		want   string
	}{
		"shorter than it says": {func(h *zip.FileHeader) { h.UncompressedSize64 = 1000 }, "cannot be unpacked"},
		"longer than it says":  {func(h *zip.FileHeader) { h.UncompressedSize64 = 3 }, "cannot be unpacked"},
		"another sum":          {func(h *zip.FileHeader) { h.CRC32++ }, "cannot be unpacked"},
		"not deflated":         {func(h *zip.FileHeader) { h.Method = zip.Deflate }, "cannot be unpacked"},
		"under a password":     {func(h *zip.FileHeader) { h.Flags |= 1 }, "under a password"},
		"another method":       {func(h *zip.FileHeader) { h.Method = 12 }, "packed by method 12"},
		"a link":               {func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }, "is a symbolic link"},
		"a pipe":               {func(h *zip.FileHeader) { h.SetMode(fs.ModeNamedPipe | 0o666) }, "is a pipe"},
	} {
		if got, _ := told(t, pack(c.change), Limits{}); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestNoArchive(t *testing.T) {
	many := make([]entry, 60000)
	for i := range many {
		many[i].name = fmt.Sprintf("%0100d.csv", i)
	}
	for name, c := range map[string]struct{ text, want string }{
		"nothing":               {"", "neither a zip nor an .xlsx"},
		"text":                  {"place,people\n", "neither a zip nor an .xlsx"},
		"the first half":        {string(archive(t, entry{"people.csv", "a"})[:60]), "neither a zip nor an .xlsx"},
		"an old workbook":       {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", "old .xls workbook or one with a password"},
		"a directory of 10 MB":  {string(archive(t, many...)), "list of contents longer than"},
		"an archive of nothing": {"PK\x05\x06" + strings.Repeat("\x00", 18), ""},
	} {
		if got, _ := told(t, []byte(c.text), Limits{}); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestHostileCSV(t *testing.T) {
	long := strings.Repeat("x", 40000)
	for _, c := range []struct {
		name, text, want string
		rows             int
	}{
		{"a cell never closed", "a,b\n\"" + strings.Repeat("x\n", 2<<20) + "y,z\n", "line 2: the row has a quotation mark that is not closed within 1048576 bytes", 1 + 2<<20},
		{"a line that never ends", "a,b\n" + strings.Repeat("x", 3<<20) + "\nc,d\n", "line 2: the row is longer than 1048576 bytes, so the rest of the table is not read", 1},
		{"a cell too long", "a,b\n" + long + ",b\nc,d\n", "line 2: cell 1 of the row has 40000 characters; expected at most 32767", 2},
		{"a cell as long as a spreadsheet's", "a,b\n" + strings.Repeat("ش", 32767) + ",b\n", "", 2},
		{"too many cells", "a,b\n" + strings.Repeat(",", 1000) + "x\nc,d\n", "line 2: the row has 1001 cells; expected at most 1000", 2},
		{"empty rows", "a\n" + strings.Repeat(",,,\n\n", 10000) + "b\n", "", 2},
		{"quotation marks alone", strings.Repeat("\"\n", 999), "line 999: the row has a quotation mark that is never closed", 499},
		{"NUL bytes alone", strings.Repeat("\x00", 100), "NUL", 0},
		{"a mark of byte order alone", "\ufeff", "", 0},
		{"UTF-16 without its mark", "a\x00,\x00b\x00", "UTF-16", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, first := 0, ""
			newScanner("x", strings.NewReader(c.text), Limits{}.orDefault()).scan(func(_ Row, err error) bool {
				if err == nil {
					rows++
				} else if first == "" {
					first = err.Error()
				}
				return true
			})
			if !strings.Contains(first, c.want) || c.want == "" && first != "" || rows != c.rows {
				t.Errorf("%d rows, %q; want %d rows, %q", rows, first, c.rows, c.want)
			}
		})
	}
}

// TestEndings: what an archive holds has to be what the ending of its name says.
func TestEndings(t *testing.T) {
	tables := archive(t, entry{"people.csv", "place,people\na,1\n"})
	workbook := archive(t, entry{"[Content_Types].xml", "<Types/>"}, entry{"xl/workbook.xml", "<workbook/>"})
	for _, c := range []struct {
		name, want string
		text       []byte
	}{
		{"x.zip", "", tables}, {"X.ZIP", "", tables}, {"x", "", tables},
		{"x.xlsx", "is a zip under the name of a workbook", tables}, {"x.XLSX", "is a zip under the name of a workbook", tables},
		{"x.zip", "is a workbook or another document under the name of a zip", workbook},
		{"x.xlsx", "has no workbook in it", workbook},
		{"x.xlsx", "is neither a zip nor an .xlsx workbook", []byte("place,people\na,1\n")},
		{"x.zip", "is neither a zip nor an .xlsx workbook", []byte("%PDF-1.7 and so on")},
	} {
		b, err := OpenArchive(t.Context(), bytes.NewReader(c.text), int64(len(c.text)), c.name, Limits{})
		switch {
		case c.want == "" && (err != nil || len(b.Sheets) != 1):
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
