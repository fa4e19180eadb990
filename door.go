package passage

import (
	"cmp"
	"fmt"
	"slices"
)

// UnknownAccess is the state of a door of which nobody says anything. Tables
// have no such rule, so that it plans nothing.
const UnknownAccess AccessStatus = "unknown"

// DoorState is what somebody says about a door: a crossing, a port, a road or
// a hub. It holds from the moment that its fact claims until the same source
// says something else.
type DoorState struct {
	Status       AccessStatus // open, restricted, closed or unknown
	Hours        string       // as announced, such as "08:00-16:00"
	TrucksPerDay Limit        // as announced
	Only, Except []string     // commodities or sectors that are let through alone, or are not
	Until        Date         // the last day, as announced; zero: nobody said
}

func (d *DoorState) validate() error {
	switch {
	case !slices.Contains([]AccessStatus{Open, Restricted, Closed, UnknownAccess}, d.Status):
		return fmt.Errorf("door.status is %q; a door is %q, %q, %q or %q", clip(string(d.Status)), Open, Restricted, Closed, UnknownAccess)
	case d.TrucksPerDay.Given && !(d.TrucksPerDay.Value >= 0 && d.TrucksPerDay.Value <= 1e6):
		return fmt.Errorf("door.daily is %g; expected a number from 0 to 1000000", d.TrucksPerDay.Value)
	case d.TrucksPerDay.Given && (d.Status == Closed || d.Status == UnknownAccess):
		return fmt.Errorf("door.daily stands with status %q; a door that lets trucks through is %q or %q", d.Status, Restricted, Open)
	case len(d.Only)+len(d.Except) > 0 && d.Status != Restricted:
		return fmt.Errorf("door names goods with status %q; one that lets only some goods through is %q", d.Status, Restricted)
	case len(d.Only) > 0 && len(d.Except) > 0:
		return fmt.Errorf("door says both which goods alone pass and which do not; say one of the two")
	case len(d.Only)+len(d.Except) > maxListed:
		return fmt.Errorf("door names %d goods; at most %d", len(d.Only)+len(d.Except), maxListed)
	}
	for _, goods := range slices.Concat(d.Only, d.Except) {
		if goods == "" {
			return fmt.Errorf("door names goods without a name")
		}
		if err := validName("door", goods); err != nil {
			return err
		}
	}
	return validText("door.hours", d.Hours, MaxName)
}

// StatedDoor is the state of a door as one source has it.
type StatedDoor struct {
	Fact  Fact // with Door
	Since Date
	Past  []Fact // what the same source said before, the newest first
}

// SourceOf is who says what a fact says: the source that it names, or its own
// organisation.
func (f *Fact) SourceOf() string { return cmp.Or(f.Source, string(f.Org)) }

// StatedDoors returns what each source says of a door on a day, from the facts
// about it that stand, the newest statement first. What a source has said to
// end before that day is among the past. Sources stand side by side: none is
// preferred.
func StatedDoors(standing []Fact, on Date) []StatedDoor {
	by := map[string]*StatedDoor{}
	var all []*StatedDoor
	for _, f := range standing {
		since := f.Claimed.Day()
		if f.Kind != Stated || f.Door == nil || since > on {
			continue
		}
		s := by[f.SourceOf()]
		if s == nil {
			s = &StatedDoor{}
			by[f.SourceOf()] = s
			all = append(all, s)
		} else {
			s.Past = append([]Fact{s.Fact}, s.Past...)
		}
		s.Fact, s.Since = f, since
	}
	var now []StatedDoor
	for _, s := range all {
		if !s.Fact.Door.Until.IsZero() && s.Fact.Door.Until < on {
			continue
		}
		now = append(now, *s)
	}
	slices.SortStableFunc(now, func(a, b StatedDoor) int { return cmp.Compare(b.Fact.Claimed, a.Fact.Claimed) })
	return now
}

// AnnouncedDoors returns what each source says of a door for days after one, from
// the facts about it that stand, the first to begin first; of two statements of a
// source for the same day the last.
func AnnouncedDoors(standing []Fact, on Date) (ahead []StatedDoor) {
	for _, f := range standing {
		since := f.Claimed.Day()
		if f.Kind != Stated || f.Door == nil || since <= on {
			continue
		}
		ahead = slices.DeleteFunc(ahead, func(s StatedDoor) bool { return s.Since == since && s.Fact.SourceOf() == f.SourceOf() })
		ahead = append(ahead, StatedDoor{Fact: f, Since: since})
	}
	slices.SortStableFunc(ahead, func(a, b StatedDoor) int { return cmp.Compare(a.Fact.Claimed, b.Fact.Claimed) })
	return ahead
}

// Differ reports whether sources contradict each other: not in what one leaves
// out, but in the state, a figure or the goods that both speak of.
func Differ(states []StatedDoor) bool {
	for i, a := range states {
		for _, b := range states[i+1:] {
			x, y := a.Fact.Door, b.Fact.Door
			if x.Status != y.Status || x.TrucksPerDay.Given && y.TrucksPerDay.Given && x.TrucksPerDay != y.TrucksPerDay ||
				!slices.Equal(x.Only, y.Only) || !slices.Equal(x.Except, y.Except) {
				return true
			}
		}
	}
	return false
}

// WhatIf returns what a plan has to do otherwise where a door is as stated from
// a day on: nothing where the state is unknown.
func (d *DoorState) WhatIf(on DoorID, since Date) []Change {
	c := Change{On: string(on), From: since, To: d.Until, Amount: d.TrucksPerDay.Value, AnyNumber: !d.TrucksPerDay.Given, Only: d.Only, Except: d.Except}
	switch d.Status {
	case Closed:
		c.Kind, c.Amount, c.AnyNumber = Shut, 0, false
	case Restricted:
		c.Kind = Ajar
	case Open:
		c.Kind = OpenUp
	default:
		return nil
	}
	return []Change{c}
}
