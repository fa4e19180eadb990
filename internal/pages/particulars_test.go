package pages_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"passage/internal/access"
	"passage/internal/store/storetest"
)

// TestParticularsPages enters vehicles and contacts of a notification, with mistakes
// on the way, and holds that who is named reads them and nobody else finds them.
func TestParticularsPages(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.inGaza()
	nour, zein := o.person("wfp", access.Dispatcher), o.person("wfp", access.Liaison)
	rana, boss := o.person("iom", access.Dispatcher), o.person("wfp", access.Administrator)
	form := movement(newForm(), 60)
	form.Set("others", "12")
	form.Set("marking", "logo on doors and roof")
	where, _ := nour.send("/notices/new", form, http.StatusSeeOther)
	where = strings.TrimSuffix(where, "?said=saved")
	has(t, nour.get(where), "<dd>12</dd>", "logo on doors and roof")
	enter := where + "/particulars"
	typed := url.Values{"form": {nour.formID(nour.get(enter))}, "vehicles": {"truck 10 t; 12-345-67; a driver\n\nشاحنة؛ ٧٦-٥٤٣؛ "}, "contacts": {"dispatcher; WFP; +970 555 0100"}}
	for wrong, pair := range map[string][2]string{
		"no number plate or registration":            {"vehicles", "truck 10 t; 12-345-67\ntruck 5 t"},
		"has no role or no telephone":                {"contacts", "dispatcher; WFP; by radio"},
		"Enter at least one vehicle or one contact.": {"vehicles", ""},
	} {
		bad := url.Values{"form": typed["form"], "vehicles": typed["vehicles"], "contacts": typed["contacts"]}
		if bad.Set(pair[0], pair[1]); pair[1] == "" {
			bad.Set("contacts", "")
		}
		_, body := nour.send(enter, bad, http.StatusUnprocessableEntity)
		has(t, body, wrong)
		if pair[0] == "vehicles" && pair[1] != "" {
			has(t, html.UnescapeString(body), "truck 5 t</textarea>", "+970 555 0100")
		}
	}
	rana.send(enter, typed, http.StatusNotFound)
	page, _ := nour.send(enter, typed, http.StatusSeeOther)
	if again, _ := nour.send(enter, typed, http.StatusSeeOther); again != page {
		t.Errorf("sent twice: %s and %s", page, again)
	}
	page = strings.TrimSuffix(page, "?said=saved")
	has(t, html.UnescapeString(nour.get(page)), "12-345-67", "٧٦-٥٤٣", "a driver", "+970 555 0100", "written in the journal")
	has(t, nour.get(where), page)
	for _, who := range []*person{zein, rana, boss} {
		res, text := who.ask(http.MethodGet, page, nil)
		none, nothing := who.ask(http.MethodGet, "/particulars/"+newForm(), nil)
		if res.StatusCode != http.StatusNotFound || none.StatusCode != http.StatusNotFound || between(text, "<main", "</main>") != between(nothing, "<main", "</main>") {
			t.Errorf("%s: %s", page, res.Status)
		}
	}
	for _, who := range []*person{nour, zein, rana, boss} {
		for _, path := range []string{"/notices", "/notices.json", "/notices.csv", where, "/", "/admin/journal"} {
			_, text := who.ask(http.MethodGet, path, nil)
			hasNot(t, text, "12-345-67", "555 0100", "a driver")
			if strings.Contains(text, page) && (who != nour || strings.Contains(path, ".")) {
				t.Errorf("%s tells of them", path)
			}
		}
	}
	has(t, boss.get("/admin/journal"), "Read vehicles and contacts of a notification", "Asked for vehicles and contacts that are not theirs")
	nour.send(page+"/name", url.Values{"name": {"iom-dispatcher"}}, http.StatusSeeOther)
	has(t, rana.get(page), "12-345-67")
	has(t, rana.get("/notices"), page)
	hasNot(t, rana.get(page), "Remove it", "Name somebody more", where)
	nour.send(page+"/remove", url.Values{}, http.StatusSeeOther)
	if nour.status(page) != http.StatusNotFound {
		t.Error("it is still there")
	}
}
