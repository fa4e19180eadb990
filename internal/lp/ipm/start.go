package ipm

import (
	"context"
	"math"

	"passage/internal/lp"
)

// least is how far from 0 the starting point keeps everything, in a model whose
// sizes are about 1.
const least = 1e-1

// begin starts from the least-squares solutions of A·x = b and Aᵀ·y + z = c,
// moved into the positive by Mehrotra's rule.
func (s *method) begin(ctx context.Context) error {
	f, p := s.f, s.p
	if f.x != nil {
		s.beginNear()
		return nil
	}
	for j := range s.kkt.d {
		s.kkt.d[j] = 1
		if f.bounded(j) {
			s.kkt.d[j] = 0.5
		}
	}
	if err := s.kkt.compute(ctx); err != nil {
		return err
	}
	// min ½x² + ½(u−x)²
	for j := range s.h {
		s.h[j] = 0
		if f.bounded(j) {
			s.h[j] = -f.u[j]
		}
	}
	if err := s.kkt.solve(ctx, system{p.x, p.y, s.h, f.b}); err != nil {
		return err
	}
	clear(s.rb)
	// z = c − Aᵀy of least size: A·A^T y = A c
	if err := s.kkt.solve(ctx, system{s.pc, p.y, f.c, s.rb}); err != nil {
		return err
	}
	dx, dz := 0.0, 0.0
	for j := range p.x {
		r := -s.pc[j] / s.kkt.d[j] // c − Aᵀ·y
		if f.free[j] {
			p.z[j] = 0
			continue
		}
		p.z[j] = r
		dx = max(dx, -1.5*p.x[j])
		if f.bounded(j) {
			p.w[j] = f.u[j] - p.x[j]
			dx = max(dx, -1.5*p.w[j])
			p.z[j], p.v[j] = r/2, -r/2
			dz = max(dz, -1.5*p.v[j])
		}
		dz = max(dz, -1.5*p.z[j])
	}
	prod, sx, sz := 0.0, 0.0, 0.0
	each := func(x, z float64) {
		prod += (x + dx) * (z + dz)
		sx += x + dx
		sz += z + dz
	}
	for j := range p.x {
		if !f.free[j] {
			each(p.x[j], p.z[j])
			if f.bounded(j) {
				each(p.w[j], p.v[j])
			}
		}
	}
	if prod > 0 {
		dx += 0.5 * prod / sz
		dz += 0.5 * prod / sx
	}
	dx, dz = max(dx, least), max(dz, least)
	for j := range p.x {
		if !f.free[j] {
			p.x[j] += dx
			p.z[j] += dz
			if f.bounded(j) {
				p.w[j] += dx
				p.v[j] += dz
			}
		}
	}
	p.tau, p.kap = 1, 1
	p.kap = s.mu(p)
	return nil
}

// inUnits turns a solution of a model into one of the same model scaled, given
// how one of that is turned back.
func inUnits(unscale func(*lp.Solution) *lp.Solution, sol *lp.Solution) *lp.Solution {
	ones := func(n int) []float64 {
		s := make([]float64, n)
		for i := range s {
			s[i] = 1
		}
		return s
	}
	units := unscale(&lp.Solution{X: ones(len(sol.X)), RowDual: ones(len(sol.RowDual))})
	for j, u := range units.X {
		units.X[j] = sol.X[j] / u
	}
	for i, u := range units.RowDual {
		units.RowDual[i] = sol.RowDual[i] / u
	}
	return units
}

// share is the least share of the mean product that a pair has at a point that
// was given. Smaller products stop the first steps; larger ones put the point
// further from what was given.
const share = 0.1

// leastMean is the least mean product to begin with where all reduced costs are 0.
const leastMean = 1e-6

// beginNear starts from the point that the form was given, moved off the bounds
// just so far that no product is much smaller than their mean. What that puts
// out of balance the steps put right.
func (s *method) beginNear() {
	f, p := s.f, s.p
	if in := f.inner; in != nil {
		// Its duals are those given but for a factor, the price of what it cost.
		price := dot(f.y, in.at.y) / dot(in.at.y, in.at.y)
		copy(p.x, in.at.x)
		copy(p.w, in.at.w)
		for j := range p.z {
			p.z[j], p.v[j] = price*in.at.z[j], price*in.at.v[j]
		}
		for i := range p.y {
			p.y[i] = price * in.at.y[i]
		}
		p.tau, p.kap = 1, 0
		p.kap = s.mu(p) * float64(s.pairs) / float64(s.pairs-1)
		return
	}
	copy(p.x, f.x)
	copy(p.y, f.y)
	copy(p.z, f.c)
	f.a.AddMulT(p.z, -1, p.y) // reduced costs, to be split into z − v
	sum := 0.0
	for j, r := range p.z {
		p.x[j] = max(p.x[j], 0)
		switch {
		case f.free[j]:
			p.x[j] = f.x[j]
		case f.bounded(j):
			p.x[j] = min(p.x[j], f.u[j])
			sum += max(r*p.x[j], -r*(f.u[j]-p.x[j]))
		default:
			sum += max(r, 0) * p.x[j]
		}
	}
	mu := max(sum/float64(s.pairs), leastMean)
	for j, r := range p.z {
		off := share * mu / max(1, math.Abs(r))
		switch {
		case f.free[j]:
			p.z[j] = 0
		case f.bounded(j):
			p.x[j], p.w[j] = max(p.x[j], off), max(f.u[j]-p.x[j], off)
			p.z[j] = max(r+share*mu/p.w[j], share*mu/p.x[j])
			p.v[j] = p.z[j] - r
		default:
			p.x[j] = max(p.x[j], off)
			p.z[j] = max(r, share*mu/p.x[j])
		}
	}
	p.tau, p.kap = 1, mu
}
