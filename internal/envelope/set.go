package envelope

import "passage"

// Answer is what became of a fact that was handed in.
type Answer string

const (
	New      Answer = "new"
	Known    Answer = "known"    // the same content was here before
	Conflict Answer = "conflict" // the device used the number for something else: neither counts
	Invalid  Answer = "invalid"  // it is no fact, or not for its sender to say
)

// Set is a set of facts in memory. The zero Set is empty.
type Set struct {
	byNumber map[number][]Sealed
	order    []number
}

type number struct {
	device passage.DeviceID
	seq    int64
}

// Add takes a fact in and says what became of it. All contents of a conflict
// are kept.
func (s *Set) Add(f Sealed) Answer {
	if s.byNumber == nil {
		s.byNumber = map[number][]Sealed{}
	}
	key := number{f.Device, f.Seq}
	have := s.byNumber[key]
	for _, h := range have {
		if h.Hash == f.Hash {
			return Known
		}
	}
	s.byNumber[key] = append(have, f)
	if len(have) > 0 {
		return Conflict
	}
	s.order = append(s.order, key)
	return New
}

// Counting returns the facts that count, in the order in which they came.
func (s *Set) Counting() []passage.Fact {
	var facts []passage.Fact
	for _, key := range s.order {
		if have := s.byNumber[key]; len(have) == 1 {
			facts = append(facts, have[0].Fact)
		}
	}
	return facts
}
