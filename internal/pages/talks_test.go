package pages_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
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
	"passage/internal/store/storetest"
)

// gazaTables gives an office the Gaza example, which begins on 13 October 2025.
func (o *office) gazaTables() {
	o.t.Helper()
	boss := desk.Caller{Name: "test", Org: "wfp", Scopes: desk.Scopes}
	if _, err := o.desk.NewScenario(o.t.Context(), boss, filepath.Join("..", "..", "examples", "gaza-2025")); err != nil {
		o.t.Fatal(err)
	}
}

// kerem is what an engagement about Kerem Shalom says, as somebody types it.
func kerem(form string) url.Values {
	return url.Values{
		"form": {form}, "at": {"2025-10-14T09:30"}, "form_of": {"meeting"}, "subject": {"Trucks at Kerem Shalom"}, "where": {"عمّان"}, "level": {"senior"}, "reach": {"operation"},
		"topics": {"crossings", "trucks"}, "p0_role": {"envoy"}, "p0_body": {"United Nations"},
		"s0_by": {"United Nations"}, "s0_text": {"Trucks wait for days."}, "s0_about": {"fact"}, "s0_stand": {"agreed"},
		"s1_by": {"United Nations"}, "s1_text": {"Food is to pass."}, "s1_about": {"norm"}, "s1_stand": {"contested"},
		"a0_ask": {"kerem-shalom-158"}, "a0_answer": {"partly"}, "a0_words": {"a hundred at first"},
		"c0_by": {"COGAT"}, "c0_what": {"a hundred trucks a day"}, "c0_ask": {"#0"}, "c0_door": {"kerem-shalom"}, "c0_day": {"100"}, "c0_to": {"2025-10-30"}, "c0_red": {"none may be armed"},
	}
}

