package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"passage"
	"passage/internal/audit"
	"passage/internal/planner"
)

// View says how a bulletin is to look. The zero View is 80 columns without colour.
type View struct {
	Width  int
	Colour bool
	All    bool // every row of every list
}

// most is how many rows of a list are shown, unless all are wanted.
const most = 10

// bulletin is a text in the making.
type bulletin struct {
	*Document
	*names
	paint
	width, most int
	b           strings.Builder
}

// Bulletin writes the plan for a terminal: the headline, what to do first,
// cover by place and time, what binds, how fair it is and what proves it.
func (d *Document) Bulletin(s *passage.Scenario, v View) string {
	b := &bulletin{Document: d, names: newNames(s), paint: paint(v.Colour), width: max(40, v.Width), most: most}
	if v.Width == 0 {
		b.width = 80
	}
	if v.All {
		b.most = math.MaxInt
	}
	b.title()
	b.firstPeriod()
	b.heat()
	b.limits()
	b.fairness()
	b.proof()
	return b.b.String()
}

func (b *bulletin) line(text string) {
	b.b.WriteString(strings.ReplaceAll(strings.TrimRight(text, " "), noBreak, " ") + "\n")
}

// noBreak is a space at which no line ends.
const noBreak = "\u00a0"

func (b *bulletin) linef(format string, args ...any) { b.line(fmt.Sprintf(format, args...)) }

func (b *bulletin) para(text string) {
	for _, l := range Wrap(text, b.width) {
		b.line(l)
	}
}

// hang writes text behind a label, its further lines below its first.
func (b *bulletin) hang(label, text string, indent int) {
	for i, l := range Wrap(text, b.width-indent) {
		if i > 0 {
			label = ""
		}
		b.line(pad(label, indent) + l)
	}
}

func (b *bulletin) heading(text, note string) {
	b.line("")
	if note != "" {
		note = b.dim(" · " + note)
	}
	b.line(b.bold(strings.ToUpper(text)) + note)
}

func (b *bulletin) title() {
	b.line(b.bold(called(b.Scenario, passage.PlaceID("Plan"))))
	b.line(strings.Repeat("─", b.width))
	b.para(b.Headline)
	for _, why := range b.Why {
		b.line("")
		b.para(why)
	}
	if len(b.Breaches) > 0 {
		b.breachList()
	}
}

func (b *bulletin) breachList() {
	b.heading("Limits that the plan breaks", "")
	for i, r := range b.Breaches {
		if i == b.most {
			b.linef("  and %s more", Thousands(float64(len(b.Breaches)-i), 0))
			break
		}
		b.hang("  –", r.Text, 4)
	}
}

func (b *bulletin) firstPeriod() {
	last := b.Horizon.FirstDay(1) - 1
	title := "This " + period(b.Horizon.PeriodDays)
	if days := b.Horizon.PeriodDays; days == 1 || strings.Contains(title, "period") {
		title = "The first " + period(days)
	}
	days := longDate(b.Horizon.Start)
	if last > b.Horizon.Start {
		days = shortDate(b.Horizon.Start) + " to " + longDate(last)
	}
	b.heading(title, days)
	if len(b.Actions) == 0 {
		b.line("Nothing is bought, moved or given out.")
	}
	for _, kind := range []struct{ do, title string }{{"buy", "Buy"}, {"take", "Take from stock"}, {"ship", "Ship"}, {"give", "Give out"}} {
		var list []Action
		total, trucks, cost := 0.0, 0, 0.0
		for _, act := range b.Actions {
			if act.Do == kind.do {
				list = append(list, act)
				total, trucks, cost = total+act.T, trucks+act.Trucks, cost+act.Cost
			}
		}
		if len(list) == 0 {
			continue
		}
		sum := ""
		switch kind.do {
		case "buy":
			sum = tonnes(total) + ", " + money(cost, b.Currency)
		case "ship":
			sum = money(cost, b.Currency)
			switch {
			case trucks > 0 && cost > 0:
				sum = b.truckloads(list) + ", " + sum
			case trucks > 0:
				sum = b.truckloads(list)
			}
		default:
			sum = tonnes(total)
		}
		b.line(b.bold(kind.title) + b.dim(" · "+sum))
		rest := 0.0
		for i, act := range list {
			if i >= b.most && len(list) > b.most+1 {
				rest += act.T
				continue
			}
			b.action(act)
		}
		if rest > 0 {
			b.linef("%s  and %d smaller", padLeft(tonnes(rest), 11), len(list)-b.most)
		}
	}
}

