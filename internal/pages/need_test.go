package pages

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"passage"
	"passage/internal/desk"
	"passage/internal/draw"
	"passage/internal/exchange"
	"passage/internal/report"
	"passage/internal/tongue"
)

// read is a reader of a scenario in a language.
func read(t *testing.T, sc *passage.Scenario, language string) *situation {
	t.Helper()
	all, err := tongue.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &desk.Scenario{Loaded: &exchange.Loaded{Scenario: sc}}
	return &situation{Scenario: s, On: sc.Start, n: newNaming(all.Of(language), s)}
}

// pair is two places, one commodity each of two sectors.
func pair() *passage.Scenario {
	return &passage.Scenario{
		Start: passage.DateOf(2025, 10, 13), Periods: 4, PeriodDays: 7,
		Places:      []passage.Place{{ID: "north", Name: "North", Pcode: "XX01"}, {ID: "south", Name: "South", Pcode: "XX02"}},
		People:      []passage.Headcount{{Place: "north", People: 1000}, {Place: "south", People: 500}},
		Commodities: []passage.Commodity{{ID: "flour", Sector: "food"}, {ID: "tent", Sector: "shelter"}},
		Needs:       []passage.Need{{ID: "energy", PerPersonDay: 2100}, {ID: "shelter", PerPersonDay: 1}},
		Contents:    []passage.Content{{Commodity: "flour", Need: "energy", PerKg: 3500}, {Commodity: "tent", Need: "shelter", PerKg: 100}},
		Nodes:       []passage.Node{{ID: "hub", Name: "Hub", Kind: passage.Hub}, {ID: "camp", Name: "Camp", Kind: passage.Site, Place: "north"}},
	}
}

// TestRunwayBreaksWhenTheTableDoes holds that the drawing and the table beside
// it name the same week, whatever the stocks.
func TestRunwayBreaksWhenTheTableDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sc := pair()
		sc.Periods = rapid.IntRange(1, 8).Draw(rt, "periods")
		for range rapid.IntRange(0, 6).Draw(rt, "supplies") {
			sc.Supplies = append(sc.Supplies, passage.Supply{
				Commodity: rapid.SampledFrom(sc.Commodities).Draw(rt, "commodity").ID, T: rapid.Float64Range(0, 40).Draw(rt, "t"),
				Confidence: 1, Kind: rapid.SampledFrom([]string{"stock", "transit", "pledge"}).Draw(rt, "kind"),
				Ready: sc.Start + passage.Date(rapid.IntRange(0, 40).Draw(rt, "ready")),
			})
		}
		at := read(t, sc, "en")
		var p needsPage
		p.pipeline(at, passage.Pipeline(sc, nil))
		run := draw.Runway{Parts: []string{"", "", "", ""}, Beyond: "lasts"}
		for i := range sc.Periods {
			run.Weeks = append(run.Weeks, draw.Tick{Label: at.n.t.Day(sc.FirstDay(i))})
		}
		for _, row := range p.Pipeline {
			run.Rows = append(run.Rows, draw.Stock{Name: row.Name, Weeks: row.lasts(sc.Periods)})
		}
		for i, drawn := range run.Table().Rows {
			want := p.Pipeline[i].BreaksText
			if p.Pipeline[i].Breaks.IsZero() {
				want = "lasts"
			}
			if got := drawn[len(drawn)-1]; got != want {
				t.Errorf("%s breaks %q in the drawing, %q in the table: %v", drawn[0], got, want, p.Pipeline[i].lasting)
			}
		}
	})
}

