package pages_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/report"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

var everything = []access.Role{access.Planner, access.Dispatcher, access.Liaison, access.Administrator}

// TestLists reads lists as people and as programs do.
func TestLists(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		var facts []passage.Fact
		for i := range 120 {
			f := loaded(fmt.Sprintf("W-%03d", i))
			if i%10 == 0 {
				f.Org = "unicef"
			}
			facts = append(facts, f)
		}
		o.brings(facts...)
		p := o.person("wfp", everything...)
		for _, dir := range []string{"up", "down"} {
			var seen []string
			for path, pages := "/waybills?sort=id&dir="+dir, 0; path != ""; pages++ {
				body := p.get(path)
				for _, m := range regexp.MustCompile(`href="/waybills/(W-\d+)"`).FindAllStringSubmatch(body, -1) {
					seen = append(seen, m[1])
				}
				path = ""
				if m := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(body); m != nil {
					path = html.UnescapeString(m[1])
				}
				if pages > 5 {
					t.Fatal("the list does not end")
				}
			}
			if dir == "down" {
				slices.Reverse(seen)
			}
			if !slices.IsSorted(seen) || len(slices.Compact(seen)) != 120 {
				t.Errorf("%s: %d waybills: %v", dir, len(seen), seen)
			}
		}
		has(t, p.get("/waybills?id=W-05"), "W-050", "W-059")
		hasNot(t, p.get("/waybills?id=W-05"), "W-060")
		has(t, p.get("/waybills?org=nobody"), "No waybill fits")
		has(t, p.get("/waybills?days=many"), "This is no number of days", `value="many"`)
		hasNot(t, p.get("/sent"), ">W-110<")
		has(t, p.get("/sent"), ">W-111<")
		rows, err := csv.NewReader(strings.NewReader(p.get("/waybills.csv?org=unicef"))).ReadAll()
		if err != nil || len(rows) != 13 || rows[0][0] != "waybill" {
			t.Errorf("as a table: %d rows, %v", len(rows), err)
		}
		var page struct {
			Rows []struct{ ID, State string }
		}
		if err := json.Unmarshal([]byte(p.get("/waybills.json")), &page); err != nil || len(page.Rows) != 120 || page.Rows[0].State != "Loaded" {
			t.Errorf("for programs: %d rows, %v", len(page.Rows), err)
		}
		has(t, p.get("/consignments?open=all"), ">C1<", "120 waybills", "120 on the road")
		// What this server did not seal is the beginning.
		has(t, p.get("/waybills?after=rubbish"), ">W-119<")
	})
}

