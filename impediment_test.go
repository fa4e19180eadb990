package passage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"passage"
	"passage/internal/envelope"
)

const oneDay = passage.Instant(24 * 3600 * 1e6)

// impeded is a closed gate that wfp's officer reports.
func impeded(seq int64, more ...func(*passage.Fact)) passage.Fact {
	f := passage.Fact{
		ID: passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", seq)), Device: "wfp/a", Seq: seq, Org: "wfp", Actor: "officer",
		Kind: passage.Impeded, Claimed: passage.Instant(1_760_000_000_000_000 + seq), Recorded: 1_760_000_000_000_000,
		Place: "gate", Obstacle: passage.MovementInto, Detail: "crossing_closed",
	}
	for _, m := range more {
		m(&f)
	}
	return f
}

// followed is what somebody says became of an impediment.
func followed(seq, about int64, org passage.OrgID, actor string, status passage.Status) passage.Fact {
	return impeded(seq, func(f *passage.Fact) {
		f.Kind, f.Obstacle, f.Detail, f.Org, f.Device, f.Actor, f.Status, f.Reason = passage.Followed, "", "", org, passage.DeviceID(org+"/f"), actor, status, "none stated"
		f.About = passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", about))
	})
}

func again(seq, before int64, more ...func(*passage.Fact)) []passage.Fact {
	id := passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", before))
	wrong := impeded(seq, func(f *passage.Fact) {
		f.Kind, f.Obstacle, f.Detail, f.Corrects, f.Error = passage.Corrected, "", "", id, passage.IncorrectData
	})
	return []passage.Fact{wrong, impeded(seq+1, append(more, func(f *passage.Fact) { f.About = id })...)}
}

