package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"passage/internal/desk"
	"passage/internal/exchange"
	"passage/internal/exchange/draft"
	"passage/internal/store/storetest"
)

var (
	amal  = desk.Caller{Name: "amal", Org: "wfp", Scopes: []desk.Scope{desk.Read, desk.Planner}}
	bilal = desk.Caller{Name: "bilal", Org: "unicef", Scopes: []desk.Scope{desk.Read, desk.Planner}}
)

// newGaza brings the Gaza example in.
func newGaza(t testing.TB, d *desk.Desk) string {
	t.Helper()
	id, err := d.NewScenario(t.Context(), amal, filepath.Join("..", "..", "examples", "gaza-2025"))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func formID() string { return uuid.Must(uuid.NewV7()).String() }

func setCell(table, row, column, text string) draft.Edit {
	return draft.Edit{Kind: draft.Set, Table: table, Row: row, Column: column, After: text}
}

// saved saves edits that must go through.
func saved(t testing.TB, d *desk.Desk, caller desk.Caller, w desk.Wish) int64 {
	t.Helper()
	e, err := d.EditScenario(t.Context(), caller, w)
	if err != nil || !e.Saved {
		t.Fatalf("not saved: %v, conflicts %+v, faults %v", err, e.Conflicts, e.Faults)
	}
	return e.Revision
}

func cellOf(t testing.TB, d *desk.Desk, scenario string, n int64, table, row, column string) string {
	t.Helper()
	state, err := d.Draft(t.Context(), amal, scenario, n)
	if err != nil {
		t.Fatal(err)
	}
	r := state.Table(table).Row(row)
	if r == nil {
		return "no row"
	}
	return state.Table(table).Cell(r, column)
}

// TestTwoPeopleEdit holds that what does not touch is merged, what does is told
// with its author, and nothing of either is lost.
func TestTwoPeopleEdit(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		id := newGaza(t, d)
		form := formID()
		one := desk.Wish{Scenario: id, Base: 1, Form: form, What: "a count", Edits: []draft.Edit{setCell("nodes", "zikim", "trucks_per_day", "41")}}
		if n := saved(t, d, amal, one); n != 2 {
			t.Fatalf("revision %d", n)
		}
		if n := saved(t, d, amal, one); n != 2 {
			t.Errorf("the form sent twice makes revision %d", n)
		}
		other := desk.Wish{Scenario: id, Base: 1, Form: formID(), Edits: []draft.Edit{setCell("nodes", "zikim", "name", "Zikim crossing")}}
		if n := saved(t, d, bilal, other); n != 3 {
			t.Fatalf("revision %d", n)
		}
		if a, b := cellOf(t, d, id, 3, "nodes", "zikim", "trucks_per_day"), cellOf(t, d, id, 3, "nodes", "zikim", "name"); a != "41" || b != "Zikim crossing" {
			t.Errorf("merged to %q and %q", a, b)
		}
		clash := desk.Wish{Scenario: id, Base: 1, Form: formID(), Edits: []draft.Edit{setCell("nodes", "zikim", "trucks_per_day", "50"), setCell("nodes", "zikim", "storage_t", "7")}}
		e, err := d.EditScenario(t.Context(), bilal, clash)
		if err != nil || e.Saved || len(e.Conflicts) != 1 {
			t.Fatalf("%+v %v", e, err)
		}
		if c := e.Conflicts[0]; c.Theirs != "41" || c.Edit.After != "50" || c.By != "amal" || c.Revision != 2 {
			t.Errorf("the conflict is %+v", c)
		}
		if cellOf(t, d, id, 0, "nodes", "zikim", "storage_t") == "7" {
			t.Error("a part of what conflicts is saved")
		}
		clash.Settle, clash.Seen = "mine", 2
		if e, err := d.EditScenario(t.Context(), bilal, clash); err != nil || e.Saved {
			t.Errorf("settled for a revision that is not the newest: %+v %v", e, err)
		}
		clash.Seen = 3
		saved(t, d, bilal, clash)
		if got := cellOf(t, d, id, 0, "nodes", "zikim", "trucks_per_day"); got != "50" {
			t.Errorf("settled to %q", got)
		}
		all, err := d.Revisions(t.Context(), amal, id, 1, 10)
		if err != nil || len(all) != 3 || all[2].Author != "amal" || all[2].What != "a count" || len(all[2].Sample) != 1 || all[2].Tables[0].Cells != 1 {
			t.Errorf("the history is %+v %v", all, err)
		}
	})
}

