package harness_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/pressly/goose/v3"

	"passage/internal/envelope"
	"passage/internal/harness"
	"passage/internal/store"
)

// TestEveryFault lets everything that a ledger does to its disk go wrong once in
// every way while it is used. While it is made, and, for all that ends a program in
// the middle, while the tables of an older version are brought up to date, it is one
// thing in six, others in each run of the test: tables take most of the time, and are
// made by one transaction for each version. PASSAGE_FAULTS=1 tries each of those as well.
func TestEveryFault(t *testing.T) {
	for _, begin := range []struct {
		name  string
		base  func(t *testing.T, dir string) (harness.Image, []envelope.Sealed)
		steps int
		every int
	}{
		{"a new ledger", noLedger, 4, number("PASSAGE_FAULTS", 6)}, // the more tables, the more facts fit into what their making left of the write-ahead log, and need no room
		{"a ledger in use", usedLedger, 4, 1},
		{"an older ledger", olderLedger, 2, number("PASSAGE_FAULTS", 6)},
	} {
		for _, kind := range harness.FaultKinds {
			if begin.name == "an older ledger" && !kind.Cut() && kind != harness.SyncError {
				continue
			}
			t.Run(begin.name+"/"+kind.String(), func(t *testing.T) {
				s := harness.Sweep{Kind: kind, Seed: seed(t), Setup: harness.Shipped, Dir: t.TempDir(), Steps: begin.steps, Every: begin.every}
				s.Base, s.Held = begin.base(t, s.Dir)
				// The clock is not the real one, because the tables are tried
				// again after a second where they cannot be made.
				synctest.Test(t, func(t *testing.T) { sweep(t, s) })
			})
		}
	}
}

func sweep(t *testing.T, s harness.Sweep) {
	swept, err := s.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range swept.Faults {
		t.Error(fault)
	}
	if swept.Runs < 50 {
		t.Errorf("the script has only %d operations", swept.Runs)
	}
	if swept.Refused == 0 || s.Kind == harness.SyncError && swept.Stopped == 0 {
		t.Errorf("it made no difference: %d runs, %d refused, %d stopped", swept.Runs, swept.Refused, swept.Stopped)
	}
	t.Logf("%d runs, in %d facts were refused, in %d the ledger stopped", swept.Runs, swept.Refused, swept.Stopped)
}

// noLedger is none: the script makes one.
func noLedger(*testing.T, string) (harness.Image, []envelope.Sealed) { return nil, nil }

// usedLedger is a ledger that was made and closed.
func usedLedger(t *testing.T, dir string) (harness.Image, []envelope.Sealed) {
	t.Helper()
	disk := harness.NewDisk(nil)
	defer disk.Close()
	l, err := harness.OpenLedger(context.Background(), disk, dir, harness.Shipped)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return disk.Image(), nil
}

// olderLedger is a ledger with facts whose tables are those of the first version.
func olderLedger(t *testing.T, dir string) (harness.Image, []envelope.Sealed) {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "older.db")
	device := harness.NewDevice("org", "old", 1)
	var held []envelope.Sealed
	for range 30 {
		held = append(held, device.Next())
	}
	s, err := store.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := openDesk(ctx, s, dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.TakeIn(ctx, harness.Caller, harness.Lines(held))
	d.Close()
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("../store/migrations/sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.DownTo(ctx, 1)
	if err == nil {
		_, err = db.ExecContext(ctx, "UPDATE setting SET value = '0' WHERE name = 'fold'")
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return harness.Image{harness.Database: data}, held
}
