package exchange_test

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"passage"
)

// anyWorld draws a scenario that is valid and in which every column of the
// format may be filled, with ids and texts as odd as they may be.
func anyWorld() *rapid.Generator[*passage.Scenario] {
	return rapid.Custom(func(t *rapid.T) *passage.Scenario {
		w := world{t}
		s := &passage.Scenario{
			Name: w.text(), Start: passage.DateOf(2025, 10, 13), Periods: rapid.IntRange(1, 60).Draw(t, "periods"),
			PeriodDays: rapid.IntRange(1, 30).Draw(t, "days"), Currency: w.text(), PayloadT: passage.Some(14), Goal: passage.DefaultGoal(),
		}
		if rapid.Bool().Draw(t, "full") {
			s.Goal = passage.Goal{Kind: passage.Full, Ration: passage.Uniform, Bands: []float64{1}, Weights: []float64{w.number()}}
		}
		places, goods, needs, nodes := w.ids("place"), w.ids("good"), w.ids("need"), w.ids("node")
		doors := []string{}
		for _, id := range places {
			s.Places = append(s.Places, passage.Place{ID: passage.PlaceID(id), Name: w.text(), Pcode: w.text(), Parent: w.text(), Lat: w.limit()})
			for i := range rapid.IntRange(0, 2).Draw(t, "counts") {
				from := passage.Date(0)
				if i > 0 {
					from = s.Start + passage.Date(i)
				}
				s.People = append(s.People, passage.Headcount{Place: passage.PlaceID(id), From: from, People: min(w.number(), 1e10)})
			}
		}
		for i, id := range goods {
			s.Commodities = append(s.Commodities, passage.Commodity{ID: passage.CommodityID(id), Name: w.text(), Sector: "sector " + w.text(),
				M3PerT: w.limit(), ShelfDays: w.limit(), MaxG: w.limit(), Aliases: []passage.Alias{{Catalogue: "list", Code: fmt.Sprint("a:", i)}, {Catalogue: "a b", Code: fmt.Sprint("=", i)}}})
			s.Commodities[i].Sector = strings.TrimSpace(s.Commodities[i].Sector)
			s.Groups = append(s.Groups, passage.GroupMember{Group: passage.GroupID(fmt.Sprint("g", i%2)), Commodity: passage.CommodityID(id)})
			for _, need := range needs {
				s.Contents = append(s.Contents, passage.Content{Commodity: passage.CommodityID(id), Need: passage.NeedID(need), PerKg: w.number()})
			}
		}
		s.GroupLimits = append(s.GroupLimits, passage.GroupLimit{Group: "g0", MaxG: w.limit()})
		for _, id := range needs {
			s.Needs = append(s.Needs, passage.Need{ID: passage.NeedID(id), Name: w.text(), Unit: w.text(), PerPersonDay: w.number() + 1, Weight: w.number()})
		}
		for i, id := range nodes {
			n := passage.Node{ID: passage.NodeID(id), Name: w.text(), Kind: passage.Hub, StorageT: w.limit(), HandlingTPerDay: w.limit(), HandlingUSDPerT: w.number()}
			switch i % 3 {
			case 0:
				n.Kind, n.TrucksPerDay = passage.Crossing, w.limit()
				doors = append(doors, id)
			case 1:
				n.Kind, n.Place = passage.Site, passage.PlaceID(rapid.SampledFrom(places).Draw(t, "served"))
			}
			s.Nodes = append(s.Nodes, n)
		}
		node := func() passage.NodeID { return passage.NodeID(rapid.SampledFrom(nodes).Draw(t, "node")) }
		good := func() passage.CommodityID { return passage.CommodityID(rapid.SampledFrom(goods).Draw(t, "good")) }
		for _, id := range w.ids("corridor") {
			s.Corridors = append(s.Corridors, passage.Corridor{ID: passage.CorridorID(id), From: node(), To: node(), Mode: w.text(), LeadDays: w.number(),
				USDPerT: w.number(), TrucksPerDay: w.limit(), PayloadT: passage.Some(w.number() + 1), ShareArriving: w.share()})
			doors = append(doors, id)
		}
		for _, id := range w.ids("offer") {
			from := w.date()
			s.Offers = append(s.Offers, passage.Offer{ID: passage.OfferID(id), Node: node(), Commodity: good(), USDPerT: w.number(), TMax: w.limit(),
				TPerPeriod: w.limit(), From: from, LeadDays: w.number()})
			s.Supplies = append(s.Supplies, passage.Supply{ID: passage.SupplyID(id), Node: node(), Commodity: good(), T: w.number(), Ready: w.date(),
				Kind: w.text(), Donor: w.text(), Confidence: w.share()})
			s.Budget = append(s.Budget, passage.Fund{ID: passage.FundID(id), From: w.date(), USD: w.number()})
		}
		for i, id := range w.ids("rule") {
			rule := passage.AccessRule{ID: passage.RuleID(id), On: passage.DoorID(rapid.SampledFrom(doors).Draw(t, "door")), From: w.date(),
				Source: w.text(), Reliability: w.text(), AsOf: w.date()}
			switch i % 3 {
			case 0:
				rule.Status, rule.TrucksPerDay = passage.Open, w.limit()
			case 1:
				rule.Status, rule.Weekdays = passage.Closed, []time.Weekday{time.Sunday, time.Friday}
			case 2:
				rule.Status, rule.Only = passage.Restricted, []string{string(good())}
			}
			s.Access = append(s.Access, rule)
			s.Asks = append(s.Asks, passage.Ask{ID: passage.AskID(id), Lifts: []passage.RuleID{passage.RuleID(id)}, On: rule.On, TrucksPerDay: w.limit(),
				To: w.date(), HeldBy: w.text(), Note: w.text()})
		}
		return s
	})
}

