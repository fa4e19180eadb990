package envelope

import "passage"

// door is the JSON of the state of a door.
type door struct {
	Status       passage.AccessStatus `json:"status"`
	Hours        string               `json:"hours,omitempty"`
	TrucksPerDay *float64             `json:"daily,omitempty"`
	Only         []string             `json:"only,omitempty"`
	Except       []string             `json:"except,omitempty"`
	Until        passage.Date         `json:"until,omitzero"`
}

// minutes is the JSON of an engagement.
type minutes struct {
	Form         passage.EngagementForm `json:"form"`
	Where        string                 `json:"where,omitempty"`
	Level        passage.Level          `json:"level,omitempty"`
	Reach        passage.Reach          `json:"reach"`
	Subject      string                 `json:"subject,omitempty"`
	Participants []participant          `json:"participants,omitempty"`
	Topics       []string               `json:"topics,omitempty"`
	Statements   []assertion            `json:"statements,omitempty"`
	Asks         []askMade              `json:"asks,omitempty"`
	Commitments  []commitment           `json:"commitments,omitempty"`
}

type participant struct {
	Name string `json:"name,omitempty"`
	Role string `json:"role,omitempty"`
	Body string `json:"body,omitempty"`
}

type assertion struct {
	By    string         `json:"by"`
	Text  string         `json:"text"`
	About passage.Ground `json:"about"`
	Stand passage.Stand  `json:"stand,omitempty"`
}

type askMade struct {
	Ask      passage.AskID  `json:"ask"`
	By       string         `json:"by,omitempty"`
	Of       string         `json:"of"`
	What     string         `json:"what"`
	Door     passage.DoorID `json:"door,omitempty"`
	Permit   passage.FactID `json:"permit,omitempty"`
	Sum      *float64       `json:"sum,omitempty"`
	Currency string         `json:"currency,omitempty"`
	Answer   passage.Answer `json:"answer,omitempty"`
	Words    string         `json:"words,omitempty"`
}

type commitment struct {
	ID           passage.CommitmentID `json:"id"`
	By           string               `json:"by"`
	What         string               `json:"what"`
	Ask          passage.AskID        `json:"ask,omitempty"`
	Withdrawn    bool                 `json:"withdrawn,omitempty"`
	Door         passage.DoorID       `json:"door,omitempty"`
	Commodity    passage.CommodityID  `json:"commodity,omitempty"`
	TrucksPerDay *float64             `json:"daily,omitempty"`
	Trucks       *float64             `json:"trucks,omitempty"`
	Amount       int64                `json:"amount,omitempty"`
	Unit         passage.Unit         `json:"unit,omitempty"`
	EachDay      bool                 `json:"eachday,omitempty"`
	Permit       passage.FactID       `json:"permit,omitempty"`
	Sum          *float64             `json:"sum,omitempty"`
	Currency     string               `json:"currency,omitempty"`
	From         passage.Date         `json:"from,omitzero"`
	To           passage.Date         `json:"to,omitzero"`
	Conditions   string               `json:"conditions,omitempty"`
	RedLines     string               `json:"redlines,omitempty"`
}

// payment is the JSON of money that arrived.
type payment struct {
	Commitment passage.CommitmentID `json:"commitment"`
	Sum        float64              `json:"sum"`
	Currency   string               `json:"currency"`
	Reach      passage.Reach        `json:"reach"`
}

// notice is the JSON of a notification.
type notice struct {
	What     passage.Noticed  `json:"what"`
	To       []string         `json:"to"`
	Route    []passage.NodeID `json:"route,omitempty"`
	Departs  passage.Instant  `json:"departs,omitzero"`
	Arrives  passage.Instant  `json:"arrives,omitzero"`
	Until    passage.Instant  `json:"until,omitzero"`
	Vehicles int              `json:"vehicles,omitempty"`
	Staff    int              `json:"staff,omitempty"`
	Others   int              `json:"others,omitempty"`
	Load     string           `json:"load,omitempty"`
	Marking  string           `json:"marking,omitempty"`
	Urgent   bool             `json:"urgent,omitempty"`
}

