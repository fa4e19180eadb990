package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestDocs runs what README.md and docs/guide.md tell people to type, page by
// page and in their order. Each command has to leave with status 0.
func TestDocs(t *testing.T) {
	dir := t.TempDir()
	var files []string
	for _, page := range []string{"README.md", "docs/guide.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", page))
		if err != nil {
			t.Fatal(err)
		}
		script := commands(string(text))
		if strings.Count(script, "\n") < 2 {
			t.Errorf("%s: found no commands in it", page)
		}
		file := filepath.Join(dir, strings.TrimSuffix(filepath.Base(page), ".md")+".txtar")
		if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	testscript.Run(t, testscript.Params{
		Files: files, RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			cache, err := os.UserCacheDir()
			if err != nil {
				return err
			}
			env.Setenv("XDG_CACHE_HOME", cache)
			return os.CopyFS(filepath.Join(env.WorkDir, "examples", "gaza-2025"), os.DirFS("../../examples/gaza-2025"))
		},
	})
}

// commands makes a script of the lines in a page's code blocks that call
// passage. What make would have done before is done first.
func commands(page string) string {
	var script strings.Builder
	inside := false
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		switch command := strings.TrimPrefix(line, "bin/"); {
		case strings.HasPrefix(line, "```"):
			inside = !inside
		case !inside:
		case strings.HasPrefix(line, "make run"):
			fmt.Fprintln(&script, "exec passage rehearse examples/gaza-2025 --data out/rehearsal -q")
		case strings.HasPrefix(command, "passage "):
			fmt.Fprintln(&script, "exec", command)
		}
	}
	return script.String()
}
