package pages_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passage/internal/access"
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
	url, session, paths := furnished(t, root)
	ctx, stop := context.WithTimeout(t.Context(), 15*time.Minute)
	defer stop()
	drive := exec.CommandContext(ctx, "node", "drive.mjs")
	drive.Dir = "browser"
	drive.Env = append(os.Environ(), "PASSAGE_URL="+url, "PASSAGE_SESSION="+session, "PASSAGE_CHROMIUM="+chromium,
		"PASSAGE_SCREENS="+filepath.Join(root, "out", "screens"), "PASSAGE_PATHS="+strings.Join(paths, " "))
	drive.Stderr = os.Stderr
	out, err := drive.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := drive.Start(); err != nil {
		t.Fatal(err)
	}
	checks := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var c struct{ Name, Fault string }
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Errorf("the browser says %q", lines.Text())
			continue
		}
		checks++
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
}

// furnished starts a server with the Gaza example and somebody signed in, and
// returns the pages that are worth a look.
func furnished(t *testing.T, root string) (url, session string, paths []string) {
	ctx := t.Context()
	d, scenario, plan, log := gaza(t, root)
	all := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
	session = signedIn(t, d)
	published := desk.Publication{On: true, Scenario: scenario, Delay: desk.LeastDelay, Trucks: true, ByDoor: true, Counts: true, Cover: true, Log: true}
	publisher := desk.Caller{Name: "test", Scopes: access.Rights}
	if err := d.SetPublication(ctx, publisher, published); err != nil {
		t.Fatal(err)
	}
	if err := d.Publish(ctx); err != nil {
		t.Fatal(err)
	}
	handler, err := pages.New(d, log, pages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	p := provide(t, d, server.URL)
	_, address, err := d.AskIdentity(ctx, session, desk.ToTie, "/", "")
	if err != nil {
		t.Fatal(err)
	}
	tied, err := d.AnswerIdentity(ctx, session, p.Visit(t, address), netip.Addr{})
	if err != nil {
		t.Fatal(err)
	}
	session = tied.Secret
	consignment, waybill, release := goodsOf(t, d, all, plan)
	return server.URL, session, []string{"/", "/doors", "/doors/kerem-shalom", "/doors/kerem-shalom/say", "/sitrep", "/scenarios", "/scenarios/" + scenario, "/scenarios/" + scenario + "/tables/nodes", "/scenarios/" + scenario + "/tables/access", "/scenarios/" + scenario + "/tables/scenario",
		"/scenarios/" + scenario + "/revisions", "/scenarios/" + scenario + "/revisions/1", "/scenarios/" + scenario + "/what-if", "/plans/" + plan, "/public", "/admin/public", "/asks", "/asks/erez-open", "/consignments", "/waybills?open=all&losses=1", "/sent", "/needs", "/needs/who",
		consignment, waybill, waybill + "/say/received", waybill + "/say/intercepted", waybill + "/print", waybill + "/print?paper=58mm", release,
		"/account", "/account/ways", "/account/ways?trouble=identity_away", "/again", "/roles", "/admin", "/admin/people", "/admin/people/new", "/admin/organisations", "/admin/tokens", "/admin/journal"}
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
	// The desk's clock stands still: a slow machine takes longer for all pages than
	// the minutes for which who signed in need not say again who they are.
	begin := time.Now()
	d.SetClock(func() time.Time { return begin })
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