// TestRecordEngagement records an engagement with mistakes on the way, sends it
// twice, and amends it.
func TestRecordEngagement(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.gazaTables()
		p := o.person("wfp", access.Liaison)
		before := o.size()
		id := p.formID(p.get("/engagements/new"))
		form := kerem(id)
		for name, value := range map[string]string{
			"at": "the day after the feast", "subject": "", "a1_ask": "kerem-shalom-158", "a1_answer": "refused", "a1_of": "cogat", "a2_what": "more hours", "a3_ask": "no-such-ask", "a3_of": "Egypt", "a3_what": "x",
			"c0_by": "", "c0_to": "2025-10-01", "c0_from": "2025-10-20", "c0_door": "Narnia gate", "c1_by": "Egypt", "c1_what": "forty trucks", "c1_all": "40", "c2_by": "Egypt", "c2_what": "salt",
			"c2_commodity": "unobtainium", "c2_day": "0", "c2_door": "Zikim", "s2_text": "nobody's words",
		} {
			form.Set(name, value)
		}
		_, body := p.send("/engagements/new", form, http.StatusUnprocessableEntity)
		plain := html.UnescapeString(body)
		has(t, plain, "Give the day and the time.", "Say in a few words", "Ask 1 above is the same ask", "Granted in part", "Say who was asked.", "No ask is called \u2068no-such-ask\u2069",
			"Say who made this commitment.", "It would end before it begins", "no door called \u2068Narnia gate\u2069", "no door at which to count", "Trucks in all by when?", "no goods called \u2068unobtainium\u2069",
			"Give a number above 0", "Say who said so.")
		// Nothing of what was typed is lost.
		for name, values := range form {
			for _, value := range values {
				if value != "" && !strings.Contains(plain, value) {
					t.Errorf("%s lost %q", name, value)
				}
			}
		}
		has(t, body, `value="kerem-shalom-158" selected`, `name="topics" value="trucks" checked`, `value="refused" selected`)
		if o.size() != before {
			t.Fatal("something was saved")
		}
		// More rows keep everything, and need nothing to be right.
		form.Set("more", "commitments")
		form.Set("rows_commitments", "3")
		form.Set("quote.c0_by", "the <words> of a report")
		_, body = p.send("/engagements/new", form, http.StatusOK)
		has(t, body, `name="c3_by"`, `value="Narnia gate"`, "the day after the feast", `name="quote.c0_by" value="the &lt;words&gt; of a report"`, "Read from: <q dir=\"auto\">")
		hasNot(t, body, `name="c4_by"`, "Say who made")

		form = kerem(id)
		for range 3 {
			if to, _ := p.send("/engagements/new", form, http.StatusSeeOther); to != "/engagements/E-"+id[24:]+"?said=saved" {
				t.Errorf("then to %s", to)
			}
		}
		if n := o.size() - before; n != 1 {
			t.Fatalf("%d facts", n)
		}
		other := kerem(id)
		other.Set("subject", "another")
		_, body = p.send("/engagements/new", other, http.StatusUnprocessableEntity)
		has(t, body, "sent before with other content", `value="another"`)
		page := "/engagements/E-" + id[24:]
		has(t, html.UnescapeString(p.get(page)), "Trucks wait for days.", "Food is to pass.", "158 trucks a day", "Round 1", "a hundred at first", "a hundred trucks a day", "عمّان", "none may be armed", "from 14 October 2025 to 30 October 2025")
		e := o.engagement(page[len("/engagements/"):])
		if m := e.Records[0].Minutes; m.Asks[0].Of != "COGAT" || m.Asks[0].Door != "kerem-shalom" || m.Commitments[0].Ask != "kerem-shalom-158" || m.Commitments[0].From != passage.DateOf(2025, 10, 14) {
			t.Errorf("%+v", m)
		}

		// Amended: what was wrong is declared so, and nothing that was not touched changes.
		amend := p.get(page + "/amend")
		form = fieldsOf(amend)
		if form.Get("c0_day") != "100" || form.Get("a0_of") != "COGAT" || form.Get("s1_stand") != "contested" {
			t.Fatalf("the form begins with %v", form)
		}
		form.Set("c0_day", "120")
		for range 2 {
			p.send(page+"/amend", form, http.StatusSeeOther)
		}
		if n := o.size() - before; n != 3 {
			t.Errorf("%d facts after an amendment", n)
		}
		was := e.Records[0]
		e = o.engagement(string(e.ID))
		now := e.Records[0]
		was.Minutes.Commitments[0].TrucksPerDay = passage.Some(120)
		if len(e.Records) != 1 || now.Claimed != was.Claimed || fmt.Sprintf("%+v", now.Minutes) != fmt.Sprintf("%+v", was.Minutes) {
			t.Errorf("%d records, %+v\nwant %+v", len(e.Records), now.Minutes, was.Minutes)
		}
		// Who opened the form before that would overwrite what they have not seen.
		late := fieldsOf(amend)
		late.Set("form", p.formID(p.get("/engagements/new")))
		_, body = p.send(page+"/amend", late, http.StatusUnprocessableEntity)
		has(t, body, "meanwhile", `value="100"`)

		// Another organisation puts its own record beside it; another's is not its to amend.
		o.amendsOther(page, before)
		if o.person("wfp", access.Analyst).status(page+"/amend") != http.StatusNotFound {
			t.Error("who may not write sees the form")
		}
	})
}

// amendsOther lets another organisation add its record to an engagement.
func (o *office) amendsOther(page string, before int64) {
	o.t.Helper()
	q := o.person("unicef", access.Liaison)
	form := fieldsOf(q.get(page + "/amend"))
	if form.Get("fact") != "" || form.Get("c0_by") != "" || form.Get("subject") == "" {
		o.t.Errorf("another organisation begins with %v", form)
	}
	form.Set("s0_by", "COGAT")
	form.Set("s0_text", "They wait for hours.")
	form.Set("s0_about", "fact")
	q.send(page+"/amend", form, http.StatusSeeOther)
	has(o.t, html.UnescapeString(q.get(page)), "They wait for hours.", "Trucks wait for days.", "as recorded by \u2068unicef\u2069", "The other side said nothing of")
	if n := o.size() - before; n != 4 {
		o.t.Errorf("%d facts", n)
	}
}

