package pages

import (
	"strings"
	"testing"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
)

// TestGivenFigures holds words and table of what was given to sums worked out by hand:
// what was pledged is in the table once, beside goods of its weight and of no other
// unit, and a reader of their own rows is told of no other pledge.
func TestGivenFigures(t *testing.T) {
	sc := pair()
	sc.Supplies = []passage.Supply{
		{Donor: "echo", Commodity: "flour", T: 1000, Kind: "stock"},
		{Donor: "ECHO ", Commodity: "flour", T: 250, Kind: "pledge", Ready: sc.Start + 9},
		{Donor: "echo", Commodity: "tent", T: 3, Kind: "pledge"},
		{Donor: "usaid", Commodity: "flour", T: 7, Kind: "pledge"},
		{Commodity: "flour", T: 9, Kind: "stock"},
	}
	sums := []desk.Given{
		{Owner: "wfp", Commodity: "flour", Unit: "g", Consignments: 1, Amounts: desk.Amounts{Released: 5_000_000, Loaded: 5_000_000, Received: 5_000_000}},
		{Donor: "echo", Owner: "rc", Commodity: "flour", Unit: "g", Consignments: 1, Amounts: desk.Amounts{Released: 100_000_000, Loaded: 100_000_000, Received: 100_000_000}},
		{Donor: "echo", Owner: "wfp", Commodity: "flour", Unit: "g", Consignments: 2, Amounts: desk.Amounts{
			Released: 700_000_000, Loaded: 663_250_000, OnRoad: 100_000_000, AtHubs: 20_000_000, Adrift: 50_000, Received: 540_000_000, Lost: 3_200_000}},
		{Donor: "echo", Owner: "wfp", Commodity: "tent", Unit: "piece", Consignments: 1, Amounts: desk.Amounts{Released: 40, Loaded: 40, Received: 38, Damaged: 2}},
		{Donor: "usaid", Commodity: "flour", Unit: "g", Consignments: 1, Amounts: desk.Amounts{Released: 2_000_000}}, // nobody said whose it is
		{Donor: "none", Owner: "wfp", Commodity: "tent", Unit: "piece"},                                              // corrected away
	}
	head := "donor,owner,commodity,name,unit,pledged,of_that_to_come,consignments,released,loaded,on_road,at_hubs,received,lost,damaged,diverted,returned,not_accounted_for,more_than_released"
	own := []string{
		"echo,,flour,flour,t,1250,250,0,0,0,0,0,0,0,0,0,0,0,0",
		"echo,rc,flour,flour,t,,,1,100,100,0,0,100,0,0,0,0,0,0",
		"echo,wfp,flour,flour,t,,,2,700,663.25,100,20,540,3.2,0,0,0,0.05,0",
		"echo,,tent,tent,t,3,0,0,0,0,0,0,0,0,0,0,0,0,0",
		"echo,wfp,tent,tent,piece,,,1,40,40,0,0,38,0,2,0,0,0,0",
	}
	all := append(own[:len(own):len(own)], "usaid,,flour,flour,t,7,0,1,2,0,0,0,0,0,0,0,0,0,0", ",wfp,flour,flour,t,,,1,5,5,0,0,5,0,0,0,0,0,0")
	echo := "Of 1,253 t pledged, 800 t were released: 640 t received, 120 t on the way, 36.8 t not loaded yet, 3.2 t lost, 50 kg not accounted for."
	for _, c := range []struct {
		name   string
		caller desk.Caller
		filter givenFilter
		from   passage.Date
		sums   []desk.Given
		rows   []string
		words  []string
	}{
		{"all", desk.Caller{Org: "un", Scopes: []access.Right{access.Read}}, givenFilter{}, 0, sums, all, []string{echo, "Of 7 t pledged, 2 t were released: 2 t not loaded yet.", "5 t were released: 5 t received."}},
		{"of one donor", desk.Caller{Org: "un", Scopes: []access.Right{access.Read}}, givenFilter{Donor: "echo"}, 0, sums, own, []string{echo}},
		{"a donor's desk", desk.Caller{Org: "echo", Scopes: []access.Right{access.ReadOwn}}, givenFilter{}, 0, sums[1:4], own, []string{echo}},
		{"a donor's desk, before anything is released", desk.Caller{Org: "usaid", Scopes: []access.Right{access.ReadOwn}}, givenFilter{}, 0, nil,
			[]string{"usaid,,flour,flour,t,7,0,0,0,0,0,0,0,0,0,0,0,0,0"}, []string{"Of 7 t pledged, nothing is released yet."}},
		{"another's, over some days", desk.Caller{Org: "rc", Scopes: []access.Right{access.ReadOwn}}, givenFilter{}, 700_000, sums[1:2], own[1:2], []string{"100 t were released: 100 t received."}},
	} {
		at := read(t, sc, "en")
		r := &request{T: at.n.t, Caller: c.caller}
		n := names{}
		p := givenPage{Filter: c.filter, From: c.from}
		p.add(c.sums, pledgesOf(r, at, false), &n)
		var words []string
		for i := range p.Given {
			p.Given[i].tell(r, &p, at)
			words = append(words, strings.NewReplacer("\u00a0", " ", "\u2068", "", "\u2069", "").Replace(p.Given[i].Text))
		}
		var b strings.Builder
		if err := csvRows(t.Context(), &b, "", tableLines(p, true)); err != nil {
			t.Fatal(err)
		}
		if got, want := strings.TrimSpace(b.String()), head+"\n"+strings.Join(c.rows, "\n"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, want)
		}
		if got, want := strings.Join(words, "\n"), strings.Join(c.words, "\n"); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, want)
		}
	}
	if p := (givenPage{hxl: true}); len(p.Tags()) != strings.Count(head, ",")+1 {
		t.Errorf("%d hashtags over %s", len(p.Tags()), head)
	}
	// In a rehearsal a donor is called as its consignments have it.
	at := read(t, sc, "en")
	told := pledgesOf(&request{T: at.n.t, Caller: desk.Caller{Org: "echo" + passage.SimName, Scopes: []access.Right{access.ReadOwn}}}, at, true)
	if len(told) != 3 || told[0].donor != "echo"+passage.SimName {
		t.Errorf("a rehearsal tells its donor of the pledges %+v", told)
	}
}