// TestFiveW holds what a 5W says of deliveries worked out by hand.
func TestFiveW(t *testing.T) {
	moved := []desk.Delivery{
		{Org: "wfp", Donor: "echo", Commodity: "flour", Unit: passage.Grams, From: "hub", To: "camp", Received: 12_500_000, OnTheWay: 500_000, Trucks: 2, TrucksReceived: 2, TrucksOnTheWay: 1},
		{Org: "iom", Commodity: "tent", Unit: passage.Pieces, From: "port", To: "hub", OnTheWay: 40, Trucks: 1, TrucksOnTheWay: 1},
		{Org: "=iom", Commodity: "unknown", Unit: passage.Grams, From: "hub", To: "camp"}, // lost all
	}
	head := "organisation,donor,sector,activity,admin_name,admin_pcode,location,status,from,to,origin,quantity,unit,trucks,gap_need,gap_share"
	tags := "#org+impl,#org+funder,#sector,#activity,#loc+area+name,#loc+area+code,#loc+dest+name,#status,#date+start,#date+end,#loc+origin+name,#output+quantity+num,#output+unit,#output+trucks+num,#need+name,#need+gap+pct"
	coming := "wfp,echo,food,delivery,North,XX01,Camp,on the way,2025-10-01,2025-10-28,Hub,0.5,t,1,,"
	there := "wfp,echo,food,delivery,North,XX01,Camp,received,2025-10-01,2025-10-28,Hub,12.5,t,2,,"
	passing := "iom,,shelter,delivery,,,Hub,on the way,2025-10-01,2025-10-28,port,40,piece,1,,"
	for _, c := range []struct {
		name   string
		filter whoFilter
		hxl    bool
		want   []string
	}{
		{"all", whoFilter{}, false, []string{head, coming, there, passing}},
		{"with hashtags", whoFilter{}, true, []string{head, tags, coming, there, passing}},
		{"of a sector", whoFilter{Sector: "shelter"}, false, []string{head, passing}},
		{"in a place", whoFilter{Place: "north"}, false, []string{head, coming, there}},
		{"in a hub", whoFilter{Place: "hub"}, false, []string{head, passing}},
		{"of a donor", whoFilter{Donor: "echo"}, false, []string{head, coming, there}},
		{"of an organisation that moved nothing", whoFilter{Org: "=iom"}, false, []string{head}},
	} {
		at := read(t, pair(), "en")
		p := whoPage{Since: passage.DateOf(2025, 10, 1), On: passage.DateOf(2025, 10, 28), Filter: c.filter, hxl: c.hxl}
		p.add(&request{T: at.n.t}, at, moved)
		var b strings.Builder
		if err := csvRows(t.Context(), &b, "", tableLines(p, true)); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(b.String()); got != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, strings.Join(c.want, "\n"))
		}
	}
}

// TestSectorGaps holds the gap of a sector to that of its need that is worst
// off, over the periods of the days shown.
func TestSectorGaps(t *testing.T) {
	at := read(t, pair(), "en")
	if got := at.sectorGaps(at.On - 27); got != nil {
		t.Errorf("without a plan there are gaps: %v", got)
	}
	// Flour for all of the north in the first week, for nobody since; tents for
	// the north in the third week, which is not shown.
	at.Plan = &desk.Plan{Document: &report.Document{Distributions: []report.Distribution{
		{Node: "camp", Commodity: "flour", T: 4.2}, {Node: "camp", Commodity: "tent", Period: 2, T: 70},
	}}}
	at.On = at.On + 13
	got := map[string]float64{}
	for _, g := range at.sectorGaps(at.On - 27) {
		got[string(g.place)+" "+g.sector] = g.Uncovered
	}
	for where, want := range map[string]float64{"north food": 7000, "south food": 7000, "north shelter": 14000, "south shelter": 7000} {
		if math.Abs(got[where]-want) > 1e-6 {
			t.Errorf("%s: %g person-days, want %g", where, got[where], want)
		}
	}
}

// TestNeedsTable holds the long table to the tables of the scenario.
func TestNeedsTable(t *testing.T) {
	sc := pair()
	sc.Supplies = []passage.Supply{{ID: "s", Commodity: "flour", T: 7, Confidence: 0.5, Kind: "stock"}}
	at := read(t, sc, "en")
	p := needsPage{Week: sc.Start}
	for i := range sc.Periods {
		p.Days = append(p.Days, sc.FirstDay(i))
	}
	p.byNeed(at, passage.Gaps(sc, nil), 0)
	p.pipeline(at, passage.Pipeline(sc, nil))
	p.people(at, sc.MeanPeople(), 0)
	head, rows := p.Table()
	has := map[string]bool{}
	for _, row := range rows {
		if len(row) != len(head) {
			t.Fatalf("%q has %d cells, the head %d", row, len(row), len(head))
		}
		has[strings.Join(row, ",")] = true
	}
	for _, want := range []string{
		"people,north,XX01,,,2025-10-20,people,1000,people",
		"needs,,,energy,,,per_person_day,2100,",
		"needs,,,energy,,2025-10-13,needed_in_period,22050000,",
		"needs,,,energy,,,uncovered,42000,person-days",
		"pipeline,,,,flour,,in_hand,3.5,t",
		"pipeline,,,,flour,2025-10-13,wanted_beyond,6.3,t",
	} {
		if !has[want] {
			t.Errorf("no row %s", want)
		}
	}
}
