package rehearsal

import (
	"fmt"
	"math"
	"slices"
	"time"

	"passage"
)

// truck is a vehicle on one leg.
type truck struct {
	id       passage.WaybillID
	corridor int
	from, to int // nodes
	org      Org // that loaded it
	loader   *device
	parcels  []parcel
	loaded   time.Time
	day      int

	receipt *event // once it was received
}

// live lets a day happen: trucks are loaded with what lies at nodes, as far as
// doors let them, and everything that becomes of them is written down.
func (m *sim) live(day int) error {
	for _, p := range m.ready[day] {
		m.waiting[p.ahead[0]] = append(m.waiting[p.ahead[0]], p)
	}
	m.ready[day] = nil
	m.openDoors(day)
	for c := range m.Corridors {
		for {
			open := math.Inf(1)
			for _, door := range m.doors.Of(c) {
				open = min(open, m.left[door])
			}
			if open < 1 {
				break
			}
			t := m.load(c, day)
			if t == nil {
				break
			}
			for _, door := range m.doors.Of(c) {
				m.left[door]--
			}
			if m.trucks++; m.trucks > maxTrucks {
				return ErrTooMany
			}
			m.depart(t)
		}
	}
	m.handOver(day)
	return nil
}

// load fills a truck with what has waited longest: nil where nothing may go, or
// where so little lies there that it waits another day.
func (m *sim) load(c, day int) *truck {
	t := &truck{corridor: c, from: m.node[m.Corridors[c].From], to: m.node[m.Corridors[c].To], day: day}
	room := m.payload(c)
	queue := m.waiting[c]
	oldest, full := day, room
	taken := make([]int64, len(queue))
	for i, p := range queue {
		if room == 0 || len(t.parcels) == maxLines {
			break
		}
		if !m.lets(c, m.commodity[p.of.lines[p.line].Commodity], day) {
			continue
		}
		g := min(room, p.g)
		room -= g
		taken[i] = g
		oldest = min(oldest, p.since)
		p.g = g
		t.parcels = addParcel(t.parcels, p)
	}
	if len(t.parcels) == 0 || room > full/2 && day-oldest < 2 {
		return nil
	}
	rest := queue[:0]
	for i, p := range queue {
		if p.g -= taken[i]; p.g > 0 {
			rest = append(rest, p)
		}
	}
	m.waiting[c] = rest
	return t
}

// addParcel adds a parcel to a load; parts of one line that go the same way are
// one.
func addParcel(load []parcel, p parcel) []parcel {
	for i, q := range load {
		if q.of == p.of && q.line == p.line && slices.Equal(q.ahead, p.ahead) {
			load[i].g += p.g
			return load
		}
	}
	return append(load, p)
}

// lines is what a load comes to on a waybill, with each amount from f.
func (t *truck) lines(f func(i int) passage.FactLine) []passage.FactLine {
	var out []passage.FactLine
	for i, p := range t.parcels {
		l := f(i)
		of := p.of.lines[p.line]
		l.Consignment, l.Line, l.Commodity, l.Unit = of.Consignment, of.Line, of.Commodity, of.Unit
		at := slices.IndexFunc(out, func(o passage.FactLine) bool { return o.Consignment == l.Consignment && o.Line == l.Line })
		if at < 0 {
			out = append(out, l)
			continue
		}
		o := &out[at]
		o.Amount, o.Saved, o.Missing, o.Damaged = o.Amount+l.Amount, o.Saved+l.Saved, o.Missing+l.Missing, o.Damaged+l.Damaged
		if o.Reason == "" {
			o.Reason = l.Reason
		}
	}
	return out
}

// aboard is the load as it is now.
func (t *truck) aboard(i int) passage.FactLine { return passage.FactLine{Amount: t.parcels[i].g} }

// of are the lines of which part of the load is spoken, by parcel.
func (t *truck) of(part []int64) []passage.FactLine {
	lines := t.lines(func(i int) passage.FactLine { return passage.FactLine{Amount: part[i]} })
	return slices.DeleteFunc(lines, func(l passage.FactLine) bool { return l.Amount == 0 })
}

func (t *truck) total() (g int64) {
	for _, p := range t.parcels {
		g += p.g
	}
	return g
}

// tell writes a fact down where it happens.
func (m *sim) tell(by *device, at time.Time, f passage.Fact) *event {
	return m.book.write(by, at, time.Duration(m.IntN(240))*time.Second, f)
}

// office is the computer on which an organisation releases and closes.
func (m *sim) office(org Org) *device { return m.book.device(org.ID, "office") }

