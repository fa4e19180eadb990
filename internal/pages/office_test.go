package pages_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/pages"
	"passage/internal/proof"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// office is a server with people at it.
type office struct {
	t      *testing.T
	desk   *desk.Desk
	store  *store.Store
	server *httptest.Server
	log    *lockedBuffer
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func newOffice(t *testing.T, place string) *office {
	t.Helper()
	return newOfficeWith(t, place, pages.Options{})
}

func newOfficeWith(t *testing.T, place string, opt pages.Options) *office {
	t.Helper()
	o := &office{t: t, store: storetest.Open(t, place), log: &lockedBuffer{}}
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(o.log, nil))
	if o.desk, err = desk.Open(t.Context(), o.store, key, log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.desk.Close)
	if err := o.desk.KeepPositions(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	handler, err := pages.New(o.desk, log, opt)
	if err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewServer(handler)
	t.Cleanup(o.server.Close)
	return o
}

// person is somebody signed in.
type person struct {
	*office
	session  string
	language string
}

func (o *office) person(org string, roles ...access.Role) *person {
	o.t.Helper()
	var names []string
	for _, role := range roles {
		names = append(names, string(role))
	}
	p := &person{office: o, session: access.NewSecret(), language: "en"}
	id := org + "-" + strings.Join(names, "-")
	now := time.Now().UnixMicro()
	if err := o.store.Update(o.t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.PutOrganisation(store.Organisation{ID: org, Name: org}),
			tx.PutAccount(store.Account{ID: id, Name: id, Person: id, Org: org, Roles: strings.Join(names, " "), Created: now}),
			tx.AddSession(store.Session{Secret: access.HashOf(p.session), Account: id, Stage: string(access.SignedIn), Created: now, Seen: now, Proved: now}, 0))
	}); err != nil {
		o.t.Fatal(err)
	}
	return p
}

// ask sends a request and returns the answer, redirects not followed.
func (p *person) ask(method, path string, form url.Values) (*http.Response, string) {
	p.t.Helper()
	req, err := http.NewRequest(method, p.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.AddCookie(&http.Cookie{Name: "passage_language", Value: p.language})
	if p.session != "" {
		req.AddCookie(&http.Cookie{Name: "passage_session", Value: p.session})
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res, string(body)
}

// get reads a page that has to be there. Beside every table lies a workbook of it.
func (p *person) get(path string) string {
	p.t.Helper()
	res, body := p.ask(http.MethodGet, path, nil)
	if res.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %s\n%.400s", path, res.Status, body)
	}
	if strings.Contains(path, ".csv") {
		p.sameSheet(path, body)
	}
	return body
}

// send sends a form and holds the status.
func (p *person) send(path string, form url.Values, status int) (location, body string) {
	p.t.Helper()
	res, body := p.ask(http.MethodPost, path, form)
	if res.StatusCode != status {
		p.t.Fatalf("%s %v: %s, want %d\n%s", path, form, res.Status, status, between(body, "<main", "</main>"))
	}
	return res.Header.Get("Location"), body
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// formID finds the id of the form on a page.
func (p *person) formID(body string) string {
	p.t.Helper()
	m := regexp.MustCompile(`name="form" value="([0-9a-f-]{36})"`).FindStringSubmatch(body)
	if m == nil {
		p.t.Fatalf("the page has no form:\n%s", between(body, "<main", "</main>"))
	}
	return m[1]
}

func has(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("%q is not on the page:\n%s", text, between(body, "<main", "</main>"))
		}
	}
}

func hasNot(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("%q is on the page", text)
		}
	}
}

// brings takes facts in from a ledger elsewhere.
func (o *office) brings(facts ...passage.Fact) {
	o.t.Helper()
	var lines [][]byte
	for _, f := range facts {
		f.ID, f.Device, f.Seq = passage.FactID(uuid.Must(uuid.NewV7()).String()), passage.DeviceID(string(f.Org)+"/"+uuid.NewString()[:8]), 1
		if f.Claimed == 0 {
			f.Claimed = passage.InstantOf(time.Date(2025, 10, 25, 6, 0, 0, 0, time.UTC))
		}
		f.Recorded = f.Claimed
		s, err := envelope.Seal(f)
		if err != nil {
			o.t.Fatal(err)
		}
		lines = append(lines, s.Body)
	}
	receipts, err := o.desk.TakeIn(o.t.Context(), desk.Caller{Name: "elsewhere", Scopes: []desk.Scope{desk.Sync}}, lines)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range receipts {
		if r.Answer != envelope.New {
			o.t.Fatal(r)
		}
	}
}

// loaded is a truck of wfp with ten tonnes of flour from C1.
func loaded(id string) passage.Fact {
	return passage.Fact{
		Org: "wfp", Kind: passage.Loaded, Waybill: passage.WaybillID(id), From: "port", To: "hub", Place: "port", Vehicle: "12-345-67", Actor: "dispatcher", Note: "by night",
		Lines: []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 10_000_000}},
	}
}

func (o *office) waybill(id string) passage.Waybill {
	o.t.Helper()
	w, err := o.desk.Waybill(o.t.Context(), desk.Caller{Scopes: []desk.Scope{desk.Sync}}, passage.WaybillID(id))
	if err != nil {
		o.t.Fatal(err)
	}
	return w
}

func (o *office) size() int64 {
	o.t.Helper()
	n, err := o.desk.Size(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}
