package world

import (
	"fmt"
	"math"

	"passage"
)

// food is what a tonne costs and a kilogram holds: kilocalories, grams of
// protein and of fat. Round figures, as food tables give them.
type food struct {
	id                        passage.CommodityID
	usd, energy, protein, fat float64
	mostG, shelfDays, m3PerT  float64
	group                     passage.GroupID
}

func foods() []food {
	return []food{
		{"flour", 450, 3500, 110, 15, 0, 365, 1.7, "cereals"},
		{"oil", 1400, 8850, 0, 1000, 40, 540, 1.2, ""},
		{"lentils", 800, 3400, 230, 10, 120, 720, 1.3, "pulses"},
		{"rice", 600, 3600, 70, 6, 0, 720, 1.4, "cereals"},
		{"fish", 2800, 2900, 220, 210, 60, 900, 1.6, ""},
		{"biscuits", 1900, 4500, 120, 150, 0, 60, 2.5, ""},
		{"sugar", 700, 4000, 0, 0, 30, 0, 1.2, ""},
		{"beans", 900, 3350, 210, 12, 120, 540, 1.4, "pulses"},
		{"dates", 2000, 2700, 22, 4, 80, 180, 1.5, ""},
		{"bread", 1100, 2600, 80, 20, 300, 3, 4.5, "cereals"},
		{"maize", 350, 3600, 90, 35, 0, 300, 1.5, "cereals"},
		{"milk", 3000, 3600, 340, 8, 50, 540, 2, ""},
	}
}

func (m *maker) needs() {
	m.s.Needs = []passage.Need{
		{ID: "energy", Unit: "kcal", PerPersonDay: 2100, Weight: 4},
		{ID: "protein", Unit: "g", PerPersonDay: 52, Weight: 1},
		{ID: "fat", Unit: "g", PerPersonDay: 40, Weight: 1},
		{ID: "hygiene", Unit: "kit", PerPersonDay: 1.0 / 150, Weight: 0.5},
		{ID: "medicine", Unit: "kit", PerPersonDay: 1.0 / 900, Weight: 1},
		{ID: "water", Unit: "L", PerPersonDay: 15, Weight: 1.5},
	}
	if m.rich(0.2) {
		m.s.Goal.Bands, m.s.Goal.Weights = []float64{0.5, 1}, []float64{3, 1}
	}
	if m.rich(0.1) {
		m.s.Goal.Bands, m.s.Goal.Weights = []float64{1}, []float64{1}
	}
}

func (m *maker) goods() {
	add := func(c passage.Commodity, gives map[passage.NeedID]float64) {
		m.s.Commodities = append(m.s.Commodities, c)
		for _, n := range m.s.Needs {
			if gives[n.ID] > 0 {
				m.s.Contents = append(m.s.Contents, passage.Content{Commodity: c.ID, Need: n.ID, PerKg: gives[n.ID]})
			}
		}
	}
	groups := map[passage.GroupID]bool{}
	for _, f := range foods()[:m.Foods] {
		c := passage.Commodity{ID: f.id, Name: string(f.id), Sector: "food", M3PerT: passage.Some(f.m3PerT)}
		if f.mostG > 0 {
			c.MaxG = passage.Some(f.mostG)
		}
		if m.rich(0.3) {
			c.MaxG = passage.Some(round(m.between(5, 400)))
		}
		if f.shelfDays > 0 {
			c.ShelfDays = passage.Some(f.shelfDays)
		}
		if m.rich(0.4) {
			// Shorter than the horizon, down to goods that cannot lie at all.
			c.ShelfDays = passage.Some(float64(m.IntN(m.days() + 1)))
		}
		if m.Goal == passage.Full && m.rich(0.4) {
			c.MinG = passage.Some(min(c.MaxG.Or(60), round(m.between(0.5, 60))))
		}
		if f.group != "" && m.Rich {
			m.s.Groups = append(m.s.Groups, passage.GroupMember{Group: f.group, Commodity: f.id})
			groups[f.group] = true
		}
		add(c, map[passage.NeedID]float64{"energy": f.energy, "protein": f.protein, "fat": f.fat})
	}
	for _, g := range []passage.GroupID{"cereals", "pulses"} {
		if groups[g] && m.chance(0.7) {
			limit := passage.GroupLimit{Group: g, MaxG: passage.Some(round(m.between(80, 500)))}
			if m.Goal == passage.Full && m.chance(0.3) {
				limit.MinG = passage.Some(round(m.between(5, 60)))
			}
			m.s.GroupLimits = append(m.s.GroupLimits, limit)
		}
	}
	add(passage.Commodity{ID: "soap", Sector: "hygiene", M3PerT: passage.Some(2)}, map[passage.NeedID]float64{"hygiene": 0.2})
	add(passage.Commodity{ID: "kits", Sector: "medicine"}, map[passage.NeedID]float64{"medicine": 0.25})
	add(passage.Commodity{ID: "tablets", Sector: "water"}, map[passage.NeedID]float64{"water": 4000})
}

// people spreads a population over the places, a few of them large, and lets
// some move away and some appear where nobody was.
func (m *maker) people() {
	all := math.Pow(10, m.between(3, 6.3))
	weights, total := make([]float64, m.Places), 0.0
	for i := range weights {
		weights[i] = math.Pow(1-m.Float64(), -0.75)
		total += weights[i]
	}
	for i, w := range weights {
		id := passage.PlaceID(fmt.Sprintf("place-%d", i+1))
		m.s.Places = append(m.s.Places, passage.Place{ID: id, Name: fmt.Sprintf("Place %d", i+1),
			Lat: passage.Some(31 + m.Float64()), Lon: passage.Some(34 + m.Float64())})
		n := math.Round(all * w / total)
		row := passage.Headcount{Place: id, From: m.s.Start, People: n}
		if m.chance(0.2) {
			row.From = 0
		}
		if m.rich(0.1) {
			row.From = m.s.Start + passage.Date(m.IntN(m.days())) // nobody before
		}
		m.s.People = append(m.s.People, row)
		for d := max(row.From, m.s.Start) + 1; m.Rich && m.chance(0.3); d++ {
			if d += passage.Date(m.IntN(m.days())); d >= m.s.End() {
				break
			}
			n = math.Round(n * m.between(0.3, 1.6))
			if m.chance(0.15) {
				n = 0 // all have left
			}
			m.s.People = append(m.s.People, passage.Headcount{Place: id, From: d, People: n})
		}
	}
	m.daily = all * 0.0007
}
