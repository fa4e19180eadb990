package simplex

import (
	"cmp"
	"math"
	"slices"

	"passage/internal/lp"
)

// verdict is how a run of iterations ended.
type verdict int

const (
	settled    verdict = iota // no iteration is called for
	impossible                // no values keep the bounds
	boundless                 // the objective falls without end
	stuck                     // rounding has eaten what the method relies on
)

// dual goes from a vertex whose reduced costs have the right signs to one whose
// values keep the bounds as well: the bounded dual simplex method with steepest
// edge pricing and a ratio test that flips bounds (Koberstein, "The dual simplex
// method, techniques for a fast and stable implementation", Paderborn 2005;
// Maros, "Computational techniques of the simplex method", 2003). Where reduced
// costs have the wrong sign it shifts costs until they have not; whoever calls
// it looks at the form's own costs afterwards.
func (v *vertex) dual() (verdict, error) {
	for _, j := range v.head {
		v.weight[j] = 1
	}
	v.renewDual(false)
	var ratio ratioTest
	troubles := 0
	for {
		if v.factor.worn() || troubles > 0 && !v.fresh {
			v.renewDual(true)
		}
		if err := v.look("dual simplex"); err != nil {
			return stuck, err
		}
		if troubles > 20 {
			return stuck, nil
		}
		r := v.mostViolated()
		if r < 0 {
			if v.fresh {
				return settled, nil
			}
			v.renewDual(true)
			continue
		}
		leaving := v.head[r]
		v.leave(r)
		// A weight is exact for the row that it was computed for, and may have
		// drifted elsewhere. A row that was overrated waits.
		exact := v.row.square()
		if old := v.weight[leaving]; old < 0.25*exact {
			v.weight[leaving] = exact
			continue
		}
		v.weight[leaving] = exact
		delta := v.outside(leaving)
		q := ratio.choose(v, delta)
		if q < 0 {
			if v.fresh && v.proves(leaving) {
				return impossible, nil
			}
			if v.fresh {
				// Rounding violates the row, and nothing can mend it.
				v.violation[r] = 0
				continue
			}
			troubles++
			continue
		}
		v.enter(q)
		pivot := v.column.value[r]
		if !agree(v.alpha.value[q], pivot) || math.Abs(pivot) < leastEntry {
			troubles++
			if v.fresh {
				v.violation[r] = 0
			}
			continue
		}
		troubles = 0
		v.flip(ratio.flips)
		v.dualStep(r, q, pivot, delta, &ratio)
	}
}

// renewDual computes costs and values from the basis, factorised afresh if so
// wanted, and gives the costs the right signs.
func (v *vertex) renewDual(refactor bool) {
	if refactor {
		v.factorise()
	}
	v.computeCosts()
	v.mendCosts()
	v.computeValues()
	v.fresh = true
	for i := range v.head {
		v.violated(int32(i))
	}
}

// mendCosts gives every reduced cost the right sign: a variable with two bounds
// goes to the other, the costs of the rest are shifted.
func (v *vertex) mendCosts() {
	for j := range int32(len(v.place)) {
		if v.attractive(j) == 0 {
			continue
		}
		switch {
		case v.place[j] == lp.AtLower && !math.IsInf(v.upper[j], 1):
			v.rest(j, lp.AtUpper)
		case v.place[j] == lp.AtUpper && !math.IsInf(v.lower[j], -1):
			v.rest(j, lp.AtLower)
		default:
			v.c[j] -= v.d[j]
			v.d[j] = 0
		}
	}
}

func (v *vertex) violated(i int32) {
	out := v.outside(v.head[i])
	v.violation[i] = out * out
}

// mostViolated returns the position whose basic variable is furthest beyond a
// bound by the length of its edge, -1 for none.
func (v *vertex) mostViolated() int32 {
	r, best := int32(-1), 0.0
	for i, out := range v.violation {
		if out > 0 && out > best*v.weight[v.head[i]] {
			r, best = int32(i), out/v.weight[v.head[i]]
		}
	}
	return r
}

// proves reports whether the row in v.row times [A −I], in which all values that
// keep the equations add up to 0, cannot do so within the bounds.
func (v *vertex) proves(leaving int32) bool {
	v.rowsTimes(&v.row, nil, &v.alpha)
	least, most, size := 0.0, 0.0, 0.0
	for _, j := range v.alpha.index {
		a := v.alpha.value[j]
		if v.place[j] == lp.Basic && j != leaving {
			continue // but for rounding not there
		}
		low, high := a*v.lower[j], a*v.upper[j]
		if a < 0 {
			low, high = high, low
		}
		if math.Abs(a) < leastCandidate {
			if math.IsInf(low, -1) {
				low = 0
			}
			if math.IsInf(high, 1) {
				high = 0
			}
		}
		least += low
		most += high
		size = max(size, math.Abs(a*v.x[j]))
	}
	margin := feasible/2 + 1e-13*size
	return least > margin || most < -margin
}

// flip moves variables from one bound to the other, and the basic ones along.
func (v *vertex) flip(flips []int32) {
	if len(flips) == 0 {
		return
	}
	v.other.clear()
	for _, j := range flips {
		old := v.x[j]
		if v.place[j] == lp.AtLower {
			v.rest(j, lp.AtUpper)
		} else {
			v.rest(j, lp.AtLower)
		}
		v.form.column(j, v.x[j]-old, &v.other)
	}
	v.factor.solve(&v.other)
	for _, i := range v.other.index {
		v.x[v.head[i]] -= v.other.value[i]
		v.violated(i)
	}
}