type world struct{ *rapid.T }

func (w world) number() float64 {
	return rapid.OneOf(rapid.SampledFrom([]float64{0, 1, 0.1, 14, 0.3333333333333333, 1e14, 123456789012345}), rapid.Float64Range(0, 1e9)).Draw(w.T, "number")
}

func (w world) share() float64 { return rapid.Float64Range(0, 1).Draw(w.T, "share") }

func (w world) limit() passage.Limit {
	if rapid.Bool().Draw(w.T, "given") {
		return passage.Limit{}
	}
	return passage.Some(min(w.number(), 90))
}

func (w world) date() passage.Date {
	return rapid.SampledFrom([]passage.Date{0, passage.DateOf(2025, 10, 13), passage.DateOf(2024, 2, 29), passage.DateOf(2026, 1, 1)}).Draw(w.T, "date")
}

// text draws words as people write them: nothing at their ends.
func (w world) text() string {
	return strings.TrimFunc(rapid.OneOf(rapid.SampledFrom([]string{"", "Gaza, \"north\"", "غزة", "=1+1", "-", "12", "007", "true", "2025-10-13", "two\nlines", "'=x", "#tag"}),
		rapid.StringOf(rapid.RuneFrom(nil, unicode.L, unicode.N, unicode.P, unicode.S, unicode.Zs))).Draw(w.T, "text"), blank)
}

func blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// ids draws a few ids, no two alike. None begins like an id of another kind.
func (w world) ids(kind string) []string {
	var out []string
	for i := range rapid.IntRange(1, 5).Draw(w.T, kind) {
		odd := rapid.StringOfN(rapid.RuneFrom([]rune("aé北=-@'\",. 0ب_x")), 0, 6, -1).Draw(w.T, "id")
		out = append(out, strings.TrimSpace(rapid.SampledFrom([]string{"", "=", "@", "-", "'"}).Draw(w.T, "start")+kind+fmt.Sprint(i)+odd))
	}
	return out
}
