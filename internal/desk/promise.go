package desk

import (
	"context"

	"passage"
)

// Judged is a commitment and how far it is kept, going by what the ledger shows.
type Judged struct {
	passage.Promise
	passage.Judgement
}

// Judge holds commitments against the trucks that passed their doors up to a day
// that is over. The scenario says which doors are roads, and between which places;
// nil, and all are crossings.
func (d *Desk) Judge(ctx context.Context, caller Caller, promises []passage.Promise, asOf passage.Date, s *passage.Scenario) ([]Judged, error) {
	type counted struct {
		post      passage.Post
		commodity passage.CommodityID
	}
	from, until := map[counted]passage.Date{}, map[counted]passage.Date{}
	by := make([]counted, len(promises)) // of each that is measured
	for i, p := range promises {
		post, ok := s.Post(p.Door)
		last := p.Until(asOf)
		if !p.Measured() || !ok || last < p.From {
			continue
		}
		k := counted{post, p.Commodity}
		by[i] = k
		if begin, ok := from[k]; !ok || p.From < begin {
			from[k] = p.From
		}
		until[k] = max(until[k], last)
	}
	crossed := map[counted]map[passage.Date]int64{}
	for k := range from {
		var err error
		if crossed[k], err = d.Crossed(ctx, caller, k.post, k.commodity, from[k], until[k]); err != nil {
			return nil, err
		}
	}
	all := make([]Judged, len(promises))
	for i, p := range promises {
		all[i] = Judged{p, passage.Judgement{Keeping: passage.Unmeasured}}
		if _, ok := s.Post(p.Door); ok || p.Door == "" {
			all[i].Judgement = p.Judge(crossed[by[i]], p.Until(asOf))
		}
	}
	return all, nil
}

// Tables returns the tables of the newest scenario that the caller may read, nil
// where there are none, or none without faults.
func (d *Desk) Tables(ctx context.Context, caller Caller) (*passage.Scenario, error) {
	s, err := d.Gazetteer(ctx, caller, "")
	if err != nil || s == nil {
		return nil, err
	}
	return s.Loaded.Scenario, nil
}
