package exchange_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