// truckloads counts those that pass a crossing, each once, and those of the
// other legs of the way.
func (b *bulletin) truckloads(list []Action) string {
	across, other := 0, 0
	for _, act := range list {
		if b.node[b.corridor[passage.CorridorID(act.At)].From].Kind == passage.Crossing {
			across += act.Trucks
		} else {
			other += act.Trucks
		}
	}
	switch {
	case across == 0:
		return plural(other, "truckload")
	case other == 0:
		return plural(across, "truckload") + " through the crossings"
	}
	return fmt.Sprintf("%s through the crossings, %s on other legs", plural(across, "truckload"), Thousands(float64(other), 0))
}

// action writes one action: how much in front, then what and where.
func (b *bulletin) action(act Action) {
	front := padLeft(tonnes(act.T), 11)
	switch act.Do {
	case "buy":
		o := b.offer[passage.OfferID(act.At)]
		when := ""
		if lag := b.s.Lag(o.LeadDays); lag > 0 {
			when = ", there " + shortDate(b.Horizon.FirstDay(lag))
		}
		b.columns(front, b.commodity(o.Commodity), fmt.Sprintf("at %s, %s%s", b.at(o.Node), money(act.Cost, b.Currency), when))
	case "take":
		r := b.supply[passage.SupplyID(act.At)]
		from := "at " + b.at(r.Node)
		for _, more := range []string{r.Kind, r.Donor} {
			if more != "" {
				from += ", " + more
			}
		}
		b.columns(front, b.commodity(r.Commodity), from)
	case "ship":
		if act.Trucks > 0 {
			front = padLeft(plural(act.Trucks, "truck"), 11)
		}
		b.line(front + "  " + cut(b.way(passage.CorridorID(act.At)), b.width-13))
		load := b.load(act.Goods)
		if act.Trucks > 0 {
			load = joined(tonnes(act.T)) + ": " + load
		}
		b.hang("", load, 13)
	case "give":
		id := passage.NodeID(act.At)
		b.hang(front, b.site(id)+": "+b.load(act.Goods), 13)
	}
}

// columns writes an amount, a good and a remark, the remark on a line of its
// own where it has no room.
func (b *bulletin) columns(front, what, where string) {
	const good = 24
	b.hang(front+"  "+pad(cut(what, good), good), " "+where, 13+good+1)
}

// load lists goods: the five that weigh most and how many others.
func (b *bulletin) load(goods []Goods) string {
	var list []string
	for i, g := range goods {
		if i == 5 && len(goods) > 6 && b.most < math.MaxInt {
			rest := 0.0
			for _, g := range goods[i:] {
				rest += g.T
			}
			list = append(list, fmt.Sprintf("%d others %s", len(goods)-i, joined(tonnes(rest))))
			break
		}
		list = append(list, b.commodity(g.Commodity)+noBreak+joined(tonnes(g.T)))
	}
	return strings.Join(list, ", ")
}

// joined keeps an amount on one line with its unit.
func joined(amount string) string { return strings.ReplaceAll(amount, " ", noBreak) }

// heat shows the cover of the need that weighs most by place, then that of
// every need over all places.
func (b *bulletin) heat() {
	n := mainNeed(b.s)
	if n < 0 {
		return
	}
	need := b.s.Needs[n].ID
	rows := make([]heatRow, len(b.s.Places))
	at := map[passage.PlaceID]int{}
	for i, p := range b.s.Places {
		at[p.ID] = i
		rows[i] = heatRow{label: b.place(p.ID), mean: float64(b.Fairness[n].ByPlace[i])}
	}
	for _, c := range b.Cover {
		if c.Need == need {
			rows[at[c.Place]].cells = append(rows[at[c.Place]].cells, float64(c.Cover))
		}
	}
	const mostPlaces = 30
	note := fmt.Sprintf("per cent met, by %s", period(b.Horizon.PeriodDays))
	if len(rows) > mostPlaces && b.most < math.MaxInt {
		slices.SortStableFunc(rows, func(x, y heatRow) int { return compareNumbers(x.mean, y.mean) })
		note += fmt.Sprintf("; %d places of %d, with least", mostPlaces, len(rows))
		rows = rows[:mostPlaces]
	}
	b.heading(b.need(need)+" by place", note)
	for _, l := range b.heatMap(b.Horizon, b.width, rows) {
		b.line(l)
	}
	if len(b.Fairness) < 2 {
		return
	}
	b.heading("All needs, all places", note[:strings.IndexByte(note+";", ';')])
	rows = nil
	for _, f := range b.Fairness {
		row := heatRow{label: f.Name, mean: f.Mean}
		for _, v := range f.ByPeriod {
			row.cells = append(row.cells, float64(v))
		}
		rows = append(rows, row)
	}
	for _, l := range b.heatMap(b.Horizon, b.width, rows) {
		b.line(l)
	}
}