// TestRights: who may not read sees nothing of it, and learns not even that it
// is there; who may read sees no restricted field.
func TestRights(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.brings(loaded("W1"))
		all := []string{"/waybills", "/waybills.json", "/waybills.csv", "/consignments", "/consignments.csv", "/sent", "/waybills/W1", "/waybills/W1/facts.json", "/waybills/W1/print",
			"/consignments/C1", "/consignments/C1/facts.csv", "/waybills/W1/say/held", "/consignments/C1/say/closed", "/waybills/W1/evidence", "/consignments/C1/evidence"}
		needWrite := []string{"/waybills/W1/say/held", "/consignments/C1/say/closed"}
		// A dispatcher reads what is their own organisation's, and wfp's is not.
		stranger, own := o.person("unicef", access.Dispatcher), o.person("wfp", access.Dispatcher)
		readers, writers, chief := o.person("unicef", access.Analyst), o.person("unicef", access.Administrator), o.person("operator", everything...)
		nobody := &person{office: o, language: "en"}
		for _, path := range all {
			if res, _ := nobody.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(res.Header.Get("Location"), "/signin") {
				t.Errorf("nobody at %s: %s", path, res.Status)
			}
			res, body := writers.ask(http.MethodGet, path, nil)
			if res.StatusCode != http.StatusNotFound || strings.Contains(body, "flour") {
				t.Errorf("who looks after accounts at %s: %s", path, res.Status)
			}
			want := http.StatusOK
			if slices.Contains(needWrite, path) {
				want = http.StatusNotFound
			}
			res, body = readers.ask(http.MethodGet, path, nil)
			if res.StatusCode != want {
				t.Errorf("who may only read at %s: %s", path, res.Status)
			}
			for _, secret := range []string{"12-345-67", "by night", "dispatcher"} {
				if strings.Contains(body, secret) {
					t.Errorf("who may only read sees %q at %s", secret, path)
				}
			}
			res, body = stranger.ask(http.MethodGet, path, nil)
			if list := strings.Count(path, "/") == 1; res.StatusCode != http.StatusOK && list || res.StatusCode != http.StatusNotFound && !list {
				t.Errorf("another organisation's dispatcher at %s: %s", path, res.Status)
			}
			if strings.Contains(body, "W1") && !strings.Contains(path, "W1") || strings.Contains(body, "flour") || strings.Contains(body, ">C1<") {
				t.Errorf("another organisation's dispatcher sees what is not theirs at %s", path)
			}
			if res, _ := own.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusOK {
				t.Errorf("the dispatcher at %s: %s", path, res.Status)
			}
			if res, _ := chief.ask(http.MethodGet, path, nil); res.StatusCode != http.StatusOK {
				t.Errorf("who may all at %s: %s", path, res.Status)
			}
		}
		has(t, chief.get("/waybills/W1"), "12-345-67", "by night", "dispatcher")
		has(t, chief.get("/waybills?vehicle=12-3"), ">W1<")
		// A plate where the number is asked for, and a number in small letters, lead on.
		has(t, chief.get("/waybills?id=12-345"), `href="/waybills?open=all&amp;vehicle=12-345"`)
		has(t, chief.get("/waybills?id=w1"), `href="/waybills?id=W1&amp;open=all"`)
		has(t, chief.get("/consignments?id=c1"), `href="/consignments?id=C1&amp;open=all"`)
		hasNot(t, readers.get("/waybills?id=12-345"), "vehicle=12-345")
		// A search by vehicle tells who may not see vehicles nothing: all are listed.
		has(t, readers.get("/waybills?vehicle=no-such"), ">W1<")
		// Neither what is there but not theirs to change, nor what is not there.
		form := url.Values{"form": {uuid.Must(uuid.NewV7()).String()}, "at": {"2025-10-26T08:30"}, "place": {"gate"}}
		readers.send("/waybills/W1/say/held", form, http.StatusNotFound)
		_, body := nobody.send("/waybills/W1/say/held", form, http.StatusUnauthorized)
		has(t, body, "Not saved: you are not signed in", `target="_blank"`)
		hasNot(t, nobody.get("/signin"), "Not saved")
		if o.size() != 1 {
			t.Errorf("%d facts", o.size())
		}
		// One id after the other: not found, and noted who tried.
		if res, _ := readers.ask(http.MethodGet, "/waybills/W2", nil); res.StatusCode != http.StatusNotFound {
			t.Error(res.Status)
		}
		if text := o.log.String(); !strings.Contains(text, "/waybills/W2") || !strings.Contains(text, "unicef-analyst") {
			t.Errorf("the log does not say who tried:\n%s", text)
		}
	})
}

