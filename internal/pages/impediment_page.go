package pages

import (
	"cmp"
	"slices"

	"passage"
	"passage/internal/desk"
)

// impedimentPage is one impediment: who says so, what it stopped, who went
// without, and what became of it.
type impedimentPage struct {
	impedimentItem
	Heading  string
	Anew     bool   // it was told otherwise before
	Actor    string // restricted
	Note     string // restricted
	Received string
	Proof    []passage.Evidence
	ACAPS    string // the indicator in ACAPS' words
	Pillar   int
	Loose    string
	Journeys []stoppedRow // of which something did not come, or is not said to have
	Came     []stoppedRow // the others
	Unseen   int
	Follows  []followRow
	Findings []passage.Finding

	Without *withoutPart
	Door    []choice `json:"-"` // plans in which the door is open
	AtDoor  bool     `json:"-"` // the place is a door of the scenario
	TryURL  string   `json:"-"`

	FollowForm form     `json:"-"`
	Statuses   []option `json:"-"`
	Follow     bool     `json:"-"` // the reader may say what became of it
	Wrote      bool     `json:"-"` // the reader reported it
	EndForm    form     `json:"-"`
	Endable    bool     `json:"-"` // the reader's organisation may say that it is over
	AgainURL   string   `json:"-"` // where the reader's organisation corrects it
	ThreadURL  string   `json:"-"`
}

func (p impedimentPage) Title() string { return p.Heading }

// stoppedRow is a journey that was stopped, and what became of its goods.
type stoppedRow struct {
	waybillRow
	All bool `json:"-"` // everything came
}

// followRow is what somebody says became of a report.
type followRow struct {
	ID          passage.FactID
	Status      passage.Status
	Text        string
	Tag         string `json:"-"`
	At          passage.Instant
	Org         passage.OrgID
	Source      string
	Reliability passage.Reliability
	Reason      string
	Party       string
	Ref         string
	Note, Actor string // restricted
	Evidence    []passage.Evidence
	Aside       bool // it counts for nothing: see Findings of the page
}

func followRowOf(r *request, f passage.Fact) followRow {
	return followRow{
		ID: f.ID, Status: f.Status, Text: r.T.Say("status." + string(f.Status)), Tag: statusTags[f.Status], At: f.Claimed, Org: f.Org, Source: f.Source,
		Reliability: f.Reliability, Reason: f.Reason, Party: f.Party, Ref: f.Ref, Note: f.Note, Actor: f.Actor, Evidence: f.Evidence,
	}
}

func (s *Server) impediment(r *request) (answer, error) {
	p, _, err := s.impedimentAsked(r)
	if err != nil {
		return nil, err
	}
	return *p, nil
}

// impedimentAsked reads the impediment of an address.
func (s *Server) impedimentAsked(r *request) (p *impedimentPage, one passage.Reported, err error) {
	v, err := s.accessView(r)
	if err != nil {
		return nil, one, err
	}
	id := passage.FactID(r.PathValue("id"))
	if one, err = s.desk.ReportedFact(r.Context(), r.Caller, id); err != nil {
		return nil, one, err
	}
	f := &one.Fact
	if f.Kind != passage.Impeded {
		return nil, one, desk.Missing{Text: "there is no such impediment"}
	}
	actor, err := s.desk.Actors(r.Context(), r.Caller)
	if err != nil {
		return nil, one, err
	}
	mapping, indicator := f.Obstacle.ACAPS()
	p = &impedimentPage{
		impedimentItem: v.item(r, &one), Anew: len(one.Before) > 0, Actor: actor(f), Note: f.Note, Proof: f.Evidence, ACAPS: indicator.Name,
		Pillar: indicator.Pillar, Loose: mapping.Loose, Unseen: one.Unseen, Findings: one.Findings,
	}
	p.Heading = r.T.Say("impediment.at", "What", r.T.Word(cmp.Or(p.DetailName, p.CategoryName)), "Place", cmp.Or(p.PlaceName, string(f.Waybill)))
	if f.Waybill != "" {
		p.ThreadURL = waybillURL(f.Waybill)
	}
	waybills, err := s.desk.Stopped(r.Context(), r.Caller, f.Stopped())
	if err != nil {
		return nil, one, err
	}
	for _, w := range waybills {
		row := stoppedRow{waybillRow: waybillRowOf(r, desk.WaybillItem{Waybill: w}, &v.names), All: len(w.Lines) > 0}
		for _, l := range w.Lines {
			row.All = row.All && l.Received == l.Out
		}
		if row.All {
			p.Came = append(p.Came, row)
		} else {
			p.Journeys = append(p.Journeys, row)
		}
	}
	for _, f := range one.Follows {
		row := followRowOf(r, *f)
		row.Actor = actor(f)
		row.Aside = slices.ContainsFunc(one.Findings, func(x passage.Finding) bool { return slices.Contains(x.Facts, f.ID) })
		p.Follows = append(p.Follows, row)
	}
	if p.Without, err = s.without(r, v, f, waybills); err != nil {
		return nil, one, err
	}
	if err := s.doorOpen(r, v, p); err != nil {
		return nil, one, err
	}
	if r.Caller.May(desk.Write) != nil {
		return p, one, nil
	}
	p.Follow = true
	p.FollowForm, p.EndForm = s.formAt(r, v.situation, "at"), s.formAt(r, v.situation, "until")
	if f.Org == r.Caller.Org {
		p.Endable, p.AgainURL = f.Until.IsZero(), impedimentURL(f.ID)+"/again"
	}
	if p.Wrote, err = s.desk.Wrote(r.Context(), r.Caller, f.ID); err != nil {
		return nil, one, err
	}
	p.Statuses = optionsOf(r.T, "follow.", p.statuses(r))
	return p, one, nil
}

