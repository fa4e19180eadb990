package world

import (
	"passage"
)

// oddities twist a world where tables may be twisted and still be tables. Each
// comes on its own, so that one world in many has any given pair of them.
func (m *maker) oddities() {
	s := m.s
	twists := []func(){
		func() { // a corridor twice
			c := pick(m, s.Corridors)
			c.ID += "-again"
			s.Corridors = append(s.Corridors, c)
		},
		func() { // circles that take no time and cost nothing
			hubs := append(m.of(passage.Hub), m.served...)
			a, b := pick(m, hubs), pick(m, hubs)
			s.Corridors = append(s.Corridors,
				passage.Corridor{ID: "there", From: a, To: b, ShareArriving: 1}, passage.Corridor{ID: "back", From: b, To: a, ShareArriving: 1})
		},
		func() { // from a node to itself
			h := pick(m, m.of(passage.Hub))
			s.Corridors = append(s.Corridors, passage.Corridor{ID: "round", From: h, To: h, USDPerT: 1, ShareArriving: round(m.between(0.8, 1))})
		},
		func() { // a dead end, and a hub that nothing reaches
			m.add(passage.Node{ID: "dead-end", Kind: passage.Hub})
			m.add(passage.Node{ID: "nowhere", Kind: passage.Hub, StorageT: passage.Some(0)})
			m.corridor(pick(m, m.of(passage.Hub)), "dead-end", 1)
		},
		func() { s.People[m.IntN(len(s.People))].People = 0 },
		func() { // a place with people but no site, one with a site but nobody
			s.Places = append(s.Places, passage.Place{ID: "no-site"}, passage.Place{ID: "nobody"})
			s.People = append(s.People, passage.Headcount{Place: "no-site", People: 77})
			m.add(passage.Node{ID: "idle", Kind: passage.Site, Place: "nobody"})
			m.corridor(pick(m, m.of(passage.Hub)), "idle", 3)
		},
		func() { // a need that nothing meets, one that does not weigh, a good that meets none
			s.Needs = append(s.Needs, passage.Need{ID: "shelter", PerPersonDay: 0.01, Weight: 2})
			s.Needs[m.IntN(3)].Weight = 0
			s.Commodities = append(s.Commodities, passage.Commodity{ID: "bricks", Sector: "shelter"})
			s.Supplies = append(s.Supplies, passage.Supply{ID: "bricks", Node: pick(m, m.of(passage.Hub)), Commodity: "bricks", T: 10, Confidence: 1})
		},
		func() { // nothing costs anything
			for i := range s.Offers {
				s.Offers[i].USDPerT = 0
			}
			for i := range s.Corridors {
				s.Corridors[i].USDPerT = 0
			}
			for i := range s.Nodes {
				s.Nodes[i].HandlingUSDPerT = 0
			}
		},
		func() { // no money at all, or only when all is over
			s.Budget = []passage.Fund{{ID: "late", From: s.End(), USD: 1e6}}
		},
		func() { // every crossing shut
			for _, n := range m.of(passage.Crossing) {
				m.rule(passage.DoorID(n), passage.AccessRule{Status: passage.Closed}, 0)
			}
		},
		func() { // a gram here, a thousand million tonnes there
			k := pick(m, s.Commodities).ID
			s.Supplies = append(s.Supplies,
				passage.Supply{ID: "gram", Node: pick(m, m.of(passage.Hub)), Commodity: k, T: 1e-6, Confidence: 1},
				passage.Supply{ID: "sea", Node: pick(m, m.of(passage.Source)), Commodity: k, T: 1e9, Confidence: 1})
		},
		func() { // so little fits that it is next to nothing
			s.Nodes[m.IntN(len(s.Nodes))].StorageT = passage.Some(1e-6)
		},
		func() {
			m.s.People = append(m.s.People, passage.Headcount{Place: s.Places[0].ID, From: s.End() - 1, People: 1e9})
		},
		func() { s.Corridors[m.IntN(len(s.Corridors))].ShareArriving = 0 },
		func() { s.Corridors[m.IntN(len(s.Corridors))].LeadDays = 1e15 },
		func() { s.Corridors[m.IntN(len(s.Corridors))].TrucksPerDay = passage.Some(0) },
		func() { // a price that means "not sold here"
			if len(s.Offers) > 0 {
				s.Offers[m.IntN(len(s.Offers))].USDPerT = 1e6
			}
		},
		func() { s.Supplies, s.Offers = nil, nil },
		func() { s.Commodities[0].ShelfDays = passage.Some(1e15) },
	}
	for _, twist := range some(m, twists) {
		twist()
	}
	m.distinct()
}

// distinct drops counts of one place from one date that a twist has doubled.
func (m *maker) distinct() {
	type at struct {
		place passage.PlaceID
		from  passage.Date
	}
	seen := map[at]bool{}
	kept := m.s.People[:0]
	for _, h := range m.s.People {
		if key := (at{h.Place, h.From}); !seen[key] {
			seen[key] = true
			kept = append(kept, h)
		}
	}
	m.s.People = kept
}
