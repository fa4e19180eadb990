package pages

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/report"
)

// releasePage is what a plan says is to be sent, ready to be released.
type releasePage struct {
	URL, BackURL, Form string
	Action             string // of the plan, in its words
	Faults             []string
	Number, Donor      field
	From, To           string
	FromText, ToText   string
	Owner              string
	Lines              []releaseLine
	Trucks, Vehicles   field
	Waybills           string // how the waybills will be numbered
	Other, OtherURL    string // the consignment that has the number, or one that looks like it
	Alike              string // the number that was warned of
}

type releaseLine struct {
	commodity passage.CommodityID
	Key, Name string
	Amount    field
	Units     []option
}

// mostTrucks is how many waybills one release makes at most.
const mostTrucks = 1000

// withReleases gives what a plan says is to be sent its button, for who may
// release it, or the way to what was released under the number that it suggests. What a
// plan would send if something were otherwise has none: nobody should load a truck for a
// gate that is only supposed to open.
func (s *Server) withReleases(r *request, plan *desk.Plan, groups []actionGroup) error {
	if r.Caller.May(desk.Write) != nil || len(plan.Changes) > 0 {
		return nil
	}
	done := map[string]bool{}
	if r.Caller.MayRead() == nil {
		numbered := desk.Listing{ID: releaseNumbers(r, plan), Sort: desk.ByID, Limit: twinRows}
		rows, _, _, err := s.desk.ListConsignments(r.Context(), r.Caller, numbered)
		if err != nil {
			return err
		}
		for _, row := range rows {
			done[row.ID] = true
		}
	}
	for _, g := range groups {
		for i, a := range g.Actions {
			switch number := releaseNumber(r, plan, a.N); {
			case plan.Document.Actions[a.N].Do != "ship":
			case done[number]:
				g.Actions[i].ReleasedURL = consignmentURL(passage.ConsignmentID(number))
			default:
				g.Actions[i].ReleaseURL = releaseURL(plan.ID, a.N)
			}
		}
	}
	return nil
}

// releaseNumbers is how the numbers suggested for the actions of a plan begin.
func releaseNumbers(r *request, plan *desk.Plan) string {
	day := plan.Document.Horizon.FirstDay(plan.Document.Held).Time()
	return fmt.Sprintf("%s-%s-%s-", strings.ToUpper(clipText(string(r.Caller.Org), 12)), day.Format("060102"), plan.ID[len(plan.ID)-4:])
}

func releaseNumber(r *request, plan *desk.Plan, action int) string {
	return fmt.Sprintf("%s%02d", releaseNumbers(r, plan), action+1)
}

func (s *Server) releaseForm(r *request) (answer, error) {
	p, err := s.releaseOf(r)
	if err != nil {
		return nil, err
	}
	p.Form = newID()
	return *p, nil
}

// releaseOf prefills the release of an action of a plan. The number follows from
// the plan and the action, so that nobody releases the same twice unawares.
func (s *Server) releaseOf(r *request) (*releasePage, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	plan, scenario, err := s.planAsked(r)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(r.PathValue("action"))
	if err != nil || plan.Document == nil || n < 0 || n >= len(plan.Document.Actions) || plan.Document.Actions[n].Do != "ship" {
		return nil, desk.Missing{Text: "there is no such action"}
	}
	if len(plan.Changes) > 0 {
		return nil, desk.Refused{Text: r.T.Say("release.supposed")}
	}
	sc := scenario.Loaded.Scenario
	if sc == nil {
		return nil, desk.Missing{Text: "the scenario of this plan cannot be read"}
	}
	called := namesOf(r, scenario)
	action := plan.Document.Actions[n]
	words := action.Text
	for _, g := range called.naming.actions(plan.Document) {
		for _, a := range g.Actions {
			if a.N == n {
				words = a.Text
			}
		}
	}
	corridor := slices.IndexFunc(sc.Corridors, func(c passage.Corridor) bool { return string(c.ID) == action.At })
	if corridor < 0 {
		return nil, desk.Missing{Text: "there is no such corridor"}
	}
	way := sc.Corridors[corridor]
	p := &releasePage{
		URL: releaseURL(plan.ID, n), BackURL: planURL(plan.ID), Action: words, From: string(way.From), To: string(way.To),
		FromText: called.node(way.From), ToText: called.node(way.To), Owner: string(r.Caller.Org),
		Trucks: field{Value: strconv.Itoa(action.Trucks)}, Donor: field{Value: soleDonor(sc, way.From, action.Goods)},
	}
	p.Number.Value = releaseNumber(r, plan, n)
	for i, g := range action.Goods {
		l := releaseLine{commodity: g.Commodity, Key: strconv.Itoa(i), Name: called.good(g.Commodity), Units: unitsOf(r.T, passage.Grams)}
		// Whole kilograms, without separators, which people would have to read twice.
		l.Amount.Value = strconv.FormatInt(int64(g.T*1000+0.5), 10)
		p.Lines = append(p.Lines, l)
	}
	p.Waybills = p.Number.Value + "-001"
	return p, nil
}

