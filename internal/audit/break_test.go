package audit_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"passage"
	"passage/internal/audit"
)

var monday = passage.DateOf(2025, 10, 13)

// village is a thousand people who need a kilogram of flour a day for two
// weeks, with a limit of every kind on the way to them; and a plan, made by
// hand, that keeps them all.
func village() (*passage.Scenario, *passage.Plan) {
	some := passage.Some
	s := &passage.Scenario{
		Start: monday, Periods: 2, PeriodDays: 7, Currency: "USD", PayloadT: some(10), Goal: passage.DefaultGoal(),
		Places:      []passage.Place{{ID: "north"}, {ID: "south"}},
		People:      []passage.Headcount{{Place: "north", People: 1000}},
		Commodities: []passage.Commodity{{ID: "flour", Sector: "food", MaxG: some(900), ShelfDays: some(7)}, {ID: "oil", Sector: "food"}},
		Groups:      []passage.GroupMember{{Group: "staples", Commodity: "flour"}},
		GroupLimits: []passage.GroupLimit{{Group: "staples", MaxG: some(950)}},
		Needs:       []passage.Need{{ID: "meal", PerPersonDay: 1, Weight: 1}},
		Contents:    []passage.Content{{Commodity: "flour", Need: "meal", PerKg: 1}},
		Nodes: []passage.Node{{ID: "depot", Kind: passage.Source}, {ID: "gate", Kind: passage.Crossing, TrucksPerDay: some(0.1)},
			{ID: "store", Kind: passage.Hub, StorageT: some(2), HandlingTPerDay: some(1), HandlingUSDPerT: 3},
			{ID: "shop", Kind: passage.Site, Place: "north", HandlingUSDPerT: 1}, {ID: "stall", Kind: passage.Site, Place: "south"}},
		Corridors: []passage.Corridor{{ID: "in", From: "depot", To: "gate", ShareArriving: 1},
			{ID: "through", From: "gate", To: "store", USDPerT: 5, ShareArriving: 1}, {ID: "out", From: "store", To: "shop", ShareArriving: 0.9},
			{ID: "south", From: "store", To: "stall", ShareArriving: 1}},
		Supplies: []passage.Supply{{ID: "stock", Node: "depot", Commodity: "flour", T: 20, Confidence: 0.5},
			{ID: "late", Node: "depot", Commodity: "flour", T: 5, Ready: monday + 1, Confidence: 1}, {ID: "oil", Node: "depot", Commodity: "oil", T: 5, Confidence: 1}},
		Offers: []passage.Offer{{ID: "mill", Node: "depot", Commodity: "flour", USDPerT: 100, TMax: some(4), TPerPeriod: some(3), To: monday + 6}},
		Budget: []passage.Fund{{ID: "first", USD: 300}, {ID: "second", From: monday + 7, USD: 100}},
	}
	return s, &passage.Plan{
		Takes:     []passage.Take{take("stock", 0, 5), take("stock", 1, 5)},
		Purchases: []passage.Purchase{{Offer: "mill", T: 2}},
		Movements: []passage.Movement{move("in", 0, 7), move("in", 1, 5), move("through", 0, 7), move("through", 1, 5),
			move("out", 0, 5), move("out", 1, 6.5)},
		Stocks:        []passage.Stock{{Node: "store", Commodity: "flour", T: 2}},
		Distributions: []passage.Distribution{give("shop", 0, 4.5), give("shop", 1, 5.85)},
	}
}

func take(id passage.SupplyID, period int, t float64) passage.Take {
	return passage.Take{Supply: id, Period: period, T: t}
}

func move(id passage.CorridorID, period int, t float64) passage.Movement {
	return passage.Movement{Corridor: id, Commodity: "flour", Period: period, T: t}
}

func give(id passage.NodeID, period int, t float64) passage.Distribution {
	return passage.Distribution{Node: id, Commodity: "flour", Period: period, T: t}
}

