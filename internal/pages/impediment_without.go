package pages

import (
	"errors"

	"passage"
	"passage/internal/desk"
)

// withoutPart is who went without, computed, with the computation.
type withoutPart struct {
	Week    passage.Date // first day of the period whose rations are taken
	PlanURL string       // empty: there is no plan, the needs of the tables are taken
	Lines   []withoutRow
	Needs   []withoutNeed
	Most    *withoutNeed // the need of which most is missing, as the goal weighs needs
	People  float64      // as many for a period as Most is person-days
	Days    int          // of a period
	Rest    bool         // some goods were not weighed, or their ration is not known
}

type withoutRow struct {
	passage.Forgone
	URL                           string `json:"-"` // of the waybill
	Name, PlaceName, NeedName     string
	Amount                        string // of all
	LostText, DamagedText         string
	ReturnedText, StandingText    string
	RationText, PlannedText, Much string // in words
}

type withoutNeed struct {
	passage.ForgoneNeed
	Name, Unit, PerText string
	UnitsText, DaysText string
	Parts               []withoutRatio
}

type withoutRatio struct {
	Name, Amount, PerKg, Units string
}

// without works out what the journeys that an impediment stopped did not bring.
// It is nil where there is no scenario to reckon with or nothing was stopped.
func (s *Server) without(r *request, v *accessView, f *passage.Fact, waybills []passage.Waybill) (*withoutPart, error) {
	if v.situation == nil || len(waybills) == 0 {
		return nil, nil
	}
	sc := v.Scenario.Loaded.Scenario
	var plan *passage.Plan
	p := &withoutPart{Days: sc.PeriodDays}
	if v.Plan != nil {
		plan, p.PlanURL = v.Plan.Document.Plan(), planURL(v.Plan.ID)
	}
	ends := map[passage.ConsignmentID]passage.NodeID{}
	for _, w := range waybills {
		for _, l := range w.Lines {
			if _, known := ends[l.Consignment]; known {
				continue
			}
			c, err := s.desk.Consignment(r.Context(), r.Caller, l.Consignment)
			if err != nil && !errors.As(err, &desk.Missing{}) {
				return nil, err
			}
			ends[l.Consignment] = c.To
			p.Rest = p.Rest || l.Unit != passage.Grams
		}
	}
	lines, needs := passage.WentWithout(sc, plan, f.Claimed.Day(), waybills, func(id passage.ConsignmentID) passage.NodeID { return ends[id] })
	some := func(g int64) string {
		if g == 0 {
			return ""
		}
		return r.amount(passage.Grams, g)
	}
	for _, l := range lines {
		row := withoutRow{
			Forgone: l, URL: waybillURL(l.Waybill), Name: v.names.good(l.Commodity), Amount: r.amount(passage.Grams, l.Grams()),
			LostText: some(l.Lost), DamagedText: some(l.Damaged), ReturnedText: some(l.Returned), StandingText: some(l.Standing),
			RationText: r.T.Number(l.Ration, 1), Much: r.T.Number(l.PersonDays, 0),
		}
		p.Week = sc.FirstDay(l.Period)
		switch {
		case l.Ration == 0:
			p.Rest = true
		case l.OfPlan:
			row.PlannedText = r.T.Number(l.Planned, 1)
		default:
			row.NeedName = v.n.need(l.Need)
		}
		if l.Place != "" {
			row.PlaceName = v.n.place(l.Place)
		}
		p.Lines = append(p.Lines, row)
	}
	weighs := 0.0
	for _, n := range needs {
		one := v.need(r, n)
		for _, need := range sc.Needs {
			if need.ID == n.Need && (p.Most == nil || need.Weight*n.PersonDays > weighs) {
				weighs, p.Most, p.People = need.Weight*n.PersonDays, &one, n.PersonDays/float64(sc.PeriodDays)
			}
		}
		p.Needs = append(p.Needs, one)
	}
	return p, nil
}

func (v *accessView) need(r *request, n passage.ForgoneNeed) withoutNeed {
	one := withoutNeed{ForgoneNeed: n, Name: v.n.need(n.Need), UnitsText: v.n.much(n.Units), DaysText: r.T.Number(n.PersonDays, 0)}
	for _, need := range v.Scenario.Loaded.Scenario.Needs {
		if need.ID == n.Need {
			one.Unit, one.PerText = v.n.unit(need.Unit), r.T.Number(need.PerPersonDay, 2)
		}
	}
	for _, part := range n.Parts {
		one.Parts = append(one.Parts, withoutRatio{v.names.good(part.Commodity), r.amount(passage.Grams, part.Grams), r.T.Number(part.PerKg, 1), v.n.much(part.Units)})
	}
	return one
}
