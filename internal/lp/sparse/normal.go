package sparse

import (
	"cmp"
	"slices"
)

// normal computes entries of A·D·Aᵀ in the order of elimination. It holds A
// with its rows in that order, by column and by row.
type normal struct {
	start []int // of the columns of A
	index []int32
	value []float64

	rowStart []int
	rowCol   []int32 // column of an entry of the row
	rowAt    []int   // where the entry stands in index and value
}

func newNormal(a, at *Matrix, perm []int32) *normal {
	place := invert(perm)
	m := &normal{
		start: a.Start, index: make([]int32, len(a.Index)), value: make([]float64, len(a.Value)),
		rowStart: make([]int, 1, a.Rows+1), rowCol: make([]int32, 0, len(a.Index)), rowAt: make([]int, 0, len(a.Index)),
	}
	type entry struct {
		row   int32
		value float64
	}
	var col []entry
	for j := range a.Cols {
		col = col[:0]
		for k := a.Start[j]; k < a.Start[j+1]; k++ {
			col = append(col, entry{place[a.Index[k]], a.Value[k]})
		}
		slices.SortFunc(col, func(x, y entry) int { return cmp.Compare(x.row, y.row) })
		for i, e := range col {
			m.index[a.Start[j]+i], m.value[a.Start[j]+i] = e.row, e.value
		}
	}
	next := slices.Clone(a.Start[:a.Cols])
	// Rows in order find the entries of each column in order.
	for _, r := range perm {
		for k := at.Start[r]; k < at.Start[r+1]; k++ {
			j := at.Index[k]
			m.rowCol = append(m.rowCol, j)
			m.rowAt = append(m.rowAt, next[j])
			next[j]++
		}
		m.rowStart = append(m.rowStart, len(m.rowCol))
	}
	return m
}

// addColumn adds column j of A·D·Aᵀ, from the diagonal down, to a column whose
// rows have the given places.
func addColumn[T Number](m *normal, column []T, j int, place []int32, d []float64) {
	for k := m.rowStart[j]; k < m.rowStart[j+1]; k++ {
		c, at := m.rowCol[k], m.rowAt[k]
		end := m.start[c+1]
		w := m.value[at] * d[c]
		index, value := m.index[at:end], m.value[at:end]
		for i, r := range index {
			column[place[r]] += T(w * value[i])
		}
	}
}