// What the plan by hand comes to, by hand.
func TestOutcomeByHand(t *testing.T) {
	s, plan := village()
	v := audit.Judge(s, plan, audit.Options{})
	if len(v.Breaches) > 0 {
		t.Fatalf("a plan that keeps every limit breaks %v", v.Breaches)
	}
	o := v.Outcome
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
			t.Errorf("%s: %.12g, want %.12g", what, got, want)
		}
	}
	first, second := 4.5/7, 5.85/7
	near("spent in the first week", o.Spent[0], 200+7*5+5*3+4.5)
	near("spent in the second week", o.Spent[1], 5*5+6.5*3+5.85)
	near("cost", o.Cost, o.Spent[0]+o.Spent[1])
	near("cover in the first week", o.Cover[0][0][0], first)
	near("cover in the second week", o.Cover[0][0][1], second)
	if !math.IsNaN(o.Cover[1][0][0]) {
		t.Errorf("cover where nobody is: %g, want none", o.Cover[1][0][0])
	}
	near("deprivation of giving nothing", o.Nothing, 14000*(8+4+2+1)/4)
	// Two bands are full in the first week, three in the second.
	near("deprivation", o.Deprivation, 7000*(2*(0.75-first)+0.25)+7000*(1-second))
	near("shortfall", o.Shortfall, 7000*(1-first)+7000*(1-second))
	near("person-days met", o.Needs[0].Met, 1000*(4.5+5.85))
	near("mean cover", o.Needs[0].Mean, (4.5+5.85)/14)
	near("worst cover", o.Needs[0].Worst, first)
	near("Gini of one place", o.Needs[0].Gini, 0)
	if o.Needs[0].WorstAt != "north" || o.Needs[0].WorstIn != 0 || o.Needs[0].LeastAt != "north" {
		t.Errorf("worst off: %s in period %d, least covered %s", o.Needs[0].WorstAt, o.Needs[0].WorstIn, o.Needs[0].LeastAt)
	}
}

// The Gini coefficient of two places, one with everything, is the other's
// share of the people.
func TestGini(t *testing.T) {
	s, plan := village()
	s.People = append(s.People, passage.Headcount{Place: "south", People: 3000})
	if got := audit.Judge(s, plan, audit.Options{}).Outcome.Needs[0].Gini; math.Abs(got-0.75) > 1e-9 {
		t.Errorf("Gini %g, want 0.75", got)
	}
}

