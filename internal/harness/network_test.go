package harness_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passage/internal/store/storetest"
)

// TestBadNetwork has devices hand facts in through two proxies: one that repeats
// requests, delivers them late and loses answers, and Toxiproxy, which delays,
// throttles, slices and breaks connections. Nothing confirmed may be lost, and
// nothing may count twice. PASSAGE_NETWORK says for how many changes of weather.
func TestBadNetwork(t *testing.T) {
	seed := seed(t)
	dice := rand.New(rand.NewPCG(seed, 0))
	c := newCrew(t, storetest.SQLite(t), seed)
	server, err := c.serve()
	if err != nil {
		t.Fatal(err)
	}
	defer server.kill()
	toxic := newToxiproxy(t, strings.TrimPrefix(server.address, "http://"))
	unruly := &unruly{to: toxic.address, dice: rand.New(rand.NewPCG(seed, 1))}
	front := httptest.NewServer(unruly)
	defer front.Close()
	stop := c.handIn(front.URL)
	for range number("PASSAGE_NETWORK", 12) {
		toxic.change(t, dice)
		time.Sleep(250 * time.Millisecond)
	}
	toxic.clear(t)
	unruly.calm.Store(true)
	before := c.witness.Acked()
	for wait := 0; c.witness.Acked() < before+40 && wait < 400; wait++ { // in good weather it goes on
		time.Sleep(25 * time.Millisecond)
	}
	stop()
	unruly.late.Wait()
	if c.witness.Acked() < before+40 {
		t.Errorf("with the weather good again only %d more facts were confirmed", c.witness.Acked()-before)
	}
	server.kill()
	judge(t, c.place, c.dir, c.witness, 1)
	for what, n := range map[string]int64{"requests repeated": unruly.repeated.Load(), "requests delivered late": unruly.delayed.Load(), "answers lost": unruly.lost.Load()} {
		if n == 0 {
			t.Errorf("%s: none, so that this showed little", what)
		}
		t.Logf("%s: %d", what, n)
	}
	t.Logf("%d facts confirmed, %d requests broken by Toxiproxy", c.witness.Acked(), unruly.broken.Load())
}

// unruly is a proxy that repeats requests, delivers them late, and loses answers.
type unruly struct {
	to   string
	calm atomic.Bool

	mu   sync.Mutex
	dice *rand.Rand
	late sync.WaitGroup

	repeated, delayed, lost, broken atomic.Int64
}

func (u *unruly) draw(n int) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.dice.IntN(n)
}

func (u *unruly) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	forward := func() (int, []byte, error) {
		req, err := http.NewRequest(r.Method, u.to+r.URL.Path, bytes.NewReader(body))
		if err != nil {
			return 0, nil, err
		}
		req.Header = r.Header.Clone()
		client := http.Client{Timeout: 2 * time.Second}
		res, err := client.Do(req)
		if err != nil {
			u.broken.Add(1)
			return 0, nil, err
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			u.broken.Add(1)
		}
		return res.StatusCode, text, err
	}
	fate := 9
	if !u.calm.Load() {
		fate = u.draw(10)
	}
	switch fate {
	case 0, 1: // it is given up, and comes after others that were sent later
		u.delayed.Add(1)
		wait := time.Duration(1+u.draw(150)) * time.Millisecond
		u.late.Go(func() {
			time.Sleep(wait)
			forward()
		})
		panic(http.ErrAbortHandler)
	case 2: // the answer is lost
		u.lost.Add(1)
		forward()
		panic(http.ErrAbortHandler)
	case 3, 4: // it arrives more than once, at the same time
		u.repeated.Add(1)
		for range 1 + u.draw(3) {
			u.late.Go(func() { forward() })
		}
	}
	status, text, err := forward()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(status)
	w.Write(text)
}

// toxiproxy is a running Toxiproxy with one proxy.
type toxiproxy struct {
	bin, upstream, api, address string
	running                     *exec.Cmd
}

