package rehearsal

import (
	"fmt"
	"slices"

	"passage"
)

// journey is goods of a plan that go one way from where they are taken or
// bought to where the plan gives them out, or leaves them.
type journey struct {
	commodity int
	donor     string
	lot       string
	corridors []int
	period    int // in which they enter the first corridor
	g         int64
}

// flow is what a plan moves down a corridor, or gives out, and nothing has been
// followed along yet.
type flow struct {
	corridor int // -1: given out at the node
	period   int
	t        float64
}

// farthest is how many corridors a journey follows at most; plans that send
// goods in circles are left there.
const farthest = 32

// journeys takes a plan's flows apart. The goods of each supply and offer are
// followed along the earliest movements that nothing has been followed along
// yet; what arrives is less by what the corridors lose.
func (m *sim) journeys(plan *passage.Plan) []journey {
	type at struct{ node, commodity int }
	onward := map[at][]*flow{}
	for _, v := range plan.Movements {
		c := m.corridor[v.Corridor]
		k := at{m.node[m.Corridors[c].From], m.commodity[v.Commodity]}
		onward[k] = append(onward[k], &flow{c, v.Period, v.T})
	}
	for _, v := range plan.Distributions {
		k := at{m.node[v.Node], m.commodity[v.Commodity]}
		onward[k] = append(onward[k], &flow{-1, v.Period, v.T})
	}
	for _, flows := range onward {
		slices.SortStableFunc(flows, func(a, b *flow) int { return a.period - b.period })
	}
	last := int(m.lastDay()-m.Start) / m.PeriodDays

	var all []journey
	follow := func(j journey, node, period int, t float64) {
		for t > 1e-3 { // less than a kilogram is not followed
			var way []*flow
			seen := map[int]bool{node: true}
			here, when, share, most := node, period, 1.0, t
			for len(way) < farthest {
				next := first(onward[at{here, j.commodity}], when)
				if next == nil {
					break
				}
				if next.corridor < 0 {
					way = append(way, next)
					most = min(most, next.t/share)
					break
				}
				c := m.Corridors[next.corridor]
				to := m.node[c.To]
				if seen[to] || c.ShareArriving <= 0 {
					break
				}
				seen[to] = true
				way = append(way, next)
				most = min(most, next.t/share)
				share *= c.ShareArriving
				here, when = to, next.period+m.Lag(c.LeadDays)
			}
			if len(way) == 0 || way[0].period > last {
				return
			}
			j.corridors, j.period = nil, way[0].period
			left := 1.0
			for _, f := range way {
				f.t = max(0, f.t-most*left)
				if f.corridor >= 0 {
					j.corridors = append(j.corridors, f.corridor)
					left *= m.Corridors[f.corridor].ShareArriving
				}
			}
			t -= most
			j.g = kg(most * 1e6)
			if len(j.corridors) > 0 && j.g > 0 {
				all = append(all, j)
			}
			if most <= 1e-9 { // rounding: nothing is left along this way
				return
			}
		}
	}
	for _, v := range plan.Takes {
		if s := m.Supplies[m.supply[v.Supply]]; v.Period <= last {
			follow(journey{commodity: m.commodity[s.Commodity], donor: s.Donor, lot: string(s.ID)}, m.node[s.Node], v.Period, v.T)
		}
	}
	for _, v := range plan.Purchases {
		o := m.Offers[m.offer[v.Offer]]
		if there := v.Period + m.Lag(o.LeadDays); there <= last {
			follow(journey{commodity: m.commodity[o.Commodity], lot: string(o.ID)}, m.node[o.Node], there, v.T)
		}
	}
	slices.SortStableFunc(all, func(a, b journey) int { return a.period - b.period })
	return all
}

// first returns the earliest flow from a period on that has something left.
func first(flows []*flow, from int) *flow {
	for _, f := range flows {
		if f.period >= from && f.t > 1e-6 {
			return f
		}
	}
	return nil
}

// consignment is goods released together.
type consignment struct {
	id       passage.ConsignmentID
	owner    Org
	donor    passage.OrgID
	from, to int // nodes
	lines    []passage.FactLine
	day      int // of the release
	lineOf   map[lineKey]int
}

type lineKey struct {
	commodity int
	lot       string
}

