package planner_test

import (
	"testing"
	"time"

	"passage"
	"passage/internal/planner"
)

var monday = passage.DateOf(2025, 10, 13)

// village is the smallest crisis there is: a thousand people in one place, who
// need a kilogram of flour a day for two weeks; 100 t of it in a depot; and one
// way to them, over a crossing and a store to a shop. A person-day without
// flour weighs one, so that every result can be worked out by hand: a tonne is
// a thousand person-days, a week's need is 7 t.
func village() *passage.Scenario {
	road := func(id passage.CorridorID, from, to passage.NodeID) passage.Corridor {
		return passage.Corridor{ID: id, From: from, To: to, ShareArriving: 1}
	}
	return &passage.Scenario{
		Start: monday, Periods: 2, PeriodDays: 7, PayloadT: passage.Some(10),
		Goal:        passage.Goal{Kind: passage.Relief, Ration: passage.Local, Bands: []float64{1}, Weights: []float64{1}},
		Places:      []passage.Place{{ID: "north"}},
		People:      []passage.Headcount{{Place: "north", People: 1000}},
		Commodities: []passage.Commodity{{ID: "flour", Sector: "food"}, {ID: "soap", Sector: "hygiene"}},
		Needs:       []passage.Need{{ID: "meal", PerPersonDay: 1, Weight: 1}},
		Contents:    []passage.Content{{Commodity: "flour", Need: "meal", PerKg: 1}},
		Nodes: []passage.Node{{ID: "depot", Kind: passage.Source}, {ID: "gate", Kind: passage.Crossing},
			{ID: "store", Kind: passage.Hub}, {ID: "shop", Kind: passage.Site, Place: "north"}},
		Corridors: []passage.Corridor{road("in", "depot", "gate"), road("through", "gate", "store"), road("out", "store", "shop")},
		Supplies:  []passage.Supply{{ID: "stock", Node: "depot", Commodity: "flour", T: 100, Confidence: 1}},
	}
}

func some(v float64) passage.Limit { return passage.Some(v) }

// market replaces the stock by an offer of flour at 100 a tonne.
func market(s *passage.Scenario) *passage.Offer {
	s.Supplies = nil
	s.Offers = []passage.Offer{{ID: "mill", Node: "depot", Commodity: "flour", USDPerT: 100}}
	return &s.Offers[0]
}

// soapToo adds a second need, a kilogram of soap a day, of a third of the
// weight of the first, and lets 1 t a day through the gate.
func soapToo(s *passage.Scenario) {
	s.Needs[0].Weight = 3
	s.Needs = append(s.Needs, passage.Need{ID: "wash", PerPersonDay: 1, Weight: 1})
	s.Contents = append(s.Contents, passage.Content{Commodity: "soap", Need: "wash", PerKg: 1})
	s.Supplies = append(s.Supplies, passage.Supply{ID: "soap", Node: "depot", Commodity: "soap", T: 100, Confidence: 1})
	s.Nodes[1].TrucksPerDay = some(0.1)
	s.Nodes[2].StorageT, s.Nodes[3].StorageT = some(0), some(0)
}

func rule(s *passage.Scenario, r passage.AccessRule) {
	r.On = "gate"
	s.Access = append(s.Access, r)
}

// shutFrom closes the gate from a day of the horizon on.
func shutFrom(s *passage.Scenario, day int) {
	rule(s, passage.AccessRule{Status: passage.Closed, From: monday + passage.Date(day)})
}

func budget(s *passage.Scenario, usd float64, day int) {
	s.Budget = append(s.Budget, passage.Fund{From: monday + passage.Date(day), USD: usd})
}

