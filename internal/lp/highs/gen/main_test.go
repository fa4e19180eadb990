package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passage/internal/lp/highs/abi"
)

// loader imitates highs.mjs: the pieces that matter, with other names.
func loader(exports, imports []string) string {
	var b strings.Builder
	b.WriteString(`async function Module(){function initRuntime(){TTY.init();wasmExports["st"]()}`)
	b.WriteString(`function getWasmImports(){var imports={env:wasmImports};return imports}`)
	b.WriteString(`function assignWasmExports(wasmExports){`)
	for _, name := range exports {
		b.WriteString(`_` + name + `=Module["_` + name + `"]=wasmExports["x_` + name + `"];`)
	}
	b.WriteString(`memory=wasmMemory=wasmExports["u"]}var wasmImports={`)
	for k, name := range imports {
		if k > 0 {
			b.WriteString(`,`)
		}
		b.WriteString(`i` + name + `:_` + name)
	}
	b.WriteString(`};async function run(){}}`)
	return b.String()
}

func TestParse(t *testing.T) {
	names, err := parse(loader(abi.Exports(), abi.Imports()))
	if err != nil {
		t.Fatal(err)
	}
	if err := names.Check(); err != nil {
		t.Fatal(err)
	}
	if names.Start != "st" || names.Module != "env" || names.Exports["Highs_run"] != "x_Highs_run" || names.Imports["fd_write"] != "ifd_write" {
		t.Errorf("%+v", names)
	}
}

func TestPackageThatDoesNotFit(t *testing.T) {
	tests := []struct{ name, text, err string }{
		{"a function less", loader(abi.Exports()[1:], abi.Imports()), "does not fit this passage: it has no " + abi.Exports()[0]},
		{"an unknown import", loader(abi.Exports(), append(abi.Imports(), "gpu_open")), "it asks for gpu_open, which passage does not offer"},
		{"no constructors", strings.Replace(loader(abi.Exports(), abi.Imports()), `["st"]()`, "", 1), "its constructors cannot be found"},
		{"another emscripten", "function other(){}", "does not assign its exports where emscripten used to"},
		{"no imports", strings.Replace(loader(abi.Exports(), abi.Imports()), "var wasmImports", "var x", 1), "does not list its imports"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := t.TempDir(), t.TempDir()
			write(t, from, tt.text)
			err := generate(from, to)
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%v, want %q", err, tt.err)
			}
			if left, err := filepath.Glob(filepath.Join(to, "*")); err != nil || len(left) > 0 {
				t.Errorf("it wrote %v, %v", left, err)
			}
		})
	}
}

func TestGenerate(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	if err := generate(from, to); err == nil || !strings.Contains(err.Error(), "run `make solver`") {
		t.Errorf("without a package: %v", err)
	}
	write(t, from, loader(abi.Exports(), abi.Imports()))
	if err := generate(from, to); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(to, "exports.json"))
	if err != nil || !strings.Contains(string(text), `"package": "highs 9.9.9"`) {
		t.Errorf("%s, %v", text, err)
	}
	if wasm, err := os.ReadFile(filepath.Join(to, "highs.wasm")); err != nil || string(wasm) != "module" {
		t.Errorf("%q, %v", wasm, err)
	}
}

// write makes a package whose loader is text.
func write(t *testing.T, dir, text string) {
	if err := os.Mkdir(filepath.Join(dir, "build"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"package.json":     `{"name": "highs", "version": "9.9.9"}`,
		"build/highs.mjs":  text,
		"build/highs.wasm": "module",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
