package passage

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// CommitmentID names something that a party promised. A later engagement that
// extends, changes or withdraws it bears the same id.
type CommitmentID string

// Commitment is what a party promised, and what the ledger will show if it is
// kept. An agreement is a commitment with red lines.
type Commitment struct {
	ID        CommitmentID
	By        string // who holds it
	What      string // in the words used
	Ask       AskID  // that it answers; empty: of none
	Withdrawn bool   // by the party, in this engagement

	// What is measured is one of four. Trucks that pass Door on days From to To,
	// all of them or those that carry Commodity: so many a day, so many in all, or
	// any at all. Or what these trucks carry past Door: Amount of Commodity, or of all
	// goods by weight, in Unit, in all or EachDay. Or that a permit is given by To: the
	// one sought with the fact of the id Permit. Or that money arrives by To: Sum of
	// Currency.
	Door         DoorID
	Commodity    CommodityID
	TrucksPerDay Limit
	Trucks       Limit
	Amount       int64 // 0: none is stated
	Unit         Unit
	EachDay      bool
	Permit       FactID
	Sum          Limit
	Currency     string
	From, To     Date // To is when it ends or lapses; zero: nobody said

	Conditions string // on which it depends, as stated
	RedLines   string // what ends it, as stated
}

func (c Commitment) validate() error {
	switch {
	case c.ID == "":
		return fmt.Errorf("id is missing: what is the commitment called?")
	case c.By == "":
		return fmt.Errorf("by is missing: who made the commitment?")
	case c.What == "":
		return fmt.Errorf("what is missing: what was promised?")
	case !c.From.IsZero() && !c.To.IsZero() && c.To < c.From:
		return fmt.Errorf("it ends on %s, before it begins on %s", c.To, c.From)
	case c.TrucksPerDay.Given && c.Trucks.Given:
		return fmt.Errorf("there are trucks a day and trucks in all; say one of the two")
	case c.Amount == 0 && c.Unit != "":
		return fmt.Errorf("there is a unit and no amount")
	case c.Amount == 0 && c.EachDay:
		return fmt.Errorf("so much is to pass each day, and there is no amount")
	case c.Amount < 0 || c.Amount > maxAmount:
		return fmt.Errorf("the amount is %d; expected one above 0 and at most %d", c.Amount, int64(maxAmount))
	case c.Amount > 0 && !slices.Contains(Units, c.Unit):
		return fmt.Errorf("unit is %q; amounts are in one of %q, as the lines of waybills are", clip(string(c.Unit)), Units)
	case c.Amount > 0 && (c.TrucksPerDay.Given || c.Trucks.Given):
		return fmt.Errorf("there are trucks and an amount of goods; say one of the two")
	case c.Amount > 0 && c.Commodity == "" && c.Unit != Grams:
		return fmt.Errorf("there is an amount in %q of no commodity; name it, or state a weight of all goods", c.Unit)
	case (c.TrucksPerDay.Given || c.Trucks.Given || c.Amount > 0 || c.Commodity != "") && c.Door == "":
		return fmt.Errorf("there is no door at which to count; name the crossing")
	case c.Trucks.Given && c.To.IsZero():
		return fmt.Errorf("trucks in all need a last day to: by when?")
	case c.Amount > 0 && !c.EachDay && c.To.IsZero():
		return fmt.Errorf("an amount in all needs a last day to: by when?")
	case c.Permit != "" && (c.Door != "" || c.Sum.Given), c.Door != "" && c.Sum.Given:
		return fmt.Errorf("it is about more than one of a door, a permit and a sum; make several commitments of it, each with an id of its own")
	}
	if err := validSum(c.Sum, c.Currency); err != nil {
		return err
	}
	for _, l := range []Limit{c.TrucksPerDay, c.Trucks} {
		if l.Given && !(l.Value > 0 && l.Value <= 1e9) {
			return fmt.Errorf("%g trucks are out of place; expected a number above 0", l.Value)
		}
	}
	return first(validName("id", string(c.ID)), validName("ask", string(c.Ask)), validName("door", string(c.Door)), validName("commodity", string(c.Commodity)), validPermit(c.Permit),
		validText("a commitment", c.By+c.What, MaxText), validText("conditions", c.Conditions, MaxText), validText("red lines", c.RedLines, MaxText))
}

// validSum holds a sum to an amount of money in a currency.
func validSum(sum Limit, currency string) error {
	switch {
	case !sum.Given && currency != "":
		return fmt.Errorf("there is a currency and no sum")
	case sum.Given && !(sum.Value > 0 && sum.Value <= 1e15):
		return fmt.Errorf("the sum is %g; expected an amount of money above 0", sum.Value)
	case sum.Given && currency == "":
		return fmt.Errorf("currency is missing: the sum is of what, such as USD?")
	}
	return validName("currency", currency)
}

func validPermit(id FactID) error {
	if id != "" && !validUUID(string(id)) {
		return fmt.Errorf("permit %q is not the id of the fact with which it was sought", clip(string(id)))
	}
	return nil
}

// Measured reports whether trucks, or what they carry, can show if the commitment is kept.
func (c Commitment) Measured() bool { return c.Door != "" && !c.From.IsZero() }

// Promise is a commitment, as a record has it, with where it was made, last said
// again, and by whose record. Nobody changes the record.
type Promise struct {
	*Commitment
	Made, Last Instant
	Engagement EngagementID // the last that speaks of it
	Org        OrgID
	Payments   []*Fact // that are said to have arrived for it, each with Payment
}

// Promises returns every commitment as the last engagement has it, those made
// last first.
func Promises(all []Engagement) []Promise {
	by := map[CommitmentID]*Promise{}
	for _, e := range all {
		told := map[CommitmentID]bool{}
		for _, f := range e.Records {
			for i := range f.Minutes.Commitments {
				c := &f.Minutes.Commitments[i]
				if told[c.ID] { // the newest record speaks
					continue
				}
				told[c.ID] = true
				p := by[c.ID]
				if p == nil {
					by[c.ID] = &Promise{Commitment: c, Made: f.Claimed, Last: f.Claimed, Engagement: e.ID, Org: f.Org}
					continue
				}
				p.Made = min(p.Made, f.Claimed)
				if f.Claimed > p.Last || f.Claimed == p.Last && e.ID > p.Engagement {
					p.Commitment, p.Last, p.Engagement, p.Org = c, f.Claimed, e.ID, f.Org
				}
			}
		}
	}
	for _, e := range all {
		for _, f := range e.Payments {
			if p := by[f.Payment.Commitment]; p != nil {
				p.Payments = append(p.Payments, f)
			}
		}
	}
	sorted := slices.SortedFunc(maps.Values(by), func(a, b *Promise) int { return cmp.Or(cmp.Compare(b.Made, a.Made), cmp.Compare(a.ID, b.ID)) })
	promises := make([]Promise, len(sorted))
	for i, p := range sorted {
		promises[i] = *p
	}
	return promises
}

// Until is the last day on which a commitment is judged, as of a day that is over:
// what was withdrawn binds nobody from that day on.
func (p Promise) Until(asOf Date) Date {
	if p.Withdrawn {
		asOf = min(asOf, p.Last.Day()-1)
	}
	if !p.To.IsZero() {
		asOf = min(asOf, p.To)
	}
	return asOf
}

// Lapses reports whether the commitment ends within days after a day, and has
// not ended by then.
func (c Commitment) Lapses(on Date, days int) bool {
	return !c.Withdrawn && !c.To.IsZero() && c.To >= on && c.To <= on+Date(days)
}
