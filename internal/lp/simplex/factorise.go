package simplex

import "math"

// A pivot must have this size in a model whose numbers lie near 1. What is
// smaller is what rounding left of nothing.
const leastPivot = 1e-9

// markowitz is the memory of factorise.
type markowitz struct {
	// B by row, with the slots of the basis in place of variables.
	rowStart []int32
	rowSlot  []int32
	rowValue []float64

	rowCount, slotCount []int32 // entries in rows and slots not yet eliminated
	rowDone, slotDone   []bool
	pivotRow            []int32 // of each slot; -1: none
	pivots              []int32 // rows in the order of elimination
	queue, rowQueue     []int32
	ordered             []int32 // the basis, put in order

	// Rows of U by pivot row, as they arise, and columns of L.
	uBegin, uEnd []int32
	uSlot        []int32
	uValue       []float64
	nucleus      nucleus
}

// factorise factorises a basis of the variables given, and returns it in the
// order of the rows of their pivots. Variables that depend on others, or are
// too many, are left out and returned; logicals fill up what is missing.
//
// Most of such a basis is a triangle but for the order: columns, then rows,
// with a single entry left are taken as pivots until there are none, which
// makes no arithmetic at all. What is left, the nucleus, is eliminated by
// Markowitz's rule with threshold pivoting (Suhl and Suhl, "Computing sparse LU
// factorizations for large-scale linear programming bases", ORSA Journal on
// Computing 2, 1990).
func (f *factor) factorise(p *form, head []int32) (ordered, dropped []int32) {
	f.forget()
	w := &f.work
	w.load(f, p, head)
	w.columnSingletons(f, p, head)
	w.rowSingletons(f, p, head)
	w.eliminateNucleus(f, p, head)
	for slot, row := range w.pivotRow {
		if row < 0 {
			dropped = append(dropped, head[slot])
		} else {
			w.ordered[row] = head[slot]
		}
	}
	if len(w.pivots) < p.rows {
		for i := range int32(p.rows) {
			if !w.rowDone[i] {
				w.rowDone[i] = true
				w.ordered[i] = int32(p.cols) + i
				w.uBegin[i], w.uEnd[i] = 0, 0
				f.upper.pivot[i] = -1
				w.pivots = append(w.pivots, i)
			}
		}
	}
	f.assemble()
	return w.ordered, dropped
}

func newFactor(rows int) *factor {
	f := &factor{rows: rows, search: newSearcher(rows)}
	f.lower.begin, f.lower.end = make([]int32, rows), make([]int32, rows)
	f.lowerT.begin, f.lowerT.end = make([]int32, rows), make([]int32, rows)
	f.upper.begin, f.upper.end, f.upper.pivot = make([]int32, rows), make([]int32, rows), make([]float64, rows)
	f.upperT.begin, f.upperT.end, f.upperT.pivot = make([]int32, rows), make([]int32, rows), f.upper.pivot
	f.upper.backwards = true
	f.room, f.orderAt = make([]int32, rows), make([]int32, rows)
	w := &f.work
	w.rowStart = make([]int32, rows+1)
	w.rowCount, w.rowDone, w.ordered = make([]int32, rows), make([]bool, rows), make([]int32, rows)
	w.uBegin, w.uEnd = make([]int32, rows), make([]int32, rows)
	return f
}

// load copies the basis by row.
func (w *markowitz) load(f *factor, p *form, head []int32) {
	if n := len(head); len(w.slotDone) != n {
		w.slotCount, w.slotDone, w.pivotRow = make([]int32, n), make([]bool, n), make([]int32, n)
	}
	clear(w.rowDone)
	clear(w.slotDone)
	clear(w.rowCount)
	w.pivots, w.queue, w.rowQueue = w.pivots[:0], w.queue[:0], w.rowQueue[:0]
	w.uSlot, w.uValue = w.uSlot[:0], w.uValue[:0]
	l := &f.lower
	l.order, l.index, l.value = l.order[:0], l.index[:0], l.value[:0]
	clear(l.begin)
	clear(l.end)
	entries := 0
	for slot, j := range head {
		w.pivotRow[slot] = -1
		if int(j) >= p.cols {
			w.rowCount[int(j)-p.cols]++
			w.slotCount[slot] = 1
			entries++
			continue
		}
		column := p.index[p.start[j]:p.start[j+1]]
		for _, i := range column {
			w.rowCount[i]++
		}
		w.slotCount[slot] = int32(len(column))
		entries += len(column)
	}
	at := int32(0)
	for i, n := range w.rowCount {
		w.rowStart[i] = at
		at += n
	}
	w.rowStart[p.rows] = at
	if cap(w.rowSlot) < entries {
		w.rowSlot, w.rowValue = make([]int32, entries+entries/4), make([]float64, entries+entries/4)
	}
	w.rowSlot, w.rowValue = w.rowSlot[:entries], w.rowValue[:entries]
	clear(w.rowCount)
	for slot, j := range head {
		eachEntry(p, j, func(i int32, v float64) {
			k := w.rowStart[i] + w.rowCount[i]
			w.rowSlot[k], w.rowValue[k] = int32(slot), v
			w.rowCount[i]++
		})
	}
}

func eachEntry(p *form, j int32, do func(row int32, v float64)) {
	if int(j) >= p.cols {
		do(j-int32(p.cols), -1)
		return
	}
	for k := p.start[j]; k < p.start[j+1]; k++ {
		do(p.index[k], p.value[k])
	}
}

// pivot notes an elimination.
func (w *markowitz) pivot(f *factor, row, slot int32, v float64) {
	w.rowDone[row], w.slotDone[slot] = true, true
	w.pivotRow[slot] = row
	w.pivots = append(w.pivots, row)
	f.upper.pivot[row] = v
}

