package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/tongue"
)

// impedimentsPage is what stood in the way over some days, the newest first.
type impedimentsPage struct {
	From, To    passage.Date
	Total       int  `json:",omitempty"` // that fit; 0 where others may follow on further pages
	Sparse      bool `json:"-"`          // the page looked at many that were not asked for
	Rows        []impedimentItem
	Query       impedimentsQuery `json:"-"`
	Categories  []option         `json:"-"`
	Places      []option         `json:"-"`
	Statuses    []option         `json:"-"`
	NextURL     string           `json:"-"`
	NewURL      string           `json:"-"` // empty: the reader states nothing
	SnapshotURL string           `json:"-"`
	LongestStop int              `json:"-"` // days
	CSVURL      string           `json:"-"`
	HXLURL      string           `json:"-"`
	JSONURL     string           `json:"-"`
	hxl         bool
}

// impedimentsQuery is the query string, as typed.
type impedimentsQuery struct {
	Category, Place, Status, Waybill, From, To string
	WrongFrom, WrongTo                         string
}

// impedimentItem is an impediment in words.
type impedimentItem struct {
	ID           passage.FactID
	URL          string `json:"-"`
	Since, Until passage.Instant
	Place        passage.NodeID
	PlaceName    string
	Waybill      passage.WaybillID // that it is about; empty: it is about the place
	Way          string            // of the leg of that waybill
	Category     passage.Obstacle
	CategoryName string
	Detail       string
	DetailName   string
	Indicator    string // of ACAPS
	Reason       string
	Org          passage.OrgID
	Source       string
	Reliability  passage.Reliability
	Responsible  string // who is said to be
	AccordingTo  string // who says that
	Status       string // "reported" where nobody followed up
	StatusName   string
	Tag          string `json:"-"`
	Replied      bool   // the party named has replied
	Stopped      []passage.WaybillID
	Trucks       int // waybills stopped, also those that the reader does not see
	Evidence     int
}

// spanDays is how many days the list shows unless others are asked for.
const spanDays = 90

// accessView is what pages about impediments start from; without a scenario
// things are called by their ids and the day is today.
type accessView struct {
	*situation
	names names
	on    passage.Date
}

func (s *Server) accessView(r *request) (*accessView, error) {
	v := &accessView{on: passage.DateOf(time.Now().UTC().Date())}
	at, err := s.situation(r)
	if err != nil || at == nil {
		return v, err
	}
	v.situation, v.names, v.on = at, namesOf(r, at.Scenario), at.On
	return v, nil
}

// place is a node or a corridor in words.
func (v *accessView) place(id passage.NodeID) string {
	if v.situation != nil && v.n.corridors[passage.CorridorID(id)] != nil {
		return v.n.way(passage.CorridorID(id))
	}
	return v.names.node(id)
}

// places are the nodes and the corridors with rules of their own, for forms.
func (v *accessView) places() []option {
	if v.situation == nil {
		return nil
	}
	all := slices.Clone(v.names.Nodes)
	for _, d := range doorsOf(v.Scenario.Loaded.Scenario) {
		if v.n.corridors[passage.CorridorID(d.id)] != nil {
			all = append(all, option{Value: string(d.id), Text: v.n.way(passage.CorridorID(d.id))})
		}
	}
	return all
}

