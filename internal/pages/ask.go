package pages

import (
	"cmp"
	"errors"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/report"
	"passage/internal/tongue"
)

// asksPage ranks what could be asked for by what it would do.
type asksPage struct {
	Scenario   string
	URL        string
	CSVURL     string `json:"-"`
	JSONURL    string `json:"-"`
	Total      int
	Known      int
	PairsOf    int
	PairsKnown int
	Running    bool
	Trouble    string
	Held       string   `json:"-"` // which weeks are over
	Needs      []string // heads of the columns of people
	Currency   string   // of what asks cost
	Asks       []askRow
	Pending    []choice // those of which nothing is known yet
	Width      int      // columns that their figures will take
	Groups     []groupRow
	Limits     []bindingRow
}

type askRow struct {
	ID, Text, HeldBy, Note, BriefURL string
	People                           []string    `json:"-"` // for whom each need of the page would be met for the whole time
	Cost                             string      `json:"-"`
	Needs                            []needMoved // all there are
	Relief                           float64     // weighted person-days of deprivation less
	CostMore                         float64
	Nothing                          bool // it changes nothing
	Rounds                           int
	Last                             *roundRow // when it was asked last
	Records                          []record  // of who could grant it or was asked
}

// needMoved is how many more person-days of a need are met, and for how many people
// that is the whole time.
type needMoved struct {
	Need               passage.NeedID
	PersonDays, People float64
}

// groupRow is asks granted together.
type groupRow struct {
	Asks     []choice
	People   []string `json:"-"` // as of an ask
	Needs    []needMoved
	Together string
	More     bool // they do more together than apart
}

// shown are how many needs have a column at least: those that asks change most.
const shown = 4

func (s *Server) asks(r *request) (answer, error) {
	at, err := s.situation(r)
	if err != nil || at == nil {
		return asksPage{}, err
	}
	ranking, err := s.desk.Asks(r.Context(), r.Caller, at.Scenario.ID)
	if err != nil {
		return nil, err
	}
	sc := at.Scenario.Loaded.Scenario
	query := queryOf(map[string]string{"scenario": at.Scenario.ID})
	p := asksPage{
		Scenario: at.n.scenario(), URL: asksURL(at.Scenario.ID), CSVURL: wholeURL("/asks.csv" + query), JSONURL: "/asks.json" + query, Total: ranking.Total, Known: len(ranking.Alone), PairsOf: ranking.PairsOf,
		PairsKnown: len(ranking.Pairs), Running: !ranking.Done, Trouble: ranking.Trouble, Currency: sc.Currency,
	}
	if ranking.Document != nil {
		at.n.held, p.Held = ranking.Document.Held, at.n.heldText(ranking.Document)
	}
	t, err := s.talksAt(r, at, everyPromise)
	if err != nil {
		return nil, err
	}
	records := t.records()
	needs := moved(ranking.Alone)
	for _, i := range needs {
		p.Needs = append(p.Needs, at.n.need(sc.Needs[i].ID))
	}
	for _, g := range ranking.Alone {
		row := at.n.asked(at.Scenario.ID, g, needs)
		row.talked(t, records)
		p.Asks = append(p.Asks, row)
	}
	if p.Running { // their rows have room from the beginning
		for _, a := range sc.Asks {
			if !slices.ContainsFunc(ranking.Alone, func(g desk.Granted) bool { return g.Asks[0].ID == a.ID }) {
				p.Pending = append(p.Pending, choice{URL: briefURL(at.Scenario.ID, a.ID), Text: at.n.ask(a)})
			}
		}
	}
	p.Width = 3 + len(p.Needs)
	p.Groups = at.n.groups(at.Scenario.ID, ranking, needs)
	p.Groups = p.Groups[:min(12, len(p.Groups))]
	if ranking.Document != nil {
		for i, b := range ranking.Document.Binding {
			if i == 12 {
				break
			}
			p.Limits = append(p.Limits, at.n.binding(b, ranking.Document))
		}
	}
	return p, nil
}

// groups are the pairs and triples of a ranking, by what they would do. A triple
// that does no more than a pair in it is left out: who asks for three would ask for
// one in vain, and it would hide others.
func (n *naming) groups(scenario string, ranking desk.Ranking, needs []int) (rows []groupRow) {
	triples := slices.DeleteFunc(slices.Clone(ranking.Triples), func(g desk.Group) bool {
		return slices.ContainsFunc(ranking.Pairs, func(pair desk.Group) bool { return within(pair, g) && g.Deprivation < 1.001*pair.Deprivation })
	})
	all := slices.Concat(ranking.Pairs, triples)
	slices.SortStableFunc(all, func(a, b desk.Group) int { return cmp.Compare(b.Deprivation, a.Deprivation) })
	for _, g := range all {
		row := groupRow{Together: signed(n.t, g.Together, 0), More: g.Together > 0.01*g.Deprivation}
		for _, a := range g.Asks {
			row.Asks = append(row.Asks, choice{URL: briefURL(scenario, a.ID), Text: n.ask(a)})
		}
		row.People, row.Needs = n.moves(g.Granted, needs)
		rows = append(rows, row)
	}
	return rows
}