func clipText(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most])
	}
	return s
}

// soleDonor is the donor of all supplies of the goods at a node, empty where
// there are several or none.
func soleDonor(sc *passage.Scenario, node passage.NodeID, goods []report.Goods) (donor string) {
	for _, s := range sc.Supplies {
		if s.Node != node || !slices.ContainsFunc(goods, func(g report.Goods) bool { return g.Commodity == s.Commodity }) {
			continue
		}
		if donor != "" && s.Donor != donor {
			return ""
		}
		donor = s.Donor
	}
	return donor
}

// release states that the goods are released and, for each truck, loaded.
func (s *Server) release(r *request) (answer, error) {
	p, err := s.releaseOf(r)
	if err != nil {
		return nil, err
	}
	form, err := desk.ParseForm(r.PostFormValue("form"))
	if err != nil {
		return nil, err
	}
	p.Form, p.Alike = r.PostFormValue("form"), r.PostFormValue("alike")
	suggested := p.Number.Value
	facts, ok := p.read(r)
	if !ok {
		return r.again(*p), nil
	}
	id := passage.ConsignmentID(p.Number.Value)
	if p.Number.Value != suggested && p.Number.Value != p.Alike { // typed, and not warned of yet
		others, err := s.desk.ConsignmentsAlike(r.Context(), r.Caller, id)
		if err != nil {
			return nil, err
		}
		if len(others) > 0 {
			p.Number.Wrong, p.Alike = r.T.Say("wrong.number_alike"), p.Number.Value
			p.Other, p.OtherURL = string(others[0]), consignmentURL(others[0])
			return r.again(*p), nil
		}
	}
	err = s.desk.SayFirst(r.Context(), r.Caller, form, facts)
	var not desk.NotSaid
	switch {
	case errors.As(err, &desk.SpokenOf{}):
		p.Number.Wrong, p.Other, p.OtherURL = r.T.Say("wrong.number_taken"), p.Number.Value, consignmentURL(id)
		return r.again(*p), nil
	case errors.As(err, &desk.SentOtherwise{}):
		p.Faults = []string{r.T.Say("wrong.sent_otherwise")}
		return r.again(*p), nil
	case errors.As(err, &not):
		p.Faults = []string{r.T.Retell(not.Text)}
		return r.again(*p), nil
	case err != nil:
		return nil, err
	}
	return redirect(consignmentURL(id) + "?said=released"), nil
}

func waybillNumber(id passage.ConsignmentID, truck int) passage.WaybillID {
	return passage.WaybillID(fmt.Sprintf("%s-%03d", id, truck+1))
}

