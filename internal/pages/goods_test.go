package pages_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
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
	"passage/internal/report"
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
	handler, err := pages.New(o.desk, log, pages.Options{})
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

// get reads a page that has to be there.
func (p *person) get(path string) string {
	p.t.Helper()
	res, body := p.ask(http.MethodGet, path, nil)
	if res.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %s\n%.400s", path, res.Status, body)
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

var everything = []access.Role{access.Planner, access.Dispatcher, access.Liaison, access.Administrator}

// TestLists reads lists as people and as programs do.
func TestLists(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		var facts []passage.Fact
		for i := range 120 {
			f := loaded(fmt.Sprintf("W-%03d", i))
			if i%10 == 0 {
				f.Org = "unicef"
			}
			facts = append(facts, f)
		}
		o.brings(facts...)
		p := o.person("wfp", everything...)
		for _, dir := range []string{"up", "down"} {
			var seen []string
			for path, pages := "/waybills?sort=id&dir="+dir, 0; path != ""; pages++ {
				body := p.get(path)
				for _, m := range regexp.MustCompile(`href="/waybills/(W-\d+)"`).FindAllStringSubmatch(body, -1) {
					seen = append(seen, m[1])
				}
				path = ""
				if m := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(body); m != nil {
					path = html.UnescapeString(m[1])
				}
				if pages > 5 {
					t.Fatal("the list does not end")
				}
			}
			if dir == "down" {
				slices.Reverse(seen)
			}
			if !slices.IsSorted(seen) || len(slices.Compact(seen)) != 120 {
				t.Errorf("%s: %d waybills: %v", dir, len(seen), seen)
			}
		}
		has(t, p.get("/waybills?id=W-05"), "W-050", "W-059")
		hasNot(t, p.get("/waybills?id=W-05"), "W-060")
		has(t, p.get("/waybills?org=nobody"), "No waybill fits")
		has(t, p.get("/waybills?days=many"), "This is no number of days", `value="many"`)
		hasNot(t, p.get("/sent"), ">W-110<")
		has(t, p.get("/sent"), ">W-111<")
		rows, err := csv.NewReader(strings.NewReader(p.get("/waybills.csv?org=unicef"))).ReadAll()
		if err != nil || len(rows) != 13 || rows[0][0] != "waybill" {
			t.Errorf("as a table: %d rows, %v", len(rows), err)
		}
		var page struct {
			Rows []struct{ ID, State string }
		}
		if err := json.Unmarshal([]byte(p.get("/waybills.json")), &page); err != nil || len(page.Rows) != 120 || page.Rows[0].State != "Loaded" {
			t.Errorf("for programs: %d rows, %v", len(page.Rows), err)
		}
		has(t, p.get("/consignments?open=all"), ">C1<", "120 waybills", "120 on the road")
		// What this server did not seal is the beginning.
		has(t, p.get("/waybills?after=rubbish"), ">W-119<")
	})
}

