package passage

import (
	"fmt"
	"slices"
)

// Notice is a notification: a movement or a site that is made known to parties
// so that they can spare it. It asks nobody's permission, and it protects nobody
// by itself. It travels to every ledger, so that number plates, drivers and
// telephones, which forms ask for too, are kept at the ledger for named people.
type Notice struct {
	What     Noticed
	To       []string // parties and bodies that are told
	Route    []NodeID // of a movement, from where it begins
	Departs  Instant  // of a movement
	Arrives  Instant  // of a movement, as planned
	Until    Instant  // of a site that is used for a time: until when
	Vehicles int
	Staff    int    // members of staff, never who is helped
	Others   int    // others who travel, such as patients: how many, and no more of them
	Load     string // what is carried, or what the site is for
	Marking  string // by what it can be recognised, such as a flag on the roof
	Urgent   bool
}

// Noticed is what a notice is about.
type Noticed string

const (
	OfMovement Noticed = "movement"
	OfSite     Noticed = "site"
)

func (n *Notice) validate() error {
	switch {
	case n.What != OfMovement && n.What != OfSite:
		return fmt.Errorf("notice.what is %q; a notice is of a %q or a %q", clip(string(n.What)), OfMovement, OfSite)
	case len(n.To) == 0 || slices.Contains(n.To, ""):
		return fmt.Errorf("notice.to is missing: who is told?")
	case len(n.To)+len(n.Route) > maxListed:
		return fmt.Errorf("notice names more than %d parties and places", maxListed)
	case n.What == OfMovement && len(n.Route) < 2:
		return fmt.Errorf("notice.route has %d places; a movement goes from one to another", len(n.Route))
	case n.What == OfMovement && n.Departs.IsZero():
		return fmt.Errorf("notice.departs is missing: when does it set out?")
	case !n.Arrives.IsZero() && n.Arrives < n.Departs:
		return fmt.Errorf("notice.arrives is before notice.departs")
	case n.What == OfMovement && !n.Until.IsZero():
		return fmt.Errorf("notice.until is of a site; a movement has departs and arrives")
	case min(n.Vehicles, n.Staff, n.Others) < 0 || max(n.Vehicles, n.Staff, n.Others) > 1e6:
		return fmt.Errorf("notice has an impossible number of vehicles, staff or others")
	}
	for _, place := range n.Route {
		if err := validName("notice.route", string(place)); err != nil {
			return err
		}
	}
	for _, to := range n.To {
		if err := validText("notice.to", to, MaxText); err != nil {
			return err
		}
	}
	return first(validText("notice.load", n.Load, MaxText), validText("notice.marking", n.Marking, MaxText))
}

// LeadHours is how long before it sets out a movement was notified; for a site,
// which does not, false.
func (f *Fact) LeadHours() (hours float64, ok bool) {
	if f.Notice == nil || f.Notice.What != OfMovement {
		return 0, false
	}
	return float64(f.Notice.Departs-f.Claimed) / 3.6e9, true
}
