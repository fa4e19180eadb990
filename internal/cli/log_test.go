package cli_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"passage/internal/desk"
	"passage/internal/proof"
	"passage/internal/store/storetest"
	"passage/internal/web"
)

// otherTiles is a log in memory.
type otherTiles map[string][]byte

func (t otherTiles) Tile(level int, n int64) ([]byte, error) {
	return t[fmt.Sprint(level, n)], nil
}
func (t otherTiles) PutTile(level int, n int64, hashes []byte) error {
	t[fmt.Sprint(level, n)] = hashes
	return nil
}

// TestLogGoesOn holds a log to checkpoints of it that were kept: as they are shown, by
// way of a page, of a log that has forgotten some, of one that has changed what it held,
// and through servers that hand out something else.
func TestLogGoesOn(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	key, err := proof.OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := desk.Open(ctx, storetest.Open(t, storetest.SQLite(t)), key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	programs := web.New(d, slog.New(slog.DiscardHandler), web.Options{})
	spoil := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if spoil != "" && strings.HasPrefix(r.URL.Path, "/log/tile/0/") {
			rec := httptest.NewRecorder()
			programs.ServeHTTP(rec, r)
			body := rec.Body.Bytes()
			switch spoil {
			case "short":
				body = body[:len(body)-1]
			case "other":
				body[0] ^= 1
			}
			w.Write(body)
			return
		}
		programs.ServeHTTP(w, r)
	}))
	defer server.Close()

	var seq int64
	grow := func(trucks int) {
		t.Helper()
		var lines [][]byte
		for truck := range trucks {
			for _, s := range trip(t, fmt.Sprintf("org%d", seq), truck, &seq) {
				lines = append(lines, s.Body)
			}
		}
		if _, err := d.TakeIn(ctx, desk.Caller{Name: "x", Scopes: []desk.Scope{desk.Sync}}, lines); err != nil {
			t.Fatal(err)
		}
		if err := d.Publish(ctx); err != nil {
			t.Fatal(err)
		}
	}
	kept := func(name string, text []byte) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	grow(80)
	size, old, err := d.Checkpoint(ctx)
	if err != nil || size < 257 {
		t.Fatalf("%d facts, %v", size, err)
	}
	grow(30)
	now, _, err := d.Checkpoint(ctx)
	if err != nil {
		t.Fatal(err)
	}

	// The same key signs another log: one that never held these facts.
	forged := func(size int64) []byte {
		t.Helper()
		other := t.TempDir()
		text, err := os.ReadFile(filepath.Join(dir, "log.key"))
		if err == nil {
			err = os.WriteFile(filepath.Join(other, "log.key"), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		twin, err := proof.OpenKey(other)
		if err != nil {
			t.Fatal(err)
		}
		leaves := make([]tlog.Hash, size)
		for i := range leaves {
			leaves[i] = tlog.RecordHash([]byte(fmt.Sprint("another fact ", i)))
		}
		tiles := otherTiles{}
		if err := proof.Append(tiles, 0, leaves); err != nil {
			t.Fatal(err)
		}
		_, signed, err := twin.Sign(tiles, size)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	stranger, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	good, onPage := kept("good", old), kept("page", []byte("\r\n "+strings.ReplaceAll(strings.TrimSpace(string(old)), "\n", "\r\n")))
	for _, c := range []struct {
		name, file, key, spoil string
		status                 int
		says                   string
	}{
		{"it goes on", good, d.LogKey(), "", 0, fmt.Sprintf("of the %d facts that it holds now, the first %d are", now, size)},
		{"copied from a page", onPage, d.LogKey(), "", 0, "unchanged"},
		{"without a key", good, "", "", 2, "--log needs --key"},
		{"another key", good, stranger.Public, "", 2, "is not signed by"},
		{"a key that is none", good, "key", "", 2, "the key of the log cannot be read"},
		{"what is no checkpoint", kept("bundle", []byte("passage bundle 1\n")), d.LogKey(), "", 2, "REFUSED"},
		{"some are gone", kept("longer", forged(now+1)), d.LogKey(), "", 2, fmt.Sprintf("held %d facts and holds %d", now+1, now)},
		{"others than before", kept("forged", forged(size)), d.LogKey(), "", 2, fmt.Sprintf("the first %d facts of the log are not those", size)},
		{"as many, and others", kept("same", forged(now)), d.LogKey(), "", 2, "are not those"},
		{"tiles that are cut off", good, d.LogKey(), "short", 1, "bytes instead of"},
		{"tiles that are others", good, d.LogKey(), "other", 2, "are not those"},
	} {
		spoil = c.spoil
		args := []string{"verify", c.file, "--log", server.URL}
		if c.key != "" {
			args = append(args, "--key", c.key)
		}
		if status, printed := run(ctx, args...); status != c.status || !strings.Contains(strings.Join(strings.Fields(printed), " "), c.says) {
			t.Errorf("%s: status %d, %s; want %d and %q", c.name, status, printed, c.status, c.says)
		}
	}
	spoil = ""
	server.Close()
	if status, printed := run(context.Background(), "verify", good, "--log", server.URL, "--key", d.LogKey()); status != 1 || !strings.Contains(printed, "cannot be reached") {
		t.Errorf("a server that is away: status %d, %s", status, printed)
	}
}