// TestManyEditAtOnce holds that nobody's edit is lost where all save at once.
func TestManyEditAtOnce(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		id := newGaza(t, d)
		state, err := d.Draft(t.Context(), amal, id, 1)
		if err != nil {
			t.Fatal(err)
		}
		rows := state.Table("supplies").Rows[:8]
		var all sync.WaitGroup
		for i, row := range rows {
			all.Go(func() {
				e, err := d.EditScenario(context.Background(), amal, desk.Wish{Scenario: id, Base: 1, Form: formID(),
					Edits: []draft.Edit{setCell("supplies", row.Key, "t", fmt.Sprint(100+i))}})
				if err != nil || !e.Saved {
					t.Errorf("row %d: %v %+v", i, err, e.Conflicts)
				}
			})
		}
		all.Wait()
		for i, row := range rows {
			if got := cellOf(t, d, id, 0, "supplies", row.Key, "t"); got != fmt.Sprint(100+i) {
				t.Errorf("row %d: %q", i, got)
			}
		}
	})
}

// TestFaultsAreNotSaved holds that a cell that is wrong is told with its place.
func TestFaultsAreNotSaved(t *testing.T) {
	d := open(t, storetest.SQLite(t), t.TempDir())
	id := newGaza(t, d)
	for _, c := range []struct {
		edit draft.Edit
		want string
	}{
		{setCell("supplies", "el-arish-lentils", "t", "many"), "is not a number"},
		{setCell("supplies", "el-arish-lentils", "t", "=1+1"), "formula"},
		{setCell("supplies", "el-arish-lentils", "donor", strings.Repeat("x", 100_000)), "100000 characters"},
		{setCell("supplies", "el-arish-lentils", "donor", "a\x00b"), "NUL"},
		{setCell("supplies", "el-arish-lentils", "donor", "a\xffb"), "UTF-8"},
		{setCell("supplies", "el-arish-lentils", "supply", "a\u202eb"), "invisible character"},
		{setCell("supplies", "el-arish-lentils", "supply", "el-arish-oil"), "is the id of line"},
		{draft.Edit{Kind: draft.Delete, Table: "places", Row: "gaza"}, "is not in the table places"},
		{setCell("scenario", "start", "value", "soon"), "is not a date"},
	} {
		e, err := d.EditScenario(t.Context(), amal, desk.Wish{Scenario: id, Base: 1, Form: formID(), Edits: []draft.Edit{c.edit}})
		if err != nil || e.Saved || !strings.Contains(e.Faults.Error(), c.want) {
			t.Errorf("%.60v: %v, saved %v, %v; want %q", c.edit, err, e.Saved, e.Faults, c.want)
		}
	}
	if all, err := d.Revisions(t.Context(), amal, id, 0, 10); err != nil || len(all) != 1 {
		t.Errorf("%d revisions %v", len(all), err)
	}
	e, err := d.EditScenario(t.Context(), amal, desk.Wish{Scenario: id, Base: 1, Form: formID()})
	if err != nil || e.Saved || e.Revision != 1 {
		t.Errorf("no edits make %+v %v", e, err)
	}
}

// TestRevert holds that a former state comes back as a new revision, and not
// over what somebody has saved meanwhile.
func TestRevert(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		id := newGaza(t, d)
		saved(t, d, amal, desk.Wish{Scenario: id, Base: 1, Form: formID(), Edits: []draft.Edit{setCell("scenario", "name", "value", "Another name")}})
		var late desk.Overtaken
		if _, err := d.Revert(t.Context(), bilal, id, 1, 1, formID()); !errors.As(err, &late) || late.By.Author != "amal" {
			t.Errorf("reverting what was not seen: %v", err)
		}
		form := formID()
		for range 2 {
			if n, err := d.Revert(t.Context(), bilal, id, 1, 2, form); err != nil || n != 3 {
				t.Fatalf("revision %d %v", n, err)
			}
		}
		if edits, err := d.Differences(t.Context(), amal, id, 1, 3); err != nil || len(edits) > 0 {
			t.Errorf("differences %v %v", edits, err)
		}
		all, err := d.Scenarios(t.Context(), amal)
		if err != nil || all[0].Name != "Gaza, autumn 2025" || all[0].Revision != 3 {
			t.Errorf("%+v %v", all, err)
		}
		history, err := d.Revisions(t.Context(), amal, id, 0, 10)
		if err != nil || len(history) != 3 || history[0].Restored != 1 {
			t.Errorf("%+v %v", history, err)
		}
	})
}

