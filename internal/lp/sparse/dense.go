package sparse

import (
	"math"
	"sync"
)

// Dense blocks are stored by column: entry (i, j) of a block is c[j*ldc+i].
// All the work is in products of blocks, tile by tile in registers.

// Number is what a factor is made of. Single precision halves what has to be
// moved and doubles what a register holds.
type Number interface{ float32 | float64 }

// kernel is what a processor does in registers with numbers of one precision.
// One without tiles does nothing; all is then done in Go.
type kernel[T Number] struct {
	name  string
	rows  int // of a tile
	lanes int // numbers in a register
	tiles []tile[T]
	// y −= the four columns at a times x; x = their products with y. n is a
	// multiple of the lanes.
	sub4, dot4 func(n int, a *T, lda int, x, y *T)
	// solve solves eight columns of x·Lᵀ = c in place; nil where there is none.
	solve func(rows int, c *T, ldc int, l *[36]T)

	// A pivot below this share of its original size counts as zero: its row
	// depends on those before it, up to rounding.
	tiny T
	// instead returns what takes the place of such a pivot, given its original size.
	instead func(T) T

	benches sync.Pool // room for packed blocks
}

// tile subtracts A·Bᵀ from a block of so many columns, or sets it to −A·Bᵀ
// where fresh is not 0.
type tile[T Number] struct {
	cols int
	do   func(k int, a *T, lda int, b *T, ldb int, c *T, ldc, rows, fresh int)
}

// depth is how many columns of A and B are multiplied at a time, so that those
// of a block stay in the nearer caches.
const depth = 256

// subProducts subtracts A·Bᵀ, A being m×k and B n×k, from the m×n block C.
// With lower set only entries on and below the diagonal of C count, and those
// above it come out as anything; with fresh set C is what is subtracted from 0.
func (on *kernel[T]) subProducts(c []T, ldc int, a []T, lda int, b []T, ldb int, m, n, k int, lower, fresh bool) {
	if m <= 0 || n <= 0 {
		return
	}
	for from := 0; from < k; from += depth {
		w := min(depth, k-from)
		switch {
		case len(on.tiles) == 0:
			on.subScalars(c, ldc, a[from*lda:], lda, b[from*ldb:], ldb, m, n, w, lower, fresh)
		case on.packs(lda, m, n, w):
			on.subPacked(c, ldc, a[from*lda:], lda, b[from*ldb:], ldb, m, n, w, lower, fresh)
		default:
			on.subTiles(c, ldc, a[from*lda:], lda, b[from*ldb:], ldb, m, n, w, lower, fresh)
		}
		fresh = false
	}
}

// farApart is the distance between columns from which each of them lies on a
// page of memory of its own, nearly: too many pages to keep at hand at once.
const farApart = 400

// packs reports whether a product is worth copying A and B for.
func (on *kernel[T]) packs(lda, m, n, k int) bool {
	return len(on.tiles) > 0 && lda >= farApart && m > on.rows && n > 2*on.tiles[0].cols && k >= 8
}

// subPacked is subTiles on copies of A and B that lie in one piece.
func (on *kernel[T]) subPacked(c []T, ldc int, a []T, lda int, b []T, ldb int, m, n, k int, lower, fresh bool) {
	room, _ := on.benches.Get().(*[]T)
	if room == nil {
		s := make([]T, 2*depth*block)
		room = &s
	}
	defer on.benches.Put(room)
	pa, pb := (*room)[:depth*block], (*room)[depth*block:]
	for j := 0; j < n; j += block {
		w := min(block, n-j)
		pack(pb, w, b[j:], ldb, k)
		i := 0
		if lower {
			i = j
		}
		for ; i < m; i += block {
			h := min(block, m-i)
			pack(pa, h, a[i:], lda, k)
			on.subTiles(c[j*ldc+i:], ldc, pa, h, pb, w, h, w, k, lower && i == j, fresh)
		}
	}
}

// pack copies k columns of n numbers each into one piece.
func pack[T Number](to []T, n int, from []T, ld, k int) {
	for l := range k {
		copy(to[l*n:][:n], from[l*ld:])
	}
}

