package golden_test

import (
	"os"
	"path/filepath"
	"testing"

	"passage/internal/golden"
)

// listener hears of failures in place of the test.
type listener struct {
	testing.TB
	failed bool
}

func (l *listener) Errorf(string, ...any) { l.failed = true }

// TestKeep holds that a file which is otherwise is told of, and that it is written
// only where somebody asks for that.
func TestKeep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	for i, c := range []struct {
		want           string
		update, failed bool
	}{{"a\n", true, false}, {"a\n", false, false}, {"b\n", false, true}, {"a\n", false, false}, {"b\n", true, false}} {
		l := &listener{TB: t}
		golden.Keep(l, path, c.want, c.update, "it again")
		if l.failed != c.failed {
			t.Errorf("%d: it was told of: %v", i, l.failed)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "b\n" {
		t.Errorf("%q, %v", got, err)
	}
}
