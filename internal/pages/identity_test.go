package pages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"passage/internal/desk"
	"passage/internal/identity"
	"passage/internal/identity/identitytest"
	"passage/internal/pages"
)

// provided gives a house an identity provider with its clock. It is for before
// anybody visits.
func (h *house) provided() *identitytest.Provider {
	h.t.Helper()
	return provide(h.t, h.desk, h.url)
}

// provide gives a desk, whose pages are at an address, an identity provider with
// its clock.
func provide(t testing.TB, d *desk.Desk, url string) *identitytest.Provider {
	t.Helper()
	p := identitytest.New(t)
	p.Now, p.Redirect = d.Now, url+pages.IdentityAnswer
	client, err := identity.New(identity.Config{Issuer: p.URL, Client: identitytest.Client, Secret: identitytest.Secret, Name: "Aid ID", Redirect: p.Redirect, Now: d.Now})
	if err != nil {
		t.Fatal(err)
	}
	d.TrustProvider(client)
	return p
}

// leaves sends the form that leads to the provider, and returns its address.
func (v *visitor) leaves(path string, pairs ...string) string {
	v.t.Helper()
	page := v.post(path, pairs...)
	address, ok := strings.CutPrefix(page.header.Get("Refresh"), "0; url=")
	if page.status != 200 || !ok || !strings.Contains(page.text, strings.ReplaceAll(address, "&", "&amp;")) {
		v.t.Fatalf("%s leads nowhere: %d at %s, %q\n%s", path, page.status, page.path, page.header.Get("Refresh"), page.text)
	}
	return address
}

// through goes to the provider and back.
func (v *visitor) through(path string, pairs ...string) got {
	v.t.Helper()
	return v.read(v.client.Get(v.leaves(path, pairs...)))
}

// TestIdentityPages ties an identity, signs in with it, proves with it again who
// it is and unties it, without script.
func TestIdentityPages(t *testing.T) {
	h := newHouse(t, pages.Options{})
	p := h.provided()
	amal := h.first()
	stranger := h.visitor()
	stranger.get("/signin").wants(t, "the sign-in page", 200, "/signin", "Sign in with \u2068Aid ID")
	unknown := stranger.through("/signin/identity", "back", "/roles")
	unknown.wants(t, "an identity of nobody's", 200, "/signin?back=%2Froles&trouble=identity_unknown", "This identity is tied to no account that may sign in here.")
	stranger.get("/account").wants(t, "a stranger still", 200, "/signin", "")

	if link := "/account/ways"; !strings.Contains(amal.get(link).text, "Sign in there now to tie it") {
		t.Error("the ways to sign in do not offer it")
	}
	amal.through("/account/ways/identity").wants(t, "tying it", 200, "/account?said=ways_set", "Sign-in with ")
	if p.Asked.Get("prompt") != "login" || p.Asked.Get("max_age") != "0" {
		t.Errorf("to tie, the provider is asked %v", p.Asked)
	}
	amal.through("/account/ways/identity").wants(t, "tying it twice", 200, "/account/ways", "This identity is tied to an account already.")

	back := stranger.through("/signin/identity", "back", "/roles")
	back.wants(t, "signing in", 200, "/roles", "Who may do what")
	stranger.post("/signin/identity", "back", "/roles").wants(t, "the form sent twice", 200, "/roles", "Who may do what")
	stranger.get("/admin/people/new").wants(t, "signed in at the provider, nobody knows when", 200, "/again?back=%2Fadmin%2Fpeople%2Fnew", "Sign in with ")
	stranger.through("/again/identity", "back", "/admin/people/new").wants(t, "proving it again", 200, "/admin/people/new", "Roles")
	h.pass(6 * time.Minute)
	p.Proved = h.desk.Now().Add(-time.Hour)
	stranger.through("/again/identity", "back", "/admin/people/new").wants(t, "not proving it", 200, "/again?back=%2Fadmin%2Fpeople%2Fnew&trouble=identity_refused", "did not confirm who you are")
	p.Proved = time.Time{}

	elsewhere := h.visitor()
	elsewhere.through("/signin/identity", "back", "https://evil.example/").wants(t, "a way back to another site", 200, "/", "")
	remove := regexp.MustCompile(`/account/identities/[0-9a-f]{16}/remove`)
	path := remove.FindString(elsewhere.get("/account").text)
	elsewhere.through("/again/identity")
	elsewhere.post(path).wants(t, "untying it", 200, "/account?said=way_removed", "Password and codes")
	if text := elsewhere.get("/account").text; remove.MatchString(text) {
		t.Error("it is still there")
	}
	if text := elsewhere.get("/again").text; strings.Contains(text, "/again/identity") {
		t.Error("what proves nothing is offered")
	}
}

