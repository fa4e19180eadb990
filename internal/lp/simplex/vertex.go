package simplex

import (
	"fmt"
	"math"
	"math/rand/v2"

	"passage/internal/lp"
)

// Tolerances, in the scaled model, whose numbers lie near 1.
const (
	// feasible is how far a variable may lie beyond a bound, and a reduced
	// cost on the wrong side of 0, at an optimum.
	feasible = 1e-9
	// leastEntry is what a pivot of an iteration must have.
	leastEntry = 1e-7
	// leastCandidate is what an entry of a row must have to count at all.
	leastCandidate = 1e-9
	// agreement is how well the pivot computed by row and by column must
	// agree, of what is the larger of it and 1.
	agreement = 1e-7
)

// between is the place of a variable that is neither basic nor on a bound. No
// vertex has one; on the way there may be some.
const between lp.Place = lp.AtZero + 1

// way says where a variable that is not basic may go; 0 where it is basic or
// has but one value.
type way uint8

const (
	up way = 1 << iota
	down
)

// vertex is a basis with all that belongs to it, and the memory to go from one
// to the next.
type vertex struct {
	*form
	factor *factor

	head  []int32    // the basic variable of each position
	place []lp.Place // of each variable
	at    []int32    // position of each basic variable
	ways  []way      // of each variable
	x, d  []float64  // value and reduced cost of each variable

	// What the iterations see: the form's own costs and bounds, or others near
	// by. The form's own count in the end.
	c, lower, upper []float64

	column, row, alpha, other vector
	weight                    []float64 // of each variable, for the pricing rule at work
	violation                 []float64 // of the basic variable at each position, squared

	strays     []int32 // what may be between bounds
	iterations int
	turns      int  // of the loops around the iterations
	fresh      bool // nothing has happened since x and d were computed
	rng        *rand.Rand
	watch      func(method string, iterations int) error // asked now and then whether to go on
}

func newVertex(p *form) *vertex {
	n := p.cols + p.rows
	v := &vertex{
		form: p, factor: newFactor(p.rows),
		head: make([]int32, 0, p.rows), place: make([]lp.Place, n), at: make([]int32, n), ways: make([]way, n),
		x: make([]float64, n), d: make([]float64, n),
		c: append([]float64(nil), p.cost...), lower: append([]float64(nil), p.low...), upper: append([]float64(nil), p.high...),
		column: newVector(p.rows), row: newVector(p.rows), other: newVector(p.rows), alpha: newVector(n),
		weight: make([]float64, n), violation: make([]float64, p.rows),
		rng:   rand.New(rand.NewPCG(1, 2)),
		watch: func(string, int) error { return nil },
	}
	return v
}

// begin takes the places of a basis, or of none, and makes a basis of them
// whatever they are: too many variables are put on bounds, too few filled up by
// logicals. Rows that the basis does not know are basic.
func (v *vertex) begin(b *lp.Basis) {
	for j := range v.place {
		p := lp.AtLower
		switch i := j - v.cols; {
		case b == nil || i >= len(b.Rows):
			if i >= 0 {
				p = lp.Basic
			}
		case i < 0:
			p = b.Cols[j]
		default:
			p = b.Rows[i]
		}
		if p == lp.Basic && len(v.head) < v.rows {
			v.place[j] = lp.Basic
			v.head = append(v.head, int32(j))
		} else {
			v.rest(int32(j), p)
		}
	}
	for j := v.cols; len(v.head) < v.rows; j++ {
		if v.place[j] != lp.Basic {
			v.place[j] = lp.Basic
			v.head = append(v.head, int32(j))
		}
	}
	v.factorise()
}

// rest puts a variable on a bound: at p if there is one, else where there is.
func (v *vertex) rest(j int32, p lp.Place) {
	low, high := v.lower[j], v.upper[j]
	hasLow, hasHigh := !math.IsInf(low, -1), !math.IsInf(high, 1)
	switch {
	case hasHigh && (p == lp.AtUpper || !hasLow):
		v.place[j], v.x[j], v.ways[j] = lp.AtUpper, high, down
	case hasLow:
		v.place[j], v.x[j], v.ways[j] = lp.AtLower, low, up
	default:
		v.place[j], v.x[j], v.ways[j] = lp.AtZero, 0, up|down
	}
	if low == high {
		v.ways[j] = 0
	}
}

// basic makes a variable basic.
func (v *vertex) basic(position, j int32) {
	v.head[position], v.at[j], v.place[j], v.ways[j] = j, position, lp.Basic, 0
}

