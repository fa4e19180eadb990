package report

import (
	"strings"

	"passage"
	"passage/internal/planner"
)

// names looks up what the tables call things.
type names struct {
	s        *passage.Scenario
	places   map[passage.PlaceID]string
	needs    map[passage.NeedID]string
	goods    map[passage.CommodityID]string
	node     map[passage.NodeID]passage.Node
	corridor map[passage.CorridorID]passage.Corridor
	offer    map[passage.OfferID]passage.Offer
	supply   map[passage.SupplyID]passage.Supply
	between  map[[2]passage.NodeID]int // corridors between two nodes
}

func newNames(s *passage.Scenario) *names {
	n := &names{
		s:        s,
		places:   map[passage.PlaceID]string{},
		needs:    map[passage.NeedID]string{},
		goods:    map[passage.CommodityID]string{},
		node:     map[passage.NodeID]passage.Node{},
		corridor: map[passage.CorridorID]passage.Corridor{},
		offer:    map[passage.OfferID]passage.Offer{},
		supply:   map[passage.SupplyID]passage.Supply{},
		between:  map[[2]passage.NodeID]int{},
	}
	for _, r := range s.Places {
		n.places[r.ID] = r.Name
	}
	for _, r := range s.Needs {
		n.needs[r.ID] = r.Name
	}
	for _, r := range s.Commodities {
		n.goods[r.ID] = r.Name
	}
	for _, r := range s.Nodes {
		n.node[r.ID] = r
	}
	for _, r := range s.Corridors {
		n.corridor[r.ID] = r
		n.between[[2]passage.NodeID{r.From, r.To}]++
	}
	for _, r := range s.Offers {
		n.offer[r.ID] = r
	}
	for _, r := range s.Supplies {
		n.supply[r.ID] = r
	}
	return n
}

// called returns the name, or the id of what has none.
func called[ID ~string](name string, id ID) string {
	if name == "" {
		return string(id)
	}
	return name
}

func (n *names) place(id passage.PlaceID) string         { return called(n.places[id], id) }
func (n *names) need(id passage.NeedID) string           { return called(n.needs[id], id) }
func (n *names) commodity(id passage.CommodityID) string { return called(n.goods[id], id) }
func (n *names) at(id passage.NodeID) string             { return called(n.node[id].Name, id) }

// site names a site and whom it serves.
func (n *names) site(id passage.NodeID) string {
	name, place := n.at(id), n.node[id].Place
	if place == "" || strings.Contains(name, n.place(place)) {
		return name
	}
	return name + ", " + n.place(place)
}

// way names a corridor by its ends, and by its id where several join the same.
func (n *names) way(id passage.CorridorID) string {
	c, known := n.corridor[id]
	if !known {
		return string(id)
	}
	text := n.at(c.From) + " → " + n.at(c.To)
	if n.between[[2]passage.NodeID{c.From, c.To}] > 1 {
		text += " (" + string(id) + ")"
	}
	return text
}

// heldBack names what holds a result back.
func (n *names) heldBack(b planner.Binding) string {
	if b.Goods != "" {
		return n.commodity(b.Goods) + ", " + n.limit(b.Limit, b.About)
	}
	return n.limit(b.Limit, b.About)
}

// limit names what a limit is on.
func (n *names) limit(kind, about string) string {
	switch kind {
	case "supply":
		r := n.supply[passage.SupplyID(about)]
		return n.commodity(r.Commodity) + " at " + n.at(r.Node)
	case "offer":
		r := n.offer[passage.OfferID(about)]
		return n.commodity(r.Commodity) + " on offer at " + n.at(r.Node)
	case "shelf life", "ration":
		return n.commodity(passage.CommodityID(about))
	}
	if _, ok := n.node[passage.NodeID(about)]; ok {
		return n.at(passage.NodeID(about))
	}
	return n.way(passage.CorridorID(about))
}
