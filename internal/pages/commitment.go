package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
)

// promiseRow is a commitment and how far it is kept, in words and figures.
type promiseRow struct {
	ID              passage.CommitmentID
	By, What        string
	Ask             passage.AskID
	AskText, AskURL string `json:"-"`
	Door            passage.DoorID
	DoorText        string
	DoorURL         string `json:"-"`
	Commodity       passage.CommodityID
	CommodityText   string `json:"-"`
	From, To        passage.Date
	Term            string       `json:"-"`
	Measure         string       // what is promised, in figures
	Amount          int64        `json:",omitempty"` // of goods, in Unit, and
	EachDay         bool         `json:",omitempty"` // not in all
	Unit            passage.Unit `json:",omitempty"`
	Conditions      string
	RedLines        string
	Withdrawn       bool
	Lapses          bool           // within the days before which that is told
	LapsesText      string         `json:"-"`
	Basis           passage.Basis  // by what it is judged
	Permit          passage.FactID // that was promised
	PermitText      string         `json:"-"`
	PermitURL       string         `json:"-"`
	Decision        passage.Status // on the permit
	Keeping         passage.Keeping
	Untold          passage.Untold // why the ledger cannot tell
	Text            string         // the judgement, in words and figures
	Tag             string         `json:"-"`
	Figures         string         `json:"-"` // without the word for it
	Promised        float64
	Crossed         float64
	Unsaid          int64        `json:",omitempty"` // trucks whose waybills do not state such goods in Unit
	Until           passage.Date // the last day judged
	Days, Reached   int
	Bar             bool   `json:"-"` // there is something to draw
	TrucksURL       string `json:"-"`
	URL             string `json:"-"`
	Engagement      passage.EngagementID
	EngagementURL   string `json:"-"`
	Made, Last      passage.Instant
	Org             passage.OrgID // whose record it is
	promise         *passage.Promise
	judgement       passage.Judgement
	sought          *passage.Reported // the permit, where the reader sees it
}

// keepingTags are how loud a judgement is shown.
var keepingTags = map[passage.Keeping]string{
	passage.Kept: "good", passage.OnCourse: "good", passage.KeptPartly: "warn", passage.Behind: "warn", passage.NotKept: "bad",
}

// judged is a commitment held against what the ledger shows, still without the
// words for it; see [talks.word].
func judged(t *talks, p *desk.Judged) promiseRow {
	j := p.Judgement
	row := promiseRow{
		ID: p.ID, By: p.By, What: p.What, Ask: p.Ask, Door: p.Door, Commodity: p.Commodity, From: p.From, To: p.To, Conditions: p.Conditions, RedLines: p.RedLines,
		Withdrawn: p.Withdrawn, Engagement: p.Engagement, EngagementURL: engagementURL(p.Engagement), Made: p.Made, Last: p.Last, Org: p.Org, URL: commitmentURL(p.ID),
		Amount: p.Amount, Unit: p.Unit, EachDay: p.EachDay, Unsaid: j.Unsaid, Permit: p.Permit, Lapses: p.Lapses(t.On, lapseDays), promise: p.Promise, judgement: j, sought: p.Sought,
		Basis: j.Basis, Untold: j.Untold, Decision: j.Decision, Keeping: j.Keeping, Promised: j.Promised, Crossed: j.Crossed, Days: j.Days, Reached: j.DaysReached,
	}
	passed := j.Basis == passage.ByTrucks || j.Basis == passage.ByGoods
	if told := j.Keeping != passage.Unmeasured; told && j.Keeping != passage.NotBegun || j.Untold == passage.OtherUnit {
		row.Until = j.Until
		row.Bar = passed && told
		if passed {
			row.TrucksURL = row.URL
		}
	}
	if !p.Withdrawn {
		row.Tag = keepingTags[j.Keeping]
	}
	return row
}

// pending reports whether a commitment is not due yet.
func pending(k *desk.Judged) bool {
	return k.Keeping == passage.NotBegun || k.Keeping == passage.OnCourse || k.Keeping == passage.Behind || k.Keeping == passage.Waiting
}

