package planner

import "passage"

// rowGroups puts the rows of each node together, a place with its sites: what
// couples one with another are corridors, and few of those. Large models are
// solved node by node because of it.
func (m *model) rowGroups() []int32 {
	x := m.x
	place := func(p int32) int32 { return int32(len(x.Nodes)) + p }
	node := func(n int) int32 {
		if p := x.placeOf[n]; p >= 0 {
			return place(int32(p))
		}
		return int32(n)
	}
	door := make([]int32, len(m.doors))
	for d := range m.doors {
		if n, ok := x.node[passage.NodeID(m.doors[d].id)]; ok {
			door[d] = node(n)
		} else {
			door[d] = node(x.from[x.corridor[passage.CorridorID(m.doors[d].id)]])
		}
	}
	uniform := x.Goal.Ration == passage.Uniform
	group := make([]int32, len(m.rows))
	for i, r := range m.rows {
		switch r.kind {
		case goodsRow, storageRow, handlingRow, shelfRow:
			group[i] = node(int(r.a))
		case supplyRow:
			group[i] = node(x.node[x.Supplies[r.a].Node])
		case offerRow, offerTimeRow:
			group[i] = node(x.node[x.Offers[r.a].Node])
		case trucksRow:
			group[i] = door[r.a]
		case rationMaxRow, rationMinRow, groupMaxRow, groupMinRow:
			group[i] = place(r.a)
			if uniform {
				group[i] = -1
			}
		case rationRow, coverRow:
			group[i] = place(r.a)
		default:
			group[i] = -1
		}
	}
	return group
}
