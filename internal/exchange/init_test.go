package exchange_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"passage/internal/exchange"
	"passage/internal/exchange/book"
)

func TestInit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := exchange.Init(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	got := files(t, dir)
	if len(got) != len(exchange.Tables())+2 {
		t.Errorf("%d files", len(got))
	}
	for _, table := range exchange.Tables() {
		rows := strings.Split(got[table.Name+".csv"], "\n")
		if len(rows) != 3 || !strings.HasPrefix(rows[0], table.Columns[0].Name) || !strings.Contains(rows[1], "# ") {
			t.Errorf("%s: %q", table.Name, rows)
		}
	}
	for _, path := range []string{dir, dir + ".xlsx"} {
		if path != dir {
			if _, err := exchange.Convert(t.Context(), dir, path); err != nil {
				t.Fatal(err)
			}
		}
		loaded, err := exchange.Read(t.Context(), path)
		if err != nil || len(loaded.Faults) > 0 {
			t.Fatal(path, err, loaded.Faults)
		}
		if s := loaded.Scenario; len(s.Places)+len(s.People)+len(s.Nodes) > 0 || s.Periods != 12 || s.PayloadT.Value != 14 {
			t.Error(path, s)
		}
	}
	if err := exchange.Init(t.Context(), dir); !errors.Is(err, book.ErrExists) {
		t.Error("an existing scenario:", err)
	}
}

// The examples of a new scenario, taken as data, are a scenario in which
// everything fits together.
func TestExamplesAreAScenario(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := exchange.Init(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	var list []string
	for name, text := range files(t, dir) {
		if strings.HasSuffix(name, ".csv") {
			text = strings.ReplaceAll(text, "# ", "")
		}
		list = append(list, name, text)
	}
	loaded, err := exchange.Read(t.Context(), folder(t, list...))
	if err != nil {
		t.Fatal(err)
	}
	// An example has one row of each table: the corridor's far end and the
	// seller's mill are in rows that would come next.
	want := []string{
		`corridors, line 2, to: "north-store" is not in the table nodes; expected an id of the table nodes`,
		`offers, line 2, node: "mill" is not in the table nodes; expected an id of the table nodes`,
	}
	if got := strings.Split(strings.TrimSpace(lines(loaded.Faults)), "\n"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
}
