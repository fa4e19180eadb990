package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage/internal/cli"
)

// The same scenario gives the same bytes in every file of the plan, on one
// processor or on two, but for the seconds that things took, which plan.json
// tells. The order of Go's maps is another in each run of itself.
func TestSameScenarioSameFiles(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	worlds := filepath.Join("..", "planner", "testdata", "worlds")
	for _, path := range []string{
		filepath.Join(worlds, "places-5.zip"), filepath.Join(worlds, "places-5-rich.zip"),
		filepath.Join("..", "..", "examples", "gaza-2025"),
	} {
		t.Run(filepath.Base(path), func(t *testing.T) {
			var first map[string]string
			for _, processors := range []int{1, 2} {
				runtime.GOMAXPROCS(processors)
				dir := filepath.Join(t.TempDir(), "plan")
				var out, trouble bytes.Buffer
				shell := cli.Shell{Out: &out, Err: &trouble, Env: func(string) string { return "" }}
				if got := cli.Main(t.Context(), []string{"plan", path, "-q", "-o", dir}, shell); got != cli.ExitPlan {
					t.Fatalf("status %d: %s", got, trouble.String())
				}
				files := written(t, dir)
				if first == nil {
					first = files
				}
				if diff := cmp.Diff(first, files); diff != "" {
					t.Errorf("on %d processors the plan is another (-one +other)\n%.2000s", processors, diff)
				}
			}
		})
	}
}

// written returns the files of a written plan, plan.json without its seconds.
func written(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() == "plan.json" {
			var doc map[string]any
			if err := json.Unmarshal(text, &doc); err != nil {
				t.Fatal(err)
			}
			delete(doc, "seconds")
			for _, solve := range doc["solver"].([]any) {
				delete(solve.(map[string]any), "seconds")
			}
			if text, err = json.Marshal(doc); err != nil {
				t.Fatal(err)
			}
		}
		files[e.Name()] = string(text)
	}
	if len(files) < 3 {
		t.Fatalf("only %d files are in %s", len(files), dir)
	}
	return files
}
