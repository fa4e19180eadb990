package pages

import (
	"slices"

	"passage"
	"passage/internal/desk"
)

// promisePage is one commitment, day by day, with the trucks that make its
// figures.
type promisePage struct {
	Heading string
	promiseRow
	AsOf     passage.Date
	Earlier  []promisedRow // what it was in each engagement, the newest first
	ByDay    []promisedDay // the newest first
	Cut      bool          // there are days before those
	Goods    bool          // their amounts are told too
	EachText string        `json:"-"` // what was promised for each of them
	Unseen   int64         // trucks that count and whose waybills the reader does not see
	Record   record

	Payments []paymentRow // of a sum
	Form     form         // for one more
	PayURL   string       `json:"-"` // empty: not by this reader
	Wrong    wrongForm
	reach    passage.Reach // of the engagement that speaks of it last
}

func (p promisePage) Title() string { return p.Heading }

// promisedRow is a commitment as one engagement has it.
type promisedRow struct {
	On                             passage.Date
	What, Measure, Term            string
	Withdrawn                      bool
	EngagementURL                  string
	Org                            passage.OrgID
	Conditions, RedLines, DoorText string
	CommodityText                  string
}

// promisedDay is what was promised for a day and what crossed on it.
type promisedDay struct {
	Day      passage.Date
	Crossed  int64
	Promised float64 // trucks, or goods; 0 where any at all will do
	Passed   string  // of goods; empty: none are promised, or not for the reader to know
	Waybills []link
}

type link struct{ URL, Text string }

const (
	daysShown   = 92 // of a commitment
	dayWaybills = 60 // that are named for one day
)

func (s *Server) promisePage(r *request, f form) (p promisePage, err error) {
	id := passage.CommitmentID(r.PathValue("id"))
	t, err := s.talks(r, func(t *talks) func(*passage.Promise) bool {
		i := slices.IndexFunc(t.Promises, func(p passage.Promise) bool { return p.ID == id })
		if i < 0 {
			return noPromise(t)
		}
		of := oneOf([]string{t.Promises[i].By}) // how they kept the others is told too
		return func(made *passage.Promise) bool { return of(made.By) }
	})
	if err != nil {
		return p, err
	}
	rows := t.rows(func(k *desk.Judged) bool { return k.ID == id })
	if len(rows) == 0 {
		return p, desk.Missing{Text: "no record speaks of this commitment"}
	}
	t.word(r, rows)
	p = promisePage{Form: f, Heading: rows[0].By + ": " + short(rows[0].What), promiseRow: rows[0], AsOf: t.AsOf, Record: t.records()[0]}
	if err := s.earlier(r, t, &p); err != nil {
		return p, err
	}
	if p.Basis == passage.ByPayment {
		if mayWrite(r) {
			p.PayURL = p.URL + "/paid"
		}
		p.Wrong = s.noWrong(r, p.URL, s.blankForm(nil))
		p.payments(r)
	}
	if p.TrucksURL == "" {
		return p, nil
	}
	first := max(p.From, p.Until-daysShown+1)
	p.Cut = first > p.From
	post, _ := t.tables().Post(p.Door)
	crossed, err := s.desk.Crossed(r.Context(), r.Caller, post, p.Commodity, first, p.Until)
	if err != nil {
		return p, err
	}
	trucks, all, err := s.desk.CrossedTrucks(r.Context(), r.Caller, post, p.Commodity, first, p.Until, mostCrossed)
	if err != nil {
		return p, err
	}
	c := p.promise.Commitment
	var carried map[passage.Date]passage.Passed
	// On a day with one truck the amount is that truck's: it is for whoever may read it.
	if p.Goods = c.Amount > 0 && r.Caller.ReadsAll(); p.Goods {
		if carried, err = s.desk.Carried(r.Context(), r.Caller, post, c.Commodity, c.Unit, first, p.Until); err != nil {
			return p, err
		}
	}
	each, _ := c.PerDay()
	p.EachText = r.amount(c.Unit, c.Amount)
	for day := p.Until; day >= first; day-- {
		row := promisedDay{Day: day, Crossed: crossed[day], Promised: each}
		if p.Goods {
			row.Passed = r.amount(c.Unit, carried[day].Amount)
		}
		seen := int64(0)
		for _, truck := range trucks {
			if truck.Day != day {
				continue
			}
			if seen++; seen <= dayWaybills {
				row.Waybills = append(row.Waybills, link{waybillURL(truck.Waybill), string(truck.Waybill)})
			}
		}
		p.Unseen += row.Crossed - seen
		p.ByDay = append(p.ByDay, row)
	}
	if !all { // those that stay out are not unseen
		p.Unseen = 0
	}
	return p, nil
}

// earlier lists what the commitment was in each engagement that speaks of it.
func (s *Server) earlier(r *request, t *talks, p *promisePage) error {
	for _, e := range t.All {
		for _, f := range e.Records {
			for _, c := range f.Minutes.Commitments {
				if c.ID == p.ID {
					if e.ID == p.Engagement && p.reach == "" {
						p.reach = f.Minutes.Reach // the newest record comes first
					}
					sought, err := s.permit(r, c.Permit)
					if err != nil {
						return err
					}
					p.Earlier = append(p.Earlier, promisedRow{On: f.Claimed.Day(), What: c.What, Measure: t.measureText(r, c, sought), Term: term(r, c.From, c.To), Withdrawn: c.Withdrawn,
						EngagementURL: engagementURL(e.ID), Org: f.Org, Conditions: c.Conditions, RedLines: c.RedLines, DoorText: t.n.door(c.Door), CommodityText: t.n.good(c.Commodity)})
				}
			}
		}
	}
	slices.SortStableFunc(p.Earlier, func(a, b promisedRow) int { return int(b.On - a.On) })
	return nil
}
