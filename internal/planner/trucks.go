package planner

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"passage"
	"passage/internal/audit"
	"passage/internal/lp"
)

// TruckOptions say what a truck holds beside its payload.
type TruckOptions struct {
	// M3 is the room of a truck in cubic metres; 0 means that only weight counts.
	M3 float64
}

// Rounded is a plan whose goods travel on whole trucks, and what that costs.
type Rounded struct {
	Plan    *passage.Plan
	Verdict audit.Verdict
	Trucks  int
	// Deprivation and Cost are what rounding adds; PersonDays what it takes
	// from each need.
	Deprivation, Cost float64
	PersonDays        []float64
}

// load is what a corridor takes in a period of goods that may pass on the same
// days, at its own door and at the crossing that it leaves: they can share trucks.
type load struct {
	corridor, period int
	own, crossing    daySet
	goods            []int // commodities
	cols             []int // their columns
	trucks           int
	need             float64 // trucks, unrounded, by weight or by volume
}

// LayOnTrucks makes the plan again with a whole number of trucks for every corridor and
// period: the number that the result needs, rounded up where the doors let that
// many through and down where they do not, the smallest loads first. The plan
// keeps every limit; where the result is no vertex, as for a country, what does
// not fit is taken away, and nothing else is sent instead. Corridors for which no payload is known carry what they
// carry, and have no trucks.
func LayOnTrucks(ctx context.Context, s *passage.Scenario, r *Result, trucks TruckOptions, opt Options) (*Rounded, error) {
	m := r.model
	loads := m.loads(r.last, trucks.M3)
	m.fitDoors(loads)
	goalCost := s.Goal.Kind == passage.Full && r.Status != Infeasible
	sol := m.leave(loads, r.last)
	if sol == nil {
		var err error
		if sol, err = m.reload(ctx, loads, r, goalCost, trucks.M3, opt); err != nil {
			return nil, fmt.Errorf("laying the plan on whole trucks: %w", err)
		}
	}
	plan := m.plan(sol)
	out := &Rounded{Plan: plan}
	for _, l := range loads {
		if c, ok := m.convoy(l, sol, trucks.M3); ok {
			plan.Convoys = append(plan.Convoys, c)
		}
	}
	plan.Convoys = m.convoysHeld(plan.Convoys)
	for _, c := range plan.Convoys {
		out.Trucks += c.Trucks
	}
	out.Verdict = audit.Judge(s, plan, audit.Options{Asks: r.asks, Minimums: goalCost})
	before, after := r.Verdict.Outcome, out.Verdict.Outcome
	out.Deprivation, out.Cost = after.Deprivation-before.Deprivation, after.Cost-before.Cost
	for n := range after.Needs {
		out.PersonDays = append(out.PersonDays, before.Needs[n].Met-after.Needs[n].Met)
	}
	return out, nil
}

// reload solves again with every load held to its whole trucks.
func (m *model) reload(ctx context.Context, loads []*load, r *Result, goalCost bool, m3 float64, opt Options) (*lp.Solution, error) {
	whole := m.withTrucks(loads, m3)
	limits := opt.Limits
	if goalCost {
		whole.Cost, whole.Offset, limits.From = m.spend, 0, r.last
	} else {
		// Deprivation counts first, and cost so little beside it that nothing
		// moves for nothing.
		both := m.both()
		whole.Cost, whole.Offset, limits.From = both.Cost, both.Offset, r.both
	}
	sol, err := opt.Solver.Solve(ctx, whole, limits)
	if err != nil {
		return nil, err
	}
	if sol.X == nil {
		return nil, fmt.Errorf("none meets every need (%s)", sol.Status)
	}
	return sol, nil
}

// crumb is the share of a truck below which a load of an inner point, which has
// a little of everything, is not worth one.
const crumb = 0.01