// TestInvitedByIdentity has somebody who is invited come in by the provider
// alone.
func TestInvitedByIdentity(t *testing.T) {
	h := newHouse(t, pages.Options{})
	h.provided()
	amal := h.first()
	link := madeLink.FindStringSubmatch(amal.post("/admin/people/new", "name", "dina", "person", "Dina", "org", "unops", "roles", "analyst").text)
	dina := h.visitor()
	dina.post("/welcome", "key", link[1]).wants(t, "the invitation", 200, "/account/ways", "Sign in with ")
	dina.through("/account/ways/identity").wants(t, "tying it", 200, "/account?said=ways_set", "Dina")
	dina.post("/leave")
	dina.through("/signin/identity").wants(t, "signing in", 200, "/", "")
	dina.get("/again").wants(t, "her only way", 200, "/again", "/again/identity")
}

// TestForgedIdentityAnswers holds that an answer of the provider lets nobody in in
// a browser that did not ask, so that nobody is signed in as somebody else, and
// that no other site can make a browser ask.
func TestForgedIdentityAnswers(t *testing.T) {
	h := newHouse(t, pages.Options{})
	p := h.provided()
	amal := h.first()
	amal.through("/account/ways/identity")

	attacker, victim := h.visitor(), h.visitor()
	answer := "/signin/identity/answer?" + p.Visit(t, attacker.leaves("/signin/identity")).Encode()
	victim.get(answer).wants(t, "an answer that was asked for elsewhere", 200, "/signin", "did not confirm who you are")
	victim.leaves("/signin/identity")
	victim.get(answer).wants(t, "the same in a browser that asks too", 200, "/signin", "did not confirm who you are")
	victim.get("/account").wants(t, "the victim", 200, "/signin", "")
	attacker.get(answer).wants(t, "the control: where it was asked for", 200, "/", "")
	attacker.get("/account").wants(t, "and now", 200, "/account", "Amal K.")
	amal.get(answer).wants(t, "somebody who is signed in and asked nothing", 200, "/", "")

	for _, path := range []string{"/signin/identity", "/again/identity", "/account/ways/identity"} {
		for site, want := range map[string]int{"cross-site": 403, "same-origin": 200} {
			r, _ := http.NewRequest("POST", h.url+path, nil)
			r.Header.Set("Sec-Fetch-Site", site)
			if got := amal.read(amal.client.Do(r)); got.status != want {
				t.Errorf("%s from %s: %d, want %d", path, site, got.status, want)
			}
		}
		if page := victim.get(path); strings.Contains(page.header.Get("Refresh"), p.URL) {
			t.Errorf("a link to %s leads to the provider", path)
		}
	}
}

// TestProviderAwayOnPages holds that the pages say so and work while the provider
// is away, and have nothing about one where there is none.
func TestProviderAwayOnPages(t *testing.T) {
	h := newHouse(t, pages.Options{})
	p := h.provided()
	p.Down(true)
	amal := h.first()
	v := h.visitor()
	v.post("/signin/identity", "back", "/roles").wants(t, "away", 200, "/signin?back=%2Froles&trouble=identity_away", "cannot be reached at the moment")
	amal.post("/account/ways/identity").wants(t, "away, tying", 200, "/account/ways", "cannot be reached at the moment")
	r, _ := http.NewRequest("GET", h.url+"/signin", nil)
	r.Host = "passage.other:8443"
	v.read(v.client.Do(r)).wants(t, "under another name", 200, "/signin", `<a href="`+h.url+`/signin">`)
	if page := v.get("/signin?trouble=wrong_code"); strings.Contains(page.text, `class="faults`) {
		t.Error("an address puts any sentence on the page")
	}

	none := newHouse(t, pages.Options{}).visitor()
	if page := none.get("/signin"); strings.Contains(page.text, "identity") {
		t.Error("a provider is offered where there is none")
	}
	for _, path := range []string{"/signin/identity/answer?code=x&state=y"} {
		if page := none.get(path); page.status != 404 {
			t.Errorf("%s: %d", path, page.status)
		}
	}
	if page := none.post("/signin/identity"); page.status != 404 {
		t.Errorf("asking nobody: %d", page.status)
	}
}
