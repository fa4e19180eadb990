package pages_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"passage"
	"passage/internal/exchange"
	"passage/internal/tongue"
)

// speaking are the functions and types whose sentences people read on pages, by the
// folders that use them.
var speaking = map[string][]string{
	"../..":                  {"find", "finding"},
	"../desk":                {"refuse"},
	"../exchange":            {"add", "warn", "wrong", "useFault", "twice", "say"},
	"../exchange/book":       {"Fault", "fault", "refuse"},
	"../exchange/boundaries": {"Fault", "fatal", "fail"},
	"../exchange/settings":   {"Fault"},
	"../planner":             {"Stage"},
	".":                      {"Refused"},
}

// TestEverySentenceIsRetold holds that what checks, folds, refuses and plans says
// on pages is in the catalogue in every language.
func TestEverySentenceIsRetold(t *testing.T) {
	tongues, err := tongue.Load()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for folder, names := range speaking {
		sentencesIn(t, folder, names, said)
	}
	for _, table := range append(exchange.Tables(), exchange.SettingsTable()) {
		for _, c := range table.Columns {
			for _, text := range []string{c.Doc, c.Expect, c.Empty} {
				if strings.ContainsFunc(text, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
					said[text] = table.Name + "." + c.Name
				}
			}
		}
	}
	for _, m := range passage.ACAPS {
		if m.Loose != "" {
			said[m.Loose] = "ACAPS"
		}
	}
	if len(said) < 200 {
		t.Fatalf("only %d sentences are found: the test looks for the wrong words", len(said))
	}
	for text, where := range said {
		for _, l := range tongue.Languages {
			if retold, known := tongues.Of(l.Code).Retold(text); !known || l.Code != "en" && strings.Contains(retold, "expected ") {
				t.Errorf("%s: in %s nothing stands for %q", where, l.Code, text)
				break
			}
		}
	}
}

var verb = regexp.MustCompile(`%(?:\[\d\])?[.\d]*[a-zX]`)

// sentencesIn collects what a folder's calls of functions say, with something in the
// place of each value.
func sentencesIn(t *testing.T, folder string, names []string, said map[string]string) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources in %s: %v", folder, err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "papers.go") { // tables of waybills come by the command line
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			var parts []ast.Expr
			switch n := n.(type) {
			case *ast.CallExpr:
				name := ""
				switch f := n.Fun.(type) {
				case *ast.Ident:
					name = f.Name
				case *ast.SelectorExpr:
					name = f.Sel.Name
				}
				if slices.Contains(names, name) {
					parts = n.Args
				}
			case *ast.CompositeLit:
				name := ""
				switch f := n.Type.(type) {
				case *ast.Ident:
					name = f.Name
				case *ast.SelectorExpr:
					name = f.Sel.Name
				}
				if slices.Contains(names, name) {
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok {
							e = kv.Value
						}
						parts = append(parts, e)
					}
				}
			}
			for _, part := range parts {
				if format, ok := formatOf(part); ok && strings.Contains(strings.TrimSpace(format), " ") {
					said[sample(format)] = path
				}
			}
			return true
		})
	}
}

// formatOf is a text in the sources; what is not written there but worked out is
// left out where the rest says something.
func formatOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, okA := formatOf(e.X)
		b, okB := formatOf(e.Y)
		switch {
		case okA && okB:
			return a + b, true
		case okA && strings.HasSuffix(a, " "):
			return a + "%s", true
		}
		return a, okA
	case *ast.CallExpr: // of fmt.Sprintf
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" {
			return formatOf(e.Args[0])
		}
	}
	return "", false
}

func sample(format string) string {
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		if strings.HasSuffix(v, "q") {
			return `"Q"`
		}
		return "Z"
	})
}
