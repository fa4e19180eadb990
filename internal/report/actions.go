package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"passage"
	"passage/internal/audit"
	"passage/internal/planner"
)

// nothing is the least amount that is done, in tonnes: less would read 0 kg. The plan
// of an inner point has a few grams of nearly everything. They stay in the plan and
// in its tables, which are read back and whose balances would not add up without them.
const nothing = 0.0005

// actions lists what is to be done in the first period that is planned, in the order of the
// work and within it by tonnes.
func (a *assembly) actions() {
	d := a.Document
	var buy, take, give []Action
	for _, r := range d.Purchases {
		if r.Period == d.Held && r.T >= nothing {
			act := Action{Do: "buy", At: string(r.Offer), T: r.T, Cost: r.Cost, Goods: []Goods{{r.Commodity, r.T}}}
			act.Text = fmt.Sprintf("Order %s of %s at %s (%s) for %s", tonnes(r.T), a.commodity(r.Commodity), a.at(r.Node), r.Offer, money(r.Cost, a.s.Currency))
			if r.Arrives > r.Date {
				act.Text += ", there from " + shortDate(r.Arrives)
			}
			buy = append(buy, act)
		}
	}
	for _, r := range d.Takes {
		if r.Period == d.Held && r.T >= nothing {
			act := Action{Do: "take", At: string(r.Supply), T: r.T, Goods: []Goods{{r.Commodity, r.T}}}
			act.Text = fmt.Sprintf("Take %s of %s at %s (%s)", tonnes(r.T), a.commodity(r.Commodity), a.at(r.Node), r.Supply)
			take = append(take, act)
		}
	}
	for _, list := range [][]Action{buy, take} {
		largestFirst(list)
	}
	ship := a.shipping()
	bySite := map[passage.NodeID]*Action{}
	var sites []passage.NodeID
	for _, r := range d.Distributions {
		if r.Period != d.Held || r.T < nothing {
			continue
		}
		act := bySite[r.Node]
		if act == nil {
			act = &Action{Do: "give", At: string(r.Node)}
			bySite[r.Node] = act
			sites = append(sites, r.Node)
		}
		act.T += r.T
		act.Goods = append(act.Goods, Goods{r.Commodity, r.T})
	}
	for _, id := range sites {
		act := bySite[id]
		largestGoods(act.Goods)
		act.Text = fmt.Sprintf("Give out %s at %s: %s", tonnes(act.T), a.site(id), a.goodsText(act.Goods))
		give = append(give, *act)
	}
	largestFirst(give)
	d.Actions = append(append(append(append([]Action{}, buy...), take...), ship...), give...)
}

// shipping is what each corridor takes in the first period. A corridor whose
// goods may not all pass on the same days has an action for each convoy.
func (a *assembly) shipping() []Action {
	var list []Action
	aboard := map[passage.CorridorID][]passage.CommodityID{}
	load := func(id passage.CorridorID, wanted func(passage.CommodityID) bool) Action {
		act := Action{Do: "ship", At: string(id)}
		for _, r := range a.Document.Movements {
			if r.Period == a.Held && r.Corridor == id && r.T >= nothing && wanted(r.Commodity) {
				act.T += r.T
				act.Cost += r.Cost
				act.Goods = append(act.Goods, Goods{r.Commodity, r.T})
			}
		}
		largestGoods(act.Goods)
		return act
	}
	for _, c := range a.Document.Convoys {
		if c.Period == a.Held {
			act := load(c.Corridor, func(k passage.CommodityID) bool { return slices.Contains(c.Goods, k) })
			act.Trucks = c.Trucks
			aboard[c.Corridor] = append(aboard[c.Corridor], c.Goods...)
			list = append(list, act)
		}
	}
	var seen []passage.CorridorID
	for _, r := range a.Document.Movements {
		if r.Period == a.Held && !slices.Contains(seen, r.Corridor) {
			seen = append(seen, r.Corridor)
			act := load(r.Corridor, func(k passage.CommodityID) bool { return !slices.Contains(aboard[r.Corridor], k) })
			if len(act.Goods) > 0 {
				list = append(list, act)
			}
		}
	}
	for i := range list {
		what := tonnes(list[i].T)
		if list[i].Trucks > 0 {
			what = plural(list[i].Trucks, "truck") + " with " + what
		}
		list[i].Text = fmt.Sprintf("Send %s by %s: %s", what, a.way(passage.CorridorID(list[i].At)), a.goodsText(list[i].Goods))
	}
	largestFirst(list)
	return list
}

func (a *assembly) goodsText(goods []Goods) string {
	var list []string
	for _, g := range goods {
		list = append(list, a.commodity(g.Commodity)+" "+tonnes(g.T))
	}
	return strings.Join(list, ", ")
}

func largestFirst(list []Action) {
	slices.SortStableFunc(list, func(x, y Action) int { return cmp.Compare(y.T, x.T) })
}

func largestGoods(list []Goods) {
	slices.SortStableFunc(list, func(x, y Goods) int { return cmp.Compare(y.T, x.T) })
}

// mainNeed returns the position of the need that weighs most, the first of
// equals; -1 where there is none.
func mainNeed(s *passage.Scenario) int {
	best := -1
	for i, n := range s.Needs {
		if best < 0 || n.Weight > s.Needs[best].Weight {
			best = i
		}
	}
	return best
}

