package planner

import (
	"passage"
	"passage/internal/lp"
)

// dust is the tonnes below which a flow is rounding in the solver: a tenth of
// a gram.
const dust = 1e-7

// plan puts the columns of an answer back into the words of the tables.
func (m *model) plan(sol *lp.Solution) *passage.Plan {
	x, plan := m.x, &passage.Plan{}
	for j, c := range m.cols {
		v, a, b, t := sol.X[j], int(c.a), int(c.b), int(c.t)
		if v <= dust {
			continue
		}
		switch c.kind {
		case takeCol:
			plan.Takes = append(plan.Takes, passage.Take{Supply: x.Supplies[a].ID, Period: t, T: v})
		case buyCol:
			plan.Purchases = append(plan.Purchases, passage.Purchase{Offer: x.Offers[a].ID, Period: t, T: v})
		case shipCol:
			plan.Movements = append(plan.Movements, passage.Movement{Corridor: x.Corridors[a].ID, Commodity: x.Commodities[b].ID, Period: t, T: v})
		case keepCol:
			plan.Stocks = append(plan.Stocks, passage.Stock{Node: x.Nodes[a].ID, Commodity: x.Commodities[b].ID, Period: t, T: v})
		case giveCol:
			plan.Distributions = append(plan.Distributions, passage.Distribution{Node: x.Nodes[a].ID, Commodity: x.Commodities[b].ID, Period: t, T: v})
		}
	}
	return m.withHeld(plan)
}

// prices puts the duals of an answer back into the words of the tables. Prices
// of limits have one sign; what a solver leaves on the other side of zero is
// its rounding, and cut off.
func (m *model) prices(sol *lp.Solution) *passage.Prices {
	x := m.x
	nodes, kinds, places := len(x.Nodes), len(x.Commodities), len(x.Places)
	p := &passage.Prices{
		Goods:       make([]float64, nodes*kinds*x.T),
		Supply:      make([]float64, len(x.Supplies)),
		Offer:       make([]float64, len(x.Offers)),
		OfferPeriod: make([]float64, len(x.Offers)*x.T),
		Storage:     make([]float64, nodes*x.T),
		Handling:    make([]float64, nodes*x.T),
		Shelf:       make([]float64, nodes*kinds*x.T),
		Money:       make([]float64, x.T),
		Cover:       make([]float64, places*len(x.Needs)*x.T),
	}
	local := x.Goal.Ration != passage.Uniform
	if local {
		p.RationMax, p.RationMin = make([]float64, places*kinds*x.T), make([]float64, places*kinds*x.T)
		p.GroupMax, p.GroupMin = make([]float64, places*len(x.groups)*x.T), make([]float64, places*len(x.groups)*x.T)
	} else {
		p.Ration = make([]float64, places*kinds*x.T)
		p.RationMax, p.RationMin = make([]float64, kinds), make([]float64, kinds)
		p.GroupMax, p.GroupMin = make([]float64, len(x.groups)), make([]float64, len(x.groups))
	}
	at := func(a, n, b, t int) int { return (a*n+b)*x.T + t }
	ration := func(a, n, b, t int) int {
		if local {
			return at(a, n, b, t)
		}
		return b
	}
	for i, r := range m.rows {
		y, a, b, t := sol.RowDual[i], int(r.a), int(r.b), int(r.t)
		most, least := max(0, -y), max(0, y) // the price of an upper and of a lower bound
		switch r.kind {
		case goodsRow:
			p.Goods[at(a, kinds, b, t)] = least
		case supplyRow:
			p.Supply[a] = most
		case offerRow:
			p.Offer[a] = most
		case offerTimeRow:
			p.OfferPeriod[a*x.T+t] = most
		case trucksRow:
			if most > 0 {
				door := m.doors[a]
				days := door.periods[t].daysOf(door.periods[t].limits[b])
				p.Trucks = append(p.Trucks, passage.TruckPrice{Door: door.id, Period: t, Days: days, Price: most})
			}
		case storageRow:
			p.Storage[a*x.T+t] = most
		case handlingRow:
			p.Handling[a*x.T+t] = most
		case shelfRow:
			p.Shelf[at(a, kinds, b, t)] = most
		case moneyRow:
			p.Money[t] = most
		case rationRow:
			p.Ration[at(a, kinds, b, t)] = -y
		case rationMaxRow:
			p.RationMax[ration(a, kinds, b, t)] = most
		case rationMinRow:
			p.RationMin[ration(a, kinds, b, t)] = least
		case groupMaxRow:
			p.GroupMax[ration(a, len(x.groups), b, t)] = most
		case groupMinRow:
			p.GroupMin[ration(a, len(x.groups), b, t)] = least
		case coverRow:
			p.Cover[at(a, len(x.Needs), b, t)] = least
		}
	}
	hardship := 1.0 // what a weighted person-day weighs in the objective
	if len(sol.RowDual) > len(m.rows) {
		p.Deprivation = max(0, sol.RowDual[len(m.rows)])
		hardship = p.Deprivation
	}
	for _, u := range m.unmet {
		p.Cover[u.cover] = u.worth * hardship
	}
	return p
}
