package passage

import (
	"cmp"
	"slices"
)

// Leg is what waybills moved of one line of a consignment from one node to
// another, added up over them.
type Leg struct {
	Line      int
	Commodity CommodityID
	Unit      Unit
	From, To  NodeID
	Waybills  int64
	Adrift    int64 // part of InTransit: on waybills of which nothing more is expected
	Account
}

// Legs returns what the waybill moved of a consignment.
func (w *Waybill) Legs(id ConsignmentID) (legs []Leg) {
	for _, l := range w.Lines {
		if l.Consignment != id {
			continue
		}
		leg := Leg{Line: l.Line, Commodity: l.Commodity, Unit: l.Unit, From: w.From, To: w.To, Waybills: 1, Account: l.Account}
		if w.State == Finished {
			leg.Adrift = l.InTransit
		}
		legs = append(legs, leg)
	}
	return legs
}

// Minus is the leg that takes away what the leg adds.
func (l Leg) Minus() Leg {
	l.Waybills, l.Adrift, l.Account = -l.Waybills, -l.Adrift, Account{}.less(l.Account)
	return l
}

// SumLegs adds up legs of one consignment: each way of each line comes once, in
// their order, and none of which nothing is left.
func SumLegs(legs []Leg) []Leg {
	legs = slices.Clone(legs)
	slices.SortFunc(legs, compareLegs)
	sums := legs[:0]
	for _, l := range legs {
		if n := len(sums) - 1; n >= 0 && compareLegs(sums[n], l) == 0 {
			sums[n].Waybills += l.Waybills
			sums[n].Adrift += l.Adrift
			sums[n].Account = sums[n].Account.Add(l.Account)
			continue
		}
		sums = append(sums, l)
	}
	return slices.DeleteFunc(sums, func(l Leg) bool { return l.Waybills == 0 && l.Adrift == 0 && l.Account == Account{} })
}

// compareLegs orders legs by line and way.
func compareLegs(a, b Leg) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Commodity, b.Commodity), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}
