package web_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store"
	"passage/internal/store/storetest"
	"passage/internal/web"
)

// from asks as ask does, from another address.
func (s server) from(address, method, path, token, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr = address
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// refusals returns what the journal has of an act.
func (s server) refusals(t *testing.T, act string) (lines []store.Entry) {
	t.Helper()
	all, err := s.desk.Journal(t.Context(), desk.Caller{Name: "test", Scopes: []desk.Scope{desk.Admin}}, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Act == act {
			lines = append(lines, e)
		}
	}
	return lines
}

// TestPace: a token that asks for too much at once is told to wait and for how
// long, and no other token is; a network is told once several tokens ask for too
// much there, also who has no token, and no other network is. What many devices
// hand in after an outage, thousands of facts to a request, goes through.
func TestPace(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	begin := time.Now()
	s.desk.SetClock(func() time.Time { return begin })                                    // on a slow machine as on a fast one
	s.Handler = web.New(s.desk, slog.New(slog.DiscardHandler), web.Options{PerSecond: 1}) // 20 at once, of a network 80
	const here, there = "203.0.113.5:1000", "198.51.100.7:1000"
	told := func(w *httptest.ResponseRecorder, says string) bool {
		t.Helper()
		if w.Code != http.StatusTooManyRequests {
			return false
		}
		var said struct{ Error string }
		seconds, err := strconv.Atoi(w.Header().Get("Retry-After"))
		if err != nil || seconds < 1 || json.Unmarshal(w.Body.Bytes(), &said) != nil || !strings.Contains(said.Error, says) {
			t.Errorf("%v: %s", w.Header(), w.Body)
		}
		return true
	}
	outage := make([]string, 2000)
	for i := range outage {
		outage[i] = fact(t, "wfp", int64(i+1))
	}
	for range 20 { // 40,000 lines
		if got := answers(t, s.from(here, "POST", "/api/v1/facts", s.tokens["wfp"], strings.Join(outage, "\n"))); len(got) != len(outage) {
			t.Fatal(len(got))
		}
	}
	more := fact(t, "wfp", 5000, func(f *passage.Fact) { f.Waybill = "W2" })
	if !told(s.from(here, "POST", "/api/v1/facts", s.tokens["wfp"], more), "with this token") || !told(s.from(there, "GET", "/api/v1/totals", s.tokens["wfp"], ""), "with this token") {
		t.Error("the token is not told to wait")
	}
	if w := s.from(here, "GET", "/api/v1/waybills/W1", s.tokens["peer"], ""); w.Code != http.StatusOK {
		t.Errorf("another token: %d", w.Code)
	}
	slowed := 0
	for range 80 {
		if told(s.from(here, "GET", "/healthz", "", ""), "from this network") {
			slowed++
		}
	}
	if slowed != 22 { // 80 less the 58 that its other requests have left
		t.Errorf("of 80 more requests of the network %d were told to wait", slowed)
	}
	if !told(s.from(here, "POST", "/api/v1/facts", s.tokens["unicef"], fact(t, "unicef", 1)), "from this network") {
		t.Error("another token of the network is not told to wait")
	}
	if got := answers(t, s.from(there, "POST", "/api/v1/facts", s.tokens["unicef"], fact(t, "unicef", 1))); got[0].Answer != envelope.New {
		t.Errorf("another network: %v", got)
	}
	// Of a network that goes on and on the journal has twenty lines, not all, and one of the other.
	if lines := s.refusals(t, desk.Braked); len(lines) != 21 || lines[len(lines)-1].About != "203.0.113.5 /api/v1/facts" || lines[len(lines)-1].Name != "wfp" {
		t.Errorf("the journal has %d lines: %+v", len(lines), lines[len(lines)-1])
	}
}

// TestShare: a token that has handed in its share of a day is told to wait, and
// nothing of its request is taken in; other tokens and other ledgers go on, and
// what is small still fits.
func TestShare(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	s.Handler = web.New(s.desk, slog.New(slog.DiscardHandler), web.Options{PerDay: 1 << 20})
	some := func(org string, from int64) string {
		lines := make([]string, 1000)
		for i := range lines {
			lines[i] = fact(t, org, from+int64(i))
		}
		return strings.Join(lines, "\n")
	}
	post := func(token, body string) *httptest.ResponseRecorder {
		return s.ask("POST", "/api/v1/facts", s.tokens[token], body)
	}
	taken := int64(0)
	w := post("wfp", some("wfp", 1))
	for ; w.Code == http.StatusOK && taken < 10_000; w = post("wfp", some("wfp", taken+1)) {
		taken += 1000
	}
	seconds, err := strconv.Atoi(w.Header().Get("Retry-After"))
	if w.Code != http.StatusTooManyRequests || err != nil || seconds < 60 || !strings.Contains(w.Body.String(), "1 MiB of facts in a day") || taken == 0 {
		t.Fatalf("after %d facts: %d %v %s", taken, w.Code, w.Header(), w.Body)
	}
	if n := loaded(t, s); n != 10*taken {
		t.Errorf("%d are loaded, want %d", n, 10*taken)
	}
	for token, body := range map[string]string{"unicef": some("unicef", 1), "peer": some("wfp", taken+1), "wfp": fact(t, "wfp", taken+1)} {
		if w := post(token, body); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", token, w.Code, w.Body)
		}
	}
}

