package pages_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/access"
	"passage/internal/basemap"
	"passage/internal/basemap/basemaptest"
	"passage/internal/desk"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/lp/simplex"
	"passage/internal/pages"
	"passage/internal/proof"
	"passage/internal/rehearsal"
	"passage/internal/report"
	"passage/internal/store/storetest"
)

// TestBrowser drives every page and flow in a real browser. Pictures of all are
// kept in out/screens.
func TestBrowser(t *testing.T) {
	chromium := os.Getenv("PASSAGE_TEST_CHROMIUM")
	switch {
	case chromium == "" && os.Getenv("CI") != "":
		t.Fatal("PASSAGE_TEST_CHROMIUM names no browser")
	case chromium == "":
		t.Skip("PASSAGE_TEST_CHROMIUM names no browser; run tools/with-browser go test ./…")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	d, url, session, paths := furnished(t, root)
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Minute) // it ends by itself, later where much else runs
	defer stop()
	drive := exec.CommandContext(ctx, "node", "drive.mjs")
	drive.Dir = "browser"
	drive.Env = append(os.Environ(), "PASSAGE_URL="+url, "PASSAGE_SESSION="+session, "PASSAGE_CHROMIUM="+chromium,
		"PASSAGE_SCREENS="+filepath.Join(root, "out", "screens"), "PASSAGE_PATHS="+strings.Join(paths, " "), "PASSAGE_FORMS="+strings.Join(moreForms(t, d, session, paths), " "))
	drive.Stderr = os.Stderr
	out, err := drive.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := drive.Start(); err != nil {
		t.Fatal(err)
	}
	checks := 0
	unmet := maps.Clone(forms)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var c struct{ Name, Fault string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Errorf("the browser says %q", lines.Text())
			continue
		}
		checks++
		if path, ok := strings.CutPrefix(c.Name, "form "); ok {
			delete(unmet, routeOf(path))
		}
		t.Run(c.Name, func(t *testing.T) {
			if c.Fault != "" {
				t.Error(c.Fault)
			}
		})
	}
	if err := drive.Wait(); err != nil {
		t.Errorf("driving the browser: %v", err)
	}
	if checks < 4*len(paths) && os.Getenv("PASSAGE_ONLY") == "" {
		t.Errorf("only %d checks for %d pages", checks, len(paths))
	}
	maps.DeleteFunc(unmet, func(_, why string) bool { return why != "" })
	if len(unmet) > 0 && os.Getenv("PASSAGE_ONLY") == "" {
		t.Errorf("no page that was looked at has these forms: %q", slices.Sorted(maps.Keys(unmet)))
	}
}

// routeOf returns the route of a form that is sent to a path.
func routeOf(path string) string {
	mux := http.NewServeMux()
	for pattern := range forms {
		mux.Handle(pattern, http.NotFoundHandler())
	}
	_, pattern := mux.Handler(httptest.NewRequest(http.MethodPost, path, nil))
	return pattern
}

