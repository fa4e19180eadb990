package planner

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"passage"
)

// Binding is a limit that holds the result back, and what one unit more of it
// would be worth at the margin: weighted person-days of deprivation, or money
// under goal "full" where every need is met.
type Binding struct {
	Limit   string              // "crossing", "corridor", "closed", "item", "money", "supply", "offer", "storage", "handling", "shelf life", "ration", "group"
	About   string              // its id in the tables
	Goods   passage.CommodityID // of an item: what the door that it is about does not let pass
	Unit    string              // of what one more is counted in: "truck a day", "t" …
	Worth   float64
	Periods []int // in which it binds, ascending
}

// bindingKinds is the order in which kinds of limits are told: what somebody
// could grant comes first.
var bindingKinds = []string{"crossing", "corridor", "closed", "item", "money", "supply", "offer", "storage", "handling", "shelf life", "ration", "group"}

// Bindings lists the limits that hold a result back, by kind and within a kind
// by worth. The figures are duals: exact for a little more, an over-estimate
// for much more.
func Bindings(s *passage.Scenario, r *Result) []Binding {
	p, x := r.Relief, r.model.x
	if p == nil {
		return nil
	}
	found := map[[3]string]*Binding{}
	tell := func(limit, about string, goods passage.CommodityID, unit string, t int, worth float64) {
		if worth <= 0 {
			return
		}
		key := [3]string{limit, about, string(goods)}
		b := found[key]
		if b == nil {
			b = &Binding{Limit: limit, About: about, Goods: goods, Unit: unit}
			found[key] = b
		}
		b.Worth += worth
		if t >= 0 && !slices.Contains(b.Periods, t) {
			b.Periods = append(b.Periods, t)
		}
	}
	add := func(limit, about, unit string, t int, worth float64) { tell(limit, about, "", unit, t, worth) }
	for _, price := range p.Trucks {
		kind := "corridor"
		if _, ok := x.node[passage.NodeID(price.Door)]; ok {
			kind = "crossing"
		}
		add(kind, string(price.Door), "truck a day", price.Period, price.Price*float64(len(price.Days)))
	}
	r.model.shutOut(p, tell)
	if len(p.Money) > 0 {
		add("money", "all funds", "1,000 "+s.Currency, 0, 1000*p.Money[0])
	}
	for i, row := range s.Supplies {
		add("supply", string(row.ID), "t", -1, p.Supply[i])
	}
	for i, row := range s.Offers {
		add("offer", string(row.ID), "t", -1, p.Offer[i])
		for t := range x.T {
			add("offer", string(row.ID), "t", t, p.OfferPeriod[i*x.T+t])
		}
	}
	for n, row := range s.Nodes {
		for t := range x.T {
			add("storage", string(row.ID), "t of room", t, p.Storage[n*x.T+t])
			add("handling", string(row.ID), "t a day", t, p.Handling[n*x.T+t]*float64(x.L))
		}
		for k, c := range s.Commodities {
			for t := range x.T {
				add("shelf life", string(c.ID), "t kept", t, p.Shelf[(n*len(s.Commodities)+k)*x.T+t])
			}
		}
	}
	r.model.rationBindings(p, add)
	most := map[string]float64{}
	for _, b := range found {
		most[b.Limit] = max(most[b.Limit], b.Worth, 1e-3)
	}
	list := make([]Binding, 0, len(found))
	for _, b := range found {
		if b.Worth < 1e-6*most[b.Limit] {
			continue // rounding in the solver
		}
		slices.Sort(b.Periods)
		list = append(list, *b)
	}
	slices.SortFunc(list, func(a, b Binding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(bindingKinds, a.Limit), slices.Index(bindingKinds, b.Limit)),
			cmp.Compare(b.Worth, a.Worth), cmp.Compare(a.About, b.About), cmp.Compare(a.Goods, b.Goods))
	})
	return list
}