// wanting reports whether a commitment that stands is not kept, or behind.
func wanting(k *desk.Judged) bool {
	return !k.Withdrawn && (k.Keeping == passage.NotKept || k.Keeping == passage.KeptPartly || k.Keeping == passage.Behind)
}

// rows are those commitments, of which were wanted, that are shown.
func (t *talks) rows(show func(*desk.Judged) bool) (rows []promiseRow) {
	for i := range t.kept {
		if show(&t.kept[i]) {
			rows = append(rows, judged(t, &t.kept[i]))
		}
	}
	return rows
}

// word writes commitments that are shown in words.
func (t *talks) word(r *request, rows []promiseRow) {
	for i := range rows {
		row := &rows[i]
		p := row.promise
		if p.Ask != "" {
			row.AskText, row.AskURL = t.ask(p.Ask), t.askURL(p.Ask)
		}
		if p.Door != "" {
			row.DoorText = t.n.door(p.Door)
			if sc := t.tables(); sc != nil && sc.HasDoor(p.Door) {
				row.DoorURL = doorURL(p.Door)
			}
		}
		if p.Commodity != "" {
			row.CommodityText = t.n.good(p.Commodity)
		}
		if row.sought != nil {
			row.PermitText, row.PermitURL = t.n.permit(r, row.sought), clearanceURL(row.sought.Fact.ID)
		}
		row.Term, row.Measure = term(r, p.From, p.To), t.measureText(r, *p.Commitment, row.sought)
		if row.Lapses {
			row.LapsesText = r.T.Say("promise.lapses", "Count", int(p.To-t.On), "Date", r.T.Word(r.T.Date(p.To)))
		}
		row.keeping(r)
	}
}

// keeping says how far the commitment is kept, as of the last day that counts.
func (row *promiseRow) keeping(r *request) {
	p, j := row.promise, row.judgement
	figures := func() string {
		if j.Basis == passage.ByGoods {
			return goodsFigures(r, p, j)
		}
		if !p.TrucksPerDay.Given && !p.Trucks.Given {
			return r.T.Say("promise.days_open", "Count", j.Days, "N", j.DaysReached)
		}
		of := "promise.trucks_of"
		if !p.Withdrawn && !j.Due {
			of = "promise.trucks_due"
		}
		trucks := r.T.Say(of, "N", r.T.Word(r.T.Number(j.Crossed, 0)), "Of", r.T.Word(r.T.Number(j.Promised, 1)))
		if p.Trucks.Given {
			return trucks
		}
		return trucks + r.T.Say("promise.and") + r.T.Say("promise.days_reached", "Count", j.Days, "N", j.DaysReached)
	}
	state := r.T.Say("keeping." + string(j.Keeping))
	switch {
	case j.Untold == passage.OtherUnit:
		passed, promised := j.Amounts(p.Unit)
		row.Figures = r.T.Say("untold.other_unit", "Count", j.Unsaid, "N", r.T.Word(r.amount(p.Unit, passed)), "Of", r.T.Word(r.amount(p.Unit, promised)))
	case j.Keeping == passage.Unmeasured:
		row.Figures = r.T.Say("untold." + string(j.Untold))
	case j.Basis == passage.ByPermit:
		row.Figures = permitFigures(r, j)
	case j.Basis == passage.ByPayment:
		row.Figures = paymentFigures(r, p, j)
	case j.Keeping == passage.NotBegun && p.Withdrawn:
		row.Figures = r.T.Say("promise.withdrawn_before", "Date", r.T.Word(r.T.Date(p.Last.Day())))
	case j.Keeping == passage.NotBegun:
		row.Figures = r.T.Say("promise.not_begun", "Date", r.T.Word(r.T.Date(p.From)))
	case p.Withdrawn && !j.Due:
		row.Figures = r.T.Say("promise.withdrawn_on", "Date", r.T.Word(r.T.Date(p.Last.Day()))) + " " + figures()
	default:
		row.Figures = figures()
	}
	if p.Withdrawn {
		state = r.T.Say("promise.withdrawn")
	}
	row.Text = state + r.T.Say("promise.colon") + row.Figures
}

