package pages_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// days are the query that shows what the tests report, whatever day it is.
const days = "?from=2025-10-01&to=2025-12-31"

// gateForm is a report of a closed gate that stopped two trucks.
func gateForm(id string) url.Values {
	return url.Values{"form": {id}, "kind": {"movement_into_country/crossing_closed"}, "place": {"gate"}, "at": {"2025-10-26T05:30"}, "reach": {"place"},
		"reason": {"works"}, "party": {"the authority"}, "source": {"drivers"}, "reliability": {"B2"}, "waybills": {"W1\n W2 \n"}, "note": {"by night"},
		"evidence": {strings.Repeat("0A", 32) + "  gate.jpg"}}
}

// reports sends a form that must be saved, and returns where it leads.
func (p *person) reports(form url.Values) string {
	p.t.Helper()
	to, _ := p.send("/impediments/new", form, http.StatusSeeOther)
	return strings.TrimSuffix(to, "?said=saved")
}

func (p *person) newForm() string { p.t.Helper(); return p.formID(p.get("/impediments/new")) }

// TestReportImpediment has somebody type wrongly first, and then send twice.
func TestReportImpediment(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.brings(loaded("W1"), loaded("W2"))
		p := o.person("wfp", everything...)
		id := p.newForm()
		before := o.size()
		for _, c := range []struct{ field, value, want string }{
			{"kind", "", "Choose one."},
			{"kind", "movement_into_country/shelling", "Choose one."},
			{"kind", "weather/rain", "Choose one."},
			{"place", " ", "Say where."},
			{"place", strings.Repeat("p", 65), "too long for the name of a place"},
			{"at", "yesterday", "Give the day"},
			{"at", "2999-01-01T00:00", "yet to come"},
			{"until", "2025-10-26T05:00", "ends before it begins"},
			{"waybills", "W1\nW3", "No waybill \u2068W3\u2069 is known here"},
			{"waybills", strings.Repeat("W", 65), "is known here"},
			{"reach", "", "Choose one."},
			{"reach", "journey", "Name the one waybill"},
			{"evidence", "photo.jpg", "does not begin with a SHA-256"},
			{"reliability", "A7", "Choose one."},
		} {
			form := gateForm(id)
			form.Set(c.field, c.value)
			_, body := p.send("/impediments/new", form, http.StatusUnprocessableEntity)
			has(t, body, c.want, `value="drivers"`, `value="the authority"`, ">works</textarea>", "by night")
			if c.field != "kind" {
				has(t, body, `<option value="movement_into_country/crossing_closed" selected>`)
			}
			if v := strings.TrimSpace(c.value); v != "" && c.field != "kind" && c.field != "reach" && !strings.Contains(body, v) {
				t.Errorf("%s: what was typed, %q, is lost", c.field, v)
			}
			if p.formID(body) != id {
				t.Error("the form has another id now")
			}
		}
		if o.size() != before {
			t.Fatal("something was saved")
		}
		at := p.reports(gateForm(id))
		if again := p.reports(gateForm(id)); again != at || o.size() != before+1 {
			t.Errorf("sent twice: %s and %s, %d facts", at, again, o.size()-before)
		}
		other := gateForm(id)
		other.Set("reason", "another")
		_, body := p.send("/impediments/new", other, http.StatusUnprocessableEntity)
		has(t, body, "sent before with other content")

		has(t, p.get(at+"?said=saved"), "Saved.", "\u2068gate\u2069: crossing closed", "according to \u2068drivers\u2069: \u2068the authority\u2069", "A claim of this source", strings.Repeat("0a", 32), "gate.jpg",
			`href="/waybills/W1"`, `href="/waybills/W2"`, "Impediments to enter the country", "Reported", "No end is reported.", "by night", "Nobody has followed this up.")
		list := p.get("/impediments" + days)
		has(t, list, "1 impediment<", `href="`+at+`"`, "Said to be responsible, according to \u2068drivers\u2069: \u2068the authority\u2069", ">2</td>")
		for query, there := range map[string]bool{
			"&category=movement_into_country": true, "&category=active_hostilities": false, "&place=gate": true, "&place=port": false,
			"&status=reported": true, "&status=verified": false, "&status=replied": false, "&to=2025-10-25": false,
		} {
			if got := strings.Contains(p.get("/impediments"+days+query), at); got != there && query != "&to=2025-10-25" {
				t.Errorf("%s: there is %v", query, got)
			}
		}
		hasNot(t, p.get("/impediments?from=2025-10-01&to=2025-10-25"), at)
		has(t, p.get("/impediments?from=then&to=2025-12-31"), `value="then"`, `aria-invalid="true"`)
		has(t, p.get("/impediments?from=2025-12-31&to=2025-12-30"), "This is before the first day.", `aria-describedby="wrong-to"`)
		has(t, p.get("/impediments?from=2025-12-30&to=2025-12-31"), "days after it began")
		has(t, p.get("/impediments?waybill=W1"), at)
		hasNot(t, p.get("/impediments?waybill=W1"), "after it began")
		hasNot(t, p.get("/impediments?waybill=W"), at)
		has(t, p.get("/waybills/W1"), `href="/impediments?waybill=W1"`, `href="/impediments/new?waybill=W1"`)
		rows, err := csv.NewReader(strings.NewReader(p.get("/impediments.csv" + days))).ReadAll()
		if err != nil || len(rows) != 2 || !slices.Contains(rows[1], "entry_impeded") || !slices.Contains(rows[1], "W1 W2") {
			t.Errorf("as a table: %q, %v", rows, err)
		}
		var page struct {
			Rows []struct{ Responsible, AccordingTo string }
		}
		if err := json.Unmarshal([]byte(p.get("/impediments.json"+days)), &page); err != nil || len(page.Rows) != 1 || page.Rows[0].AccordingTo != "drivers" {
			t.Errorf("for programs: %+v, %v", page, err)
		}

		// From a waybill it is of that journey alone.
		body = p.get("/impediments/new?waybill=W2")
		has(t, body, ">W2</textarea>", `value="journey" selected`, `value="port"`)
		form := gateForm(p.formID(body))
		form.Set("reach", "journey")
		form.Set("waybills", "W2")
		at = p.reports(form)
		has(t, p.get(at), "Only those who see this waybill see this report.")
		has(t, p.get("/waybills/W2"), `href="`+at+`"`, "Restriction of movement into the country")
		if res, _ := p.ask(http.MethodGet, "/impediments/new?waybill=none", nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("for a waybill that is not there: %s", res.Status)
		}
		for _, path := range []string{"/impediments/none", "/impediments/0192e4a5-7c31-7000-8000-000000000001"} {
			if res, _ := p.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %s", path, res.Status)
			}
		}
	})
}

