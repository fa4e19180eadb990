package peer_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/peer"
	"passage/internal/proof"
	"passage/internal/store/storetest"
	"passage/internal/web"
)

// ledger is a desk with a server before it, and a token of scope sync.
type ledger struct {
	*desk.Desk
	handler http.Handler
	token   string
}

func newLedger(t *testing.T) ledger {
	t.Helper()
	return ledgerAt(t, storetest.SQLite(t))
}

func ledgerAt(t *testing.T, place string) ledger {
	t.Helper()
	s := storetest.Open(t, place)
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	d, err := desk.Open(context.Background(), s, key, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	secret, err := d.NewToken(context.Background(), "sync", "hub", []desk.Scope{desk.Sync})
	if err != nil {
		t.Fatal(err)
	}
	return ledger{d, web.New(d, quiet, web.Options{}), secret}
}

var local = desk.Caller{Name: "here", Scopes: []desk.Scope{desk.Sync}}

// story takes n facts of an organisation's device into a ledger.
func story(t *testing.T, l ledger, org string, n int) {
	t.Helper()
	var lines [][]byte
	for i := range n {
		s, err := envelope.Seal(passage.Fact{
			ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", i+1)), Device: passage.DeviceID(org + "/a"), Seq: int64(i + 1), Org: passage.OrgID(org),
			Kind: passage.Received, Claimed: 1, Recorded: 1, Place: "hub", Waybill: passage.WaybillID(fmt.Sprint(org, i%7)),
			Lines: []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: int64(i + 1)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, s.Body)
	}
	if _, err := l.TakeIn(context.Background(), local, lines); err != nil {
		t.Fatal(err)
	}
}

func totals(t *testing.T, l ledger) []passage.Total {
	t.Helper()
	sum, err := l.Totals(context.Background(), local)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// TestTwoHubs lets two ledgers exchange over a link that loses requests, loses
// answers, repeats requests, cuts answers short and shows a login page, until
// both have said that all is through; then both hold the same.
func TestTwoHubs(t *testing.T) {
	ctx := context.Background()
	here, there := newLedger(t), newLedger(t)
	story(t, here, "wfp", 1300)
	story(t, there, "unicef", 700)
	var requests atomic.Int64
	link := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		again := func() *httptest.ResponseRecorder {
			rec := httptest.NewRecorder()
			r.Body = io.NopCloser(bytes.NewReader(body))
			there.handler.ServeHTTP(rec, r)
			return rec
		}
		fault := int(requests.Add(1)) - 1 // each fault once, then by chance
		if fault >= 5 {
			fault = rand.IntN(8)
		}
		switch fault {
		case 0: // the request is lost
			panic(http.ErrAbortHandler)
		case 1: // the answer is lost
			again()
			panic(http.ErrAbortHandler)
		case 2: // the request arrives twice
			again()
		case 3: // somebody else answers
			fmt.Fprint(w, "<html>Please log in</html>")
			return
		}
		rec := again()
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		if fault == 4 && rec.Body.Len() > 0 { // the answer breaks off, and says how long it should be
			w.Header().Set("Content-Length", fmt.Sprint(rec.Body.Len()))
			w.WriteHeader(rec.Code)
			w.Write(rec.Body.Bytes()[:rand.IntN(rec.Body.Len())])
			return
		}
		w.WriteHeader(rec.Code)
		w.Write(rec.Body.Bytes())
	}))
	defer link.Close()
	p := peer.Peer{Address: link.URL, Token: there.token, Client: link.Client()}
	var r peer.Result
	for _, do := range []func() error{
		func() error { return p.Push(ctx, here.Desk, &r) },
		func() error { return p.Pull(ctx, here.Desk, "", &r) },
	} {
		tries := 0
		for do() != nil {
			if tries++; tries > 500 {
				t.Fatal("it never gets through")
			}
		}
	}
	if requests.Load() < 5 {
		t.Error("the link did not do everything wrong, so that this showed less than it should")
	}
	if diff := cmp.Diff(totals(t, there), totals(t, here)); diff != "" {
		t.Errorf("-there +here\n%s", diff)
	}
	for _, l := range []ledger{here, there} {
		if n, err := l.Size(ctx); n != 2000 || err != nil {
			t.Errorf("%d facts, %v; want 2000", n, err)
		}
	}
	if r.Invalid+r.Conflicts > 0 {
		t.Errorf("%+v", r)
	}
}

// TestPeerPutBack holds that a server which was put back to an older state gets
// again what it had, and that what it has gained since is fetched.
func TestPeerPutBack(t *testing.T) {
	ctx := context.Background()
	here, first, second := newLedger(t), newLedger(t), newLedger(t)
	story(t, here, "wfp", 600)
	story(t, second, "unicef", 5)
	now := first
	link := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { now.handler.ServeHTTP(w, r) }))
	defer link.Close()
	var r peer.Result
	exchange := func(token string) {
		t.Helper()
		p := peer.Peer{Address: link.URL, Token: token, Client: link.Client()}
		if err := p.Push(ctx, here.Desk, &r); err != nil {
			t.Fatal(err)
		}
		if err := p.Pull(ctx, here.Desk, "", &r); err != nil {
			t.Fatal(err)
		}
	}
	exchange(first.token)
	exchange(first.token)
	now = second
	exchange(second.token)
	if n, _ := second.Size(ctx); n != 605 {
		t.Errorf("the server that was put back has %d facts, want 605", n)
	}
	if n, _ := here.Size(ctx); n != 605 {
		t.Errorf("here are %d facts, want 605", n)
	}
}

