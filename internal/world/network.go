package world

import (
	"fmt"
	"math"

	"passage"
)

func id[T ~string](prefix string, n int) T { return T(fmt.Sprintf("%s-%d", prefix, n)) }

func (m *maker) add(n passage.Node) passage.NodeID {
	n.Name = string(n.ID)
	m.s.Nodes = append(m.s.Nodes, n)
	return n.ID
}

func (m *maker) nodes() {
	for i := range m.Sources {
		m.add(passage.Node{ID: id[passage.NodeID]("source", i+1), Kind: passage.Source})
	}
	if m.rich(0.4) {
		n := passage.Node{ID: "port", Kind: passage.Port, HandlingUSDPerT: round(m.between(1, 20))}
		if m.chance(0.5) {
			n.HandlingTPerDay = passage.Some(round(m.daily * m.between(0.2, 2)))
		}
		m.add(n)
	}
	for i := range m.Crossings {
		n := passage.Node{ID: id[passage.NodeID]("crossing", i+1), Kind: passage.Crossing}
		trucks := m.Tight * m.daily / 14 / float64(m.Crossings) * m.between(0.5, 1.5)
		if n.TrucksPerDay = passage.Some(math.Ceil(trucks)); m.rich(0.3) {
			n.TrucksPerDay = passage.Some(round(trucks)) // parts of a truck are as good
		}
		if m.rich(0.15) {
			n.TrucksPerDay = passage.Limit{}
		}
		if m.rich(0.3) {
			n.StorageT = passage.Some(round(m.daily * float64(m.PeriodDays) * m.between(0, 0.1)))
		}
		m.add(n)
	}
	for i := range m.Hubs {
		n := passage.Node{ID: id[passage.NodeID]("hub", i+1), Kind: passage.Hub}
		n.StorageT = passage.Some(round(m.daily * float64(m.PeriodDays) * m.between(0, 0.6) / float64(m.Hubs)))
		if m.rich(0.4) {
			n.HandlingTPerDay = passage.Some(round(m.daily * m.between(0.3, 2) / float64(m.Hubs)))
		}
		if m.rich(0.5) {
			n.HandlingUSDPerT = round(m.between(0.5, 8))
		}
		m.add(n)
	}
	for i, p := range m.s.Places {
		sites := 1
		if m.rich(0.2) {
			sites = 2
		}
		if m.rich(0.05) {
			sites = 0
		}
		for k := range sites {
			n := passage.Node{ID: passage.NodeID(fmt.Sprintf("site-%d-%d", i+1, k+1)), Kind: passage.Site, Place: p.ID}
			if m.chance(0.7) {
				n.StorageT = passage.Some(round(m.daily * float64(m.PeriodDays) * m.between(0, 0.6) / float64(m.Places)))
			}
			if m.rich(0.2) {
				n.HandlingTPerDay = passage.Some(round(m.daily * m.between(0.2, 2) / float64(m.Places)))
			}
			if m.rich(0.4) {
				n.HandlingUSDPerT = round(m.between(0.5, 8))
			}
			m.served = append(m.served, m.add(n))
		}
	}
}

// of lists the nodes of a kind.
func (m *maker) of(kind passage.NodeKind) []passage.NodeID {
	var out []passage.NodeID
	for _, n := range m.s.Nodes {
		if n.Kind == kind {
			out = append(out, n.ID)
		}
	}
	return out
}

// lead returns days on the way: often none, at times more than a period.
func (m *maker) lead() float64 {
	most := float64(m.PeriodDays)
	switch m.IntN(6) {
	case 0:
		return math.Round(most * m.between(0.5, 2.5))
	case 1, 2:
		return math.Round(m.between(0, most) * 0.9)
	case 3:
		return 0.5
	}
	return 0
}

func (m *maker) corridor(from, to passage.NodeID, usd float64) {
	c := passage.Corridor{ID: passage.CorridorID(fmt.Sprintf("%s>%s", from, to)), From: from, To: to, Mode: "road",
		LeadDays: m.lead(), USDPerT: round(usd), ShareArriving: 1}
	if m.chance(0.5) {
		c.ShareArriving = round(m.between(0.7, 1))
	}
	if m.rich(0.25) {
		c.PayloadT = passage.Some(round(m.between(5, 28)))
	}
	if m.rich(0.25) {
		c.TrucksPerDay = passage.Some(math.Ceil(m.daily / 14 * m.between(0.1, 0.8)))
	}
	m.s.Corridors = append(m.s.Corridors, c)
}