// tablet is one of the two of a node.
func (m *sim) tablet(node int) *device {
	return m.book.device(m.operator(node).ID, fmt.Sprintf("tablet-%d", 1+2*(node/len(m.Orgs))+m.IntN(2)))
}

// depart loads a truck and sends it off.
func (m *sim) depart(t *truck) {
	for i := range t.parcels {
		t.parcels[i].ahead = t.parcels[i].ahead[1:]
	}
	from := &m.Nodes[t.from]
	t.id = passage.WaybillID(fmt.Sprintf("SIM-W-%05d", m.trucks))
	t.org, t.loader = m.operator(t.from), m.tablet(t.from)
	if origin := t.parcels[0].of; t.from == origin.from { // goods leave from where they were released
		t.org, t.loader = origin.owner, m.book.device(origin.owner.ID, fmt.Sprintf("loading-%d", 1+t.from%2))
	}
	t.loaded = m.clock(t.day, 6.5, 14)
	short := m.chance(m.ShortLoaded)
	f := passage.Fact{
		Kind: passage.Loaded, Waybill: t.id, Place: from.ID, From: from.ID, To: m.Nodes[t.to].ID,
		Vehicle: fmt.Sprintf("SIM-%04d", 1+m.IntN(9000)), Lines: t.lines(t.aboard), Note: note,
	}
	m.tell(t.loader, t.loaded, f)
	now := t.loaded
	if short {
		now = m.shortLoad(t, now)
	}
	now = now.Add(m.minutes(15, 90))
	m.tell(t.loader, now, passage.Fact{Kind: passage.Departed, Waybill: t.id, Place: from.ID})
	if from.Kind == passage.Crossing {
		m.crossed[[2]int{t.from, t.day}]++
		now = now.Add(m.minutes(20, 120))
		m.tell(t.loader, now, passage.Fact{Kind: passage.Crossed, Waybill: t.id, Place: from.ID})
	}
	m.drive(t, now)
}

func (m *sim) minutes(low, high float64) time.Duration {
	return time.Duration(m.between(low, high) * float64(time.Minute)).Truncate(time.Second)
}

// shortLoad leaves part of what the waybill says behind; it waits there for the
// next truck.
func (m *sim) shortLoad(t *truck, now time.Time) time.Time {
	left := m.parts(t, 0.05, 0.3)
	if sum(left) == 0 {
		return now
	}
	now = now.Add(m.minutes(5, 15))
	m.tell(t.loader, now, passage.Fact{
		Kind: passage.ShortLoaded, Waybill: t.id, Place: m.Nodes[t.from].ID, Reason: "axle load",
		Lines: t.of(left),
	})
	for i, g := range left {
		t.parcels[i].g -= g
		back := t.parcels[i]
		back.g, back.ahead = g, append([]int{t.corridor}, back.ahead...)
		m.wait(back, now)
	}
	return now
}

// wait lets goods lie at a node from the day after a moment on.
func (m *sim) wait(p parcel, now time.Time) {
	p.since = m.dayOf(now) + 1
	if p.g > 0 && len(p.ahead) > 0 && p.since < m.Days {
		m.ready[p.since] = append(m.ready[p.since], p)
	}
}

// drive takes a truck down its corridor.
func (m *sim) drive(t *truck, now time.Time) {
	c := m.Corridors[t.corridor]
	days := min(c.LeadDays, 400) * m.between(0.7, 1.15)
	if days < 0.5 {
		days = m.between(0.05, 0.25)
	}
	way := time.Duration(days * 24 * float64(time.Hour)).Truncate(time.Second)
	there := now.Add(way)
	half := now.Add(min(way/2, m.minutes(20, 180)).Truncate(time.Second)) // by daylight, where most happens
	if m.intercepted(c.ShareArriving) {
		m.intercept(t, half)
	}
	if spoilt := m.parts(t, 0.05, 0.4); m.chance(m.Accident) && sum(spoilt) > 0 {
		for i := range spoilt {
			t.parcels[i].g -= spoilt[i]
		}
		m.tell(m.office(t.org), half.Add(m.minutes(5, 60)), passage.Fact{
			Kind: passage.Damaged, Waybill: t.id, Reason: "truck left the road",
			Lines: t.of(spoilt),
		})
	}
	if m.chance(m.Breakdown) && t.total() > 0 {
		there = m.breakdown(t, half, there)
	}
	if there.Hour() < 5 || there.Hour() >= 19 { // nobody receives at night
		there = m.clock(m.dayOf(there.Add(5*time.Hour)), 6, 9)
	}
	if m.Nodes[t.to].Kind == passage.Crossing && t.total() > 0 {
		m.inspect(t, there)
		return
	}
	if to, ok := m.otherHub(t.to); ok && m.Nodes[t.to].Kind == passage.Hub && t.total() > 0 && m.chance(m.Diverted) {
		m.tell(m.office(t.org), half.Add(m.minutes(10, 60)), passage.Fact{
			Kind: passage.Diverted, Waybill: t.id, To: m.Nodes[to].ID, Reason: "road to the warehouse closed for the day", Lines: t.lines(t.aboard),
		})
		return
	}
	m.receive(t, there)
}

