package audit

import (
	"math"

	"passage"
)

// bound works out what prices prove. Whatever plan keeps the limits, its
// objective is at least
//
//	what giving nothing comes to − Σ price × limit − what unmet bands would still earn
//
// provided that no possible action earns more at the prices than it costs. So
// two things are computed: that sum, and how far any action is from keeping
// the proviso. A limit that is not there is endless: at a price above nothing
// it makes the bound worth nothing.
type bound struct {
	*tables
	claim     Claim
	p         *passage.Prices
	reachable []bool // node, commodity, period
	minimums  bool
	held      int                // periods that are over
	done      map[action]float64 // in them, tonnes

	value float64 // of the bound
	worst float64 // the largest gain of any action, relative to the sums that it balances
}

// certify returns the certificate of a plan that comes to a given objective.
func (b *bound) certify(primal, comesTo float64) Certificate {
	b.limits()
	b.bands()
	b.actions()
	gap := func(v float64) float64 { return math.Abs(v-b.value) / (1 + math.Abs(v)) }
	return Certificate{
		PrimalResidual: primal,
		DualResidual:   b.worst,
		Gap:            max(gap(comesTo), gap(b.claim.Value)),
	}
}

// money and hardship are what a unit of each weighs in the objective.
func (b *bound) money() float64 {
	if b.claim.Stage == LeastDeprivation {
		return 0
	}
	return 1
}

func (b *bound) hardship() float64 {
	switch b.claim.Stage {
	case LeastDeprivation:
		return 1
	case LeastCost:
		return b.p.Deprivation
	}
	return 0
}

// endless is the limit that is not there.
var endless = math.Inf(1)

// priced adds a limit's price to the bound. A price below zero proves nothing.
func (b *bound) priced(price, limit float64) {
	if price < 0 {
		b.balance(price)
		price = 0
	}
	if price > 0 {
		b.value -= price * limit
	}
}

// balance notes what is left of an action's costs over its gains; terms are
// the sums, costs positive. Below zero, it would pay to do more of it.
func (b *bound) balance(terms ...float64) {
	net, gross := 0.0, 0.0
	for _, v := range terms {
		net += v
		gross += math.Abs(v)
	}
	if short := -net / (1 + gross); short > b.worst || math.IsNaN(short) {
		b.worst = short
	}
}

// action is one thing that a plan can do: take, buy, send, keep or give, of a supply,
// an offer, a corridor's or a node's commodity, in a period.
type action struct {
	do               byte // 't', 'b', 's', 'k' or 'g'
	at, what, period int
}

// doneIn adds up what a plan does in its first periods.
func (t *tables) doneIn(plan *passage.Plan, periods int) map[action]float64 {
	done := map[action]float64{}
	note := func(a action, tonnes float64) {
		if a.period < periods {
			done[a] += tonnes
		}
	}
	for _, r := range plan.Takes {
		note(action{'t', t.supply[r.Supply], 0, r.Period}, r.T)
	}
	for _, r := range plan.Purchases {
		note(action{'b', t.offer[r.Offer], 0, r.Period}, r.T)
	}
	for _, r := range plan.Movements {
		note(action{'s', t.corridor[r.Corridor], t.commodity[r.Commodity], r.Period}, r.T)
	}
	for _, r := range plan.Stocks {
		note(action{'k', t.node[r.Node], t.commodity[r.Commodity], r.Period}, r.T)
	}
	for _, r := range plan.Distributions {
		note(action{'g', t.node[r.Node], t.commodity[r.Commodity], r.Period}, r.T)
	}
	return done
}

// weigh balances an action that a plan is free to do. One of a period that is over is
// done as it was, whatever it earns: its costs over its gains are in the bound.
func (b *bound) weigh(a action, terms ...float64) {
	if a.period >= b.held {
		b.balance(terms...)
		return
	}
	net := 0.0
	for _, v := range terms {
		net += v
	}
	b.value += net * b.done[a]
}

func (b *bound) cell(a, n, i, period int) int { return (a*n+i)*b.Periods + period }

