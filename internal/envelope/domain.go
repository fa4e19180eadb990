package envelope

import "passage"

// domain returns the fact in the words of the trade.
func (f *fact) domain() passage.Fact {
	d := passage.Fact{
		ID: f.ID, Device: f.Device, Seq: f.Seq, Org: f.Org, Actor: f.Actor, Kind: f.Kind,
		Claimed: f.Claimed, Recorded: f.Recorded, Place: f.Place, Source: f.Source,
		Reliability: f.Reliability, Ref: f.Ref, Waybill: f.Waybill, Consignment: f.Consignment, Engagement: f.Engagement,
		From: f.From, To: f.To, Owner: f.Owner, Donor: f.Donor, Vehicle: f.Vehicle,
		Reason: f.Reason, How: f.How, Obstacle: f.Obstacle, Detail: f.Detail, Party: f.Party, Until: f.Until, Stops: f.Stops, About: f.About, Status: f.Status, Corrects: f.Corrects,
		Error: f.Error, Count: (*passage.Count)(f.Count), Note: f.Note, Whereupon: f.Whereupon,
		Door: f.Door.domain(), Minutes: f.Minutes.domain(), Payment: (*passage.Payment)(f.Payment), Notice: f.Notice.domain(), Clearance: (*passage.Clearance)(f.Clearance),
	}
	for _, l := range f.Lines {
		dl := passage.FactLine{
			Consignment: l.Consignment, Line: l.Line, Commodity: l.Commodity, Unit: l.Unit, Amount: l.Amount,
			Saved: l.Saved, Missing: l.Missing, Damaged: l.Damaged, Reason: l.Reason, Lot: l.Lot, Expiry: l.Expiry,
		}
		for _, u := range l.Units {
			dl.Units = append(dl.Units, passage.HandlingUnit(u))
		}
		d.Lines = append(d.Lines, dl)
	}
	for _, e := range f.Evidence {
		d.Evidence = append(d.Evidence, passage.Evidence(e))
	}
	return d
}

// wire returns the fact as it is written.
func wire(d passage.Fact) fact {
	f := fact{
		ID: d.ID, Device: d.Device, Seq: d.Seq, Org: d.Org, Actor: d.Actor, Kind: d.Kind,
		Claimed: d.Claimed, Recorded: d.Recorded, Place: d.Place, Source: d.Source,
		Reliability: d.Reliability, Ref: d.Ref, Waybill: d.Waybill, Consignment: d.Consignment, Engagement: d.Engagement,
		From: d.From, To: d.To, Owner: d.Owner, Donor: d.Donor, Vehicle: d.Vehicle,
		Reason: d.Reason, How: d.How, Obstacle: d.Obstacle, Detail: d.Detail, Party: d.Party, Until: d.Until, Stops: d.Stops, About: d.About, Status: d.Status, Corrects: d.Corrects,
		Error: d.Error, Count: (*count)(d.Count), Note: d.Note, Whereupon: d.Whereupon,
		Door: wireDoor(d.Door), Minutes: wireMinutes(d.Minutes), Payment: (*payment)(d.Payment), Notice: (*notice)(d.Notice), Clearance: (*clearance)(d.Clearance),
	}
	for _, l := range d.Lines {
		wl := line{
			Consignment: l.Consignment, Line: l.Line, Commodity: l.Commodity, Unit: l.Unit, Amount: l.Amount,
			Saved: l.Saved, Missing: l.Missing, Damaged: l.Damaged, Reason: l.Reason, Lot: l.Lot, Expiry: l.Expiry,
		}
		for _, u := range l.Units {
			wl.Units = append(wl.Units, unit(u))
		}
		f.Lines = append(f.Lines, wl)
	}
	for _, e := range d.Evidence {
		f.Evidence = append(f.Evidence, evidence(e))
	}
	return f
}
