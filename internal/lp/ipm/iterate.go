package ipm

import (
	"context"
	"math"

	"passage/internal/lp/cores"
	"passage/internal/lp/sparse"
)

// point is an iterate of the homogeneous self-dual form, see [method].
type point struct {
	all  []float64 // x, z, w, v and y
	x, z []float64 // columns and their duals; z is 0 for a free column
	w, v []float64 // what a column lacks to its upper bound, and its dual; 0 where there is none
	y    []float64 // duals of rows
	tau  float64
	kap  float64
}

func newPoint(cols, rows int) *point {
	s := make([]float64, 4*cols+rows)
	return &point{
		all: s, x: s[:cols], z: s[cols : 2*cols], w: s[2*cols : 3*cols], v: s[3*cols : 4*cols], y: s[4*cols:],
	}
}

// method is the primal-dual method on the simplified homogeneous self-dual
// form of Xu, Hung and Ye ("A simplified homogeneous and self-dual linear
// programming algorithm and its implementation", 1996), with upper bounds:
//
//	A·x − b·τ = 0,  x + w − u·τ = 0,  Aᵀ·y + z − v − c·τ = 0,
//	b·y − u·v − c·x − κ = 0,  and x·z, w·v, τ·κ to be 0.
//
// It always has a solution. Where τ > 0, x/τ and y/τ solve the program;
// where κ > 0, y proves that no x exists or x that the costs have no bound.
// So infeasible programs end as soon and as surely as others do.
type method struct {
	f     *form
	a     matrix
	kkt   *kkt
	p     *point
	dir   *point // the direction
	add   *point // a correction to it
	pc    []float64
	qc    []float64 // solution of the system for the column of τ
	den   float64   // the pivot of τ; 0 until it is known
	h, rb []float64
	ht    []float64 // the right-hand side of the system of τ
	pu    []float64 // u where the system was solved for pc − u
	pw    []float64 // pc − u
	bt    []float64 // b − A·pu

	// Residuals that the direction is to take away.
	rp, rd, ru []float64
	rg         float64
	// What the products x·z, w·v and τ·κ are to change by.
	txz, twv []float64
	ttk      float64

	last  float64 // length of the last step; 1 before the first
	pairs int     // products x·z and w·v, and τ·κ
}

func newMethod(f *form, plan *sparse.Plan, team *cores.Team) *method {
	n, m := f.a.Cols, f.a.Rows
	col := func() []float64 { return make([]float64, n) }
	row := func() []float64 { return make([]float64, m) }
	a := matrix{f.a, f.a.Transpose(), plan.Hands(team)}
	s := &method{
		f: f, a: a, kkt: newKKT(a, plan, team, f.rules.single, f.rules.exact), p: newPoint(n, m), dir: newPoint(n, m), add: newPoint(n, m),
		pc: col(), qc: row(), h: col(), ht: col(), rb: row(), pu: col(), pw: col(), bt: row(), rp: row(), rd: col(), ru: col(), txz: col(), twv: col(),
		last: 1, pairs: 1,
	}
	for j := range n {
		if !f.free[j] {
			s.pairs++
		}
		if f.bounded(j) {
			s.pairs++
		}
	}
	return s
}

func (f *form) bounded(j int) bool { return !math.IsInf(f.u[j], 1) }

// residuals sets the residuals of the point.
func (s *method) residuals() {
	f, p := s.f, s.p
	s.a.team.Ranges(len(s.rp), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			s.rp[i] = f.b[i] * p.tau
		}
		s.a.byRow.AddMulTIn(lo, hi, s.rp, -1, p.x)
	})
	s.rg = p.kap - s.a.dot(f.b, p.y) + s.a.team.Sum(len(s.rd), func(lo, hi int) float64 {
		sum := 0.0
		for j := lo; j < hi; j++ {
			sum += f.c[j] * p.x[j]
			s.rd[j] = f.c[j]*p.tau - p.z[j]
			s.ru[j] = 0
			if f.bounded(j) {
				s.rd[j] += p.v[j]
				s.ru[j] = f.u[j]*p.tau - p.x[j] - p.w[j]
				sum += f.u[j] * p.v[j]
			}
		}
		s.a.AddMulTIn(lo, hi, s.rd, -1, p.y)
		return sum
	})
}

