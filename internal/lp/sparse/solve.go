package sparse

import "passage/internal/lp/cores"

// Solve replaces each b by the solution x of (A·D·Aᵀ + R)·x = b for the
// matrices of the last [Factor.Compute]. Several at once cost little more than
// one, because most of the time goes into reading the factor.
//
// What a supernode takes off the rows above it goes to its parent by itself, as
// updates do in the factorisation, so that subtrees do not meet in any number;
// supernodes of the top are cut into pieces. Every sum is taken in the same order
// however many workers there are.
func (f *Factor[T]) Solve(bs ...[]float64) {
	p := f.plan
	for len(f.x) < len(bs) {
		f.x = append(f.x, make([]T, p.n))
		f.carried = append(f.carried, make([]T, p.upAt[len(p.parent)]))
	}
	for s, b := range bs {
		x := f.x[s]
		f.hands.Ranges(p.n, func(lo, hi int) {
			for k, i := range p.perm[lo:hi] {
				x[lo+k] = T(b[i])
			}
		})
	}
	f.hands.Each(len(p.trees), func(i int) {
		for g := p.trees[i].from; g < p.trees[i].to; g++ {
			f.down(g, len(bs), f.room(i), f.on.forward)
		}
	})
	for _, g := range p.top {
		f.down(g, len(bs), f.local, f.wideForward)
	}
	for i := len(p.top) - 1; i >= 0; i-- {
		f.up(p.top[i], len(bs), f.local, f.wideBackward)
	}
	f.hands.Each(len(p.trees), func(i int) {
		for g := p.trees[i].to - 1; g >= p.trees[i].from; g-- {
			f.up(g, len(bs), f.room(i), f.on.backward)
		}
	})
	for s, b := range bs {
		x := f.x[s]
		f.hands.Ranges(p.n, func(lo, hi int) {
			for k, i := range p.perm[lo:hi] {
				b[i] = float64(x[lo+k])
			}
		})
	}
}

// room returns the vector that subtree i works with.
func (f *Factor[T]) room(i int) []T {
	tall := f.plan.treeRows
	return f.rooms[i*tall : (i+1)*tall]
}

// down solves L·x = b for the columns of supernode g, of so many right-hand
// sides, and leaves for its parent what that takes off the rows above.
func (f *Factor[T]) down(g int32, sides int, v []T, forward func(l []T, ld, m, k int, v []T)) {
	p := f.plan
	k, m := int(p.first[g+1]-p.first[g]), len(p.rows[g])
	v = v[:m]
	for s := range sides {
		own, carried := f.x[s][p.first[g]:p.first[g+1]], f.carried[s]
		copy(v, own)
		clear(v[k:])
		for _, c := range p.children[g] {
			addTo(v, carried[p.upAt[c]:p.upAt[c+1]], p.into[c])
		}
		forward(f.l[p.start[g]:p.start[g+1]], m, m, k, v)
		copy(own, v)
		copy(carried[p.upAt[g]:], v[k:])
	}
}

// up solves Lᵀ·x = b for the columns of supernode g, once those above are known.
func (f *Factor[T]) up(g int32, sides int, v []T, backward func(l []T, ld, m, k int, v []T)) {
	p := f.plan
	k := int(p.first[g+1] - p.first[g])
	rows := p.rows[g]
	v = v[:len(rows)]
	for s := range sides {
		x := f.x[s]
		own := x[p.first[g]:p.first[g+1]]
		copy(v, own)
		for i, r := range rows[k:] {
			v[k+i] = x[r]
		}
		backward(f.l[p.start[g]:p.start[g+1]], len(rows), len(rows), k, v)
		copy(own, v)
	}
}

// spread is the number of entries of a factor from which a solution, and work on
// vectors of that size, is worth sharing. The factor of 40 places has 1.8 million.
const spread = 4_000_000

// Hands returns the team where solutions are worth sharing, else nil: the caller alone.
func (p *Plan) Hands(team *cores.Team) *cores.Team {
	if p.Entries() < spread {
		return nil
	}
	return team
}

// Pieces of a supernode of the top: after so many columns come the rows below
// them, so many at a time, or so many of the columns at a time. Each is some ten
// microseconds.
const (
	wide = 128
	tall = 1024
	few  = 16
)

// wideForward is forward in pieces.
func (f *Factor[T]) wideForward(l []T, ld, m, k int, v []T) {
	for from := 0; from < k; from += wide {
		w := min(wide, k-from)
		to := from + w
		f.on.forward(l[from*ld+from:], ld, w, w, v[from:to])
		f.hands.Each((m-to+tall-1)/tall, func(i int) {
			lo := to + i*tall
			f.on.takeOff(l[from*ld+lo:], ld, w, v[from:to], v[lo:min(m, lo+tall)])
		})
	}
}

// wideBackward is backward in pieces.
func (f *Factor[T]) wideBackward(l []T, ld, m, k int, v []T) {
	for from := (k - 1) / wide * wide; from >= 0; from -= wide {
		to := min(k, from+wide)
		if to < m {
			f.hands.Each((to-from+few-1)/few, func(i int) {
				lo := from + i*few
				f.on.takeProducts(l[lo*ld+to:], ld, v[lo:min(to, lo+few)], v[to:m])
			})
		}
		f.on.backward(l[from*ld+from:], ld, to-from, to-from, v[from:to])
	}
}