// parts draws a part of each parcel of a load.
func (m *sim) parts(t *truck, low, high float64) []int64 {
	out := make([]int64, len(t.parcels))
	for i, p := range t.parcels {
		out[i] = m.part(p.g, low, high)
	}
	return out
}

func sum(parts []int64) (g int64) {
	for _, p := range parts {
		g += p
	}
	return g
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func (m *sim) otherHub(not int) (int, bool) {
	var others []int
	for _, h := range m.hubs {
		if h != not {
			others = append(others, h)
		}
	}
	if len(others) == 0 {
		return 0, false
	}
	return pick(m, others), true
}

// intercepted draws whether a truck is stopped and emptied, so often that the
// share that arrives is that of the corridor.
func (m *sim) intercepted(share float64) bool {
	if share >= 1 {
		return m.chance(m.Crowd)
	}
	return m.chance((1 - share) / lossShare)
}

func (m *sim) intercept(t *truck, at time.Time) {
	how := pick(m, []passage.Interception{
		passage.UnarmedCrowd, passage.UnarmedCrowd, passage.UnarmedCrowd, passage.UnarmedCrowd, passage.UnarmedCrowd,
		passage.ArmedGroup, passage.OfficialSeizure, passage.UnknownHow,
	})
	low, high := 2*lossShare-1, 1.0
	if share := m.Corridors[t.corridor].ShareArriving; share < 1-lossShare {
		low = 1 // so much is lost on this corridor that nothing can be saved
	}
	lost := m.parts(t, low, high)
	for i, p := range t.parcels {
		if low == 1 || p.g-lost[i] < p.g/10 {
			lost[i] = p.g
		}
	}
	by := m.tablet(t.to)
	at = at.Add(m.minutes(0, 30))
	m.book.write(by, at, m.minutes(20, 300), passage.Fact{
		Kind: passage.Intercepted, Waybill: t.id, How: how, Source: "driver of the convoy" + simulated, Reliability: "B3",
		Lines: t.lines(func(i int) passage.FactLine {
			return passage.FactLine{Amount: lost[i], Saved: t.parcels[i].g - lost[i]}
		}),
	})
	for i := range lost {
		t.parcels[i].g -= lost[i]
	}
	if how == passage.ArmedGroup {
		told := m.book.write(by, at, m.minutes(60, 400), passage.Fact{
			Kind: passage.Impeded, Waybill: t.id, Obstacle: passage.ViolenceAgainstAid, Detail: "robbery", Reason: "convoy stopped at gunpoint",
			Party: "armed persons, not known who" + simulated, Source: "driver of the convoy" + simulated, Reliability: "B3",
		})
		switch m.trucks % 3 { // some are looked into, and not all come to the same
		case 1:
			m.follow(told, m.dayOf(at)+2, 11, passage.Fact{Status: passage.Verified, Source: "a second driver" + simulated, Reliability: "B2", Note: note})
		case 2:
			m.follow(told, m.dayOf(at)+1, 16, passage.Fact{Status: passage.Disputed, Reason: "the escort says that it was a checkpoint" + simulated, Source: "escort" + simulated, Reliability: "C3", Note: note})
		}
	}
}

// breakdown lets a load be put down on the way and collected by another truck,
// a day later.
func (m *sim) breakdown(t *truck, at, there time.Time) time.Time {
	m.tell(m.office(t.org), at, passage.Fact{Kind: passage.Offloaded, Waybill: t.id, Place: m.Nodes[t.from].ID, Reason: "engine failure", Lines: t.lines(t.aboard)})
	next := at.Add(m.minutes(12*60, 36*60))
	m.tell(m.office(t.org), next, passage.Fact{
		Kind: passage.Collected, Waybill: t.id, Place: m.Nodes[t.from].ID, Vehicle: fmt.Sprintf("SIM-%04d", 1+m.IntN(9000)), Lines: t.lines(t.aboard),
	})
	return there.Add(next.Sub(at))
}
