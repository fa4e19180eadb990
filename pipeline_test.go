package passage_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"passage"
	"passage/internal/world"
)

// bakery is a thousand people for two weeks, who need 2100 kcal a day; a
// kilogram of flour gives 3500. Flour alone would take 0.6 kg a day, 4.2 t a
// week.
func bakery() *passage.Scenario {
	return &passage.Scenario{
		Start: passage.DateOf(2025, 10, 13), Periods: 2, PeriodDays: 7,
		Places:      []passage.Place{{ID: "north"}},
		People:      []passage.Headcount{{Place: "north", People: 1000}},
		Commodities: []passage.Commodity{{ID: "flour"}},
		Needs:       []passage.Need{{ID: "energy", PerPersonDay: 2100}},
		Contents:    []passage.Content{{Commodity: "flour", Need: "energy", PerKg: 3500}},
		Nodes:       []passage.Node{{ID: "port", Kind: passage.Port}, {ID: "site", Kind: passage.Site, Place: "north"}},
		Corridors:   []passage.Corridor{{ID: "road", From: "port", To: "site", ShareArriving: 0.9}},
		Supplies:    []passage.Supply{{ID: "stock", Node: "port", Commodity: "flour", T: 6, Confidence: 1, Kind: "stock"}},
	}
}

func TestPipeline(t *testing.T) {
	week := passage.DateOf(2025, 10, 20)
	for _, c := range []struct {
		name   string
		change func(s *passage.Scenario) *passage.Plan
		breaks int
		lasts  [4]float64
		short  float64
		left   float64 // at the end
	}{
		{"six tonnes last a week and 1.8 of the next 4.2 t", func(s *passage.Scenario) *passage.Plan { return nil },
			1, [4]float64{1 + 1.8/4.2}, 2.4, 0},
		{"a pledge for the second week counts by its confidence", func(s *passage.Scenario) *passage.Plan {
			s.Supplies = append(s.Supplies, passage.Supply{ID: "p", Node: "port", Commodity: "flour", T: 2, Confidence: 0.5, Ready: week, Kind: "pledge"})
			return nil
		}, 1, [4]float64{1 + 1.8/4.2, 0, 1 / 4.2}, 1.4, 0},
		{"what comes ready after the horizon is not there", func(s *passage.Scenario) *passage.Plan {
			s.Supplies[0].Ready = week + 7
			return nil
		}, 0, [4]float64{}, 8.4, 0},
		{"stock that is ready in the second week breaks the first", func(s *passage.Scenario) *passage.Plan {
			s.Supplies[0].Ready = week
			return nil
		}, 0, [4]float64{}, 4.2, 1.8},
		{"a ration of half as much makes it last", func(s *passage.Scenario) *passage.Plan {
			s.Commodities[0].MaxG = passage.Some(300)
			return nil
		}, 2, [4]float64{2}, 0, 1.8},
		{"a group's limit binds too", func(s *passage.Scenario) *passage.Plan {
			s.Groups = []passage.GroupMember{{Group: "cereals", Commodity: "flour"}}
			s.GroupLimits = []passage.GroupLimit{{Group: "cereals", MaxG: passage.Some(300)}}
			return nil
		}, 2, [4]float64{2}, 0, 1.8},
		// 1 t is lost of 10 that are sent; 2.1 t are given, so 2.1 t more are wanted.
		{"what is lost on the way is used up", func(s *passage.Scenario) *passage.Plan {
			return &passage.Plan{Movements: []passage.Movement{{Corridor: "road", Commodity: "flour", T: 10}},
				Distributions: []passage.Distribution{{Node: "site", Commodity: "flour", T: 2.1}}}
		}, 1, [4]float64{1 + 0.8/4.2}, 3.4, 0},
		{"what the plan orders is there when it has come", func(s *passage.Scenario) *passage.Plan {
			s.Offers = []passage.Offer{{ID: "mill", Node: "port", Commodity: "flour", USDPerT: 500, LeadDays: 7, TPerPeriod: passage.Some(3)}}
			return &passage.Plan{Purchases: []passage.Purchase{{Offer: "mill", T: 3}, {Offer: "mill", Period: 1, T: 1}}}
		}, 2, [4]float64{1 + 1.8/4.2, 0, 0, 2.4 / 4.2}, 0, 0.6},
		{"nobody wants what nobody needs", func(s *passage.Scenario) *passage.Plan {
			s.People = nil
			return nil
		}, 2, [4]float64{2}, 0, 6},
	} {
		s := bakery()
		plan := c.change(s)
		l := passage.Pipeline(s, plan)[0]
		if l.Breaks != c.breaks || !near(l.Short, c.short) || !near(l.Weeks[1].Left, c.left) {
			t.Errorf("%s: breaks in %d, short of %g, %g left; want %d, %g, %g", c.name, l.Breaks, l.Short, l.Weeks[1].Left, c.breaks, c.short, c.left)
		}
		for k, want := range c.lasts {
			if !near(l.Lasts[k], want) {
				t.Errorf("%s: part %d lasts %g, want %g", c.name, k, l.Lasts[k], want)
			}
		}
	}
}

