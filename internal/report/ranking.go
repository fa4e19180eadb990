package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/planner"
)

// Ranking is what each ask would do, best first, and what other limits hold
// the result back.
type Ranking struct {
	Scenario    string         `json:"scenario"`
	Currency    string         `json:"currency"`
	Days        int            `json:"days"` // of the horizon
	Status      planner.Status `json:"status"`
	Deprivation float64        `json:"deprivation"` // without any ask, weighted person-days
	Cost        float64        `json:"cost"`
	Asks        []RankedAsk    `json:"asks"`
	Limits      []Binding      `json:"limits"`

	horizon Horizon
}

// RankedAsk is one ask with what it would do.
type RankedAsk struct {
	Ask          passage.AskID    `json:"ask"`
	Note         string           `json:"note"`
	On           passage.DoorID   `json:"on"`
	Name         string           `json:"name"` // of the door
	Lifts        []passage.RuleID `json:"lifts"`
	TrucksPerDay *float64         `json:"trucks_per_day"` // null where it names no figure
	USD          *float64         `json:"usd"`            // money asked for; null where it is none
	From         passage.Date     `json:"from"`
	To           passage.Date     `json:"to"`
	HeldBy       string           `json:"held_by"`
	Status       planner.Status   `json:"status"`      // of the plan with the ask
	Deprivation  float64          `json:"deprivation"` // by how much it falls, weighted person-days
	Cost         float64          `json:"cost"`        // by how much it rises
	Needs        []AskedNeed      `json:"needs"`
}

// AskedNeed is what an ask does for a need. People are its person-days over
// the days of the horizon: so many have the need met for the whole time.
type AskedNeed struct {
	Need       passage.NeedID `json:"need"`
	Name       string         `json:"name"`
	PersonDays float64        `json:"person_days"`
	People     float64        `json:"people"`
}

// NewRanking puts asks in order, with names.
func NewRanking(s *passage.Scenario, base *planner.Result, worths []planner.AskWorth, bindings []planner.Binding) *Ranking {
	plan := New(Input{Scenario: s, Plan: base.Plan, Verdict: base.Verdict, Result: base, Bindings: bindings})
	r := &Ranking{
		Scenario: s.Name, Currency: s.Currency, Days: s.Periods * s.PeriodDays, Status: base.Status,
		Deprivation: plan.Outcome.Deprivation, Cost: plan.Outcome.Cost, Asks: []RankedAsk{}, Limits: plan.Binding, horizon: plan.Horizon,
	}
	n := newNames(s)
	for _, w := range worths {
		a := RankedAsk{
			Ask: w.Ask.ID, Note: w.Ask.Note, On: w.Ask.On, Lifts: append([]passage.RuleID{}, w.Ask.Lifts...),
			From: w.Ask.From, To: w.Ask.To, HeldBy: w.Ask.HeldBy, Status: w.Result.Status,
			Deprivation: w.Deprivation, Cost: -w.Cost, Needs: []AskedNeed{},
		}
		if w.Ask.On != "" {
			a.Name = n.limit("crossing", string(w.Ask.On))
		}
		if w.Ask.TrucksPerDay.Given {
			a.TrucksPerDay = &w.Ask.TrucksPerDay.Value
		}
		if w.Ask.USD.Given {
			a.USD = &w.Ask.USD.Value
		}
		for i, days := range w.PersonDays {
			need := s.Needs[i].ID
			a.Needs = append(a.Needs, AskedNeed{need, n.need(need), days, days / float64(r.Days)})
		}
		r.Asks = append(r.Asks, a)
	}
	return r
}

// Bulletin writes the ranking for a terminal.
func (r *Ranking) Bulletin(s *passage.Scenario, v View) string {
	b := &bulletin{Document: &Document{Horizon: r.horizon}, names: newNames(s), paint: paint(v.Colour), width: max(60, v.Width), most: most}
	if v.All {
		b.most = math.MaxInt
	}
	b.line(b.bold("What each ask would do: " + called(r.Scenario, passage.PlaceID("a scenario"))))
	b.line(strings.Repeat("─", b.width))
	b.para(fmt.Sprintf("Planned again with each ask alone. Without any, deprivation is %s weighted person-days, at %s. "+
		"People are person-days over the %d days: so many more, or fewer, would have the need met on every one of them.", Thousands(r.Deprivation, 0), money(r.Cost, r.Currency), r.Days))
	if len(r.Asks) == 0 {
		b.line("")
		b.line("The scenario has no asks.")
	}
	var idle []string // asks that change nothing by themselves
	for i, a := range r.Asks {
		if a.Deprivation < 1e-6*(1+r.Deprivation) {
			idle = append(idle, string(a.Ask))
			continue
		}
		title := string(a.Ask)
		if a.Note != "" {
			title += ": " + a.Note
		}
		b.line("")
		for k, l := range Wrap(title, b.width-4) {
			front := "    "
			if k == 0 {
				front = padLeft(strconv.Itoa(i+1), 2) + "  "
			}
			b.line(front + b.bold(l))
		}
		if a.HeldBy != "" {
			b.hang("", "decided by "+a.HeldBy, 4)
		}
		b.hang("", fmt.Sprintf("deprivation −%s (−%.1f%%), cost %s", round(a.Deprivation), 100*a.Deprivation/max(1, r.Deprivation), b.dearer(a.Cost, r.Currency)), 4)
		if text := b.needsText(a.Needs); text != "" {
			b.hang("", text, 4)
		}
	}
	if len(idle) > 0 {
		b.line("")
		b.para("By themselves these change nothing that counts, because something else binds first: " + strings.Join(idle, ", ") + ".")
	}
	if len(r.Limits) > 0 {
		b.Document.Binding = r.Limits
		b.limits()
	}
	return b.b.String()
}

// dearer says a change of cost as far as it is good for.
func (b *bulletin) dearer(cost float64, currency string) string {
	switch {
	case cost >= 0.5:
		return "+" + readMoney(cost, currency)
	case cost <= -0.5:
		return "−" + readMoney(-cost, currency)
	}
	return "the same"
}

// needsText tells what an ask does for needs, the largest change first. What
// is less than a hundredth of that says more than the figures are good for.
func (b *bulletin) needsText(needs []AskedNeed) string {
	needs = slices.Clone(needs)
	slices.SortStableFunc(needs, func(x, y AskedNeed) int { return cmp.Compare(math.Abs(y.PersonDays), math.Abs(x.PersonDays)) })
	var list []string
	for i, n := range needs {
		if math.Abs(n.People) < max(0.5, math.Abs(needs[0].People)/100) {
			break
		}
		if i == 4 && b.most < math.MaxInt {
			break
		}
		sign := "+"
		if n.People < 0 {
			sign = "−"
		}
		list = append(list, fmt.Sprintf("%s %s%s", n.Name, sign, round(math.Abs(n.People))))
	}
	if len(list) == 0 {
		return ""
	}
	return "people: " + strings.Join(list, ", ")
}
