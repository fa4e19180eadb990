package planner

import (
	"fmt"
	"math"
	"slices"

	"passage"
	"passage/internal/lp"
)

// model is the planning model of a scenario as a linear program: what each row
// and column of it means, and what the columns cost in each of the two
// currencies, money and deprivation.
type model struct {
	*lp.Model
	x       *index
	reach   *reach
	rows    []row
	cols    []col
	doors   []door          // crossings, then corridors with days of their own
	passing [][]*doorPeriod // corridor, period: what may enter it

	spend       []float64 // column: money per unit
	relief      []float64 // column: weighted person-days of deprivation that a unit takes away
	deprivation float64   // of giving nothing, in weighted person-days
	held        *held     // what is over

	goodsRow []int32 // node, commodity, period, as reach.at; -1 where nothing can be or nothing helps
	unmet    []unmet
}

// unmet is a need that nothing can meet in a place and period. It has no row,
// but its cover has a price all the same: what the first of it would be worth.
type unmet struct {
	cover int     // place, need, period
	worth float64 // weighted person-days that one person-day would take away
}

// goal is what a model is built for: the scenario's own, or the least
// shortfall where that cannot be met.
type goal struct {
	passage.Goal
	// minimums keeps min_g of commodities and groups.
	minimums bool
}

// door is a crossing or a corridor whose days are its own.
type door struct {
	id      passage.DoorID
	periods []doorPeriod
}

type rowKind uint8

const (
	goodsRow     rowKind = iota // node, commodity, period
	supplyRow                   // supply
	offerRow                    // offer
	offerTimeRow                // offer, -, period
	trucksRow                   // door, limit, period
	storageRow                  // node, -, period
	handlingRow                 // node, -, period
	shelfRow                    // node, commodity, period
	moneyRow                    // -, -, period
	rationRow                   // place, commodity, period: the one ration
	rationMaxRow                // place, commodity, period; uniform: -, commodity
	rationMinRow                //
	groupMaxRow                 // place, row of the group limits, period; uniform: -, row
	groupMinRow                 //
	coverRow                    // place, need, period
)

type colKind uint8

const (
	takeCol   colKind = iota // supply, -, period
	buyCol                   // offer, -, period
	shipCol                  // corridor, commodity, period
	keepCol                  // node, commodity, period
	giveCol                  // node, commodity, period
	bandCol                  // place, need, period
	cashCol                  // -, -, period
	rationCol                // -, commodity, -
)

// row and col say what a row or column is about, by positions in the tables.
type row struct {
	kind    rowKind
	a, b, t int32
}

type col struct {
	kind    colKind
	a, b, t int32
}

var inf = math.Inf(1)

// build writes the model down as if asks were granted, from what is over on.
func build(x *index, g goal, asks []passage.Ask, over Held) (*model, error) {
	m := &model{Model: &lp.Model{Name: x.Name}, x: x, held: hold(x, over)}
	if err := m.open(openDoors(x, asks)); err != nil {
		return nil, err
	}
	m.reach = newReach(x, func(c, k, t int) bool { return m.passing[c][t].may[k] != 0 })
	m.goodsRow = make([]int32, len(m.reach.live))
	for i := range m.goodsRow {
		m.goodsRow[i] = -1
	}
	for n := range x.Nodes {
		for k := range x.Commodities {
			for t := range x.T {
				if i := m.reach.at(n, k, t); m.reach.live[i] {
					// What arrives and is not sent on, kept or given is waste,
					// which costs nothing: so the balance is an inequality.
					m.goodsRow[i] = int32(m.row(goodsRow, n, k, t, 0, inf))
				}
			}
		}
	}
	b := builder{model: m, goal: g, asks: asks}
	b.limits()
	b.needs()
	b.goods()
	m.release()
	m.RowName, m.ColName, m.RowGroup = m.rowName, m.colName, m.rowGroups()
	return m, nil
}

// open turns each door's days into the truck limits of its periods.
func (m *model) open(o *doors) error {
	x := m.x
	byDays := make(map[*doorDay][]doorPeriod) // doors that share their days share their periods
	periods := func(id passage.DoorID, days []doorDay) ([]doorPeriod, error) {
		if p, ok := byDays[&days[0]]; ok {
			return p, nil
		}
		p, err := periodsOf(x, id, days)
		byDays[&days[0]] = p
		return p, err
	}
	for n, node := range x.Nodes {
		if days, ok := o.crossing[n]; ok {
			p, err := periods(passage.DoorID(node.ID), days)
			if err != nil {
				return err
			}
			m.doors = append(m.doors, door{passage.DoorID(node.ID), p})
		}
	}
	m.passing = make([][]*doorPeriod, len(x.Corridors))
	for c, corridor := range x.Corridors {
		p, err := periods(passage.DoorID(corridor.ID), o.corridor[c])
		if err != nil {
			return err
		}
		if o.own[c] {
			m.doors = append(m.doors, door{passage.DoorID(corridor.ID), p})
		}
		for t := range p {
			m.passing[c] = append(m.passing[c], &p[t])
			if len(p[t].limits) > 0 && x.payload[c] <= 0 {
				return fmt.Errorf("corridor %s: its trucks are limited, but neither it nor scenario.toml gives payload_t", corridor.ID)
			}
		}
	}
	return nil
}