// within reports whether all asks of a group are among those of another.
func within(some, all desk.Group) bool {
	return !slices.ContainsFunc(some.Asks, func(a passage.Ask) bool {
		return !slices.ContainsFunc(all.Asks, func(b passage.Ask) bool { return a.ID == b.ID })
	})
}

// moved returns the needs that asks change most, by number, the most first, and with
// them what each ask changes most: one for medicine or water must not seem to
// do nothing because others are about food.
func moved(all []desk.Granted) (needs []int) {
	var sums []float64
	own := map[int]bool{}
	for _, g := range all {
		most := 0
		for i, days := range g.PersonDays {
			if i >= len(sums) {
				sums = append(sums, 0)
			}
			sums[i] += math.Abs(days)
			if math.Abs(days) > math.Abs(g.PersonDays[most]) {
				most = i
			}
		}
		own[most] = own[most] || len(g.PersonDays) > 0 && math.Abs(g.PersonDays[most]) > 1
	}
	order := make([]int, len(sums))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sums[b], sums[a]) })
	for rank, i := range order {
		if rank < shown || own[i] {
			needs = append(needs, i)
		}
	}
	return needs
}

// moves is what asks do: for the needs of the page in words, and for all in figures.
func (n *naming) moves(g desk.Granted, needs []int) (people []string, all []needMoved) {
	for _, i := range needs {
		people = append(people, n.people(g.PersonDays[i]))
	}
	for i, days := range g.PersonDays {
		all = append(all, needMoved{n.s.Loaded.Scenario.Needs[i].ID, days, days / float64(n.days())})
	}
	return people, all
}

func (n *naming) asked(scenario string, g desk.Granted, needs []int) askRow {
	a := g.Asks[0]
	row := askRow{
		ID: string(a.ID), Text: n.ask(a), HeldBy: a.HeldBy, Note: n.note(a), BriefURL: briefURL(scenario, a.ID),
		Cost: signed(n.t, g.Cost, 0), Relief: g.Deprivation, CostMore: g.Cost, Nothing: g.Deprivation < 1,
	}
	row.People, row.Needs = n.moves(g, needs)
	return row
}

// talked adds when the ask was put to whom, and how they kept what they promised.
func (row *askRow) talked(t *talks, records []record) {
	rounds := t.asked(passage.AskID(row.ID))
	bodies := t.holders(passage.AskID(row.ID), row.HeldBy)
	if row.Rounds = len(rounds); row.Rounds > 0 {
		row.Last = &rounds[len(rounds)-1]
	}
	row.Records = recordsOf(records, bodies)
}

// days is how many days are planned: those that are not over.
func (n *naming) days() int {
	sc := n.s.Loaded.Scenario
	return (sc.Periods - n.held) * sc.PeriodDays
}

// heldText says which weeks stand as they were planned before; empty: none.
func (n *naming) heldText(d *report.Document) string {
	if d == nil || d.Held == 0 {
		return ""
	}
	return n.t.Say("plan.held", "Date", n.t.Word(n.t.Date(d.Horizon.FirstDay(d.Held))))
}

// people says for how many a need would be met for the whole time, with a sign.
func (n *naming) people(personDays float64) string {
	v := personDays / float64(n.days())
	if v > -0.5 && v < 0.5 {
		return n.t.Number(0, 0)
	}
	return signed(n.t, v, 0)
}

// ask says in words what is asked for.
func (n *naming) ask(a passage.Ask) string {
	var parts []string
	switch {
	case a.On != "" && a.TrucksPerDay.Given:
		parts = append(parts, n.t.Say("ask.trucks", "Count", a.TrucksPerDay.Value, "Door", n.door(a.On)))
	case len(a.Lifts) > 0:
		parts = append(parts, n.t.Say("ask.lift", "Door", n.lifted(a)))
	}
	if a.USD.Given {
		parts = append(parts, n.t.Say("ask.money", "Sum", n.t.Word(n.t.Number(a.USD.Value, 0)+" "+n.s.Loaded.Scenario.Currency)))
	}
	return n.listed(cmp.Or(strings.Join(parts, n.t.Semicolon()), string(a.ID)), span(n.t, a.From, a.To))
}

