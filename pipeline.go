package passage

import (
	"math"
	"slices"
)

// Part is how sure it is that goods will be there.
type Part int

// Parts, the surest first. They are used up in this order.
const (
	InHand   Part = iota // there when the plan begins
	OnTheWay             // in transit, or ready later
	Pledged
	Ordered // bought under the plan
	parts
)

// PartOf says which part a supply is of.
func (s *Scenario) PartOf(supply Supply) Part {
	switch {
	case supply.Kind == "pledge":
		return Pledged
	case supply.Kind == "transit" || supply.Ready > s.Start:
		return OnTheWay
	}
	return InHand
}

// PipelineLine is what there is and will be of one commodity against what is
// wanted of it. Masses are tonnes, scaled by the confidence of each supply.
type PipelineLine struct {
	Commodity CommodityID
	Parts     [parts]float64 // what comes within the horizon
	Weeks     []PipelineWeek // by period

	// Breaks is the first period in which less is there than is wanted, and the
	// number of periods where there is none.
	Breaks int
	// Lasts is for how many periods each part meets what is wanted, until it
	// breaks.
	Lasts [parts]float64
	Short float64 // what remains to be pledged, over all periods

	Offers  int   // how many can still bring some within the horizon
	CanBuy  Limit // how much they can bring beyond what the plan orders; not given: no limit
	USDPerT float64
	Offer   OfferID // the cheapest of them, empty where there is none
}

// PipelineWeek is one period of a line. What is not there when it is wanted is
// missing for good: nobody eats last week's meals this week.
//
//	Left = Left of the period before + Ready − Used
//	Given + Lost + Wanted = Used + Short
type PipelineWeek struct {
	Ready  [parts]float64 // comes
	Given  float64        // into people's hands, under the plan
	Lost   float64        // on the plan's ways
	Wanted float64        // beyond that: see [Pipeline]
	Used   [parts]float64
	Short  float64
	Left   float64 // at the end
}

// Need is what the period takes of the commodity.
func (w PipelineWeek) Need() float64 { return w.Given + w.Lost + w.Wanted }

// shortest is the part of a period's need below which a shortfall is one of
// arithmetic.
const shortest = 1e-9

// Pipeline holds what there is of each commodity against what is wanted of it,
// in the order of the tables. What is wanted is what the plan gives, and beyond
// that what this commodity alone could do for needs that the plan leaves: as
// much as the ration may hold of it, and no more than the largest of the needs
// takes. Commodities that can stand for one another each want the whole, so
// that their sums are not to be added up. No door and no truck limits what is
// wanted: a line that does not break though needs are unmet is held back by
// access. plan may be nil.
func Pipeline(s *Scenario, plan *Plan) []PipelineLine {
	if plan == nil {
		plan = &Plan{}
	}
	at := serve(s, plan)
	lines := make([]PipelineLine, len(s.Commodities))
	for k, c := range s.Commodities {
		lines[k] = PipelineLine{Commodity: c.ID, Weeks: make([]PipelineWeek, s.Periods)}
		for p := range s.Places {
			for t := range s.Periods {
				lines[k].Weeks[t].Given += at.given[p][t][k]
				lines[k].Weeks[t].Wanted += at.room(k, p, t)
			}
		}
	}
	for _, supply := range s.Supplies {
		if t := s.PeriodFrom(supply.Ready); t < s.Periods {
			lines[at.commodity[supply.Commodity]].Weeks[t].Ready[s.PartOf(supply)] += supply.T * supply.Confidence
		}
	}
	buy(s, plan, at, lines)
	corridors := make(map[CorridorID]Corridor, len(s.Corridors))
	for _, c := range s.Corridors {
		corridors[c.ID] = c
	}
	for _, m := range plan.Movements {
		lines[at.commodity[m.Commodity]].Weeks[m.Period].Lost += m.T * (1 - corridors[m.Corridor].ShareArriving)
	}
	for k := range lines {
		lines[k].run()
	}
	return lines
}

// buy enters what the plan orders and what could still be ordered.
func buy(s *Scenario, plan *Plan, at *served, lines []PipelineLine) {
	ordered := map[OfferID]float64{}
	offers := make(map[OfferID]Offer, len(s.Offers))
	for _, o := range s.Offers {
		offers[o.ID] = o
	}
	for _, p := range plan.Purchases {
		o := offers[p.Offer]
		ordered[p.Offer] += p.T
		if t := p.Period + s.Lag(o.LeadDays); t < s.Periods {
			lines[at.commodity[o.Commodity]].Weeks[t].Ready[Ordered] += p.T
		}
	}
	for k := range lines {
		lines[k].CanBuy = Some(0)
	}
	for _, o := range s.Offers {
		times := 0
		for t := range s.Periods - min(s.Lag(o.LeadDays), s.Periods) {
			if day := s.FirstDay(t); day >= o.From && (o.To.IsZero() || day <= o.To) {
				times++
			}
		}
		if times == 0 {
			continue
		}
		l := &lines[at.commodity[o.Commodity]]
		most := min(o.TMax.Or(math.Inf(1)), o.TPerPeriod.Or(math.Inf(1))*float64(times))
		if math.IsInf(most, 1) {
			l.CanBuy = Limit{}
		} else if l.CanBuy.Given {
			l.CanBuy.Value += max(0, most-ordered[o.ID])
		}
		if l.Offers++; l.Offers == 1 || o.USDPerT < l.USDPerT {
			l.Offer, l.USDPerT = o.ID, o.USDPerT
		}
	}
}

