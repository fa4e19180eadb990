package exchange

import (
	"passage"
)

// check looks at rows as a whole and at the tables side by side. What follows
// from a cell that is wrong already is not told again.
func (r *reading) check() {
	r.checkRefs()
	r.checkCommodities()
	r.checkNodes()
	r.checkCorridors()
	r.checkDates()
	r.checkAccess()
	r.checkAsks()
	r.checkPayloads()
	r.warnOfSlips()
}

// add notes an error in a row of a table, counted from 0.
func (r *reading) add(table string, row int, column, value, format string, args ...any) {
	t := r.readers[table]
	line := int(t.lines[row])
	if !t.faults.has(line, column) {
		t.faults.add(line, column, clip(value), format, args...)
	}
}

// warn notes a likely slip in a row of a table, counted from 0.
func (r *reading) warn(table string, row int, column, value, format string, args ...any) {
	t := r.readers[table]
	t.faults.warn(int(t.lines[row]), column, clip(value), format, args...)
}

func (r *reading) line(table string, row int) int32 { return r.readers[table].lines[row] }

func (r *reading) checkCommodities() {
	ids := r.ids("commodities")
	for i, c := range r.scenario.Commodities {
		if other := ids.get(c.Sector); other != nil {
			r.add("commodities", i, "sector", c.Sector,
				"%q is the id of a commodity (line %d); expected a sector that no commodity is called by", clip(c.Sector), other.line)
		}
		r.checkBounds("commodities", i, c.MinG, c.MaxG)
	}
	for i, g := range r.scenario.GroupLimits {
		r.checkBounds("group_limits", i, g.MinG, g.MaxG)
		if !g.MinG.Given && !g.MaxG.Given {
			r.warn("group_limits", i, "", "", "the row gives neither min_g nor max_g, so it limits nothing")
		}
	}
}

func (r *reading) checkBounds(table string, row int, least, most passage.Limit) {
	if least.Given && most.Given && least.Value > most.Value {
		r.add(table, row, "min_g", short(least.Value),
			"%s is above the max_g of %s; expected a min_g up to that", short(least.Value), short(most.Value))
	}
}

func (r *reading) checkNodes() {
	for i, n := range r.scenario.Nodes {
		if n.Kind == passage.Site && n.Place == "" {
			r.add("nodes", i, "place", "", "the cell is empty at a site; expected the id of the place that the site serves")
		}
		if n.TrucksPerDay.Given && n.Kind != passage.Crossing && n.Kind != "" {
			r.add("nodes", i, "trucks_per_day", short(n.TrucksPerDay.Value),
				"%s is given at a %s; expected a figure of trucks at crossings and corridors only", short(n.TrucksPerDay.Value), n.Kind)
		}
	}
}

func (r *reading) checkCorridors() {
	to := r.column("corridors", "to")
	for i, c := range r.scenario.Corridors {
		if n := to.named(i); n >= 0 && r.scenario.Nodes[n].Kind == passage.Source {
			r.add("corridors", i, "to", string(c.To), "%q is a source; expected a corridor to end at a port, crossing, hub or site", clip(string(c.To)))
		}
		if c.From != "" && c.From == c.To {
			r.warn("corridors", i, "to", string(c.To), "the corridor leads from %q to itself", clip(string(c.To)))
		}
		if c.ShareArriving == 0 {
			r.warn("corridors", i, "share_arriving", "0", "a share of 0 means that nothing arrives; leave the cell empty where all of it does")
		}
	}
	corridors := r.ids("corridors")
	for i, n := range r.scenario.Nodes {
		if same := corridors.get(string(n.ID)); same != nil {
			r.add("corridors", int(same.row), "corridor", same.id,
				"%q is the id of a node (nodes, line %d) already; expected an id of its own, since rules name crossings and corridors alike", clip(same.id), r.line("nodes", i))
		}
	}
}

// checkDates finds rows that end before they begin.
func (r *reading) checkDates() {
	for i, o := range r.scenario.Offers {
		r.checkOrder("offers", i, o.From, o.To)
	}
	for i, a := range r.scenario.Access {
		r.checkOrder("access", i, a.From, a.To)
	}
	for i, a := range r.scenario.Asks {
		r.checkOrder("asks", i, a.From, a.To)
	}
}

