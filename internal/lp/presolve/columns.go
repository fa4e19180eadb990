package presolve

import (
	"context"
	"math"
	"slices"
)

// columns looks at every column that is left.
func (w *work) columns(ctx context.Context) {
	for j := range w.col {
		switch {
		case ctx.Err() != nil:
			return
		case w.colGone[j]:
		case w.lower[j] == w.upper[j]:
			w.fix(j, w.lower[j])
		case w.onlyCosts(j, 1) && !math.IsInf(w.lower[j], -1):
			w.fix(j, w.lower[j])
		case w.onlyCosts(j, -1) && !math.IsInf(w.upper[j], 1):
			w.fix(j, w.upper[j])
		default:
			w.replace(j)
		}
	}
}

// onlyCosts reports whether more of a column, or with sign −1 less of it, costs
// at least nothing and does no row good.
func (w *work) onlyCosts(j int, sign float64) bool {
	return w.cost[j]*sign >= 0 && w.noGood(w.col[j], sign, -1)
}

// noGood reports whether none of the rows but one gains by the entries, times
// the sign.
func (w *work) noGood(col []entry, sign float64, but int) bool {
	for _, e := range col {
		if int(e.at) == but {
			continue
		}
		v := e.value * sign
		if v > 0 && !math.IsInf(w.rowLower[e.at], -1) || v < 0 && !math.IsInf(w.rowUpper[e.at], 1) {
			return false
		}
	}
	return true
}

// short is the most columns of a row, and the most rows of a column, that are
// looked at. What long ones leave elsewhere is more than they save.
const short = 12

// pivot is the least size of a coefficient that is divided by, relative to the
// others of its row.
const pivot = 0.01

// replace looks for a row that says what the column is whatever its bounds,
// and puts it in the place of the column: where the column is in no other row,
// or one other column is in the row. More would add entries.
func (w *work) replace(j int) {
	if len(w.col[j]) > short {
		return
	}
	for _, e := range w.col[j] {
		i := int(e.at)
		if len(w.row[i]) > short && len(w.col[j]) > 1 {
			continue
		}
		in := w.members(i)
		if len(in) > 2 && len(w.col[j]) > 1 {
			continue
		}
		if side, ok := w.says(i, j, e.value, in); ok {
			w.substitute(i, j, e.value, side, in)
			return
		}
	}
}

// says reports whether row i, as an equation, says what column j is within its
// bounds; and what the row's sum is then: a row that is no equation must lose
// by being off the bound that it is held to.
func (w *work) says(i, j int, a float64, in []entry) (side float64, ok bool) {
	lower, upper := w.rowLower[i], w.rowUpper[i]
	switch {
	case lower == upper:
		side = lower
	case math.IsInf(upper, 1) && w.slackCosts(i, j, a, 1):
		side = lower
	case math.IsInf(lower, -1) && w.slackCosts(i, j, a, -1):
		side = upper
	default:
		return 0, false
	}
	var others []entry
	for _, e := range in {
		if int(e.at) == j {
			continue
		}
		others = append(others, e)
		if math.Abs(a) < pivot*math.Abs(e.value) {
			return 0, false
		}
	}
	least, most, _ := w.activity(others)
	from, to := (side-most)/a, (side-least)/a
	if a < 0 {
		from, to = to, from
	}
	return side, from >= w.lower[j] && to <= w.upper[j]
}

// slackCosts reports whether a sum of row i above its bound, or with sign −1
// below, if column j makes up for it, costs at least nothing and does no other
// row good.
func (w *work) slackCosts(i, j int, a, sign float64) bool {
	s := sign
	if a < 0 {
		s = -s
	}
	return w.cost[j]*s >= 0 && w.noGood(w.col[j], s, i)
}

// substitute puts x[j] = (side − what the others come to) ⁄ a everywhere, and
// drops row i and column j.
func (w *work) substitute(i, j int, a, side float64, in []entry) {
	step := substituted{i, side, a, in, w.snapshot(j)}
	w.steps = append(w.steps, step)
	column := step.column.entries
	w.dropRow(i)
	w.colGone[j] = true
	w.offset += w.cost[j] * side / a
	for _, e := range column {
		if int(e.at) != i {
			w.rowLower[e.at] -= e.value * side / a
			w.rowUpper[e.at] -= e.value * side / a
		}
	}
	for _, k := range in {
		if int(k.at) == j {
			continue
		}
		w.cost[k.at] -= w.cost[j] * k.value / a
		for _, e := range column {
			if int(e.at) != i {
				w.add(int(k.at), int(e.at), -e.value*k.value/a)
			}
		}
	}
}

// add adds to the entry of a column in a row.
func (w *work) add(j, i int, v float64) {
	for k := range w.col[j] {
		e := &w.col[j][k]
		if int(e.at) != i {
			continue
		}
		size := math.Abs(e.value) + math.Abs(v)
		e.value += v
		if math.Abs(e.value) < 1e-14*size { // they were the same number
			w.col[j] = append(w.col[j][:k], w.col[j][k+1:]...)
			at := slices.Index(w.row[i], int32(j))
			w.row[i] = slices.Delete(w.row[i], at, at+1)
		}
		return
	}
	w.col[j] = append(w.col[j], entry{int32(i), v})
	w.row[i] = append(w.row[i], int32(j))
}
