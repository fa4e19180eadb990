package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store/storetest"
	"passage/internal/web"
)

// server is a ledger with a token of each kind; wfp's hands in and reads.
type server struct {
	http.Handler
	desk   *desk.Desk
	tokens map[string]string
	log    *bytes.Buffer
}

func serve(t testing.TB, place string) server {
	t.Helper()
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := server{tokens: map[string]string{}, log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	if s.desk, err = desk.Open(context.Background(), storetest.Open(t, place), key, log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.desk.Close)
	for name, scopes := range map[string][]desk.Scope{"wfp": {desk.Write, desk.Read}, "unicef": {desk.Write}, "peer": {desk.Sync}, "reader": {desk.Read}} {
		if s.tokens[name], err = s.desk.NewToken(context.Background(), name, passage.OrgID(name), scopes); err != nil {
			t.Fatal(err)
		}
	}
	s.Handler = web.New(s.desk, log, web.Options{})
	return s
}

func (s server) ask(method, path, token, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut(path, "?")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func fact(t testing.TB, org string, seq int64, more ...func(*passage.Fact)) string {
	t.Helper()
	f := passage.Fact{
		ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", seq)), Device: passage.DeviceID(org + "/a"), Seq: seq, Org: passage.OrgID(org),
		Kind: passage.Loaded, Claimed: 1, Recorded: 1, Waybill: "W1", From: "port", To: "hub", Vehicle: "12-345",
		Lines: []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 10}},
	}
	for _, m := range more {
		m(&f)
	}
	s, err := envelope.Seal(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(s.Body)
}

// answers reads the receipts of an answer.
func answers(t testing.TB, w *httptest.ResponseRecorder) []web.Receipt {
	t.Helper()
	var r web.Receipts
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return r.Receipts
}

// TestAbuse tries what nobody should get away with. Each case stands beside one
// that is as it should be, so that a server which refuses everything fails.
func TestAbuse(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	good := fact(t, "wfp", 1, func(f *passage.Fact) { f.Note = "note of a driver" })
	if got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], good)); got[0].Answer != envelope.New {
		t.Fatal(got)
	}
	deep := strings.Repeat(`{"a":`, 20_000)
	for _, c := range []struct {
		name, method, path, token, body string
		status                          int
		says                            string
	}{
		{"no token", "POST", "/api/v1/facts", "", good, 401, "a token is needed"},
		{"a token of nobody", "POST", "/api/v1/facts", "passage_AAAA", good, 401, "token"},
		{"a token as SQL", "GET", "/api/v1/totals", "' OR 1=1 --", "", 401, "token"},
		{"reading with a token for writing", "GET", "/api/v1/totals", s.tokens["unicef"], "", 403, "does not have the scope"},
		{"writing with a token for reading", "POST", "/api/v1/facts", s.tokens["reader"], good, 403, "does not have the scope"},
		{"everything, with a token for one's own", "GET", "/api/v1/facts", s.tokens["wfp"], "", 403, "does not have the scope"},
		{"a request too large", "POST", "/api/v1/facts", s.tokens["wfp"], strings.Repeat(" ", web.MaxBody+1), 413, "hand the facts in in several"},
		{"too many lines", "POST", "/api/v1/facts", s.tokens["wfp"], strings.Repeat("x\n", web.MaxFacts+1), 413, "hand them in in several"},
		{"a waybill as SQL", "GET", "/api/v1/waybills/W1' OR '1'='1", s.tokens["wfp"], "", 404, "no fact speaks of"},
		{"a waybill as a path", "GET", "/api/v1/waybills/..%2f..%2fetc/passwd", s.tokens["wfp"], "", 404, "no fact speaks of"},
		{"a place that is none", "GET", "/api/v1/facts?after=1", s.tokens["peer"], "", 400, "it is what the header"},
		{"a place of another ledger", "GET", "/api/v1/facts?after=abc:1", s.tokens["peer"], "", 409, "put back from a backup or is another"},
		{"a place before the first", "GET", "/api/v1/facts?after=x:-1", s.tokens["peer"], "", 400, "it is what the header"},
		{"a tile as a path", "GET", "/log/tile/0/passage.db", "", "", 404, ""},
		{"a tile beyond numbers", "GET", "/log/tile/0/x999/x999/x999/x999/x999/999", "", "", 404, ""},
		{"another method", "DELETE", "/api/v1/facts", s.tokens["peer"], "", 405, ""},
		{"its own waybill", "GET", "/api/v1/waybills/W1", s.tokens["wfp"], "", 200, `"out":10`},
		{"everything, for a peer", "GET", "/api/v1/facts", s.tokens["peer"], "", 200, `"note":"note of a driver"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := s.ask(c.method, c.path, c.token, c.body)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%d: %.300s; want %d and %q", w.Code, w.Body, c.status, c.says)
			}
		})
	}
	for name, c := range map[string]struct {
		line string
		says string
	}{
		"another's fact":             {fact(t, "unicef", 1), "unicef"},
		"a name turned around":       {strings.Replace(fact(t, "wfp", 2), `"flour"`, "\"fl\u202eour\"", 1), "commodity"},
		"a name nearly the same":     {strings.Replace(fact(t, "wfp", 2), `"seq"`, `"Seq"`, 1), ""},
		"depth without end":          {deep, ""},
		"a number beyond all":        {strings.Replace(fact(t, "wfp", 2), `"amount":10`, `"amount":1e400`, 1), "amount"},
		"less than nothing":          {strings.Replace(fact(t, "wfp", 2), `"amount":10`, `"amount":-10`, 1), "amount"},
		"more than there is":         {strings.Replace(fact(t, "wfp", 2), `"amount":10`, `"amount":9223372036854775807`, 1), "amount"},
		"a role that it cannot take": {strings.Replace(fact(t, "wfp", 2), `{"id"`, `{"received":"1970-01-01T00:00:00Z","id"`, 1), "received"},
		"a line too long":            {strings.Replace(fact(t, "wfp", 2), `"port"`, `"`+strings.Repeat("p", envelope.MaxFact)+`"`, 1), "bytes"},
		"no UTF-8":                   {strings.Replace(fact(t, "wfp", 2), `port`, "p\xff", 1), "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], c.line+"\n"+good))
			if len(got) != 2 || got[0].Answer != envelope.Invalid || got[0].Reason == "" || !strings.Contains(got[0].Reason, c.says) || got[1].Answer != envelope.Known {
				t.Errorf("answered %+v", got)
			}
		})
	}
	t.Run("a device back from 1970", func(t *testing.T) {
		got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], fact(t, "wfp", 9, func(f *passage.Fact) { f.Claimed, f.Recorded = 1, 1 })))
		if got[0].Answer != envelope.New {
			t.Errorf("answered %+v: a wrong clock loses a fact", got)
		}
	})
	if w := s.ask("GET", "/api/v1/waybills/W1", s.tokens["wfp"], ""); strings.Contains(w.Body.String(), "12-345") {
		t.Errorf("a vehicle is shown to whoever reads: %s", w.Body)
	}
	for name, secret := range s.tokens {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log shows the token of %s", name)
		}
	}
}

// TestRevokedTokenEndsAtOnce holds that a revoked token opens nothing more.
func TestRevokedTokenEndsAtOnce(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	if w := s.ask("GET", "/api/v1/totals", s.tokens["reader"], ""); w.Code != http.StatusOK {
		t.Fatal(w.Body)
	}
	if err := s.desk.RevokeToken(context.Background(), "reader"); err != nil {
		t.Fatal(err)
	}
	if w := s.ask("GET", "/api/v1/totals", s.tokens["reader"], ""); w.Code != http.StatusUnauthorized {
		t.Errorf("a revoked token: %d %s", w.Code, w.Body)
	}
}

// TestIdenticalPosts hands one fact in from 500 requests at once, again and
// again: one of them is new, and one fact is kept. PASSAGE_ROUNDS says how often.
func TestIdenticalPosts(t *testing.T) {
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv("PASSAGE_ROUNDS")); err == nil {
		rounds = n
	}
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s := serve(t, place)
		real := httptest.NewServer(s)
		defer real.Close()
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100, MaxConnsPerHost: 100}}
		for round := range rounds {
			body := fact(t, "wfp", int64(round+1))
			var mu sync.Mutex
			count := map[envelope.Answer]int{}
			var all sync.WaitGroup
			for range 500 {
				all.Go(func() {
					r, _ := http.NewRequest("POST", real.URL+"/api/v1/facts", strings.NewReader(body))
					r.Header.Set("Authorization", "Bearer "+s.tokens["wfp"])
					res, err := client.Do(r)
					if err != nil {
						t.Error(err)
						return
					}
					defer res.Body.Close()
					var got web.Receipts
					text, err := io.ReadAll(res.Body)
					if err != nil || json.Unmarshal(text, &got) != nil || len(got.Receipts) != 1 {
						t.Errorf("%d %s: %v", res.StatusCode, text, err)
						return
					}
					mu.Lock()
					defer mu.Unlock()
					count[got.Receipts[0].Answer]++
				})
			}
			all.Wait()
			if size, err := s.desk.Size(context.Background()); err != nil || size != int64(round+1) || count[envelope.New] != 1 || count[envelope.Known] != 499 {
				t.Fatalf("round %d: %v; %d facts are kept (%v)", round, count, size, err)
			}
		}
	})
}

// FuzzTakeIn holds that whatever is handed in, each line that is not empty gets
// one receipt for its very bytes, and that nobody is told of an error inside.
func FuzzTakeIn(f *testing.F) {
	f.Add([]byte(fact(f, "wfp", 1)))
	f.Add([]byte("{}\n\n\r\n[1]\n\x00"))
	f.Add([]byte(fact(f, "wfp", 1) + "\n" + fact(f, "wfp", 1, func(f *passage.Fact) { f.From = "elsewhere" })))
	s := serve(f, storetest.SQLite(f))
	f.Fuzz(func(t *testing.T, body []byte) {
		var want []envelope.Hash
		for line := range bytes.Lines(body) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				want = append(want, sha256.Sum256(line))
			}
		}
		got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], string(body)))
		if len(got) != len(want) {
			t.Fatalf("%d receipts for %d lines", len(got), len(want))
		}
		for i, r := range got {
			if r.Hash != hex.EncodeToString(want[i][:]) || r.Answer == envelope.Invalid && r.Reason == "" {
				t.Errorf("line %d: %+v", i+1, r)
			}
		}
	})
}