func (r *reading) checkOrder(table string, row int, from, to passage.Date) {
	if !from.IsZero() && !to.IsZero() && to < from {
		r.add(table, row, "to", to.String(), "%s is before from, %s; expected the same day or a later one", to, from)
	}
}

func (r *reading) checkAccess() {
	for i, a := range r.scenario.Access {
		days, goods := len(a.Weekdays) > 0, len(a.Only)+len(a.Except) > 0
		if len(a.Only) > 0 && len(a.Except) > 0 {
			r.add("access", i, "except", "", "the row has both only and except; expected one of them: make two rules of it")
		}
		switch a.Status {
		case passage.Closed:
			if a.TrucksPerDay.Given {
				r.add("access", i, "trucks_per_day", short(a.TrucksPerDay.Value),
					"%s is given with status closed; expected no trucks there: restricted lets some through", short(a.TrucksPerDay.Value))
			}
		case passage.Open:
			if days {
				r.add("access", i, "weekdays", "", "weekdays are given with status open, which gives a figure of trucks and nothing else; expected them with closed or restricted")
			}
			if goods {
				column := "only"
				if len(a.Only) == 0 {
					column = "except"
				}
				r.add("access", i, column, "", "goods are given with status open, which gives a figure of trucks and nothing else; expected them with closed or restricted")
			}
			if !a.TrucksPerDay.Given && !days && !goods {
				r.warn("access", i, "trucks_per_day", "", "an open rule without a figure lifts the door's limit of trucks and re-opens nothing; is a figure missing?")
			}
		case passage.Restricted:
			if !a.TrucksPerDay.Given && !days && !goods {
				r.warn("access", i, "status", "restricted", "the rule gives no trucks, weekdays or goods, so it restricts nothing")
			}
		}
	}
}

func (r *reading) checkAsks() {
	for i, a := range r.scenario.Asks {
		line := int(r.line("asks", i))
		faults := &r.readers["asks"].faults
		switch {
		case faults.has(line, "lifts") || faults.has(line, "on") || faults.has(line, "trucks_per_day") || faults.has(line, "usd"):
		case len(a.Lifts) == 0 && !a.TrucksPerDay.Given && a.USD.Or(0) == 0:
			r.add("asks", i, "lifts", "", "the ask changes nothing; expected rules that it lifts, a crossing or corridor (on) with a new trucks_per_day, or money (usd)")
		case a.TrucksPerDay.Given && a.On == "":
			r.add("asks", i, "on", "", "the cell is empty beside a new trucks_per_day; expected the crossing or corridor that gets the figure")
		case a.On != "" && !a.TrucksPerDay.Given:
			r.warn("asks", i, "trucks_per_day", "", "the ask is on %q but gives it no figure of trucks", clip(string(a.On)))
		}
	}
}

// checkPayloads finds corridors whose trucks are limited while nobody says
// what a truck carries. Where the settings could not be read, that may stand there.
func (r *reading) checkPayloads() {
	if len(r.page.entries) == 0 || r.scenario.PayloadT.Given || r.page.faults.has(r.page.entries["payload_t"].Line, "payload_t") {
		return
	}
	limited := map[passage.DoorID]bool{}
	for _, n := range r.scenario.Nodes {
		if n.TrucksPerDay.Given {
			limited[passage.DoorID(n.ID)] = true
		}
	}
	for _, a := range r.scenario.Access {
		if a.TrucksPerDay.Given {
			limited[a.On] = true
		}
	}
	for _, a := range r.scenario.Asks {
		if a.TrucksPerDay.Given {
			limited[a.On] = true
		}
	}
	for i, c := range r.scenario.Corridors {
		door := ""
		switch {
		case c.PayloadT.Given:
		case c.TrucksPerDay.Given || limited[passage.DoorID(c.ID)]:
			door = string(c.ID)
		case limited[passage.DoorID(c.From)]:
			door = string(c.From)
		}
		if door != "" {
			r.add("corridors", i, "payload_t", "",
				"the trucks of %q are limited, but neither this cell nor payload_t of scenario.toml says what one carries; expected its tonnes in one of them", clip(door))
		}
	}
}
