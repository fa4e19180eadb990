package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"passage"
	"passage/internal/cli"
	"passage/internal/envelope"
)

// run runs one command and returns its status and what it printed.
func run(ctx context.Context, args ...string) (status int, printed string) {
	var out bytes.Buffer
	status = cli.Main(ctx, args, cli.Shell{Out: &out, Err: &out, Env: func(string) string { return "" }})
	return status, out.String()
}

// serve starts passage serve on a folder and returns its address and what ends
// it.
func serve(t *testing.T, data string) (address string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Main(ctx, []string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, cli.Shell{Out: w, Err: io.Discard, Env: func(string) string { return "" }})
		w.Close()
	}()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if m := regexp.MustCompile(`http://[0-9.:]+[0-9]`).FindString(lines.Text()); m != "" {
			address = m
			break
		}
	}
	go io.Copy(io.Discard, r)
	if address == "" {
		t.Fatal("passage serve told no address")
	}
	stop = func() {
		t.Helper()
		cancel()
		if status := <-ended; status != 0 {
			t.Errorf("passage serve ended with %d", status)
		}
	}
	return address, stop
}

// trip is the story of one truck: loaded, on its way, and what became of it.
func trip(t *testing.T, org string, truck int, seq *int64) (facts []envelope.Sealed) {
	t.Helper()
	waybill, out := passage.WaybillID(fmt.Sprintf("%s-%d", org, truck)), int64(20_000_000+truck)
	lost := rand.Int64N(out)
	for _, f := range []passage.Fact{
		{Kind: passage.Loaded, From: "ashdod", To: "gaza-city", Place: "ashdod", Vehicle: fmt.Sprint("truck ", truck), Lines: []passage.FactLine{{Amount: out}}},
		{Kind: passage.Departed, Place: "ashdod"},
		{Kind: passage.Intercepted, Place: "gaza-city", How: passage.UnarmedCrowd, Lines: []passage.FactLine{{Amount: lost}}},
		{Kind: passage.Received, Place: "gaza-city", Lines: []passage.FactLine{{Amount: out - lost}}},
	} {
		*seq++
		f.ID = passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8%03x-%012d", len(org), *seq))
		f.Device, f.Org, f.Seq, f.Waybill = passage.DeviceID(org+"/a"), passage.OrgID(org), *seq, waybill
		f.Claimed, f.Recorded = passage.Instant(1_760_000_000_000_000+*seq), 1_760_000_000_000_000
		for i := range f.Lines {
			f.Lines[i].Consignment, f.Lines[i].Line, f.Lines[i].Commodity, f.Lines[i].Unit = passage.ConsignmentID(org), 1, "flour", passage.Grams
		}
		s, err := envelope.Seal(f)
		if err != nil {
			t.Fatal(err)
		}
		facts = append(facts, s)
	}
	return facts
}

