package pages

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
)

// whoPage is who does what where, when and for whom (5W), and the gap beside it.
type whoPage struct {
	Scenario    string
	Since, On   passage.Date // the days shown, both included
	Live        bool
	Planned     bool
	Weeks       []choice `json:"-"`
	Filter      whoFilter
	Sectors     []option `json:"-"`
	PlaceChoice []option `json:"-"`
	Orgs        []option `json:"-"`
	Donors      []option `json:"-"`
	All         bool     // no waybill was left out
	Own         bool     `json:"-"` // the reader sees some of them only
	Rows        []whoRow
	Gaps        []sectorGap

	CSVURL, HXLURL, JSONURL string `json:"-"`
	hxl                     bool
}

type whoFilter struct{ Sector, Place, Org, Donor, On, Scenario string }

// whoDays is how many days the page looks at.
const whoDays = 28

// whoRow is what one organisation moved of one sector along one way.
type whoRow struct {
	Org, Donor                       passage.OrgID
	DonorURL                         string `json:"-"`
	Sector, SectorText               string
	From, To                         passage.NodeID
	FromText, ToText                 string
	Place                            passage.PlaceID // empty where goods only pass
	PlaceText, Pcode                 string
	Unit                             passage.Unit
	OnTheWay, Received               int64
	OnTheWayText                     string `json:"-"`
	ReceivedText                     string `json:"-"`
	Trucks, TrucksOnTheWay, TrucksIn int64
	Gap                              *sectorGap
}

// sectorGap is what the plan leaves of a sector's needs in a place: of the need
// that is worst off.
type sectorGap struct {
	Place, Pcode, Sector string
	Need                 string
	Days, Uncovered      float64  // person-days
	Share                float64  // uncovered
	Orgs                 []string // that were received there
	Received             string   `json:"-"`
	place                passage.PlaceID
	sector               string
	received             int64 // grams
}

func (s *Server) who(r *request) (answer, error) {
	at, err := s.situation(r)
	if err != nil || at == nil {
		return whoPage{}, err
	}
	v := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	p := whoPage{
		Scenario: at.n.scenario(), On: at.On, Since: at.On - whoDays + 1, Live: at.Live, Planned: at.Plan != nil, hxl: v("hxl") != "",
		Filter: whoFilter{Sector: v("sector"), Place: v("place"), Org: v("org"), Donor: v("donor"), On: v("on"), Scenario: v("scenario")},
	}
	moved, all, err := s.desk.Deliveries(r.Context(), r.Caller, p.Since, p.On)
	if err != nil {
		return nil, err
	}
	p.All, p.Own = all, !r.Caller.ReadsAll()
	p.Gaps = at.sectorGaps(p.Since)
	p.choose(at, moved)
	p.add(r, at, moved)
	query := p.Filter.query()
	address := func(path string) string { return path + "?" + query.Encode() }
	p.CSVURL, p.JSONURL = wholeURL(address("/needs/who.csv")), address("/needs/who.json")
	p.Weeks = at.weeks(r, "/needs/who", query)
	query.Set("hxl", "1")
	p.HXLURL = address("/needs/who.csv")
	return p, nil
}

func (f whoFilter) query() url.Values {
	return queryValues(map[string]string{"sector": f.Sector, "place": f.Place, "org": f.Org, "donor": f.Donor, "on": f.On, "scenario": f.Scenario})
}

// sectorGaps holds what the plan leaves, over the periods that begin or end
// within the days shown.
func (at *situation) sectorGaps(since passage.Date) (list []sectorGap) {
	sc := at.Scenario.Loaded.Scenario
	if at.Plan == nil {
		return nil
	}
	type of struct {
		place passage.PlaceID
		need  passage.NeedID
	}
	sums := map[of]passage.Gap{}
	for _, g := range passage.Gaps(sc, at.Plan.Document.Plan()) {
		if sc.FirstDay(g.Period) > at.On || sc.FirstDay(g.Period+1) <= since {
			continue
		}
		sum := sums[of{g.Place, g.Need}]
		sum.Days += g.Days
		sum.Covered += g.Covered
		sums[of{g.Place, g.Need}] = sum
	}
	for _, place := range sc.Places {
		for _, sector := range sectorsOf(sc) {
			gap := sectorGap{Place: at.n.place(place.ID), Pcode: place.Pcode, Sector: at.n.sector(sector), place: place.ID, sector: sector, Share: -1}
			for _, need := range needsOf(sc, sector) {
				sum := sums[of{place.ID, need}]
				if sum.Days > 0 && sum.Uncovered()/sum.Days > gap.Share {
					gap.Need, gap.Days, gap.Uncovered, gap.Share = at.n.need(need), sum.Days, sum.Uncovered(), sum.Uncovered()/sum.Days
				}
			}
			if gap.Share >= 0 {
				list = append(list, gap)
			}
		}
	}
	return list
}

