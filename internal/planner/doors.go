package planner

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"

	"passage"
)

// goods is a set of commodities, by position.
type goods []uint64

func newGoods(n int) goods         { return make(goods, (n+63)/64) }
func (g goods) add(k int)          { g[k/64] |= 1 << (k % 64) }
func (g goods) has(k int) bool     { return g[k/64]&(1<<(k%64)) != 0 }
func (g goods) intersect(o goods)  { zip(g, o, func(a, b uint64) uint64 { return a & b }) }
func (g goods) subtract(o goods)   { zip(g, o, func(a, b uint64) uint64 { return a &^ b }) }
func (g goods) equal(o goods) bool { return slices.Equal(g, o) }

func zip(g, o goods, f func(a, b uint64) uint64) {
	for i := range g {
		g[i] = f(g[i], o[i])
	}
}

// doorDay is what may pass a door on one day: how many trucks (+Inf without a
// limit) and which commodities. A day without trucks passes none.
type doorDay struct {
	trucks float64
	pass   goods
}

// doors holds, for every crossing and corridor, what may pass on each day.
type doors struct {
	crossing map[int][]doorDay // by node
	corridor [][]doorDay       // a corridor without figure or rules of its own shares its crossing's days
	own      []bool            // corridor: it has days of its own
}

// openDoors works out every door's days under the scenario's rules, with the
// asks granted.
func openDoors(x *index, asks []passage.Ask) *doors {
	rules := make(map[passage.DoorID][]passage.AccessRule)
	for _, r := range x.Access {
		rules[r.On] = append(rules[r.On], r)
	}
	asked := make(map[passage.DoorID]bool)
	for _, a := range asks {
		asked[a.On] = true
	}
	all := newGoods(len(x.Commodities))
	for k := range x.Commodities {
		all.add(k)
	}
	days := func(id passage.DoorID, figure passage.Limit) []doorDay {
		table := make([]doorDay, x.T*x.L)
		for d := range table {
			table[d] = onDay(x, x.Start+passage.Date(d), id, figure, rules[id], asks, all)
		}
		return table
	}
	o := &doors{crossing: map[int][]doorDay{}, corridor: make([][]doorDay, len(x.Corridors)), own: make([]bool, len(x.Corridors))}
	for n, node := range x.Nodes {
		if node.Kind == passage.Crossing {
			o.crossing[n] = days(passage.DoorID(node.ID), node.TrucksPerDay)
		}
	}
	var unlimited []doorDay
	for c, corridor := range x.Corridors {
		id := passage.DoorID(corridor.ID)
		through, leavesCrossing := o.crossing[x.from[c]]
		if !corridor.TrucksPerDay.Given && len(rules[id]) == 0 && !asked[id] {
			if !leavesCrossing {
				if unlimited == nil {
					unlimited = days("", passage.Limit{})
				}
				through = unlimited
			}
			o.corridor[c] = through
			continue
		}
		o.own[c] = true
		o.corridor[c] = days(id, corridor.TrucksPerDay)
		if leavesCrossing {
			for d := range through {
				day := &o.corridor[c][d]
				day.trucks = min(day.trucks, through[d].trucks)
				day.pass = slices.Clone(day.pass)
				day.pass.intersect(through[d].pass)
				if day.trucks == 0 {
					day.pass = newGoods(len(x.Commodities))
				}
			}
		}
	}
	return o
}

// onDay applies a door's rules on one day: first its figure, then whatever
// takes away from it.
func onDay(x *index, d passage.Date, id passage.DoorID, figure passage.Limit, rules []passage.AccessRule, asks []passage.Ask, all goods) doorDay {
	lifted := func(r passage.RuleID) bool {
		return slices.ContainsFunc(asks, func(a passage.Ask) bool {
			return within(d, a.From, a.To) && slices.Contains(a.Lifts, r)
		})
	}
	latest := passage.Date(math.MinInt32)
	for _, r := range rules {
		if r.Status == passage.Open && r.From >= latest && within(d, r.From, r.To) && !lifted(r.ID) {
			latest, figure = r.From, r.TrucksPerDay
		}
	}
	for _, a := range asks {
		if a.On == id && a.TrucksPerDay.Given && within(d, a.From, a.To) {
			figure = a.TrucksPerDay
		}
	}
	day := doorDay{trucks: figure.Or(math.Inf(1)), pass: all}
	for _, r := range rules {
		if r.Status == passage.Open || !within(d, r.From, r.To) || lifted(r.ID) {
			continue
		}
		speaks := len(r.Weekdays) == 0 || slices.Contains(r.Weekdays, weekday(d))
		some := len(r.Only) > 0 || len(r.Except) > 0
		switch {
		case r.Status == passage.Closed && speaks && !some:
			day.trucks = 0
		case r.Status == passage.Closed && speaks:
			day.pass = without(day.pass, chosen(x, r, all))
		case r.Status == passage.Restricted && !speaks:
			day.trucks = 0
		case r.Status == passage.Restricted:
			day.trucks = min(day.trucks, r.TrucksPerDay.Or(math.Inf(1)))
			if some {
				barred := slices.Clone(all)
				barred.subtract(chosen(x, r, all))
				day.pass = without(day.pass, barred)
			}
		}
	}
	if day.trucks == 0 {
		day.pass = newGoods(len(x.Commodities))
	}
	return day
}

