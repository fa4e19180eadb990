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

// givenPage is what became of what each donor gave, from the pledge to the receipt.
type givenPage struct {
	Scenario     string       // whose pledges these are; empty where there is none
	On           passage.Date // what is ready later is still to come
	Filter       givenFilter
	From, To     passage.Date  // of release, both included; zero: any
	Org, OrgName passage.OrgID `json:"-"` // the reader's
	All          bool          // none is kept from the reader
	Donors       []option      `json:"-"`
	Given        []gift

	CSVURL, HXLURL, JSONURL string `json:"-"`
	hxl                     bool
}

type givenFilter struct {
	Donor, From, To, Scenario, On string
	WrongFrom, WrongTo            string `json:"-"`
}

// gift is all that one donor gave.
type gift struct {
	Donor passage.OrgID // empty: nobody said who
	Text  string        `json:"-"`
	Heads []string      `json:"-"` // of the columns
	Rows  []givenRow
	Ways  []choice `json:"-"` // to what the figures are made of
}

// givenRow is what became of one commodity. Amounts are in its unit, pledges in tonnes.
type givenRow struct {
	Commodity         passage.CommodityID
	Name              string
	Unit              passage.Unit
	PledgedT, ToComeT float64 // the second is part of the first
	Consignments      int64
	desk.Amounts      // over all owners
	Owners            []givenOwner
	Cells             []givenCell `json:"-"`
	pledgedBy         string      // as the tables call the donor
}

type givenOwner struct {
	Owner        passage.OrgID
	Consignments int64
	desk.Amounts
	Cells []givenCell `json:"-"`
}

// givenCell is a figure, with the way to what it is made of.
type givenCell struct{ Head, Text, Also, URL, Tag string }

func (s *Server) given(r *request) (answer, error) {
	at, err := s.situation(r)
	if err != nil {
		return nil, err
	}
	v := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	p := givenPage{Filter: givenFilter{Donor: v("donor"), From: v("from"), To: v("to"), Scenario: v("scenario"), On: v("on")}, All: r.Caller.ReadsAll(), Org: r.Caller.Org, OrgName: r.Caller.OrgName, hxl: v("hxl") != ""}
	f := &p.Filter
	day := func(text string, to *passage.Date) (wrong string) {
		d, key := dayOf(text)
		if key != "" {
			return r.T.Say(key)
		}
		*to = d
		return ""
	}
	f.WrongFrom, f.WrongTo = day(f.From, &p.From), day(f.To, &p.To)
	if !p.To.IsZero() && p.To < p.From {
		f.WrongTo = r.T.Say("impediments.to_first")
	}
	sums, err := s.desk.Given(r.Context(), r.Caller, p.From, p.To)
	if err != nil {
		return nil, err
	}
	n := names{}
	var pledges []pledge
	if at != nil {
		n = namesOf(r, at.Scenario)
		p.Scenario, p.On = at.n.scenario(), at.On
		pledges = pledgesOf(r, at, s.rehearsal(r.Context()))
	}
	p.add(sums, pledges, &n)
	for i := range p.Given {
		p.Given[i].tell(r, &p, at)
	}
	query := f.query()
	p.CSVURL, p.JSONURL = wholeURL("/given.csv?"+query.Encode()), "/given.json?"+query.Encode()
	query.Set("hxl", "1")
	p.HXLURL = "/given.csv?" + query.Encode()
	return p, nil
}

func (f givenFilter) query() url.Values {
	return queryValues(map[string]string{"donor": f.Donor, "from": f.From, "to": f.To, "scenario": f.Scenario, "on": f.On})
}

// pledge is what the tables say that somebody gives of a commodity.
type pledge struct {
	donor     passage.OrgID
	commodity passage.CommodityID
	t, toCome float64
}

