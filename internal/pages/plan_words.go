package pages

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"passage"
	"passage/internal/draw"
	"passage/internal/report"
	"passage/internal/tongue"
)

// signed writes a change with so many decimals at most: with a plus before what
// grows, on the side of it that a minus has, and as 0 what is less than its last digit.
func signed(t *tongue.Tongue, v float64, decimals int) string {
	unit := math.Pow10(-decimals)
	if v = math.Round(v/unit) * unit; v == 0 {
		return t.Number(0, 0)
	}
	text := t.Number(v, decimals)
	switch {
	case v < 0:
		return text
	case t.Dir == "rtl":
		return "\u200e+" + text
	}
	return "+" + text
}

// headline says what the plan comes to, for reading out.
func (n *naming) headline(d *report.Document) string {
	if d.Status == "infeasible" {
		return n.t.Say("plan.headline_infeasible")
	}
	if len(d.Fairness) == 0 {
		return n.t.Say("plan.headline_none")
	}
	f := d.Fairness[0]
	return n.t.Say("plan.headline", "Count", d.Horizon.Periods, "Need", n.need(f.Need), "Mean", n.t.Percent(f.Mean),
		"Place", n.place(f.WorstPlace), "Worst", n.t.Percent(f.Worst), "Date", n.t.Say("date.day_of", "Date", n.t.Word(n.t.Date(f.WorstDate))))
}

// toDo says of which days the actions are: the first that are planned, which may be over
// or still to come on the day that a page shows.
func (n *naming) toDo(d *report.Document) string {
	first := d.Horizon.FirstDay(d.Held)
	return n.t.Say("plan.actions", "From", n.t.Word(n.t.Day(first)), "To", n.t.Word(n.t.Day(first+passage.Date(d.Horizon.PeriodDays)-1)))
}

// actions groups what is to be done in the first period.
func (n *naming) actions(d *report.Document) []actionGroup {
	t := n.t
	groups := []actionGroup{{Key: "plan.do_buy"}, {Key: "plan.do_take"}, {Key: "plan.do_ship"}, {Key: "plan.do_give"}}
	index := map[string]int{"buy": 0, "take": 1, "ship": 2, "give": 3}
	offers, supplies := map[string]passage.NodeID{}, map[string]passage.NodeID{}
	for _, p := range d.Purchases {
		offers[string(p.Offer)] = p.Node
	}
	for _, p := range d.Takes {
		supplies[string(p.Supply)] = p.Node
	}
	for i, a := range d.Actions {
		item := actionItem{N: i}
		mass := t.Number(a.T, oneBelow(a.T, 100))
		switch a.Do {
		case "ship":
			way := n.way(passage.CorridorID(a.At))
			if a.Trucks > 0 {
				item.Text = t.Say("plan.ship_trucks", "Count", a.Trucks, "T", t.Word(mass), "Way", t.Word(way))
			} else {
				item.Text = t.Say("plan.ship", "T", t.Word(mass), "Way", t.Word(way))
			}
		case "buy":
			item.Text = t.Say("plan.buy", "T", t.Word(mass), "Goods", n.goodsOf(a), "Place", n.node(offers[a.At]), "Cost", t.Word(t.Number(a.Cost, 0)+" "+d.Currency))
		case "take":
			item.Text = t.Say("plan.take", "T", t.Word(mass), "Goods", n.goodsOf(a), "Place", n.node(supplies[a.At]), "Supply", a.At)
		case "give":
			item.Text = t.Say("plan.give", "T", t.Word(mass), "Place", n.node(passage.NodeID(a.At)))
		}
		if a.Do == "ship" || a.Do == "give" {
			for _, g := range a.Goods {
				item.Goods = append(item.Goods, t.Say("plan.goods", "Goods", n.goods(g.Commodity), "T", t.Word(t.Number(g.T, oneBelow(g.T, 100)))))
			}
		}
		g := &groups[index[a.Do]]
		g.Actions = append(g.Actions, item)
	}
	return slices.DeleteFunc(groups, func(g actionGroup) bool { return len(g.Actions) == 0 })
}

func oneBelow(v, limit float64) int {
	if math.Abs(v) < limit {
		return 1
	}
	return 0
}

func (n *naming) goodsOf(a report.Action) string {
	if len(a.Goods) == 0 {
		return ""
	}
	return n.goods(a.Goods[0].Commodity)
}

// heat is the cover of a need by place and week.
func (n *naming) heat(d *report.Document, need passage.NeedID) draw.Heat {
	t := n.t
	h := draw.Heat{
		About: draw.About{Title: t.Say("cover.title", "Need", n.need(need)), Description: t.Say("cover.described")},
		Row:   t.Say("cover.place"), Number: func(v float64) string { return t.Number(100*v, 0) }, Words: coverWords(t, n.need(need)),
	}
	for w := range d.Horizon.Periods {
		h.Weeks = append(h.Weeks, n.week(d.Horizon.FirstDay(w)))
	}
	rows := map[passage.PlaceID]int{}
	for _, c := range d.Cover {
		if c.Need != need {
			continue
		}
		i, ok := rows[c.Place]
		if !ok {
			i = len(h.Rows)
			rows[c.Place] = i
			h.Rows = append(h.Rows, n.place(c.Place))
			h.Cover = append(h.Cover, slices.Repeat([]float64{draw.Missing}, d.Horizon.Periods))
		}
		h.Cover[i][c.Period] = float64(c.Cover)
	}
	return h
}

