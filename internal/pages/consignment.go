package pages

import (
	"cmp"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
)

// consignmentPage is the thread of a consignment, from its release to its
// hand-over.
type consignmentPage struct {
	ID, Heading            string
	Owner, Donor, From, To string
	Released               passage.Instant
	Closed                 bool
	Lines                  []goodsRow
	Waybills               []waybillRow
	MoreURL                string // the other waybills, where there are many
	Findings               []passage.Finding
	Told                   []toldRow // about itself, and what was notable on the way
	Routine                int       // steps of waybills that are left to their pages
	Says                   []sayLink
	Proof                  *proofLinks
	FactsURL               string
	all                    []toldRow
}

func (p consignmentPage) Title() string                           { return p.Heading }
func (p consignmentPage) Table() (head []string, rows [][]string) { return toldTable(p.all) }

// mostCarriers is how many waybills a consignment's page shows, and mostTold how
// many of the facts about them.
const (
	mostCarriers = 60
	mostTold     = 80
)

func (s *Server) consignment(r *request) (answer, error) {
	id := passage.ConsignmentID(r.PathValue("id"))
	c, err := s.desk.Consignment(r.Context(), r.Caller, id)
	if err != nil {
		return nil, err
	}
	most := mostCarriers
	if strings.HasSuffix(r.URL.Path, "/facts.json") || strings.HasSuffix(r.URL.Path, "/facts.csv") { // for programs
		most = twinRows
	}
	carriers, more, err := s.desk.Carriers(r.Context(), r.Caller, id, passage.WaybillID(r.FormValue("after")), most)
	if err != nil {
		return nil, err
	}
	n, err := s.namesFor(r)
	if err != nil {
		return nil, err
	}
	subjects := []string{"c/" + string(id)}
	for _, w := range carriers {
		subjects = append(subjects, "w/"+string(w.ID))
	}
	told, err := s.desk.Thread(r.Context(), r.Caller, subjects...)
	if err != nil {
		return nil, err
	}
	p := consignmentPage{
		ID: string(id), Heading: r.T.Say("consignment.heading", "ID", string(id)), Owner: string(c.Owner), Donor: string(c.Donor), From: n.node(c.From), To: n.node(c.To),
		Released: c.Released, Closed: c.Closed, Findings: c.Findings, FactsURL: consignmentURL(id) + "/facts", Proof: proofFor(consignmentURL(id), string(id)),
	}
	for _, l := range c.Lines {
		p.Lines = append(p.Lines, consignmentRowOf(r, l, &n))
	}
	for _, w := range carriers {
		row := waybillRowOf(r, w, &n)
		row.Goods = nil
		for _, l := range w.Lines { // of this consignment only
			if l.Consignment == id {
				row.Goods = append(row.Goods, goodsRowOf(r, n.good(l.Commodity), l.Unit, l.Account))
			}
		}
		p.Waybills = append(p.Waybills, row)
		for _, f := range w.Findings {
			f.Text = string(w.ID) + ": " + f.Text
			p.Findings = append(p.Findings, f)
		}
	}
	slices.SortStableFunc(p.Waybills, func(a, b waybillRow) int { return cmp.Compare(a.Since, b.Since) })
	if more {
		p.MoreURL = consignmentURL(id) + "?after=" + urlQuery(string(carriers[len(carriers)-1].ID))
	}
	p.all = toldRows(r, told, &n, true)
	for _, row := range p.all {
		if row.Waybill != "" && !row.Notable || len(p.Told) == mostTold {
			p.Routine++
			continue
		}
		p.Told = append(p.Told, row)
	}
	if r.Caller.May(desk.Write) == nil {
		about := about{consignment: &c}
		for _, say := range sayings {
			if say.consignment {
				p.Says = append(p.Says, sayLink{about.sayURL(say.kind), r.T.Say("say." + string(say.kind))})
			}
		}
	}
	return p, nil
}

func consignmentRowOf(r *request, l passage.ConsignmentLine, n *names) goodsRow {
	row := goodsRowOf(r, n.good(l.Commodity), l.Unit, l.Account)
	some := func(amount int64) string {
		if amount == 0 {
			return ""
		}
		return r.amount(l.Unit, amount)
	}
	row.Line, row.Lot, row.Expiry = l.Line, l.Lot, l.Expiry
	row.OnRoad, row.AtHubs, row.NotLoaded, row.HandedOver = some(l.OnRoad), some(l.AtHubs), some(l.NotLoaded), some(l.HandedOver)
	return row
}
