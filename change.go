package passage

import (
	"fmt"
	"slices"
)

// Change is one answer to "what if": a scenario with it is another scenario.
// From and To bound it in time, both included; a zero date is no bound.
type Change struct {
	Kind   ChangeKind `json:"kind"`
	On     string     `json:"on"` // a door, a supply, an ask; empty for money
	From   Date       `json:"from"`
	To     Date       `json:"to"`
	Amount float64    `json:"amount"` // trucks a day, tonnes, days, or money

	// Of a door that is ajar or opened: there is no figure of trucks; and of one
	// that is ajar: which goods alone pass, or do not.
	AnyNumber bool     `json:"any_number,omitempty"`
	Only      []string `json:"only,omitempty"`
	Except    []string `json:"except,omitempty"`
}

// ChangeKind says what is otherwise.
type ChangeKind string

const (
	Shut     ChangeKind = "shut"     // a door is closed
	Ajar     ChangeKind = "ajar"     // a door lets at most Amount trucks a day through, or some goods, and all else about it stays
	OpenUp   ChangeKind = "open"     // a door lets Amount trucks a day of everything through; its rules are lifted
	HaveT    ChangeKind = "have"     // a supply is Amount tonnes
	LateDays ChangeKind = "late"     // a supply comes Amount days later
	MoreUSD  ChangeKind = "more_usd" // there is Amount more money from a date on
	Grant    ChangeKind = "grant"    // an ask of the tables is granted
)

// ChangeKinds are all there are.
var ChangeKinds = []ChangeKind{Shut, Ajar, OpenUp, HaveT, LateDays, MoreUSD, Grant}

// Valid returns the first thing wrong with a change of the scenario, as a
// sentence, or nil.
func (c Change) Valid(s *Scenario) error {
	if !slices.Contains(ChangeKinds, c.Kind) {
		return fmt.Errorf("%q is no kind of change", c.Kind)
	}
	if !(c.Amount >= 0 && c.Amount <= 1e12) {
		return fmt.Errorf("%g is out of place; expected a number, 0 or more", c.Amount)
	}
	if !c.From.IsZero() && !c.To.IsZero() && c.To < c.From {
		return fmt.Errorf("it ends on %s, before it begins on %s", c.To, c.From)
	}
	switch c.Kind {
	case Shut, Ajar, OpenUp:
		if !s.HasDoor(DoorID(c.On)) {
			return fmt.Errorf("there is no crossing or corridor %q", c.On)
		}
	case Grant:
		if !slices.ContainsFunc(s.Asks, func(a Ask) bool { return string(a.ID) == c.On }) {
			return fmt.Errorf("there is no ask %q", c.On)
		}
	case HaveT, LateDays:
		if !slices.ContainsFunc(s.Supplies, func(x Supply) bool { return string(x.ID) == c.On }) {
			return fmt.Errorf("there is no supply %q", c.On)
		}
		if c.Kind == LateDays && c.Amount > 3660 {
			return fmt.Errorf("%g days are out of place; expected at most 3660", c.Amount)
		}
	}
	return nil
}

// HasDoor reports whether a crossing or a corridor has an id.
func (s *Scenario) HasDoor(id DoorID) bool {
	return slices.ContainsFunc(s.Nodes, func(n Node) bool { return n.Kind == Crossing && string(n.ID) == string(id) }) ||
		slices.ContainsFunc(s.Corridors, func(c Corridor) bool { return string(c.ID) == string(id) })
}

// With returns the scenario as it would be with changes, and what must be held
// to be granted in it. The receiver is not changed. Changes are to be valid.
func (s *Scenario) With(changes []Change) (*Scenario, []Ask) {
	w := *s
	w.Access, w.Supplies, w.Budget = slices.Clone(s.Access), slices.Clone(s.Supplies), slices.Clone(s.Budget)
	var granted []Ask
	for i, c := range changes {
		id := fmt.Sprintf("what-if-%d", i+1)
		switch c.Kind {
		case Shut:
			w.Access = append(w.Access, AccessRule{ID: RuleID(id), On: DoorID(c.On), From: c.From, To: c.To, Status: Closed})
		case Ajar:
			w.Access = append(w.Access, AccessRule{ID: RuleID(id), On: DoorID(c.On), From: c.From, To: c.To, Status: Restricted, TrucksPerDay: c.figure(), Only: c.Only, Except: c.Except})
		case OpenUp:
			ask := Ask{ID: AskID(id), On: DoorID(c.On), TrucksPerDay: c.figure(), From: c.From, To: c.To}
			for _, r := range s.Access {
				if string(r.On) == c.On && r.Status != Open {
					ask.Lifts = append(ask.Lifts, r.ID)
				}
			}
			granted = append(granted, ask)
		case HaveT, LateDays:
			for k := range w.Supplies {
				if string(w.Supplies[k].ID) == c.On && c.Kind == HaveT {
					w.Supplies[k].T = c.Amount
				} else if string(w.Supplies[k].ID) == c.On {
					w.Supplies[k].Ready = max(w.Supplies[k].Ready, s.Start) + Date(c.Amount)
				}
			}
		case Grant:
			for _, a := range s.Asks {
				if string(a.ID) == c.On {
					granted = append(granted, a)
				}
			}
		case MoreUSD:
			w.Budget = append(w.Budget, Fund{ID: FundID(id), From: c.From, USD: c.Amount})
		}
	}
	return &w, granted
}

// figure is the change's figure of trucks.
func (c Change) figure() Limit {
	if c.AnyNumber {
		return Limit{}
	}
	return Some(c.Amount)
}
