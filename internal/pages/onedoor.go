package pages

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/draw"
	"passage/internal/report"
	"passage/internal/tongue"
)

// doorPage is one crossing, port, road or hub: what the tables have plans go by,
// and what each source says.
type doorPage struct {
	Heading  string
	URL      string `json:"-"`
	On       passage.Date
	Live     bool
	Days     []choice
	Ruled    bool // a crossing or a road, about which tables can have rules
	Card     doorCard
	Trucks   string // that plans have pass on a day; empty: no figure, or the door is closed
	Said     []saidCard
	Differ   bool // sources contradict each other
	SayURL   string
	CountURL string // empty: the reader may not
	Scenario string
	Form     string // of a plan that is begun here
	CanPlan  bool
	Calendar picture  `json:"-"`
	Traffic  *picture `json:"-"`
}

func (p doorPage) Title() string { return p.Heading }

// saidCard is the state of a door as one source has it, beside what plans go by.
type saidCard struct {
	Fact             passage.FactID
	Source           string
	Org              passage.OrgID // that recorded it
	StateKey, Tag    string
	Details          []string
	Since, Until     passage.Date
	Ahead            bool // it is announced for later than the day shown
	Reason           string
	Reliability      passage.Reliability
	Past             []pastState
	Adopted, Agrees  bool   // plans go by it; the tables say the same
	Breaks           string // what of the plan in use it does not let through
	Effect           []figure
	Who              []gainRow // who goes without, or with more, most first
	PlanURL          string
	Planning         bool // the plan that follows from it is being made
	AdoptURL, TryURL string
}

type pastState struct {
	StateKey string
	Since    passage.Date
}

// doorNode is a door of a scenario, or a port or hub of which there is a state.
func (at *situation) doorNode(id passage.DoorID) (d door, ok bool) {
	sc := at.Scenario.Loaded.Scenario
	for _, d := range doorsOf(sc) {
		if d.id == id {
			return d, true
		}
	}
	if c := at.n.corridors[passage.CorridorID(id)]; c != nil {
		return door{id, c.TrucksPerDay, "corridor"}, true
	}
	if node := at.n.nodes[passage.NodeID(id)]; node != nil {
		return door{id, node.TrucksPerDay, string(node.Kind)}, true
	}
	return d, false
}

func (s *Server) door(r *request) (answer, error) {
	at, d, err := s.doorAt(r)
	if err != nil {
		return nil, err
	}
	traffic, err := s.traffic(r, at, 28)
	if err != nil {
		return nil, err
	}
	said, err := s.desk.Said(r.Context(), r.Caller, []passage.NodeID{passage.NodeID(d.id)}, traffic.days[0], at.ahead())
	if err != nil {
		return nil, err
	}
	card, err := s.card(r, at, d, traffic, said)
	if err != nil {
		return nil, err
	}
	sc := at.Scenario.Loaded.Scenario
	p := doorPage{
		Heading: at.n.door(d.id), URL: r.URL.RequestURI(), On: at.On, Live: at.Live, Days: at.neighbours(r, doorURL(d.id)), Ruled: sc.HasDoor(d.id), Card: card,
		SayURL: doorURL(d.id) + "/say", Scenario: at.Scenario.ID, Form: newID(), CanPlan: r.Caller.May(desk.Planner) == nil,
	}
	if mayWrite(r) {
		p.CountURL = countURL(d.id)
	}
	_, p.Trucks = at.planned(d, at.On)
	ahead, now := at.stated(said)
	p.Differ = passage.Differ(now)
	for _, one := range slices.Concat(ahead, now) {
		card, err := s.saidCard(r, at, d, one)
		if err != nil {
			return nil, err
		}
		p.Said = append(p.Said, card)
	}
	p.Calendar = pictured(r, "k", at.calendarOf(d, traffic.days, said), 900)
	if alone := traffic.of(passage.NodeID(d.id)); alone != nil && alone.busy(passage.NodeID(d.id)) {
		drawn := pictured(r, "t", alone.drawn(at.n), 900)
		p.Traffic = &drawn
	}
	return p, nil
}

