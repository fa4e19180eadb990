package pages

import (
	"fmt"
	"net/url"
	"slices"

	"passage"
	"passage/internal/draw"
)

// doorsPage is the board of crossings and of roads with rules of their own.
type doorsPage struct {
	On       passage.Date
	Live     bool
	Days     []choice
	Doors    []doorCard
	Calendar picture  `json:"-"`
	Traffic  picture  `json:"-"`
	News     doorNews `json:"-"`

	SitrepURL, SitrepPDF string `json:"-"`
}

// doorCard is one door: its state, and what each source says of its trucks.
type doorCard struct {
	ID, Name, Kind string
	URL            string
	LimitURL       string `json:"-"` // where the tables have its figure
	ObservedURL    string `json:"-"` // the trucks that were counted
	StateKey, Tag  string
	Since          string
	Announced      string // trucks a day as the tables have it
	Observed       string // mean of the last seven days in the ledger
	Planned        string // a day, this week
	Others         []figure
	Said           []saidRow
	Differ         bool // sources contradict each other
	Rules          []ruleRow
	Impediments    []impedimentRow
}

// saidRow is what one source says of a door, in short.
type saidRow struct {
	StateKey, Tag, Source string
	Since                 passage.Date
	Ahead                 bool // announced for later than the day shown
	Reliability           passage.Reliability
	Details               []string
}

type ruleRow struct {
	Text, Source, Reliability string

	URL string `json:"-"` // of its row in the tables
}

type impedimentRow struct {
	On                          passage.Date
	ObstacleKey, Reason, Source string
	Reliability                 passage.Reliability
	URL                         string
}

func (s *Server) doors(r *request) (answer, error) {
	at, err := s.situation(r)
	if err != nil || at == nil {
		return doorsPage{}, err
	}
	traffic, err := s.traffic(r, at, 28)
	if err != nil {
		return nil, err
	}
	sc := at.Scenario.Loaded.Scenario
	doors, said, err := s.board(r, sc, traffic.days[0], at.ahead())
	if err != nil {
		return nil, err
	}
	p := doorsPage{On: at.On, Live: at.Live, Days: at.neighbours(r, "/doors")}
	p.SitrepURL, p.SitrepPDF = sitrepURL("", at.Scenario.ID, at.On), sitrepURL(".pdf", at.Scenario.ID, at.On)
	if p.News, err = s.otherwiseSaid(r, at); err != nil {
		return nil, err
	}
	calendar := draw.Calendar{About: draw.About{Title: r.T.Say("doors.calendar"), Description: r.T.Say("doors.calendar_described")}, Row: r.T.Say("map.door"), Words: stateWords(r.T)}
	for _, day := range traffic.days {
		calendar.Days = append(calendar.Days, at.n.week(day))
	}
	for _, d := range doors {
		card, err := s.card(r, at, d, traffic, said)
		if err != nil {
			return nil, err
		}
		p.Doors = append(p.Doors, card)
		if !sc.HasDoor(d.id) {
			continue // the tables have no states of ports and hubs
		}
		var states []draw.State
		for _, day := range traffic.days {
			states = append(states, doorState(sc, d.id, day, 1))
		}
		calendar.Rows, calendar.States = append(calendar.Rows, at.n.door(d.id)), append(calendar.States, states)
	}
	p.Calendar = pictured(r, "k", calendar, 900)
	p.Traffic = pictured(r, "t", traffic.drawn(at.n), 900)
	return p, nil
}

// board lists the doors of a scenario with what is said of each: its crossings,
// the roads with rules of their own, and the other places, ports, hubs and roads,
// of which somebody states how they are.
func (s *Server) board(r *request, sc *passage.Scenario, from, to passage.Date) (doors []door, said []passage.Fact, err error) {
	doors = doorsOf(sc)
	known := map[passage.DoorID]bool{}
	for _, d := range doors {
		known[d.id] = true
	}
	var others []door
	for _, n := range sc.Nodes {
		others = append(others, door{passage.DoorID(n.ID), n.TrucksPerDay, string(n.Kind)})
	}
	for _, c := range sc.Corridors {
		others = append(others, door{passage.DoorID(c.ID), c.TrucksPerDay, "corridor"})
	}
	others = slices.DeleteFunc(others, func(d door) bool { return known[d.id] })
	var places []passage.NodeID
	for _, d := range slices.Concat(doors, others) {
		places = append(places, passage.NodeID(d.id))
	}
	if said, err = s.desk.Said(r.Context(), r.Caller, places, from, to); err != nil {
		return nil, nil, err
	}
	for _, d := range others {
		if slices.ContainsFunc(said, func(f passage.Fact) bool { return f.Kind == passage.Stated && string(f.Place) == string(d.id) }) {
			doors = append(doors, d)
		}
	}
	return doors, said, nil
}

