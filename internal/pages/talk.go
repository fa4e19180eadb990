package pages

import (
	"slices"
	"strings"
	"time"

	"passage"
)

// talks are the engagements that the reader may read and what came of them, as
// of a day that has ended.
type talks struct {
	at       *situation // nil where there is no scenario
	n        names
	On, AsOf passage.Date
	all      []passage.Engagement
	rounds   map[passage.AskID][]passage.Round
	kept     []promiseRow // every commitment, those made last first
	records  []record     // of all who made one of them
}

// lapseDays is how many days before a commitment ends it is told that it will.
const lapseDays = 7

// talks reads the engagements and holds every commitment against the trucks, in the
// situation that a request asks for.
func (s *Server) talks(r *request) (*talks, error) {
	at, err := s.situation(r)
	if err != nil {
		return nil, err
	}
	return s.talksAt(r, at)
}

// talksAt is talks in a situation.
func (s *Server) talksAt(r *request, at *situation) (*talks, error) {
	return s.talksOf(r, at, func(*talks, passage.Promise) bool { return true })
}

// talksOf is talksAt with those commitments alone that are wanted.
func (s *Server) talksOf(r *request, at *situation, wanted func(*talks, passage.Promise) bool) (*talks, error) {
	t := &talks{at: at}
	today := passage.DateOf(time.Now().UTC().Date())
	t.On = today
	if at != nil {
		t.On, t.n = at.On, namesOf(r, at.Scenario)
	}
	// A day that is not over could still see the trucks that it lacks.
	if t.AsOf = t.On; t.On == today {
		t.AsOf = today - 1
	}
	var err error
	if t.all, err = s.desk.Engagements(r.Context(), r.Caller); err != nil {
		return nil, err
	}
	t.rounds = passage.Rounds(t.all)
	made := slices.DeleteFunc(passage.Promises(t.all), func(p passage.Promise) bool { return !wanted(t, p) })
	promises, err := s.desk.Judge(r.Context(), r.Caller, made, t.AsOf, t.tables())
	if err != nil {
		return nil, err
	}
	for _, p := range promises {
		t.kept = append(t.kept, judged(t, p))
	}
	t.records = records(t.kept)
	return t, nil
}

// tables are those of the scenario, nil where there is none.
func (t *talks) tables() *passage.Scenario {
	if t.at == nil {
		return nil
	}
	return t.at.Scenario.Loaded.Scenario
}

// door names a door, by its id where the scenario does not know it.
func (n *names) door(id passage.DoorID) string {
	if n.naming == nil || id == "" {
		return string(id)
	}
	if text := n.naming.door(id); text != "" {
		return text
	}
	return string(id)
}

// ask says in words what an ask of the scenario is, else what it was when it was
// put, else its id.
func (t *talks) ask(id passage.AskID) string {
	if a := t.scenarioAsk(id); a != nil {
		return t.n.naming.ask(*a)
	}
	if rounds := t.rounds[id]; len(rounds) > 0 {
		return rounds[len(rounds)-1].What
	}
	return string(id)
}

// scenarioAsk is an ask that plans reckon with, or nil.
func (t *talks) scenarioAsk(id passage.AskID) *passage.Ask {
	if t.at == nil {
		return nil
	}
	asks := t.at.Scenario.Loaded.Scenario.Asks
	if i := slices.IndexFunc(asks, func(a passage.Ask) bool { return a.ID == id }); i >= 0 {
		return &asks[i]
	}
	return nil
}

// spoken reports whether a commitment or, where that is wanted, an ask names something
// by an id. The tables may have lost it since: what is on record can be said again.
func (t *talks) spoken(promised func(passage.Commitment) string, asked func(passage.AskMade) string, id string) bool {
	for _, row := range t.kept {
		if promised(row.promise.Commitment) == id {
			return true
		}
	}
	for _, rounds := range t.rounds {
		if asked != nil && slices.ContainsFunc(rounds, func(r passage.Round) bool { return asked(r.AskMade) == id }) {
			return true
		}
	}
	return false
}

// askURL leads to the brief on an ask of the scenario, else nowhere.
func (t *talks) askURL(id passage.AskID) string {
	if t.scenarioAsk(id) == nil {
		return ""
	}
	return briefURL(t.at.Scenario.ID, id)
}

// sameName reports whether two names are one, but for case and white space.
func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// bodiesIn are the names in a text of the tables that lists some, such as
// "COGAT; Egypt".
func bodiesIn(text string) (bodies []string) {
	for body := range strings.SplitSeq(text, ";") {
		if body = strings.TrimSpace(body); body != "" {
			bodies = append(bodies, body)
		}
	}
	return bodies
}

// roundRow is one time that an ask was put to a party.
type roundRow struct {
	N             int // of this ask to this party
	On            passage.Date
	Of, What      string
	AnswerKey     string `json:"-"`
	Answer        passage.Answer
	Tag           string `json:"-"`
	Words         string
	Engagement    passage.EngagementID
	EngagementURL string `json:"-"`
	Org           passage.OrgID
}

// answerTags are how loud an answer is shown.
var answerTags = map[passage.Answer]string{passage.Granted: "good", passage.PartlyGranted: "warn", passage.Considering: "", passage.AnsweredNo: "bad"}

