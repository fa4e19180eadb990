package sparse

import (
	"context"
	"math"
)

// Order returns an order of elimination for a symmetric matrix that keeps its
// Cholesky factor sparse: order[k] is the row to eliminate k-th. adj holds the
// neighbours of each row, each once and without the row itself; it is used up.
//
// This is the approximate minimum degree method of Amestoy, Davis and Duff
// ("An approximate minimum degree ordering algorithm", SIAM J. Matrix Anal.
// Appl. 17, 1996) on a quotient graph. An eliminated row becomes an element,
// which stands for the clique of rows that its elimination joins; rows that
// cannot be told apart any more are eliminated together; the degree of a row
// is bounded from above by the sizes of its elements, which is cheap, instead
// of counted, which is not. Rows with very many neighbours go last untouched.
//
// With stages, one per row and not below 0, rows of a lower stage go before
// those of a higher one, unless that makes no difference. When the context ends
// the order is incomplete.
func Order(ctx context.Context, adj [][]int32, stage []int32) []int32 {
	g := newQuotient(adj, stage)
	for step := 0; g.done < g.n; step++ {
		if step%256 == 0 && ctx.Err() != nil {
			break
		}
		p := g.least()
		front := g.eliminate(p)
		g.sizes(front)
		g.degrees(p, front)
		g.merge(front)
		g.settle(p, front)
	}
	return append(g.order, g.last...)
}

// quotient is the quotient graph between two eliminations.
type quotient struct {
	n, done int

	vars [][]int32 // neighbouring rows of a row; of an element, its rows
	elem [][]int32 // neighbouring elements of a row

	// weight is how many rows a row stands for: 0 when it was eliminated or
	// stands behind another; negative while it is in the front.
	weight []int32
	isElem []bool // still an element that others refer to
	degree []int32
	same   [][]int32 // rows that stand behind a row

	size []int32 // of an element: the weight of its rows
	last []int32 // the dense rows

	// Rows of equal degree are in a doubly linked list, those of later stages
	// in none.
	head, next, prev []int32
	low              int32
	stage            []int32   // nil: there is but one
	now              int32     // the stage at hand
	later            [][]int32 // the rows of each stage

	mark  []int32 // of an element: flag + its weight outside the front
	flag  int32
	hash  []uint32
	chain []int32 // the next row of the front with a like hash
	first []int32 // the first such row, by hash; −1
	tag   []int32
	tagNo int32

	order []int32
}

func newQuotient(adj [][]int32, stage []int32) *quotient {
	n := len(adj)
	ints := func() []int32 { return make([]int32, n) }
	g := &quotient{
		n: n, vars: adj, elem: make([][]int32, n), weight: ints(), isElem: make([]bool, n),
		degree: ints(), same: make([][]int32, n), head: ints(), next: ints(), prev: ints(),
		mark: ints(), flag: 1, size: ints(), hash: make([]uint32, n), chain: ints(), first: ints(),
		tag: ints(), order: make([]int32, 0, n), stage: stage,
	}
	for i := range n {
		g.head[i], g.first[i], g.weight[i] = -1, -1, 1
		g.next[i], g.prev[i] = -1, -1
	}
	// The bound is that of the AMD library's manual.
	dense := int(max(16, 10*math.Sqrt(float64(n))))
	for i := range n {
		if len(adj[i]) > dense {
			g.last = append(g.last, int32(i))
			g.weight[i] = 0
		}
	}
	for i := range n {
		if g.weight[i] == 0 {
			continue
		}
		d := 0
		for _, j := range adj[i] {
			if g.weight[j] != 0 {
				d++
			}
		}
		g.degree[i] = int32(d)
		g.insert(int32(i))
		if stage != nil {
			for len(g.later) <= int(stage[i]) {
				g.later = append(g.later, nil)
			}
			g.later[stage[i]] = append(g.later[stage[i]], int32(i))
		}
	}
	g.n = n - len(g.last)
	return g
}

func (g *quotient) insert(i int32) {
	if !g.listed(i) {
		return
	}
	d := g.degree[i]
	g.prev[i], g.next[i] = -1, g.head[d]
	if g.head[d] >= 0 {
		g.prev[g.head[d]] = i
	}
	g.head[d] = i
	g.low = min(g.low, d)
}

// listed reports whether the turn of a row has come.
func (g *quotient) listed(i int32) bool { return g.stage == nil || g.stage[i] <= g.now }

func (g *quotient) remove(i int32) {
	if !g.listed(i) {
		return
	}
	if g.prev[i] >= 0 {
		g.next[g.prev[i]] = g.next[i]
	} else {
		g.head[g.degree[i]] = g.next[i]
	}
	if g.next[i] >= 0 {
		g.prev[g.next[i]] = g.prev[i]
	}
}

// least takes a row of least degree out of the lists.
func (g *quotient) least() int32 {
	for g.head[g.low] < 0 {
		if g.low++; int(g.low) < g.n {
			continue
		}
		// The next stage.
		g.now++
		g.low = 0
		for _, i := range g.later[g.now] {
			if g.weight[i] > 0 {
				g.insert(i)
			}
		}
	}
	p := g.head[g.low]
	g.remove(p)
	return p
}

// place writes a row, and those that stand behind it, into the order.
func (g *quotient) place(i int32) {
	g.order = append(g.order, i)
	g.done++
	for _, j := range g.same[i] {
		g.place(j)
	}
	g.same[i] = nil
}

