package sparse

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// Factor is a Cholesky factor of A·D·Aᵀ + R. It is for one goroutine at a
// time; it uses several itself.
type Factor struct {
	plan    *Plan
	workers int

	l       []float64
	updates [][]float64 // update matrices that outlive their task
	top     stack
	bench   []bench // one per worker
	x       []float64
	zero    atomic.Int64
}

// bench is what one worker works with.
type bench struct {
	stack stack
	place []int32   // of a row among those of the supernode at hand
	pivot []float64 // the diagonal of a supernode before its elimination
}

// stack holds update matrices, the latest on top.
type stack struct {
	store []float64
	size  int
	nodes []int32 // the supernode of each matrix on the stack
}

// NewFactor takes the memory for a factor, see [Plan.Memory].
func (p *Plan) NewFactor(workers int) *Factor {
	workers = max(1, min(workers, shares))
	f := &Factor{
		plan: p, workers: workers,
		l: make([]float64, p.Entries()), updates: make([][]float64, len(p.parent)),
		bench: make([]bench, workers), x: make([]float64, p.n),
	}
	most := 0
	for _, t := range p.tasks {
		most = max(most, t.stack)
	}
	for i := range f.bench {
		f.bench[i] = bench{stack: stack{store: make([]float64, most)}, place: make([]int32, p.n)}
	}
	f.top.store = make([]float64, p.topStack)
	for g := range p.parent {
		if p.leaves(int32(g)) {
			f.updates[g] = make([]float64, p.update(int32(g)))
		}
	}
	return f
}

// Compute factorises A·D·Aᵀ + R, given the diagonals of D and R. It returns
// the number of rows that depend on others up to rounding, which the factor
// leaves out, and an error only when the context ends.
//
// The method is multifrontal (Liu, "The multifrontal method for sparse matrix
// solution", SIAM Review 34, 1992): each supernode gathers its entries and the
// updates of its children, is eliminated, and leaves an update to its parent.
// Every sum is taken in the same order however many workers there are.
func (f *Factor) Compute(ctx context.Context, d, r []float64) (int, error) {
	f.zero.Store(0)
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range min(f.workers, len(f.plan.tasks)) {
		wg.Go(func() {
			b := &f.bench[w]
			for {
				i := int(next.Add(1)) - 1
				if i >= len(f.plan.tasks) {
					return
				}
				t := f.plan.tasks[i]
				b.stack.size, b.stack.nodes = 0, b.stack.nodes[:0]
				for g := t.from; g < t.to; g++ {
					if ctx.Err() != nil {
						return
					}
					f.eliminate(ctx, g, b, &b.stack, d, r, 1)
				}
			}
		})
	}
	wg.Wait()
	f.top.size, f.top.nodes = 0, f.top.nodes[:0]
	for _, g := range f.plan.top {
		if ctx.Err() != nil {
			break
		}
		f.eliminate(ctx, g, &f.bench[0], &f.top, d, r, f.workers)
	}
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("factorisation stopped: %w", err)
	}
	return int(f.zero.Load()), nil
}

// eliminate does the work of supernode g.
func (f *Factor) eliminate(ctx context.Context, g int32, b *bench, s *stack, d, r []float64, workers int) {
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
		p.a.addColumn(panel[c:], k, j, b.place, d)
		panel[c*k+c] += r[p.perm[j]]
	}

	update := f.updates[g]
	size := s.size
	if update == nil {
		update = s.store[size : size+p.update(g)]
	}
	clear(update)
	low := f.gather(g, s, panel, k, update, m-k)

	f.zero.Add(int64(f.panel(ctx, panel, k, m, b, workers)))
	if m > k {
		f.outer(ctx, update, panel, k, m, workers)
	}
	if f.updates[g] == nil {
		if low < size {
			copy(s.store[low:], update)
		}
		s.size = low + len(update)
		if len(update) > 0 {
			s.nodes = append(s.nodes, g)
		}
	} else {
		s.size = low
	}
}

// gather adds the updates of the children to the panel and the update of g,
// and takes them off the stack. It returns the size that is left of the stack.
func (f *Factor) gather(g int32, s *stack, panel []float64, k int, update []float64, below int) int {
	p := f.plan
	size := s.size
	for len(s.nodes) > 0 {
		c := s.nodes[len(s.nodes)-1]
		if p.parent[c] != g {
			break
		}
		s.nodes = s.nodes[:len(s.nodes)-1]
		size -= p.update(c)
		extend(panel, k, update, below, s.store[size:], p.into[c])
	}
	for _, c := range p.outer[g] {
		extend(panel, k, update, below, f.updates[c], p.into[c])
	}
	return size
}

// extend adds the lower triangle of a child's update to a panel of k columns
// and an update of so many rows; into holds the places of its rows.
func extend(panel []float64, k int, update []float64, below int, from []float64, into []int32) {
	n := len(into)
	inPanel := 0 // rows of the child that the parent eliminates
	for inPanel < n && int(into[inPanel]) < k {
		inPanel++
	}
	for i, r := range into {
		row := from[i*n:][:i+1]
		to := panel[int(r)*k:][:k]
		for j := range min(i+1, inPanel) {
			to[into[j]] += row[j]
		}
		if i < inPanel {
			continue
		}
		to = update[(int(r)-k)*below:][:below]
		for j := inPanel; j <= i; j++ {
			to[int(into[j])-k] += row[j]
		}
	}
}

// block is the number of columns that are eliminated at a time.
const block = 64

// panel eliminates the k columns of a panel of m rows.
func (f *Factor) panel(ctx context.Context, panel []float64, k, m int, b *bench, workers int) (zero int) {
	b.pivot = b.pivot[:0]
	for c := range k {
		b.pivot = append(b.pivot, panel[c*k+c])
	}
	for from := 0; from < k; from += block {
		if ctx.Err() != nil {
			return zero
		}
		w := min(block, k-from)
		diag := panel[from*k:]
		subProducts(diag[from:], k, diag, k, diag, k, w, w, from)
		zero += cholesky(diag[from:], k, w, b.pivot[from:])
		rest := m - from - w
		parts(rest, 4*from*w+w*w, workers, func(lo, hi int) {
			rows := panel[(from+w+lo)*k:]
			subProducts(rows[from:], k, rows, k, diag, k, hi-lo, w, from)
			solveRows(rows[from:], k, hi-lo, diag[from:], k, w)
		})
	}
	return zero
}

// outer subtracts the outer product of the rows below the pivots from the
// update, tile by tile.
func (f *Factor) outer(ctx context.Context, update, panel []float64, k, m, workers int) {
	n := m - k
	rows := panel[k*k:]
	tiles := (n + block - 1) / block
	each(tiles*(tiles+1)/2, block*block*k, workers, func(t int) {
		if ctx.Err() != nil {
			return
		}
		i := 0
		for t > i {
			t -= i + 1
			i++
		}
		i0, j0 := i*block, t*block
		subProducts(update[i0*n+j0:], n, rows[i0*k:], k, rows[j0*k:], k, min(block, n-i0), min(block, n-j0), k)
	})
}

// worth is the least work, in multiplications, that repays a second goroutine.
const worth = 50_000

// parts shares n rows of so much work each among the workers, in pieces.
func parts(n, work, workers int, do func(lo, hi int)) {
	if n == 0 {
		return
	}
	if workers < 2 || n*work < worth {
		do(0, n)
		return
	}
	each((n+block-1)/block, block*work, workers, func(t int) { do(t*block, min(n, (t+1)*block)) })
}

// each does n pieces of so much work each.
func each(n, work, workers int, do func(int)) {
	if workers < 2 || n < 2 || n*work < worth {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}
