package exchange

import (
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
			r.warn("offers", i, "usd_per_t", short(o.USDPerT),
				"%s a tonne looks like \"not sold here\", but a plan with money enough would buy at it; leave the row out", short(o.USDPerT))
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
			r.warn("contents", i, "per_kg", short(c.PerKg),
				"%s a kilogram is more than %d times what others give of %q (%s in the middle); is the unit the same?",
				short(c.PerKg), farBeyond, clip(string(c.Need)), short(middle))
		}
	}
}

// warnOfDoubles finds rows that are alike in all but their id.
func (r *reading) warnOfDoubles() {
	s := &r.scenario
	r.doubles("supplies", "supply", "node", "commodity", func(i, j int) bool {
		a, b := s.Supplies[i], s.Supplies[j]
		a.ID = b.ID
		return a == b
	})
	r.doubles("corridors", "corridor", "from", "to", func(i, j int) bool {
		a, b := s.Corridors[i], s.Corridors[j]
		a.ID = b.ID
		return a == b
	})
	r.doubles("offers", "offer", "node", "commodity", func(i, j int) bool {
		a, b := s.Offers[i], s.Offers[j]
		a.ID = b.ID
		return a == b
	})
}

// doubles warns of rows that are alike. Only those that name the same in both
// columns are compared: as numbers, which are quick to sort.
func (r *reading) doubles(table, thing, one, other string, alike func(i, j int) bool) {
	a, b := r.column(table, one).nth, r.column(table, other).nth
	keys := make([]uint64, len(a))
	rising := true
	for i := range keys {
		keys[i] = uint64(uint32(a[i]))<<32 | uint64(uint32(b[i]))
		rising = rising && (i == 0 || keys[i] > keys[i-1])
	}
	if rising {
		return
	}
	order := slices.Sorted(slices.Values(keys))
	twice := map[uint64][]int{}
	for i := 1; i < len(order); i++ {
		if order[i] == order[i-1] {
			twice[order[i]] = nil
		}
	}
	if len(twice) == 0 {
		return
	}
	for i, key := range keys {
		before, isTwice := twice[key]
		if !isTwice {
			continue
		}
		if first := slices.IndexFunc(before, func(j int) bool { return alike(i, j) }); first >= 0 {
			r.warn(table, i, thing, "", "the row is like line %d in all but its id; is one %s entered twice?", r.line(table, before[first]), thing)
		} else if len(before) < mostFaults {
			// Hundreds of rows between the same two ends are no slip of a
			// hand, and to compare each with each would take for ever.
			twice[key] = append(before, i)
		}
	}
}

// warnOfDates finds what comes too late for the last period.
func (r *reading) warnOfDates() {
	s := &r.scenario
	last := s.FirstDay(s.Periods - 1)
	late := func(table string, row int, column string, day passage.Date, what string) {
		r.warn(table, row, column, day.String(), "%s is after %s, the first day of the last period, so %s", day, last, what)
	}
	beyond := func(table string, row int, column string, day passage.Date, what string) {
		r.warn(table, row, column, day.String(), "%s is after %s, the last day of the plan, so %s", day, s.End()-1, what)
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
		case !o.To.IsZero() && s.FirstDay(first) > o.To && o.From <= o.To:
			r.warn("offers", i, "to", o.To.String(), "no period begins within the offer's dates, so nothing can be ordered")
		case first+s.Lag(o.LeadDays) >= s.Periods:
			r.warn("offers", i, "lead_days", short(o.LeadDays), "after %s days the plan is over, so nothing is delivered", short(o.LeadDays))
		}
	}
	for i, c := range s.Corridors {
		if s.Lag(c.LeadDays) >= s.Periods {
			r.warn("corridors", i, "lead_days", short(c.LeadDays), "after %s days the plan is over, so nothing arrives", short(c.LeadDays))
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
		case !a.To.IsZero() && a.To < s.Start && !a.USD.Given:
			r.warn("asks", i, "to", a.To.String(), "%s is before %s, the first day of the plan, so the ask changes nothing", a.To, s.Start)
		}
		switch {
		case !a.USD.Given || a.USD.Value == 0:
		case len(s.Budget) == 0:
			r.warn("asks", i, "usd", short(a.USD.Value), "the ask is for money, and no fund in the table budget limits that, so the money changes nothing")
		case a.From < s.End() && s.PeriodFrom(a.From) >= s.Periods:
			late("asks", i, "from", a.From, "the money never counts")
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
			r.warn("commodities", i, "commodity", string(c.ID), "%q meets no need: the table contents gives it nothing", clip(string(c.ID)))
		}
	}
	for i, n := range s.Needs {
		if !met[n.ID] {
			r.warn("needs", i, "need", string(n.ID), "no commodity gives anything towards %q", clip(string(n.ID)))
		}
	}
	people, early, sites := make([]bool, len(s.Places)), make([]bool, len(s.Places)), make([]bool, len(s.Places))
	place := r.column("people", "place")
	for i, p := range s.People {
		at := place.named(i)
		people[at] = people[at] || p.People > 0
		early[at] = early[at] || p.From <= s.Start
	}
	served := r.column("nodes", "place")
	for i, n := range s.Nodes {
		if n.Kind == passage.Site {
			sites[served.named(i)] = true
		}
	}
	uniform := ""
	if s.Goal.Ration == passage.Uniform {
		uniform = "; with one ration for all, that holds everybody at nothing"
	}
	for i, p := range s.Places {
		name := clip(string(p.ID))
		switch {
		case people[i] && !sites[i]:
			r.warn("places", i, "place", string(p.ID), "%q has people and no site, so nothing can be given out there%s", name, uniform)
		case !people[i] && sites[i]:
			r.warn("places", i, "place", string(p.ID), "%q has a site and no people", name)
		case people[i] && !early[i]:
			r.warn("places", i, "place", string(p.ID), "the first number of people in %q is for a day after the start; before it there is nobody", name)
		}
	}
}

