// Package sparse factorises sparse symmetric positive definite matrices of
// the form A·D·Aᵀ + R, D and R diagonal, as interior point methods need them
// again and again: the order of elimination and the structure of the factor
// are found once, the numbers many times.
//
// The steps are those of the textbook by Davis, "Direct Methods for Sparse
// Linear Systems" (SIAM 2006): approximate minimum degree (amd.go), the
// elimination tree and its column counts (etree.go), supernodes (symbolic.go)
// and a multifrontal Cholesky factorisation (factor.go) on dense blocks
// (dense.go).
package sparse

// Matrix is stored by column: the entries of column j are
// Index[Start[j]:Start[j+1]] (row numbers, each at most once) and Value
// likewise.
type Matrix struct {
	Rows, Cols int
	Start      []int
	Index      []int32
	Value      []float64
}

// Transpose returns the transposed matrix, the entries of whose columns are
// in ascending order.
func (a *Matrix) Transpose() *Matrix {
	t := &Matrix{
		Rows: a.Cols, Cols: a.Rows,
		Start: make([]int, a.Rows+1),
		Index: make([]int32, len(a.Index)),
		Value: make([]float64, len(a.Value)),
	}
	for _, i := range a.Index {
		t.Start[i+1]++
	}
	for i := range a.Rows {
		t.Start[i+1] += t.Start[i]
	}
	next := append([]int(nil), t.Start[:a.Rows]...)
	for j := range a.Cols {
		for k := a.Start[j]; k < a.Start[j+1]; k++ {
			i := a.Index[k]
			t.Index[next[i]] = int32(j)
			t.Value[next[i]] = a.Value[k]
			next[i]++
		}
	}
	return t
}

// AddMul adds s·A·x to y.
func (a *Matrix) AddMul(y []float64, s float64, x []float64) {
	for j, xj := range x[:a.Cols] {
		if xj == 0 {
			continue
		}
		xj *= s
		index := a.Index[a.Start[j]:a.Start[j+1]]
		value := a.Value[a.Start[j]:a.Start[j+1]]
		for k, i := range index {
			y[i] += value[k] * xj
		}
	}
}

// AddMulT adds s·Aᵀ·y to x.
func (a *Matrix) AddMulT(x []float64, s float64, y []float64) { a.AddMulTIn(0, a.Cols, x, s, y) }

// AddMulTIn is AddMulT for the numbers of x from lo up to hi.
func (a *Matrix) AddMulTIn(lo, hi int, x []float64, s float64, y []float64) {
	for j := lo; j < hi; j++ {
		index := a.Index[a.Start[j]:a.Start[j+1]]
		value := a.Value[a.Start[j]:a.Start[j+1]]
		sum := 0.0
		for k, i := range index {
			sum += value[k] * y[i]
		}
		x[j] += s * sum
	}
}

// normalPattern returns the structure of A·Aᵀ without its diagonal, the whole
// of it and not a triangle: the neighbours of each row. Given at is Aᵀ.
func normalPattern(a, at *Matrix) [][]int32 {
	adj := make([][]int32, a.Rows)
	seen := make([]int32, a.Rows)
	var row []int32
	for i := range a.Rows {
		seen[i] = int32(i + 1)
		row = row[:0]
		for k := at.Start[i]; k < at.Start[i+1]; k++ {
			j := at.Index[k]
			for _, r := range a.Index[a.Start[j]:a.Start[j+1]] {
				if seen[r] != int32(i+1) {
					seen[r] = int32(i + 1)
					row = append(row, r)
				}
			}
		}
		adj[i] = append(make([]int32, 0, len(row)), row...)
	}
	return adj
}
