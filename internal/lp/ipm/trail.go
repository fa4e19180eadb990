package ipm

import (
	"math"

	"passage/internal/lp"
)

// trail is the end of the path to an optimum. A solution carries its own, so
// that a model which holds the objective to nearly that optimum, and seeks
// another, can start from there.
type trail struct {
	model  *lp.Model // cost and shape only
	f      *form
	units  units
	points []*point // τ is 1 in each
	gaps   []float64
}

// trailLength is how many points are kept: the gap falls ten- to hundredfold
// from one to the next, and what matters is between 1e-4 and 1e-9.
const trailLength = 8

// keep remembers a point with so large a relative gap.
func (t *trail) keep(p *point, gap float64) {
	if n := len(t.gaps); gap > 1e-2 || n > 0 && gap > t.gaps[n-1]/2 {
		return
	}
	if len(t.points) == trailLength {
		t.points, t.gaps = t.points[1:], t.gaps[1:]
	}
	q := newPoint(len(p.x), len(p.y))
	q.plus(p, 1/p.tau)
	t.points, t.gaps = append(t.points, q), append(t.gaps, gap)
}

// bounds reports whether m is the model of the trail with its objective
// bounded by the last row, another objective beside; sign is −1 where the row
// holds the negated objective.
func (t *trail) bounds(m *lp.Model) (sign float64, ok bool) {
	if t == nil || len(t.points) == 0 || m.Rows() != t.model.Rows()+1 || m.Cols() != t.model.Cols() {
		return 0, false
	}
	row := int32(m.Rows() - 1)
	switch {
	case math.IsInf(m.RowUpper[row], 1):
		sign = -1
	case math.IsInf(m.RowLower[row], -1):
		sign = 1
	default:
		return 0, false
	}
	for j, c := range t.model.Cost {
		v := 0.0
		if k := m.Start[j+1] - 1; k >= m.Start[j] && m.Index[k] == row {
			v = m.Value[k]
		}
		if v != sign*c || m.Lower[j] != t.model.Lower[j] || m.Upper[j] != t.model.Upper[j] {
			return 0, false
		}
	}
	return sign, true
}

// units are the factors between a form and the model that it was scaled from.
type units struct {
	cost  float64
	cols  []float64 // of the columns of the form
	duals []float64 // of its rows
}

func newUnits(m *lp.Model, f *form, restore func(*lp.Solution) *lp.Solution) units {
	one := func(n int) []float64 {
		s := make([]float64, n)
		for i := range s {
			s[i] = 1
		}
		return s
	}
	r := restore(&lp.Solution{Objective: 1, X: one(m.Cols()), RowDual: one(m.Rows())})
	u := units{cost: r.Objective}
	for _, i := range f.row {
		u.duals = append(u.duals, r.RowDual[i])
	}
	for j, c := range f.col {
		if c >= 0 {
			u.cols = append(u.cols, r.X[c])
		} else {
			u.cols = append(u.cols, u.cost/u.duals[f.a.Index[f.a.Start[j]]])
		}
	}
	return u
}

// second starts on a model whose last row bounds the objective of the one
// before, by slack more than its optimum, from the point of the old path with
// about that gap. Let y and z − v be its duals and λ a number: then λ·y, with
// λ for the new row, has reduced costs λ·(z − v) + c for the new costs c. So
// the point is feasible in both and, for large λ, as central as it was: the
// new path begins where the old one passes the slack. A λ that makes the old
// gap as large as the new costs is large enough.
func (s *method) second(t *trail, u units, sign float64) bool {
	if t.f == nil {
		return false
	}
	f, p := s.f, s.p
	old := t.f
	n, rows := old.a.Cols, old.a.Rows
	if f.a.Cols != n+1 || f.a.Rows != rows+1 {
		return false
	}
	// The row is ±c·x − sign·slack = b in its own units, c the old costs.
	row := rows
	objective := func(q *point) float64 {
		sum := -f.b[row]
		for j := range n {
			k := f.a.Start[j+1] - 1
			if k >= f.a.Start[j] && int(f.a.Index[k]) == row {
				sum += f.a.Value[k] * q.x[j] * t.units.cols[j] / u.cols[j]
			}
		}
		return -sign * sum // the room that the row leaves
	}
	room := make([]float64, len(t.points))
	inside := -1
	for i, q := range t.points {
		room[i] = objective(q)
		if inside < 0 && room[i] > 0 {
			inside = i
		}
	}
	if inside < 0 {
		return false
	}
	at := newPoint(n, rows)
	share := 1.0
	if inside > 0 {
		// Between the last point outside and the first inside, a tenth of the
		// room inside left.
		share = 1 - 0.9*room[inside]/(room[inside]-room[inside-1])
		at.plus(t.points[inside-1], 1-share)
	}
	at.plus(t.points[inside], share)
	left := objective(at)

	gap, cost := 0.0, 0.0
	for j := range n {
		at.x[j] *= t.units.cols[j] / u.cols[j]
		at.w[j] *= t.units.cols[j] / u.cols[j]
		at.z[j] *= u.cols[j] / u.cost * t.units.cost / t.units.cols[j]
		at.v[j] *= u.cols[j] / u.cost * t.units.cost / t.units.cols[j]
		gap += at.x[j]*at.z[j] + at.w[j]*at.v[j]
		cost += max(f.c[j]*at.x[j], -f.c[j]*at.w[j])
	}
	if !(gap > 0) || !(cost > 0) || !(left > 0) {
		return false
	}
	lambda := cost / gap
	for j := range n {
		p.x[j], p.w[j] = at.x[j], at.w[j]
		p.z[j], p.v[j] = lambda*at.z[j], lambda*at.v[j]
		switch {
		case f.free[j]:
		case f.c[j] >= 0:
			p.z[j] += f.c[j]
		case f.bounded(j):
			p.v[j] -= f.c[j]
		}
	}
	for i := range rows {
		p.y[i] = lambda * at.y[i] * t.units.duals[i] / u.duals[i]
	}
	p.y[row] = -sign * lambda / u.duals[row]
	p.x[n], p.z[n] = left, math.Abs(p.y[row])
	p.tau, p.kap = 1, 1
	p.kap = s.mu(p)
	return true
}