// TestTwoHubsAndACountry lets three organisations hand a day's trucks in at two
// hubs, which are stopped and started in between and exchange with a country's
// ledger; all must end at what an independent count of the facts says. Then a
// fact is edited by hand, and must be named.
func TestTwoHubsAndACountry(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	data := func(name string) string { return filepath.Join(dir, name) }
	orgs := []string{"wfp", "unicef", "unrwa"}
	if err := os.WriteFile(data("nothing"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, ledger := range []string{"north", "south", "country"} {
		if status, printed := run(ctx, "ledger", "import", data("nothing"), "--data", data(ledger)); status != 0 || !strings.Contains(printed, "a new one is made there") {
			t.Fatal(printed)
		}
	}
	tokens := map[string]string{} // by hub and organisation
	for _, hub := range []string{"north", "south"} {
		for _, org := range orgs {
			status, secret := run(ctx, "token", "add", org, "--org", org, "--data", data(hub))
			if status != 0 {
				t.Fatal(secret)
			}
			tokens[hub+org] = strings.TrimSpace(secret)
		}
	}
	if status, printed := run(ctx, "token", "add", "hubs", "--org", "un", "--scope", "sync", "--data", data("country")); status != 0 {
		t.Fatal(printed)
	} else if err := os.WriteFile(data("token"), []byte(printed), 0o600); err != nil {
		t.Fatal(err)
	}

	post := func(address, token string, facts []envelope.Sealed) {
		t.Helper()
		var body bytes.Buffer
		for _, f := range facts {
			body.Write(append(f.Body, '\n'))
		}
		req, _ := http.NewRequest(http.MethodPost, address+"/api/v1/facts", &body)
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var answer struct {
			Receipts []struct{ Answer, Reason string }
		}
		if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || len(answer.Receipts) != len(facts) {
			t.Fatalf("%s: %v", res.Status, err)
		}
		for _, r := range answer.Receipts {
			if r.Answer != "new" && r.Answer != "known" {
				t.Errorf("answered %+v", r)
			}
		}
	}

	var out, lost, received int64
	seqs := map[string]*int64{"wfp": new(int64), "unicef": new(int64), "unrwa": new(int64)}
	for round := range 3 {
		for _, hub := range []string{"north", "south"} {
			address, stop := serve(t, data(hub))
			for _, org := range orgs {
				for range 5 {
					facts := trip(t, org, int(*seqs[org]), seqs[org])
					out += facts[0].Lines[0].Amount
					lost += facts[2].Lines[0].Amount
					received += facts[3].Lines[0].Amount
					rand.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
					post(address, tokens[hub+org], facts)
					post(address, tokens[hub+org], facts[:2]) // the answer was lost
				}
			}
			stop()
		}
		address, stop := serve(t, data("country"))
		for _, hub := range []string{"north", "south", "north"} {
			if status, printed := run(ctx, "ledger", "sync", address, "--token-file", data("token"), "--data", data(hub)); status != 0 {
				t.Fatalf("round %d, %s: %s", round, hub, printed)
			}
		}
		stop()
	}

	want := fmt.Sprintf("%.3f", float64(received)/1e6)
	for _, name := range []string{"north", "country"} {
		status, printed := run(ctx, "ledger", "totals", "--data", data(name))
		if status != 0 || !strings.Contains(printed, "360 facts") || !strings.Contains(printed, want) ||
			!strings.Contains(printed, fmt.Sprintf("%.3f", float64(lost)/1e6)) {
			t.Errorf("%s: of %d g, %d were received and %d lost; it says\n%s", name, out, received, lost, printed)
		}
		if status, printed := run(ctx, "ledger", "rebuild", "--data", data(name)); status != 0 || !strings.Contains(printed, " 0 mended") {
			t.Errorf("%s: %s", name, printed)
		}
		if status, printed := run(ctx, "ledger", "verify", "--data", data(name)); status != 0 {
			t.Errorf("%s: %s", name, printed)
		}
	}

	proveTo(t, data("country"), "unrwa-0")

	db, err := sql.Open("sqlite", filepath.Join(data("country"), "passage.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var id string
	if err := db.QueryRow(`UPDATE fact SET body = CAST(replace(CAST(body AS TEXT), 'gaza-city', 'elsewhere') AS BLOB) WHERE n = (SELECT max(n) FROM fact WHERE CAST(body AS TEXT) LIKE '%gaza-city%') RETURNING id`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	if status, printed := run(ctx, "ledger", "verify", "--data", data("country")); status != cli.ExitInput || !strings.Contains(printed, id) {
		t.Errorf("fact %s was edited; passage says (%d)\n%s", id, status, printed)
	}
}

// proveTo writes a bundle about a waybill and has both verifiers check it, the
// second one as somebody would who has nothing but that file and Python.
func proveTo(t *testing.T, ledger, waybill string) {
	t.Helper()
	bundle := filepath.Join(t.TempDir(), "bundle.txt")
	status, printed := run(context.Background(), "ledger", "prove", waybill, "--data", ledger, "-o", bundle)
	if status != 0 || !strings.Contains(printed, "4 facts") {
		t.Fatalf("%d: %s", status, printed)
	}
	key := regexp.MustCompile(`passage-[0-9a-f]+\+\S+`).FindString(printed)
	if status, printed := run(context.Background(), "verify", bundle, "--key", key); status != 0 {
		t.Error(printed)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("python3 is not here: the second verifier was not tried")
	}
	if out, err := exec.Command(python, "../../tools/verify.py", bundle, key).CombinedOutput(); err != nil || !bytes.Contains(out, []byte("The bundle holds: 4 facts")) {
		t.Errorf("%v: %s", err, out)
	}
	if out, err := exec.Command(python, "../../tools/verify.py", bundle, key+"x").CombinedOutput(); err == nil || !bytes.Contains(out, []byte("REFUSED")) {
		t.Errorf("with another key: %s", out)
	}
}