// TestReceiveShort has a truck received in part, by somebody who types wrongly
// first, and the sender read why.
func TestReceiveShort(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.brings(loaded("W/1"))
		hub, sender := o.person("unrwa", access.Liaison), o.person("wfp", access.Liaison)
		path := "/waybills/W%2F1/say/received"
		id := hub.formID(hub.get(path))
		form := url.Values{"form": {id}, "at": {"2025-10-26T08:30"}, "place": {"hub"}, "amount0": {"9,500"}, "unit0": {"kg"}, "missing0": {"٣٠٠"}, "ref": {"GRN-1"}}
		_, body := hub.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "9500", "or as \u20689.5\u2069", `aria-invalid="true"`, `value="9,500"`, `value="٣٠٠"`, `value="GRN-1"`, "Give the reason")
		if hub.formID(body) != id {
			t.Error("the form has another id now")
		}
		form.Set("amount0", "٩٫٥")
		form.Set("unit0", "t")
		form.Set("missing0", "٠٫٣")
		form.Set("damaged0", "0.1")
		form.Set("reason0", "taken by a crowd")
		_, body = hub.send(path, form, http.StatusOK)
		has(t, body, "9.5\u00a0t (9,500\u00a0kg)", "300\u00a0kg", "100\u00a0kg\u2069 stays open", `value="sure"`)
		if o.size() != 1 {
			t.Error("something was saved before it was confirmed")
		}
		form.Set("step", "edit")
		_, body = hub.send(path, form, http.StatusOK)
		has(t, body, `value="٩٫٥"`)
		form.Set("step", "sure")
		for range 3 {
			if to, _ := hub.send(path, form, http.StatusSeeOther); to != "/waybills/W%2F1?said=saved" {
				t.Errorf("then to %s", to)
			}
		}
		if o.size() != 2 {
			t.Errorf("%d facts", o.size())
		}
		form.Set("amount0", "1")
		_, body = hub.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "sent before with other content")
		want := passage.Account{Out: 10_000_000, Received: 9_500_000, Lost: 300_000, Damaged: 100_000, InTransit: 100_000}
		if got := o.waybill("W/1").Lines[0].Account; got != want {
			t.Errorf("%+v", got)
		}
		has(t, sender.get("/sent?open=all"), "taken by a crowd", "300\u00a0kg")
		has(t, sender.get("/waybills/W%2F1?said=saved"), "taken by a crowd", "9.5\u00a0t", "GRN-1", "unrwa", "Saved.")
		has(t, sender.get("/consignments/C1"), "taken by a crowd", "W/1")

		// What is nothing is said too, and needs no line to be left out.
		o.brings(loaded("W2"))
		path = "/waybills/W2/say/received"
		form = url.Values{"form": {hub.formID(hub.get(path))}, "at": {"2025-10-26T09:00"}, "place": {"hub"}, "amount0": {""}, "step": {"sure"}}
		_, body = hub.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "Write 0 where it is nothing")
		form.Set("amount0", "0")
		hub.send(path, form, http.StatusSeeOther)
		if got := o.waybill("W2"); got.State != passage.Received || got.Lines[0].Received != 0 || got.Lines[0].InTransit != 10_000_000 {
			t.Errorf("%+v", got)
		}
	})
}

