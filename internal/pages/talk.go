package pages

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"passage"
	"passage/internal/desk"
)

// talks are the engagements that the reader may read and what came of them, as
// of a day that has ended.
type talks struct {
	at       *situation // nil where there is no scenario
	n        names
	On, AsOf passage.Date
	*desk.Talks
	kept []desk.Judged // those commitments that were wanted, those made last first
}

// lapseDays is how many days before a commitment ends it is told that it will.
const lapseDays = 7

// wanted chooses, once it is known what was said, the commitments to hold against the
// trucks.
type wanted func(*talks) func(*passage.Promise) bool

func everyPromise(*talks) func(*passage.Promise) bool {
	return func(*passage.Promise) bool { return true }
}

func noPromise(*talks) func(*passage.Promise) bool {
	return func(*passage.Promise) bool { return false }
}

// talks reads the engagements and holds some commitments against the trucks, in the
// situation that a request asks for.
func (s *Server) talks(r *request, some wanted) (*talks, error) {
	at, err := s.situation(r)
	if err != nil {
		return nil, err
	}
	return s.talksAt(r, at, some)
}

// talksAt is talks in a situation.
func (s *Server) talksAt(r *request, at *situation, some wanted) (*talks, error) {
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
	if t.Talks, err = s.desk.Talks(r.Context(), r.Caller); err != nil {
		return nil, err
	}
	var chosen []*passage.Promise
	for i, is := 0, some(t); i < len(t.Promises); i++ {
		if p := &t.Promises[i]; is(p) {
			chosen = append(chosen, p)
		}
	}
	t.kept, err = s.desk.Judge(r.Context(), r.Caller, chosen, t.AsOf, t.tables())
	return t, err
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
	if rounds := t.Rounds[id]; len(rounds) > 0 {
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
	if slices.ContainsFunc(t.Promises, func(p passage.Promise) bool { return promised(*p.Commitment) == id }) {
		return true
	}
	for _, rounds := range t.Rounds {
		if asked != nil && slices.ContainsFunc(rounds, func(r passage.Round) bool { return asked(*r.AskMade) == id }) {
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

// holders are who could grant an ask of the tables that names them, or was asked.
func (t *talks) holders(id passage.AskID, heldBy string) []string {
	bodies := bodiesIn(heldBy)
	for _, round := range t.Rounds[id] {
		bodies = append(bodies, bodiesIn(round.Of)...)
	}
	return bodies
}

// oneOf reports of a name whether it is one of some, and compares each way to write
// it once.
func oneOf(some []string) func(name string) bool {
	known := map[string]bool{}
	return func(name string) bool {
		is, ok := known[name]
		if !ok {
			is = slices.ContainsFunc(some, func(one string) bool { return sameName(one, name) })
			known[name] = is
		}
		return is
	}
}

// sameName reports whether two names are one, but for case and white space.
func sameName(a, b string) bool {
	return a == b || strings.EqualFold(parted(a), parted(b))
}

// parted is a name with one space between its words.
func parted(name string) string {
	before := ' '
	for _, c := range name {
		if unicode.IsSpace(c) && (c != ' ' || before == ' ') {
			before = ' '
			break
		}
		before = c
	}
	if before != ' ' {
		return name
	}
	return strings.Join(strings.Fields(name), " ")
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

// briefRows is how many rounds of an ask, and commitments that answer it, are listed
// for somebody who is about to talk.
const briefRows = 20

// newest are the last of some rows, which stand in the order of their days.
func newest[Row any](rows []Row) []Row { return rows[max(0, len(rows)-briefRows):] }

// answerTags are how loud an answer is shown.
var answerTags = map[passage.Answer]string{passage.Granted: "good", passage.PartlyGranted: "warn", passage.Considering: "", passage.AnsweredNo: "bad"}

// asked lists the rounds of an ask, the first one first.
func (t *talks) asked(id passage.AskID) (rows []roundRow) {
	count := map[string]int{}
	for _, round := range t.Rounds[id] {
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

// records sums up the commitments that were wanted by who made them, in the order of
// their names.
func (t *talks) records() (list []record) {
	at := map[string]int{} // in list, by a name as it is written
	for i := range t.kept {
		by := t.kept[i].By
		k, ok := at[by]
		if !ok {
			if k = slices.IndexFunc(list, func(k record) bool { return sameName(k.Of, by) }); k < 0 {
				k = len(list)
				list = append(list, record{Of: by, URL: holderURL(by)})
			}
			at[by] = k
		}
		list[k].add(&t.kept[i])
	}
	slices.SortFunc(list, func(a, b record) int { return strings.Compare(strings.ToLower(a.Of), strings.ToLower(b.Of)) })
	return list
}

func (k *record) add(p *desk.Judged) {
	k.Promises++
	switch {
	case p.Withdrawn:
		k.Withdrawn++
	case p.Keeping == passage.Kept:
		k.Kept++
	case p.Keeping == passage.KeptPartly:
		k.Partly++
	case p.Keeping == passage.NotKept:
		k.NotKept++
	case p.Keeping == passage.Unmeasured:
		k.Unmeasured++
	default:
		k.Running++
	}
}

// recordsOf are those records that are of some bodies.
func recordsOf(all []record, bodies []string) (list []record) {
	for _, k := range all {
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
	for _, row := range t.Promises {
		if row.Ask == ask.ID && !row.From.IsZero() && (since.IsZero() || row.From < since) {
			since = row.From
		}
	}
	for _, round := range t.Rounds[ask.ID] {
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
