package desk

import (
	"context"

	"passage"
)

// Judged is a commitment and how far it is kept, going by the trucks in the
// ledger.
type Judged struct {
	passage.Promise
	passage.Judgement
}

// Judge holds commitments against the trucks that crossed their doors up to a day
// that is over. road reports which doors are roads: nobody counts trucks there, so
// that what was promised of one is not measured.
func (d *Desk) Judge(ctx context.Context, caller Caller, promises []passage.Promise, asOf passage.Date, road func(passage.DoorID) bool) ([]Judged, error) {
	type counted struct {
		door      passage.DoorID
		commodity passage.CommodityID
	}
	measured := func(p passage.Promise) bool { return p.Measured() && !road(p.Door) }
	from, until := map[counted]passage.Date{}, map[counted]passage.Date{}
	for _, p := range promises {
		k := counted{p.Door, p.Commodity}
		if last := p.Until(asOf); measured(p) && last >= p.From {
			if begin, ok := from[k]; !ok || p.From < begin {
				from[k] = p.From
			}
			until[k] = max(until[k], last)
		}
	}
	crossed := map[counted]map[passage.Date]int64{}
	for k := range from {
		var err error
		if crossed[k], err = d.Crossed(ctx, caller, passage.NodeID(k.door), k.commodity, from[k], until[k]); err != nil {
			return nil, err
		}
	}
	all := make([]Judged, len(promises))
	for i, p := range promises {
		all[i] = Judged{p, passage.Judgement{Keeping: passage.Unmeasured}}
		if measured(p) {
			all[i].Judgement = p.Judge(crossed[counted{p.Door, p.Commodity}], p.Until(asOf))
		}
	}
	return all, nil
}
