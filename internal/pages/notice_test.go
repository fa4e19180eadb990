package pages_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// inGaza gives an office the Gaza example, for names and where places are.
func (o *office) inGaza() {
	o.t.Helper()
	boss := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
	if _, err := o.desk.NewScenario(o.t.Context(), boss, filepath.Join("..", "..", "examples", "gaza-2025")); err != nil {
		o.t.Fatal(err)
	}
}

// movement is a form for a convoy that sets out in some hours.
func movement(form string, hours int, more ...string) url.Values {
	at := func(h int) string {
		return time.Now().UTC().Add(time.Duration(h) * time.Hour).Format("2006-01-02T15:04")
	}
	f := url.Values{
		"form": {form}, "what": {"movement"}, "route": {"kerem-shalom\nDeir al-Balah warehouses\nClinic of the bend"}, "departs": {at(hours)}, "arrives": {at(hours + 5)}, "sent": {at(0)},
		"vehicles": {"6"}, "staff": {"٨"}, "load": {"wheat flour"}, "to": {"Coordination cell\n\nParty B\n"}, "ref": {"N-17"}, "note": {"by the coast road"},
	}
	for i := 0; i < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

func newForm() string { return uuid.Must(uuid.NewV7()).String() }

// TestNotice records a movement, what parties said to it and what came of it, and
// reads it in lists and twins.
func TestNotice(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.inGaza()
		p := o.person("wfp", access.Dispatcher, access.Liaison)
		form := movement(p.formID(p.get("/notices/new")), 30)
		where, _ := p.send("/notices/new", form, http.StatusSeeOther)
		where = strings.TrimSuffix(where, "?said=saved")
		body := p.get(where)
		words := "asks nobody’s permission, and it protects nobody by itself. Silence is not consent."
		has(t, body, words, "Kerem Shalom", "Deir al-Balah warehouses", "Clinic of the bend", "6", "8", "N-17", "by the coast road",
			"the rule asks \u206848\u2069", "is not in the tables of the scenario", "Nobody has said yet whether")
		for _, party := range []string{"Coordination cell", "Party B"} {
			has(t, body, "No answer from \u2068"+party+"\u2069. Silence is not consent.")
		}
		for _, path := range []string{"/notices", "/notices/new", where + "/position"} {
			has(t, p.get(path), words)
		}
		has(t, p.get("/notices"), "nothing received from 2", "\u206818\u2069 h short")

		// The same form again is one notification; another saying of it is none.
		p.send("/notices/new", form, http.StatusSeeOther)
		form.Set("load", "tents")
		_, body = p.send("/notices/new", form, http.StatusUnprocessableEntity)
		has(t, body, "sent before with other content", ">tents</textarea>")
		if o.size() != 1 {
			t.Fatalf("%d facts", o.size())
		}

		follow := func(status int, pairs ...string) string {
			f := url.Values{"form": {newForm()}, "at": {time.Now().UTC().Format("2006-01-02T15:04")}}
			for i := 0; i < len(pairs); i += 2 {
				f.Set(pairs[i], pairs[i+1])
			}
			_, body := p.send(where, f, status)
			return body
		}
		body = follow(http.StatusUnprocessableEntity, "status", "objected", "party", "Party B", "note", "kept")
		has(t, body, "as it was stated, or write", `value="Party B"`, ">kept</textarea>")
		has(t, follow(http.StatusUnprocessableEntity, "status", "acknowledged"), "Say who answered.")
		follow(http.StatusUnprocessableEntity, "status", "approved", "party", "Party B") // of clearances
		follow(http.StatusSeeOther, "status", "objected", "party", "party b", "reason", "road under repair")
		follow(http.StatusSeeOther, "status", "carried_out")
		body = p.get(where)
		has(t, body, "road under repair", "Objected", "Carried out", "No answer from \u2068Coordination cell\u2069. Silence is not consent.")
		hasNot(t, body, "No answer from \u2068Party B\u2069", "No answer from \u2068party b\u2069", "Nobody has said yet whether")
		has(t, p.get("/notices.csv"), "movement,wfp,N-17,Kerem Shalom; Deir al-Balah warehouses; Clinic of the bend", ",48,Coordination cell; Party B,,Party B,Coordination cell,carried_out,")
		has(t, p.get("/notices.json"), `"Status":"objected"`, `"Party":"Coordination cell","Told":true,"Status":""`)
		has(t, p.get("/notices?show=objected"), "N-17")
		hasNot(t, p.get("/notices?show=open"), "N-17")

		// Another organisation's dispatcher runs none of these places; a liaison reads
		// all, without what is restricted, and does not withdraw what others notified.
		stranger, liaison := o.person("iom", access.Dispatcher), o.person("unrwa", access.Liaison)
		hasNot(t, stranger.get("/notices"), "N-17", "Kerem")
		if res, _ := stranger.ask(http.MethodGet, where, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("a stranger reads it: %s", res.Status)
		}
		stranger.send(where, url.Values{"form": {newForm()}, "at": {"2025-10-26T08:30"}, "status": {"acknowledged"}, "party": {"x"}}, http.StatusNotFound)
		body = liaison.get(where)
		has(t, body, "N-17")
		hasNot(t, body, "by the coast road", `value="withdrawn"`, "Enter an exact position")
		liaison.send(where, url.Values{"form": {newForm()}, "at": {time.Now().UTC().Format("2006-01-02T15:04")}, "status": {"withdrawn"}}, http.StatusUnprocessableEntity)
	})
}

