package highs

import (
	"fmt"
	"math"

	"passage/internal/lp"
)

// basis reads what holds the vertex that the last run ended at.
func (in *instance) basis(cols, rows int) (*lp.Basis, error) {
	at, err := in.alloc(4 * (cols + rows))
	if err != nil {
		return nil, err
	}
	if err := in.status("Highs_getBasis", uint64(at), uint64(at+uint32(4*cols))); err != nil {
		return nil, err
	}
	b := &lp.Basis{Cols: make([]lp.Place, cols), Rows: make([]lp.Place, rows)}
	for k := range cols + rows {
		code := get32(in.mod, at+uint32(4*k))
		if code > uint32(lp.AtZero) {
			return nil, fmt.Errorf("Highs_getBasis: the place %d is not one that passage knows", code)
		}
		if k < cols {
			b.Cols[k] = lp.Place(code)
		} else {
			b.Rows[k-cols] = lp.Place(code)
		}
	}
	return b, nil
}

// setBasis has the next run start from the vertex of a basis.
func (in *instance) setBasis(b *lp.Basis) error {
	places := make([]int32, 0, len(b.Cols)+len(b.Rows))
	for _, p := range b.Cols {
		places = append(places, int32(p))
	}
	for _, p := range b.Rows {
		places = append(places, int32(p))
	}
	at, err := in.alloc(4 * len(places))
	if err != nil {
		return err
	}
	putInts(in.mod, at, places)
	return in.status("Highs_setBasis", uint64(at), uint64(at+uint32(4*len(b.Cols))))
}

// startingBasis returns the basis of an earlier solution if it fits m, whose
// last rows may be new.
func startingBasis(m *lp.Model, from *lp.Solution) *lp.Basis {
	if from == nil || from.Basis == nil || len(from.Basis.Cols) != m.Cols() || len(from.Basis.Rows) > m.Rows() {
		return nil
	}
	b := &lp.Basis{Cols: from.Basis.Cols, Rows: make([]lp.Place, m.Rows())}
	for i := copy(b.Rows, from.Basis.Rows); i < m.Rows(); i++ {
		b.Rows[i] = lp.Basic
	}
	return b
}

// dualFeasible reports whether row duals, those of new rows being 0, hold every
// column and row of a basis where it is: then the dual simplex has only bounds
// to mend, and the primal simplex only costs otherwise.
func dualFeasible(m *lp.Model, b *lp.Basis, dual []float64) bool {
	if len(dual) > m.Rows() {
		return false
	}
	holds := func(p lp.Place, d, size float64) bool {
		slack := 1e-7 * (1 + size)
		switch p {
		case lp.AtLower:
			return d >= -slack
		case lp.AtUpper:
			return d <= slack
		default:
			return math.Abs(d) <= slack
		}
	}
	for j, p := range b.Cols {
		d, size := m.Cost[j], math.Abs(m.Cost[j])
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			if i := int(m.Index[k]); i < len(dual) {
				d -= m.Value[k] * dual[i]
				size += math.Abs(m.Value[k] * dual[i])
			}
		}
		if m.Lower[j] < m.Upper[j] && !holds(p, d, size) {
			return false
		}
	}
	for i, y := range dual {
		if m.RowLower[i] < m.RowUpper[i] && !holds(b.Rows[i], y, math.Abs(y)) {
			return false
		}
	}
	return true
}
