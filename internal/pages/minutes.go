package pages

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/tongue"
)

// minutesPage is the form for a record of an engagement. Its rows are numbered
// from 0; fields of a row begin with a letter for what it is and the number:
// p0_name, s1_text, a0_of, c2_door.
type minutesPage struct {
	Heading, URL, BackURL string
	Form                  form
	Amends                bool
	NoteStays             bool // there may be a note that the reader does not see
	Topics                []option
	Forms, Levels         []option
	Reaches, Abouts       []option
	Stands, Answers       []option
	Asks                  []option // that were put before, or that plans reckon with
	AsksHere              []option // those, and the rows of this form
	Promised              []option // commitments there are
	Doors, Goods, Bodies  []option // suggestions
	Permits               []option // that were sought
	Units                 []option // that amounts are typed in
	Currency              string   // of the tables
	Rows                  map[string][]int
	Report                string    // that it was read from
	Read                  *readings // what else that has
	talks                 *talks
}

func (p minutesPage) Title() string { return p.Heading }

// rowKinds are the kinds of rows, with the letter of their fields and how many
// are empty at first.
var rowKinds = []struct {
	name, letter string
	fields       []string
	empty        int
}{
	{"participants", "p", []string{"name", "role", "body"}, 3},
	{"statements", "s", []string{"by", "text", "about", "stand"}, 2},
	{"asks", "a", []string{"ask", "by", "of", "what", "door", "permit", "sum", "currency", "answer", "words"}, 1},
	{"commitments", "c", []string{"id", "by", "what", "ask", "door", "commodity", "day", "all", "amount", "unit", "each", "permit", "sum", "currency", "from", "to", "conditions", "red", "withdrawn"}, 1},
}

// mostRows is how many rows of a kind a form takes.
const mostRows = 100

// rowName is the name of a field of a row.
func rowName(letter string, i int, field string) string {
	return letter + strconv.Itoa(i) + "_" + field
}

// filledRow reports whether anything is in a row.
func filledRow(values url.Values, letter string, fields []string, i int) bool {
	return slices.ContainsFunc(fields, func(field string) bool { return strings.TrimSpace(values.Get(rowName(letter, i, field))) != "" })
}

// rowsOf works out how many rows of each kind a form shows: those that were
// shown before, those that hold something, and more where that was asked for.
func rowsOf(values url.Values) map[string][]int {
	rows := map[string][]int{}
	for _, kind := range rowKinds {
		n, last := kind.empty, 0
		if shown, err := strconv.Atoi(values.Get("rows_" + kind.name)); err == nil && shown > n {
			n = min(shown, mostRows)
		}
		for i := range mostRows {
			if filledRow(values, kind.letter, kind.fields, i) {
				last = i + 1
			}
		}
		n = max(n, last)
		if values.Get("more") == kind.name {
			n = min(n+kind.empty, mostRows)
		}
		for i := range n {
			rows[kind.name] = append(rows[kind.name], i)
		}
	}
	return rows
}