// statuses are what the reader may say became of the impediment: who reported it
// does not verify it, and others do not withdraw it.
func (p *impedimentPage) statuses(r *request) (some []passage.Status) {
	for _, s := range passage.Statuses(passage.Impeded) {
		if s == passage.Verified && p.Wrote || s == passage.Withdrawn && p.Org != r.Caller.Org {
			continue
		}
		some = append(some, s)
	}
	return some
}

// doorOpen finds the plans that were made with the door of the impediment open.
func (s *Server) doorOpen(r *request, v *accessView, p *impedimentPage) error {
	if v.situation == nil || !slices.ContainsFunc(doorsOf(v.Scenario.Loaded.Scenario), func(d door) bool { return string(d.id) == string(p.Place) }) {
		return nil
	}
	plans, err := s.desk.Plans(r.Context(), r.Caller, v.Scenario.ID, "", 100)
	for _, plan := range plans {
		open := slices.ContainsFunc(plan.Changes, func(c passage.Change) bool { return c.Kind == passage.OpenUp && c.On == string(p.Place) })
		if open && plan.State == desk.PlanDone && len(p.Door) < 3 {
			p.Door = append(p.Door, choice{URL: planURL(plan.ID), Text: cmp.Or(plan.Name, r.T.Say("impediment.plan_of", "Date", r.T.Word(r.T.Date(plan.Made.Day()))))})
		}
	}
	p.AtDoor = true
	if r.Caller.May(desk.Planner) == nil {
		p.TryURL = whatIfURL(v.Scenario.ID, "")
	}
	return err
}

// followUp states what became of an impediment.
func (s *Server) followUp(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	p, one, err := s.impedimentAsked(r)
	if err != nil {
		return nil, err
	}
	f := passage.Fact{Kind: passage.Followed, About: one.Fact.ID, Place: one.Fact.Place, Waybill: one.Fact.Waybill, Claimed: t.moment("at", false),
		Reason: t.text("reason"), Party: t.text("party")}
	f.Status = pick(t, "status", passage.Statuses(passage.Impeded), true)
	switch {
	case f.Status == passage.Verified && p.Wrote:
		t.wrong("status", "impediment.not_by_you")
	case f.Status == passage.Withdrawn && p.Org != r.Caller.Org:
		t.wrong("status", "impediment.not_yours")
	case f.Reason == "" && (f.Status == passage.Disputed || f.Status == passage.Replied):
		t.wrong("reason", "wrong.reason")
	}
	if f.Party == "" && f.Status == passage.Replied {
		t.wrong("party", "impediment.who_spoke")
	}
	f.Evidence = t.evidence("evidence")
	t.source(&f)
	return stated(s, r, t, impedimentURL(one.Fact.ID), filledIn(p, &p.FollowForm), f)
}

// endImpediment states that an impediment is over.
func (s *Server) endImpediment(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	p, one, err := s.impedimentAsked(r)
	if err != nil {
		return nil, err
	}
	until := t.moment("until", false)
	if t.OK() && until < one.Fact.Claimed {
		t.wrong("until", "impediment.ends_before")
	}
	return toldAnew(s, r, t, filledIn(p, &p.EndForm), func(f *passage.Fact) { f.Until = until })
}
