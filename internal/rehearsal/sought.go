package rehearsal

import (
	"cmp"
	"math/rand/v2"
	"time"

	"passage"
)

// What is notified and sought draws its own numbers, so that trucks go the same
// way with it as without. Parties are bodies that there are none of.
const (
	cell      = "notification cell" + simulated
	partyA    = "party A" + simulated
	partyB    = "party B" + simulated
	office    = "item clearance office" + simulated
	authority = "crossing authority" + simulated
)

// desks writes what an organisation notifies and seeks, and what comes of it.
type desks struct {
	*sim
	*rand.Rand
}

func (m *sim) notifyAndSeek() {
	d := desks{m, rand.New(rand.NewPCG(m.Seed, 0x0071fced))}
	d.notify()
	d.seek()
}

// by is the computer from which an organisation notifies and seeks.
func (d desks) by(org Org) *device { return d.book.device(org.ID, "access") }

// at is an hour of a day.
func (d desks) at(day int, hour float64) time.Time {
	return (d.From + passage.Date(day)).Time().Add(time.Duration(hour*60)*time.Minute + time.Duration(d.IntN(3000))*time.Second)
}

// say writes a fact down some minutes after it; nothing before or after the
// rehearsal.
func (d desks) say(by *device, at time.Time, f passage.Fact, about *event) *event {
	if at.Before(d.book.from) {
		return nil
	}
	e := d.book.write(by, at, time.Duration(2+d.IntN(30))*time.Minute, f)
	if e != nil {
		e.about = about
	}
	return e
}

// follow says what came of something: nothing where that was never written.
func (d desks) follow(of *event, by *device, at time.Time, status passage.Status, party, reason string) {
	if of == nil {
		return
	}
	f := passage.Fact{Kind: passage.Followed, Place: of.fact.Place, Status: status, Party: party, Reason: reason}
	if party != "" {
		f.Source, f.Reliability = party, "B2"
	}
	d.say(by, at, f, of)
}

// notify makes some movements and a site known: one in time, of which a party
// says nothing; one urgent, objected to and withdrawn; one later than the rule
// asks, which goes all the same; and a hub.
func (d desks) notify() {
	route := d.throughMost()
	if len(route) < 2 {
		return
	}
	org := d.operator(d.node[route[0]])
	by := d.by(org)
	told := func(day int, hour, ahead float64, urgent bool, load string, to ...string) (*event, time.Time) {
		departs := d.at(day, hour)
		return d.say(by, departs.Add(-time.Duration(ahead*float64(time.Hour))), passage.Fact{Kind: passage.Notified, Note: note, Place: route[0], Notice: &passage.Notice{
			What: passage.OfMovement, To: to, Route: route, Departs: passage.InstantOf(departs), Arrives: passage.InstantOf(departs.Add(6 * time.Hour)),
			Vehicles: 3 + d.IntN(9), Staff: 4 + d.IntN(12), Load: load, Urgent: urgent,
		}}, nil), departs
	}
	first, departs := told(d.Days/2, 7, 61, false, "food parcels and flour", cell, partyA, partyB)
	d.follow(first, by, departs.Add(-55*time.Hour), passage.Acknowledged, cell, "")
	d.follow(first, by, departs.Add(-30*time.Hour), passage.Acknowledged, partyA, "")
	d.follow(first, by, departs.Add(9*time.Hour), passage.CarriedOut, "", "")

	urgent, departs := told(d.Days/2+2, 8, 29, true, "medical supplies", cell, partyB)
	d.follow(urgent, by, departs.Add(-27*time.Hour), passage.Acknowledged, cell, "")
	d.follow(urgent, by, departs.Add(-20*time.Hour), passage.Objected, partyB, "works on the road that day")
	d.follow(urgent, by, departs.Add(-19*time.Hour), passage.Withdrawn, "", "")

	late, departs := told(d.Days/4, 9, 20, false, "water and hygiene kits", cell, partyA)
	d.follow(late, by, departs.Add(8*time.Hour), passage.CarriedOut, "", "")

	site := d.say(by, d.at(1, 9), passage.Fact{Kind: passage.Notified, Note: note, Place: route[1], Notice: &passage.Notice{
		What: passage.OfSite, To: []string{cell, partyB}, Staff: 10 + d.IntN(30), Load: "warehouse",
	}}, nil)
	d.follow(site, by, d.at(2, 11), passage.Acknowledged, cell, "")
}

// throughMost is the way from the crossing through which most trucks go, over one
// place to another where there are two.
func (d desks) throughMost() (route []passage.NodeID) {
	trucks := map[int]int64{}
	for at, n := range d.crossed {
		trucks[at[0]] += int64(n)
	}
	n, ok := most(trucks, len(d.Nodes))
	for _, c := range d.Corridors {
		switch {
		case !ok && len(route) == 0, ok && len(route) == 0 && c.From == d.Nodes[n].ID:
			route = []passage.NodeID{c.From, c.To}
		case len(route) == 2 && c.From == route[1] && c.To != route[0]:
			return append(route, c.To)
		}
	}
	return route
}

// seek asks for items at two doors: one is rejected at the first and enters
// through the second, and is sought at the first again; of some nothing is heard.
func (d desks) seek() {
	var doors []passage.NodeID
	for _, n := range d.Nodes {
		if n.Kind == passage.Crossing && len(doors) < 3 {
			doors = append(doors, n.ID)
		}
	}
	if len(doors) == 0 || len(d.Commodities) == 0 {
		return
	}
	goods := d.Perm(len(d.Commodities))
	ask := func(item, door, day int, to, channel string) func(days int, status passage.Status, reason string) {
		k := d.Commodities[goods[item%len(goods)]]
		by := d.by(d.ownerOf(d.commodity[k.ID]))
		of := d.say(by, d.at(day, 8+float64(item)/2), passage.Fact{Kind: passage.Sought, Note: note, Place: doors[door%len(doors)], Ref: clip("SIM-" + string(k.ID)), Clearance: &passage.Clearance{
			Item: cmp.Or(clip(k.Name), string(k.ID)), Commodity: k.ID, Spec: "as on the packing list", Amount: float64(20 * (1 + d.IntN(40))), Unit: "pallets", To: to, Channel: channel,
		}}, nil)
		return func(days int, status passage.Status, reason string) {
			d.follow(of, by, d.at(day+days, 12), status, to, reason)
		}
	}
	rejected := ask(0, 0, 0, authority, "paper form")
	rejected(1, passage.Questioned, "which use, and who receives it?")
	rejected(4, passage.Rejected, "item needs a permit of its own")
	elsewhere := ask(0, 1, 2, office, "platform")
	elsewhere(3, passage.Approved, "")
	elsewhere(5, passage.Entered, "")
	cleared := ask(1, 0, 1, authority, "paper form")
	cleared(2, passage.Approved, "")
	cleared(5, passage.Entered, "")
	ask(1, 1, 3, office, "platform")
	back := ask(2, 0, 1, authority, "paper form")
	back(3, passage.Approved, "")
	back(5, passage.SentBack, "packaging not as approved")
	ask(2, 2, 4, office, "platform")(2, passage.Questioned, "exact dimensions?")
	ask(3, 0, 2, authority, "paper form")(6, passage.Rejected, "none stated")
	ask(0, 0, d.Days*2/3, authority, "paper form")
}
