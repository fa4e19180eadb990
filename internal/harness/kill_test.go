package harness_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/harness"
	"passage/internal/proof"
	"passage/internal/store"
	"passage/internal/store/storetest"
	"passage/internal/web"
)

// childPlace in the environment makes the test binary a server, to be killed.
const childPlace = "PASSAGE_HARNESS_PLACE"

func TestMain(m *testing.M) {
	if place := os.Getenv(childPlace); place != "" {
		if err := child(place, os.Getenv("PASSAGE_HARNESS_DIR")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child serves a ledger until it is killed. Every few milliseconds it signs, so
// that kills fall there as well.
func child(place, dir string) error {
	ctx := context.Background()
	s, d, err := openLedger(ctx, place, dir)
	if err != nil {
		return err
	}
	defer s.Close()
	go d.PublishUntil(ctx, 3*time.Millisecond)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	return http.Serve(l, web.New(d, slog.New(slog.DiscardHandler), web.Options{}))
}

func openLedger(ctx context.Context, place, dir string) (*store.Store, *desk.Desk, error) {
	s, err := store.Open(ctx, place)
	if err != nil {
		return nil, nil, err
	}
	d, err := openDesk(ctx, s, dir)
	return s, d, err
}

func openDesk(ctx context.Context, s *store.Store, dir string) (*desk.Desk, error) {
	key, err := proof.OpenKey(dir)
	if err != nil {
		return nil, err
	}
	return desk.Open(ctx, s, key, slog.New(slog.DiscardHandler))
}

// TestKill kills a server with SIGKILL again and again while devices hand facts
// in, and holds after every kill that nothing confirmed is lost, that nothing
// counts twice, and that the log is whole. PASSAGE_KILLS says how often, and
// PASSAGE_KILLS_POSTGRES on PostgreSQL.
func TestKill(t *testing.T) {
	kills := number("PASSAGE_KILLS", 200)
	t.Run("sqlite", func(t *testing.T) {
		killOften(t, func() string { return storetest.SQLite(t) }, kills)
	})
	t.Run("postgres", func(t *testing.T) {
		kills := number("PASSAGE_KILLS_POSTGRES", max(kills/10, 10))
		killOften(t, func() string { return storetest.Postgres(t) }, kills)
	})
}

// killsPerLedger is how many kills one ledger lives through: whoever judges it
// reads it whole, and it grows.
const killsPerLedger = 250

// killOften gives every server up to thrice the time that the first of its ledger
// took to confirm something, so that on any machine some die before and most after.
func killOften(t *testing.T, newPlace func() string, kills int) {
	seed := seed(t)
	dice := rand.New(rand.NewPCG(seed, 0))
	confirmed := 0
	for done := 0; done < kills && !t.Failed(); done += killsPerLedger {
		c := newCrew(t, newPlace(), seed+uint64(done))
		life := 3 * c.toFirst(t)
		for kill := range min(killsPerLedger, kills-done) {
			server, err := c.serve()
			if err != nil {
				t.Fatalf("after %d kills the server does not start: %v", done+kill, err)
			}
			stop := c.handIn(server.address)
			time.Sleep(time.Duration(dice.Int64N(int64(life))))
			server.kill()
			stop()
			if kill%10 == 9 || kill == kills-done-1 {
				judge(t, c.place, c.dir, c.witness, kill+1)
			}
			if t.Failed() {
				return
			}
		}
		confirmed += c.witness.Acked()
	}
	enough(t, confirmed, kills)
}

// crew is devices that hand facts in, and who sees what is confirmed.
type crew struct {
	place, dir, secret string
	devices            []*harness.Device
	pending            [][]envelope.Sealed // handed in and not confirmed: handed in again
	witness            *harness.Witness
}

// newCrew begins a ledger at place, with its key in a folder of its own.
func newCrew(t *testing.T, place string, seed uint64) *crew {
	t.Helper()
	ctx := context.Background()
	c := &crew{place: place, dir: t.TempDir(), pending: make([][]envelope.Sealed, 4), witness: harness.NewWitness()}
	s, d, err := openLedger(ctx, place, c.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	defer d.Close()
	if c.secret, err = d.NewToken(ctx, "org", "org", []desk.Scope{desk.Write}); err != nil {
		t.Fatal(err)
	}
	for i := range c.pending {
		c.devices = append(c.devices, harness.NewDevice("org", fmt.Sprint("tablet-", i), seed+uint64(i)))
	}
	return c
}

// toFirst is how long after its start a server confirms the first facts.
func (c *crew) toFirst(t *testing.T) time.Duration {
	t.Helper()
	server, err := c.serve()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	stop := c.handIn(server.address)
	for c.witness.Acked() == 0 && time.Since(began) < time.Minute {
		time.Sleep(time.Millisecond)
	}
	took := time.Since(began)
	server.kill()
	stop()
	if c.witness.Acked() == 0 {
		t.Fatalf("a server that nobody kills confirms nothing within %v", took)
	}
	return took
}

// server is a process that serves a ledger.
type server struct {
	cmd     *exec.Cmd
	address string
}

// serve starts a server and returns once it listens.
func (c *crew) serve() (server, error) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childPlace+"="+c.place, "PASSAGE_HARNESS_DIR="+c.dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return server{}, err
	}
	if err := cmd.Start(); err != nil {
		return server{}, err
	}
	line := make([]byte, 64)
	n, err := out.Read(line)
	if err != nil {
		return server{}, errors.Join(err, cmd.Wait())
	}
	return server{cmd, "http://" + strings.TrimSpace(string(line[:n]))}, nil
}

func (s server) kill() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

// handIn has every device hand facts in, one batch after the other, until what
// it returns is called, which waits for them. What is not confirmed is handed in
// again.
func (c *crew) handIn(address string) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	for i, device := range c.devices {
		wait.Go(func() {
			for ctx.Err() == nil {
				for len(c.pending[i]) < 5 {
					c.pending[i] = append(c.pending[i], device.Next())
				}
				c.witness.Sent(c.pending[i]...)
				if err := post(address, c.secret, c.pending[i], c.witness); err != nil {
					time.Sleep(time.Millisecond) // nobody is there, or the database is not
					continue
				}
				c.pending[i] = nil
			}
		})
	}
	return func() {
		cancel()
		wait.Wait()
	}
}

// enough holds that something happened between the kills.
func enough(t *testing.T, confirmed, kills int) {
	t.Helper()
	if confirmed < kills {
		t.Errorf("only %d facts were confirmed over %d kills: this showed little", confirmed, kills)
	}
	t.Logf("%d kills, %d facts confirmed", kills, confirmed)
}

// post hands facts in and notes what is confirmed.
func post(address, secret string, facts []envelope.Sealed, witness *harness.Witness) error {
	var body bytes.Buffer
	for _, f := range facts {
		body.Write(f.Body)
		body.WriteByte('\n')
	}
	req, err := http.NewRequest(http.MethodPost, address+"/api/v1/facts", &body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+secret)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	var answer web.Receipts
	if err := json.Unmarshal(text, &answer); err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %v", text, err)
	}
	for _, r := range answer.Receipts {
		var hash envelope.Hash
		if _, err := hex.Decode(hash[:], []byte(r.Hash)); err != nil {
			return err
		}
		if r.Answer == envelope.New || r.Answer == envelope.Known {
			witness.Confirmed(hash)
		}
	}
	return nil
}