// parcel is part of a line of a consignment that is or will be at the node
// where its next corridor begins.
type parcel struct {
	of    *consignment
	line  int // from 0
	g     int64
	ahead []int // corridors
	since int   // day from which it lies there
}

// maxLines is how many lines a consignment and a truck have at most.
const maxLines = 60

// release makes consignments of journeys and spreads their goods over the days
// of their period on which the first corridor lets them in. A consignment has
// the goods of one owner and donor that go from one place to another in one
// period.
func (m *sim) release(journeys []journey) error {
	type key struct {
		owner    passage.OrgID
		donor    string
		from, to int
		period   int
	}
	open := map[key]*consignment{}
	var all []*consignment
	for _, j := range journeys {
		days, of := m.daysFor(j)
		if len(days) == 0 {
			continue
		}
		if j.g = kg(float64(j.g) * float64(len(days)) / float64(of)); j.g == 0 {
			continue
		}
		first, last := m.Corridors[j.corridors[0]], m.Corridors[j.corridors[len(j.corridors)-1]]
		owner := m.ownerOf(j.commodity)
		k := key{owner.ID, j.donor, m.node[first.From], m.node[last.To], j.period}
		c := open[k]
		line := lineKey{j.commodity, j.lot}
		if c == nil || c.lineOf[line] == 0 && len(c.lines) == maxLines {
			c = &consignment{
				id: passage.ConsignmentID(fmt.Sprintf("SIM-C-%04d", len(all)+1)), owner: owner, donor: donor(j.donor),
				from: k.from, to: k.to, day: days[0], lineOf: map[lineKey]int{},
			}
			open[k], all = c, append(all, c)
		}
		if c.lineOf[line] == 0 {
			c.lineOf[line] = len(c.lines) + 1
			c.lines = append(c.lines, m.newLine(c, j))
		}
		n := c.lineOf[line] - 1
		c.lines[n].Amount += j.g
		c.day = min(c.day, days[0])
		// As many days as it fills trucks, and the rest with the last.
		trucks := max(1, int(j.g/m.payload(j.corridors[0])))
		if m.sent += trucks; m.sent > maxTrucks {
			return ErrTooMany
		}
		n0 := min(len(days), trucks)
		from := m.IntN(len(days))
		for i := range n0 {
			g := kg(float64(j.g) / float64(n0))
			if i == n0-1 {
				g = j.g - g*int64(n0-1)
			}
			day := days[(from+i*len(days)/n0)%len(days)]
			m.ready[day] = append(m.ready[day], parcel{of: c, line: n, g: g, ahead: j.corridors, since: day})
		}
	}
	for _, c := range all {
		f := passage.Fact{
			Kind: passage.Released, Consignment: c.id, Place: m.Nodes[c.from].ID, From: m.Nodes[c.from].ID, To: m.Nodes[c.to].ID,
			Owner: c.owner.ID, Donor: c.donor, Lines: c.lines, Note: note,
		}
		m.tell(m.office(c.owner), m.clock(c.day, 4, 6), f)
	}
	return nil
}

// note is in facts that begin a story, where everybody who reads one sees it.
const note = "Simulated for training and exercises: this did not happen."

// daysFor lists the days of the rehearsal on which goods may enter the first
// corridor of their journey, and counts those of the whole period.
func (m *sim) daysFor(j journey) (days []int, of int) {
	first := j.period*m.PeriodDays - m.planDay(0)
	for d := first; d < first+m.PeriodDays; d++ {
		if m.lets(j.corridors[0], j.commodity, d) {
			of++
			if d >= 0 && d < m.Days {
				days = append(days, d)
			}
		}
	}
	return days, of
}

func (m *sim) newLine(c *consignment, j journey) passage.FactLine {
	k := m.Commodities[j.commodity]
	l := passage.FactLine{Consignment: c.id, Line: len(c.lines) + 1, Commodity: k.ID, Unit: passage.Grams, Lot: clip("SIM " + j.lot)}
	if k.ShelfDays.Given && k.ShelfDays.Value < 10_000 {
		l.Expiry = m.From + passage.Date(k.ShelfDays.Value)
	}
	return l
}

// donor is who gave, as the tables name them.
func donor(name string) passage.OrgID {
	if name == "" {
		return ""
	}
	return passage.OrgID(clip(name) + simulated)
}