// TestHealth: the server says that it is well only while facts can be taken in.
func TestHealth(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	free := int64(desk.Reserve)
	s.desk.KeepRoom(func() (int64, bool) { return free, true })
	for _, want := range []int{http.StatusOK, http.StatusServiceUnavailable, http.StatusOK} {
		if w := s.ask("GET", "/healthz", "", ""); w.Code != want {
			t.Errorf("%d bytes are free: %d, want %d", free, w.Code, want)
		}
		free = desk.Reserve - free // none, then all again
	}
}

// TestRefusalsAreWrittenDown: a token that does not hold, and one that asks for
// more than it may, are in the journal, and no secret with them.
func TestRefusalsAreWrittenDown(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	s.ask("GET", "/api/v1/totals", "passage_AAAA", "")
	s.ask("POST", "/api/v1/facts", s.tokens["reader"], fact(t, "wfp", 1))
	s.ask("GET", "/api/v1/totals", s.tokens["reader"], "") // as it should be
	token, act := s.refusals(t, desk.RefusedToken), s.refusals(t, desk.RefusedAct)
	if len(token) != 1 || token[0].About != "192.0.2.1 /api/v1/totals" || token[0].Name != "" {
		t.Errorf("%+v", token)
	}
	if len(act) != 1 || act[0].About != "192.0.2.1 /api/v1/facts" || act[0].Name != "reader" {
		t.Errorf("%+v", act)
	}
}

// TestEveryAnswer: whatever is asked for, the answer says what it is, in which
// encoding, and that no browser is to run or frame it.
func TestEveryAnswer(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	s.ask("POST", "/api/v1/facts", s.tokens["wfp"], fact(t, "wfp", 1))
	if err := s.desk.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method, path, token string
		status              int
		kind                string
	}{
		{"POST", "/api/v1/facts", "wfp", 200, "application/json"},
		{"GET", "/api/v1/facts", "peer", 200, "application/x-ndjson"},
		{"GET", "/api/v1/waybills/W1", "wfp", 200, "application/json"},
		{"GET", "/api/v1/waybills/none", "wfp", 404, "application/json"},
		{"GET", "/api/v1/consignments/C1", "wfp", 200, "application/json"},
		{"GET", "/api/v1/totals", "wfp", 200, "application/json"},
		{"GET", "/api/v1/totals", "", 401, "application/json"},
		{"GET", "/api/v1/doors/gate", "wfp", 200, "application/json"},
		{"GET", "/api/v1/impediments", "wfp", 200, "application/json"},
		{"GET", "/api/v1/notices", "wfp", 200, "application/json"},
		{"GET", "/api/v1/clearances", "wfp", 200, "application/json"},
		{"GET", "/api/v1/engagements", "wfp", 200, "application/json"},
		{"GET", "/api/v1/commitments", "wfp", 200, "application/json"},
		{"GET", "/log/key", "", 200, "text/plain; charset=utf-8"},
		{"GET", "/log/checkpoint", "", 200, "text/plain; charset=utf-8"},
		{"GET", "/log/tile/0/000.p/1", "", 200, "application/octet-stream"},
		{"GET", "/log/tile/0/none", "", 404, "application/json"},
		{"GET", "/healthz", "", 200, "application/json"},
		{"GET", "/metrics", "wfp", 200, "text/plain; version=0.0.4; charset=utf-8"},
		{"GET", "/metrics", "", 401, "application/json"},
		{"GET", "/api/v1/none", "wfp", 404, "application/json"},
		{"TRACE", "/api/v1/facts", "wfp", 405, "application/json"},
		{"DELETE", "/api/v1/facts", "wfp", 405, "application/json"},
	} {
		w := s.ask(c.method, c.path, s.tokens[c.token], "")
		h := w.Header()
		if w.Code != c.status || h.Get("Content-Type") != c.kind {
			t.Errorf("%s %s: %d, %q", c.method, c.path, w.Code, h.Get("Content-Type"))
		}
		if text := w.Body.String(); c.status >= 400 && !strings.HasPrefix(text, `{"error":"`) {
			t.Errorf("%s %s: %q", c.method, c.path, text)
		}
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "sandbox"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: Content-Security-Policy %q", c.path, policy)
			}
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") == "" || h.Get("Strict-Transport-Security") != "" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", c.path, h)
		}
	}
	s.Handler = web.New(s.desk, slog.New(slog.DiscardHandler), web.Options{Secure: true})
	if h := s.ask("GET", "/healthz", "", "").Header(); !strings.HasPrefix(h.Get("Strict-Transport-Security"), "max-age=31536000") {
		t.Errorf("over TLS: %v", h)
	}
}

// Facts that come packed are not taken for lines of something else, which would each
// go into quarantine.
func TestPackedFacts(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	r := httptest.NewRequest("POST", "/api/v1/facts", strings.NewReader("\x1f\x8b\x08 packed\nfacts"))
	r.Header.Set("Authorization", "Bearer "+s.tokens["wfp"])
	r.Header.Set("Content-Encoding", "gzip")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if want := `{"error":"facts are taken as they are, not in \"gzip\""}`; w.Code != http.StatusUnsupportedMediaType || strings.TrimSpace(w.Body.String()) != want {
		t.Errorf("%d %s, want 415 %s", w.Code, w.Body, want)
	}
}
