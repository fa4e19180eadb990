package passage

import "fmt"

// Clearance is an item that somebody must agree to before it may pass.
type Clearance struct {
	Item      string // as the form names it
	Commodity CommodityID
	Spec      string // what exactly
	Amount    float64
	Unit      string // as the form has it
	To        string // who decides
	Channel   string // by which way it was sought
}

func (c *Clearance) validate() error {
	switch {
	case c.Item == "":
		return fmt.Errorf("clearance.item is missing: what is to pass?")
	case c.To == "":
		return fmt.Errorf("clearance.to is missing: who decides?")
	case !(c.Amount >= 0 && c.Amount <= 1e15):
		return fmt.Errorf("clearance.amount is %g; expected a number, 0 or more", c.Amount)
	}
	return first(validText("clearance.item", c.Item, maxText), validText("clearance.spec", c.Spec, maxText), validText("clearance.to", c.To, maxText),
		validText("clearance.channel", c.Channel, maxText), validName("clearance.unit", c.Unit), validName("clearance.commodity", string(c.Commodity)))
}

// SameItem reports whether two clearances are of the same: of one commodity of
// the tables, or of one name.
func (c *Clearance) SameItem(d *Clearance) bool {
	return c.Commodity != "" && c.Commodity == d.Commodity || PlainName(c.Item) == PlainName(d.Item)
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
				return &r.Follows[i]
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
