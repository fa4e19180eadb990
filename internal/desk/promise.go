package desk

import (
	"context"

	"passage"
)

// Judged is a commitment and how far it is kept, going by what the ledger shows.
type Judged struct {
	*passage.Promise
	passage.Judgement
	Sought *passage.Reported // the permit that was promised; nil: none, or none that the caller sees
}

// Judge holds commitments against what the ledger shows up to a day that is over:
// the trucks that passed their doors and what they carried, the permits that were given and used, the
// money that is stated to have arrived. The scenario says which doors are roads,
// and between which places; nil, and all are crossings.
func (d *Desk) Judge(ctx context.Context, caller Caller, promises []*passage.Promise, asOf passage.Date, s *passage.Scenario) ([]Judged, error) {
	type door struct {
		post passage.Post
		ok   bool
	}
	doors := map[passage.DoorID]door{}
	for _, p := range promises {
		if _, ok := doors[p.Door]; !ok {
			post, known := s.Post(p.Door)
			doors[p.Door] = door{post, known}
		}
	}
	from, until := map[road]passage.Date{}, map[road]passage.Date{}
	by := make([]road, len(promises)) // of each that is measured
	for i, p := range promises {
		post, ok := doors[p.Door].post, doors[p.Door].ok
		last := p.Until(asOf)
		if !p.Measured() || !ok || last < p.From {
			continue
		}
		k := road{post, p.Commodity, p.Unit}
		by[i] = k
		if begin, ok := from[k]; !ok || p.From < begin {
			from[k] = p.From
		}
		until[k] = max(until[k], last)
	}
	crossed, carried := map[road]map[passage.Date]int64{}, map[road]map[passage.Date]passage.Passed{}
	for k := range from {
		var err error
		if k.unit != "" {
			carried[k], err = d.Carried(ctx, caller, k.post, k.commodity, k.unit, from[k], until[k])
		} else {
			crossed[k], err = d.Crossed(ctx, caller, k.post, k.commodity, from[k], until[k])
		}
		if err != nil {
			return nil, err
		}
	}
	var promised []passage.FactID
	for _, p := range promises {
		if p.Permit != "" {
			promised = append(promised, p.Permit)
		}
	}
	permits, err := d.Permits(ctx, caller, promised)
	if err != nil {
		return nil, err
	}
	all := make([]Judged, len(promises))
	for i, p := range promises {
		all[i] = Judged{Promise: p}
		j := &all[i]
		switch p.Basis() {
		case passage.ByPermit:
			j.Sought = permits[p.Permit]
			trucks, err := d.PassedWith(ctx, caller, j.Sought, asOf, s)
			if err != nil {
				return nil, err
			}
			j.Judgement = p.JudgePermit(j.Sought, trucks, asOf)
		case passage.ByPayment:
			j.Judgement = p.JudgePayments(asOf)
		default:
			trucks, loads := crossed[by[i]], carried[by[i]]
			untold := passage.Judgement{Keeping: passage.Unmeasured, Basis: p.Basis(), Withdrawn: p.Withdrawn}
			switch {
			case !doors[p.Door].ok:
				untold.Untold = passage.RoadBeside
				j.Judgement = untold
			case s != nil && p.Measured() && !s.HasDoor(p.Door) && len(trucks)+len(loads) == 0:
				// Whether it was a crossing or a road nothing says any more, nor so
				// where its trucks were counted: that none were is no broken promise.
				untold.Untold = passage.NoDoor
				j.Judgement = untold
			case p.Basis() == passage.ByGoods:
				j.Judgement = p.JudgeGoods(loads, p.Until(asOf))
			default:
				j.Judgement = p.Judge(trucks, p.Until(asOf))
			}
		}
	}
	return all, nil
}

// Permits returns those clearances of some ids that the caller sees, by each id
// that they went by.
func (d *Desk) Permits(ctx context.Context, caller Caller, ids []passage.FactID) (by map[passage.FactID]*passage.Reported, err error) {
	if len(ids) == 0 {
		return nil, caller.MayRead()
	}
	err = d.following(ctx, caller, func(f followed) error {
		facts, err := f.named(passage.Sought, ids)
		if err != nil {
			return err
		}
		all, err := reported(f.tx, caller, passage.Sought, facts)
		by = make(map[passage.FactID]*passage.Reported, len(all))
		for i := range all {
			by[all[i].Fact.ID] = &all[i]
			for _, id := range all[i].Before {
				by[id] = &all[i]
			}
		}
		return err
	})
	return by, err
}

// PassedWith counts the trucks with the item of a clearance that passed its door
// on each day since it was sought, up to a day. Nil where no truck could show it:
// it is no item of the tables.
func (d *Desk) PassedWith(ctx context.Context, caller Caller, sought *passage.Reported, asOf passage.Date, s *passage.Scenario) (map[passage.Date]int64, error) {
	if sought == nil || sought.Fact.Clearance.Commodity == "" {
		return nil, nil
	}
	post, ok := s.Post(passage.DoorID(sought.Fact.Place))
	if !ok {
		return nil, nil
	}
	return d.Crossed(ctx, caller, post, sought.Fact.Clearance.Commodity, sought.Fact.Claimed.Day(), asOf)
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
