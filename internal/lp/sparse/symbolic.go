package sparse

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Plan is the order of elimination of A·D·Aᵀ + R and the structure of its
// Cholesky factor, good for any diagonal matrices D and R ≥ 0. It may be
// shared by many factors.
//
// Columns of the factor with nearly the same rows are kept together as one
// supernode, a dense block; the supernodes are numbered in postorder of the
// elimination tree.
type Plan struct {
	n      int
	perm   []int32   // perm[k] is the row of A that is eliminated k-th
	first  []int32   // first column of each supernode, and n
	parent []int32   // of each supernode, −1 at a root
	rows   [][]int32 // rows of each supernode, its own columns first
	into   [][]int32 // of each row below its own columns: its place among the parent's rows
	runs   [][]int32 // where these places cease to follow one another, if that is seldom; else nil
	start  []int     // where the block of each supernode begins, and the length of all
	// What a supernode takes off the rows above it in a solution, see [Factor.Solve],
	// goes to upAt of it, up to that of the next.
	upAt     []int
	children [][]int32

	a *normal

	top       []int32     // the supernodes with the most work below them, in order
	below     [][]subtree // of a supernode of the top: what is below it and not in the top
	apart     []subtree   // subtrees below none
	trees     []subtree   // all subtrees
	topRows   int         // the most rows of a supernode of the top
	treeRows  int         // and of any subtree's
	odd       []uint8     // of each supernode: 1 if its depth in the tree is odd, else 0
	topStack  [2]int      // most numbers on each pile of the top's updates
	taskStack [2]int      // and on those of any subtree's
	flops     float64
}

// subtree is a range of supernodes that is one subtree or several with the same
// parent.
type subtree struct{ from, to int32 }

// Entries returns the number of stored entries of the factor.
func (p *Plan) Entries() int { return p.start[len(p.start)-1] }

// Flops returns the number of multiplications and additions of one
// factorisation, without the computation of A·D·Aᵀ.
func (p *Plan) Flops() float64 { return p.flops }

// many is the number of rows from which groups, where there are some, are
// believed without trying an order without them.
const many = 30_000

// Analyse finds an order of elimination and the structure of the factor of
// A·D·Aᵀ + R. Given the group of each row, −1 for none, it tries to eliminate
// whole groups one after another, and keeps the better order. It returns an
// error only when the context ends.
func Analyse(ctx context.Context, a *Matrix, group []int32) (*Plan, error) {
	at := a.Transpose()
	adj := normalPattern(a, at)
	var best *Plan
	try := func(stage []int32) {
		order := Order(ctx, cloneLists(adj), stage)
		if ctx.Err() != nil {
			return
		}
		if p := analyse(a, at, adj, order); best == nil || p.Flops() < best.Flops() {
			best = p
		}
	}
	if group != nil {
		try(groupStages(adj, group))
	}
	if group == nil || a.Rows < many {
		try(nil)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("ordering stopped: %w", err)
	}
	return best, nil
}

func cloneLists(lists [][]int32) [][]int32 {
	clones := make([][]int32, len(lists))
	for i, r := range lists {
		clones[i] = slices.Clone(r)
	}
	return clones
}

func analyse(a, at *Matrix, adj [][]int32, perm []int32) *Plan {
	// Columns in postorder of their tree, as the counts need them.
	_, upper := triangles(adj, perm)
	parent := eliminationTree(upper)
	perm = compose(perm, postorder(parent))
	lower, upper := triangles(adj, perm)
	parent = eliminationTree(upper)
	count := columnCounts(lower, parent)

	p := &Plan{n: a.Rows}
	groups, groupParent := amalgamate(parent, count)
	order := postorder(groupParent)
	number := make([]int32, len(groups))
	p.first = make([]int32, 1, len(groups)+1)
	p.parent = make([]int32, len(groups))
	cols := make([]int32, 0, p.n)
	for k, g := range order {
		number[g] = int32(k)
		cols = append(cols, groups[g]...)
		p.first = append(p.first, int32(len(cols)))
	}
	for k, g := range order {
		p.parent[k] = -1
		if up := groupParent[g]; up >= 0 {
			p.parent[k] = number[up]
		}
	}
	p.perm = compose(perm, cols)
	lower, _ = triangles(adj, p.perm)
	p.structure(lower)
	p.schedule()
	p.a = newNormal(a, at, p.perm)
	return p
}

// compose returns the order that takes rows in the order q of the order p.
func compose(p, q []int32) []int32 {
	r := make([]int32, len(q))
	for k, i := range q {
		r[k] = p[i]
	}
	return r
}

// invert returns where each row stands in the order p.
func invert(p []int32) []int32 {
	at := make([]int32, len(p))
	for k, i := range p {
		at[i] = int32(k)
	}
	return at
}

// triangles returns the rows below and above the diagonal in each column of
// the permuted matrix.
func triangles(adj [][]int32, perm []int32) (lower, upper [][]int32) {
	at := invert(perm)
	total := 0
	for _, r := range adj {
		total += len(r)
	}
	store := make([]int32, total)
	lower, upper = make([][]int32, len(perm)), make([][]int32, len(perm))
	for k, r := range perm {
		below, above := 0, len(adj[r])
		for _, i := range adj[r] {
			if at[i] > int32(k) {
				store[below] = at[i]
				below++
			} else {
				above--
				store[above] = at[i]
			}
		}
		lower[k], upper[k] = store[:below:below], store[below:len(adj[r])]
		store = store[len(adj[r]):]
	}
	return lower, upper
}

// move is how many multiplications and additions take as long as carrying one
// number of an update to the parent, which is written, read, and added elsewhere
// in memory, where products find theirs in registers. On places-190 50 and 100
// were equally good, and better than 200. Updates of up to nearby numbers stay
// in the nearer caches, where a fifth of that is right.
const (
	move   = 50
	nearby = 1 << 17
)

