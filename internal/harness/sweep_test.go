package harness_test

import (
	"context"
	"testing"
	"testing/synctest"

	"passage/internal/harness"
)

// TestEveryFault lets everything that a ledger does to its disk go wrong once in
// every way: while it is made, and while it is used.
func TestEveryFault(t *testing.T) {
	for _, begin := range []struct {
		name  string
		used  bool
		steps int
	}{
		{"a new ledger", false, 2}, // the first facts fit into what its making left of the write-ahead log, and need no room
		{"a ledger in use", true, 4},
	} {
		for _, kind := range harness.FaultKinds {
			t.Run(begin.name+"/"+kind.String(), func(t *testing.T) {
				s := harness.Sweep{Kind: kind, Seed: seed(t), Setup: harness.Shipped, Dir: t.TempDir(), Steps: begin.steps}
				if begin.used {
					s.Base = usedLedger(t, s.Dir)
				}
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

// usedLedger is a ledger that was made and closed.
func usedLedger(t *testing.T, dir string) harness.Image {
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
	return disk.Image()
}
