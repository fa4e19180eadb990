package report

import (
	"math"
	"slices"

	"passage"
	"passage/internal/audit"
	"passage/internal/planner"
)

// Input is what a document is made from. Only Scenario, Plan and Verdict are
// needed; a plan that was judged and not made has no Result.
type Input struct {
	Scenario *passage.Scenario
	Plan     *passage.Plan
	Verdict  audit.Verdict
	Result   *planner.Result  // of the optimum that Plan comes from
	Rounded  *planner.Rounded // where Plan was laid on whole trucks
	TruckM3  float64
	Bindings []planner.Binding
	Read     float64 // seconds
	Round    float64 // seconds
}

// New puts together all that is to be said about a plan. Rows of the plan that
// name what the scenario does not know are kept, without what would follow.
func New(in Input) *Document {
	s, o := in.Scenario, in.Verdict.Outcome
	d := &Document{
		Format: Format, Scenario: s.Name, Currency: s.Currency,
		Horizon: Horizon{Start: s.Start, LastDay: s.End() - 1, Periods: s.Periods, PeriodDays: s.PeriodDays},
		Goal:    Goal{s.Goal.Kind, s.Goal.Ration},
		Outcome: Outcome{
			Deprivation: o.Deprivation, Nothing: o.Nothing, Shortfall: o.Shortfall,
			Cost: o.Cost, Spent: o.Spent, PersonDays: o.PersonDays,
		},
		Seconds:    Seconds{Read: in.Read},
		Why:        []string{},
		Objectives: []planner.Objective{},
		Solver:     []Solve{},
	}
	if r := in.Result; r != nil {
		d.Status, d.Objectives, d.Certificate, d.Held = r.Status, r.Objectives, r.Certificate, r.Held
		d.Why = append(d.Why, r.Why...)
		d.Seconds = Seconds{in.Read, r.Seconds.Build, r.Seconds.Solve, r.Seconds.Check, in.Round}
		for _, stage := range r.Stages {
			d.Solver = append(d.Solver, Solve{stage.Name, stage.Solver, stage.Iterations, stage.Rows, stage.Cols, stage.Seconds})
		}
	}
	a := assembly{Document: d, names: newNames(s), in: in}
	a.rows()
	a.cover()
	a.binding()
	a.breaches()
	if r := in.Rounded; r != nil {
		d.Rounding = &Rounding{Trucks: r.Trucks, TruckM3: in.TruckM3, Deprivation: r.Deprivation, Cost: r.Cost, PersonDays: []NeedDays{}}
		for i, days := range r.PersonDays {
			d.Rounding.PersonDays = append(d.Rounding.PersonDays, NeedDays{s.Needs[i].ID, days})
		}
	}
	a.actions()
	d.Headline = a.headline()
	return d
}

// assembly is a document in the making.
type assembly struct {
	*Document
	*names
	in Input
}

func (a *assembly) day(t int) passage.Date {
	if t < 0 || t > a.s.Periods {
		return 0
	}
	return a.s.FirstDay(t)
}

