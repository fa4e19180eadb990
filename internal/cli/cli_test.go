package cli_test

import (
	"bytes"
	"context"
	"io"
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

// A restore whose database does not open leaves none behind: the next would be
// refused, because a restore replaces no ledger.
func TestStoppedRestoreLeavesNoLedger(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	shell := cli.Shell{Out: io.Discard, Err: io.Discard, Env: func(string) string { return "" }}
	if got := cli.Main(ctx, []string{"restore", "some.backup", "--data", dir}, shell); got == cli.ExitPlan {
		t.Fatal("a stopped restore was done")
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
		t.Errorf("%q are left (%v)", left, err)
	}
}
