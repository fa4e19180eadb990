package world

import (
	"math"
	"time"

	"passage"
)

// rules put every crossing and some corridors under rules of all kinds.
func (m *maker) rules() {
	for _, n := range m.of(passage.Crossing) {
		if m.chance(0.7) {
			m.rule(passage.DoorID(n), passage.AccessRule{Status: passage.Closed, From: m.day()}, 1+m.IntN(m.PeriodDays+5))
		}
		for m.Rich && m.chance(0.6) {
			m.anyRule(passage.DoorID(n))
		}
	}
	for _, c := range m.s.Corridors {
		for m.Rich && m.chance(0.12) {
			m.anyRule(passage.DoorID(c.ID))
		}
	}
}

func (m *maker) rule(on passage.DoorID, r passage.AccessRule, days int) {
	r.ID, r.On, r.Source = id[passage.RuleID]("rule", len(m.s.Access)+1), on, "made up"
	if days > 0 {
		r.To = max(r.From, m.s.Start) + passage.Date(days-1)
	}
	m.s.Access = append(m.s.Access, r)
}

func (m *maker) anyRule(on passage.DoorID) {
	r := passage.AccessRule{Status: pick(m, []passage.AccessStatus{passage.Open, passage.Closed, passage.Restricted, passage.Restricted})}
	if m.chance(0.6) {
		r.From = m.day()
	}
	days := 0
	if m.chance(0.6) {
		days = 1 + m.IntN(m.days())
	}
	trucks := passage.Some(math.Ceil(m.daily / 14 * m.between(0.1, 1.2)))
	switch {
	case r.Status == passage.Open:
		if r.TrucksPerDay = trucks; m.chance(0.1) {
			r.TrucksPerDay = passage.Limit{}
		}
		m.rule(on, r, days)
		return
	case r.Status == passage.Restricted && m.chance(0.5):
		r.TrucksPerDay = trucks
	}
	if m.chance(0.5) {
		for _, w := range m.Perm(7)[:1+m.IntN(5)] {
			r.Weekdays = append(r.Weekdays, time.Weekday(w))
		}
	}
	switch m.IntN(3) {
	case 0:
		r.Only = m.named()
	case 1:
		r.Except = m.named()
	}
	if r.Status == passage.Closed && len(r.Weekdays)+len(r.Only)+len(r.Except) == 0 {
		days = 1 + m.IntN(m.PeriodDays+3) // a door that never opens again teaches nothing
	}
	m.rule(on, r, days)
}

// named lists some commodities, or a sector, or both.
func (m *maker) named() []string {
	var out []string
	if m.chance(0.7) {
		for _, k := range some(m, m.s.Commodities) {
			out = append(out, string(k.ID))
		}
	}
	if len(out) == 0 || m.chance(0.2) {
		out = append(out, pick(m, []string{"food", "hygiene", "medicine", "water"}))
	}
	return out
}

// asks would lift rules, set a door's trucks, or both.
func (m *maker) asks() {
	doors := m.of(passage.Crossing)
	for i := range min(4, len(doors)+len(m.s.Access)) {
		a := passage.Ask{ID: id[passage.AskID]("ask", i+1), HeldBy: "the authority"}
		if len(m.s.Access) > 0 && m.chance(0.7) {
			for _, r := range some(m, m.s.Access) {
				a.Lifts = append(a.Lifts, r.ID)
			}
		}
		if len(a.Lifts) == 0 || m.chance(0.5) {
			a.On = passage.DoorID(pick(m, doors))
			if m.chance(0.3) {
				a.On = passage.DoorID(pick(m, m.s.Corridors).ID)
			}
			a.TrucksPerDay = passage.Some(math.Ceil(m.daily / 14 * m.between(0, 2)))
		}
		if m.chance(0.5) {
			a.From = m.day()
		}
		if m.chance(0.5) {
			a.To = max(a.From, m.s.Start) + passage.Date(m.IntN(m.days()))
		}
		m.s.Asks = append(m.s.Asks, a)
	}
}
