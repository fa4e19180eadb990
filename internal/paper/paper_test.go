package paper_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passage"
	"passage/internal/envelope"
	"passage/internal/exchange"
	"passage/internal/exchange/book"
	"passage/internal/paper"
)

var table = [][]string{
	{"waybill", "org", "from", "to", "commodity", "unit", "loaded", "loaded_on", "received", "received_on"},
	{"WB-1", "wfp", "a", "b", "flour", "kg", "٢٥", "2025-10-13", "24.5", "2025-10-14"},
	{"WB-2", "wfp", "a", "c", "kits", "piece", "3", "2025-10-13", "0", "2025-10-14"},
	{"WB-1", "wfp", "a", "b", "oil", "l", "7", "2025-10-13", "", ""},
}

func read(t *testing.T, path string) []paper.Entry {
	t.Helper()
	p, err := exchange.ReadPapers(context.Background(), path)
	if err != nil || len(p.Faults) > 0 {
		t.Fatal(err, p.Faults)
	}
	return paper.Entries(p)
}

// TestEveryFormIsTheSame holds that a table says the same as a .csv, an .xlsx, a
// .zip and a folder.
func TestEveryFormIsTheSame(t *testing.T) {
	dir := t.TempDir()
	var csv strings.Builder
	for _, row := range table {
		csv.WriteString(strings.Join(row, ",") + "\n")
	}
	if err := os.WriteFile(filepath.Join(dir, "any.csv"), []byte(csv.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	want := read(t, filepath.Join(dir, "any.csv"))
	if len(want) != 4 || want[0].Fact.Lines[0].Amount != 25_000 || want[1].Fact.Lines[0].Amount != 24_500 || len(want[0].Fact.Lines) != 2 {
		t.Fatalf("%+v", want)
	}
	for _, name := range []string{"w.xlsx", "w.zip", "folder"} {
		path := filepath.Join(dir, name)
		if name == "folder" {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(path, "waybills.csv"), []byte(csv.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		} else if err := write(path); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, read(t, path)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// TestSettle holds that after any row of tables, whatever they changed and
// however often each was read, the ledger says what the last one says, and that
// no two facts share a number.
func TestSettle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var story []envelope.Sealed
		said := int64(-1)
		numbers := map[int64]envelope.Hash{}
		for range rapid.IntRange(1, 8).Draw(t, "tables") {
			amount := rapid.Int64Range(1, 3).Draw(t, "amount")
			e := paper.Entries(&exchange.Papers{Waybills: []exchange.WaybillRow{{
				Row: 2, Waybill: "W", Org: "wfp", From: "a", To: "b", LoadedOn: 739000,
				Line: passage.FactLine{Consignment: "W", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: amount},
			}}})[0]
			change, facts, err := paper.Settle(e, story)
			if err != nil {
				t.Fatal(err)
			}
			want := paper.Changed
			switch said {
			case -1:
				want = paper.New
			case amount:
				want = paper.Known
			}
			if change != want {
				t.Fatalf("%d after %d is %s, want %s", amount, said, change, want)
			}
			said = amount
			for _, f := range facts {
				if h, ok := numbers[f.Seq]; ok && h != f.Hash {
					t.Fatalf("number %d stands for two facts", f.Seq)
				}
				numbers[f.Seq] = f.Hash
				story = append(story, f)
			}
		}
		var counting []passage.Fact
		for _, s := range story {
			counting = append(counting, s.Fact)
		}
		w := passage.FoldWaybill("W", counting)
		if len(w.Lines) != 1 || w.Lines[0].Out != said {
			t.Fatalf("the ledger says %+v, the last table %d", w.Lines, said)
		}
	})
}

// TestTheGuideNamesEveryColumn keeps the page about these tables whole.
func TestTheGuideNamesEveryColumn(t *testing.T) {
	page, err := os.ReadFile("../../docs/ledger-tables.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range exchange.PaperTables() {
		for _, c := range table.Columns {
			if want := "`" + c.Name + "`" + map[bool]string{true: "*"}[c.Required]; !strings.Contains(string(page), want) {
				t.Errorf("docs/ledger-tables.md does not name %s of %s as %s", c.Name, table.Name, want)
			}
		}
	}
}

// FuzzReadPapers holds that no table brings the reader down, and that what is
// read without a fault becomes facts or a sentence.
func FuzzReadPapers(f *testing.F) {
	f.Add("waybill,org,from,to,commodity,unit,loaded,loaded_on\nW,o,a,b,c,kg,1,2025-10-13\n")
	f.Add("by,org,place,what,number,from\nx,o,a,trucks,1e300,2025-10-13\n")
	f.Fuzz(func(t *testing.T, csv string) {
		path := filepath.Join(t.TempDir(), "t.csv")
		if err := os.WriteFile(path, []byte(csv), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := exchange.ReadPapers(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Faults) > 0 {
			return
		}
		for _, e := range paper.Entries(p) {
			if _, facts, err := paper.Settle(e, nil); err == nil && len(facts) != 1 {
				t.Errorf("%d facts", len(facts))
			}
		}
	})
}

func write(path string) error {
	rows := func(yield func(book.Row, error) bool) {
		for i, row := range table {
			r := book.Row{Line: i + 1}
			for _, cell := range row {
				r.Cells = append(r.Cells, []byte(cell))
			}
			if !yield(r, nil) {
				return
			}
		}
	}
	return book.Write(context.Background(), path, []book.Table{{Name: "waybills", Rows: rows}}, nil, func() error { return nil })
}