func (b *bound) goods(n, k, period int) float64 {
	return b.p.Goods[b.cell(n, len(b.Commodities), k, period)]
}

// limits subtracts every limit at its price.
func (b *bound) limits() {
	p := b.p
	for s, row := range b.Supplies {
		b.priced(p.Supply[s], row.T*row.Confidence)
	}
	for o, row := range b.Offers {
		b.priced(p.Offer[o], row.TMax.Or(endless))
		for period := range b.Periods {
			b.priced(p.OfferPeriod[o*b.Periods+period], row.TPerPeriod.Or(endless))
		}
	}
	for n, row := range b.Nodes {
		for period := range b.Periods {
			b.priced(p.Storage[n*b.Periods+period], row.StorageT.Or(endless))
			b.priced(p.Handling[n*b.Periods+period], row.HandlingTPerDay.Or(endless)*float64(b.PeriodDays))
		}
	}
	for _, price := range p.Trucks {
		b.priced(price.Price, b.trucksOn(price))
	}
	// A unit of money by period t can be spent in t or later, so its price does
	// not rise; what it falls by is the price of the sum that has come by t.
	come, limited := b.funds()
	for period := range b.Periods {
		next := 0.0
		if period+1 < b.Periods {
			next = p.Money[period+1]
		}
		if !limited {
			come[period] = endless
		}
		b.priced(p.Money[period]-next, come[period])
	}
	for k := range b.Commodities {
		if _, limited := b.mayLie(k); limited {
			continue // what may lie is what has arrived: nothing by itself
		}
		for n := range b.Nodes {
			for period := range b.Periods {
				b.priced(p.Shelf[b.cell(n, len(b.Commodities), k, period)], endless)
			}
		}
	}
	b.rations()
}

// trucksOn adds up the trucks of a price's days. A door or a day that is not
// there limits nothing.
func (b *bound) trucksOn(price passage.TruckPrice) float64 {
	gate, known := b.gateOf[price.Door]
	if !known || price.Period < 0 || price.Period >= b.Periods {
		return endless
	}
	trucks := 0.0
	for _, d := range price.Days {
		if d < 0 || d >= b.PeriodDays {
			return endless
		}
		trucks += b.doors[gate].trucks[price.Period*b.PeriodDays+d]
	}
	return trucks
}

// rations subtracts the bounds of rations at their prices.
func (b *bound) rations() {
	p := b.p
	pay := func(i int, most, least passage.Limit, max, min []float64, grams float64) {
		b.priced(max[i], most.Or(endless)*grams)
		if b.minimums {
			b.priced(min[i], -least.Or(0)*grams)
		}
	}
	if b.Goal.Ration == passage.Uniform {
		for k, c := range b.Commodities {
			pay(k, c.MaxG, c.MinG, p.RationMax, p.RationMin, 1)
		}
		for g, limit := range b.GroupLimits {
			pay(g, limit.MaxG, limit.MinG, p.GroupMax, p.GroupMin, 1)
		}
		return
	}
	for pl := range b.Places {
		for period, persons := range b.persons[pl] {
			for k, c := range b.Commodities {
				pay(b.cell(pl, len(b.Commodities), k, period), c.MaxG, c.MinG, p.RationMax, p.RationMin, persons*1e-6)
			}
			for g, limit := range b.GroupLimits {
				pay(b.cell(pl, len(b.GroupLimits), g, period), limit.MaxG, limit.MinG, p.GroupMax, p.GroupMin, persons*1e-6)
			}
		}
	}
}

// bands adds what hardship remains when every unit of cover is sold at its
// price: a band is filled only where that is cheaper than the hardship.
func (b *bound) bands() {
	full := b.claim.Stage == FullCost
	for pl := range b.Places {
		for n, need := range b.Needs {
			for period, persons := range b.persons[pl] {
				price := b.p.Cover[b.cell(pl, len(b.Needs), n, period)]
				if price < 0 {
					b.balance(price)
				}
				if full {
					b.value += max(0, price) * persons
					continue
				}
				below := 0.0
				for i, upTo := range b.Goal.Bands {
					hard := b.hardship() * need.Weight * b.Goal.Weights[i]
					b.value += min(hard, max(0, price)) * persons * (upTo - below)
					below = upTo
				}
			}
		}
	}
	if b.claim.Stage == LeastCost {
		b.priced(b.p.Deprivation, b.claim.Most)
	}
}

