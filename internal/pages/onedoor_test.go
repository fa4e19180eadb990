package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/lp/simplex"
	"passage/internal/report"
	"passage/internal/store/storetest"
)

// newGaza is an office with the Gaza example and a plan of it.
func newGaza(t *testing.T) (o *office, scenario, plan string) {
	t.Helper()
	o = newOffice(t, storetest.SQLite(t))
	referee := highs.New(highs.Options{Method: highs.IPM})
	t.Cleanup(func() { referee.Close() })
	o.desk.PlanWith(lp.Backed{Near: ipm.Solver{}, Steps: simplex.Solver{}, Referee: referee})
	all := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
	scenario, err := o.desk.NewScenario(t.Context(), all, filepath.Join("..", "..", "examples", "gaza-2025"))
	if err != nil {
		t.Fatal(err)
	}
	return o, scenario, planned(t, o.desk, all, scenario)
}

// states sends the form in which somebody says how a door is.
func (p *person) states(door string, status int, pairs ...string) (form url.Values, body string) {
	p.t.Helper()
	form = url.Values{"form": {p.formID(p.get("/doors/" + door + "/say"))}, "at": {"2025-10-13T06:00"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	_, body = p.send("/doors/"+door+"/say", form, status)
	return form, body
}

var factField = regexp.MustCompile(`name="form" value="([^"]+)"><input type="hidden" name="fact" value="([^"]+)"`)

// waits reads a page until it has a text.
func (p *person) waits(path, text string) string {
	p.t.Helper()
	for begin := time.Now(); time.Since(begin) < time.Minute; time.Sleep(50 * time.Millisecond) {
		if body := p.get(path); strings.Contains(body, text) {
			return body
		}
	}
	p.t.Fatalf("%s never has %q", path, text)
	return ""
}

// TestDoorCloses has a monitor say that a crossing is closed, everybody see what
// that breaks, a planner plan by it, and another source say otherwise.
func TestDoorCloses(t *testing.T) {
	o, scenario, before := newGaza(t)
	monitor, planner, reader := o.person("rc", access.Monitor), o.person("wfp", access.Planner), o.person("donor", access.Analyst)

	form, _ := monitor.states("kerem-shalom", http.StatusSeeOther, "status", "closed", "source", "radio", "reliability", "B2", "reason", "none stated")
	monitor.send("/doors/kerem-shalom/say", form, http.StatusSeeOther) // the button was pressed twice
	if n := o.size(); n != 1 {
		t.Fatalf("%d facts after one statement", n)
	}
	for _, path := range []string{"/", "/doors"} {
		body := reader.get(path)
		has(t, between(body, `id="doornews"`, "</div></div>"), "Kerem Shalom", "closed", "radio", "B2", "trucks through here")
	}
	has(t, reader.get("/plans/"+before), "Said of doors since", "radio", "trucks through here")

	// It broke the plan, and the plan that follows is there without anybody asking.
	body := reader.waits("/doors/kerem-shalom", "people would have")
	has(t, body, "person-days", "none stated", "radio")
	if strings.Contains(body, "/adopt") {
		t.Error("who may not plan is offered to")
	}
	reader.send("/doors/kerem-shalom/adopt", url.Values{"form": {"x"}, "fact": {"x"}}, http.StatusNotFound)

	offer := factField.FindStringSubmatch(planner.get("/doors/kerem-shalom"))
	if offer == nil {
		t.Fatal("a planner is offered nothing")
	}
	adopt := url.Values{"form": {offer[1]}, "fact": {offer[2]}, "scenario": {scenario}}
	to, _ := planner.send("/doors/kerem-shalom/adopt", adopt, http.StatusSeeOther)
	again, _ := planner.send("/doors/kerem-shalom/adopt", adopt, http.StatusSeeOther)
	if want := fmt.Sprintf("/plans/%s?beside=%s", offer[1], before); to != want || !strings.HasPrefix(again, "/plans/"+offer[1]) {
		t.Errorf("adopting leads to %s and %s, want %s", to, again, want)
	}
	has(t, planner.waits(to, "Beside the plan before"), "Kerem Shalom")
	hasNot(t, planner.get(to), "Said of doors since")
	has(t, planner.get("/plans/"+before), "Said of doors since", "radio")
	all := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
	s, err := o.desk.Scenario(t.Context(), all, scenario, 0)
	if err != nil || s.Revision != 2 {
		t.Fatalf("revision %d, %v", s.Revision, err)
	}
	rule, asked := ruleOf(s, offer[2])
	if rule == nil || rule.Status != passage.Closed || rule.Source != "radio" || rule.From.String() != "2025-10-13" || !asked {
		t.Fatalf("the tables have %+v, and an ask that lifts it: %v", rule, asked)
	}
	has(t, reader.get("/doors/kerem-shalom"), "Plans go by this.")
	if news := between(reader.get("/"), `id="doornews"`, "</div>"); strings.Contains(news, "Kerem Shalom") {
		t.Errorf("what plans go by is told as otherwise: %s", news)
	}

	// Another source has it open on the same day: both stand, and plans go by the
	// first until a planner decides otherwise.
	monitor.states("kerem-shalom", http.StatusSeeOther, "status", "open", "source", "ministry", "trucks", "200", "at", "2025-10-13T09:00")
	has(t, reader.get("/doors/kerem-shalom"), "contradict each other", "radio", "ministry", "200 trucks a day")
	has(t, between(reader.get("/"), `id="doornews"`, "</div></div>"), "ministry")
	body = planner.get("/doors/kerem-shalom")
	offer = factField.FindStringSubmatch(body)
	planner.send("/doors/kerem-shalom/adopt", url.Values{"form": {offer[1]}, "fact": {offer[2]}, "scenario": {scenario}}, http.StatusSeeOther)
	if s, err = o.desk.Scenario(t.Context(), all, scenario, 0); err != nil {
		t.Fatal(err)
	}
	rule, _ = ruleOf(s, offer[2])
	if rule == nil || rule.Status != passage.Open || rule.TrucksPerDay != passage.Some(200) {
		t.Fatalf("the tables have %+v", rule)
	}
	for _, r := range s.Loaded.Scenario.Access {
		if r.On == "kerem-shalom" && r.ID != rule.ID && r.From <= rule.From && (r.To.IsZero() || r.To >= rule.From) {
			t.Errorf("the rule %+v stands beside", r)
		}
	}
}

// ruleOf finds the rule by which plans go by a fact, and whether an ask lifts it.
func ruleOf(s *desk.Scenario, fact string) (rule *passage.AccessRule, asked bool) {
	id := desk.AdoptedRule(passage.FactID(fact))
	for i, r := range s.Loaded.Scenario.Access {
		if r.ID == id {
			rule = &s.Loaded.Scenario.Access[i]
		}
	}
	for _, a := range s.Loaded.Scenario.Asks {
		asked = asked || len(a.Lifts) == 1 && a.Lifts[0] == id
	}
	return rule, asked
}

// TestDoorFormKeepsWhatWasTyped is a table of forms with something wrong.
func TestDoorFormKeepsWhatWasTyped(t *testing.T) {
	o, _, _ := newGaza(t)
	monitor := o.person("rc", access.Monitor)
	for _, test := range []struct {
		name  string
		pairs []string
		want  string
	}{
		{"no state", []string{"trucks", "77"}, "Choose one."},
		{"trucks through a closed door", []string{"status", "closed", "trucks", "77"}, "lets trucks through is open or restricted"},
		{"no number", []string{"status", "open", "trucks", "many"}, "This is no number"},
		{"it ends before it begins", []string{"status", "open", "trucks", "77", "until", "2025-10-01"}, "ends before it begins"},
		{"goods without a which", []string{"status", "restricted", "trucks", "77", "goods", "food"}, "Choose one."},
		{"goods of an open door", []string{"status", "open", "trucks", "77", "goods", "food", "bars", "only"}, "is restricted"},
		{"no day", []string{"status", "open", "trucks", "77", "at", "yesterday"}, "Give the day and the time."},
		{"a grade that is none", []string{"status", "open", "trucks", "77", "reliability", "Z9"}, "Choose one."},
	} {
		form, body := monitor.states("zikim", http.StatusUnprocessableEntity, append(test.pairs, "reason", "as <stated>", "note", "kept")...)
		has(t, body, test.want, "Look at the fields marked below", form.Get("form"), "as &lt;stated&gt;", "kept", form.Get("trucks"))
		if n := o.size(); n != 0 {
			t.Fatalf("%s: %d facts", test.name, n)
		}
	}
	if res, _ := monitor.ask(http.MethodGet, "/doors/no-such-door", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("a door of no scenario: %s", res.Status)
	}
}

// TestDoorNews holds that a page that looks again is answered with nothing until
// somebody says something of a place.
func TestDoorNews(t *testing.T) {
	o, _, _ := newGaza(t)
	monitor, reader := o.person("rc", access.Monitor), o.person("donor", access.Analyst)
	if res, body := (&person{office: o, language: "en"}).ask(http.MethodGet, "/doors/news?since=0", nil); res.StatusCode != http.StatusNoContent || body != "" {
		t.Errorf("who has signed out is told %s, %q", res.Status, body)
	}
	if to, _ := reader.ask(http.MethodGet, "/doors/news", nil); to.StatusCode != http.StatusSeeOther || to.Header.Get("Location") != "/doors" {
		t.Errorf("who types the address is led %s to %q", to.Status, to.Header.Get("Location"))
	}
	address := regexp.MustCompile(`hx-get="(/doors/news[^"]+)"`)
	look := func() (int, string) {
		path := strings.ReplaceAll(address.FindStringSubmatch(reader.get("/"))[1], "&amp;", "&")
		o.brings(loaded("W1"))
		quiet, _ := reader.ask(http.MethodGet, path, nil)
		if quiet.StatusCode != http.StatusNoContent {
			t.Fatalf("a loaded truck is news of a door: %s", quiet.Status)
		}
		monitor.states("kissufim", http.StatusSeeOther, "status", "closed", "source", "radio")
		res, body := reader.ask(http.MethodGet, path, nil)
		return res.StatusCode, body
	}
	if status, body := look(); status != http.StatusOK || !strings.Contains(body, "radio") {
		t.Errorf("status %d", status)
	}
}

// TestDoorClosesInTheMiddle has a crossing close three weeks into a plan. What follows
// is about the weeks from then on, in the offer, in the plan that is adopted and
// in the ranking of asks: what had been sent before, nobody sends differently.
func TestDoorClosesInTheMiddle(t *testing.T) {
	o, scenario, before := newGaza(t)
	monitor, planner := o.person("rc", access.Monitor), o.person("wfp", access.Planner)
	monitor.states("kerem-shalom", http.StatusSeeOther, "status", "closed", "source", "radio", "at", "2025-11-05T08:00")
	effect := plain(between(monitor.waits("/doors/kerem-shalom?on=2025-11-05", "people would have"), "people would have", "The plan if this holds"))
	has(t, effect, "from the week of 3 November", "becomes")
	hasNot(t, effect, "October")
	offer := factField.FindStringSubmatch(planner.get("/doors/kerem-shalom?on=2025-11-05"))
	to, _ := planner.send("/doors/kerem-shalom/adopt", url.Values{"form": {offer[1]}, "fact": {offer[2]}, "scenario": {scenario}}, http.StatusSeeOther)
	has(t, plain(planner.waits(to, "Beside the plan before")), "The weeks before 3 November 2025 were over", "Proved best")
	all := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
	plans := map[string]*desk.Plan{}
	for _, id := range []string{before, offer[1]} {
		p, err := o.desk.Plan(t.Context(), all, id)
		if err != nil {
			t.Fatal(err)
		}
		plans[id] = p
	}
	first, then := plans[before].Document, plans[offer[1]].Document
	if then.Held != 3 {
		t.Errorf("%d weeks are over", then.Held)
	}
	weeks := func(d *report.Document, from, to int) (trucks int) {
		for _, c := range d.Convoys {
			if c.Period >= from && c.Period < to && c.From == "kerem-shalom" {
				trucks += c.Trucks
			}
		}
		return trucks
	}
	if was, is := weeks(first, 0, 3), weeks(then, 0, 3); was != is || was == 0 {
		t.Errorf("before it closed %d trucks pass; in the plan before it were %d", is, was)
	}
	if n := weeks(then, 4, then.Horizon.Periods); n != 0 {
		t.Errorf("%d trucks pass while it is closed", n)
	}
	asks := plain(planner.waits("/asks", "The best together"))
	has(t, asks, "The weeks before 3 November 2025 were over", "Lift what stands on Kerem Shalom, from 5 November 2025")
	has(t, plain(planner.waits("/asks/lift-"+string(desk.AdoptedRule(passage.FactID(offer[2]))), "Over 63 days")), "3 November")
}

// TestDoorAnnounced has a monitor say today that a crossing closes in two weeks:
// it stands on every page that is about now, with the trucks of the plan that it
// stops and the plan that follows, but not on those of a day that was chosen.
func TestDoorAnnounced(t *testing.T) {
	o, _, _ := newGaza(t)
	monitor, reader := o.person("rc", access.Monitor), o.person("donor", access.Analyst)
	monitor.states("kerem-shalom", http.StatusSeeOther, "status", "closed", "source", "radio", "reason", "none stated", "at", "2025-10-27T06:00", "until", "2025-11-09")
	for _, path := range []string{"/", "/doors"} {
		body := between(reader.get(path), `id="doornews"`, "</div></div>")
		has(t, body, "Kerem Shalom", "announced", "27 October 2025", "9 November 2025", "radio", "trucks through here from 27 October 2025", "Plans have it: ", "open, 92 trucks a day")
		hasNot(t, between(reader.get(path+"?on=2025-10-20"), "<main", "</main>"), "radio")
	}
	body := reader.waits("/doors/kerem-shalom", "people would have")
	has(t, body, "announced", "none stated", "The plan if this holds")
	has(t, between(reader.get("/doors/kerem-shalom?on=2025-10-16"), "As plans have it", "</li>"), "open", "92 trucks a day")
	hasNot(t, between(body, "The last four weeks", "</main>"), "radio")
	has(t, reader.get("/doors/kerem-shalom?on=2025-10-27"), "radio")
	hasNot(t, between(reader.get("/doors/kerem-shalom?on=2025-10-27"), "<main", "</main>"), "announced</span>")
	has(t, reader.get("/sitrep"), "announced by radio: closed from 27 October 2025")
	hasNot(t, reader.get("/sitrep?on=2025-10-20"), "radio")
	// What is announced today for a day to come is no slip.
	monitor.states("kissufim", http.StatusSeeOther, "status", "closed", "reason", "none stated", "at", time.Now().AddDate(0, 0, 9).Format("2006-01-02T15:04"))
}

// TestOnlyPlannersAreOfferedPlans: who may not have plans made is offered no button or
// form for it, which would end at a page that is not there.
func TestOnlyPlannersAreOfferedPlans(t *testing.T) {
	o, scenario, plan := newGaza(t)
	planner, liaison := o.person("wfp", access.Planner), o.person("ocha", access.Liaison)
	whatIf := "/scenarios/" + scenario + "/what-if"
	for path, offered := range map[string][]string{
		"/":                      {whatIf},
		"/scenarios":             {whatIf, `action="/scenarios"`, "/scenarios/" + scenario + "/plan"},
		"/scenarios/" + scenario: {whatIf, "/scenarios/" + scenario + "/plan"},
		"/plans/" + plan:         {whatIf, "/plans/" + plan + "/name"},
	} {
		has(t, planner.get(path), offered...)
		hasNot(t, liaison.get(path), offered...)
	}
	has(t, plain(planner.get(whatIf)), "In the scenario, 13 October to 19 October: closed", "without rules 44 trucks a day")
	if res, _ := liaison.ask(http.MethodGet, whatIf, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("the form of a what-if: %s", res.Status)
	}
}
