package harness_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"passage/internal/harness"
)

// number is what the environment says, or else the value that continuous
// integration has time for.
func number(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

// seed is drawn anew for every run, and printed. PASSAGE_SEED repeats a run.
func seed(t *testing.T) uint64 {
	s := rand.Uint64()
	if n, err := strconv.ParseUint(os.Getenv("PASSAGE_SEED"), 10, 64); err == nil {
		s = n
	}
	t.Logf("seed %d", s)
	return s
}

// TestPowerCuts cuts the power again and again while a ledger starts, takes
// facts in, publishes and ends, and holds that what is left has everything that
// was confirmed, once. PASSAGE_CUTS says how often.
func TestPowerCuts(t *testing.T) {
	cuts := number("PASSAGE_CUTS", 10_000)
	o, err := harness.PowerCuts{Seed: seed(t), Cuts: cuts, Setup: harness.Shipped, Dir: t.TempDir()}.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range o.Faults {
		t.Error(fault)
	}
	if o.Confirmed < cuts/20 {
		t.Errorf("only %d facts were confirmed over %d cuts: this showed little", o.Confirmed, cuts)
	}
	t.Logf("%d cuts in %d lives, %d facts confirmed, %d cuts broke something", o.Cuts, o.Lives, o.Confirmed, o.Broken)
}

// TestPowerCutsAreSeen holds that the same cuts find what they should where a
// ledger waits for the disk less than it must, and where the disk lies. No
// program can keep its promise on a disk that lies; it is here to be seen.
func TestPowerCutsAreSeen(t *testing.T) {
	for name, p := range map[string]harness.PowerCuts{
		"synchronous is NORMAL": {Setup: harness.Setup{Sync: "NORMAL", Checkpoint: harness.Shipped.Checkpoint}},
		"synchronous is OFF":    {Setup: harness.Setup{Sync: "OFF", Checkpoint: harness.Shipped.Checkpoint}},
		"the disk lies":         {Setup: harness.Shipped, Lies: true},
	} {
		t.Run(name, func(t *testing.T) {
			p.Seed, p.Cuts, p.Dir = seed(t), 400, t.TempDir()
			o, err := p.Run(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if o.Broken < o.Cuts/20 {
				t.Errorf("%d cuts broke something, of %d: who finds so little would not find a loss", o.Broken, o.Cuts)
			}
			t.Logf("%d of %d cuts broke something; the first: %s", o.Broken, o.Cuts, o.Faults[0])
		})
	}
}
