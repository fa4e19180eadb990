package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/proof"
	"passage/internal/store"
	"passage/internal/web"
)

// ledgerFlag, as the first argument, has the program measure the ledger.
const ledgerFlag = "-measure-ledger"

// ledgerLoad says what the ledger is made to do.
type ledgerLoad struct {
	Facts   int // taken in as fast as it goes
	Seconds int // then at a steady rate
	Scans   int // then a crossing's day as fast as it goes
}

const (
	loadBatch   = 1000 // facts
	loadClients = 4
	steadyRate  = 2000 // facts a second
	steadyBatch = 20
	onTheRoad   = 5000 // waybills at one time
)

// stages are the facts of one waybill, from its loading to its end.
var stages = []passage.FactKind{
	passage.Loaded, passage.Departed, passage.Arrived, passage.Submitted,
	passage.Cleared, passage.Crossed, passage.Received, passage.Finished,
}

// amountOf is what the n-th waybill carries.
func amountOf(n int) int64 { return 20_000_000 + int64(n%1000) }

// factOf makes the i-th fact, of waybills that are on the road side by side, so
// that facts of one waybill come far from each other, as they do.
func factOf(i int) []byte {
	stage := i / onTheRoad % len(stages)
	n := i/(onTheRoad*len(stages))*onTheRoad + i%onTheRoad
	kind, more := stages[stage], ""
	line := fmt.Sprintf(`"lines":[{"consignment":"R-%d","line":1,"commodity":"wheat-flour","unit":"g","amount":%d}]`, n/40, amountOf(n))
	switch kind {
	case passage.Loaded:
		more = `,"place":"el-arish","from":"el-arish","to":"deir-al-balah","vehicle":"T-17",` + line
	case passage.Received:
		more = `,"place":"deir-al-balah",` + line
	case passage.Arrived, passage.Submitted, passage.Cleared, passage.Crossed:
		more = `,"place":"kerem-shalom"`
	}
	device := i % 200
	at := time.Unix(1_760_000_000+int64(i), 0).UTC().Format(time.RFC3339)
	return fmt.Appendf(nil, `{"id":"0192e4a5-7c31-7000-8000-%012x","device":"wfp/t%d","seq":%d,"org":"wfp","kind":%q,"claimed":%q,"recorded":%q,"waybill":"W-%09d"%s}`,
		i, device, i/200+1, kind, at, at, n, more)
}