func (s *Server) impediments(r *request) (answer, error) {
	v, err := s.accessView(r)
	if err != nil {
		return nil, err
	}
	path := "/impediments"
	typed := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	q := impedimentsQuery{Category: typed("category"), Place: typed("place"), Status: typed("status"), Waybill: typed("waybill"), From: typed("from"), To: typed("to")}
	p := impedimentsPage{To: v.on, LongestStop: desk.LongestStop, Categories: optionsOf(r.T, "obstacle.", passage.Obstacles), Places: v.places()}
	p.From = p.To - spanDays + 1
	if q.Waybill != "" { // whenever that was
		p.From, p.To = 1, passage.DateOf(9999, 12, 31)
	}
	read := func(text string, to *passage.Date) (wrong string) {
		day, key := dayOf(text)
		if key != "" {
			return r.T.Say(key)
		}
		if !day.IsZero() {
			*to = day
		}
		return ""
	}
	q.WrongFrom, q.WrongTo = read(q.From, &p.From), read(q.To, &p.To)
	if q.WrongTo == "" && q.From == "" && q.To != "" && q.Waybill == "" {
		p.From = p.To - spanDays + 1
	}
	if q.WrongFrom+q.WrongTo == "" && p.To < p.From {
		q.WrongTo = r.T.Say("impediments.to_first")
	}
	l := desk.ImpedimentListing{From: p.From, To: p.To, Fits: q.fits, After: s.keys.open(typed("after")), Limit: pageRows}
	if isTwin(r) {
		l.Limit = twinRows
	}
	var all []passage.Reported
	var next desk.Key
	var more bool
	if q.Waybill != "" {
		all, err = s.desk.ImpedimentsOf(r.Context(), r.Caller, passage.WaybillID(q.Waybill), p.From, p.To)
		all = slices.DeleteFunc(all, func(one passage.Reported) bool { return !q.fits(&one) })
	} else {
		all, next, more, err = s.desk.ListImpediments(r.Context(), r.Caller, l)
	}
	if err != nil {
		return nil, err
	}
	if l.After == (desk.Key{}) && !more {
		p.Total = len(all)
	}
	for i := range all {
		p.Rows = append(p.Rows, v.item(r, &all[i]))
	}
	if !isTable(r) { // which names no ways
		if err := s.legs(r, v, p.Rows); err != nil {
			return nil, err
		}
	}
	q.From, q.To = cmp.Or(q.From, dayText(p.From, q.Waybill)), cmp.Or(q.To, dayText(p.To, q.Waybill))
	p.Query = q
	for _, status := range append(slices.Clone(shownStatuses), string(passage.Replied)) {
		p.Statuses = append(p.Statuses, option{Value: status, Text: r.T.Say("status." + status), Chosen: status == q.Status})
	}
	p.Categories, p.Places = choose(p.Categories, q.Category), choose(p.Places, q.Place)
	values := q.values(r)
	p.CSVURL, p.JSONURL = wholeURL(path+".csv?"+values.Encode()), path+".json?"+values.Encode()
	p.hxl = typed("hxl") != ""
	p.HXLURL = path + ".csv?" + values.Encode() + "&hxl=1"
	if more {
		values.Set("after", s.keys.seal(next))
		p.NextURL, p.Sparse = path+"?"+values.Encode(), len(all) < l.Limit
		if p.hxl {
			values.Set("hxl", "1")
		}
		linkNext(r, values)
	}
	if r.Caller.May(desk.Write) == nil {
		p.NewURL = newImpedimentURL(passage.WaybillID(q.Waybill))
	}
	p.SnapshotURL = snapshotURL(quarterOf(min(p.To, v.on)))
	return p, nil
}

// legs says of the journeys of rows which way they go.
func (s *Server) legs(r *request, v *accessView, rows []impedimentItem) error {
	var ids []passage.WaybillID
	for _, row := range rows {
		if row.Waybill != "" {
			ids = append(ids, row.Waybill)
		}
	}
	waybills, err := s.desk.Stopped(r.Context(), r.Caller, ids)
	ways := map[passage.WaybillID]string{}
	for _, w := range waybills {
		ways[w.ID] = r.T.Say("plan.way", "From", v.names.node(w.From), "To", v.names.node(w.To))
	}
	for i := range rows {
		rows[i].Way = ways[rows[i].Waybill]
	}
	return err
}

// dayText is a day as a form has it; of one waybill, no days are asked for.
func dayText(d passage.Date, waybill string) string {
	if waybill != "" {
		return ""
	}
	return d.String()
}

func (q *impedimentsQuery) values(r *request) url.Values {
	return queryValues(map[string]string{"category": q.Category, "place": q.Place, "status": q.Status, "waybill": q.Waybill, "from": q.From, "to": q.To,
		"scenario": r.FormValue("scenario")})
}

// fits reports whether an impediment is asked for.
func (q *impedimentsQuery) fits(one *passage.Reported) bool {
	f := &one.Fact
	if q.Category != "" && string(f.Obstacle) != q.Category || q.Place != "" && string(f.Place) != q.Place ||
		q.Waybill != "" && !slices.Contains(f.Stopped(), passage.WaybillID(q.Waybill)) {
		return false
	}
	if q.Status == string(passage.Replied) {
		return replied(one)
	}
	return q.Status == "" || q.Status == statusWord(one.Status)
}

// statusWord is a status as a key; nobody has followed up what is only reported.
func statusWord(s passage.Status) string { return cmp.Or(string(s), "reported") }

