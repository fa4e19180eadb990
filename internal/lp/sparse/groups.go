package sparse

// groupStages returns when each row is to be eliminated, by its group: the
// groups in an order that keeps fill between them small, rows without one last.
//
// The normal equations of flows over a network and many periods are blocks, one
// per node, and what decides the fill is in which order the nodes go: those at
// the rim first, then those that hold neighbouring parts together, last those
// that hold everything together. Minimum degree on the rows cannot see that. On
// the nodes it can, each weighted by its rows.
func groupStages(adj [][]int32, group []int32) []int32 {
	groups := 0
	for _, g := range group {
		groups = max(groups, int(g)+1)
	}
	weight := make([]int, groups)
	next := make([]map[int32]bool, groups) // neighbouring groups
	for g := range next {
		next[g] = map[int32]bool{}
	}
	for i, g := range group {
		if g < 0 {
			continue
		}
		weight[g]++
		for _, j := range adj[i] {
			if h := group[j]; h >= 0 && h != g {
				next[g][h] = true
			}
		}
	}
	rank := make([]int32, groups)
	degree := func(g int32) int {
		d := 0
		for h := range next[g] {
			d += weight[h]
		}
		return d
	}
	degrees := make([]int, groups)
	for g := range groups {
		degrees[g] = degree(int32(g))
	}
	for r := range groups {
		best := int32(-1)
		for g := range groups {
			if next[g] != nil && (best < 0 || degrees[g] < degrees[best]) {
				best = int32(g)
			}
		}
		rank[best] = int32(r)
		around := next[best]
		next[best] = nil
		for g := range around {
			delete(next[g], best)
			for h := range around {
				if h != g {
					next[g][h] = true
				}
			}
		}
		for g := range around {
			degrees[g] = degree(g)
		}
	}
	stage := make([]int32, len(group))
	for i, g := range group {
		stage[i] = int32(groups)
		if g >= 0 {
			stage[i] = rank[g]
		}
	}
	return stage
}
