package pages

import (
	"fmt"
	"net/http"
	"strconv"

	"passage"
	"passage/internal/desk"
)

// todayPage is the situation in one look.
type todayPage struct {
	Scenario string
	On       passage.Date
	Live     bool
	Days     []choice // the day before and after
	News     doorNews
	Headline string
	PlanURL  string
	Figures  []figure
	Stuck    []stuckRow // longest first
	Traffic  *picture
	Doors    []doorRow
	Map      *picture
	Cover    *picture
	Changed  []string     // since the reader last looked
	Next     []choice     // what is to be done
	Promises []promiseRow // that press most
	Pressing int          // how many press
	AsOf     passage.Date // the day as of which they are judged

	SitrepURL, SitrepPDF string
}

// doorRow is a crossing over the last week.
type doorRow struct {
	Name, StateKey, Tag        string
	Planned, Counted           string
	Held, Refused, Intercepted int64
	URL                        string
}

// stuckRow is a truck that has not moved for days.
type stuckRow struct {
	ID, URL, State, Tag, At, Way string
	Since                        passage.Date
}

// stuckDays is how many days a truck stands before Today tells of it.
const stuckDays = 3

// seenCookie holds how many facts there were when the reader last looked.
const seenCookie = "passage_seen"

func (s *Server) today(r *request) (answer, error) {
	at, err := s.situation(r)
	if err != nil || at == nil {
		return todayPage{}, err
	}
	p := todayPage{Scenario: at.n.scenario(), On: at.On, Live: at.Live, Days: at.neighbours(r, "/")}
	p.SitrepURL, p.SitrepPDF = sitrepURL("", at.Scenario.ID, at.On), sitrepURL(".pdf", at.Scenario.ID, at.On)
	if p.News, err = s.otherwiseSaid(r, at); err != nil {
		return nil, err
	}
	traffic, err := s.traffic(r, at, 14)
	if err != nil {
		return nil, err
	}
	picture := pictured(r, "t", traffic.drawn(at.n), 760)
	p.Traffic = &picture
	p.Doors = at.doors(traffic)
	if p.Stuck, err = s.stuck(r, at); err != nil {
		return nil, err
	}
	p.Figures = at.week7(traffic)
	if at.Plan == nil {
		p.Next = append(p.Next, choice{URL: "/scenarios", Text: r.T.Say("today.begin")})
	} else {
		p.show(r, at)
	}
	if err = p.promises(s, r, at); err != nil {
		return nil, err
	}
	if p.Changed, err = s.changed(r); err != nil {
		return nil, err
	}
	return p, nil
}

// stuck lists the trucks that have stood longest on the day shown.
func (s *Server) stuck(r *request, at *situation) (rows []stuckRow, err error) {
	before := passage.InstantOf((at.On + 1 - stuckDays).Time())
	page, _, _, err := s.desk.ListWaybills(r.Context(), r.Caller, desk.Listing{Open: "open", Before: int64(before), Sort: desk.BySince, Limit: 8})
	for _, w := range page {
		rows = append(rows, stuckRow{
			ID: string(w.ID), URL: waybillURL(w.ID), State: stateText(r, w.State), Tag: stateTag(w.State), At: at.n.node(w.At),
			Way: r.T.Say("plan.way", "From", at.n.node(w.From), "To", at.n.node(w.To)), Since: w.Since.Day(),
		})
	}
	return rows, err
}

// promises lists the commitments of which somebody should know today.
func (p *todayPage) promises(s *Server, r *request, at *situation) error {
	t, err := s.talksAt(r, at, func(t *talks) func(*passage.Promise) bool { return t.mayPress })
	if err != nil {
		return err
	}
	p.Promises, p.AsOf = t.pressing(), t.AsOf
	p.Pressing = len(p.Promises)
	p.Promises = p.Promises[:min(6, p.Pressing)]
	t.word(r, p.Promises)
	return nil
}

// show fills in what the plan says.
func (p *todayPage) show(r *request, at *situation) {
	d := at.Plan.Document
	p.Headline, p.PlanURL = at.n.headline(d), planURL(at.Plan.ID)
	if len(d.Fairness) > 0 {
		need := d.Fairness[0].Need
		cover := pictured(r, "c", at.n.heat(d, need), 760)
		p.Cover = &cover
		if m, ok := at.flows(); ok {
			p.Map = mapped(r, m, mapURL(at.Scenario.ID, at.On))
		}
	}
	p.Next = append(p.Next, choice{URL: p.PlanURL + "#do", Text: at.n.toDo(d)})
	if r.Caller.May(desk.Planner) == nil {
		p.Next = append(p.Next, choice{URL: whatIfURL(at.Scenario.ID, ""), Text: r.T.Say("plan.try")})
	}
}

// doors says what each busy crossing did in the last seven days.
func (at *situation) doors(t *traffic) (rows []doorRow) {
	sc := at.Scenario.Loaded.Scenario
	for _, door := range t.doors {
		state := stateKey(doorState(sc, passage.DoorID(door), at.On, 1))
		sum := t.sum(door, 7)
		row := doorRow{
			Name: at.n.node(door), StateKey: "door." + state, Tag: doorTags[state], URL: doorURL(passage.DoorID(door)),
			Planned: at.n.t.Number(sum.Planned, 0), Counted: at.n.t.Number(sum.Counted, 0),
			Held: t.what[door][passage.Held], Refused: t.what[door][passage.Refused], Intercepted: t.what[door][passage.Intercepted],
		}
		if at.Plan == nil {
			row.Planned = "–"
		}
		rows = append(rows, row)
	}
	return rows
}

// week7 sums up the last seven days over all doors.
func (at *situation) week7(t *traffic) []figure {
	var sum doorDay
	for _, door := range t.doors {
		one := t.sum(door, 7)
		sum.Counted += one.Counted
		sum.Planned += one.Planned
	}
	var received, intercepted int64
	for _, by := range t.what {
		received += by[passage.Received]
		intercepted += by[passage.Intercepted]
	}
	say := at.n.t.Say
	number := func(v float64) string { return at.n.t.Number(v, 0) }
	figures := []figure{{say("today.crossed"), number(sum.Counted), say("today.last_7")}}
	if at.Plan != nil {
		figures[0].Note = say("today.against", "N", at.n.t.Word(number(sum.Planned)))
	}
	return append(figures,
		figure{say("today.received"), number(float64(received)), say("today.last_14")},
		figure{say("today.intercepted"), number(float64(intercepted)), say("today.last_14")})
}

// neighbours lead to the day before and the day after.
func (at *situation) neighbours(r *request, path string) (days []choice) {
	sc := at.Scenario.Loaded.Scenario
	for _, day := range []passage.Date{at.On - 1, at.On + 1} {
		if day >= sc.Start && day < sc.End() {
			days = append(days, choice{URL: path + queryOf(map[string]string{"on": day.String(), "scenario": r.FormValue("scenario")}), Text: r.T.Day(day)})
		}
	}
	return days
}

// changed says what came in since the reader last looked, and remembers now.
func (s *Server) changed(r *request) (changed []string, err error) {
	size, err := s.desk.Size(r.Context())
	if err != nil {
		return nil, err
	}
	if c, err := r.Cookie(seenCookie); err == nil {
		if seen, err := strconv.ParseInt(c.Value, 10, 64); err == nil && seen >= 0 && seen <= size {
			changed = append(changed, r.T.Say("today.new_facts", "Count", int(size-seen)))
		}
	}
	http.SetCookie(r.w, s.cookie(seenCookie, fmt.Sprint(size), year))
	return changed, nil
}
