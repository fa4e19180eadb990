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

// TestPositionPages: a position is entered, checked by the colleague and read by
// named people; every other page, list and twin is as if there were none.
func TestPositionPages(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, at string) {
		o := newOffice(t, at)
		o.inGaza()
		nour, omar, zein := o.person("wfp", access.Dispatcher), o.person("wfp", access.Liaison), o.person("wfp", access.Monitor, access.Liaison)
		rana, boss := o.person("iom", access.Dispatcher), o.person("wfp", access.Administrator)
		where, _ := nour.send("/notices/new", movement(newForm(), 60), http.StatusSeeOther)
		where = strings.TrimSuffix(where, "?said=saved")
		body := nour.get(where + "/position")
		has(t, body, "Only \u2068WGS84\u2069 is accepted", ">wfp-liaison</option>", ">wfp-monitor-liaison</option>")
		hasNot(t, body, ">wfp-dispatcher</option>", ">iom-dispatcher</option>", ">wfp-administrator</option>")
		form := url.Values{"form": {nour.formID(body)}, "place": {"kerem-shalom"}, "datum": {"WGS 84"}, "lat": {"31.2287654"}, "lon": {"٣٤٫٢٨٤٣٢١٩"}, "precision": {"5"}, "checker": {"wfp-liaison"}}
		for wrong, pair := range map[string][2]string{
			"Another datum can lie hundreds of metres off":  {"datum", "Palestine 1923"},
			"Write degrees with decimals":                   {"lat", `31°13'43"`},
			"This lies from -90 to 90":                      {"lat", "312.2876"},
			"Give whole metres from 1":                      {"precision", "0"},
			"So few decimals say it to \u20681,113\u2069 m": {"lon", "34.28"},
			"Choose one": {"checker", "iom-dispatcher"},
		} {
			bad := url.Values{}
			for name, v := range form {
				bad[name] = v
			}
			bad.Set(pair[0], pair[1])
			_, body := nour.send(where+"/position", bad, http.StatusUnprocessableEntity)
			has(t, body, wrong)
			if pair[0] != "lat" {
				has(t, body, `value="31.2287654"`)
			}
		}
		rana.send(where+"/position", form, http.StatusNotFound)
		page, _ := nour.send(where+"/position", form, http.StatusSeeOther)
		again, _ := nour.send(where+"/position", form, http.StatusSeeOther)
		if again != page {
			t.Errorf("sent twice: %s and %s", page, again)
		}
		page = strings.TrimSuffix(page, "?said=saved")
		id := strings.TrimPrefix(page, "/positions/")

		has(t, nour.get(page), "31.2287654", "34.2843219", "WGS84", "90", "not checked by a second person", "written in the journal")
		hasNot(t, nour.get(page), "I have compared it")
		has(t, nour.get("/notices"), page)
		has(t, omar.get(where), page, "You are to check it.")
		has(t, omar.get(page), "31.2287654", "I have compared it with the source")
		nour.send(page+"/check", url.Values{}, http.StatusUnprocessableEntity)
		zein.send(page+"/check", url.Values{}, http.StatusNotFound)
		omar.send(page+"/check", url.Values{}, http.StatusSeeOther)
		has(t, nour.get(page), "<bdi>wfp-liaison</bdi> · ")
		hasNot(t, nour.get(page), "not checked by a second person")

		// To everybody else: no page, no link, no word of it, whatever they may.
		analyst := o.person("unrwa", access.Analyst)
		for _, who := range []*person{zein, analyst, boss, rana} {
			res, text := who.ask(http.MethodGet, page, nil)
			none, nothing := who.ask(http.MethodGet, "/positions/"+newForm(), nil)
			if res.StatusCode != http.StatusNotFound || none.StatusCode != http.StatusNotFound || between(text, "<main", "</main>") != between(nothing, "<main", "</main>") {
				t.Errorf("%s: %s", page, res.Status)
			}
			for _, act := range []string{"check", "name", "unname", "remove"} {
				who.send(page+"/"+act, url.Values{"name": {"wfp-monitor-liaison"}, "account": {"wfp-liaison"}, "far": {"1"}}, http.StatusNotFound)
			}
		}
		for _, who := range []*person{nour, omar, zein, analyst, rana, boss} {
			paths := []string{"/notices", "/notices.json", "/notices.csv", "/notices.csv?show=open", "/doors", "/doors.json", where, "/", "/consignments.json"}
			for _, path := range paths {
				_, text := who.ask(http.MethodGet, path, nil)
				hasNot(t, text, "31.2287", "34.2843", "312287654")
				if named := who == nour || who == omar; strings.Contains(text, id) && (!named || strings.Contains(path, ".")) {
					t.Errorf("%s is told of the position at %s", who.session[:4], path)
				}
			}
		}
		for _, path := range []string{"/admin/journal", "/admin/journal.csv", "/admin/journal.json"} {
			hasNot(t, boss.get(path), "31.2287", "34.2843")
		}
		has(t, boss.get("/admin/journal"), "Read an exact position", "Asked for an exact position that is not theirs", "Checked an exact position")

		// One person of another organisation is named, reads, and no longer does.
		_, body = nour.send(page+"/name", url.Values{"name": {"nobody"}}, http.StatusUnprocessableEntity)
		has(t, body, "nobody signs in as", `value="nobody"`)
		nour.send(page+"/name", url.Values{"name": {"iom-dispatcher"}}, http.StatusSeeOther)
		has(t, rana.get(page), "31.2287654")
		hasNot(t, rana.get(page), where) // which rana does not see
		has(t, nour.get(page), where)
		hasNot(t, rana.get(page), "Name somebody more", "Remove it", "I have compared it")
		has(t, rana.get("/notices"), page)
		rana.send(page+"/remove", url.Values{}, http.StatusUnprocessableEntity)
		nour.send(page+"/unname", url.Values{"account": {"iom-dispatcher"}}, http.StatusSeeOther)
		if res, _ := rana.ask(http.MethodGet, page, nil); res.StatusCode != http.StatusNotFound {
			t.Error(res.Status)
		}
		omar.send(page+"/remove", url.Values{}, http.StatusSeeOther)
		if res, _ := nour.ask(http.MethodGet, page, nil); res.StatusCode != http.StatusNotFound {
			t.Error(res.Status)
		}
	})
}