// TestFollowUp has an impediment verified by a second person and not by the first,
// answered by the party named, withdrawn by nobody else, and ended.
func TestFollowUp(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.brings(loaded("W1"), loaded("W2"))
		first, second := o.person("wfp", everything...), o.person("unicef", access.Liaison)
		at := first.reports(gateForm(first.newForm()))
		form := func(p *person, status string, more ...string) url.Values {
			v := url.Values{"form": {p.formID(p.get(at))}, "status": {status}, "at": {"2025-10-27T10:00"}}
			for i := 0; i < len(more); i += 2 {
				v.Set(more[i], more[i+1])
			}
			return v
		}
		page := first.get(at)
		has(t, page, "that takes a second person", `value="withdrawn"`)
		hasNot(t, page, `value="verified"`)
		page = second.get(at)
		has(t, page, `value="verified"`)
		hasNot(t, page, `value="withdrawn"`, "that takes a second person", "It is over")

		_, body := first.send(at, form(first, "verified", "reason", "I was there"), http.StatusUnprocessableEntity)
		has(t, body, "somebody else has to verify it", ">I was there</textarea>")
		_, body = second.send(at, form(second, "withdrawn"), http.StatusUnprocessableEntity)
		has(t, body, "Only the organisation that reported this withdraws it.")
		_, body = second.send(at, form(second, "disputed"), http.StatusUnprocessableEntity)
		has(t, body, "Give the reason as it was stated")
		_, body = second.send(at, form(second, "replied", "reason", "it was announced"), http.StatusUnprocessableEntity)
		has(t, body, "Say who spoke.", "it was announced")
		_, body = second.send(at, form(second, "approved"), http.StatusUnprocessableEntity)
		has(t, body, "Choose one.")
		before := o.size()
		if before != 3 {
			t.Fatalf("%d facts", before)
		}

		verified := form(second, "verified", "source", "monitors")
		for range 2 {
			second.send(at, verified, http.StatusSeeOther)
		}
		second.send(at, form(second, "replied", "reason", "it was announced", "party", "a spokesperson"), http.StatusSeeOther)
		if o.size() != before+2 {
			t.Errorf("%d facts", o.size()-before)
		}
		has(t, first.get(at), ">Verified</span>", "with a reply of the party named", "In their words: <bdi>it was announced</bdi>", "a spokesperson", "monitors")
		has(t, first.get("/impediments"+days+"&status=verified"), at)
		has(t, first.get("/impediments"+days+"&status=replied"), at)

		// What a ledger elsewhere lets through does not count either.
		id := passage.FactID(strings.TrimPrefix(at, "/impediments/"))
		r, err := o.desk.ReportedFact(t.Context(), desk.Caller{Scopes: []desk.Scope{desk.Sync}}, id)
		if err != nil {
			t.Fatal(err)
		}
		o.brings(passage.Fact{Org: "rc", Actor: "x", Kind: passage.Followed, Place: "gate", About: id, Status: passage.Disputed, Reason: "it was open", Claimed: r.Follows[1].Claimed + 1},
			passage.Fact{Org: "wfp", Actor: r.Fact.Actor, Kind: passage.Followed, Place: "gate", About: id, Status: passage.Verified, Claimed: r.Follows[1].Claimed + 2})
		has(t, second.get(at), ">Disputed</span>", "it was open", "verified by who reported it; it takes somebody else", "Does not count.")

		// It is over: told anew, with everything that became of it.
		form3 := url.Values{"form": {first.formID(first.get(at))}, "until": {"2025-10-26T05:00"}}
		_, body = first.send(at+"/end", form3, http.StatusUnprocessableEntity)
		has(t, body, "ends before it begins", `value="2025-10-26T05:00"`)
		form3.Set("until", "2025-10-28T18:00")
		var to string
		for range 2 {
			to, _ = first.send(at+"/end", form3, http.StatusSeeOther)
		}
		now := strings.TrimSuffix(to, "?said=saved")
		for _, path := range []string{now, at} { // the address from before leads there too
			has(t, first.get(path), "28 October 2025, 18:00 UTC", ">Disputed</span>", "a spokesperson", "told anew", `href="/waybills/W2"`)
			hasNot(t, first.get(path), "Your report is then told anew")
		}
		list := first.get("/impediments" + days)
		has(t, list, now)
		hasNot(t, list, `href="`+at+`"`)
		if res, _ := second.ask(http.MethodPost, now+"/end", url.Values{"form": {second.formID(second.get(now))}, "until": {"2025-10-28T18:00"}}); res.StatusCode != http.StatusNotFound {
			t.Errorf("ended by others: %s", res.Status)
		}
	})
}

