package pages

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/draw"
)

// whatIfPage is where a door, a stock, a sum or a date is changed to see the
// plan that follows.
type whatIfPage struct {
	Form     string // the name of the plan to be, so that sending twice makes one
	URL      string
	Scenario string
	Start    passage.Date
	End      passage.Date
	Currency string
	Wrong    bool
	Doors    []doorField
	Supplies []supplyField
	More     supplyField // money
}

// doorField is one door of the form: as it is, closed, held to so many trucks
// a day, or opened.
type doorField struct {
	ID, Name, Now, Kind   string
	State                 string // as typed: "", shut, ajar, open
	Amount, From, To      string // as typed
	Max                   int    // of the slider
	AmountWrong, DayWrong string // keys of what is wrong
}

type supplyField struct {
	ID, Name, Ready  string
	T                string // tonnes, as it is
	Amount, Days     string // as typed
	AmountWrong      string
	DaysWrong, About string
}

func (s *Server) whatIf(r *request) (answer, error) {
	if err := r.Caller.May(desk.Planner); err != nil {
		return nil, err
	}
	page, _, err := s.whatIfForm(r, nil)
	return page, err
}

// tryIt makes the plan of a form, or says at the fields what is wrong.
func (s *Server) tryIt(r *request) (answer, error) {
	page, changes, err := s.whatIfForm(r, r.PostForm)
	if err != nil {
		return nil, err
	}
	if page.Wrong {
		r.status = 422
		return page, nil
	}
	id, err := s.desk.MakePlan(r.Context(), r.Caller, desk.Wanted{ID: page.Form, Scenario: r.PathValue("id"), Changes: changes})
	if err != nil {
		return nil, err
	}
	return redirect(planURL(id)), nil
}

// whatIfForm reads the form, and shows it with what was typed.
func (s *Server) whatIfForm(r *request, typed map[string][]string) (whatIfPage, []passage.Change, error) {
	scenario, err := s.desk.Scenario(r.Context(), r.Caller, r.PathValue("id"), 0)
	if err != nil {
		return whatIfPage{}, nil, err
	}
	sc := scenario.Loaded.Scenario
	if sc == nil {
		return whatIfPage{}, nil, desk.Refused{Text: r.T.Say("whatif.faulty")}
	}
	n := newNaming(r.T, scenario)
	get := func(name string) string {
		if v := typed[name]; len(v) > 0 {
			return strings.TrimSpace(v[0])
		}
		return ""
	}
	p := whatIfPage{Form: cmp.Or(get("form"), newID()), URL: whatIfURL(scenario.ID, ""), Scenario: n.scenario(), Start: sc.Start, End: sc.End() - 1, Currency: sc.Currency}
	if typed == nil {
		before, err := s.changesOf(r, scenario)
		if err != nil {
			return p, nil, err
		}
		get = func(name string) string { return before[name] }
	}
	var changes []passage.Change
	for _, d := range doorsOf(sc) {
		f, c := readDoor(n, d, sc, get)
		p.Doors = append(p.Doors, f)
		p.Wrong = p.Wrong || f.AmountWrong != "" || f.DayWrong != ""
		changes = append(changes, c...)
	}
	for _, x := range sc.Supplies {
		f, c := readSupply(n, x, get)
		p.Supplies = append(p.Supplies, f)
		p.Wrong = p.Wrong || f.AmountWrong != "" || f.DaysWrong != ""
		changes = append(changes, c...)
	}
	p.More.Amount = get("money")
	if v, wrong := amount(p.More.Amount); wrong != "" {
		p.More.AmountWrong, p.Wrong = wrong, true
	} else if v > 0 {
		changes = append(changes, passage.Change{Kind: passage.MoreUSD, Amount: v})
	}
	return p, changes, nil
}

// door is a crossing or a corridor that something could be changed about.
type door struct {
	id     passage.DoorID
	trucks passage.Limit
	kind   string
}

// doorsOf lists crossings, then corridors with a figure or a rule of their own.
func doorsOf(sc *passage.Scenario) (doors []door) {
	for _, node := range sc.Nodes {
		if node.Kind == passage.Crossing {
			doors = append(doors, door{passage.DoorID(node.ID), node.TrucksPerDay, "crossing"})
		}
	}
	for _, c := range sc.Corridors {
		ruled := slices.ContainsFunc(sc.Access, func(r passage.AccessRule) bool { return string(r.On) == string(c.ID) })
		if c.TrucksPerDay.Given || ruled {
			doors = append(doors, door{passage.DoorID(c.ID), c.TrucksPerDay, "corridor"})
		}
	}
	return doors
}

