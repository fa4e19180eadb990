package pages

import (
	"cmp"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"

	"passage"
	"passage/internal/draw"
)

// needsPage is who needs what where, what there is for it, and what the plan
// leaves.
type needsPage struct {
	Scenario string
	On       passage.Date // the day shown
	Week     passage.Date // the first day of its period
	Live     bool
	Currency string
	Planned  bool
	PlanURL  string
	Figures  []figure `json:"-"`
	Weeks    []choice `json:"-"` // the week before and after
	Choices  []choice `json:"-"` // of the need that is shown by place

	Pipeline []pipelineRow
	Runway   *picture       `json:"-"`
	Days     []passage.Date // first days of the periods
	Needs    []needRow
	Need     string   // its name, of those below
	Cover    *picture `json:"-"`
	Places   []placeRow
	People   []peopleRow

	CSVURL, JSONURL string `json:"-"`
}

// pipelineRow is one commodity. Masses are tonnes, of a week where they are
// called so.
type pipelineRow struct {
	ID                                 passage.CommodityID
	Name                               string
	InHand, OnTheWay, Pledged, Ordered float64
	UseAWeek, WantedAWeek              float64      // means
	Breaks                             passage.Date // first day of the week; zero where it lasts
	BreaksText, Tag                    string
	ToPledge                           float64
	Cost                               float64 // at the cheapest offer
	Offer                              passage.OfferID
	CanBuy                             *float64 // null: no limit
	Weeks                              []passage.PipelineWeek
	lasting                            []float64 // weeks, of each part
}

// lasts is how long each part lasts, for drawing: for ever where it does not
// break within the weeks, and never a hair less than the weeks before the break.
func (row pipelineRow) lasts(weeks int) []float64 {
	list := slices.Clone(row.lasting)
	for k := len(list) - 1; k >= 0; k-- {
		switch {
		case list[k] == 0 && k > 0:
			continue
		case row.Breaks.IsZero():
			list[k] = float64(weeks)
		default:
			list[k] += 1e-9
		}
		break
	}
	return list
}

// CanBuyT is how much can be bought where there is a limit to it.
func (row pipelineRow) CanBuyT() float64 { return *row.CanBuy }

// needRow is one need, over all places.
type needRow struct {
	ID                       passage.NeedID
	Name, Unit, Source       string
	PerPersonDay             float64
	PerText                  string  `json:"-"`
	ThisWeek                 float64 // units
	ThisWeekText             string  `json:"-"`
	Days, Covered, Uncovered float64 // person-days over the whole time
	Share                    float64 // covered
	Worst                    string  // the place with the least
	WorstShare               float64
}

// placeRow is one place, of one need.
type placeRow struct {
	ID                       passage.PlaceID
	Name, Pcode              string
	ThisWeek                 string `json:"-"` // units of the need, in words
	Days, Covered, Uncovered float64
	Share                    float64
}

// peopleRow is how many people are in a place.
type peopleRow struct {
	ID          passage.PlaceID
	Name, Pcode string
	First, Now  float64 // of the first period and of the one shown
	Last        float64
	ByWeek      []float64
	Line        any          `json:"-"`
	From        passage.Date // since when the figure holds
	Source      string
}

func (s *Server) needs(r *request) (answer, error) {
	at, err := s.situation(r)
	if err != nil || at == nil {
		return needsPage{}, err
	}
	sc := at.Scenario.Loaded.Scenario
	var plan *passage.Plan
	p := needsPage{Scenario: at.n.scenario(), On: at.On, Live: at.Live, Currency: sc.Currency, Planned: at.Plan != nil}
	if at.Plan != nil {
		plan, p.PlanURL = at.Plan.Document.Plan(), planURL(at.Plan.ID)
	}
	week := min(max(int(at.On-sc.Start)/sc.PeriodDays, 0), sc.Periods-1)
	p.Week = sc.FirstDay(week)
	for t := range sc.Periods {
		p.Days = append(p.Days, sc.FirstDay(t))
	}
	gaps := passage.Gaps(sc, plan)
	need := chosenNeed(r, sc)
	if sc.Needs != nil {
		p.Need = at.n.need(sc.Needs[need].ID)
		p.byNeed(at, gaps, week)
		p.byPlace(at, gaps, need, week)
	}
	p.pipeline(at, passage.Pipeline(sc, plan))
	p.people(at, sc.MeanPeople(), week)
	p.Figures = p.figures(at, need)
	p.pictures(r, at, need)
	query := url.Values{}
	for _, key := range []string{"scenario", "on", "need"} {
		if v := r.FormValue(key); v != "" {
			query.Set(key, v)
		}
	}
	p.CSVURL, p.JSONURL = wholeURL("/needs.csv?"+query.Encode()), "/needs.json?"+query.Encode()
	p.Weeks = at.weeks(r, "/needs", query)
	for j, n := range sc.Needs {
		query.Set("need", string(n.ID))
		p.Choices = append(p.Choices, choice{URL: "/needs?" + query.Encode() + "#places", Text: at.n.need(n.ID), Here: j == need})
	}
	return p, nil
}

