package pages_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"passage/internal/pages"
	"passage/internal/store/storetest"
)

// forms are all addresses that forms are sent to. TestBrowser sends each over a dead
// line, but for those that it does not meet, with the reason.
var forms = map[string]string{
	"POST /language":        "",
	"POST /welcome":         "who comes with a one-time link sees it once; it keeps nothing",
	"POST /signin":          "",
	"POST /signin/code":     "only after a password; it keeps nothing",
	"POST /signin/identity": "",
	"POST /leave":           "",

	"POST /signin/passkey/question":       "a script's own",
	"POST /signin/passkey":                "a script's own",
	"POST /account/ways/passkey/question": "a script's own",
	"POST /account/ways/passkey":          "a script's own",

	"POST /account/ways/later":             "a button, for who has just come",
	"POST /account/ways/password":          "",
	"POST /account/ways/identity":          "",
	"POST /again":                          "",
	"POST /again/identity":                 "",
	"POST /account/password/remove":        "",
	"POST /account/passkeys/{id}/remove":   "a button as for a password",
	"POST /account/identities/{id}/remove": "",
	"POST /account/sessions/{id}/end":      "a button as for all sessions",
	"POST /account/sessions/end":           "",

	"POST /admin/people/new":           "",
	"POST /admin/people/{id}":          "",
	"POST /admin/people/{id}/{act}":    "",
	"POST /admin/organisations":        "",
	"POST /admin/tokens":               "",
	"POST /admin/tokens/{name}/revoke": "a button",
	"POST /admin/notices":              "",
	"POST /admin/public":               "",

	"POST /doors/{id}/say":          "",
	"POST /doors/{id}/adopt":        "",
	"POST /doors/{id}/try":          "",
	"POST /doors/{id}/count":        "",
	"POST /doors/{id}/count/{fact}": "the form of a new count, filled",

	"POST /impediments/new":        "",
	"POST /impediments/{id}":       "",
	"POST /impediments/{id}/again": "",
	"POST /impediments/{id}/end":   "",

	"POST /notices/new":              "",
	"POST /notices/{id}":             "",
	"POST /notices/{id}/wrong":       "",
	"POST /notices/{id}/position":    "",
	"POST /notices/{id}/particulars": "",
	"POST /particulars/{id}/{act}":   "",
	"POST /positions/{id}/{act}":     "",

	"POST /clearances/new":        "",
	"POST /clearances/{id}":       "",
	"POST /clearances/{id}/wrong": "the form of a notice that is wrong, on what the reader's own organisation sought",

	"POST /engagements/read":       "",
	"POST /engagements/new":        "",
	"POST /engagements/{id}/amend": "the form of a new engagement, filled",
	"POST /commitments/{id}/paid":  "",
	"POST /commitments/{id}/wrong": "the form of a notice that is wrong, on the reader's own payments",

	"POST /scenarios":                            "",
	"POST /scenarios/{id}/tables/{table}":        "",
	"POST /scenarios/{id}/revisions/{n}/restore": "a button, where there are later revisions",
	"POST /scenarios/{id}/uploads":               "",
	"POST /scenarios/{id}/uploads/{upload}":      "one field, after a file was compared",
	"POST /scenarios/{id}/use":                   "a button, where there are several scenarios",
	"POST /scenarios/{id}/plan":                  "",
	"POST /scenarios/{id}/what-if":               "",
	"POST /plans/{id}/stop":                      "a button, while a plan is made",
	"POST /plans/{id}/name":                      "",
	"POST /plans/{id}/release/{action}":          "",

	"POST /consignments/{id}/say/{kind}": "",
	"POST /waybills/{id}/say/{kind}":     "",
}

// TestForms holds that every form is in the list, and that its answer says that it is
// from here and leads the script nowhere unseen.
func TestForms(t *testing.T) {
	var routes []string
	for _, pattern := range pages.Routes() {
		if strings.HasPrefix(pattern, "POST ") {
			routes = append(routes, pattern)
		}
	}
	slices.Sort(routes)
	if known := slices.Sorted(maps.Keys(forms)); !slices.Equal(routes, known) {
		t.Errorf("routes of forms are\n%s\nand the list has\n%s", strings.Join(routes, "\n"), strings.Join(known, "\n"))
	}
	o := newOffice(t, storetest.SQLite(t))
	wildcard := regexp.MustCompile(`\{\w+\}`)
	for _, pattern := range routes {
		path := wildcard.ReplaceAllString(strings.TrimPrefix(pattern, "POST "), "x")
		status, header := byScript(t, o, nil, path, url.Values{})
		if header.Get("Passage") == "" || status/100 == 3 {
			t.Errorf("%s is answered with %d and %v", path, status, header)
		}
		if at, in := header.Get("Location"), strings.Contains(header.Get("Location"), "said=signed_out"); status == http.StatusUnauthorized && !in || status != http.StatusUnauthorized && in {
			t.Errorf("%s is answered with %d and leads to %q", path, status, at)
		}
	}
}

// byScript sends a form as the script of the pages does.
func byScript(t *testing.T, o *office, p *person, path string, form url.Values) (int, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Passage", "form")
	if p != nil {
		r.AddCookie(&http.Cookie{Name: "passage_session", Value: p.session})
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode, answer.Header
}

// TestAnswerLost holds that a form of which only the answer was lost is answered the
// same again, and counts once.
func TestAnswerLost(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.brings(loaded("W1"))
	p := o.person("wfp", everything...)
	size := o.size()
	form := url.Values{"form": {newForm()}, "at": {"2025-10-26T08:30"}, "place": {"gate"}, "reason": {"papers"}}
	for range 2 {
		status, header := byScript(t, o, p, "/waybills/W1/say/held", form)
		if to := header.Get("Location"); status != http.StatusNoContent || to != "/waybills/W1?said=saved" {
			t.Errorf("it is answered with %d and leads to %q", status, to)
		}
	}
	if now := o.size(); now != size+1 {
		t.Errorf("there are %d facts more", now-size)
	}
}