func (s *Server) card(r *request, at *situation, d door, t *traffic, said []passage.Fact) (doorCard, error) {
	sc, n := at.Scenario.Loaded.Scenario, at.n
	state := stateKey(doorState(sc, d.id, at.On, 1))
	c := doorCard{ID: string(d.id), URL: doorURL(d.id), Name: n.door(d.id), Kind: d.kind, StateKey: "door." + state, Tag: doorTags[state], Announced: "–", Observed: "–", Planned: "–"}
	table := "nodes"
	if n.corridors[passage.CorridorID(d.id)] != nil {
		table = "corridors"
	}
	c.LimitURL, c.ObservedURL = gridURL(at.Scenario.ID, table, string(d.id), "", ""), crossedURL(d.id, at.On-6, at.On)
	if d.trucks.Given {
		c.Announced = r.T.Number(d.trucks.Value, 0)
	}
	if post, ok := sc.Post(d.id); ok && post.From != "" {
		days, err := s.desk.Crossed(r.Context(), r.Caller, post, "", at.On-6, at.On)
		if err != nil {
			return doorCard{}, err
		}
		trucks := int64(0)
		for _, n := range days {
			trucks += n
		}
		c.Observed = r.T.Number(float64(trucks)/7, 1)
	}
	node := passage.NodeID(d.id)
	if list := t.by[node]; list != nil {
		c.Observed = r.T.Number(t.sum(node, 7).Counted/7, 1)
		if v := list[len(list)-1].Planned; v == v {
			c.Planned = r.T.Number(v, 1)
		}
		for _, source := range t.sources {
			if by := t.others[source][node]; by != nil {
				c.Others = append(c.Others, figure{Label: source, Value: r.T.Number(meanOf(by[len(by)-7:]), 1)})
			}
		}
	}
	since := passage.Date(0)
	for _, rule := range sc.Access {
		if rule.On != d.id || !rule.Covers(at.On) {
			continue
		}
		since = max(since, rule.From)
		c.Rules = append(c.Rules, ruleRow{n.rule(rule), rule.Source, rule.Reliability, gridURL(at.Scenario.ID, "access", string(rule.ID), "", "")})
	}
	if !since.IsZero() {
		c.Since = r.T.Date(since)
	}
	of := saidOf(said, node)
	ahead, states := at.stated(of)
	c.Differ = passage.Differ(states)
	for _, one := range slices.Concat(ahead, states) {
		f := one.Fact
		c.Said = append(c.Said, saidRow{"door." + string(f.Door.Status), doorTags[string(f.Door.Status)], f.SourceOf(), one.Since, one.Since > at.On, f.Reliability, n.stated(f.Door)})
	}
	for _, f := range of {
		day := f.Claimed.Day()
		if f.Kind == passage.Impeded && day <= at.On && day > at.On-28 {
			c.Impediments = append(c.Impediments, impedimentRow{day, "obstacle." + string(f.Obstacle), f.Reason, f.Source, f.Reliability, impedimentURL(f.ID)})
		}
	}
	slices.Reverse(c.Impediments)
	return c, nil
}

// meanOf is the mean of the figures that there are.
func meanOf(list []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range list {
		if v == v {
			sum, n = sum+v, n+1
		}
	}
	if n == 0 {
		return draw.Missing
	}
	return sum / float64(n)
}

// rule says in words what a rule of access does.
func (n *naming) rule(r passage.AccessRule) string {
	parts := []string{n.t.Say("rule." + string(r.Status))}
	var days []string
	for _, day := range r.Weekdays {
		days = append(days, n.t.Say(fmt.Sprintf("weekday.%d", day)))
	}
	if len(days) > 0 { // closed: on these days; restricted: open on these alone
		parts = append(parts, n.t.Say("rule."+string(r.Status)+"_days", "Days", n.t.Word(n.listed(days...))))
	}
	if r.TrucksPerDay.Given {
		parts = append(parts, n.t.Say("door.trucks", "Count", r.TrucksPerDay.Value))
	}
	parts = append(parts, n.barred(r.Status, r.Only, r.Except)...)
	return n.listed(append(parts, span(n.t, r.From, r.To))...)
}

// Table is the board as .csv.
func (p doorsPage) Table() (head []string, rows [][]string) {
	head = []string{"door", "name", "kind", "on", "state", "announced_trucks_a_day", "observed_trucks_a_day", "planned_trucks_a_day"}
	for _, d := range p.Doors {
		rows = append(rows, []string{d.ID, d.Name, d.Kind, p.On.String(), d.StateKey[len("door."):], d.Announced, d.Observed, d.Planned})
	}
	return head, rows
}

func doorURL(id passage.DoorID) string { return "/doors/" + url.PathEscape(string(id)) }
