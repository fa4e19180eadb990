package planner

import (
	"cmp"
	"math"
	"slices"

	"passage"
)

// Held is what is over when a plan is made: in its first periods the new plan does
// what Plan does there, and only what comes after is planned. So what is known now
// changes nothing that was done before anybody knew it. The zero Held holds
// nothing. Under goal "full" and a uniform ration, where one figure is for all
// periods, nothing is held either.
type Held struct {
	Plan    *passage.Plan
	Periods int
}

// held is what is over, by the columns of a model. Each stands at its amount: the
// column itself is what is done beside that, which is nothing, and the amount is
// taken off the rows.
type held struct {
	Held
	amounts map[col]float64
	touched map[int]float64 // row: the size of what was taken off
	spent   float64
}

func hold(x *index, h Held) *held {
	over := &held{Held: h, amounts: map[col]float64{}, touched: map[int]float64{}}
	if h.Plan == nil || x.Goal.Kind == passage.Full || x.Goal.Ration == passage.Uniform {
		over.Held = Held{}
		return over
	}
	offers, supplies := map[passage.OfferID]int{}, map[passage.SupplyID]int{}
	for i, o := range x.Offers {
		offers[o.ID] = i
	}
	for i, s := range x.Supplies {
		supplies[s.ID] = i
	}
	note := func(kind colKind, a, b, t int, tonnes, usd float64) {
		if t < h.Periods {
			over.amounts[col{kind, int32(a), int32(b), int32(t)}] += tonnes
			over.spent += tonnes * usd
		}
	}
	for _, r := range h.Plan.Takes {
		if s, ok := supplies[r.Supply]; ok {
			note(takeCol, s, 0, r.Period, r.T, 0)
		}
	}
	for _, r := range h.Plan.Purchases {
		if o, ok := offers[r.Offer]; ok {
			note(buyCol, o, 0, r.Period, r.T, x.Offers[o].USDPerT)
		}
	}
	for _, r := range h.Plan.Movements {
		if c, ok := x.corridor[r.Corridor]; ok {
			note(shipCol, c, x.commodity[r.Commodity], r.Period, r.T, x.Corridors[c].USDPerT+x.Nodes[x.from[c]].HandlingUSDPerT)
		}
	}
	for _, r := range h.Plan.Stocks {
		if n, ok := x.node[r.Node]; ok {
			note(keepCol, n, x.commodity[r.Commodity], r.Period, r.T, 0)
		}
	}
	for _, r := range h.Plan.Distributions {
		if n, ok := x.node[r.Node]; ok {
			note(giveCol, n, x.commodity[r.Commodity], r.Period, r.T, x.Nodes[n].HandlingUSDPerT)
		}
	}
	return over
}

// settle takes the amount of the column in hand off its rows and returns the most
// that may be done beside it.
func (b *builder) settle(c col, upper float64) float64 {
	if int(c.t) >= b.held.Periods || c.kind == bandCol || c.kind == cashCol {
		return upper
	}
	if v := b.held.amounts[c]; v != 0 {
		for _, e := range b.entries {
			b.RowLower[e.Row] -= e.Value * v
			b.RowUpper[e.Row] -= e.Value * v
			b.held.touched[e.Row] += math.Abs(e.Value * v)
		}
	}
	return 0
}

// roundings is how far what is left of a limit may lie beside it, as a share of what
// was taken off: sums of the same amounts in another order.
const roundings = 1e-9

// release frees the limits of the periods that are over, which are nobody's to keep
// any more, and lets the others be reached in spite of rounding.
func (m *model) release() {
	for i, r := range m.rows {
		switch r.kind {
		case supplyRow, offerRow, moneyRow, coverRow:
		default:
			if int(r.t) < m.held.Periods {
				m.RowLower[i], m.RowUpper[i] = -inf, inf
			}
		}
	}
	for i, size := range m.held.touched {
		m.RowLower[i] -= roundings * (1 + size)
		m.RowUpper[i] += roundings * (1 + size)
	}
}

// withHeld puts what is over before the rest of a plan, in the order of the tables.
func (m *model) withHeld(plan *passage.Plan) *passage.Plan {
	x, over := m.x, m.held
	if over.Periods == 0 {
		return plan
	}
	supply := func(id passage.SupplyID) int {
		return slices.IndexFunc(x.Supplies, func(s passage.Supply) bool { return s.ID == id })
	}
	offer := func(id passage.OfferID) int {
		return slices.IndexFunc(x.Offers, func(o passage.Offer) bool { return o.ID == id })
	}
	plan.Takes = joined(over.Plan.Takes, plan.Takes, over.Periods, func(r passage.Take) [3]int { return [3]int{supply(r.Supply), 0, r.Period} })
	plan.Purchases = joined(over.Plan.Purchases, plan.Purchases, over.Periods, func(r passage.Purchase) [3]int { return [3]int{offer(r.Offer), 0, r.Period} })
	plan.Movements = joined(over.Plan.Movements, plan.Movements, over.Periods, func(r passage.Movement) [3]int {
		return [3]int{x.corridor[r.Corridor], x.commodity[r.Commodity], r.Period}
	})
	plan.Stocks = joined(over.Plan.Stocks, plan.Stocks, over.Periods, func(r passage.Stock) [3]int {
		return [3]int{x.node[r.Node], x.commodity[r.Commodity], r.Period}
	})
	plan.Distributions = joined(over.Plan.Distributions, plan.Distributions, over.Periods, func(r passage.Distribution) [3]int {
		return [3]int{x.node[r.Node], x.commodity[r.Commodity], r.Period}
	})
	return plan
}

// convoysHeld puts the convoys of what is over before those of the rest.
func (m *model) convoysHeld(rest []passage.Convoy) []passage.Convoy {
	if m.held.Periods == 0 {
		return rest
	}
	return joined(m.held.Plan.Convoys, rest, m.held.Periods, func(r passage.Convoy) [3]int { return [3]int{m.x.corridor[r.Corridor], 0, r.Period} })
}

// joined is the rows of the first periods of one list and the later ones of another,
// by where they stand: in two tables, and in time.
func joined[Row any](before, after []Row, periods int, where func(Row) [3]int) (all []Row) {
	for _, r := range before {
		if where(r)[2] < periods {
			all = append(all, r)
		}
	}
	for _, r := range after {
		if where(r)[2] >= periods {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b Row) int {
		x, y := where(a), where(b)
		return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]), cmp.Compare(x[2], y[2]))
	})
	return all
}