// doorAt finds the situation and the door that an address names.
func (s *Server) doorAt(r *request) (*situation, door, error) {
	at, err := s.situation(r)
	if err != nil {
		return nil, door{}, err
	}
	if at != nil {
		if d, ok := at.doorNode(passage.DoorID(r.PathValue("id"))); ok {
			return at, d, nil
		}
	}
	return nil, door{}, desk.Missing{Text: "there is no such crossing, port, road or hub in the scenario"}
}

// of is the traffic of one door alone.
func (t *traffic) of(node passage.NodeID) *traffic {
	if t.by[node] == nil {
		return nil
	}
	one := *t
	one.doors = []passage.NodeID{node}
	return &one
}

func (s *Server) saidCard(r *request, at *situation, d door, said passage.StatedDoor) (saidCard, error) {
	f, state, sc := said.Fact, said.Fact.Door, at.Scenario.Loaded.Scenario
	c := saidCard{
		Fact: f.ID, Source: f.SourceOf(), Org: f.Org, StateKey: "door." + string(state.Status), Tag: doorTags[string(state.Status)], Since: said.Since, Until: state.Until, Ahead: said.Since > at.On,
		Reason: f.Reason, Reliability: f.Reliability, Details: at.n.stated(state), AdoptURL: doorURL(d.id) + "/adopt", TryURL: doorURL(d.id) + "/try",
	}
	for i, past := range said.Past {
		if i == 5 {
			break
		}
		c.Past = append(c.Past, pastState{"door." + string(past.Door.Status), past.Claimed.Day()})
	}
	rule := desk.AdoptedRule(f.ID)
	c.Adopted = slices.ContainsFunc(sc.Access, func(r passage.AccessRule) bool { return r.ID == rule })
	c.Agrees = c.Adopted || agrees(sc, d, state, max(said.Since, at.On))
	if at.Plan != nil && !c.Agrees {
		c.Breaks = at.breaks(d, state, said.Since)
	}
	if c.Adopted || !sc.HasDoor(d.id) {
		c.TryURL = ""
		return c, nil
	}
	plan, err := s.desk.Plan(r.Context(), r.Caller, string(f.ID))
	switch {
	case errors.As(err, &desk.Missing{}):
		return c, nil
	case err != nil:
		return c, err
	}
	c.PlanURL, c.TryURL, c.Planning = planURL(plan.ID), "", plan.State == desk.PlanRunning
	if plan.Document != nil && at.Plan != nil {
		c.Effect, c.Who = at.n.effect(at.Plan.Document, plan.Document)
	}
	return c, nil
}

// effect says of the needs that change most by how many person-days they do, and
// who they are that go without.
func (n *naming) effect(before, after *report.Document) (figures []figure, who []gainRow) {
	c, err := report.Compare(report.SideOf("", before), report.SideOf("", after))
	if err != nil {
		return nil, nil // they share no place and week
	}
	needs := slices.Clone(c.Needs)
	slices.SortStableFunc(needs, func(a, b report.NeedGain) int { return cmp.Compare(math.Abs(b.PersonDays), math.Abs(a.PersonDays)) })
	for i, g := range needs {
		if i == 3 || math.Abs(g.PersonDays) < 1 {
			break
		}
		figures = append(figures, figure{n.need(g.Need), signed(n.t, g.PersonDays, 0), n.t.Say("compare.person_days")})
	}
	return figures, n.gains(c, 4)
}

// stated says in words what goes with a state.
func (n *naming) stated(state *passage.DoorState) (details []string) {
	if state.TrucksPerDay.Given {
		details = append(details, n.t.Say("door.trucks", "Count", state.TrucksPerDay.Value))
	}
	if state.Hours != "" {
		details = append(details, n.t.Say("doors.hours_are", "Hours", n.t.Word("\u2066"+tongue.Tame(state.Hours)+"\u2069")))
	}
	return append(details, n.barred(state.Status, state.Only, state.Except)...)
}

func (n *naming) goodsOrSector(id string) string {
	if _, ok := n.names["commodities"][id]; ok {
		return n.goods(passage.CommodityID(id))
	}
	return tongue.Tame(n.sector(id))
}