// TestEvents states every kind of fact with its form.
func TestEvents(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	p := o.person("wfp", access.Liaison)
	for _, c := range []struct {
		kind passage.FactKind
		form url.Values
		want string // what is said at a field, where something is missing
	}{
		{passage.Departed, url.Values{"place": {"port"}}, ""},
		{passage.Arrived, url.Values{"place": {""}}, "Say where."},
		{passage.Arrived, url.Values{"place": {"gate"}}, ""},
		{passage.Arrived, url.Values{"place": {"gate"}, "at": {"yesterday"}}, "Give the day"},
		{passage.Arrived, url.Values{"place": {"gate"}, "at": {"2999-01-01T00:00"}}, "yet to come"},
		{passage.Submitted, url.Values{"place": {"gate"}}, ""},
		{passage.Cleared, url.Values{"place": {"gate"}}, ""},
		{passage.Held, url.Values{"place": {"gate"}}, ""},
		{passage.Refused, url.Values{"place": {"gate"}}, "none stated"},
		{passage.Refused, url.Values{"place": {"gate"}, "reason": {"none stated"}}, ""},
		{passage.Crossed, url.Values{"place": {"gate"}}, ""},
		{passage.Intercepted, url.Values{"place": {"road"}, "amount0": {"2"}, "unit0": {"t"}}, "Choose one."},
		{passage.Intercepted, url.Values{"place": {"road"}, "how": {"bribe"}, "amount0": {"2"}, "unit0": {"t"}}, "Choose one."},
		{passage.Intercepted, url.Values{"place": {"road"}, "how": {"armed"}, "amount0": {"2"}, "saved0": {"1"}, "unit0": {"t"}}, ""},
		{passage.Damaged, url.Values{"place": {"road"}, "reason": {"rain"}, "amount0": {"500"}, "unit0": {"kg"}}, ""},
		{passage.Diverted, url.Values{"place": {"road"}, "to": {"elsewhere"}, "amount0": {"1"}, "unit0": {"t"}}, ""},
		{passage.Returned, url.Values{"place": {"port"}, "amount0": {"1"}, "unit0": {"t"}}, ""},
		{passage.Returned, url.Values{"place": {"port"}}, "at least one of the goods"},
		{passage.Finished, url.Values{}, ""},
	} {
		id := "W-" + uuid.NewString()[:8]
		o.brings(loaded(id))
		path := "/waybills/" + id + "/say/" + string(c.kind)
		form := url.Values{"form": {p.formID(p.get(path))}, "at": {"2025-10-26T08:30"}, "step": {"sure"}}
		for k, v := range c.form {
			form[k] = v
		}
		if c.want != "" {
			_, body := p.send(path, form, http.StatusUnprocessableEntity)
			has(t, html.UnescapeString(body), c.want)
			continue
		}
		p.send(path, form, http.StatusSeeOther)
		if w := o.waybill(id); w.State != c.kind || w.Since != passage.InstantOf(time.Date(2025, 10, 26, 8, 30, 0, 0, time.UTC)) {
			t.Errorf("after %s: %+v", c.kind, w)
		}
		has(t, p.get("/waybills/"+id), "26 October 2025, 08:30 UTC")
	}
	path := "/consignments/C1/say/handed_over"
	p.send(path, url.Values{"form": {p.formID(p.get(path))}, "at": {"2025-10-26T08:30"}, "place": {"hub"}, "amount0": {"0.5"}, "unit0": {"t"}, "step": {"sure"}}, http.StatusSeeOther)
	has(t, p.get("/consignments/C1"), "500\u00a0kg")
	path = "/consignments/C1/say/closed"
	p.send(path, url.Values{"form": {p.formID(p.get(path))}, "at": {"2025-10-26T08:30"}}, http.StatusSeeOther)
	has(t, p.get("/consignments?open=ended"), ">C1<", "Closed")
	for _, path := range []string{"/waybills/none/say/held", "/consignments/C1/say/held", "/consignments/none/say/closed"} {
		if res, _ := p.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
}

// TestTheSameMinute holds that what is stated now comes after what was stated
// some seconds ago, though forms have no seconds.
func TestTheSameMinute(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	f := loaded("W1")
	f.Claimed = passage.InstantOf(time.Now())
	o.brings(f)
	p := o.person("wfp", access.Liaison)
	body := p.get("/waybills/W1/say/held")
	at := regexp.MustCompile(`name="at"[^>]* value="([^"]+)"`).FindStringSubmatch(body)
	if at == nil {
		t.Fatal("the form has no time in it")
	}
	p.send("/waybills/W1/say/held", url.Values{"form": {p.formID(body)}, "at": {at[1]}, "place": {"gate"}}, http.StatusSeeOther)
	if w := o.waybill("W1"); w.State != passage.Held {
		t.Errorf("the state is %s", w.State)
	}
}

// TestCorrect holds that an organisation declares its own facts wrong and
// nobody else's, and that what was wrong stays to be seen.
func TestCorrect(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.brings(loaded("W1"))
	p, other := o.person("unrwa", access.Liaison), o.person("wfp", access.Liaison)
	path := "/waybills/W1/say/received"
	p.send(path, url.Values{"form": {p.formID(p.get(path))}, "at": {"2025-10-26T08:30"}, "place": {"hub"}, "amount0": {"7"}, "unit0": {"t"}, "step": {"sure"}}, http.StatusSeeOther)
	link := regexp.MustCompile(`href="(/waybills/W1/say/corrected\?fact=[0-9a-f-]+)"`)
	m := link.FindAllStringSubmatch(p.get("/waybills/W1"), -1)
	if len(m) != 1 {
		t.Fatalf("%d facts can be corrected by who said one", len(m))
	}
	fact := strings.TrimPrefix(m[0][1], "/waybills/W1/say/corrected?fact=")
	if res, _ := other.ask(http.MethodGet, m[0][1], nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("another organisation: %s", res.Status)
	}
	form := url.Values{"form": {p.formID(p.get(m[0][1]))}, "fact": {fact}, "at": {"2025-10-27T08:30"}, "error": {"incorrect_data"}}
	theirs := url.Values{"form": {uuid.Must(uuid.NewV7()).String()}, "fact": {fact}, "at": {"2025-10-27T08:30"}, "error": {"did_not_occur"}}
	other.send("/waybills/W1/say/corrected", theirs, http.StatusNotFound)
	if to, _ := p.send("/waybills/W1/say/corrected", form, http.StatusSeeOther); to != "/waybills/W1/say/received?said=now_right" {
		t.Errorf("then to %s", to)
	}
	if got := o.waybill("W1").Lines[0]; got.Received != 0 {
		t.Errorf("%+v", got)
	}
	has(t, other.get("/waybills/W1"), "Declared wrong by the organisation", "7\u00a0t", "It happened, but what was said of it is wrong")
}

// TestRights: who may not read sees nothing of it, and learns not even that it
// is there; who may read sees no restricted field.
func TestRights(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.brings(loaded("W1"))
		all := []string{"/waybills", "/waybills.json", "/waybills.csv", "/consignments", "/consignments.csv", "/sent", "/waybills/W1", "/waybills/W1/facts.json", "/waybills/W1/print",
			"/consignments/C1", "/consignments/C1/facts.csv", "/waybills/W1/say/held", "/consignments/C1/say/closed", "/waybills/W1/evidence", "/consignments/C1/evidence"}
		needWrite := []string{"/waybills/W1/say/held", "/consignments/C1/say/closed"}
		// A dispatcher reads what is their own organisation's, and wfp's is not.
		stranger, own := o.person("unicef", access.Dispatcher), o.person("wfp", access.Dispatcher)
		readers, writers, chief := o.person("unicef", access.Analyst), o.person("unicef", access.Administrator), o.person("operator", everything...)
		nobody := &person{office: o, language: "en"}
		for _, path := range all {
			if res, _ := nobody.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(res.Header.Get("Location"), "/signin") {
				t.Errorf("nobody at %s: %s", path, res.Status)
			}
			res, body := writers.ask(http.MethodGet, path, nil)
			if res.StatusCode != http.StatusNotFound || strings.Contains(body, "flour") {
				t.Errorf("who looks after accounts at %s: %s", path, res.Status)
			}
			want := http.StatusOK
			if slices.Contains(needWrite, path) {
				want = http.StatusNotFound
			}
			res, body = readers.ask(http.MethodGet, path, nil)
			if res.StatusCode != want {
				t.Errorf("who may only read at %s: %s", path, res.Status)
			}
			for _, secret := range []string{"12-345-67", "by night", "dispatcher"} {
				if strings.Contains(body, secret) {
					t.Errorf("who may only read sees %q at %s", secret, path)
				}
			}
			res, body = stranger.ask(http.MethodGet, path, nil)
			if list := strings.Count(path, "/") == 1; res.StatusCode != http.StatusOK && list || res.StatusCode != http.StatusNotFound && !list {
				t.Errorf("another organisation's dispatcher at %s: %s", path, res.Status)
			}
			if strings.Contains(body, "W1") && !strings.Contains(path, "W1") || strings.Contains(body, "flour") || strings.Contains(body, ">C1<") {
				t.Errorf("another organisation's dispatcher sees what is not theirs at %s", path)
			}
			if res, _ := own.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusOK {
				t.Errorf("the dispatcher at %s: %s", path, res.Status)
			}
			if res, _ := chief.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusOK {
				t.Errorf("who may all at %s: %s", path, res.Status)
			}
		}
		has(t, chief.get("/waybills/W1"), "12-345-67", "by night", "dispatcher")
		has(t, chief.get("/waybills?vehicle=12-3"), ">W1<")
		// A search by vehicle tells who may not see vehicles nothing: all are listed.
		has(t, readers.get("/waybills?vehicle=no-such"), ">W1<")
		// Neither what is there but not theirs to change, nor what is not there.
		form := url.Values{"form": {uuid.Must(uuid.NewV7()).String()}, "at": {"2025-10-26T08:30"}, "place": {"gate"}}
		readers.send("/waybills/W1/say/held", form, http.StatusNotFound)
		nobody.send("/waybills/W1/say/held", form, http.StatusUnauthorized)
		if o.size() != 1 {
			t.Errorf("%d facts", o.size())
		}
		// One id after the other: not found, and noted who tried.
		if res, _ := readers.ask(http.MethodGet, "/waybills/W2", nil); res.StatusCode != http.StatusNotFound {
			t.Error(res.Status)
		}
		if text := o.log.String(); !strings.Contains(text, "/waybills/W2") || !strings.Contains(text, "unicef-analyst") {
			t.Errorf("the log does not say who tried:\n%s", text)
		}
	})
}

