package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"passage"
)

// Breach is a limit that a plan breaks.
type Breach struct {
	Limit  string  `json:"limit"`  // "goods", "trucks", "storage" …
	About  string  `json:"about"`  // the ids that the limit is on, in the words of the tables
	Period int     `json:"period"` // from 0; -1 for a limit on the whole horizon
	Have   float64 `json:"have"`
	May    float64 `json:"may"` // the most that Have may be, or with Least the least
	Least  bool    `json:"least"`
	Unit   string  `json:"unit"`
}

// Tolerance is the relative breach below which a limit counts as kept: what is
// left over by rounding in a solver that is right to one part in a million.
const Tolerance = 1e-6

// Near is the certificate of a plan that is near enough to the best for any use.
// It is as far as some countries can be solved.
const Near = 1e-4

// Size is the breach relative to the limit; limits below one unit count as one.
func (b Breach) Size() float64 {
	over := b.Have - b.May
	if b.Least {
		over = -over
	}
	return over / (1 + math.Abs(b.May))
}

// String writes the breach as a sentence without a full stop.
func (b Breach) String() string {
	most := "at most"
	if b.Least {
		most = "at least"
	}
	return fmt.Sprintf("%s of %s: %.6g %s, %s %.6g", b.Limit, b.About, b.Have, b.Unit, most, b.May)
}

// judge collects what a plan does to every limit.
type judge struct {
	*tables
	worst    float64 // the largest breach, tolerated ones included
	breaches []Breach

	arrived, left []float64 // node, commodity, period
	arrivedFresh  []float64 // the same without what was kept: the clock of shelf life starts on arrival
	stored        []float64 // node, commodity, period
	spent         []float64 // period
	given         []float64 // place, commodity, period: tonnes
	trips         []float64 // corridor, commodity, period: truckloads
}

func (j *judge) at(n, k, period int) int { return (n*len(j.Commodities)+k)*j.Periods + period }

func (j *judge) most(limit, about string, period int, have, may float64, unit string) {
	j.note(Breach{Limit: limit, About: about, Period: period, Have: have, May: may, Unit: unit})
}

func (j *judge) least(limit, about string, period int, have, must float64, unit string) {
	j.note(Breach{Limit: limit, About: about, Period: period, Have: have, May: must, Least: true, Unit: unit})
}

func (j *judge) note(b Breach) {
	size := b.Size()
	j.worst = max(j.worst, size)
	if size > Tolerance || math.IsNaN(size) {
		j.breaches = append(j.breaches, b)
	}
}

// weigh goes through a plan and holds it to every limit of the tables.
func (t *tables) weigh(plan *passage.Plan, minimums bool) *judge {
	cells := len(t.Nodes) * len(t.Commodities) * t.Periods
	j := &judge{
		tables: t, arrived: make([]float64, cells), left: make([]float64, cells), arrivedFresh: make([]float64, cells),
		stored: make([]float64, cells), spent: make([]float64, t.Periods),
		given: make([]float64, len(t.Places)*len(t.Commodities)*t.Periods),
		trips: make([]float64, len(t.Corridors)*len(t.Commodities)*t.Periods),
	}
	j.takes(plan)
	j.purchases(plan)
	j.movements(plan)
	j.stocks(plan)
	j.distributions(plan)
	j.balances()
	j.trucks()
	j.convoys(plan)
	j.money()
	j.rations(minimums)
	slices.SortStableFunc(j.breaches, func(a, b Breach) int {
		x, y := a.Size(), b.Size()
		if math.IsNaN(x) || math.IsNaN(y) { // what is no number is worst of all
			return cmp.Compare(x, y)
		}
		return cmp.Compare(y, x)
	})
	return j
}

// sane refuses a row that no arithmetic should see: a period outside the
// horizon, a negative or impossible tonnage, an id that the tables lack.
func (j *judge) sane(kind, about string, known bool, period int, tonnes float64) bool {
	switch {
	case !known:
		j.least(kind, about+", which the scenario does not know", period, 0, 1, "row")
	case period >= j.Periods:
		j.most(kind, about+", in a period outside the plan's", -1, float64(period), float64(j.Periods-1), "period")
	case period < 0:
		j.least(kind, about+", in a period outside the plan's", -1, float64(period), 0, "period")
	case math.IsInf(tonnes, 1):
		j.most(kind, about, period, tonnes, 0, "t")
	case math.IsNaN(tonnes) || tonnes < 0:
		j.least(kind, about, period, tonnes, 0, "t")
	default:
		return true
	}
	return false
}