// barred says of an open or restricted door which goods alone pass and which do
// not, and of a closed one for which goods alone, and for which not, it is.
func (n *naming) barred(status passage.AccessStatus, only, except []string) (parts []string) {
	key := "rule."
	if status == passage.Closed {
		key = "rule.closed_"
	}
	for _, goods := range only {
		parts = append(parts, n.t.Say(key+"only", "Goods", n.goodsOrSector(goods)))
	}
	for _, goods := range except {
		parts = append(parts, n.t.Say(key+"except", "Goods", n.goodsOrSector(goods)))
	}
	return parts
}

// span says from when to when; nothing where both are open.
func span(t *tongue.Tongue, from, to passage.Date) string {
	date := func(d passage.Date) any { return t.Word(t.Date(d)) }
	switch {
	case !from.IsZero() && !to.IsZero():
		return t.Say("change.between", "From", date(from), "To", date(to))
	case !from.IsZero():
		return t.Say("change.since", "From", date(from))
	case !to.IsZero():
		return t.Say("change.until", "To", date(to))
	}
	return ""
}

// listed puts the parts that there are behind one another.
func (n *naming) listed(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), n.t.Comma())
}

// agrees reports whether the tables have a door as it is stated: closed on all
// days from the one shown for which it is said to be; or else in the state of that
// day, and in the trucks and goods that the source names.
func agrees(sc *passage.Scenario, d door, state *passage.DoorState, on passage.Date) bool {
	if state.Status == passage.Closed {
		last := sc.End() - 1
		if !state.Until.IsZero() {
			last = min(last, state.Until)
		}
		return doorState(sc, d.id, on, int(max(last-on, 0))+1) == draw.Closed
	}
	if string(state.Status) != stateKey(doorState(sc, d.id, on, 1)) {
		return false
	}
	trucks, goods := trucksOn(sc, d, on), len(state.Only)+len(state.Except) == 0
	for _, r := range sc.Access {
		if r.On == d.id && r.Covers(on) {
			goods = goods || r.Status == passage.Restricted && slices.Equal(r.Only, state.Only) && slices.Equal(r.Except, state.Except)
		}
	}
	return goods && (!state.TrucksPerDay.Given || state.TrucksPerDay == trucks)
}

// trucksOn is how many trucks a day the tables let through a door on a day.
func trucksOn(sc *passage.Scenario, d door, on passage.Date) passage.Limit {
	trucks := d.trucks
	for _, r := range sc.Access {
		if r.On == d.id && r.Covers(on) && r.TrucksPerDay.Given {
			trucks = r.TrucksPerDay
		}
	}
	return trucks
}

// planned says in words how plans have a door on a day: its state, and how many
// trucks pass, which is empty where there is no figure or the door is closed.
func (at *situation) planned(d door, on passage.Date) (state, trucks string) {
	sc := at.Scenario.Loaded.Scenario
	drawn := doorState(sc, d.id, on, 1)
	if limit := trucksOn(sc, d, on); limit.Given && drawn != draw.Closed {
		trucks = at.n.t.Say("door.trucks", "Count", limit.Value)
	}
	return at.n.t.Say("door." + stateKey(drawn)), trucks
}

// breaks says how many trucks the plan in use sends through a door that a state
// does not let through, from the day shown on; nothing where it lets all through.
// A plan has weeks, so its trucks are spread evenly over the days of each.
func (at *situation) breaks(d door, state *passage.DoorState, since passage.Date) string {
	sc, doc := at.Scenario.Loaded.Scenario, at.Plan.Document
	barred := func(goods []passage.CommodityID) bool {
		named := func(list []string) bool {
			return slices.ContainsFunc(goods, func(id passage.CommodityID) bool {
				return slices.Contains(list, string(id)) || slices.ContainsFunc(sc.Commodities, func(c passage.Commodity) bool {
					return c.ID == id && c.Sector != "" && slices.Contains(list, c.Sector)
				})
			})
		}
		return len(state.Only) > 0 && !named(state.Only) || named(state.Except)
	}
	total, first := 0.0, passage.Date(0)
	for period := range doc.Horizon.Periods {
		begin := doc.Horizon.FirstDay(period)
		days, through, stopped := 0.0, 0.0, 0.0
		for day := begin; day < begin+passage.Date(doc.Horizon.PeriodDays); day++ {
			if day >= max(since, at.On) && (state.Until.IsZero() || day <= state.Until) {
				days++
			}
		}
		share := days / float64(doc.Horizon.PeriodDays)
		for _, c := range doc.Convoys {
			if c.Period != period || string(c.From) != string(d.id) && string(c.Corridor) != string(d.id) {
				continue
			}
			through += float64(c.Trucks) * share
			if barred(c.Goods) {
				stopped += float64(c.Trucks) * share
			}
		}
		switch {
		case state.Status == passage.Closed:
			stopped = through
		case state.Status == passage.Restricted && state.TrucksPerDay.Given:
			stopped = max(stopped, through-state.TrucksPerDay.Value*days)
		case state.Status != passage.Restricted:
			stopped = 0
		}
		if stopped > 0.5 && first.IsZero() {
			first = max(begin, since, at.On)
		}
		total += stopped
	}
	if total < 0.5 {
		return ""
	}
	return at.n.t.Say("doors.breaks", "Count", int(total+0.5), "From", at.n.t.Word(at.n.t.Date(first)))
}

