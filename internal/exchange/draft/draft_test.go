package draft_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passage/internal/exchange"
	"passage/internal/exchange/draft"
)

// packed writes the scenario at a path as a zip.
func packed(t testing.TB, path string) []byte {
	t.Helper()
	to := filepath.Join(t.TempDir(), "scenario.zip")
	if _, err := exchange.Convert(context.Background(), path, to); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func gaza(t testing.TB) []byte { return packed(t, "../../../examples/gaza-2025") }

// small is a scenario with hashtags, extra columns, cells of several lines and
// comments in its settings.
func small(t testing.TB) []byte {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"scenario.toml": "# what for\nname = \"Small\" # a name\nstart = 2025-10-13\nperiods = 4\nperiod_days = 7\n\n[goal]\n# how\nkind = \"full\"\n",
		"places.csv":    "place,name,note\n#adm1+code,#adm1+name,\nnorth,North,\"two\nlines\"\nsouth,South,'=1+1\n",
		"people.csv":    "place,from,people\nnorth,,100\nnorth,2025-10-20,120\nsouth,,50\n",
		"needs.csv":     "need,per_person_day\nfood,2\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return packed(t, dir)
}

func open(t testing.TB, archive []byte) *draft.Draft {
	t.Helper()
	d, err := draft.Open(context.Background(), archive)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// fataler is what both kinds of test are.
type fataler interface {
	Helper()
	Fatal(...any)
}

func written(t fataler, d *draft.Draft) []byte {
	t.Helper()
	text, err := d.Zip(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// files unpacks a zip.
func files(t fataler, archive []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

func apply(t fataler, d *draft.Draft, edits []draft.Edit) *draft.Draft {
	t.Helper()
	next, err := d.Apply(edits)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func diff(t fataler, from, to *draft.Draft) []draft.Edit {
	t.Helper()
	edits, err := draft.Diff(from, to)
	if err != nil {
		t.Fatal(err)
	}
	return edits
}

// texts are what people put into cells, honest or not.
var texts = rapid.OneOf(rapid.SampledFrom([]string{"", "0", "12.5", "=1+1", "'x", "a,b", "a\nb", `"`, "\u202eabc", "كرم أبو سالم", " padded ", "@SUM(A1)", "-3"}),
	rapid.StringMatching(`[a-z ]{0,12}`))

// someEdits draws edits of the rows of d whose place in their table leaves rest
// when divided by 2, so that those of 0 and of 1 touch nothing in common.
func someEdits(t *rapid.T, d *draft.Draft, rest int, kinds []draft.Kind) (edits []draft.Edit) {
	done := map[string]bool{}
	for n := rapid.IntRange(1, 12).Draw(t, "edits"); n > 0; n-- {
		table := rapid.SampledFrom(d.Tables[1:]).Draw(t, "table")
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		e, i := draft.Edit{Kind: kind, Table: table.Name}, 0
		if kind == draft.Insert {
			e.Cells = map[string]string{table.Key()[0]: fmt.Sprintf("new-%d-%d", rest, n)}
			for _, name := range table.Names() {
				if !slices.Contains(table.Key(), name) {
					e.Cells[name] = texts.Draw(t, "text")
				}
			}
			e.First = rapid.Bool().Draw(t, "first")
			if len(table.Rows) > 0 {
				e.Behind = rapid.SampledFrom(table.Rows).Draw(t, "behind").Key
			}
		} else {
			i = rapid.IntRange(0, len(table.Rows)).Draw(t, "row")*2 + rest
			if i >= len(table.Rows) {
				continue
			}
			e.Row = table.Rows[i].Key
			if done[table.Name+e.Row] && kind == draft.Delete {
				continue
			}
			done[table.Name+e.Row] = true
		}
		if kind == draft.Set {
			e.Column = rapid.SampledFrom(table.Names()).Draw(t, "column")
			e.After = texts.Draw(t, "text")
			if slices.Contains(table.Key(), e.Column) {
				e.After = fmt.Sprintf("renamed-%d-%d", i, n) // never two rows alike
			}
		}
		edits = append(edits, e)
	}
	return d.Fill(edits)
}

var allKinds = []draft.Kind{draft.Set, draft.Set, draft.Set, draft.Insert, draft.Delete}

// TestOpenWritesTheSame holds that a draft nobody changed is the zip it was
// read from, byte for byte, and knows the line of each row.
func TestOpenWritesTheSame(t *testing.T) {
	for _, archive := range [][]byte{gaza(t), small(t)} {
		if d := cmp.Diff(files(t, archive), files(t, written(t, open(t, archive)))); d != "" {
			t.Error(d)
		}
	}
	places := open(t, small(t)).Table("places")
	if got := places.Row("south"); got.Line != 5 || places.Cell(got, "note") != "=1+1" || len(places.Tags) == 0 {
		t.Errorf("the row is %+v under %q", got, places.Tags)
	}
}

// TestUndo holds that the edits which lead back give the same bytes again, and
// that tables which no edit names keep theirs on the way.
func TestUndo(t *testing.T) {
	for name, archive := range map[string][]byte{"gaza": gaza(t), "small": small(t)} {
		base := open(t, archive)
		was := files(t, archive)
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				edits := someEdits(t, base, rapid.IntRange(0, 1).Draw(t, "rest"), allKinds)
				next := apply(t, base, edits)
				text := written(t, next)
				for file, is := range files(t, text) {
					table := strings.TrimSuffix(file, ".csv")
					if is != was[file] && !slices.ContainsFunc(edits, func(e draft.Edit) bool { return e.Table == table }) {
						t.Fatal(file, "is not as it was")
					}
				}
				back := apply(t, next, diff(t, next, base))
				if d := cmp.Diff(was, files(t, written(t, back))); d != "" {
					t.Fatal(d)
				}
			})
		})
	}
}

// TestLines holds that the rows of a draft stand in its file where it says.
func TestLines(t *testing.T) {
	base := open(t, small(t))
	rapid.Check(t, func(t *rapid.T) {
		next := apply(t, base, someEdits(t, base, 0, allKinds))
		again, err := draft.Open(context.Background(), written(t, next))
		if err != nil {
			t.Skip("a text that no file can hold")
		}
		for i, table := range next.Tables {
			for j, row := range again.Tables[i].Rows {
				if table.Rows[j].Line != row.Line {
					t.Fatalf("%s, row %d: line %d, but the file has it in line %d", table.Name, j, table.Rows[j].Line, row.Line)
				}
			}
		}
	})
}

// TestMergeOrder holds that it does not matter who saves first where two
// people change different rows.
func TestMergeOrder(t *testing.T) {
	base := open(t, gaza(t))
	rapid.Check(t, func(t *rapid.T) {
		kinds := []draft.Kind{draft.Set, draft.Set, draft.Delete}
		mine, yours := someEdits(t, base, 0, kinds), someEdits(t, base, 1, kinds)
		save := func(first, second []draft.Edit) map[string]string {
			after := apply(t, base, first)
			fit, conflicts, err := draft.Merge(base, after, second)
			if err != nil || len(conflicts) > 0 {
				t.Fatal("conflicts", conflicts, err)
			}
			return files(t, written(t, apply(t, after, fit)))
		}
		if d := cmp.Diff(save(mine, yours), save(yours, mine)); d != "" {
			t.Fatal(d)
		}
	})
}

// TestMergeLosesNothing holds that each edit is made, was made by the other, or
// is a conflict, and that no cell that the other changed gets another text.
func TestMergeLosesNothing(t *testing.T) {
	base := open(t, small(t))
	rapid.Check(t, func(t *rapid.T) {
		mine, yours := someEdits(t, base, 0, allKinds), someEdits(t, base, 0, allKinds)
		theirs := apply(t, base, yours)
		fit, conflicts, err := draft.Merge(base, theirs, mine)
		if err != nil {
			t.Fatal(err)
		}
		merged := apply(t, theirs, fit)
		for _, e := range diff(t, theirs, merged) {
			if e.Kind == draft.Set && e.Before != base.Table(e.Table).Cell(rowOr(base.Table(e.Table), e.Row), e.Column) {
				t.Fatal("overwrites", e)
			}
		}
		told := map[string]bool{}
		for _, c := range conflicts {
			told[c.Edit.Table+c.Edit.Row+c.Edit.Column] = true
		}
		for _, e := range mine {
			table := merged.Table(e.Table)
			if e.Kind != draft.Set || told[e.Table+e.Row+e.Column] || slices.Contains(table.Key(), e.Column) {
				continue
			}
			i := slices.IndexFunc(table.Rows, func(r draft.Row) bool { return r.From == e.Row || r.Key == e.Row })
			deleted := slices.ContainsFunc(mine, func(o draft.Edit) bool { return o.Kind == draft.Delete && o.Table == e.Table && o.Row == e.Row })
			later := slices.ContainsFunc(mine, func(o draft.Edit) bool {
				return o.Kind == draft.Set && o.Table == e.Table && o.Row == e.Row && o.Column == e.Column && o.After != e.After
			})
			if i < 0 && !deleted {
				t.Fatal("lost", e)
			}
			if i >= 0 && !later && table.Cell(&table.Rows[i], e.Column) != e.After {
				t.Fatal("lost", e)
			}
		}
	})
}

func rowOr(t *draft.Table, key string) *draft.Row {
	if row := t.Row(key); row != nil {
		return row
	}
	return &draft.Row{}
}

// TestMerge holds each way in which two people can meet.
func TestMerge(t *testing.T) {
	base := open(t, small(t))
	set := func(table, row, column, text string) draft.Edit {
		return draft.Edit{Kind: draft.Set, Table: table, Row: row, Column: column, After: text}
	}
	remove := draft.Edit{Kind: draft.Delete, Table: "people", Row: "south;"}
	add := func(people string) draft.Edit {
		return draft.Edit{Kind: draft.Insert, Table: "people", Cells: map[string]string{"place": "south", "from": "2025-11-01", "people": people}, Behind: "south;"}
	}
	for _, c := range []struct {
		name         string
		theirs, mine draft.Edit
		fit          int
		conflict     draft.Conflict
	}{
		{"another cell", set("people", "north;", "people", "1"), set("people", "south;", "people", "2"), 1, draft.Conflict{}},
		{"another cell of the row", set("places", "north", "name", "N"), set("places", "north", "note", "x"), 1, draft.Conflict{}},
		{"the same text", set("people", "north;", "people", "1"), set("people", "north;", "people", "1"), 0, draft.Conflict{}},
		{"another text", set("people", "north;", "people", "1"), set("people", "north;", "people", "2"), 0, draft.Conflict{Theirs: "1"}},
		{"a row that is gone", remove, set("people", "south;", "people", "2"), 0, draft.Conflict{Gone: true}},
		{"both take it out", remove, remove, 0, draft.Conflict{}},
		{"take out what they changed", set("people", "south;", "people", "9"), remove, 0, draft.Conflict{Others: []draft.Edit{
			{Kind: draft.Set, Table: "people", Row: "south;", Column: "people", Before: "50", After: "9"}}}},
		{"both add the same", add("7"), add("7"), 0, draft.Conflict{}},
		{"both add it otherwise", add("7"), add("8"), 0, draft.Conflict{Cells: map[string]string{"place": "south", "from": "2025-11-01", "people": "7"}}},
		{"settings", set("scenario", "periods", "value", "5"), set("scenario", "name", "value", "Other"), 1, draft.Conflict{}},
	} {
		mine := base.Fill([]draft.Edit{c.mine})
		fit, conflicts, err := draft.Merge(base, apply(t, base, base.Fill([]draft.Edit{c.theirs})), mine)
		if err != nil {
			t.Fatal(err)
		}
		if len(fit) != c.fit {
			t.Errorf("%s: %d edits fit, want %d", c.name, len(fit), c.fit)
		}
		var got draft.Conflict
		if len(conflicts) > 0 {
			got = conflicts[0]
			got.Edit = draft.Edit{}
		}
		if d := cmp.Diff(c.conflict, got); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

// TestSettings holds that a change of a key leaves the others and every comment.
func TestSettings(t *testing.T) {
	base := open(t, small(t))
	next := apply(t, base, []draft.Edit{
		{Kind: draft.Set, Table: "scenario", Row: "periods", Column: "value", After: "6"},
		{Kind: draft.Set, Table: "scenario", Row: "goal.kind", Column: "value", After: "relief"},
		{Kind: draft.Insert, Table: "scenario", Row: "currency", Cells: map[string]string{"key": "currency", "value": "EUR"}},
		{Kind: draft.Set, Table: "scenario", Row: "period_days", Column: "value", After: ""},
	})
	want := "# what for\nname = \"Small\" # a name\nstart = 2025-10-13\nperiods = 6\ncurrency = \"EUR\"\n\n[goal]\n# how\nkind = \"relief\"\n"
	if d := cmp.Diff(want, files(t, written(t, next))["scenario.toml"]); d != "" {
		t.Error(d)
	}
	if _, err := base.Apply([]draft.Edit{{Kind: draft.Insert, Table: "scenario", Row: "a b", Cells: map[string]string{"key": "a b", "value": "1"}}}); err == nil {
		t.Error("a text that is no key is taken for one")
	}
}

// TestWorkbook holds that a workbook which nobody changed differs in nothing
// from the tables that it was made of.
func TestWorkbook(t *testing.T) {
	for _, from := range []string{"gaza-2025", "wfp-syria"} {
		path := filepath.Join("../../../examples", from)
		xlsx := filepath.Join(t.TempDir(), "book.xlsx")
		if _, err := exchange.Convert(context.Background(), path, xlsx); err != nil {
			t.Fatal(err)
		}
		edits := diff(t, open(t, packed(t, path)), open(t, packed(t, xlsx)))
		edits = slices.DeleteFunc(edits, func(e draft.Edit) bool { return e.Kind == draft.File }) // which a workbook has no place for
		if len(edits) > 0 {
			t.Errorf("%s: %d differences, such as %+v", from, len(edits), edits[0])
		}
	}
}

// TestApplyRefuses holds that an edit of what is not there is an error.
func TestApplyRefuses(t *testing.T) {
	base := open(t, small(t))
	for _, e := range []draft.Edit{
		{Kind: draft.Set, Table: "people", Row: "nowhere", Column: "people", After: "1"},
		{Kind: draft.Delete, Table: "people", Row: "nowhere"},
		{Kind: draft.Set, Table: "nothing", Row: "x", Column: "y", After: "z"},
	} {
		if _, err := base.Apply([]draft.Edit{e}); err == nil {
			t.Errorf("%+v is applied", e)
		}
	}
	if got := slices.Sorted(maps.Keys(files(t, written(t, apply(t, base, []draft.Edit{{Kind: draft.Insert, Table: "budget", Row: "fund", Cells: map[string]string{"fund": "fund", "usd": "1"}}}))))); !slices.Contains(got, "budget.csv") {
		t.Errorf("a table that had no file gets none: %q", got)
	}
}
