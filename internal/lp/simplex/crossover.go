package simplex

import (
	"context"
	"fmt"
	"math"

	"passage/internal/lp"
)

// Vertex returns an optimal vertex of m near a solution that is nearly one but
// lies off the vertices, as that of an interior point method does, with its row
// duals. It goes in the steps of Megiddo, "On finding primal- and dual-optimal
// bases" (ORSA Journal on Computing 3, 1991), and Bixby and Saltzman,
// "Recovering an optimal LP basis from an interior point solution" (Operations
// Research Letters 15, 1994):
//   - what lies nearer to a bound than its dual to 0 is put on the bound;
//   - of the rest as many as do not depend on each other become basic;
//   - what is left over is moved towards a bound, the basic ones along, until it
//     or one of them is there;
//   - the simplex method ends what is short of an optimum.
func (s Solver) Vertex(ctx context.Context, m *lp.Model, near *lp.Solution, limits lp.Limits) (*lp.Solution, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	if len(near.X) != m.Cols() || len(near.RowDual) != m.Rows() {
		return nil, fmt.Errorf("simplex: a vertex needs a solution with its duals to start from")
	}
	scaled, back := lp.Scale(m)
	v := newVertex(newForm(scaled))
	v.watch = watch(ctx, limits)
	x, y := inUnits(m, back, near)
	v.crash(x, y)
	if _, err := v.push(); err != nil {
		return v.answer(scaled, back, lp.None, err)
	}
	return v.finish(scaled, back)
}

// crash makes a basis of what lies between its bounds at the point x with row
// duals y. What does so and finds no place in it stays where it is.
func (v *vertex) crash(x, y []float64) {
	at := v.withLogicals(x)
	v.head = v.head[:0]
	for j := range int32(len(at)) {
		d := 0.0
		if int(j) >= v.cols {
			d = y[int(j)-v.cols]
		} else {
			d = v.cost[j] - v.form.dot(j, y)
		}
		low, high := v.low[j], v.high[j]
		switch {
		case low == high || d > 0 && at[j]-low < d:
			v.rest(j, lp.AtLower)
		case d < 0 && high-at[j] < -d:
			v.rest(j, lp.AtUpper)
		default:
			v.place[j], v.x[j] = lp.Basic, min(max(at[j], low), high)
			v.head = append(v.head, j)
		}
	}
	basis, left := v.factor.factorise(v.form, v.head)
	v.head = append(v.head[:0], basis...)
	for _, j := range left {
		v.astray(j, v.x[j])
	}
	for i, j := range v.head {
		v.basic(int32(i), j)
	}
	// The point kept its bounds to some digits. Pushing needs all of them, so
	// for the time being the bounds give way; what that was worth is for the
	// dual method to mend.
	v.computeValues()
	for _, j := range v.head {
		if out := v.outside(j); math.Abs(out) < giveWay {
			v.lower[j], v.upper[j] = min(v.lower[j], v.x[j]), max(v.upper[j], v.x[j])
		}
	}
}

// giveWay is how far bounds give way at most before strays are pushed.
const giveWay = 1e-4

// push moves every stray to its nearest bound, or as far as the basic variables
// let it, and into the basis then. It does not look at reduced costs, those of
// strays being 0 or nearly so. Among answers that are equally good it ends near
// the middle, where an interior point is: always to the lower bound took as many
// steps, and left some people's weeks less even.
func (v *vertex) push() (verdict, error) {
	for {
		q := v.stray()
		if q < 0 {
			return settled, nil
		}
		if err := v.look("crossover"); err != nil {
			return stuck, err
		}
		if v.factor.worn() {
			v.factorise()
			v.computeValues()
		}
		v.enter(q)
		rises := v.upper[q]-v.x[q] < v.x[q]-v.lower[q]
		r, step := v.block(q, rises)
		if r >= 0 && step < v.room(q, rises) && math.Abs(v.column.value[r]) < leastEntry {
			v.factorise() // rounding, or as good as dependent
			r, step = -1, v.room(q, rises)
			v.enter(q)
		}
		if own := v.room(q, rises); own <= step {
			v.primalMove(q, rises, own)
			v.rest(q, side(rises))
			v.iterations++
		} else {
			v.primalMove(q, rises, step)
			v.row.clear()
			v.row.add(r, 1)
			v.factor.keepOutgoing(&v.row)
			v.exchange(r, q, side(v.rate(r, rises) > 0))
		}
		v.fresh = false
	}
}

// side is the bound at the end of the way up or down.
func side(rises bool) lp.Place {
	if rises {
		return lp.AtUpper
	}
	return lp.AtLower
}

// stray returns a variable between its bounds, -1 for none.
func (v *vertex) stray() int32 {
	for len(v.strays) > 0 {
		j := v.strays[len(v.strays)-1]
		if v.place[j] == between {
			return j
		}
		v.strays = v.strays[:len(v.strays)-1]
	}
	return -1
}
