package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage"
	"passage/internal/desk"
)

// goodsList is what lists of waybills and of consignments have in common: what
// was asked for, and the way on.
type goodsList struct {
	Path     string
	Kind     string // "waybills" or "consignments"
	Filter   goodsFilter
	Sorts    []option
	Nodes    []option
	Goods    []option
	States   []option
	Became   []option // of waybills
	Opens    []option
	Vehicles bool     // the reader may search by them
	Narrowed bool     // something rarer is asked for: the form shows it open
	Tries    []choice // what else may be meant where nothing is found
	NextURL  string
	Sparse   bool // the page looked at many rows that were not asked for
	JSONURL  string
	CSVURL   string
}

// goodsFilter is the query string, as typed.
type goodsFilter struct {
	ID, Vehicle, Open, State, Org, Donor, Node, Commodity, Became, Days, Sort, Dir string
	Findings, Losses                                                               bool
	WrongDays                                                                      string
}

const (
	pageRows = 50
	twinRows = 1000 // of the other forms, as programs read them
)

// askedFor reads a list's query. What cannot be read is said at its field, and
// lets everything pass.
func (s *Server) askedFor(r *request, kind string) (goodsList, desk.Listing, names, error) {
	path, twin := r.URL.Path, false
	for _, ending := range endings {
		if cut, ok := strings.CutSuffix(path, ending); ok {
			path, twin = cut, true
		}
	}
	v := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	f := goodsFilter{
		ID: v("id"), Vehicle: v("vehicle"), Open: v("open"), State: v("state"), Org: v("org"), Donor: v("donor"), Node: v("node"),
		Commodity: v("commodity"), Became: v("became"), Days: v("days"), Sort: v("sort"), Dir: v("dir"), Findings: v("findings") != "", Losses: v("losses") != "",
	}
	l := desk.Listing{
		ID: f.ID, Vehicle: f.Vehicle, Open: f.Open, State: f.State, Org: f.Org, Donor: f.Donor, Node: f.Node, Commodity: f.Commodity,
		Findings: f.Findings, Losses: f.Losses, Sort: desk.Sort(f.Sort), Down: f.Dir != "up", Limit: pageRows,
	}
	if twin {
		l.Limit = twinRows
	}
	if !slices.Contains([]desk.Sort{desk.ByLast, desk.BySince, desk.ByID}, l.Sort) {
		l.Sort, f.Sort = desk.ByLast, string(desk.ByLast)
	}
	became := []string{"received", "returned"}
	if kind != "waybills" || !slices.Contains(became, f.Became) {
		f.Became = ""
	}
	l.Became = f.Became
	if l.Open != "ended" && l.Open != "all" {
		l.Open, f.Open = "open", "open"
		if f.ID != "" || f.Vehicle != "" { // who looks for one wants it wherever it is
			l.Open, f.Open = "all", "all"
		}
	}
	if l.Open == "all" {
		l.Open = ""
	}
	if f.Days != "" {
		days, err := passage.ParseAmount(f.Days, 1)
		if err != nil || days > 36500 {
			f.WrongDays = r.T.Say("wrong.days")
		} else {
			l.Before = time.Now().Add(-time.Duration(days) * 24 * time.Hour).UnixMicro()
		}
	}
	l.After = s.keys.open(v("after"))
	if !r.Caller.SeesRestricted() {
		l.Vehicle, f.Vehicle = "", ""
	}
	n, err := s.namesFor(r)
	states := []string{"released", "moving", "arrived", "closed"}
	prefix := "goods.state_"
	if kind == "waybills" {
		states, prefix = nil, "fact."
		for _, k := range passage.Standards() {
			if k.Kind != passage.Released && k.Kind != passage.HandedOver && k.Kind != passage.Distributed && k.Kind != passage.Corrected && !k.Kind.OfAccess() {
				states = append(states, string(k.Kind))
			}
		}
	}
	g := goodsList{
		Path: path, Kind: kind, Filter: f, Vehicles: kind == "waybills" && r.Caller.SeesRestricted(),
		Nodes: choose(n.Nodes, f.Node), Goods: choose(n.Goods, f.Commodity),
		Narrowed: f.Org+f.Donor+f.Commodity+f.Became+f.Days+f.Vehicle != "" || f.Findings || f.Losses || f.Sort != string(desk.ByLast) || f.Dir == "up",
		JSONURL:  path + ".json?" + f.query().Encode(), CSVURL: wholeURL(path + ".csv?" + f.query().Encode()),
	}
	g.Tries = g.tries(r)
	for _, state := range states {
		g.States = append(g.States, option{state, r.T.Say(prefix + state), state == f.State})
	}
	if kind == "waybills" {
		for _, what := range became {
			g.Became = append(g.Became, option{what, r.T.Say("goods." + what), what == f.Became})
		}
	}
	for _, sort := range []string{"last", "since", "id"} {
		g.Sorts = append(g.Sorts, option{sort, r.T.Say("goods.sort_" + sort), sort == f.Sort})
	}
	for _, open := range []string{"open", "ended", "all"} {
		g.Opens = append(g.Opens, option{open, r.T.Say("goods.open_" + open), open == f.Open})
	}
	return g, l, n, err
}

