// Package bidi works out in which direction each character of a paragraph runs
// and in which order a line of it is set: the Unicode Bidirectional Algorithm
// (UAX #9). The libraries for Go tell left-to-right from right-to-left, but not
// how deep the one lies in the other, and that is what puts "1250" after an
// Arabic name and not before it.
package bidi

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// Level is how deep a character is embedded: even levels run from left to right,
// odd ones from right to left.
type Level int8

// RTL reports whether what has this level runs from right to left.
func (l Level) RTL() bool { return l&1 == 1 }

const maxDepth = 125 // BD2

// class is a bidirectional character type. The package of Go's project has the
// table of them.
type class = bidi.Class

// Levels returns the level of each character of one paragraph (rules X1 to I2).
// base is the paragraph's own: 0 from left to right, 1 from right to left. What
// ends a paragraph is no part of text; where it stands all the same it gets the
// base level.
func Levels(text []rune, base Level) []Level {
	p := paragraph{text: text, base: base, levels: make([]Level, len(text)), types: make([]class, len(text))}
	for i, r := range text {
		p.types[i] = classOf(r)
	}
	p.original = slices.Clone(p.types)
	p.matchIsolates()
	p.explicit()
	for _, s := range p.sequences() {
		s.weak()
		s.brackets()
		s.neutral()
		s.implicit()
	}
	return p.levels
}

func classOf(r rune) class {
	props, _ := bidi.LookupRune(r)
	return props.Class()
}

// Invisible reports whether r only steers direction: it takes no room and is
// not to be drawn.
func Invisible(r rune) bool {
	switch classOf(r) {
	case bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI:
		return true
	}
	return r == 0x200E || r == 0x200F || r == 0x061C // the three marks
}

// Settle gives separators, and white space before them and at the end of a line,
// the base level (rule L1). text and levels are those of the line.
func Settle(text []rune, levels []Level, base Level) {
	end := true
	for i := len(text) - 1; i >= 0; i-- {
		switch c := classOf(text[i]); {
		case c == bidi.S || c == bidi.B:
			end = true
			levels[i] = base
		case c == bidi.WS || isIsolate(c) || removed(c):
			if end {
				levels[i] = base
			}
		default:
			end = false
		}
	}
}

// Order returns the positions of a line's pieces as they stand from left to
// right, where levels holds the level of each piece in the order of reading
// (rule L2).
func Order(levels []Level) []int {
	order := make([]int, len(levels))
	var top Level
	low := Level(maxDepth + 2)
	for i, l := range levels {
		order[i] = i
		top = max(top, l)
		if l.RTL() {
			low = min(low, l)
		}
	}
	for l := top; l >= low; l-- {
		for i := 0; i < len(order); i++ {
			j := i
			for j < len(order) && levels[order[j]] >= l {
				j++
			}
			slices.Reverse(order[i:j])
			i = j
		}
	}
	return order
}

type paragraph struct {
	text     []rune
	base     Level
	levels   []Level
	types    []class // as the rules change them
	original []class
	match    []int // of an isolate initiator its PDI, of a PDI its initiator, or -1
}

func removed(c class) bool { // rule X9
	switch c {
	case bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.BN:
		return true
	}
	return false
}

func isInitiator(c class) bool { return c == bidi.LRI || c == bidi.RLI || c == bidi.FSI }

func isIsolate(c class) bool { return isInitiator(c) || c == bidi.PDI }

// matchIsolates pairs isolate initiators with what ends them (BD9).
func (p *paragraph) matchIsolates() {
	p.match = make([]int, len(p.text))
	var open []int
	for i, c := range p.types {
		p.match[i] = -1
		switch {
		case isInitiator(c):
			open = append(open, i)
		case c == bidi.PDI && len(open) > 0:
			last := len(open) - 1
			p.match[i], p.match[open[last]] = open[last], i
			open = open[:last]
		case c == bidi.B:
			open = open[:0]
		}
	}
}

// firstStrong is the direction of what an FSI at i isolates (rules P2, P3).
func (p *paragraph) firstStrong(i int) class {
	end := p.match[i]
	if end < 0 {
		end = len(p.text)
	}
	for j := i + 1; j < end; j++ {
		switch c := p.original[j]; {
		case c == bidi.L:
			return bidi.LRI
		case c == bidi.R || c == bidi.AL:
			return bidi.RLI
		case isInitiator(c) && p.match[j] >= 0:
			j = p.match[j]
		case isInitiator(c):
			return bidi.LRI
		}
	}
	return bidi.LRI
}