// TestWhatPeopleTypeIsText holds that nothing typed becomes markup, in whatever
// script, on any page that shows it.
func TestWhatPeopleTypeIsText(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	bad := `غزة<script>alert(1)</script><img src=x onerror=alert(2)>"'`
	f := loaded("W1")
	f.Place, f.From, f.To, f.Vehicle, f.Note = passage.NodeID(bad[:60]), "port", "hub", `"><b>v`, bad
	r := passage.Fact{Org: "wfp", Kind: passage.Received, Waybill: "W1", Place: "hub", Source: bad, Reason: bad, Lines: []passage.FactLine{
		{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 1, Missing: 2, Reason: bad + "\u202e100"}}}
	o.brings(f, r)
	p := o.person("wfp", everything...)
	for _, path := range []string{"/waybills?open=all", "/sent?open=all", "/waybills/W1", "/consignments/C1", "/waybills/W1/print", "/waybills/W1/say/held"} {
		body := p.get(path)
		hasNot(t, body, "<script>alert", "<img src=x", `"><b>v`, "\u202e")
		if path == "/waybills/W1" {
			has(t, body, "&lt;script&gt;alert(1)", "غزة")
		}
	}
	form := url.Values{"form": {p.formID(p.get("/waybills/W1/say/refused"))}, "at": {bad}, "place": {bad}, "reason": {bad}}
	_, body := p.send("/waybills/W1/say/refused", form, http.StatusUnprocessableEntity)
	hasNot(t, body, "<script>alert", "<img src=x")
	has(t, body, "&lt;script&gt;alert(1)")
}

