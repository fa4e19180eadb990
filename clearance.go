package passage

import (
	"fmt"
	"slices"
)

// Clearance is an item that somebody must agree to before it may pass, or another
// permit that is sought in the same way.
type Clearance struct {
	Of        Permitted // empty: an item
	Item      string    // as the form names it; of persons, vehicles and movements never a name, number plate or position
	Commodity CommodityID
	Spec      string // what exactly
	Amount    float64
	Unit      string // as the form has it
	To        string // who decides
	Channel   string // by which way it was sought
}

// Permitted is what a permit is for.
type Permitted string

const (
	Persons   Permitted = "persons"  // entry, visas, passes
	Vehicles  Permitted = "vehicles" // entry, registration
	Movements Permitted = "movement" // to go from one place to another
)

// AllPermitted are all there are but items.
var AllPermitted = []Permitted{Persons, Vehicles, Movements}

func (c *Clearance) validate() error {
	switch {
	case c.Of != "" && !slices.Contains(AllPermitted, c.Of):
		return fmt.Errorf("clearance.of is %q; it is left out for an item, or one of %q", clip(string(c.Of)), AllPermitted)
	case c.Of != "" && c.Commodity != "":
		return fmt.Errorf("clearance.commodity is of an item, and this is of %s", c.Of)
	case c.Item == "":
		return fmt.Errorf("clearance.item is missing: what is to pass?")
	case c.To == "":
		return fmt.Errorf("clearance.to is missing: who decides?")
	case !(c.Amount >= 0 && c.Amount <= 1e15):
		return fmt.Errorf("clearance.amount is %g; expected a number, 0 or more", c.Amount)
	}
	return first(validText("clearance.item", c.Item, MaxText), validText("clearance.spec", c.Spec, MaxText), validText("clearance.to", c.To, MaxText),
		validText("clearance.channel", c.Channel, MaxText), validName("clearance.unit", c.Unit), validName("clearance.commodity", string(c.Commodity)))
}

// SameItem reports whether two clearances are of the same: of one commodity of
// the tables, or of one name, and both items or both the same other thing.
func (c *Clearance) SameItem(d *Clearance) bool {
	return c.Of == d.Of && (c.Commodity != "" && c.Commodity == d.Commodity || PlainName(c.Item) == PlainName(d.Item))
}

// Decision is the newest follow-up by which an item was approved or rejected.
// Nil: no decision is known, which is neither.
func (r *Reported) Decision() *Fact { return r.newest(Approved, Rejected) }

// Passage is the newest follow-up by which an item entered or was sent back.
// Nil: nobody has said.
func (r *Reported) Passage() *Fact { return r.newest(Entered, SentBack) }

func (r *Reported) newest(some ...Status) *Fact {
	for i := len(r.Follows) - 1; i >= 0; i-- {
		for _, s := range some {
			if r.Follows[i].Status == s {
				return r.Follows[i]
			}
		}
	}
	return nil
}

// DaysToDecide is how many days passed from when an item was submitted to the
// first decision; false where there is none.
func (r *Reported) DaysToDecide() (days int, ok bool) {
	for _, f := range r.Follows {
		if f.Status == Approved || f.Status == Rejected {
			return int(f.Claimed.Day() - r.Fact.Claimed.Day()), true
		}
	}
	return 0, false
}
