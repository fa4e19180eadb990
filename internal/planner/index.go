// Package planner finds the best plan for a scenario: it writes the planning
// model of docs/model.md as a linear program, has a solver find an optimum, and
// puts the answer back into the words of the tables. It is pure: a scenario and
// options in, a result out; the solver is handed in, and internal/audit, which
// knows nothing of this package, judges what comes out.
package planner

import (
	"math"

	"passage"
)

// index is a scenario with its ids resolved to positions in its tables, and
// with dates resolved to periods.
type index struct {
	*passage.Scenario
	T int // periods
	L int // days in a period

	commodity map[passage.CommodityID]int
	node      map[passage.NodeID]int
	corridor  map[passage.CorridorID]int

	people   [][]float64 // place, period: the mean over the period's days
	placeOf  []int       // node: the place it serves, -1 for none
	sites    [][]int     // place: its sites
	from, to []int       // corridor: its nodes
	lag      []int       // corridor
	leaving  [][]int     // node: the corridors that leave it
	entering [][]int     // node: the corridors that enter it
	payload  []float64   // corridor: tonnes on a truck, 0 where not given
	content  [][]float64 // commodity, need: person-days of the need in a tonne
	counts   []bool      // commodity: meets a need, or some ration must hold it
	weight   []float64   // need
	groups   [][]int     // row of the group limits: its commodities
}

func newIndex(s *passage.Scenario) *index {
	x := &index{
		Scenario: s, T: s.Periods, L: s.PeriodDays,
		commodity: make(map[passage.CommodityID]int, len(s.Commodities)),
		node:      make(map[passage.NodeID]int, len(s.Nodes)),
		corridor:  make(map[passage.CorridorID]int, len(s.Corridors)),
	}
	place := make(map[passage.PlaceID]int, len(s.Places))
	need := make(map[passage.NeedID]int, len(s.Needs))
	for i, p := range s.Places {
		place[p.ID] = i
	}
	for i, j := range s.Needs {
		need[j.ID] = i
		x.weight = append(x.weight, j.Weight)
	}
	for i, k := range s.Commodities {
		x.commodity[k.ID] = i
	}
	x.people = s.MeanPeople()
	x.sites = make([][]int, len(s.Places))
	for i, n := range s.Nodes {
		x.node[n.ID] = i
		at := -1
		if n.Kind == passage.Site {
			at = place[n.Place]
			x.sites[at] = append(x.sites[at], i)
		}
		x.placeOf = append(x.placeOf, at)
	}
	x.leaving, x.entering = make([][]int, len(s.Nodes)), make([][]int, len(s.Nodes))
	for i, c := range s.Corridors {
		x.corridor[c.ID] = i
		from, to := x.node[c.From], x.node[c.To]
		x.from, x.to = append(x.from, from), append(x.to, to)
		x.lag = append(x.lag, s.Lag(c.LeadDays))
		x.payload = append(x.payload, c.PayloadT.Or(s.PayloadT.Or(0)))
		x.leaving[from] = append(x.leaving[from], i)
		x.entering[to] = append(x.entering[to], i)
	}
	x.content = matrix(len(s.Commodities), len(s.Needs))
	x.counts = make([]bool, len(s.Commodities))
	for _, c := range s.Contents {
		k, j := x.commodity[c.Commodity], need[c.Need]
		x.content[k][j] = 1000 * c.PerKg / s.Needs[j].PerPersonDay
		x.counts[k] = x.counts[k] || c.PerKg > 0
	}
	member := make(map[passage.GroupID][]int)
	for _, g := range s.Groups {
		member[g.Group] = append(member[g.Group], x.commodity[g.Commodity])
	}
	for k, c := range s.Commodities {
		x.counts[k] = x.counts[k] || c.MinG.Or(0) > 0
	}
	for _, g := range s.GroupLimits {
		x.groups = append(x.groups, member[g.Group])
		for _, k := range member[g.Group] {
			x.counts[k] = x.counts[k] || g.MinG.Or(0) > 0
		}
	}
	return x
}

// personDays returns the person-days of a place in a period.
func (x *index) personDays(p, t int) float64 { return x.people[p][t] * float64(x.L) }

// shelf returns the number of periods that goods may have lain, and whether
// that limits anything within the horizon.
func (x *index) shelf(k int) (periods int, limited bool) {
	days := x.Commodities[k].ShelfDays
	if !days.Given || math.Floor(days.Value/float64(x.L)) >= float64(x.T) {
		return 0, false
	}
	return int(days.Value / float64(x.L)), true
}

func matrix(rows, cols int) [][]float64 {
	all := make([]float64, rows*cols)
	m := make([][]float64, rows)
	for i := range m {
		m[i] = all[i*cols : (i+1)*cols : (i+1)*cols]
	}
	return m
}