// TestWhatAFormMayNotSay: members that nobody asked for are not taken.
func TestWhatAFormMayNotSay(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.brings(loaded("W1"))
	p := o.person("unrwa", access.Liaison)
	form := url.Values{
		"form": {p.formID(p.get("/waybills/W1/say/held"))}, "at": {"2025-10-26T08:30"}, "place": {"gate"}, "reason": {"papers"},
		"org": {"wfp"}, "device": {"wfp/a"}, "actor": {"somebody else"}, "seq": {"9"}, "recorded": {"2001-01-01T00:00:00Z"}, "source": {"OCHA"},
		"waybill": {"W9"}, "kind": {"received"}, "owner": {"unrwa"}, "lines": {"x"}, "id": {"x"},
	}
	p.send("/waybills/W1/say/held", form, http.StatusSeeOther)
	told, err := o.desk.Thread(t.Context(), desk.Caller{Scopes: []desk.Scope{desk.Sync}}, "w/W1")
	if err != nil || len(told) != 2 {
		t.Fatal(told, err)
	}
	f := told[slices.IndexFunc(told, func(f desk.Told) bool { return f.Kind == passage.Held })]
	if f.Org != "unrwa" || !strings.HasPrefix(f.Actor, "person-") || f.Seq != 1 || f.Source != "" || f.Owner != "" || f.Recorded.Time().Year() == 2001 || f.Reason != "papers" {
		t.Errorf("%+v", f.Fact)
	}
}

