package pages_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/pages"
	"passage/internal/proof"
	"passage/internal/store/storetest"
)

// password is good enough for everybody in these tests.
const password = "three blue lorries"

// signedIn makes the first administrator and returns their session.
func signedIn(t testing.TB, d *desk.Desk) (session string) {
	t.Helper()
	link, err := d.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	session, err = d.Follow(t.Context(), link, desk.Person{Name: "amal", Person: "Amal K.", Org: "wfp"}, "WFP", "a test")
	var secret []byte
	if err == nil {
		secret, err = d.CodeSecret(t.Context(), session)
	}
	if err == nil {
		session, err = d.SetPassword(t.Context(), session, password, access.Code(secret, d.Now().Unix()/30, 6))
	}
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// house is a server of pages with a clock that only the test moves.
type house struct {
	t     testing.TB
	desk  *desk.Desk
	url   string
	mu    sync.Mutex
	clock time.Time
}

func newHouse(t testing.TB, opt pages.Options) *house {
	t.Helper()
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	h := &house{t: t, clock: time.Unix(1_800_000_000, 0)}
	if h.desk, err = desk.Open(t.Context(), storetest.Open(t, storetest.SQLite(t)), key, log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.desk.Close)
	h.desk.SetClock(func() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.clock })
	handler, err := pages.New(h.desk, log, opt)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func (h *house) pass(d time.Duration) { h.mu.Lock(); defer h.mu.Unlock(); h.clock = h.clock.Add(d) }

// visitor is a browser without script.
type visitor struct {
	*house
	client http.Client
	code   []byte // secret of their codes
}

func (h *house) visitor() *visitor {
	jar, _ := cookiejar.New(nil)
	return &visitor{house: h, client: http.Client{Jar: jar}}
}

// got is a page as it came.
type got struct {
	status int
	path   string // where redirects led
	text   string
	header http.Header
}

func (v *visitor) read(r *http.Response, err error) got {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return got{r.StatusCode, r.Request.URL.RequestURI(), string(body), r.Header}
}

func (v *visitor) get(path string) got { v.t.Helper(); return v.read(v.client.Get(v.url + path)) }

func (v *visitor) post(path string, pairs ...string) got {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return v.read(v.client.PostForm(v.url+path, form))
}

// wants fails unless a page has a status, came from a path and says something.
func (g got) wants(t testing.TB, what string, status int, path, says string) {
	t.Helper()
	if g.status != status || !strings.HasPrefix(g.path, path) || !strings.Contains(g.text, says) {
		t.Errorf("%s: %d at %s, want %d at %s with %q in\n%s", what, g.status, g.path, status, path, says, g.text)
	}
}

var codeSecret = regexp.MustCompile(`<code dir="ltr">([A-Z2-7 ]+)</code>`)
var madeLink = regexp.MustCompile(`/welcome\?key=([A-Za-z0-9_-]+)`)

// enrol sets up a password and codes as the page says.
func (v *visitor) enrol() got {
	v.t.Helper()
	m := codeSecret.FindStringSubmatch(v.get("/account/ways").text)
	if m == nil {
		v.t.Fatal("the page shows no secret")
	}
	var err error
	if v.code, err = access.ReadCodeText(m[1]); err != nil {
		v.t.Fatal(err)
	}
	return v.post("/account/ways/password", "password", password, "code", v.next())
}

// next returns a code that was not used yet.
func (v *visitor) next() string {
	v.pass(time.Minute)
	return access.Code(v.code, v.desk.Now().Unix()/30, 6)
}

// first has a visitor become the first administrator.
func (h *house) first() *visitor {
	h.t.Helper()
	link, err := h.desk.FirstLink(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	v := h.visitor()
	v.post("/welcome", "key", link, "name", "amal", "person", "Amal K.", "org", "unops", "org_name", "UNOPS")
	v.enrol().wants(h.t, "the first administrator", 200, "/account", "Amal K.")
	return v
}

// invited has somebody come in whom an administrator invites.
func (v *visitor) invited(name, role string) *visitor {
	v.t.Helper()
	page := v.post("/admin/people/new", "name", name, "person", name, "org", "unops", "roles", role)
	m := madeLink.FindStringSubmatch(page.text)
	if m == nil {
		v.t.Fatalf("no link for %s: %d %s", name, page.status, page.text)
	}
	w := v.house.visitor()
	w.get("/welcome?key="+m[1]).wants(v.t, "the invitation of "+name, 200, "/welcome", name)
	w.post("/welcome", "key", m[1]).wants(v.t, "following it", 200, "/account/ways", name)
	w.enrol().wants(v.t, "setting up a way in", 200, "/account", name)
	return w
}

// TestComingIn walks from the first link to a colleague who signs in, without
// script, with mistakes on the way.
func TestComingIn(t *testing.T) {
	h := newHouse(t, pages.Options{})
	link, err := h.desk.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := h.visitor()
	v.get("/account").wants(t, "a stranger", 200, "/signin?back=%2Faccount", "Name to sign in with")
	v.get("/welcome").wants(t, "no link", 200, "/welcome", "open the whole link")
	v.get("/welcome?key=wrong").wants(t, "a wrong link", 422, "/welcome", "This link was used already")
	v.get("/welcome?key="+link).wants(t, "the first link", 200, "/welcome", "first administrator")
	page := v.post("/welcome", "key", link, "name", "Amal K", "person", "Amal <K>", "org", "unops", "org_name", "UNOPS")
	page.wants(t, "a bad name", 422, "/welcome", "takes a to z")
	page.wants(t, "what was typed", 422, "/welcome", `value="Amal &lt;K&gt;"`)
	v.post("/welcome", "key", link, "name", "amal", "person", "Amal K.", "org", "unops", "org_name", "UNOPS").wants(t, "a good one", 200, "/account/ways", `class="qr"`)
	v.get("/welcome").wants(t, "no link, but signed in", 200, "/", "")
}

// TestSigningIn signs out and in again, with mistakes on the way.
func TestSigningIn(t *testing.T) {
	h := newHouse(t, pages.Options{})
	v := h.first()
	v.post("/leave").wants(t, "signing out", 200, "/signin", "Password")
	page := v.post("/signin", "name", "amal", "password", "not this one at all", "back", "/roles")
	page.wants(t, "a wrong password", 422, "/signin", "The name or the password is not right")
	page.wants(t, "the name that was typed", 422, "/signin", `value="amal"`)
	if strings.Contains(page.text, "not this one at all") {
		t.Error("the password is sent back")
	}
	unknown := v.post("/signin", "name", "zaid", "password", "not this one at all", "back", "/roles")
	if strings.ReplaceAll(unknown.text, "zaid", "amal") != page.text || unknown.status != page.status {
		t.Error("a name that is nobody's is answered otherwise")
	}
	v.post("/signin?name=amal&password="+url.QueryEscape(password), "back", "/roles").wants(t, "a name and a password in the address", 422, "/signin", "name or the password")
	v.post("/signin?name=amal", "name", "zaid", "name", "amal", "password", password).wants(t, "two names, of which the first counts", 422, "/signin", "name or the password")
	v.post("/signin", "name", "amal", "password", password, "back", "/roles").wants(t, "the password", 200, "/signin/code?back=%2Froles", "six digits")
	v.post("/signin/code", "code", "000000", "back", "/roles").wants(t, "a wrong code", 422, "/signin/code", "The code is not right")
	code := v.next()
	v.post("/signin/code", "code", code, "back", "/roles").wants(t, "the code", 200, "/roles", "Who may do what")
	v.post("/signin/code", "code", code, "back", "/roles").wants(t, "the form sent twice", 200, "/roles", "Who may do what")
	w := h.visitor()
	w.code = v.code
	w.post("/signin", "name", "amal", "password", password, "back", "https://evil.example/")
	w.post("/signin/code", "code", w.next(), "back", "//evil.example/").wants(t, "a way back to another site", 200, "/", "")
	v.get("/account").wants(t, "two sessions", 200, "/account", "This one")
	v.post("/account/sessions/end").wants(t, "ending the other", 200, "/account", "The session has ended")
	w.get("/account").wants(t, "the other, ended", 200, "/signin", "")
}

// TestColleagues invites, changes, disables and recovers.
func TestColleagues(t *testing.T) {
	h := newHouse(t, pages.Options{})
	amal := h.first()
	page := amal.post("/admin/people/new", "name", "basem", "person", "Basem", "org", "unops")
	page.wants(t, "without a role", 422, "/admin/people/new", "Choose at least one role")
	page.wants(t, "what was typed", 422, "/admin/people/new", `value="basem"`)
	basem := amal.invited("basem", "administrator")
	dina := amal.invited("dina", "analyst")
	amal.post("/admin/people/new", "name", "dina", "person", "Dina", "org", "unops", "roles", "analyst").wants(t, "sent twice", 422, "/admin/people/new", "Somebody else signs in with this name")
	id := regexp.MustCompile(`/admin/people/([0-9a-f]{16})"><bdi>dina`).FindStringSubmatch(amal.get("/admin/people").text)
	if id == nil {
		t.Fatal("dina is not in the list")
	}
	path := "/admin/people/" + id[1]
	amal.post(path, "name", "dina", "person", "Dina H.", "org", "unops", "roles", "planner", "roles", "analyst", "disabled", "1", "password", "x", "id", "0").wants(t, "a change", 200, "/admin/people", "Dina H.")
	dina.get("/account").wants(t, "her new roles, at once", 200, "/account", "Planner, Analyst")
	hasNot(t, basem.get("/admin").text, "waits for you")
	asked := amal.post(path + "/recover")
	asked.wants(t, "asking for a new way in", 200, "/admin/people", "Waits for a second administrator")
	asked.wants(t, "what comes next", 200, "/admin/people", "Another administrator has to agree")
	has(t, basem.get("/admin").text, "1 account waits for you to agree")
	hasNot(t, amal.get("/admin").text, "waits for you")
	amal.post(path+"/agree").wants(t, "agreeing with oneself", 422, path, "You asked for this yourself")
	link := madeLink.FindStringSubmatch(basem.post(path + "/agree").text)
	if link == nil {
		t.Fatal("there is no link after two administrators agreed")
	}
	again := h.visitor()
	again.post("/welcome", "key", link[1])
	again.enrol().wants(t, "her new way in", 200, "/account", "Dina H.")
	dina.get("/account").wants(t, "her session from before", 200, "/signin", "")
	amal.post(path+"/disable").wants(t, "disabling", 200, "/admin/people", "Disabled")
	again.get("/account").wants(t, "once disabled", 200, "/signin", "")
	amal.get("/admin/journal").wants(t, "the journal", 200, "/admin/journal", "Disabled an account")
	journal := amal.get("/admin/journal").text
	has(t, journal, "<bdi>Set a password and codes</bdi>", "\u2068dina unops\u2069: Planner; Analyst")
	hasNot(t, journal, "password.set", "planner analyst")
	has(t, amal.get("/admin/journal.csv").text, "sign-in,password.set", "dina unops: planner analyst")
	if csv := amal.get("/admin/people.csv"); !strings.Contains(csv.text, "dina,Dina H.,unops,planner analyst,disabled") {
		t.Errorf("the list as a table:\n%s", csv.text)
	}
	secret := amal.post("/admin/tokens", "token", "tablet", "org", "unops", "scopes", "write")
	secret.wants(t, "a token", 201, "/admin/tokens", "passage_")
	amal.post("/admin/tokens", "token", "wide", "org", "unops", "scopes", "sync").wants(t, "a wide token", 422, "/admin/tokens", "passage token add")
	amal.post("/admin/tokens/tablet/revoke").wants(t, "its end", 200, "/admin/tokens", "Ended")
	amal.post("/admin/organisations", "org", "wfp", "org_name", "WFP", "nodes", "hub, camp").wants(t, "an organisation", 200, "/admin/organisations", "hub camp")
	one := amal.post("/admin/organisations", "org", "unicef", "org_name", "UNICEF", "nodes", "")
	if strings.Contains(one.text, "Looks like") {
		t.Errorf("organisations that do not look alike are said to:\n%s", one.text)
	}
	amal.post("/admin/organisations", "org", "other", "org_name", "WFР", "nodes", "").wants(t, "a name with a Cyrillic letter", 200, "/admin/organisations", "and is another")
}

// TestNotForYou is abuse cases 12 and 16 on the pages: what is for
// administrators looks to others like a page that does not exist, and no form
// field makes more of anybody.
func TestNotForYou(t *testing.T) {
	h := newHouse(t, pages.Options{})
	amal := h.first()
	dina := amal.invited("dina", "analyst")
	nowhere := dina.get("/admin/nowhere")
	for _, path := range []string{"/admin", "/admin/people", "/admin/people.json", "/admin/people.csv", "/admin/people/new", "/admin/organisations", "/admin/tokens", "/admin/journal", "/admin/journal.csv"} {
		page := dina.get(path)
		if page.status != 404 || strings.ReplaceAll(page.text, path, "/admin/nowhere") != nowhere.text {
			t.Errorf("%s: %d\n%s", path, page.status, page.text)
		}
		if amal.get(path).status != 200 {
			t.Errorf("%s: an administrator does not see it", path)
		}
	}
	for _, path := range []string{"/admin/people/new", "/admin/organisations", "/admin/tokens", "/admin/tokens/first/revoke"} {
		if page := dina.post(path, "name", "x", "person", "x", "org", "unops", "org_name", "X", "roles", "administrator", "token", "t", "scopes", "read"); page.status != 404 {
			t.Errorf("POST %s: %d", path, page.status)
		}
	}
}

// TestStaleSessions holds that after five minutes the pages ask again who it is
// before anything that does harm, and lead back there.
func TestStaleSessions(t *testing.T) {
	h := newHouse(t, pages.Options{})
	amal := h.first()
	amal.get("/admin/people/new").wants(t, "at once", 200, "/admin/people/new", "Roles")
	h.pass(6 * time.Minute)
	amal.get("/admin/people").wants(t, "a list", 200, "/admin/people", "Amal")
	amal.get("/admin/people/new").wants(t, "six minutes later", 200, "/again?back=%2Fadmin%2Fpeople%2Fnew", "once more who you are")
	amal.post("/again", "password", "not this one", "code", amal.next(), "back", "/admin/people/new").wants(t, "a wrong password", 422, "/again", "not right")
	amal.post("/again", "password", password, "code", amal.next(), "back", "/admin/people/new").wants(t, "proved", 200, "/admin/people/new", "Roles")
}

// TestOtherSites holds that another site can do nothing in a visitor's name, and
// what every page carries against it.
func TestOtherSites(t *testing.T) {
	h := newHouse(t, pages.Options{})
	amal := h.first()
	send := func(header, value string) int {
		r, _ := http.NewRequest("POST", h.url+"/account/sessions/end", nil)
		r.Header.Set(header, value)
		g := amal.read(amal.client.Do(r))
		return g.status
	}
	for _, c := range []struct {
		header, value string
		want          int
	}{{"Sec-Fetch-Site", "cross-site", 403}, {"Sec-Fetch-Site", "same-site", 403}, {"Origin", "https://evil.example", 403}, {"Sec-Fetch-Site", "same-origin", 200}} {
		if got := send(c.header, c.value); got != c.want {
			t.Errorf("%s: %s: %d, want %d", c.header, c.value, got, c.want)
		}
	}
	page := amal.get("/account")
	for header, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; object-src 'none'; script-src 'self'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Strict-Transport-Security": "",
	} {
		if got := page.header.Get(header); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	for path, status := range map[string]int{"/none": 404, "/account.json": 404, "//account": 200} {
		g := amal.get(path)
		if g.status != status || !strings.Contains(g.header.Get("Content-Security-Policy"), "object-src 'none'") || g.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d, %v", path, g.status, g.header)
		}
	}
	r, _ := http.NewRequest("POST", h.url+"/account/sessions/end", nil)
	r.Header.Set("Origin", "https://evil.example")
	refused := amal.read(amal.client.Do(r))
	if !strings.Contains(refused.text, "Another site sent this") || refused.header.Get("Content-Security-Policy") == "" {
		t.Errorf("a refusal: %s, %v", refused.text, refused.header)
	}
	if journal := amal.get("/admin/journal"); strings.Count(journal.text, "A form that another site sent was refused") != 4 || !strings.Contains(journal.text, "127.0.0.1 /account/sessions/end") {
		t.Error("the journal does not tell of four forged forms")
	}
	if strings.Contains(page.text, "<script>") || strings.Contains(page.text, " style=") || strings.Contains(page.text, "onclick") {
		t.Error("the page has script or style of its own")
	}
}

// TestSecureCookies holds what browsers are told about cookies over TLS.
func TestSecureCookies(t *testing.T) {
	h := newHouse(t, pages.Options{Secure: true})
	link, err := h.desk.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.PostForm(h.url+"/welcome", url.Values{"key": {link}, "name": {"amal"}, "person": {"Amal"}, "org": {"unops"}, "org_name": {"UNOPS"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	for _, c := range r.Cookies() {
		if c.Name != "__Host-passage_session" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %v", c)
		}
	}
	if r, err = client.PostForm(h.url+"/language", url.Values{"language": {"ar"}, "back": {"/"}}); err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if c := r.Cookies(); len(c) != 1 || c[0].Name != "__Host-passage_language" || !c[0].Secure || !c[0].HttpOnly || c[0].Path != "/" || c[0].Domain != "" {
		t.Errorf("cookies %v", c)
	} else if page := h.arabic(c[0]); !strings.Contains(page, `dir="rtl"`) {
		t.Error("the language is not remembered")
	}
	if len(r.Cookies()) != 1 || r.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%d cookies, Strict-Transport-Security %q", len(r.Cookies()), r.Header.Get("Strict-Transport-Security"))
	}
}

// arabic returns the first page as a browser reads it that has a cookie.
func (h *house) arabic(c *http.Cookie) string {
	r, _ := http.NewRequest("GET", h.url+"/signin", nil)
	r.AddCookie(c)
	v := h.visitor()
	return v.read(v.client.Do(r)).text
}

// TestPace holds that who asks for too much at once is told to wait, and nobody
// else, and that the journal has it.
func TestPace(t *testing.T) {
	h := newHouse(t, pages.Options{PerSecond: 1})
	amal := h.first()
	stranger := h.visitor()
	slowed := false
	for range 40 {
		if page := stranger.get("/signin"); page.status == 429 {
			slowed = page.header.Get("Retry-After") != "" && strings.Contains(page.text, "too many tries")
		}
	}
	if !slowed {
		t.Error("nobody tells a stranger to wait")
	}
	amal.get("/roles").wants(t, "who is signed in", 200, "/roles", "")
	amal.get("/admin/journal").wants(t, "who had to wait", 200, "/admin/journal", "127.0.0.1 /signin")
}

// TestEveryTongue holds that the pages of accounts render in each language with
// no key of the catalogue left.
func TestEveryTongue(t *testing.T) {
	h := newHouse(t, pages.Options{})
	h.provided()
	amal := h.first()
	amal.through("/account/ways/identity")
	key := regexp.MustCompile(`>[^<]*\b(?:signin|again|leaving|trouble|role|role_text|right|act|people|person|account|ways|admin|org|tokens|journal|said)\.[a-z_]+`)
	for _, language := range []string{"en", "ar", "fr", "tr"} {
		amal.post("/language", "language", language)
		for _, path := range []string{"/account", "/account/ways", "/again", "/roles", "/admin", "/admin/people", "/admin/people/new", "/admin/organisations", "/admin/tokens", "/admin/journal"} {
			page := amal.get(path)
			page.wants(t, language, 200, path, fmt.Sprintf(`lang="%s"`, language))
			if m := key.FindString(page.text); m != "" {
				t.Errorf("%s in %s shows %q", path, language, m)
			}
		}
	}
}
