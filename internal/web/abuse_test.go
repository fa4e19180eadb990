package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// The cases of docs/security.md that need more than one request. Each has beside
// it what must go well, so that a server which refuses everything fails.

// loaded is what the ledger says went out on W1.
func loaded(t *testing.T, s server) int64 {
	t.Helper()
	w := s.ask("GET", "/api/v1/waybills/W1", s.tokens["wfp"], "")
	var got struct{ Lines []struct{ Out int64 } }
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if len(got.Lines) == 0 {
		return 0
	}
	return got.Lines[0].Out
}

// TestReplay plays a captured batch again, by its own token and by another's.
func TestReplay(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	batch := fact(t, "wfp", 1) + "\n" + fact(t, "wfp", 2)
	for _, a := range answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], batch)) {
		if a.Answer != envelope.New {
			t.Fatal(a)
		}
	}
	for range 3 {
		for _, a := range answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], batch)) {
			if a.Answer != envelope.Known {
				t.Errorf("played again: %+v", a)
			}
		}
	}
	for _, a := range answers(t, s.ask("POST", "/api/v1/facts", s.tokens["unicef"], batch)) {
		if a.Answer != envelope.Invalid {
			t.Errorf("played by another: %+v", a)
		}
	}
	if n := loaded(t, s); n != 20 {
		t.Errorf("%d were loaded, want 20", n)
	}
}

// TestClonedDevice hands in what two copies of one device wrote under one
// number: both are kept, neither counts, and the keeper is told.
func TestClonedDevice(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	one, other := fact(t, "wfp", 1), fact(t, "wfp", 1, func(f *passage.Fact) { f.Lines[0].Amount = 99 })
	good := fact(t, "wfp", 2)
	got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], one+"\n"+good))
	got = append(got, answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], other))...)
	if got[0].Answer != envelope.New || got[1].Answer != envelope.New || got[2].Answer != envelope.Conflict {
		t.Fatalf("answered %+v", got)
	}
	if n := loaded(t, s); n != 10 {
		t.Errorf("%d were loaded, want the 10 that nobody disputes", n)
	}
	if all := s.ask("GET", "/api/v1/facts", s.tokens["peer"], "").Body.String(); !strings.Contains(all, one) || !strings.Contains(all, other) {
		t.Error("one of the two is gone")
	}
	if !strings.Contains(s.log.String(), "used one number for different facts") {
		t.Error("nobody was told")
	}
}

// TestAfterRevocation hands in what a device wrote before its token was revoked:
// it does not count, and it is not lost; whoever keeps the ledger lets it in. Other
// tokens that do not hold leave nothing.
func TestAfterRevocation(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	ctx := context.Background()
	one, two := fact(t, "wfp", 1), fact(t, "wfp", 2)
	if got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], one)); got[0].Answer != envelope.New {
		t.Fatalf("answered %+v", got)
	}
	for _, name := range []string{"wfp", "reader"} {
		if err := s.desk.RevokeToken(ctx, name); err != nil {
			t.Fatal(err)
		}
	}
	for _, token := range []string{s.tokens["reader"], "passage_AAAA"} {
		if w := s.ask("POST", "/api/v1/facts", token, two); w.Code != http.StatusUnauthorized {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	keeper := desk.Caller{Name: "keeper", Scopes: []desk.Scope{desk.Sync, desk.Admin, desk.Read}}
	var aside []store.Rejected
	look := func() {
		aside = nil
		if err := s.desk.Quarantined(ctx, keeper, 10, func(r store.Rejected) { aside = append(aside, r) }); err != nil {
			t.Fatal(err)
		}
	}
	if look(); len(aside) != 0 {
		t.Fatalf("strangers left %+v", aside)
	}
	for range 2 {
		got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], two))
		if got[0].Answer != envelope.Invalid || !strings.Contains(got[0].Reason, `after the token "wfp" was revoked`) {
			t.Errorf("answered %+v", got)
		}
	}
	if look(); len(aside) != 1 || string(aside[0].Body) != two || aside[0].Via != "wfp" {
		t.Fatalf("set aside: %+v", aside)
	}
	out := func() int64 {
		w, err := s.desk.Waybill(ctx, keeper, "W1")
		if err != nil {
			t.Fatal(err)
		}
		return w.Lines[0].Out
	}
	if n := out(); n != 10 {
		t.Errorf("%d were loaded, want the 10 of before", n)
	}
	if err := s.desk.TakeAgain(ctx, keeper, aside, func(store.Rejected, desk.Receipt) {}); err != nil {
		t.Fatal(err)
	}
	if look(); out() != 20 || len(aside) != 0 {
		t.Errorf("%d were loaded, want 20; set aside: %+v", out(), aside)
	}
}

// TestBackDated hands in a fact that is said to be ten years old: it counts, and
// its place in the log says when it came.
func TestBackDated(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	const years = 10 * 365 * 86400 * 1_000_000
	now := passage.Instant(1_760_000_000_000_000)
	at := func(when passage.Instant) func(*passage.Fact) {
		return func(f *passage.Fact) { f.Claimed, f.Recorded = when, when }
	}
	first, old := fact(t, "wfp", 1, at(now)), fact(t, "wfp", 2, at(now-years))
	answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], first))
	if got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], old)); got[0].Answer != envelope.New {
		t.Fatalf("answered %+v", got)
	}
	all := s.ask("GET", "/api/v1/facts", s.tokens["peer"], "").Body.String()
	if i, j := strings.Index(all, first), strings.Index(all, old); i < 0 || j < i {
		t.Error("a fact that came later stands before one that came earlier")
	}
	if n := loaded(t, s); n != 20 {
		t.Errorf("%d were loaded, want 20", n)
	}
}

