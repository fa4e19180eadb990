package exchange_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passage/internal/exchange"
	"passage/internal/golden"
)

const (
	formats = "../../docs/formats"
	begin   = "<!-- What stands from here on is written by go test ./internal/exchange -update. -->\n"
	end     = "<!-- What is written by the test ends here. -->\n"
)

// keep compares a document with what it should be, or writes it.
func keep(t *testing.T, name, want string) {
	t.Helper()
	golden.Keep(t, filepath.Join(formats, name), want, *update, "go test ./internal/exchange -update")
}

func TestSchemas(t *testing.T) {
	want := map[string]bool{"scenario.schema.json": true}
	text, err := exchange.SettingsSchema()
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "scenario.schema.json", string(text))
	for _, table := range exchange.Tables() {
		text, err := exchange.Schema(table)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(text) {
			t.Error(table.Name, "is not JSON")
		}
		keep(t, table.Name+".schema.json", string(text))
		want[table.Name+".schema.json"] = true
	}
	found, err := filepath.Glob(filepath.Join(formats, "*.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if base := filepath.Base(path); !want[base] && base != "plan.schema.json" { // the one schema that is not of a table
			t.Error(path, "is the schema of no table")
		}
	}
}

func TestFormatPage(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(formats, "scenario.md"))
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the marks of the generated part are missing")
	}
	keep(t, "scenario.md", before+begin+"\n"+exchange.ColumnTables()+end+after)
}
