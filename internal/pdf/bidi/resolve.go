package bidi

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// sequence is an isolating run sequence: text that the rules see as one piece.
type sequence struct {
	p        *paragraph
	at       []int // positions in the paragraph
	level    Level
	sos, eos class // the direction before and after it
}

func (s *sequence) get(k int) class {
	switch {
	case k < 0:
		return s.sos
	case k >= len(s.at):
		return s.eos
	}
	return s.p.types[s.at[k]]
}

func (s *sequence) set(k int, c class) { s.p.types[s.at[k]] = c }

// weak resolves numbers and what belongs to them (rules W1 to W7).
func (s *sequence) weak() {
	strong := s.sos
	for k := range s.at {
		switch s.get(k) {
		case bidi.NSM: // W1
			before := s.get(k - 1)
			if isIsolate(before) {
				before = bidi.ON
			}
			s.set(k, before)
		}
		switch c := s.get(k); c {
		case bidi.R, bidi.L, bidi.AL:
			strong = c
		case bidi.EN: // W2
			if strong == bidi.AL {
				s.set(k, bidi.AN)
			}
		}
	}
	for k := range s.at {
		if s.get(k) == bidi.AL { // W3
			s.set(k, bidi.R)
		}
	}
	for k := range s.at { // W4
		before, after := s.get(k-1), s.get(k+1)
		if k == 0 || k == len(s.at)-1 || before != after {
			continue
		}
		switch c := s.get(k); {
		case before == bidi.EN && (c == bidi.ES || c == bidi.CS), before == bidi.AN && c == bidi.CS:
			s.set(k, before)
		}
	}
	for k := 0; k < len(s.at); k++ { // W5
		if s.get(k) != bidi.ET {
			continue
		}
		end := k
		for end < len(s.at) && s.get(end) == bidi.ET {
			end++
		}
		if k > 0 && s.get(k-1) == bidi.EN || end < len(s.at) && s.get(end) == bidi.EN {
			for ; k < end; k++ {
				s.set(k, bidi.EN)
			}
		}
		k = end - 1
	}
	strong = s.sos
	for k := range s.at {
		switch c := s.get(k); c {
		case bidi.ET, bidi.ES, bidi.CS: // W6
			s.set(k, bidi.ON)
		case bidi.R, bidi.L:
			strong = c
		case bidi.EN: // W7
			if strong == bidi.L {
				s.set(k, bidi.L)
			}
		}
	}
}

// strongOf is the direction that neutral text and brackets see: numbers count as
// right to left. ON: none.
func strongOf(c class) class {
	switch c {
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R
	case bidi.L:
		return bidi.L
	}
	return bidi.ON
}

const maxBrackets = 63 // BD16

// brackets gives both of a pair the same direction (rule N0).
func (s *sequence) brackets() {
	type open struct {
		close rune
		k     int
	}
	var stack []open
	var pairs [][2]int
gather:
	for k, i := range s.at {
		if s.get(k) != bidi.ON {
			continue
		}
		r := canonical(s.p.text[i])
		props, _ := bidi.LookupRune(r)
		switch {
		case !props.IsBracket():
		case props.IsOpeningBracket():
			if len(stack) == maxBrackets {
				pairs = nil
				break gather
			}
			stack = append(stack, open{closing(r), k})
		default:
			for j := len(stack) - 1; j >= 0; j-- {
				if stack[j].close == r {
					pairs = append(pairs, [2]int{stack[j].k, k})
					stack = stack[:j]
					break
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return a[0] - b[0] })
	embedding := direction(s.level)
	for _, pair := range pairs {
		found := class(bidi.ON)
		for k := pair[0] + 1; k < pair[1] && found != embedding; k++ {
			if c := strongOf(s.get(k)); c != bidi.ON {
				found = c
			}
		}
		if found == bidi.ON {
			continue
		}
		if found != embedding { // what stands before decides whether it is so outside as well
			before := s.sos
			for k := pair[0] - 1; k >= 0; k-- {
				if c := strongOf(s.get(k)); c != bidi.ON {
					before = c
					break
				}
			}
			if before != found {
				found = embedding
			}
		}
		for _, k := range pair {
			s.set(k, found)
			for n := k + 1; n < len(s.at) && s.p.original[s.at[n]] == bidi.NSM; n++ {
				s.set(n, found)
			}
		}
	}
}

func canonical(r rune) rune {
	switch r {
	case 0x2329:
		return 0x3008
	case 0x232A:
		return 0x3009
	}
	return r
}

// closing is the partner of an opening bracket: the next closing one in the
// order of Unicode, but for two that stand crosswise.
func closing(r rune) rune {
	switch r {
	case 0x298D:
		return 0x2990
	case 0x298F:
		return 0x298E
	}
	for c := r + 1; c <= r+2; c++ {
		if props, _ := bidi.LookupRune(c); props.IsBracket() && !props.IsOpeningBracket() {
			return c
		}
	}
	return -1
}

// neutral gives spaces and signs the direction of their surroundings (N1, N2).
func (s *sequence) neutral() {
	isNeutral := func(c class) bool {
		switch c {
		case bidi.B, bidi.S, bidi.WS, bidi.ON, bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI:
			return true
		}
		return false
	}
	for k := 0; k < len(s.at); k++ {
		if !isNeutral(s.get(k)) {
			continue
		}
		end := k
		for end < len(s.at) && isNeutral(s.get(end)) {
			end++
		}
		to := direction(s.level)
		if before := strongOf(s.get(k - 1)); before == strongOf(s.get(end)) {
			to = before
		}
		for ; k < end; k++ {
			s.set(k, to)
		}
		k = end - 1
	}
}

// implicit turns directions into levels (rules I1, I2).
func (s *sequence) implicit() {
	for k, i := range s.at {
		switch c := s.get(k); {
		case s.level.RTL() && c != bidi.R:
			s.p.levels[i]++
		case !s.level.RTL() && c == bidi.R:
			s.p.levels[i]++
		case !s.level.RTL() && (c == bidi.AN || c == bidi.EN):
			s.p.levels[i] += 2
		}
	}
}