// warnOfWays finds places that nothing can reach and goods that can reach
// nobody.
func (r *reading) warnOfWays() {
	s := &r.scenario
	from, to := r.column("corridors", "from"), r.column("corridors", "to")
	ahead, back := newWays(from, to, len(s.Nodes)), newWays(to, from, len(s.Nodes))
	var origins, ends []int
	stock, seller := r.column("supplies", "node"), r.column("offers", "node")
	for i := range s.Supplies {
		origins = append(origins, stock.named(i))
	}
	for i := range s.Offers {
		origins = append(origins, seller.named(i))
	}
	for i, n := range s.Nodes {
		if n.Kind == passage.Site {
			ends = append(ends, i)
		}
	}
	supplied, served := reach(origins, ahead), reach(ends, back)
	sites, fed, entered := make([]bool, len(s.Places)), make([]bool, len(s.Places)), make([]bool, len(s.Places))
	place := r.column("nodes", "place")
	for _, i := range ends {
		p := place.named(i)
		sites[p], fed[p], entered[p] = true, fed[p] || supplied[i], entered[p] || len(back.from(i)) > 0
	}
	uniform := ""
	if s.Goal.Ration == passage.Uniform {
		uniform = "; with one ration for all, that holds everybody at nothing"
	}
	for i, p := range s.Places {
		switch name := clip(string(p.ID)); {
		case !sites[i] || fed[i]:
		case !entered[i]:
			r.warn("places", i, "place", string(p.ID), "no corridor reaches a site of %q%s", name, uniform)
		default:
			r.warn("places", i, "place", string(p.ID), "no way leads from any supply or offer to a site of %q%s", name, uniform)
		}
	}
	for i, v := range s.Supplies {
		if !served[stock.named(i)] {
			r.warn("supplies", i, "node", string(v.Node), "no way leads from %q to any site, so the supply helps nobody", clip(string(v.Node)))
		}
	}
	for i, o := range s.Offers {
		if !served[seller.named(i)] {
			r.warn("offers", i, "node", string(o.Node), "no way leads from %q to any site, so buying there helps nobody", clip(string(o.Node)))
		}
	}
}

// ways lead from node to node: those from node i end at ends[begin[i]:begin[i+1]].
type ways struct {
	begin []int
	ends  []int32
}

// newWays sorts corridors by the node that a column names; the other column
// names where they end.
func newWays(from, to *column, nodes int) ways {
	w := ways{make([]int, nodes+2), make([]int32, len(from.nth))}
	for i := range from.nth {
		w.begin[from.named(i)+2]++
	}
	for i := 2; i < len(w.begin); i++ {
		w.begin[i] += w.begin[i-1]
	}
	for i := range from.nth {
		at := &w.begin[from.named(i)+1]
		w.ends[*at] = int32(to.named(i))
		*at++
	}
	return w
}

func (w ways) from(node int) []int32 { return w.ends[w.begin[node]:w.begin[node+1]] }

// reach returns which nodes can be reached from some.
func reach(from []int, next ways) []bool {
	seen := make([]bool, len(next.begin)-2)
	for queue := slices.Clone(from); len(queue) > 0; {
		n := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		for _, m := range next.from(n) {
			queue = append(queue, int(m))
		}
	}
	return seen
}
