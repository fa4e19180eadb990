package pages

import (
	"cmp"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
)

// engagementsPage is a list of engagements, the newest first.
type engagementsPage struct {
	Filter   engagementFilter
	Bodies   []option `json:"-"`
	Topics   []option `json:"-"`
	Rows     []engagementRow
	All      int
	MayWrite bool   `json:"-"`
	NextURL  string `json:"-"`
	CSVURL   string `json:"-"`
	JSONURL  string `json:"-"`
}

type engagementFilter struct{ Body, Topic, Text string }

// engagementRow is one engagement as the newest record has it, with the bodies
// and topics of all.
type engagementRow struct {
	ID                passage.EngagementID
	URL               string `json:"-"`
	At                passage.Instant
	Form              passage.EngagementForm
	Level             passage.Level
	Where, Subject    string
	Bodies            []string
	Topics            []string
	TopicTexts        []string `json:"-"`
	Asks, Commitments int
	Reach             passage.Reach
	Organisations     []string // that have a record of it
}

func (s *Server) engagements(r *request) (answer, error) {
	all, err := s.desk.Engagements(r.Context(), r.Caller)
	if err != nil {
		return nil, err
	}
	v := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	p := engagementsPage{Filter: engagementFilter{v("body"), v("topic"), v("q")}, All: len(all), MayWrite: mayWrite(r)}
	bodies, named, topics := map[string]string{}, map[string]bool{}, map[string]bool{}
	var fit []*passage.Engagement
	for i := range all {
		e := &all[i]
		for _, f := range e.Records {
			for body := range namedIn(f.Minutes) {
				if !named[body] { // most are named over and over
					named[body], bodies[strings.ToLower(body)] = true, body
				}
			}
			for _, topic := range f.Minutes.Topics {
				topics[topic] = true
			}
		}
		if p.Filter.lets(e) {
			fit = append(fit, e)
		}
	}
	slices.SortStableFunc(fit, func(a, b *passage.Engagement) int { return cmp.Compare(b.Records[0].Claimed, a.Records[0].Claimed) })
	for _, body := range bodies {
		p.Bodies = append(p.Bodies, option{body, body, sameName(body, p.Filter.Body)})
	}
	slices.SortFunc(p.Bodies, func(a, b option) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)), cmp.Compare(a.Text, b.Text))
	})
	for _, topic := range passage.Topics {
		if topics[topic] {
			p.Topics = append(p.Topics, option{topic, r.T.Say("topic." + topic), topic == p.Filter.Topic})
		}
	}
	fit, p.NextURL = pageOf(r, fit)
	for _, e := range fit {
		row := engagementRowOf(*e)
		for _, topic := range row.Topics {
			row.TopicTexts = append(row.TopicTexts, r.T.Say("topic."+topic))
		}
		p.Rows = append(p.Rows, row)
	}
	query := queryOf(map[string]string{"body": p.Filter.Body, "topic": p.Filter.Topic, "q": p.Filter.Text})
	p.CSVURL, p.JSONURL = wholeURL("/engagements.csv"+query), "/engagements.json"+query
	return p, nil
}

