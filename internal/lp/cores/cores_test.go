package cores

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"
)

// Every piece is done once before Each returns, whether helpers are awake or have
// gone to sleep in between.
func TestEachDoesEveryPieceOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 5} {
		team := New(workers)
		for round := range 300 {
			if round%100 == 99 {
				time.Sleep(2 * time.Millisecond)
			}
			n := round % 17
			did := make([]atomic.Int32, n)
			team.Each(n, func(i int) { did[i].Add(1) })
			for i := range did {
				if got := did[i].Load(); got != 1 {
					t.Fatalf("%d workers, round %d: piece %d was done %d times", workers, round, i, got)
				}
			}
		}
		team.Close()
	}
}

// Sums do not depend on who takes them, to the last digit.
func TestSumsAreTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	v := make([]float64, 5*chunk/2)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	sum := func(workers int) float64 {
		team := New(workers)
		defer team.Close()
		return team.Sum(len(v), func(lo, hi int) float64 {
			s := 0.0
			for _, x := range v[lo:hi] {
				s += x
			}
			return s
		})
	}
	want := sum(1)
	for workers := 2; workers < 6; workers++ {
		if got := sum(workers); got != want {
			t.Errorf("%d workers: %v, one: %v", workers, got, want)
		}
	}
}
