package pages

import (
	"cmp"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/draw"
	"passage/internal/exchange/draft"
	"passage/internal/tongue"
)

// naming calls the things of a scenario by their names in the reader's
// language, or else as the tables do.
type naming struct {
	t         *tongue.Tongue
	s         *desk.Scenario
	nodes     map[passage.NodeID]*passage.Node
	corridors map[passage.CorridorID]*passage.Corridor
	names     map[string]map[string]string // table, id
	held      int                          // periods of the plan that are spoken of which are over
	paper     bool                         // ways are told in words: fonts on paper have no arrows
}

func newNaming(t *tongue.Tongue, s *desk.Scenario) *naming {
	n := &naming{t: t, s: s, nodes: map[passage.NodeID]*passage.Node{}, corridors: map[passage.CorridorID]*passage.Corridor{},
		names: map[string]map[string]string{"places": {}, "needs": {}, "commodities": {}, "nodes": {}}}
	sc := s.Loaded.Scenario
	if sc == nil {
		return n
	}
	for _, p := range sc.Places {
		n.names["places"][string(p.ID)] = p.Name
	}
	for _, p := range sc.Needs {
		n.names["needs"][string(p.ID)] = p.Name
	}
	for _, p := range sc.Commodities {
		n.names["commodities"][string(p.ID)] = p.Name
	}
	for i, p := range sc.Nodes {
		n.names["nodes"][string(p.ID)], n.nodes[p.ID] = p.Name, &sc.Nodes[i]
	}
	for i, c := range sc.Corridors {
		n.corridors[c.ID] = &sc.Corridors[i]
	}
	return n
}

func (n *naming) name(table, id string) string {
	return tongue.Tame(n.s.Local.Name(n.t.Code, table, id, n.names[table][id]))
}

func (n *naming) place(id passage.PlaceID) string     { return n.name("places", string(id)) }
func (n *naming) need(id passage.NeedID) string       { return n.name("needs", string(id)) }
func (n *naming) goods(id passage.CommodityID) string { return n.name("commodities", string(id)) }
func (n *naming) node(id passage.NodeID) string       { return n.name("nodes", string(id)) }

// scenario is what the scenario itself is called.
func (n *naming) scenario() string {
	return tongue.Tame(cmp.Or(n.s.Local[n.t.Code]["scenario"][""], n.s.Loaded.Scenario.Name))
}

// note is what the tables say of an ask.
func (n *naming) note(a passage.Ask) string {
	return cmp.Or(n.s.Local[n.t.Code]["asks"][string(a.ID)], a.Note)
}

// way is a corridor by its ends.
func (n *naming) way(id passage.CorridorID) string {
	c := n.corridors[id]
	if c == nil {
		return string(id)
	}
	if n.paper {
		return n.t.Say("sitrep.way", "From", n.node(c.From), "To", n.node(c.To))
	}
	return n.t.Say("plan.way", "From", n.node(c.From), "To", n.node(c.To))
}

// door is a crossing or a corridor.
func (n *naming) door(id passage.DoorID) string {
	if n.corridors[passage.CorridorID(id)] != nil {
		return n.way(passage.CorridorID(id))
	}
	return n.node(passage.NodeID(id))
}

// week is a step of a drawing's axis.
func (n *naming) week(d passage.Date) draw.Tick {
	at := d.Time()
	return draw.Tick{Label: n.t.Number(float64(at.Day()), 0), Group: n.t.Say("month.short", "Month", n.t.Month(int(at.Month())))}
}

// picture is a drawing with the table behind it.
type picture struct {
	Wide, Narrow any // SVG for a desk and for a phone
	Table        draw.Table
	Moving       string // where a script finds what it needs to let it be moved; only of maps
}

// pictured draws for a phone and for a desk; the page shows what fits.
func pictured(r *request, id string, d draw.Drawing, wide float64) picture {
	rtl := r.T.Dir == "rtl"
	return picture{
		Wide:   d.SVG(draw.Look{ID: id + "w", RTL: rtl, Width: wide}),
		Narrow: d.SVG(draw.Look{ID: id + "n", RTL: rtl, Width: 340}),
		Table:  d.Table(),
	}
}

// coverWords are the words for cover of a need.
func coverWords(t *tongue.Tongue, need string) draw.CoverWords {
	w := draw.CoverWords{Cover: t.Say("cover.legend", "Need", need), Missing: t.Say("cover.missing")}
	for i, key := range []string{"cover.under_20", "cover.20_39", "cover.40_59", "cover.60_79", "cover.80_99", "cover.100"} {
		w.Bands[i] = t.Say(key)
	}
	return w
}

func stateWords(t *tongue.Tongue) draw.StateWords {
	return draw.StateWords{draw.Unknown: t.Say("door.unknown"), draw.Open: t.Say("door.open"), draw.Restricted: t.Say("door.restricted"), draw.Closed: t.Say("door.closed")}
}

// tableName is what people call a table.
func tableName(r *request, name string) string {
	if key := "table." + name; r.T.Knows(key) {
		return r.T.Say(key)
	}
	return name
}

// fault says what is wrong with a scenario, and where.
func (r *request) fault(f passage.Fault) string {
	where := []string{tableName(r, f.Table)}
	if f.Line > 0 {
		where = append(where, r.T.Say("fault.line", "N", f.Line))
	}
	if f.Column != "" {
		where = append(where, tongue.Isolate(f.Column))
	}
	return r.T.Say("fault.at", "Where", r.T.Word(strings.Join(where, r.T.Comma())), "What", r.T.Word(r.T.Retell(f.Problem)))
}

// scenarioName is what a scenario is called in its settings.
func scenarioName(r *request, state *draft.Draft, id string) string {
	t := state.Table(draft.Settings)
	for _, key := range []string{"name_" + r.T.Code, "name"} {
		if row := t.Row(key); row != nil {
			return t.Cell(row, "value")
		}
	}
	return id
}

// unitName is a unit in the reader's language.
func unitName(r *request, unit string) string {
	if key := "unit_name." + strings.NewReplacer(" ", "_", "³", "3").Replace(unit); r.T.Knows(key) {
		return r.T.Say(key)
	}
	return unit
}
