package pages

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
)

// noticesPage lists notifications, the newest first.
type noticesPage struct {
	Show        string
	Shows       []choice    `json:"-"`
	Rows        []noticeRow `json:"Notices"`
	Rule        passage.LeadRule
	MayState    bool      `json:"-"`
	Held        []heldRow `json:"-"` // never in twins
	Particulars []heldRow `json:"-"` // nor these
	CSVURL      string    `json:"-"`
	JSONURL     string    `json:"-"`
	NextURL     string    `json:"-"` // of the rows after these
}

// noticeRow is a notification in a list.
type noticeRow struct {
	ID       passage.FactID
	URL      string `json:"-"`
	What     passage.Noticed
	WhatText string `json:"-"`
	Org      string
	Ref      string
	Places   []string // by name, from where it begins
	Sent     passage.Instant
	Departs  passage.Instant
	Arrives  passage.Instant
	Urgent   bool
	Lead     *leadRow // nil for a site
	Heard    []heardRow
	Outcome  string // carried_out or withdrawn; empty: nobody has said
	OutText  string `json:"-"`
	Source   string
}

// leadRow is how a movement's notification stands to the rule, in hours.
type leadRow struct {
	Hours, Asked, Short float64
	Text                string `json:"-"`
	Tag                 string `json:"-"`
}

// heardRow is what is known of one party. Status is empty where nothing was
// received, which is not consent.
type heardRow struct {
	Party  string
	Told   bool
	Status passage.Status
	Text   string      `json:"-"`
	Tag    string      `json:"-"`
	Said   []followRow `json:"-"`
}

func heardRows(r *request, n *passage.Reported) (rows []heardRow) {
	for _, h := range n.Answers() {
		row := heardRow{Party: h.Party, Told: h.Asked, Status: h.Status()}
		if row.Status == "" {
			row.Text = r.T.Say("notice.silent_short")
		} else {
			row.Text, row.Tag = r.T.Say("status."+string(row.Status)), statusTags[row.Status]
		}
		for _, f := range h.Said {
			said := followRowOf(r, *f)
			if passage.PlainName(said.Source) == passage.PlainName(h.Party) {
				said.Source = ""
			}
			row.Said = append(row.Said, said)
		}
		rows = append(rows, row)
	}
	return rows
}

func leadRowOf(r *request, rule passage.LeadRule, f *passage.Fact) *leadRow {
	lead, ok := rule.Lead(f)
	if !ok {
		return nil
	}
	row := &leadRow{Hours: lead.Hours, Asked: lead.Asked, Short: lead.Short(), Tag: "good"}
	hours := func(h float64) string { return r.T.Number(h, 1) }
	switch {
	case lead.Hours < 0:
		row.Text, row.Tag = r.T.Say("notice.lead_after", "Hours", hours(-lead.Hours), "Asked", hours(lead.Asked)), "warn"
	case row.Short > 0:
		row.Text, row.Tag = r.T.Say("notice.lead_short", "Hours", hours(lead.Hours), "Asked", hours(lead.Asked), "Short", hours(row.Short)), "warn"
	default:
		row.Text = r.T.Say("notice.lead_kept", "Hours", hours(lead.Hours), "Asked", hours(lead.Asked))
	}
	return row
}

func noticeRowOf(r *request, n *passage.Reported, names *names, rule passage.LeadRule) noticeRow {
	f := &n.Fact
	row := noticeRow{
		ID: f.ID, URL: noticeURL(f.ID), What: f.Notice.What, WhatText: r.T.Say("notice.what_" + string(f.Notice.What)), Org: string(f.Org), Ref: f.Ref,
		Sent: f.Claimed, Departs: f.Notice.Departs, Arrives: f.Notice.Arrives, Urgent: f.Notice.Urgent, Lead: leadRowOf(r, rule, f), Heard: heardRows(r, n), Source: f.Source,
	}
	for _, place := range noticePlaces(f) {
		row.Places = append(row.Places, names.node(place))
	}
	if out := n.Outcome(); out != nil {
		row.Outcome, row.OutText = string(out.Status), r.T.Say("status."+string(out.Status))
	}
	return row
}

// noticePlaces are the places of a notification: its route, or its site.
func noticePlaces(f *passage.Fact) []passage.NodeID {
	if len(f.Notice.Route) > 0 {
		return f.Notice.Route
	}
	return []passage.NodeID{f.Place}
}

// silent reports whether nothing was received from a party that was told.
func (row noticeRow) silent() bool {
	return slices.ContainsFunc(row.Heard, func(h heardRow) bool { return h.Told && h.Status == "" })
}