// pledgesOf are the supplies that name who gives them, as far as they concern the
// reader. In a rehearsal donors are called otherwise, so that nobody takes what they
// are said to have given for what they gave.
func pledgesOf(r *request, at *situation, rehearsal bool) (all []pledge) {
	for _, s := range at.Scenario.Loaded.Scenario.Supplies {
		if s.Donor == "" {
			continue
		}
		one := pledge{donor: passage.OrgID(s.Donor), commodity: s.Commodity, t: s.T}
		if rehearsal {
			one.donor += passage.SimName
		}
		theirs := one.donor != "" && (sameOrg(one.donor, r.Caller.Org) || sameOrg(one.donor, r.Caller.OrgName))
		if !r.Caller.ReadsAll() && !theirs {
			continue
		}
		if s.Ready > at.On {
			one.toCome = s.T
		}
		all = append(all, one)
	}
	return all
}

// sameOrg reports whether two names are of one organisation, as people write them.
func sameOrg(a, b passage.OrgID) bool { return a == b || likeName(string(a), string(b)) }

// add puts pledges beside what became of them, by donor, commodity and unit, and
// leaves out what was not asked for.
func (p *givenPage) add(sums []desk.Given, pledges []pledge, n *names) {
	type key struct {
		commodity passage.CommodityID
		unit      passage.Unit
	}
	gifts := map[passage.OrgID]map[key]*givenRow{}
	row := func(donor passage.OrgID, k key) *givenRow {
		if gifts[donor] == nil {
			gifts[donor] = map[key]*givenRow{}
		}
		if gifts[donor][k] == nil {
			gifts[donor][k] = &givenRow{Commodity: k.commodity, Name: n.good(k.commodity), Unit: k.unit}
		}
		return gifts[donor][k]
	}
	for _, g := range sums { // by owner, within each row
		if g.Amounts == (desk.Amounts{}) {
			continue
		}
		to := row(passage.OrgID(g.Donor), key{passage.CommodityID(g.Commodity), passage.Unit(g.Unit)})
		to.Consignments += g.Consignments
		to.Add(g.Amounts)
		to.Owners = append(to.Owners, givenOwner{Owner: passage.OrgID(g.Owner), Consignments: g.Consignments, Amounts: g.Amounts})
	}
	called := func(donor passage.OrgID) passage.OrgID { // as consignments have it, if any does
		if gifts[donor] != nil {
			return donor
		}
		for _, known := range slices.Sorted(maps.Keys(gifts)) {
			if sameOrg(known, donor) {
				return known
			}
		}
		return donor
	}
	for _, one := range pledges {
		to := row(called(one.donor), key{one.commodity, passage.Grams})
		to.pledgedBy = strings.TrimSuffix(string(one.donor), passage.SimName)
		to.PledgedT += one.t
		to.ToComeT += one.toCome
	}
	for _, donor := range slices.Sorted(maps.Keys(gifts)) {
		if donor != "" {
			p.Donors = append(p.Donors, option{Value: string(donor), Text: string(donor), Chosen: string(donor) == p.Filter.Donor})
		}
		if p.Filter.Donor != "" && string(donor) != p.Filter.Donor {
			continue
		}
		g := gift{Donor: donor}
		for _, one := range gifts[donor] {
			g.Rows = append(g.Rows, *one)
		}
		slices.SortFunc(g.Rows, func(a, b givenRow) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Commodity, b.Commodity), cmp.Compare(a.Unit, b.Unit))
		})
		p.Given = append(p.Given, g)
	}
	if len(p.Given) > 0 && p.Given[0].Donor == "" { // nobody named comes last
		p.Given = append(p.Given[1:], p.Given[0])
	}
}

