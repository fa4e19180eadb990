package sparse

import "slices"

// shares is how many subtrees the work below the top is cut into: enough that
// two to eight cores stay busy to the end, few enough that the stacks stay
// small. It does not depend on the cores there are, so that neither does a
// single digit of the factor.
const shares = 32

// update returns the size of the update matrix of supernode g.
func (p *Plan) update(g int32) int {
	below := len(p.into[g])
	return below * below
}

// schedule cuts the forest into subtrees of at most a share of the work each,
// and the top above them, and finds how much memory their updates need.
func (p *Plan) schedule() {
	s := len(p.parent)
	work := make([]float64, s)
	leaf := make([]int32, s) // first supernode of the subtree
	for g := range s {
		leaf[g] = int32(g)
	}
	total := 0.0
	for g := range s {
		m, k := float64(len(p.rows[g])), float64(p.first[g+1]-p.first[g])
		work[g] += m*m*(k+10) + 1000
		if up := p.parent[g]; up >= 0 {
			work[up] += work[g]
			leaf[up] = min(leaf[up], leaf[g])
		} else {
			total += work[g]
		}
	}
	p.odd = make([]uint8, s)
	for g := s - 1; g >= 0; g-- {
		if up := p.parent[g]; up >= 0 {
			p.odd[g] = 1 - p.odd[up]
		}
	}
	inTop := func(g int32) bool { return g >= 0 && work[g] > total/shares }
	p.below = make([][]subtree, s)
	for g := range int32(s) {
		up := p.parent[g]
		switch {
		case inTop(g):
			p.top = append(p.top, g)
		case up < 0:
			p.apart = append(p.apart, subtree{from: leaf[g], to: g + 1})
		case inTop(up):
			p.below[up] = append(p.below[up], subtree{from: leaf[g], to: g + 1})
		}
	}
	p.apart = p.join(p.apart, work, total/shares)
	for _, g := range p.top {
		p.below[g] = p.join(p.below[g], work, total/shares/4)
	}
	p.topStack = p.stackOf(p.top)
	p.trees = slices.Clone(p.apart)
	for _, g := range p.top {
		p.trees = append(p.trees, p.below[g]...)
		p.topRows = max(p.topRows, len(p.rows[g]))
	}
	for _, t := range p.trees {
		for g := t.from; g < t.to; g++ {
			p.treeRows = max(p.treeRows, len(p.rows[g]))
		}
	}
}

// join makes one task of neighbouring small ones and finds what each needs.
func (p *Plan) join(tasks []subtree, work []float64, most float64) []subtree {
	var joined []subtree
	sum := 0.0
	for _, t := range tasks {
		w := work[t.to-1]
		if last := len(joined) - 1; last >= 0 && joined[last].to == t.from && sum+w <= most {
			joined[last].to = t.to
			sum += w
			continue
		}
		joined = append(joined, t)
		sum = w
	}
	for _, t := range joined {
		nodes := make([]int32, 0, t.to-t.from)
		for g := t.from; g < t.to; g++ {
			nodes = append(nodes, g)
		}
		for i, most := range p.stackOf(nodes) {
			p.taskStack[i] = max(p.taskStack[i], most)
		}
	}
	return joined
}

// stackOf returns the most numbers that the updates of these supernodes, done
// in this order, take at once on each pile: an update lives from its own
// supernode to its parent, whose own update is made before those of the
// children go.
func (p *Plan) stackOf(nodes []int32) (most [2]int) {
	children := make(map[int32]int)
	var size [2]int
	for _, g := range nodes {
		own := p.odd[g]
		size[own] += p.update(g)
		most[own] = max(most[own], size[own])
		size[1-own] -= children[g]
		delete(children, g)
		if up := p.parent[g]; up >= 0 {
			children[up] += p.update(g)
		}
	}
	return most
}

// Memory returns the bytes that a factor takes with so many workers, beside
// the plan.
func (p *Plan) Memory(workers int) int64 {
	return 8 * int64(p.Entries()+p.topStack[0]+p.topStack[1]+min(workers, shares)*(p.taskStack[0]+p.taskStack[1]+p.n))
}
