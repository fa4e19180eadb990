//go:build unix

package book

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestHostileFolder(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(outside, []byte("place\nsecret\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	sparse, err := os.Create(at("people.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		os.Symlink(outside, at("places.csv")), os.Mkdir(at("nodes.csv"), 0o777), os.Mkdir(at("out"), 0o777),
		os.WriteFile(at("notes.txt"), nil, 0o666), os.WriteFile(at(".~lock.people.csv#"), nil, 0o666),
		sparse.Truncate(600 << 20), sparse.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(at("pipe.csv"), 0o666); err != nil {
		t.Fatal(err)
	}
	want := "nodes.csv: is a folder; expected a plain file\npeople.csv: has 629145600 bytes; expected at most 536870912\npipe.csv: is a pipe; expected a plain file\nplaces.csv: is a symbolic link; expected a plain file\n"
	b, err := Open(t.Context(), dir, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	got := ""
	for _, f := range b.Faults {
		got += f.Error() + "\n"
	}
	if got != want || len(b.Sheets) != 0 {
		t.Errorf("%q and %d sheets, want %q", got, len(b.Sheets), want)
	}
}