// measureLedger makes a ledger in a folder of its own and prints what it did.
func measureLedger(ctx context.Context, arg string, out io.Writer) error {
	var load ledgerLoad
	if err := json.Unmarshal([]byte(arg), &load); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "passage-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &ledgerBench{out: out}
	s, err := store.Open(ctx, filepath.Join(dir, "passage.db"))
	if err != nil {
		return err
	}
	defer s.Close()
	key, err := proof.OpenKey(dir)
	if err != nil {
		return err
	}
	quiet := slog.New(slog.DiscardHandler)
	if b.desk, err = desk.Open(ctx, s, key, quiet); err != nil {
		return err
	}
	defer b.desk.Close()
	server := httptest.NewServer(web.New(b.desk, quiet, web.Options{}))
	defer server.Close()
	b.address = server.URL
	secret, err := b.desk.NewToken(ctx, "bench", "wfp", []desk.Scope{desk.Sync})
	if err != nil {
		return err
	}
	b.token = secret
	publishing, stop := context.WithCancel(ctx)
	var published sync.WaitGroup
	defer published.Wait()
	defer stop()
	published.Go(func() { b.desk.PublishUntil(publishing, desk.PublishEvery) }) // as passage serve does
	fmt.Fprintf(out, "\nThe ledger, on SQLite\n")
	for _, do := range []func() error{
		func() error { return b.loadAll(ctx, load.Facts) },
		func() error { return bareSQLite(ctx, dir, load.Facts, b.loading, out) },
		func() error { return b.steady(ctx, load.Seconds) },
		func() error { return b.peak(ctx, load.Scans) },
		func() error { return b.totals(ctx) },
	} {
		if err := do(); err != nil {
			return err
		}
	}
	size, _, err := b.desk.Checkpoint(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  the newest checkpoint, one a minute, is of %d facts\n", size)
	fmt.Fprintf(out, "  most memory: %.0f MiB\n", peakMiB())
	return nil
}

type ledgerBench struct {
	out            io.Writer
	desk           *desk.Desk
	address, token string
	facts          int   // taken in by now
	loading        spent // on taking facts in as fast as it goes
}

var benchCaller = desk.Caller{Name: "bench", Scopes: []desk.Scope{desk.Sync}}

// loadAll takes facts in from several clients at once.
func (b *ledgerBench) loadAll(ctx context.Context, facts int) error {
	began, before := time.Now(), cpuSeconds()
	err := inBatches(facts, loadBatch, loadClients, func(from, to int) error {
		lines := make([][]byte, 0, to-from)
		for i := from; i < to; i++ {
			lines = append(lines, factOf(i))
		}
		_, err := b.desk.TakeIn(ctx, benchCaller, lines)
		return err
	})
	b.facts = facts
	b.loading = spent{time.Since(began).Seconds(), cpuSeconds() - before}
	fmt.Fprintf(b.out, "  %d facts of %d waybills taken in, %d at a time: %.1f s, %.0f a second, %.1f s of processor time\n",
		facts, facts/len(stages), loadBatch, b.loading.clock, float64(facts)/b.loading.clock, b.loading.processor)
	return err
}

// inBatches does a range in batches, several at once, in their order.
func inBatches(n, size, clients int, do func(from, to int) error) error {
	var next atomic.Int64
	errs := make([]error, clients)
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for errs[c] == nil {
				from := int(next.Add(int64(size))) - size
				if from >= n {
					return
				}
				errs[c] = do(from, min(from+size, n))
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// steady hands facts in over HTTP at a steady rate, and reads waybills meanwhile.
func (b *ledgerBench) steady(ctx context.Context, seconds int) error {
	const every = time.Second * steadyBatch / steadyRate
	var mu sync.Mutex
	var writes, reads []time.Duration
	var failed error
	note := func(list *[]time.Duration, began time.Time, err error) {
		mu.Lock()
		defer mu.Unlock()
		*list = append(*list, time.Since(began))
		failed = errors.Join(failed, err)
	}
	var all sync.WaitGroup
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := range seconds * int(time.Second/every) {
		<-tick.C
		began, from := time.Now(), b.facts
		b.facts += steadyBatch
		all.Go(func() { note(&writes, began, b.post(ctx, from, from+steadyBatch, nil)) })
		if n%10 == 0 {
			id := fmt.Sprintf("W-%09d", rand.IntN(max(1, from/len(stages))))
			all.Go(func() {
				began := time.Now()
				_, err := b.do(ctx, http.MethodGet, "/api/v1/waybills/"+id, nil)
				note(&reads, began, err)
			})
		}
		if mu.Lock(); failed != nil {
			mu.Unlock()
			break
		}
		mu.Unlock()
	}
	all.Wait()
	if failed != nil || seconds == 0 {
		return failed
	}
	fmt.Fprintf(b.out, "  then %d a second for %d s over HTTP, %d to a request: 99 of 100 answered within %d ms, the slowest %d ms\n",
		steadyRate, seconds, steadyBatch, percentile(writes, 99), percentile(writes, 100))
	fmt.Fprintf(b.out, "  waybills read meanwhile: %d, 99 of 100 within %d ms, the slowest %d ms\n", len(reads), percentile(reads, 99), percentile(reads, 100))
	return nil
}

func percentile(times []time.Duration, p int) int64 {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[(len(times)-1)*p/100].Milliseconds()
}

// peak replays a crossing's day from 200 devices: of the requests a twentieth is
// sent twice, and of the answers a fifth is lost, so that it is sent again.
func (b *ledgerBench) peak(ctx context.Context, scans int) error {
	if scans == 0 {
		return nil
	}
	from := b.facts
	var sent atomic.Int64
	began := time.Now()
	err := inBatches(scans, steadyBatch, 200, func(first, last int) error {
		for {
			sent.Add(1)
			if err := b.post(ctx, from+first, from+last, rand.New(rand.NewPCG(uint64(first), 1))); err != nil {
				return err
			}
			if r := rand.IntN(100); r >= 25 { // answered, and neither lost nor doubled
				return nil
			}
		}
	})
	b.facts += scans
	fmt.Fprintf(b.out, "  then %d scans of 200 devices in %d requests, a fourth of them sent again: %.1f s\n", scans, sent.Load(), time.Since(began).Seconds())
	return err
}

// post hands facts in over HTTP, in disorder where it is given chance.
func (b *ledgerBench) post(ctx context.Context, from, to int, chance *rand.Rand) error {
	var lines [][]byte
	for i := from; i < to; i++ {
		lines = append(lines, append(factOf(i), '\n'))
	}
	if chance != nil {
		chance.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	}
	text, err := b.do(ctx, http.MethodPost, "/api/v1/facts", bytes.Join(lines, nil))
	if err != nil {
		return err
	}
	var answer struct {
		Receipts []struct{ Answer, Reason string }
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return err
	}
	for _, r := range answer.Receipts {
		if r.Answer != "new" && r.Answer != "known" {
			return fmt.Errorf("a fact was answered %s: %s", r.Answer, r.Reason)
		}
	}
	return nil
}

func (b *ledgerBench) do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, b.address+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+b.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %.200s", method, path, res.Status, text)
	}
	return text, err
}

// totals holds the ledger to a count of its own of what was handed in.
func (b *ledgerBench) totals(ctx context.Context) error {
	began := time.Now()
	var out, received, wantOut, wantReceived int64
	err := b.desk.Waybills(ctx, benchCaller, func(w passage.Waybill) {
		for _, l := range w.Lines {
			out, received = out+l.Out, received+l.Received
		}
	})
	if err != nil {
		return err
	}
	took := time.Since(began)
	for i := range b.facts {
		n := i/(onTheRoad*len(stages))*onTheRoad + i%onTheRoad
		switch stages[i/onTheRoad%len(stages)] {
		case passage.Loaded:
			wantOut += amountOf(n)
		case passage.Received:
			wantReceived += amountOf(n)
		}
	}
	size, err := b.desk.Size(ctx)
	if err != nil {
		return err
	}
	if size != int64(b.facts) || out != wantOut || received != wantReceived {
		return fmt.Errorf("the ledger says %d g went out and %d g were received in %d facts; handed in were %d g, %d g and %d facts", out, received, size, wantOut, wantReceived, b.facts)
	}
	fmt.Fprintf(b.out, "  all %d facts are there once; what went out and what was received is what a count of its own says: %.1f s\n", b.facts, took.Seconds())
	return nil
}
