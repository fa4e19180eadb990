package exchange

import (
	"fmt"
	"slices"

	"passage"
)

const (
	notSold   = 999_999 // a price from which on somebody meant "not sold here"
	farBeyond = 100     // times its neighbours: a content in another unit
)

// warnOfSlips looks for what is allowed and probably not meant.
func (r *reading) warnOfSlips() {
	r.warnOfPrices()
	r.warnOfContents()
	r.warnOfDoubles()
	if s := &r.scenario; s.Start > 0 && s.Periods > 0 && s.PeriodDays > 0 {
		r.warnOfDates()
	}
	if r.fatal() {
		return // what leads where cannot be told while rows are missing
	}
	r.warnOfMissing()
	r.warnOfWays()
}

func (r *reading) fatal() bool {
	if r.faults.Fatal() || r.page.faults.list.Fatal() {
		return true
	}
	for _, t := range r.tables {
		if r.readers[t.Name].faults.list.Fatal() {
			return true
		}
	}
	return false
}

func (r *reading) warnOfPrices() {
	for i, o := range r.scenario.Offers {
		if o.USDPerT >= notSold {
			r.warn("offers", i, "usd_per_t", short(o.USDPerT), fmt.Sprintf(
				"%s a tonne looks like \"not sold here\", but a plan with money enough would buy at it; leave the row out", short(o.USDPerT)))
		}
	}
	for i, n := range r.scenario.Needs {
		if n.Weight == 0 {
			r.warn("needs", i, "weight", "0", "a need of weight 0 counts for nothing; leave the cell empty for the weight 1")
		}
	}
}

// warnOfContents finds contents that are probably in another unit than the
// others of the same need.
func (r *reading) warnOfContents() {
	byNeed := map[passage.NeedID][]float64{}
	for _, c := range r.scenario.Contents {
		if c.PerKg > 0 {
			byNeed[c.Need] = append(byNeed[c.Need], c.PerKg)
		}
	}
	for _, values := range byNeed {
		slices.Sort(values)
	}
	for i, c := range r.scenario.Contents {
		values := byNeed[c.Need]
		if len(values) < 3 {
			continue
		}
		// The value in the middle of the others: this one is above them.
		if middle := values[(len(values)-1)/2]; c.PerKg > farBeyond*middle {
			r.warn("contents", i, "per_kg", short(c.PerKg), fmt.Sprintf(
				"%s a kilogram is more than %d times what others give of %q (%s in the middle); is the unit the same?",
				short(c.PerKg), farBeyond, clip(string(c.Need)), short(middle)))
		}
	}
}

// warnOfDoubles finds rows that are alike in all but their id.
func (r *reading) warnOfDoubles() {
	supplies := map[passage.Supply]int{}
	for i, s := range r.scenario.Supplies {
		s.ID = ""
		if first, twice := supplies[s]; twice {
			r.warn("supplies", i, "supply", "", fmt.Sprintf("the row is like line %d in all but its id; is one supply entered twice?", r.line("supplies", first)))
		} else {
			supplies[s] = i
		}
	}
	corridors := map[passage.Corridor]int{}
	for i, c := range r.scenario.Corridors {
		c.ID = ""
		if first, twice := corridors[c]; twice {
			r.warn("corridors", i, "corridor", "", fmt.Sprintf("the row is like line %d in all but its id; is one corridor entered twice?", r.line("corridors", first)))
		} else {
			corridors[c] = i
		}
	}
	offers := map[passage.Offer]int{}
	for i, o := range r.scenario.Offers {
		o.ID = ""
		if first, twice := offers[o]; twice {
			r.warn("offers", i, "offer", "", fmt.Sprintf("the row is like line %d in all but its id; is one offer entered twice?", r.line("offers", first)))
		} else {
			offers[o] = i
		}
	}
}

// warnOfDates finds what comes too late for the last period.
func (r *reading) warnOfDates() {
	s := &r.scenario
	last := s.FirstDay(s.Periods - 1)
	late := func(table string, row int, column string, day passage.Date, what string) {
		r.warn(table, row, column, day.String(), fmt.Sprintf("%s is after %s, the first day of the last period, so %s", day, last, what))
	}
	beyond := func(table string, row int, column string, day passage.Date, what string) {
		r.warn(table, row, column, day.String(), fmt.Sprintf("%s is after %s, the last day of the plan, so %s", day, s.End()-1, what))
	}
	for i, p := range s.People {
		if p.From >= s.End() {
			beyond("people", i, "from", p.From, "the number never counts")
		}
	}
	for i, v := range s.Supplies {
		if s.PeriodFrom(v.Ready) >= s.Periods {
			late("supplies", i, "ready", v.Ready, "the supply never counts")
		}
	}
	for i, f := range s.Budget {
		if s.PeriodFrom(f.From) >= s.Periods {
			late("budget", i, "from", f.From, "the money never counts")
		}
	}
	for i, o := range s.Offers {
		first := s.PeriodFrom(o.From)
		switch {
		case first >= s.Periods:
			late("offers", i, "from", o.From, "nothing can be ordered")
		case !o.To.IsZero() && s.FirstDay(first) > o.To:
			r.warn("offers", i, "to", o.To.String(), "no period begins within the offer's dates, so nothing can be ordered")
		case first+s.Lag(o.LeadDays) >= s.Periods:
			r.warn("offers", i, "lead_days", short(o.LeadDays), fmt.Sprintf("after %s days the plan is over, so nothing is delivered", short(o.LeadDays)))
		}
	}
	for i, c := range s.Corridors {
		if s.Lag(c.LeadDays) >= s.Periods {
			r.warn("corridors", i, "lead_days", short(c.LeadDays), fmt.Sprintf("after %s days the plan is over, so nothing arrives", short(c.LeadDays)))
		}
	}
	for i, a := range s.Access {
		if a.From >= s.End() {
			beyond("access", i, "from", a.From, "the rule never counts")
		}
	}
	for i, a := range s.Asks {
		switch {
		case a.From >= s.End():
			beyond("asks", i, "from", a.From, "the ask changes nothing")
		case !a.To.IsZero() && a.To < s.Start:
			r.warn("asks", i, "to", a.To.String(), fmt.Sprintf("%s is before %s, the first day of the plan, so the ask changes nothing", a.To, s.Start))
		}
	}
}