func replied(one *passage.Reported) bool {
	return slices.ContainsFunc(one.Follows, func(f *passage.Fact) bool { return f.Status == passage.Replied })
}

// shownStatuses are those that an impediment can have, as keys.
var shownStatuses = []string{"reported", string(passage.Verifying), string(passage.Verified), string(passage.Disputed), string(passage.Withdrawn)}

// statusTags are how what became of a report looks, beside its word.
var statusTags = map[passage.Status]string{
	passage.Verified: "good", passage.Disputed: "warn",
	passage.Objected: "warn", passage.Rejected: "warn", passage.SentBack: "warn", passage.CarriedOut: "good", passage.Approved: "good", passage.Entered: "good",
}

// item writes an impediment in words. Who is said to be responsible is never
// said without who says so.
func (v *accessView) item(r *request, one *passage.Reported) impedimentItem {
	f := &one.Fact
	_, indicator := f.Obstacle.ACAPS()
	row := impedimentItem{
		ID: f.ID, URL: impedimentURL(f.ID), Since: f.Claimed, Until: f.Until, Place: f.Place, PlaceName: v.place(f.Place), Waybill: f.Waybill,
		Category: f.Obstacle, CategoryName: r.T.Say("obstacle." + string(f.Obstacle)), Detail: f.Detail, Indicator: indicator.ID, Reason: f.Reason,
		Org: f.Org, Source: f.Source, Reliability: f.Reliability, Status: statusWord(one.Status), StatusName: r.T.Say("status." + statusWord(one.Status)),
		Tag: statusTags[one.Status], Replied: replied(one), Stopped: f.Stopped(), Trucks: one.Trucks(), Evidence: len(f.Evidence),
	}
	if f.Detail != "" {
		row.DetailName = r.T.Say("detail." + f.Detail)
	}
	if f.Party != "" {
		row.Responsible, row.AccordingTo = f.Party, cmp.Or(f.Source, string(f.Org))
	}
	return row
}

// Tags are the hashtags of the columns, with ?hxl=1.
func (p impedimentsPage) Tags() []string {
	if !p.hxl {
		return nil
	}
	return []string{"#event+id", "#date+start", "#date+end", "#loc+code", "#loc+name", "#event+waybill+id", "#access+category", "#access+acaps", "#access+type", "#cause",
		"#org+reporting", "#meta+source", "#meta+reliability", "#org+claimed", "#meta+claim+source", "#status", "#status+reply", "#affected+waybills+num", "#affected+waybills+list", "#meta+evidence+num"}
}

// Table gives each impediment a row.
func (p impedimentsPage) Table() (head []string, rows [][]string) {
	head = []string{"id", "since", "until", "place", "place_name", "waybill", "category", "acaps_indicator", "detail", "reason", "reported_by", "source", "reliability",
		"said_to_be_responsible", "according_to", "status", "reply", "waybills_stopped", "waybills", "evidence"}
	for _, i := range p.Rows {
		var stopped []string
		for _, id := range i.Stopped {
			stopped = append(stopped, string(id))
		}
		rows = append(rows, []string{string(i.ID), i.Since.String(), i.Until.String(), string(i.Place), i.PlaceName, string(i.Waybill), string(i.Category), i.Indicator, i.Detail, i.Reason,
			string(i.Org), i.Source, string(i.Reliability), i.Responsible, i.AccordingTo, i.Status, strconv.FormatBool(i.Replied), strconv.Itoa(i.Trucks),
			strings.Join(stopped, " "), strconv.Itoa(i.Evidence)})
	}
	return head, rows
}

// detailGroups are the categories with their kinds, for one field: its values
// are CATEGORY/KIND.
func detailGroups(t *tongue.Tongue, chosen string) (groups []optionGroup) {
	for _, o := range passage.Obstacles {
		g := optionGroup{Text: t.Say("obstacle." + string(o))}
		for _, detail := range append([]string{""}, passage.Details(o)...) {
			one := option{Value: string(o) + "/" + detail, Text: t.Say("impediment.other")}
			if detail != "" {
				one.Text = t.Say("detail." + detail)
			}
			one.Chosen = one.Value == chosen
			g.Options = append(g.Options, one)
		}
		groups = append(groups, g)
	}
	return groups
}

// optionGroup is options under a heading.
type optionGroup struct {
	Text    string
	Options []option
}
