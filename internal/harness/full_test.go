package harness_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/harness"
	"passage/internal/store"
)

// TestDiskFull fills the disk under a ledger: nothing is confirmed that is not
// saved, reading goes on, and with room facts are taken in again. The shipped
// driver fills a small file system, or where none may be mounted the pages that
// SQLite allows itself; the simulated disk is filled here, and in
// [TestEveryFault] at every write.
func TestDiskFull(t *testing.T) {
	t.Run("simulated", func(t *testing.T) {
		ctx := context.Background()
		disk := harness.NewDisk(nil)
		defer disk.Close()
		l, err := harness.OpenLedger(ctx, disk, t.TempDir(), harness.Shipped)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		disk.SetLimit(disk.Used() + 200<<10)
		fill(t, l.Desk, func() { disk.SetLimit(0) })
	})
	t.Run("shipped", func(t *testing.T) {
		ctx := context.Background()
		dir := t.TempDir()
		makeRoom, err := mountSmall(t, dir)
		place := filepath.Join(dir, "passage.db")
		var s *store.Store
		if err == nil {
			s, err = store.Open(ctx, place)
		} else {
			t.Logf("no small file system can be mounted here: %v", err)
			s, makeRoom, err = fewPages(ctx, t, place)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		d, err := openDesk(ctx, s, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		fill(t, d, makeRoom)
	})
}

// TestFewPages holds that what stands in for a small file system does.
func TestFewPages(t *testing.T) {
	ctx := context.Background()
	s, makeRoom, err := fewPages(ctx, t, filepath.Join(t.TempDir(), "passage.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d, err := openDesk(ctx, s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	fill(t, d, makeRoom)
}

// fewPages opens a database on the shipped driver that SQLite finds full after
// some pages, and returns what allows it more.
func fewPages(ctx context.Context, t *testing.T, place string) (*store.Store, func(), error) {
	address := "file:" + place + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)"
	write, err := sql.Open("sqlite", address+"&_txlock=immediate&_pragma=max_page_count(100)")
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", address+"&_pragma=query_only(1)")
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	s, err := store.OpenOn(ctx, store.SQLite, write, read)
	return s, func() {
		if _, err := write.Exec("PRAGMA max_page_count = 100000"); err != nil {
			t.Fatal(err)
		}
	}, err
}

// fill hands facts in until the disk is full, and on once there is room.
func fill(t *testing.T, d *desk.Desk, makeRoom func()) {
	ctx := context.Background()
	device := harness.NewDevice("org", "tablet", seed(t))
	w := harness.NewWitness()
	var batch []envelope.Sealed
	handIn := func() error {
		for len(batch) < 20 {
			batch = append(batch, device.Next())
		}
		w.Sent(batch...)
		receipts, err := d.TakeIn(ctx, harness.Caller, harness.Lines(batch))
		if err != nil {
			return err
		}
		for _, r := range receipts {
			w.Confirmed(r.Hash)
		}
		batch = nil
		return nil
	}
	var err error
	for n := 0; err == nil; n++ {
		if n == 10_000 {
			t.Fatal("the disk does not fill")
		}
		err = handIn()
	}
	if !store.Full(err) {
		t.Fatalf("the disk is full, and the error does not say so: %v", err)
	}
	before := w.Acked()
	for range 5 {
		if err := handIn(); err == nil {
			t.Log("one more batch found room") // where the write-ahead log begins anew
		} else if !store.Full(err) {
			t.Fatalf("the disk is full, and the error does not say so: %v", err)
		}
		judgeDesk(t, d, w) // reading goes on
	}
	makeRoom()
	for range 5 {
		if err := handIn(); err != nil {
			t.Fatalf("there is room, and facts are refused: %v", err)
		}
	}
	judgeDesk(t, d, w)
	if before == 0 || w.Acked() < before+100 {
		t.Errorf("%d facts were confirmed before and %d after: this showed little", before, w.Acked()-before)
	}
	t.Logf("%d facts confirmed before the disk was full, %d after there was room", before, w.Acked()-before)
}

// mountSmall mounts a file system of few megabytes in memory, and returns what
// gives it more room.
func mountSmall(t *testing.T, dir string) (makeRoom func(), err error) {
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=6m", "passage-test", dir).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mount: %w %s", err, bytes.TrimSpace(out))
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %s", out)
		}
	})
	return func() {
		if out, err := exec.Command("mount", "-o", "remount,size=30m", dir).CombinedOutput(); err != nil {
			t.Fatalf("remount: %s", out)
		}
	}, nil
}