// A valid plan, broken in one way at a time: the judge names what is broken.
func TestEveryBreachIsNamed(t *testing.T) {
	some := passage.Some
	for _, test := range []struct {
		broken string
		break_ func(s *passage.Scenario, p *passage.Plan)
		limit  string
		about  string // part of it
	}{
		{"more trucks than pass", func(s *passage.Scenario, p *passage.Plan) { p.Movements[2].T = 7.1 }, "trucks", "gate"},
		{"more trucks than a corridor takes", func(s *passage.Scenario, p *passage.Plan) { s.Corridors[2].TrucksPerDay = some(0.05) }, "trucks", "out"},
		{"goods on days on which they are barred", func(s *passage.Scenario, p *passage.Plan) {
			s.Access = []passage.AccessRule{{On: "gate", Status: passage.Closed, Only: []string{"flour"}, Weekdays: []time.Weekday{time.Friday}}}
		}, "trucks", "gate"},
		{"goods through a closed door", func(s *passage.Scenario, p *passage.Plan) {
			s.Access = []passage.AccessRule{{On: "gate", Status: passage.Closed, To: monday + 6}}
		}, "access", "flour on through"},
		{"a supply taken before it is ready", func(s *passage.Scenario, p *passage.Plan) { p.Takes = append(p.Takes, take("late", 0, 1)) }, "supply", "late before it is ready"},
		{"more taken than there is", func(s *passage.Scenario, p *passage.Plan) { p.Takes[1].T = 5.1 }, "supply", "stock"},
		{"an order when the offer does not stand", func(s *passage.Scenario, p *passage.Plan) { p.Purchases[0].Period = 1 }, "offer", "mill ordered on 2025-10-20"},
		{"an order before the offer stands", func(s *passage.Scenario, p *passage.Plan) { s.Offers[0].From = monday + 1 }, "offer", "mill ordered on 2025-10-13"},
		{"an order that comes too late", func(s *passage.Scenario, p *passage.Plan) { s.Offers[0].LeadDays = 14 }, "offer", "mill"},
		{"an order above t_per_period", func(s *passage.Scenario, p *passage.Plan) { s.Offers[0].TPerPeriod = some(1) }, "offer", "mill"},
		{"orders above t_max", func(s *passage.Scenario, p *passage.Plan) { s.Offers[0].TMax = some(1) }, "offer", "mill"},
		{"goods from nowhere", func(s *passage.Scenario, p *passage.Plan) { p.Takes = p.Takes[1:] }, "goods", "flour at depot"},
		{"goods that were lost on the way", func(s *passage.Scenario, p *passage.Plan) { p.Distributions[0].T = 5 }, "goods", "flour at shop"},
		{"goods that come after the end", func(s *passage.Scenario, p *passage.Plan) { s.Corridors[2].LeadDays = 7 }, "movement", "out, arriving after the last period"},
		{"an overfull store", func(s *passage.Scenario, p *passage.Plan) { s.Nodes[2].StorageT = some(1.9) }, "storage", "store"},
		{"goods past their shelf life", func(s *passage.Scenario, p *passage.Plan) { s.Commodities[0].ShelfDays = some(6) }, "shelf life", "flour at store"},
		{"more handled than hands can", func(s *passage.Scenario, p *passage.Plan) { s.Nodes[2].HandlingTPerDay = some(0.9) }, "handling", "store"},
		{"more given out than hands can", func(s *passage.Scenario, p *passage.Plan) { s.Nodes[3].HandlingTPerDay = some(0.8) }, "handling", "shop"},
		{"money spent before it has come", func(s *passage.Scenario, p *passage.Plan) { s.Budget[0].USD, s.Budget[1].USD = 250, 9999 }, "money", "all funds"},
		{"a ration above max_g", func(s *passage.Scenario, p *passage.Plan) { s.Commodities[0].MaxG = some(800) }, "ration", "flour in north"},
		{"a ration above its group's", func(s *passage.Scenario, p *passage.Plan) { s.GroupLimits[0].MaxG = some(800) }, "ration", "group staples in north"},
		{"a ration below min_g", func(s *passage.Scenario, p *passage.Plan) { s.Commodities[0].MinG = some(700) }, "ration", "flour in north"},
		{"a ration below its group's", func(s *passage.Scenario, p *passage.Plan) { s.GroupLimits[0].MinG = some(700) }, "ration", "group staples in north"},
		{"rations for nobody", func(s *passage.Scenario, p *passage.Plan) {
			p.Movements[4].T, p.Distributions[0].T = 4, 3.6
			p.Movements = append(p.Movements, move("south", 0, 1))
			p.Distributions = append(p.Distributions, give("stall", 0, 1))
		}, "ration", "flour in south, where nobody is counted"},
		{"two rations where there is one for all", func(s *passage.Scenario, p *passage.Plan) { s.Goal.Ration = passage.Uniform }, "one ration for all", "flour in north"},
		{"giving out at a store", func(s *passage.Scenario, p *passage.Plan) { p.Distributions[0].Node = "store" }, "distribution", "which is not a site"},
		{"tonnes below nothing", func(s *passage.Scenario, p *passage.Plan) { p.Movements[0].T = -7 }, "movement", "flour on in"},
		{"tonnes that are no number", func(s *passage.Scenario, p *passage.Plan) { p.Stocks[0].T = math.NaN() }, "stock", "flour at store"},
		{"tonnes without end", func(s *passage.Scenario, p *passage.Plan) { p.Takes[0].T = math.Inf(1) }, "supply", "stock"},
		{"a period after the last", func(s *passage.Scenario, p *passage.Plan) { p.Takes[0].Period = 2 }, "supply", "stock, in a period outside"},
		{"a period before the first", func(s *passage.Scenario, p *passage.Plan) { p.Distributions[0].Period = -1 }, "distribution", "in a period outside"},
		{"an unknown supply", func(s *passage.Scenario, p *passage.Plan) { p.Takes[0].Supply = "x" }, "supply", "x, which the scenario does not know"},
		{"an unknown offer", func(s *passage.Scenario, p *passage.Plan) { p.Purchases[0].Offer = "x" }, "offer", "x, which"},
		{"an unknown corridor", func(s *passage.Scenario, p *passage.Plan) { p.Movements[0].Corridor = "x" }, "movement", "flour on x, which"},
		{"an unknown commodity", func(s *passage.Scenario, p *passage.Plan) { p.Movements[0].Commodity = "x" }, "movement", "x on in, which"},
		{"an unknown node", func(s *passage.Scenario, p *passage.Plan) { p.Stocks[0].Node = "x" }, "stock", "flour at x, which"},
		{"an unknown site", func(s *passage.Scenario, p *passage.Plan) { p.Distributions[0].Node = "x" }, "distribution", "flour at x, which"},
	} {
		t.Run(test.broken, func(t *testing.T) {
			s, plan := village()
			test.break_(s, plan)
			named(t, s, plan, test.limit, test.about)
		})
	}
}

