package sparse

// Solve replaces each b by the solution x of (A·D·Aᵀ + R)·x = b for the
// matrices of the last [Factor.Compute]. Several at once cost little more than
// one, because most of the time goes into reading the factor.
func (f *Factor[T]) Solve(bs ...[]float64) {
	p := f.plan
	for len(f.x) < len(bs) {
		f.x = append(f.x, make([]T, p.n))
	}
	for s, b := range bs {
		for k, i := range p.perm {
			f.x[s][k] = T(b[i])
		}
	}
	v := f.local
	for g := range p.parent {
		rows, k := p.rows[g], int(p.first[g+1]-p.first[g])
		panel := f.l[p.start[g]:p.start[g+1]]
		for s := range bs {
			x := f.x[s]
			for i, r := range rows {
				v[i] = x[r]
			}
			f.on.forward(panel, len(rows), k, v)
			for i, r := range rows {
				x[r] = v[i]
			}
		}
	}
	for g := len(p.parent) - 1; g >= 0; g-- {
		rows, k := p.rows[g], int(p.first[g+1]-p.first[g])
		panel := f.l[p.start[g]:p.start[g+1]]
		for s := range bs {
			x := f.x[s]
			for i, r := range rows {
				v[i] = x[r]
			}
			f.on.backward(panel, len(rows), k, v)
			copy(x[p.first[g]:], v[:k])
		}
	}
	for s, b := range bs {
		for k, i := range p.perm {
			b[i] = float64(f.x[s][k])
		}
	}
}