// dualStep brings the variable at position r to its bound by q.
func (v *vertex) dualStep(r, q int32, pivot, delta float64, ratio *ratioTest) {
	leaving := v.head[r]
	to, bound := lp.AtLower, v.lower[leaving]
	if delta > 0 {
		to, bound = lp.AtUpper, v.upper[leaving]
	}

	// Reduced costs. A step back is none: the cost of q is shifted instead.
	step := v.d[q] / v.alpha.value[q]
	if (to == lp.AtLower) == (step > 0) && step != 0 {
		v.c[q] -= v.d[q]
		v.d[q], step = 0, 0
	}
	if step != 0 {
		for _, j := range v.alpha.index {
			v.d[j] -= step * v.alpha.value[j]
		}
	}
	v.d[q], v.d[leaving] = 0, -step
	for _, list := range [2][]int32{ratio.flips, ratio.passed} {
		for _, j := range list {
			if j != q && v.attractive(j) > 0 {
				v.c[j] -= v.d[j]
				v.d[j] = 0
			}
		}
	}

	// Values.
	move := (v.x[leaving] - bound) / pivot
	for _, i := range v.column.index {
		v.x[v.head[i]] -= move * v.column.value[i]
	}
	v.x[q] += move

	// Weights (Forrest and Goldfarb, "Steepest-edge simplex algorithms for
	// linear programming", Mathematical Programming 57, 1992).
	tau := &v.other
	tau.set(&v.row)
	v.factor.solve(tau)
	w := v.weight[leaving]
	for _, i := range v.column.index {
		if i == r {
			continue
		}
		k := v.column.value[i] / pivot
		j := v.head[i]
		v.weight[j] = max(v.weight[j]+k*(k*w-2*tau.value[i]), 1e-4, k*k*w/4)
	}
	v.weight[q] = max(w/(pivot*pivot), 1e-4)

	v.exchange(r, q, to)
	for _, i := range v.column.index {
		v.violated(i)
	}
}

// ratioTest chooses what enters in the dual method, and its memory.
type ratioTest struct {
	all, near []breakpoint
	flips     []int32 // what goes to its other bound
	passed    []int32 // what else may get a reduced cost of the wrong sign
}

// breakpoint is where the reduced cost of a variable becomes 0.
type breakpoint struct {
	j           int32
	size        float64 // of its entry in the row
	ratio, last float64 // the step there, and where the tolerance ends
}

// choose returns the variable that enters when the one of the row in v.alpha
// lies outside by delta, -1 for none. Passing the breakpoint of a variable with
// two bounds takes it to the other and slows the ascent of the dual objective
// by what that brings towards the bound, so the step goes on until the
// objective would fall. Of the breakpoints within the tolerance of each other
// the one with the largest entry is taken (Harris, "Pivot selection methods of
// the Devex LP code", Mathematical Programming 5, 1973).
func (t *ratioTest) choose(v *vertex, delta float64) int32 {
	t.all, t.flips, t.passed = t.all[:0], t.flips[:0], t.passed[:0]
	for _, j := range v.alpha.index {
		a := v.alpha.value[j]
		if delta < 0 {
			a = -a
		}
		if a < leastCandidate && a > -leastCandidate {
			continue
		}
		// Its reduced cost falls to 0 if it holds the variable where it is.
		w := v.ways[j]
		if a > 0 && w&up == 0 || a < 0 && w&down == 0 {
			continue
		}
		size, d := math.Abs(a), v.d[j]
		if a < 0 {
			d = -d
		}
		if w == up|down {
			d = 0
		}
		t.all = append(t.all, breakpoint{j, size, d / size, (max(d, 0) + feasible) / size})
	}
	slope := math.Abs(delta)
	for len(t.all) > 0 {
		bound := math.Inf(1)
		for _, b := range t.all {
			bound = min(bound, b.last)
		}
		bound *= 4
		rest := t.all[:0]
		t.near = t.near[:0]
		fall := 0.0
		for _, b := range t.all {
			if b.ratio <= bound {
				t.near = append(t.near, b)
				fall += b.size * (v.upper[b.j] - v.lower[b.j])
			} else {
				rest = append(rest, b)
			}
		}
		if slope-fall < feasible { // a bare 0 is no proof that nothing helps
			break
		}
		slope -= fall
		for _, b := range t.near {
			t.flips = append(t.flips, b.j)
		}
		t.all = rest
	}
	if len(t.all) == 0 {
		return -1
	}
	return t.within(v, slope)
}

// within finds the breakpoint among those that are near.
func (t *ratioTest) within(v *vertex, slope float64) int32 {
	slices.SortFunc(t.near, func(a, b breakpoint) int {
		return cmp.Or(cmp.Compare(a.ratio, b.ratio), cmp.Compare(b.size, a.size), cmp.Compare(a.j, b.j))
	})
	// last of those from each on: where a group that begins there ends.
	for k := len(t.near) - 2; k >= 0; k-- {
		t.near[k].last = min(t.near[k].last, t.near[k+1].last)
	}
	largest := 0.0
	chosen, begin, end := -1, 0, 0 // the group that holds the choice
	for k := 0; k < len(t.near) && slope >= 0; {
		group, best := k, k
		for last := t.near[k].last; k < len(t.near) && t.near[k].ratio <= last; k++ {
			b := t.near[k]
			if b.size > t.near[best].size {
				best = k
			}
			slope -= b.size * (v.upper[b.j] - v.lower[b.j])
		}
		// Rather a shorter step than a small pivot.
		if size := t.near[best].size; chosen < 0 || size >= min(0.1*largest, 1) {
			chosen, begin, end = best, group, k
		}
		largest = max(largest, t.near[best].size)
	}
	for _, b := range t.near[:begin] {
		t.flips = append(t.flips, b.j)
	}
	for _, b := range t.near[begin:end] {
		t.passed = append(t.passed, b.j)
	}
	return t.near[chosen].j
}