// named fails unless the judge names a breach.
func named(t *testing.T, s *passage.Scenario, plan *passage.Plan, limit, about string) {
	t.Helper()
	v := audit.Judge(s, plan, audit.Options{Minimums: true})
	if !slices.ContainsFunc(v.Breaches, func(b audit.Breach) bool { return b.Limit == limit && strings.Contains(b.About, about) }) {
		t.Errorf("want a breach of %s about %s, got %v", limit, about, v.Breaches)
	}
	if v.Worst <= audit.Tolerance {
		t.Errorf("the worst breach is %g, which would pass", v.Worst)
	}
}

// The plan by hand on whole trucks, of which the gate lets two through in a
// week; and what may be wrong with trucks.
func TestEveryBreachOfWholeTrucksIsNamed(t *testing.T) {
	convoy := func(id passage.CorridorID, period, trucks int) passage.Convoy {
		return passage.Convoy{Corridor: id, Period: period, Goods: []passage.CommodityID{"flour"}, Trucks: trucks}
	}
	loaded := func() (*passage.Scenario, *passage.Plan) {
		s, plan := village()
		s.Nodes[1].TrucksPerDay = passage.Some(2.0 / 7)
		for _, id := range []passage.CorridorID{"in", "through", "out"} {
			plan.Convoys = append(plan.Convoys, convoy(id, 0, 1), convoy(id, 1, 1))
		}
		return s, plan
	}
	s, plan := loaded()
	plan.Convoys = append(plan.Convoys, convoy("in", 0, 1)) // two convoys may share what goes down a corridor
	if v := audit.Judge(s, plan, audit.Options{}); len(v.Breaches) > 0 {
		t.Fatalf("a plan that keeps every limit breaks %v", v.Breaches)
	}
	for _, test := range []struct {
		broken string
		break_ func(s *passage.Scenario, p *passage.Plan)
		about  string
	}{
		{"more aboard than trucks carry", func(s *passage.Scenario, p *passage.Plan) { s.PayloadT = passage.Some(6.9) }, "in: what its whole trucks carry"},
		{"goods on no truck", func(s *passage.Scenario, p *passage.Plan) { p.Convoys = p.Convoys[1:] }, "flour on in, in no convoy"},
		{"more trucks than pass", func(s *passage.Scenario, p *passage.Plan) { p.Convoys[2].Trucks = 3 }, "gate, whole ones"},
		{"more trucks than pass when goods may", func(s *passage.Scenario, p *passage.Plan) {
			s.Access = []passage.AccessRule{{On: "through", Status: passage.Restricted, Only: []string{"flour"}, Weekdays: []time.Weekday{time.Monday, time.Friday}}}
		}, "through, whole ones"},
		{"trucks of an unknown corridor", func(s *passage.Scenario, p *passage.Plan) { p.Convoys[0].Corridor = "x" }, "x, which"},
		{"fewer trucks than none", func(s *passage.Scenario, p *passage.Plan) { p.Convoys[0].Trucks = -1 }, "in"},
	} {
		t.Run(test.broken, func(t *testing.T) {
			s, plan := loaded()
			test.break_(s, plan)
			named(t, s, plan, "trucks", test.about)
		})
	}
}
