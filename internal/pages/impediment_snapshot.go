package pages

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"passage"
)

// snapshotPage is a quarter in figures, as OCHA's access snapshots have them.
type snapshotPage struct {
	Quarter    string // such as 2025Q4
	Name       string `json:"-"`
	From, To   passage.Date
	Months     []passage.Month
	MonthNames []string       `json:"-"`
	Others     []choice       `json:"-"` // the quarter before and after
	Figures    []figure       `json:"-"`
	Categories []snapshotRow  // that began in the quarter and are not withdrawn
	Sum        snapshotRow    `json:"-"`
	Statuses   []snapshotRow  // of all that began in the quarter
	Areas      []snapshotArea // in force in the quarter
	Classes    []snapshotClass
	CSVURL     string `json:"-"`
	JSONURL    string `json:"-"`
}

// snapshotRow counts incidents by the month in which they began.
type snapshotRow struct {
	ID, Name  string
	Indicator string
	URL       string `json:"-"`
	ByMonth   []int
	Total     int
	Share     float64
}

// snapshotArea is how much stood in the way in an area, month by month.
type snapshotArea struct {
	ID, Name string
	Months   []snapshotCell
}

type snapshotCell struct {
	passage.AreaMonth
	Class, ClassName, Tag string
	VerifiedName          string // the class of what is verified
}

type snapshotClass struct {
	Class, Name, Tag  string
	Incidents, Trucks int
}

// severityTags are how the classes look, beside their words.
var severityTags = map[passage.Severity]string{passage.Low: "", passage.Moderate: "warn", passage.High: "bad", passage.VeryHigh: "bad"}

// quarterOf is the quarter of a day, such as 2025Q4.
func quarterOf(d passage.Date) string {
	y, m, _ := d.Time().Date()
	return fmt.Sprintf("%04dQ%d", y, (int(m)+2)/3)
}

// parseQuarter returns the first month of a quarter.
func parseQuarter(s string) (first passage.Month, ok bool) {
	var y, q int
	if n, err := fmt.Sscanf(s, "%4dQ%1d", &y, &q); err != nil || n != 2 || y < 1970 || q < 1 || q > 4 || quarterOf(passage.DateOf(y, time.Month(3*q), 1)) != s {
		return 0, false
	}
	return passage.DateOf(y, time.Month(3*q-2), 1), true
}

func snapshotURL(quarter string) string {
	return "/impediments/snapshot?quarter=" + url.QueryEscape(quarter)
}

func (s *Server) snapshot(r *request) (answer, error) {
	v, err := s.accessView(r)
	if err != nil {
		return nil, err
	}
	first, ok := parseQuarter(r.FormValue("quarter"))
	if !ok {
		first, _ = parseQuarter(quarterOf(v.on))
	}
	p := snapshotPage{Quarter: quarterOf(first), Name: quarterName(r, quarterOf(first)), From: first, To: passage.AddMonths(first, 3) - 1}
	for m := range 3 {
		month := passage.AddMonths(first, m)
		p.Months, p.MonthNames = append(p.Months, month), append(p.MonthNames, string(r.T.Month(int(month.Time().Month()))))
	}
	for _, m := range []int{-3, 3} {
		other := quarterOf(passage.AddMonths(first, m))
		p.Others = append(p.Others, choice{URL: snapshotURL(other), Text: quarterName(r, other)})
	}
	p.CSVURL, p.JSONURL = wholeURL("/impediments/snapshot.csv?quarter="+p.Quarter), "/impediments/snapshot.json?quarter="+p.Quarter
	all, err := s.desk.Impediments(r.Context(), r.Caller, p.From, p.To)
	if err != nil {
		return nil, err
	}
	incidents := passage.Incidents(all, v.area)
	p.count(r, incidents)
	p.areas(r, v, incidents)
	began := slices.DeleteFunc(slices.Clone(incidents), func(in passage.Incident) bool { return in.Begins < p.From || in.Status == passage.Withdrawn })
	verified := 0
	for _, in := range began {
		if in.Status == passage.Verified {
			verified++
		}
	}
	p.Figures = []figure{
		{Label: r.T.Say("snapshot.incidents"), Value: r.T.Number(float64(len(began)), 0), Note: r.T.Say("snapshot.of_reports", "Count", reportsIn(began))},
		{Label: r.T.Say("status.verified"), Value: r.T.Number(float64(verified), 0)},
		{Label: r.T.Say("snapshot.trucks"), Value: r.T.Number(float64(passage.Trucks(began)), 0)},
		{Label: r.T.Say("snapshot.areas"), Value: r.T.Number(float64(len(p.Areas)), 0)},
	}
	return p, nil
}

func reportsIn(incidents []passage.Incident) (n int) {
	for _, in := range incidents {
		n += len(in.Reports)
	}
	return n
}

// quarterName is a quarter in words.
func quarterName(r *request, quarter string) string {
	return r.T.Say("snapshot.quarter", "N", r.T.Word(quarter[5:]), "Year", r.T.Word(quarter[:4]))
}

// area is the area of an impediment: that of the place whose people a site
// serves, or else the node or corridor itself. It is empty where none is stated.
func (v *accessView) area(f *passage.Fact) string {
	if v.situation != nil {
		if n := v.n.nodes[f.Place]; n != nil && n.Place != "" {
			return areaOf + string(n.Place)
		}
	}
	return string(f.Place)
}

