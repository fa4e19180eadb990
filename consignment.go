package passage

import (
	"cmp"
	"slices"
)

// ConsignmentID names a consignment.
type ConsignmentID string

// LineID is one line of one consignment.
type LineID struct {
	Consignment ConsignmentID
	Line        int
}

// Consignment is goods released together, from one place to another, by one
// owner. It is folded from facts and never stored as anything else. Where no
// release is known, its waybills stand for it: what was loaded where it had not
// come in went out, and what came in where nothing went on was received.
type Consignment struct {
	ID           ConsignmentID
	Owner, Donor OrgID
	From, To     NodeID
	Released     Instant // as first claimed
	Closed       bool
	Lines        []ConsignmentLine
	Findings     []Finding
}

// ConsignmentLine is a commodity, lot and expiry of a consignment, and where
// all of it is.
type ConsignmentLine struct {
	Line      int
	Commodity CommodityID
	Unit      Unit
	Lot       string
	Expiry    Date
	Account
	OnRoad      int64 // part of InTransit: on vehicles
	AtHubs      int64 // part of InTransit: received on the way and not loaded again
	NotLoaded   int64 // part of InTransit: released and still where it was
	HandedOver  int64 // part of Received
	Distributed int64 // part of Received
}

// Account says where an amount is. At every instant
//
//	Out + Excess = Received + InTransit + Lost + Damaged + Diverted + Returned
//
// Excess is what is said to have arrived, been lost and so on beyond what is
// said to have gone out: 0 once all facts are known and right.
type Account struct {
	Out       int64 // released, or loaded
	Received  int64
	InTransit int64
	Lost      int64
	Damaged   int64
	Diverted  int64
	Returned  int64
	Excess    int64
}

// Balanced reports whether the account accounts for everything.
func (a Account) Balanced() bool {
	return a.Out+a.Excess == a.Received+a.InTransit+a.Lost+a.Damaged+a.Diverted+a.Returned &&
		min(a.Out, a.Received, a.InTransit, a.Lost, a.Damaged, a.Diverted, a.Returned, a.Excess) >= 0
}

// settle works out what is still on its way, or how much more is accounted for
// than went out.
func (a Account) settle() Account {
	rest := a.Out - a.Received - a.Lost - a.Damaged - a.Diverted - a.Returned
	a.InTransit, a.Excess = max(rest, 0), max(-rest, 0)
	return a
}

// Add returns the sum of two accounts.
func (a Account) Add(b Account) Account {
	return Account{
		a.Out + b.Out, a.Received + b.Received, a.InTransit + b.InTransit, a.Lost + b.Lost,
		a.Damaged + b.Damaged, a.Diverted + b.Diverted, a.Returned + b.Returned, a.Excess + b.Excess,
	}
}

// Finding is something in the facts that people should look at. It changes no
// total.
type Finding struct {
	Text  string
	Facts []FactID
}

// tally is a line while it is being added up.
type tally struct {
	ConsignmentLine
	nodes map[NodeID]*stock
}

// stock is what is said of a line at one node. What lies there is came + back -
// left, which is below 0 where more left than came.
type stock struct {
	came int64 // received
	left int64 // loaded
	back int64 // returned
}

func (s *stock) lies() int64 { return s.came + s.back - s.left }

// at is the stock of the line at a node.
func (l *tally) at(node NodeID) *stock {
	if l.nodes[node] == nil {
		l.nodes[node] = &stock{}
	}
	return l.nodes[node]
}

// FoldConsignment works out a consignment from the facts about it and the
// waybills that carried its lines. The order of both is of no matter.
func FoldConsignment(id ConsignmentID, facts []Fact, waybills []Waybill) Consignment {
	c := Consignment{ID: id}
	counting, findings := counts(Pointers(facts))
	c.Findings = findings
	lines := map[int]*tally{}
	// line returns the tally of line n, and false where it counts something else.
	line := func(n int, commodity CommodityID, unit Unit, fact FactID) (*tally, bool) {
		l := lines[n]
		if l == nil {
			l = &tally{ConsignmentLine: ConsignmentLine{Line: n, Commodity: commodity, Unit: unit}, nodes: map[NodeID]*stock{}}
			lines[n] = l
		}
		same := l.Unit == unit && l.Commodity == commodity
		if !same {
			c.find(fact, "line %d is %s in %s in one fact and %s in %s in another", n, l.Commodity, l.Unit, commodity, unit)
		}
		return l, same
	}
	refs := refs{}
	for _, f := range counting {
		switch f.Kind {
		case Released:
			c.release(f)
		case Finished:
			c.Closed = true
		}
	}
	for _, f := range byDevice(counting) {
		if refs.seen(f, &c.Findings) {
			continue
		}
		for _, fl := range f.Lines {
			l, same := line(fl.Line, fl.Commodity, fl.Unit, f.ID)
			if !same {
				continue
			}
			switch f.Kind {
			case Released:
				l.Out = addUp(l.Out, fl.Amount)
				l.Lot, l.Expiry = fl.Lot, fl.Expiry
			case HandedOver:
				l.HandedOver = addUp(l.HandedOver, fl.Amount)
			case Distributed:
				l.Distributed = addUp(l.Distributed, fl.Amount)
			}
		}
	}
	onward := map[NodeID]bool{} // from where something went on
	waybills = slices.SortedFunc(slices.Values(waybills), func(a, b Waybill) int { return cmp.Compare(a.ID, b.ID) })
	for _, w := range waybills {
		for _, leg := range w.Lines {
			if leg.Consignment != id {
				continue
			}
			l, same := line(leg.Line, leg.Commodity, leg.Unit, "")
			if !same {
				continue
			}
			from := l.at(w.From)
			from.left += leg.Out
			from.back += leg.Returned
			l.at(w.To).came += leg.Received
			onward[w.From] = onward[w.From] || leg.Out > 0
			l.OnRoad += leg.InTransit
			l.Lost += leg.Lost
			l.Damaged += leg.Damaged
			l.Diverted += leg.Diverted
			l.Excess += leg.Excess
		}
	}
	for _, l := range lines {
		if c.Released == 0 {
			l.speakForThemselves(onward)
		} else {
			l.settleFrom(c.From, c.To)
		}
		l.InTransit = l.OnRoad + l.AtHubs + l.NotLoaded
		c.Lines = append(c.Lines, l.ConsignmentLine)
	}
	sortLines(c.Lines)
	for _, l := range c.Lines {
		if l.Excess > 0 {
			c.find("", "line %d: %d %s more is accounted for than was released", l.Line, l.Excess, l.Unit)
		}
	}
	return c
}

// settleFrom says where the line is that was released at one node for another.
func (l *tally) settleFrom(from, to NodeID) {
	end := l.at(to)
	l.Received, end.came = end.came, 0
	l.at(from).came += l.Out
	for node, s := range l.nodes {
		switch amount := s.lies(); {
		case amount < 0:
			l.Excess -= amount
		case node == from:
			l.Returned = min(s.back, amount)
			l.NotLoaded = amount - l.Returned
		default:
			l.AtHubs += amount
		}
	}
}

// speakForThemselves says where the line is of which no release is known.
func (l *tally) speakForThemselves(onward map[NodeID]bool) {
	for node, s := range l.nodes {
		switch amount := s.lies(); {
		case s.came == 0: // it began here
			l.Out += s.left
			l.Returned += s.back
		case amount < 0:
			l.Out -= amount
		case onward[node]:
			l.AtHubs += amount
		default:
			l.Received += amount
		}
	}
}
