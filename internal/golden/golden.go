// Package golden holds files of the repository to what tests say they should be.
package golden

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Keep compares a file with what it should be, or writes it anew first. With how is
// said what to run where the two differ.
func Keep(t testing.TB, path, want string, update bool, how string) {
	t.Helper()
	if update {
		if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not as it should be (-want +got); run %s\n%s", path, how, diff)
	}
}