// TestUpload holds that a workbook made from a former revision does not take
// back what others have saved since.
func TestUpload(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		id := newGaza(t, d)
		text, n, err := d.Workbook(t.Context(), amal, id, 0, ".xlsx")
		if err != nil || n != 1 || !bytes.HasPrefix(text, []byte("PK")) {
			t.Fatal(n, err)
		}
		saved(t, d, bilal, desk.Wish{Scenario: id, Base: 1, Form: formID(), Edits: []draft.Edit{setCell("supplies", "el-arish-oil", "t", "901")}})
		book := filepath.Join(t.TempDir(), "book.xlsx")
		folder := filepath.Join(t.TempDir(), "tables")
		changed := filepath.Join(t.TempDir(), "changed.xlsx")
		if err := os.WriteFile(book, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := exchange.Convert(t.Context(), book, folder); err != nil {
			t.Fatal(err)
		}
		supplies := filepath.Join(folder, "supplies.csv")
		table, err := os.ReadFile(supplies)
		if err != nil {
			t.Fatal(err)
		}
		table = bytes.Replace(table, []byte("el-arish,lentils,1000"), []byte("el-arish,lentils,1234"), 1)
		if err := os.WriteFile(supplies, table, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := exchange.Convert(t.Context(), folder, changed); err != nil {
			t.Fatal(err)
		}
		upload, err := d.Upload(t.Context(), amal, id, 1, changed)
		if err != nil {
			t.Fatal(err)
		}
		w, err := d.Uploaded(t.Context(), amal, id, upload)
		if err != nil || len(w.Edits) != 1 || w.Edits[0].After != "1234" {
			t.Fatalf("%+v %v", w, err)
		}
		if e, err := d.TryEdits(t.Context(), amal, w); err != nil || e.Saved || len(e.Edits) != 1 {
			t.Fatalf("%+v %v", e, err)
		}
		saved(t, d, amal, w)
		if a, b := cellOf(t, d, id, 0, "supplies", "el-arish-oil", "t"), cellOf(t, d, id, 0, "supplies", "el-arish-lentils", "t"); a != "901" || b != "1234" {
			t.Errorf("%q and %q", a, b)
		}
		if s, err := d.Scenario(t.Context(), amal, id, 0); err != nil || len(s.Boundaries) == 0 {
			t.Errorf("the boundaries are lost: %v", err)
		}
		if _, err := d.Upload(t.Context(), amal, id, 1, filepath.Join("testdata", "none.xlsx")); err == nil {
			t.Error("a file that is not there is taken")
		}
		var missing desk.Missing
		if _, err := d.Uploaded(t.Context(), amal, "another", upload); !errors.As(err, &missing) {
			t.Errorf("another scenario's workbook: %v", err)
		}
	})
}

// TestWhoMayEdit holds that only planners change tables.
func TestWhoMayEdit(t *testing.T) {
	d := open(t, storetest.SQLite(t), t.TempDir())
	id := newGaza(t, d)
	reader := desk.Caller{Name: "reader", Scopes: []desk.Scope{desk.Read}}
	writer := desk.Caller{Name: "writer", Scopes: []desk.Scope{desk.Write}}
	ctx := t.Context()
	for what, try := range map[string]func(c desk.Caller) error{
		"edit": func(c desk.Caller) error {
			_, err := d.EditScenario(ctx, c, desk.Wish{Scenario: id, Base: 1, Form: formID()})
			return err
		},
		"try":    func(c desk.Caller) error { _, err := d.TryEdits(ctx, c, desk.Wish{Scenario: id, Base: 1}); return err },
		"revert": func(c desk.Caller) error { _, err := d.Revert(ctx, c, id, 1, 1, formID()); return err },
		"upload": func(c desk.Caller) error { _, err := d.Upload(ctx, c, id, 1, "x.zip"); return err },
		"look":   func(c desk.Caller) error { _, err := d.Uploaded(ctx, c, id, "x"); return err },
	} {
		if err := try(reader); !errors.As(err, &desk.Forbidden{}) {
			t.Errorf("%s: a reader gets %v", what, err)
		}
	}
	for what, try := range map[string]func(c desk.Caller) error{
		"draft":       func(c desk.Caller) error { _, err := d.Draft(ctx, c, id, 0); return err },
		"history":     func(c desk.Caller) error { _, err := d.Revisions(ctx, c, id, 0, 1); return err },
		"differences": func(c desk.Caller) error { _, err := d.Differences(ctx, c, id, 1, 1); return err },
		"workbook":    func(c desk.Caller) error { _, _, err := d.Workbook(ctx, c, id, 0, ".zip"); return err },
	} {
		if err := try(reader); err != nil {
			t.Errorf("%s: a reader gets %v", what, err)
		}
		if err := try(writer); !errors.As(err, &desk.Forbidden{}) {
			t.Errorf("%s: a device gets %v", what, err)
		}
	}
	if _, err := d.EditScenario(ctx, amal, desk.Wish{Scenario: id, Base: 1, Form: "again"}); !errors.As(err, new(desk.Refused)) {
		t.Errorf("a form without a name: %v", err)
	}
	if _, err := d.EditScenario(ctx, amal, desk.Wish{Scenario: "none", Base: 1, Form: formID()}); !errors.As(err, &desk.Missing{}) {
		t.Errorf("a scenario that is not there: %v", err)
	}
}