// judgeDesk holds what a desk says now against a witness.
func judgeDesk(t *testing.T, d *desk.Desk, w *harness.Witness) {
	t.Helper()
	for _, fault := range whatIsWrong(t, d, w) {
		t.Error(fault)
	}
}

// whatIsWrong reads all that a desk has, and judges it.
func whatIsWrong(t *testing.T, d *desk.Desk, w *harness.Witness) []string {
	t.Helper()
	ctx := context.Background()
	var bodies [][]byte
	for n := int64(0); ; {
		next, err := d.Facts(ctx, harness.Caller, n, 5000, func(_ int64, body []byte) { bodies = append(bodies, body) })
		if err != nil {
			t.Fatal(err)
		}
		if next == n {
			break
		}
		n = next
	}
	var kept []passage.Waybill
	if err := d.Waybills(ctx, harness.Caller, func(w passage.Waybill) { kept = append(kept, w) }); err != nil {
		t.Fatal(err)
	}
	return w.Judge(bodies, kept)
}

// judge opens what a kill has left.
func judge(t *testing.T, place, dir string, witness *harness.Witness, kills int) {
	t.Helper()
	ctx := context.Background()
	s, d, err := openLedger(ctx, place, dir)
	if err != nil {
		t.Fatalf("after %d kills: %v", kills, err)
	}
	defer s.Close()
	defer d.Close()
	for _, fault := range whatIsWrong(t, d, witness) {
		t.Errorf("after %d kills: %s", kills, fault)
	}
	if err := d.Verify(ctx, func(f desk.Fault) { t.Errorf("after %d kills: %s", kills, f) }, func(int64) {}); err != nil {
		t.Fatal(err)
	}
	if err := d.Publish(ctx); err != nil {
		t.Errorf("after %d kills: %v", kills, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "log.last.*")); err != nil || len(left) > kills {
		t.Errorf("%d files are left lying: %v", len(left), err)
	}
}
