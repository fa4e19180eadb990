package simplex

import "passage/internal/lp"

// form is a model as the method sees it:
//
//	minimise c·z  subject to  [A −I] z = 0, lower ≤ z ≤ upper
//
// The first cols variables are the model's columns; variable cols+i is the
// logical of row i, and equal to the sum of that row. A basis has as many
// variables as there are rows. With row duals y the reduced cost of the logical
// of row i is y[i], so the signs are those of package lp.
type form struct {
	rows, cols int

	// A by column, shared with the model, and by row.
	start     []int
	index     []int32
	value     []float64
	rowStart  []int32
	rowIndex  []int32
	rowValue  []float64
	cost      []float64 // of columns and logicals; those of logicals are 0
	low, high []float64
}

func newForm(m *lp.Model) *form {
	rows, cols := m.Rows(), m.Cols()
	f := &form{
		rows: rows, cols: cols, start: m.Start, index: m.Index, value: m.Value,
		rowStart: make([]int32, rows+1), rowIndex: make([]int32, m.Entries()), rowValue: make([]float64, m.Entries()),
		cost: make([]float64, cols+rows), low: make([]float64, cols+rows), high: make([]float64, cols+rows),
	}
	if cols == 0 {
		f.start = []int{0}
	}
	copy(f.cost, m.Cost)
	copy(f.low, m.Lower)
	copy(f.high, m.Upper)
	copy(f.low[cols:], m.RowLower)
	copy(f.high[cols:], m.RowUpper)
	for _, i := range m.Index {
		f.rowStart[i+1]++
	}
	for i := range rows {
		f.rowStart[i+1] += f.rowStart[i]
	}
	at := append([]int32(nil), f.rowStart[:rows]...)
	for j := range cols {
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			i := m.Index[k]
			f.rowIndex[at[i]], f.rowValue[at[i]] = int32(j), m.Value[k]
			at[i]++
		}
	}
	return f
}

// column adds a multiple of the column of a variable to x, which has an entry
// for each row.
func (f *form) column(j int32, times float64, x *vector) {
	if int(j) >= f.cols {
		x.add(j-int32(f.cols), -times)
		return
	}
	for k := f.start[j]; k < f.start[j+1]; k++ {
		x.add(f.index[k], times*f.value[k])
	}
}

// dot returns the product of the column of a variable with a dense vector over
// the rows.
func (f *form) dot(j int32, y []float64) float64 {
	if int(j) >= f.cols {
		return -y[int(j)-f.cols]
	}
	sum := 0.0
	for k := f.start[j]; k < f.start[j+1]; k++ {
		sum += f.value[k] * y[f.index[k]]
	}
	return sum
}

// rowsTimes sets alpha, which has an entry for each variable, to y·[A −I], by
// the rows in which y is not 0. It leaves out variables that have no way to go,
// if ways is not nil.
func (f *form) rowsTimes(y *vector, ways []way, alpha *vector) {
	alpha.clear()
	for _, i := range y.index {
		v := y.value[i]
		values := f.rowValue[f.rowStart[i]:f.rowStart[i+1]]
		for k, j := range f.rowIndex[f.rowStart[i]:f.rowStart[i+1]] {
			if ways == nil || ways[j] != 0 {
				alpha.add(j, v*values[k])
			}
		}
		if j := i + int32(f.cols); ways == nil || ways[j] != 0 {
			alpha.add(j, -v)
		}
	}
}