// shutOut tells what doors would be worth that let nothing pass, and goods that
// a door which is open for others does not let pass. Neither has a price in the
// model, so the margin between the prices of the goods on either side stands in.
// A closed door is filled with one truck a day of whatever has the best margin,
// as long as there is any; of an item a tonne counts, when it is worth most.
func (m *model) shutOut(p *passage.Prices, tell func(limit, about string, goods passage.CommodityID, unit string, t int, worth float64)) {
	x := m.x
	price := m.supplyPrices(p)
	type opening struct {
		t      int
		margin []float64 // commodity: of a tonne
		room   float64   // tonnes of a truck a day
	}
	closed := map[passage.DoorID][]opening{}
	stock := map[passage.DoorID][]float64{}
	for c, corridor := range x.Corridors {
		best := make([]float64, len(x.Commodities)) // of items: the best margin of any period
		var when []int
		for t := range x.T - x.lag[c] {
			margin := make([]float64, len(x.Commodities))
			for k := range x.Commodities {
				to := p.Goods[m.reach.at(x.to[c], k, t+x.lag[c])] * corridor.ShareArriving
				margin[k] = max(0, to-price[m.reach.at(x.from[c], k, t)]-m.onTheWay(p, c, t))
			}
			if door := m.shutBy(c, t); door != "" {
				closed[door] = append(closed[door], opening{t, margin, x.payload[c] * float64(x.L)})
				if stock[door] == nil {
					stock[door] = m.inStock(x.from[c])
				}
				continue
			}
			for k := range x.Commodities {
				if m.passing[c][t].may[k] == 0 && margin[k] > 0 {
					best[k] = max(best[k], margin[k])
					if !slices.Contains(when, t) {
						when = append(when, t)
					}
				}
			}
		}
		for k, worth := range best {
			for _, t := range when {
				tell("item", string(corridor.ID), x.Commodities[k].ID, "t let through", t, worth/float64(len(when)))
			}
		}
	}
	for _, door := range slices.Sorted(maps.Keys(closed)) {
		left := stock[door]
		slices.SortStableFunc(closed[door], func(a, b opening) int { return cmp.Compare(a.t, b.t) })
		for i, o := range closed[door] {
			if i > 0 && o.t == closed[door][i-1].t {
				continue // one truck a day leaves the door by one corridor
			}
			room, worth := o.room, 0.0
			order := make([]int, len(o.margin))
			for k := range order {
				order[k] = k
			}
			slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(o.margin[b], o.margin[a]) })
			for _, k := range order {
				load := min(room, left[k])
				left[k], room, worth = left[k]-load, room-load, worth+load*o.margin[k]
			}
			tell("closed", string(door), "", "truck a day", o.t, worth)
		}
	}
}

// shutBy returns the door that lets nothing into a corridor in a period: the
// crossing that it leaves, or else its own; empty where something may pass.
func (m *model) shutBy(c, t int) passage.DoorID {
	open := func(may []daySet) bool { return slices.ContainsFunc(may, func(u daySet) bool { return u != 0 }) }
	if open(m.passing[c][t].may) {
		return ""
	}
	if d := m.doorOf(m.x.from[c]); d != nil && !open(d.periods[t].may) {
		return d.id
	}
	return passage.DoorID(m.x.Corridors[c].ID)
}

// inStock returns, by commodity, the tonnes that supplies hold at the nodes from
// which a node can be reached; +Inf where some of it can be bought there.
func (m *model) inStock(node int) []float64 {
	x := m.x
	behind := map[int]bool{node: true}
	for queue := []int{node}; len(queue) > 0; queue = queue[1:] {
		for _, c := range x.entering[queue[0]] {
			if !behind[x.from[c]] {
				behind[x.from[c]] = true
				queue = append(queue, x.from[c])
			}
		}
	}
	stock := make([]float64, len(x.Commodities))
	for _, s := range x.Supplies {
		if behind[x.node[s.Node]] {
			stock[x.commodity[s.Commodity]] += s.T * s.Confidence
		}
	}
	for _, o := range x.Offers {
		if behind[x.node[o.Node]] {
			stock[x.commodity[o.Commodity]] = inf
		}
	}
	return stock
}

// onTheWay is what it costs at the prices to send a tonne down a corridor.
func (m *model) onTheWay(p *passage.Prices, c, t int) float64 {
	from := m.x.from[c]
	return (m.x.Corridors[c].USDPerT+m.x.Nodes[from].HandlingUSDPerT)*p.Money[t] + p.Handling[from*m.x.T+t]
}

