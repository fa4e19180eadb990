package pages

import (
	"cmp"
	"net/url"
	"slices"

	"passage"
	"passage/internal/desk"
)

// consignmentPage is the thread of a consignment, from its release to its
// hand-over.
type consignmentPage struct {
	ID, Heading            string
	Owner, Donor, From, To string
	DonorURL               string `json:"-"`
	Released               passage.Instant
	Closed                 bool
	Lines                  []goodsRow
	Waybills               []waybillRow
	Map                    *picture // of its way; nil where no place of it has a position
	Drawn                  int      // waybills on the map; 0: all there are
	MoreURL                string   // the other waybills, where there are many
	Findings               []passage.Finding
	Told                   []toldRow // about itself, and what was notable on the way
	Routine                int       // steps of waybills that are left to their pages
	Says                   []sayLink
	Proof                  *proofLinks
	FactsURL               string
	PrintURL               string // its waybills on paper
	all                    []toldRow
}

func (p consignmentPage) Title() string                           { return p.Heading }
func (p consignmentPage) Table() (head []string, rows [][]string) { return toldTable(p.all) }

// mostCarriers is how many waybills a consignment's page shows, mostDrawn how many
// its map, and mostTold is how many of the facts about those that are shown.
const (
	mostCarriers = 60
	mostDrawn    = 120
	mostInTwin   = 80 // waybills with their facts, of a part of the other forms
	mostTold     = 80
)

// thread is what the ledger knows of a consignment, with the names of what it speaks of.
type thread struct {
	desk.ConsignmentThread
	whole bool // there are no other waybills
	n     names
}

// threadOf reads the thread of the consignment that is asked for, with so many of
// its waybills at most.
func (s *Server) threadOf(r *request, most int) (*thread, error) {
	after := passage.WaybillID(r.FormValue("after"))
	read, err := s.desk.ThreadOf(r.Context(), r.Caller, passage.ConsignmentID(r.PathValue("id")), after, most)
	if err != nil {
		return nil, err
	}
	n, err := s.namesFor(r)
	return &thread{read, after == "" && !read.More, n}, err
}

// forget leaves out what is told of other waybills than those listed.
func (t *thread) forget(listed []desk.WaybillItem) {
	t.Told = slices.DeleteFunc(t.Told, func(f desk.Told) bool {
		return f.Waybill != "" && !slices.ContainsFunc(listed, func(w desk.WaybillItem) bool { return w.ID == f.Waybill })
	})
}

func (s *Server) consignment(r *request) (answer, error) {
	most, shown := mostDrawn, mostCarriers
	if isTwin(r) && nameOf(r) == "facts" { // for programs
		most, shown = mostInTwin, mostInTwin
	}
	c, err := s.threadOf(r, most)
	if err != nil {
		return nil, err
	}
	id, n := c.ID, c.n
	p := consignmentPage{
		ID: string(id), Heading: r.T.Say("consignment.heading", "ID", string(id)), Owner: string(c.Owner), Donor: string(c.Donor), DonorURL: givenURL(string(c.Donor)), From: n.node(c.From), To: n.node(c.To),
		Released: c.Released, Closed: c.Closed, Findings: c.Findings, FactsURL: consignmentURL(id) + "/facts", PrintURL: consignmentURL(id) + "/print", Proof: proofFor(consignmentURL(id), string(id)),
	}
	for _, l := range c.Lines {
		p.Lines = append(p.Lines, consignmentRowOf(r, l, &n))
	}
	listed := c.Carriers[:min(shown, len(c.Carriers))]
	for _, w := range listed {
		row := waybillRowOf(r, w, &n)
		row.Goods = nil
		for _, l := range w.Lines { // of this consignment only
			if l.Consignment == id {
				row.Goods = append(row.Goods, goodsRowOf(r, n.good(l.Commodity), l.Unit, l.Account))
			}
		}
		p.Waybills = append(p.Waybills, row)
		for _, f := range w.Findings {
			f.Text = "waybill " + string(w.ID) + ": " + f.Text
			p.Findings = append(p.Findings, f)
		}
	}
	slices.SortStableFunc(p.Waybills, func(a, b waybillRow) int { return cmp.Compare(a.Since, b.Since) })
	if most == mostDrawn {
		if m, ok := c.drawn(r); ok {
			p.Map = mapped(r, m, consignmentMapURL(id)+"?"+r.URL.RawQuery)
			if !c.whole {
				p.Drawn = len(c.Carriers)
			}
		}
	}
	if len(listed) == shown && (len(c.Carriers) > shown || !c.whole) {
		p.MoreURL = consignmentURL(id) + "?after=" + urlQuery(string(listed[shown-1].ID))
		linkNext(r, url.Values{"after": {string(listed[shown-1].ID)}})
	}
	c.forget(listed)
	p.all = toldRows(r, c.Told, &n, true)
	for _, row := range p.all {
		if row.Waybill != "" && !row.Notable || len(p.Told) == mostTold {
			p.Routine++
			continue
		}
		p.Told = append(p.Told, row)
	}
	if r.Caller.May(desk.Write) == nil {
		about := about{consignment: &c.Consignment}
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