// tell writes the gift in words and its figures as people read them.
func (g *gift) tell(r *request, p *givenPage, at *situation) {
	g.Text = g.words(r, p)
	released := slices.ContainsFunc(g.Rows, func(row givenRow) bool { return row.Consignments > 0 })
	excess := slices.ContainsFunc(g.Rows, func(row givenRow) bool { return row.Excess > 0 })
	for i := range g.Rows {
		row := &g.Rows[i]
		pledged := givenCell{Text: r.tonnes(row.PledgedT)}
		if row.ToComeT > 0 {
			pledged.Also = r.T.Say("given.to_come", "N", r.T.Word(r.tonnes(row.ToComeT)))
		}
		if at != nil && row.PledgedT > 0 {
			pledged.URL = gridURL(at.Scenario.ID, "supplies", row.pledgedBy, "", "")
		}
		row.Cells = g.cells(r, row, row.Amounts, "", pledged, excess)
		if !released {
			row.Cells = row.Cells[:1]
		}
		if len(row.Owners) > 1 {
			for k := range row.Owners {
				o := &row.Owners[k]
				o.Cells = g.cells(r, row, o.Amounts, o.Owner, givenCell{}, excess)
			}
		}
	}
	if len(g.Rows) > 0 {
		for _, c := range g.Rows[0].Cells {
			g.Heads = append(g.Heads, c.Head)
		}
	}
	if g.Donor != "" && released {
		q := url.Values{"donor": {string(g.Donor)}}
		way := func(path, key string, more ...string) {
			for i := 0; i < len(more); i += 2 {
				q.Set(more[i], more[i+1])
			}
			g.Ways = append(g.Ways, choice{URL: path + "?" + q.Encode(), Text: r.T.Say(key)})
		}
		way("/needs/who", "given.where")
		way("/consignments", "consignments.title", "open", "all")
		way("/waybills", "given.losses", "losses", "1")
	}
}

// cells are the figures of a row, of one owner or all, each with the way to the list
// that it is made of.
func (g *gift) cells(r *request, row *givenRow, a desk.Amounts, owner passage.OrgID, pledged givenCell, excess bool) []givenCell {
	lead := func(path string, more ...string) string {
		if g.Donor == "" { // no list can be asked for those without
			return ""
		}
		q := url.Values{"donor": {string(g.Donor)}, "commodity": {string(row.Commodity)}, "open": {"all"}}
		for i := 0; i < len(more); i += 2 {
			q.Set(more[i], more[i+1])
		}
		return path + "?" + q.Encode()
	}
	consignments, waybills := lead("/consignments"), lead("/waybills")
	if owner != "" && consignments != "" {
		consignments += "&org=" + url.QueryEscape(string(owner))
	}
	figure := func(key string, amount int64, to, tag string) givenCell {
		c := givenCell{Head: r.T.Say(key), Text: r.much(row.Unit, amount)}
		if amount > 0 {
			c.URL, c.Tag = to, tag
		}
		return c
	}
	short := lead("/waybills", "losses", "1")
	pledged.Head = r.T.Say("needs.pledged")
	onWay := figure("needs.on_the_way", a.OnRoad+a.AtHubs, lead("/waybills", "open", "open"), "")
	if a.AtHubs > 0 {
		onWay.Also = r.T.Say("given.at_hubs", "N", r.T.Word(r.much(row.Unit, a.AtHubs)))
		if a.OnRoad == 0 { // no waybill is open, and those that came to the hub are all ended
			onWay.URL = waybills
		}
	}
	cells := []givenCell{
		pledged,
		figure("consignment.out", a.Released, consignments, ""),
		figure("goods.loaded", a.Loaded, waybills, ""),
		onWay,
		figure("goods.received", a.Received, lead("/waybills", "became", "received"), ""),
		figure("goods.lost", a.Lost, short, "bad"),
		figure("goods.damaged", a.Damaged, short, "bad"),
		figure("goods.diverted", a.Diverted, short, "warn"),
		figure("goods.returned", a.Returned, lead("/waybills", "became", "returned"), ""),
		figure("given.unknown", a.Adrift, lead("/waybills", "open", "ended", "findings", "1"), "warn"),
	}
	if excess {
		cells = append(cells, figure("given.excess", a.Excess, consignments, "warn"))
	}
	return cells
}