// actions weighs the gain of each thing that a plan could do against its costs.
func (b *bound) actions() {
	for s, row := range b.Supplies {
		n, k := b.node[row.Node], b.commodity[row.Commodity]
		if row.T*row.Confidence == 0 {
			continue
		}
		for period := b.due(row.Ready); period < b.Periods; period++ {
			b.weigh(action{'t', s, 0, period}, b.p.Supply[s], -b.goods(n, k, period), -b.freshness(n, k, period))
		}
	}
	for o, row := range b.Offers {
		n, k := b.node[row.Node], b.commodity[row.Commodity]
		for period := range b.Periods {
			if b.orders(o, period) {
				at := period + b.delay(row.LeadDays)
				cost := row.USDPerT * (b.money() + b.p.Money[period])
				b.weigh(action{'b', o, 0, period}, b.p.Offer[o], b.p.OfferPeriod[o*b.Periods+period], cost, -b.goods(n, k, at), -b.freshness(n, k, at))
			}
		}
	}
	trucks := b.truckPrices()
	for c, corridor := range b.Corridors {
		payload := corridor.PayloadT.Or(b.PayloadT.Or(0))
		delay := b.delay(corridor.LeadDays)
		for k := range b.Commodities {
			for period := range b.Periods - delay {
				from := b.from[c]
				if !b.reachable[b.cell(from, len(b.Commodities), k, period)] || !b.passes(c, k, period) {
					continue
				}
				road := 0.0
				if own := b.entry[c]; own != b.exit[c] {
					road += b.toll(trucks, own, k, period)
				}
				if b.exit[c] >= 0 {
					road += b.toll(trucks, b.exit[c], k, period)
				}
				if payload > 0 {
					road /= payload
				}
				cost := b.freight(c) * (b.money() + b.p.Money[period])
				gain := corridor.ShareArriving * (b.goods(b.to[c], k, period+delay) + b.freshness(b.to[c], k, period+delay))
				b.weigh(action{'s', c, k, period}, b.goods(from, k, period), b.p.Handling[from*b.Periods+period], road, cost, -gain)
			}
		}
	}
	for n := range b.Nodes {
		for k := range b.Commodities {
			for period := range b.Periods {
				i := b.cell(n, len(b.Commodities), k, period)
				if !b.reachable[i] {
					continue
				}
				if period+1 < b.Periods {
					b.weigh(action{'k', n, k, period}, b.p.Goods[i], b.p.Storage[n*b.Periods+period], b.p.Shelf[i], -b.p.Goods[i+1])
				}
				b.giving(n, k, period)
			}
		}
	}
	b.rationAction()
}

// giving weighs handing out a tonne: what it covers against what it costs.
func (b *bound) giving(n, k, period int) {
	pl := b.serves[n]
	if pl < 0 || b.persons[pl][period] == 0 {
		return // giving where nobody is counted covers nothing
	}
	terms := []float64{
		b.goods(n, k, period), b.p.Handling[n*b.Periods+period],
		b.Nodes[n].HandlingUSDPerT * (b.money() + b.p.Money[period]),
	}
	for j, need := range b.Needs {
		terms = append(terms, -b.gives[k][j]/need.PerPersonDay*b.p.Cover[b.cell(pl, len(b.Needs), j, period)])
	}
	if b.Goal.Ration == passage.Uniform {
		terms = append(terms, b.p.Ration[b.cell(pl, len(b.Commodities), k, period)])
	} else {
		i := b.cell(pl, len(b.Commodities), k, period)
		terms = append(terms, b.p.RationMax[i], -b.p.RationMin[i])
		for g, members := range b.members {
			for _, m := range members {
				if m == k {
					i := b.cell(pl, len(b.GroupLimits), g, period)
					terms = append(terms, b.p.GroupMax[i], -b.p.GroupMin[i])
				}
			}
		}
	}
	b.weigh(action{'g', n, k, period}, terms...)
}