// minutesValues are the fields of the form for a record.
func minutesValues(t *tongue.Tongue, f *passage.Fact) url.Values {
	m, v := f.Minutes, url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	if f.Claimed != 0 {
		set("at", t.Field(f.Claimed))
	}
	set("form_of", string(m.Form))
	set("where", m.Where)
	set("level", string(m.Level))
	set("reach", string(m.Reach))
	set("subject", m.Subject)
	set("source", f.Source)
	set("reliability", string(f.Reliability))
	set("note", f.Note)
	v["topics"] = slices.Clone(m.Topics)
	row := func(letter string, i int, pairs ...string) {
		for k := 0; k < len(pairs); k += 2 {
			set(rowName(letter, i, pairs[k]), pairs[k+1])
		}
	}
	for i, p := range m.Participants {
		row("p", i, "name", p.Name, "role", p.Role, "body", p.Body)
	}
	for i, s := range m.Statements {
		row("s", i, "by", s.By, "text", s.Text, "about", string(s.About), "stand", string(s.Stand))
	}
	for i, a := range m.Asks {
		row("a", i, "ask", string(a.Ask), "by", a.By, "of", a.Of, "what", a.What, "door", string(a.Door), "permit", string(a.Permit), "sum", a.Sum.String(), "currency", a.Currency, "answer", string(a.Answer), "words", a.Words)
	}
	for i, c := range m.Commitments {
		row("c", i, "id", string(c.ID), "by", c.By, "what", c.What, "ask", string(c.Ask), "door", string(c.Door), "commodity", string(c.Commodity),
			"day", c.TrucksPerDay.String(), "all", c.Trucks.String(), "permit", string(c.Permit), "sum", c.Sum.String(), "currency", c.Currency, "from", c.From.String(), "to", c.To.String(), "conditions", c.Conditions, "red", c.RedLines)
		if c.Amount > 0 {
			amount, unit := typedAmount(c.Unit, c.Amount)
			row("c", i, "amount", amount, "unit", unit)
		}
		if c.EachDay {
			set(rowName("c", i, "each"), "yes")
		}
		if c.Withdrawn {
			set(rowName("c", i, "withdrawn"), "yes")
		}
	}
	return v
}

// proposedForm is a form that begins with a record, for somebody to look over.
// Quotes are, by field, the words that it was read from; nil where it was not.
func (s *Server) proposedForm(r *request, record *passage.Fact, quotes map[string]string) form {
	f := s.blankForm(nil)
	for name, values := range minutesValues(r.T, record) {
		f.Values[name] = values
	}
	f.Quotes = quotes
	return f
}

// minutesForm makes the page around a form.
func (s *Server) minutesForm(r *request, f form) (*minutesPage, error) {
	t, err := s.talks(r, noPromise)
	if err != nil {
		return nil, err
	}
	p := &minutesPage{Heading: r.T.Say("minutes.new"), URL: "/engagements/new", BackURL: "/engagements", Form: f, talks: t, Rows: rowsOf(f.Values), Report: f.Values.Get("report")}
	p.Forms = optionsOf(r.T, "engagement_form.", passage.EngagementForms)
	p.Levels = optionsOf(r.T, "level.", passage.Levels)
	p.Reaches = optionsOf(r.T, "reach.", passage.Reaches)
	p.Abouts = optionsOf(r.T, "ground.", []passage.Ground{passage.OfFact, passage.OfNorm})
	p.Stands = optionsOf(r.T, "stand.", []passage.Stand{passage.Agreed, passage.Contested})
	p.Answers = optionsOf(r.T, "answer.", passage.Answers)
	p.Units = unitOptions(r.T)
	for _, topic := range passage.Topics {
		p.Topics = append(p.Topics, option{topic, r.T.Say("topic." + topic), f.Has("topics", topic)})
	}
	p.suggest(r, t)
	return p, s.permitsFor(r, p)
}

// permitsFor lists the permits that can be chosen: the newest, and those that the
// form names.
func (s *Server) permitsFor(r *request, p *minutesPage) error {
	sought, _, _, err := s.desk.ReportedPage(r.Context(), r.Caller, passage.Sought, 0, rowsOfPage)
	if err != nil {
		return err
	}
	var named []passage.FactID
	for name, values := range p.Form.Values {
		if id := passage.FactID(strings.Join(values, "")); strings.HasSuffix(name, "permit") && id != "" && !slices.ContainsFunc(sought, func(c passage.Reported) bool { return c.Is(id) }) {
			named = append(named, id)
		}
	}
	older, err := s.desk.Permits(r.Context(), r.Caller, named)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(older)) {
		if older[id].Fact.ID == id {
			sought = append(sought, *older[id])
		}
	}
	for i := range sought {
		p.Permits = append(p.Permits, option{Value: string(sought[i].Fact.ID), Text: p.talks.n.permit(r, &sought[i])})
	}
	return nil
}