// asked lists the rounds of an ask, the first one first.
func (t *talks) asked(id passage.AskID) (rows []roundRow) {
	count := map[string]int{}
	for _, round := range t.rounds[id] {
		of := strings.ToLower(round.Of)
		count[of]++
		rows = append(rows, roundRow{
			N: count[of], On: round.At.Day(), Of: round.Of, What: round.What, Answer: round.Answer, AnswerKey: answerKey(round.Answer),
			Tag: answerTags[round.Answer], Words: round.Words, Engagement: round.Engagement, EngagementURL: engagementURL(round.Engagement), Org: round.Org,
		})
	}
	return rows
}

// answerKey names an answer in the catalogue.
func answerKey(a passage.Answer) string {
	if a == "" {
		return "answer.none"
	}
	return "answer." + string(a)
}

// record is how a party kept what it promised.
type record struct {
	Of                              string
	Kept, Partly, NotKept, Running  int
	Withdrawn, Unmeasured, Promises int
	URL                             string `json:"-"`
}

// records sums up commitments by who made them, in the order of their names.
func records(rows []promiseRow) (list []record) {
	at := map[string]int{} // in list, by a name as it is written
	for i := range rows {
		by := rows[i].By
		k, ok := at[by]
		if !ok {
			if k = slices.IndexFunc(list, func(k record) bool { return sameName(k.Of, by) }); k < 0 {
				k = len(list)
				list = append(list, record{Of: by, URL: holderURL(by)})
			}
			at[by] = k
		}
		list[k].add(&rows[i])
	}
	slices.SortFunc(list, func(a, b record) int { return strings.Compare(strings.ToLower(a.Of), strings.ToLower(b.Of)) })
	return list
}

func (k *record) add(row *promiseRow) {
	k.Promises++
	switch {
	case row.Withdrawn:
		k.Withdrawn++
	case row.Keeping == passage.Kept:
		k.Kept++
	case row.Keeping == passage.KeptPartly:
		k.Partly++
	case row.Keeping == passage.NotKept:
		k.NotKept++
	case row.Keeping == passage.Unmeasured:
		k.Unmeasured++
	default:
		k.Running++
	}
}

// recordsOf are the records of some bodies, and of no one else.
func (t *talks) recordsOf(bodies []string) (list []record) {
	for _, k := range t.records {
		if slices.ContainsFunc(bodies, func(body string) bool { return sameName(body, k.Of) }) {
			list = append(list, k)
		}
	}
	return list
}

// observedRow is what crossed at a door since an ask about it was granted or
// something was promised for it, beside what plans reckon with.
type observedRow struct {
	Door, DoorURL string
	TrucksURL     string // those since
	BeforeURL     string // and those before
	AskedURL      string // the ask in the tables
	Since, Until  passage.Date
	Days          int
	Trucks        int64
	ADay          string // trucks a day since
	Before        string // trucks a day on as many days before
	Asked         string // trucks a day as plans with the ask granted have them; empty: no figure
}

// observed counts the trucks at every door that an ask is about, since the
// first commitment that answers it begins or it was granted, in part or whole.
func (s *Server) observed(r *request, t *talks, ask passage.Ask) (rows []observedRow, err error) {
	var since passage.Date
	for _, row := range t.kept {
		if row.Ask == ask.ID && !row.From.IsZero() && (since.IsZero() || row.From < since) {
			since = row.From
		}
	}
	for _, round := range t.rounds[ask.ID] {
		if day := round.At.Day(); (round.Answer == passage.Granted || round.Answer == passage.PartlyGranted) && (since.IsZero() || day < since) {
			since = day
		}
	}
	if since.IsZero() || since > t.AsOf {
		return nil, nil
	}
	days := int(t.AsOf-since) + 1
	for _, d := range doorsOf(t.tables()) {
		post, ok := t.tables().Post(d.id)
		if !ok || !concerns(t.tables(), ask, d.id) {
			continue
		}
		crossed, err := s.desk.Crossed(r.Context(), r.Caller, post, "", since-passage.Date(days), t.AsOf)
		if err != nil {
			return nil, err
		}
		row := observedRow{Door: t.n.door(d.id), DoorURL: doorURL(d.id), TrucksURL: crossedURL(d.id, since, t.AsOf), BeforeURL: crossedURL(d.id, since-passage.Date(days), since-1), AskedURL: gridURL(t.at.Scenario.ID, "asks", string(ask.ID), "", ""), Since: since, Until: t.AsOf, Days: days}
		before := int64(0)
		for day, n := range crossed {
			if day >= since {
				row.Trucks += n
			} else {
				before += n
			}
		}
		row.ADay, row.Before = r.T.Number(float64(row.Trucks)/float64(days), 1), "–"
		if since-passage.Date(days) >= t.at.Scenario.Loaded.Scenario.Start { // else nobody counted on all of those days
			row.Before = r.T.Number(float64(before)/float64(days), 1)
		}
		if ask.On == d.id && ask.TrucksPerDay.Given {
			row.Asked = r.T.Number(ask.TrucksPerDay.Value, 0)
		}
		rows = append(rows, row)
	}
	return rows, nil
}