// TestCursorWaits has a ledger refuse what it pulls, and a peer what it is
// handed: the next exchange begins where the last one got to, and not after it.
func TestCursorWaits(t *testing.T) {
	ctx := context.Background()
	places := []string{storetest.SQLite(t), storetest.SQLite(t)}
	here, there := ledgerAt(t, places[0]), ledgerAt(t, places[1])
	story(t, here, "wfp", 40)
	story(t, there, "unicef", 30)
	link := httptest.NewServer(there.handler)
	defer link.Close()
	p := peer.Peer{Address: link.URL, Token: there.token, Client: link.Client()}
	exchange := func() error {
		var r peer.Result
		return errors.Join(p.Push(ctx, here.Desk, &r), p.Pull(ctx, here.Desk, "", &r))
	}
	set := func(query string) {
		t.Helper()
		for _, place := range places {
			db, err := sql.Open("sqlite", place)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(query); err != nil {
				t.Fatal(err)
			}
			db.Close()
		}
	}
	set("CREATE TRIGGER no BEFORE INSERT ON fact BEGIN SELECT raise(ABORT, 'no'); END")
	if err := exchange(); err == nil {
		t.Fatal("facts were taken in that the database refuses")
	}
	set("DROP TRIGGER no")
	if err := exchange(); err != nil {
		t.Fatal(err)
	}
	for _, l := range []ledger{here, there} {
		if n, err := l.Size(ctx); n != 70 || err != nil {
			t.Errorf("%d facts, %v; want 70", n, err)
		}
	}
}

// TestEverySendFails lets each request of a script of exchanges fail once in
// every way, until there is none left that could; then both ledgers hold the
// same, once.
func TestEverySendFails(t *testing.T) {
	ctx := context.Background()
	for _, kind := range []string{"the request is lost", "the answer is lost", "the answer breaks off", "it arrives twice", "somebody else answers"} {
		t.Run(kind, func(t *testing.T) {
			for at := 0; ; at++ {
				here, there := newLedger(t), newLedger(t)
				requests := 0
				fired := false
				link := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					body, _ := io.ReadAll(r.Body)
					do := func() *httptest.ResponseRecorder {
						rec := httptest.NewRecorder()
						r.Body = io.NopCloser(bytes.NewReader(body))
						there.handler.ServeHTTP(rec, r)
						return rec
					}
					now := requests == at
					requests++
					fired = fired || now
					switch {
					case now && kind == "the request is lost":
						panic(http.ErrAbortHandler)
					case now && kind == "the answer is lost":
						do()
						panic(http.ErrAbortHandler)
					case now && kind == "somebody else answers":
						io.WriteString(w, "<html>Please log in</html>")
						return
					case now && kind == "it arrives twice":
						do()
					}
					rec := do()
					for k, v := range rec.Header() {
						w.Header()[k] = v
					}
					if now && kind == "the answer breaks off" {
						w.Header().Set("Content-Length", fmt.Sprint(rec.Body.Len()+1))
						w.WriteHeader(rec.Code)
						w.Write(rec.Body.Bytes()[:rec.Body.Len()/2])
						return
					}
					w.WriteHeader(rec.Code)
					w.Write(rec.Body.Bytes())
				}))
				p := peer.Peer{Address: link.URL, Token: there.token, Client: link.Client()}
				var r peer.Result
				for _, n := range []int{3, 5} { // facts of before are handed in with those
					story(t, here, "wfp", n)
					story(t, there, "unicef", n)
					for _, do := range []func() error{
						func() error { return p.Push(ctx, here.Desk, &r) },
						func() error { return p.Pull(ctx, here.Desk, "", &r) },
					} {
						if err := do(); err != nil {
							if err := do(); err != nil {
								t.Fatalf("request %d: it fails again: %v", at, err)
							}
						}
					}
				}
				link.Close()
				if diff := cmp.Diff(totals(t, there), totals(t, here)); diff != "" {
					t.Errorf("request %d: -there +here\n%s", at, diff)
				}
				for _, l := range []ledger{here, there} {
					if n, err := l.Size(ctx); n != 10 || err != nil {
						t.Errorf("request %d: %d facts, %v; want 10", at, n, err)
					}
				}
				if !fired {
					if at < 5 {
						t.Errorf("there were only %d requests", at)
					}
					return
				}
			}
		})
	}
}

