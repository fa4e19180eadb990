package harness_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
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
	return http.Serve(l, web.New(d, slog.New(slog.DiscardHandler)))
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
// counts twice, and that the log is whole. PASSAGE_KILLS says how often.
func TestKill(t *testing.T) {
	kills := 200
	if n, err := strconv.Atoi(os.Getenv("PASSAGE_KILLS")); err == nil {
		kills = n
	}
	t.Run("sqlite", func(t *testing.T) { killOften(t, storetest.SQLite(t), kills, 30*time.Millisecond) })
	t.Run("postgres", func(t *testing.T) { killOften(t, storetest.Postgres(t), max(kills/10, 10), 200*time.Millisecond) })
}

// killOften gives every server up to life from its start to its end.
func killOften(t *testing.T, place string, kills int, life time.Duration) {
	ctx := context.Background()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	s, d, err := openLedger(ctx, place, dir)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := d.NewToken(ctx, "org", "org", []desk.Scope{desk.Write})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	s.Close()
	witness := harness.NewWitness()
	devices := make([]*harness.Device, 4)
	pending := make([][]envelope.Sealed, len(devices)) // handed in and not confirmed: handed in again
	for i := range devices {
		devices[i] = harness.NewDevice("org", fmt.Sprint("tablet-", i), seed+uint64(i))
	}
	for kill := range kills {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childPlace+"="+place, "PASSAGE_HARNESS_DIR="+dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line := make([]byte, 64)
		n, err := out.Read(line)
		if err != nil {
			t.Fatalf("after %d kills the server does not start: %v", kill, err)
		}
		address := "http://" + strings.TrimSpace(string(line[:n]))
		var wait sync.WaitGroup
		for i, device := range devices {
			wait.Go(func() {
				for {
					for len(pending[i]) < 5 {
						pending[i] = append(pending[i], device.Next())
					}
					witness.Sent(pending[i]...)
					if err := post(address, secret, pending[i], witness); err != nil {
						return // killed
					}
					pending[i] = nil
				}
			})
		}
		time.Sleep(time.Duration(dice.Int64N(int64(life))))
		cmd.Process.Kill()
		cmd.Wait()
		wait.Wait()
		if kill%10 == 9 || kill == kills-1 {
			judge(t, place, dir, witness, kill+1)
		}
		if t.Failed() {
			return
		}
	}
	if witness.Acked() < kills {
		t.Errorf("only %d facts were confirmed over %d kills: this showed little", witness.Acked(), kills)
	}
	t.Logf("%d kills, %d facts confirmed", kills, witness.Acked())
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
		next, err := d.Facts(ctx, harness.Caller, n, 5000, func(body []byte) { bodies = append(bodies, body) })
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
