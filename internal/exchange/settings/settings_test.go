package settings

import (
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage/internal/exchange/book"
)

func isText(key string) bool { return key == "name" }

// rows yields rows of cells.
func rows(table [][]string) iter.Seq2[book.Row, error] {
	return func(yield func(book.Row, error) bool) {
		for i, cells := range table {
			row := book.Row{Line: i + 1}
			for _, c := range cells {
				row.Cells = append(row.Cells, []byte(c))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// said returns what a page says, key by key.
func said(p *Page) map[string]string {
	out := map[string]string{}
	for _, e := range p.Entries {
		out[e.Key] = e.Value.toml()
	}
	return out
}

func TestSheetValues(t *testing.T) {
	for _, c := range []struct{ key, toml, cell string }{
		{"name", `"Gaza"`, "Gaza"},
		{"name", `"2025"`, "2025"},
		{"name", `2025`, "2025"}, // a name is a text, whatever a spreadsheet makes of it
		{"name", `"\"quoted\""`, `"\"quoted\""`},
		{"year", `"2025"`, `"2025"`},
		{"year", `2025`, "2025"},
		{"start", `2025-10-13`, "2025-10-13"},
		{"day", `"2025-10-13"`, `"2025-10-13"`},
		{"payload_t", `14.00`, "14.00"},
		{"flag", `true`, "true"},
		{"flag", `"true"`, `"true"`},
		{"goal.bands", `[0.25, 0.50, 1.0]`, "0.25;0.50;1.0"},
		{"goal.bands", `[1.0]`, "[1.0]"},
		{"list", `"1;2"`, `"1;2"`},
		{"list", `["a", "b"]`, `["a", "b"]`},
		{"text", `"a;b"`, "a;b"},
		{"text", `" padded "`, `" padded "`},
		{"text", `"two\nlines"`, "two\nlines"},
		{"text", `""`, ""},
		{"text", `"# no comment"`, "# no comment"},
		{"table", `{a = 1, b = "x"}`, `{a = 1, b = "x"}`},
	} {
		p, err := ParseTOML([]byte(c.key + " = " + c.toml + "\n"))
		if err != nil {
			t.Fatal(c, err)
		}
		sheet := p.Sheet(isText)
		if got := sheet[1][1]; got != c.cell {
			t.Errorf("%s = %s is the cell %q, want %q", c.key, c.toml, got, c.cell)
		}
		back, err := ParseSheet(rows(sheet), isText)
		if err != nil {
			t.Fatal(c, err)
		}
		if c.key == "name" && !p.Entries[0].Value.IsText {
			continue
		}
		if diff := cmp.Diff(said(p), said(back)); diff != "" {
			t.Error(c, diff)
		}
	}
}

func TestSheetFaults(t *testing.T) {
	for _, c := range []struct {
		table [][]string
		want  string
	}{
		{nil, "the sheet is empty"},
		{[][]string{{"name", "Gaza"}}, "expected the columns key and value"},
		{[][]string{{"key", "value"}, {"", "12"}}, "stands without a key"},
		{[][]string{{"key", "value"}, {"a b", "12"}}, "is not a key"},
		{[][]string{{"key", "value"}, {"a = 1\nb", "12"}}, "is not a key"},
		{[][]string{{"key", "value"}, {"a = 0 # b", "12"}}, "is not a key"},
	} {
		_, err := ParseSheet(rows(c.table), isText)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.table, err, c.want)
		}
	}
}

// A page says the same after being written, as TOML and as a sheet.
func FuzzTOML(f *testing.F) {
	for _, seed := range []string{"# top\nname = \"Gaza\" # n\nstart = 2025-10-13\n[goal]\nbands = [0.25, # c\n 0.50]\n# tail\n", "a.\"b c\".d = 'x'\n", "[[p]]\na = 1\n[[p]]\n[p.q]\nb = 2\n",
		"a = {x = 1, y = [1, 2]}\n", "a = \"\"\"\ntwo\nlines\"\"\"\n", "a = 1_000\nb = 0x10\nc = nan\nd = 12:30:00\ne = 2025-10-13T12:00:00Z\n", "a = [[[]]]\n", "\"\" = 1\n", "a = \"\\u0007\"\n", "[a]\n[b]\n[a.c]\nx=1\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ParseTOML(text)
		if err != nil {
			if _, ok := err.(*Fault); !ok {
				t.Fatal(err)
			}
			return
		}
		again, err := ParseTOML(p.TOML())
		if err != nil {
			t.Fatalf("%q was written as %q: %v", text, p.TOML(), err)
		}
		if diff := cmp.Diff(said(p), said(again)); diff != "" {
			t.Fatalf("%q was written as %q: %s", text, p.TOML(), diff)
		}
		sheet, err := ParseSheet(rows(p.Sheet(isText)), isText)
		if err != nil {
			t.Fatalf("%q as a sheet %q: %v", text, p.Sheet(isText), err)
		}
		want, got := said(p), said(sheet)
		delete(want, "name")
		delete(got, "name")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q as a sheet %q: %s", text, p.Sheet(isText), diff)
		}
	})
}

// Any sheet is read or refused, and what is read can be written as TOML.
func FuzzSheet(f *testing.F) {
	f.Add("name", "Gaza", "goal.bands", "0.25;0.5;1.0")
	f.Add("a.b", "\"x", "# c", "#")
	f.Add("a", "[1", "a", "{x=1}")
	f.Fuzz(func(t *testing.T, k1, v1, k2, v2 string) {
		p, err := ParseSheet(rows([][]string{{"key", "value"}, {k1, v1}, {k2, v2}}), isText)
		if err != nil {
			return
		}
		if len(p.Entries) == 2 {
			p.Entries = p.Entries[:1] // two keys may contradict one another, which the reader of the scenario says
		}
		if _, err := ParseTOML(p.TOML()); err != nil && len(p.Entries) == 1 {
			t.Fatalf("%q = %q was written as %q: %v", k1, v1, p.TOML(), err)
		}
	})
}
