package pages

import (
	"context"
	"math"
	"net/url"
	"strings"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/reading"
)

// Proposer is a language model that may propose what a report says, as the rules
// do. The zero Proposer is none.
type Proposer struct {
	Name    string // as people read it: where texts are sent
	Propose func(ctx context.Context, text string, on passage.Date) (p reading.Proposal, dropped int, err error)
}

// modelTime is how long a person waits for a model.
const modelTime = 90 * time.Second

// prosePage is where the text of a report is pasted. What is read from it is a
// proposal: it fills the form of an engagement, and nothing is saved.
type prosePage struct {
	Form  form
	Model string // that may be asked as well; empty: none
	None  bool   // the text tells of no engagement
	Read  *readings
}

// readings are what else a report has, each with the form in which somebody can
// state it.
type readings struct {
	Trouble     string // with the language model
	Reported    string // the day of the report, as read or given
	Doors       []doorRead
	Impediments []impedimentRead
	Figures     []figureRead
}

type doorRead struct {
	Name, StateKey, Tag string
	Since               passage.Date
	Words               string
	URL                 string // empty: the scenario has no such door
}

type impedimentRead struct{ KindKey, Place, Words, URL string }

type figureRead struct{ Value, UnitKey, Words string }

func (s *Server) proseForm(r *request) (answer, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	return prosePage{Form: s.blankForm(nil), Model: s.opt.Model.Name}, nil
}

// readProse reads a text and shows what it gives rise to.
func (s *Server) readProse(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	text, on := t.need("text", "prose.no_text"), t.date("on")
	if err := reading.Check(text); err != nil {
		t.Wrong["text"] = err.Error()
	}
	if !t.OK() {
		return r.again(prosePage{Form: t.form, Model: s.opt.Model.Name}), nil
	}
	at, err := s.situation(r)
	if err != nil {
		return nil, err
	}
	opt := reading.Options{On: on}
	if at != nil {
		opt.Know(at.Scenario.Loaded.Scenario, at.Scenario.Local.Names)
	}
	p := reading.Read(text, opt)
	trouble := ""
	if t.text("model") != "" && s.opt.Model.Propose != nil {
		p, trouble = s.withModel(r, text, on, p)
	}
	found := at.readings(r, &p, t.text("source"))
	found.Trouble = trouble
	if p.Engagement == nil {
		return prosePage{Form: t.form, Model: s.opt.Model.Name, None: true, Read: found}, nil
	}
	record, quotes := recordOf(r, &p)
	record.Source = t.text("source")
	f := s.proposedForm(r, record, quotes)
	f.Values.Set("report", text)
	page, err := s.minutesForm(r, f)
	if err != nil {
		return nil, err
	}
	page.Read = found
	r.w.Header().Set("Content-Location", "/engagements/new") // where it is looked over and kept
	return as{"minutes", page}, nil
}

// withModel adds what a language model proposes, where that can be reached; what
// it proposes that the text does not have has been dropped.
func (s *Server) withModel(r *request, text string, on passage.Date, rules reading.Proposal) (p reading.Proposal, trouble string) {
	if on.IsZero() && rules.Reported != nil {
		on = rules.Reported.Day
	}
	ctx, stop := context.WithTimeout(r.Context(), modelTime)
	defer stop()
	more, dropped, err := s.opt.Model.Propose(ctx, text, on)
	switch {
	case err != nil:
		s.log.Warn("asking the language model", "error", err)
		return rules, r.T.Say("prose.model_failed")
	case dropped > 0:
		trouble = r.T.Say("prose.model_dropped", "Count", dropped)
	}
	return reading.Merge(rules, more), trouble
}

// recordOf turns a proposal into a record with its gaps, and says by field of the
// form which words each value was read from.
func recordOf(r *request, p *reading.Proposal) (*passage.Fact, map[string]string) {
	e, m, quotes := p.Engagement, &passage.Minutes{Reach: passage.Operation}, map[string]string{}
	f := &passage.Fact{Minutes: m}
	quote := func(field string, w reading.Words, by reading.Proposer) {
		quotes[field] = w.Text
		if by == reading.ByModel {
			quotes[field] += " " + r.T.Say("prose.by_model")
		}
	}
	value := func(field string, v *reading.Value) string {
		if v == nil {
			return ""
		}
		quote(field, v.Words, v.By)
		return v.Value
	}
	m.Form = passage.EngagementForm(value("form_of", e.Form))
	m.Where = value("where", e.Place)
	m.Level = passage.Level(value("level", e.Level))
	if e.Date != nil {
		f.Claimed = passage.InstantOf(e.Date.Day.Time()) + noonUTC
		quote("at", e.Date.Words, e.Date.By)
	}
	var topics, words []string
	for _, t := range p.Topics {
		m.Topics, topics, words = append(m.Topics, t.Value), append(topics, r.T.Say("topic."+t.Value)), append(words, t.Words.Text)
	}
	m.Subject = strings.Join(topics, r.T.Comma())
	quotes["subject"] = strings.Join(words, " … ")
	for i, who := range e.Participants {
		m.Participants = append(m.Participants, passage.Participant{Name: who.Name, Role: who.Role, Body: who.Body})
		quote(rowName("p", i, "name"), who.Words, who.By)
	}
	for i, said := range e.Statements {
		m.Statements = append(m.Statements, passage.Assertion{By: said.Speaker, Text: said.Words.Text, About: said.About})
		quote(rowName("s", i, "text"), said.Words, said.By)
	}
	for i, ask := range e.Asks {
		m.Asks = append(m.Asks, passage.AskMade{By: ask.Speaker, Of: ask.To, What: ask.Words.Text})
		quote(rowName("a", i, "what"), ask.Words, ask.By)
	}
	for i, promise := range e.Commitments {
		c := passage.Commitment{By: promise.Speaker, What: promise.Words.Text}
		day := func(to *passage.Date, field string, d *reading.Day) {
			if d != nil {
				*to = d.Day
				quote(rowName("c", i, field), d.Words, d.By)
			}
		}
		inAll := counted(&c, &promise, func(field string, w reading.Words, by reading.Proposer) { quote(rowName("c", i, field), w, by) })
		day(&c.To, "to", promise.Until)
		if inAll { // so much by a day
			day(&c.To, "to", promise.Due)
		} else { // it holds from the day by which it was to come
			day(&c.From, "from", promise.Due)
		}
		day(&c.From, "from", promise.From)
		m.Commitments = append(m.Commitments, c)
		quote(rowName("c", i, "what"), promise.Words, promise.By)
	}
	return f, quotes
}

