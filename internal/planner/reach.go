package planner

import "slices"

// reach says which goods can be where when, and still do good: what a plan
// could move at all. Most nodes of a large scenario never see most goods, and
// what cannot be needs neither rows nor columns.
type reach struct {
	x    *index
	can  []bool // node, commodity, period: the goods can be there
	live []bool // the same: and can still be of use to somebody
}

func newReach(x *index, passes func(c, k, t int) bool) *reach {
	size := len(x.Nodes) * len(x.Commodities) * x.T
	r := &reach{x: x, can: make([]bool, size), live: make([]bool, size)}
	r.forward(passes)
	useful := make([]bool, size)
	r.backward(useful, passes)
	for i := range r.live {
		r.live[i] = r.can[i] && useful[i]
	}
	return r
}

func (r *reach) at(n, k, t int) int { return (n*len(r.x.Commodities)+k)*r.x.T + t }

// forward marks what can be anywhere: from supplies and offers, by corridors
// and by waiting. Corridors shorter than a period reach on within it.
func (r *reach) forward(passes func(c, k, t int) bool) {
	x := r.x
	for _, s := range x.Supplies {
		if t := x.PeriodFrom(s.Ready); t < x.T && s.T*s.Confidence > 0 {
			r.can[r.at(x.node[s.Node], x.commodity[s.Commodity], t)] = true
		}
	}
	for o, offer := range x.Offers {
		for t := range x.T {
			if x.canOrder(o, t) {
				r.can[r.at(x.node[offer.Node], x.commodity[offer.Commodity], t+x.Lag(offer.LeadDays))] = true
			}
		}
	}
	// A supply can be taken later, and goods can wait: both carry on in time.
	var queue []int
	for k := range x.Commodities {
		for t := range x.T {
			queue = queue[:0]
			for n := range x.Nodes {
				if t > 0 && r.can[r.at(n, k, t-1)] {
					r.can[r.at(n, k, t)] = true
				}
				if r.can[r.at(n, k, t)] {
					queue = append(queue, n)
				}
			}
			for len(queue) > 0 {
				n := queue[len(queue)-1]
				queue = queue[:len(queue)-1]
				for _, c := range x.leaving[n] {
					if at := t + x.lag[c]; at < x.T && passes(c, k, t) && !r.can[r.at(x.to[c], k, at)] {
						r.can[r.at(x.to[c], k, at)] = true
						if at == t {
							queue = append(queue, x.to[c])
						}
					}
				}
			}
		}
	}
}

// backward marks where goods can still reach people whom they help.
func (r *reach) backward(useful []bool, passes func(c, k, t int) bool) {
	x := r.x
	var queue []int
	for k := range x.Commodities {
		for t := x.T - 1; t >= 0; t-- {
			queue = queue[:0]
			for n := range x.Nodes {
				i := r.at(n, k, t)
				useful[i] = useful[i] || x.canGive(n, k, t) || t+1 < x.T && useful[r.at(n, k, t+1)] ||
					slices.ContainsFunc(x.leaving[n], func(c int) bool {
						at := t + x.lag[c]
						return at > t && at < x.T && passes(c, k, t) && useful[r.at(x.to[c], k, at)]
					})
				if useful[i] {
					queue = append(queue, n)
				}
			}
			for len(queue) > 0 {
				n := queue[len(queue)-1]
				queue = queue[:len(queue)-1]
				for _, c := range x.entering[n] {
					from := r.at(x.from[c], k, t)
					if x.lag[c] == 0 && passes(c, k, t) && !useful[from] {
						useful[from] = true
						queue = append(queue, x.from[c])
					}
				}
			}
		}
	}
}

// canGive reports whether giving a commodity out at a node in a period helps
// anybody.
func (x *index) canGive(n, k, t int) bool {
	p := x.placeOf[n]
	return p >= 0 && x.people[p][t] > 0 && x.counts[k]
}

// canOrder reports whether an offer can be ordered in a period and still come.
func (x *index) canOrder(o, t int) bool {
	offer, first := x.Offers[o], x.FirstDay(t)
	return first >= offer.From && (offer.To.IsZero() || first <= offer.To) && t+x.Lag(offer.LeadDays) < x.T
}
