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
	"passage/internal/store/storetest"
)

// TestPromisedAmounts has amounts of goods promised through a crossing, sends three
// trucks, of which one was robbed before it and one behind it, and reads what came of
// the promises.
func TestPromisedAmounts(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.gazaTables()
	p := o.person("wfp", access.Liaison)
	typed := func(change url.Values) url.Values {
		form := url.Values{"form": {p.formID(p.get("/engagements/new"))}, "at": {"2025-10-13T05:00"}, "form_of": {"meeting"}, "subject": {"flour and tents"}, "reach": {"operation"},
			"c0_by": {"COGAT"}, "c0_what": {"100 tonnes of flour by Sunday"}, "c0_door": {"zikim"}, "c0_commodity": {"Wheat flour"}, "c0_amount": {"100"}, "c0_unit": {"t"}, "c0_from": {"2025-10-13"}, "c0_to": {"2025-10-19"},
			"c1_by": {"COGAT"}, "c1_what": {"600 tents"}, "c1_door": {"zikim"}, "c1_commodity": {"tent"}, "c1_amount": {"600"}, "c1_unit": {"piece"}, "c1_from": {"2025-10-13"}, "c1_to": {"2025-10-26"},
			"c2_by": {"Egypt"}, "c2_what": {"12 tonnes of flour a day"}, "c2_door": {"zikim"}, "c2_commodity": {"wheat-flour"}, "c2_amount": {"12"}, "c2_unit": {"t"}, "c2_each": {"yes"}, "c2_from": {"2025-10-13"},
			"rows_commitments": {"3"},
		}
		for name, values := range change {
			form[name] = values
		}
		return form
	}
	for field, test := range map[string]struct {
		change url.Values
		says   string
	}{
		"c0_unit":      {url.Values{"c0_unit": {""}}, "Choose the unit of the amount."},
		"c0_amount":    {url.Values{"c0_all": {"5"}}, "There are trucks too."},
		"c0_to":        {url.Values{"c0_to": {""}}, "An amount in all by when?"},
		"c2_amount":    {url.Values{"c2_amount": {""}, "c2_unit": {""}}, "It says each day, and there is no amount."},
		"c0_door":      {url.Values{"c0_door": {""}}, "no door at which to count"},
		"c1_commodity": {url.Values{"c1_commodity": {""}}, "only a weight can be added up"},
		"c1_amount":    {url.Values{"c1_amount": {"0"}}, "a number above 0"},
		"c1_from":      {url.Values{"c1_amount": {"12.5"}}, "finer than"},
		"c1_unit":      {url.Values{"c1_amount": {""}}, "There is a unit and no amount."},
	} {
		_, body := p.send("/engagements/new", typed(test.change), http.StatusUnprocessableEntity)
		has(t, html.UnescapeString(body), test.says, "100 tonnes of flour by Sunday", `id="f-`+field+`"`)
	}
	to, _ := p.send("/engagements/new", typed(nil), http.StatusSeeOther)
	engagement := to[:strings.Index(to, "?")]
	tail := engagement[len("/engagements/E-"):]

	at := func(day, hour int) passage.Instant {
		return passage.InstantOf(time.Date(2025, 10, day, hour, 0, 0, 0, time.UTC))
	}
	flour := passage.FactLine{Consignment: "C1", Line: 1, Commodity: "wheat-flour", Unit: passage.Grams, Amount: 25_000_000}
	took := func(w string, day, hour int, place passage.NodeID, tonnes int64) passage.Fact {
		line := flour
		line.Amount = tonnes * 1e6
		return passage.Fact{Org: "wfp", Kind: passage.Intercepted, How: passage.UnarmedCrowd, Waybill: passage.WaybillID(w), Place: place, Claimed: at(day, hour), Lines: []passage.FactLine{line}}
	}
	for i, w := range []string{"W1", "W2", "W3"} {
		f := loaded(w)
		f.Claimed, f.Lines = at(14+i, 6), []passage.FactLine{flour}
		if w == "W3" { // tents by weight, which no piece has
			tents := flour
			tents.Line, tents.Commodity, tents.Amount = 2, "tent", 4_000_000
			f.Lines = append(f.Lines, tents)
		}
		o.brings(f, passage.Fact{Org: "wfp", Kind: passage.Crossed, Waybill: passage.WaybillID(w), Place: "zikim", Claimed: at(14+i, 12)})
	}
	o.brings(took("W1", 14, 9, "zikim", 5), took("W2", 15, 15, "zikim", 20), passage.Fact{Org: "wfp", Kind: passage.Departed, Waybill: "W3", Claimed: at(20, 6)})

	kept := plain(p.get("/commitments?on=2025-10-20"))
	has(t, kept, "100 t in all", "kept in part", "70 t of 100 t", "600 pieces in all",
		"0 pieces of 343 pieces passed, and the waybill of one truck states such goods in another unit or not at all")
	has(t, plain(p.get("/commitments?on=2025-10-16")), "70 t of the 57.2 t due by now", "on course", "12 t a day", "70 t of the 48 t due by now, reached on 3 of 4 days")
	body := plain(p.get("/commitments/C-" + tail + "-1"))
	has(t, body, "Wheat flour</bdi> · 100 t in all", "what a truck still had aboard as it passed", ">20 t<", ">25 t<", "W1", `max="1e+08" value="7e+07"`)
	has(t, plain(p.get("/commitments/C-"+tail+"-2")), "cannot be told", "W3")
	has(t, plain(p.get("/commitments/C-"+tail+"-3?on=2025-10-20")), "behind", "70 t of the 96 t due by now, reached on 3 of 8 days", ">12 t<", ">20 t<")
	csv := p.get("/commitments.csv?on=2025-10-20")
	has(t, csv, "trucks_in_all,amount,unit,each_day,permit", ",100000000,g,false,", ",12000000,g,true,", ",goods,partly,", ",100000000,70000000,0,7,", ",goods,unmeasured,other_unit,")
	var page struct {
		Rows []struct {
			ID, Unit, Keeping         string
			Amount, Promised, Crossed float64
			Unsaid                    int
			EachDay                   bool
		}
	}
	if err := json.Unmarshal([]byte(p.get("/commitments.json?on=2025-10-20")), &page); err != nil {
		t.Fatal(err)
	}
	for _, row := range page.Rows {
		if partly := row.Unit == "g" && row.Keeping == "partly" && row.Amount == 1e8 && row.Crossed == 7e7 && !row.EachDay; !partly && !(row.EachDay && row.Amount == 12e6 && row.Keeping == "behind") && !(row.Unit == "piece" && row.Unsaid == 1) {
			t.Errorf("%+v", row)
		}
	}
	// Whoever sees own rows alone is told how much passed, and not what each truck had.
	other := plain(o.person("unicef", access.Monitor).get("/commitments/C-" + tail + "-1"))
	has(t, other, "70 t of 100 t", "The waybills of 3 of them are not yours to read")
	hasNot(t, other, ">25 t<", ">20 t<", "W2")

	// It is put off: all that is typed is the new day.
	more := url.Values{"form": {p.formID(p.get("/engagements/new"))}, "at": {"2025-10-19T05:00"}, "form_of": {"call"}, "subject": {"later"}, "reach": {"operation"},
		"c0_id": {"C-" + tail + "-1"}, "c0_to": {"2025-10-26"}}
	p.send("/engagements/new", more, http.StatusSeeOther)
	has(t, plain(p.get("/commitments?on=2025-10-20")), "behind", "70 t of the 57.2 t due by now")
	// An amount a day is put off too, and stays one.
	less := url.Values{"form": {p.formID(p.get("/engagements/new"))}, "at": {"2025-10-19T05:30"}, "form_of": {"call"}, "subject": {"until Friday"}, "reach": {"operation"},
		"c0_id": {"C-" + tail + "-3"}, "c0_to": {"2025-10-17"}}
	p.send("/engagements/new", less, http.StatusSeeOther)
	has(t, plain(p.get("/commitments?on=2025-10-20")), "12 t a day", "70 t of 60 t, reached on 3 of 5 days")
	// What was an amount becomes trucks.
	instead := url.Values{"form": {p.formID(p.get("/engagements/new"))}, "at": {"2025-10-19T06:00"}, "form_of": {"call"}, "subject": {"trucks"}, "reach": {"operation"},
		"c0_id": {"C-" + tail + "-2"}, "c0_all": {"80"}}
	p.send("/engagements/new", instead, http.StatusSeeOther)
	body = plain(p.get("/commitments?on=2025-10-20"))
	has(t, body, "80 trucks in all")
	hasNot(t, body, "600 pieces")
	if form := fieldsOf(p.get(engagement + "/amend")); form.Get("c0_amount") != "100" || form.Get("c0_unit") != "t" || form.Get("c1_unit") != "piece" || form.Get("c2_each") != "yes" || form.Get("c0_each") != "" {
		t.Errorf("the form of the record has %s %s and %s", form.Get("c0_amount"), form.Get("c0_unit"), form.Get("c1_unit"))
	}
	// A report is read into the same fields; where it is not clear of which goods, the
	// amount stays empty.
	for of, want := range map[string][4]string{"wheat flour": {"250", "t", "wheat-flour"}, "flour": {"250", "t", "wheat-flour"}, "flour a day": {"250", "t", "wheat-flour", "yes"},
		"humanitarian aid": {"250", "t", ""}, "kits": {}, "kits a day": {}, "marmalade": {}} {
		read := filled(p.get("/engagements/read"))
		read.Set("text", "Access cell, readout\nEl Arish, 20 October 2025\n\nThe UN access coordinator, Mira Solberg, met on Monday in El Arish with the deputy governor of North Sinai, Samir Elwany.\n\nElwany promised 250 tonnes of "+of+" through Zikim until 30 October.")
		_, body := p.send("/engagements/read", read, http.StatusOK)
		f := filled(between(body, `<form class="fields"`, "</form>"))
		if got := [4]string{f.Get("c0_amount"), f.Get("c0_unit"), f.Get("c0_commodity"), f.Get("c0_each")}; got != want || f.Get("c0_door") != "zikim" {
			t.Errorf("of %s: %q at %q, want %q", of, got, f.Get("c0_door"), want)
		}
		if to := f.Get("c0_to"); to != "2025-10-30" {
			t.Errorf("of %s: until %q", of, to)
		}
		if words := f.Get("quote.c0_commodity"); (words == "kits") != strings.HasPrefix(of, "kits") {
			t.Errorf("of %s: the goods are read from %q", of, words)
		}
	}
	for language, wants := range map[string][2]string{"ar": {"100 طن إجمالًا", "12 طن في اليوم"}, "fr": {"100 t en tout", "12 t par jour"}, "tr": {"toplam 100 t", "günde 12 t"}} {
		p.language = language
		has(t, plain(p.get("/commitments?on=2025-10-20")), wants[0], wants[1])
	}
}
