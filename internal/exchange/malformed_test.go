package exchange_test

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"passage/internal/exchange"
)

var update = flag.Bool("update", false, "write what is found as what is wanted")

// Each file of testdata/malformed is one scenario: its tables and, under want,
// all that is to be said of it. A file called x.quoted holds x as a Go string,
// for bytes that do not belong into a text.
func TestMalformed(t *testing.T) {
	cases, err := filepath.Glob("testdata/malformed/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 100 {
		t.Errorf("there are %d malformed scenarios, want 100", len(cases))
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			archive := txtar.Parse(text)
			want, files := "", []string{}
			for _, f := range archive.Files {
				switch file, quoted := strings.CutSuffix(f.Name, ".quoted"); {
				case f.Name == "want":
					want = string(f.Data)
				case quoted:
					raw, err := strconv.Unquote(strings.TrimSpace(string(f.Data)))
					if err != nil {
						t.Fatal(f.Name, err)
					}
					files = append(files, file, raw)
				default:
					files = append(files, f.Name, string(f.Data))
				}
			}
			loaded, err := exchange.Read(t.Context(), folder(t, files...))
			if err != nil {
				t.Fatal(err)
			}
			got := lines(loaded.Faults)
			if loaded.Faults.Fatal() != (loaded.Scenario == nil) {
				t.Error("a scenario and fatal faults, or neither")
			}
			if *update && got != want {
				archive.Files[len(archive.Files)-1].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
