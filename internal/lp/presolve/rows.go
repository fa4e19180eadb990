package presolve

import (
	"context"
	"math"
)

// rows looks at every row that is left.
func (w *work) rows(ctx context.Context) {
	for i := range w.row {
		if ctx.Err() != nil {
			return
		}
		if w.rowGone[i] || w.infeasible {
			continue
		}
		in := w.members(i)
		switch {
		case len(in) == 1:
			w.single(i, in[0])
		default:
			w.whole(i, in)
		}
	}
}

// single makes bounds of its column of a row that has one.
func (w *work) single(i int, e entry) {
	j := int(e.at)
	lower, upper := w.rowLower[i]/e.value, w.rowUpper[i]/e.value
	if e.value < 0 {
		lower, upper = upper, lower
	}
	s := single{row: i, value: e.value, column: w.snapshot(j)}
	if lower > w.lower[j] {
		w.lower[j], s.lower = lower, true
	}
	if upper < w.upper[j] {
		w.upper[j], s.upper = upper, true
	}
	if w.lower[j] > w.upper[j] {
		if w.lower[j]-w.upper[j] > tolerance*(1+math.Abs(w.upper[j])) {
			w.infeasible = true
			return
		}
		w.lower[j] = w.upper[j]
		s.lower, s.upper = true, true
	}
	if s.lower || s.upper {
		w.steps = append(w.steps, s)
	}
	w.dropRow(i)
}

// whole drops the bounds of a row that those of its columns imply, and fixes
// its columns where only one choice of them meets a bound.
func (w *work) whole(i int, in []entry) {
	least, most, size := w.activity(in)
	slack := tolerance * (1 + size)
	if least > w.rowUpper[i]+slack+tolerance*math.Abs(w.rowUpper[i]) || most < w.rowLower[i]-slack-tolerance*math.Abs(w.rowLower[i]) {
		w.infeasible = true
		return
	}
	switch {
	case len(in) > 0 && least >= w.rowUpper[i]:
		w.force(i, in, false)
		return
	case len(in) > 0 && most <= w.rowLower[i]:
		w.force(i, in, true)
		return
	}
	if least >= w.rowLower[i] {
		w.rowLower[i] = math.Inf(-1)
	}
	if most <= w.rowUpper[i] {
		w.rowUpper[i] = math.Inf(1)
	}
	if len(in) == 0 || math.IsInf(w.rowLower[i], -1) && math.IsInf(w.rowUpper[i], 1) {
		w.dropRow(i)
	}
}

// force fixes the columns of a row at the bounds that make its sum as small as
// it can be, or with most as large: it may be no larger, or no smaller.
func (w *work) force(i int, in []entry, most bool) {
	f := forced{row: i, most: most}
	for _, e := range in {
		f.columns = append(f.columns, w.snapshot(int(e.at)))
		f.values = append(f.values, e.value)
	}
	w.steps = append(w.steps, f)
	w.dropRow(i)
	for _, e := range in {
		if (e.value > 0) == most {
			w.fix(int(e.at), w.upper[e.at])
		} else {
			w.fix(int(e.at), w.lower[e.at])
		}
	}
}