// tries are the other ways to look for what was typed: numbers and plates are found as
// they are written, mostly in capital letters, and people type the one where the other is
// asked for.
func (g *goodsList) tries(r *request) (tries []choice) {
	try := func(key string, f goodsFilter) {
		f.Open = "all"
		tries = append(tries, choice{URL: g.Path + "?" + f.query().Encode(), Text: r.T.Say(key, "Text", f.ID+f.Vehicle)})
	}
	text := strings.ToUpper(g.Filter.ID + g.Filter.Vehicle)
	if text != g.Filter.ID {
		try("goods.try_number", goodsFilter{ID: text})
	}
	if text != g.Filter.Vehicle && g.Vehicles {
		try("goods.try_vehicle", goodsFilter{Vehicle: text})
	}
	return tries
}

// query is the filter as a query string.
func (f goodsFilter) query() url.Values {
	q := queryValues(map[string]string{
		"id": f.ID, "vehicle": f.Vehicle, "open": f.Open, "state": f.State, "org": f.Org, "donor": f.Donor, "node": f.Node,
		"commodity": f.Commodity, "became": f.Became, "days": f.Days, "sort": f.Sort, "dir": f.Dir,
	})
	if f.Findings {
		q.Set("findings", "1")
	}
	if f.Losses {
		q.Set("losses", "1")
	}
	return q
}

// linkNext tells whoever reads a twin by which query the rows after these are.
func linkNext(r *request, q url.Values) { r.next = r.URL.Path + "?" + q.Encode() }

// follow sets the way to the next page.
func (s *Server) follow(r *request, g *goodsList, next desk.Key, more bool, rows int) {
	if !more {
		return
	}
	q := g.Filter.query()
	q.Set("after", s.keys.seal(next))
	g.NextURL = g.Path + "?" + q.Encode()
	g.Sparse = rows < pageRows
	linkNext(r, q)
}

// waybillsPage is a list of waybills.
type waybillsPage struct {
	List goodsList
	Rows []waybillRow
}

type waybillRow struct {
	ID, URL  string
	State    string // in words
	Tag      string // good, warn, bad or none: how it looks
	Open     bool
	Org      string
	From, To string
	At       string
	Since    passage.Instant
	Days     int // that the state holds, of what is open
	Vehicle  string
	Goods    []goodsRow
	Findings int
}

// goodsRow is what became of goods, in words. What is nought is empty, but for
// what went out and what came.
type goodsRow struct {
	Name                           string
	Out, Received, InTransit, Lost string
	Damaged, Diverted, Returned    string
	Excess                         string
	OnRoad, AtHubs, NotLoaded      string // of a consignment
	HandedOver                     string // of a consignment
	Short                          bool   // something of it will not arrive
	Line                           int    // of its consignment
	Consignment, ConsignmentURL    string // of a waybill
	Lot                            string
	Expiry                         passage.Date
	unit                           passage.Unit
	account                        passage.Account // in figures
}

func (s *Server) waybills(r *request) (answer, error) {
	list, l, n, err := s.askedFor(r, "waybills")
	if err != nil {
		return nil, err
	}
	page, next, more, err := s.desk.ListWaybills(r.Context(), r.Caller, l)
	if err != nil {
		return nil, err
	}
	p := waybillsPage{List: list}
	for _, w := range page {
		p.Rows = append(p.Rows, waybillRowOf(r, w, &n))
	}
	s.follow(r, &p.List, next, more, len(p.Rows))
	return p, nil
}