func (m *model) row(kind rowKind, a, b, t int, lower, upper float64) int {
	m.rows = append(m.rows, row{kind, int32(a), int32(b), int32(t)})
	return m.AddRow(lower, upper)
}

// builder holds the rows that columns enter while a model is being built; -1
// stands for a limit that is not there.
type builder struct {
	*model
	goal    goal
	asks    []passage.Ask // granted
	entries []lp.Entry    // of the column in hand

	supply, offer          []int
	offerTime              []int // offer, period
	storage, handling      []int // node, period
	money                  []int // period
	crossing               []int // node: its position among doors, -1 for none
	corridor               []int // corridor: the same, for days of its own
	trucks                 [][][]int
	rationMax, rationMin   []int // place, commodity, period; uniform: ration alone
	groupMax, groupMin     []int // place, group limit, period
	cover                  []int // place, need, period
	groupsOf               [][]int
	ration                 []int // place, commodity, period: the row that ties giving to the one ration
	shelf                  []int // node, commodity, period, as reach.at
	shelfPeriods           []int // commodity: how long it may lie, -1 without a limit
	places, kinds, demands int
}

func none(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = -1
	}
	return rows
}

// limits adds the rows of everything that limits goods on their way.
func (b *builder) limits() {
	x := b.x
	b.supply, b.offer, b.offerTime = none(len(x.Supplies)), none(len(x.Offers)), none(len(x.Offers)*x.T)
	for s, supply := range x.Supplies {
		b.supply[s] = b.row(supplyRow, s, 0, 0, -inf, supply.T*supply.Confidence)
	}
	for o, offer := range x.Offers {
		if offer.TMax.Given {
			b.offer[o] = b.row(offerRow, o, 0, 0, -inf, offer.TMax.Value)
		}
		for t := range x.T {
			if offer.TPerPeriod.Given && x.canOrder(o, t) {
				b.offerTime[o*x.T+t] = b.row(offerTimeRow, o, 0, t, -inf, offer.TPerPeriod.Value)
			}
		}
	}
	b.storage, b.handling, b.crossing = none(len(x.Nodes)*x.T), none(len(x.Nodes)*x.T), none(len(x.Nodes))
	for n, node := range x.Nodes {
		for t := range x.T {
			if node.StorageT.Given && t+1 < x.T {
				b.storage[n*x.T+t] = b.row(storageRow, n, 0, t, -inf, node.StorageT.Value)
			}
			if node.HandlingTPerDay.Given {
				b.handling[n*x.T+t] = b.row(handlingRow, n, 0, t, -inf, node.HandlingTPerDay.Value*float64(x.L))
			}
		}
	}
	b.corridor = none(len(x.Corridors))
	for d, door := range b.doors {
		if n, ok := x.node[passage.NodeID(door.id)]; ok && x.Nodes[n].Kind == passage.Crossing {
			b.crossing[n] = d
		} else {
			b.corridor[x.corridor[passage.CorridorID(door.id)]] = d
		}
		trucks := make([][]int, x.T)
		for t, p := range door.periods {
			for i, u := range p.limits {
				trucks[t] = append(trucks[t], b.row(trucksRow, d, i, t, -inf, p.capacity(u)))
			}
		}
		b.trucks = append(b.trucks, trucks)
	}
	b.shelf, b.shelfPeriods = none(len(b.goodsRow)), none(len(x.Commodities))
	for k := range x.Commodities {
		if periods, limited := x.shelf(k); limited {
			b.shelfPeriods[k] = periods
			for n := range x.Nodes {
				for t := range x.T - 1 {
					if i := b.reach.at(n, k, t); b.reach.live[i] && b.reach.live[i+1] {
						b.shelf[i] = b.row(shelfRow, n, k, t, -inf, 0)
					}
				}
			}
		}
	}
	if len(x.Budget) > 0 {
		come := make([]float64, x.T)
		for _, f := range x.Budget {
			if t := x.PeriodFrom(f.From); t < x.T {
				come[t] += f.USD
			}
		}
		for _, a := range b.asks {
			if t := x.PeriodFrom(a.From); t < x.T {
				come[t] += a.USD.Or(0)
			}
		}
		for t := range x.T {
			b.money = append(b.money, b.row(moneyRow, 0, 0, t, -inf, come[t]))
		}
	}
}