func TestWhatCanBeBought(t *testing.T) {
	start := passage.DateOf(2025, 10, 13)
	for _, c := range []struct {
		name   string
		offers []passage.Offer
		can    passage.Limit
		offer  passage.OfferID
	}{
		{"nothing", nil, passage.Some(0), ""},
		{"two weeks of three tonnes", []passage.Offer{{ID: "a", USDPerT: 2, TPerPeriod: passage.Some(3)}}, passage.Some(6), "a"},
		{"one week, as the goods travel one", []passage.Offer{{ID: "a", USDPerT: 2, TPerPeriod: passage.Some(3), LeadDays: 7}}, passage.Some(3), "a"},
		{"none, as they come too late", []passage.Offer{{ID: "a", USDPerT: 2, LeadDays: 14}}, passage.Some(0), ""},
		{"none, as the offer has ended", []passage.Offer{{ID: "a", USDPerT: 2, To: start - 1}}, passage.Some(0), ""},
		{"as much as one likes, and the cheaper", []passage.Offer{{ID: "a", USDPerT: 2, TMax: passage.Some(1)}, {ID: "b", USDPerT: 1}}, passage.Limit{}, "b"},
	} {
		s := bakery()
		for i := range c.offers {
			c.offers[i].Commodity, c.offers[i].Node = "flour", "port"
		}
		s.Offers = c.offers
		l := passage.Pipeline(s, nil)[0]
		if l.CanBuy != c.can || l.Offer != c.offer {
			t.Errorf("%s: %v from %q, want %v from %q", c.name, l.CanBuy, l.Offer, c.can, c.offer)
		}
	}
}

func TestGaps(t *testing.T) {
	s := bakery()
	plan := &passage.Plan{Distributions: []passage.Distribution{{Node: "site", Commodity: "flour", T: 2.1}, {Node: "site", Commodity: "flour", Period: 1, T: 9}}}
	for i, want := range []passage.Gap{
		{Place: "north", Need: "energy", Period: 0, Days: 7000, Covered: 3500},
		{Place: "north", Need: "energy", Period: 1, Days: 7000, Covered: 7000},
	} {
		if got := passage.Gaps(s, plan)[i]; !near(got.Covered, want.Covered) || got.Days != want.Days || got.Place != want.Place || got.Period != want.Period {
			t.Errorf("period %d: %+v, want %+v", i, got, want)
		}
	}
	if got := passage.Gaps(s, nil)[0].Uncovered(); got != 7000 {
		t.Errorf("without a plan %g person-days are uncovered, not all 7000", got)
	}
}

