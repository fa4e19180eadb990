package web

import (
	"encoding/json"
	"net/http"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
)

// What is said about access is read here as facts: each as it would be handed in,
// without what the caller may not see, and with what it amounts to beside it.

// day reads a parameter that is a day; without it there is def.
func day(r *http.Request, name string, def passage.Date) (passage.Date, error) {
	text := r.FormValue(name)
	if text == "" {
		return def, nil
	}
	d, err := passage.ParseDate(text)
	if err != nil {
		return 0, bad(http.StatusBadRequest, "%s: %v", name, err)
	}
	return d, nil
}

func today() passage.Date { return passage.InstantOf(time.Now()).Day() }

// door answers how a door is on a day, by who says so, and how it is announced to
// be in the year after it.
func (s *server) door(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
	on, err := day(r, "on", today())
	if err != nil {
		return err
	}
	said, err := s.desk.Said(r.Context(), caller, []passage.NodeID{passage.NodeID(r.PathValue("id"))}, on, on+365)
	if err != nil {
		return err
	}
	type state struct {
		Source string          `json:"source"`
		Since  passage.Date    `json:"since"`
		Fact   json.RawMessage `json:"fact"`
	}
	written := func(all []passage.StatedDoor) ([]state, error) {
		states := make([]state, 0, len(all))
		for _, one := range all {
			body, err := envelope.Show(one.Fact)
			if err != nil {
				return nil, err
			}
			states = append(states, state{one.Fact.SourceOf(), one.Since, body})
		}
		return states, nil
	}
	now := passage.StatedDoors(said, on)
	states, err := written(now)
	if err != nil {
		return err
	}
	announced, err := written(passage.AnnouncedDoors(said, on))
	if err != nil {
		return err
	}
	return writeJSON(w, map[string]any{"door": r.PathValue("id"), "on": on, "states": states, "differ": passage.Differ(now), "announced": announced})
}

// reported is an impediment, a notification or a clearance with what became of it.
type reported struct {
	Fact    json.RawMessage   `json:"fact"`
	Status  passage.Status    `json:"status"` // empty: nobody has followed up
	Follows []json.RawMessage `json:"follows"`
}

func (s *server) impediments(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
	to, err := day(r, "to", today())
	if err != nil {
		return err
	}
	from, err := day(r, "from", to-89)
	if err != nil {
		return err
	}
	all, err := s.desk.Impediments(r.Context(), caller, from, to)
	if err != nil {
		return err
	}
	return writeReported(w, "impediments", all)
}

func (s *server) reports(name string, kind passage.FactKind) handler {
	return func(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
		all, err := s.desk.Reported(r.Context(), caller, kind)
		if err != nil {
			return err
		}
		return writeReported(w, name, all)
	}
}

func writeReported(w http.ResponseWriter, name string, all []passage.Reported) error {
	rows := make([]reported, 0, len(all))
	for _, one := range all {
		row := reported{Status: one.Status, Follows: []json.RawMessage{}}
		var err error
		if row.Fact, err = envelope.Show(one.Fact); err != nil {
			return err
		}
		for _, f := range one.Follows {
			body, err := envelope.Show(*f)
			if err != nil {
				return err
			}
			row.Follows = append(row.Follows, body)
		}
		rows = append(rows, row)
	}
	return writeJSON(w, map[string]any{name: rows})
}

// engagements answers every record of an engagement that the caller may read.
func (s *server) engagements(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
	all, err := s.desk.Engagements(r.Context(), caller)
	if err != nil {
		return err
	}
	type engagement struct {
		ID      passage.EngagementID `json:"engagement"`
		Records []json.RawMessage    `json:"records"` // the newest first
	}
	rows := make([]engagement, 0, len(all))
	for _, e := range all {
		row := engagement{ID: e.ID}
		for _, f := range e.Records {
			body, err := envelope.Show(*f)
			if err != nil {
				return err
			}
			row.Records = append(row.Records, body)
		}
		rows = append(rows, row)
	}
	return writeJSON(w, map[string]any{"engagements": rows})
}

// commitments answers what was promised, held against what the ledger shows up to a
// day that is over.
func (s *server) commitments(w http.ResponseWriter, r *http.Request, caller desk.Caller) error {
	asOf, err := day(r, "until", today()-1)
	if err != nil {
		return err
	}
	talks, err := s.desk.Talks(r.Context(), caller)
	if err != nil {
		return err
	}
	tables, err := s.desk.Tables(r.Context(), caller)
	if err != nil {
		return err
	}
	judged, err := s.desk.Judge(r.Context(), caller, talks.Every(), asOf, tables)
	if err != nil {
		return err
	}
	type commitment struct {
		ID          passage.CommitmentID `json:"commitment"`
		By          string               `json:"by"`
		What        string               `json:"what"`
		Engagement  passage.EngagementID `json:"engagement"`
		Ask         passage.AskID        `json:"ask,omitempty"`
		Door        passage.DoorID       `json:"door,omitempty"`
		Commodity   passage.CommodityID  `json:"commodity,omitempty"`
		Amount      int64                `json:"amount,omitempty"` // of goods
		Unit        passage.Unit         `json:"unit,omitempty"`
		EachDay     bool                 `json:"each_day,omitempty"` // the amount, not in all
		Permit      passage.FactID       `json:"permit,omitempty"`
		Sum         *float64             `json:"sum,omitempty"`
		Currency    string               `json:"currency,omitempty"`
		From        passage.Date         `json:"from,omitzero"`
		To          passage.Date         `json:"to,omitzero"`
		Withdrawn   bool                 `json:"withdrawn,omitempty"`
		Basis       passage.Basis        `json:"basis,omitempty"`
		Keeping     passage.Keeping      `json:"keeping"`
		Untold      passage.Untold       `json:"untold,omitempty"`
		Decision    passage.Status       `json:"decision,omitempty"`
		Until       passage.Date         `json:"until,omitzero"`
		Promised    float64              `json:"promised"`
		Crossed     float64              `json:"crossed"`
		Unsaid      int64                `json:"trucks_unsaid,omitempty"`
		Days        int                  `json:"days"`
		DaysReached int                  `json:"days_reached"`
	}
	rows := make([]commitment, 0, len(judged))
	for _, j := range judged {
		var sum *float64
		if j.Sum.Given {
			sum = &j.Sum.Value
		}
		rows = append(rows, commitment{
			Amount: j.Amount, Unit: j.Unit, EachDay: j.EachDay, Unsaid: j.Unsaid, Permit: j.Permit, Sum: sum, Currency: j.Currency, Basis: j.Judgement.Basis, Untold: j.Untold, Decision: j.Decision,
			ID: j.ID, By: j.By, What: j.What, Engagement: j.Engagement, Ask: j.Ask, Door: j.Door, Commodity: j.Commodity, From: j.Promise.From, To: j.To,
			Withdrawn: j.Promise.Withdrawn, Keeping: j.Keeping, Until: j.Judgement.Until, Promised: j.Promised, Crossed: j.Crossed, Days: j.Days, DaysReached: j.DaysReached,
		})
	}
	return writeJSON(w, map[string]any{"commitments": rows})
}