func waybillRowOf(r *request, w desk.WaybillItem, n *names) waybillRow {
	row := waybillRow{
		ID: string(w.ID), URL: waybillURL(w.ID), State: stateText(r, w.State), Tag: stateTag(w.State), Open: w.Open, Org: string(w.Org),
		From: n.node(w.From), To: n.node(w.To), At: n.node(w.At), Since: w.Since, Vehicle: w.Vehicle, Findings: len(w.Findings),
	}
	if w.Open && w.Since != 0 {
		row.Days = max(0, int(time.Since(w.Since.Time()).Hours()/24))
	}
	for _, line := range w.Lines {
		row.Goods = append(row.Goods, goodsRowOf(r, n.good(line.Commodity), line.Unit, line.Account))
	}
	return row
}

// goodsRowOf writes an account in words; what is nought is left empty but for
// what went out and what came.
func goodsRowOf(r *request, name string, unit passage.Unit, a passage.Account) goodsRow {
	some := func(n int64) string {
		if n == 0 {
			return ""
		}
		return r.amount(unit, n)
	}
	return goodsRow{
		Name: name, Out: r.amount(unit, a.Out), Received: r.amount(unit, a.Received), InTransit: some(a.InTransit), Lost: some(a.Lost),
		Damaged: some(a.Damaged), Diverted: some(a.Diverted), Returned: some(a.Returned), Excess: some(a.Excess),
		Short: a.Lost+a.Damaged+a.Diverted > 0, unit: unit, account: a,
	}
}

// stateText says a state in words; a waybill of which only conflicts speak has
// none.
func stateText(r *request, k passage.FactKind) string {
	if k == "" {
		return r.T.Say("fact.none")
	}
	return r.T.Say("fact." + string(k))
}

func stateTag(k passage.FactKind) string {
	switch k {
	case passage.Received, passage.HandedOver, passage.Distributed, passage.Finished:
		return "good"
	case passage.Held, passage.ShortLoaded, passage.Returned, passage.Diverted, passage.Offloaded:
		return "warn"
	case passage.Refused, passage.Intercepted, passage.Damaged:
		return "bad"
	}
	return ""
}

// quantities writes amounts for programs, the unit first; none where nothing is said of
// goods.
func quantities(unit passage.Unit, amounts ...int64) []string {
	cells := make([]string, len(amounts)+1)
	for i, n := range amounts {
		if unit != "" {
			cells[i+1], cells[0] = quantityOf(unit, n)
		}
	}
	return cells
}

// Table gives each line of each waybill a row.
func (p waybillsPage) Table() (head []string, rows [][]string) {
	head = []string{"waybill", "state", "since", "org", "from", "to", "at", "goods", "unit", "loaded", "received", "in_transit", "lost", "damaged", "diverted", "returned", "findings"}
	for _, w := range p.Rows {
		goods := w.Goods
		if len(goods) == 0 {
			goods = []goodsRow{{}}
		}
		for _, g := range goods {
			a := g.account
			rows = append(rows, slices.Concat([]string{w.ID, w.State, w.Since.String(), w.Org, w.From, w.To, w.At, g.Name},
				quantities(g.unit, a.Out, a.Received, a.InTransit, a.Lost, a.Damaged, a.Diverted, a.Returned), []string{strconv.Itoa(w.Findings)}))
		}
	}
	return head, rows
}

// consignmentsPage is a list of consignments.
type consignmentsPage struct {
	List goodsList
	Rows []consignmentRow
}

type consignmentRow struct {
	ID, URL                    string
	State, Tag                 string
	Open                       bool
	Owner, Donor, From, To     string
	Goods                      []string
	Released, Since            passage.Instant
	Waybills, OnRoad, Findings int64
	Losses                     bool
}

