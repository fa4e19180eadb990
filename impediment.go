package passage

import (
	"fmt"
	"slices"
)

// Status says what became of something that was reported, notified or sought.
// Silence is none of these: whoever did not answer has not consented.
type Status string

const (
	Verifying Status = "verifying" // an impediment is being looked into
	Verified  Status = "verified"  // by somebody else than who reported it
	Disputed  Status = "disputed"
	Withdrawn Status = "withdrawn" // by who reported, notified or asked
	Replied   Status = "replied"   // the party that is named says something to it

	Acknowledged Status = "acknowledged" // a party says that it knows of a notification
	Objected     Status = "objected"
	CarriedOut   Status = "carried_out"

	Questioned Status = "questioned" // more is asked about an item
	Approved   Status = "approved"
	Rejected   Status = "rejected" // for the reason stated
	Entered    Status = "entered"
	SentBack   Status = "sent_back"
)

// Statuses returns what can become of what a kind of fact reports.
func Statuses(k FactKind) []Status {
	switch k {
	case Impeded:
		return []Status{Verifying, Verified, Disputed, Replied, Withdrawn}
	case Notified:
		return []Status{Acknowledged, Objected, CarriedOut, Withdrawn}
	case Sought:
		return []Status{Questioned, Approved, Rejected, Entered, SentBack, Withdrawn}
	}
	return nil
}

// Reported is a fact and what became of it: an impediment, a notification or a
// clearance that was sought.
type Reported struct {
	Fact     Fact
	Status   Status // of the newest follow-up that decides one; empty: nobody has followed up
	Follows  []Fact // in the order in which they are said to have happened
	Findings []Finding
}

// FoldReported returns the facts of a kind among those about one subject that
// stand, each with its follow-ups. A reply changes no status. Nobody verifies
// what they reported themselves: such a follow-up is told and counts for nothing.
func FoldReported(kind FactKind, standing []Fact) []Reported {
	var all []Reported
	for _, f := range standing {
		if f.Kind == kind {
			all = append(all, Reported{Fact: f})
		}
	}
	for _, f := range standing {
		i := slices.IndexFunc(all, func(r Reported) bool { return f.Kind == Followed && r.Fact.ID == f.About })
		if i < 0 {
			continue
		}
		r := &all[i]
		r.Follows = append(r.Follows, f)
		switch {
		case !slices.Contains(Statuses(kind), f.Status):
			r.Findings = append(r.Findings, finding(f.ID, "%s is nothing that can become of this", f.Status))
		case f.Status == Verified && f.Org == r.Fact.Org && f.Actor == r.Fact.Actor:
			r.Findings = append(r.Findings, finding(f.ID, "verified by who reported it; it takes somebody else"))
		case f.Status == Withdrawn && f.Org != r.Fact.Org:
			r.Findings = append(r.Findings, finding(f.ID, "withdrawn by another organisation than the one that reported it"))
		case f.Status != Replied:
			r.Status = f.Status
		}
	}
	return all
}

// validImpediment holds an impediment to what the fact of one may say.
func (f *Fact) validImpediment() error {
	if !slices.Contains(Obstacles, f.Obstacle) {
		return fmt.Errorf("obstacle %q is none of the nine categories, such as %q", clip(string(f.Obstacle)), Denial)
	}
	if f.Detail != "" && !slices.Contains(Details(f.Obstacle), f.Detail) {
		return fmt.Errorf("detail %q is no kind of %s; leave it empty and say it in note", clip(f.Detail), f.Obstacle)
	}
	return nil
}

// Obstacles are the nine categories in the order of OCHA's framework.
var Obstacles = []Obstacle{Denial, Restrictions, MovementInto, MovementWithin, Interference, ViolenceAgainstAid, ActiveHostilities, Mines, PhysicalConstraint}

// Details returns the kinds of impediment that a category has here. They are
// passage's own: what stops a consignment, in a word.
func Details(o Obstacle) []string {
	return details[o]
}

var details = map[Obstacle][]string{
	Denial:             {"needs_denied", "entitlement_denied"},
	Restrictions:       {"movement_barred", "services_barred", "forced_displacement"},
	MovementInto:       {"crossing_closed", "visa", "permit", "customs", "item_refused", "item_held", "quota", "fees"},
	MovementWithin:     {"checkpoint", "permit", "escort", "route_refused", "delay", "fees", "fuel"},
	Interference:       {"selection_of_people", "selection_of_staff", "demand_for_goods", "taxation", "diversion", "data_demanded"},
	ViolenceAgainstAid: {"attack", "abduction", "detention", "looting", "robbery", "threat"},
	ActiveHostilities:  {"shelling", "air_strike", "fighting", "evacuation_order"},
	Mines:              {"mines", "unexploded_ordnance"},
	PhysicalConstraint: {"road_damaged", "bridge_destroyed", "flood", "snow", "crowd", "no_storage"},
}
