// Gen takes the HiGHS module from an installed npm package "highs" and writes
// it beside internal/lp/highs, with the map from C names to the module's own:
//
//	go run ./internal/lp/highs/gen node_modules/highs internal/lp/highs
//
// It fails if the package lacks a name that passage needs.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"passage/internal/lp/highs/abi"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: gen PACKAGE-FOLDER OUTPUT-FOLDER")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "highs/gen:", err)
		os.Exit(1)
	}
}

// generate reads the package in from and writes highs.wasm and exports.json
// to to. The module is written last, so that a build that finds it finds the
// names too.
func generate(from, to string) error {
	loader, err := os.ReadFile(filepath.Join(from, "build", "highs.mjs"))
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no npm package in %s: run `make solver`, which installs it", from)
	}
	if err != nil {
		return err
	}
	wasm, err := os.ReadFile(filepath.Join(from, "build", "highs.wasm"))
	if err != nil {
		return err
	}
	about, err := os.ReadFile(filepath.Join(from, "package.json"))
	if err != nil {
		return err
	}
	names, err := parse(string(loader))
	if err != nil {
		return err
	}
	var pkg struct{ Name, Version string }
	if err := json.Unmarshal(about, &pkg); err != nil {
		return fmt.Errorf("package.json of %s: %w", from, err)
	}
	names.Package = pkg.Name + " " + pkg.Version
	if err := names.Check(); err != nil {
		return err
	}
	text, err := json.MarshalIndent(names, "", "  ")
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(to, "exports.json"), append(text, '\n')); err != nil {
		return err
	}
	return replace(filepath.Join(to, "highs.wasm"), wasm)
}

// replace writes a file whole or not at all.
func replace(path string, data []byte) error {
	if err := os.WriteFile(path+".new", data, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

var (
	exportsBody = regexp.MustCompile(`function assignWasmExports\(wasmExports\)\{(.*?)\}`)
	exportEntry = regexp.MustCompile(`\b_(\w+)=(?:Module\["_\w+"\]=)?wasmExports\["([^"]+)"\]`)
	importsBody = regexp.MustCompile(`var wasmImports=\{(.*?)\}`)
	importEntry = regexp.MustCompile(`(\w+):_(\w+)`)
	importsFrom = regexp.MustCompile(`imports=\{(\w+):wasmImports\}`)
	startCall   = regexp.MustCompile(`wasmExports\["([^"]+)"\]\(\)`)
)

// parse finds the names in the text of highs.mjs, as emscripten writes it.
func parse(loader string) (abi.Names, error) {
	names := abi.Names{Exports: map[string]string{}, Imports: map[string]string{}}
	body := exportsBody.FindStringSubmatch(loader)
	if body == nil {
		return names, errors.New("highs.mjs does not assign its exports where emscripten used to: the parser in internal/lp/highs/gen needs a look")
	}
	for _, m := range exportEntry.FindAllStringSubmatch(body[1], -1) {
		names.Exports[m[1]] = m[2]
	}
	body = importsBody.FindStringSubmatch(loader)
	from := importsFrom.FindStringSubmatch(loader)
	if body == nil || from == nil {
		return names, errors.New("highs.mjs does not list its imports where emscripten used to: the parser in internal/lp/highs/gen needs a look")
	}
	names.Module = from[1]
	for _, m := range importEntry.FindAllStringSubmatch(body[1], -1) {
		names.Imports[m[2]] = m[1]
	}
	if len(names.Imports) != strings.Count(body[1], ":") {
		return names, errors.New("highs.mjs lists an import in a form that the parser in internal/lp/highs/gen does not read")
	}
	if start := startCall.FindStringSubmatch(loader); start != nil {
		names.Start = start[1]
	}
	return names, nil
}