// headline says in sentences that can be read out how many are covered to what
// degree, where and when it fails, and what it costs.
func (a *assembly) headline() string {
	s, o := a.s, a.in.Verdict.Outcome
	n := mainNeed(s)
	if n < 0 || o.PersonDays == 0 {
		return fmt.Sprintf("%s: nobody is counted, or nothing is needed, so there is nothing to plan.", called(s.Name, passage.PlaceID("This scenario")))
	}
	days := float64(s.Periods * s.PeriodDays)
	people := o.PersonDays / days
	full, low := 0.0, 0.0 // person-days with the need met, and with less than half of it
	for p := range s.Places {
		for t := range s.Periods {
			switch cover := o.Cover[p][n][t]; {
			case cover >= 0.995:
				full += o.Persons[p][t]
			case cover < 0.5:
				low += o.Persons[p][t]
			}
		}
	}
	need, result := a.need(s.Needs[n].ID), o.Needs[n]
	var b strings.Builder
	if a.Status == planner.Infeasible {
		b.WriteString("Not every need can be met; this is the plan of least shortfall. ")
	}
	if a.Status == planner.TimeLimit {
		b.WriteString("Time ran out before the best plan was found. ")
	}
	span := "on " + longDate(s.Start)
	if s.Periods > 1 || s.PeriodDays > 1 {
		span = fmt.Sprintf("over %s from %s", plural(s.Periods, period(s.PeriodDays)), longDate(s.Start))
	}
	b.WriteString(a.reached(o.PersonDays, full, low, people, lowerFirst(need), span))
	if result.Worst < 0.995 {
		fmt.Fprintf(&b, "; on average %s of the need is met", percent(result.Mean))
	}
	b.WriteString(". ")
	if every := !slices.ContainsFunc(o.Needs, func(r audit.NeedOutcome) bool { return r.Worst < 0.995 }); every && len(o.Needs) > 1 {
		b.WriteString("Every other need is met too. ")
	}
	if result.Worst < 0.995 {
		fmt.Fprintf(&b, "It falls lowest %s, at %s", a.lowest(n, result.Worst), percent(result.Worst))
		if result.LeastAt != result.WorstAt && result.Least < 0.995 {
			fmt.Fprintf(&b, "; over the whole time %s has least, %s", a.place(result.LeastAt), percent(result.Least))
		}
		b.WriteString(". ")
	}
	var failing []string
	for i, r := range o.Needs {
		if i != n && r.Mean < 0.495 {
			failing = append(failing, fmt.Sprintf("%s (%s)", lowerFirst(a.need(r.Need)), percent(r.Mean)))
		}
	}
	if len(failing) > 0 {
		fmt.Fprintf(&b, "Less than half is met of %s. ", join(failing))
	}
	fmt.Fprintf(&b, "It costs %s.", readMoney(o.Cost, s.Currency))
	return b.String()
}

// lowest says where and when the cover of a need is as low as it gets, or reads
// the same in per cent.
func (a *assembly) lowest(need int, worst float64) string {
	s, o := a.s, a.in.Verdict.Outcome
	var places []string
	first := s.Periods
	periods := map[int]bool{}
	for p := range s.Places {
		here := false
		for t := range s.Periods {
			if o.Persons[p][t] > 0 && o.Cover[p][need][t] < worst+0.005 {
				here, periods[t] = true, true
				first = min(first, t)
			}
		}
		if here {
			places = append(places, a.place(s.Places[p].ID))
		}
	}
	where := join(places)
	switch {
	case len(places) == len(s.Places) && len(places) > 2:
		where = fmt.Sprintf("all %d places", len(places))
	case len(places) > 3:
		where = fmt.Sprintf("%d of %d places", len(places), len(s.Places))
	}
	unit := period(s.PeriodDays)
	switch n := len(periods); {
	case n == 1:
		return fmt.Sprintf("in %s in the %s of %s", where, unit, longDate(s.FirstDay(first)))
	case n == s.Periods:
		return fmt.Sprintf("in %s throughout", where)
	default:
		return fmt.Sprintf("in %s in %d of %s, the first that of %s", where, n, plural(s.Periods, unit), longDate(s.FirstDay(first)))
	}
}

// reached says how many people, on an average day, get all, half or more, and
// less than half of what they need, from the person-days of each.
func (a *assembly) reached(all, full, low, people float64, need, span string) string {
	classes := []struct {
		days   float64
		phrase string
	}{
		{full, "all of the " + need + " they need"},
		{all - full - low, "half or more of the " + need + " they need, but not all,"},
		{low, "less than half of the " + need + " they need"},
	}
	for _, c := range classes {
		if c.days >= all*0.9995 {
			return fmt.Sprintf("All %s people get %s %s", round(people), c.phrase, span)
		}
	}
	get := "none get"
	if full >= all*0.0005 {
		get = round(full/all*people) + " get"
	}
	text := fmt.Sprintf("Of %s people, %s %s %s", round(people), get, classes[0].phrase, span)
	if classes[1].days >= all*0.0005 {
		text += fmt.Sprintf(", %s half or more", round(classes[1].days/all*people))
	}
	if low >= all*0.0005 {
		text += fmt.Sprintf(", %s less than half", round(low/all*people))
	}
	return text
}

// lowerFirst writes a name as it stands within a sentence; abbreviations stay.
func lowerFirst(name string) string {
	r := []rune(name)
	if len(r) > 1 && strings.ToLower(string(r[1])) == string(r[1]) {
		return strings.ToLower(string(r[:1])) + string(r[1:])
	}
	return name
}
