package audit

import (
	"fmt"
	"slices"

	"passage"
)

// trucks holds that the loads of every door can be laid on its days: each on a
// day when it may pass, and no day with more trucks than pass.
func (j *judge) trucks() {
	through := make([][]int, len(j.doors)) // gate: the corridors whose loads it counts
	for c := range j.Corridors {
		if j.exit[c] >= 0 {
			through[j.exit[c]] = append(through[j.exit[c]], c)
		}
		if j.entry[c] != j.exit[c] {
			through[j.entry[c]] = append(through[j.entry[c]], c)
		}
	}
	loads := make([]float64, len(j.Commodities))
	for g, corridors := range through {
		for period := range j.Periods {
			clear(loads)
			total := 0.0
			for _, c := range corridors {
				for k := range loads {
					trips := j.trips[(c*len(loads)+k)*j.Periods+period]
					loads[k] += trips
					total += trips
				}
			}
			if total > 0 {
				fits := j.fits(g, period, loads)
				j.most("trucks", string(j.doors[g].id), period, total, fits, "truckloads")
			}
		}
	}
}

// fits returns how many of the loads, in trucks by commodity, can be laid on
// the days of a gate: a largest flow from commodities to days.
func (j *judge) fits(gate, period int, loads []float64) float64 {
	days := j.doors[gate].trucks[period*j.PeriodDays : (period+1)*j.PeriodDays]
	lets := j.doors[gate].lets[period*j.PeriodDays : (period+1)*j.PeriodDays]
	return largestFlow(loads, days, func(k, d int) bool { return lets[d][k] })
}

// largestFlow lays loads on days of limited room and returns how much finds
// room. It finds a shortest way to push more, again and again (Edmonds and
// Karp, 1972): a handful of goods and days needs no better.
func largestFlow(loads, room []float64, may func(k, d int) bool) float64 {
	left, free := append([]float64(nil), loads...), append([]float64(nil), room...)
	laid := make([][]float64, len(loads))
	total := 0.0
	for k := range laid {
		laid[k] = make([]float64, len(room))
	}
	for {
		// Search from every load that is left, over days that take it and loads
		// that could make way there, to a day with room.
		const unseen, start = -2, -1
		fromDay, fromLoad := make([]int, len(loads)), make([]int, len(room)) // how each was reached
		var queue []int
		for k := range fromDay {
			fromDay[k] = unseen
			if left[k] > 0 {
				fromDay[k] = start
				queue = append(queue, k)
			}
		}
		for d := range fromLoad {
			fromLoad[d] = unseen
		}
		end := unseen
	search:
		for len(queue) > 0 {
			k := queue[0]
			queue = queue[1:]
			for d := range room {
				if !may(k, d) || fromLoad[d] != unseen {
					continue
				}
				fromLoad[d] = k
				if free[d] > 0 {
					end = d
					break search
				}
				for other := range loads {
					if laid[other][d] > 0 && fromDay[other] == unseen {
						fromDay[other] = d
						queue = append(queue, other)
					}
				}
			}
		}
		if end == unseen {
			return total
		}
		push := free[end]
		for d := end; ; {
			k := fromLoad[d]
			if fromDay[k] == start {
				push = min(push, left[k])
				break
			}
			d = fromDay[k]
			push = min(push, laid[k][d])
		}
		free[end] -= push
		for d := end; ; {
			k := fromLoad[d]
			laid[k][d] += push
			if fromDay[k] == start {
				left[k] -= push
				break
			}
			d = fromDay[k]
			laid[k][d] -= push
		}
		total += push
	}
}

// convoys holds whole trucks to what they carry and to what may pass.
func (j *judge) convoys(plan *passage.Plan) {
	if len(plan.Convoys) == 0 {
		return
	}
	type key struct{ at, period int }     // of a corridor or of a gate
	own := map[key][]passage.Convoy{}     // of a corridor
	passing := map[key][]passage.Convoy{} // through a gate
	for _, c := range plan.Convoys {
		at, known := j.corridor[c.Corridor]
		if !j.sane("trucks", string(c.Corridor), known, c.Period, float64(c.Trucks)) {
			continue
		}
		own[key{at, c.Period}] = append(own[key{at, c.Period}], c)
		entry, exit := key{j.entry[at], c.Period}, key{j.exit[at], c.Period}
		passing[entry] = append(passing[entry], c)
		if exit.at >= 0 && exit != entry {
			passing[exit] = append(passing[exit], c)
		}
	}
	for c := range j.Corridors {
		for period := range j.Periods {
			j.aboard(c, period, own[key{c, period}])
		}
	}
	for g, gate := range j.doors {
		for period := range j.Periods {
			convoys := passing[key{g, period}]
			loads := make([]float64, len(convoys))
			total := 0.0
			for i, c := range convoys {
				loads[i] = float64(c.Trucks)
				total += loads[i]
			}
			if total > 0 {
				days := gate.trucks[period*j.PeriodDays : (period+1)*j.PeriodDays]
				fits := largestFlow(loads, days, func(i, d int) bool { return j.allMay(g, convoys[i].Goods, period, d) })
				j.most("trucks", fmt.Sprintf("%s, whole ones", gate.id), period, total, fits, "trucks")
			}
		}
	}
}

// aboard holds that what goes down a corridor in a period finds room by weight
// on the trucks of convoys that carry it.
func (j *judge) aboard(c, period int, convoys []passage.Convoy) {
	corridor := j.Corridors[c]
	payload := corridor.PayloadT.Or(j.PayloadT.Or(0))
	loads, room := make([]float64, len(j.Commodities)), make([]float64, len(convoys))
	for i := range convoys {
		room[i] = float64(convoys[i].Trucks)
	}
	carries := func(k, i int) bool { return slices.Contains(convoys[i].Goods, j.Commodities[k].ID) }
	total := 0.0
	for k, commodity := range j.Commodities {
		trips := j.trips[(c*len(j.Commodities)+k)*j.Periods+period]
		if trips == 0 {
			continue
		}
		if !slices.ContainsFunc(convoys, func(o passage.Convoy) bool { return slices.Contains(o.Goods, commodity.ID) }) {
			j.most("trucks", fmt.Sprintf("%s on %s, in no convoy", commodity.ID, corridor.ID), period, trips*payload, 0, "t")
			continue
		}
		loads[k] = trips
		total += trips
	}
	if total > 0 {
		fits := largestFlow(loads, room, carries)
		j.most("trucks", fmt.Sprintf("%s: what its whole trucks carry", corridor.ID), period, total*payload, fits*payload, "t")
	}
}

// allMay reports whether all goods of a convoy may pass a gate on a day.
func (j *judge) allMay(gate int, goods []passage.CommodityID, period, d int) bool {
	for _, id := range goods {
		if k, known := j.commodity[id]; known && !j.doors[gate].lets[period*j.PeriodDays+d][k] {
			return false
		}
	}
	return true
}