func (j *judge) takes(plan *passage.Plan) {
	taken := make([]float64, len(j.Supplies))
	for _, take := range plan.Takes {
		s, known := j.supply[take.Supply]
		if !j.sane("supply", string(take.Supply), known, take.Period, take.T) {
			continue
		}
		row := j.Supplies[s]
		if ready := j.due(row.Ready); take.Period < ready {
			j.most("supply", fmt.Sprintf("%s before it is ready on %s", row.ID, row.Ready), take.Period, take.T, 0, "t")
		}
		taken[s] += take.T
		j.arrive(j.node[row.Node], j.commodity[row.Commodity], take.Period, take.T)
	}
	for s, row := range j.Supplies {
		j.most("supply", string(row.ID), -1, taken[s], row.T*row.Confidence, "t")
	}
}

func (j *judge) purchases(plan *passage.Plan) {
	bought := make([]float64, len(j.Offers))
	ordered := make([]float64, len(j.Offers)*j.Periods)
	for _, buy := range plan.Purchases {
		o, known := j.offer[buy.Offer]
		if !j.sane("offer", string(buy.Offer), known, buy.Period, buy.T) {
			continue
		}
		row := j.Offers[o]
		if !j.orders(o, buy.Period) {
			j.most("offer", fmt.Sprintf("%s ordered on %s, when it does not stand or comes too late", row.ID, j.FirstDay(buy.Period)), buy.Period, buy.T, 0, "t")
			continue
		}
		bought[o] += buy.T
		ordered[o*j.Periods+buy.Period] += buy.T
		j.spent[buy.Period] += buy.T * row.USDPerT
		j.arrive(j.node[row.Node], j.commodity[row.Commodity], buy.Period+j.delay(row.LeadDays), buy.T)
	}
	for o, row := range j.Offers {
		if row.TMax.Given {
			j.most("offer", string(row.ID), -1, bought[o], row.TMax.Value, "t")
		}
		for period := range j.Periods {
			if row.TPerPeriod.Given {
				j.most("offer", string(row.ID), period, ordered[o*j.Periods+period], row.TPerPeriod.Value, "t")
			}
		}
	}
}

func (j *judge) movements(plan *passage.Plan) {
	for _, move := range plan.Movements {
		c, known := j.corridor[move.Corridor]
		k, goods := j.commodity[move.Commodity]
		about := fmt.Sprintf("%s on %s", move.Commodity, move.Corridor)
		if !j.sane("movement", about, known && goods, move.Period, move.T) {
			continue
		}
		arrives := move.Period + j.delay(j.Corridors[c].LeadDays)
		switch {
		case !j.passes(c, k, move.Period):
			j.most("access", about, move.Period, move.T, 0, "t")
		case arrives >= j.Periods:
			j.most("movement", about+", arriving after the last period", move.Period, move.T, 0, "t")
		default:
			j.arrive(j.to[c], k, arrives, move.T*j.Corridors[c].ShareArriving)
		}
		j.left[j.at(j.from[c], k, move.Period)] += move.T
		j.spent[move.Period] += move.T * j.freight(c)
		payload := j.Corridors[c].PayloadT.Or(j.PayloadT.Or(0))
		if payload > 0 {
			j.trips[(c*len(j.Commodities)+k)*j.Periods+move.Period] += move.T / payload
		}
	}
}

func (j *judge) arrive(n, k, period int, tonnes float64) {
	j.arrived[j.at(n, k, period)] += tonnes
	j.arrivedFresh[j.at(n, k, period)] += tonnes
}

func (j *judge) stocks(plan *passage.Plan) {
	room := make([]float64, len(j.Nodes)*j.Periods)
	for _, stock := range plan.Stocks {
		n, known := j.node[stock.Node]
		k, goods := j.commodity[stock.Commodity]
		if !j.sane("stock", fmt.Sprintf("%s at %s", stock.Commodity, stock.Node), known && goods, stock.Period, stock.T) {
			continue
		}
		j.stored[j.at(n, k, stock.Period)] += stock.T
		room[n*j.Periods+stock.Period] += stock.T
	}
	for n, node := range j.Nodes {
		for period := range j.Periods {
			if node.StorageT.Given {
				j.most("storage", string(node.ID), period, room[n*j.Periods+period], node.StorageT.Value, "t")
			}
			for k, commodity := range j.Commodities {
				kept := j.stored[j.at(n, k, period)]
				j.left[j.at(n, k, period)] += kept
				if period+1 < j.Periods {
					j.arrived[j.at(n, k, period+1)] += kept
				}
				if lie, limited := j.mayLie(k); limited && kept > 0 {
					fresh := 0.0
					for back := max(0, period-lie+1); back <= period; back++ {
						fresh += j.arrivedFresh[j.at(n, k, back)]
					}
					j.most("shelf life", fmt.Sprintf("%s at %s", commodity.ID, node.ID), period, kept, fresh, "t")
				}
			}
		}
	}
}

