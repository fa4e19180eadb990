package passage

import (
	"cmp"
	"slices"
)

// Forgone is goods of one line of a waybill that have not reached people, and
// for how many person-days they would have been a ration. It is arithmetic on
// the ledger's amounts and the scenario's tables, and no count of people.
type Forgone struct {
	Waybill   WaybillID
	Line      LineID
	Commodity CommodityID
	To        NodeID  // where it was to end: of the leg, or of the consignment
	Place     PlaceID // whose people it was for; empty: no site, so all places are meant

	Lost, Damaged, Returned, Standing int64 // grams; Standing is not accounted for yet

	// Ration is grams a person and day, 0 where the tables say nothing. It is what
	// the plan gives there in that period, or else what alone meets the need for
	// which the commodity does most, as the goal weighs needs.
	Ration     float64
	OfPlan     bool
	Period     int     // of the plan
	Planned    float64 // of a ration of the plan: tonnes given there in that period
	People     float64 // of a ration of the plan: mean number there in that period
	Need       NeedID  // of a ration that is not of the plan
	PersonDays float64
}

// Grams is how much of the line has not reached people.
func (f *Forgone) Grams() int64 { return f.Lost + f.Damaged + f.Returned + f.Standing }

// ForgoneNeed is how much of a need all goods would have met together.
type ForgoneNeed struct {
	Need       NeedID
	Parts      []ForgonePart
	Units      float64 // of the need
	PersonDays float64
}

// ForgonePart is what one commodity would have brought of a need.
type ForgonePart struct {
	Commodity CommodityID
	Grams     int64
	PerKg     float64 // units of the need in a kilogram
	Units     float64
}

// WentWithout works out what waybills did not bring to people. to says where the
// goods of a line were to end, beyond the leg, and is empty where that is not
// known; on is the day of the plan whose rations are taken. Only what is weighed
// is counted. plan may be nil.
func WentWithout(s *Scenario, plan *Plan, on Date, waybills []Waybill, to func(ConsignmentID) NodeID) (lines []Forgone, needs []ForgoneNeed) {
	at := serve(s, cmp.Or(plan, &Plan{}))
	site := map[NodeID]int{}
	for _, n := range s.Nodes {
		if p := slices.IndexFunc(s.Places, func(p Place) bool { return p.ID == n.Place }); n.Kind == Site && p >= 0 {
			site[n.ID] = p
		}
	}
	t := min(max(int(on-s.Start)/s.PeriodDays, 0), s.Periods-1)
	sums := map[CommodityID]int64{}
	for _, w := range waybills {
		for _, l := range w.Lines {
			f := Forgone{Waybill: w.ID, Line: l.LineID, Commodity: l.Commodity, To: w.To, Period: t,
				Lost: l.Lost, Damaged: l.Damaged, Returned: l.Returned, Standing: l.InTransit}
			if l.Unit != Grams || f.Grams() == 0 {
				continue
			}
			p, known := site[f.To]
			if end := to(l.Consignment); !known && end != "" {
				f.To = end
				p, known = site[end]
			}
			if !known {
				p = -1
			} else {
				f.Place = s.Places[p].ID
			}
			sums[f.Commodity] += f.Grams()
			at.ration(&f, p, t)
			lines = append(lines, f)
		}
	}
	return lines, at.forgoneNeeds(sums)
}

// ration finds the ration of a commodity in a place, or in all for -1.
func (at *served) ration(f *Forgone, p, t int) {
	k, ok := at.commodity[f.Commodity]
	if !ok {
		return
	}
	for q := range at.s.Places {
		if p < 0 || p == q {
			f.Planned += at.given[q][t][k]
			f.People += at.people[q][t]
		}
	}
	if f.Planned > 0 && f.People > 0 {
		f.OfPlan = true
		f.Ration = f.Planned * 1e6 / (f.People * float64(at.s.PeriodDays))
	} else {
		f.Planned, f.People = 0, 0
		best, most := 0.0, 0.0 // person-days in a tonne, and what they weigh
		for j, days := range at.content[k] {
			if weighs := days * at.s.Needs[j].Weight; weighs > most || weighs == most && days > best {
				best, most, f.Need = days, weighs, at.s.Needs[j].ID
			}
		}
		if best > 0 {
			f.Ration = 1e6 / best
		}
	}
	if f.Ration > 0 {
		f.PersonDays = float64(f.Grams()) / f.Ration
	}
}

// forgoneNeeds adds commodities up by what they hold of each need.
func (at *served) forgoneNeeds(sums map[CommodityID]int64) (needs []ForgoneNeed) {
	for _, need := range at.s.Needs {
		n := ForgoneNeed{Need: need.ID}
		for _, c := range at.s.Contents {
			if g := sums[c.Commodity]; c.Need == need.ID && g > 0 && c.PerKg > 0 {
				part := ForgonePart{Commodity: c.Commodity, Grams: g, PerKg: c.PerKg, Units: float64(g) / 1000 * c.PerKg}
				n.Parts = append(n.Parts, part)
				n.Units += part.Units
			}
		}
		if len(n.Parts) > 0 && need.PerPersonDay > 0 {
			n.PersonDays = n.Units / need.PerPersonDay
			needs = append(needs, n)
		}
	}
	return needs
}
