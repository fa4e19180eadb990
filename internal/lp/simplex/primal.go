package simplex

import "math"

// primal goes from a vertex whose values keep the bounds to one whose reduced
// costs have the right signs as well: the bounded primal simplex method with
// Devex pricing and a ratio test with a tolerance (Harris, "Pivot selection
// methods of the Devex LP code", Mathematical Programming 5, 1973).
func (v *vertex) primal() (verdict, error) {
	p := pricing{vertex: v, listed: make([]int32, len(v.place))}
	p.reset()
	p.renew(false)
	troubles, still := 0, 0
	for {
		if v.factor.worn() || troubles > 0 && !v.fresh {
			p.renew(true)
		}
		if err := v.look("primal simplex"); err != nil {
			return stuck, err
		}
		if troubles > 20 {
			return stuck, nil
		}
		q := p.choose()
		if q < 0 {
			if v.fresh {
				return settled, nil
			}
			p.renew(true)
			continue
		}
		v.enter(q)
		rises := v.d[q] < 0
		// The reduced cost is exact where it is computed afresh; its sign counts.
		exact := v.c[q]
		for _, i := range v.column.index {
			exact -= v.c[v.head[i]] * v.column.value[i]
		}
		if math.Abs(exact-v.d[q]) > feasible*(1+math.Abs(exact)) && !v.fresh {
			v.d[q] = exact
			p.list(q)
			if rises != (exact < 0) || v.attractive(q) == 0 {
				continue
			}
		}
		r, step := v.block(q, rises)
		if own := v.room(q, rises); own <= step && !math.IsInf(own, 1) {
			v.primalMove(q, rises, own)
			v.rest(q, side(rises))
			p.list(q)
			v.iterations++
			v.fresh = false
			continue
		}
		if r < 0 {
			if v.fresh {
				return boundless, nil
			}
			troubles++
			continue
		}
		pivot := v.column.value[r]
		v.leave(r)
		if !agree(v.alpha.value[q], pivot) || math.Abs(pivot) < leastEntry {
			troubles++
			if v.fresh {
				p.shun(q)
			}
			continue
		}
		troubles = 0
		if step > 0 {
			still = 0
		} else if still++; still == patience {
			v.relax()
			p.renew(false)
			continue
		}
		p.step(r, q, rises, step, pivot)
	}
}

// patience is how many iterations without a step there may be before bounds are
// moved apart to break the tie.
const patience = 100

// pricing chooses what enters in the primal method: of the variables that are
// worth moving, the one with the largest gain by the length of its edge in the
// Devex reference framework.
type pricing struct {
	*vertex
	open   []int32 // what is worth moving
	listed []int32 // place of each variable there and one; 0: not
}

// reset begins a new reference framework.
func (p *pricing) reset() {
	for j := range p.weight {
		p.weight[j] = 1
	}
}

// renew computes everything from the basis, factorised afresh if so wanted.
func (p *pricing) renew(refactor bool) {
	if refactor {
		p.factorise()
	}
	p.compute()
	p.open = p.open[:0]
	clear(p.listed)
	for j := range int32(len(p.place)) {
		p.list(j)
	}
}

// list puts a variable on the list of those worth moving, or takes it off.
func (p *pricing) list(j int32) {
	worth := p.attractive(j) > 0
	switch at := p.listed[j]; {
	case worth && at == 0:
		p.open = append(p.open, j)
		p.listed[j] = int32(len(p.open))
	case !worth && at > 0:
		last := p.open[len(p.open)-1]
		p.open[at-1], p.listed[last] = last, at
		p.open = p.open[:len(p.open)-1]
		p.listed[j] = 0
	}
}

// shun takes a variable off the list until everything is computed afresh.
func (p *pricing) shun(j int32) {
	p.d[j] = 0
	p.list(j)
}

func (p *pricing) choose() int32 {
	q, best := int32(-1), 0.0
	for _, j := range p.open {
		gain := p.d[j] * p.d[j]
		if bar := best * p.weight[j]; gain > bar || gain == bar && j < q {
			q, best = j, gain/p.weight[j]
		}
	}
	return q
}

// rate is the speed at which the basic variable at position i moves when q,
// whose column is at hand, moves up or down.
func (v *vertex) rate(i int32, rises bool) float64 {
	if rises {
		return -v.column.value[i]
	}
	return v.column.value[i]
}

// room is how far a variable may go up or down.
func (v *vertex) room(j int32, rises bool) float64 {
	if rises {
		return v.upper[j] - v.x[j]
	}
	return v.x[j] - v.lower[j]
}

// block returns the position whose variable is first at a bound when q moves,
// and the step until then: of those within the tolerance the one with the
// largest entry. -1 and +Inf mean that nothing is in the way.
func (v *vertex) block(q int32, rises bool) (r int32, step float64) {
	most := math.Inf(1)
	for _, i := range v.column.index {
		rate := v.rate(i, rises)
		if size := math.Abs(rate); size > leastCandidate {
			if t := (max(v.room(v.head[i], rate > 0), 0) + feasible) / size; t < most {
				most = t
			}
		}
	}
	r, step = -1, math.Inf(1)
	if math.IsInf(most, 1) {
		return r, step
	}
	largest := 0.0
	for _, i := range v.column.index {
		rate := v.rate(i, rises)
		if size := math.Abs(rate); size > leastCandidate && size > largest {
			if t := v.room(v.head[i], rate > 0) / size; t <= most {
				r, step, largest = i, max(t, 0), size
			}
		}
	}
	return r, step
}

// primalMove moves q by step, and the basic variables along.
func (v *vertex) primalMove(q int32, rises bool, step float64) {
	if step == 0 {
		return
	}
	if !rises {
		step = -step
	}
	v.x[q] += step
	for _, i := range v.column.index {
		v.x[v.head[i]] -= step * v.column.value[i]
	}
}

// step has q enter at position r.
func (p *pricing) step(r, q int32, rises bool, step, pivot float64) {
	v := p.vertex
	leaving := v.head[r]
	to := side(v.rate(r, rises) > 0)
	v.primalMove(q, rises, step)

	dual := v.d[q] / pivot
	reference := v.weight[q]
	widest := 0.0
	for _, j := range v.alpha.index {
		if j == q {
			continue
		}
		a := v.alpha.value[j]
		v.d[j] -= dual * a
		k := a / pivot
		w := max(v.weight[j], k*k*reference)
		v.weight[j] = w
		widest = max(widest, w)
		p.list(j)
	}
	v.exchange(r, q, to)
	v.d[q], v.d[leaving] = 0, -dual
	p.list(q)
	p.list(leaving)
	v.weight[leaving] = max(reference/(pivot*pivot), 1)
	if max(widest, v.weight[leaving]) > 1e9 {
		p.reset()
	}
}

// relax moves the bounds of basic variables outwards by a little that differs
// from one to the next. Where many bounds meet in a point, steps of length 0
// become short ones, and there is no going in circles. The others stay where they
// are, or what all of them move would put the basic ones further out than that.
func (v *vertex) relax() {
	for _, j := range v.head {
		by := func(bound float64) float64 { return 5e-7 * (1 + math.Abs(bound)) * (1 + v.rng.Float64()) }
		v.lower[j] -= by(v.low[j])
		v.upper[j] += by(v.high[j])
	}
}