// moreForms are pages that have forms of their own and are looked at for these only.
func moreForms(t *testing.T, d *desk.Desk, session string, paths []string) (more []string) {
	caller, err := d.Visitor(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	colleagues, err := d.Colleagues(t.Context(), caller)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range colleagues {
		more = append(more, "/admin/people/"+c.Account)
	}
	i := slices.IndexFunc(paths, func(p string) bool { return strings.HasPrefix(p, "/consignments/") })
	return append(more, paths[i]+"/say/handed_over")
}

// furnished starts a server with the Gaza example and somebody signed in, and
// returns the pages that are worth a look.
func furnished(t *testing.T, root string) (d *desk.Desk, url, session string, paths []string) {
	ctx := t.Context()
	d, scenario, plan, log := gaza(t, root)
	all := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
	ahead.Store(int64(time.Hour))
	session = signedIn(t, d)
	ahead.Store(0)
	published := desk.Publication{On: true, Scenario: scenario, Delay: desk.LeastDelay, Trucks: true, ByDoor: true, Counts: true, Cover: true, Log: true}
	publisher := desk.Caller{Name: "test", Scopes: access.Rights}
	if err := d.SetPublication(ctx, publisher, published); err != nil {
		t.Fatal(err)
	}
	if err := d.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	base, err := basemap.Open(basemaptest.File(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { base.Close() })
	handler, err := pages.New(d, log, pages.Options{Basemap: base})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	p := provide(t, d, server.URL)
	ahead.Store(int64(time.Hour))
	_, address, err := d.AskIdentity(ctx, session, desk.ToTie, "/", "")
	if err != nil {
		t.Fatal(err)
	}
	tied, err := d.AnswerIdentity(ctx, session, p.Visit(t, address), netip.Addr{})
	if err != nil {
		t.Fatal(err)
	}
	ahead.Store(0)
	session = tied.Secret
	consignment, waybill, release := goodsOf(t, d, all, plan)
	return d, server.URL, session, append(append(impedimentsOf(t, d, all), noticesOf(t, d, session)...), []string{"/", "/doors", "/doors/kerem-shalom", "/doors/kerem-shalom/say", "/doors/kerem-shalom/count", "/doors/kerem-shalom/crossed", "/sitrep", "/scenarios", "/scenarios/" + scenario, "/scenarios/" + scenario + "/tables/nodes", "/scenarios/" + scenario + "/tables/access", "/scenarios/" + scenario + "/tables/scenario",
		"/scenarios/" + scenario + "/revisions", "/scenarios/" + scenario + "/revisions/1", "/scenarios/" + scenario + "/what-if", "/plans/" + plan, "/public", "/admin/public", "/asks", "/asks/kerem-shalom-158", "/engagements", "/engagements/rehearsal-engagement-1", "/engagements/new", "/engagements/read", "/commitments", "/commitments/rehearsal-promise-2", "/commitments/rehearsal-sum", "/commitments/rehearsal-goods", "/consignments", "/waybills?open=all&losses=1", "/sent", "/needs", "/needs/who", "/given",
		consignment, consignment + "/print", waybill, waybill + "/say/received", waybill + "/say/intercepted", waybill + "/print", waybill + "/print?paper=58mm", release,
		"/account", "/account/ways", "/account/ways?trouble=identity_away", "/again", "/roles", "/admin", "/admin/people", "/admin/people/new", "/admin/organisations", "/admin/tokens", "/admin/journal", "/admin/server"}...)
}

// impedimentsOf returns the pages about impediments: the lists, the form, one at a
// place that stopped most trucks, and one of a journey.
func impedimentsOf(t *testing.T, d *desk.Desk, caller desk.Caller) []string {
	all, err := d.Impediments(t.Context(), caller, passage.DateOf(2025, 10, 1), passage.DateOf(2025, 12, 31))
	if err != nil {
		t.Fatal(err)
	}
	var most, journey passage.Reported
	for _, one := range all {
		if len(one.Fact.Stops) > len(most.Fact.Stops) {
			most = one
		}
		if one.Fact.Waybill != "" && len(one.Follows) >= len(journey.Follows) {
			journey = one
		}
	}
	if len(most.Fact.Stops) == 0 || len(most.Follows) == 0 || journey.Fact.ID == "" {
		t.Fatalf("of %d impediments none stopped waybills and was followed up, or none is of a journey", len(all))
	}
	form, err := desk.ParseForm(uuid.Must(uuid.NewV7()).String())
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Say(t.Context(), caller, form, []passage.Fact{{
		Kind: passage.Impeded, Place: most.Fact.Place, Obstacle: passage.Interference, Detail: "data_demanded", Claimed: most.Fact.Claimed, Reason: "lists were asked for",
		Party: "an official at the gate", Source: "drivers", Reliability: "C3", Stops: most.Fact.Stops[:2], Evidence: []passage.Evidence{{SHA256: strings.Repeat("0a", 32), Kind: "letter.jpg"}},
	}}); err != nil {
		t.Fatal(err)
	}
	own := "/impediments/" + string(form.FactID(1))
	return []string{own, own + "/again", "/impediments", "/impediments/new", "/impediments/new?waybill=" + string(journey.Fact.Waybill), "/impediments/snapshot?quarter=2025Q4",
		"/impediments/" + string(most.Fact.ID), "/impediments/" + string(journey.Fact.ID)}
}

// noticesOf enters an exact position and returns the pages of notifications and
// of clearances.
func noticesOf(t *testing.T, d *desk.Desk, session string) (paths []string) {
	sessions := desk.Caller{Name: "test", Scopes: desk.Scopes}
	all, err := d.Reported(t.Context(), sessions, passage.Notified)
	if err != nil || len(all) == 0 {
		t.Fatalf("no notification: %v", err)
	}
	paths = []string{"/notices", "/notices/new", "/clearances", "/clearances?by=item", "/clearances/new", "/admin/notices"}
	for _, n := range all {
		paths = append(paths, "/notices/"+string(n.Fact.ID))
	}
	sought, err := d.Reported(t.Context(), sessions, passage.Sought)
	slices.Reverse(sought) // the oldest first, of which there is more
	i := slices.IndexFunc(sought, func(c passage.Reported) bool { return c.Status == passage.Rejected })
	if err != nil || i < 0 {
		t.Fatalf("no item was rejected: %v", err)
	}
	paths = append(paths, "/clearances/"+string(sought[i].Fact.ID))

	// One of the reader's own organisation, with an exact position.
	amal, err := d.Visitor(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	notice, position := formOf(t), formOf(t)
	own := passage.Fact{Kind: passage.Notified, Place: "zikim", Notice: &passage.Notice{What: passage.OfMovement, To: []string{"A", "B"}, Route: []passage.NodeID{"zikim", "gaza-city"}, Departs: notice.Shown() + 1e12}}
	_, err = d.Invite(t.Context(), amal, desk.Person{Name: "basem", Person: "Basem", Org: amal.Org, Roles: []access.Role{access.Liaison}})
	if err := errors.Join(err, d.Say(t.Context(), amal, notice, []passage.Fact{own})); err != nil {
		t.Fatal(err)
	}
	colleagues, err := d.Colleagues(t.Context(), amal)
	if err != nil || len(colleagues) != 1 {
		t.Fatalf("%v: %v", colleagues, err)
	}
	if err := d.PutPosition(t.Context(), amal, position, desk.Place{Notice: notice.FactID(1), Place: "zikim", Lat: 31.6234567, Lon: 34.4971234, Datum: "WGS84", PrecisionM: 5, Checker: colleagues[0].Account}); err != nil {
		t.Fatal(err)
	}
	listed := formOf(t)
	if err := d.PutParticulars(t.Context(), amal, listed, notice.FactID(1), desk.Particulars{
		Vehicles: []desk.Vehicle{{Type: "truck 10 t", Plate: "12-345-67", Driver: "a driver"}, {Type: "ambulance", Plate: "76-543-21"}},
		Contacts: []desk.Contact{{Role: "dispatcher", Body: "WFP", Phone: "+970 555 0100"}},
	}); err != nil {
		t.Fatal(err)
	}
	where := "/notices/" + string(notice.FactID(1))
	return append(paths, where, where+"/position", "/positions/"+position.String(), where+"/particulars", "/particulars/"+listed.String())
}

func formOf(t *testing.T) desk.Form {
	form, err := desk.ParseForm(newForm())
	if err != nil {
		t.Fatal(err)
	}
	return form
}

// goodsOf returns the pages of a waybill with losses, of a consignment on it, and
// of the release of something that the plan sends.
func goodsOf(t *testing.T, d *desk.Desk, caller desk.Caller, plan string) (consignment, waybill, release string) {
	page, _, _, err := d.ListWaybills(t.Context(), caller, desk.Listing{Losses: true, Sort: desk.ByLast, Limit: 1})
	if err != nil || len(page) == 0 {
		t.Fatalf("no waybill has losses: %v", err)
	}
	p, err := d.Plan(t.Context(), caller, plan)
	if err != nil {
		t.Fatal(err)
	}
	ship := slices.IndexFunc(p.Document.Actions, func(a report.Action) bool { return a.Do == "ship" })
	return "/consignments/" + string(page[0].Lines[0].Consignment), "/waybills/" + string(page[0].ID), fmt.Sprintf("/plans/%s/release/%d", plan, ship)
}

// ahead is how far the clock of the desk that the browser sees goes ahead. It does so
// while somebody signs in: a slow machine takes longer for all pages than the minutes
// for which who did need not say again who they are. A clock that stood still would
// not do, as forms are made by the machine's.
var ahead atomic.Int64

// gaza is a desk with the Gaza example, a plan of it and a fortnight of simulated
// trucks.
func gaza(t *testing.T, root string) (d *desk.Desk, scenario, plan string, log *slog.Logger) {
	key, err := proof.OpenKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	log = slog.New(slog.NewTextHandler(io.Discard, nil))
	if testing.Verbose() {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	if d, err = desk.Open(t.Context(), storetest.Open(t, storetest.SQLite(t)), key, log); err != nil {
		t.Fatal(err)
	}
	if err := d.KeepPositions(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	d.SetClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	referee := highs.New(highs.Options{Method: highs.IPM})
	t.Cleanup(func() { d.Close(); referee.Close() })
	d.PlanWith(lp.Backed{Near: ipm.Solver{}, Steps: simplex.Solver{}, Referee: referee})
	all := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
	if scenario, err = d.NewScenario(t.Context(), all, filepath.Join(root, "examples", "gaza-2025")); err != nil {
		t.Fatal(err)
	}
	plan = planned(t, d, all, scenario)
	rehearse(t, d, all, scenario, plan)
	return d, scenario, plan, log
}

// rehearse fills the ledger with a fortnight of simulated trucks.
func rehearse(t *testing.T, d *desk.Desk, caller desk.Caller, scenario, plan string) {
	s, err := d.Scenario(t.Context(), caller, scenario, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.Plan(t.Context(), caller, plan)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rehearsal.New(s.Loaded.Scenario, p.Document.Plan(), rehearsal.Options{Seed: 1, Days: 14})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Rehearse(t.Context(), caller, "for a test"); err != nil {
		t.Fatal(err)
	}
	for facts := range slices.Chunk(r.Facts, 1000) {
		var lines [][]byte
		for _, f := range facts {
			lines = append(lines, f.Body)
		}
		if _, err := d.TakeIn(t.Context(), caller, lines); err != nil {
			t.Fatal(err)
		}
	}
}

// planned makes a plan and waits for it.
func planned(t *testing.T, d *desk.Desk, caller desk.Caller, scenario string) string {
	id, err := d.MakePlan(t.Context(), caller, desk.Wanted{Scenario: scenario})
	if err != nil {
		t.Fatal(err)
	}
	for begin := time.Now(); time.Since(begin) < 3*time.Minute; time.Sleep(50 * time.Millisecond) {
		plan, err := d.Plan(t.Context(), caller, id)
		if err != nil {
			t.Fatal(err)
		}
		if plan.State != desk.PlanRunning {
			if plan.State != desk.PlanDone {
				t.Fatalf("the plan is %s: %s", plan.State, plan.Trouble)
			}
			return id
		}
	}
	t.Fatal("the plan takes more than three minutes")
	return ""
}