// leave takes off an inner point's loads what their whole trucks do not hold,
// and from what follows what is then missing: to solve again from there takes as
// long as the plan did. It returns nil for a vertex, and where taking away does
// not keep every limit.
func (m *model) leave(loads []*load, sol *lp.Solution) *lp.Solution {
	if sol.Basis != nil {
		return nil
	}
	x := slices.Clone(sol.X)
	for _, l := range loads {
		if l.need < crumb {
			l.trucks = 0
		}
		if float64(l.trucks) >= l.need {
			continue
		}
		for _, j := range l.cols {
			x[j] *= float64(l.trucks) / l.need
		}
	}
	if !m.mend(m.Model, x) {
		return nil
	}
	return &lp.Solution{X: x}
}

// loads gathers the movements of an answer that can share trucks, in the order
// of the corridors' table and of time.
func (m *model) loads(sol *lp.Solution, m3 float64) []*load {
	type key struct {
		corridor, period int
		own, crossing    daySet
	}
	byKey := map[key]*load{}
	var loads []*load
	for j, c := range m.cols {
		corridor, k, t := int(c.a), int(c.b), int(c.t)
		if c.kind != shipCol || m.x.payload[corridor] <= 0 || t < m.held.Periods {
			continue
		}
		at := key{corridor, t, m.passing[corridor][t].may[k], m.crossingDays(corridor, k, t)}
		l := byKey[at]
		if l == nil {
			l = &load{corridor: corridor, period: t, own: at.own, crossing: at.crossing}
			byKey[at] = l
			loads = append(loads, l)
		}
		l.goods, l.cols = append(l.goods, k), append(l.cols, j)
	}
	for _, l := range loads {
		l.need = m.trucksFor(l, sol, m3)
		l.trucks = int(math.Ceil(l.need - 1e-6))
	}
	slices.SortStableFunc(loads, func(a, b *load) int {
		return cmp.Or(cmp.Compare(a.corridor, b.corridor), cmp.Compare(a.period, b.period))
	})
	return loads
}

// crossingDays returns the days on which goods may pass the crossing that a
// corridor leaves, none where it leaves no crossing.
func (m *model) crossingDays(corridor, k, t int) daySet {
	if d := m.doorOf(m.x.from[corridor]); d != nil {
		return d.periods[t].may[k]
	}
	return 0
}

// doorOf returns the door of a crossing, nil for other nodes.
func (m *model) doorOf(node int) *door {
	if m.x.Nodes[node].Kind != passage.Crossing {
		return nil
	}
	for i := range m.doors {
		if m.doors[i].id == passage.DoorID(m.x.Nodes[node].ID) {
			return &m.doors[i]
		}
	}
	return nil
}

// trucksFor returns how many trucks a load fills by weight or by volume,
// whichever is more.
func (m *model) trucksFor(l *load, sol *lp.Solution, m3 float64) float64 {
	tonnes, volume := m.weigh(l, sol)
	need := tonnes / m.x.payload[l.corridor]
	if m3 > 0 {
		need = max(need, volume/m3)
	}
	return need
}

func (m *model) weigh(l *load, sol *lp.Solution) (tonnes, m3 float64) {
	for i, j := range l.cols {
		if v := sol.X[j]; v > dust {
			tonnes += v
			m3 += v * m.x.Commodities[l.goods[i]].M3PerT.Or(0)
		}
	}
	return tonnes, m3
}

// fitDoors takes trucks off loads until every door lets all of them through.
func (m *model) fitDoors(loads []*load) {
	type at struct {
		door passage.DoorID
		t    int
	}
	through := map[at][]*load{}
	for _, l := range loads {
		if d := m.doorOf(m.x.from[l.corridor]); d != nil {
			through[at{d.id, l.period}] = append(through[at{d.id, l.period}], l)
		}
		own := at{passage.DoorID(m.x.Corridors[l.corridor].ID), l.period}
		through[own] = append(through[own], l)
	}
	for _, d := range m.doors {
		_, isCrossing := m.x.node[passage.NodeID(d.id)]
		for t := range d.periods {
			p := &d.periods[t]
			for _, u := range p.limits {
				most := int(p.capacity(u) + 1e-6)
				var inside []*load
				total := 0
				for _, l := range through[at{d.id, t}] {
					days := l.own
					if isCrossing {
						days = l.crossing
					}
					if days&^u == 0 {
						inside = append(inside, l)
						total += l.trucks
					}
				}
				// What the last truck of a load would carry: the least goes first.
				slices.SortStableFunc(inside, func(a, b *load) int {
					return cmp.Compare(a.need-float64(a.trucks), b.need-float64(b.trucks))
				})
				takeOff(inside, total-most)
			}
		}
	}
}

