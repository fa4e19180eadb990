package pages_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"passage"
	"passage/internal/access"
	"passage/internal/store/storetest"
)

// TestGiven is a donor's desk that follows what it gave: it sees its own, from the
// pledge to the receipt, is led by each figure to what that is made of, and learns of
// no other donor, neither from the page nor from its files.
func TestGiven(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	o.gazaTables()
	gift := func(id string, donor passage.OrgID, amount int64) {
		line := []passage.FactLine{{Consignment: passage.ConsignmentID("C" + id), Line: 1, Commodity: "wheat-flour", Unit: passage.Grams, Amount: amount * 1_000_000}}
		leg := passage.Fact{Org: "wfp", From: "el-arish", To: "kerem-shalom", Place: "el-arish", Lines: line}
		released, truck, in := leg, leg, leg
		released.Kind, released.Consignment, released.Owner, released.Donor = passage.Released, passage.ConsignmentID("C"+id), "wfp", donor
		truck.Kind, truck.Waybill = passage.Loaded, passage.WaybillID("W"+id)
		in.Kind, in.Waybill, in.Place = passage.Received, passage.WaybillID("W"+id), "kerem-shalom"
		in.Lines = []passage.FactLine{{Consignment: line[0].Consignment, Line: 1, Commodity: "wheat-flour", Unit: passage.Grams, Amount: (amount - 2) * 1_000_000, Missing: 1_000_000, Damaged: 1_000_000, Reason: "wet"}}
		o.brings(released, truck, in)
	}
	gift("1", "UNRWA", 20)
	gift("2", "WFP and partners", 40)
	line := []passage.FactLine{{Consignment: "C3", Line: 1, Commodity: "wheat-flour", Unit: passage.Grams, Amount: 5_000_000}}
	back := passage.Fact{Kind: passage.Returned, Waybill: "W3", Org: "wfp", From: "el-arish", To: "kerem-shalom", Place: "el-arish", Lines: line, Reason: "turned away"}
	released, truck := back, back
	released.Kind, released.Waybill, released.Consignment, released.Owner, released.Donor, released.Reason = passage.Released, "", "C3", "wfp", "UNRWA", ""
	truck.Kind, truck.Reason = passage.Loaded, ""
	back.From, back.To = "", ""
	o.brings(released, truck, back)

	donor, all := o.person("UNRWA", access.DonorDesk), o.person("wfp", access.Planner)
	body := donor.get("/given")
	has(t, body, "Of 57,300\u00a0t pledged, 25\u00a0t were released: 18\u00a0t received, 1\u00a0t lost, 1\u00a0t damaged, 5\u00a0t returned.", "what others gave is left out")
	for _, path := range []string{"/given", "/given.csv", "/given.json", "/given?donor=WFP+and+partners", "/given.json?from=2025-10-01&to=2025-10-31"} {
		hasNot(t, donor.get(path), "WFP and partners</", "nine agencies", "C2")
	}
	has(t, all.get("/given"), "UNRWA", "WFP and partners", "nine agencies")
	hasNot(t, all.get("/given"), "what others gave is left out")
	hasNot(t, all.get("/given?donor=UNRWA"), `<bdi>WFP and partners</bdi>`)
	has(t, all.get("/needs/who"), `href="/given"`)
	has(t, donor.get("/consignments/C1"), `href="/given?donor=UNRWA"`)

	row := regexp.MustCompile(`(?s)<tr><th scope="row"><bdi>Wheat flour</bdi>.*?</tr>`).FindString(body)
	led := regexp.MustCompile(`data-head="([^"]+)"><a href="([^"]+)">`).FindAllStringSubmatch(row, -1)
	want := map[string]string{"Pledged": "unrwa-egypt-wheat-flour", "Released": ">C1<", "Loaded": ">W1<", "Received": ">W1<", "Returned": ">W3<", "Lost": ">W1<", "Damaged": ">W1<"}
	for _, link := range led {
		has(t, donor.get(html.UnescapeString(link[2])), want[link[1]])
		hasNot(t, donor.get(html.UnescapeString(link[2])), "C2", ">W2<")
		if strings.Contains(link[2], "became=") {
			other := map[string]string{">W1<": ">W3<", ">W3<": ">W1<"}[want[link[1]]]
			hasNot(t, donor.get(html.UnescapeString(link[2])), other)
		}
		delete(want, link[1])
	}
	if len(want) > 0 {
		t.Errorf("no figure leads to %v in\n%s", want, row)
	}

	if file := donor.get("/given.csv?hxl=1"); !strings.Contains(file, "\n#org+funder,#org+impl,") {
		t.Errorf("no hashtags below the head:\n%s", file)
	}
	later := donor.get("/given?from=2025-10-26") // than all that was released; pledges have no such day
	has(t, later, "24,000\u00a0t", "Pledges have no such day")
	hasNot(t, later, "were released", ">20\u00a0t<")
	has(t, donor.get("/given?from=soon"), "wrong-from")
	has(t, donor.get("/given?from=2025-10-26&to=2025-10-25"), "wrong-to")

	keeper := o.person("wfp", access.Administrator) // who reads no goods
	for _, ending := range []string{"", ".csv", ".json", ".xlsx"} {
		there, text := keeper.ask(http.MethodGet, "/given"+ending, nil)
		nowhere, missing := keeper.ask(http.MethodGet, "/taken"+ending, nil)
		if there.StatusCode != nowhere.StatusCode || strings.Contains(text, "UNRWA") || between(text, "<main", "</main>") == "" != (between(missing, "<main", "</main>") == "") {
			t.Errorf("/given%s answers an administrator with %s, what is not there with %s", ending, there.Status, nowhere.Status)
		}
	}
}
