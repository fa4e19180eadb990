package sparse

import "math"

// Dense blocks are stored by rows: entry (i, j) of a block is c[i*ldc+j]. All
// the work is then in scalar products of rows, which lie in one piece.

// depth is how much of two rows is multiplied at a time, so that the rows of
// one pass stay in the nearest cache.
const depth = 256

// subProducts subtracts A·Bᵀ, A being m×k and B n×k, from the m×n block C.
func subProducts(c []float64, ldc int, a []float64, lda int, b []float64, ldb int, m, n, k int) {
	for from := 0; from < k; from += depth {
		w := min(depth, k-from)
		if vectors && w >= 4 {
			subVectors(c, ldc, a[from:], lda, b[from:], ldb, m, n, w)
		} else {
			subScalars(c, ldc, a[from:], lda, b[from:], ldb, m, n, w)
		}
	}
}

// subVectors is subProducts in tiles of twelve products, for k of at least 4.
func subVectors(c []float64, ldc int, a []float64, lda int, b []float64, ldb int, m, n, k int) {
	whole := k &^ 3
	var sum [12]float64
	j := 0
	for ; j+3 <= n; j += 3 {
		bj := b[j*ldb:]
		i := 0
		for ; i+4 <= m; i += 4 {
			ai := a[i*lda:]
			_, _ = ai[3*lda+k-1], bj[2*ldb+k-1]
			dots4x3(whole, &ai[0], lda, &bj[0], ldb, &sum)
			for l := whole; l < k; l++ {
				a0, a1, a2, a3 := ai[l], ai[lda+l], ai[2*lda+l], ai[3*lda+l]
				for q := range 3 {
					v := bj[q*ldb+l]
					sum[4*q] += a0 * v
					sum[4*q+1] += a1 * v
					sum[4*q+2] += a2 * v
					sum[4*q+3] += a3 * v
				}
			}
			for r := range 4 {
				row := c[(i+r)*ldc+j:][:3]
				row[0] -= sum[r]
				row[1] -= sum[4+r]
				row[2] -= sum[8+r]
			}
		}
		for ; i < m; i++ {
			ai, row := a[i*lda:][:k], c[i*ldc+j:][:3]
			row[0] -= product(ai, bj[:k])
			row[1] -= product(ai, bj[ldb:][:k])
			row[2] -= product(ai, bj[2*ldb:][:k])
		}
	}
	for ; j < n; j++ {
		bj := b[j*ldb:][:k]
		for i := range m {
			c[i*ldc+j] -= product(a[i*lda:][:k], bj)
		}
	}
}

// subScalars is subProducts without vectors.
func subScalars(c []float64, ldc int, a []float64, lda int, b []float64, ldb int, m, n, k int) {
	j := 0
	for ; j+2 <= n; j += 2 {
		b0, b1 := b[j*ldb:][:k], b[(j+1)*ldb:][:k]
		i := 0
		for ; i+4 <= m; i += 4 {
			p := i * lda
			s00, s01, s10, s11, s20, s21, s30, s31 := products4x2(
				a[p:][:k], a[p+lda:][:k], a[p+2*lda:][:k], a[p+3*lda:][:k], b0, b1)
			q := c[i*ldc+j:]
			q[0] -= s00
			q[1] -= s01
			q = q[ldc:]
			q[0] -= s10
			q[1] -= s11
			q = q[ldc:]
			q[0] -= s20
			q[1] -= s21
			q = q[ldc:]
			q[0] -= s30
			q[1] -= s31
		}
		for ; i < m; i++ {
			ai := a[i*lda:][:k]
			c[i*ldc+j] -= product(ai, b0)
			c[i*ldc+j+1] -= product(ai, b1)
		}
	}
	if j < n {
		bj := b[j*ldb:][:k]
		for i := range m {
			c[i*ldc+j] -= product(a[i*lda:][:k], bj)
		}
	}
}

// products4x2 returns the scalar products of four rows with two.
func products4x2(a0, a1, a2, a3, b0, b1 []float64) (s00, s01, s10, s11, s20, s21, s30, s31 float64) {
	n := len(a0)
	a1, a2, a3, b0, b1 = a1[:n], a2[:n], a3[:n], b0[:n], b1[:n] // no bounds checks below
	for k, x := range a0 {
		u, v := b0[k], b1[k]
		s00 += x * u
		s01 += x * v
		x = a1[k]
		s10 += x * u
		s11 += x * v
		x = a2[k]
		s20 += x * u
		s21 += x * v
		x = a3[k]
		s30 += x * u
		s31 += x * v
	}
	return
}