// clearance is the JSON of an item that is to pass.
type clearance struct {
	Of        passage.Permitted   `json:"of,omitempty"`
	Item      string              `json:"item"`
	Commodity passage.CommodityID `json:"commodity,omitempty"`
	Spec      string              `json:"spec,omitempty"`
	Amount    float64             `json:"amount,omitempty"`
	Unit      string              `json:"unit,omitempty"`
	To        string              `json:"to"`
	Channel   string              `json:"channel,omitempty"`
}

func (d *door) domain() *passage.DoorState {
	if d == nil {
		return nil
	}
	return &passage.DoorState{Status: d.Status, Hours: d.Hours, TrucksPerDay: limit(d.TrucksPerDay), Only: none(d.Only), Except: none(d.Except), Until: d.Until}
}

func wireDoor(d *passage.DoorState) *door {
	if d == nil {
		return nil
	}
	return &door{d.Status, d.Hours, given(d.TrucksPerDay), d.Only, d.Except, d.Until}
}

func (m *minutes) domain() *passage.Minutes {
	if m == nil {
		return nil
	}
	return &passage.Minutes{
		Form: m.Form, Where: m.Where, Level: m.Level, Reach: m.Reach, Subject: m.Subject, Topics: none(m.Topics),
		Participants: each(m.Participants, func(p participant) passage.Participant { return passage.Participant(p) }),
		Statements:   each(m.Statements, func(a assertion) passage.Assertion { return passage.Assertion(a) }),
		Asks: each(m.Asks, func(a askMade) passage.AskMade {
			return passage.AskMade{Ask: a.Ask, By: a.By, Of: a.Of, What: a.What, Door: a.Door, Permit: a.Permit, Sum: limit(a.Sum), Currency: a.Currency, Answer: a.Answer, Words: a.Words}
		}),
		Commitments: each(m.Commitments, func(c commitment) passage.Commitment {
			return passage.Commitment{
				ID: c.ID, By: c.By, What: c.What, Ask: c.Ask, Withdrawn: c.Withdrawn, Door: c.Door, Commodity: c.Commodity,
				TrucksPerDay: limit(c.TrucksPerDay), Trucks: limit(c.Trucks), Amount: c.Amount, Unit: c.Unit, EachDay: c.EachDay, Permit: c.Permit, Sum: limit(c.Sum), Currency: c.Currency, From: c.From, To: c.To, Conditions: c.Conditions, RedLines: c.RedLines,
			}
		}),
	}
}

func wireMinutes(m *passage.Minutes) *minutes {
	if m == nil {
		return nil
	}
	return &minutes{
		Form: m.Form, Where: m.Where, Level: m.Level, Reach: m.Reach, Subject: m.Subject, Topics: m.Topics,
		Participants: each(m.Participants, func(p passage.Participant) participant { return participant(p) }),
		Statements:   each(m.Statements, func(a passage.Assertion) assertion { return assertion(a) }),
		Asks: each(m.Asks, func(a passage.AskMade) askMade {
			return askMade{a.Ask, a.By, a.Of, a.What, a.Door, a.Permit, given(a.Sum), a.Currency, a.Answer, a.Words}
		}),
		Commitments: each(m.Commitments, func(c passage.Commitment) commitment {
			return commitment{
				c.ID, c.By, c.What, c.Ask, c.Withdrawn, c.Door, c.Commodity, given(c.TrucksPerDay), given(c.Trucks), c.Amount, c.Unit, c.EachDay, c.Permit, given(c.Sum), c.Currency, c.From, c.To, c.Conditions, c.RedLines,
			}
		}),
	}
}

func (n *notice) domain() *passage.Notice {
	if n == nil {
		return nil
	}
	d := passage.Notice(*n)
	d.To, d.Route = none(d.To), none(d.Route)
	return &d
}

// none is a list without elements where there is an empty one: the two are
// written alike.
func none[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

func each[A, B any](list []A, f func(A) B) (out []B) {
	for _, a := range list {
		out = append(out, f(a))
	}
	return out
}

func limit(v *float64) passage.Limit {
	if v == nil {
		return passage.Limit{}
	}
	return passage.Some(*v)
}

func given(l passage.Limit) *float64 {
	if !l.Given {
		return nil
	}
	return &l.Value
}
