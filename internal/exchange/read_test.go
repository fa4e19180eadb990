package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"passage"
	"passage/internal/exchange"
)

// folder writes files given as name, text, name, text … and returns where.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// lines joins the faults as a person reads them.
func lines(faults passage.Faults) string {
	var b strings.Builder
	for _, f := range faults {
		if f.Warning {
			b.WriteString("warning: ")
		}
		b.WriteString(f.String() + "\n")
	}
	return b.String()
}

const page = "start = 2025-10-13\nperiods = 4\nperiod_days = 7\n"

func TestReadFolder(t *testing.T) {
	dir := folder(t, "scenario.toml", page+"payload_t = 14.0\n",
		"places.csv", "\ufeffplace,name,note\r\n#geo,#geo+name,\r\nnorth,\"North, the\",kept\r\n",
		"people.csv", "place,from,people\nnorth,2025-10-13,1250\nnorth,,1000\n",
	)
	got, err := exchange.Read(t.Context(), dir)
	if err != nil || got.Scenario == nil {
		t.Fatal(err, got.Faults)
	}
	start := passage.DateOf(2025, 10, 13)
	want := &passage.Scenario{
		Start: start, Periods: 4, PeriodDays: 7, PayloadT: passage.Some(14), Goal: passage.DefaultGoal(),
		Places: []passage.Place{{ID: "north", Name: "North, the"}},
		People: []passage.Headcount{{Place: "north", From: start, People: 1250}, {Place: "north", People: 1000}},
	}
	if diff := cmp.Diff(want, got.Scenario); diff != "" {
		t.Error(diff)
	}
}

func TestAssumed(t *testing.T) {
	dir := folder(t, "scenario.toml", page+"payload_t = 14.0\npayload_t_source = \"Assumed: what a small truck carries\"\n",
		"places.csv", "place,name,lat,lon,source\nnorth,North,31.5,34.5,assumed\n",
		"people.csv", "place,from,people,people_source,source\nnorth,2025-10-13,1250,UN,assumed from a map\nnorth,2025-10-20,1000,,ASSUMED\nnorth,2025-10-27,900,assumed,\nnorth,2025-11-03,800,,un-assumed\n",
		"nodes.csv", "node,kind,place,storage_t,storage_t_source\nstore,hub,,500,\nsite,site,north,,assumed\n",
		"corridors.csv", "corridor,from,to\nroad,store,site\n",
		"access.csv", "rule,on,status,weekdays,source\nr1,road,closed,fri,assumed\nr2,road,closed,sat,UN\n",
	)
	got, err := exchange.Read(t.Context(), dir)
	if err != nil || got.Faults.Fatal() {
		t.Fatal(err, got.Faults)
	}
	want := []exchange.Assumed{
		{"scenario", "start", 1, 0}, {"scenario", "periods", 1, 0}, {"scenario", "period_days", 1, 0}, {"scenario", "payload_t", 1, 1},
		{"people", "from", 4, 2}, {"people", "people", 4, 2},
		{"nodes", "storage_t", 1, 0},
		{"access", "status", 2, 1}, {"access", "weekdays", 2, 1},
	}
	if diff := cmp.Diff(want, got.Assumed); diff != "" {
		t.Error(diff)
	}
}

