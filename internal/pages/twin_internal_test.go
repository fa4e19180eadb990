package pages

import (
	"net/http/httptest"
	"testing"
)

// TestPageOfTwin holds what part of a list a page and its twins have, and that a
// program is told where the rest is.
func TestPageOfTwin(t *testing.T) {
	rows := make([]int, 2500)
	for i := range rows {
		rows[i] = i
	}
	for _, c := range []struct {
		path           string
		first, count   int
		next, linkNext string
	}{
		{"/notices", 0, 200, "/notices?from=200", ""},
		{"/notices?from=2400&show=open", 2400, 100, "", ""},
		{"/notices.csv", 0, 1000, "/notices.csv?from=1000", `</notices.csv?from=1000>; rel="next"`},
		{"/notices.json?from=1000&show=open", 1000, 1000, "/notices.json?from=2000&show=open", `</notices.json?from=2000&show=open>; rel="next"`},
		{"/notices.json?from=2000", 2000, 500, "", ""},
		{"/notices.csv?from=9999", 2500, 0, "", ""},
		{"/notices.csv?from=-3", 0, 1000, "/notices.csv?from=1000", `</notices.csv?from=1000>; rel="next"`},
	} {
		w := httptest.NewRecorder()
		some, next := pageOf(&request{Request: httptest.NewRequest("GET", c.path, nil), w: w}, rows)
		first := len(rows)
		if len(some) > 0 {
			first = some[0]
		}
		if first != c.first || len(some) != c.count || next != c.next || w.Header().Get("Link") != c.linkNext {
			t.Errorf("%s: %d rows from %d, then %q and %q", c.path, len(some), first, next, w.Header().Get("Link"))
		}
	}
}
