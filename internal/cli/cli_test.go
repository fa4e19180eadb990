package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"passage/internal/cli"
)

// Who stops a command gets a sentence and nothing half-written.
func TestStoppedCommandWritesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	for _, args := range [][]string{
		{"plan", "../../cmd/passage/testdata/tiny", "-o", filepath.Join(dir, "out")},
		{"asks", "../../cmd/passage/testdata/tiny"},
	} {
		var out, err bytes.Buffer
		shell := cli.Shell{Out: &out, Err: &err, Env: func(string) string { return "" }}
		if got := cli.Main(ctx, args, shell); got != cli.ExitTrouble {
			t.Errorf("%s: status %d, want %d", args[0], got, cli.ExitTrouble)
		}
		if want := "passage: stopped. Nothing was written.\n"; err.String() != want || out.Len() > 0 {
			t.Errorf("%s: printed %q and %q, want %q alone", args[0], out.String(), err.String(), want)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("%d entries were written (%v)", len(entries), err)
	}
}
