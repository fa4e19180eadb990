package simplex

// triangle solves with one triangular factor in one direction: when the
// unknown i is known, its multiples are taken off the others that i leads to,
// index[begin[i]:end[i]].
type triangle struct {
	order      []int32 // the unknowns that lead to others or have a pivot, as they become known; -1: none
	backwards  bool    // by order from its end
	begin, end []int32
	index      []int32
	value      []float64
	pivot      []float64 // what to divide by; nil: 1
	// density is a running mean of the share of entries that are not 0 after
	// solving. It decides between the two ways to solve.
	density float64
}

// Above these shares of entries that are not 0, before and expected after,
// going through all unknowns costs less than finding out which matter.
const (
	sparseBefore = 0.05
	sparseAfter  = 0.1
)

// solve replaces the right side x by the solution.
func (t *triangle) solve(x *vector, s *searcher) {
	n := float64(len(x.value))
	if float64(len(x.index)) < sparseBefore*n && t.density < sparseAfter {
		t.sparse(x, s)
	} else {
		t.dense(x)
	}
	t.density += 0.1 * (float64(len(x.index))/n - t.density)
}

// dense goes through all unknowns.
func (t *triangle) dense(x *vector) {
	at, by := 0, 1
	if t.backwards {
		at, by = len(t.order)-1, -1
	}
	for range len(t.order) {
		i := t.order[at]
		at += by
		if i < 0 || x.value[i] == 0 {
			continue
		}
		v := x.value[i]
		if t.pivot != nil {
			v /= t.pivot[i]
			x.value[i] = v
		}
		values := t.value[t.begin[i]:t.end[i]]
		for k, j := range t.index[t.begin[i]:t.end[i]] {
			x.value[j] -= v * values[k]
		}
	}
	x.index = x.index[:0]
	for i, v := range x.value {
		switch {
		case v > tiny || v < -tiny:
			x.index = append(x.index, int32(i))
		case v != 0:
			x.value[i] = 0
		}
	}
}

// sparse first finds by depth-first search which unknowns can differ from 0,
// in an order in which they can be solved for (Gilbert and Peierls 1988; for
// the simplex method Hall and McKinnon, "Hyper-sparsity in the revised simplex
// method", 2005). Its cost goes with the entries that take part, not with the
// number of unknowns.
func (t *triangle) sparse(x *vector, s *searcher) {
	s.reach(t, x.index)
	x.index = x.index[:0]
	for k := len(s.found) - 1; k >= 0; k-- {
		i := s.found[k]
		s.seen[i] = false
		v := x.value[i]
		if v <= tiny && v >= -tiny {
			x.value[i] = 0
			continue
		}
		x.index = append(x.index, i)
		if t.pivot != nil {
			v /= t.pivot[i]
			x.value[i] = v
		}
		for k := t.begin[i]; k < t.end[i]; k++ {
			x.value[t.index[k]] -= v * t.value[k]
		}
	}
}

// searcher is the memory of depth-first searches.
type searcher struct {
	seen  []bool
	found []int32 // what was reached, each after all that it leads to
	stack []int32
	next  []int32 // of each on the stack, the edge to follow next
}

func newSearcher(n int) *searcher {
	return &searcher{seen: make([]bool, n), found: make([]int32, 0, n), stack: make([]int32, n), next: make([]int32, n)}
}

func (s *searcher) reach(t *triangle, from []int32) {
	s.found = s.found[:0]
	for _, root := range from {
		if s.seen[root] {
			continue
		}
		s.seen[root] = true
		s.stack[0], s.next[0] = root, t.begin[root]
		for top := 0; top >= 0; {
			i := s.stack[top]
			k, end := s.next[top], t.end[i]
			for k < end && s.seen[t.index[k]] {
				k++
			}
			if k == end {
				s.found = append(s.found, i)
				top--
				continue
			}
			j := t.index[k]
			s.next[top] = k + 1
			top++
			s.seen[j] = true
			s.stack[top], s.next[top] = j, t.begin[j]
		}
	}
}