// sectorsOf are the sectors of the commodities, in the order of the tables.
func sectorsOf(sc *passage.Scenario) (sectors []string) {
	for _, c := range sc.Commodities {
		if !slices.Contains(sectors, c.Sector) {
			sectors = append(sectors, c.Sector)
		}
	}
	return sectors
}

// needsOf are the needs that a sector's commodities help to meet.
func needsOf(sc *passage.Scenario, sector string) (needs []passage.NeedID) {
	in := map[passage.CommodityID]bool{}
	for _, c := range sc.Commodities {
		in[c.ID] = c.Sector == sector
	}
	for _, n := range sc.Needs {
		if slices.ContainsFunc(sc.Contents, func(c passage.Content) bool { return c.Need == n.ID && c.PerKg > 0 && in[c.Commodity] }) {
			needs = append(needs, n.ID)
		}
	}
	return needs
}

// sector is what the tables call a sector, in the reader's language where there
// is a word for it.
func (n *naming) sector(sector string) string {
	if key := "sector." + sector; n.t.Knows(key) {
		return n.t.Say(key)
	}
	return cmp.Or(sector, n.t.Say("who.no_sector"))
}

// choose fills the filters with what there is to choose.
func (p *whoPage) choose(at *situation, moved []desk.Delivery) {
	sc := at.Scenario.Loaded.Scenario
	for _, sector := range sectorsOf(sc) {
		if sector != "" {
			p.Sectors = append(p.Sectors, option{Value: sector, Text: at.n.sector(sector)})
		}
	}
	for _, place := range sc.Places {
		p.PlaceChoice = append(p.PlaceChoice, option{Value: string(place.ID), Text: at.n.place(place.ID)})
	}
	orgs, donors, nodes := map[string]bool{}, map[string]bool{}, map[passage.NodeID]bool{}
	for _, d := range moved {
		orgs[string(d.Org)] = true
		if d.Donor != "" {
			donors[string(d.Donor)] = true
		}
		if node := at.n.nodes[d.To]; node == nil || node.Place == "" {
			nodes[d.To] = true
		}
	}
	for _, node := range slices.Sorted(maps.Keys(nodes)) {
		p.PlaceChoice = append(p.PlaceChoice, option{Value: string(node), Text: at.n.node(node)})
	}
	for _, org := range slices.Sorted(maps.Keys(orgs)) {
		p.Orgs = append(p.Orgs, option{Value: org, Text: org})
	}
	for _, donor := range slices.Sorted(maps.Keys(donors)) {
		p.Donors = append(p.Donors, option{Value: donor, Text: donor})
	}
	p.Sectors, p.PlaceChoice, p.Orgs = choose(p.Sectors, p.Filter.Sector), choose(p.PlaceChoice, p.Filter.Place), choose(p.Orgs, p.Filter.Org)
	p.Donors = choose(p.Donors, p.Filter.Donor)
}

