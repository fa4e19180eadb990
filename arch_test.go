package passage_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// imports says which packages of ours a package may import. What is not listed
// here may import nothing of ours, so a new package has to be given its place.
var imports = map[string][]string{
	"passage":                    {},
	"passage/cmd/passage":        {"passage/internal/cli"},
	"passage/internal/access":    {"passage"},
	"passage/internal/alike":     {},
	"passage/internal/audit":     {"passage"},
	"passage/internal/exchange":  {"passage", "passage/internal/exchange/..."},
	"passage/internal/envelope":  {"passage"},
	"passage/internal/planner":   {"passage", "passage/internal/audit", "passage/internal/lp"},
	"passage/internal/report":    {"passage", "passage/internal/audit", "passage/internal/planner", "passage/internal/exchange", "passage/internal/exchange/..."},
	"passage/internal/basemap":   {},
	"passage/internal/bench":     {"passage", "passage/internal/..."},
	"passage/internal/cli":       {"passage", "passage/internal/..."},
	"passage/internal/world":     {"passage"},
	"passage/internal/golden":    {},
	"passage/internal/paper":     {"passage", "passage/internal/envelope", "passage/internal/exchange"},
	"passage/internal/peer":      {"passage", "passage/internal/desk", "passage/internal/envelope", "passage/internal/web"},
	"passage/internal/reading":   {"passage"},
	"passage/internal/rehearsal": {"passage", "passage/internal/audit", "passage/internal/envelope"},
	"passage/internal/harness":   {"passage", "passage/internal/desk", "passage/internal/envelope", "passage/internal/proof", "passage/internal/store"},
	"passage/internal/web":       {"passage", "passage/internal/access", "passage/internal/desk", "passage/internal/envelope"},
	"passage/internal/witness":   {"passage/internal/proof"},
	"passage/internal/lp":        {},
	"passage/internal/lp/lptest": {"passage/internal/lp"},
	"passage/internal/testsum":   {},
	"passage/internal/pdf":       {"passage/internal/pdf/..."},
	"passage/internal/sitrep":    {"passage/internal/pdf", "passage/internal/pdf/..."},
	"passage/internal/store":     {},
	"passage/internal/ownca":     {},
	"passage/internal/proof":     {"passage/internal/envelope"},
	"passage/internal/identity":  {},
	"passage/internal/keyring":   {"passage/internal/proof"},
	"passage/internal/desk": {"passage", "passage/internal/access", "passage/internal/alike", "passage/internal/envelope", "passage/internal/identity", "passage/internal/keyring", "passage/internal/proof",
		"passage/internal/store", "passage/internal/exchange", "passage/internal/exchange/draft", "passage/internal/lp", "passage/internal/planner", "passage/internal/report"},
	"passage/internal/tongue":   {"passage"},
	"passage/internal/pages/ui": {"passage/internal/draw", "passage/internal/tongue"},
	"passage/internal/pages": {"passage", "passage/internal/access", "passage/internal/alike", "passage/internal/basemap", "passage/internal/desk", "passage/internal/exchange", "passage/internal/exchange/...",
		"passage/internal/draw", "passage/internal/pages/ui", "passage/internal/pdf", "passage/internal/reading", "passage/internal/report", "passage/internal/sitrep", "passage/internal/tongue"},
	"passage/internal/draw": {},

	"passage/internal/basemap/basemaptest":   {},
	"passage/internal/identity/identitytest": {},
	"passage/internal/reading/model":         {"passage", "passage/internal/reading"},
	"passage/internal/store/storetest":       {"passage/internal/store"},
	"passage/internal/exchange/draft":        {"passage/internal/exchange"},

	// Below these, a package may import its own kind and what is listed.
	"passage/internal/exchange/...": {"passage"},
	"passage/internal/lp/...":       {"passage/internal/lp"},
	"passage/internal/pdf/...":      {},
}

// TestImports holds every package to the table. The one that matters most: the
// judge of plans knows nothing of the maker of plans, and linear algebra knows
// no aid.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]bool{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		seen[p.ImportPath] = true
		for _, used := range p.Imports {
			if (used == "passage" || strings.HasPrefix(used, "passage/")) && !mayImport(p.ImportPath, used) {
				t.Errorf("%s may not import %s", p.ImportPath, used)
			}
			if p.ImportPath == "passage" && (strings.Contains(used, ".") || slices.Contains([]string{"database/sql", "net/http", "os"}, used)) {
				t.Errorf("the root package holds words, not machinery: it may not import %s", used)
			}
		}
	}
	for p := range imports {
		if !strings.HasSuffix(p, "/...") && !seen[p] {
			t.Errorf("the table speaks of %s, which is no more", p)
		}
	}
}

func mayImport(p, used string) bool {
	allowed, listed := imports[p]
	for family, also := range imports {
		if root, ok := strings.CutSuffix(family, "/..."); ok && strings.HasPrefix(p, root+"/") {
			if !listed {
				allowed = also
			}
			allowed = append(slices.Clone(allowed), family)
			break
		}
	}
	for _, a := range allowed {
		if root, ok := strings.CutSuffix(a, "/..."); a == used || ok && strings.HasPrefix(used, root+"/") {
			return true
		}
	}
	return false
}

// TestPackageDocs holds that every package says what it is for.
func TestPackageDocs(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}}\t{{.Doc}}", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		if path, doc, _ := strings.Cut(strings.TrimSpace(line), "\t"); doc == "" {
			t.Errorf("package %s has no doc comment", path)
		}
	}
}

// TestTrustedHTML holds that one package alone makes what html/template trusts
// without looking, so that only one has to be looked at for escaping.
func TestTrustedHTML(t *testing.T) {
	trusted := regexp.MustCompile(`template\.(HTML|HTMLAttr|CSS|JS|JSStr|Srcset|URL)\(`)
	made := false
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		switch found := trusted.Find(text); {
		case found == nil:
		case filepath.ToSlash(filepath.Dir(path)) == "internal/draw":
			made = true
		default:
			t.Errorf("%s has %s…: only internal/draw may make what is not escaped", path, found)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !made {
		t.Error("internal/draw makes no template.HTML: this test looks for the wrong words")
	}
}

// TestShipped holds that what only tests need is not in the program.
func TestShipped(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./cmd/passage").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for path := range strings.Lines(string(out)) {
		for _, no := range []string{"github.com/ncruces/go-sqlite3", "passage/internal/harness", "testing"} {
			if path = strings.TrimSpace(path); path == no || strings.HasPrefix(path, no+"/") {
				t.Errorf("the program is built with %s, which is for tests", path)
			}
		}
	}
}