// compareNumbers puts what is not a number last.
func compareNumbers(x, y float64) int {
	switch {
	case math.IsNaN(x) && math.IsNaN(y) || x == y:
		return 0
	case math.IsNaN(y) || x < y:
		return -1
	}
	return 1
}

// kinds name the limits of a kind.
var kinds = map[string]string{
	"crossing": "Crossings", "corridor": "Corridors", "closed": "Closed, or all but closed", "item": "Goods that a door does not let pass", "money": "Money", "supply": "Supplies", "offer": "Offers",
	"storage": "Storage", "handling": "Handling", "shelf life": "Shelf life", "ration": "Largest rations", "group": "Largest rations of groups",
}

// limits tells what holds the result back, by kind.
func (b *bulletin) limits() {
	list := slices.DeleteFunc(slices.Clone(b.Binding), func(r Binding) bool { return r.Worth < 0.5 })
	if len(list) == 0 {
		return
	}
	b.heading("What holds the result back", "worth of one more, "+list[0].WorthIn)
	per := min(b.most, 5)
	const worth, when = 13, 14
	name := b.width - worth - when - 3
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].Limit == list[0].Limit {
			n++
		}
		b.line(b.bold(called(kinds[list[0].Limit], passage.PlaceID(list[0].Limit))) + b.dim(", for "+more(list[0])))
		for _, r := range list[:min(n, per)] {
			b.line("  " + pad(cut(r.Name, name), name) + padLeft(Thousands(r.Worth, 0), worth) + " " + b.whenBound(r.Periods))
		}
		if n > per {
			b.linef("  and %d that are worth less", n-per)
		}
		list = list[n:]
	}
}

// more says what one unit more of a limit would be.
func more(r Binding) string {
	switch r.Limit {
	case "closed":
		return "a first truck a day"
	case "item":
		return "each t let through"
	case "ration", "group":
		return "one per cent more"
	}
	return "one more " + r.Unit
}

// whenBound says in which periods a limit binds.
func (b *bulletin) whenBound(periods []int) string {
	h := b.Horizon
	switch {
	case len(periods) == 0 || len(periods) == h.Periods:
		return "throughout"
	case len(periods) == 1:
		return shortDate(h.FirstDay(periods[0]))
	case periods[len(periods)-1]-periods[0] == len(periods)-1:
		return shortDate(h.FirstDay(periods[0])) + "–" + shortDate(h.FirstDay(periods[len(periods)-1]))
	}
	return fmt.Sprintf("%d of %d", len(periods), h.Periods)
}

func (b *bulletin) fairness() {
	if len(b.Fairness) == 0 {
		return
	}
	b.heading("How evenly", "cover of each need; Gini 0 is the same for all")
	var alike []string
	uneven := slices.DeleteFunc(slices.Clone(b.Fairness), func(f Fairness) bool {
		same := f.Worst >= f.Mean-0.005
		if same {
			alike = append(alike, f.Name+noBreak+percent(f.Mean))
		}
		return same
	})
	if len(uneven) > 0 {
		b.line(pad("", 19) + " mean  least in                Gini  worst in")
	}
	for _, f := range uneven {
		b.line(pad(cut(f.Name, 19), 19) + padLeft(percent(f.Mean), 5) + "  " + padLeft(percent(f.Least), 4) + " " + pad(cut(b.place(f.LeastPlace), 16), 16) +
			fmt.Sprintf("  %.2f  ", f.Gini) + padLeft(percent(f.Worst), 4) + " " + cut(b.place(f.WorstPlace), b.width-66) + ", " + shortDate(f.WorstDate))
	}
	if len(alike) > 0 {
		b.para("The same everywhere and throughout: " + strings.Join(alike, ", ") + ".")
	}
}

