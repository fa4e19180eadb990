package simplex

import (
	"math"

	"passage/internal/lp"
)

// path leads from the optimum of a model with other bounds to that of the one at
// hand, by the parametric method (Gass and Saaty, "The computational algorithm for
// the parametric objective function", Naval Research Logistics Quarterly 2, 1955,
// here for bounds). At time 0 bounds are where they were, at time 1 where they
// are, and values go with them; whenever a basic variable meets a bound it leaves.
// There is an optimum at each time, so no step goes astray, and the time tells how
// much of the way is behind.
//
// Bounds at time 0 are v.lower and v.upper, and v.x the values that go with them.
// A basic variable that is beyond a bound has that bound begin where it is.
type path struct {
	*vertex
	speed, lowerSpeed, upperSpeed []float64 // of each variable and its bounds
	time                          float64

	// Of the variable at each position: when it meets a bound, and when it has
	// passed it by the tolerance.
	meets, passes []float64
	open          []candidate
}

// candidate is a variable that may enter, with the size of its entry in the row.
type candidate struct {
	j       int32
	size, d float64
}

// never is a time after the end.
const never = 2

// follow leads the vertex from a point x, at which it was an optimum, to where its
// bounds are now. Costs that have changed as well are shifted. Wherever it ends,
// the other methods go on from there. A way of many more than so many steps, if
// there is a limit, is given up as soon as that shows.
func (v *vertex) follow(x []float64, steps int) error {
	from := v.withLogicals(x)
	v.computeValues()
	if !v.displaced(from) {
		return nil
	}
	v.computeCosts()
	v.mendCosts()
	n := len(v.place)
	p := &path{
		vertex: v, speed: make([]float64, n), lowerSpeed: make([]float64, n), upperSpeed: make([]float64, n),
		meets: make([]float64, v.rows), passes: make([]float64, v.rows),
	}
	for j, place := range v.place {
		switch p.speed[j] = v.x[j] - from[j]; place {
		case lp.Basic:
			continue
		case lp.AtLower:
			v.lower[j], p.lowerSpeed[j] = from[j], p.speed[j]
		case lp.AtUpper:
			v.upper[j], p.upperSpeed[j] = from[j], p.speed[j]
		}
		v.x[j] = from[j]
	}
	v.computeValues()
	for _, j := range v.head {
		if beyond := v.lower[j] - v.x[j]; beyond > 0 {
			v.lower[j], p.lowerSpeed[j] = v.x[j], beyond
		}
		if beyond := v.x[j] - v.upper[j]; beyond > 0 {
			v.upper[j], p.upperSpeed[j] = v.x[j], -beyond
		}
	}
	p.renew()
	return p.run(steps)
}

// displaced reports whether anything has left its bounds, or its bounds it.
func (v *vertex) displaced(from []float64) bool {
	for j, x := range from {
		if v.place[j] != lp.Basic && math.Abs(v.x[j]-x) > feasible*(1+math.Abs(x)) || v.outside(int32(j)) != 0 {
			return true
		}
	}
	return false
}

// renew computes everything that follows from the basis.
func (p *path) renew() {
	p.compute()
	for j := range int32(len(p.place)) {
		p.shift(j)
	}
	p.complete(p.speed)
	for i := range p.head {
		p.meet(int32(i))
	}
}

// shift takes from the cost of a variable a reduced cost of the wrong sign.
func (p *path) shift(j int32) {
	if p.attractive(j) > 0 {
		p.c[j] -= p.d[j]
		p.d[j] = 0
	}
}

// leastSpeed is how fast a variable must come near a bound to meet it.
const leastSpeed = 1e-9

// approach returns how far the variable at a position was from its upper bound at
// time 0, or the lower, and how fast it comes near.
func (p *path) approach(i int32, upper bool) (room, speed float64) {
	j := p.head[i]
	if upper {
		return p.upper[j] - p.x[j], p.speed[j] - p.upperSpeed[j]
	}
	return p.x[j] - p.lower[j], p.lowerSpeed[j] - p.speed[j]
}

