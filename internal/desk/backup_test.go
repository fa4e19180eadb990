package desk_test

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store/storetest"
)

func nothing(int64) {}

// bodies are all facts of a ledger, in order.
func bodies(t *testing.T, d *desk.Desk) (all []string) {
	t.Helper()
	if _, err := d.Facts(context.Background(), peer, 0, 1_000_000, func(_ int64, b []byte) { all = append(all, string(b)) }); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestBackup holds that what is restored, on either engine, is the ledger of
// that moment with another epoch, and that what its devices still have brings it
// to where the lost one was.
func TestBackup(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		d := open(t, place, t.TempDir())
		var lines [][]byte
		for i := range int64(30) {
			lines = append(lines, seal(t, i+1, passage.Loaded, i, func(f *passage.Fact) { f.Note = "x" }))
		}
		takeIn(t, d, wfp, lines[:20]...)
		takeIn(t, d, wfp, []byte("no fact"))
		if err := d.Erase(ctx, peer, "0192e4a5-7c31-7000-8000-000000000003", []string{"note"}, "asked"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.NewToken(ctx, "tablet", "wfp", []desk.Scope{desk.Write}); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "a.backup")
		b, err := d.Backup(ctx, file, nothing)
		if err != nil || b.Facts != 20 {
			t.Fatalf("%+v, %v", b, err)
		}
		if last, err := d.LastBackup(ctx); err != nil || last != b {
			t.Errorf("the last backup is %+v (%v), want %+v", last, err, b)
		}
		if _, err := d.Backup(ctx, file, nothing); err == nil {
			t.Error("a backup was written over")
		}
		before := bodies(t, d)
		takeIn(t, d, wfp, lines[20:]...)

		storetest.OnBoth(t, func(t *testing.T, place string) {
			s := storetest.Open(t, place)
			n, err := desk.Restore(ctx, file, s, nothing)
			if err != nil || n != 20 {
				t.Fatal(n, err)
			}
			if _, err := desk.Restore(ctx, file, s, nothing); err == nil {
				t.Error("a ledger was restored over another")
			}
			back := open(t, place, t.TempDir())
			if diff := cmp.Diff(before, bodies(t, back)); diff != "" {
				t.Fatal(diff)
			}
			if back.Epoch == d.Epoch {
				t.Error("the epoch is the same, so that nobody hands in again what was lost")
			}
			if tokens, err := back.Tokens(ctx); err != nil || len(tokens) != 1 {
				t.Error("the tokens are gone", err)
			}
			for i, a := range takeIn(t, back, wfp, lines...) {
				if want := map[bool]envelope.Answer{true: envelope.Known, false: envelope.New}[i < 20]; a != want {
					t.Errorf("fact %d is %s, want %s", i, a, want)
				}
			}
			if diff := cmp.Diff(account(t, d), account(t, back)); diff != "" {
				t.Errorf("-the lost ledger +the one that came back\n%s", diff)
			}
			if err := back.Publish(ctx); err != nil {
				t.Error(err)
			}
			if err := back.Verify(ctx, func(f desk.Fault) { t.Error(f) }, nothing); err != nil {
				t.Error(err)
			}
		})
	})
}

// TestBackupThatIsDamaged changes a backup in many places. What still restores
// must be the very ledger: SQLite has bytes that mean nothing.
func TestBackupThatIsDamaged(t *testing.T) {
	ctx := context.Background()
	d := open(t, storetest.SQLite(t), t.TempDir())
	for i := range int64(20) {
		takeIn(t, d, wfp, seal(t, i+1, passage.Loaded, i))
	}
	file := filepath.Join(t.TempDir(), "a.backup")
	if _, err := d.Backup(ctx, file, nothing); err != nil {
		t.Fatal(err)
	}
	want := bodies(t, d)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	refused := 0
	for i := range 150 {
		bad := append([]byte(nil), whole...)
		switch at := r.IntN(len(bad)); i % 3 {
		case 0:
			bad[at] ^= 1 << r.IntN(8)
		case 1:
			bad = bad[:at]
		case 2: // a sector that never got there
			clear(bad[at/512*512 : min(at/512*512+512, len(bad))])
		}
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		place := storetest.SQLite(t)
		s := storetest.Open(t, place)
		if _, err := desk.Restore(ctx, file, s, nothing); err != nil {
			refused++
			continue
		}
		back := open(t, place, t.TempDir())
		if diff := cmp.Diff(want, bodies(t, back)); diff != "" {
			t.Fatalf("a damaged backup was restored as another ledger:\n%s", diff)
		}
	}
	if refused < 50 {
		t.Errorf("only %d of 150 damaged backups were refused", refused)
	}
}

// TestBackupUntil makes one by itself while facts come in, and holds that it is
// one state of the ledger.
func TestBackupUntil(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		d, dir := open(t, place, t.TempDir()), filepath.Join(t.TempDir(), "backups")
		done := make(chan struct{})
		go func() {
			defer close(done)
			d.BackupUntil(ctx, dir, 50*time.Millisecond)
		}()
		seq := int64(0)
		for b := (desk.Backup{}); b.Facts == 0; {
			seq++
			takeIn(t, d, wfp, seal(t, seq, passage.Loaded, 1))
			var err error
			if b, err = d.LastBackup(ctx); err != nil {
				t.Fatal(err)
			}
			if d.BackupsFailed() > 0 {
				t.Fatal("a backup failed")
			}
		}
		stop()
		<-done
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, f := range files {
			if filepath.Ext(f) != ".backup" {
				t.Errorf("%s was left behind", f)
			}
		}
		if n, err := desk.Restore(context.Background(), files[0], storetest.Open(t, storetest.SQLite(t)), nothing); err != nil || n == 0 || n > seq {
			t.Errorf("%d facts of %d came back: %v", n, seq, err)
		}
	})
}

// TestBackupOfAnEditedLedger holds that what does not hold is not backed up as
// if it did.
func TestBackupOfAnEditedLedger(t *testing.T) {
	ctx := context.Background()
	place := storetest.SQLite(t)
	d := open(t, place, t.TempDir())
	takeIn(t, d, wfp, seal(t, 1, passage.Loaded, 5))
	if err := d.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", place)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE fact SET body = replace(CAST(body AS TEXT), '"amount":5', '"amount":6')`); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "a.backup")
	if _, err := d.Backup(ctx, file, nothing); err == nil {
		t.Error("an edited ledger was backed up")
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the backup has its name")
	}
}
