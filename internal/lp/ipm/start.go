package ipm

import "context"

// least is how far from 0 the starting point keeps everything, in a model whose
// sizes are about 1.
const least = 1e-1

// begin starts from the least-squares solutions of A·x = b and Aᵀ·y + z = c,
// moved into the positive by Mehrotra's rule.
func (s *method) begin(ctx context.Context) error {
	f, p := s.f, s.p
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
	s.kkt.solve(system{p.x, p.y, s.h, f.b})
	clear(s.rb)
	// z = c − Aᵀy of least size: A·A^T y = A c
	s.kkt.solve(system{s.pc, p.y, f.c, s.rb})
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