// TestNobodyWritesTheLog tries to put lines of its own into the server's log and
// headers of its own into an answer.
func TestNobodyWritesTheLog(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	line := strings.Replace(fact(t, "wfp", 1), `"wfp/a"`, `"wfp/a\nlevel=ERROR msg=forged"`, 1)
	if got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], line)); got[0].Answer != envelope.Invalid {
		t.Errorf("answered %+v", got)
	}
	// Two facts of one number have the log name their device, which is as it should be.
	answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], fact(t, "wfp", 2)+"\n"+fact(t, "wfp", 2, func(f *passage.Fact) { f.From = "elsewhere" })))
	w := s.ask("GET", "/api/v1/waybills/x\r\nSet-Cookie: a=b\nlevel=ERROR msg=forged", s.tokens["wfp"], "")
	if w.Code != http.StatusNotFound || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(lines) != 1 || !strings.Contains(lines[0], "device=wfp/a seq=2") {
		t.Errorf("the log has %d lines:\n%s", len(lines), s.log)
	}
}

// TestNobodySetsWhatTheServerSays tries to hand in what is not for a device to
// say, and what would make it another's.
func TestNobodySetsWhatTheServerSays(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	for _, member := range []string{"received", "via", "n", "hash", "salts", "subject", "scopes", "counts"} {
		line := strings.Replace(fact(t, "wfp", 1), "{", fmt.Sprintf(`{%q:"x",`, member), 1)
		if got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], line)); got[0].Answer != envelope.Invalid || !strings.Contains(got[0].Reason, member) {
			t.Errorf("%s: answered %+v", member, got)
		}
	}
	line := strings.Replace(fact(t, "wfp", 1), "{", `{"erased":["vehicle"],`, 1)
	if got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], line)); got[0].Answer != envelope.Invalid {
		t.Errorf("a device says that something was erased: %+v", got)
	}
	if got := answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], fact(t, "wfp", 1))); got[0].Answer != envelope.New {
		t.Errorf("answered %+v", got)
	}
}

// TestRestrictedStaysRestricted looks for what only some may see in everything
// that others can ask for.
func TestRestrictedStaysRestricted(t *testing.T) {
	s := serve(t, storetest.SQLite(t))
	line := fact(t, "wfp", 1, func(f *passage.Fact) {
		f.Vehicle, f.Actor, f.Note, f.Whereupon = "SECRET-PLATE", "SECRET-ACTOR", "SECRET-NOTE", "31.5,34.4"
	})
	answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], line))
	if err := s.desk.Publish(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/v1/waybills/W1", "/api/v1/consignments/C1", "/api/v1/totals", "/log/checkpoint", "/log/tile/0/000.p/1", "/metrics", "/healthz"} {
		w := s.ask("GET", path, s.tokens["reader"], "")
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		for _, secret := range []string{"SECRET", "31.5,34.4"} {
			if strings.Contains(w.Body.String(), secret) {
				t.Errorf("%s shows %s: %s", path, secret, w.Body)
			}
		}
	}
	reader := desk.Caller{Name: "reader", Scopes: []desk.Scope{desk.Read}}
	if err := s.desk.Story(context.Background(), reader, "w/W1", func(body []byte, _ bool) {
		if strings.Contains(string(body), "SECRET") || strings.Contains(string(body), "31.5") {
			t.Errorf("the story shows %s", body)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if all := s.ask("GET", "/api/v1/facts", s.tokens["peer"], "").Body.String(); !strings.Contains(all, "SECRET-PLATE") {
		t.Error("another ledger does not get the whole fact")
	}
}

// TestTheGuideNamesEveryMember holds that docs/ledger-api.md names each member
// of each answer.
func TestTheGuideNamesEveryMember(t *testing.T) {
	guide, err := os.ReadFile("../../docs/ledger-api.md")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, storetest.SQLite(t))
	answers(t, s.ask("POST", "/api/v1/facts", s.tokens["wfp"], fact(t, "wfp", 1)+"\n"+fact(t, "wfp", 2, func(f *passage.Fact) {
		f.Kind, f.Waybill, f.Consignment, f.Owner, f.Donor, f.Vehicle = passage.Released, "", "C1", "wfp", "donor", ""
		f.Lines[0].Lot, f.Lines[0].Expiry, f.Lines[0].Amount = "L1", 20_000, 5
	})))
	seen := 0
	var look func(path string, v any)
	look = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, inside := range v {
				seen++
				if !strings.Contains(string(guide), "`"+name+"`") {
					t.Errorf("%s: the guide does not name %s", path, name)
				}
				look(path, inside)
			}
		case []any:
			for _, inside := range v {
				look(path, inside)
			}
		}
	}
	for _, path := range []string{"/api/v1/waybills/W1", "/api/v1/consignments/C1", "/api/v1/totals", "/healthz"} {
		var v any
		if w := s.ask("GET", path, s.tokens["peer"], ""); json.Unmarshal(w.Body.Bytes(), &v) != nil || reflect.ValueOf(v).Len() == 0 {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		look(path, v)
	}
	if seen < 40 {
		t.Errorf("only %d members were looked up", seen)
	}
}
