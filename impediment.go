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
	Before   []FactID // the facts that told the same before and were corrected, the newest first
	Authors  []string // the actors of Fact and of those; restricted
	Status   Status   // of the newest follow-up that decides one; empty: nobody has followed up
	Follows  []*Fact  // in the order in which they are said to have happened; they stay where they are
	Findings []Finding

	// Unseen is how many of the waybills stopped are left out of Fact because
	// whoever asks does not see them.
	Unseen int
}

// Is reports whether an id is that of the report, as it is told now or as it was
// told before.
func (r *Reported) Is(id FactID) bool { return r.Fact.ID == id || slices.Contains(r.Before, id) }

// Trucks is how many waybills the report says were stopped.
func (r *Reported) Trucks() int { return len(r.Fact.Stopped()) + r.Unseen }

// Stopped returns the waybills that an impediment stopped, each once: those that
// it names, or that of the journey that it is about.
func (f *Fact) Stopped() []WaybillID {
	if f.Kind != Impeded {
		return nil
	}
	if f.Waybill != "" {
		return []WaybillID{f.Waybill}
	}
	return f.Stops
}

// FoldReported returns the facts of a kind that stand among those about one
// subject, each with its follow-ups. A reply changes no status. Nobody verifies
// what they reported themselves: such a follow-up is told and counts for nothing,
// as does one of the same organisation where either does not say who stated it.
// A report that was corrected and is told anew by the same organisation, with
// About the one before, keeps its follow-ups. Corrections are among facts, or are
// settled and left out already.
func FoldReported(kind FactKind, facts []*Fact) []Reported {
	standing, _ := counts(facts)
	before := make(map[FactID]*Fact)
	for _, f := range facts {
		if f.Kind == kind {
			before[f.ID] = f
		}
	}
	all := make([]Reported, 0, len(before))
	for _, f := range standing {
		if f.Kind == kind {
			all = append(all, Reported{Fact: *f, Authors: []string{f.Actor}})
			delete(before, f.ID)
		}
	}
	at := make(map[FactID]int, len(all))
	for i := range all {
		r := &all[i]
		at[r.Fact.ID] = i
		for now := &r.Fact; now.About != ""; {
			told, ok := before[now.About]
			if !ok || told.Org != r.Fact.Org {
				break
			}
			delete(before, told.ID) // one report follows another, and no circle is gone round
			r.Before, r.Authors, now = append(r.Before, told.ID), append(r.Authors, told.Actor), told
			at[told.ID] = i
		}
	}
	for _, f := range standing {
		i, ok := at[f.About]
		if !ok || f.Kind != Followed {
			continue
		}
		r := &all[i]
		r.Follows = append(r.Follows, f)
		switch {
		case !slices.Contains(Statuses(kind), f.Status):
			r.Findings = append(r.Findings, finding(f.ID, "%s is nothing that can become of this", f.Status))
		case f.Status == Verified && f.Org == r.Fact.Org && (f.Actor == "" || slices.Contains(r.Authors, "")):
			r.Findings = append(r.Findings, finding(f.ID, "verified by the organisation that reported it, and nobody can tell whether by a second person: who stated the one or the other is not recorded, or was erased"))
		case f.Status == Verified && f.Org == r.Fact.Org && slices.Contains(r.Authors, f.Actor):
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
	if !f.Until.IsZero() && f.Until < f.Claimed {
		return fmt.Errorf("until is %s, before claimed, %s: it ends before it begins", f.Until, f.Claimed)
	}
	return nil
}

// maxStops is how many waybills one impediment names.
const maxStops = 100

// validStops holds what an impediment stopped to journeys by their names. One
// that is about a journey names no others: those who see that one may not see them.
func (f *Fact) validStops() error {
	switch {
	case len(f.Stops) == 0:
		return nil
	case f.Kind != Impeded:
		return fmt.Errorf("a fact of kind %q has stops, which only an impediment has", f.Kind)
	case f.Waybill != "" || f.Consignment != "" || f.Engagement != "" || f.Place == "":
		return fmt.Errorf("an impediment that names in stops what it stopped is about a place alone; leave waybill out")
	case len(f.Stops) > maxStops:
		return fmt.Errorf("stops names %d waybills; at most %d", len(f.Stops), maxStops)
	}
	for i, id := range f.Stops {
		if id == "" || slices.Contains(f.Stops[:i], id) {
			return fmt.Errorf("stops, number %d: %q is no waybill, or stands there twice", i+1, clip(string(id)))
		}
		if err := validName("stops", string(id)); err != nil {
			return err
		}
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