// calendarOf is a door by day: as the tables have it, then as each source does.
func (at *situation) calendarOf(d door, days []passage.Date, said []passage.Fact) draw.Calendar {
	t, sc := at.n.t, at.Scenario.Loaded.Scenario
	k := draw.Calendar{About: draw.About{Title: t.Say("doors.calendar_one"), Description: t.Say("doors.calendar_one_described")}, Row: t.Say("doors.source"), Words: stateWords(t)}
	var sources []string
	for _, f := range said {
		if f.Kind == passage.Stated && f.Claimed.Day() <= at.On && !slices.Contains(sources, f.SourceOf()) {
			sources = append(sources, f.SourceOf())
		}
	}
	slices.Sort(sources)
	rows := make([][]draw.State, 1+len(sources))
	for _, day := range days {
		k.Days = append(k.Days, at.n.week(day))
		rows[0] = append(rows[0], doorState(sc, d.id, day, 1))
		now := passage.StatedDoors(said, day)
		for i, source := range sources {
			state := draw.Unknown
			if j := slices.IndexFunc(now, func(s passage.StatedDoor) bool { return s.Fact.SourceOf() == source }); j >= 0 {
				state = drawnState[now[j].Fact.Door.Status]
			}
			rows[1+i] = append(rows[1+i], state)
		}
	}
	k.Rows, k.States = append([]string{t.Say("doors.announced")}, sources...), rows
	return k
}

var drawnState = map[passage.AccessStatus]draw.State{passage.Open: draw.Open, passage.Restricted: draw.Restricted, passage.Closed: draw.Closed, passage.UnknownAccess: draw.Unknown}

// adoptDoor has plans go by what a source said, and shows the new plan beside
// the one before.
func (s *Server) adoptDoor(r *request) (answer, error) {
	at, d, err := s.doorAt(r)
	if err != nil {
		return nil, err
	}
	before := ""
	if at.Plan != nil {
		before = at.Plan.ID
	}
	plan, e, err := s.desk.Adopt(r.Context(), r.Caller, at.Scenario.ID, r.PostFormValue("form"), passage.FactID(r.PostFormValue("fact")))
	if err != nil {
		return nil, err
	}
	switch {
	case plan == "" && e.Saved:
		return redirect(doorURL(d.id) + "?said=saved"), nil
	case plan == "":
		for _, f := range e.Faults {
			return nil, desk.Refused{Text: r.fault(f)}
		}
		return redirect(doorURL(d.id) + "?said=nothing_changed"), nil
	}
	return redirect(besideURL(plan, before)), nil
}

// tryDoor begins the plan that follows if what a source said holds.
func (s *Server) tryDoor(r *request) (answer, error) {
	at, d, err := s.doorAt(r)
	if err != nil {
		return nil, err
	}
	fact := r.PostFormValue("fact")
	if err := s.desk.Offer(r.Context(), r.Caller, at.Scenario.ID, passage.FactID(fact)); err != nil {
		return nil, err
	}
	if _, err := s.desk.Plan(r.Context(), r.Caller, fact); errors.As(err, &desk.Missing{}) {
		return redirect(doorURL(d.id) + "?said=nothing_to_plan"), nil
	}
	return redirect(planURL(fact)), nil
}

func besideURL(plan, before string) string {
	if before == "" {
		return planURL(plan)
	}
	return fmt.Sprintf("%s?beside=%s", planURL(plan), url.QueryEscape(before))
}