// rationAction weighs a gram more in the one ration for all.
func (b *bound) rationAction() {
	if b.Goal.Ration != passage.Uniform {
		return
	}
	for k := range b.Commodities {
		if !b.useful(k) {
			continue
		}
		terms := []float64{b.p.RationMax[k], -b.p.RationMin[k]}
		for g, members := range b.members {
			for _, m := range members {
				if m == k {
					terms = append(terms, b.p.GroupMax[g], -b.p.GroupMin[g])
				}
			}
		}
		for pl := range b.Places {
			for period, persons := range b.persons[pl] {
				terms = append(terms, -persons*1e-6*b.p.Ration[b.cell(pl, len(b.Commodities), k, period)])
			}
		}
		b.balance(terms...)
	}
}

// useful reports whether giving a commodity can do anything at all.
func (b *bound) useful(k int) bool {
	for _, perTonne := range b.gives[k] {
		if perTonne > 0 {
			return true
		}
	}
	for g, members := range b.members {
		for _, m := range members {
			if m == k && b.GroupLimits[g].MinG.Or(0) > 0 {
				return true
			}
		}
	}
	return b.Commodities[k].MinG.Or(0) > 0
}

// freshness is what an arrival is worth for letting goods lie longer.
func (b *bound) freshness(n, k, period int) float64 {
	lie, limited := b.mayLie(k)
	if !limited {
		return 0
	}
	sum := 0.0
	for later := period; later < min(period+lie, b.Periods); later++ {
		sum += b.p.Shelf[b.cell(n, len(b.Commodities), k, later)]
	}
	return sum
}

// truckPrices sorts the truck prices by gate and period.
func (b *bound) truckPrices() map[[2]int][]passage.TruckPrice {
	prices := map[[2]int][]passage.TruckPrice{}
	for _, p := range b.p.Trucks {
		at := [2]int{b.gateOf[p.Door], p.Period}
		prices[at] = append(prices[at], p)
	}
	return prices
}

// toll is what a truckload of a commodity pays at a gate: the price of every
// set of days that holds all those on which it may pass.
func (b *bound) toll(prices map[[2]int][]passage.TruckPrice, gate, k, period int) float64 {
	sum := 0.0
	for _, p := range prices[[2]int{gate, period}] {
		inside := true
		for _, d := range b.days(gate, k, period) {
			listed := false
			for _, own := range p.Days {
				listed = listed || own == d
			}
			inside = inside && listed
		}
		if inside {
			sum += p.Price
		}
	}
	return sum
}

// reachable marks where goods can be at all: what cannot be there cannot be
// moved from there, so such actions prove and disprove nothing.
func (t *tables) reachable() []bool {
	at := func(n, k, period int) int { return (n*len(t.Commodities)+k)*t.Periods + period }
	there := make([]bool, len(t.Nodes)*len(t.Commodities)*t.Periods)
	for _, s := range t.Supplies {
		if period := t.due(s.Ready); period < t.Periods && s.T*s.Confidence > 0 {
			there[at(t.node[s.Node], t.commodity[s.Commodity], period)] = true
		}
	}
	for o, offer := range t.Offers {
		for period := range t.Periods {
			if t.orders(o, period) {
				there[at(t.node[offer.Node], t.commodity[offer.Commodity], period+t.delay(offer.LeadDays))] = true
			}
		}
	}
	for changed := true; changed; {
		changed = false
		spread := func(i int) {
			if !there[i] {
				there[i], changed = true, true
			}
		}
		for i := range there {
			if there[i] && i%t.Periods+1 < t.Periods {
				spread(i + 1)
			}
		}
		for c, corridor := range t.Corridors {
			delay := t.delay(corridor.LeadDays)
			for k := range t.Commodities {
				for period := range t.Periods - delay {
					if there[at(t.from[c], k, period)] && t.passes(c, k, period) {
						spread(at(t.to[c], k, period+delay))
					}
				}
			}
		}
	}
	return there
}
