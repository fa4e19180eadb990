package rehearsal

import (
	"time"

	"passage"
)

// inspect lets a truck arrive at a crossing, wait until it works, and be
// inspected: cleared, held, refused in part, or sent back.
func (m *sim) inspect(t *truck, now time.Time) {
	place := m.Nodes[t.to].ID
	by := m.tablet(t.to)
	m.tell(by, now, passage.Fact{Kind: passage.Arrived, Waybill: t.id, Place: place})
	day := m.dayOf(now)
	if door, ok := m.doors.Crossing(place); ok && m.shut[[2]int{door, day}] {
		m.stop(t, now)
	}
	open := day
	for open < m.Days && !m.works(t.to, open) {
		open++
	}
	if open >= m.Days {
		return // it still waits when the rehearsal ends
	}
	if open > day {
		now = m.clock(open, 6, 11)
	}
	now = now.Add(m.minutes(20, 150))
	m.tell(by, now, passage.Fact{Kind: passage.Submitted, Waybill: t.id, Place: place})
	days := 0.0
	switch p := m.Float64(); {
	case p < m.Stuck:
		days = m.between(4, 9)
	case p < m.Stuck+m.Held:
		days = m.between(0.7, 3)
	}
	if days > 0 {
		now = now.Add(m.minutes(10, 90))
		m.tell(by, now, passage.Fact{
			Kind: passage.Held, Waybill: t.id, Place: place, Reason: pick(m, holdReasons),
			Source: "crossing authority" + simulated, Reliability: "C2",
		})
		now = now.Add(time.Duration(days * 24 * float64(time.Hour)).Truncate(time.Second))
		if now.Hour() < 6 || now.Hour() > 17 {
			now = later(m.clock(m.dayOf(now)+1, 6.5, 12), now)
		}
	}
	now = now.Add(m.minutes(30, 200))
	switch p := m.Float64(); {
	case p < m.Returned:
		m.refuse(t, by, now, func(passage.CommodityID) bool { return true }, "")
		return
	case p < m.Returned+m.Refused:
		item := pick(m, t.parcels)
		k := item.of.lines[item.line].Commodity
		m.refuse(t, by, now, func(c passage.CommodityID) bool { return c == k }, string(k)+": ")
		if t.total() == 0 { // there was nothing else on it
			return
		}
	}
	now = now.Add(m.minutes(5, 30))
	m.tell(by, now, passage.Fact{Kind: passage.Cleared, Waybill: t.id, Place: place})
	m.receive(t, now.Add(m.minutes(20, 120)))
}

// works reports whether a crossing does anything on a day.
func (m *sim) works(node, day int) bool {
	door, ok := m.doors.Crossing(m.Nodes[node].ID)
	if !ok {
		return true
	}
	trucks, _ := m.doors.On(door, m.planDay(day))
	return trucks > 0 && !m.shut[[2]int{door, day}]
}

// refuse sends goods of a truck back to where the leg began, where they stay.
func (m *sim) refuse(t *truck, by *device, now time.Time, which func(passage.CommodityID) bool, about string) {
	back := make([]int64, len(t.parcels))
	for i, p := range t.parcels {
		if which(p.of.lines[p.line].Commodity) {
			back[i], t.parcels[i].g = p.g, 0
		}
	}
	if sum(back) == 0 {
		return // it was taken on the way
	}
	reason := about + pick(m, refuseReasons)
	m.tell(by, now, passage.Fact{
		Kind: passage.Refused, Waybill: t.id, Place: m.Nodes[t.to].ID, Reason: reason,
		Source: "crossing authority" + simulated, Reliability: "C2",
	})
	m.tell(by, now.Add(m.minutes(30, 240)), passage.Fact{
		Kind: passage.Returned, Waybill: t.id, Place: m.Nodes[t.from].ID, Reason: reason, Lines: t.of(back),
	})
}