// Parties counts those that were told, and those of them that said something.
func (row noticeRow) Parties() (counts struct{ Told, Acknowledged, Objected, Silent int }) {
	for _, h := range row.Heard {
		if !h.Told {
			continue
		}
		counts.Told++
		switch h.Status {
		case passage.Acknowledged:
			counts.Acknowledged++
		case passage.Objected:
			counts.Objected++
		default:
			counts.Silent++
		}
	}
	return counts
}

func (row noticeRow) shown(show string) bool {
	switch show {
	case "open":
		return row.Outcome == ""
	case "silent":
		return row.silent()
	case "objected":
		return slices.ContainsFunc(row.Heard, func(h heardRow) bool { return h.Status == passage.Objected })
	case "short":
		return row.Lead != nil && row.Lead.Short > 0
	}
	return true
}

func (s *Server) notices(r *request) (answer, error) {
	from, most := pageAsked(r)
	all, _, more, err := s.desk.ReportedPage(r.Context(), r.Caller, passage.Notified, from, most)
	if err != nil {
		return nil, err
	}
	n, err := s.namesFor(r)
	if err != nil {
		return nil, err
	}
	p := noticesPage{Show: r.FormValue("show"), MayState: r.Caller.May(desk.Write) == nil}
	if p.Rule, err = s.desk.LeadRule(r.Context()); err != nil {
		return nil, err
	}
	for _, show := range []string{"", "open", "silent", "objected", "short"} {
		p.Shows = append(p.Shows, choice{URL: noticesURL("", show), Text: r.T.Say("notices.show_" + cmp.Or(show, "all")), Here: show == p.Show})
	}
	for _, one := range all {
		if row := noticeRowOf(r, &one, &n, p.Rule); row.shown(p.Show) {
			p.Rows = append(p.Rows, row)
		}
	}
	p.NextURL = pageNext(r, from+most, more)
	p.CSVURL, p.JSONURL = wholeURL(noticesURL(".csv", p.Show)), noticesURL(".json", p.Show)
	if p.Held, err = s.heldRows(r, desk.Positions, "", &n); err != nil {
		return nil, err
	}
	p.Particulars, err = s.heldRows(r, desk.VehiclesAndContacts, "", &n)
	return p, err
}

// rowsOfPage is how many rows a page of a list shows, or looks at where only some of
// them are asked for.
const rowsOfPage = 200

// pageAsked returns after how many rows a page begins, where ?from says, and how
// many it has.
func pageAsked(r *request) (from, most int) {
	from, err := strconv.Atoi(r.FormValue("from"))
	if err != nil || from < 0 || from > 1e9 {
		from = 0
	}
	if isTwin(r) {
		return from, twinRows
	}
	return from, rowsOfPage
}

// endings are those of the addresses under which a page is had in other forms.
var endings = []string{".json", ".csv", ".xlsx"}

// isTwin reports whether a page is asked for in one of them.
func isTwin(r *request) bool {
	return slices.ContainsFunc(endings, func(ending string) bool { return strings.HasSuffix(r.URL.Path, ending) })
}

// isTable reports whether of a page only its table is asked for.
func isTable(r *request) bool { return isTwin(r) && !strings.HasSuffix(r.URL.Path, ".json") }

// pageNext leads to the rows after so many, where there are more, and tells a
// program that reads a twin.
func pageNext(r *request, after int, more bool) string {
	if !more {
		return ""
	}
	q := r.URL.Query()
	q.Set("from", strconv.Itoa(after))
	linkNext(r, q)
	return r.URL.Path + "?" + q.Encode()
}

// pageOf returns the rows that a page shows, and where the next are.
func pageOf[Row any](r *request, rows []Row) (some []Row, next string) {
	from, most := pageAsked(r)
	from = min(from, len(rows))
	to := from + min(most, len(rows)-from)
	return rows[from:to], pageNext(r, to, to < len(rows))
}

// Table is the list as a table.
func (p noticesPage) Table() (head []string, rows [][]string) {
	head = []string{"id", "what", "org", "ref", "places", "sent", "departs", "arrives", "urgent", "lead_hours", "rule_hours", "told", "acknowledged", "objected", "nothing_received_from", "outcome", "source"}
	for _, n := range p.Rows {
		var hours, asked string
		if n.Lead != nil {
			hours, asked = strconv.FormatFloat(n.Lead.Hours, 'f', 1, 64), strconv.FormatFloat(n.Lead.Asked, 'f', -1, 64)
		}
		parties := map[passage.Status][]string{}
		var told []string
		for _, h := range n.Heard {
			parties[h.Status] = append(parties[h.Status], h.Party)
			if h.Told {
				told = append(told, h.Party)
			}
		}
		join := func(list []string) string { return strings.Join(list, "; ") }
		rows = append(rows, []string{string(n.ID), string(n.What), n.Org, n.Ref, join(n.Places), n.Sent.String(), n.Departs.String(), n.Arrives.String(), strconv.FormatBool(n.Urgent),
			hours, asked, join(told), join(parties[passage.Acknowledged]), join(parties[passage.Objected]), join(parties[""]), n.Outcome, n.Source})
	}
	return head, rows
}