// TestCorrectImpediment has a waybill named later, and what became of the report
// stay with it.
func TestCorrectImpediment(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.brings(loaded("W1"), loaded("W2"), loaded("W3"))
	p, monitor, other := o.person("wfp", everything...), o.person("wfp", access.Liaison), o.person("unicef", access.Liaison)
	at := p.reports(gateForm(p.newForm()))
	other.send(at, url.Values{"form": {other.formID(other.get(at))}, "status": {"verified"}, "at": {"2025-10-27T10:00"}}, http.StatusSeeOther)
	body := p.get(at + "/again")
	has(t, body, "W1\nW2</textarea>", `<option value="movement_into_country/crossing_closed" selected>`, `value="2025-10-26T05:30"`, "by night", "gate.jpg", `value="B2"`, `action="`+at+`/again"`)
	// Who may not see the note does not lose it by correcting the rest.
	body = monitor.get(at + "/again")
	hasNot(t, body, "by night")
	form := gateForm(monitor.formID(body))
	form.Del("note")
	form.Set("waybills", "W1\nW2\nW3")
	wrong := url.Values{}
	for k, v := range form {
		wrong[k] = v
	}
	wrong["place"] = []string{"port"}
	_, body = monitor.send(at+"/again", wrong, http.StatusUnprocessableEntity)
	has(t, body, "another report", `value="port"`)
	before := o.size()
	var now string
	for range 2 {
		now, _ = monitor.send(at+"/again", form, http.StatusSeeOther)
	}
	if o.size() != before+2 {
		t.Errorf("%d facts", o.size()-before)
	}
	now = strings.TrimSuffix(now, "?said=saved")
	has(t, p.get(now), `href="/waybills/W3"`, ">Verified</span>", "told anew", "by night", "26 October 2025, 05:30 UTC")
	late := gateForm(p.formID(p.get(now + "/again")))
	_, body = p.send(at+"/again", late, http.StatusUnprocessableEntity)
	has(t, body, "corrected meanwhile")
	for _, path := range []string{at + "/again", now + "/again"} {
		if res, _ := other.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("corrected by others: %s", res.Status)
		}
	}
}

