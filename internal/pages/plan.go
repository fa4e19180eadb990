package pages

import (
	"cmp"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/draw"
	"passage/internal/report"
)

// planPage is a plan, or how far it is.
type planPage struct {
	ID           string
	URL, StopURL string
	LookURL      string // looked at again while the plan is being made
	NameURL      string
	WhatIfURL    string
	MayPlan      bool
	AgainURL     string
	Scenario     string
	Name         string
	Author       string
	Made         passage.Instant
	Running      bool
	Stage        string
	StateKey     string
	Trouble      string

	Done     bool
	Headline string
	Held     string // which weeks are over
	Proved   bool
	Gap      string // of the proof, such as "3e-12"
	Figures  []figure
	Changes  []string
	Compare  *comparePart
	Broken   []otherwise // doors that are said not to let its trucks through
	Actions  []actionGroup
	ToDo     string   // with the days of what there is to do
	Needs    []choice // which need the pictures show
	Need     string
	Map      *picture
	Cover    picture
	Fair     picture
	Fairness []fairRow
	Binding  []bindingRow
}

// figure is one number with what it says.
type figure struct{ Label, Value, Note string }

// choice is a link that chooses something.
type choice struct {
	URL, Text string
	Here      bool
}

// actionGroup is what is to be done of one kind.
type actionGroup struct {
	Key     string
	Actions []actionItem
}

type actionItem struct {
	N     int // of the plan's actions, from 0
	Text  string
	Goods []string

	ReleaseURL  string // where the reader may release what is to be sent
	ReleasedURL string // or what was released of it
}

type fairRow struct {
	Need, Least, LeastPlace, Worst, WorstPlace string
	Mean                                       string
	WorstDate                                  passage.Date
	Gini                                       string
}

type bindingRow struct{ Kind, About, Worth, Unit, Weeks string }

// comparePart is a plan beside the one without its changes, or beside a former
// one.
type comparePart struct {
	URL     string
	Former  bool
	Figures []figure
	Pairs   picture
	Rows    []gainRow
}

// gainRow is how a need fares in a place. From is when that first shows, as the
// week that begins then; empty where no single week tells.
type gainRow struct {
	Need, Place, Before, After, Days string
	From                             passage.Date
}

func (s *Server) makePlan(r *request) (answer, error) {
	id, err := s.desk.MakePlan(r.Context(), r.Caller, desk.Wanted{ID: r.PostFormValue("form"), Scenario: r.PathValue("id")})
	if err != nil {
		return nil, err
	}
	return redirect(planURL(id)), nil
}