func newToxiproxy(t *testing.T, upstream string) *toxiproxy {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "toxiproxy")
	build := exec.Command("go", "build", "-modfile=../../tools/go.mod", "-o", bin, "github.com/Shopify/toxiproxy/v2/cmd/server")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building Toxiproxy: %v\n%s", err, out)
	}
	p := &toxiproxy{bin: bin, upstream: upstream, api: fmt.Sprintf("http://127.0.0.1:%d", freePort(t)), address: fmt.Sprintf("http://127.0.0.1:%d", freePort(t))}
	p.start(t)
	return p
}

// start starts Toxiproxy, with no toxics yet.
func (p *toxiproxy) start(t *testing.T) {
	t.Helper()
	_, port, _ := strings.Cut(strings.TrimPrefix(p.api, "http://"), ":")
	cmd := exec.Command(p.bin, "-host", "127.0.0.1", "-port", port)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.running = cmd
	t.Cleanup(p.stop)
	for range 400 {
		if res, err := http.Get(p.api + "/version"); err == nil {
			res.Body.Close()
			p.ask(t, http.MethodPost, "/proxies", map[string]any{"name": "ledger", "listen": strings.TrimPrefix(p.address, "http://"), "upstream": p.upstream, "enabled": true})
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("Toxiproxy does not start")
}

func (p *toxiproxy) stop() {
	p.running.Process.Kill()
	p.running.Wait()
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (p *toxiproxy) ask(t *testing.T, method, path string, body any) []byte {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	// Toxiproxy 2.5.0 falls over now and then where a second toxic is added just
	// as a connection begins (link.go, AddToxic), or waits for a link for ever and
	// answers 503. It is then started anew, which is bad weather as well.
	var res *http.Response
	gone := func() bool { return err != nil || res.StatusCode == http.StatusServiceUnavailable }
	for try := 0; try == 0 || gone() && try < 5; try++ {
		if try > 0 {
			if err == nil {
				res.Body.Close()
				p.stop()
			}
			time.Sleep(100 * time.Millisecond) // until its ports are free
			p.start(t)
		}
		req, bad := http.NewRequest(method, p.api+path, bytes.NewReader(text))
		if bad != nil {
			t.Fatal(bad)
		}
		req.Close = true
		res, err = http.DefaultClient.Do(req)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		t.Fatalf("Toxiproxy: %s %s: %s %s %v", method, path, res.Status, answer, err)
	}
	return answer
}

// clear takes all toxics away and lets connections through.
func (p *toxiproxy) clear(t *testing.T) { p.ask(t, http.MethodPost, "/reset", nil) }

// change draws other weather: one or two toxics, in either direction.
func (p *toxiproxy) change(t *testing.T, dice *rand.Rand) {
	t.Helper()
	p.clear(t)
	kinds := []struct {
		kind       string
		attributes map[string]int
	}{
		{"latency", map[string]int{"latency": 20, "jitter": 20}},
		{"bandwidth", map[string]int{"rate": 20}}, // kB a second
		{"slow_close", map[string]int{"delay": 50}},
		{"timeout", map[string]int{"timeout": 30}}, // nothing gets through, then the connection ends
		{"reset_peer", map[string]int{"timeout": 5}},
		{"slicer", map[string]int{"average_size": 64, "size_variation": 32, "delay": 100}},
		{"limit_data", map[string]int{"bytes": 100 + dice.IntN(4000)}}, // then the connection ends
	}
	for i := range 1 + dice.IntN(2) {
		k := kinds[dice.IntN(len(kinds))]
		p.ask(t, http.MethodPost, "/proxies/ledger/toxics", map[string]any{
			"name": fmt.Sprint("toxic-", i), "type": k.kind, "stream": []string{"upstream", "downstream"}[dice.IntN(2)],
			"toxicity": []float64{0.3, 0.7, 1}[dice.IntN(3)], "attributes": k.attributes,
		})
	}
}