// add adds up what was moved by sector, and drops what was not asked for.
func (p *whoPage) add(r *request, at *situation, moved []desk.Delivery) {
	sc := at.Scenario.Loaded.Scenario
	sectors, pcodes := map[passage.CommodityID]string{}, map[passage.PlaceID]string{}
	for _, c := range sc.Commodities {
		sectors[c.ID] = c.Sector
	}
	for _, place := range sc.Places {
		pcodes[place.ID] = place.Pcode
	}
	type key struct {
		org, donor passage.OrgID
		sector     string
		unit       passage.Unit
		from, to   passage.NodeID
	}
	rows := map[key]int{}
	for _, d := range moved {
		k := key{d.Org, d.Donor, sectors[d.Commodity], d.Unit, d.From, d.To}
		i, ok := rows[k]
		if !ok {
			i, rows[k] = len(p.Rows), len(p.Rows)
			row := whoRow{Org: d.Org, Donor: d.Donor, DonorURL: givenURL(string(d.Donor)), Sector: k.sector, SectorText: at.n.sector(k.sector), From: d.From, To: d.To,
				FromText: at.n.node(d.From), ToText: at.n.node(d.To), Unit: d.Unit}
			if node := at.n.nodes[d.To]; node != nil && node.Place != "" {
				row.Place, row.PlaceText, row.Pcode = node.Place, at.n.place(node.Place), pcodes[node.Place]
			}
			p.Rows = append(p.Rows, row)
		}
		row := &p.Rows[i]
		row.OnTheWay += d.OnTheWay
		row.Received += d.Received
		row.Trucks += d.Trucks
		row.TrucksOnTheWay += d.TrucksOnTheWay
		row.TrucksIn += d.TrucksReceived
	}
	for i := range p.Gaps {
		p.Gaps[i].reached(r, p.Rows)
	}
	f := p.Filter
	p.Rows = slices.DeleteFunc(p.Rows, func(row whoRow) bool {
		return row.OnTheWay+row.Received == 0 || f.Sector != "" && row.Sector != f.Sector || f.Org != "" && string(row.Org) != f.Org ||
			f.Donor != "" && string(row.Donor) != f.Donor ||
			f.Place != "" && string(row.Place) != f.Place && string(row.To) != f.Place
	})
	for i := range p.Rows {
		row := &p.Rows[i]
		row.OnTheWayText, row.ReceivedText = r.mass(row.Unit, row.OnTheWay), r.mass(row.Unit, row.Received)
		if g := slices.IndexFunc(p.Gaps, func(g sectorGap) bool { return g.place == row.Place && g.sector == row.Sector }); g >= 0 {
			gap := p.Gaps[g]
			row.Gap = &gap
		}
	}
	p.Gaps = slices.DeleteFunc(p.Gaps, func(g sectorGap) bool {
		return f.Sector != "" && g.sector != f.Sector || f.Place != "" && string(g.place) != f.Place
	})
	slices.SortStableFunc(p.Rows, func(a, b whoRow) int {
		// Places of people first, then hubs.
		return cmp.Or(cmp.Compare(b2i(a.Place == ""), b2i(b.Place == "")), cmp.Compare(a.PlaceText, b.PlaceText), cmp.Compare(a.ToText, b.ToText),
			cmp.Compare(a.Sector, b.Sector), cmp.Compare(a.Org, b.Org), cmp.Compare(a.Donor, b.Donor), cmp.Compare(a.FromText, b.FromText))
	})
	slices.SortStableFunc(p.Gaps, func(a, b sectorGap) int { return cmp.Compare(b.Share, a.Share) })
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// reached notes who was received in the place of a gap.
func (g *sectorGap) reached(r *request, rows []whoRow) {
	for _, row := range rows {
		if row.Place != g.place || row.Sector != g.sector || row.Received == 0 {
			continue
		}
		if !slices.Contains(g.Orgs, string(row.Org)) {
			g.Orgs = append(g.Orgs, string(row.Org))
		}
		if row.Unit == passage.Grams {
			g.received += row.Received
		}
	}
	slices.Sort(g.Orgs)
	g.Received = r.mass(passage.Grams, g.received)
}

// mass writes an amount as lists of many show it: whole tonnes, where it is a
// mass of some size. What is nought is empty.
func (r *request) mass(unit passage.Unit, n int64) string {
	switch {
	case n == 0:
		return ""
	case unit == passage.Grams:
		return r.T.Tonnes(float64(n)) + "\u00a0" + r.T.Say("amount.t")
	}
	return r.amount(unit, n)
}

// Tags are the hashtags of the columns, with ?hxl=1. The level of an area is not
// known, so that it is tagged #loc.
func (p whoPage) Tags() []string {
	if !p.hxl {
		return nil
	}
	return []string{"#org+impl", "#org+funder", "#sector", "#activity", "#loc+area+name", "#loc+area+code", "#loc+dest+name", "#status",
		"#date+start", "#date+end", "#loc+origin+name", "#output+quantity+num", "#output+unit", "#output+trucks+num", "#need+name", "#need+gap+pct"}
}

// Table has the columns of a 5W of the UN's Office for the Coordination of
// Humanitarian Affairs: a row for each status of what somebody moved.
func (p whoPage) Table() (head []string, rows [][]string) {
	head = []string{"organisation", "donor", "sector", "activity", "admin_name", "admin_pcode", "location", "status", "from", "to", "origin", "quantity", "unit", "trucks", "gap_need", "gap_share"}
	for _, row := range p.Rows {
		need, share := "", ""
		if row.Gap != nil {
			need, share = row.Gap.Need, strconv.FormatFloat(row.Gap.Share, 'f', 4, 64)
		}
		add := func(status string, amount, trucks int64) {
			if amount == 0 {
				return
			}
			quantity, unit := quantityOf(row.Unit, amount)
			rows = append(rows, []string{string(row.Org), string(row.Donor), row.Sector, "delivery", row.PlaceText, row.Pcode, row.ToText, status,
				p.Since.String(), p.On.String(), row.FromText, quantity, unit, strconv.FormatInt(trucks, 10), need, share})
		}
		add("on the way", row.OnTheWay, row.TrucksOnTheWay)
		add("received", row.Received, row.TrucksIn)
	}
	return head, rows
}

// quantityOf writes an amount for programs, exactly.
func quantityOf(unit passage.Unit, n int64) (quantity, in string) {
	switch unit {
	case passage.Grams:
		return strconv.FormatFloat(float64(n)/1e6, 'f', -1, 64), "t"
	case passage.Millilitres:
		return strconv.FormatFloat(float64(n)/1e3, 'f', -1, 64), "l"
	}
	return strconv.FormatInt(n, 10), "piece"
}