// lifted names the doors, and the goods if it is about some alone, of the rules
// that an ask lifts, each once.
func (n *naming) lifted(a passage.Ask) string {
	var all []string
	for _, rule := range n.s.Loaded.Scenario.Access {
		if !slices.Contains(a.Lifts, rule.ID) {
			continue
		}
		parts := []string{n.door(rule.On)}
		for _, goods := range rule.Only {
			parts = append(parts, n.goodsOrSector(goods))
		}
		if one := n.listed(parts...); !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return strings.Join(all, n.t.Semicolon())
}

// briefPage is one ask for somebody who is about to walk into a room.
type briefPage struct {
	Heading  string
	Scenario string
	On       passage.Date
	Ask      askRow
	Currency string // of what it costs
	Rank     int    // among Known
	Known    int    // asks worked out when it was made
	Of       int
	RankText string `json:"-"`
	Needs    []needEffect
	Rules    []ruleRow
	Doors    []doorCard
	BackURL  string
	URL      string    `json:"-"`
	PlanURL  string    `json:"-"` // the plan with the ask granted, from which the figures are
	Where    []gainRow // who gains most, and from when; empty until that plan is made
	Planning bool      // it is being made
	Days     int       // that are planned
	Held     string    `json:"-"` // which weeks are over
	Groups   []groupRow
	Rounds   []roundRow   // the newest of those in which it was put
	Put      int          // in how many it was
	Promised int          // how many of Promises there are
	Promises []promiseRow // that answer the ask
	Objects  []objectRow  // permits that it was about, with what came of each
	Observed []observedRow
	AsOf     passage.Date
}

// rankText says where the ask stands. A brief is printed and carried off, so that one
// which was made while others were being worked out says so.
func (p *briefPage) rankText(t *tongue.Tongue) string {
	if p.Known < p.Of {
		return t.Say("brief.rank_so_far", "Rank", p.Rank, "Known", p.Known, "Of", p.Of)
	}
	return t.Say("brief.rank", "Rank", p.Rank, "Of", p.Of)
}

type needEffect struct{ Need, PersonDays, People string }

func (p briefPage) Title() string { return p.Heading }

func (s *Server) brief(r *request) (answer, error) {
	at, err := s.situation(r)
	if err != nil {
		return nil, err
	}
	if at == nil {
		return nil, desk.Missing{Text: "there is no scenario"}
	}
	ranking, err := s.desk.Asks(r.Context(), r.Caller, at.Scenario.ID)
	if err != nil {
		return nil, err
	}
	id := passage.AskID(r.PathValue("id"))
	i := slices.IndexFunc(ranking.Alone, func(g desk.Granted) bool { return g.Asks[0].ID == id })
	if i < 0 {
		if !ranking.Done { // it will come
			return redirect(asksURL(at.Scenario.ID)), nil
		}
		return nil, desk.Missing{Text: "there is no such ask"}
	}
	traffic, err := s.traffic(r, at, 28)
	if err != nil {
		return nil, err
	}
	said, err := s.desk.Said(r.Context(), r.Caller, traffic.doors, traffic.days[0], at.On)
	if err != nil {
		return nil, err
	}
	g, sc := ranking.Alone[i], at.Scenario.Loaded.Scenario
	at.n.held = ranking.Document.Held
	t, err := s.talksAt(r, at, func(t *talks) func(*passage.Promise) bool {
		of := oneOf(t.holders(id, g.Asks[0].HeldBy))
		return func(made *passage.Promise) bool { return made.Ask == id || of(made.By) }
	})
	if err != nil {
		return nil, err
	}
	p := briefPage{
		Heading: r.T.Say("brief.heading"), Scenario: at.n.scenario(), Currency: sc.Currency, On: at.On, Ask: at.n.asked(at.Scenario.ID, g, moved(ranking.Alone)), Rank: i + 1, Known: len(ranking.Alone), Of: ranking.Total,
		BackURL: asksURL(at.Scenario.ID), URL: briefURL(at.Scenario.ID, id), PlanURL: askPlanURL(at.Scenario.ID, id), Days: at.n.days(), Held: at.n.heldText(ranking.Document),
	}
	p.RankText = p.rankText(r.T)
	p.Ask.talked(t, t.records())
	rounds, put := t.asked(id), t.Rounds[id]
	p.AsOf, p.Put, p.Rounds = t.AsOf, len(rounds), newest(rounds)
	p.Promises = t.rows(func(k *desk.Judged) bool { return k.Ask == id })
	p.Promised, p.Promises = len(p.Promises), p.Promises[:min(len(p.Promises), briefRows)]
	t.word(r, p.Promises)
	for _, round := range newest(put) {
		row, err := s.objectOfAsk(r, t, *round.AskMade)
		if err != nil {
			return nil, err
		}
		if row != nil && row.URL != "" && !slices.Contains(p.Objects, *row) {
			p.Objects = append(p.Objects, *row)
		}
	}
	if p.Observed, err = s.observed(r, t, g.Asks[0]); err != nil {
		return nil, err
	}
	if p.Where, p.Planning, err = s.whereAsk(r, at, id); err != nil {
		return nil, err
	}
	for k, days := range g.PersonDays {
		if days > 1 || days < -1 {
			p.Needs = append(p.Needs, needEffect{at.n.need(sc.Needs[k].ID), signed(r.T, days, 0), at.n.people(days)})
		}
	}
	for _, rule := range sc.Access {
		if slices.Contains(g.Asks[0].Lifts, rule.ID) {
			p.Rules = append(p.Rules, ruleRow{at.n.door(rule.On) + ": " + at.n.rule(rule), rule.Source, rule.Reliability, gridURL(at.Scenario.ID, "access", string(rule.ID), "", "")})
		}
	}
	for _, d := range doorsOf(sc) {
		if concerns(sc, g.Asks[0], d.id) {
			card, err := s.card(r, at, d, traffic, said)
			if err != nil {
				return nil, err
			}
			p.Doors = append(p.Doors, card)
		}
	}
	for _, g := range at.n.groups(at.Scenario.ID, ranking, nil) {
		rest := slices.DeleteFunc(slices.Clone(g.Asks), func(c choice) bool { return c.URL == briefURL(at.Scenario.ID, id) })
		if g.More && len(rest) < len(g.Asks) {
			g.Asks = rest
			p.Groups = append(p.Groups, g)
		}
	}
	return p, nil
}

// concerns reports whether an ask is about a door.
func concerns(sc *passage.Scenario, a passage.Ask, door passage.DoorID) bool {
	return a.On == door || slices.ContainsFunc(sc.Access, func(r passage.AccessRule) bool { return r.On == door && slices.Contains(a.Lifts, r.ID) })
}

// Table is the ranking as .csv: person-days of every need.
func (p asksPage) Table() (head []string, rows [][]string) {
	head = []string{"rank", "ask", "what", "held_by", "relief"}
	if len(p.Asks) > 0 {
		for _, need := range p.Asks[0].Needs {
			head = append(head, "person_days_"+string(need.Need))
		}
	}
	head = append(head, "cost", "rounds", "last_asked", "last_of", "last_answer", "kept", "kept_in_part", "not_kept", "running")
	whole := func(v float64) string { return strconv.FormatInt(int64(math.Round(v)), 10) }
	for i, a := range p.Asks {
		row := []string{strconv.Itoa(i + 1), a.ID, a.Text, a.HeldBy, whole(a.Relief)}
		for _, need := range a.Needs {
			row = append(row, whole(need.PersonDays))
		}
		last := roundRow{}
		on := ""
		if a.Last != nil {
			last, on = *a.Last, a.Last.On.String()
		}
		sum := record{}
		for _, k := range a.Records {
			sum.Kept, sum.Partly, sum.NotKept, sum.Running = sum.Kept+k.Kept, sum.Partly+k.Partly, sum.NotKept+k.NotKept, sum.Running+k.Running
		}
		rows = append(rows, append(row, whole(a.CostMore), strconv.Itoa(a.Rounds), on, last.Of, string(last.Answer),
			strconv.Itoa(sum.Kept), strconv.Itoa(sum.Partly), strconv.Itoa(sum.NotKept), strconv.Itoa(sum.Running)))
	}
	return head, rows
}

// whereAsk says where the plan with an ask granted does most against the one
// without, and has it made where there is none yet.
func (s *Server) whereAsk(r *request, at *situation, ask passage.AskID) (rows []gainRow, planning bool, err error) {
	base, err := s.desk.NewestPlanOf(r.Context(), r.Caller, at.Scenario.ID, at.Scenario.Revision)
	if err != nil || base == nil {
		return nil, false, err
	}
	id, err := s.desk.PlanWithAsk(r.Context(), r.Caller, at.Scenario.ID, ask)
	if errors.As(err, &desk.Refused{}) { // too many are being made: the figures stand without it
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	plan, err := s.desk.Plan(r.Context(), r.Caller, id)
	if err != nil || plan.Document == nil {
		return nil, err == nil && plan.State == desk.PlanRunning, err
	}
	c, err := report.Compare(report.SideOf("", base.Document), report.SideOf("", plan.Document))
	if err != nil {
		return nil, false, nil // they share no place and week
	}
	return at.n.gains(c, 8), false, nil
}

// askPlan leads to the plan with an ask granted, which is made if there is none.
func (s *Server) askPlan(r *request) (answer, error) {
	at, err := s.situation(r)
	if err != nil {
		return nil, err
	}
	if at == nil {
		return nil, desk.Missing{Text: "there is no scenario"}
	}
	id, err := s.desk.PlanWithAsk(r.Context(), r.Caller, at.Scenario.ID, passage.AskID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	return redirect(planURL(id)), nil
}

func askPlanURL(scenario string, id passage.AskID) string {
	return filledURL("/asks/"+url.PathEscape(string(id))+"/plan", "scenario", scenario)
}
