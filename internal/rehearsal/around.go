package rehearsal

import (
	"time"

	"passage"
)

// disturb shuts, in the middle of a rehearsal of four days or more, the crossing
// through which most goods go for a day, and on the next day the busiest road
// behind it; both are told as what stands in the way.
func (m *sim) disturb() {
	if m.Days < 4 {
		return
	}
	through, along := map[int]int64{}, map[int]int64{}
	for _, day := range m.ready {
		for _, p := range day {
			for _, c := range p.ahead {
				if from := m.node[m.Corridors[c].From]; m.Nodes[from].Kind == passage.Crossing {
					through[from] += p.g
				} else if m.Nodes[from].Kind == passage.Hub {
					along[c] += p.g
				}
			}
		}
	}
	day := m.Days / 2
	if n, ok := most(through, len(m.Nodes)); ok && m.works(n, day) {
		door, _ := m.doors.Crossing(m.Nodes[n].ID)
		m.shut[[2]int{door, day}], m.closed = true, &closure{n, day}
		m.impede(n, day, passage.MovementInto, "closed for the day", "crossing authority"+simulated, "B2")
	}
	if c, ok := most(along, len(m.Corridors)); ok {
		m.flooded[[2]int{c, day + 1}] = true
		from := m.node[m.Corridors[c].From]
		m.impede(from, day+1, passage.PhysicalConstraint, "road to "+clip(string(m.Corridors[c].To))+" flooded", "drivers"+simulated, "B3")
	}
}

func most(g map[int]int64, n int) (best int, ok bool) {
	for i := range n {
		if g[i] > g[best] || !ok && g[i] > 0 {
			best, ok = i, true
		}
	}
	return best, ok
}

func (m *sim) impede(node, day int, obstacle passage.Obstacle, reason, source string, reliability passage.Reliability) {
	m.tell(m.tablet(node), m.clock(day, 5, 6), passage.Fact{
		Kind: passage.Impeded, Place: m.Nodes[node].ID, Obstacle: obstacle, Reason: reason, Source: source, Reliability: reliability,
		Until: passage.InstantOf(m.clock(day, 23, 23.9)), Note: note,
	})
}

// Others count other things, and other trucks: COGAT counted 459 trucks a day
// through every channel where the UN counted 113 of its own (Associated Press,
// 2025-12-10), four times as many. The factors here are assumed.
const (
	everyChannel = 3.5
	seen         = 1.7
)

// publishCounts lets three kinds of sources publish how many trucks passed each
// crossing. They count different things, and not every day.
func (m *sim) publishCounts() {
	desk := m.book.device(m.Orgs[0].ID, "liaison")
	for n, node := range m.Nodes {
		if node.Kind != passage.Crossing {
			continue
		}
		used := 0
		for day := range m.Days {
			used += m.came[[2]int{n, day}] + m.crossed[[2]int{n, day}]
		}
		if used == 0 {
			continue
		}
		for day := range m.Days {
			at := [2]int{n, day}
			m.count(desk, n, day, day, "UN monitoring mechanism", "A2", "trucks of the UN and partners that left the platform",
				float64(m.crossed[at]+m.slip()))
			if day%7 != 5 {
				m.count(desk, n, day, day, "crossing authority", "C3", "trucks that entered, every channel", float64(int(float64(m.came[at])*everyChannel*m.between(0.9, 1.1))))
			}
			if day%2 == 1 {
				both := m.crossed[at] + m.crossed[[2]int{n, day - 1}]
				m.count(desk, n, day-1, day, "local media office", "C3", "trucks seen to leave, aid and commercial", float64(int(float64(both)*seen*m.between(0.8, 1.2))))
			}
		}
	}
}

// slip is by how many trucks a careful count is too high.
func (m *sim) slip() int {
	if m.chance(0.1) {
		return 1
	}
	return 0
}

func (m *sim) count(by *device, node, from, to int, source string, reliability passage.Reliability, how string, number float64) {
	m.book.write(by, m.clock(to+1, 8, 11), time.Minute, passage.Fact{
		Kind: passage.Counted, Place: m.Nodes[node].ID, Source: source + simulated, Reliability: reliability,
		Count: &passage.Count{
			By: source + simulated, What: "trucks", How: how, Number: number,
			From: m.From + passage.Date(from), To: m.From + passage.Date(to),
		},
	})
}