// needs adds the rows of people's rations and needs, and the columns that
// measure how far needs are met.
func (b *builder) needs() {
	x := b.x
	b.places, b.kinds, b.demands = len(x.Places), len(x.Commodities), len(x.Needs)
	b.groupsOf = make([][]int, b.kinds)
	for g, members := range x.groups {
		for _, k := range members {
			b.groupsOf[k] = append(b.groupsOf[k], g)
		}
	}
	b.rationMax, b.rationMin = none(b.places*b.kinds*x.T), none(b.places*b.kinds*x.T)
	b.groupMax, b.groupMin = none(b.places*len(x.groups)*x.T), none(b.places*len(x.groups)*x.T)
	b.ration, b.cover = none(b.places*b.kinds*x.T), none(b.places*b.demands*x.T)
	uniform := b.goal.Ration == passage.Uniform
	if uniform {
		b.oneRation()
	}
	for p := range x.Places {
		for t := range x.T {
			if x.people[p][t] == 0 {
				continue
			}
			if !uniform {
				b.localRation(p, t)
			}
			for j := range x.Needs {
				b.need(p, j, t)
			}
		}
	}
}

// grams is the tonnes that a gram per person and day comes to.
func (b *builder) grams(p, t int) float64 { return b.x.personDays(p, t) * 1e-6 }

func (b *builder) localRation(p, t int) {
	x := b.x
	bound := func(rows []int, i int, kind rowKind, about int, limit passage.Limit) {
		if !limit.Given {
			return
		}
		if kind == rationMaxRow || kind == groupMaxRow {
			rows[i] = b.row(kind, p, about, t, -inf, limit.Value*b.grams(p, t))
		} else if b.goal.minimums && limit.Value > 0 {
			rows[i] = b.row(kind, p, about, t, limit.Value*b.grams(p, t), inf)
		}
	}
	for k, c := range x.Commodities {
		bound(b.rationMax, (p*b.kinds+k)*x.T+t, rationMaxRow, k, c.MaxG)
		bound(b.rationMin, (p*b.kinds+k)*x.T+t, rationMinRow, k, c.MinG)
	}
	for g, limit := range x.GroupLimits {
		bound(b.groupMax, (p*len(x.groups)+g)*x.T+t, groupMaxRow, g, limit.MaxG)
		bound(b.groupMin, (p*len(x.groups)+g)*x.T+t, groupMinRow, g, limit.MinG)
	}
}

// oneRation adds the columns of the one ration, in grams per person and day,
// its bounds, and the rows that hold every place and period to it.
func (b *builder) oneRation() {
	x := b.x
	groupMax, groupMin := none(len(x.groups)), none(len(x.groups))
	for g, limit := range x.GroupLimits {
		if limit.MaxG.Given {
			groupMax[g] = b.row(groupMaxRow, 0, g, 0, -inf, limit.MaxG.Value)
		}
		if limit.MinG.Given && b.goal.minimums {
			groupMin[g] = b.row(groupMinRow, 0, g, 0, limit.MinG.Value, inf)
		}
	}
	for k, c := range x.Commodities {
		if !x.counts[k] {
			continue
		}
		for p := range x.Places {
			for t := range x.T {
				if x.people[p][t] > 0 {
					i := (p*b.kinds+k)*x.T + t
					b.ration[i] = b.row(rationRow, p, k, t, 0, 0)
					b.enter(b.ration[i], -b.grams(p, t))
				}
			}
		}
		if c.MaxG.Given {
			b.enter(b.row(rationMaxRow, 0, k, 0, -inf, c.MaxG.Value), 1)
		}
		if c.MinG.Or(0) > 0 && b.goal.minimums {
			b.enter(b.row(rationMinRow, 0, k, 0, c.MinG.Value, inf), 1)
		}
		for _, g := range b.groupsOf[k] {
			b.enter(groupMax[g], 1)
			b.enter(groupMin[g], 1)
		}
		b.column(rationCol, 0, k, 0, inf, 0, 0)
	}
}

// need adds the cover of one need in one place and period, counted in
// person-days.
func (b *builder) need(p, j, t int) {
	x := b.x
	whole := x.personDays(p, t)
	met := slices.ContainsFunc(x.sites[p], func(n int) bool {
		for k := range x.Commodities {
			if x.content[k][j] > 0 && b.reach.live[b.reach.at(n, k, t)] {
				return true
			}
		}
		return false
	})
	i := (p*b.demands+j)*x.T + t
	if b.goal.Kind == passage.Full {
		b.cover[i] = b.row(coverRow, p, j, t, whole, inf)
		return
	}
	switch {
	case met && x.weight[j] > 0:
		b.cover[i] = b.row(coverRow, p, j, t, 0, inf)
	case x.weight[j] > 0:
		b.unmet = append(b.unmet, unmet{i, x.weight[j] * slices.Max(b.goal.Weights)})
	}
	from := 0.0
	for band, to := range b.goal.Bands {
		width, weight := (to-from)*whole, x.weight[j]*b.goal.Weights[band]
		from = to
		b.deprivation += width * weight
		if b.cover[i] >= 0 && weight > 0 {
			b.enter(b.cover[i], -1)
			b.column(bandCol, p, j, t, width, 0, weight)
		}
	}
}