// TestPullOfAPlace holds that a small site gets the whole story of its own
// waybills and nothing else.
func TestPullOfAPlace(t *testing.T) {
	ctx := context.Background()
	site, hub := newLedger(t), newLedger(t)
	story(t, hub, "wfp", 50)
	var lines [][]byte
	for i, to := range []passage.NodeID{"site", "elsewhere"} {
		s, err := envelope.Seal(passage.Fact{
			ID: "0192e4a5-7c31-7000-8000-000000000099", Device: "un/b", Seq: int64(i + 1), Org: "un", Kind: passage.Loaded, Claimed: 1, Recorded: 1,
			From: "hub", To: to, Place: "hub", Waybill: passage.WaybillID("T" + to), Vehicle: "1",
			Lines: []passage.FactLine{{Consignment: "C9", Line: 1, Commodity: "rice", Unit: passage.Grams, Amount: 3}},
		})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, s.Body)
	}
	if _, err := hub.TakeIn(ctx, local, lines); err != nil {
		t.Fatal(err)
	}
	link := httptest.NewServer(hub.handler)
	defer link.Close()
	p := peer.Peer{Address: link.URL, Token: hub.token, Client: link.Client()}
	var r peer.Result
	if err := p.Pull(ctx, site.Desk, "site", &r); err != nil {
		t.Fatal(err)
	}
	if n, _ := site.Size(ctx); n != 1 || r.ReceivedNew != 1 {
		t.Errorf("the site has %d facts (%+v), want 1", n, r)
	}
}

// TestAnswersThatAreNone holds that a status of 200 alone confirms nothing: the
// facts stay to be handed in.
func TestAnswersThatAreNone(t *testing.T) {
	ctx := context.Background()
	here := newLedger(t)
	story(t, here, "wfp", 1)
	for name, answer := range map[string]string{
		"a login page":             "<html>Please log in</html>",
		"nothing":                  "",
		"an empty object":          "{}",
		"no receipts":              `{"epoch":"x","receipts":[]}`,
		"a receipt of other facts": `{"epoch":"x","receipts":[{"hash":"00","answer":"new"}]}`,
	} {
		link := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(web.NextHeader, "")
			io.WriteString(w, answer)
		}))
		p := peer.Peer{Address: link.URL, Token: "t", Client: link.Client()}
		var r peer.Result
		if err := p.Push(ctx, here.Desk, &r); err == nil || r.Sent > 0 {
			t.Errorf("%s was taken for an answer: %+v", name, r)
		}
		if err := p.Pull(ctx, here.Desk, "", &r); err == nil {
			t.Errorf("%s was taken for facts", name)
		}
		link.Close()
	}
}

// TestTooMuch: told to wait, a ledger waits as long as it is told and goes on.
func TestTooMuch(t *testing.T) {
	ctx := context.Background()
	here, there := newLedger(t), newLedger(t)
	story(t, here, "wfp", 1)
	var left atomic.Int64 // times that the peer still refuses
	left.Store(2)
	began := time.Now()
	link := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if left.Add(-1) >= 0 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			io.WriteString(w, `{"error":"there were too many requests"}`)
			return
		}
		there.handler.ServeHTTP(w, r)
	}))
	defer link.Close()
	p := peer.Peer{Address: link.URL, Token: there.token, Client: link.Client()}
	var r peer.Result
	if err := p.Push(ctx, here.Desk, &r); err != nil || r.SentNew == 0 || r.Sent != r.SentNew {
		t.Errorf("%+v, %v", r, err)
	}
	if took := time.Since(began); took < 2*time.Second {
		t.Errorf("it waited %v, want twice a second", took)
	}
	stopped, stop := context.WithCancel(ctx)
	left.Store(1000)
	time.AfterFunc(100*time.Millisecond, stop)
	if err := p.Pull(stopped, here.Desk, "", &r); !errors.Is(err, context.Canceled) {
		t.Errorf("who is told to stop goes on waiting: %v", err)
	}
}

// TestRedirects: facts and the token go to the address that was given and to no
// other, wherever it leads.
func TestRedirects(t *testing.T) {
	ctx := context.Background()
	here, there := newLedger(t), newLedger(t)
	story(t, here, "wfp", 1)
	var asked atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		there.handler.ServeHTTP(w, r)
	}))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		link := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", other.URL+r.URL.RequestURI())
			w.WriteHeader(status)
		}))
		p := peer.Peer{Address: link.URL, Token: there.token, Client: link.Client()}
		var r peer.Result
		for _, err := range []error{p.Push(ctx, here.Desk, &r), p.Pull(ctx, here.Desk, "", &r)} {
			if err == nil || !strings.Contains(err.Error(), "leads on to") {
				t.Errorf("%d: %v", status, err)
			}
		}
		link.Close()
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("the other address was asked %d times", n)
	}
	p := peer.Peer{Address: other.URL, Token: there.token, Client: other.Client()}
	var r peer.Result
	if err := p.Push(ctx, here.Desk, &r); err != nil || r.SentNew == 0 {
		t.Errorf("its own address: %+v, %v", r, err)
	}
}