// TestPipelineBalances holds for any world and any plan, kept limits or not,
// that nothing appears or vanishes: what comes is what the tables hold and the
// plan orders, and each week's balance closes.
func TestPipelineBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := world.New(world.Small(rapid.Uint64().Draw(t, "seed")))
		plan := anyPlan(t, s)
		lines := passage.Pipeline(s, plan)
		supplied, given, ordered := map[passage.CommodityID]float64{}, map[passage.CommodityID]float64{}, map[passage.CommodityID]float64{}
		for _, row := range s.Supplies {
			if s.PeriodFrom(row.Ready) < s.Periods {
				supplied[row.Commodity] += row.T * row.Confidence
			}
		}
		for _, row := range plan.Distributions {
			given[row.Commodity] += row.T
		}
		for _, row := range plan.Purchases {
			for _, o := range s.Offers {
				if o.ID == row.Offer && row.Period+s.Lag(o.LeadDays) < s.Periods {
					ordered[o.Commodity] += row.T
				}
			}
		}
		for _, l := range lines {
			k := l.Commodity
			if got := l.Parts[passage.InHand] + l.Parts[passage.OnTheWay] + l.Parts[passage.Pledged]; !near(got, supplied[k]) {
				t.Errorf("%s: %g t in all parts, %g in the tables", k, got, supplied[k])
			}
			if got := l.Parts[passage.Ordered]; !near(got, ordered[k]) {
				t.Errorf("%s: %g t ordered, %g in the plan", k, got, ordered[k])
			}
			handed, short, before, broken := 0.0, 0.0, 0.0, s.Periods
			for i, w := range l.Weeks {
				used, ready := 0.0, 0.0
				for part := range w.Used {
					used, ready = used+w.Used[part], ready+w.Ready[part]
					if w.Used[part] < 0 || w.Ready[part] < 0 {
						t.Errorf("%s, period %d: %+v", k, i, w)
					}
				}
				if min(w.Given, w.Lost, w.Wanted, w.Short, w.Left) < 0 || !near(before+ready, used+w.Left) || !near(w.Need(), used+w.Short) {
					t.Errorf("%s, period %d: %g before, %+v", k, i, before, w)
				}
				if w.Short > 0 {
					broken = min(broken, i)
				}
				before = w.Left
				handed, short = handed+w.Given, short+w.Short
			}
			lasts := l.Lasts[0] + l.Lasts[1] + l.Lasts[2] + l.Lasts[3]
			if !near(handed, given[k]) || !near(short, l.Short) || l.Breaks != broken {
				t.Errorf("%s: %g t given of %g, short of %g in all and of %g by week, breaks in %d and not %d", k, handed, given[k], l.Short, short, l.Breaks, broken)
			}
			if lasts < float64(broken)-1e-6 || lasts > float64(broken)+1 {
				t.Errorf("%s: lasts %g periods and breaks in %d", k, lasts, broken)
			}
		}
		for _, g := range passage.Gaps(s, plan) {
			if g.Covered < 0 || g.Uncovered() < 0 {
				t.Errorf("%+v", g)
			}
		}
	})
}

// anyPlan draws a plan that may break every limit.
func anyPlan(t *rapid.T, s *passage.Scenario) *passage.Plan {
	plan := &passage.Plan{}
	tonnes := rapid.Float64Range(0, 5000)
	for range rapid.IntRange(0, 20).Draw(t, "rows") {
		period, k := rapid.IntRange(0, s.Periods-1).Draw(t, "period"), rapid.SampledFrom(s.Commodities).Draw(t, "commodity").ID
		for _, n := range s.Nodes {
			if n.Kind == passage.Site {
				plan.Distributions = append(plan.Distributions, passage.Distribution{Node: n.ID, Commodity: k, Period: period, T: tonnes.Draw(t, "given")})
			}
		}
		if len(s.Offers) > 0 {
			plan.Purchases = append(plan.Purchases, passage.Purchase{Offer: rapid.SampledFrom(s.Offers).Draw(t, "offer").ID, Period: period, T: tonnes.Draw(t, "ordered")})
		}
		c := rapid.SampledFrom(s.Corridors).Draw(t, "corridor")
		plan.Movements = append(plan.Movements, passage.Movement{Corridor: c.ID, Commodity: k, Period: period, T: tonnes.Draw(t, "sent")})
	}
	return plan
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }
