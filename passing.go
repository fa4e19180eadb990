package passage

import (
	"cmp"
	"slices"
)

// Passing is one truck at one node on one day: what the facts about its waybill
// say that it did there.
type Passing struct {
	Waybill WaybillID
	Node    NodeID
	What    FactKind // crossed, arrived, held, refused, intercepted, received, impeded …
	Day     Date     // UTC, as first claimed
}

// Passings lists where the truck of a waybill was and what happened there, each
// node and kind of fact once, from the facts about it that count. Whoever
// crossed on two papers or was reported by two devices passes once. What
// happened on the road is told of the node where the leg began.
func Passings(id WaybillID, facts []Fact) []Passing {
	standing, _ := counts(Pointers(facts))
	return passings(id, standing)
}

// passings looks at the facts that count, in their order.
func passings(id WaybillID, standing []*Fact) []Passing {
	type key struct {
		node NodeID
		what FactKind
	}
	first := map[key]Date{}
	var from NodeID
	for _, f := range standing {
		if f.Kind == Loaded && from == "" {
			from = f.From
		}
	}
	for _, f := range standing {
		place := cmp.Or(f.Place, from)
		if place == "" || f.Kind.OfAccess() && f.Kind != Impeded {
			continue
		}
		day := f.Claimed.Day()
		k := key{place, f.Kind}
		if have, ok := first[k]; !ok || day < have {
			first[k] = day
		}
	}
	all := make([]Passing, 0, len(first))
	for k, day := range first {
		all = append(all, Passing{id, k.node, k.what, day})
	}
	slices.SortFunc(all, func(a, b Passing) int {
		if c := cmp.Compare(a.Day, b.Day); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.What, b.What))
	})
	return all
}

// Post is where the trucks of a door are counted: those that crossed at a node;
// of a road those that were at From and then at At.
type Post struct {
	At   NodeID
	From NodeID // empty: At is a crossing
}

// AtEnd are the facts that say that a truck is where they are placed, and AtStart
// those that say so of a place that it goes on from.
var (
	AtEnd   = []FactKind{Arrived, Submitted, Cleared, Held, Refused, Crossed, Offloaded, Collected, Received}
	AtStart = append([]FactKind{Loaded, Departed}, AtEnd...)
)

// Ends are the facts placed at the post that say that a truck passes it.
func (p Post) Ends() []FactKind {
	if p.From == "" {
		return []FactKind{Crossed}
	}
	return AtEnd
}

// Post returns where the trucks of a door are counted. It reports false of a road
// beside which another joins the same two nodes: which of them a truck took, no
// fact says. A door that the scenario lacks, or of no scenario, is a crossing.
func (s *Scenario) Post(door DoorID) (p Post, ok bool) {
	if s != nil {
		for _, c := range s.Corridors {
			if DoorID(c.ID) != door {
				continue
			}
			beside := slices.ContainsFunc(s.Corridors, func(b Corridor) bool { return b.ID != c.ID && b.From == c.From && b.To == c.To })
			return Post{At: c.To, From: c.From}, !beside
		}
	}
	return Post{At: NodeID(door)}, true
}
