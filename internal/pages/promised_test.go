package pages_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestPermitsAndSums asks for a permit and for money, has both promised, and sees
// from the ledger what came of them.
func TestPermitsAndSums(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.gazaTables()
	p := o.person("wfp", access.Liaison)
	to, _ := p.send("/clearances/new", url.Values{"form": {p.formID(p.get("/clearances/new"))}, "item": {"Surgical kits"}, "commodity": {"medical-equipment"}, "place": {"kerem-shalom"}, "to": {"COGAT"}, "submitted": {"2025-10-13T08:00"}}, http.StatusSeeOther)
	permit := strings.TrimPrefix(to[:strings.Index(to, "?")], "/clearances/")
	typed := func(change url.Values) url.Values {
		form := url.Values{"form": {p.formID(p.get("/engagements/new"))}, "at": {"2025-10-14T08:00"}, "form_of": {"meeting"}, "subject": {"kits and pumps"}, "reach": {"organisation"},
			"a0_of": {"COGAT"}, "a0_what": {"the kits"}, "a0_permit": {permit}, "a1_of": {"A donor"}, "a1_what": {"pumps"}, "a1_sum": {"2,000,000"}, "a1_answer": {"granted"},
			"c0_by": {"COGAT"}, "c0_what": {"an answer within a week"}, "c0_ask": {"#0"}, "c0_permit": {permit}, "c0_to": {"2025-10-20"},
			"c1_by": {"A donor"}, "c1_what": {"two million for pumps"}, "c1_ask": {"#1"}, "c1_sum": {"2000000"}, "c1_currency": {"EUR"}, "c1_to": {"2025-10-20"},
			"rows_asks": {"2"}, "rows_commitments": {"2"},
		}
		for name, values := range change {
			form[name] = values
		}
		return form
	}
	// What cannot be is said at its field, and nothing typed is lost.
	for field, test := range map[string]struct {
		change url.Values
		says   string
	}{
		"c0_permit":   {url.Values{"c0_door": {"zikim"}}, "more than one of a door, a permit and a sum"},
		"c1_sum":      {url.Values{"c1_door": {"zikim"}}, "more than one of a door, a permit and a sum"},
		"a1_sum":      {url.Values{"a1_sum": {""}, "a1_currency": {"USD"}}, "a currency and no sum"},
		"c1_currency": {url.Values{"c1_sum": {"0"}}, ""},
	} {
		_, body := p.send("/engagements/new", typed(test.change), http.StatusUnprocessableEntity)
		has(t, html.UnescapeString(body), test.says, "two million for pumps", `id="f-`+field+`"`)
	}
	to, _ = p.send("/engagements/new", typed(nil), http.StatusSeeOther)
	engagement := to[:strings.Index(to, "?")]
	body := plain(p.get(engagement))
	has(t, body, "Surgical kits, Kerem Shalom", "no decision is recorded", "2,000,000 USD", "2,000,000 EUR")
	tail := engagement[len("/engagements/E-"):]
	kits, pumps := "C-"+tail+"-1", "C-"+tail+"-2"
	judged := func(on, id string) (row struct {
		Keeping, Untold, Basis, Decision, Text string
		Promised, Crossed                      float64
	}) {
		t.Helper()
		var page struct {
			Rows []json.RawMessage
		}
		if err := json.Unmarshal([]byte(p.get("/commitments.json?on="+on)), &page); err != nil {
			t.Fatal(err)
		}
		for _, raw := range page.Rows {
			var named struct{ ID string }
			if json.Unmarshal(raw, &named); named.ID == id {
				if err := json.Unmarshal(raw, &row); err != nil {
					t.Fatal(err)
				}
			}
		}
		return row
	}
	// The newest fact is of the 20th, so that the pages show that day.
	crossed := loaded("K1")
	crossed.Lines[0].Commodity, crossed.Claimed = "medical-equipment", passage.InstantOf(time.Date(2025, 10, 17, 6, 0, 0, 0, time.UTC))
	o.brings(crossed, passage.Fact{Org: "wfp", Kind: passage.Crossed, Waybill: "K1", Place: "kerem-shalom", Claimed: crossed.Claimed + 1},
		passage.Fact{Org: "wfp", Kind: passage.Departed, Waybill: "K1", Claimed: passage.InstantOf(time.Date(2025, 10, 20, 6, 0, 0, 0, time.UTC))})
	if row := judged("2025-10-19", kits); row.Keeping != "waiting" || row.Basis != "permit" {
		t.Errorf("before the decision: %+v", row)
	}
	if row := judged("2025-10-20", kits); row.Keeping != "not_kept" {
		t.Errorf("without a decision when it is due: %+v", row)
	}
	p.send("/clearances/"+permit, url.Values{"form": {p.formID(p.get("/clearances/" + permit))}, "status": {"approved"}, "at": {"2025-10-16T08:00"}}, http.StatusSeeOther)
	if row := judged("2025-10-20", kits); row.Keeping != "kept" || row.Crossed != 1 || row.Decision != "approved" || !strings.Contains(plain(row.Text), "1 truck with it has passed since") {
		t.Errorf("approved and used: %+v", row)
	}
	has(t, plain(p.get("/clearances/"+permit)), "Asked for and promised", "an answer within a week", "approved on 16 October 2025")
	to, _ = p.send("/clearances/new", url.Values{"form": {p.formID(p.get("/clearances/new"))}, "item": {"Tents"}, "place": {"kerem-shalom"}, "to": {"COGAT"}, "submitted": {"2025-10-13T08:00"}}, http.StatusSeeOther)
	if other := p.get(to[:strings.Index(to, "?")]); !strings.Contains(other, "Tents") || strings.Contains(other, "an answer within a week") || strings.Contains(other, "Surgical kits") {
		t.Error("a clearance shows what is promised of another")
	}

	if row := judged("2025-10-19", pumps); row.Keeping != "waiting" || row.Basis != "payment" {
		t.Errorf("before it is due: %+v", row)
	}
	if row := judged("2025-10-20", pumps); row.Keeping != "unmeasured" || row.Untold != "no_payment" {
		t.Errorf("nobody says: %+v", row)
	}
	pay := func(who *person, sum, at, ref string, status int) string {
		t.Helper()
		page := "/commitments/" + pumps
		_, body := who.send(page+"/paid", url.Values{"form": {who.formID(who.get(page))}, "sum": {sum}, "at": {at}, "ref": {ref}}, status)
		return body
	}
	has(t, pay(p, "", "2025-10-18T08:00", "B-1", http.StatusUnprocessableEntity), "Say how much arrived", "B-1")
	pay(p, "1,500,000", "2025-10-18T08:00", "B-1", http.StatusSeeOther)
	pay(p, "1,500,000", "2025-10-19T08:00", "B-1", http.StatusSeeOther) // the same paper
	if row := judged("2025-10-20", pumps); row.Keeping != "partly" || row.Crossed != 1_500_000 || row.Promised != 2_000_000 || !strings.Contains(plain(row.Text), "1,500,000 of 2,000,000 EUR is stated to have arrived") {
		t.Errorf("in part: %+v", row)
	}
	body = p.get("/commitments/" + pumps)
	has(t, body, "B-1", "Record money that arrived")
	// What is of a confidential engagement is kept back with it, until it is public.
	other := o.person("unicef", access.Liaison)
	if status := other.status("/commitments/" + pumps); status != http.StatusNotFound {
		t.Errorf("another organisation gets %d", status)
	}
	for org, want := range map[passage.OrgID]bool{"wfp": true, "unicef": false} {
		var handed []string
		_, err := o.desk.Facts(t.Context(), desk.Caller{Name: "test", Org: org, Scopes: []desk.Scope{desk.Sync}}, 0, 1000, func(_ int64, body []byte) { handed = append(handed, string(body)) })
		if err != nil || strings.Contains(strings.Join(handed, "\n"), "B-1") != want {
			t.Errorf("%s is handed %v %s", org, err, handed)
		}
	}
	// A payment that never was is declared wrong.
	for range 2 {
		body = p.get("/commitments/" + pumps)
		form := between(body, `action="/commitments/`+pumps+`/wrong"`, "</form>")
		fact := between(between(form, `name="fact"`, "</select>"), `<option value="0`, `"`)
		p.send("/commitments/"+pumps+"/wrong", url.Values{"form": {p.formID(form)}, "fact": {"0" + fact}, "error": {"did_not_occur"}}, http.StatusSeeOther)
	}
	if row := judged("2025-10-20", pumps); row.Untold != "no_payment" {
		t.Errorf("declared wrong: %+v", row)
	}
}

// plain is a page's text without marks for directions.
func plain(body string) string {
	return strings.NewReplacer("\u2068", "", "\u2069", "", "\u00a0", " ").Replace(html.UnescapeString(body))
}