// TestImpedimentsOfOthers holds that who reads only their own rows sees of others'
// impediments those at places, without whose journeys they stopped.
func TestImpedimentsOfOthers(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.brings(loaded("W1"), loaded("W2"))
	p := o.person("wfp", everything...)
	atGate := p.reports(gateForm(p.newForm()))
	form := gateForm(p.newForm())
	form.Set("reach", "journey")
	form.Set("waybills", "W1")
	ofJourney := p.reports(form)
	other := o.person("echo", access.DonorDesk)
	list := other.get("/impediments" + days)
	has(t, list, atGate, ">2</td>")
	hasNot(t, list, ofJourney, "W1")
	has(t, other.get(atGate), "2 more waybills that you do not see", "crossing closed")
	hasNot(t, other.get(atGate), "W1", "W2", "by night", "Say what became of it")
	hasNot(t, other.get("/impediments.json"+days), "W1")
	has(t, other.get("/impediments/snapshot?quarter=2025Q4"), "1 incident · 2 trucks stopped")
	if res, _ := other.ask(http.MethodGet, ofJourney, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("the journey's: %s", res.Status)
	}
	if res, _ := other.ask(http.MethodPost, "/impediments/new", gateForm("0199e4a5-7c31-7000-8000-000000000001")); res.StatusCode != http.StatusNotFound {
		t.Errorf("who may not write reports: %s", res.Status)
	}
	// The control: who sees the journeys sees both.
	has(t, p.get("/impediments"+days), atGate, ofJourney)
	has(t, p.get(ofJourney), "W1")
	// Somebody else's waybill and none at all are answered alike.
	o.brings(func() passage.Fact {
		f := loaded("U1")
		f.Org, f.From, f.To, f.Place, f.Lines[0].Consignment = "unicef", "a", "b", "a", "C9"
		return f
	}())
	monitor := o.person("rc", access.Monitor)
	if res, _ := monitor.ask(http.MethodGet, "/impediments/new", nil); res.StatusCode == http.StatusOK {
		for _, id := range []string{"U1", "U2"} {
			form := gateForm(monitor.newForm())
			form.Set("waybills", id)
			_, body := monitor.send("/impediments/new", form, http.StatusUnprocessableEntity)
			has(t, body, "No waybill \u2068"+id+"\u2069 is known here, or you do not see it.")
		}
	} else {
		t.Errorf("a monitor has no form: %s", res.Status)
	}
}

