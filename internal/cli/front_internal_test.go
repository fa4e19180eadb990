package cli

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"passage/internal/store"
)

// TestFront: who asks is who the server in front says last, in the header that was
// named and in no other; whatever a visitor writes there stands before that. The
// paths of programs are told from those of people.
func TestFront(t *testing.T) {
	said := ""
	name := func(who string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { said = who + " " + r.RemoteAddr })
	}
	for _, c := range []struct {
		named, path string
		header      http.Header
		want        string
	}{
		{"", "/api/v1/facts", http.Header{"X-Forwarded-For": {"203.0.113.9"}}, "programs 192.0.2.1:1234"},
		{"X-Forwarded-For", "/signin", http.Header{"X-Forwarded-For": {"203.0.113.9"}}, "people 203.0.113.9:0"},
		{"X-Forwarded-For", "/signin", http.Header{"X-Forwarded-For": {"10.0.0.1, 203.0.113.9"}}, "people 203.0.113.9:0"},
		{"X-Forwarded-For", "/signin", http.Header{"X-Forwarded-For": {"10.0.0.1", "10.0.0.2,2001:db8::9"}}, "people [2001:db8::9]:0"},
		{"X-Forwarded-For", "/signin", http.Header{"X-Forwarded-For": {"203.0.113.9, me"}}, "people 192.0.2.1:1234"},
		{"X-Forwarded-For", "/signin", http.Header{"X-Forwarded-For": {""}}, "people 192.0.2.1:1234"},
		{"X-Forwarded-For", "/log/key", http.Header{"X-Real-Ip": {"203.0.113.9"}, "Forwarded": {"for=203.0.113.9"}}, "programs 192.0.2.1:1234"},
		{"x-real-ip", "/metrics", http.Header{"X-Real-Ip": {"203.0.113.9"}}, "programs 203.0.113.9:0"},
		{"", "/metrics/more", nil, "people 192.0.2.1:1234"},
		{"", "/healthz", nil, "programs 192.0.2.1:1234"},
		{"", "/apiary", nil, "people 192.0.2.1:1234"},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		if c.header != nil {
			r.Header = c.header
		}
		front(name("people"), name("programs"), c.named).ServeHTTP(httptest.NewRecorder(), r)
		if said != c.want {
			t.Errorf("%s, %s: %v: %q, want %q", c.named, c.path, c.header, said, c.want)
		}
	}
}

// TestJournalInTheLog: a line of the journal is one line of the log, whatever is in it.
func TestJournalInTheLog(t *testing.T) {
	var out bytes.Buffer
	journalTo(slog.New(slog.NewTextHandler(&out, nil)))(store.Entry{N: 7, At: 1_800_000_000_000_000, Name: "amal", Org: "wfp", Act: "read.waybill", About: "W1\nlevel=INFO msg=journal n=8"})
	if got := out.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, `msg=journal n=7 at=2027-01-15T08:00:00.000Z account="" name=amal org=wfp act=read.waybill about="W1\nlevel`) {
		t.Errorf("%q", got)
	}
}
