package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"passage/internal/access"
	"passage/internal/store/storetest"
)

// TestPlacesOfAnOrganisation holds that an administrator who reads no goods names the
// places of an organisation as people call them, and is told of one that is nowhere.
func TestPlacesOfAnOrganisation(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.inGaza()
	p := o.person("wfp", access.Administrator)
	for _, c := range []struct{ language, typed, want string }{
		{"en", "Kerem Shalom", "kerem-shalom"},
		{"ar", "كرم أبو سالم، كيسوفيم", "kerem-shalom kissufim"},
		{"en", "kerem-shalom kissufim", "kerem-shalom kissufim"},
		{"en", "Gaza city points; jabalya ", "gaza-points jabalya"},
	} {
		p.language = c.language
		p.send("/admin/organisations", url.Values{"org": {"watch"}, "org_name": {"Watch"}, "nodes": {c.typed}}, http.StatusSeeOther)
		p.language = "en"
		body := p.get("/admin/organisations")
		has(t, body, "<bdi>"+c.want+"</bdi>")
		if strings.Contains(body, "The tables have no") {
			t.Errorf("%q: a place is said to be in no table", c.typed)
		}
	}
	p.send("/admin/organisations", url.Values{"org": {"watch"}, "org_name": {"Watch"}, "nodes": {"points-de-jabalia"}}, http.StatusSeeOther)
	has(t, p.get("/admin/organisations"), "The tables have no \u2068points-de-jabalia\u2069")
}
