package passage

import (
	"cmp"
	"fmt"
	"slices"
)

// EngagementID names a meeting, call, letter or statement.
type EngagementID string

// EngagementForm says how people engaged.
type EngagementForm string

const (
	Meeting   EngagementForm = "meeting"
	Call      EngagementForm = "call"
	Letter    EngagementForm = "letter"
	Statement EngagementForm = "statement"
)

// EngagementForms are all there are.
var EngagementForms = []EngagementForm{Meeting, Call, Letter, Statement}

// Level says how high those who engaged stand.
type Level string

const (
	HeadsOfState Level = "head_of_state"
	Ministerial  Level = "ministerial" // ministers, heads of agencies
	Senior       Level = "senior"      // deputies, envoys, coordinators, heads of country offices
	Technical    Level = "technical"   // desks, coordination cells, customs
	LocalLevel   Level = "local"       // governors, mayors, commanders on the spot, elders
)

// Levels are all there are, from the top.
var Levels = []Level{HeadsOfState, Ministerial, Senior, Technical, LocalLevel}

// Topics are what engagements are about, in the words that records use.
var Topics = []string{
	"crossings", "trucks", "fuel", "food", "health", "water", "shelter", "medical_evacuation", "permits", "visas", "notification",
	"inspection", "dual_use", "ceasefire", "protection_of_aid_workers", "funding", "port", "airdrops", "roads", "displacement",
	"telecommunications", "fees",
}

// Reach says who may read an engagement.
type Reach string

const (
	WithinOrg Reach = "organisation" // whose fact it is, and nobody else
	Operation Reach = "operation"    // whoever reads the ledger
	Public    Reach = "public"       // it was held in the open
)

// Reaches are all there are, from the closest.
var Reaches = []Reach{WithinOrg, Operation, Public}

// Minutes is what one organisation has down of an engagement. When it was is
// when its fact is claimed to have happened.
type Minutes struct {
	Form         EngagementForm
	Where        string // a city, a building; empty for what has no place
	Level        Level
	Reach        Reach
	Subject      string // in a few words
	Participants []Participant
	Topics       []string
	Statements   []Assertion
	Asks         []AskMade
	Commitments  []Commitment
}

// Participant is a person, or a body of which no person is named.
type Participant struct {
	Name, Role, Body string
}

// Assertion is something that a side said, about what is or about what ought to
// be, and whether the other side agreed: the two by two of an island of agreement.
type Assertion struct {
	By    string
	Text  string
	About Ground
	Stand Stand
}

// Ground says what an assertion is about.
type Ground string

const (
	OfFact Ground = "fact"
	OfNorm Ground = "norm"
)

// Stand says what the other side made of an assertion.
type Stand string

const (
	Agreed    Stand = "agreed"
	Contested Stand = "contested"
)

// AskMade is an ask put to a party in an engagement, and what was answered there.
// Asked again in a later one it bears the same id, which is that of the ask in
// the tables of a scenario where plans are to reckon with it.
type AskMade struct {
	Ask      AskID
	By, Of   string // who asked, and whom
	What     string // in the words used
	Door     DoorID // empty: of no one door
	Permit   FactID // with which the permit was sought that it is about; empty: of none
	Sum      Limit  // of money
	Currency string
	Answer   Answer // empty: none yet
	Words    string // of the answer, with its conditions
}

// Answer is what came back. None is not one: silence is no consent.
type Answer string

const (
	Granted       Answer = "granted"
	PartlyGranted Answer = "partly"
	AnsweredNo    Answer = "refused"
	Considering   Answer = "considering"
)

// Answers are all there are.
var Answers = []Answer{Granted, PartlyGranted, AnsweredNo, Considering}

const maxListed = 100

