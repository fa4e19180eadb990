package sparse

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"sync/atomic"

	"passage/internal/lp/cores"
)

// Factor is a Cholesky factor of A·D·Aᵀ + R. It is for one goroutine at a
// time; it uses several itself.
type Factor[T Number] struct {
	plan  *Plan
	on    *kernel[T]
	team  *cores.Team
	hands *cores.Team // for solutions

	l     []T
	top   stack[T]
	bench []bench[T] // one per worker
	zero  atomic.Int64

	// Of a solution: right-hand sides in the order of elimination, and what each
	// supernode takes off the rows above; the rows of one supernode of the top, and
	// of one of each subtree.
	x, carried   [][]T
	local, rooms []T
}

// bench is what one worker works with.
type bench[T Number] struct {
	stack stack[T]
	place []int32 // of a row among those of the supernode at hand
	pivot []T     // the diagonal of a supernode before its elimination
	// The rows of a supernode below its columns, in blocks that lie in one piece.
	packed []T
}

// stack holds update matrices on two piles, those of supernodes at even and at
// odd depths of the tree apart. So the update of a supernode grows on one pile
// while those of its children lie on top of the other, and none has to be moved.
type stack[T Number] [2]pile[T]

// pile holds update matrices, the latest on top.
type pile[T Number] struct {
	store []T
	size  int
	nodes []int32 // the supernode of each matrix
}

func newStack[T Number](size [2]int) stack[T] {
	return stack[T]{{store: make([]T, size[0])}, {store: make([]T, size[1])}}
}

func (s *stack[T]) clear() {
	for i := range s {
		s[i].size, s[i].nodes = 0, s[i].nodes[:0]
	}
}

// NewFactor takes the memory for a factor, see [Plan.Memory].
func (p *Plan) NewFactor(team *cores.Team) *Factor[float64] {
	return newFactor(p, team, kernels64()[0])
}

// NewSingle takes the memory for a factor in single precision, half of what the
// other takes.
func (p *Plan) NewSingle(team *cores.Team) *Factor[float32] {
	return newFactor(p, team, kernels32()[0])
}

func newFactor[T Number](p *Plan, team *cores.Team, on *kernel[T]) *Factor[T] {
	f := &Factor[T]{plan: p, on: on, team: team, hands: p.Hands(team), l: make([]T, p.Entries()), bench: make([]bench[T], min(team.Workers(), shares))}
	f.local, f.rooms = make([]T, p.topRows), make([]T, len(p.trees)*p.treeRows)
	for i := range f.bench {
		f.bench[i] = bench[T]{stack: newStack[T](p.taskStack), place: make([]int32, p.n)}
	}
	f.top = newStack[T](p.topStack)
	return f
}

// Compute factorises A·D·Aᵀ + R, given the diagonals of D and R. It returns
// the number of rows that depend on others up to rounding, which the factor
// leaves out, and an error only when the context ends.
//
// The method is multifrontal (Liu, "The multifrontal method for sparse matrix
// solution", SIAM Review 34, 1992): each supernode gathers its entries and the
// updates of its children, is eliminated, and leaves an update to its parent.
// Supernodes of the top take in the subtrees below them one by one, as soon as
// each is done, so that few updates wait for one another.
// Every sum is taken in the same order however many workers there are.
func (f *Factor[T]) Compute(ctx context.Context, d, r []float64) (int, error) {
	p := f.plan
	f.zero.Store(0)
	f.subtrees(ctx, p.apart, d, r, func(*stack[T]) {})
	f.top.clear()
	for _, g := range p.top {
		if ctx.Err() != nil {
			break
		}
		f.eliminate(ctx, g, &f.bench[0], &f.top, d, r, f.team, func(panel, update []T) {
			m, k := len(p.rows[g]), int(p.first[g+1]-p.first[g])
			f.subtrees(ctx, p.below[g], d, r, func(s *stack[T]) {
				at := 0
				roots := &s[1-p.odd[g]]
				for _, c := range roots.nodes {
					f.extendPanel(panel, m, k, roots.store[at:], c, nil)
					f.extendUpdate(update, m-k, k, roots.store[at:], c, nil)
					at += p.update(c)
				}
			})
		})
	}
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("factorisation stopped: %w", err)
	}
	return int(f.zero.Load()), nil
}