// What the planning model says, sentence by sentence, worked out by hand.
func TestWhatTheModelSays(t *testing.T) {
	week := func(days ...time.Weekday) []time.Weekday { return days }
	for _, test := range []struct {
		sentence    string
		change      func(s *passage.Scenario)
		deprivation float64
		cost        float64
	}{
		{"what lies ready reaches everybody", func(s *passage.Scenario) {}, 0, 0},
		{"nothing there, nothing given", func(s *passage.Scenario) { s.Supplies = nil }, 14000, 0},

		{"goods ready within a period can be taken from the next", func(s *passage.Scenario) { s.Supplies[0].Ready = monday + 1 }, 7000, 0},
		{"goods ready as the last period begins still count", func(s *passage.Scenario) { s.Supplies[0].Ready = monday + 7 }, 7000, 0},
		{"goods ready after that never do", func(s *passage.Scenario) { s.Supplies[0].Ready = monday + 8 }, 14000, 0},
		{"goods ready before the start are there at the start", func(s *passage.Scenario) { s.Supplies[0].Ready = monday - 30 }, 0, 0},
		{"confidence scales a supply", func(s *passage.Scenario) { s.Supplies[0].T, s.Supplies[0].Confidence = 14, 0.5 }, 7000, 0},

		{"the people of a period are the mean of its days", func(s *passage.Scenario) {
			s.Supplies = nil
			s.People = append(s.People, passage.Headcount{Place: "north", From: monday + 3, People: 2000})
		}, 11000 + 14000, 0},
		{"before a place's first row there is nobody", func(s *passage.Scenario) { s.Supplies, s.People[0].From = nil, monday+7 }, 7000, 0},
		{"the latest row before the start counts at the start", func(s *passage.Scenario) {
			s.Supplies = nil
			s.People = append(s.People, passage.Headcount{Place: "north", From: monday - 2, People: 10}, passage.Headcount{Place: "north", From: monday - 5, People: 500})
		}, 140, 0},

		{"a lead time shorter than a period ends within it", func(s *passage.Scenario) { s.Corridors[2].LeadDays = 6.9 }, 0, 0},
		{"13 days are one period", func(s *passage.Scenario) { s.Corridors[2].LeadDays = 13 }, 7000, 0},
		{"14 days are two, and come after the end", func(s *passage.Scenario) { s.Corridors[2].LeadDays = 14 }, 14000, 0},
		{"a lead time beyond all horizons comes never", func(s *passage.Scenario) { s.Corridors[2].LeadDays = 1e300 }, 14000, 0},
		{"lead times add up", func(s *passage.Scenario) { s.Corridors[0].LeadDays, s.Corridors[2].LeadDays = 7, 7 }, 14000, 0},
		{"half of what leaves arrives", func(s *passage.Scenario) { s.Corridors[2].ShareArriving, s.Supplies[0].T = 0.5, 14 }, 7000, 0},

		// The second stage may leave one weighted person-day, a kilogram.
		{"goods are bought for what they cost", func(s *passage.Scenario) { market(s) }, 0, 1399.9},
		{"an offer cannot be ordered before its day", func(s *passage.Scenario) { market(s).From = monday + 1 }, 7000, 699.9},
		{"nor after it; but what is bought keeps", func(s *passage.Scenario) { market(s).To = monday }, 0, 1399.9},
		{"an offer between two orders' days never stands", func(s *passage.Scenario) { o := market(s); o.From, o.To = monday+1, monday+6 }, 14000, 0},
		{"an order takes its lead time", func(s *passage.Scenario) { market(s).LeadDays = 7 }, 7000, 699.9},
		{"t_max bounds all orders", func(s *passage.Scenario) { market(s).TMax = some(10) }, 4000, 999.9},
		{"t_per_period bounds each", func(s *passage.Scenario) { market(s).TPerPeriod = some(5) }, 4000, 999.9},

		{"money is spent once it is there", func(s *passage.Scenario) { market(s); budget(s, 300, 0); budget(s, 800, 7) }, 4000, 999.9},
		{"money left over is there later", func(s *passage.Scenario) { market(s); budget(s, 1000, 0); budget(s, 400, 7) }, 0, 1399.9},
		{"money that comes within a period is there from the next", func(s *passage.Scenario) { market(s); budget(s, 9999, 1) }, 7000, 699.9},
		{"money that comes too late never counts, and yet is a limit", func(s *passage.Scenario) { market(s); budget(s, 9999, 8) }, 14000, 0},
		{"orders are paid when ordered", func(s *passage.Scenario) { market(s).LeadDays = 7; budget(s, 300, 0); budget(s, 9999, 7) }, 11000, 299.9},

		{"freight and handling are paid by the tonne, at each step once", func(s *passage.Scenario) {
			s.Corridors[1].USDPerT, s.Nodes[2].HandlingUSDPerT, s.Nodes[3].HandlingUSDPerT = 10, 2, 3
		}, 0, 13.999 * 15},
		{"with many people the second stage may leave a ten-millionth", func(s *passage.Scenario) {
			s.People[0].People, s.Supplies[0].T, s.Corridors[1].USDPerT = 1e7, 140000, 10
		}, 0, (140000 - 0.014) * 10},

		{"trucks of a crossing", func(s *passage.Scenario) { s.Nodes[1].TrucksPerDay = some(0.05) }, 7000, 0},
		{"trucks of a corridor", func(s *passage.Scenario) { s.Corridors[2].TrucksPerDay = some(0.05) }, 7000, 0},
		{"a corridor's payload comes before the scenario's", func(s *passage.Scenario) {
			s.Nodes[1].TrucksPerDay, s.Corridors[1].PayloadT = some(0.05), some(15)
		}, 3500, 0},
		{"a corridor is no more open than the crossing that it leaves", func(s *passage.Scenario) {
			s.Nodes[1].TrucksPerDay, s.Corridors[1].TrucksPerDay = some(0.05), some(99)
		}, 7000, 0},
		{"all corridors that leave a crossing share its trucks", func(s *passage.Scenario) {
			s.Nodes[1].TrucksPerDay = some(0.05)
			s.Corridors = append(s.Corridors, passage.Corridor{ID: "past", From: "gate", To: "shop", ShareArriving: 1})
		}, 7000, 0},
		{"a door shut on all days but one lets through that day's trucks", func(s *passage.Scenario) {
			rule(s, passage.AccessRule{Status: passage.Closed, To: monday + 5})
			s.Nodes[1].TrucksPerDay = some(0.5)
		}, 2000, 0},
		{"a day without a limit takes all limits away", func(s *passage.Scenario) {
			s.Nodes[1].TrucksPerDay = some(0)
			rule(s, passage.AccessRule{Status: passage.Open, From: monday + 3, To: monday + 3})
		}, 0, 0},

		{"flour on four days of seven, and with soap on all: 4 t and 3 t", func(s *passage.Scenario) {
			soapToo(s)
			rule(s, passage.AccessRule{Status: passage.Closed, Only: []string{"flour"}, Weekdays: week(1, 2, 3)})
		}, 2 * (3*3000 + 4000), 0},
		{"flour and soap on days apart: 3 t and 4 t", func(s *passage.Scenario) {
			soapToo(s)
			rule(s, passage.AccessRule{Status: passage.Closed, Only: []string{"food"}, Weekdays: week(4, 5, 6, 0)})
			rule(s, passage.AccessRule{Status: passage.Closed, Except: []string{"food"}, Weekdays: week(1, 2, 3)})
		}, 2 * (3*4000 + 3000), 0},
		{"flour on Monday and Tuesday, soap on Tuesday and Wednesday: 2 t and 1 t", func(s *passage.Scenario) {
			soapToo(s)
			rule(s, passage.AccessRule{Status: passage.Closed, Only: []string{"flour"}, Weekdays: week(3, 4, 5, 6, 0)})
			rule(s, passage.AccessRule{Status: passage.Closed, Only: []string{"soap"}, Weekdays: week(1, 4, 5, 6, 0)})
		}, 2 * (3*5000 + 6000), 0},
		{"trucks of the days in a set add up, each with its own figure", func(s *passage.Scenario) {
			soapToo(s)
			rule(s, passage.AccessRule{Status: passage.Closed, Only: []string{"flour"}, Weekdays: week(1, 2, 3, 4)})
			rule(s, passage.AccessRule{Status: passage.Open, TrucksPerDay: some(0.2), From: monday + 6, To: monday + 6})
		}, 3*3000 + 3000 + 3*4000 + 3000, 0}, // 4 t of flour on Fri, Sat and a doubled Sun, then 3 t

		{"room in the store bounds what waits", func(s *passage.Scenario) {
			shutFrom(s, 7)
			s.Nodes[2].StorageT, s.Nodes[3].StorageT = some(4), some(0)
		}, 3000, 0},
		{"a supply not yet taken waits outside", func(s *passage.Scenario) {
			for i := range s.Nodes {
				s.Nodes[i].StorageT = some(0)
			}
		}, 0, 0},
		{"handling bounds what leaves a store", func(s *passage.Scenario) { s.Nodes[2].HandlingTPerDay = some(0.5) }, 7000, 0},
		{"handling bounds what is given out", func(s *passage.Scenario) { s.Nodes[3].HandlingTPerDay = some(0.5) }, 7000, 0},

		{"goods that cannot lie feed one week", func(s *passage.Scenario) { shutFrom(s, 7); s.Commodities[0].ShelfDays = some(6) }, 7000, 0},
		{"goods that lie for a week feed two", func(s *passage.Scenario) { shutFrom(s, 7); s.Commodities[0].ShelfDays = some(7) }, 0, 0},
		{"the clock starts anew at each node", func(s *passage.Scenario) {
			shutFrom(s, 7)
			s.Periods, s.Commodities[0].ShelfDays = 3, some(7)
		}, 0, 0},
		{"but not for goods that stay", func(s *passage.Scenario) {
			shutFrom(s, 7)
			s.Periods, s.Commodities[0].ShelfDays, s.Nodes[2].StorageT = 3, some(7), some(0)
		}, 7000, 0},
		{"a round trip is a journey too", func(s *passage.Scenario) {
			shutFrom(s, 7)
			s.Periods, s.Commodities[0].ShelfDays, s.Nodes[2].StorageT = 3, some(7), some(0)
			s.Corridors = append(s.Corridors, passage.Corridor{ID: "round", From: "shop", To: "shop", ShareArriving: 1})
		}, 0, 0},

		{"max_g bounds the ration", func(s *passage.Scenario) { s.Commodities[0].MaxG = some(500) }, 7000, 0},
		{"a group's max_g bounds the ration of all its members", func(s *passage.Scenario) {
			s.Groups = []passage.GroupMember{{Group: "staples", Commodity: "flour"}}
			s.GroupLimits = []passage.GroupLimit{{Group: "staples", MaxG: some(400)}}
		}, 2 * 4200, 0},
		{"min_g does not bind relief", func(s *passage.Scenario) { s.Commodities[0].MinG, s.Supplies = some(500), nil }, 14000, 0},
		{"one ration for all holds the first week to nothing if goods come in the second", func(s *passage.Scenario) {
			s.Goal.Ration, s.Supplies[0].Ready = passage.Uniform, monday+7
		}, 14000, 0},
		{"one ration for all splits what there is by person-days", func(s *passage.Scenario) {
			s.Goal.Ration, s.Supplies[0].T = passage.Uniform, 12
			s.Places = append(s.Places, passage.Place{ID: "south"})
			s.People = append(s.People, passage.Headcount{Place: "south", From: monday + 7, People: 1000})
			s.Nodes = append(s.Nodes, passage.Node{ID: "stall", Kind: passage.Site, Place: "south"})
			s.Corridors = append(s.Corridors, passage.Corridor{ID: "south", From: "gate", To: "stall", LeadDays: 7, ShareArriving: 1})
		}, 9000, 0},
		{"one ration for all holds everyone to nothing if somebody cannot be reached", func(s *passage.Scenario) {
			s.Goal.Ration = passage.Uniform
			s.Places = append(s.Places, passage.Place{ID: "south"})
			s.People = append(s.People, passage.Headcount{Place: "south", People: 1})
		}, 14014, 0},
		{"and max_g bounds it", func(s *passage.Scenario) { s.Goal.Ration, s.Commodities[0].MaxG = passage.Uniform, some(250) }, 10500, 0},

		{"the deepest need weighs most: half for both weeks before all for one", func(s *passage.Scenario) {
			s.Goal.Bands, s.Goal.Weights, s.Supplies[0].T = []float64{0.5, 1}, []float64{3, 1}, 7
		}, 2 * 3500, 0},
		{"a week with nothing is without every band", func(s *passage.Scenario) {
			s.Goal.Bands, s.Goal.Weights, s.Supplies[0].Ready = []float64{0.5, 1}, []float64{3, 1}, monday+7
		}, 3*3500 + 3500, 0},
		{"the heavier need comes first", func(s *passage.Scenario) {
			soapToo(s)
		}, 2 * 7000, 0},
		{"two sites of one place add up", func(s *passage.Scenario) {
			s.Nodes[3].HandlingTPerDay = some(0.5)
			s.Nodes = append(s.Nodes, passage.Node{ID: "stall", Kind: passage.Site, Place: "north"})
			s.Corridors = append(s.Corridors, passage.Corridor{ID: "other", From: "store", To: "stall", TrucksPerDay: some(0.02), ShareArriving: 1})
		}, 2 * 2100, 0},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			s := village()
			test.change(s)
			r := solve(t, s)
			if got := objective(t, r, "deprivation"); !near(got, test.deprivation, 1e-6) {
				t.Errorf("deprivation %.10g, want %.10g", got, test.deprivation)
			}
			if got := objective(t, r, "cost"); !near(got, test.cost, 1e-6) {
				t.Errorf("cost %.10g, want %.10g", got, test.cost)
			}
		})
	}
}

