package pages

import (
	"cmp"
	"slices"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/draw"
	"passage/internal/report"
)

// situation is what pages about now start from: one scenario, its newest plan
// as it stands, and the day that is shown.
type situation struct {
	Scenario *desk.Scenario
	Plan     *desk.Plan // the newest without changes; nil where there is none
	On       passage.Date
	Chosen   bool // the reader asked for this day
	Live     bool // it is today
	n        *naming
}

// situation finds the scenario that ?scenario names, the one in use without, and
// the day that ?on names: without it today, if the scenario speaks of it, else
// the newest day on which a truck did anything, else the first. It is nil where
// there is no scenario that can be planned.
func (s *Server) situation(r *request) (*situation, error) {
	return s.situationOf(r, r.FormValue("scenario"))
}

// situationOf is situation for a scenario; "" is the one in use.
func (s *Server) situationOf(r *request, id string) (*situation, error) {
	if id == "" {
		all, err := s.desk.Scenarios(r.Context(), r.Caller)
		if err != nil || len(all) == 0 {
			return nil, err
		}
		id = all[0].ID
	}
	scenario, err := s.desk.Scenario(r.Context(), r.Caller, id, 0)
	if err != nil || scenario.Loaded.Scenario == nil {
		return nil, err
	}
	at := &situation{Scenario: scenario, n: newNaming(r.T, scenario)}
	if at.Plan, err = s.desk.NewestPlan(r.Context(), r.Caller, id); err != nil {
		return nil, err
	}
	sc := scenario.Loaded.Scenario
	today := passage.DateOf(time.Now().UTC().Date())
	if day, err := passage.ParseDate(r.FormValue("on")); err == nil && day >= sc.Start && day < sc.End() {
		at.On, at.Chosen = day, true
		return at, nil
	}
	if today >= sc.Start && today < sc.End() {
		at.On, at.Live = today, true
		return at, nil
	}
	last, err := s.desk.LastPassing(r.Context(), r.Caller, sc.End()-1)
	at.On = max(last, sc.Start)
	return at, err
}

// ahead is the last day for which it is told how doors are announced to be: the
// scenario's last. A day that the reader chose is told as it was, without what
// was announced after it.
func (at *situation) ahead() passage.Date {
	if at.Chosen {
		return at.On
	}
	return at.Scenario.Loaded.Scenario.End() - 1
}

// stated is what each source says of a door on the day shown, after what it
// announces for later days up to [situation.ahead].
func (at *situation) stated(of []passage.Fact) (ahead, now []passage.StatedDoor) {
	if !at.Chosen {
		ahead = passage.AnnouncedDoors(of, at.On)
	}
	return ahead, passage.StatedDoors(of, at.On)
}

// saidOf returns those facts that are about one place.
func saidOf(said []passage.Fact, place passage.NodeID) (of []passage.Fact) {
	for _, f := range said {
		if f.Place == place {
			of = append(of, f)
		}
	}
	return of
}

// doorDay is a crossing on one day, by who says so.
type doorDay struct {
	Planned float64 // trucks that the plan sends through; Missing without a plan
	Counted float64 // trucks that the ledger holds
}

// traffic is what goes through each crossing, day by day.
type traffic struct {
	days    []passage.Date
	doors   []passage.NodeID
	by      map[passage.NodeID][]doorDay
	others  map[string]map[passage.NodeID][]float64 // what others published, by source
	sources []string
	what    map[passage.NodeID]map[passage.FactKind]int64 // trucks over all these days, by what happened
}

// traffic counts the days up to the one shown.
func (s *Server) traffic(r *request, at *situation, days int) (*traffic, error) {
	sc := at.Scenario.Loaded.Scenario
	t := &traffic{by: map[passage.NodeID][]doorDay{}, others: map[string]map[passage.NodeID][]float64{}, what: map[passage.NodeID]map[passage.FactKind]int64{}}
	for i := range days {
		t.days = append(t.days, at.On-passage.Date(days-1-i))
	}
	for _, n := range sc.Nodes {
		if n.Kind == passage.Crossing {
			t.doors = append(t.doors, n.ID)
			t.by[n.ID] = make([]doorDay, days)
		}
	}
	rows, err := s.desk.Passings(r.Context(), r.Caller, t.days[0], at.On)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		node, what := passage.NodeID(row.Node), passage.FactKind(row.What)
		if t.what[node] == nil {
			t.what[node] = map[passage.FactKind]int64{}
		}
		t.what[node][what] += row.Trucks
		if list := t.by[node]; list != nil && what == passage.Crossed {
			list[int(passage.Date(row.Day)-t.days[0])].Counted += float64(row.Trucks)
		}
	}
	t.plan(sc, at.Plan)
	said, err := s.desk.Said(r.Context(), r.Caller, t.doors, t.days[0], at.On)
	if err != nil {
		return nil, err
	}
	t.published(said)
	return t, nil
}