// chosenNeed is the need that ?need names, or the first.
func chosenNeed(r *request, sc *passage.Scenario) int {
	return max(0, slices.IndexFunc(sc.Needs, func(n passage.Need) bool { return string(n.ID) == r.FormValue("need") }))
}

// weeks lead a week back and on, to a page that shows otherwise the same.
func (at *situation) weeks(r *request, path string, query url.Values) (weeks []choice) {
	sc := at.Scenario.Loaded.Scenario
	query = maps.Clone(query)
	for _, day := range []passage.Date{at.On - passage.Date(sc.PeriodDays), at.On + passage.Date(sc.PeriodDays)} {
		if day >= sc.Start && day < sc.End() {
			query.Set("on", day.String())
			weeks = append(weeks, choice{URL: path + "?" + query.Encode(), Text: r.T.Day(day)})
		}
	}
	return weeks
}

func (p *needsPage) pipeline(at *situation, lines []passage.PipelineLine) {
	sc, t := at.Scenario.Loaded.Scenario, at.n.t
	weeks := float64(sc.Periods)
	for _, l := range lines {
		row := pipelineRow{
			ID: l.Commodity, Name: at.n.goods(l.Commodity), InHand: l.Parts[passage.InHand], OnTheWay: l.Parts[passage.OnTheWay],
			Pledged: l.Parts[passage.Pledged], Ordered: l.Parts[passage.Ordered], ToPledge: l.Short, Cost: l.Short * l.USDPerT,
			Offer: l.Offer, Weeks: l.Weeks, lasting: l.Lasts[:],
		}
		if l.CanBuy.Given {
			row.CanBuy = &l.CanBuy.Value
		}
		wanted := 0.0
		for _, w := range l.Weeks {
			row.UseAWeek += (w.Given + w.Lost) / weeks
			row.WantedAWeek += w.Need() / weeks
			wanted += w.Wanted
		}
		if row.WantedAWeek == 0 && row.InHand+row.OnTheWay+row.Pledged+row.Ordered == 0 {
			continue // nobody wants it and there is none
		}
		switch {
		case l.Breaks < sc.Periods:
			row.Breaks, row.Tag = sc.FirstDay(l.Breaks), "bad"
			row.BreaksText = t.Day(row.Breaks)
		case wanted > 0.01*row.WantedAWeek*weeks: // more than rounding to whole trucks leaves
			row.Tag, row.BreaksText = "warn", t.Say("needs.held_back")
		default:
			row.Tag, row.BreaksText = "good", t.Say("needs.lasts")
		}
		p.Pipeline = append(p.Pipeline, row)
	}
	last := sc.End()
	slices.SortStableFunc(p.Pipeline, func(a, b pipelineRow) int {
		or := func(d passage.Date) passage.Date { return cmp.Or(d, last) }
		return cmp.Compare(or(a.Breaks), or(b.Breaks))
	})
}