// astray leaves a variable between its bounds.
func (v *vertex) astray(j int32, value float64) {
	v.place[j], v.x[j], v.ways[j] = between, value, up|down
	v.strays = append(v.strays, j)
}

// factorise factorises the basis afresh. Variables that depend on others leave
// for the bound that is nearest.
func (v *vertex) factorise() {
	basis, dropped := v.factor.factorise(v.form, v.head)
	v.head = append(v.head[:0], basis...)
	for _, j := range dropped {
		p := lp.AtLower
		if math.Abs(v.x[j]-v.upper[j]) < math.Abs(v.x[j]-v.lower[j]) {
			p = lp.AtUpper
		}
		v.rest(j, p)
	}
	for i, j := range v.head {
		v.basic(int32(i), j)
	}
}

// compute computes values and reduced costs from the basis.
func (v *vertex) compute() {
	v.computeValues()
	v.computeCosts()
	v.fresh = true
}

func (v *vertex) computeValues() { v.complete(v.x) }

// complete computes what basic variables have from what the others have, so that all
// rows hold: of values, or of how fast they change.
func (v *vertex) complete(x []float64) {
	rhs := &v.other
	rhs.clear()
	for j, p := range v.place {
		if p != lp.Basic && x[j] != 0 {
			v.form.column(int32(j), -x[j], rhs)
		}
	}
	v.factor.solve(rhs)
	for i, j := range v.head {
		x[j] = rhs.value[i]
	}
}

func (v *vertex) computeCosts() {
	y := &v.other
	y.clear()
	for i, j := range v.head {
		if v.c[j] != 0 {
			y.add(int32(i), v.c[j])
		}
	}
	v.factor.solveTransposed(y)
	for j, p := range v.place {
		v.d[j] = 0
		if p != lp.Basic {
			v.d[j] = v.c[j] - v.form.dot(int32(j), y.value)
		}
	}
}

// outside returns how far the value of a variable lies beyond its bounds: below
// 0 under the lower, above 0 over the upper, 0 within the tolerance.
func (v *vertex) outside(j int32) float64 {
	if x := v.x[j]; x < v.lower[j]-feasible {
		return x - v.lower[j]
	} else if x > v.upper[j]+feasible {
		return x - v.upper[j]
	}
	return 0
}

// attractive returns by how much moving a variable that is not basic off its
// place would lower the objective, per unit; 0 within the tolerance.
func (v *vertex) attractive(j int32) float64 {
	switch d := v.d[j]; {
	case d < -feasible && v.ways[j]&up != 0:
		return -d
	case d > feasible && v.ways[j]&down != 0:
		return d
	}
	return 0
}

// withLogicals returns the values of columns followed by the sums of the rows.
func (v *vertex) withLogicals(x []float64) []float64 {
	at := append(append([]float64{}, x...), make([]float64, v.rows)...)
	for j, value := range x {
		for k := v.start[j]; k < v.start[j+1]; k++ {
			at[v.cols+int(v.index[k])] += v.value[k] * value
		}
	}
	return at
}

// exchange makes q basic in place of the variable at position r, which goes to
// place p. The factor must hold the column of q and the row of r.
func (v *vertex) exchange(r, q int32, p lp.Place) {
	v.factor.replace(r, v.column.value[r])
	v.rest(v.head[r], p)
	v.basic(r, q)
	v.iterations++
	v.fresh = false
}

// enter computes B⁻¹ times the column of q.
func (v *vertex) enter(q int32) {
	v.column.clear()
	v.form.column(q, 1, &v.column)
	v.factor.solveColumn(&v.column, true)
}

// leave computes row r of B⁻¹, and of B⁻¹·[A −I] for what has a way to go.
func (v *vertex) leave(r int32) {
	v.row.clear()
	v.row.add(r, 1)
	v.factor.solveRow(&v.row, true)
	v.rowsTimes(&v.row, v.ways, &v.alpha)
}

// agree reports whether the pivot is the same by row and by column.
func agree(byRow, byColumn float64) bool {
	return math.Abs(byRow-byColumn) <= agreement*max(1, math.Abs(byColumn))
}

// lookEvery is how many turns go by between two looks at the clock.
const lookEvery = 32

// look is called at each turn of a method. It reports why it is to end.
func (v *vertex) look(method string) error {
	if v.turns++; v.turns > 10_000+20*len(v.place) {
		return fmt.Errorf("simplex: %w after %d iterations", ErrStuck, v.iterations)
	}
	if v.turns%lookEvery != 1 {
		return nil
	}
	return v.watch(method, v.iterations)
}
