package sparse

// Solve replaces b by the solution x of (A·D·Aᵀ + R)·x = b for the matrices of
// the last [Factor.Compute].
func (f *Factor) Solve(b []float64) {
	p, x := f.plan, f.x
	for k, i := range p.perm {
		x[k] = b[i]
	}
	for g := range p.parent {
		from, k := int(p.first[g]), int(p.first[g+1]-p.first[g])
		panel := f.l[p.start[g]:p.start[g+1]]
		own := x[from:][:k]
		for i := range own {
			row := panel[i*k:][:i+1]
			own[i] = (own[i] - product(row[:i], own[:i])) / row[i]
		}
		for i, r := range p.rows[g][k:] {
			x[r] -= product(panel[(k+i)*k:][:k], own)
		}
	}
	for g := len(p.parent) - 1; g >= 0; g-- {
		from, k := int(p.first[g]), int(p.first[g+1]-p.first[g])
		panel := f.l[p.start[g]:p.start[g+1]]
		own := x[from:][:k]
		for i, r := range p.rows[g][k:] {
			subtract(own, x[r], panel[(k+i)*k:][:k])
		}
		for i := k - 1; i >= 0; i-- {
			row := panel[i*k:][:i+1]
			own[i] /= row[i]
			subtract(own[:i], own[i], row[:i])
		}
	}
	for k, i := range p.perm {
		b[i] = x[k]
	}
}
