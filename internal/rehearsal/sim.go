package rehearsal

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"passage"
	"passage/internal/audit"
)

// sim is a rehearsal while it is being made. Days are counted from 0, the first
// of the rehearsal.
type sim struct {
	*passage.Scenario
	Options
	*rand.Rand
	doors *audit.Doors
	book  *book

	node      map[passage.NodeID]int
	commodity map[passage.CommodityID]int
	corridor  map[passage.CorridorID]int
	supply    map[passage.SupplyID]int
	offer     map[passage.OfferID]int
	owner     map[string]Org // by sector
	hubs      []int

	sent     int // trucks of first legs
	ready    [][]parcel
	waiting  [][]parcel      // by corridor
	shut     map[[2]int]bool // door, day: by what is made up here, not by the scenario
	closed   *closure        // the crossing that is shut for a day; nil: none
	flooded  map[[2]int]bool // corridor, day
	carry    map[int]float64 // door: the part of a truck that is left from the days before
	left     map[int]float64 // door: trucks that it still lets through today
	trucks   int
	receipts int
	given    map[handover]int64
	crossed  map[[2]int]int // node, day: trucks that left the crossing
	came     map[[2]int]int // node, day: trucks that were unloaded at the crossing
	before   map[int]*truck // node: the truck that was received before
	closure  *event         // the report that a crossing is shut for a day
}

// handover is a line of a consignment that was received at its site on a day.
type handover struct {
	of   *consignment
	line int
	day  int
}

func (m *sim) tables() {
	m.node, m.commodity = positions(m.Nodes, func(n passage.Node) passage.NodeID { return n.ID }), positions(m.Commodities, func(c passage.Commodity) passage.CommodityID { return c.ID })
	m.corridor = positions(m.Corridors, func(c passage.Corridor) passage.CorridorID { return c.ID })
	m.supply = positions(m.Supplies, func(s passage.Supply) passage.SupplyID { return s.ID })
	m.offer = positions(m.Offers, func(o passage.Offer) passage.OfferID { return o.ID })
	m.owner, m.before = map[string]Org{}, map[int]*truck{}
	for _, org := range m.Orgs {
		for _, sector := range org.Sectors {
			m.owner[sector] = org
		}
	}
	for n, node := range m.Nodes {
		if node.Kind == passage.Hub {
			m.hubs = append(m.hubs, n)
		}
	}
	m.waiting = make([][]parcel, len(m.Corridors))
}

func positions[Row any, ID comparable](rows []Row, id func(Row) ID) map[ID]int {
	at := make(map[ID]int, len(rows))
	for i, r := range rows {
		at[id(r)] = i
	}
	return at
}

func (m *sim) ownerOf(commodity int) Org {
	if org, ok := m.owner[m.Commodities[commodity].Sector]; ok {
		return org
	}
	return m.Orgs[len(m.Orgs)-1]
}

// operator runs a node: organisations take turns.
func (m *sim) operator(node int) Org { return m.Orgs[node%len(m.Orgs)] }

func (m *sim) lastDay() passage.Date { return m.From + passage.Date(m.Days-1) }

// planDay is a day counted from the first of the plan.
func (m *sim) planDay(day int) int { return int(m.From-m.Start) + day }

// payload is the grams of a truck of a corridor. Where the tables give none it
// is 20 t, which is assumed.
func (m *sim) payload(corridor int) int64 {
	t := m.Corridors[corridor].PayloadT.Or(m.PayloadT.Or(0))
	if t <= 0 {
		t = 20
	}
	return max(1000, kg(t*1e6))
}

// lets reports whether a commodity may enter a corridor on a day.
func (m *sim) lets(corridor, commodity, day int) bool {
	if m.flooded[[2]int{corridor, day}] {
		return false
	}
	for _, door := range m.doors.Of(corridor) {
		trucks, lets := m.doors.On(door, m.planDay(day))
		if trucks == 0 || !lets[commodity] || m.shut[[2]int{door, day}] {
			return false
		}
	}
	return true
}

// openDoors works out what doors let through today. Parts of a truck are kept
// for the next day.
func (m *sim) openDoors(day int) {
	m.left = map[int]float64{}
	for c := range m.Corridors {
		for _, door := range m.doors.Of(c) {
			if _, done := m.left[door]; done {
				continue
			}
			trucks, _ := m.doors.On(door, m.planDay(day))
			if trucks == 0 || m.shut[[2]int{door, day}] {
				m.left[door] = 0
				continue
			}
			most := trucks + m.carry[door]
			m.left[door] = math.Floor(most + 1e-9)
			if !math.IsInf(most, 1) {
				m.carry[door] = min(max(0, most-m.left[door]), 0.999)
			}
		}
	}
}

// clock is a moment of a day between two hours, UTC.
func (m *sim) clock(day int, from, to float64) time.Time {
	midnight := (m.From + passage.Date(day)).Time()
	return midnight.Add(time.Duration(m.between(from, to) * float64(time.Hour))).Truncate(time.Second)
}

// dayOf is the day of a moment.
func (m *sim) dayOf(t time.Time) int { return int(t.Sub(m.From.Time()) / (24 * time.Hour)) }

// clip shortens a name to what a fact takes, with room for words after it, and
// takes out what cannot be seen.
func clip(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || slices.Contains(bidi, r) || r == '\uFFFD' {
			return ' '
		}
		return r
	}, s)), " ")
	const most = 48
	for len(s) > most {
		s = strings.TrimSpace(strings.ToValidUTF8(s[:min(len(s)-1, most)], ""))
	}
	return s
}

var bidi = []rune("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