// planAsked returns the plan that a page is about, and the tables that it was made from.
func (s *Server) planAsked(r *request) (*desk.Plan, *desk.Scenario, error) {
	plan, err := s.desk.Plan(r.Context(), r.Caller, r.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	scenario, err := s.desk.Scenario(r.Context(), r.Caller, plan.Scenario, plan.Revision)
	return plan, scenario, err
}

func (s *Server) plan(r *request) (answer, error) {
	plan, scenario, err := s.planAsked(r)
	if err != nil {
		return nil, err
	}
	n := newNaming(r.T, scenario)
	p := planPage{
		ID: plan.ID, URL: planURL(plan.ID), StopURL: planURL(plan.ID) + "/stop", NameURL: planURL(plan.ID) + "/name",
		LookURL: besideURL(plan.ID, r.FormValue("beside")), WhatIfURL: whatIfURL(plan.Scenario, plan.ID), AgainURL: scenarioURL(plan.Scenario) + "/plan",
		MayPlan: r.Caller.May(desk.Planner) == nil, Name: plan.Name, Author: plan.Author, Made: plan.Made,
		Running: plan.State == desk.PlanRunning, Stage: plan.Stage, StateKey: "plan.state_" + string(plan.State), Trouble: plan.Trouble,
	}
	if scenario.Loaded.Scenario != nil {
		p.Scenario = n.scenario()
	}
	for _, c := range plan.Changes {
		p.Changes = append(p.Changes, n.change(c))
	}
	if plan.Document == nil {
		return p, nil
	}
	p.show(r, n, plan.Document)
	if err = s.withReleases(r, plan, p.Actions); err != nil {
		return nil, err
	}
	if p.Broken, err = s.broken(r, plan); err != nil {
		return nil, err
	}
	if before := r.FormValue("beside"); before != "" || len(plan.Changes) > 0 {
		p.Compare, err = s.beside(r, n, plan, before)
	}
	return p, err
}

// show fills in what the plan's document says.
func (p *planPage) show(r *request, n *naming, d *report.Document) {
	t := r.T
	p.Done, p.Proved = true, d.Status == "optimal"
	if p.Proved || d.Status == "unproved" {
		p.Gap = t.Say("plan.gap_value", "N", t.Word("\u2066"+gapText(d.Certificate.Worst())+"\u2069")) // left to right in every language
	}
	p.Headline, p.Held = n.headline(d), n.heldText(d)
	o := d.Outcome
	saved := 1 - o.Deprivation/math.Max(o.Nothing, 1)
	p.Figures = []figure{
		{t.Say("plan.relieved"), t.Percent(saved), t.Say("plan.relieved_note")},
		{t.Say("plan.trucks"), t.Number(float64(o.Trucks), 0), t.Say("plan.trucks_note")},
		{t.Say("plan.cost"), t.Number(o.Cost, 0), d.Currency},
	}
	if len(d.Fairness) > 0 {
		f := d.Fairness[0]
		p.Figures = append(p.Figures, figure{t.Say("plan.mean", "Need", n.need(f.Need)), t.Percent(f.Mean),
			t.Say("plan.least", "Place", n.place(f.LeastPlace), "Cover", t.Percent(f.Least))})
	}
	p.Actions, p.ToDo = n.actions(d), n.toDo(d)
	p.Need = string(neededIn(d, r.FormValue("need")))
	for _, f := range d.Fairness {
		p.Needs = append(p.Needs, choice{p.URL + "?" + url.Values{"need": {string(f.Need)}}.Encode() + "#cover", n.need(f.Need), string(f.Need) == p.Need})
		p.Fairness = append(p.Fairness, fairRow{
			Need: n.need(f.Need), Mean: t.Percent(f.Mean), Least: t.Percent(f.Least), LeastPlace: n.place(f.LeastPlace),
			Worst: t.Percent(f.Worst), WorstPlace: n.place(f.WorstPlace), WorstDate: f.WorstDate, Gini: t.Number(f.Gini, 2),
		})
	}
	p.Cover = pictured(r, "c", n.heat(d, passage.NeedID(p.Need)), 760)
	p.Fair = pictured(r, "f", n.strip(d, passage.NeedID(p.Need)), 760)
	if m, ok := n.planned(d, passage.NeedID(p.Need)); ok {
		p.Map = mapped(r, m, planMapURL(p.ID, p.Need))
	}
	for i, b := range d.Binding {
		if i == 12 {
			break
		}
		p.Binding = append(p.Binding, n.binding(b, d))
	}
}

// gapText is the worst figure of a certificate, to one digit and never less than it is.
func gapText(worst float64) string {
	if worst <= 0 {
		return "0"
	}
	exponent := math.Floor(math.Log10(worst))
	digit := math.Ceil(worst / math.Pow(10, exponent))
	if digit > 9 {
		digit, exponent = 1, exponent+1
	}
	return fmt.Sprintf("%.0f·10^%.0f", digit, exponent)
}

func (s *Server) stopPlan(r *request) (answer, error) {
	if err := s.desk.StopPlan(r.Context(), r.Caller, r.PathValue("id")); err != nil {
		return nil, err
	}
	return redirect(planURL(r.PathValue("id"))), nil
}

func (s *Server) namePlan(r *request) (answer, error) {
	if err := s.desk.NamePlan(r.Context(), r.Caller, r.PathValue("id"), strings.TrimSpace(r.PostFormValue("name"))); err != nil {
		return nil, err
	}
	return redirect(planURL(r.PathValue("id")) + "?said=plan_named"), nil
}

// beside compares a plan with another of the scenario, or one with changes with
// the newest without any.
func (s *Server) beside(r *request, n *naming, plan *desk.Plan, before string) (*comparePart, error) {
	former := before != ""
	var base *desk.Plan
	var err error
	if former {
		base, err = s.desk.Plan(r.Context(), r.Caller, before)
	} else {
		base, err = s.desk.NewestPlanOf(r.Context(), r.Caller, plan.Scenario, plan.Revision)
	}
	if err != nil || base == nil || base.Document == nil || base.Scenario != plan.Scenario {
		return nil, err
	}
	c, err := report.Compare(report.SideOf("", base.Document), report.SideOf("", plan.Document))
	if err != nil {
		return nil, nil // they share no place and week, so there is nothing to put side by side
	}
	t := r.T
	part := &comparePart{URL: planURL(base.ID), Former: former}
	pairs := draw.Pairs{
		About: draw.About{Title: t.Say("compare.title"), Description: t.Say("compare.described")}, Row: t.Say("compare.need"),
		Number: t.Percent, Change: func(v float64) string { return signed(t, 100*v, 1) },
		Before: t.Say("compare.before"), After: t.Say("compare.after"), Difference: t.Say("compare.points"),
	}
	for _, g := range c.Needs {
		part.Figures = append(part.Figures, figure{n.need(g.Need), signed(t, g.PersonDays, 0), t.Say("compare.person_days")})
		pairs.Rows = append(pairs.Rows, draw.Pair{Name: n.need(g.Need), Before: float64(g.MeanA), After: float64(g.MeanB)})
	}
	part.Figures = append(part.Figures, figure{t.Say("plan.cost"), signed(t, float64(c.Cost), 0), plan.Document.Currency})
	part.Pairs = pictured(r, "b", pairs, 720)
	part.Rows = n.gains(c, 12)
	return part, nil
}

// gains are the needs and places that a comparison changes most, the most first.
func (n *naming) gains(c *report.Comparison, most int) (rows []gainRow) {
	places := slices.Clone(c.Places)
	slices.SortStableFunc(places, func(a, b report.Gain) int {
		return cmp.Compare(math.Abs(b.PersonDays), math.Abs(a.PersonDays))
	})
	for _, g := range places[:min(most, len(places))] {
		row := gainRow{
			Need: n.need(g.Need), Place: n.place(g.Place), Before: n.t.Percent(float64(g.CoverA)), After: n.t.Percent(float64(g.CoverB)),
			Days: signed(n.t, g.PersonDays, 0),
		}
		for _, cell := range c.Cells {
			// Equally good plans differ by a point here and there.
			shows := math.Abs(float64(cell.CoverB-cell.CoverA)) >= 0.02 && cell.PersonDays*g.PersonDays > 0
			if shows && cell.Need == g.Need && cell.Place == g.Place && (row.From.IsZero() || cell.Date < row.From) {
				row.From = cell.Date
			}
		}
		rows = append(rows, row)
	}
	return rows
}
