package sparse

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
	p.inTask = make([]bool, s)
	for g := range s {
		up := p.parent[g]
		switch {
		case work[g] > total/shares:
			p.top = append(p.top, int32(g))
		case up < 0 || work[up] > total/shares:
			p.tasks = append(p.tasks, subtree{from: leaf[g], to: int32(g + 1)})
			fallthrough
		default:
			p.inTask[g] = true
		}
	}
	p.joinSmall(work, total/shares)
	p.outer = make([][]int32, s)
	for g, up := range p.parent {
		if p.leaves(int32(g)) {
			p.outer[up] = append(p.outer[up], int32(g))
		}
	}
	for i, t := range p.tasks {
		nodes := make([]int32, 0, t.to-t.from)
		for g := t.from; g < t.to; g++ {
			nodes = append(nodes, g)
		}
		p.tasks[i].stack = p.stackOf(nodes)
	}
	p.topStack = p.stackOf(p.top)
}

// joinSmall makes one task of neighbouring small ones.
func (p *Plan) joinSmall(work []float64, most float64) {
	joined := p.tasks[:0]
	sum := 0.0
	for _, t := range p.tasks {
		w := work[t.to-1]
		if last := len(joined) - 1; last >= 0 && joined[last].to == t.from && sum+w <= most {
			joined[last].to = t.to
			sum += w
			continue
		}
		joined = append(joined, t)
		sum = w
	}
	p.tasks = joined
}

// leaves reports whether the update of supernode g of a task outlives the
// task, because its parent is in the top.
func (p *Plan) leaves(g int32) bool {
	up := p.parent[g]
	return up >= 0 && p.inTask[g] && !p.inTask[up]
}

// stackOf returns the most numbers that the updates of these supernodes, done
// in this order, take at once: an update lives from its own supernode to its
// parent, whose own update is made before those of the children go.
func (p *Plan) stackOf(nodes []int32) int {
	children := make(map[int32]int)
	size, most := 0, 0
	for _, g := range nodes {
		if !p.leaves(g) {
			size += p.update(g)
		}
		most = max(most, size)
		// The children's updates lie below this one, which moves down.
		size -= children[g]
		delete(children, g)
		if up := p.parent[g]; up >= 0 && !p.leaves(g) {
			children[up] += p.update(g)
		}
	}
	return most
}

// Memory returns the bytes that a factor takes with so many workers, beside
// the plan.
func (p *Plan) Memory(workers int) int64 {
	stack := 0
	for _, t := range p.tasks {
		stack = max(stack, t.stack)
	}
	size := p.Entries() + p.topStack + workers*(stack+p.n)
	for g := range p.parent {
		if p.leaves(int32(g)) {
			size += p.update(int32(g))
		}
	}
	return 8 * int64(size)
}