// TestWrongNotice: what an organisation said it declares wrong itself, and nobody
// else does.
func TestWrongNotice(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.inGaza()
	p, other := o.person("wfp", access.Liaison), o.person("iom", access.Liaison)
	where, _ := p.send("/notices/new", movement(newForm(), 60), http.StatusSeeOther)
	where = strings.TrimSuffix(where, "?said=saved")
	p.send(where, url.Values{"form": {newForm()}, "at": {time.Now().UTC().Format("2006-01-02T15:04")}, "status": {"acknowledged"}, "party": {"Party B"}}, http.StatusSeeOther)
	has(t, p.get(where), "Acknowledged</span>", "Something said here is wrong")
	hasNot(t, other.get(where), "Something said here is wrong")
	facts := regexp.MustCompile(`<option value="([0-9a-f-]{36})"`).FindAllStringSubmatch(p.get(where), -1)
	if len(facts) != 2 {
		t.Fatalf("%d facts to declare wrong", len(facts))
	}
	wrong := func(who *person, fact string, status int) string {
		_, body := who.send(where+"/wrong", url.Values{"form": {newForm()}, "fact": {fact}, "error": {"did_not_occur"}, "wrong": {"another convoy"}}, status)
		return body
	}
	wrong(other, facts[1][1], http.StatusUnprocessableEntity)
	has(t, wrong(p, newForm(), http.StatusUnprocessableEntity), ">another convoy</textarea>", "Choose one")
	wrong(p, facts[1][1], http.StatusSeeOther)
	has(t, p.get(where), "No answer from \u2068Party B\u2069")
	wrong(p, facts[0][1], http.StatusSeeOther)
	if res, _ := p.ask(http.MethodGet, where, nil); res.StatusCode != http.StatusNotFound {
		t.Error(res.Status)
	}
}