func (s *Server) consignments(r *request) (answer, error) {
	list, l, n, err := s.askedFor(r, "consignments")
	if err != nil {
		return nil, err
	}
	page, next, more, err := s.desk.ListConsignments(r.Context(), r.Caller, l)
	if err != nil {
		return nil, err
	}
	p := consignmentsPage{List: list}
	for _, c := range page {
		row := consignmentRow{
			ID: c.ID, URL: consignmentURL(passage.ConsignmentID(c.ID)), State: r.T.Say("goods.state_" + c.State), Open: c.Open,
			Owner: c.Owner, Donor: c.Donor, From: n.node(passage.NodeID(c.From)), To: n.node(passage.NodeID(c.To)),
			Released: passage.Instant(c.Released), Since: passage.Instant(c.Since), Waybills: c.Waybills, OnRoad: c.OnRoad, Findings: c.Findings, Losses: c.Losses > 0,
		}
		if c.State == "arrived" || c.State == "closed" {
			row.Tag = "good"
		}
		for _, g := range strings.FieldsFunc(c.Goods, func(r rune) bool { return r == '\n' }) {
			row.Goods = append(row.Goods, n.good(passage.CommodityID(g)))
		}
		p.Rows = append(p.Rows, row)
	}
	s.follow(r, &p.List, next, more, len(p.Rows))
	return p, nil
}

// Table gives each consignment a row.
func (p consignmentsPage) Table() (head []string, rows [][]string) {
	head = []string{"consignment", "state", "newest", "released", "owner", "donor", "from", "to", "goods", "waybills", "on_road", "losses", "findings"}
	for _, c := range p.Rows {
		rows = append(rows, []string{c.ID, c.State, c.Since.String(), c.Released.String(), c.Owner, c.Donor, c.From, c.To, strings.Join(c.Goods, "; "),
			strconv.FormatInt(c.Waybills, 10), strconv.FormatInt(c.OnRoad, 10), strconv.FormatBool(c.Losses), strconv.FormatInt(c.Findings, 10)})
	}
	return head, rows
}

// sentPage is what became of what the reader's organisation sent.
type sentPage struct {
	List goodsList
	Org  string
	Rows []sentRow
}

type sentRow struct {
	waybillRow
	Reasons []string // of what is missing or damaged, as receivers stated them
}

func (s *Server) sent(r *request) (answer, error) {
	list, l, n, err := s.askedFor(r, "waybills")
	if err != nil {
		return nil, err
	}
	l.Org, list.Filter.Org = string(r.Caller.Org), ""
	page, next, more, err := s.desk.ListWaybills(r.Context(), r.Caller, l)
	if err != nil {
		return nil, err
	}
	p := sentPage{List: list, Org: string(r.Caller.Org)}
	var short []string
	for _, w := range page {
		row := sentRow{waybillRow: waybillRowOf(r, w, &n)}
		if slices.ContainsFunc(row.Goods, func(g goodsRow) bool { return g.Short }) {
			short = append(short, "w/"+string(w.ID))
		}
		p.Rows = append(p.Rows, row)
	}
	told, err := s.desk.Thread(r.Context(), r.Caller, short...)
	if err != nil {
		return nil, err
	}
	for i := range p.Rows {
		for _, f := range told {
			if string(f.Waybill) == p.Rows[i].ID && f.Counts {
				p.Rows[i].Reasons = append(p.Rows[i].Reasons, reasonsOf(f)...)
			}
		}
		slices.Sort(p.Rows[i].Reasons)
		p.Rows[i].Reasons = slices.Compact(p.Rows[i].Reasons)
	}
	s.follow(r, &p.List, next, more, len(p.Rows))
	return p, nil
}

// reasonsOf are the reasons that a fact states for what did not come whole.
func reasonsOf(f desk.Told) (reasons []string) {
	if f.Reason != "" && stateTag(f.Kind) == "bad" {
		reasons = append(reasons, f.Reason)
	}
	for _, l := range f.Lines {
		if l.Reason != "" {
			reasons = append(reasons, l.Reason)
		}
	}
	return reasons
}

// Table is that of waybills with the reasons.
func (p sentPage) Table() (head []string, rows [][]string) {
	plain := waybillsPage{}
	for _, r := range p.Rows {
		plain.Rows = []waybillRow{r.waybillRow}
		_, some := plain.Table()
		for _, row := range some {
			rows = append(rows, append(row, strings.Join(r.Reasons, "; ")))
		}
	}
	head, _ = waybillsPage{}.Table()
	return append(head, "reasons"), rows
}