func readDoor(n *naming, d door, sc *passage.Scenario, get func(string) string) (doorField, []passage.Change) {
	id := string(d.id)
	f := doorField{
		ID: id, Name: n.door(d.id), Kind: d.kind, State: get("door." + id), Amount: get("trucks." + id), From: get("from." + id), To: get("to." + id),
		Max: int(max(50, 2*d.trucks.Or(50))),
	}
	f.Now = n.t.Say("whatif.now", "From", n.t.Word(n.t.Day(sc.Start)), "To", n.t.Word(n.t.Day(sc.Start+passage.Date(sc.PeriodDays)-1)),
		"State", n.t.Say("door."+stateKey(doorState(sc, d.id, sc.Start, sc.PeriodDays))))
	if d.trucks.Given {
		f.Now += " · " + n.t.Say("whatif.by_itself", "Trucks", n.t.Say("door.trucks", "Count", d.trucks.Value))
	}
	c := passage.Change{On: id}
	var fromWrong, toWrong string
	c.From, fromWrong = dayOf(f.From)
	c.To, toWrong = dayOf(f.To)
	f.DayWrong = cmp.Or(fromWrong, toWrong)
	if f.DayWrong == "" && !c.From.IsZero() && !c.To.IsZero() && c.To < c.From {
		f.DayWrong = "form.ends_before"
	}
	c.Amount, f.AmountWrong = amount(f.Amount)
	switch f.State {
	case "shut":
		c.Kind, c.Amount, f.AmountWrong = passage.Shut, 0, ""
	case "ajar", "open":
		c.Kind = passage.Ajar
		if f.State == "open" {
			c.Kind = passage.OpenUp
		}
		if f.AmountWrong == "" && f.Amount == "" {
			f.AmountWrong = "form.needs_number"
		}
	default:
		f.State, f.AmountWrong, f.DayWrong = "", "", ""
		return f, nil
	}
	return f, []passage.Change{c}
}

func readSupply(n *naming, x passage.Supply, get func(string) string) (supplyField, []passage.Change) {
	id := string(x.ID)
	f := supplyField{ID: id, Name: n.goods(x.Commodity) + n.t.Comma() + n.node(x.Node), T: n.t.Number(x.T, oneBelow(x.T, 100)), Amount: get("t." + id), Days: get("late." + id), About: id}
	if !x.Ready.IsZero() {
		f.Ready = n.t.Date(x.Ready)
	}
	var changes []passage.Change
	if f.Amount != "" {
		v, wrong := amount(f.Amount)
		f.AmountWrong = wrong
		changes = append(changes, passage.Change{Kind: passage.HaveT, On: id, Amount: v})
	}
	if f.Days != "" {
		v, wrong := amount(f.Days)
		if wrong == "" && v > 3660 {
			wrong = "form.too_many_days"
		}
		f.DaysWrong = wrong
		changes = append(changes, passage.Change{Kind: passage.LateDays, On: id, Amount: v})
	}
	return f, changes
}

// changesOf fills the form with the changes of the plan that ?from names, so
// that one can go on from there.
func (s *Server) changesOf(r *request, scenario *desk.Scenario) (map[string]string, error) {
	fields := map[string]string{}
	from := r.FormValue("from")
	if from == "" {
		return fields, nil
	}
	plan, err := s.desk.Plan(r.Context(), r.Caller, from)
	if err != nil || plan.Scenario != scenario.ID {
		return fields, err
	}
	states := map[passage.ChangeKind]string{passage.Shut: "shut", passage.Ajar: "ajar", passage.OpenUp: "open"}
	for _, c := range plan.Changes {
		number := strconv.FormatFloat(c.Amount, 'f', -1, 64)
		switch c.Kind {
		case passage.Shut, passage.Ajar, passage.OpenUp:
			fields["door."+c.On], fields["from."+c.On], fields["to."+c.On] = states[c.Kind], c.From.String(), c.To.String()
			if c.Kind != passage.Shut {
				fields["trucks."+c.On] = number
			}
		case passage.HaveT:
			fields["t."+c.On] = number
		case passage.LateDays:
			fields["late."+c.On] = number
		case passage.MoreUSD:
			fields["money"] = number
		}
	}
	return fields, nil
}

// amount reads a number as people type it; wrong is the key of what to say.
// Nothing typed is 0.
func amount(text string) (v float64, wrong string) {
	if text == "" {
		return 0, ""
	}
	thousandths, err := passage.ParseAmount(text, 1000)
	var f passage.AmountFault
	switch {
	case errors.As(err, &f) && f.Kind == passage.AmountAmbiguous:
		return 0, "form.two_readings"
	case err != nil:
		return 0, "form.not_a_number"
	}
	return float64(thousandths) / 1000, ""
}

// dayOf reads a day as a browser's field for dates gives it.
func dayOf(text string) (passage.Date, string) {
	if text == "" {
		return 0, ""
	}
	d, err := passage.ParseDate(passage.WesternDigits(text))
	if err != nil {
		return 0, "form.not_a_day"
	}
	return d, ""
}

// doorTags are how loud a door's state is shown.
var doorTags = map[string]string{"open": "good", "restricted": "warn", "closed": "bad"}

// stateKey names a door's state in the catalogue.
func stateKey(state draw.State) string {
	switch state {
	case draw.Open:
		return "open"
	case draw.Restricted:
		return "restricted"
	case draw.Closed:
		return "closed"
	}
	return "unknown"
}
