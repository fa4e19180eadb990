package audit

import (
	"math"

	"passage"
)

// gate is a door day by day: the trucks that may pass, +Inf without a limit,
// and for each commodity whether it may.
type gate struct {
	id     passage.DoorID
	trucks []float64
	lets   [][]bool // day, commodity
}

// hangGates works out every crossing and corridor on every day.
func (t *tables) hangGates(asks []passage.Ask) {
	t.gateOf = map[passage.DoorID]int{}
	t.entry, t.exit = make([]int, len(t.Corridors)), make([]int, len(t.Corridors))
	touched := map[passage.DoorID]bool{}
	t.rulesOn = map[passage.DoorID][]passage.AccessRule{}
	for _, r := range t.Access {
		touched[r.On] = true
		t.rulesOn[r.On] = append(t.rulesOn[r.On], r)
	}
	for _, a := range asks {
		touched[a.On] = true
	}
	hang := func(id passage.DoorID, figure passage.Limit, behind int) int {
		g := t.gate(id, figure, asks)
		if behind >= 0 {
			g.narrow(t.doors[behind])
		}
		t.doors = append(t.doors, g)
		t.gateOf[id] = len(t.doors) - 1
		return len(t.doors) - 1
	}
	for _, n := range t.Nodes {
		if n.Kind == passage.Crossing {
			hang(passage.DoorID(n.ID), n.TrucksPerDay, -1)
		}
	}
	free := -1 // one gate for all corridors that nothing limits
	for c, corridor := range t.Corridors {
		t.exit[c] = -1
		if t.Nodes[t.from[c]].Kind == passage.Crossing {
			t.exit[c] = t.gateOf[passage.DoorID(corridor.From)]
		}
		id := passage.DoorID(corridor.ID)
		switch {
		case corridor.TrucksPerDay.Given || touched[id]:
			t.entry[c] = hang(id, corridor.TrucksPerDay, t.exit[c])
		case t.exit[c] >= 0:
			t.entry[c] = t.exit[c]
		default:
			if free < 0 {
				free = hang("", passage.Limit{}, -1)
			}
			t.entry[c] = free
		}
	}
}

func (t *tables) gate(id passage.DoorID, figure passage.Limit, asks []passage.Ask) gate {
	g := gate{id: id}
	for i := range t.Periods * t.PeriodDays {
		day := t.Start + passage.Date(i)
		inForce := t.inForce(id, day, asks)
		trucks := t.figure(id, day, figure, inForce, asks)
		lets := make([]bool, len(t.Commodities))
		for k := range lets {
			lets[k] = true
		}
		for _, r := range inForce {
			trucks = min(trucks, narrowed(r, day))
			for k := range lets {
				lets[k] = lets[k] && !t.bars(r, k, day)
			}
		}
		if trucks == 0 {
			clear(lets)
		}
		g.trucks, g.lets = append(g.trucks, trucks), append(g.lets, lets)
	}
	return g
}

// narrow keeps of a corridor what the crossing that it leaves lets out.
func (g *gate) narrow(crossing gate) {
	for d := range g.trucks {
		g.trucks[d] = min(g.trucks[d], crossing.trucks[d])
		for k := range g.lets[d] {
			g.lets[d][k] = g.lets[d][k] && crossing.lets[d][k] && g.trucks[d] > 0
		}
	}
}

// inForce lists the rules on a door that hold on a day.
func (t *tables) inForce(id passage.DoorID, day passage.Date, asks []passage.Ask) []passage.AccessRule {
	var rules []passage.AccessRule
next:
	for _, r := range t.rulesOn[id] {
		if day < r.From || r.To > 0 && day > r.To {
			continue
		}
		for _, a := range asks {
			for _, lifted := range a.Lifts {
				if lifted == r.ID && day >= a.From && (a.To == 0 || day <= a.To) {
					continue next
				}
			}
		}
		rules = append(rules, r)
	}
	return rules
}

// figure is the number of trucks before anything takes away from it.
func (t *tables) figure(id passage.DoorID, day passage.Date, own passage.Limit, rules []passage.AccessRule, asks []passage.Ask) float64 {
	var newest *passage.AccessRule
	for i, r := range rules {
		if r.Status == passage.Open && (newest == nil || newest.From <= r.From) {
			newest = &rules[i]
		}
	}
	if newest != nil {
		own = newest.TrucksPerDay
	}
	for _, a := range asks {
		if a.On == id && a.TrucksPerDay.Given && day >= a.From && (a.To == 0 || day <= a.To) {
			own = a.TrucksPerDay
		}
	}
	if !own.Given {
		return math.Inf(1)
	}
	return own.Value
}

// onItsDays reports whether a day is one of a rule's weekdays.
func onItsDays(r passage.AccessRule, day passage.Date) bool {
	for _, w := range r.Weekdays {
		if w == day.Weekday() {
			return true
		}
	}
	return len(r.Weekdays) == 0
}

// narrowed is the most trucks that a rule leaves a door on a day.
func narrowed(r passage.AccessRule, day passage.Date) float64 {
	all := len(r.Only)+len(r.Except) == 0
	switch {
	case r.Status == passage.Closed && all && onItsDays(r, day):
		return 0
	case r.Status == passage.Restricted && !onItsDays(r, day):
		return 0
	case r.Status == passage.Restricted && r.TrucksPerDay.Given:
		return r.TrucksPerDay.Value
	}
	return math.Inf(1)
}

// bars reports whether a rule keeps a commodity out on a day, by its list.
func (t *tables) bars(r passage.AccessRule, k int, day passage.Date) bool {
	if r.Status == passage.Open || len(r.Only)+len(r.Except) == 0 || !onItsDays(r, day) {
		return false
	}
	spoken := (len(r.Only) == 0 || t.listed(r.Only, k)) && !t.listed(r.Except, k)
	return spoken == (r.Status == passage.Closed)
}

func (t *tables) listed(list []string, k int) bool {
	c := t.Commodities[k]
	for _, name := range list {
		if name == string(c.ID) || name == c.Sector && name != "" {
			return true
		}
	}
	return false
}

// days lists the days of a period on which a commodity may pass a gate.
func (t *tables) days(gate, k, period int) []int {
	var days []int
	for d := range t.PeriodDays {
		if t.doors[gate].lets[period*t.PeriodDays+d][k] {
			days = append(days, d)
		}
	}
	return days
}

// passes reports whether a commodity may enter a corridor in a period at all.
func (t *tables) passes(c, k, period int) bool {
	for d := range t.PeriodDays {
		if t.doors[t.entry[c]].lets[period*t.PeriodDays+d][k] {
			return true
		}
	}
	return false
}