// explicit applies embeddings, overrides and isolates (rules X1 to X8).
func (p *paragraph) explicit() {
	type status struct {
		level    Level
		override class // ON: none
		isolate  bool
	}
	stack := []status{{p.base, bidi.ON, false}}
	var overIsolates, overEmbeddings, isolates int
	next := func(rtl bool) Level {
		l := stack[len(stack)-1].level + 1
		if l.RTL() != rtl {
			l++
		}
		return l
	}
	for i, c := range p.original {
		top := stack[len(stack)-1]
		take := func(s status) {
			p.levels[i] = s.level
			if s.override != bidi.ON {
				p.types[i] = s.override
			}
		}
		switch c {
		case bidi.RLE, bidi.LRE, bidi.RLO, bidi.LRO:
			p.levels[i] = top.level
			l := next(c == bidi.RLE || c == bidi.RLO)
			if l <= maxDepth && overIsolates == 0 && overEmbeddings == 0 {
				override := class(bidi.ON)
				switch c {
				case bidi.RLO:
					override = bidi.R
				case bidi.LRO:
					override = bidi.L
				}
				stack = append(stack, status{l, override, false})
			} else if overIsolates == 0 {
				overEmbeddings++
			}
		case bidi.RLI, bidi.LRI, bidi.FSI:
			take(top)
			if c == bidi.FSI {
				c = p.firstStrong(i)
			}
			if l := next(c == bidi.RLI); l <= maxDepth && overIsolates == 0 && overEmbeddings == 0 {
				isolates++
				stack = append(stack, status{l, bidi.ON, true})
			} else {
				overIsolates++
			}
		case bidi.PDI:
			if overIsolates > 0 {
				overIsolates--
			} else if isolates > 0 {
				overEmbeddings = 0
				for !stack[len(stack)-1].isolate {
					stack = stack[:len(stack)-1]
				}
				stack = stack[:len(stack)-1]
				isolates--
			}
			take(stack[len(stack)-1])
		case bidi.PDF:
			p.levels[i] = top.level
			if overIsolates > 0 {
				continue
			}
			if overEmbeddings > 0 {
				overEmbeddings--
			} else if !top.isolate && len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case bidi.B:
			p.levels[i] = p.base
			stack = stack[:1]
			overIsolates, overEmbeddings, isolates = 0, 0, 0
		case bidi.BN:
			p.levels[i] = top.level
		default:
			take(top)
		}
	}
}

// sequences gathers the isolating run sequences (BD13, rule X10).
func (p *paragraph) sequences() []*sequence {
	var runs [][]int // positions of one level, without what rule X9 removes
	runOf := make([]int, len(p.text))
	last := -1
	var kept []int
	for i, c := range p.original {
		if removed(c) {
			continue
		}
		if last < 0 || p.levels[last] != p.levels[i] {
			runs = append(runs, nil)
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], i)
		runOf[i] = len(runs) - 1
		kept = append(kept, i)
		last = i
	}
	place := make([]int, len(p.text)) // where in kept
	for k, i := range kept {
		place[i] = k
	}
	var found []*sequence
	for _, run := range runs {
		if first := run[0]; p.original[first] == bidi.PDI && p.match[first] >= 0 {
			continue // belongs to the sequence of its initiator
		}
		s := &sequence{p: p, level: p.levels[run[0]]}
		for {
			s.at = append(s.at, run...)
			end := run[len(run)-1]
			if !isInitiator(p.original[end]) || p.match[end] < 0 {
				break
			}
			run = runs[runOf[p.match[end]]]
		}
		before, after := p.base, p.base
		if k := place[s.at[0]]; k > 0 {
			before = p.levels[kept[k-1]]
		}
		end := s.at[len(s.at)-1]
		if k := place[end]; k+1 < len(kept) && !isInitiator(p.original[end]) {
			after = p.levels[kept[k+1]]
		}
		s.sos, s.eos = direction(max(s.level, before)), direction(max(s.level, after))
		found = append(found, s)
	}
	return found
}

func direction(l Level) class {
	if l.RTL() {
		return bidi.R
	}
	return bidi.L
}