// suggest fills the lists of what can be chosen.
func (p *minutesPage) suggest(r *request, t *talks) {
	bodies := map[string]bool{}
	if t.at != nil {
		sc := t.at.Scenario.Loaded.Scenario
		for _, d := range doorsOf(sc) {
			p.Doors = append(p.Doors, option{Value: string(d.id), Text: t.n.door(d.id)})
		}
		for _, c := range sc.Corridors {
			if !slices.ContainsFunc(p.Doors, func(o option) bool { return o.Value == string(c.ID) }) {
				p.Doors = append(p.Doors, option{Value: string(c.ID), Text: t.n.door(passage.DoorID(c.ID))})
			}
		}
		p.Goods, p.Currency = t.n.Goods, sc.Currency
		for _, a := range sc.Asks {
			p.Asks = append(p.Asks, option{Value: string(a.ID), Text: t.ask(a.ID)})
			for _, body := range bodiesIn(a.HeldBy) {
				bodies[body] = true
			}
		}
	}
	for id, rounds := range t.Rounds {
		if t.scenarioAsk(id) == nil {
			p.Asks = append(p.Asks, option{Value: string(id), Text: short(t.ask(id)) + " (" + string(id) + ")"})
		}
		for _, round := range rounds {
			bodies[round.Of] = true
		}
	}
	slices.SortStableFunc(p.Asks, func(a, b option) int { return strings.Compare(a.Text, b.Text) })
	for i := range p.Rows["asks"] {
		p.AsksHere = append(p.AsksHere, option{Value: "#" + strconv.Itoa(i), Text: r.T.Say("minutes.ask_here", "N", i+1)})
	}
	p.AsksHere = append(p.AsksHere, p.Asks...)
	for _, row := range t.Promises[:min(len(t.Promises), rowsOfPage)] {
		p.Promised = append(p.Promised, option{Value: string(row.ID), Text: row.By + ": " + short(row.What) + " (" + term(r, row.From, row.To) + ")"})
		bodies[row.By] = true
	}
	for _, e := range t.All {
		for _, f := range e.Records {
			for _, body := range bodiesOf(f.Minutes) {
				bodies[body] = true
			}
		}
	}
	for body := range bodies {
		p.Bodies = append(p.Bodies, option{Value: body})
	}
	slices.SortFunc(p.Bodies, func(a, b option) int { return strings.Compare(a.Value, b.Value) })
}

// newMinutes shows an empty form.
func (s *Server) newMinutes(r *request) (answer, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	f, err := s.formNow(r, "at")
	if err != nil {
		return nil, err
	}
	f.Values.Set("reach", string(passage.Operation))
	return s.minutesForm(r, f)
}

// sendMinutes reads a form and states a new engagement.
func (s *Server) sendMinutes(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	p, err := s.minutesForm(r, t.form)
	if err != nil || t.text("more") != "" {
		return p, err
	}
	id := passage.EngagementID("E-" + formTail(t))
	fact := passage.Fact{Kind: passage.Engaged, Engagement: id, Minutes: p.read(t), Claimed: t.moment("at", false)}
	t.source(&fact)
	return s.stateMinutes(r, t, p, fact)
}

// stateMinutes saves what a form says, or shows it again.
func (s *Server) stateMinutes(r *request, t *sheet, p *minutesPage, facts ...passage.Fact) (answer, error) {
	return stated(s, r, t, engagementURL(facts[0].Engagement), filledIn(p, &p.Form), facts...)
}

// formTail is the end of a form's id, in which it differs from every other: what
// the form makes is named by it, so that sent twice it makes one thing.
func formTail(t *sheet) string {
	id := t.text("form")
	return id[max(0, len(id)-12):]
}

// ownRecord is what the reader's organisation has down of an engagement, or nil.
func ownRecord(r *request, e passage.Engagement) *passage.Fact {
	i := slices.IndexFunc(e.Records, func(f *passage.Fact) bool { return f.Org == r.Caller.Org })
	if i < 0 {
		return nil
	}
	return e.Records[i]
}

