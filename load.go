package passage

import (
	"math"
	"slices"
)

// Load is what a truck has aboard of a commodity, in one unit.
type Load struct {
	Commodity CommodityID
	Unit      Unit
	Amount    int64
}

// Passed is what trucks carried past a post.
type Passed struct {
	Amount int64 // of the goods and in the unit that were asked for
	Unsaid int64 // trucks whose waybills do not state all of those goods in that unit
}

// Add returns the sum of two.
func (p Passed) Add(q Passed) Passed {
	return Passed{addUp(p.Amount, q.Amount), p.Unsaid + q.Unsaid}
}

// PassedOf adds up of the loads of one truck what is of a commodity, or of any for
// the empty one, in a unit. What is stated in another unit cannot be converted:
// nothing says what a litre or a piece weighs.
func PassedOf(loads []Load, of CommodityID, unit Unit) (p Passed) {
	if of == "" && len(loads) == 0 { // nobody said what it carries
		p.Unsaid = 1
	}
	for _, l := range loads {
		switch {
		case of != "" && l.Commodity != of:
		case l.Unit == unit:
			p.Amount = addUp(p.Amount, l.Amount)
		case l.Amount > 0:
			p.Unsaid = 1
		}
	}
	return p
}

// Whole returns what the truck of the waybill had aboard all the way; false where
// something was lost, damaged, diverted or returned, so that it matters when: see
// [Aboard].
func (w *Waybill) Whole() (loads []Load, whole bool) {
	whole = true
	for _, l := range w.Lines {
		gone := l.Lost + l.Damaged + l.Diverted + l.Returned
		whole = whole && gone == 0
		loads = append(loads, Load{l.Commodity, l.Unit, max(l.Out-gone, 0)})
	}
	return loads, whole
}

// Aboard returns what the truck of a waybill still had aboard when it passed a post
// on a day: what was loaded, less what is said to have been lost, damaged, diverted
// or returned before that moment, or to be missing or damaged in a receipt at that
// very place. What a receipt further on finds missing passed.
func Aboard(id WaybillID, facts []Fact, post Post, day Date) []Load {
	counting, _ := counts(Pointers(facts))
	passed := Instant(math.MaxInt64)
	for _, f := range counting {
		if f.Place == post.At && f.Claimed.Day() == day && slices.Contains(post.Ends(), f.Kind) {
			passed = min(passed, f.Claimed)
		}
	}
	w := foldWaybill(id, slices.DeleteFunc(counting, func(f *Fact) bool {
		switch f.Kind {
		case Intercepted, Damaged, Diverted, Returned:
			return f.Claimed >= passed
		case Received:
			return f.Place != post.At
		}
		return false
	}), nil)
	loads, _ := w.Whole()
	return loads
}
