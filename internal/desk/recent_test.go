package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestWhatIsRememberedIsNotStale has two servers on one database write about the
// same waybills in turn, declare things wrong, use numbers twice and erase; what
// each has kept must be what all facts say.
func TestWhatIsRememberedIsNotStale(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		dir := t.TempDir()
		desks := []*desk.Desk{open(t, place, dir), open(t, place, dir)}
		seed := rand.Uint64()
		t.Log("seed", seed)
		r := rand.New(rand.NewPCG(seed, 0))
		id := func(n int64) passage.FactID { return passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", n)) }
		var seq int64
		for round := range 120 {
			// First each desk goes on for a while and the other erases behind its
			// back; then, as an erasure alone makes a desk forget, both only write.
			erasing, writes := round < 60, r.IntN(2)
			if erasing {
				writes = round / 6 % 2
			}
			d := desks[writes]
			var lines [][]byte
			for range 1 + r.IntN(8) {
				seq++
				kind := []passage.FactKind{passage.Loaded, passage.Received, passage.Intercepted}[r.IntN(3)]
				n := seq
				if r.IntN(8) == 0 { // a number that was used before
					n = 1 + r.Int64N(seq)
				}
				lines = append(lines, seal(t, n, kind, r.Int64N(50), func(f *passage.Fact) {
					f.Waybill = passage.WaybillID(fmt.Sprint("W", r.IntN(4)))
					f.Vehicle = fmt.Sprint("vehicle ", n)
					if r.IntN(6) == 0 {
						f.Kind, f.Lines, f.Error, f.Corrects, f.Vehicle = passage.Corrected, nil, passage.DidNotOccur, id(1+r.Int64N(seq)), ""
					}
				}))
			}
			takeIn(t, d, wfp, lines...)
			if erasing {
				_ = desks[1-writes].Erase(ctx, peer, string(id(max(1, seq-r.Int64N(4)))), []string{"vehicle"}, "asked") // it may have none
			}
			if wrong, err := d.Rebuild(ctx, nothing); len(wrong) > 0 || err != nil {
				t.Fatalf("round %d: kept otherwise than the facts say: %v, %v", round, wrong, err)
			}
		}
	})
}
