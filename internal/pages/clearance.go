package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
)

// clearancesPage lists items for which clearance was sought, the newest first,
// or sets them side by side by door and channel.
type clearancesPage struct {
	By       string
	Filter   clearanceFilter
	Bys      []choice       `json:"-"`
	Rows     []clearanceRow `json:"Clearances"`
	Doors    []doorChannel  `json:",omitempty"` // of the comparison
	Items    []itemRow      `json:",omitempty"`
	MayState bool           `json:"-"`
	Nodes    []option       `json:"-"`
	States   []option       `json:"-"`
	CSVURL   string         `json:"-"`
	JSONURL  string         `json:"-"`
	NextURL  string         `json:"-"` // of the rows after these
}

// clearanceFilter is what a reader asked for.
type clearanceFilter struct{ Item, Door, State string }

// clearanceRow is a clearance in a list.
type clearanceRow struct {
	ID        passage.FactID
	URL       string `json:"-"`
	Of        passage.Permitted
	OfText    string `json:"-"` // empty: an item
	Item      string
	Commodity passage.CommodityID
	Goods     string `json:"-"` // name of the commodity
	Spec      string
	Amount    float64
	Unit      string
	Door      passage.NodeID
	DoorName  string `json:"-"`
	Channel   string
	To        string
	Org       string
	Ref       string
	Submitted passage.Instant
	State     passage.Status // of the newest follow-up; empty: nothing received
	StateText string         `json:"-"`
	Tag       string         `json:"-"`
	Decision  string         // approved or rejected; empty: none is known
	Decided   passage.Instant
	Reason    string // as it was stated
	Days      *int   // from the submission to the first decision
	Open      int    // days without a decision so far, where there is none
	Source    string
}

func clearanceRowOf(r *request, c *passage.Reported, n *names, today passage.Date) clearanceRow {
	f, x := &c.Fact, c.Fact.Clearance
	row := clearanceRow{ID: f.ID, URL: clearanceURL(f.ID), Of: x.Of, Item: x.Item, Commodity: x.Commodity, Spec: x.Spec, Amount: x.Amount, Unit: x.Unit, Door: f.Place, DoorName: n.node(f.Place),
		Channel: x.Channel, To: x.To, Org: string(f.Org), Ref: f.Ref, Submitted: f.Claimed, State: c.Status, Source: f.Source, StateText: r.T.Say("clearance.silent"), Tag: statusTags[c.Status]}
	if x.Of != "" {
		row.OfText = r.T.Say("permit.of_" + string(x.Of))
	}
	if x.Commodity != "" {
		row.Goods = n.good(x.Commodity)
	}
	if c.Status != "" {
		row.StateText = r.T.Say("status." + string(c.Status))
	}
	if d := c.Decision(); d != nil {
		row.Decision, row.Decided, row.Reason = string(d.Status), d.Claimed, d.Reason
	}
	if days, ok := c.DaysToDecide(); ok {
		row.Days = &days
	} else {
		row.Open = max(0, int(today-f.Claimed.Day()))
	}
	return row
}

// doorChannel is a door with the channel by which clearance was sought there.
type doorChannel struct {
	Door    passage.NodeID
	Name    string `json:"-"`
	Channel string
}

// itemRow is one kind of item in the comparison, with a cell for each door and
// channel.
type itemRow struct {
	Item  string
	Cells [][]clearanceRow // of each name that the item goes by there, the newest and the newest that was decided
}

// compared sets clearances side by side: those of one commodity, or of one name,
// in a row; each door and channel in a column.
func compared(rows []clearanceRow) (columns []doorChannel, items []itemRow) {
	key := func(door passage.NodeID, channel string) string {
		return string(door) + "\n" + passage.PlainName(channel)
	}
	at := map[string]int{}
	for _, c := range rows {
		k := key(c.Door, c.Channel)
		if _, ok := at[k]; !ok {
			at[k], columns = 0, append(columns, doorChannel{c.Door, c.DoorName, c.Channel})
		}
	}
	slices.SortStableFunc(columns, func(a, b doorChannel) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Channel, b.Channel))
	})
	for i, d := range columns {
		at[key(d.Door, d.Channel)] = i
	}
	for _, group := range sameItems(rows) {
		row := itemRow{Item: cmp.Or(group[0].Goods, group[0].Item), Cells: make([][]clearanceRow, len(columns))}
		for _, c := range group { // the newest first
			if i := at[key(c.Door, c.Channel)]; !slices.ContainsFunc(row.Cells[i], c.hiddenBy) {
				row.Cells[i] = append(row.Cells[i], c)
			}
		}
		items = append(items, row)
	}
	slices.SortStableFunc(items, func(a, b itemRow) int { return strings.Compare(a.Item, b.Item) })
	return columns, items
}

