package cli

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// TestComponents: the bill of materials has every module that the build noted, and
// every package that npm is to fetch for the program, of the pinned version.
func TestComponents(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Path: "passage"}, Deps: []*debug.Module{
		{Path: "modernc.org/sqlite", Version: "v1.62.0", Sum: "h1:abc="},
		{Path: "example.org/old", Version: "v1.0.0", Replace: &debug.Module{Path: "example.org/new", Version: "v1.0.1"}},
	}}
	text, err := components(info)
	if err != nil {
		t.Fatal(err)
	}
	var b bill
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, c := range b.Components {
		have = append(have, c.Purl)
	}
	page, err := os.ReadFile("../../package.json")
	if err != nil {
		t.Fatal(err)
	}
	var npm struct{ Dependencies map[string]string }
	if err := json.Unmarshal(page, &npm); err != nil || len(npm.Dependencies) == 0 {
		t.Fatal(npm, err)
	}
	want := []string{"pkg:golang/stdlib@1.26.8", "pkg:golang/modernc.org/sqlite@v1.62.0", "pkg:golang/example.org/new@v1.0.1"}
	for _, name := range slices.Sorted(maps.Keys(npm.Dependencies)) {
		want = append(want, "pkg:npm/"+strings.Replace(name, "@", "%40", 1)+"@"+npm.Dependencies[name])
	}
	if !slices.Equal(have, want) {
		t.Errorf("%q, want %q", have, want)
	}
}

// TestComponentsArePinned: every module and package is of one version, with a sum
// that what is fetched is held against, and from the registries that everybody
// uses.
func TestComponentsArePinned(t *testing.T) {
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	required := regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`).FindAllStringSubmatch(string(module), -1)
	if len(required) < 20 || strings.Contains(string(module), "replace") {
		t.Errorf("%d modules, or one from elsewhere", len(required))
	}
	for _, m := range required {
		if !strings.Contains(string(sums), m[1]+" "+m[2]+" h1:") {
			t.Errorf("%s %s has no sum", m[1], m[2])
		}
	}
	text, err := os.ReadFile("../../package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ Resolved, Integrity string }
	}
	if err := json.Unmarshal(text, &lock); err != nil || len(lock.Packages) < 5 {
		t.Fatal(len(lock.Packages), err)
	}
	for name, p := range lock.Packages {
		// Without an address it comes from the registry that npm is set to.
		if name != "" && (p.Resolved != "" && !strings.HasPrefix(p.Resolved, "https://registry.npmjs.org/") || !strings.HasPrefix(p.Integrity, "sha512-")) {
			t.Errorf("%s: %q, %q", name, p.Resolved, p.Integrity)
		}
	}
}