// TestNoticeWrong: what is wrong is said at its field, and nothing typed is lost.
func TestNoticeWrong(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.inGaza()
	p := o.person("wfp", access.Liaison)
	for wrong, pairs := range map[string][]string{
		"A movement goes from one place to another": {"route", "kerem-shalom"},
		"Say who was told":                          {"to", "  \n"},
		"This is before it sets out":                {"arrives", "2025-01-01T00:00"},
		"Give the day and the time":                 {"departs", ""},
		"This is yet to come":                       {"sent", "2199-01-01T00:00"},
		"Give a whole number":                       {"vehicles", "2.5"},
		"Choose one":                                {"what", "blockade"},
		"Say where":                                 {"what", "site"},
	} {
		_, body := p.send("/notices/new", movement(newForm(), 60, pairs...), http.StatusUnprocessableEntity)
		has(t, body, wrong, ">wheat flour</textarea>", `value="N-17"`, `value="٨"`)
	}
	// Coordinates do not travel: they are refused wherever they may be typed.
	for _, field := range []string{"route", "load", "to", "ref", "note", "source"} {
		for _, exact := range []string{"31.52345, 34.45678", "31.5234 N 34.4567 E", "٣١٫٥٢٣٤، ٣٤٫٤٥٦٧", `31°31'24"`, "31,52345 / 34,45678"} {
			_, body := p.send("/notices/new", movement(newForm(), 60, field, "kerem-shalom\n"+exact), http.StatusUnprocessableEntity)
			has(t, body, "These look like coordinates")
		}
	}
	// What only has numbers in it is taken.
	for _, fine := range []string{"12.5 t, 14.25 t", "pallets 1200, 1300", "2.500 kg each"} {
		p.send("/notices/new", movement(newForm(), 60, "load", fine), http.StatusSeeOther)
	}
	// A site has no route, sets out never and has no lead time.
	where, _ := p.send("/notices/new", movement(newForm(), 60, "what", "site", "place", "Gaza city warehouses", "route", "", "departs", ""), http.StatusSeeOther)
	body := p.get(strings.TrimSuffix(where, "?said=saved"))
	has(t, body, "Gaza city warehouses", "Impediments reported at the site")
	hasNot(t, body, "Lead time")
}

// TestOnTheWay shows what was reported at the places of a route on its days, and
// nothing else.
func TestOnTheWay(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.inGaza()
	day := func(d, hour int) passage.Instant {
		return passage.InstantOf(time.Date(2025, 10, d, hour, 0, 0, 0, time.UTC))
	}
	impeded := func(place passage.NodeID, d int, until passage.Instant, reason string) passage.Fact {
		return passage.Fact{Org: "ocha", Kind: passage.Impeded, Place: place, Claimed: day(d, 9), Until: until, Obstacle: passage.PhysicalConstraint, Reason: reason, Source: "drivers"}
	}
	o.brings(passage.Fact{Org: "wfp", Kind: passage.Notified, Place: "kissufim", Claimed: day(18, 6), Ref: "N-1", Notice: &passage.Notice{
		What: passage.OfMovement, To: []string{"A"}, Route: []passage.NodeID{"kissufim", "gaza-city"}, Departs: day(20, 6), Arrives: day(21, 12)}},
		impeded("kissufim", 20, 0, "gate shut"), impeded("gaza-city", 12, day(20, 8), "crater"), impeded("gaza-city", 12, day(15, 8), "old crater"),
		impeded("kissufim", 23, 0, "later"), impeded("zikim", 20, 0, "elsewhere"))
	p := o.person("wfp", access.Liaison)
	body := p.get(regexp.MustCompile(`/notices/[0-9a-f-]{36}`).FindString(p.get("/notices")))
	has(t, body, "gate shut", ", <bdi>crater", "drivers")
	hasNot(t, body, "old crater", "later<", "elsewhere<")
}

// TestLeadRule: administrators set the rule, nobody else does, and it is in the
// journal.
func TestLeadRule(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.inGaza()
	p, boss := o.person("wfp", access.Liaison), o.person("wfp", access.Administrator)
	where, _ := p.send("/notices/new", movement(newForm(), 30), http.StatusSeeOther)
	where = strings.TrimSuffix(where, "?said=saved")
	has(t, p.get(where), "the rule asks \u206848\u2069")
	if res, _ := p.ask(http.MethodGet, "/admin/notices", nil); res.StatusCode != http.StatusNotFound {
		t.Error(res.Status)
	}
	p.send("/admin/notices", url.Values{"hours": {"1"}, "urgent": {"1"}}, http.StatusNotFound)
	has(t, boss.get("/admin/notices"), `value="48"`, `value="24"`)
	_, body := boss.send("/admin/notices", url.Values{"hours": {"12"}, "urgent": {"20"}}, http.StatusUnprocessableEntity)
	has(t, body, "cannot need more notice", `value="12"`, `value="20"`)
	for _, bad := range []string{"", "-1", "721", "soon"} {
		boss.send("/admin/notices", url.Values{"hours": {bad}, "urgent": {"0"}}, http.StatusUnprocessableEntity)
	}
	boss.send("/admin/notices", url.Values{"hours": {"24"}, "urgent": {"12"}}, http.StatusSeeOther)
	body = p.get(where)
	has(t, body, "the rule asks \u206824\u2069")
	hasNot(t, body, "the rule asks \u206848\u2069")
	has(t, boss.get("/admin/journal"), "Changed the lead times of notifications", "24 h, urgent 12 h")
}