// A sum that is granted is spent as a fund of the table would be, from its day on,
// and is checked as one.
func TestMoneyAskedFor(t *testing.T) {
	for _, test := range []struct {
		sentence    string
		ask         passage.Ask
		deprivation float64
	}{
		{"money from the second week", passage.Ask{ID: "gift", USD: some(800), From: monday + 7}, 4000},
		{"money from the start", passage.Ask{ID: "gift", USD: some(800)}, 3000},
		{"money that comes within a period is there from the next", passage.Ask{ID: "gift", USD: some(9999), From: monday + 1}, 4000},
		{"money is not taken back", passage.Ask{ID: "gift", USD: some(800), To: monday + 1}, 3000},
		{"money too late", passage.Ask{ID: "gift", USD: some(800), From: monday + 8}, 11000},
	} {
		s := village()
		market(s)
		budget(s, 300, 0)
		if got := objective(t, solve(t, s), "deprivation"); !near(got, 11000, 1e-6) {
			t.Errorf("%s: without it deprivation is %.10g, want 11000", test.sentence, got)
		}
		if got := objective(t, solve(t, s, test.ask), "deprivation"); !near(got, test.deprivation, 1e-6) {
			t.Errorf("%s: deprivation %.10g, want %.10g", test.sentence, got, test.deprivation)
		}
	}
}