// supplyPrices returns what a tonne is worth at every node, commodity and
// period: its price where goods are of use; elsewhere, as behind a closed door,
// what it costs at the prices to bring it there; +Inf where it cannot be.
func (m *model) supplyPrices(p *passage.Prices) []float64 {
	x := m.x
	price := make([]float64, len(m.reach.can))
	for i := range price {
		price[i] = inf
		if m.reach.live[i] {
			price[i] = p.Goods[i]
		}
	}
	offer := func(i int, worth float64) bool {
		if m.reach.live[i] || !m.reach.can[i] || worth >= price[i] {
			return false
		}
		price[i] = worth
		return true
	}
	for s, row := range x.Supplies {
		for t := x.PeriodFrom(row.Ready); t < x.T; t++ {
			offer(m.reach.at(x.node[row.Node], x.commodity[row.Commodity], t), p.Supply[s])
		}
	}
	for o, row := range x.Offers {
		for t := range x.T {
			if x.canOrder(o, t) {
				worth := row.USDPerT*p.Money[t] + p.Offer[o] + p.OfferPeriod[o*x.T+t]
				offer(m.reach.at(x.node[row.Node], x.commodity[row.Commodity], t+x.Lag(row.LeadDays)), worth)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for i := range price {
			if t := i % x.T; t > 0 && offer(i, price[i-1]) {
				changed = true
			}
		}
		for c, corridor := range x.Corridors {
			for k := range x.Commodities {
				for t := range x.T - x.lag[c] {
					if m.passing[c][t].may[k] != 0 && corridor.ShareArriving > 0 {
						worth := (price[m.reach.at(x.from[c], k, t)] + m.onTheWay(p, c, t)) / corridor.ShareArriving
						changed = offer(m.reach.at(x.to[c], k, t+x.lag[c]), worth) || changed
					}
				}
			}
		}
	}
	return price
}

// rationBindings tells what one per cent more would be worth where the upper
// bound of a ration holds it back; a gram is much of one thing and little of another.
func (m *model) rationBindings(p *passage.Prices, add func(limit, about, unit string, t int, worth float64)) {
	const perCent = "per cent"
	x := m.x
	if x.Goal.Ration == passage.Uniform {
		for k, c := range x.Commodities {
			add("ration", string(c.ID), perCent, -1, p.RationMax[k]*c.MaxG.Value/100)
		}
		for g, row := range x.GroupLimits {
			add("group", string(row.Group), perCent, -1, p.GroupMax[g]*row.MaxG.Value/100)
		}
		return
	}
	for pl := range x.Places {
		for t := range x.T {
			grams := x.personDays(pl, t) * 1e-6
			for k, c := range x.Commodities {
				add("ration", string(c.ID), perCent, t, p.RationMax[(pl*len(x.Commodities)+k)*x.T+t]*grams*c.MaxG.Value/100)
			}
			for g, row := range x.GroupLimits {
				add("group", string(row.Group), perCent, t, p.GroupMax[(pl*len(x.GroupLimits)+g)*x.T+t]*grams*row.MaxG.Value/100)
			}
		}
	}
}

// obstacles says in the words of the tables why not every need can be met:
// first what never comes or comes too late, then the limits that bind.
func (r *Result) obstacles() []string {
	x, m := r.model.x, r.model
	var why []string
	held := false // something is short although its goods could come
	for j, need := range x.Needs {
		late := map[int][]int{} // first period in which goods come: the places that wait for it
		for p := range x.Places {
			first, short := m.firstRelief(p, j), false
			for t := range x.T {
				if c := r.Verdict.Outcome.Cover[p][j][t]; c < 1-1e-6 {
					short = true
					held = held || t >= first
				}
			}
			if short && first > m.firstPeople(p) {
				late[first] = append(late[first], p)
			}
		}
		for _, first := range slices.Sorted(maps.Keys(late)) {
			until := "reaches them at all"
			if first < x.T {
				until = "reaches them before " + speak(x.FirstDay(first))
			}
			why = append(why, fmt.Sprintf("The need for %s cannot be met in %s: nothing that contains %s %s.",
				name(need.Name, string(need.ID)), placesIn(x, late[first]), name(need.Name, string(need.ID)), until))
		}
	}
	if len(r.Verdict.Outcome.Needs) > 0 && r.least() <= 1e-6*(1+r.Verdict.Outcome.Nothing) {
		why = append(why, "Every need could be met, but not with the least rations (min_g) that commodities and groups ask for.")
	}
	if held {
		if list := limitsInWords(Bindings(x.Scenario, r)); list != "" {
			why = append(why, "Beyond that, these limits stand in the way, the one that matters most first: "+list+".")
		}
	}
	return why
}

// firstRelief returns the first period in which goods that meet a need can be
// given in a place, T if never.
func (m *model) firstRelief(p, j int) int {
	x := m.x
	for t := range x.T {
		for _, n := range x.sites[p] {
			for k := range x.Commodities {
				if x.content[k][j] > 0 && m.reach.can[m.reach.at(n, k, t)] {
					return t
				}
			}
		}
	}
	return x.T
}

// firstPeople returns the first period with people in a place, T if there is none.
func (m *model) firstPeople(p int) int {
	for t, n := range m.x.people[p] {
		if n > 0 {
			return t
		}
	}
	return m.x.T
}

func limitsInWords(bindings []Binding) string {
	const most = 6
	var list []string
	for _, b := range bindings {
		if len(list) == most {
			list = append(list, fmt.Sprintf("and %d more", len(bindings)-most))
			break
		}
		what := b.Limit + " " + b.About
		switch b.Limit {
		case "closed":
			what = b.About + ", which is closed"
		case "item":
			what = fmt.Sprintf("%s, which does not let %s pass", b.About, b.Goods)
		}
		list = append(list, what)
	}
	return strings.Join(list, "; ")
}

func placesIn(x *index, places []int) string {
	if len(places) == 1 {
		return name(x.Places[places[0]].Name, string(x.Places[places[0]].ID))
	}
	return fmt.Sprintf("%d places", len(places))
}

func name(given, id string) string {
	if given != "" {
		return given
	}
	return id
}

// speak writes a date as a person says it, 3 November 2025.
func speak(d passage.Date) string { return d.Time().Format("2 January 2006") }