// columnSingletons eliminates slots with one entry left. Logicals come first:
// whatever else a row could have as its pivot depends on its logical then.
func (w *markowitz) columnSingletons(f *factor, p *form, head []int32) {
	for slot, j := range head {
		if w.slotCount[slot] == 1 && int(j) < p.cols {
			w.queue = append(w.queue, int32(slot))
		}
	}
	for slot, j := range head {
		if int(j) >= p.cols {
			w.queue = append(w.queue, int32(slot))
		}
	}
	for len(w.queue) > 0 {
		slot := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		if w.slotCount[slot] != 1 {
			continue
		}
		row, value := int32(-1), 0.0
		eachEntry(p, head[slot], func(i int32, v float64) {
			if !w.rowDone[i] {
				row, value = i, v
			}
		})
		if math.Abs(value) < leastPivot {
			continue
		}
		w.pivot(f, row, slot, value)
		w.uBegin[row] = int32(len(w.uSlot))
		for k := w.rowStart[row]; k < w.rowStart[row+1]; k++ {
			t := w.rowSlot[k]
			if w.slotDone[t] {
				continue
			}
			w.uSlot, w.uValue = append(w.uSlot, t), append(w.uValue, w.rowValue[k])
			if w.slotCount[t]--; w.slotCount[t] == 1 {
				w.queue = append(w.queue, t)
			}
		}
		w.uEnd[row] = int32(len(w.uSlot))
	}
}

// rowSingletons eliminates rows with one entry left. The rest of its column
// goes into L as it is.
func (w *markowitz) rowSingletons(f *factor, p *form, head []int32) {
	for i := range w.rowCount {
		if w.rowDone[i] {
			continue
		}
		n := int32(0)
		for k := w.rowStart[i]; k < w.rowStart[i+1]; k++ {
			if !w.slotDone[w.rowSlot[k]] {
				n++
			}
		}
		if w.rowCount[i] = n; n == 1 {
			w.rowQueue = append(w.rowQueue, int32(i))
		}
	}
	for len(w.rowQueue) > 0 {
		row := w.rowQueue[len(w.rowQueue)-1]
		w.rowQueue = w.rowQueue[:len(w.rowQueue)-1]
		if w.rowCount[row] != 1 {
			continue
		}
		slot, value := int32(-1), 0.0
		for k := w.rowStart[row]; k < w.rowStart[row+1]; k++ {
			if !w.slotDone[w.rowSlot[k]] {
				slot, value = w.rowSlot[k], w.rowValue[k]
			}
		}
		if math.Abs(value) < leastPivot {
			continue
		}
		w.pivot(f, row, slot, value)
		w.uBegin[row], w.uEnd[row] = 0, 0
		begin := int32(len(f.lower.index))
		eachEntry(p, head[slot], func(i int32, v float64) {
			if w.rowDone[i] {
				return
			}
			f.lower.index, f.lower.value = append(f.lower.index, i), append(f.lower.value, v/value)
			if w.rowCount[i]--; w.rowCount[i] == 1 {
				w.rowQueue = append(w.rowQueue, i)
			}
		})
		f.lowerColumn(row, begin)
	}
}

// lowerColumn notes that the entries of L from begin on are the column of row.
func (f *factor) lowerColumn(row, begin int32) {
	if end := int32(len(f.lower.index)); end > begin {
		f.lower.begin[row], f.lower.end[row] = begin, end
		f.lower.order = append(f.lower.order, row)
	}
}

// assemble writes U by column and by row, and L by row, in the order in which
// solving goes through them.
func (f *factor) assemble() {
	w, u, ut := &f.work, &f.upper, &f.upperT
	ut.index, ut.value = ut.index[:0], ut.value[:0]
	clear(u.end)
	for _, row := range w.pivots {
		ut.begin[row] = int32(len(ut.index))
		for k := w.uBegin[row]; k < w.uEnd[row]; k++ {
			if to := w.pivotRow[w.uSlot[k]]; to >= 0 {
				ut.index, ut.value = append(ut.index, to), append(ut.value, w.uValue[k])
				u.end[to]++
			}
		}
		ut.end[row] = int32(len(ut.index))
	}
	copy(f.room, ut.end)
	u.order = append(u.order[:0], w.pivots...)
	for k, i := range u.order {
		f.orderAt[i] = int32(k)
	}
	ut.order = u.order
	transpose(ut, w.pivots, u)
	// Rows of L, from the last pivot to the first.
	l, lt := &f.lower, &f.lowerT
	clear(lt.end)
	for _, i := range l.index {
		lt.end[i]++
	}
	lt.order = lt.order[:0]
	for k := len(u.order) - 1; k >= 0; k-- {
		if i := u.order[k]; lt.end[i] > 0 {
			lt.order = append(lt.order, i)
		}
	}
	transpose(l, l.order, lt)
	f.entries = len(u.index) + len(l.index) + f.rows
}

// transpose fills in the entries of to, whose end holds how many each unknown
// has.
func transpose(from *triangle, order []int32, to *triangle) {
	at := int32(0)
	for i, n := range to.end {
		to.begin[i], to.end[i] = at, at
		at += n
	}
	if cap(to.index) < int(at) || cap(to.value) < int(at) {
		to.index, to.value = make([]int32, at+at/4), make([]float64, at+at/4)
	}
	to.index, to.value = to.index[:at], to.value[:at]
	for _, i := range order {
		for k := from.begin[i]; k < from.end[i]; k++ {
			e := &to.end[from.index[k]]
			to.index[*e], to.value[*e] = i, from.value[k]
			*e++
		}
	}
}
