package simplex

import (
	"math"
	"math/rand/v2"
	"testing"

	"passage/internal/lp"
)

// randomForm returns a sparse random form with columns of few entries, some of
// them alike or empty.
func randomForm(rng *rand.Rand, rows, cols int) *form {
	m := &lp.Model{}
	for range rows {
		m.AddRow(0, 1)
	}
	for j := range cols {
		if j > 0 && rng.IntN(10) == 0 { // like the one before
			var same []lp.Entry
			for k := m.Start[j-1]; k < m.Start[j]; k++ {
				same = append(same, lp.Entry{Row: int(m.Index[k]), Value: m.Value[k]})
			}
			m.AddCol(0, 0, 1, same...)
			continue
		}
		var es []lp.Entry
		for _, i := range rng.Perm(rows)[:rng.IntN(min(rows, 6)+1)] {
			es = append(es, lp.Entry{Row: i, Value: float64(rng.IntN(9)-4) / 2})
		}
		m.AddCol(0, 0, 1, es...)
	}
	return newForm(m)
}

// times returns B·x and Bᵀ·y of the basis head.
func times(p *form, head []int32, x, y []float64) (bx, bty []float64) {
	v := newVector(p.rows)
	bty = make([]float64, p.rows)
	for i, j := range head {
		p.column(j, x[i], &v)
		bty[i] = p.dot(j, y)
	}
	return v.value, bty
}

// A factor solves with the basis and its transpose, before and after columns
// were exchanged, and says which columns of a singular one it left out.
func TestFactorSolves(t *testing.T) {
	singular := 0
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 1))
		rows := 1 + rng.IntN(40)
		p := randomForm(rng, rows, 2*rows)
		head := make([]int32, 0, rows)
		for _, j := range rng.Perm(3 * rows)[:rows/2+rng.IntN(2*rows)] { // too few or too many as well
			head = append(head, int32(j))
		}
		f := newFactor(rows)
		basis, dropped := f.factorise(p, head)
		if dropped != nil {
			singular++
		}
		head = basis
		check := func(when string) {
			t.Helper()
			x, y := make([]float64, rows), make([]float64, rows)
			for i := range x {
				if rng.IntN(2) == 0 {
					x[i], y[i] = rng.Float64(), rng.Float64()
				}
			}
			bx, bty := times(p, head, x, y)
			for what, pair := range map[string][2][]float64{"B": {bx, x}, "Bᵀ": {bty, y}} {
				v := newVector(rows)
				for i, b := range pair[0] {
					if b != 0 {
						v.add(int32(i), b)
					}
				}
				if what == "B" {
					f.solve(&v)
				} else {
					f.solveTransposed(&v)
				}
				for i := range v.value {
					if math.Abs(v.value[i]-pair[1][i]) > 1e-6 {
						t.Fatalf("seed %d, %s: solving with %s gives %g at %d, want %g", seed, when, what, v.value[i], i, pair[1][i])
					}
				}
			}
		}
		check("fresh")
		for range 10 {
			q, in := int32(rng.IntN(3*rows)), false
			for _, j := range head {
				in = in || j == q
			}
			if in {
				continue
			}
			column, row := newVector(rows), newVector(rows)
			p.column(q, 1, &column)
			f.solveColumn(&column, true)
			r := int32(0)
			for i, v := range column.value {
				if math.Abs(v) > math.Abs(column.value[r]) {
					r = int32(i)
				}
			}
			if math.Abs(column.value[r]) < 1e-3 {
				continue
			}
			row.add(r, 1)
			f.solveRow(&row, true)
			if got := p.dot(q, row.value); math.Abs(got-column.value[r]) > 1e-7 {
				t.Fatalf("seed %d: the pivot is %g by row and %g by column", seed, got, column.value[r])
			}
			f.replace(r, column.value[r])
			head[r] = q
			check("after an exchange")
		}
	}
	if singular < 50 || singular > 390 {
		t.Errorf("%d of 400 bases were singular; both kinds should be tried", singular)
	}
}
