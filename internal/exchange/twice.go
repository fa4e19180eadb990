package exchange

import (
	"fmt"
	"math"
	"slices"

	"passage"
)

// noPair stands for a row in which one of the two is missing.
const noPair = math.MaxUint64

// pair notes what the row says of a thing: the id that a names, and the number
// that stands for the cell of b. Said twice, it is a fault; see twice.
func (t *reader) pair(a, b *column, number int) {
	key := uint64(a.now)<<32 | uint64(uint32(number))
	line := int(t.lines[len(t.lines)-1])
	if a.now == none || number == none || t.faults.has(line, b.Name) {
		key = noPair
	}
	t.pairs = add(t, t.pairs, key)
}

// twice finds pairs that are there twice. Sorting numbers is several times as
// fast as a map of a million of them, and most tables are in order already.
func (t *reader) twice(a, b *column, problem string) {
	sorted := true
	for i := 1; i < len(t.pairs) && sorted; i++ {
		sorted = t.pairs[i-1] < t.pairs[i]
	}
	if sorted {
		return
	}
	order := slices.Sorted(slices.Values(t.pairs))
	first := map[uint64]int32{}
	for i := 1; i < len(order); i++ {
		if order[i] == order[i-1] && order[i] != noPair {
			first[order[i]] = 0
		}
	}
	if len(first) == 0 {
		return
	}
	for i, key := range t.pairs {
		line, isTwice := first[key]
		switch {
		case !isTwice:
		case line == 0:
			first[key] = t.lines[i]
		default:
			column, value := b.Name, t.pairValue(b, uint32(key))
			found := fmt.Sprintf("%q", value)
			switch {
			case b.at < 0:
				column, found = a.Name, "a row without "+b.Name
			case value == "":
				found = "the empty cell"
			}
			t.faults.add(int(t.lines[i]), column, value, problem, found, clip(a.names.list[key>>32].id), line)
		}
	}
}

// pairValue says what a number of pair stood for.
func (t *reader) pairValue(b *column, number uint32) string {
	if b.Kind == Date {
		return passage.Date(int32(number)).String()
	}
	return clip(b.names.list[number].id)
}