// subtrees eliminates subtrees side by side and has the updates of their roots
// taken in, in order.
func (f *Factor[T]) subtrees(ctx context.Context, trees []subtree, d, r []float64, takeIn func(*stack[T])) {
	var next atomic.Int64
	turn := make([]chan struct{}, len(trees)+1) // closed when it is the turn of a tree
	for i := range turn {
		turn[i] = make(chan struct{})
	}
	close(turn[0])
	work := func(b *bench[T]) {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(trees) {
				return
			}
			b.stack.clear()
			for g := trees[i].from; g < trees[i].to && ctx.Err() == nil; g++ {
				f.eliminate(ctx, g, b, &b.stack, d, r, nil, nil)
			}
			<-turn[i]
			if ctx.Err() == nil {
				takeIn(&b.stack)
			}
			close(turn[i+1])
		}
	}
	f.team.Each(min(len(f.bench), len(trees)), func(w int) { work(&f.bench[w]) })
}

// eliminate does the work of supernode g. below, if not nil, adds to its panel
// and its update what comes from subtrees that are not on the stack.
func (f *Factor[T]) eliminate(ctx context.Context, g int32, b *bench[T], s *stack[T], d, r []float64, team *cores.Team, below func(panel, update []T)) {
	p := f.plan
	k := int(p.first[g+1] - p.first[g])
	m := len(p.rows[g])
	panel := f.l[p.start[g]:p.start[g+1]]
	clear(panel)
	for i, row := range p.rows[g] {
		b.place[row] = int32(i)
	}
	for c := range k {
		j := int(p.first[g]) + c
		addColumn(p.a, panel[c*m:][:m], j, b.place, d)
		panel[c*m+c] += T(r[p.perm[j]])
	}

	// The children's updates lie on top of their pile.
	own, other := &s[p.odd[g]], &s[1-p.odd[g]]
	low, first := other.size, len(other.nodes)
	for first > 0 && p.parent[other.nodes[first-1]] == g {
		first--
		low -= p.update(other.nodes[first])
	}
	children := func(do func(from []T, c int32)) {
		at := low
		for _, c := range other.nodes[first:] {
			do(other.store[at:], c)
			at += p.update(c)
		}
	}
	children(func(from []T, c int32) { f.extendPanel(panel, m, k, from, c, team) })
	update := own.store[own.size : own.size+p.update(g)]
	fresh := below == nil || len(p.below[g]) == 0
	if !fresh {
		columns(0, m-k, (m-k)/2, team, func(j int) { clear(update[j*(m-k)+j : (j+1)*(m-k)]) })
		below(panel, update)
	}
	f.zero.Add(int64(f.panel(ctx, panel, k, m, b, team)))
	f.outer(ctx, update, panel, k, m, b, team, fresh)
	children(func(from []T, c int32) { f.extendUpdate(update, m-k, k, from, c, team) })
	other.size, other.nodes = low, other.nodes[:first]
	if len(update) > 0 {
		own.size += len(update)
		own.nodes = append(own.nodes, g)
	}
}

// eliminated returns how many rows of a child are columns of its parent's
// panel, into being their places among its rows.
func eliminated(into []int32, k int) int {
	n := 0
	for n < len(into) && int(into[n]) < k {
		n++
	}
	return n
}

// extendPanel adds what of the update of child c belongs there to a panel of k
// columns and m rows.
func (f *Factor[T]) extendPanel(panel []T, m, k int, from []T, c int32, team *cores.Team) {
	into, n := f.plan.into[c], len(f.plan.into[c])
	columns(0, eliminated(into, k), n, team, func(j int) {
		f.addColumn(panel[int(into[j])*m:][:m], 0, from[j*n:][:n], c, j)
	})
}

// extendUpdate adds the rest to the parent's update of so many rows.
func (f *Factor[T]) extendUpdate(update []T, below, k int, from []T, c int32, team *cores.Team) {
	into, n := f.plan.into[c], len(f.plan.into[c])
	columns(eliminated(into, k), n, n/2, team, func(j int) {
		f.addColumn(update[(int(into[j])-k)*below:][:below], k, from[j*n:][:n], c, j)
	})
}

