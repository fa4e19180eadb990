// Package audit judges a plan by the tables alone. It recomputes what a plan
// costs and covers, names every limit that it breaks, and proves with prices
// how far from the best it can be at most. It shares nothing with the package
// that makes plans, not even its reading of the access rules, so that a
// mistake would have to be made twice to pass.
package audit

import "passage"

// tables is a scenario opened for looking things up.
type tables struct {
	*passage.Scenario
	granted   []passage.Ask
	place     map[passage.PlaceID]int
	need      map[passage.NeedID]int
	commodity map[passage.CommodityID]int
	node      map[passage.NodeID]int
	corridor  map[passage.CorridorID]int
	supply    map[passage.SupplyID]int
	offer     map[passage.OfferID]int
	from, to  []int       // corridor: its nodes
	serves    []int       // node: the place it gives to, -1 for none
	persons   [][]float64 // place, period: person-days
	members   [][]int     // row of the group limits: its commodities
	gives     [][]float64 // commodity, need: units of the need in a tonne
	doors     []gate      // by door
	gateOf    map[passage.DoorID]int
	rulesOn   map[passage.DoorID][]passage.AccessRule
	entry     []int // corridor: its own gate
	exit      []int // corridor: the gate of the crossing that it leaves, -1 for none
}

func open(s *passage.Scenario, asks []passage.Ask) *tables {
	t := &tables{
		Scenario: s,
		granted:  asks,
		place:    positions(s.Places, func(p passage.Place) passage.PlaceID { return p.ID }),
		need:     positions(s.Needs, func(n passage.Need) passage.NeedID { return n.ID }),
		commodity: positions(s.Commodities, func(c passage.Commodity) passage.CommodityID {
			return c.ID
		}),
		node:     positions(s.Nodes, func(n passage.Node) passage.NodeID { return n.ID }),
		corridor: positions(s.Corridors, func(c passage.Corridor) passage.CorridorID { return c.ID }),
		supply:   positions(s.Supplies, func(s passage.Supply) passage.SupplyID { return s.ID }),
		offer:    positions(s.Offers, func(o passage.Offer) passage.OfferID { return o.ID }),
	}
	for _, c := range s.Corridors {
		t.from, t.to = append(t.from, t.node[c.From]), append(t.to, t.node[c.To])
	}
	for _, n := range s.Nodes {
		at := -1
		if n.Kind == passage.Site {
			at = t.place[n.Place]
		}
		t.serves = append(t.serves, at)
	}
	t.persons = t.countPersons()
	for _, g := range s.GroupLimits {
		var list []int
		for _, m := range s.Groups {
			if m.Group == g.Group {
				list = append(list, t.commodity[m.Commodity])
			}
		}
		t.members = append(t.members, list)
	}
	t.gives = make([][]float64, len(s.Commodities))
	for k := range t.gives {
		t.gives[k] = make([]float64, len(s.Needs))
	}
	for _, c := range s.Contents {
		t.gives[t.commodity[c.Commodity]][t.need[c.Need]] = 1000 * c.PerKg
	}
	t.hangGates(asks)
	return t
}

func positions[Row any, ID comparable](rows []Row, id func(Row) ID) map[ID]int {
	at := make(map[ID]int, len(rows))
	for i, r := range rows {
		at[id(r)] = i
	}
	return at
}

// countPersons adds up, day by day, who is in each place.
func (t *tables) countPersons() [][]float64 {
	persons := make([][]float64, len(t.Places))
	type change struct {
		day    int // of the horizon; rows from before it count from its first day
		from   passage.Date
		people float64
	}
	changes := make([][]change, len(t.Places))
	for _, h := range t.People {
		if h.From < t.End() {
			p := t.place[h.Place]
			changes[p] = append(changes[p], change{max(0, int(h.From-t.Start)), h.From, h.People})
		}
	}
	horizon := t.Periods * t.PeriodDays
	for p := range persons {
		persons[p] = make([]float64, t.Periods)
		set := make([]*change, horizon)
		for i, c := range changes[p] {
			if set[c.day] == nil || set[c.day].from < c.from {
				set[c.day] = &changes[p][i]
			}
		}
		now := 0.0
		for d := range horizon {
			if set[d] != nil {
				now = set[d].people
			}
			persons[p][d/t.PeriodDays] += now
		}
	}
	return persons
}

// delay returns the periods that pass before goods with a lead time arrive. A
// lead time beyond the horizon, which may be more than an int holds, counts as
// the whole of it.
func (t *tables) delay(leadDays float64) int {
	if leadDays >= float64(t.Periods*t.PeriodDays) {
		return t.Periods
	}
	return int(leadDays) / t.PeriodDays
}

// due returns the first period that begins on or after a date.
func (t *tables) due(d passage.Date) int {
	for period := range t.Periods {
		if t.FirstDay(period) >= d {
			return period
		}
	}
	return t.Periods
}

// mayLie returns how many periods a commodity keeps, and whether that is less
// than the horizon.
func (t *tables) mayLie(k int) (int, bool) {
	days := t.Commodities[k].ShelfDays
	if !days.Given || days.Value >= float64(t.Periods*t.PeriodDays) {
		return 0, false
	}
	return int(days.Value) / t.PeriodDays, true
}

// orders reports whether an offer stands in a period and what is ordered then
// still comes.
func (t *tables) orders(o, period int) bool {
	first, offer := t.FirstDay(period), t.Offers[o]
	if first < offer.From || offer.To > 0 && first > offer.To {
		return false
	}
	return period+t.delay(offer.LeadDays) < t.Periods
}

// funds returns the money that has come by each period, and whether money is a
// limit at all.
func (t *tables) funds() ([]float64, bool) {
	come := make([]float64, t.Periods)
	for period := range come {
		for _, f := range t.Budget {
			if t.due(f.From) <= period {
				come[period] += f.USD
			}
		}
		for _, a := range t.granted {
			if t.due(a.From) <= period {
				come[period] += a.USD.Or(0)
			}
		}
	}
	return come, len(t.Budget) > 0
}

// freight is what a tonne costs that goes down a corridor.
func (t *tables) freight(c int) float64 {
	return t.Corridors[c].USDPerT + t.Nodes[t.from[c]].HandlingUSDPerT
}