func (p *needsPage) byNeed(at *situation, gaps []passage.Gap, week int) {
	sc := at.Scenario.Loaded.Scenario
	for _, n := range sc.Needs {
		row := needRow{ID: n.ID, Name: at.n.need(n.ID), Unit: at.n.unit(n.Unit), PerPersonDay: n.PerPersonDay, WorstShare: 2,
			Source: at.Scenario.Sources.Of("needs", string(n.ID), "")}
		places := map[passage.PlaceID]passage.Gap{}
		for _, g := range gaps {
			if g.Need != n.ID {
				continue
			}
			row.Days += g.Days
			row.Covered += g.Covered
			if g.Period == week {
				row.ThisWeek += g.Days * n.PerPersonDay
			}
			sum := places[g.Place]
			sum.Days += g.Days
			sum.Covered += g.Covered
			places[g.Place] = sum
		}
		for _, place := range sc.Places {
			if sum := places[place.ID]; sum.Days > 0 && sum.Covered/sum.Days < row.WorstShare {
				row.Worst, row.WorstShare = at.n.place(place.ID), sum.Covered/sum.Days
			}
		}
		row.Uncovered = row.Days - row.Covered
		if row.Days > 0 {
			row.Share = row.Covered / row.Days
		}
		if row.WorstShare > 0.995 { // all are covered, so none is worse off
			row.Worst, row.WorstShare = "", 1
		}
		row.PerText, row.ThisWeekText = at.n.t.Number(n.PerPersonDay, 2), at.n.much(row.ThisWeek)
		p.Needs = append(p.Needs, row)
	}
}

func (p *needsPage) byPlace(at *situation, gaps []passage.Gap, need, week int) {
	sc := at.Scenario.Loaded.Scenario
	n := sc.Needs[need]
	for _, place := range sc.Places {
		row := placeRow{ID: place.ID, Name: at.n.place(place.ID), Pcode: place.Pcode}
		for _, g := range gaps {
			if g.Need != n.ID || g.Place != place.ID {
				continue
			}
			row.Days += g.Days
			row.Covered += g.Covered
			if g.Period == week {
				row.ThisWeek = at.n.t.Say("needs.of_unit", "N", at.n.t.Word(at.n.much(g.Days*n.PerPersonDay)), "Unit", at.n.unit(n.Unit))
			}
		}
		row.Uncovered = row.Days - row.Covered
		if row.Days > 0 {
			row.Share = row.Covered / row.Days
		}
		p.Places = append(p.Places, row)
	}
}

// people says how many are where, by the mean of each period.
func (p *needsPage) people(at *situation, mean [][]float64, week int) {
	sc, t := at.Scenario.Loaded.Scenario, at.n.t
	for i, place := range sc.Places {
		row := peopleRow{ID: place.ID, Name: at.n.place(place.ID), Pcode: place.Pcode, ByWeek: mean[i], First: mean[i][0], Now: mean[i][week], Last: mean[i][sc.Periods-1]}
		held := false
		for _, h := range sc.People { // the newest row up to the day shown
			if h.Place == place.ID && h.From <= at.On && (!held || h.From >= row.From) {
				held, row.From = true, h.From
			}
		}
		from := ""
		if !row.From.IsZero() {
			from = row.From.String()
		}
		row.Source = at.Scenario.Sources.Of("people", string(place.ID), from)
		line := draw.Spark{About: draw.About{Title: t.Say("needs.people_line", "Place", row.Name)}, Values: mean[i], Number: func(float64) string { return "" }}
		for _, day := range p.Days {
			line.Steps = append(line.Steps, at.n.week(day))
		}
		row.Line = line.SVG(draw.Look{ID: "p" + strconv.Itoa(i), RTL: t.Dir == "rtl", Width: 300})
		p.People = append(p.People, row)
	}
}

func (p *needsPage) figures(at *situation, need int) []figure {
	t := at.n.t
	people, breaks, cost, noOffer := 0.0, 0, 0.0, 0
	for _, row := range p.People {
		people += row.Now
	}
	for _, row := range p.Pipeline {
		if !row.Breaks.IsZero() {
			breaks++
			if row.Offer == "" {
				noOffer++
			}
		}
		cost += row.Cost
	}
	figures := []figure{{t.Say("needs.people"), t.Number(people, 0), t.Say("needs.in_week", "Date", t.Word(t.Day(p.Week)))}}
	if len(p.Needs) > 0 {
		n := p.Needs[need]
		covered := figure{Label: t.Say("needs.covered_of", "Need", n.Name), Value: t.Percent(n.Share)}
		if n.Worst != "" {
			covered.Note = t.Say("needs.worst", "Place", n.Worst, "Cover", t.Word(t.Percent(n.WorstShare)))
		}
		figures = append(figures, covered)
	}
	return append(figures, figure{t.Say("needs.breaking"), t.Number(float64(breaks), 0), t.Say("needs.no_offer_for", "Count", noOffer)})
}