// queryOf is a query string of the values that there are.
func queryOf(values map[string]string) string {
	q := queryValues(values)
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// queryValues are those of the values that there are.
func queryValues(values map[string]string) url.Values {
	q := url.Values{}
	for name, value := range values {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func engagementRowOf(e passage.Engagement) engagementRow {
	newest := e.Records[0]
	m := newest.Minutes
	row := engagementRow{ID: e.ID, URL: engagementURL(e.ID), At: newest.Claimed, Form: m.Form, Level: m.Level, Where: m.Where, Subject: m.Subject, Reach: m.Reach}
	asks, commitments := map[string]bool{}, map[passage.CommitmentID]bool{}
	for _, f := range e.Records {
		row.Organisations = append(row.Organisations, string(f.Org))
		for _, body := range bodiesOf(f.Minutes) {
			if !slices.ContainsFunc(row.Bodies, func(b string) bool { return sameName(b, body) }) {
				row.Bodies = append(row.Bodies, body)
			}
		}
		for _, topic := range f.Minutes.Topics {
			if !slices.Contains(row.Topics, topic) {
				row.Topics = append(row.Topics, topic)
			}
		}
		for _, a := range f.Minutes.Asks {
			asks[string(a.Ask)+"\n"+strings.ToLower(a.Of)] = true
		}
		for _, c := range f.Minutes.Commitments {
			commitments[c.ID] = true
		}
	}
	slices.Sort(row.Organisations)
	row.Organisations = slices.Compact(row.Organisations)
	row.Asks, row.Commitments = len(asks), len(commitments)
	return row
}

// bodiesOf are those that took part, were asked or promised something.
func bodiesOf(m *passage.Minutes) (bodies []string) {
	for body := range namedIn(m) {
		if !slices.ContainsFunc(bodies, func(b string) bool { return sameName(b, body) }) {
			bodies = append(bodies, body)
		}
	}
	return bodies
}

// namedIn yields what bodiesOf returns, each as often as it is named.
func namedIn(m *passage.Minutes) iter.Seq[string] {
	return func(yield func(string) bool) {
		name := func(body string) bool {
			body = strings.TrimSpace(body)
			return body == "" || yield(body)
		}
		for _, p := range m.Participants {
			if !name(p.Body) {
				return
			}
		}
		for _, a := range m.Asks {
			if !name(a.Of) {
				return
			}
		}
		for _, c := range m.Commitments {
			if !name(c.By) {
				return
			}
		}
	}
}

// lets reports whether an engagement is one of those asked for. Text is looked
// for in everything that records say.
func (f engagementFilter) lets(e *passage.Engagement) bool {
	some := func(is func(*passage.Minutes) bool) bool {
		return slices.ContainsFunc(e.Records, func(f *passage.Fact) bool { return is(f.Minutes) })
	}
	if f.Body != "" && !some(func(m *passage.Minutes) bool {
		return slices.ContainsFunc(slices.Collect(namedIn(m)), func(b string) bool { return sameName(b, f.Body) })
	}) {
		return false
	}
	if f.Topic != "" && !some(func(m *passage.Minutes) bool { return slices.Contains(m.Topics, f.Topic) }) {
		return false
	}
	if f.Text == "" {
		return true
	}
	var all strings.Builder
	say := func(texts ...string) {
		for _, text := range texts {
			all.WriteString(text + "\n")
		}
	}
	say(string(e.ID))
	for _, record := range e.Records {
		m := record.Minutes
		say(m.Subject, m.Where, record.Source)
		for _, p := range m.Participants {
			say(p.Name, p.Role, p.Body)
		}
		for _, a := range m.Statements {
			say(a.By, a.Text)
		}
		for _, a := range m.Asks {
			say(string(a.Ask), a.By, a.Of, a.What, a.Words)
		}
		for _, c := range m.Commitments {
			say(string(c.ID), c.By, c.What, c.Conditions, c.RedLines)
		}
	}
	return strings.Contains(strings.ToLower(all.String()), strings.ToLower(f.Text))
}

// Table gives each engagement a row.
func (p engagementsPage) Table() (head []string, rows [][]string) {
	head = []string{"engagement", "at", "form", "level", "where", "subject", "bodies", "topics", "asks", "commitments", "reach", "organisations"}
	for _, e := range p.Rows {
		rows = append(rows, []string{string(e.ID), e.At.String(), string(e.Form), string(e.Level), e.Where, e.Subject, strings.Join(e.Bodies, "; "), strings.Join(e.Topics, "; "),
			strconv.Itoa(e.Asks), strconv.Itoa(e.Commitments), string(e.Reach), strings.Join(e.Organisations, "; ")})
	}
	return head, rows
}

// engagementPage is one engagement as everybody who recorded it has it.
type engagementPage struct {
	Heading  string
	ID       passage.EngagementID
	Records  []recordCard
	Several  bool        // there is more than one record
	Island   []islandRow // facts, then norms
	Unsaid   []assertionRow
	Asks     []askedRow
	Promises []promiseRow
	AsOf     passage.Date
	AmendURL string // of the reader's organisation; empty where it may not write
	Amends   bool   // there is a record of theirs
}

func (p engagementPage) Title() string { return p.Heading }

// recordCard is what one organisation has down of an engagement.
type recordCard struct {
	Org          passage.OrgID
	Own          bool
	At, Recorded passage.Instant
	Form         passage.EngagementForm
	Level        passage.Level
	Reach        passage.Reach
	Where        string
	Subject      string
	Source, Note string
	Reliability  passage.Reliability
	Participants []passage.Participant
	TopicTexts   []string
}

// assertionRow is something that a side said, by whose record.
type assertionRow struct {
	By, Text string
	AboutKey string
	Org      passage.OrgID
}

// islandRow is what is agreed and what is contested of facts, or of norms.
type islandRow struct {
	AboutKey          string
	Agreed, Contested []assertionRow
}

// askedRow is an ask put to a party here, with what was answered before.
type askedRow struct {
	roundRow
	Ask     passage.AskID
	Text    string // of the scenario
	AskURL  string
	By      string
	Door    string
	Object  *objectRow // a permit or a sum
	Earlier []roundRow // the newest of those before
	Before  int        // how many there were
}

func (s *Server) engagement(r *request) (answer, error) {
	e, err := s.desk.Engagement(r.Context(), r.Caller, passage.EngagementID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	made := map[passage.CommitmentID]bool{}
	for _, f := range e.Records {
		for _, c := range f.Minutes.Commitments {
			made[c.ID] = true
		}
	}
	t, err := s.talks(r, func(*talks) func(*passage.Promise) bool {
		return func(p *passage.Promise) bool { return made[p.ID] }
	})
	if err != nil {
		return nil, err
	}
	newest := e.Records[0].Minutes
	p := engagementPage{ID: e.ID, AsOf: t.AsOf, Several: len(e.Records) > 1, Heading: cmp.Or(newest.Subject, r.T.Say("engagement_form."+string(newest.Form)))}
	if mayWrite(r) {
		p.AmendURL = engagementURL(e.ID) + "/amend"
	}
	for _, f := range e.Records {
		if err := s.record(r, t, &p, *f); err != nil {
			return nil, err
		}
	}
	p.said(e)
	p.Promises = t.rows(func(*desk.Judged) bool { return true })
	t.word(r, p.Promises)
	return p, nil
}

// record adds what one organisation has down, and the asks in it.
func (s *Server) record(r *request, t *talks, p *engagementPage, f passage.Fact) error {
	m := f.Minutes
	c := recordCard{Org: f.Org, Own: f.Org == r.Caller.Org, At: f.Claimed, Recorded: f.Recorded, Form: m.Form, Level: m.Level, Reach: m.Reach, Where: m.Where, Subject: m.Subject,
		Source: f.Source, Note: f.Note, Reliability: f.Reliability, Participants: m.Participants}
	for _, topic := range m.Topics {
		c.TopicTexts = append(c.TopicTexts, r.T.Say("topic."+topic))
	}
	p.Amends = p.Amends || c.Own
	p.Records = append(p.Records, c)
	for _, a := range m.Asks {
		row := askedRow{Ask: a.Ask, Text: t.ask(a.Ask), AskURL: t.askURL(a.Ask), By: a.By, Door: t.n.door(a.Door)}
		row.roundRow = roundRow{Of: a.Of, What: a.What, Answer: a.Answer, AnswerKey: answerKey(a.Answer), Tag: answerTags[a.Answer], Words: a.Words, Org: f.Org}
		for _, round := range t.asked(a.Ask) {
			if !sameName(round.Of, a.Of) {
				continue
			}
			if round.Engagement == p.ID {
				row.N, row.On = round.N, round.On
				break
			}
			row.Earlier = append(row.Earlier, round)
		}
		row.Before, row.Earlier = len(row.Earlier), newest(row.Earlier)
		var err error
		if row.Object, err = s.objectOfAsk(r, t, a); err != nil {
			return err
		}
		p.Asks = append(p.Asks, row)
	}
	return nil
}

// said sorts what the sides said into an island of agreement; beside it stands
// what the other side said nothing of.
func (p *engagementPage) said(e passage.Engagement) {
	p.Island = []islandRow{{AboutKey: "ground.fact"}, {AboutKey: "ground.norm"}}
	for _, f := range e.Records {
		for _, a := range f.Minutes.Statements {
			row := assertionRow{a.By, a.Text, "ground." + string(a.About), f.Org}
			island := &p.Island[0]
			if a.About == passage.OfNorm {
				island = &p.Island[1]
			}
			switch a.Stand {
			case passage.Agreed:
				island.Agreed = append(island.Agreed, row)
			case passage.Contested:
				island.Contested = append(island.Contested, row)
			default:
				p.Unsaid = append(p.Unsaid, row)
			}
		}
	}
	if len(p.Island[0].Agreed)+len(p.Island[0].Contested)+len(p.Island[1].Agreed)+len(p.Island[1].Contested) == 0 {
		p.Island = nil
	}
}

// mayWrite reports whether the reader may state facts.
func mayWrite(r *request) bool { return r.Caller.May(desk.Write) == nil }

// side is a field of the island of agreement, for its template.
type side struct {
	Several bool // each says by whose record
	Rows    []assertionRow
}

func sideOf(several bool, rows []assertionRow) side { return side{several, rows} }