func (b *bulletin) proof() {
	b.heading("How good the plan is", "")
	if r := b.Rounding; r != nil {
		text := fmt.Sprintf("Whole trucks: %s in all", Thousands(float64(r.Trucks), 0))
		if r.TruckM3 > 0 {
			text += fmt.Sprintf(", filled by weight and to at most %s m³", Thousands(r.TruckM3, 0))
		} else {
			text += ", filled by weight"
		}
		base := b.Outcome.Deprivation - r.Deprivation
		if r.Deprivation <= 5e-5*base {
			text += fmt.Sprintf(". Rounding changes cover by less than one part in ten thousand, and cost by %s.", money(r.Cost, b.Currency))
		} else {
			text += fmt.Sprintf(". Rounding adds %s weighted person-days (%.2f%%) and changes cost by %s.", Thousands(r.Deprivation, 0), 100*r.Deprivation/max(1, base), money(r.Cost, b.Currency))
		}
		b.para(text)
	}
	for _, o := range b.Objectives {
		switch o.Name {
		case "deprivation":
			least := "Least deprivation"
			if b.Status == planner.TimeLimit {
				least = "Deprivation, of which there may be less"
			}
			b.para(fmt.Sprintf(least+": %s weighted person-days; giving nothing would be %s.", Thousands(o.Value, 0), Thousands(b.Outcome.Nothing, 0)))
		case "cost":
			least := "Least cost at that"
			if b.Status == planner.Unproved && b.Certificate.Worst() > audit.Near {
				least = "Cost, of which there may be less"
			}
			if b.Goal.Kind == passage.Full && b.Status != planner.Infeasible {
				least = "Least cost that meets every need"
			}
			b.para(fmt.Sprintf("%s: %s.", least, money(o.Value, b.Currency)))
		}
	}
	if b.Status == planner.Unproved && len(b.Objectives) == 1 && b.Objectives[0].Name == "deprivation" {
		b.para("What that costs at least was not found, so it may be had for less.")
	}
	c, worst := b.Certificate, ""
	solver := ""
	if len(b.Solver) > 0 {
		solver = b.Solver[0].Solver
	}
	switch b.Status {
	case planner.Unproved:
		worst = "Not proved: the certificate is worse than one part in a million"
		if c.Worst() <= audit.Near {
			worst = fmt.Sprintf("Proved from the tables, apart from the solver, to be the best there is to within %.0e", c.Worst())
		}
	case planner.TimeLimit:
		worst = "Not proved, for want of time"
	case "":
		worst = ""
	default:
		worst = "Proved from the tables, apart from the solver, to be the best there is"
	}
	if worst != "" {
		b.para(fmt.Sprintf("%s: limits kept to %.0e, prices to %.0e, gap %.0e (%s).", worst, c.PrimalResidual, c.DualResidual, c.Gap, solver))
		b.line(b.dim(fmt.Sprintf("Read %.2f s, modelled %.2f s, solved %.2f s, checked %.2f s, laid on trucks %.2f s.", b.Seconds.Read, b.Seconds.Build, b.Seconds.Solve, b.Seconds.Check, b.Seconds.Round)))
	}
}

// Judgement writes what a plan that was judged comes to: the limits that it
// breaks, then what it costs and covers.
func (d *Document) Judgement(s *passage.Scenario, v View) string {
	b := &bulletin{Document: d, names: newNames(s), paint: paint(v.Colour), width: max(40, v.Width), most: 3 * most}
	if v.All {
		b.most = math.MaxInt
	}
	b.line(b.bold(called(d.Scenario, passage.PlaceID("Plan"))))
	b.line(strings.Repeat("─", b.width))
	if len(d.Breaches) == 0 {
		b.para("The plan breaks no limit of the scenario.")
	} else {
		b.para(fmt.Sprintf("The plan breaks %s of the scenario, so it cannot be carried out as it stands.", plural(len(d.Breaches), "limit")))
		b.breachList()
		b.line("")
		b.line("If it could be carried out all the same:")
	}
	b.para(d.Headline)
	b.para(fmt.Sprintf("Deprivation: %s weighted person-days; giving nothing would be %s.", Thousands(d.Outcome.Deprivation, 0), Thousands(d.Outcome.Nothing, 0)))
	b.heat()
	b.fairness()
	return b.b.String()
}