// goodsFigures says how much passed of a promised amount; before it is due, of what
// would have passed by now at the same amount each day.
func goodsFigures(r *request, p *passage.Promise, j passage.Judgement) string {
	key, days := "promise.goods_so_far", ""
	if j.Due {
		key = "promise.goods_of"
	}
	if p.EachDay && j.Unsaid == 0 { // else there may be more such days
		days = r.T.Say("promise.and") + r.T.Say("promise.days_reached", "Count", j.Days, "N", j.DaysReached)
	}
	passed, promised := j.Amounts(p.Unit)
	return r.T.Say(key, "N", r.T.Word(r.amount(p.Unit, passed)), "Of", r.T.Word(r.amount(p.Unit, promised))) + days
}

// term says from when to when.
func term(r *request, from, to passage.Date) string {
	return cmp.Or(span(r.T, from, to), r.T.Say("promise.no_term"))
}

// measureText says what is promised, in figures; of a permit that was sought, what.
func (t *talks) measureText(r *request, c passage.Commitment, sought *passage.Reported) string {
	switch {
	case c.Permit != "":
		if sought != nil {
			return t.n.permit(r, sought)
		}
		return r.T.Say("promise.permit")
	case c.Sum.Given:
		return money(r, c.Sum.Value, c.Currency)
	case c.EachDay:
		return r.T.Say("promise.amount_a_day", "Amount", r.T.Word(r.amount(c.Unit, c.Amount)))
	case c.Amount > 0:
		return r.T.Say("promise.amount", "Amount", r.T.Word(r.amount(c.Unit, c.Amount)))
	case c.TrucksPerDay.Given:
		return r.T.Say("promise.a_day", "Count", c.TrucksPerDay.Value)
	case c.Trucks.Given:
		return r.T.Say("promise.in_all", "Count", c.Trucks.Value)
	case c.Door != "":
		return r.T.Say("promise.open")
	}
	return ""
}

// promisesPage is every commitment with its judgement, and the record of each
// holder.
type promisesPage struct {
	On, AsOf passage.Date
	Days     []choice `json:"-"`
	Filter   promiseFilter
	Holders  []option `json:"-"`
	States   []option `json:"-"`
	Records  []record
	Rows     []promiseRow
	Lapsing  int
	MayWrite bool   `json:"-"`
	NextURL  string `json:"-"`
	CSVURL   string `json:"-"`
	JSONURL  string `json:"-"`
}

type promiseFilter struct{ Holder, State, On, Scenario string }

// promiseStates are the states by which commitments can be chosen.
var promiseStates = []string{"running", "lapsing", "wanting", "kept", "partly", "not_kept", "unmeasured", "withdrawn"}

// in reports whether a commitment is in a state of the filter.
func (t *talks) in(k *desk.Judged, state string) bool {
	switch state {
	case "":
		return true
	case "running":
		return pending(k) && !k.Withdrawn
	case "lapsing":
		return k.Lapses(t.On, lapseDays)
	case "wanting":
		return wanting(k)
	case "withdrawn":
		return k.Withdrawn
	}
	return !k.Withdrawn && string(k.Keeping) == state
}