// read reads what was typed into the facts of the release.
func (p *releasePage) read(r *request) (facts []passage.Fact, ok bool) {
	ok = true
	typed := func(to *field, name string) string {
		to.Value = strings.TrimSpace(r.PostFormValue(name))
		return to.Value
	}
	p.Number.Value = seen(r.PostFormValue("number"))
	id := passage.ConsignmentID(p.Number.Value)
	if id == "" || len(id) > 58 {
		p.Number.Wrong, ok = r.T.Say("wrong.number"), false
	}
	p.Waybills = string(waybillNumber(id, 0))
	var lines []passage.FactLine
	for i := range p.Lines {
		l := &p.Lines[i]
		m := measures(passage.Grams)[0]
		for _, one := range measures(passage.Grams) {
			if one.Name == r.PostFormValue("unit"+l.Key) {
				m = one
			}
		}
		l.Units = choose(l.Units, m.Name)
		l.Amount.Value = strings.TrimSpace(r.PostFormValue("amount" + l.Key))
		n, err := passage.ParseAmount(l.Amount.Value, m.per)
		if err != nil {
			l.Amount.Wrong, ok = wrongAmount(r.T, err), false
		}
		if n > 0 {
			lines = append(lines, passage.FactLine{Consignment: id, Line: i + 1, Commodity: l.commodity, Unit: passage.Grams, Amount: n})
		}
	}
	trucks, err := passage.ParseAmount(typed(&p.Trucks, "trucks"), 1)
	if err != nil || trucks > mostTrucks {
		p.Trucks.Wrong, ok = r.T.Say("wrong.trucks", "Most", mostTrucks), false
	}
	vehicles := strings.FieldsFunc(typed(&p.Vehicles, "vehicles"), func(c rune) bool { return c == '\n' || c == '\r' || c == ',' || c == '،' })
	if len(vehicles) > int(trucks) && p.Trucks.Wrong == "" {
		p.Vehicles.Wrong, ok = r.T.Say("wrong.vehicles"), false
	}
	donor := seen(typed(&p.Donor, "donor"))
	if over := overlong(donor, passage.MaxName); over > 0 {
		p.Donor.Wrong, ok = r.T.Say("wrong.long", "Count", over), false
	}
	for i, v := range vehicles {
		if over := overlong(seen(v), passage.MaxName); over > 0 && p.Vehicles.Wrong == "" {
			p.Vehicles.Wrong, ok = r.T.Say("wrong.vehicle_long", "N", i+1, "Count", over), false
		}
	}
	if ok && len(lines) == 0 {
		p.Faults, ok = []string{r.T.Say("wrong.no_lines")}, false
	}
	if !ok {
		return nil, false
	}
	leg := passage.Fact{From: passage.NodeID(p.From), To: passage.NodeID(p.To), Place: passage.NodeID(p.From)}
	released := leg
	released.Kind, released.Consignment, released.Lines = passage.Released, id, lines
	released.Owner, released.Donor = r.Caller.Org, passage.OrgID(donor)
	facts = append(facts, released)
	for i, load := range loads(lines, int(trucks)) {
		loaded := leg
		loaded.Kind, loaded.Waybill, loaded.Lines = passage.Loaded, waybillNumber(id, i), load
		if i < len(vehicles) {
			loaded.Vehicle = seen(vehicles[i])
		}
		facts = append(facts, loaded)
	}
	return facts, true
}

// loads shares lines out to trucks, one line after the other, each truck with as
// many whole kilograms as the next and the last with the rest.
func loads(lines []passage.FactLine, trucks int) (all [][]passage.FactLine) {
	if trucks == 0 {
		return nil
	}
	var total int64
	for _, l := range lines {
		total += l.Amount
	}
	most := (total + int64(trucks) - 1) / int64(trucks)
	if kg := (most + 999) / 1000 * 1000; (int64(trucks)-1)*kg < total { // rounding up must leave something for the last
		most = kg
	}
	rest := slices.Clone(lines)
	for range trucks {
		var load []passage.FactLine
		room := most
		for len(rest) > 0 && room > 0 {
			part := rest[0]
			part.Amount = min(part.Amount, room)
			room -= part.Amount
			load = append(load, part)
			if rest[0].Amount -= part.Amount; rest[0].Amount == 0 {
				rest = rest[1:]
			}
		}
		if len(load) == 0 {
			break
		}
		all = append(all, load)
	}
	return all
}
