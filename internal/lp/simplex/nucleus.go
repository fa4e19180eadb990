package simplex

import (
	"math"
	"slices"
)

const (
	// threshold is how small a pivot may be beside the largest entry of its row.
	threshold = 0.1
	// tries is how many rows and columns with acceptable pivots are looked at.
	tries = 4
)

// nucleus is the part of a basis that is eliminated by arithmetic: values by
// row, and the rows of each slot.
type nucleus struct {
	slots   [][]int32 // of each row
	values  [][]float64
	rows    [][]int32 // of each slot
	largest []float64 // of each row; 0: not known
	byCount [2]counted
	scatter []float64
	at      []bool
}

// counted keeps rows or slots in lists by how many entries they have.
type counted struct {
	head       []int32 // by count
	next, prev []int32
	count      []int32 // under which each is listed; -1: not
}

// reset empties the lists of n things with at most so many entries.
func (c *counted) reset(n, entries int) {
	if len(c.next) != n || len(c.head) != entries+1 {
		c.head, c.next, c.prev, c.count = make([]int32, entries+1), make([]int32, n), make([]int32, n), make([]int32, n)
	}
	for k := range c.head {
		c.head[k] = -1
	}
	for k := range c.count {
		c.count[k] = -1
	}
}

func (c *counted) remove(i int32) {
	if c.count[i] < 0 {
		return
	}
	if c.prev[i] >= 0 {
		c.next[c.prev[i]] = c.next[i]
	} else {
		c.head[c.count[i]] = c.next[i]
	}
	if c.next[i] >= 0 {
		c.prev[c.next[i]] = c.prev[i]
	}
	c.count[i] = -1
}

func (c *counted) put(i int32, count int) {
	c.remove(i)
	c.count[i], c.prev[i], c.next[i] = int32(count), -1, c.head[count]
	if c.head[count] >= 0 {
		c.prev[c.head[count]] = i
	}
	c.head[count] = i
}

// eliminateNucleus eliminates what singletons left over.
func (w *markowitz) eliminateNucleus(f *factor, p *form, head []int32) {
	if len(w.pivots) == p.rows {
		return
	}
	c := &w.nucleus
	if n := p.rows; len(c.slots) != n {
		c.slots, c.values, c.largest = make([][]int32, n), make([][]float64, n), make([]float64, n)
	}
	if n := len(head); len(c.rows) != n {
		c.rows, c.scatter, c.at = make([][]int32, n), make([]float64, n), make([]bool, n)
	}
	rows, slots := &c.byCount[0], &c.byCount[1]
	rows.reset(p.rows, len(head))
	slots.reset(len(head), p.rows)
	for slot := range w.slotDone {
		c.rows[slot] = c.rows[slot][:0]
	}
	for i := range int32(p.rows) {
		if w.rowDone[i] {
			continue
		}
		c.slots[i], c.values[i], c.largest[i] = c.slots[i][:0], c.values[i][:0], 0
		for k := w.rowStart[i]; k < w.rowStart[i+1]; k++ {
			if slot := w.rowSlot[k]; !w.slotDone[slot] {
				c.slots[i], c.values[i] = append(c.slots[i], slot), append(c.values[i], w.rowValue[k])
				c.rows[slot] = append(c.rows[slot], i)
			}
		}
		rows.put(i, len(c.slots[i]))
	}
	for slot, done := range w.slotDone {
		if !done {
			slots.put(int32(slot), len(c.rows[slot]))
		}
	}
	for {
		row, k := c.choose()
		if row < 0 {
			return
		}
		w.eliminate(f, row, k)
	}
}

