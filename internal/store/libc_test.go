package store_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"golang.org/x/mod/modfile"
)

// TestLibcIsTheOneThatSQLiteWants holds the version of modernc.org/libc to the
// one that modernc.org/sqlite was generated for; others break it silently.
func TestLibcIsTheOneThatSQLiteWants(t *testing.T) {
	type module struct{ Version, GoMod string }
	load := func(name string) (m module) {
		out, err := exec.Command("go", "list", "-m", "-json", name).Output()
		if err == nil {
			err = json.Unmarshal(out, &m)
		}
		if err != nil {
			t.Fatalf("go list -m %s: %v", name, err)
		}
		return m
	}
	text, err := os.ReadFile(load("modernc.org/sqlite").GoMod)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range mod.Require {
		if r.Mod.Path == "modernc.org/libc" {
			if have := load(r.Mod.Path).Version; have != r.Mod.Version {
				t.Errorf("go.mod has %s %s, modernc.org/sqlite was made with %s", r.Mod.Path, have, r.Mod.Version)
			}
			return
		}
	}
	t.Error("modernc.org/sqlite requires no modernc.org/libc any more: take this test away")
}
