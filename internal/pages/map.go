package pages

import (
	"slices"

	"passage"
	"passage/internal/desk"
	"passage/internal/draw"
	"passage/internal/report"
)

// mapWide is how wide maps are drawn for a desk, in pixels.
const mapWide = 720

// mapped is a map as a picture, which a script may let move with what it reads at
// an address.
func mapped(r *request, m draw.Map, moving string) *picture {
	p := pictured(r, "m", m, mapWide)
	p.Moving = moving
	return &p
}

// movingMap is a map for the script that lets it be moved.
type movingMap struct {
	draw.Moving
	Basemap *basemapOf // nil where the operator provides none
}

type basemapOf struct {
	URL, Attribution string
	MaxZoom          int
}

// moving answers with a map as data.
func (s *Server) moving(r *request, m draw.Map, ok bool) (answer, error) {
	if !ok {
		return nil, desk.Missing{}
	}
	out := movingMap{Moving: m.Moving(draw.Look{ID: "moving", RTL: r.T.Dir == "rtl", Width: 340})}
	if b := s.opt.Basemap; b != nil {
		out.Basemap = &basemapOf{basemapURL(b.Version), b.Attribution, b.MaxZoom}
	}
	return nil, writeJSON(r, out)
}

// basemap answers with the parts of the operator's archive that are asked for.
func (s *Server) basemap(r *request) (answer, error) {
	if s.opt.Basemap == nil {
		return nil, desk.Missing{}
	}
	s.opt.Basemap.ServeHTTP(r.w, r.Request)
	return nil, nil
}

func (s *Server) todayMap(r *request) (answer, error) {
	at, err := s.situation(r)
	if err != nil {
		return nil, err
	}
	if at == nil || at.Plan == nil {
		return nil, desk.Missing{}
	}
	m, ok := at.flows()
	return s.moving(r, m, ok)
}

func (s *Server) planMap(r *request) (answer, error) {
	plan, scenario, err := s.planAsked(r)
	if err != nil {
		return nil, err
	}
	if plan.Document == nil {
		return nil, desk.Missing{}
	}
	m, ok := newNaming(r.T, scenario).planned(plan.Document, neededIn(plan.Document, r.FormValue("need")))
	return s.moving(r, m, ok)
}

func (s *Server) consignmentMap(r *request) (answer, error) {
	t, err := s.threadOf(r, mostDrawn)
	if err != nil {
		return nil, err
	}
	m, ok := t.drawn(r)
	return s.moving(r, m, ok)
}

// neededIn is the need of a plan that was asked for, or else its first.
func neededIn(d *report.Document, need string) passage.NeedID {
	for _, f := range d.Fairness {
		if string(f.Need) == need {
			return f.Need
		}
	}
	if len(d.Fairness) == 0 {
		return ""
	}
	return d.Fairness[0].Need
}

// flows is the map of the day shown, by the plan's first need.
func (at *situation) flows() (draw.Map, bool) {
	d := at.Plan.Document
	return at.n.flows(d, neededIn(d, ""), at.week(d), at.On, 1)
}

// planned is the map of the first period that a plan plans.
func (n *naming) planned(d *report.Document, need passage.NeedID) (draw.Map, bool) {
	return n.flows(d, need, d.Held, d.Horizon.FirstDay(d.Held), d.Horizon.PeriodDays)
}

// flows is the map of what goes where in a period, cover over all, and doors as
// they stand over some days.
func (n *naming) flows(d *report.Document, need passage.NeedID, period int, from passage.Date, days int) (draw.Map, bool) {
	m := n.emptyMap("map.title", "map.described", "map.flow", "map.no_way")
	m.Words.CoverWords = coverWords(n.t, n.need(need))
	cover := coverByPlace(d, need)
	for i, b := range n.s.Boundaries {
		m.Places[i].Cover = cover[b.Place].cover()
	}
	at := map[passage.NodeID]int{}
	for _, node := range n.s.Loaded.Scenario.Nodes {
		n.put(&m, at, node.ID, from, days)
	}
	flow := map[passage.CorridorID]float64{}
	for _, move := range d.Movements {
		if move.Period == period {
			flow[move.Corridor] += move.T
		}
	}
	for _, c := range n.s.Loaded.Scenario.Corridors {
		from, okFrom := at[c.From]
		to, okTo := at[c.To]
		if okFrom && okTo {
			m.Ways = append(m.Ways, draw.MapWay{From: from, To: to, Flow: flow[c.ID]})
		}
	}
	return m, len(m.Points) > 0
}