// TestNoteStays holds that a note which a liaison officer may not read is not
// lost when they amend the record.
func TestNoteStays(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	p := o.person("wfp", access.Liaison)
	form := kerem(p.formID(p.get("/engagements/new")))
	form.Del("c0_day") // there is no scenario, so any door will do
	form.Del("a0_ask")
	form.Set("a0_of", "COGAT")
	form.Set("a0_what", "158 trucks")
	form.Set("note", "said in confidence")
	to, _ := p.send("/engagements/new", form, http.StatusSeeOther)
	page, _, _ := strings.Cut(to, "?")
	hasNot(t, p.get(page), "said in confidence")
	// Without a scenario there are no names and no day but today, which is not over.
	yesterday := passage.DateOf(time.Now().UTC().Date()) - 1
	var promises struct{ AsOf passage.Date }
	if err := json.Unmarshal([]byte(p.get("/commitments.json")), &promises); err != nil || promises.AsOf != yesterday {
		t.Errorf("judged as of %s, %v", promises.AsOf, err)
	}
	has(t, p.get("/commitments/C-"+page[len("/engagements/E-"):]+"-1"), "kerem-shalom", "not kept")
	form = fieldsOf(p.get(page + "/amend"))
	hasNot(t, p.get(page+"/amend"), "said in confidence")
	form.Set("subject", "Trucks, and hours")
	p.send(page+"/amend", form, http.StatusSeeOther)
	has(t, o.person("wfp", access.Liaison, access.Dispatcher).get(page), "said in confidence", "Trucks, and hours")
}

func (o *office) engagement(id string) passage.Engagement {
	o.t.Helper()
	e, err := o.desk.Engagement(o.t.Context(), desk.Caller{Org: "wfp", Scopes: []desk.Scope{desk.Sync}}, passage.EngagementID(id))
	if err != nil {
		o.t.Fatal(err)
	}
	return e
}

// status asks for a page and returns how it was answered.
func (p *person) status(path string) int {
	p.t.Helper()
	res, _ := p.ask(http.MethodGet, path, nil)
	return res.StatusCode
}

// TestConfidential holds that what is for one organisation alone is on no page
// and in no twin of another's, whatever its role.
func TestConfidential(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.gazaTables()
	referee := highs.New(highs.Options{Method: highs.IPM})
	t.Cleanup(func() { o.desk.Close(); referee.Close() })
	o.desk.PlanWith(lp.Backed{Near: ipm.Solver{}, Steps: simplex.Solver{}, Referee: referee})
	own := o.person("wfp", access.Liaison)
	form := kerem(own.formID(own.get("/engagements/new")))
	for name, value := range map[string]string{
		"reach": "organisation", "subject": "secret-subject", "p0_body": "secret-body", "s0_text": "secret-words", "a0_of": "secret-party", "a0_words": "secret-answer", "a1_of": "secret-party",
		"a1_what": "secret-ask", "c0_by": "secret-party", "c0_what": "secret-promise", "c0_to": "2025-10-18", "note": "secret-note",
	} {
		form.Set(name, value)
	}
	to, _ := own.send("/engagements/new", form, http.StatusSeeOther)
	page, _, _ := strings.Cut(to, "?")
	// Amended, so that a correction of it is in the ledger too.
	amended := fieldsOf(own.get(page + "/amend"))
	amended.Set("where", "secret-place")
	own.send(page+"/amend", amended, http.StatusSeeOther)
	promise := "/commitments/C-" + page[len("/engagements/E-"):] + "-1"
	for i, day := range []int{14, 14, 15} {
		f := loaded(fmt.Sprintf("W%d", i))
		f.Claimed = passage.InstantOf(time.Date(2025, 10, day, 6, 0, 0, 0, time.UTC))
		o.brings(f, passage.Fact{Org: "wfp", Kind: passage.Crossed, Waybill: f.Waybill, Place: "kerem-shalom", Claimed: f.Claimed})
	}
	own.ranked()
	// What was expected of the ask stands beside what crossed since.
	brief := own.get("/asks/kerem-shalom-158")
	has(t, anchors.ReplaceAllString(brief, ""), `<td>14 October</td><td class="n">158</td><td class="n">1.5</td><td class="n">–</td><td class="n">3</td>`, "3 of the 200 trucks due by now, reached on 0 of 2 days", "secret-answer")
	paths := []string{"/engagements", "/engagements.json", "/engagements.csv", "/engagements?q=secret", "/commitments", "/commitments.json", "/commitments.csv", "/asks", "/asks.json", "/asks.csv",
		"/asks/kerem-shalom-158", "/?on=2025-10-16", "/engagements/new"}
	theirs := []*person{o.person("unicef", access.Liaison), o.person("unicef", access.Analyst), o.person("unicef", access.Planner, access.Dispatcher, access.Liaison), o.person("unicef", access.Monitor)}
	for _, path := range paths {
		if body := strings.ReplaceAll(own.get(path), `value="secret"`, ""); !strings.Contains(body, "secret-") {
			t.Errorf("%s shows nothing of it to those whose record it is", path)
		}
		for _, q := range theirs {
			if _, body := q.ask(http.MethodGet, path, nil); strings.Contains(body, "secret-") || strings.Contains(body, page[len("/engagements/E-"):]) {
				t.Errorf("%s shows it to another organisation", path)
			}
		}
	}
	for _, path := range []string{page, page + "/amend", promise} {
		if own.status(path) != http.StatusOK {
			t.Errorf("%s is not there for those whose it is", path)
		}
		for _, q := range theirs {
			if q.status(path) != http.StatusNotFound {
				t.Errorf("%s is there for another organisation", path)
			}
		}
	}
}