func (m *Minutes) validate() error {
	switch {
	case !slices.Contains(EngagementForms, m.Form):
		return fmt.Errorf("minutes.form is %q; an engagement is one of %q", clip(string(m.Form)), EngagementForms)
	case m.Level != "" && !slices.Contains(Levels, m.Level):
		return fmt.Errorf("minutes.level is %q; a level is one of %q", clip(string(m.Level)), Levels)
	case !slices.Contains(Reaches, m.Reach):
		return fmt.Errorf("minutes.reach is %q; who may read it is one of %q", clip(string(m.Reach)), Reaches)
	case max(len(m.Participants), len(m.Topics), len(m.Statements), len(m.Asks), len(m.Commitments)) > maxListed:
		return fmt.Errorf("minutes list more than %d of something", maxListed)
	}
	if err := first(validText("minutes.where", m.Where, MaxText), validText("minutes.subject", m.Subject, MaxText)); err != nil {
		return err
	}
	for i, p := range m.Participants {
		if p.Name == "" && p.Role == "" && p.Body == "" {
			return fmt.Errorf("minutes.participants, number %d: neither a name nor a role nor a body", i+1)
		}
		if err := validText("a participant", p.Name+p.Role+p.Body, MaxText); err != nil {
			return err
		}
	}
	for _, t := range m.Topics {
		if !slices.Contains(Topics, t) {
			return fmt.Errorf("minutes.topics has %q, which is none of %q", clip(t), Topics)
		}
	}
	for i, s := range m.Statements {
		if s.By == "" || s.Text == "" || s.About != OfFact && s.About != OfNorm || s.Stand != "" && s.Stand != Agreed && s.Stand != Contested {
			return fmt.Errorf("minutes.statements, number %d: it needs who said it, what, and whether it is about a %q or a %q; the other side has %q or %q it, or nothing is said of that", i+1, OfFact, OfNorm, Agreed, Contested)
		}
		if err := validText("a statement", s.By+s.Text, MaxText); err != nil {
			return err
		}
	}
	for i, a := range m.Asks {
		if err := a.validate(); err != nil {
			return fmt.Errorf("minutes.asks, number %d: %w", i+1, err)
		}
		if slices.ContainsFunc(m.Asks[:i], func(b AskMade) bool { return a.Ask == b.Ask && a.Of == b.Of }) {
			return fmt.Errorf("minutes.asks, number %d: %s was put to %s twice in one engagement; one of the two says what was answered", i+1, a.Ask, clip(a.Of))
		}
	}
	for i, c := range m.Commitments {
		if err := c.validate(); err != nil {
			return fmt.Errorf("minutes.commitments, number %d: %w", i+1, err)
		}
		if slices.ContainsFunc(m.Commitments[:i], func(b Commitment) bool { return c.ID == b.ID }) {
			return fmt.Errorf("minutes.commitments, number %d: %s stands twice", i+1, c.ID)
		}
	}
	return nil
}

func (a AskMade) validate() error {
	switch {
	case a.Ask == "":
		return fmt.Errorf("ask is missing: which ask is it?")
	case a.Of == "":
		return fmt.Errorf("of is missing: who was asked?")
	case a.What == "":
		return fmt.Errorf("what is missing: what was asked for?")
	case a.Answer != "" && !slices.Contains(Answers, a.Answer):
		return fmt.Errorf("answer is %q; an answer is one of %q, or empty where there was none", clip(string(a.Answer)), Answers)
	case a.Answer == "" && a.Words != "":
		return fmt.Errorf("there are words of an answer and no answer; choose one of %q", Answers)
	}
	return first(validName("ask", string(a.Ask)), validName("door", string(a.Door)), validPermit(a.Permit), validSum(a.Sum, a.Currency), validText("an ask", a.By+a.Of+a.What+a.Words, MaxText))
}

// Engagement is a meeting, call, letter or statement as everybody who recorded
// it has it, the newest record first. Records of different organisations stand
// side by side.
type Engagement struct {
	ID       EngagementID
	Records  []*Fact // each with Minutes
	Payments []*Fact // that came of it, each with Payment, the first one first
}

// FoldEngagement returns an engagement from the facts about it that stand.
func FoldEngagement(id EngagementID, standing []*Fact) Engagement {
	e := Engagement{ID: id}
	for _, f := range standing {
		if f.Kind == Engaged && f.Minutes != nil && f.Engagement == id {
			e.Records = append(e.Records, f)
		}
		if f.Kind == Paid && f.Payment != nil && f.Engagement == id {
			e.Payments = append(e.Payments, f)
		}
	}
	slices.SortStableFunc(e.Payments, CompareFacts)
	slices.SortStableFunc(e.Records, func(a, b *Fact) int { return cmp.Compare(b.Recorded, a.Recorded) })
	return e
}

// Round is one time that an ask was put to a party, as a record has it. Nobody
// changes the record.
type Round struct {
	*AskMade
	Engagement EngagementID
	At         Instant
	Org        OrgID // whose record it is
}

// Rounds returns every time that asks were put to parties, by ask, and for each
// from the first to the last.
func Rounds(all []Engagement) map[AskID][]Round {
	by := map[AskID][]Round{}
	for _, e := range all {
		type key struct {
			ask AskID
			of  string
		}
		told := map[key]bool{}
		for _, f := range e.Records {
			for i := range f.Minutes.Asks {
				a := &f.Minutes.Asks[i]
				if k := (key{a.Ask, a.Of}); !told[k] { // the newest record speaks
					told[k] = true
					by[a.Ask] = append(by[a.Ask], Round{a, e.ID, f.Claimed, f.Org})
				}
			}
		}
	}
	for _, rounds := range by {
		slices.SortStableFunc(rounds, func(a, b Round) int {
			return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Engagement, b.Engagement), cmp.Compare(a.Of, b.Of))
		})
	}
	return by
}