// addColumn adds a column of the update of child c, from its row j down, to one of
// its parent that begins with the parent's row k.
func (f *Factor[T]) addColumn(col []T, k int, from []T, c int32, j int) {
	into, runs := f.plan.into[c], f.plan.runs[c]
	if runs == nil {
		rows := into[j:]
		for i, v := range from[j:] {
			col[int(rows[i])-k] += v
		}
		return
	}
	for r := sort.Search(len(runs), func(r int) bool { return int(runs[r]) > j }); r < len(runs); r++ {
		end := int(runs[r])
		f.on.add(col[int(into[j])-k:][:end-j], from[j:end])
		j = end
	}
}

func addTo[T Number](col, from []T, rows []int32) {
	rows = rows[:len(from)]
	for i, v := range from {
		col[rows[i]] += v
	}
}

// block is the number of columns that are eliminated at a time, and of rows
// and columns of a piece of work for one goroutine.
const block = 192

// panel eliminates the k columns of a panel of m rows.
func (f *Factor[T]) panel(ctx context.Context, panel []T, k, m int, b *bench[T], team *cores.Team) (zero int) {
	b.pivot = b.pivot[:0]
	for c := range k {
		b.pivot = append(b.pivot, panel[c*m+c])
	}
	for from := 0; from < k; from += block {
		if ctx.Err() != nil {
			return zero
		}
		w := min(block, k-from)
		diag, done := panel[from*m+from:], panel[from:]
		parts(m-from, from*w, team, func(lo, hi int) {
			f.on.subProducts(diag[lo:], m, done[lo:], m, done, m, hi-lo, w, from, lo == 0, false)
		})
		zero += f.on.cholesky(diag, m, w, b.pivot[from:])
		parts(m-from-w, w*w/2, team, func(lo, hi int) {
			f.on.solveRows(diag[w+lo:], m, hi-lo, diag, m, w)
		})
	}
	return zero
}

// outer subtracts the outer product of the rows below the pivots from the
// update, or from 0 where the update is fresh, tile by tile.
func (f *Factor[T]) outer(ctx context.Context, update, panel []T, k, m int, bench *bench[T], team *cores.Team, fresh bool) {
	n := m - k
	rows := panel[k:]
	tiles := (n + block - 1) / block
	// Each block of rows goes into as many tiles as there are blocks.
	packed := bench.packed[:0]
	if f.on.packs(m, n, n, k) && tiles > 1 {
		bench.packed = slices.Grow(packed, n*k)
		packed = bench.packed[:n*k]
		each(tiles, block*k, team, func(t int) {
			from, h := t*block, min(block, n-t*block)
			pack(packed[from*k:], h, rows[from:], m, k)
		})
	}
	each(tiles*(tiles+1)/2, block*block*k, team, func(t int) {
		if ctx.Err() != nil {
			return
		}
		i := 0
		for t > i {
			t -= i + 1
			i++
		}
		i0, j0 := i*block, t*block
		a, lda, b, ldb := rows[i0:], m, rows[j0:], m
		h, w := min(block, n-i0), min(block, n-j0)
		if len(packed) > 0 {
			a, lda, b, ldb = packed[i0*k:], h, packed[j0*k:], w
		}
		f.on.subProducts(update[j0*n+i0:], n, a, lda, b, ldb, h, w, k, i == t, fresh)
	})
}

// worth is the least work, in multiplications, that repays a second core.
const worth = 50_000

// parts shares n rows of so much work each, in pieces.
func parts(n, work int, team *cores.Team, do func(lo, hi int)) {
	if n == 0 {
		return
	}
	if team == nil || n*work < worth {
		do(0, n)
		return
	}
	each((n+block-1)/block, block*work, team, func(t int) { do(t*block, min(n, (t+1)*block)) })
}

// columns does columns from lo up to hi, of so much work each, some at a time.
func columns(lo, hi, work int, team *cores.Team, do func(j int)) {
	const some = 64
	each((hi-lo+some-1)/some, some*work, team, func(t int) {
		for j := lo + t*some; j < min(hi, lo+(t+1)*some); j++ {
			do(j)
		}
	})
}

// each does n pieces of so much work each.
func each(n, work int, team *cores.Team, do func(int)) {
	if n*work < worth {
		team = nil
	}
	team.Each(n, do)
}