// ranked waits until every ask is worked out.
func (p *person) ranked() {
	p.t.Helper()
	for begin := time.Now(); time.Since(begin) < 3*time.Minute; time.Sleep(100 * time.Millisecond) {
		var page struct{ Running bool }
		if err := json.Unmarshal([]byte(p.get("/asks.json")), &page); err != nil {
			p.t.Fatal(err)
		}
		if !page.Running {
			return
		}
	}
	p.t.Fatal("ranking the asks takes more than three minutes")
}

// TestJudgement holds commitments against trucks in a ledger.
func TestJudgement(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.gazaTables()
		at := func(day int) passage.Instant {
			return passage.InstantOf(time.Date(2025, 10, day, 6, 0, 0, 0, time.UTC))
		}
		// Kerem Shalom: two trucks on the 14th, one on the 15th, none on the 16th,
		// five on the 17th. The last fact is of the 20th.
		var facts []passage.Fact
		for day, n := range map[int]int{14: 2, 15: 1, 17: 5} {
			for i := range n {
				f := loaded(fmt.Sprintf("W%d-%d", day, i))
				f.Claimed = at(day)
				facts = append(facts, f, passage.Fact{Org: "wfp", Kind: passage.Crossed, Waybill: f.Waybill, Place: "kerem-shalom", Claimed: at(day) + 1})
			}
		}
		// On the road from the hub to Gaza city R1 went all the way and is told of twice,
		// R2 only set out, R3 came from elsewhere, and R4 came back that way.
		leg := func(id string, from, to passage.NodeID, set, came int) {
			f := loaded(id)
			f.From, f.To, f.Place, f.Claimed = from, to, from, at(set)
			facts = append(facts, f)
			if came > 0 {
				line := f.Lines[0]
				facts = append(facts, passage.Fact{Org: "wfp", Kind: passage.Arrived, Waybill: f.Waybill, Place: to, Claimed: at(came)},
					passage.Fact{Org: "wfp", Kind: passage.Received, Waybill: f.Waybill, Place: to, Lines: []passage.FactLine{line}, Claimed: at(came + 1)})
			}
		}
		leg("R1", "deir-al-balah-hub", "gaza-city", 14, 15)
		leg("R2", "deir-al-balah-hub", "gaza-city", 15, 0)
		leg("R3", "port", "gaza-city", 15, 16)
		leg("R4", "gaza-city", "deir-al-balah-hub", 16, 17)
		moved := loaded("W20")
		moved.Claimed = at(20)
		facts = append(facts, moved)
		promise := func(id, by, what string, more func(*passage.Commitment)) passage.Commitment {
			c := passage.Commitment{ID: passage.CommitmentID(id), By: by, What: what, Door: "kerem-shalom", From: passage.DateOf(2025, 10, 14)}
			more(&c)
			return c
		}
		day := func(d int) passage.Date { return passage.DateOf(2025, 10, d) }
		minutes := func(commitments ...passage.Commitment) *passage.Minutes {
			return &passage.Minutes{Form: passage.Meeting, Reach: passage.Operation, Subject: "doors", Commitments: commitments}
		}
		facts = append(facts,
			passage.Fact{Org: "wfp", Kind: passage.Engaged, Engagement: "E1", Claimed: at(13), Minutes: minutes(
				promise("kept", "COGAT", "eight in all", func(c *passage.Commitment) { c.Trucks, c.To = passage.Some(8), day(17) }),
				promise("partly", "cogat", "two a day", func(c *passage.Commitment) {
					c.TrucksPerDay, c.To, c.Ask = passage.Some(2), day(16), "kerem-shalom-158"
				}),
				promise("not", "COGAT", "Zikim open", func(c *passage.Commitment) { c.Door, c.To = "zikim", day(18) }),
				promise("behind", "COGAT", "ten a day", func(c *passage.Commitment) { c.TrucksPerDay, c.To = passage.Some(10), day(24) }),
				promise("road", "COGAT", "the road north", func(c *passage.Commitment) { c.Door, c.TrucksPerDay = "deir-al-balah-hub--gaza-city", passage.Some(80) }),
				promise("goods", "COGAT", "fuel", func(c *passage.Commitment) { c.Commodity, c.To = "medical-supplies", day(17) }),
				promise("later", "COGAT", "from November", func(c *passage.Commitment) { c.From = passage.DateOf(2025, 11, 1) }),
				promise("gone", "Egypt", "every day", func(c *passage.Commitment) { c.TrucksPerDay = passage.Some(1) }),
			)},
			passage.Fact{Org: "wfp", Kind: passage.Engaged, Engagement: "E2", Claimed: at(16), Minutes: minutes(
				promise("gone", "Egypt", "every day", func(c *passage.Commitment) { c.TrucksPerDay, c.Withdrawn = passage.Some(1), true }),
			)})
		o.brings(facts...)
		p := o.person("wfp", access.Liaison)
		var page struct {
			AsOf string
			Rows []struct {
				ID, Keeping, Text string
				Promised, Crossed float64
				Lapses, Withdrawn bool
			}
			Records []struct {
				Of                                                              string
				Kept, Partly, NotKept, Running, Withdrawn, Unmeasured, Promises int
			}
		}
		if err := json.Unmarshal([]byte(p.get("/commitments.json")), &page); err != nil {
			t.Fatal(err)
		}
		if page.AsOf != "2025-10-20" {
			t.Errorf("judged as of %s", page.AsOf)
		}
		want := map[string]string{
			"kept": "kept: 8 of 8 trucks", "partly": "kept in part: 3 of 6 trucks, reached on 1 of 3 days", "not": "not kept: trucks crossed on 0 of 5 days",
			"behind": "behind so far: 8 of the 70 trucks due by now, reached on 0 of 7 days", "road": "behind so far: 1 of the 560 trucks due by now, reached on 0 of 7 days",
			"goods": "not kept: trucks crossed on 0 of 4 days", "later": "not begun: Begins on 1 November 2025.", "gone": "withdrawn: Withdrawn on 16 October 2025. Until then: 3 of 2 trucks, reached on 2 of 2 days",
		}
		for _, row := range page.Rows {
			text := strings.NewReplacer("\u2068", "", "\u2069", "").Replace(row.Text)
			if text != want[row.ID] {
				t.Errorf("%s: %q, want %q", row.ID, text, want[row.ID])
			}
			if row.Lapses != (row.ID == "behind") || row.Withdrawn != (row.ID == "gone") {
				t.Errorf("%+v", row)
			}
			delete(want, row.ID)
		}
		if len(want) > 0 || len(page.Records) != 2 {
			t.Fatalf("lacking %v; records %+v", want, page.Records)
		}
		if k := page.Records[0]; k.Kept != 1 || k.Partly != 1 || k.NotKept != 2 || k.Running != 3 || k.Unmeasured != 0 || k.Promises != 7 {
			t.Errorf("%+v", k)
		}
		// The figure leads to its trucks: for who sees them, and as a number for others.
		body := p.get("/commitments/partly")
		has(t, body, "W14-0", "W14-1", "W15-0", "158 trucks a day")
		hasNot(t, body, "W17-0", "not yours to read")
		body = p.get("/commitments/road")
		has(t, body, "/waybills/R1\"")
		hasNot(t, body, "/waybills/R2", "/waybills/R3", "/waybills/R4")
		body = p.get("/doors/deir-al-balah-hub--gaza-city/crossed?from=2025-10-14&to=2025-10-20")
		has(t, body, "This is a road", "/waybills/R1\"")
		hasNot(t, body, "/waybills/R2", "/waybills/R3", "/waybills/R4")
		body = o.person("unicef", access.Monitor).get("/commitments/partly")
		has(t, html.UnescapeString(body), "3 of 6 trucks", "The waybills of 3 of them")
		hasNot(t, body, "W14-0")
		// As of an earlier day, and by holder and state.
		has(t, html.UnescapeString(p.get("/commitments?on=2025-10-15")), "15 October 2025", "3 of the 4 trucks due by now, reached on 1 of 2 days")
		rows, err := csv.NewReader(strings.NewReader(p.get("/commitments.csv?holder=egypt"))).ReadAll()
		if err != nil || len(rows) != 2 || rows[1][0] != "gone" {
			t.Errorf("of Egypt: %v, %v", rows, err)
		}
		rows, err = csv.NewReader(strings.NewReader(p.get("/commitments.csv?state=wanting"))).ReadAll()
		if err != nil || len(rows) != 6 {
			t.Errorf("wanting: %v, %v", rows, err)
		}
		has(t, p.get("/"), "ten a day", "lapses in", "Zikim open", "two a day")
		hasNot(t, p.get("/"), "eight in all", "every day</a>", "from November")
		has(t, p.get("/engagements?q=ROAD"), "/engagements/E1")
		hasNot(t, p.get("/engagements?body=egypt&q=road+north"), "/engagements/E2")
	})
}