func (j *judge) distributions(plan *passage.Plan) {
	for _, give := range plan.Distributions {
		n, known := j.node[give.Node]
		k, goods := j.commodity[give.Commodity]
		about := fmt.Sprintf("%s at %s", give.Commodity, give.Node)
		if !j.sane("distribution", about, known && goods, give.Period, give.T) {
			continue
		}
		if j.serves[n] < 0 {
			j.most("distribution", about+", which is not a site", give.Period, give.T, 0, "t")
			continue
		}
		j.left[j.at(n, k, give.Period)] += give.T
		j.spent[give.Period] += give.T * j.Nodes[n].HandlingUSDPerT
		j.given[(j.serves[n]*len(j.Commodities)+k)*j.Periods+give.Period] += give.T
	}
}

// balances holds that nothing leaves that is not there, and that hands and
// vehicles suffice to move it.
func (j *judge) balances() {
	for n, node := range j.Nodes {
		for period := range j.Periods {
			handled := 0.0
			for k, commodity := range j.Commodities {
				i := j.at(n, k, period)
				if j.left[i] > 0 {
					j.most("goods", fmt.Sprintf("%s at %s", commodity.ID, node.ID), period, j.left[i], j.arrived[i], "t")
				}
				handled += j.left[i] - j.stored[i]
			}
			if node.HandlingTPerDay.Given {
				j.most("handling", string(node.ID), period, handled, node.HandlingTPerDay.Value*float64(j.PeriodDays), "t")
			}
		}
	}
}

// money holds that no period's spending runs ahead of the funds that have come.
func (j *judge) money() {
	come, limited := j.funds()
	spent := 0.0
	for period, usd := range j.spent {
		spent += usd
		if limited {
			j.most("money", "all funds", period, spent, come[period], j.Currency)
		}
	}
}

// rations holds what is given to the bounds of commodities and groups, and
// everybody to one ration where there is one.
func (j *judge) rations(minimums bool) {
	for p, place := range j.Places {
		for period := range j.Periods {
			persons := j.persons[p][period]
			grams := make([]float64, len(j.Commodities))
			for k, c := range j.Commodities {
				tonnes := j.given[(p*len(j.Commodities)+k)*j.Periods+period]
				if persons > 0 {
					grams[k] = 1e6 * tonnes / persons
				} else if tonnes > 0 && j.rationed(k) {
					j.most("ration", fmt.Sprintf("%s in %s, where nobody is counted", c.ID, place.ID), period, tonnes, 0, "t")
				}
			}
			if persons == 0 {
				continue
			}
			bounds := func(what string, have float64, lo, hi passage.Limit) {
				if hi.Given {
					j.most("ration", what, period, have, hi.Value, "g a day")
				}
				if lo.Given && minimums {
					j.least("ration", what, period, have, lo.Value, "g a day")
				}
			}
			for k, c := range j.Commodities {
				bounds(fmt.Sprintf("%s in %s", c.ID, place.ID), grams[k], c.MinG, c.MaxG)
			}
			for g, limit := range j.GroupLimits {
				total := 0.0
				for _, k := range j.members[g] {
					total += grams[k]
				}
				bounds(fmt.Sprintf("group %s in %s", limit.Group, place.ID), total, limit.MinG, limit.MaxG)
			}
		}
	}
	if j.Goal.Ration == passage.Uniform {
		j.sameForAll()
	}
}

// rationed reports whether anything bounds what people get of a commodity, so
// that nobody may get none of it.
func (j *judge) rationed(k int) bool {
	if j.Goal.Ration == passage.Uniform || j.Commodities[k].MaxG.Given {
		return true
	}
	for g, limit := range j.GroupLimits {
		if limit.MaxG.Given && slices.Contains(j.members[g], k) {
			return true
		}
	}
	return false
}

// sameForAll holds that no place and period gets another ration than the rest.
func (j *judge) sameForAll() {
	for k, c := range j.Commodities {
		least, most := math.Inf(1), 0.0
		var where string
		var when int
		for p, place := range j.Places {
			for period, persons := range j.persons[p] {
				if persons == 0 {
					continue
				}
				g := 1e6 * j.given[(p*len(j.Commodities)+k)*j.Periods+period] / persons
				most = max(most, g)
				if g < least {
					least, where, when = g, string(place.ID), period
				}
			}
		}
		if most > 0 {
			j.least("one ration for all", fmt.Sprintf("%s in %s", c.ID, where), when, least, most, "g a day")
		}
	}
}