// product returns the scalar product of two rows of one length.
func product(a, b []float64) float64 {
	b = b[:len(a)]
	k, s0, s1 := 0, 0.0, 0.0
	if vectors && len(a) >= 4 {
		k = len(a) &^ 3
		s0 = dot(k, &a[0], &b[0])
	}
	for ; k+2 <= len(a); k += 2 {
		s0 += a[k] * b[k]
		s1 += a[k+1] * b[k+1]
	}
	if k < len(a) {
		s0 += a[k] * b[k]
	}
	return s0 + s1
}

// subtract subtracts s·a from y.
func subtract(y []float64, s float64, a []float64) {
	y = y[:len(a)]
	k := 0
	if vectors && len(a) >= 4 {
		k = len(a) &^ 3
		axpy(k, -s, &a[0], &y[0])
	}
	for ; k < len(a); k++ {
		y[k] -= s * a[k]
	}
}

// tiny is the share of a pivot's original size below which it counts as zero:
// its row depends on those before it, up to rounding.
const tiny = 1e-13

// huge takes the place of a pivot that counts as zero, so that the solution
// has nothing in its row (Andersen, "A modified Schur-complement method…",
// 1996, and many codes since).
const huge = 1e128

// cholesky factorises the k×k lower triangle at the top of l in place. pivot
// holds the diagonal before anything was subtracted from it. It returns how
// many pivots counted as zero.
func cholesky(l []float64, ld, k int, pivot []float64) (zero int) {
	for i := range k {
		row := l[i*ld:][:i+1]
		for j := range i {
			row[j] = (row[j] - product(row[:j], l[j*ld:][:j])) / l[j*ld+j]
		}
		d := row[i] - product(row[:i], row[:i])
		if !(d > tiny*pivot[i]) {
			d = huge
			zero++
		}
		row[i] = math.Sqrt(d)
	}
	return zero
}

// solveRows solves x·Lᵀ = r for each of m rows r of the block c in place, L
// being the k×k lower triangle at the top of l. Halves of it leave most of the
// work to subProducts.
func solveRows(c []float64, ldc, m int, l []float64, ld, k int) {
	if k > 16 {
		h := k / 2 &^ 3
		solveRows(c, ldc, m, l, ld, h)
		subProducts(c[h:], ldc, c, ldc, l[h*ld:], ld, m, k-h, h)
		solveRows(c[h:], ldc, m, l[h*ld+h:], ld, k-h)
		return
	}
	var inverse [16]float64
	for j := range k {
		inverse[j] = 1 / l[j*ld+j]
	}
	i := 0
	for ; i+4 <= m; i += 4 {
		r0, r1, r2, r3 := c[i*ldc:][:k], c[(i+1)*ldc:][:k], c[(i+2)*ldc:][:k], c[(i+3)*ldc:][:k]
		for j := range k {
			s0, s1, s2, s3 := products4x1(r0[:j], r1[:j], r2[:j], r3[:j], l[j*ld:][:j])
			r0[j] = (r0[j] - s0) * inverse[j]
			r1[j] = (r1[j] - s1) * inverse[j]
			r2[j] = (r2[j] - s2) * inverse[j]
			r3[j] = (r3[j] - s3) * inverse[j]
		}
	}
	for ; i < m; i++ {
		r := c[i*ldc:][:k]
		for j := range k {
			s := 0.0
			for q, v := range l[j*ld:][:j] {
				s += r[q] * v
			}
			r[j] = (r[j] - s) * inverse[j]
		}
	}
}

// products4x1 returns the scalar products of four rows with one.
func products4x1(a0, a1, a2, a3, b []float64) (s0, s1, s2, s3 float64) {
	n := len(b)
	a0, a1, a2, a3 = a0[:n], a1[:n], a2[:n], a3[:n]
	for k, v := range b {
		s0 += a0[k] * v
		s1 += a1[k] * v
		s2 += a2[k] * v
		s3 += a3[k] * v
	}
	return
}