// eliminate makes row p an element and returns its rows, out of the lists of
// degrees and with negated weights.
func (g *quotient) eliminate(p int32) []int32 {
	g.place(p)
	g.weight[p] = 0
	size := 0
	for _, j := range g.vars[p] {
		if g.weight[j] > 0 {
			size++
		}
	}
	for _, e := range g.elem[p] {
		size += len(g.vars[e])
	}
	front := make([]int32, 0, size)
	take := func(rows []int32) {
		for _, j := range rows {
			if g.weight[j] > 0 {
				g.remove(j)
				g.weight[j] = -g.weight[j]
				front = append(front, j)
			}
		}
	}
	take(g.vars[p])
	for _, e := range g.elem[p] {
		take(g.vars[e])
		g.isElem[e], g.vars[e] = false, nil
	}
	g.elem[p] = nil
	g.isElem[p] = true
	return front
}

// sizes finds, for each element next to the front, the weight of its rows
// outside the front, as mark − flag.
func (g *quotient) sizes(front []int32) {
	if g.flag > math.MaxInt32-int32(len(g.mark))-2 {
		clear(g.mark)
		g.flag = 1
	}
	for _, i := range front {
		w := -g.weight[i]
		for _, e := range g.elem[i] {
			if !g.isElem[e] {
				continue
			}
			if g.mark[e] < g.flag {
				g.mark[e] = g.flag + g.size[e]
			}
			g.mark[e] -= w
		}
	}
}

// degrees bounds the degree of each row of the front anew, drops elements and
// rows that the new element p covers, and eliminates with p the rows that have
// no other neighbour.
func (g *quotient) degrees(p int32, front []int32) {
	total := int32(0)
	for _, i := range front {
		total -= g.weight[i]
	}
	top := g.flag
	for _, i := range front {
		d, h := int32(0), uint32(0)
		elems := g.elem[i][:0]
		for _, e := range g.elem[i] {
			if !g.isElem[e] {
				continue
			}
			out := g.mark[e] - g.flag
			top = max(top, g.mark[e])
			if out == 0 { // p covers all of e
				g.isElem[e], g.vars[e] = false, nil
				continue
			}
			d += out
			h += uint32(e)
			elems = append(elems, e)
		}
		vars := g.vars[i][:0]
		for _, j := range g.vars[i] {
			if g.weight[j] > 0 { // neither gone nor in the front
				d += g.weight[j]
				h += uint32(j)
				vars = append(vars, j)
			}
		}
		g.vars[i] = vars
		if d == 0 {
			total += g.weight[i]
			g.weight[i] = 0
			g.elem[i], g.vars[i] = nil, nil
			g.place(i)
			continue
		}
		g.elem[i] = append(elems, p)
		g.hash[i] = h + uint32(p)
		g.degree[i] = min(g.degree[i], d)
	}
	for _, i := range front {
		if g.weight[i] < 0 {
			w := -g.weight[i]
			g.degree[i] = min(g.degree[i]+total-w, int32(g.n-g.done)-w)
		}
	}
	g.flag = top + 1
}

// merge finds rows of the front with the same neighbours and lets one stand
// for the others.
func (g *quotient) merge(front []int32) {
	buckets := uint32(len(g.first))
	for _, i := range front {
		if g.weight[i] == 0 {
			continue
		}
		b := g.hash[i] % buckets
		joined := false
		for k := g.first[b]; k >= 0; k = g.chain[k] {
			if g.hash[k] == g.hash[i] && (g.stage == nil || g.stage[k] == g.stage[i]) && g.alike(k, i) {
				g.weight[k] += g.weight[i]
				g.degree[k] += g.weight[i] // i is no neighbour of k any more; its weight is negative
				g.weight[i] = 0
				g.same[k] = append(g.same[k], i)
				g.elem[i], g.vars[i] = nil, nil
				joined = true
				break
			}
		}
		if !joined {
			g.chain[i], g.first[b] = g.first[b], i
		}
	}
	for _, i := range front {
		g.first[g.hash[i]%buckets] = -1
	}
}

// alike reports whether rows i and k of the front have the same neighbours.
func (g *quotient) alike(i, k int32) bool {
	if len(g.elem[i]) != len(g.elem[k]) || len(g.vars[i]) != len(g.vars[k]) {
		return false
	}
	g.tagNo++
	for _, e := range g.elem[i] {
		g.tag[e] = g.tagNo
	}
	for _, j := range g.vars[i] {
		g.tag[j] = g.tagNo
	}
	for _, e := range g.elem[k] {
		if g.tag[e] != g.tagNo {
			return false
		}
	}
	for _, j := range g.vars[k] {
		if g.tag[j] != g.tagNo {
			return false
		}
	}
	return true
}

// settle puts the rows of the front back into the lists and gives p its rows.
func (g *quotient) settle(p int32, front []int32) {
	rows := front[:0]
	for _, i := range front {
		if g.weight[i] < 0 {
			g.weight[i] = -g.weight[i]
			g.degree[i] = max(0, min(g.degree[i], int32(g.n-g.done)-g.weight[i]))
			g.insert(i)
			rows = append(rows, i)
		}
	}
	g.vars[p] = rows
	for _, i := range rows {
		g.size[p] += g.weight[i]
	}
	if len(rows) == 0 {
		g.isElem[p], g.vars[p] = false, nil
	}
}
