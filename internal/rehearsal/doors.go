package rehearsal

import (
	"time"

	"passage"
)

// announced is how many times the trucks that a door took on its best day its
// authority says that it takes. It is assumed.
const announced = 1.5

// stateDoors lets an authority and others say how the crossings are: on the first
// day all that are used are open; the one that closes for a day is said to be
// closed, and the day after to be open by its authority alone, so that in the end
// two sources contradict each other.
func (m *sim) stateDoors() {
	desk := m.book.device(m.Orgs[0].ID, "liaison")
	for n, node := range m.Nodes {
		best := 0
		for d := range m.Days {
			best = max(best, m.crossed[[2]int{n, d}])
		}
		if node.Kind != passage.Crossing || best == 0 {
			continue
		}
		open := passage.DoorState{Status: passage.Open, Hours: "08:00-16:00", TrucksPerDay: passage.Some(float64(int(announced*float64(best)+9) / 10 * 10))}
		m.stateDoor(desk, n, 0, "crossing authority", "C3", "", open)
		if m.closed == nil || n != m.closed.node {
			continue
		}
		m.stateDoor(desk, n, m.closed.day, "crossing authority", "B2", "closed for the day", passage.DoorState{Status: passage.Closed})
		m.stateDoor(desk, n, m.closed.day, "local media office", "C3", "closed until further notice", passage.DoorState{Status: passage.Closed})
		m.stateDoor(desk, n, m.closed.day+1, "crossing authority", "C3", "", open)
	}
}

func (m *sim) stateDoor(by *device, node, day int, source string, reliability passage.Reliability, reason string, state passage.DoorState) {
	m.book.write(by, m.clock(day, 5, 7), time.Minute, passage.Fact{
		Kind: passage.Stated, Place: m.Nodes[node].ID, Source: source + simulated, Reliability: reliability, Reason: reason, Door: &state, Note: note,
	})
}

// closure is the day on which a crossing is shut.
type closure struct{ node, day int }
