package exchange

import (
	"fmt"
	"math"
	"slices"

	"passage"
)

// noPair stands for a row in which one of the two is missing.
const noPair = math.MaxUint64

// index is the number of the id that the column names in this row, by first
// use. Columns that name none in this row have none.
func (c *column) index() uint32 {
	if c.last == nil {
		return math.MaxUint32
	}
	return c.last.nth
}

// pair notes what the row says of a thing: the id that a names, and the number
// that stands for the cell of b. Said twice, it is a fault; see twice.
func (t *reader) pair(a, b *column, number uint32) {
	key := uint64(a.index())<<32 | uint64(number)
	line := int(t.lines[len(t.lines)-1])
	if a.last == nil || number == math.MaxUint32 || t.faults.has(line, b.Name) {
		key = noPair
	}
	t.pairs = append(t.pairs, key)
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
			value := t.pairValue(b, uint32(key))
			found := fmt.Sprintf("%q", value)
			if value == "" {
				found = "the empty cell"
			}
			t.faults.add(int(t.lines[i]), b.Name, value, fmt.Sprintf(problem, found, clip(a.order[key>>32].id), line))
		}
	}
}

// pairValue says what a number of pair stood for.
func (t *reader) pairValue(b *column, number uint32) string {
	if b.Kind == Date {
		return passage.Date(int32(number)).String()
	}
	return clip(b.order[number].id)
}