// choose returns the row of the next pivot and its place there, by Markowitz's
// rule: the fewer other entries in its row and column the better. -1: there is
// none left.
func (c *nucleus) choose() (row int32, place int) {
	best, tried := math.Inf(1), 0
	row = -1
	consider := func(i int32, k int) {
		if v := math.Abs(c.values[i][k]); v < leastPivot || v < threshold*c.size(i) {
			return
		}
		merit := float64(len(c.slots[i])-1) * float64(len(c.rows[c.slots[i][k]])-1)
		if merit < best || merit == best && math.Abs(c.values[i][k]) > math.Abs(c.values[row][place]) {
			best, row, place = merit, i, k
		}
	}
	list := func(of, count int) int32 {
		if heads := c.byCount[of].head; count < len(heads) {
			return heads[count]
		}
		return -1
	}
	for count := 1; count < max(len(c.byCount[0].head), len(c.byCount[1].head)); count++ {
		least := float64(count-1) * float64(count-1)
		for slot := list(1, count); slot >= 0; slot = c.byCount[1].next[slot] {
			for _, i := range c.rows[slot] {
				consider(i, slices.Index(c.slots[i], slot))
			}
			if row >= 0 {
				if tried++; best <= least || tried >= tries {
					return row, place
				}
			}
		}
		for i := list(0, count); i >= 0; i = c.byCount[0].next[i] {
			for k := range c.slots[i] {
				consider(i, k)
			}
			if row >= 0 {
				if tried++; best <= least || tried >= tries {
					return row, place
				}
			}
		}
	}
	return row, place
}

// size returns the largest entry of a row.
func (c *nucleus) size(i int32) float64 {
	if c.largest[i] == 0 {
		for _, v := range c.values[i] {
			c.largest[i] = max(c.largest[i], math.Abs(v))
		}
	}
	return c.largest[i]
}

// eliminate takes a pivot, and its row times what it takes off every other row
// that has an entry below it.
func (w *markowitz) eliminate(f *factor, row int32, place int) {
	c := &w.nucleus
	rows, slots := &c.byCount[0], &c.byCount[1]
	slot, pivot := c.slots[row][place], c.values[row][place]
	w.pivot(f, row, slot, pivot)
	rows.remove(row)
	slots.remove(slot)

	w.uBegin[row] = int32(len(w.uSlot))
	for k, t := range c.slots[row] {
		if t == slot {
			continue
		}
		w.uSlot, w.uValue = append(w.uSlot, t), append(w.uValue, c.values[row][k])
		c.scatter[t], c.at[t] = c.values[row][k], true
		c.unlist(t, row)
	}
	w.uEnd[row] = int32(len(w.uSlot))
	mine := w.uSlot[w.uBegin[row]:w.uEnd[row]]

	begin := int32(len(f.lower.index))
	for _, i := range c.rows[slot] {
		if i == row {
			continue
		}
		k := slices.Index(c.slots[i], slot)
		times := c.values[i][k] / pivot
		c.cut(i, k)
		f.lower.index, f.lower.value = append(f.lower.index, i), append(f.lower.value, times)
		for k := 0; k < len(c.slots[i]); k++ {
			t := c.slots[i][k]
			if !c.at[t] {
				continue
			}
			c.at[t] = false
			c.values[i][k] -= times * c.scatter[t]
			if math.Abs(c.values[i][k]) < tiny {
				c.cut(i, k)
				c.unlist(t, i)
				k--
			}
		}
		for _, t := range mine {
			if c.at[t] {
				if v := -times * c.scatter[t]; math.Abs(v) >= tiny {
					c.slots[i], c.values[i] = append(c.slots[i], t), append(c.values[i], v)
					c.rows[t] = append(c.rows[t], i)
				}
			}
			c.at[t] = true
		}
		c.largest[i] = 0
		rows.put(i, len(c.slots[i]))
	}
	f.lowerColumn(row, begin)
	for _, t := range mine {
		c.at[t] = false
		slots.put(t, len(c.rows[t]))
	}
}

// cut takes an entry out of a row.
func (c *nucleus) cut(i int32, k int) {
	last := len(c.slots[i]) - 1
	c.slots[i][k], c.values[i][k] = c.slots[i][last], c.values[i][last]
	c.slots[i], c.values[i] = c.slots[i][:last], c.values[i][:last]
}

// unlist takes a row out of the list of a slot.
func (c *nucleus) unlist(slot, row int32) {
	list := c.rows[slot]
	list[slices.Index(list, row)] = list[len(list)-1]
	c.rows[slot] = list[:len(list)-1]
}