func (s *Server) promises(r *request) (answer, error) {
	t, err := s.talks(r, everyPromise)
	if err != nil {
		return nil, err
	}
	v := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	p := promisesPage{On: t.On, AsOf: t.AsOf, Filter: promiseFilter{v("holder"), v("state"), v("on"), v("scenario")}, Records: t.records(), MayWrite: mayWrite(r)}
	of := oneOf([]string{p.Filter.Holder})
	var fit []*desk.Judged
	for i := range t.kept {
		k := &t.kept[i]
		if k.Lapses(t.On, lapseDays) {
			p.Lapsing++
		}
		if p.Filter.Holder != "" && !of(k.By) {
			continue
		}
		if t.in(k, p.Filter.State) {
			fit = append(fit, k)
		}
	}
	fit, p.NextURL = pageOf(r, fit)
	for _, k := range fit {
		p.Rows = append(p.Rows, judged(t, k))
	}
	t.word(r, p.Rows)
	for _, k := range p.Records {
		p.Holders = append(p.Holders, option{k.Of, k.Of, sameName(k.Of, p.Filter.Holder)})
	}
	for _, state := range promiseStates {
		p.States = append(p.States, option{state, r.T.Say("promise_state." + state), state == p.Filter.State})
	}
	if t.at != nil {
		p.Days = t.at.neighbours(r, "/commitments")
	}
	query := queryOf(map[string]string{"holder": p.Filter.Holder, "state": p.Filter.State, "on": p.Filter.On, "scenario": p.Filter.Scenario})
	p.CSVURL, p.JSONURL = wholeURL("/commitments.csv"+query), "/commitments.json"+query
	return p, nil
}

// Table gives each commitment a row.
func (p promisesPage) Table() (head []string, rows [][]string) {
	head = []string{"commitment", "holder", "what", "ask", "door", "commodity", "trucks_a_day", "trucks_in_all", "amount", "unit", "each_day", "permit", "sum", "currency", "from", "to", "withdrawn", "judged_by", "keeping", "untold", "decision", "judged_until",
		"promised", "crossed", "trucks_unsaid", "days", "days_reached", "lapses_soon", "conditions", "red_lines", "engagement", "made", "organisation"}
	for _, k := range p.Rows {
		promised, crossed, amount, each := "", "", "", ""
		if k.Amount > 0 {
			amount, each = strconv.FormatInt(k.Amount, 10), strconv.FormatBool(k.EachDay)
		}
		if k.TrucksURL != "" || k.Basis == passage.ByPayment && k.Keeping != passage.Unmeasured {
			promised, crossed = strconv.FormatFloat(k.Promised, 'f', -1, 64), strconv.FormatFloat(k.Crossed, 'f', -1, 64)
		}
		rows = append(rows, []string{string(k.ID), k.By, k.What, string(k.Ask), string(k.Door), string(k.Commodity), k.promise.TrucksPerDay.String(), k.promise.Trucks.String(),
			amount, string(k.Unit), each, string(k.Permit), k.promise.Sum.String(), k.promise.Currency, k.From.String(), k.To.String(), strconv.FormatBool(k.Withdrawn), string(k.Basis), string(k.Keeping), string(k.Untold), string(k.Decision), k.Until.String(), promised, crossed, strconv.FormatInt(k.Unsaid, 10), strconv.Itoa(k.Days), strconv.Itoa(k.Reached),
			strconv.FormatBool(k.Lapses), k.Conditions, k.RedLines, string(k.Engagement), k.Made.String(), string(k.Org)})
	}
	return head, rows
}

// lately is for how many days after its end Today tells that a commitment was not
// kept.
const lately = 28

// mayPress reports whether a commitment can be among those of which Today tells.
func (t *talks) mayPress(p *passage.Promise) bool {
	return p.To.IsZero() || p.To > t.AsOf-lately
}

// pressing are the commitments of which Today tells: those that lapse soon, then
// those behind, then those that ended lately and were not kept.
func (t *talks) pressing() (rows []promiseRow) {
	rank := func(row promiseRow) int {
		switch {
		case row.Lapses:
			return 0
		case row.Keeping == passage.Behind:
			return 1
		}
		return 2
	}
	for i := range t.kept {
		if k := &t.kept[i]; k.Lapses(t.On, lapseDays) || wanting(k) && (pending(k) || k.To > t.AsOf-lately) {
			rows = append(rows, judged(t, k))
		}
	}
	slices.SortStableFunc(rows, func(a, b promiseRow) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.To, b.To)) })
	return rows
}