// Goal "full", worked out by hand.
func TestGoalFull(t *testing.T) {
	for _, test := range []struct {
		sentence string
		change   func(s *passage.Scenario)
		status   planner.Status
		cost     float64
	}{
		{"every need is met at least cost", func(s *passage.Scenario) {}, planner.Optimal, 1400},
		{"min_g of a dear good is part of it", func(s *passage.Scenario) { s.Commodities[1].MinG = some(50) }, planner.Optimal, 1400 + 700},
		{"so is that of a group", func(s *passage.Scenario) {
			s.Groups = []passage.GroupMember{{Group: "extras", Commodity: "soap"}}
			s.GroupLimits = []passage.GroupLimit{{Group: "extras", MinG: some(50)}}
		}, planner.Optimal, 1400 + 700},
		{"with one ration for all too", func(s *passage.Scenario) {
			s.Goal.Ration, s.Commodities[1].MinG = passage.Uniform, some(50)
		}, planner.Optimal, 1400 + 700},
		{"a need of no weight is met like any other", func(s *passage.Scenario) { s.Needs[0].Weight = 0 }, planner.Optimal, 1400},
		{"what comes too late cannot be had", func(s *passage.Scenario) { s.Offers[0].LeadDays = 7 }, planner.Infeasible, 699.9},
		{"nobody can live on nothing", func(s *passage.Scenario) { s.Offers = nil }, planner.Infeasible, 0},
		{"money that does not suffice", func(s *passage.Scenario) { budget(s, 1000, 0) }, planner.Infeasible, 999.9},
		{"a least ration that does not come is no reason to give nothing", func(s *passage.Scenario) {
			s.Commodities[1].MinG, s.Offers = some(50), s.Offers[:1]
		}, planner.Infeasible, 1399.9},
		{"where nobody is, nothing is needed", func(s *passage.Scenario) { s.People[0].People = 0 }, planner.Optimal, 0},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			s := village()
			s.Goal.Kind = passage.Full
			market(s)
			s.Offers = append(s.Offers, passage.Offer{ID: "works", Node: "depot", Commodity: "soap", USDPerT: 1000})
			test.change(s)
			r := solve(t, s)
			if r.Status != test.status {
				t.Errorf("status %s, want %s", r.Status, test.status)
			}
			if got := objective(t, r, "cost"); !near(got, test.cost, 1e-6) {
				t.Errorf("cost %.10g, want %.10g", got, test.cost)
			}
		})
	}
}