// meet computes when the variable at a position meets a bound.
func (p *path) meet(i int32) {
	p.meets[i], p.passes[i] = never, never
	for _, upper := range [2]bool{true, false} {
		if room, speed := p.approach(i, upper); speed > leastSpeed && room/speed < p.meets[i] {
			p.meets[i], p.passes[i] = room/speed, (room+feasible)/speed
		}
	}
}

// first returns the position whose variable is the first to meet a bound, and
// which, or -1 where none does before the end: of those within the tolerance of
// each other the fastest.
func (p *path) first() (r int32, upper bool) {
	until := 1.0
	for _, t := range p.passes {
		if t < until {
			until = t
		}
	}
	r = -1
	least := 0.0 // time in which the tolerance is passed
	for i, t := range p.meets {
		if t <= until && t < 1 && (r < 0 || p.passes[i]-t < least) {
			r, least = int32(i), p.passes[i]-t
		}
	}
	if r >= 0 {
		room, speed := p.approach(r, true)
		upper = speed > leastSpeed && room/speed == p.meets[r]
	}
	return r, upper
}

// run goes on to the end, or as far as it can.
func (p *path) run(steps int) error {
	for {
		if p.factor.worn() {
			p.factorise()
			p.renew()
		}
		if err := p.look("parametric simplex"); err != nil {
			return err
		}
		r, upper := p.first()
		if r < 0 {
			return nil
		}
		p.time = max(p.time, p.meets[r])
		if n := float64(p.iterations); steps > 0 && n > float64(steps)/4 && n > 2*p.time*float64(steps) {
			return lp.ErrFar
		}
		p.leave(r)
		q := p.choose(upper)
		if q >= 0 {
			p.enter(q)
		}
		if q < 0 || !agree(p.alpha.value[q], p.column.value[r]) || math.Abs(p.column.value[r]) < leastEntry {
			if p.fresh {
				return nil
			}
			p.factorise()
			p.renew()
			continue
		}
		p.step(r, q, upper)
	}
}

// choose returns the variable whose reduced cost is the first to come to 0 when
// that of the one of the row in v.alpha, at its upper or lower bound, leaves it, -1
// for none: of those within the tolerance of each other the one with the largest
// entry.
func (p *path) choose(upper bool) int32 {
	p.open = p.open[:0]
	bound := math.Inf(1)
	for _, j := range p.alpha.index {
		a, d, w := p.alpha.value[j], p.d[j], p.ways[j]
		if !upper {
			a = -a
		}
		if a < 0 {
			if a > -leastCandidate || w&down == 0 {
				continue
			}
			a, d = -a, -d
		} else if a < leastCandidate || w&up == 0 {
			continue
		}
		if d < 0 || w == up|down {
			d = 0
		}
		if d <= bound*a {
			p.open = append(p.open, candidate{j, a, d})
			bound = min(bound, (d+feasible)/a)
		}
	}
	q, largest := int32(-1), 0.0
	for _, c := range p.open {
		if c.size > largest && c.d <= bound*c.size {
			q, largest = c.j, c.size
		}
	}
	return q
}

// step has q enter at position r, whose variable is at its upper or lower bound.
func (p *path) step(r, q int32, upper bool) {
	leaving, pivot := p.head[r], p.column.value[r]
	if dual := p.d[q] / p.alpha.value[q]; dual != 0 {
		for _, j := range p.alpha.index {
			d, w := p.d[j]-dual*p.alpha.value[j], p.ways[j]
			if d < -feasible && w&up != 0 || d > feasible && w&down != 0 {
				p.c[j] -= d
				d = 0
			}
			p.d[j] = d
		}
		p.d[q], p.d[leaving] = 0, -dual
	} else {
		p.d[q], p.d[leaving] = 0, 0
	}
	bound, speed := p.lower[leaving], p.lowerSpeed[leaving]
	if upper {
		bound, speed = p.upper[leaving], p.upperSpeed[leaving]
	}
	move, faster := (p.x[leaving]-bound)/pivot, (p.speed[leaving]-speed)/pivot
	for _, i := range p.column.index {
		j := p.head[i]
		p.x[j] -= move * p.column.value[i]
		p.speed[j] -= faster * p.column.value[i]
	}
	p.x[q] += move
	p.speed[q] += faster
	p.speed[leaving] = speed
	p.exchange(r, q, side(upper))
	for _, i := range p.column.index {
		p.meet(i)
	}
}