// TestWhatPeopleTypeIsText holds that nothing typed becomes markup, in whatever
// script, on any page that shows it.
func TestWhatPeopleTypeIsText(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	bad := `غزة<script>alert(1)</script><img src=x onerror=alert(2)>"'`
	f := loaded("W1")
	f.Place, f.From, f.To, f.Vehicle, f.Note = passage.NodeID(bad[:60]), "port", "hub", `"><b>v`, bad
	r := passage.Fact{Org: "wfp", Kind: passage.Received, Waybill: "W1", Place: "hub", Source: bad, Reason: bad, Lines: []passage.FactLine{
		{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 1, Missing: 2, Reason: bad + "\u202e100"}}}
	o.brings(f, r)
	p := o.person("wfp", everything...)
	for _, path := range []string{"/waybills?open=all", "/sent?open=all", "/waybills/W1", "/consignments/C1", "/waybills/W1/print", "/waybills/W1/say/held"} {
		body := p.get(path)
		hasNot(t, body, "<script>alert", "<img src=x", `"><b>v`, "\u202e")
		if path == "/waybills/W1" {
			has(t, body, "&lt;script&gt;alert(1)", "غزة")
		}
	}
	form := url.Values{"form": {p.formID(p.get("/waybills/W1/say/refused"))}, "at": {bad}, "place": {bad}, "reason": {bad}}
	_, body := p.send("/waybills/W1/say/refused", form, http.StatusUnprocessableEntity)
	hasNot(t, body, "<script>alert", "<img src=x")
	has(t, body, "&lt;script&gt;alert(1)")
}