// words say how much of what was pledged by weight is where. Over some days nothing is
// said of pledges: they have no day of release.
func (g *gift) words(r *request, p *givenPage) string {
	var sum desk.Amounts
	pledged := 0.0
	for _, row := range g.Rows {
		if row.Unit == passage.Grams {
			sum.Add(row.Amounts)
			pledged += row.PledgedT
		}
	}
	if !p.From.IsZero() || !p.To.IsZero() {
		pledged = 0
	}
	var parts []string
	for _, part := range []struct {
		key    string
		amount int64
	}{
		{"given.part_received", sum.Received}, {"given.part_on_way", sum.OnRoad + sum.AtHubs}, {"given.part_not_loaded", sum.Released - sum.Loaded},
		{"given.part_lost", sum.Lost}, {"given.part_damaged", sum.Damaged}, {"given.part_diverted", sum.Diverted}, {"given.part_returned", sum.Returned},
		{"given.part_unknown", sum.Adrift},
	} {
		if part.amount > 0 {
			parts = append(parts, r.T.Say(part.key, "N", r.T.Word(r.much(passage.Grams, part.amount))))
		}
	}
	of, released, rest := r.T.Word(r.tonnes(pledged)), r.T.Word(r.much(passage.Grams, sum.Released)), r.T.Word(strings.Join(parts, r.T.Comma()))
	switch {
	case pledged > 0 && sum.Released == 0 && len(parts) == 0:
		return r.T.Say("given.none_of", "Pledged", of)
	case pledged > 0:
		return r.T.Say("given.of_pledged", "Pledged", of, "Released", released, "Parts", rest)
	case len(parts) > 0:
		return r.T.Say("given.of_released", "Released", released, "Parts", rest)
	}
	return ""
}

// much writes an amount as lists of many show it; what is nought is empty. Below a
// tonne it is in kilograms, so that a small loss is not shown as none.
func (r *request) much(unit passage.Unit, n int64) string {
	if unit == passage.Grams && n >= 1000 && n < 1_000_000 {
		return r.T.Number(float64(n)/1000, 0) + "\u00a0" + r.T.Say("amount.kg")
	}
	if unit == passage.Grams && n > 0 && n < 1000 {
		return r.amount(unit, n)
	}
	return r.mass(unit, n)
}

func (r *request) tonnes(t float64) string { return r.much(passage.Grams, int64(t*1e6+0.5)) }

// Tags are the hashtags of the columns, with ?hxl=1.
func (p givenPage) Tags() []string {
	if !p.hxl {
		return nil
	}
	return []string{"#org+funder", "#org+impl", "#item+code", "#item+name", "#output+unit", "#output+pledged+num", "#output+pledged+coming+num", "#output+consignments+num",
		"#output+released+num", "#output+loaded+num", "#output+road+num", "#output+hubs+num", "#output+received+num", "#output+lost+num", "#output+damaged+num",
		"#output+diverted+num", "#output+returned+num", "#output+unaccounted+num", "#output+excess+num"}
}

// Table has a row for each owner, and one without for what was pledged, so that each
// amount is in it once.
func (p givenPage) Table() (head []string, rows [][]string) {
	head = []string{"donor", "owner", "commodity", "name", "unit", "pledged", "of_that_to_come", "consignments", "released", "loaded", "on_road", "at_hubs",
		"received", "lost", "damaged", "diverted", "returned", "not_accounted_for", "more_than_released"}
	tonnes := func(t float64) string { return strconv.FormatFloat(t, 'f', -1, 64) }
	for _, g := range p.Given {
		for _, row := range g.Rows {
			owners := row.Owners
			if row.PledgedT > 0 && (len(owners) == 0 || owners[0].Owner != "") {
				owners = append([]givenOwner{{}}, owners...)
			}
			for _, o := range owners {
				_, unit := quantityOf(row.Unit, 0)
				line := []string{string(g.Donor), string(o.Owner), string(row.Commodity), row.Name, unit, "", "", strconv.FormatInt(o.Consignments, 10)}
				if o.Owner == "" && row.PledgedT > 0 {
					line[5], line[6] = tonnes(row.PledgedT), tonnes(row.ToComeT)
				}
				for _, n := range []int64{o.Released, o.Loaded, o.OnRoad, o.AtHubs, o.Received, o.Lost, o.Damaged, o.Diverted, o.Returned, o.Adrift, o.Excess} {
					quantity, _ := quantityOf(row.Unit, n)
					line = append(line, quantity)
				}
				rows = append(rows, line)
			}
		}
	}
	return head, rows
}
