package planner

import "passage/internal/lp"

// goods adds the columns of what is taken, bought, sent, kept and given.
func (b *builder) goods() {
	x := b.x
	for s, supply := range x.Supplies {
		n, k := x.node[supply.Node], x.commodity[supply.Commodity]
		for t := x.PeriodFrom(supply.Ready); t < x.T; t++ {
			if b.arrives(n, k, t, 1) {
				b.enter(b.supply[s], 1)
				b.column(takeCol, s, 0, t, inf, 0, 0)
			}
		}
	}
	for o, offer := range x.Offers {
		n, k := x.node[offer.Node], x.commodity[offer.Commodity]
		for t := range x.T {
			if x.canOrder(o, t) && b.arrives(n, k, t+x.Lag(offer.LeadDays), 1) {
				b.enter(b.offer[o], 1)
				b.enter(b.offerTime[o*x.T+t], 1)
				b.column(buyCol, o, 0, t, inf, offer.USDPerT, 0)
			}
		}
	}
	for c := range x.Corridors {
		for k := range x.Commodities {
			for t := range x.T {
				b.ship(c, k, t)
			}
		}
	}
	for n := range x.Nodes {
		for k := range x.Commodities {
			for t := range x.T {
				i := b.reach.at(n, k, t)
				if !b.reach.live[i] {
					continue
				}
				if t+1 < x.T && b.reach.live[i+1] {
					b.enter(int(b.goodsRow[i]), -1)
					b.enter(int(b.goodsRow[i+1]), 1)
					b.enter(b.storage[n*x.T+t], 1)
					b.enter(b.shelf[i], 1)
					b.column(keepCol, n, k, t, inf, 0, 0)
				}
				if x.canGive(n, k, t) {
					b.give(n, k, t)
				}
			}
		}
	}
	for t := range len(b.money) - 1 {
		b.entries = append(b.entries, lp.Entry{Row: b.money[t], Value: 1}, lp.Entry{Row: b.money[t+1], Value: -1})
		b.column(cashCol, 0, 0, t, inf, 0, 0)
	}
}

func (b *builder) ship(c, k, t int) {
	x := b.x
	from, to, at := x.from[c], x.to[c], t+x.lag[c]
	if at >= x.T || b.passing[c][t].may[k] == 0 {
		return
	}
	leaves := b.goodsRow[b.reach.at(from, k, t)]
	if leaves < 0 || !b.arrives(to, k, at, x.Corridors[c].ShareArriving) {
		return
	}
	if from == to && at == t {
		b.entries[0].Value-- // a round trip leaves the balance that it comes back to
	} else {
		b.enter(int(leaves), -1)
	}
	b.enter(b.handling[from*x.T+t], 1)
	for _, d := range []int{b.crossing[from], b.corridor[c]} {
		if d >= 0 {
			p := &b.doors[d].periods[t]
			for i, u := range p.limits {
				if p.may[k] != 0 && p.may[k]&^u == 0 {
					b.enter(b.trucks[d][t][i], 1/x.payload[c])
				}
			}
		}
	}
	b.column(shipCol, c, k, t, inf, x.Corridors[c].USDPerT+x.Nodes[from].HandlingUSDPerT, 0)
}

func (b *builder) give(n, k, t int) {
	x := b.x
	p := x.placeOf[n]
	b.enter(int(b.goodsRow[b.reach.at(n, k, t)]), -1)
	b.enter(b.handling[n*x.T+t], 1)
	b.enter(b.ration[(p*b.kinds+k)*x.T+t], 1)
	b.enter(b.rationMax[(p*b.kinds+k)*x.T+t], 1)
	b.enter(b.rationMin[(p*b.kinds+k)*x.T+t], 1)
	for _, g := range b.groupsOf[k] {
		b.enter(b.groupMax[(p*len(x.groups)+g)*x.T+t], 1)
		b.enter(b.groupMin[(p*len(x.groups)+g)*x.T+t], 1)
	}
	for j := range x.Needs {
		b.enter(b.cover[(p*b.demands+j)*x.T+t], x.content[k][j])
	}
	b.column(giveCol, n, k, t, inf, x.Nodes[n].HandlingUSDPerT, 0)
}

// arrives enters goods that come to a node: into its balance, and into the
// shelf rows that let them lie. It reports whether they could be of use.
func (b *builder) arrives(n, k, t int, share float64) bool {
	i := b.reach.at(n, k, t)
	if b.goodsRow[i] < 0 {
		return false
	}
	b.enter(int(b.goodsRow[i]), share)
	for later := t; later < min(t+b.shelfPeriods[k], b.x.T-1); later++ {
		b.enter(b.shelf[i+later-t], -share)
	}
	return true
}

// enter puts a coefficient into the column in hand, unless the row is not there.
func (b *builder) enter(row int, value float64) {
	if row >= 0 {
		b.entries = append(b.entries, lp.Entry{Row: row, Value: value})
	}
}

// column adds the column in hand. Money that it costs is paid in its period.
func (b *builder) column(kind colKind, a, about, t int, upper, spend, relief float64) {
	if spend != 0 && len(b.money) > 0 {
		b.enter(b.money[t], spend)
	}
	c := col{kind, int32(a), int32(about), int32(t)}
	b.AddCol(0, 0, b.settle(c, upper), b.entries...)
	b.entries = b.entries[:0]
	b.cols = append(b.cols, c)
	b.spend = append(b.spend, spend)
	b.model.relief = append(b.model.relief, relief)
}