func (on *kernel[T]) subTiles(c []T, ldc int, a []T, lda int, b []T, ldb int, m, n, k int, lower, fresh bool) {
	first := 0
	if fresh {
		first = 1
	}
	tiles := on.tiles
	for j := 0; j < n; j += tiles[0].cols {
		for tiles[0].cols > n-j {
			tiles = tiles[1:]
		}
		t := tiles[0]
		i := 0
		if lower {
			i = j
		}
		// The last entries that the tile will touch must be there.
		_, _, _ = a[(k-1)*lda+m-1], b[(k-1)*ldb+j+t.cols-1], c[(j+t.cols-1)*ldc+m-1]
		for ; i < m; i += on.rows {
			t.do(k, &a[i], lda, &b[j], ldb, &c[j*ldc+i], ldc, min(on.rows, m-i), first)
		}
	}
}

// subScalars is subTiles in Go.
func (on *kernel[T]) subScalars(c []T, ldc int, a []T, lda int, b []T, ldb int, m, n, k int, lower, fresh bool) {
	for j := range n {
		i := 0
		if lower {
			i = j
		}
		col := c[j*ldc+i:][:max(0, m-i)]
		if fresh {
			clear(col)
		}
		for l := range k {
			subtract(col, b[l*ldb+j], a[l*lda+i:])
		}
	}
}

// subtract subtracts s·a from y.
func subtract[T Number](y []T, s T, a []T) {
	a = a[:len(y)]
	k := 0
	for ; k+4 <= len(y); k += 4 {
		y[k] -= s * a[k]
		y[k+1] -= s * a[k+1]
		y[k+2] -= s * a[k+2]
		y[k+3] -= s * a[k+3]
	}
	for ; k < len(y); k++ {
		y[k] -= s * a[k]
	}
}

// add adds a to y.
func (on *kernel[T]) add(y, a []T) {
	n := 0
	if on.sub4 != nil {
		if n = len(y) &^ (on.lanes - 1); n > 0 {
			_ = a[n-1]
			// One column four times, of which three count nothing.
			once := [4]T{-1}
			on.sub4(n, &a[0], 0, &once[0], &y[0])
		}
	}
	for i := n; i < len(y); i++ {
		y[i] += a[i]
	}
}

// product returns the scalar product of two columns of one length.
func product[T Number](a, b []T) T {
	b = b[:len(a)]
	var s0, s1, s2, s3 T
	k := 0
	for ; k+4 <= len(a); k += 4 {
		s0 += a[k] * b[k]
		s1 += a[k+1] * b[k+1]
		s2 += a[k+2] * b[k+2]
		s3 += a[k+3] * b[k+3]
	}
	for ; k < len(a); k++ {
		s0 += a[k] * b[k]
	}
	return s0 + s1 + s2 + s3
}

// cholesky factorises the k×k lower triangle at the top of l in place. pivot
// holds the diagonal before anything was subtracted from it. It returns how
// many pivots counted as zero.
func (on *kernel[T]) cholesky(l []T, ld, k int, pivot []T) (zero int) {
	if k > 8 {
		h := max(8, k/2&^7)
		zero = on.cholesky(l, ld, h, pivot)
		on.solveRows(l[h:], ld, k-h, l, ld, h)
		rest := l[h*ld+h:]
		on.subProducts(rest, ld, l[h:], ld, l[h:], ld, k-h, k-h, h, true, false)
		return zero + on.cholesky(rest, ld, k-h, pivot[h:])
	}
	for j := range k {
		col := l[j*ld:][:k]
		d := col[j]
		if !(d > on.tiny*pivot[j]) {
			d = on.instead(pivot[j])
			zero++
		}
		d = T(math.Sqrt(float64(d)))
		col[j] = d
		for i := j + 1; i < k; i++ {
			col[i] /= d
		}
		for c := j + 1; c < k; c++ {
			s, to := col[c], l[c*ld:][:k]
			for i := c; i < k; i++ {
				to[i] -= s * col[i]
			}
		}
	}
	return zero
}

