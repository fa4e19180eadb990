package passage

import (
	"cmp"
	"fmt"
	"slices"
)

// WaybillID names a waybill.
type WaybillID string

// Waybill is one vehicle on one leg with part or all of one or more
// consignments. It is folded from facts and never stored as anything else.
type Waybill struct {
	ID       WaybillID
	Org      OrgID // that loaded it
	From, To NodeID
	Vehicle  string
	State    FactKind // the last thing said to have happened to it
	At       NodeID   // where that was
	Since    Instant  // when that was
	First    Instant  // when the story begins
	Lines    []WaybillLine
	Findings []Finding
}

// WaybillLine is what became of one line of a consignment on the leg. Out is
// what was loaded.
type WaybillLine struct {
	LineID
	Commodity CommodityID
	Unit      Unit
	Account
}

// FoldWaybill works out a waybill from the facts about it. Facts may come in
// any order, years late and more than once: totals depend on the set of them
// alone. Facts from clocks that are wrong may only show the wrong last state.
func FoldWaybill(id WaybillID, facts []Fact) Waybill {
	w, _ := FoldJourney(id, Pointers(facts))
	return w
}

// FoldJourney is [FoldWaybill] and [Passings] in one.
func FoldJourney(id WaybillID, facts []*Fact) (Waybill, []Passing) {
	counting, findings := counts(facts)
	return foldWaybill(id, counting, findings), passings(id, counting)
}

// foldWaybill folds the facts that count, in their order.
func foldWaybill(id WaybillID, counting []*Fact, findings []Finding) Waybill {
	w := Waybill{ID: id, Findings: findings}
	lines := map[LineID]*WaybillLine{}
	for _, f := range counting {
		w.happened(f)
	}
	told := byDevice(counting)
	units := newManifest(told)
	refs := refs{}
	for _, f := range told {
		if refs.seen(f, &w.Findings) {
			continue
		}
		for _, fl := range f.Lines {
			key := LineID{fl.Consignment, fl.Line}
			l := lines[key]
			if l == nil {
				l = &WaybillLine{LineID: key, Commodity: fl.Commodity, Unit: fl.Unit}
				lines[key] = l
			}
			if fl.Unit != l.Unit || fl.Commodity != l.Commodity {
				w.find(f.ID, "line %d of %s is %s in %s in one fact and %s in %s in another",
					fl.Line, fl.Consignment, l.Commodity, l.Unit, fl.Commodity, fl.Unit)
				continue
			}
			l.count(f.Kind, units.amount(f, fl, &w.Findings), fl)
		}
	}
	for _, l := range lines {
		l.Out = max(l.Out, 0)
		l.Account = l.settle()
		w.Lines = append(w.Lines, *l)
	}
	slices.SortFunc(w.Lines, func(a, b WaybillLine) int {
		return cmp.Or(cmp.Compare(a.Consignment, b.Consignment), cmp.Compare(a.Line, b.Line))
	})
	for _, l := range w.Lines {
		if l.Excess > 0 {
			w.find("", "line %d of %s: %d %s more is accounted for than was loaded", l.Line, l.Consignment, l.Excess, l.Unit)
		}
		if l.InTransit > 0 && w.State == Finished {
			w.find("", "line %d of %s: closed with %d %s unaccounted for", l.Line, l.Consignment, l.InTransit, l.Unit)
		}
	}
	return w
}

// happened moves the story on: counting facts come in the order in which they
// are said to have happened.
func (w *Waybill) happened(f *Fact) {
	if w.First == 0 {
		w.First = f.Claimed
	}
	if f.Kind == Loaded {
		if w.From != "" && (w.From != f.From || w.To != f.To) {
			w.find(f.ID, "loaded for %s to %s in one fact and for %s to %s in another", w.From, w.To, f.From, f.To)
		} else {
			w.Org, w.From, w.To = f.Org, f.From, f.To
		}
		w.Vehicle = f.Vehicle
	}
	if f.Kind == Received && w.To != "" && f.Place != w.To {
		w.find(f.ID, "received at %s, bound for %s", f.Place, w.To)
	}
	if !f.Kind.OfAccess() {
		w.State, w.Since = f.Kind, f.Claimed
		if f.Place != "" {
			w.At = f.Place
		}
	}
}

// count books one line of one fact. Every amount counts towards one thing.
func (l *WaybillLine) count(kind FactKind, amount int64, fl FactLine) {
	switch kind {
	case Loaded:
		l.Out = addUp(l.Out, amount)
	case ShortLoaded:
		l.Out -= amount
	case Intercepted:
		l.Lost = addUp(l.Lost, amount)
	case Damaged:
		l.Damaged = addUp(l.Damaged, amount)
	case Returned:
		l.Returned = addUp(l.Returned, amount)
	case Diverted:
		l.Diverted = addUp(l.Diverted, amount)
	case Received:
		l.Received = addUp(l.Received, amount)
		l.Lost = addUp(l.Lost, fl.Missing)
		l.Damaged = addUp(l.Damaged, fl.Damaged)
	}
}

func (w *Waybill) find(id FactID, format string, args ...any) {
	w.Findings = append(w.Findings, finding(id, format, args...))
}

func (c *Consignment) find(id FactID, format string, args ...any) {
	c.Findings = append(c.Findings, finding(id, format, args...))
}

func finding(id FactID, format string, args ...any) Finding {
	f := Finding{Text: fmt.Sprintf(format, args...)}
	if id != "" {
		f.Facts = []FactID{id}
	}
	return f
}

// release takes who and where from the first release; later ones of the same
// consignment add goods.
func (c *Consignment) release(f *Fact) {
	if c.From != "" && (c.From != f.From || c.To != f.To) {
		c.find(f.ID, "released for %s to %s in one fact and for %s to %s in another", c.From, c.To, f.From, f.To)
		return
	}
	if c.Released == 0 {
		c.Released, c.Owner, c.Donor, c.From, c.To = f.Claimed, f.Owner, f.Donor, f.From, f.To
	}
}

func sortLines(lines []ConsignmentLine) {
	slices.SortFunc(lines, func(a, b ConsignmentLine) int { return cmp.Compare(a.Line, b.Line) })
}