// emptyMap has the places of the scenario, in the order of its boundaries, and the
// words for what may be put on it.
func (n *naming) emptyMap(title, described, flow, noWay string) draw.Map {
	t := n.t
	m := draw.Map{
		About: draw.About{Title: t.Say(title), Description: t.Say(described)},
		Share: t.Percent, Flow: func(v float64) string { return t.Number(v, 0) },
		Words: draw.MapWords{
			States: stateWords(t), Approximate: t.Say("map.approximate"), Here: t.Say("map.here"), Lost: t.Say("map.lost"),
			Flow: t.Say(flow), NoWay: t.Say(noWay), Place: t.Say("cover.place"), Kind: t.Say("map.kind"), State: t.Say("map.state"),
			From: t.Say("map.from"), To: t.Say("map.to"),
			Distance: func(km float64) string { return t.Say("map.km", "N", t.Word(t.Number(km, 0))) },
		},
	}
	m.Words.Kinds = [4]string{draw.Door: t.Say("map.door"), draw.Hub: t.Say("map.hub"), draw.Site: t.Say("map.site"), draw.Source: t.Say("map.source")}
	for _, b := range n.s.Boundaries {
		place := draw.MapPlace{Name: n.place(b.Place), Cover: draw.Missing}
		for _, polygon := range b.Polygons {
			for _, ring := range polygon {
				points := make([]draw.LonLat, len(ring))
				for i, p := range ring {
					points[i] = draw.LonLat(p)
				}
				place.Rings = append(place.Rings, points)
			}
		}
		m.Places = append(m.Places, place)
	}
	return m
}

// kindsDrawn are what nodes are on a map.
var kindsDrawn = map[passage.NodeKind]draw.Kind{passage.Crossing: draw.Door, passage.Hub: draw.Hub, passage.Site: draw.Site, passage.Source: draw.Source, passage.Port: draw.Source}

// put puts a node with a position on a map, once, a door as it stands over some
// days, and notes its number.
func (n *naming) put(m *draw.Map, at map[passage.NodeID]int, id passage.NodeID, from passage.Date, days int) {
	node := n.nodes[id]
	if _, there := at[id]; there || node == nil || !node.Lat.Given || !node.Lon.Given {
		return
	}
	at[id] = len(m.Points)
	point := draw.MapPoint{Name: n.node(id), Kind: kindsDrawn[node.Kind], At: draw.LonLat{Lon: node.Lon.Value, Lat: node.Lat.Value}, Approximate: true}
	if node.Kind == passage.Crossing {
		point.State = doorState(n.s.Loaded.Scenario, passage.DoorID(id), from, days)
	}
	m.Points = append(m.Points, point)
}

// doorState is what the scenario's rules make of a door over some days: closed
// only where it is on all of them.
func doorState(s *passage.Scenario, door passage.DoorID, from passage.Date, days int) draw.State {
	shut, narrowed := 0, false
	for day := from; day < from+passage.Date(days); day++ {
		closed := false
		for _, r := range s.Access {
			if r.On != door || !r.Covers(day) {
				continue
			}
			all := len(r.Only) == 0 && len(r.Except) == 0 && (len(r.Weekdays) == 0 || slices.Contains(r.Weekdays, day.Weekday()))
			closed = closed || r.Status == passage.Closed && all
			narrowed = narrowed || r.Status != passage.Open
		}
		if closed {
			shut++
		}
	}
	switch {
	case shut == days:
		return draw.Closed
	case narrowed:
		return draw.Restricted
	}
	return draw.Open
}