// hiddenBy reports whether a newer clearance of the same name stands for this one
// in a comparison. One without a decision hides no decision.
func (c clearanceRow) hiddenBy(newer clearanceRow) bool {
	return passage.PlainName(newer.Item) == passage.PlainName(c.Item) && (newer.Decision != "" || c.Decision == "")
}

// sameItems groups clearances of the same item, in their order: what shares a
// commodity or a name with any of a group belongs to it.
func sameItems(rows []clearanceRow) (groups [][]clearanceRow) {
	root, first := make([]int, len(rows)), map[string]int{}
	of := func(i int) int {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	for i, c := range rows {
		root[i] = i
		keys := []string{"name " + string(c.Of) + " " + passage.PlainName(c.Item)}
		if c.Commodity != "" {
			keys = append(keys, "commodity "+string(c.Commodity))
		}
		for _, key := range keys {
			if j, ok := first[key]; ok {
				a, b := of(i), of(j)
				root[max(a, b)] = min(a, b)
			} else {
				first[key] = i
			}
		}
	}
	at := map[int]int{}
	for i, c := range rows {
		g, ok := at[of(i)]
		if !ok {
			g = len(groups)
			at[of(i)], groups = g, append(groups, nil)
		}
		groups[g] = append(groups[g], c)
	}
	return groups
}

// clearanceRows reads so many clearances, the newest first, after so many others:
// doors are those of all.
func (s *Server) clearanceRows(r *request, n *names, from, most int) (rows []clearanceRow, doors []passage.NodeID, more bool, err error) {
	all, doors, more, err := s.desk.ReportedPage(r.Context(), r.Caller, passage.Sought, from, most)
	for _, c := range all {
		rows = append(rows, clearanceRowOf(r, &c, n, s.dayNow()))
	}
	return rows, doors, more, err
}

// compares is how many clearances, the newest, are compared by item, and looked
// through for others of the same.
const compares = 1000

func (s *Server) dayNow() passage.Date { return passage.InstantOf(s.desk.Now()).Day() }

func (s *Server) clearances(r *request) (answer, error) {
	n, err := s.namesFor(r)
	if err != nil {
		return nil, err
	}
	from, most := pageAsked(r)
	if r.FormValue("by") == "item" {
		from, most = 0, compares
	}
	all, doors, more, err := s.clearanceRows(r, &n, from, most)
	if err != nil {
		return nil, err
	}
	p := clearancesPage{Filter: clearanceFilter{strings.TrimSpace(r.FormValue("item")), r.FormValue("door"), r.FormValue("state")}, MayState: r.Caller.May(desk.Write) == nil}
	if r.FormValue("by") == "item" {
		p.By = "item"
	}
	for _, door := range doors {
		p.Nodes = append(p.Nodes, option{string(door), n.node(door), string(door) == p.Filter.Door})
	}
	for _, c := range all {
		if p.Filter.shows(c) {
			p.Rows = append(p.Rows, c)
		}
	}
	slices.SortFunc(p.Nodes, func(a, b option) int { return strings.Compare(a.Text, b.Text) })
	p.States = choose(append([]option{{Value: "silent", Text: r.T.Say("clearance.silent")}}, optionsOf(r.T, "status.", passage.Statuses(passage.Sought))...), p.Filter.State)
	if p.By == "item" {
		p.Doors, p.Items = compared(p.Rows)
	} else {
		p.NextURL = pageNext(r, from+most, more)
	}
	p.Bys = []choice{{p.Filter.url("", ""), r.T.Say("clearances.by_date"), p.By == ""}, {p.Filter.url("", "item"), r.T.Say("clearances.by_item"), p.By == "item"}}
	p.CSVURL, p.JSONURL = wholeURL(p.Filter.url(".csv", p.By)), p.Filter.url(".json", p.By)
	return p, nil
}

func (f clearanceFilter) shows(c clearanceRow) bool {
	return (f.Item == "" || strings.Contains(passage.PlainName(c.Item+" "+c.Goods+" "+c.Spec), passage.PlainName(f.Item))) &&
		(f.Door == "" || f.Door == string(c.Door)) && (f.State == "" || f.State == string(c.State) || f.State == "silent" && c.State == "")
}

func (f clearanceFilter) url(ending, by string) string {
	return "/clearances" + ending + queryOf(map[string]string{"by": by, "item": f.Item, "door": f.Door, "state": f.State})
}

// Table is the list as .csv, or the comparison.
func (p clearancesPage) Table() (head []string, rows [][]string) {
	if p.By == "item" {
		head = []string{"item"}
		for _, d := range p.Doors {
			head = append(head, strings.TrimSuffix(string(d.Door)+" / "+d.Channel, " / "))
		}
		for _, item := range p.Items {
			row := []string{item.Item}
			for _, cell := range item.Cells {
				var parts []string
				for _, c := range cell {
					parts = append(parts, strings.TrimSpace(c.Item+": "+cmp.Or(c.Decision, "none")+" "+c.Decided.String()))
				}
				row = append(row, strings.Join(parts, "; "))
			}
			rows = append(rows, row)
		}
		return head, rows
	}
	head = []string{"id", "of", "item", "commodity", "specification", "amount", "unit", "door", "channel", "to", "org", "ref", "submitted", "state", "decision", "decided", "reason", "days_to_decision", "source"}
	for _, c := range p.Rows {
		amount, days := "", ""
		if c.Amount != 0 {
			amount = strconv.FormatFloat(c.Amount, 'f', -1, 64)
		}
		if c.Days != nil {
			days = strconv.Itoa(*c.Days)
		}
		rows = append(rows, []string{string(c.ID), cmp.Or(string(c.Of), "item"), c.Item, string(c.Commodity), c.Spec, amount, c.Unit, string(c.Door), c.Channel, c.To, c.Org, c.Ref, c.Submitted.String(),
			string(c.State), c.Decision, c.Decided.String(), c.Reason, days, c.Source})
	}
	return head, rows
}

// clearancePage is one clearance, with what was said to it and with the same item
// elsewhere.
type clearancePage struct {
	clearanceRow
	AmountText string
	Reliable   passage.Reliability
	Note       string
	Follows    []followRow
	Findings   []passage.Finding
	Elsewhere  []clearanceRow
	Otherwise  []clearanceRow // of these, those decided otherwise than this one
	Rounds     []roundRow     // in which it was asked for
	Promises   []promiseRow   // of it

	Form     form
	Wrong    wrongForm
	FormURL  string
	Statuses []option
	MayState bool
}

func (p clearancePage) Title() string { return p.Item }

func (s *Server) clearancePage(r *request, f form) (p clearancePage, err error) {
	c, err := s.reportOf(r, passage.Sought)
	if err != nil {
		return p, err
	}
	n, err := s.namesFor(r)
	if err != nil {
		return p, err
	}
	p = clearancePage{clearanceRow: clearanceRowOf(r, &c, &n, s.dayNow()), Reliable: c.Fact.Reliability, Note: c.Fact.Note, Findings: c.Findings,
		Form: f, FormURL: clearanceURL(c.Fact.ID), MayState: r.Caller.May(desk.Write) == nil}
	if p.Amount != 0 {
		p.AmountText = r.T.Number(p.Amount, 3)
	}
	for _, f := range c.Follows {
		p.Follows = append(p.Follows, followRowOf(r, *f))
	}
	statuses := []passage.Status{passage.Questioned, passage.Approved, passage.Rejected, passage.Entered, passage.SentBack}
	if c.Fact.Org == r.Caller.Org {
		statuses = append(statuses, passage.Withdrawn)
	}
	p.Statuses = optionsOf(r.T, "status.", statuses)
	p.Wrong = s.wrongForm(r, &c, p.FormURL, p.Item, s.blankForm(nil))
	if err := s.permitTalks(r, &c, &p); err != nil {
		return p, err
	}
	all, _, _, err := s.desk.ReportedPage(r.Context(), r.Caller, passage.Sought, 0, compares)
	for i := range all {
		if all[i].Fact.ID == p.ID || !c.Fact.Clearance.SameItem(all[i].Fact.Clearance) {
			continue
		}
		other := clearanceRowOf(r, &all[i], &n, s.dayNow())
		p.Elsewhere = append(p.Elsewhere, other)
		if p.Decision != "" && other.Decision != "" && other.Decision != p.Decision {
			p.Otherwise = append(p.Otherwise, other)
		}
	}
	return p, err
}

// followClearance takes in what became of a clearance.
func (s *Server) followClearance(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	c, err := s.reportOf(r, passage.Sought)
	if err != nil {
		return nil, err
	}
	f := passage.Fact{Kind: passage.Followed, Place: c.Fact.Place, About: c.Fact.ID, Claimed: t.moment("at", false), Reason: t.text("reason"), Ref: t.short("ref"), Party: t.text("party"),
		Status: pick(t, "status", passage.Statuses(passage.Sought), true)}
	if f.Status == passage.Withdrawn && c.Fact.Org != r.Caller.Org {
		t.wrong("status", "wrong.choose")
	}
	if f.Status == passage.Rejected {
		t.need("reason", "wrong.reason")
	}
	if f.Status == passage.Questioned {
		t.need("reason", "wrong.question")
	}
	if f.Claimed != 0 && f.Claimed.Day() < c.Fact.Claimed.Day() {
		t.wrong("at", "wrong.before_submitted")
	}
	t.source(&f)
	return stated(s, r, t, clearanceURL(c.Fact.ID), s.clearancePage, f)
}

// newClearancePage is the form for a clearance.
type newClearancePage struct {
	Form     form
	URL      string
	Ofs      []option
	Goods    []option
	Nodes    []option
	Tos      []string // suggestions: who was asked before, and by which way
	Channels []string
}

func (s *Server) newClearancePage(r *request, f form) (p newClearancePage, err error) {
	n, err := s.namesFor(r)
	if err != nil {
		return p, err
	}
	p = newClearancePage{Form: f, URL: "/clearances/new", Ofs: optionsOf(r.T, "permit.of_", passage.AllPermitted), Goods: n.Goods, Nodes: n.Nodes}
	all, _, _, err := s.clearanceRows(r, &n, 0, rowsOfPage)
	for _, c := range all {
		if !slices.Contains(p.Tos, c.To) {
			p.Tos = append(p.Tos, c.To)
		}
		if c.Channel != "" && !slices.Contains(p.Channels, c.Channel) {
			p.Channels = append(p.Channels, c.Channel)
		}
	}
	slices.Sort(p.Tos)
	slices.Sort(p.Channels)
	return p, err
}

func (s *Server) newClearance(r *request) (answer, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	f, err := s.formNow(r, "submitted")
	if err != nil {
		return nil, err
	}
	f.Values.Set("place", r.FormValue("door"))
	return s.newClearancePage(r, f)
}

func (s *Server) sendClearance(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	n, err := s.namesFor(r)
	if err != nil {
		return nil, err
	}
	f := passage.Fact{Kind: passage.Sought, Place: t.place("place", t.need("place", "wrong.place"), n.Nodes), Claimed: t.moment("submitted", false), Ref: t.short("ref"), Clearance: &passage.Clearance{
		Of: pick(t, "of", passage.AllPermitted, false), Item: t.need("item", "wrong.item"), Commodity: pick(t, "commodity", valuesOf[passage.CommodityID](n.Goods), false), Spec: t.text("spec"), Amount: t.number("amount").Or(0), Unit: t.short("unit"),
		To: t.need("to", "wrong.decides"), Channel: t.text("channel"),
	}}
	if f.Clearance.Of != "" && f.Clearance.Commodity != "" {
		t.wrong("commodity", "wrong.not_an_item")
	}
	t.source(&f)
	if f.Clearance.Of == passage.Movements {
		t.noCoordinates("item", "spec", "note")
	}
	return stated(s, r, t, clearanceURL(t.ID.FactID(1)), s.newClearancePage, f)
}

func clearanceURL(id passage.FactID) string { return "/clearances/" + url.PathEscape(string(id)) }

// DaysTaken is how many days the first decision took, 0 where there is none.
func (c clearanceRow) DaysTaken() int {
	if c.Days == nil {
		return 0
	}
	return *c.Days
}