// plan spreads the plan's trucks evenly over the days of each week.
func (t *traffic) plan(sc *passage.Scenario, plan *desk.Plan) {
	planned := map[passage.NodeID]map[int]float64{}
	if plan != nil {
		for _, c := range plan.Document.Convoys {
			if planned[c.From] == nil {
				planned[c.From] = map[int]float64{}
			}
			planned[c.From][c.Period] += float64(c.Trucks)
		}
	}
	for _, door := range t.doors {
		for i, day := range t.days {
			t.by[door][i].Planned = draw.Missing
			if plan != nil && day >= sc.Start && day < sc.End() {
				t.by[door][i].Planned = planned[door][int(day-sc.Start)/sc.PeriodDays] / float64(sc.PeriodDays)
			}
		}
	}
}

// published adds up what each source counted, by day.
func (t *traffic) published(facts []passage.Fact) {
	first, last := t.days[0], t.days[len(t.days)-1]
	for _, f := range facts {
		if t.by[f.Place] == nil {
			continue
		}
		f.EachDay(first, last, func(day passage.Date, trucks float64) {
			by := t.others[f.Count.By]
			if by == nil {
				by = map[passage.NodeID][]float64{}
				t.others[f.Count.By] = by
				t.sources = append(t.sources, f.Count.By)
			}
			if by[f.Place] == nil {
				by[f.Place] = slices.Repeat([]float64{draw.Missing}, len(t.days))
			}
			if on := &by[f.Place][day-first]; *on == *on {
				*on += trucks
			} else {
				*on = trucks // nobody had counted yet
			}
		})
	}
	slices.Sort(t.sources)
}

// busy reports whether anything is planned, counted or published for a door.
func (t *traffic) busy(door passage.NodeID) bool {
	for i, d := range t.by[door] {
		if d.Counted > 0 || d.Planned > 0 {
			return true
		}
		for _, by := range t.others {
			if list := by[door]; list != nil && list[i] > 0 {
				return true
			}
		}
	}
	return false
}

// sum adds up the last days of a door.
func (t *traffic) sum(door passage.NodeID, days int) (d doorDay) {
	list := t.by[door]
	for _, one := range list[max(0, len(list)-days):] {
		d.Counted += one.Counted
		if one.Planned == one.Planned {
			d.Planned += one.Planned
		}
	}
	return d
}

// drawn is the picture of it.
func (t *traffic) drawn(n *naming) draw.Drawing {
	d := draw.Daily{
		About:   draw.About{Title: n.t.Say("traffic.title"), Description: n.t.Say("traffic.described")},
		Sources: t.sources, Number: func(v float64) string { return n.t.Number(v, 0) },
		Words: draw.DailyWords{Door: n.t.Say("map.door"), Day: n.t.Say("traffic.day"), Planned: n.t.Say("traffic.planned"),
			Counted: n.t.Say("traffic.counted"), Missing: n.t.Say("traffic.missing"), Beyond: n.t.Say("traffic.beyond")},
	}
	for _, day := range t.days {
		d.Days = append(d.Days, n.week(day))
	}
	for _, door := range t.doors {
		if !t.busy(door) {
			continue
		}
		row := draw.DailyDoor{Name: n.node(door)}
		for i := range t.days {
			row.Planned = append(row.Planned, t.by[door][i].Planned)
			row.Counted = append(row.Counted, t.by[door][i].Counted)
		}
		for _, source := range t.sources {
			row.Others = append(row.Others, t.others[source][door])
		}
		d.Doors = append(d.Doors, row)
	}
	slices.SortStableFunc(d.Doors, func(a, b draw.DailyDoor) int { return cmp.Compare(total(b.Counted), total(a.Counted)) })
	return d
}

func total(list []float64) (sum float64) {
	for _, v := range list {
		sum += v
	}
	return sum
}

// week returns the period of the plan in which the day shown lies.
func (at *situation) week(d *report.Document) int {
	return min(max(int(at.On-d.Horizon.Start)/d.Horizon.PeriodDays, 0), d.Horizon.Periods-1)
}