// mu returns the mean product.
func (s *method) mu(p *point) float64 {
	return (s.a.dot(p.x, p.z) + s.a.dot(p.w, p.v) + p.tau*p.kap) / float64(s.pairs)
}

// factorise prepares the systems of the point: the factor, and the system of
// what goes with τ in every direction. The first direction solves that as well.
func (s *method) factorise(ctx context.Context) error {
	f, p := s.f, s.p
	if err := s.kkt.factorise(ctx, f, p); err != nil {
		return err
	}
	s.a.team.Ranges(len(s.ht), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			s.ht[j], s.pu[j] = f.c[j], 0
			if !f.bounded(j) {
				continue
			}
			if at := p.v[j] / p.w[j]; at < p.z[j]/p.x[j] {
				s.ht[j] -= at * f.u[j]
			} else {
				// Near its upper bound the column of τ is nearly u. The system is
				// solved for what it differs by, or all digits would be lost.
				s.pu[j] = f.u[j]
				s.ht[j] += (1/s.kkt.d[j] - at) * f.u[j]
			}
		}
	})
	s.a.plus(s.bt, f.b, -1, s.pu)
	s.den = 0
	return nil
}

// pivot takes the solution of the system of τ.
func (s *method) pivot() {
	f, p := s.f, s.p
	// Σ (z/x)·p² + Σ (v/w)·(p − u)² + κ/τ, which is the pivot and cannot be
	// negative.
	s.den = p.kap/p.tau + s.a.team.Sum(len(s.pc), func(lo, hi int) float64 {
		sum := 0.0
		for j := lo; j < hi; j++ {
			v := s.pc[j]
			if f.bounded(j) {
				under := v // p − u
				if s.pu[j] == 0 {
					under -= f.u[j]
				}
				sum += p.v[j] / p.w[j] * under * under
				s.pw[j] = under
			}
			v += s.pu[j]
			s.pc[j] = v
			if f.free[j] {
				sum += freeReg * v * v
			} else {
				sum += p.z[j] / p.x[j] * v * v
			}
		}
		return sum
	})
}

// direction solves for the direction that takes the share eta of the residuals
// away and changes the products by txz, twv and ttk.
func (s *method) direction(ctx context.Context, d *point, eta float64) error {
	f, p := s.f, s.p
	s.a.team.Ranges(len(s.h), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			h := eta * s.rd[j]
			if !f.free[j] {
				h -= s.txz[j] / p.x[j]
			}
			if f.bounded(j) {
				h += (s.twv[j] - p.v[j]*eta*s.ru[j]) / p.w[j]
			}
			s.h[j] = h
		}
	})
	for i, v := range s.rp {
		s.rb[i] = eta * v
	}
	if s.den == 0 {
		if err := s.kkt.solve(ctx, system{s.pc, s.qc, s.ht, s.bt}, system{d.x, d.y, s.h, s.rb}); err != nil {
			return err
		}
		s.pivot()
	} else if err := s.kkt.solve(ctx, system{d.x, d.y, s.h, s.rb}); err != nil {
		return err
	}
	num := eta*s.rg + s.ttk/p.tau - s.a.dot(s.bt, d.y) + s.a.team.Sum(len(d.x), func(lo, hi int) float64 {
		sum := 0.0
		for j := lo; j < hi; j++ {
			sum += f.c[j] * d.x[j]
			switch {
			case !f.bounded(j):
			case s.pu[j] == 0:
				sum += f.u[j] * (s.twv[j] - p.v[j]*(eta*s.ru[j]-d.x[j])) / p.w[j]
			default: // the same, by the column's dual equation
				sum += f.u[j] * ((s.txz[j]-p.z[j]*d.x[j])/p.x[j] - eta*s.rd[j])
			}
		}
		return sum
	})
	d.tau = num / s.den
	d.kap = (s.ttk - p.kap*d.tau) / p.tau
	for i, v := range s.qc {
		d.y[i] += d.tau * v
	}
	s.a.team.Ranges(len(d.x), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			if f.bounded(j) {
				d.w[j] = eta*s.ru[j] - d.x[j] - d.tau*s.pw[j]
				d.v[j] = (s.twv[j] - p.v[j]*d.w[j]) / p.w[j]
			}
			d.x[j] += d.tau * s.pc[j]
			if !f.free[j] {
				d.z[j] = (s.txz[j] - p.z[j]*d.x[j]) / p.x[j]
			}
		}
	})
	return ctx.Err()
}