// counted fills in what of a commitment the ledger can show: trucks at a door, an
// amount of goods there, or a sum of money. What is counted in all needs a day by which
// it is due. Of goods that are not clear the amount stays empty too, since alone it would
// be one of all goods.
func counted(c *passage.Commitment, said *reading.Said, quote func(field string, w reading.Words, by reading.Proposer)) (inAll bool) {
	f, door := said.Figure, said.Door
	if f != nil && f.Unit == "usd" {
		if door == nil {
			c.Sum, c.Currency = passage.Some(f.Value), "USD"
			quote("sum", f.Words, f.By)
		}
		return c.Sum.Given
	}
	if door == nil {
		return false
	}
	c.Door = passage.DoorID(door.Value)
	quote("door", door.Words, door.By)
	if f == nil {
		return false
	}
	unit, daily := strings.CutSuffix(f.Unit, "_per_day")
	switch {
	case f.Unit == "trucks_per_day":
		c.TrucksPerDay = passage.Some(f.Value)
		quote("day", f.Words, f.By)
	case !daily && said.Until == nil && said.Due == nil:
		return false
	case unit == "tonnes" || unit == "litres":
		quote("amount", f.Words, f.By)
		if said.Goods != nil {
			c.Commodity = passage.CommodityID(said.Goods.Value)
			quote("commodity", said.Goods.Words, said.Goods.By)
			if c.Commodity == "" {
				return !daily
			}
		}
		per := 1e6
		if c.Unit = passage.Grams; unit == "litres" {
			c.Unit, per = passage.Millilitres, 1e3
		}
		c.Amount, c.EachDay = int64(math.Round(f.Value*per)), daily
	default:
		c.Trucks = passage.Some(f.Value)
		quote("all", f.Words, f.By)
	}
	return !daily
}

// noonUTC is in the middle of a day of which no hour is told.
const noonUTC passage.Instant = 12 * 3600e6

// readings are the doors, impediments and figures of a proposal.
func (at *situation) readings(r *request, p *reading.Proposal, source string) *readings {
	found := &readings{}
	if p.Reported != nil {
		found.Reported = r.T.Date(p.Reported.Day)
	}
	when := func(d *reading.Day) string {
		if d == nil {
			d = p.Reported
		}
		if d == nil {
			return ""
		}
		return r.T.Field(passage.InstantOf(d.Day.Time()) + noonUTC)
	}
	for _, d := range p.Doors {
		row := doorRead{Name: d.Name, StateKey: "door." + string(d.State), Tag: doorTags[string(d.State)], Words: d.Words.Text}
		if d.Since != nil {
			row.Since = d.Since.Day
		}
		if d.ID != "" {
			row.Name = at.n.door(d.ID)
			row.URL = filledURL(doorURL(d.ID)+"/say", "status", string(d.State), "at", when(d.Since), "source", source)
		}
		found.Doors = append(found.Doors, row)
	}
	for _, i := range p.Impediments {
		kind := ""
		if i.Obstacle != "" {
			kind = string(i.Obstacle) + "/" + i.Detail
		}
		found.Impediments = append(found.Impediments, impedimentRead{
			"prose.kind_" + i.Kind, i.Place, i.Words.Text,
			filledURL("/impediments/new", "kind", kind, "at", when(nil), "reason", i.Words.Text, "source", source, "place", at.placeNamed(i.Place)),
		})
	}
	for _, f := range p.Figures {
		found.Figures = append(found.Figures, figureRead{r.T.Number(f.Value, 2), "prose.unit_" + f.Unit, f.Words.Text})
	}
	return found
}

// placeNamed is the node of a name, or else the name.
func (at *situation) placeNamed(name string) string {
	if at == nil || name == "" {
		return name
	}
	for _, n := range at.Scenario.Loaded.Scenario.Nodes {
		if strings.EqualFold(n.Name, name) || strings.EqualFold(at.n.node(n.ID), name) {
			return string(n.ID)
		}
	}
	return name
}

// filledURL leads to a form with fields filled in.
func filledURL(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return path + "?" + q.Encode()
}

// fill takes over what an address fills a form in with.
func (f form) fill(r *request, names ...string) {
	for _, name := range names {
		if value := r.FormValue(name); value != "" {
			f.Values.Set(name, strings.TrimSpace(value))
		}
	}
}