// TestRelease releases what a plan says, twice by the same form and once more
// by somebody else.
func TestRelease(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		ctx := t.Context()
		boss := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
		id, err := o.desk.NewScenario(ctx, boss, filepath.Join("..", "..", "examples", "gaza-2025"))
		if err != nil {
			t.Fatal(err)
		}
		scenario, err := o.desk.Scenario(ctx, boss, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		way := scenario.Loaded.Scenario.Corridors[0]
		goods := scenario.Loaded.Scenario.Commodities
		doc := report.Document{
			Format: report.Format, Headline: "x", Horizon: report.Horizon{Start: passage.DateOf(2025, 10, 13), Periods: 1, PeriodDays: 7},
			Actions: []report.Action{
				{Do: "give", At: "nowhere"},
				{Do: "ship", At: string(way.ID), T: 25.5, Trucks: 3, Goods: []report.Goods{{Commodity: goods[0].ID, T: 20}, {Commodity: goods[1].ID, T: 5.5}}},
			},
		}
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write(text)
		z.Close()
		plan, supposed := uuid.Must(uuid.NewV7()).String(), uuid.Must(uuid.NewV7()).String()
		if err := o.store.Update(ctx, func(tx *store.Tx) error {
			changed := `[{"Kind":"close","On":"` + string(way.ID) + `"}]`
			if err := tx.PutPlan(store.Plan{ID: supposed, Scenario: id, Revision: scenario.Revision, Changes: changed, Made: 1, Ended: 2, State: "done", Document: packed.Bytes()}); err != nil {
				return err
			}
			return tx.PutPlan(store.Plan{ID: plan, Scenario: id, Revision: scenario.Revision, Changes: "[]", Made: 1, Ended: 2, State: "done", Document: packed.Bytes()})
		}); err != nil {
			t.Fatal(err)
		}
		p := o.person("wfp", access.Liaison)
		path := "/plans/" + plan + "/release/1"
		has(t, p.get("/plans/"+plan), `href="`+path+`"`, "To do, 13 October to 19 October")
		hasNot(t, o.person("wfp", access.Analyst).get("/plans/"+plan), path)
		const none = "nothing is released from it"
		whatIf := p.get("/plans/" + supposed)
		has(t, whatIf, none)
		hasNot(t, whatIf, "/release/")
		hasNot(t, p.get("/plans/"+plan), none)
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if res, text := p.ask(method, "/plans/"+supposed+"/release/1", url.Values{}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, none) {
				t.Errorf("%s to release what is supposed: %s", method, res.Status)
			}
		}
		body := p.get(path)
		number := regexp.MustCompile(`name="number"[^>]* value="([^"]+)"`).FindStringSubmatch(body)
		if number == nil || !strings.HasPrefix(number[1], "WFP-251013-") {
			t.Fatalf("no number: %v", number)
		}
		// Just what the page has in its fields: two clicks.
		form := url.Values{"form": {p.formID(body)}}
		for _, m := range regexp.MustCompile(`<input[^>]* name="([a-z0-9]+)"[^>]* value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
			form.Set(m[1], html.UnescapeString(m[2]))
		}
		form.Set("unit0", "kg")
		form.Set("unit1", "kg")
		form.Set("vehicles", "11-111\n22-222")
		for range 2 {
			if to, _ := p.send(path, form, http.StatusSeeOther); to != "/consignments/"+number[1]+"?said=released" {
				t.Errorf("then to %s", to)
			}
		}
		if o.size() != 4 {
			t.Fatalf("%d facts", o.size())
		}
		c, err := o.desk.Consignment(ctx, boss, passage.ConsignmentID(number[1]))
		if err != nil || c.Owner != "wfp" || c.From != way.From || c.To != way.To || len(c.Lines) != 2 ||
			c.Lines[0].Out != 20_000_000 || c.Lines[1].Out != 5_500_000 || c.Lines[0].OnRoad != 20_000_000 || c.Lines[0].NotLoaded != 0 || len(c.Findings) > 0 {
			t.Errorf("%+v, %v", c, err)
		}
		var sum int64
		for i := range 3 {
			w := o.waybill(fmt.Sprintf("%s-%03d", number[1], i+1))
			var aboard int64
			for _, l := range w.Lines {
				aboard += l.Out
			}
			if sum += aboard; aboard < 8_000_000 || aboard > 8_500_000 || w.Vehicle != []string{"11-111", "22-222", ""}[i] {
				t.Errorf("truck %d has %d aboard: %+v", i, aboard, w)
			}
		}
		if sum != 25_500_000 {
			t.Errorf("%d aboard in all", sum)
		}
		has(t, p.get("/consignments/"+number[1]+"?said=released"), "ready to be printed", number[1]+"-003", "/consignments/"+number[1]+"/print")
		for _, paper := range []string{"", "?paper=58mm"} { // all of them at once, each on paper of its own
			all := p.get("/consignments/" + number[1] + "/print" + paper)
			if n := strings.Count(all, "<article"); n != 3 {
				t.Errorf("%d waybills on paper", n)
			}
			for i, truck := range strings.Split(all, "<article")[1:] {
				id := fmt.Sprintf("%s-%03d", number[1], i+1)
				has(t, truck, id, o.server.URL+"/waybills/"+id+"#", `<svg class="qr"`)
			}
		}
		if res, _ := o.person("unicef", access.Dispatcher).ask(http.MethodGet, "/consignments/"+number[1]+"/print", nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("another's consignment is printed: %s", res.Status)
		}
		// The same action again, from a new form.
		form.Set("form", p.formID(p.get(path)))
		_, body = p.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "already", `href="/consignments/`+number[1]+`"`)
		form.Set("number", "other")
		form.Set("amount0", "1.000")
		form.Set("trucks", "many")
		_, body = p.send(path, form, http.StatusUnprocessableEntity)
		has(t, body, "can be read as", "from 0 to 1,000", `value="other"`)
		if o.size() != 4 {
			t.Errorf("%d facts", o.size())
		}
		// The plan tells its people what is released of it, and offers it to others.
		has(t, p.get("/plans/"+plan), `href="/consignments/`+number[1]+`">Released<`)
		has(t, o.person("unicef", access.Dispatcher, access.Planner).get("/plans/"+plan), `href="`+path+`"`)
		// A number that looks like another is asked about once, and only by those who see
		// the other; one that does not, never.
		form.Set("amount0", "1")
		form.Set("trucks", "0")
		form.Set("vehicles", "")
		typed := func(p *person, number string, status int) (string, string) {
			form.Set("form", p.formID(p.get(path)))
			form.Set("number", number)
			return p.send(path, form, status)
		}
		like := strings.Replace(number[1], "0", "O", 1)
		_, body = typed(p, like, http.StatusUnprocessableEntity)
		has(t, body, "looks like this one", `href="/consignments/`+number[1]+`"`, `name="alike" value="`+like+`"`)
		if o.size() != 4 {
			t.Errorf("%d facts", o.size())
		}
		typed(o.person("unicef", access.Dispatcher), strings.Replace(number[1], "1", "l", 1), http.StatusSeeOther)
		typed(p, like+"x", http.StatusSeeOther)
		form.Set("alike", like)
		typed(p, like, http.StatusSeeOther)
		for _, bad := range []string{"/plans/" + plan + "/release/0", "/plans/" + plan + "/release/9", "/plans/" + plan + "/release/x", "/plans/none/release/1"} {
			if res, _ := p.ask(http.MethodGet, bad, nil); res.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %s", bad, res.Status)
			}
		}
		p.language = "ar"
		has(t, p.get("/waybills/"+number[1]+"-001/print"), `dir="rtl"`, "<svg class=\"qr\"", o.server.URL+"/waybills/"+number[1]+"-001#")
	})
}

// TestFactsOfManyWaybills follows the files of a consignment's facts to their end.
func TestFactsOfManyWaybills(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	var facts []passage.Fact
	for i := range 250 {
		facts = append(facts, loaded(fmt.Sprintf("W-%03d", i)))
	}
	o.brings(facts...)
	p := o.person("wfp", everything...)
	seen := map[string]bool{}
	files := 0
	for path := "/consignments/C1/facts.csv"; path != ""; files++ {
		res, body := p.ask(http.MethodGet, path, nil)
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || len(rows) < 2 || files > 5 {
			t.Fatalf("file %d: %d rows, %v", files, len(rows), err)
		}
		column := slices.Index(rows[0], "waybill")
		for _, row := range rows[1:] {
			if seen[row[column]] {
				t.Fatalf("%s came twice", row[column])
			}
			seen[row[column]] = true
		}
		path, _, _ = strings.Cut(strings.TrimPrefix(res.Header.Get("Link"), "<"), ">")
	}
	if len(seen) != 250 || files != 4 {
		t.Errorf("%d waybills in %d files", len(seen), files)
	}
	body := p.get("/consignments/C1")
	has(t, body, `href="/consignments/C1/facts.csv?whole=1"`, "its last row says where")
	whole, err := csv.NewReader(strings.NewReader(p.get("/consignments/C1/facts.csv?whole=1"))).ReadAll()
	if err != nil || len(whole) != 1+250 {
		t.Errorf("the table that a person downloads has %d rows, %v", len(whole), err)
	}
}

// TestFiguresOfTables has a spreadsheet add up what tables of waybills hold: figures with
// their unit beside them, the same for readers of every language.
func TestFiguresOfTables(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	truck := loaded("W1")
	truck.Lines = []passage.FactLine{
		{Consignment: "C1", Line: 1, Commodity: "wheat-flour", Unit: passage.Grams, Amount: 12_500_000},
		{Consignment: "C1", Line: 2, Commodity: "tent", Unit: passage.Pieces, Amount: 1200},
	}
	in := truck
	in.Kind, in.Place = passage.Received, truck.To
	in.Lines = []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "wheat-flour", Unit: passage.Grams, Amount: 12_000_000, Missing: 499_999, Reason: "torn"}}
	o.brings(truck, in)
	for _, language := range []string{"en", "ar"} {
		p := o.person("wfp", everything...)
		p.language = language
		for path, want := range map[string][]string{
			"/waybills.csv?open=all":     {"goods,unit,loaded,received,in_transit,lost,damaged,diverted,returned,findings", ",t,12.5,12,0.000001,0.499999,0,0,0,", ",piece,1200,0,1200,0,0,0,0,"},
			"/sent.csv?open=all":         {"goods,unit,loaded", ",t,12.5,12,0.000001,0.499999,0,0,0,"},
			"/waybills/W1/facts.csv":     {"goods,unit,amount,missing,damaged,saved", ",t,12.5,0,0,0,", ",t,12,0.499999,0,0,", ",piece,1200,0,0,0,"},
			"/consignments/C1/facts.csv": {"goods,unit,amount", ",piece,1200,0,0,0,"},
		} {
			has(t, p.get(path), want...)
		}
	}
}