// shortStep is the length of a step after which the next is centred more. After
// one shorter than jammed the point only goes to the centre.
const (
	shortStep = 0.3
	jammed    = 0.1
)

// muFloor is the mean product at which answers are right to about 1e-8.
const muFloor = 1e-11

// step finds a direction from the point (Mehrotra, "On the implementation of a
// primal-dual interior point method", 1992), corrects it for centrality
// (Gondzio, "Multiple centrality corrections in a primal-dual method for
// linear programming", 1996) and takes it. It returns the length of the step.
func (s *method) step(ctx context.Context) (float64, error) {
	if err := s.factorise(ctx); err != nil {
		return 0, err
	}
	mu := s.mu(s.p)
	var a, sigma float64
	var err error
	if s.last < jammed {
		a, sigma, err = s.centre(ctx, mu)
	} else {
		a, sigma, err = s.predict(ctx, mu)
	}
	if err != nil {
		return 0, err
	}
	for range s.f.rules.correctors {
		if a > 0.95 {
			break
		}
		wish := min(1, max(1.5*a, a+0.3))
		s.outliers(wish, sigma*mu)
		if err := s.direction(ctx, s.add, 0); err != nil {
			return 0, err
		}
		b, share := s.blend(a)
		if b < a {
			s.dir.plus(s.a.team, s.add, -share) // it did no good
			break
		}
		enough := b >= a+s.f.rules.worth*(wish-a)
		a = b
		if !enough {
			break
		}
	}
	a *= 0.9995
	if a < 0.9 {
		a *= 0.99
	}
	s.p.plus(s.a.team, s.dir, a)
	s.last = a
	return a, nil
}

// predict sets the direction: Mehrotra's predictor and the correction to it.
// It returns the longest step along it and the share of the mean product aimed
// at.
func (s *method) predict(ctx context.Context, mu float64) (a, sigma float64, err error) {
	p := s.p
	s.a.team.Ranges(len(s.txz), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			s.txz[j], s.twv[j] = -p.x[j]*p.z[j], -p.w[j]*p.v[j]
		}
	})
	s.ttk = -p.tau * p.kap
	if err := s.direction(ctx, s.dir, 1); err != nil {
		return 0, 0, err
	}
	a = s.longest([tries]float64{})[0]
	// The less of the way the predictor can go, the more it must be centred
	// (Andersen, Roos and Terlaky 2003, eq. 51).
	sigma = (1 - a) * min(s.f.rules.centring, (1-a)*(1-a))
	if s.last < shortStep {
		// What stopped the last step is off the centre, and would stop this one.
		sigma = max(sigma, s.f.rules.recentre)
	}
	// Below a mean product of muFloor rounding takes over: go there slowly.
	sigma = max(sigma, 1e-6, min(0.1, muFloor/mu))
	s.secondOrder(sigma*mu, s.dir)
	if err := s.direction(ctx, s.add, -sigma); err != nil {
		return 0, 0, err
	}
	a, _ = s.blend(a)
	return a, sigma, nil
}

// centre sets the direction where the last step was next to nothing: half the
// way to the optimum, and all products to the same. A predictor that can go
// nowhere says nothing about the second order, and blending it in keeps the
// point where it is stuck.
func (s *method) centre(ctx context.Context, mu float64) (a, sigma float64, err error) {
	p := s.p
	sigma = 0.5
	for j := range s.txz {
		s.txz[j], s.twv[j] = sigma*mu-p.x[j]*p.z[j], sigma*mu-p.w[j]*p.v[j]
	}
	s.ttk = sigma*mu - p.tau*p.kap
	if err := s.direction(ctx, s.dir, 1-sigma); err != nil {
		return 0, 0, err
	}
	return s.longest([tries]float64{})[0], sigma, nil
}

// secondOrder sets what the products are to change by beyond the predictor d:
// to target, and by what the predictor left out.
func (s *method) secondOrder(target float64, d *point) {
	s.a.team.Ranges(len(s.txz), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			s.txz[j] = target - d.x[j]*d.z[j]
			s.twv[j] = target - d.w[j]*d.v[j]
		}
	})
	s.ttk = target - d.tau*d.kap
}