// labour is what a supernode of so many columns and rows costs, in
// multiplications and additions: its elimination, and carrying its update.
func labour(wide, tall int) float64 {
	k, m := float64(wide), float64(tall)
	carried := (m - k) * (m - k)
	return k*m*m - k*k*m + k*k*k/3 + move*max(carried/5, carried-nearby*4/5.0)
}

// amalgamate groups columns into supernodes: first those that follow one
// another with the same rows, then, from the leaves up, a supernode with its
// parent where the zeros to be multiplied cost less than the update that is no
// longer carried. It returns the columns of each group, in order, and its parent.
func amalgamate(parent, count []int32) (groups [][]int32, up []int32) {
	n := len(parent)
	head := make([]int32, 0, n) // first column of each group
	group := make([]int32, n)
	for j := range n {
		if j == 0 || parent[j-1] != int32(j) || count[j-1] != count[j]+1 {
			head = append(head, int32(j))
		}
		group[j] = int32(len(head) - 1)
	}
	s := len(head)
	up = make([]int32, s)
	wide, tall := make([]int, s), make([]int, s) // columns and rows of each group
	children := make([][]int32, s)
	groups = make([][]int32, s)
	for g, j := range head {
		end := int32(n)
		if g+1 < s {
			end = head[g+1]
		}
		wide[g], tall[g] = int(end-j), int(count[j])
		for c := j; c < end; c++ {
			groups[g] = append(groups[g], c)
		}
		up[g] = -1
		if pj := parent[end-1]; pj >= 0 {
			up[g] = group[pj]
			children[group[pj]] = append(children[group[pj]], int32(g))
		}
	}
	dead := make([]bool, s)
	for g := range s {
		queue := children[g]
		children[g] = nil
		// Tall children first: they share most with their parent.
		slices.SortStableFunc(queue, func(a, b int32) int { return cmp.Compare(tall[b], tall[a]) })
		var front [][]int32
		for i := 0; i < len(queue); i++ {
			c := queue[i]
			w, t := wide[g]+wide[c], tall[g]+wide[c]
			if labour(w, t) > labour(wide[g], tall[g])+labour(wide[c], tall[c]) {
				children[g] = append(children[g], c)
				continue
			}
			wide[g], tall[g] = w, t
			front = append(front, groups[c])
			dead[c] = true
			children[g] = append(children[g], children[c]...)
			children[c] = nil
		}
		if len(front) > 0 {
			groups[g] = slices.Concat(append(front, groups[g])...)
		}
	}
	return compact(groups, children, dead)
}

// compact renumbers the groups that are left.
func compact(groups, children [][]int32, dead []bool) ([][]int32, []int32) {
	number := make([]int32, len(groups))
	left := 0
	for g := range groups {
		number[g] = int32(left)
		if !dead[g] {
			groups[left] = groups[g]
			left++
		}
	}
	up := make([]int32, left)
	for i := range up {
		up[i] = -1
	}
	for g, cs := range children {
		for _, c := range cs {
			up[number[c]] = number[g]
		}
	}
	return groups[:left], up
}

// structure finds the rows of each supernode: those of its columns and of its
// children.
func (p *Plan) structure(lower [][]int32) {
	s := len(p.parent)
	p.rows, p.into, p.runs = make([][]int32, s), make([][]int32, s), make([][]int32, s)
	p.start, p.upAt = make([]int, 1, s+1), make([]int, 1, s+1)
	p.children = p.childLists()
	seen := make([]int32, p.n)
	for g := range s {
		from, to := p.first[g], p.first[g+1]
		rows := make([]int32, 0, to-from)
		for j := from; j < to; j++ {
			rows = append(rows, j)
		}
		add := func(list []int32) {
			for _, i := range list {
				if i >= to && seen[i] != int32(g+1) {
					seen[i] = int32(g + 1)
					rows = append(rows, i)
				}
			}
		}
		for j := from; j < to; j++ {
			add(lower[j])
		}
		for _, c := range p.children[g] {
			add(p.rows[c][p.first[c+1]-p.first[c]:])
		}
		slices.Sort(rows[to-from:])
		p.rows[g] = slices.Clip(rows)
		k, m := float64(to-from), float64(len(rows))
		p.flops += k*m*m - k*k*m + k*k*k/3
		p.start = append(p.start, p.start[g]+len(rows)*int(to-from))
		p.upAt = append(p.upAt, p.upAt[g]+len(rows)-int(to-from))
	}
	place := make([]int32, p.n)
	for g := range s {
		for i, r := range p.rows[g] {
			place[r] = int32(i)
		}
		for _, c := range p.children[g] {
			below := p.rows[c][p.first[c+1]-p.first[c]:]
			p.into[c] = make([]int32, len(below))
			for i, r := range below {
				p.into[c][i] = place[r]
			}
			p.runs[c] = runs(p.into[c])
		}
	}
}

// long is how long the mean run is at least that is worth a loop of its own.
const long = 32

// runs returns the end of each run of places that follow one another, or nil where
// they are short.
func runs(into []int32) []int32 {
	var ends []int32
	for i, at := range into {
		if i > 0 && at != into[i-1]+1 {
			ends = append(ends, int32(i))
		}
	}
	if (len(ends)+1)*long > len(into) {
		return nil
	}
	return append(ends, int32(len(into)))
}

func (p *Plan) childLists() [][]int32 {
	children := make([][]int32, len(p.parent))
	for g, up := range p.parent {
		if up >= 0 {
			children[up] = append(children[up], int32(g))
		}
	}
	return children
}