// solveRows solves x·Lᵀ = r for each of m rows r of the block c in place, L
// being the k×k lower triangle at the top of l.
func (on *kernel[T]) solveRows(c []T, ldc, m int, l []T, ld, k int) {
	if m <= 0 {
		return
	}
	for from := 0; from < k; from += 8 {
		w := min(8, k-from)
		on.subProducts(c[from*ldc:], ldc, c, ldc, l[from:], ld, m, w, from, false, false)
		on.solveFew(c[from*ldc:], ldc, m, l[from*ld+from:], ld, w)
	}
}

// solveFew is solveRows for at most eight columns.
func (on *kernel[T]) solveFew(c []T, ldc, m int, l []T, ld, k int) {
	if k == 8 && on.solve != nil {
		var packed [36]T
		at := 0
		for j := range 8 {
			for i := range j {
				packed[at] = l[i*ld+j]
				at++
			}
			packed[28+j] = 1 / l[j*ld+j]
		}
		_ = c[7*ldc+m-1]
		on.solve(m, &c[0], ldc, &packed)
		return
	}
	for j := range k {
		col := c[j*ldc:][:m]
		for i := range j {
			subtract(col, l[i*ld+j], c[i*ldc:])
		}
		inverse := 1 / l[j*ld+j]
		for i := range col {
			col[i] *= inverse
		}
	}
}

// forward solves L·x = v in place for the k columns of L, m rows each and ld
// apart, and takes its share off the m−k entries of v below.
func (on *kernel[T]) forward(l []T, ld, m, k int, v []T) {
	for j := 0; j < k; {
		// Four columns at a time: a small triangle, then all below it.
		w := min(4, k-j)
		for q := j; q < j+w; q++ {
			col := l[q*ld:][:j+w]
			v[q] /= col[q]
			for r := q + 1; r < j+w; r++ {
				v[r] -= v[q] * col[r]
			}
		}
		if j+w < m {
			on.takeOff(l[j*ld+j+w:], ld, w, v[j:j+w], v[j+w:m])
		}
		j += w
	}
}

// takeOff subtracts L·x from y, the k columns of L being ld apart.
func (on *kernel[T]) takeOff(l []T, ld, k int, x, y []T) {
	j := 0
	if n := len(y) &^ (on.lanes - 1); n > 0 && on.sub4 != nil {
		for ; j+4 <= k; j += 4 {
			_ = l[(j+3)*ld+len(y)-1]
			on.sub4(n, &l[j*ld], ld, &x[j], &y[0])
			for i := n; i < len(y); i++ {
				y[i] -= x[j]*l[j*ld+i] + x[j+1]*l[(j+1)*ld+i] + x[j+2]*l[(j+2)*ld+i] + x[j+3]*l[(j+3)*ld+i]
			}
		}
	}
	for ; j < k; j++ {
		subtract(y, x[j], l[j*ld:])
	}
}

// backward solves Lᵀ·x = v in place for the k columns of L, ld apart, given the
// m−k entries of x below in v.
func (on *kernel[T]) backward(l []T, ld, m, k int, v []T) {
	for j := k; j > 0; {
		from := max(0, j-4)
		if j < m {
			on.takeProducts(l[from*ld+j:], ld, v[from:j], v[j:m])
		}
		for q := j - 1; q >= from; q-- {
			col := l[q*ld:][:j]
			s := v[q]
			for i := q + 1; i < j; i++ {
				s -= col[i] * v[i]
			}
			v[q] = s / col[q]
		}
		j = from
	}
}

// takeProducts subtracts Lᵀ·x from y, the columns of L being ld apart.
func (on *kernel[T]) takeProducts(l []T, ld int, y, x []T) {
	j := 0
	if n := len(x) &^ (on.lanes - 1); n > 0 && on.dot4 != nil {
		for ; j+4 <= len(y); j += 4 {
			var sum [4]T
			_ = l[(j+3)*ld+len(x)-1]
			on.dot4(n, &l[j*ld], ld, &sum[0], &x[0])
			for q := range sum {
				y[j+q] -= sum[q] + product(l[(j+q)*ld+n:][:len(x)-n], x[n:])
			}
		}
	}
	for ; j < len(y); j++ {
		y[j] -= product(l[j*ld:][:len(x)], x)
	}
}