// outliers sets what the products are to change by so that those that a step
// of length a would leave far from mu come near it.
func (s *method) outliers(a, mu float64) {
	p, d := s.p, s.dir
	const small, large = 0.1, 10
	wish := func(x, dx, z, dz float64) float64 {
		v := (x + a*dx) * (z + a*dz)
		switch {
		case v < small*mu:
			return small*mu - v
		case v > large*mu:
			return max(large*mu-v, -large*mu)
		}
		return 0
	}
	s.a.team.Ranges(len(s.txz), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			s.txz[j], s.twv[j] = 0, 0
			if !s.f.free[j] {
				s.txz[j] = wish(p.x[j], d.x[j], p.z[j], d.z[j])
			}
			if s.f.bounded(j) {
				s.twv[j] = wish(p.w[j], d.w[j], p.v[j], d.v[j])
			}
		}
	})
	s.ttk = wish(p.tau, d.tau, p.kap, d.kap)
}

// tries is how many shares of a correction are tried.
const tries = 10

// blend adds to the direction the share of the correction that allows the
// longest step, from a share of a, the length of the step without it, up to
// the whole (Colombo and Gondzio, "Further development of multiple centrality
// correctors for interior point methods", 2008). It returns the length and the
// share.
func (s *method) blend(a float64) (length, share float64) {
	var shares [tries]float64
	for k := range shares {
		shares[k] = 1 - (1-a)*float64(k)/(tries-1)
	}
	length = -1
	for k, b := range s.longest(shares) {
		// A larger share is worth a slightly shorter step.
		if b > length*1.01 {
			length, share = b, shares[k]
		}
	}
	s.dir.plus(s.a.team, s.add, share)
	return length, share
}

// longest returns the longest steps, at most 1, along the direction with so
// much of the correction that keep all signs: all in one pass, because most of
// the time goes into reading the vectors.
func (s *method) longest(shares [tries]float64) [tries]float64 {
	p, d, e := s.p, s.dir, s.add
	var a [tries]float64
	for k := range a {
		a[k] = 1
	}
	limit := func(a *[tries]float64, v, dv, ev float64) {
		for k, share := range shares {
			if dv := dv + share*ev; v+a[k]*dv < 0 {
				a[k] = -v / dv
			}
		}
	}
	// Where the step is downhill at neither end of the shares it is at none.
	from, to := shares[0], shares[tries-1]
	limits := func(a *[tries]float64, v, dv, ev []float64) {
		dv, ev = dv[:len(v)], ev[:len(v)]
		for j, vj := range v {
			if vj+min(dv[j]+from*ev[j], dv[j]+to*ev[j]) < 0 {
				limit(a, vj, dv[j], ev[j])
			}
		}
	}
	for _, part := range cores.Gather(s.a.team, len(p.x), func(lo, hi int) [tries]float64 {
		a := a
		// Free columns have no z, and columns without an upper bound no w and v:
		// these are 0, and so are their steps. A free x may have any sign.
		limits(&a, p.z[lo:hi], d.z[lo:hi], e.z[lo:hi])
		limits(&a, p.w[lo:hi], d.w[lo:hi], e.w[lo:hi])
		limits(&a, p.v[lo:hi], d.v[lo:hi], e.v[lo:hi])
		for j := lo; j < hi; j++ {
			if v := p.x[j]; v+min(d.x[j]+from*e.x[j], d.x[j]+to*e.x[j]) < 0 && !s.f.free[j] {
				limit(&a, v, d.x[j], e.x[j])
			}
		}
		return a
	}) {
		for k, most := range part {
			a[k] = min(a[k], most)
		}
	}
	limit(&a, p.tau, d.tau, e.tau)
	limit(&a, p.kap, d.kap, e.kap)
	return a
}

// plus adds s times d to the point.
func (p *point) plus(team *cores.Team, d *point, s float64) {
	team.Ranges(len(p.all), func(lo, hi int) {
		from := d.all[lo:hi]
		for i, v := range p.all[lo:hi] {
			p.all[lo+i] = v + s*from[i]
		}
	})
	p.tau += s * d.tau
	p.kap += s * d.kap
}