// withTrucks returns the model with every load held to its whole trucks.
func (m *model) withTrucks(loads []*load, m3 float64) *lp.Model {
	w := *m.Model
	w.RowLower, w.RowUpper, w.RowGroup = slices.Clone(m.RowLower), slices.Clone(m.RowUpper), slices.Clone(m.RowGroup)
	w.Upper = slices.Clone(m.Upper)
	extra := map[int][]lp.Entry{}
	for _, l := range loads {
		if l.trucks == 0 {
			for _, j := range l.cols {
				w.Upper[j] = 0
			}
			continue
		}
		weight := w.AddRow(-inf, float64(l.trucks)*m.x.payload[l.corridor])
		volume := -1
		if m3 > 0 {
			volume = w.AddRow(-inf, float64(l.trucks)*m3)
		}
		for i, j := range l.cols {
			extra[j] = append(extra[j], lp.Entry{Row: weight, Value: 1})
			if per := m.x.Commodities[l.goods[i]].M3PerT.Or(0); volume >= 0 && per > 0 {
				extra[j] = append(extra[j], lp.Entry{Row: volume, Value: per})
			}
		}
	}
	w.Start, w.Index, w.Value = []int{0}, nil, nil
	for j := range m.Cols() {
		w.Index = append(w.Index, m.Index[m.Start[j]:m.Start[j+1]]...)
		w.Value = append(w.Value, m.Value[m.Start[j]:m.Start[j+1]]...)
		for _, e := range extra[j] {
			w.Index, w.Value = append(w.Index, int32(e.Row)), append(w.Value, e.Value)
		}
		w.Start = append(w.Start, len(w.Index))
	}
	w.RowName = func(i int) string {
		if i < m.Rows() {
			return m.rowName(i)
		}
		return fmt.Sprintf("whole-trucks/%d", i-m.Rows())
	}
	return &w
}

// convoy counts the trucks that an answer needs of those that a load may have.
func (m *model) convoy(l *load, sol *lp.Solution, m3 float64) (passage.Convoy, bool) {
	tonnes, volume := m.weigh(l, sol)
	if tonnes == 0 {
		return passage.Convoy{}, false
	}
	c := passage.Convoy{
		Corridor: m.x.Corridors[l.corridor].ID, Period: l.period, T: tonnes, M3: volume,
		Trucks: min(l.trucks, max(1, int(math.Ceil(m.trucksFor(l, sol, m3)-1e-6)))),
	}
	for i, j := range l.cols {
		if sol.X[j] > dust {
			c.Goods = append(c.Goods, m.x.Commodities[l.goods[i]].ID)
		}
	}
	return c, true
}

// takeOff takes so many trucks off loads, one of each in their order and then the
// next of each, until all are taken or no load has any. How many there are does not
// matter to how long it takes: a truck can hold as little as somebody says.
func takeOff(loads []*load, trucks int) {
	for trucks > 0 {
		var left []*load
		least := math.MaxInt
		for _, l := range loads {
			if l.trucks > 0 {
				left, least = append(left, l), min(least, l.trucks)
			}
		}
		if len(left) == 0 {
			return
		}
		each := max(1, min(least, trucks/len(left)))
		for _, l := range left[:min(len(left), trucks)] {
			l.trucks -= each
			trucks -= each
		}
	}
}