// corridors lead from sources over crossings and hubs to sites; a rich world
// has shortcuts, and hubs that supply one another in circles.
func (m *maker) corridors() {
	crossings, hubs, ports := m.of(passage.Crossing), m.of(passage.Hub), m.of(passage.Port)
	for _, s := range m.of(passage.Source) {
		for _, c := range crossings {
			m.corridor(s, c, m.between(40, 150))
		}
		for _, p := range ports {
			m.corridor(s, p, m.between(20, 60))
		}
	}
	for _, p := range ports {
		for _, c := range some(m, crossings) {
			m.corridor(p, c, m.between(5, 40))
		}
	}
	for _, c := range crossings {
		for _, h := range some(m, hubs) {
			m.corridor(c, h, m.between(5, 30))
		}
		if len(m.served) > 0 && m.rich(0.3) {
			m.corridor(c, pick(m, m.served), m.between(10, 50))
		}
	}
	for _, n := range m.served {
		for _, h := range some(m, hubs) {
			m.corridor(h, n, m.between(3, 25))
		}
	}
	for i, h := range hubs {
		if next := hubs[(i+1)%len(hubs)]; next != h && m.rich(0.7) {
			m.corridor(h, next, m.between(1, 9))
		}
	}
	if len(m.served) > 1 && m.rich(0.3) {
		m.corridor(m.served[0], m.served[1], m.between(1, 9))
	}
}

// stocks are what lies ready, is on its way or is pledged.
func (m *maker) stocks() {
	nodes := append(append(m.of(passage.Source), m.of(passage.Hub)...), m.of(passage.Port)...)
	for i := range len(m.s.Commodities) * (1 + m.Sources) {
		row := passage.Supply{ID: id[passage.SupplyID]("supply", i+1), Node: pick(m, nodes), Commodity: pick(m, m.s.Commodities).ID,
			T: round(m.daily * float64(m.days()) * m.between(0.002, 0.1)), Kind: "stock", Confidence: 1}
		if m.chance(0.5) {
			row.Ready, row.Kind = m.day(), "pledge"
		}
		if m.rich(0.3) {
			row.Confidence = pick(m, []float64{0.25, 0.5, 0.8})
		}
		if m.rich(0.05) {
			row.Confidence = 0
		}
		if m.rich(0.05) {
			row.Ready = m.s.End() - 1 // too late to count, unless periods are days
		}
		m.s.Supplies = append(m.s.Supplies, row)
	}
}

// prices of a tonne, by commodity.
func prices() map[passage.CommodityID]float64 {
	p := map[passage.CommodityID]float64{"soap": 2500, "kits": 9000, "tablets": 5000}
	for _, f := range foods() {
		p[f.id] = f.usd
	}
	return p
}

func (m *maker) offer(node passage.NodeID, k passage.CommodityID, usd float64) *passage.Offer {
	m.s.Offers = append(m.s.Offers, passage.Offer{ID: id[passage.OfferID]("offer", len(m.s.Offers)+1), Node: node, Commodity: k, USDPerT: round(usd)})
	return &m.s.Offers[len(m.s.Offers)-1]
}

// markets sell: sources much and cheaply, hubs and sites dearly.
func (m *maker) markets() {
	price := prices()
	for _, s := range m.of(passage.Source) {
		for _, k := range m.s.Commodities {
			if !m.chance(0.6) {
				continue
			}
			o := m.offer(s, k.ID, price[k.ID]*m.between(0.8, 1.3))
			o.LeadDays = m.lead()
			if m.chance(0.7) {
				o.TPerPeriod = passage.Some(round(m.daily * float64(m.PeriodDays) * m.between(0.05, 0.5)))
			}
			if m.rich(0.4) {
				o.TMax = passage.Some(round(m.daily * float64(m.days()) * m.between(0.01, 0.3)))
			}
			if m.rich(0.3) {
				o.From = m.day()
			}
			if m.rich(0.3) {
				o.To = max(o.From, m.s.Start) + passage.Date(m.IntN(m.days()))
			}
		}
	}
	for _, n := range m.served {
		for _, k := range m.s.Commodities {
			if m.Market || m.rich(0.05) {
				o := m.offer(n, k.ID, price[k.ID]*m.between(2, 4))
				if !m.Market && m.chance(0.5) {
					o.TPerPeriod = passage.Some(round(m.daily * float64(m.PeriodDays) * m.between(0.01, 0.1)))
				}
			}
		}
	}
}

// money comes in tranches, and not always enough.
func (m *maker) money() {
	if m.chance(0.35) || m.Market {
		return
	}
	whole := m.daily * float64(m.days()) * 1200
	for i := range 1 + m.IntN(3) {
		f := passage.Fund{ID: id[passage.FundID]("fund", i+1), USD: round(whole * m.between(0.02, 0.5))}
		if i > 0 {
			f.From = m.day()
		}
		m.s.Budget = append(m.s.Budget, f)
	}
}
