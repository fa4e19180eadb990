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
		m.closure = m.impede(n, day, passage.Fact{
			Obstacle: passage.MovementInto, Detail: "crossing_closed", Reason: "closed for the day", Party: "crossing authority" + simulated,
			Source: "drivers" + simulated, Reliability: "B2", Until: passage.InstantOf(m.clock(day, 23, 23.9)),
		})
		m.follow(m.closure, day, 3, passage.Fact{Status: passage.Verifying, Note: note})
		m.follow(m.closure, day+1, 9, passage.Fact{Status: passage.Verified, Source: "monitors at the crossing" + simulated, Reliability: "A1", Note: note})
		m.follow(m.closure, day+1, 14, passage.Fact{
			Status: passage.Replied, Party: "liaison officer of the crossing authority" + simulated, Reason: "works on the scanner; announced the evening before" + simulated, Note: note,
		})
	}
	if c, ok := most(along, len(m.Corridors)); ok {
		m.flooded[[2]int{c, day + 1}] = true
		from := m.node[m.Corridors[c].From]
		flood := m.impede(from, day+1, passage.Fact{
			Obstacle: passage.PhysicalConstraint, Detail: "flood", Reason: "road to " + clip(string(m.Corridors[c].To)) + " flooded", Source: "drivers" + simulated, Reliability: "B3",
		})
		m.over(flood, day+1)
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

// impede lets what is in the way at a node since the morning be written down in
// the evening: nil if that is after the rehearsal.
func (m *sim) impede(node, day int, f passage.Fact) *event {
	f.Kind, f.Place, f.Note = passage.Impeded, m.Nodes[node].ID, note
	at := m.clock(day, 5, 6)
	return m.book.write(m.tablet(node), at, m.book.from.AddDate(0, 0, day).Add(20*time.Hour).Sub(at), f)
}

// over lets a report be corrected the next morning, and told anew with its end.
func (m *sim) over(told *event, day int) {
	if told == nil {
		return
	}
	at := m.book.from.AddDate(0, 0, day).Add(23 * time.Hour)
	wrong := m.book.write(told.by, at.Add(8*time.Hour), time.Minute, passage.Fact{Kind: passage.Corrected, Place: told.fact.Place, Error: passage.IncorrectData, Note: note})
	if wrong == nil {
		return
	}
	anew := told.fact
	anew.Until = passage.InstantOf(at)
	again := m.book.write(told.by, told.fact.Claimed.Time(), at.Add(8*time.Hour+2*time.Minute).Sub(told.fact.Claimed.Time()), anew)
	wrong.corrects, again.about = told, told
}

// follow lets somebody in the office of another organisation say what became of
// a report, at an hour of a day.
func (m *sim) follow(about *event, day, hour int, f passage.Fact) {
	if about == nil {
		return
	}
	org := m.Orgs[0]
	for _, other := range m.Orgs {
		if other.ID != about.by.org {
			org = other
		}
	}
	f.Kind, f.Place, f.Waybill, f.Actor = passage.Followed, about.fact.Place, about.fact.Waybill, "access focal point"+simulated
	at := m.book.from.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour)
	at = later(at, about.noted.Add(time.Hour)) // nobody follows up what is not yet told
	if e := m.book.write(m.office(org), at, 10*time.Minute, f); e != nil {
		e.about = about
	}
}

// stopped is how many waybills a report of a closed crossing names.
const stopped = 30

// stop notes that a truck has come to a crossing that is shut for the day; whoever
// reports that in the evening names those that stand there.
func (m *sim) stop(t *truck, now time.Time) {
	if c := m.closure; c != nil && c.fact.Place == m.Nodes[t.to].ID && now.Before(c.noted) && len(c.fact.Stops) < stopped {
		c.fact.Stops = append(c.fact.Stops, t.id)
	}
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
