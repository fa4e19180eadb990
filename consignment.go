package passage

import "slices"

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
	Adrift      int64 // part of OnRoad: on waybills of which nothing more is expected
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

// less returns the difference of two accounts.
func (a Account) less(b Account) Account {
	return Account{
		a.Out - b.Out, a.Received - b.Received, a.InTransit - b.InTransit, a.Lost - b.Lost,
		a.Damaged - b.Damaged, a.Diverted - b.Diverted, a.Returned - b.Returned, a.Excess - b.Excess,
	}
}

// Finding is something in the facts that people should look at. It changes no
// total.
type Finding struct {
	Text  string
	Facts []FactID
}

// stock is what is said of a line at one node. What lies there is came + back -
// left, which is below 0 where more left than came.
type stock struct {
	came int64 // received
	left int64 // loaded
	back int64 // returned
}

func (s *stock) lies() int64 { return s.came + s.back - s.left }

// stocks is the stock of a line by node.
type stocks map[NodeID]*stock

func (s stocks) at(node NodeID) *stock {
	if s[node] == nil {
		s[node] = &stock{}
	}
	return s[node]
}

// FoldConsignment works out a consignment from the facts about it and the
// waybills that carried its lines. The order of both is of no matter.
func FoldConsignment(id ConsignmentID, facts []Fact, waybills []Waybill) Consignment {
	var legs []Leg
	for i := range waybills {
		legs = append(legs, waybills[i].Legs(id)...)
	}
	return FoldRelease(id, facts).Moved(SumLegs(legs))
}

// FoldRelease works out what the facts about a consignment itself say of it,
// wherever its goods are; see [Consignment.Moved].
func FoldRelease(id ConsignmentID, facts []Fact) Consignment {
	c := Consignment{ID: id}
	counting, findings := counts(Pointers(facts))
	c.Findings = findings
	for _, f := range counting {
		switch f.Kind {
		case Released:
			c.release(f)
		case Finished:
			c.Closed = true
		}
	}
	refs := refs{}
	for _, f := range byDevice(counting) {
		if refs.seen(f, &c.Findings) {
			continue
		}
		for _, fl := range f.Lines {
			l := c.line(fl.Line, fl.Commodity, fl.Unit, f.ID)
			if l == nil {
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
	sortLines(c.Lines)
	return c
}

// line returns line n, which is new where nothing was said of it yet, and nil where
// it counts something else.
func (c *Consignment) line(n int, commodity CommodityID, unit Unit, fact FactID) *ConsignmentLine {
	i := slices.IndexFunc(c.Lines, func(l ConsignmentLine) bool { return l.Line == n })
	if i < 0 {
		i = len(c.Lines)
		c.Lines = append(c.Lines, ConsignmentLine{Line: n, Commodity: commodity, Unit: unit})
	}
	l := &c.Lines[i]
	if l.Unit != unit || l.Commodity != commodity {
		c.find(fact, "line %d is %s in %s in one fact and %s in %s in another", n, l.Commodity, l.Unit, commodity, unit)
		return nil
	}
	return l
}

// Moved says where the goods of a consignment are, of which only the release was
// folded, once waybills moved them. Of a line that no fact about the consignment
// names, the first leg says what it is.
func (c Consignment) Moved(legs []Leg) Consignment {
	c.Lines, c.Findings = slices.Clone(c.Lines), slices.Clip(c.Findings)
	nodes := map[int]stocks{}
	onward := map[NodeID]bool{} // from where something went on
	for _, leg := range legs {
		l := c.line(leg.Line, leg.Commodity, leg.Unit, "")
		if l == nil {
			continue
		}
		at := nodes[leg.Line]
		if at == nil {
			at = stocks{}
			nodes[leg.Line] = at
		}
		from := at.at(leg.From)
		from.left += leg.Out
		from.back += leg.Returned
		at.at(leg.To).came += leg.Received
		onward[leg.From] = onward[leg.From] || leg.Out > 0
		l.OnRoad += leg.InTransit
		l.Adrift += leg.Adrift
		l.Lost += leg.Lost
		l.Damaged += leg.Damaged
		l.Diverted += leg.Diverted
		l.Excess += leg.Excess
	}
	sortLines(c.Lines)
	for i := range c.Lines {
		l := &c.Lines[i]
		if c.Released == 0 {
			l.speakForThemselves(nodes[l.Line], onward)
		} else {
			l.settleFrom(c.From, c.To, nodes[l.Line])
		}
		l.InTransit = l.OnRoad + l.AtHubs + l.NotLoaded
		if l.Excess > 0 {
			c.find("", "line %d: %d %s more is accounted for than was released", l.Line, l.Excess, l.Unit)
		}
	}
	return c
}

// settleFrom says where the line is that was released at one node for another.
func (l *ConsignmentLine) settleFrom(from, to NodeID, nodes stocks) {
	if nodes == nil {
		nodes = stocks{}
	}
	end := nodes.at(to)
	l.Received, end.came = end.came, 0
	nodes.at(from).came += l.Out
	for node, s := range nodes {
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
func (l *ConsignmentLine) speakForThemselves(nodes stocks, onward map[NodeID]bool) {
	for node, s := range nodes {
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
