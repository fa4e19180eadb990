package passage

import (
	"cmp"
	"maps"
	"slices"
)

// Ledger is every waybill and consignment that facts speak of, in the order of
// their ids.
type Ledger struct {
	Waybills     []Waybill
	Consignments []Consignment
}

// FoldLedger works out the whole ledger from nothing but facts. It is what any
// stored state is held against.
func FoldLedger(facts []Fact) Ledger {
	bySubject := map[string][]Fact{}
	waybills := map[WaybillID]bool{}
	consignments := map[ConsignmentID]bool{}
	for _, f := range facts {
		bySubject[f.Subject()] = append(bySubject[f.Subject()], f)
		switch {
		case f.Waybill != "":
			waybills[f.Waybill] = true
		case f.Consignment != "":
			consignments[f.Consignment] = true
		}
		for _, l := range f.Lines {
			consignments[l.Consignment] = true
		}
	}
	var ledger Ledger
	carried := map[ConsignmentID][]Waybill{}
	for _, id := range slices.Sorted(maps.Keys(waybills)) {
		w := FoldWaybill(id, bySubject["w/"+string(id)])
		ledger.Waybills = append(ledger.Waybills, w)
		for i, l := range w.Lines {
			if i == 0 || l.Consignment != w.Lines[i-1].Consignment {
				carried[l.Consignment] = append(carried[l.Consignment], w)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(consignments)) {
		ledger.Consignments = append(ledger.Consignments, FoldConsignment(id, bySubject["c/"+string(id)], carried[id]))
	}
	return ledger
}

// Total is the account of one commodity in one unit over all consignments.
type Total struct {
	Commodity CommodityID
	Unit      Unit
	Account
}

// Totals adds up the lines of all consignments, by commodity and unit.
func (l *Ledger) Totals() []Total {
	var sum Totals
	for _, c := range l.Consignments {
		sum.Add(c)
	}
	return sum.Sorted()
}

// Totals is a sum over consignments. The zero Totals is empty.
type Totals struct{ sums map[totalKey]Account }

type totalKey struct {
	commodity CommodityID
	unit      Unit
}

// Add adds the lines of a consignment.
func (t *Totals) Add(c Consignment) {
	if t.sums == nil {
		t.sums = map[totalKey]Account{}
	}
	for _, line := range c.Lines {
		k := totalKey{line.Commodity, line.Unit}
		t.sums[k] = t.sums[k].Add(line.Account)
	}
}

// Sorted returns the totals by commodity and unit.
func (t *Totals) Sorted() []Total {
	var totals []Total
	for k, a := range t.sums {
		totals = append(totals, Total{k.commodity, k.unit, a})
	}
	slices.SortFunc(totals, func(a, b Total) int {
		return cmp.Or(cmp.Compare(a.Commodity, b.Commodity), cmp.Compare(a.Unit, b.Unit))
	})
	return totals
}
