package pages_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/access"
	"passage/internal/store/storetest"
)

// TestClearance submits an item, follows it to a rejection, and sees what it is
// elsewhere.
func TestClearance(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		o := newOffice(t, place)
		o.inGaza()
		p := o.person("wfp", access.Liaison)
		day := func(d int) passage.Instant { return passage.InstantOf(time.Date(2025, 10, d, 9, 0, 0, 0, time.UTC)) }
		o.brings(
			passage.Fact{Org: "iom", Kind: passage.Sought, Place: "zikim", Claimed: day(1), Clearance: &passage.Clearance{Item: "Solar panel 400 W", To: "Office Z", Channel: "platform"}},
			passage.Fact{Org: "iom", Kind: passage.Sought, Place: "zikim", Claimed: day(2), Clearance: &passage.Clearance{Item: "Blankets", To: "Office Z", Channel: "platform"}})
		other := clearanceAt(p, "Solar panel 400 W")
		p.send(other, url.Values{"form": {newForm()}, "at": {"2025-10-05T09:00"}, "status": {"approved"}, "party": {"Office Z"}}, http.StatusSeeOther)

		form := url.Values{"form": {p.formID(p.get("/clearances/new"))}, "item": {"solar panel, 400 W"}, "spec": {"monocrystalline"}, "amount": {"120"}, "unit": {"pieces"}, "place": {"Kerem Shalom"},
			"to": {"Office K"}, "channel": {"form"}, "submitted": {"2025-10-10T08:00"}, "ref": {"C-9"}, "commodity": {""}}
		form.Set("to", "")
		_, body := p.send("/clearances/new", form, http.StatusUnprocessableEntity)
		has(t, body, "Say who decides", `value="solar panel, 400 W"`, ">monocrystalline</textarea>", `value="120"`, `value="pieces"`, `value="C-9"`)
		form.Set("to", "Office K")
		before := o.size()
		where, _ := p.send("/clearances/new", form, http.StatusSeeOther)
		p.send("/clearances/new", form, http.StatusSeeOther)
		if o.size() != before+1 {
			t.Fatalf("%d facts more", o.size()-before)
		}
		where = strings.TrimSuffix(where, "?said=saved")
		has(t, p.get(where), "Nothing received from \u2068Office K\u2069. Silence is neither approval nor rejection.", "no decision for", "The same item elsewhere", "Office Z")
		follow := func(status int, pairs ...string) string {
			f := url.Values{"form": {newForm()}}
			for i := 0; i < len(pairs); i += 2 {
				f.Set(pairs[i], pairs[i+1])
			}
			_, body := p.send(where, f, status)
			return body
		}
		has(t, follow(http.StatusUnprocessableEntity, "status", "rejected", "at", "2025-10-14T09:00", "ref", "L-1"), "Give the reason as it was stated", `value="L-1"`)
		has(t, follow(http.StatusUnprocessableEntity, "status", "questioned", "at", "2025-10-14T09:00"), "Say what is asked")
		has(t, follow(http.StatusUnprocessableEntity, "status", "approved", "at", "2025-10-01T09:00"), "before it was submitted")
		follow(http.StatusUnprocessableEntity, "status", "acknowledged", "at", "2025-10-14T09:00") // of notifications
		follow(http.StatusSeeOther, "status", "questioned", "at", "2025-10-12T09:00", "reason", "which inverter?")
		follow(http.StatusSeeOther, "status", "rejected", "at", "2025-10-14T09:00", "reason", "dual use")
		body = p.get(where)
		has(t, body, "which inverter?", "dual use", "4 days", "The same item was approved at \u2068Zikim\u2069 on", "Rejected")
		hasNot(t, body, "Blankets")
		has(t, p.get(other), "The same item was rejected at \u2068Kerem Shalom\u2069 on")
		table := p.get("/clearances?by=item")
		has(t, table, "Kerem Shalom", "Zikim", "Rejected", "Approved", "Blankets")
		if rows := strings.Count(between(table, "<tbody>", "</tbody>"), "<tr>"); rows != 2 {
			t.Errorf("%d rows of items", rows)
		}
		has(t, p.get("/clearances.csv"), `"solar panel, 400 W",,monocrystalline,120,pieces,kerem-shalom,form,Office K,wfp,C-9,2025-10-10T08:00:00Z,rejected,rejected,2025-10-14T09:00:00Z,dual use,4,`)
		has(t, p.get("/clearances.csv?by=item"), "item,kerem-shalom / form,zikim / platform", `"solar panel, 400 W: rejected 2025-10-14T09:00:00Z"`)
		has(t, p.get("/clearances.json"), `"Decision":"rejected"`)
		hasNot(t, p.get("/clearances?state=rejected"), "Blankets", "Solar panel 400 W<")
		has(t, p.get("/clearances?item=SOLAR++panel"), "solar panel, 400 W", "Solar panel 400 W")
		has(t, p.get("/clearances?state=silent&door=zikim"), "Blankets")
		reader := o.person("unrwa", access.Analyst)
		hasNot(t, reader.get(where), `name="status"`)
		reader.send(where, url.Values{"form": {newForm()}, "status": {"approved"}, "at": {"2025-10-14T09:00"}}, http.StatusNotFound)
		if res, _ := reader.ask(http.MethodGet, "/clearances/new", nil); res.StatusCode != http.StatusNotFound {
			t.Error(res.Status)
		}
	})
}

// clearanceAt returns the page of a clearance by its item.
func clearanceAt(p *person, item string) string {
	p.t.Helper()
	body := p.get("/clearances")
	i := strings.Index(body, "<bdi>"+item+"</bdi>")
	if i < 0 {
		p.t.Fatalf("no %s", item)
	}
	j := strings.LastIndex(body[:i], `href="`)
	return between(body[j:], `href="`, `"`)
}

// TestManyClearances: a page shows two hundred and leads on, with what was asked
// for; a table has all.
func TestManyClearances(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	var facts []passage.Fact
	for i := range 450 {
		facts = append(facts, passage.Fact{Org: "iom", Kind: passage.Sought, Place: "zikim", Claimed: passage.Instant(1_760_000_000+i) * 1_000_000, Clearance: &passage.Clearance{Item: fmt.Sprint("item ", i), To: "Office"}})
	}
	o.brings(facts...)
	p := o.person("wfp", access.Liaison)
	seen := 0
	path := "/clearances?item=item"
	for pages := 0; path != "" && pages < 9; pages++ {
		body := p.get(path)
		seen += strings.Count(body, `<th scope="row">`)
		path = html.UnescapeString(between(body, `rel="next" href="`, `"`))
		if path != "" && !strings.Contains(path, "item=item") {
			t.Errorf("what was asked for is gone: %s", path)
		}
	}
	if rows := strings.Count(p.get("/clearances.csv"), "\n"); seen != 450 || rows != 451 {
		t.Errorf("%d rows on pages, %d lines in the table", seen, rows)
	}
	p.get("/clearances?from=-3")
	p.get("/clearances?from=99999")
}
