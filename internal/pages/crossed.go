package pages

import (
	"strconv"

	"passage"
	"passage/internal/desk"
)

// crossedPage is what the figures of a door come from: each day with the trucks
// that crossed, and what others published about the same days.
type crossedPage struct {
	Heading  string
	URL      string `json:"-"`
	DoorURL  string `json:"-"`
	From, To passage.Date
	Road     bool // its trucks were at its start and then at its end
	Beside   bool // another road joins the same places, so that nobody can count
	Trucks   int64
	ByDay    []crossedDay
	Unseen   int64 // of waybills that the reader does not see
	Cut      bool  // the oldest trucks are counted and not listed
	Counts   []countRow
	Planned  []plannedRow
	PlanURL  string `json:"-"`
}

func (p crossedPage) Title() string { return p.Heading }

type crossedDay struct {
	Day      passage.Date
	Trucks   int64
	Waybills []passage.WaybillID
	Links    []link `json:"-"`
}

// plannedRow is a convoy of the plan in use.
type plannedRow struct {
	Week   passage.Date
	To     string
	Goods  string
	Trucks int
}

// longestCrossed is how many days are listed at a time, trucksShown how many trucks
// on the page, and mostCrossed how many in a file.
const (
	longestCrossed = 92
	trucksShown    = 1000
	mostCrossed    = 10_000
)

func (s *Server) crossed(r *request) (answer, error) {
	at, d, err := s.doorAt(r)
	if err != nil {
		return nil, err
	}
	node := passage.NodeID(d.id)
	p := crossedPage{Heading: r.T.Say("crossed.heading", "Door", r.T.Word(at.n.door(d.id))), URL: crossedPath(d.id), DoorURL: doorURL(d.id), From: at.On - 27, To: at.On}
	if day, wrong := dayOf(r.FormValue("from")); wrong == "" && !day.IsZero() {
		p.From = day
	}
	if day, wrong := dayOf(r.FormValue("to")); wrong == "" && !day.IsZero() {
		p.To = day
	}
	p.From = max(p.From, p.To-longestCrossed+1)
	post, ok := at.Scenario.Loaded.Scenario.Post(d.id)
	p.Road, p.Beside = post.From != "", !ok
	if ok {
		if err := s.fillCrossed(r, &p, post); err != nil {
			return nil, err
		}
	}
	if p.Counts, err = s.counts(r, d.id, p.From, p.To); err != nil {
		return nil, err
	}
	if at.Plan != nil {
		doc := at.Plan.Document
		p.PlanURL = planURL(at.Plan.ID)
		for _, c := range doc.Convoys {
			week := doc.Horizon.FirstDay(c.Period)
			if c.From != node && string(c.Corridor) != string(d.id) || week > p.To || week+passage.Date(doc.Horizon.PeriodDays) <= p.From {
				continue
			}
			row := plannedRow{Week: week, To: at.n.node(c.To), Trucks: c.Trucks}
			for i, goods := range c.Goods {
				if i > 0 {
					row.Goods += r.T.Comma()
				}
				row.Goods += at.n.goods(goods)
			}
			p.Planned = append(p.Planned, row)
		}
	}
	return p, nil
}

// fillCrossed lists the trucks that crossed, the newest day first.
func (s *Server) fillCrossed(r *request, p *crossedPage, post passage.Post) error {
	counts, err := s.desk.Crossed(r.Context(), r.Caller, post, "", p.From, p.To)
	if err != nil {
		return err
	}
	most := trucksShown
	if r.URL.Path != p.URL {
		most = mostCrossed
	}
	trucks, all, err := s.desk.CrossedTrucks(r.Context(), r.Caller, post, "", p.From, p.To, most)
	if err != nil {
		return err
	}
	p.Cut = !all
	by := map[passage.Date][]desk.CrossedTruck{}
	for _, truck := range trucks {
		by[truck.Day] = append(by[truck.Day], truck)
	}
	for day := p.To; day >= p.From; day-- {
		row := crossedDay{Day: day, Trucks: counts[day]}
		for _, truck := range by[day] {
			row.Waybills = append(row.Waybills, truck.Waybill)
			row.Links = append(row.Links, link{waybillURL(truck.Waybill), string(truck.Waybill)})
		}
		p.Trucks += row.Trucks
		if all {
			p.Unseen += row.Trucks - int64(len(row.Waybills))
		}
		p.ByDay = append(p.ByDay, row)
	}
	return nil
}

// Table gives each truck a row.
func (p crossedPage) Table() (head []string, rows [][]string) {
	head = []string{"day", "trucks", "waybill"}
	for _, d := range p.ByDay {
		if len(d.Waybills) == 0 {
			rows = append(rows, []string{d.Day.String(), strconv.FormatInt(d.Trucks, 10), ""})
		}
		for _, w := range d.Waybills {
			rows = append(rows, []string{d.Day.String(), strconv.FormatInt(d.Trucks, 10), string(w)})
		}
	}
	return head, rows
}

func crossedPath(id passage.DoorID) string { return doorURL(id) + "/crossed" }

// crossedURL leads to the trucks that crossed a door on some days.
func crossedURL(id passage.DoorID, from, to passage.Date) string {
	return filledURL(crossedPath(id), "from", from.String(), "to", to.String())
}