func weekday(d passage.Date) time.Weekday { return d.Weekday() }

func within(d, from, to passage.Date) bool { return d >= from && (to.IsZero() || d <= to) }

func without(from, what goods) goods {
	left := slices.Clone(from)
	left.subtract(what)
	return left
}

// chosen returns the commodities that a rule speaks of: those of only, or all,
// less those of except.
func chosen(x *index, r passage.AccessRule, all goods) goods {
	named := func(list []string) goods {
		g := newGoods(len(x.Commodities))
		for k, c := range x.Commodities {
			if slices.Contains(list, string(c.ID)) || c.Sector != "" && slices.Contains(list, c.Sector) {
				g.add(k)
			}
		}
		return g
	}
	g := slices.Clone(all)
	if len(r.Only) > 0 {
		g = named(r.Only)
	}
	g.subtract(named(r.Except))
	return g
}

// daySet is a set of the kinds of days of one door and period: days on which
// the same goods may pass are of one kind.
type daySet uint64

// doorPeriod is a door in one period: the kinds of its days, what each lets
// through, and the sets of them whose trucks limit the loads.
type doorPeriod struct {
	days   [][]int   // kind: its days, counted from the first of the period
	trucks []float64 // kind: trucks on its days, +Inf where one has no limit
	may    []daySet  // commodity: the kinds of days on which it may pass
	limits []daySet  // unions of those sets, each limited; sorted
}

// maxUnions bounds the truck limits of one door and period. Each is a row of
// the model; a week with even ten different lists of goods stays far below it.
const maxUnions = 2048

// periodsOf sums a door's days up by period.
func periodsOf(x *index, id passage.DoorID, days []doorDay) ([]doorPeriod, error) {
	periods := make([]doorPeriod, x.T)
	for t := range periods {
		p, err := periodOf(x, days[t*x.L:(t+1)*x.L])
		if err != nil {
			return nil, fmt.Errorf("access of %s in the period from %s: %w", id, x.FirstDay(t), err)
		}
		periods[t] = p
	}
	return periods, nil
}

func periodOf(x *index, days []doorDay) (doorPeriod, error) {
	p := doorPeriod{may: make([]daySet, len(x.Commodities))}
	var pass []goods
	for d, day := range days {
		if day.trucks == 0 {
			continue
		}
		kind := slices.IndexFunc(pass, day.pass.equal)
		if kind < 0 {
			if kind = len(pass); kind == 64 {
				return p, fmt.Errorf("its rules let different goods through on more than 64 kinds of days; plan with shorter periods")
			}
			pass = append(pass, day.pass)
			p.days, p.trucks = append(p.days, nil), append(p.trucks, 0)
		}
		p.days[kind] = append(p.days[kind], d)
		p.trucks[kind] += day.trucks
	}
	for k := range p.may {
		for kind, g := range pass {
			if g.has(k) {
				p.may[k] |= 1 << kind
			}
		}
	}
	var err error
	p.limits, err = p.unions()
	return p, err
}

// unions returns every union of the sets of days that goods may use, without
// those that have a day without a limit.
func (p *doorPeriod) unions() ([]daySet, error) {
	var sets []daySet
	for _, s := range p.may {
		if s != 0 && !slices.Contains(sets, s) {
			sets = append(sets, s)
		}
	}
	known := map[daySet]bool{}
	var unions []daySet
	add := func(u daySet) {
		if !known[u] && !math.IsInf(p.capacity(u), 1) {
			known[u] = true
			unions = append(unions, u)
		}
	}
	for _, s := range sets {
		for _, u := range slices.Clone(unions) {
			add(u | s)
		}
		add(s)
		if len(unions) > maxUnions {
			return nil, fmt.Errorf("its rules let goods through on more than %d combinations of days; plan with shorter periods", maxUnions)
		}
	}
	slices.Sort(unions)
	return unions, nil
}

// capacity returns the trucks that may pass on a set of days, +Inf where one of
// them has no limit.
func (p *doorPeriod) capacity(u daySet) float64 {
	total := 0.0
	for rest := u; rest != 0; rest &= rest - 1 {
		total += p.trucks[bits.TrailingZeros64(uint64(rest))]
	}
	return total
}

// daysOf lists the days of a set, counted from the first of the period.
func (p *doorPeriod) daysOf(u daySet) []int {
	var days []int
	for rest := u; rest != 0; rest &= rest - 1 {
		days = append(days, p.days[bits.TrailingZeros64(uint64(rest))]...)
	}
	slices.Sort(days)
	return days
}