// TestRelease releases what a plan says, twice by the same form and once more
// by somebody else.
func TestRelease(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		ctx := t.Context()
		boss := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
		id, err := o.desk.NewScenario(ctx, boss, filepath.Join("..", "..", "examples", "gaza-2025"))
		if err != nil {
			t.Fatal(err)
		}
		scenario, err := o.desk.Scenario(ctx, boss, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		way := scenario.Loaded.Scenario.Corridors[0]
		goods := scenario.Loaded.Scenario.Commodities
		doc := report.Document{
			Format: report.Format, Headline: "x", Horizon: report.Horizon{Start: passage.DateOf(2025, 10, 13), Periods: 1, PeriodDays: 7},
			Actions: []report.Action{
				{Do: "give", At: "nowhere"},
				{Do: "ship", At: string(way.ID), T: 25.5, Trucks: 3, Goods: []report.Goods{{Commodity: goods[0].ID, T: 20}, {Commodity: goods[1].ID, T: 5.5}}},
			},
		}
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write(text)
		z.Close()
		plan := uuid.Must(uuid.NewV7()).String()
		if err := o.store.Update(ctx, func(tx *store.Tx) error {
			return tx.PutPlan(store.Plan{ID: plan, Scenario: id, Revision: scenario.Revision, Changes: "[]", Made: 1, Ended: 2, State: "done", Document: packed.Bytes()})
		}); err != nil {
			t.Fatal(err)
		}
		p := o.person("wfp", access.Liaison)
		path := "/plans/" + plan + "/release/1"
		has(t, p.get("/plans/"+plan), `href="`+path+`"`)
		hasNot(t, o.person("wfp", access.Analyst).get("/plans/"+plan), path)
		body := p.get(path)
		number := regexp.MustCompile(`name="number"[^>]* value="([^"]+)"`).FindStringSubmatch(body)
		if number == nil || !strings.HasPrefix(number[1], "WFP-251013-") {
			t.Fatalf("no number: %v", number)
		}
		// Just what the page has in its fields: two clicks.
		form := url.Values{"form": {p.formID(body)}}
		for _, m := range regexp.MustCompile(`<input[^>]* name="([a-z0-9]+)"[^>]* value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
			form.Set(m[1], html.UnescapeString(m[2]))
		}
		form.Set("unit0", "kg")
		form.Set("unit1", "kg")
		form.Set("vehicles", "11-111\n22-222")
		for range 2 {
			if to, _ := p.send(path, form, http.StatusSeeOther); to != "/consignments/"+number[1]+"?said=released" {
				t.Errorf("then to %s", to)
			}
		}
		if o.size() != 4 {
			t.Fatalf("%d facts", o.size())
		}
		c, err := o.desk.Consignment(ctx, boss, passage.ConsignmentID(number[1]))
		if err != nil || c.Owner != "wfp" || c.From != way.From || c.To != way.To || len(c.Lines) != 2 ||
			c.Lines[0].Out != 20_000_000 || c.Lines[1].Out != 5_500_000 || c.Lines[0].OnRoad != 20_000_000 || c.Lines[0].NotLoaded != 0 || len(c.Findings) > 0 {
			t.Errorf("%+v, %v", c, err)
		}
		var sum int64
		for i := range 3 {
			w := o.waybill(fmt.Sprintf("%s-%03d", number[1], i+1))
			var aboard int64
			for _, l := range w.Lines {
				aboard += l.Out
			}
			if sum += aboard; aboard < 8_000_000 || aboard > 8_500_000 || w.Vehicle != []string{"11-111", "22-222", ""}[i] {
				t.Errorf("truck %d has %d aboard: %+v", i, aboard, w)
			}
		}
		if sum != 25_500_000 {
			t.Errorf("%d aboard in all", sum)
		}
		has(t, p.get("/consignments/"+number[1]+"?said=released"), "ready to be printed", number[1]+"-003")
		// The same action again, from a new form.
		form.Set("form", p.formID(p.get(path)))
		_, body = p.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "already", `href="/consignments/`+number[1]+`"`)
		form.Set("number", "other")
		form.Set("amount0", "1.000")
		form.Set("trucks", "many")
		_, body = p.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "can be read as", "from 0 to 1,000", `value="other"`)
		if o.size() != 4 {
			t.Errorf("%d facts", o.size())
		}
		for _, bad := range []string{"/plans/" + plan + "/release/0", "/plans/" + plan + "/release/9", "/plans/" + plan + "/release/x", "/plans/none/release/1"} {
			if res, _ := p.ask(http.MethodGet, bad, nil); res.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %s", bad, res.Status)
			}
		}
		p.language = "ar"
		has(t, p.get("/waybills/"+number[1]+"-001/print"), `dir="rtl"`, "<svg class=\"qr\"", o.server.URL+"/waybills/"+number[1]+"-001#")
	})
}