func TestStops(t *testing.T) {
	hundred := func(n int) (ids []passage.WaybillID) {
		for i := range n {
			ids = append(ids, passage.WaybillID(fmt.Sprint("W", i)))
		}
		return ids
	}
	for _, c := range []struct {
		name   string
		change func(*passage.Fact)
		want   string // part of what is wrong; empty: nothing is
	}{
		{"none", func(f *passage.Fact) {}, ""},
		{"as many as there may be", func(f *passage.Fact) { f.Stops = hundred(100) }, ""},
		{"one more", func(f *passage.Fact) { f.Stops = hundred(101) }, "at most 100"},
		{"one twice", func(f *passage.Fact) { f.Stops = []passage.WaybillID{"W1", "W2", "W1"} }, "stops, number 3"},
		{"one without a name", func(f *passage.Fact) { f.Stops = []passage.WaybillID{"W1", ""} }, "stops, number 2"},
		{"one that cannot be seen", func(f *passage.Fact) { f.Stops = []passage.WaybillID{"W\u202e1"} }, "cannot be seen"},
		{"of a journey", func(f *passage.Fact) { f.Waybill, f.Stops = "W1", hundred(1) }, "leave waybill out"},
		{"of nowhere", func(f *passage.Fact) { f.Place, f.Waybill, f.Stops = "", "W1", hundred(1) }, "leave waybill out"},
		{"of another kind", func(f *passage.Fact) {
			f.Kind, f.Obstacle, f.Detail, f.Stops, f.Door = passage.Stated, "", "", hundred(1), &passage.DoorState{Status: passage.Closed}
		}, "which only an impediment has"},
		{"over before it begins", func(f *passage.Fact) { f.Until = f.Claimed - 1 }, "ends before it begins"},
		{"over at once", func(f *passage.Fact) { f.Until = f.Claimed }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := impeded(1, c.change)
			s, err := envelope.Seal(f)
			if c.want == "" {
				if err != nil || !slices.Equal(s.Stops, f.Stops) {
					t.Fatalf("%v of %v, %v", s.Stops, f.Stops, err)
				}
				if again, err := envelope.Reopen(s.Body); err != nil || !slices.Equal(again.Stops, f.Stops) {
					t.Errorf("read again: %v, %v", again.Stops, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestFoldReported(t *testing.T) {
	stops := func(ids ...passage.WaybillID) func(*passage.Fact) { return func(f *passage.Fact) { f.Stops = ids } }
	join := func(parts ...[]passage.Fact) []passage.Fact { return slices.Concat(parts...) }
	one := func(facts ...passage.Fact) []passage.Fact { return facts }
	byOther := func(f passage.Fact) passage.Fact { f.Org, f.Device = "unicef", "unicef/a"; return f }
	for _, c := range []struct {
		name     string
		facts    []passage.Fact
		reports  int
		status   passage.Status // of the first
		follows  int
		stopped  int
		findings int
	}{
		{"only reported", one(impeded(1, stops("W1", "W2"))), 1, "", 0, 2, 0},
		{"verified by another organisation", one(impeded(1), followed(2, 1, "unicef", "officer", passage.Verified)), 1, passage.Verified, 1, 0, 0},
		{"verified by a colleague", one(impeded(1), followed(2, 1, "wfp", "colleague", passage.Verified)), 1, passage.Verified, 1, 0, 0},
		{"verified by who reported it", one(impeded(1), followed(2, 1, "wfp", "officer", passage.Verified)), 1, "", 1, 0, 1},
		{"verified by nobody that is named", one(impeded(1), followed(2, 1, "wfp", "", passage.Verified)), 1, "", 1, 0, 1},
		{"verified, and who reported it was erased", one(impeded(1, func(f *passage.Fact) { f.Actor = "" }), followed(2, 1, "wfp", "colleague", passage.Verified)), 1, "", 1, 0, 1},
		{"another organisation verifies it all the same", one(impeded(1, func(f *passage.Fact) { f.Actor = "" }), followed(2, 1, "unicef", "", passage.Verified)), 1, passage.Verified, 1, 0, 0},
		{"disputed, then verified by who reported it", one(impeded(1), followed(2, 1, "unicef", "x", passage.Disputed), followed(3, 1, "wfp", "officer", passage.Verified)), 1, passage.Disputed, 2, 0, 1},
		{"a reply decides nothing", one(impeded(1), followed(2, 1, "unicef", "x", passage.Verified), followed(3, 1, "wfp", "officer", passage.Replied)), 1, passage.Verified, 2, 0, 0},
		{"withdrawn", one(impeded(1), followed(2, 1, "wfp", "officer", passage.Withdrawn)), 1, passage.Withdrawn, 1, 0, 0},
		{"withdrawn by others", one(impeded(1), followed(2, 1, "unicef", "x", passage.Withdrawn)), 1, "", 1, 0, 1},
		{"approved", one(impeded(1), followed(2, 1, "unicef", "x", passage.Approved)), 1, "", 1, 0, 1},
		{"told anew with its end, and what became of it stays", join(one(impeded(1, stops("W1")), followed(2, 1, "unicef", "x", passage.Verified)),
			again(3, 1, stops("W1"), func(f *passage.Fact) { f.Until = f.Claimed + oneDay })), 1, passage.Verified, 1, 1, 0},
		{"told anew twice, and followed up each time", join(one(impeded(1), followed(2, 1, "unicef", "x", passage.Verifying)), again(3, 1), one(followed(5, 4, "unicef", "x", passage.Verified)), again(6, 4, stops("W1", "W2", "W3"))),
			1, passage.Verified, 2, 3, 0},
		{"told anew by a colleague: neither verifies", join(one(impeded(1)), again(2, 1, func(f *passage.Fact) { f.Actor = "colleague" }), one(followed(4, 1, "wfp", "officer", passage.Verified), followed(5, 3, "wfp", "colleague", passage.Verified))),
			1, "", 2, 0, 2},
		{"what still stands is not told anew by pointing at it", one(impeded(1), followed(2, 1, "unicef", "x", passage.Verified), impeded(3, func(f *passage.Fact) { f.About = impeded(1).ID })), 2, passage.Verified, 1, 0, 0},
		{"another organisation takes no follow-ups over", join(one(impeded(1), followed(2, 1, "unicef", "x", passage.Verified)), again(3, 1)[:1], one(byOther(again(3, 1)[1]))), 1, "", 0, 0, 0},
		{"two that point at each other", one(again(1, 4)[1], again(3, 2)[1]), 2, "", 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, facts := range [][]passage.Fact{c.facts, reversed(c.facts)} {
				all := passage.FoldReported(passage.Impeded, passage.Pointers(facts))
				if len(all) != c.reports {
					t.Fatalf("%d reports: %+v", len(all), all)
				}
				r := all[0]
				if r.Status != c.status || len(r.Follows) != c.follows || r.Trucks() != c.stopped || len(r.Findings) != c.findings {
					t.Errorf("%q, %d follow-ups, %d stopped, findings %v", r.Status, len(r.Follows), r.Trucks(), r.Findings)
				}
			}
		})
	}
	facts := join(one(impeded(1)), again(2, 1), again(4, 3))
	r := passage.FoldReported(passage.Impeded, passage.Pointers(facts))[0]
	if want := []passage.FactID{impeded(3).ID, impeded(1).ID}; !slices.Equal(r.Before, want) || !r.Is(want[1]) || r.Is(impeded(2).ID) {
		t.Errorf("told before as %v", r.Before)
	}
}

func reversed(facts []passage.Fact) []passage.Fact {
	facts = slices.Clone(facts)
	slices.Reverse(facts)
	return facts
}

// TestACAPS holds that each category has an indicator of ACAPS' nine, and each of
// them a category.
func TestACAPS(t *testing.T) {
	used := map[string]bool{}
	for _, o := range passage.Obstacles {
		m, i := o.ACAPS()
		if m.Obstacle != o || i.Name == "" || i.Pillar < 1 || i.Pillar > len(passage.Pillars) {
			t.Errorf("%s: %+v, %+v", o, m, i)
		}
		used[i.ID] = true
	}
	if len(used) != len(passage.Indicators) || len(passage.ACAPS) != len(passage.Obstacles) {
		t.Errorf("%d indicators are used of %d", len(used), len(passage.Indicators))
	}
}

func TestSeverity(t *testing.T) {
	for _, c := range []struct {
		incidents, trucks int
		want              string
	}{
		{0, 0, "none"}, {1, 0, "low"}, {2, 9, "low"}, {3, 0, "moderate"}, {1, 10, "moderate"}, {9, 49, "moderate"},
		{10, 0, "high"}, {1, 50, "high"}, {29, 199, "high"}, {30, 0, "very_high"}, {1, 200, "very_high"},
	} {
		if got := passage.SeverityOf(c.incidents, c.trucks).String(); got != c.want {
			t.Errorf("%d incidents, %d trucks: %s, want %s", c.incidents, c.trucks, got, c.want)
		}
	}
}

func TestIncidents(t *testing.T) {
	at := func(date string, hour int) passage.Instant {
		d, err := passage.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		return passage.InstantOf(d.Time()) + passage.Instant(hour*3600*1e6)
	}
	report := func(seq int64, date string, status passage.Status, more ...func(*passage.Fact)) passage.Reported {
		f := impeded(seq, func(f *passage.Fact) { f.Claimed = at(date, 6) })
		for _, m := range more {
			m(&f)
		}
		return passage.Reported{Fact: f, Status: status}
	}
	until := func(date string) func(*passage.Fact) { return func(f *passage.Fact) { f.Until = at(date, 12) } }
	stops := func(ids ...passage.WaybillID) func(*passage.Fact) { return func(f *passage.Fact) { f.Stops = ids } }
	journey := func(id passage.WaybillID) func(*passage.Fact) {
		return func(f *passage.Fact) { f.Place, f.Waybill, f.Obstacle = "", id, passage.ViolenceAgainstAid }
	}
	unseen := report(3, "2025-10-05", "", stops("W2", "W3"))
	unseen.Unseen = 4
	all := []passage.Reported{
		report(1, "2025-10-05", passage.Verified, stops("W1", "W2")),
		report(2, "2025-10-05", passage.Withdrawn, stops("W9"), until("2025-12-30")), // one incident with the first
		unseen, // and this as well
		report(4, "2025-10-06", "", until("2025-11-02")),
		report(5, "2025-10-31", passage.Withdrawn),
		report(6, "2025-11-10", "", journey("W1")), report(7, "2025-11-10", "", journey("W7")), // two journeys of which no place is known are two
	}
	incidents := passage.Incidents(all, func(f *passage.Fact) string { return "area of " + string(f.Place) })
	if len(incidents) != 5 {
		t.Fatalf("%d incidents", len(incidents))
	}
	if first := incidents[0]; first.Status != passage.Verified || len(first.Reports) != 3 || first.Trucks() != 7 || first.Ends != first.Begins {
		t.Errorf("the first: %+v", first)
	}
	if got := passage.Trucks(incidents); got != 8 { // W1 to W3, W7, and four that are not seen
		t.Errorf("%d trucks", got)
	}
	type cell struct {
		area              string
		incidents, trucks int
		class             string
	}
	want := []cell{
		{"area of ", 0, 0, "none"}, {"area of ", 2, 2, "low"}, {"area of ", 0, 0, "none"},
		{"area of gate", 2, 7, "low"}, {"area of gate", 1, 0, "low"}, {"area of gate", 0, 0, "none"},
	}
	var got []cell
	for _, a := range passage.ByAreaAndMonth(incidents, passage.DateOf(2025, 10, 1), 3) {
		got = append(got, cell{a.Area, a.Incidents, a.Trucks, a.Severity.String()})
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestWentWithout is worked out by hand for the bakery: 600 g of flour hold what
// a person needs a day; the plan gives 2.1 t in the first week to a thousand
// people, 300 g each a day.
func TestWentWithout(t *testing.T) {
	s := bakery()
	s.Commodities = append(s.Commodities, passage.Commodity{ID: "soap"})
	plan := &passage.Plan{Distributions: []passage.Distribution{{Node: "site", Commodity: "flour", Period: 0, T: 2.1}}}
	line := func(c passage.CommodityID, unit passage.Unit, a passage.Account) passage.WaybillLine {
		return passage.WaybillLine{LineID: passage.LineID{Consignment: "C", Line: 1}, Commodity: c, Unit: unit, Account: a}
	}
	waybills := []passage.Waybill{
		{ID: "W1", To: "site", Lines: []passage.WaybillLine{line("flour", passage.Grams, passage.Account{Out: 1000, Received: 100, Lost: 300, Damaged: 150, Returned: 100, InTransit: 250, Diverted: 100})}},
		{ID: "W2", To: "port", Lines: []passage.WaybillLine{line("flour", passage.Grams, passage.Account{Out: 600, Lost: 600}), line("soap", passage.Grams, passage.Account{Out: 5, Lost: 5}), line("flour", passage.Pieces, passage.Account{Out: 5, Lost: 5})}},
		{ID: "W3", To: "site", Lines: []passage.WaybillLine{line("flour", passage.Grams, passage.Account{Out: 600, Received: 600})}},
	}
	nowhere := func(passage.ConsignmentID) passage.NodeID { return "" }
	for _, c := range []struct {
		name   string
		plan   *passage.Plan
		on     passage.Date
		to     func(passage.ConsignmentID) passage.NodeID
		ration float64
		place  passage.PlaceID // of the second line, whose leg ends at no site
	}{
		{"in the plan's rations", plan, s.Start + 6, nowhere, 300, ""},
		{"the consignment goes on to the site", plan, s.Start, func(passage.ConsignmentID) passage.NodeID { return "site" }, 300, "north"},
		{"in a week without any: by need", plan, s.Start + 7, nowhere, 600, ""},
		{"without a plan: by need", nil, s.Start, nowhere, 600, ""},
		{"before the plan begins: its first week", plan, s.Start - 30, nowhere, 300, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, needs := passage.WentWithout(s, c.plan, c.on, waybills, c.to)
			if len(lines) != 3 {
				t.Fatalf("%d lines: %+v", len(lines), lines)
			}
			near := func(what string, got, want float64) {
				if got < want*(1-1e-12) || got > want*(1+1e-12) {
					t.Errorf("%s: %g, want %g", what, got, want)
				}
			}
			near("ration", lines[0].Ration, c.ration)
			near("of W1", lines[0].PersonDays, 800/c.ration)
			near("of W2", lines[1].PersonDays, 600/c.ration)
			if lines[0].Place != "north" || lines[1].Place != c.place || lines[0].OfPlan != (c.ration == 300) || !lines[0].OfPlan && lines[0].Need != "energy" {
				t.Errorf("%+v", lines)
			}
			if soap := lines[2]; soap.Ration != 0 || soap.PersonDays != 0 || soap.Grams() != 5 {
				t.Errorf("soap: %+v", soap)
			}
			if len(needs) != 1 {
				t.Fatalf("%+v", needs)
			}
			near("units of energy", needs[0].Units, 1.4*3500)
			near("person-days of energy", needs[0].PersonDays, 1.4*3500/2100)
		})
	}
}

// TestFlood has one side report three hundred impediments, and one that somebody
// else saw too: what is verified stays what it is.
func TestFlood(t *testing.T) {
	var facts []passage.Fact
	for n := range int64(300) {
		facts = append(facts, impeded(n+1, func(f *passage.Fact) {
			f.Claimed += passage.Instant(n%10) * oneDay
			f.Place = passage.NodeID(fmt.Sprint("road-", n/10))
		}))
	}
	facts = append(facts, followed(1000, 1, "rc", "x", passage.Verified))
	for n := range int64(300) {
		facts = append(facts, followed(2000+n, n+1, "wfp", "officer", passage.Verified)) // who reported them
	}
	count := func(facts []passage.Fact) passage.AreaMonth {
		var all []passage.Reported
		for place := range 30 {
			var of []passage.Fact
			for _, f := range facts {
				about := f.ID
				if f.Kind == passage.Followed {
					about = f.About
				}
				for _, r := range facts {
					if r.ID == about && r.Place == passage.NodeID(fmt.Sprint("road-", place)) {
						of = append(of, f)
					}
				}
			}
			all = append(all, passage.FoldReported(passage.Impeded, passage.Pointers(of))...)
		}
		incidents := passage.Incidents(all, func(*passage.Fact) string { return "north" })
		return passage.ByAreaAndMonth(incidents, passage.DateOf(2025, 10, 1), 1)[0]
	}
	if a := count(facts); a.Incidents != 300 || a.Severity != passage.VeryHigh || a.Verified != 1 || a.VerifiedSeverity != passage.Low {
		t.Errorf("a flood: %+v", a)
	}
	for n := range int64(40) { // the control: forty that others saw
		facts = append(facts, followed(3000+n, n+1, "rc", "x", passage.Verified))
	}
	if a := count(facts); a.Verified != 40 || a.VerifiedSeverity != passage.VeryHigh {
		t.Errorf("what others verify: %+v", a)
	}
}