// run uses up what comes, week after week, the surest part first.
func (l *PipelineLine) run() {
	var have [parts]float64
	l.Breaks = len(l.Weeks)
	for t := range l.Weeks {
		w := &l.Weeks[t]
		for k, ready := range w.Ready {
			l.Parts[k] += ready
			have[k] += ready
		}
		need := w.Need()
		rest := need
		for k := range have {
			w.Used[k] = min(have[k], rest)
			have[k] -= w.Used[k]
			rest -= w.Used[k]
		}
		if rest > shortest*need {
			w.Short = rest
			l.Breaks = min(l.Breaks, t)
		}
		l.Short += w.Short
		for _, v := range have {
			w.Left += v
		}
		if t > l.Breaks {
			continue
		}
		if need == 0 { // it lasts on, whatever part it is of
			k := slices.IndexFunc(have[:], func(v float64) bool { return v > 0 })
			l.Lasts[max(k, 0)]++
			continue
		}
		for k, used := range w.Used {
			l.Lasts[k] += used / need
		}
	}
}

// Gap is a need in a place and period: what is needed and what a plan covers,
// in person-days.
type Gap struct {
	Place   PlaceID
	Need    NeedID
	Period  int
	Days    float64 // needed
	Covered float64 // of them; never more
}

// Uncovered is the rest.
func (g Gap) Uncovered() float64 { return g.Days - g.Covered }

// Gaps holds what a plan gives against what is needed: by place, need and
// period, in the order of the tables. plan may be nil.
func Gaps(s *Scenario, plan *Plan) []Gap {
	if plan == nil {
		plan = &Plan{}
	}
	at := serve(s, plan)
	var gaps []Gap
	for p, place := range s.Places {
		for j, need := range s.Needs {
			for t := range s.Periods {
				days := at.days(p, t)
				gaps = append(gaps, Gap{Place: place.ID, Need: need.ID, Period: t, Days: days, Covered: days * at.met(p, t, j)})
			}
		}
	}
	return gaps
}

// served is what a plan puts into people's hands.
type served struct {
	s         *Scenario
	commodity map[CommodityID]int
	people    [][]float64   // place, period
	given     [][][]float64 // place, period, commodity: tonnes
	content   [][]float64   // commodity, need: person-days of the need in a tonne
	groups    [][]int       // row of the group limits: its commodities
}

func serve(s *Scenario, plan *Plan) *served {
	at := &served{s: s, commodity: make(map[CommodityID]int, len(s.Commodities)), people: s.MeanPeople()}
	for k, c := range s.Commodities {
		at.commodity[c.ID] = k
		at.content = append(at.content, make([]float64, len(s.Needs)))
	}
	needs := make(map[NeedID]int, len(s.Needs))
	for j, n := range s.Needs {
		needs[n.ID] = j
	}
	for _, c := range s.Contents {
		j := needs[c.Need]
		at.content[at.commodity[c.Commodity]][j] = 1000 * c.PerKg / s.Needs[j].PerPersonDay
	}
	for _, limit := range s.GroupLimits {
		var members []int
		for _, g := range s.Groups {
			if g.Group == limit.Group {
				members = append(members, at.commodity[g.Commodity])
			}
		}
		at.groups = append(at.groups, members)
	}
	places := make(map[PlaceID]int, len(s.Places))
	for p, place := range s.Places {
		places[place.ID] = p
		at.given = append(at.given, make([][]float64, s.Periods))
		for t := range s.Periods {
			at.given[p][t] = make([]float64, len(s.Commodities))
		}
	}
	serves := make(map[NodeID]int, len(s.Nodes))
	for _, n := range s.Nodes {
		if n.Kind == Site {
			serves[n.ID] = places[n.Place]
		}
	}
	for _, d := range plan.Distributions {
		at.given[serves[d.Node]][d.Period][at.commodity[d.Commodity]] += d.T
	}
	return at
}

func (at *served) days(p, t int) float64 { return at.people[p][t] * float64(at.s.PeriodDays) }

// met is the part of a need that is met, 0 to 1.
func (at *served) met(p, t, j int) float64 {
	days, sum := at.days(p, t), 0.0
	if days == 0 {
		return 0
	}
	for k, tonnes := range at.given[p][t] {
		sum += tonnes * at.content[k][j]
	}
	return min(sum/days, 1)
}

// room is how many tonnes of a commodity alone could still do good in a place
// and period.
func (at *served) room(k, p, t int) float64 {
	days := at.days(p, t)
	if days == 0 {
		return 0
	}
	lack := 0.0
	for j, content := range at.content[k] {
		if content > 0 {
			lack = max(lack, (1-at.met(p, t, j))*days/content)
		}
	}
	most := at.s.Commodities[k].MaxG.Or(math.Inf(1))*days/1e6 - at.given[p][t][k]
	for g, members := range at.groups {
		if limit := at.s.GroupLimits[g].MaxG; limit.Given && slices.Contains(members, k) {
			rest := limit.Value * days / 1e6
			for _, m := range members {
				rest -= at.given[p][t][m]
			}
			most = min(most, rest)
		}
	}
	return min(lack, max(most, 0))
}