// amendMinutes shows the form with what the reader's organisation has down, or,
// where it has nothing, with when and where the engagement was.
func (s *Server) amendMinutes(r *request) (answer, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	e, err := s.desk.Engagement(r.Context(), r.Caller, passage.EngagementID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	own := ownRecord(r, e)
	if own == nil {
		theirs := e.Records[0]
		m := theirs.Minutes
		own = &passage.Fact{Claimed: theirs.Claimed, Minutes: &passage.Minutes{Form: m.Form, Where: m.Where, Level: m.Level, Reach: passage.Operation, Subject: m.Subject}}
	}
	f := s.proposedForm(r, own, nil)
	f.Values.Set("fact", string(own.ID))
	return s.amending(r, e.ID, f)
}

// amending makes the page for a record of an engagement that there is.
func (s *Server) amending(r *request, id passage.EngagementID, f form) (*minutesPage, error) {
	p, err := s.minutesForm(r, f)
	if err != nil {
		return nil, err
	}
	p.URL, p.BackURL = engagementURL(id)+"/amend", engagementURL(id)
	if p.Amends = f.Values.Get("fact") != ""; p.Amends {
		p.Heading, p.NoteStays = r.T.Say("minutes.amend"), !r.Caller.SeesRestricted()
	} else {
		p.Heading = r.T.Say("minutes.add")
	}
	return p, nil
}

// sendAmended states what is right and that what stood before is not.
func (s *Server) sendAmended(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	id := passage.EngagementID(r.PathValue("id"))
	p, err := s.amending(r, id, t.form)
	if err != nil {
		return nil, err
	}
	e, err := s.desk.Engagement(r.Context(), r.Caller, id)
	if err != nil {
		return nil, err
	}
	if t.text("more") != "" {
		return p, nil
	}
	fact := passage.Fact{Kind: passage.Engaged, Engagement: id, Minutes: p.read(t), Claimed: t.moment("at", false)}
	t.source(&fact)
	sent, err := s.desk.Sent(r.Context(), r.Caller, t.ID)
	if err != nil {
		return nil, err
	}
	before := passage.FactID(t.text("fact"))
	own := ownRecord(r, e)
	if !sent && (own == nil && before != "" || own != nil && own.ID != before) {
		t.Faults = append(t.Faults, r.T.Say("wrong.amended_meanwhile"))
	}
	if before == "" {
		return s.stateMinutes(r, t, p, fact)
	}
	// What the form does not show is kept: a note that the reader may not see, and
	// the moment to the second.
	old, err := s.desk.Amended(r.Context(), r.Caller, before)
	if err != nil {
		return nil, err
	}
	if fact.Claimed != 0 && t.text("at") == r.T.Field(old.Claimed) {
		fact.Claimed = old.Claimed
	}
	if fact.Note == "" && !r.Caller.SeesRestricted() {
		fact.Note = old.Note
	}
	fact.Ref, fact.Evidence = old.Ref, old.Evidence
	return s.stateMinutes(r, t, p, fact, passage.Fact{Kind: passage.Corrected, Engagement: id, Corrects: before, Error: passage.IncorrectData})
}

// more is the button for more rows of a kind, for its template.
type more struct {
	Kind, URL string
	Count     int // of rows shown
}

func moreRows(p *minutesPage, kind string) more { return more{kind, p.URL, len(p.Rows[kind])} }

// object is what an ask or a commitment can be about beside a door, for its
// template: the fields of a row that begin with Row.
type object struct {
	Page *minutesPage
	Row  string
}

func objectOf(p *minutesPage, row string) object { return object{p, row} }

// CurrencyHint says of which currency a sum is where none is typed.
func (o object) CurrencyHint() string {
	if o.Page.Currency == "" {
		return ""
	}
	return o.Page.talks.n.naming.t.Say("minutes.currency_hint", "Currency", o.Page.Currency)
}