// pictures draws how long stocks last, and cover by place and week.
func (p *needsPage) pictures(r *request, at *situation, need int) {
	t := r.T
	run := draw.Runway{
		About: draw.About{Title: t.Say("needs.runway"), Description: t.Say("needs.runway_described")}, Row: t.Say("goods.commodity"),
		Parts:  []string{t.Say("needs.in_hand"), t.Say("needs.on_the_way"), t.Say("needs.pledged"), t.Say("needs.ordered")},
		Number: func(v float64) string { return t.Number(v, 1) }, Breaks: t.Say("needs.breaks"), Beyond: t.Say("needs.lasts"),
	}
	for _, day := range p.Days {
		run.Weeks = append(run.Weeks, at.n.week(day))
	}
	for _, row := range p.Pipeline {
		run.Rows = append(run.Rows, draw.Stock{Name: row.Name, Weeks: row.lasts(len(p.Days))})
	}
	if len(run.Rows) > 0 {
		drawn := pictured(r, "r", run, 900)
		p.Runway = &drawn
	}
	if at.Plan != nil && len(p.Needs) > 0 {
		drawn := pictured(r, "c", at.n.heat(at.Plan.Document, p.Needs[need].ID), 900)
		p.Cover = &drawn
	}
}

// unit is what a need is counted in, in the reader's language where it has a
// word for it.
func (n *naming) unit(unit string) string {
	if key := "need_unit." + unit; n.t.Knows(key) {
		return n.t.Say(key)
	}
	return unit
}

// much writes an amount that may be huge.
func (n *naming) much(v float64) string {
	switch {
	case v >= 1e9:
		return n.t.Say("needs.thousand_million", "N", n.t.Word(n.t.Number(v/1e9, 1)))
	case v >= 1e6:
		return n.t.Say("needs.million", "N", n.t.Word(n.t.Number(v/1e6, 1)))
	}
	return n.t.Number(v, 0)
}

// Table is all of the page as one long table: one figure a row.
func (p needsPage) Table() (head []string, rows [][]string) {
	head = []string{"table", "place", "pcode", "need", "commodity", "from", "figure", "value", "unit"}
	number := func(v float64) string { return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64) } // to the gram
	for _, row := range p.People {
		for t, v := range row.ByWeek {
			rows = append(rows, []string{"people", string(row.ID), row.Pcode, "", "", p.Days[t].String(), "people", number(v), "people"})
		}
	}
	for _, n := range p.Needs {
		id := string(n.ID)
		rows = append(rows, []string{"needs", "", "", id, "", "", "per_person_day", number(n.PerPersonDay), n.Unit},
			[]string{"needs", "", "", id, "", p.Week.String(), "needed_in_period", number(n.ThisWeek), n.Unit},
			[]string{"needs", "", "", id, "", "", "needed", number(n.Days), "person-days"},
			[]string{"needs", "", "", id, "", "", "covered", number(n.Covered), "person-days"},
			[]string{"needs", "", "", id, "", "", "uncovered", number(n.Uncovered), "person-days"})
	}
	for _, l := range p.Pipeline {
		add := func(from, figure string, v float64, unit string) {
			rows = append(rows, []string{"pipeline", "", "", "", string(l.ID), from, figure, number(v), unit})
		}
		add("", "in_hand", l.InHand, "t")
		add("", "on_the_way", l.OnTheWay, "t")
		add("", "pledged", l.Pledged, "t")
		add("", "ordered", l.Ordered, "t")
		add("", "to_pledge", l.ToPledge, "t")
		if l.Offer != "" {
			add("", "cost_at_cheapest_offer", l.Cost, p.Currency)
		}
		for t, w := range l.Weeks {
			from := p.Days[t].String()
			add(from, "used_by_plan", w.Given+w.Lost, "t")
			add(from, "wanted_beyond", w.Wanted, "t")
			add(from, "short", w.Short, "t")
			add(from, "left", w.Left, "t")
		}
	}
	return head, rows
}