// newNoticePage is the form for a notification.
type newNoticePage struct {
	Form  form
	URL   string
	Whats []option
	Nodes []option
	Rule  passage.LeadRule
}

func (s *Server) newNoticePage(r *request, f form) (p newNoticePage, err error) {
	n, err := s.namesFor(r)
	if err != nil {
		return p, err
	}
	p = newNoticePage{Form: f, URL: "/notices/new", Whats: optionsOf(r.T, "notice.what_", []passage.Noticed{passage.OfMovement, passage.OfSite}), Nodes: n.Nodes}
	p.Rule, err = s.desk.LeadRule(r.Context())
	return p, err
}

func (s *Server) newNotice(r *request) (answer, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	f, err := s.formNow(r, "sent")
	if err != nil {
		return nil, err
	}
	f.Values.Set("what", cmp.Or(r.FormValue("what"), string(passage.OfMovement)))
	return s.newNoticePage(r, f)
}

func (s *Server) sendNotice(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	n, err := s.namesFor(r)
	if err != nil {
		return nil, err
	}
	f := passage.Fact{Kind: passage.Notified, Claimed: t.moment("sent", false), Ref: t.short("ref"), Notice: t.notice(&n)}
	t.source(&f)
	switch {
	case f.Notice.What == passage.OfSite:
		f.Place = t.place("place", t.need("place", "wrong.place"), n.Nodes)
	case len(f.Notice.Route) > 0:
		f.Place = f.Notice.Route[0]
	}
	t.noCoordinates("place", "route", "to", "load", "marking", "ref", "source", "note")
	return stated(s, r, t, noticeURL(t.ID.FactID(1)), s.newNoticePage, f)
}

// notice reads the contents of a notification.
func (t *sheet) notice(n *names) *passage.Notice {
	notice := &passage.Notice{
		What: pick(t, "what", []passage.Noticed{passage.OfMovement, passage.OfSite}, true), To: t.lines("to"), Load: t.text("load"), Urgent: t.text("urgent") != "",
		Vehicles: t.whole("vehicles"), Staff: t.whole("staff"), Others: t.whole("others"), Marking: t.text("marking"),
	}
	if len(notice.To) == 0 {
		t.wrong("to", "wrong.told")
	}
	if notice.What != passage.OfMovement {
		if t.text("until") != "" {
			notice.Until = t.moment("until", true)
		}
		return notice
	}
	for _, line := range t.lines("route") {
		notice.Route = append(notice.Route, t.place("route", line, n.Nodes))
	}
	if len(notice.Route) < 2 {
		t.wrong("route", "wrong.route")
	}
	notice.Departs = t.moment("departs", true)
	if t.text("arrives") != "" {
		notice.Arrives = t.moment("arrives", true)
		if notice.Arrives != 0 && notice.Arrives < notice.Departs {
			t.wrong("arrives", "wrong.arrives")
		}
	}
	return notice
}

// whole is a whole number that may be left out.
func (t *sheet) whole(name string) int {
	v := t.number(name).Or(0)
	if v != float64(int(v)) || v > 1e6 {
		t.wrong(name, "wrong.whole")
		return 0
	}
	return int(v)
}

// place is one of the places offered, or one that the tables do not have.
func (t *sheet) place(field, text string, offered []option) passage.NodeID {
	id := placed(offered, text)
	if len(id) > passage.MaxName {
		t.wrong(field, "wrong.place_long")
	}
	return id
}

// exactly is what coordinates look like: two numbers with three decimals or more
// beside each other, or degrees with minutes.
var exactly = regexp.MustCompile(`\d{1,3}[.,٫]\d{3,}\s*°?\s*[NSEWnsew]?\s*[,;/ ،\n]\s*-?\d{1,3}[.,٫]\d{3,}|\d{1,3}\s*°\s*\d{1,2}`)

// noCoordinates refuses coordinates in fields that travel to every ledger.
func (t *sheet) noCoordinates(fields ...string) {
	for _, name := range fields {
		if exactly.MatchString(passage.WesternDigits(t.Values.Get(name))) {
			t.wrong(name, "wrong.coordinates")
		}
	}
}

func noticesURL(ending, show string) string {
	if show == "" {
		return "/notices" + ending
	}
	return "/notices" + ending + "?show=" + url.QueryEscape(show)
}

func noticeURL(id passage.FactID) string { return "/notices/" + url.PathEscape(string(id)) }
