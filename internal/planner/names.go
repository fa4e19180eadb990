package planner

import (
	"fmt"
	"strings"
)

var rowKinds = [...]string{
	goodsRow: "goods", supplyRow: "supply", offerRow: "offer", offerTimeRow: "offer", trucksRow: "trucks",
	storageRow: "storage", handlingRow: "handling", shelfRow: "shelf", moneyRow: "money", rationRow: "ration",
	rationMaxRow: "max_g", rationMinRow: "min_g", groupMaxRow: "group_max_g", groupMinRow: "group_min_g", coverRow: "cover",
}

var colKinds = [...]string{
	takeCol: "take", buyCol: "buy", shipCol: "ship", keepCol: "keep", giveCol: "give",
	bandCol: "band", cashCol: "cash", rationCol: "ration",
}

// rowName names a row after the tables, such as goods/hub-1/flour/2025-10-13.
func (m *model) rowName(i int) string {
	if i >= len(m.rows) {
		return "deprivation"
	}
	r, x := m.rows[i], m.x
	a, b, t := int(r.a), int(r.b), int(r.t)
	parts := []string{rowKinds[r.kind]}
	switch r.kind {
	case goodsRow, shelfRow:
		parts = append(parts, string(x.Nodes[a].ID), string(x.Commodities[b].ID))
	case supplyRow:
		return parts[0] + "/" + string(x.Supplies[a].ID)
	case offerRow:
		return parts[0] + "/" + string(x.Offers[a].ID)
	case offerTimeRow:
		parts = append(parts, string(x.Offers[a].ID))
	case trucksRow:
		door := m.doors[a]
		days := door.periods[t].daysOf(door.periods[t].limits[b])
		parts = append(parts, string(door.id), strings.Trim(strings.ReplaceAll(fmt.Sprint(days), " ", "+"), "[]"))
	case storageRow, handlingRow:
		parts = append(parts, string(x.Nodes[a].ID))
	case rationRow, rationMaxRow, rationMinRow, groupMaxRow, groupMinRow:
		about := ""
		if r.kind == groupMaxRow || r.kind == groupMinRow {
			about = string(x.GroupLimits[b].Group)
		} else {
			about = string(x.Commodities[b].ID)
		}
		parts = append(parts, string(x.Places[a].ID), about)
	case coverRow:
		parts = append(parts, string(x.Places[a].ID), string(x.Needs[b].ID))
	}
	return strings.Join(append(parts, x.FirstDay(t).String()), "/")
}

// colName names a column likewise, such as ship/corridor-4/flour/2025-10-13.
func (m *model) colName(j int) string {
	c, x := m.cols[j], m.x
	a, b := int(c.a), int(c.b)
	parts := []string{colKinds[c.kind]}
	switch c.kind {
	case takeCol:
		parts = append(parts, string(x.Supplies[a].ID))
	case buyCol:
		parts = append(parts, string(x.Offers[a].ID))
	case shipCol:
		parts = append(parts, string(x.Corridors[a].ID), string(x.Commodities[b].ID))
	case keepCol, giveCol:
		parts = append(parts, string(x.Nodes[a].ID), string(x.Commodities[b].ID))
	case bandCol:
		// Several bands share a place, need and period: the number tells them apart.
		parts = append(parts, string(x.Places[a].ID), string(x.Needs[b].ID), fmt.Sprint(j))
	case rationCol:
		return parts[0] + "/" + string(x.Commodities[b].ID)
	}
	return strings.Join(append(parts, x.FirstDay(int(c.t)).String()), "/")
}
