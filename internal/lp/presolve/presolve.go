// Package presolve makes linear programs smaller before they are solved, and
// lifts the answers back with their duals (Andersen and Andersen, "Presolving
// in linear programming", Mathematical Programming 71, 1995).
//
// It takes out rows that hold one column, or none, or that the bounds of their
// columns imply, or that only one choice of their columns meets; columns that
// are fixed, or that only cost; and columns whose bounds a row implies, by
// putting the row in their place. It takes no bound from a row but that of a
// single column, so every step can be undone exactly, for answers on no vertex
// as well.
package presolve

import (
	"context"
	"math"

	"passage/internal/lp"
)

// tolerance is how far, relative to the sizes of the numbers that are compared,
// a bound may be passed before a model is called infeasible.
const tolerance = 1e-9

// passes is enough: later ones find next to nothing.
const passes = 8

// Reduced is a model made smaller.
type Reduced struct {
	*lp.Model
	// Status is Infeasible where that came to light, None where there is a
	// model to be solved.
	Status lp.Status

	full     *lp.Model
	col, row []int // of the full model, for each column and row of this one
	steps    []step
}

// Reduce makes a valid model smaller. The model is not changed. An error is that of
// ctx, which ends it between two rows or columns.
func Reduce(ctx context.Context, m *lp.Model) (*Reduced, error) {
	w := newWork(m)
	for range passes {
		before := w.changes
		w.rows(ctx)
		w.columns(ctx)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if w.infeasible {
			return &Reduced{Status: lp.Infeasible, full: m}, nil
		}
		if w.changes == before {
			break
		}
	}
	return w.reduced(), nil
}

// entry is a coefficient, of a column in a row or of a row in a column.
type entry struct {
	at    int32
	value float64
}

// work is a model on its way.
type work struct {
	m      *lp.Model
	offset float64

	cost, lower, upper []float64
	rowLower, rowUpper []float64
	col                [][]entry // the entries of each column that is left, in rows that are left
	row                [][]int32 // the columns of each row; some may be gone
	colGone, rowGone   []bool

	steps      []step
	changes    int
	infeasible bool
}

func newWork(m *lp.Model) *work {
	w := &work{
		m: m, offset: m.Offset,
		cost: clone(m.Cost), lower: clone(m.Lower), upper: clone(m.Upper),
		rowLower: clone(m.RowLower), rowUpper: clone(m.RowUpper),
		col: make([][]entry, m.Cols()), row: make([][]int32, m.Rows()),
		colGone: make([]bool, m.Cols()), rowGone: make([]bool, m.Rows()),
	}
	size := make([]int, m.Rows())
	for _, i := range m.Index {
		size[i]++
	}
	columns := make([]int32, len(m.Index))
	for i, n := range size {
		w.row[i], columns = columns[:0:n], columns[n:]
	}
	entries := make([]entry, len(m.Index))
	for j := range m.Cols() {
		n := m.Start[j+1] - m.Start[j]
		w.col[j], entries = entries[:0:n], entries[n:]
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			i := m.Index[k]
			if m.Value[k] == 0 {
				continue
			}
			w.col[j] = append(w.col[j], entry{i, m.Value[k]})
			w.row[i] = append(w.row[i], int32(j))
		}
	}
	return w
}

func clone(s []float64) []float64 { return append([]float64(nil), s...) }

// reduced writes down what is left.
func (w *work) reduced() *Reduced {
	m := w.m
	r := &Reduced{full: m, steps: w.steps, Model: &lp.Model{Name: m.Name, Offset: w.offset}}
	if m.RowGroup != nil {
		r.RowGroup = make([]int32, 0, m.Rows())
	}
	place := make([]int, m.Rows())
	for i := range m.Rows() {
		if w.rowGone[i] {
			continue
		}
		place[i] = r.AddRow(w.rowLower[i], w.rowUpper[i])
		r.row = append(r.row, i)
		if m.RowGroup != nil {
			r.RowGroup[place[i]] = m.RowGroup[i]
		}
	}
	var entries []lp.Entry
	for j := range m.Cols() {
		if w.colGone[j] {
			continue
		}
		entries = entries[:0]
		for _, e := range w.col[j] {
			entries = append(entries, lp.Entry{Row: place[e.at], Value: e.value})
		}
		r.AddCol(w.cost[j], w.lower[j], w.upper[j], entries...)
		r.col = append(r.col, j)
	}
	r.RowName = func(i int) string { return m.RowLabel(r.row[i]) }
	r.ColName = func(j int) string { return m.ColLabel(r.col[j]) }
	return r
}

// dropRow takes a row out of the model and of its columns.
func (w *work) dropRow(i int) {
	for _, j := range w.row[i] {
		if w.colGone[j] {
			continue
		}
		left := w.col[j][:0]
		for _, e := range w.col[j] {
			if int(e.at) != i {
				left = append(left, e)
			}
		}
		w.col[j] = left
	}
	w.rowGone[i] = true
	w.changes++
}

// fix gives a column its value for good.
func (w *work) fix(j int, x float64) {
	for _, e := range w.col[j] {
		w.rowLower[e.at] -= e.value * x
		w.rowUpper[e.at] -= e.value * x
	}
	w.offset += w.cost[j] * x
	w.colGone[j] = true
	w.steps = append(w.steps, fixed{j, x})
	w.changes++
}

// members gathers the entries of a row in columns that are left.
func (w *work) members(i int) []entry {
	var in []entry
	left := w.row[i][:0]
	for _, j := range w.row[i] {
		if w.colGone[j] {
			continue
		}
		for _, e := range w.col[j] {
			if int(e.at) == i {
				in = append(in, entry{j, e.value})
				left = append(left, j)
				break
			}
		}
	}
	w.row[i] = left
	return in
}

// snapshot keeps what the reduced cost of a column is made of.
func (w *work) snapshot(j int) column {
	return column{j, w.cost[j], append([]entry(nil), w.col[j]...)}
}

// activity returns the least and the largest sum of a row that its columns'
// bounds allow, and the size of the numbers in it.
func (w *work) activity(in []entry) (least, most, size float64) {
	for _, e := range in {
		a, b := e.value*w.lower[e.at], e.value*w.upper[e.at]
		if e.value < 0 {
			a, b = b, a
		}
		least += a
		most += b
		for _, v := range []float64{a, b} {
			if !math.IsInf(v, 0) {
				size += math.Abs(v)
			}
		}
	}
	return
}
