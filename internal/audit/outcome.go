package audit

import (
	"cmp"
	"math"
	"slices"

	"passage"
)

// Outcome is what a plan does for people, and what it costs.
type Outcome struct {
	// Deprivation is in weighted person-days, by the goal's bands; Nothing is
	// that of giving nothing.
	Deprivation, Nothing float64
	// Shortfall is weight × person-days × the part of each need not covered.
	Shortfall  float64
	Cost       float64   // money spent over the horizon
	Spent      []float64 // the same by period
	PersonDays float64   // of everybody, over the horizon
	// Persons are the person-days by place and period.
	Persons [][]float64
	// Cover is the part of a need that is met, by place, need and period, not
	// capped; NaN where nobody is counted.
	Cover [][][]float64
	Needs []NeedOutcome // in the order of the table
}

// NeedOutcome is how one need is met, with cover capped at 1 and averaged over
// people and time.
type NeedOutcome struct {
	Need    passage.NeedID
	Met     float64   // person-days met: Σ person-days × cover
	Mean    float64   // cover of everybody
	ByPlace []float64 // cover by place; NaN where nobody is counted
	ByTime  []float64 // cover by period; the same
	Least   float64   // the least of ByPlace
	LeastAt passage.PlaceID
	Gini    float64 // of ByPlace with people as weights, by the Lorenz curve
	Worst   float64 // the least cover of any place and period
	WorstAt passage.PlaceID
	WorstIn int // period
}

func (j *judge) outcome() *Outcome {
	o := &Outcome{Spent: j.spent, Persons: j.persons, Cover: make([][][]float64, len(j.Places))}
	for _, usd := range j.spent {
		o.Cost += usd
	}
	for p := range j.Places {
		for _, persons := range j.persons[p] {
			o.PersonDays += persons
		}
		o.Cover[p] = make([][]float64, len(j.Needs))
		for n, need := range j.Needs {
			o.Cover[p][n] = make([]float64, j.Periods)
			for period, persons := range j.persons[p] {
				got := 0.0
				for k := range j.Commodities {
					got += j.given[(p*len(j.Commodities)+k)*j.Periods+period] * j.gives[k][n]
				}
				cover := got / (persons * need.PerPersonDay)
				if persons == 0 {
					cover = math.NaN()
				}
				o.Cover[p][n][period] = cover
				j.deprive(o, need, persons, cover)
			}
		}
	}
	for n := range j.Needs {
		o.Needs = append(o.Needs, j.needOutcome(o, n))
	}
	return o
}

// deprive adds what a cover leaves of a need, band by band.
func (j *judge) deprive(o *Outcome, need passage.Need, persons, cover float64) {
	if persons == 0 {
		return
	}
	below := 0.0
	for b, upTo := range j.Goal.Bands {
		width := upTo - below
		filled := min(max(cover-below, 0), width)
		o.Deprivation += need.Weight * persons * j.Goal.Weights[b] * (width - filled)
		o.Nothing += need.Weight * persons * j.Goal.Weights[b] * width
		below = upTo
	}
	o.Shortfall += need.Weight * persons * max(0, 1-cover)
}

func (j *judge) needOutcome(o *Outcome, n int) NeedOutcome {
	out := NeedOutcome{Need: j.Needs[n].ID, Least: 1, Worst: 1, ByPlace: make([]float64, len(j.Places)), ByTime: make([]float64, j.Periods)}
	inTime, met := make([]float64, j.Periods), make([]float64, j.Periods)
	people := make([]float64, len(j.Places))
	all := 0.0
	for p := range j.Places {
		served := 0.0
		for period, persons := range j.persons[p] {
			if persons == 0 {
				continue
			}
			cover := min(o.Cover[p][n][period], 1)
			people[p] += persons
			served += persons * cover
			inTime[period] += persons
			met[period] += persons * cover
			if cover < out.Worst || out.WorstAt == "" {
				out.Worst, out.WorstAt, out.WorstIn = cover, j.Places[p].ID, period
			}
		}
		out.ByPlace[p] = served / people[p] // NaN for an empty place
		if people[p] > 0 && (out.ByPlace[p] < out.Least || out.LeastAt == "") {
			out.Least, out.LeastAt = out.ByPlace[p], j.Places[p].ID
		}
		out.Met += served
		all += people[p]
	}
	for period := range out.ByTime {
		out.ByTime[period] = met[period] / inTime[period]
	}
	if all > 0 {
		out.Mean = out.Met / all
	}
	out.Gini = gini(out.ByPlace, people)
	return out
}

// gini returns the Gini coefficient of values with weights, twice the area
// between the Lorenz curve and the line of equality; 0 where all is nothing.
// Values of weight 0 do not count.
func gini(values, weights []float64) float64 {
	var order []int
	total, weight := 0.0, 0.0
	for i := range values {
		if weights[i] > 0 {
			order = append(order, i)
			total += values[i] * weights[i]
			weight += weights[i]
		}
	}
	if total <= 0 {
		return 0
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	area, share := 0.0, 0.0 // under the Lorenz curve; its height so far
	for _, i := range order {
		next := share + values[i]*weights[i]/total
		area += weights[i] / weight * (share + next) / 2
		share = next
	}
	return max(0, 1-2*area)
}