// TestSnapshot reads a quarter as people and as programs do.
func TestSnapshot(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.brings(loaded("W1"), loaded("W2"))
	p, other := o.person("wfp", everything...), o.person("unicef", access.Liaison)
	p.reports(gateForm(p.newForm()))
	again := gateForm(other.newForm()) // the same closure, seen by others
	again.Del("waybills")
	other.reports(again)
	november := gateForm(p.newForm())
	november.Set("at", "2025-11-03T07:00")
	november.Set("kind", "physical_environment/")
	november.Set("until", "2025-12-02T07:00")
	at := p.reports(november)
	has(t, p.get("/impediments/snapshot?quarter=2025Q4"), "quarter 4 of 2025", "from 3 reports", "1 incident · 2 trucks stopped", "quarter=2025Q3", "quarter=2026Q1")
	// A quarter that is none is that of the day shown.
	for _, wrong := range []string{"2025Q5", "2025Q0", "25Q1", "2025Q4x", "Q"} {
		hasNot(t, p.get("/impediments/snapshot?quarter="+wrong), "quarter 4 of 2025,")
		has(t, p.get("/impediments/snapshot?quarter="+wrong), "Access,")
	}
	count := func() map[string]string {
		rows, err := csv.NewReader(strings.NewReader(p.get("/impediments/snapshot.csv?quarter=2025Q4"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, r := range rows[1:] {
			if r[8] != "0" {
				got[r[0]+" "+r[2]+" "+r[3]+r[5]+r[6]] = strings.TrimSpace(r[8] + " " + r[9] + " " + r[10])
			}
		}
		return got
	}
	want := map[string]string{
		"category 2025-10 movement_into_country": "1", "category 2025-11 physical_environment": "1", "status 2025-10 reported": "1", "status 2025-11 reported": "1",
		"area 2025-10 gate": "1 2 low", "area 2025-11 gate": "1 2 low", "area 2025-12 gate": "1 2 low",
	}
	if got := count(); !equalMaps(got, want) {
		t.Errorf("%v", got)
	}
	form := url.Values{"form": {p.formID(p.get(at))}, "status": {"withdrawn"}, "at": {"2025-11-04T10:00"}}
	p.send(at, form, http.StatusSeeOther)
	want = map[string]string{"category 2025-10 movement_into_country": "1", "status 2025-10 reported": "1", "status 2025-11 withdrawn": "1", "area 2025-10 gate": "1 2 low"}
	if got := count(); !equalMaps(got, want) {
		t.Errorf("once it is withdrawn: %v", got)
	}
}

func equalMaps(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// TestManyImpediments reads the list page by page.
func TestManyImpediments(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	var facts []passage.Fact
	for i := range 120 {
		facts = append(facts, passage.Fact{Org: "wfp", Kind: passage.Impeded, Place: "gate", Obstacle: passage.Mines, Claimed: passage.InstantOf(time.Date(2025, 11, 1, 0, i/2, 0, 0, time.UTC))})
	}
	o.brings(facts...)
	p := o.person("wfp", everything...)
	seen := map[string]bool{}
	pages := 0
	for path := "/impediments" + days; path != ""; pages++ {
		body := p.get(path)
		for _, m := range regexp.MustCompile(`href="(/impediments/[0-9a-f-]{36})"`).FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				t.Fatalf("%s came twice", m[1])
			}
			seen[m[1]] = true
		}
		path = ""
		if m := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(body); m != nil {
			path = strings.ReplaceAll(m[1], "&amp;", "&")
		}
		if pages > 5 {
			t.Fatal("the list does not end")
		}
	}
	if len(seen) != 120 || pages != 3 {
		t.Errorf("%d impediments on %d pages", len(seen), pages)
	}
	if rows := strings.Count(p.get("/impediments.csv"+days), "\n"); rows != 121 {
		t.Errorf("%d lines as a table", rows)
	}
}

// TestManyWithHashtags holds that each file with hashtags has their row, and one table
// of all of them one such row.
func TestManyWithHashtags(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	var facts []passage.Fact
	for i := range 1010 {
		facts = append(facts, passage.Fact{Org: "wfp", Kind: passage.Impeded, Place: "gate", Obstacle: passage.Mines, Claimed: passage.InstantOf(time.Date(2025, 11, 1, 0, i, 0, 0, time.UTC))})
	}
	o.brings(facts...)
	p := o.person("wfp", everything...)
	path := regexp.MustCompile(`href="([^"]+hxl=1)" download`).FindStringSubmatch(p.get("/impediments" + days))
	if path == nil {
		t.Fatal("the page leads to no file with hashtags")
	}
	var sizes []int
	for at := html.UnescapeString(path[1]); at != "" && len(sizes) < 4; {
		res, body := p.ask(http.MethodGet, at, nil)
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || len(rows) < 2 || rows[0][0] != "id" || rows[1][0] != "#event+id" {
			t.Fatalf("file %d: %.200s, %v", len(sizes), body, err)
		}
		sizes = append(sizes, len(rows)-2)
		at, _, _ = strings.Cut(strings.TrimPrefix(res.Header.Get("Link"), "<"), ">")
	}
	if !slices.Equal(sizes, []int{1000, 10}) {
		t.Errorf("the files have %d rows", sizes)
	}
	if all := p.get("/impediments.csv" + days + "&hxl=1&whole=1"); strings.Count(all, "\n") != 2+1010 || strings.Count(all, "#event+id") != 1 {
		t.Errorf("the whole has %d lines, %d of them hashtags", strings.Count(all, "\n"), strings.Count(all, "#event+id"))
	}
}

// TestWithoutPage shows the computation of what did not reach people, in the needs
// of the example's tables.
func TestWithoutPage(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	all := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
	if _, err := o.desk.NewScenario(t.Context(), all, filepath.Join("..", "..", "examples", "gaza-2025")); err != nil {
		t.Fatal(err)
	}
	truck := loaded("W1")
	truck.From, truck.To, truck.Place, truck.Lines[0].Commodity = "zikim", "gaza-points", "zikim", "wheat-flour"
	lost := truck
	lost.Kind, lost.How, lost.Vehicle, lost.Lines = passage.Intercepted, passage.UnarmedCrowd, "", slices.Clone(truck.Lines)
	lost.Lines[0].Amount, lost.Claimed = 6_000_000, passage.InstantOf(time.Date(2025, 10, 26, 9, 0, 0, 0, time.UTC))
	o.brings(truck, lost)
	p := o.person("wfp", everything...)
	form := gateForm(p.newForm())
	form.Set("place", "zikim")
	form.Set("waybills", "W1")
	at := p.reports(form)
	body := p.get(at)
	// 6 t lost and 4 t open at 2,100 kcal ÷ 3,500 kcal a kg = 600 g a day.
	has(t, body, "6\u00a0t", "4\u00a0t", "10\u00a0t", "÷ \u2068600\u2069 g a person and day", "Food energy", "= 16,667", "There is no plan", "What this leaves out",
		"10\u00a0t × 3,500", "÷ 2,100", "No plan was made with this door open.", `href="/waybills/W1"`)
	has(t, p.get("/impediments/new"), `<option value="zikim">Zikim</option>`)
	has(t, p.get("/impediments/new?waybill=W1"), `name="place" type="text" autocomplete="off" value="Zikim"`)

	// A plan with the door open is led to; one with another door open, and one that
	// was stopped, are not.
	scenarios, err := o.desk.Scenarios(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		plan := store.Plan{Scenario: scenarios[0].ID, Revision: 1, Made: time.Now().UnixMicro(), State: string(desk.PlanDone)}
		for _, one := range []struct{ id, name, on, state string }{
			{"p-1", "Zikim open", "zikim", string(desk.PlanDone)}, {"p-2", "Erez open", "erez", string(desk.PlanDone)}, {"p-3", "never done", "zikim", string(desk.PlanStopped)},
		} {
			plan.ID, plan.Name, plan.State = one.id, one.name, one.state
			plan.Changes = `[{"kind":"open","on":"` + one.on + `","from":"","to":"","amount":40}]`
			if err := tx.PutPlan(plan); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	body = p.get(at)
	has(t, body, `href="/plans/p-1"`, "Zikim open")
	hasNot(t, body, "/plans/p-2", "Erez open", "/plans/p-3", "never done", "No plan was made")
}