// warnOfMissing finds needs, commodities and places that something is missing
// for.
func (r *reading) warnOfMissing() {
	s := &r.scenario
	gives, met := map[passage.CommodityID]bool{}, map[passage.NeedID]bool{}
	for _, c := range s.Contents {
		if c.PerKg > 0 {
			gives[c.Commodity], met[c.Need] = true, true
		}
	}
	for i, c := range s.Commodities {
		if !gives[c.ID] {
			r.warn("commodities", i, "commodity", string(c.ID), fmt.Sprintf("%q meets no need: the table contents gives it nothing", clip(string(c.ID))))
		}
	}
	for i, n := range s.Needs {
		if !met[n.ID] {
			r.warn("needs", i, "need", string(n.ID), fmt.Sprintf("no commodity gives anything towards %q", clip(string(n.ID))))
		}
	}
	people, early := map[passage.PlaceID]bool{}, map[passage.PlaceID]bool{}
	for _, p := range s.People {
		people[p.Place] = people[p.Place] || p.People > 0
		early[p.Place] = early[p.Place] || p.From <= s.Start
	}
	sites := map[passage.PlaceID]bool{}
	for _, n := range s.Nodes {
		if n.Kind == passage.Site {
			sites[n.Place] = true
		}
	}
	uniform := ""
	if s.Goal.Ration == passage.Uniform {
		uniform = "; with one ration for all, that holds everybody at nothing"
	}
	for i, p := range s.Places {
		name := clip(string(p.ID))
		switch {
		case people[p.ID] && !sites[p.ID]:
			r.warn("places", i, "place", string(p.ID), fmt.Sprintf("%q has people and no site, so nothing can be given out there%s", name, uniform))
		case !people[p.ID] && sites[p.ID]:
			r.warn("places", i, "place", string(p.ID), fmt.Sprintf("%q has a site and no people", name))
		case people[p.ID] && !early[p.ID]:
			r.warn("places", i, "place", string(p.ID), fmt.Sprintf("the first number of people in %q is for a day after the start; before it there is nobody", name))
		}
	}
}

// warnOfWays finds places that nothing can reach and goods that can reach
// nobody.
func (r *reading) warnOfWays() {
	s := &r.scenario
	row := map[passage.NodeID]int{}
	for i, n := range s.Nodes {
		row[n.ID] = i
	}
	ahead, back := make([][]int, len(s.Nodes)), make([][]int, len(s.Nodes))
	for _, c := range s.Corridors {
		from, to := row[c.From], row[c.To]
		ahead[from] = append(ahead[from], to)
		back[to] = append(back[to], from)
	}
	var origins, ends []int
	for _, v := range s.Supplies {
		origins = append(origins, row[v.Node])
	}
	for _, o := range s.Offers {
		origins = append(origins, row[o.Node])
	}
	for i, n := range s.Nodes {
		if n.Kind == passage.Site {
			ends = append(ends, i)
		}
	}
	supplied, served := reach(origins, ahead), reach(ends, back)
	sites, fed, entered := map[passage.PlaceID]bool{}, map[passage.PlaceID]bool{}, map[passage.PlaceID]bool{}
	for i, n := range s.Nodes {
		if n.Kind == passage.Site {
			sites[n.Place] = true
			fed[n.Place] = fed[n.Place] || supplied[i]
			entered[n.Place] = entered[n.Place] || len(back[i]) > 0
		}
	}
	uniform := ""
	if s.Goal.Ration == passage.Uniform {
		uniform = "; with one ration for all, that holds everybody at nothing"
	}
	for i, p := range s.Places {
		switch name := clip(string(p.ID)); {
		case !sites[p.ID] || fed[p.ID]:
		case !entered[p.ID]:
			r.warn("places", i, "place", string(p.ID), fmt.Sprintf("no corridor reaches a site of %q%s", name, uniform))
		default:
			r.warn("places", i, "place", string(p.ID), fmt.Sprintf("no way leads from any supply or offer to a site of %q%s", name, uniform))
		}
	}
	for i, v := range s.Supplies {
		if !served[row[v.Node]] {
			r.warn("supplies", i, "node", string(v.Node), fmt.Sprintf("no way leads from %q to any site, so the supply helps nobody", clip(string(v.Node))))
		}
	}
	for i, o := range s.Offers {
		if !served[row[o.Node]] {
			r.warn("offers", i, "node", string(o.Node), fmt.Sprintf("no way leads from %q to any site, so buying there helps nobody", clip(string(o.Node))))
		}
	}
}

// reach returns which nodes can be reached from some.
func reach(from []int, next [][]int) []bool {
	seen := make([]bool, len(next))
	for queue := from; len(queue) > 0; {
		n := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if !seen[n] {
			seen[n] = true
			queue = append(queue, next[n]...)
		}
	}
	return seen
}
