// Package cores shares short pieces of work among the processor's cores: pieces
// of some microseconds, for which a new goroutine each time would cost too much.
//
// What is computed must not depend on who does which piece. So pieces are cut by
// the work alone, never by the number of cores, and sums are taken piece by piece
// in order.
package cores

import (
	"sync"
	"sync/atomic"
)

// Team is a goroutine for each core but the caller's, which works as well. It
// is for one caller at a time. A nil Team is the caller alone.
type Team struct {
	job   atomic.Pointer[job]
	asks  []chan struct{} // one per helper; wakes it where it sleeps
	sleep []atomic.Bool   // of each helper: it has to be woken
	wg    sync.WaitGroup
}

// job is n pieces of work.
type job struct {
	do         func(int)
	n          int64
	next, done atomic.Int64
	all        chan struct{} // closed when all are done
	over       bool          // there will be no more
}

// New returns a team of so many workers, the caller among them. It is to be
// closed.
func New(workers int) *Team {
	if workers < 2 {
		return nil
	}
	t := &Team{asks: make([]chan struct{}, workers-1), sleep: make([]atomic.Bool, workers-1)}
	for i := range t.asks {
		t.asks[i] = make(chan struct{}, 1)
		t.wg.Go(func() { t.help(i) })
	}
	return t
}

// Workers returns how many work at the same time.
func (t *Team) Workers() int {
	if t == nil {
		return 1
	}
	return len(t.asks) + 1
}

// Close ends the team and waits for its goroutines.
func (t *Team) Close() {
	if t == nil {
		return
	}
	t.hand(&job{over: true})
	t.wg.Wait()
}

// Each calls do with 0 to n−1, in any order and on all cores, and returns when
// all are done. What do writes is seen by the caller then.
func (t *Team) Each(n int, do func(i int)) {
	if t == nil || n < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	j := &job{do: do, n: int64(n), all: make(chan struct{})}
	t.hand(j)
	j.work()
	for range patience {
		if j.done.Load() == j.n {
			return
		}
	}
	<-j.all
}

func (t *Team) hand(j *job) {
	t.job.Store(j)
	for i := range t.asks {
		if t.sleep[i].Swap(false) {
			t.asks[i] <- struct{}{}
		}
	}
}

// work does pieces until none is left.
func (j *job) work() {
	did := int64(0)
	for i := j.next.Add(1) - 1; i < j.n; i = j.next.Add(1) - 1 {
		j.do(int(i))
		did++
	}
	if did > 0 && j.done.Add(did) == j.n {
		close(j.all)
	}
}

// patience is how often a worker looks for something to do before it sleeps:
// some ten microseconds, about what waking it takes.
const patience = 10_000

func (t *Team) help(i int) {
	var last *job
	for {
		j := t.job.Load()
		for looks := 0; j == last; looks++ {
			if looks >= patience {
				t.sleep[i].Store(true)
				// A job that came just before that did not wake anybody.
				if t.job.Load() == last || !t.sleep[i].Swap(false) {
					<-t.asks[i]
				}
			}
			j = t.job.Load()
		}
		if j.over {
			return
		}
		last = j
		j.work()
	}
}

// chunk is how many numbers of a vector are one piece: 128 kB of float64, so
// that a few vectors fit the nearer caches.
const chunk = 1 << 14

// Ranges cuts 0 to n into pieces and calls do with each.
func (t *Team) Ranges(n int, do func(lo, hi int)) {
	t.Each(pieces(n), func(i int) { do(i*chunk, min(n, (i+1)*chunk)) })
}

func pieces(n int) int { return (n + chunk - 1) / chunk }

// Gather is Ranges with what do returns for each piece, in order.
func Gather[R any](t *Team, n int, do func(lo, hi int) R) []R {
	parts := make([]R, pieces(n))
	t.Each(len(parts), func(i int) { parts[i] = do(i*chunk, min(n, (i+1)*chunk)) })
	return parts
}

// Sum adds up what do returns for each piece of 0 to n.
func (t *Team) Sum(n int, do func(lo, hi int) float64) float64 {
	sum := 0.0
	for _, v := range Gather(t, n, do) {
		sum += v
	}
	return sum
}
