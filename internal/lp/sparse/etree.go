package sparse

// eliminationTree returns the parent of each column in the elimination tree of
// a symmetric matrix, −1 at a root (Liu, "The role of elimination trees in
// sparse factorization", 1990). upper holds for each column its rows above
// the diagonal.
func eliminationTree(upper [][]int32) []int32 {
	n := len(upper)
	parent, ancestor := make([]int32, n), make([]int32, n)
	for j := range n {
		parent[j], ancestor[j] = -1, -1
		for _, i := range upper[j] {
			for i != -1 && i < int32(j) {
				next := ancestor[i]
				ancestor[i] = int32(j)
				if next == -1 {
					parent[i] = int32(j)
				}
				i = next
			}
		}
	}
	return parent
}

// postorder lists a forest so that each node follows its children, and the
// nodes below it come just before it. Children keep their order.
func postorder(parent []int32) []int32 {
	n := len(parent)
	head, next := make([]int32, n), make([]int32, n)
	for i := range head {
		head[i] = -1
	}
	for i := n - 1; i >= 0; i-- {
		if p := parent[i]; p >= 0 {
			next[i], head[p] = head[p], int32(i)
		}
	}
	order := make([]int32, 0, n)
	var stack []int32
	for root := range n {
		if parent[root] >= 0 {
			continue
		}
		stack = append(stack, int32(root))
		for len(stack) > 0 {
			i := stack[len(stack)-1]
			if c := head[i]; c >= 0 {
				head[i] = next[c]
				stack = append(stack, c)
				continue
			}
			stack = stack[:len(stack)-1]
			order = append(order, i)
		}
	}
	return order
}

// columnCounts returns the number of entries of each column of the Cholesky
// factor, its diagonal included, of a matrix whose columns are in postorder
// (Gilbert, Ng and Peyton, "An efficient algorithm to compute row and column
// counts for sparse Cholesky factorization", SIAM J. Matrix Anal. Appl. 15,
// 1994). lower holds for each column its rows below the diagonal.
func columnCounts(lower [][]int32, parent []int32) []int32 {
	n := len(parent)
	fill := func(v int32) []int32 {
		s := make([]int32, n)
		for i := range s {
			s[i] = v
		}
		return s
	}
	first, maxFirst, prevLeaf, ancestor := fill(-1), fill(-1), fill(-1), fill(0)
	count := make([]int32, n)
	for k := range n {
		j := int32(k)
		if first[j] == -1 {
			count[j] = 1 // a leaf
		}
		for ; j != -1 && first[j] == -1; j = parent[j] {
			first[j] = int32(k)
		}
		ancestor[k] = int32(k)
	}
	for k := range n {
		j := int32(k)
		if parent[j] != -1 {
			count[parent[j]]--
		}
		for _, i := range lower[j] {
			// Is j a leaf of the subtree of the columns that row i fills?
			if first[j] <= maxFirst[i] {
				continue
			}
			maxFirst[i] = first[j]
			last := prevLeaf[i]
			prevLeaf[i] = j
			count[j]++
			if last == -1 {
				continue
			}
			// Row i was counted twice above the least common ancestor.
			q := last
			for q != ancestor[q] {
				q = ancestor[q]
			}
			for s := last; s != q; {
				up := ancestor[s]
				ancestor[s] = q
				s = up
			}
			count[q]--
		}
		if parent[j] != -1 {
			ancestor[j] = parent[j]
		}
	}
	for j := range n {
		if parent[j] != -1 {
			count[parent[j]] += count[j]
		}
	}
	return count
}