// strip is how evenly a need is met between places.
func (n *naming) strip(d *report.Document, need passage.NeedID) draw.Drawing {
	t := n.t
	s := draw.Strip{
		About: draw.About{Title: t.Say("fair.title", "Need", n.need(need)), Description: t.Say("fair.described")},
		Row:   t.Say("cover.place"), Number: t.Percent, Cover: t.Say("cover.legend", "Need", n.need(need)), Average: t.Say("fair.average"),
		People: t.Say("fair.people"), Count: func(v float64) string { return t.Number(v, 0) }, Mean: draw.Missing,
	}
	for place, sum := range coverByPlace(d, need) {
		s.Dots = append(s.Dots, draw.Dot{Name: n.place(place), Cover: sum.cover(), People: sum.days / float64(d.Horizon.Periods*d.Horizon.PeriodDays)})
	}
	slices.SortFunc(s.Dots, func(a, b draw.Dot) int { return cmp.Or(cmp.Compare(a.Cover, b.Cover), cmp.Compare(a.Name, b.Name)) })
	for _, f := range d.Fairness {
		if f.Need == need {
			s.Mean = f.Mean
		}
	}
	return s
}

type coverSum struct{ met, days float64 }

func (s coverSum) cover() float64 {
	if s.days == 0 {
		return draw.Missing
	}
	return s.met / s.days
}

// coverByPlace is the cover of a need over the whole time, capped at 1 in each
// period.
func coverByPlace(d *report.Document, need passage.NeedID) map[passage.PlaceID]coverSum {
	sums := map[passage.PlaceID]coverSum{}
	for _, c := range d.Cover {
		if c.Need == need {
			s := sums[c.Place]
			s.days += c.PersonDays
			if v := float64(c.Cover); !math.IsNaN(v) {
				s.met += min(v, 1) * c.PersonDays
			}
			sums[c.Place] = s
		}
	}
	return sums
}

// binding says what one limit holds back.
func (n *naming) binding(b report.Binding, d *report.Document) bindingRow {
	t := n.t
	row := bindingRow{Kind: t.Say("limit." + strings.ReplaceAll(b.Limit, " ", "_")), Worth: t.Number(b.Worth, 0), Unit: t.Say("unit_of." + strings.ReplaceAll(b.Limit, " ", "_"))}
	switch b.Limit {
	case "crossing", "corridor", "closed", "item":
		row.About = n.door(passage.DoorID(b.About))
	case "storage", "handling":
		row.About = n.node(passage.NodeID(b.About))
	case "money":
		row.About = ""
	case "shelf life", "ration":
		row.About = n.goods(passage.CommodityID(b.About))
	default:
		row.About = b.About
	}
	if b.Goods != "" {
		row.About += " · " + n.goods(passage.CommodityID(b.Goods))
	}
	if len(b.Periods) > 0 && len(b.Periods) < d.Horizon.Periods {
		row.Weeks = t.Say("plan.from_week", "Date", t.Word(t.Day(d.Horizon.FirstDay(b.Periods[0]))))
	}
	return row
}

// change says in words what a plan takes to be otherwise.
func (n *naming) change(c passage.Change) string {
	t := n.t
	key := "change." + string(c.Kind)
	switch {
	case c.AnyNumber && c.Kind == passage.OpenUp:
		key = "change.open_any"
	case c.AnyNumber && c.Kind == passage.Ajar:
		key = "change.ajar_goods"
	}
	if c.Kind == passage.Grant {
		for _, a := range n.s.Loaded.Scenario.Asks {
			if string(a.ID) == c.On {
				return t.Say("change.grant", "Ask", n.ask(a))
			}
		}
	}
	text := t.Say(key, "On", n.changed(c), "Amount", t.Word(t.Number(c.Amount, 1)))
	text = n.listed(append([]string{text}, n.barred(passage.Restricted, c.Only, c.Except)...)...)
	if span := span(n.t, c.From, c.To); span != "" {
		text += " " + span
	}
	return text
}

func (n *naming) changed(c passage.Change) string {
	switch c.Kind {
	case passage.Shut, passage.Ajar, passage.OpenUp:
		return n.door(passage.DoorID(c.On))
	case passage.HaveT, passage.LateDays:
		for _, x := range n.s.Loaded.Scenario.Supplies {
			if string(x.ID) == c.On {
				return n.goods(x.Commodity) + n.t.Comma() + n.node(x.Node) + " (" + c.On + ")"
			}
		}
	}
	return c.On
}