// TestExtended extends and withdraws a commitment by choosing it.
func TestExtended(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.gazaTables()
	p := o.person("wfp", access.Liaison)
	to, _ := p.send("/engagements/new", kerem(p.formID(p.get("/engagements/new"))), http.StatusSeeOther)
	first := to[len("/engagements/E-"):strings.Index(to, "?")]
	for i, change := range []url.Values{{"c0_to": {"2025-11-15"}}, {"c0_withdrawn": {"yes"}}} {
		form := url.Values{"form": {p.formID(p.get("/engagements/new"))}, "at": {fmt.Sprintf("2025-10-2%dT08:00", i)}, "form_of": {"call"}, "subject": {"more"}, "reach": {"operation"}, "c0_id": {"C-" + first + "-1"}}
		for name, values := range change {
			form[name] = values
		}
		p.send("/engagements/new", form, http.StatusSeeOther)
	}
	all, err := o.desk.Engagements(t.Context(), desk.Caller{Org: "wfp", Scopes: desk.Scopes})
	if err != nil {
		t.Fatal(err)
	}
	promises := passage.Promises(all)
	if len(promises) != 1 {
		t.Fatalf("%d commitments", len(promises))
	}
	c := promises[0]
	if c.By != "COGAT" || c.To != passage.DateOf(2025, 11, 15) || c.TrucksPerDay.Value != 100 || c.RedLines != "none may be armed" || !c.Withdrawn || c.Made.Day() != passage.DateOf(2025, 10, 14) {
		t.Errorf("%+v", c)
	}
	body := p.get("/commitments/C-" + first + "-1")
	if n := strings.Count(body, "as recorded by"); n != 3 {
		t.Errorf("%d engagements speak of it", n)
	}
	unknown := url.Values{"form": {p.formID(p.get("/engagements/new"))}, "at": {"2025-10-22T08:00"}, "form_of": {"call"}, "subject": {"x"}, "reach": {"operation"}, "c0_id": {"C-none"}}
	_, body = p.send("/engagements/new", unknown, http.StatusUnprocessableEntity)
	has(t, html.UnescapeString(body), "No commitment is called \u2068C-none\u2069")
}

// fieldsOf reads the form on a page as a browser would send it.
func fieldsOf(body string) url.Values {
	form := url.Values{}
	body = between(body, `class="fields"`, "</form>")
	for _, m := range regexp.MustCompile(`<input([^>]*)>`).FindAllStringSubmatch(body, -1) {
		name, value := attribute(m[1], "name"), attribute(m[1], "value")
		if strings.Contains(m[1], `type="checkbox"`) && !strings.Contains(m[1], " checked") {
			continue
		}
		form.Add(name, value)
	}
	for _, m := range regexp.MustCompile(`(?s)<textarea([^>]*)>(.*?)</textarea>`).FindAllStringSubmatch(body, -1) {
		form.Add(attribute(m[1], "name"), html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<select([^>]*)>(.*?)</select>`).FindAllStringSubmatch(body, -1) {
		value := ""
		if chosen := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(m[2]); chosen != nil {
			value = html.UnescapeString(chosen[1])
		}
		form.Add(attribute(m[1], "name"), value)
	}
	return form
}

func attribute(tag, name string) string {
	m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}