// areaOf begins an area that is a place of the tables.
const areaOf = "place:"

// areaName is an area in words. Two may be called alike and are two still.
func (v *accessView) areaName(r *request, area string) string {
	place, is := strings.CutPrefix(area, areaOf)
	switch {
	case area == "":
		return r.T.Say("snapshot.on_the_road")
	case is && v.situation != nil:
		return v.n.place(passage.PlaceID(place))
	}
	return v.place(passage.NodeID(area))
}

// count counts incidents that began in the quarter by category and by status.
func (p *snapshotPage) count(r *request, incidents []passage.Incident) {
	month := func(in passage.Incident) int { return slices.Index(p.Months, passage.MonthOf(in.Begins)) }
	p.Sum = snapshotRow{Name: r.T.Say("snapshot.all"), ByMonth: make([]int, 3)}
	byStatus := map[passage.Status]*snapshotRow{}
	byCategory := map[passage.Obstacle]*snapshotRow{}
	for _, o := range passage.Obstacles {
		_, indicator := o.ACAPS()
		q := url.Values{"category": {string(o)}, "from": {p.From.String()}, "to": {p.To.String()}}
		byCategory[o] = &snapshotRow{ID: string(o), Name: r.T.Say("obstacle." + string(o)), Indicator: indicator.ID, ByMonth: make([]int, 3), URL: "/impediments?" + q.Encode()}
	}
	for _, in := range incidents {
		m := month(in)
		if m < 0 {
			continue
		}
		status := byStatus[in.Status]
		if status == nil {
			word := statusWord(in.Status)
			q := url.Values{"status": {word}, "from": {p.From.String()}, "to": {p.To.String()}}
			status = &snapshotRow{ID: word, Name: r.T.Say("status." + word), ByMonth: make([]int, 3), URL: "/impediments?" + q.Encode()}
			byStatus[in.Status] = status
		}
		rows := []*snapshotRow{status}
		if in.Status != passage.Withdrawn {
			rows = append(rows, byCategory[in.Obstacle], &p.Sum)
		}
		for _, row := range rows {
			row.ByMonth[m]++
			row.Total++
		}
	}
	for _, o := range passage.Obstacles {
		row := byCategory[o]
		row.Share = float64(row.Total) / float64(max(p.Sum.Total, 1))
		p.Categories = append(p.Categories, *row)
	}
	p.Statuses = make([]snapshotRow, 0, len(byStatus))
	for _, status := range slices.SortedFunc(maps.Keys(byStatus), func(a, b passage.Status) int {
		return cmp.Compare(slices.Index(shownStatuses, statusWord(a)), slices.Index(shownStatuses, statusWord(b)))
	}) {
		p.Statuses = append(p.Statuses, *byStatus[status])
	}
}

// areas classes areas and months.
func (p *snapshotPage) areas(r *request, v *accessView, incidents []passage.Incident) {
	for _, s := range passage.Severities {
		p.Classes = append(p.Classes, snapshotClass{s.Word, r.T.Say("severity." + s.Word), severityTags[s.Class], s.Incidents, s.Trucks})
	}
	for cells := range slices.Chunk(passage.ByAreaAndMonth(incidents, p.From, 3), 3) {
		a := snapshotArea{ID: cells[0].Area, Name: v.areaName(r, cells[0].Area)}
		for _, c := range cells {
			a.Months = append(a.Months, snapshotCell{c, c.Severity.String(), r.T.Say("severity." + c.Severity.String()), severityTags[c.Severity],
				r.T.Say("severity." + c.VerifiedSeverity.String())})
		}
		p.Areas = append(p.Areas, a)
	}
	slices.SortStableFunc(p.Areas, func(a, b snapshotArea) int { return cmp.Compare(b.incidents(), a.incidents()) })
}

func (a snapshotArea) incidents() (n int) {
	for _, m := range a.Months {
		n += m.Incidents
	}
	return n
}

// Table gives each figure a row.
func (p snapshotPage) Table() (head []string, rows [][]string) {
	head = []string{"table", "quarter", "month", "category", "acaps_indicator", "status", "area", "area_name", "incidents", "trucks_stopped", "severity", "verified_incidents", "verified_severity"}
	for m, month := range p.Months {
		text := month.String()[:7]
		for _, c := range p.Categories {
			rows = append(rows, []string{"category", p.Quarter, text, c.ID, c.Indicator, "", "", "", strconv.Itoa(c.ByMonth[m]), "", "", "", ""})
		}
		for _, c := range p.Statuses {
			rows = append(rows, []string{"status", p.Quarter, text, "", "", c.ID, "", "", strconv.Itoa(c.ByMonth[m]), "", "", "", ""})
		}
		for _, a := range p.Areas {
			c := a.Months[m]
			rows = append(rows, []string{"area", p.Quarter, text, "", "", "", a.ID, a.Name, strconv.Itoa(c.Incidents), strconv.Itoa(c.Trucks), c.Class, strconv.Itoa(c.Verified), c.VerifiedSeverity.String()})
		}
	}
	return head, rows
}
