package planner_test

import (
	"path/filepath"
	"strings"
	"testing"

	"passage"
	"passage/internal/exchange"
	"passage/internal/planner"
)

// read reads a scenario that has no faults.
func read(t *testing.T, path ...string) *passage.Scenario {
	t.Helper()
	loaded, err := exchange.Read(t.Context(), filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Faults.Fatal() {
		t.Fatal(loaded.Faults)
	}
	return loaded.Scenario
}

// The reference scenarios come out at the optima that others, with programs of
// their own, have published or agreed on. The second stage is found within the
// tolerance of the first, so its cost is compared to one part in 10,000.
func TestReferenceOptima(t *testing.T) {
	worlds := filepath.Join("testdata", "worlds")
	examples := filepath.Join("..", "..", "examples")
	for _, test := range []struct {
		path              string
		deprivation, cost float64
	}{
		{filepath.Join(worlds, "places-5.zip"), 1087757813.5, 15277902.215},
		{filepath.Join(worlds, "places-5-rich.zip"), 1798762079.4, 4516098.820},
		{filepath.Join(worlds, "places-5-rich-tight.zip"), 1720592386.1, 4586397.351},
		{filepath.Join(worlds, "places-40.zip"), 1184292568.8, 7089092.192},
		{filepath.Join(examples, "wfp-syria"), 0, 864475.85084},
		{filepath.Join(examples, "wfp-syria", "diet"), 0, 3211.096846},
	} {
		t.Run(strings.TrimSuffix(filepath.Base(test.path), ".zip"), func(t *testing.T) {
			s := read(t, test.path)
			r, err := planner.Solve(t.Context(), s, planner.Options{Solver: solver()})
			if err != nil {
				t.Fatal(err)
			}
			proved(t, r)
			costWithin := 1e-6
			if s.Goal.Kind == passage.Relief {
				costWithin = 1e-4
				if got := objective(t, r, "deprivation"); !near(got, test.deprivation, 1e-6) {
					t.Errorf("deprivation %.10g, want %.10g", got, test.deprivation)
				}
			}
			if got := objective(t, r, "cost"); !near(got, test.cost, costWithin) {
				t.Errorf("cost %.10g, want %.10g", got, test.cost)
			}
		})
	}
}
