// Command assets builds the styles and scripts of the pages: from src, with
// what they import from npm packages, into dist, under names that change with
// their contents.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: assets SRC DIST")
		os.Exit(2)
	}
	if err := build(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func build(src, dist string) error {
	var entries []string
	for _, pattern := range []string{"*.ts", "*.css"} {
		names, err := filepath.Glob(filepath.Join(src, pattern))
		if err != nil {
			return err
		}
		for _, name := range names {
			if !strings.HasSuffix(name, ".d.ts") {
				entries = append(entries, name)
			}
		}
	}
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	result := api.Build(api.BuildOptions{
		EntryPoints: entries, Outdir: dist, Bundle: true, Write: true,
		EntryNames: "[name]-[hash]", MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Target: api.ES2017, Format: api.FormatIIFE, LegalComments: api.LegalCommentsEndOfFile,
		Loader: map[string]api.Loader{".png": api.LoaderDataURL}, Metafile: true, LogLevel: api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("%d errors", len(result.Errors))
	}
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string `json:"entryPoint"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return err
	}
	manifest := map[string]string{}
	for out, m := range meta.Outputs {
		if m.EntryPoint != "" {
			name := filepath.Base(m.EntryPoint)
			manifest[strings.Replace(name, ".ts", ".js", 1)] = filepath.Base(out)
		}
	}
	text, err := json.MarshalIndent(manifest, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(text, '\n'), 0o644)
}
