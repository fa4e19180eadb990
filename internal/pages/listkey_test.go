package pages_test

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"passage"
	"passage/internal/store/storetest"
)

// TestListKeys follows a list from one server to another of the same ledger, as after
// a restart: the address goes on where it went on, tells nothing of the row at which
// the page ended, and one that was changed, or is of another ledger, begins anew.
func TestListKeys(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		var both [2]*office // that begin at once
		var begun sync.WaitGroup
		for i := range both {
			begun.Go(func() { both[i] = newOffice(t, place) })
		}
		begun.Wait()
		elsewhere := newOffice(t, storetest.SQLite(t))
		for _, o := range []*office{o, elsewhere} {
			var facts []passage.Fact
			for i := range 60 {
				facts = append(facts, loaded(fmt.Sprintf("W-%03d", i)))
			}
			o.brings(facts...)
		}
		p := o.person("wfp", everything...)
		at := func(o *office) *person { return &person{office: o, session: p.session, language: "en"} }
		shown := func(p *person, path string) (ids string, next string) {
			body := p.get(path)
			for _, m := range regexp.MustCompile(`href="/waybills/(W-\d+)"`).FindAllStringSubmatch(body, -1) {
				ids += m[1] + " "
			}
			if m := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(body); m != nil {
				next = html.UnescapeString(m[1])
			}
			return ids, next
		}
		first, next := shown(p, "/waybills?sort=id&dir=up")
		if !strings.HasPrefix(first, "W-000 ") || next == "" {
			t.Fatalf("the list begins with %q and goes on at %q", first, next)
		}
		const want = "W-050 W-051 W-052 W-053 W-054 W-055 W-056 W-057 W-058 W-059 "
		for i, o := range []*office{o, both[0], both[1]} {
			if got, _ := shown(at(o), next); got != want {
				t.Errorf("server %d goes on with %q", i, got)
			}
			if _, there := shown(at(o), "/waybills?sort=id&dir=up"); strings.Contains(there, "W-0") {
				t.Errorf("server %d: the address says where it goes on: %s", i, there)
			}
		}
		u, err := url.Parse(next)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		key, err := base64.RawURLEncoding.DecodeString(q.Get("after"))
		if err != nil || strings.Contains(string(key), "W-0") {
			t.Errorf("the key can be read: %q, %v", key, err)
		}
		key[len(key)/2] ^= 1
		q.Set("after", base64.RawURLEncoding.EncodeToString(key))
		if got, _ := shown(at(both[0]), "/waybills?"+q.Encode()); got != first {
			t.Errorf("a key that was changed goes on with %q", got)
		}
		if got, _ := shown(elsewhere.person("wfp", everything...), next); got != first {
			t.Errorf("the key of another ledger goes on with %q", got)
		}
	})
}