// Each column of the format is read by the function of its table, and those
// functions ask for no other.
func TestEveryColumnIsRead(t *testing.T) {
	for _, table := range exchange.Tables() {
		var header, row []string
		for _, c := range table.Columns {
			header = append(header, c.Name)
			row = append(row, "\"<"+c.Name+">\"")
		}
		loaded, err := exchange.Read(t.Context(), folder(t, "scenario.toml", page, table.Name+".csv", strings.Join(header, ",")+"\n"+strings.Join(row, ",")+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range table.Columns {
			if c.Kind == exchange.Text || c.Kind == exchange.ID {
				continue // any text will do
			}
			if c.Kind == exchange.Ref && len(c.Refs) == 0 {
				continue
			}
			if !strings.Contains(lines(loaded.Faults), table.Name+", line 2, "+c.Name+":") {
				t.Errorf("%s.%s: nothing is said of <%s>", table.Name, c.Name, c.Name)
			}
		}
	}
}

// The same tables give the same words, however many are read at a time.
func TestReadIsDeterministic(t *testing.T) {
	files := []string{"scenario.toml", "x = [\n", "odd.csv", "", "zebra.csv", ""}
	for _, table := range exchange.Tables() {
		text := table.Columns[0].Name + ",extra\n"
		for i := range 300 {
			text += strings.Repeat("a", i%7) + ";,\n"
		}
		files = append(files, table.Name+".csv", text)
	}
	dir := folder(t, files...)
	first, err := exchange.Read(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		again, err := exchange.Read(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestReadMillionRows(t *testing.T) {
	var b strings.Builder
	b.WriteString("place,from,people\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&b, "p%d,2025-%02d-%02d,%d\n", i/300, 1+i%300/28, 1+i%28, i)
	}
	places := "place\n"
	for i := range 1_000_000/300 + 1 {
		places += fmt.Sprintf("p%d\n", i)
	}
	dir := folder(t, "scenario.toml", page, "places.csv", places, "people.csv", b.String())
	got, err := exchange.Read(t.Context(), dir)
	if err != nil || got.Scenario == nil {
		t.Fatal(err, got.Faults[0])
	}
	if n := len(got.Scenario.People); n != 1_000_000 || got.Scenario.People[n-1].People != 999_999 {
		t.Error(n, "rows")
	}
}

func TestReadTrouble(t *testing.T) {
	if _, err := exchange.Read(t.Context(), filepath.Join(t.TempDir(), "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := exchange.Read(ctx, folder(t, "scenario.toml", page)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	// A file that is no archive is a fault of what was given, not trouble.
	file := filepath.Join(folder(t, "people.csv", "place\n"), "people.csv")
	got, err := exchange.Read(t.Context(), file)
	if want := "people.csv: is neither a zip nor an .xlsx workbook, or it is damaged; expected a folder, a .zip or an .xlsx\n"; err != nil || lines(got.Faults) != want {
		t.Error(err, got.Faults)
	}
}

// What spreadsheet programs make of a scenario is read as it was meant.
func TestReadWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	sheet := func(name string, rows ...[]any) {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(name, fmt.Sprint("A", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	sheet("scenario", []any{"key", "value"}, []any{"name", 2025}, []any{"start", 45943}, []any{"periods", 4}, []any{"period_days", 7}, []any{"payload_t", 14.5},
		[]any{"goal.bands", "0.5; 1"}, []any{"goal.weights", "2;1"})
	sheet("places", []any{"place", "name"}, []any{"#geo"}, []any{"north", "North"})
	sheet("people", []any{"place", "from", "people"}, []any{"north", 45943, 1250.5}, []any{"north", 45950, 7})
	for cell, name := range map[string]string{"B3": "scenario", "B2": "people", "B3 ": "people"} {
		if err := f.SetCellStyle(name, strings.TrimSpace(cell), strings.TrimSpace(cell), date); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellFormula("people", "C3", "C2*2"); err != nil {
		t.Fatal(err)
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	got, err := exchange.Read(t.Context(), path)
	want := "people, line 3, people: \"=C2*2\" is not a number but a formula, and formulas are not worked out (put its value in the cell); expected how many people, from 0 to 10 billion\n"
	if err != nil || lines(got.Faults) != want {
		t.Fatal(err, lines(got.Faults))
	}
	if err := f.SetCellValue("people", "C3", 900); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if got, err = exchange.Read(t.Context(), path); err != nil || got.Scenario == nil {
		t.Fatal(err, got.Faults)
	}
	start := passage.DateOf(2025, 10, 13)
	goal := passage.DefaultGoal()
	goal.Bands, goal.Weights = []float64{0.5, 1}, []float64{2, 1}
	if diff := cmp.Diff(&passage.Scenario{Name: "2025", Start: start, Periods: 4, PeriodDays: 7, PayloadT: passage.Some(14.5), Goal: goal,
		Places: []passage.Place{{ID: "north", Name: "North"}},
		People: []passage.Headcount{{Place: "north", From: start, People: 1250.5}, {Place: "north", From: start + 7, People: 900}}}, got.Scenario); diff != "" {
		t.Error(diff)
	}
}