// rows copies the plan, with what the tables say about each row.
func (a *assembly) rows() {
	plan, s, d := a.in.Plan, a.s, a.Document
	d.Takes, d.Purchases, d.Movements = []Take{}, []Purchase{}, []Movement{}
	d.Convoys, d.Stocks, d.Distributions = []Convoy{}, []Stock{}, []Distribution{}
	for _, r := range plan.Takes {
		row := a.supply[r.Supply]
		d.Takes = append(d.Takes, Take{r.Period, a.day(r.Period), r.Supply, row.Node, row.Commodity, r.T})
	}
	for _, r := range plan.Purchases {
		row := a.offer[r.Offer]
		d.Purchases = append(d.Purchases, Purchase{r.Period, a.day(r.Period), r.Offer, row.Node, row.Commodity, r.T,
			a.day(r.Period + s.Lag(row.LeadDays)), r.T * row.USDPerT})
	}
	for _, r := range plan.Movements {
		row := a.corridor[r.Corridor]
		loads := math.NaN()
		if payload := row.PayloadT.Or(s.PayloadT.Or(0)); payload > 0 {
			loads = r.T / payload
		}
		d.Movements = append(d.Movements, Movement{r.Period, a.day(r.Period), r.Corridor, row.From, row.To, r.Commodity, r.T,
			Number(loads), a.day(r.Period + s.Lag(row.LeadDays)), r.T * row.ShareArriving,
			r.T * (row.USDPerT + a.node[row.From].HandlingUSDPerT)})
	}
	for _, r := range plan.Convoys {
		row := a.corridor[r.Corridor]
		d.Convoys = append(d.Convoys, Convoy{r.Period, a.day(r.Period), r.Corridor, row.From, row.To,
			append([]passage.CommodityID{}, r.Goods...), r.Trucks, r.T, r.M3})
		d.Outcome.Trucks += r.Trucks
	}
	for _, r := range plan.Stocks {
		d.Stocks = append(d.Stocks, Stock{r.Period, a.day(r.Period), r.Node, r.Commodity, r.T})
	}
	for _, r := range plan.Distributions {
		place := a.node[r.Node].Place
		grams := math.NaN()
		if p := slices.IndexFunc(s.Places, func(p passage.Place) bool { return p.ID == place }); p >= 0 && r.Period >= 0 && r.Period < s.Periods {
			grams = 1e6 * r.T / a.in.Verdict.Outcome.Persons[p][r.Period]
		}
		d.Distributions = append(d.Distributions, Distribution{r.Period, a.day(r.Period), r.Node, place, r.Commodity, r.T, Number(grams)})
	}
}

func (a *assembly) cover() {
	o, s, d := a.in.Verdict.Outcome, a.s, a.Document
	d.Cover, d.Fairness = []Cover{}, []Fairness{}
	for p, place := range s.Places {
		for n, need := range s.Needs {
			for t := range s.Periods {
				d.Cover = append(d.Cover, Cover{t, a.day(t), place.ID, a.place(place.ID), need.ID, o.Persons[p][t], Number(o.Cover[p][n][t])})
			}
		}
	}
	for i, n := range o.Needs {
		f := Fairness{
			Need: n.Need, Name: a.need(n.Need), Unit: s.Needs[i].Unit, PersonDays: n.Met, Mean: n.Mean,
			Least: n.Least, LeastPlace: n.LeastAt, Gini: n.Gini,
			Worst: n.Worst, WorstPlace: n.WorstAt, WorstPeriod: n.WorstIn, WorstDate: a.day(n.WorstIn),
		}
		for _, v := range n.ByPlace {
			f.ByPlace = append(f.ByPlace, Number(v))
		}
		for _, v := range n.ByTime {
			f.ByPeriod = append(f.ByPeriod, Number(v))
		}
		d.Fairness = append(d.Fairness, f)
	}
}

func (a *assembly) binding() {
	a.Document.Binding = []Binding{}
	in := "weighted person-days"
	if a.s.Goal.Kind == passage.Full && a.Status != planner.Infeasible {
		in = a.s.Currency
	}
	for _, b := range a.in.Bindings {
		a.Document.Binding = append(a.Document.Binding, Binding{b.Limit, b.About, string(b.Goods), a.heldBack(b), b.Unit, b.Worth, in,
			append([]int{}, b.Periods...)})
	}
}

func (a *assembly) breaches() {
	a.Document.Breaches = []Breach{}
	for _, b := range a.in.Verdict.Breaches {
		row := Breach{Limit: b.Limit, About: b.About, Period: b.Period, Have: Number(b.Have), May: Number(b.May), Least: b.Least, Unit: b.Unit}
		if b.Period >= 0 {
			row.Date = a.day(b.Period)
		}
		row.Text = breachText(b, row.Date.String())
		a.Document.Breaches = append(a.Document.Breaches, row)
	}
}
