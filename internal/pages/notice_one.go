package pages

import (
	"net/url"
	"slices"
	"strconv"

	"passage"
	"passage/internal/desk"
)

// noticePage is one notification: its contents, what each party is known to have
// said, and what then happened.
type noticePage struct {
	noticeRow
	Unknown  []string // places that the tables do not have
	Vehicles int
	Staff    int
	Others   int
	Load     string
	Marking  string
	Until    passage.Instant
	To       []string
	Reliable passage.Reliability
	Note     string
	Follows  []followRow // but what parties answered
	Findings []passage.Finding

	Impediments   []impedimentSeen
	ImpedimentsOK bool // a movement has days, a site is looked at since it was made known
	Held          []heldRow
	PutURL        string // where an exact position is entered; empty: not by this reader
	Particulars   []heldRow
	EnterURL      string // where vehicles and contacts are entered; empty: not by this reader

	Form     form
	Wrong    wrongForm
	Statuses []option
	Parties  []option
	MayState bool
}

// impedimentSeen is what was reported at a place of a notification.
type impedimentSeen struct {
	On          passage.Date
	Place, What string
	Reason      string
	Source      string
	Reliability passage.Reliability
	Status      string // of the report; empty: nobody has followed up
}

func (p noticePage) Title() string { return p.WhatText }

func (s *Server) noticePage(r *request, f form) (p noticePage, err error) {
	n, err := s.reportOf(r, passage.Notified)
	if err != nil {
		return p, err
	}
	names, err := s.namesFor(r)
	if err != nil {
		return p, err
	}
	rule, err := s.desk.LeadRule(r.Context())
	if err != nil {
		return p, err
	}
	notice := n.Fact.Notice
	p = noticePage{noticeRow: noticeRowOf(r, &n, &names, rule), Vehicles: notice.Vehicles, Staff: notice.Staff, Others: notice.Others, Load: notice.Load, Marking: notice.Marking, Until: notice.Until, To: notice.To,
		Reliable: n.Fact.Reliability, Note: n.Fact.Note, Findings: n.Findings, Form: f, MayState: r.Caller.May(desk.Write) == nil}
	for _, f := range n.Follows {
		if f.Status != passage.Acknowledged && f.Status != passage.Objected { // which stand with their parties
			p.Follows = append(p.Follows, followRowOf(r, *f))
		}
	}
	if names.naming != nil {
		for _, place := range noticePlaces(&n.Fact) {
			if names.naming.nodes[place] == nil {
				p.Unknown = append(p.Unknown, string(place))
			}
		}
	}
	statuses := []passage.Status{passage.Acknowledged, passage.Objected, passage.CarriedOut}
	if n.Fact.Org == r.Caller.Org {
		statuses = append(statuses, passage.Withdrawn)
		if p.MayState && r.Caller.Account != "" {
			p.PutURL, p.EnterURL = noticeURL(n.Fact.ID)+"/position", noticeURL(n.Fact.ID)+"/particulars"
		}
	}
	p.Statuses = optionsOf(r.T, "status.", statuses)
	for _, party := range notice.To {
		p.Parties = append(p.Parties, option{Value: party, Text: party})
	}
	p.Wrong = s.wrongForm(r, &n, p.URL, p.WhatText, s.blankForm(nil))
	if p.Held, err = s.heldRows(r, desk.Positions, n.Fact.ID, &names); err != nil {
		return p, err
	}
	if p.Particulars, err = s.heldRows(r, desk.VehiclesAndContacts, n.Fact.ID, &names); err != nil {
		return p, err
	}
	p.Impediments, err = s.metOnTheWay(r, &n, &names)
	return p, err
}

// metOnTheWay returns what was reported at the places of a notification: of a
// movement from the day it sets out to the day it arrives, of a site since it
// was made known and until it is withdrawn.
func (s *Server) metOnTheWay(r *request, n *passage.Reported, names *names) (seen []impedimentSeen, err error) {
	from, to := n.Fact.Claimed.Day(), passage.InstantOf(s.desk.Now()).Day()
	if n.Fact.Notice.What == passage.OfMovement {
		from = n.Fact.Notice.Departs.Day()
		to = max(from, n.Fact.Notice.Arrives.Day())
	}
	if out := n.Outcome(); out != nil && n.Fact.Notice.What == passage.OfSite {
		to = min(to, out.Claimed.Day())
	}
	all, err := s.desk.Impediments(r.Context(), r.Caller, from, to)
	if err != nil {
		return nil, err
	}
	places := noticePlaces(&n.Fact)
	for _, i := range all {
		f := &i.Fact
		if !slices.Contains(places, f.Place) && !between(names, f.Place, places) {
			continue
		}
		one := impedimentSeen{On: f.Claimed.Day(), Place: names.node(f.Place), What: r.T.Say("obstacle." + string(f.Obstacle)), Reason: f.Reason, Source: f.SourceOf(), Reliability: f.Reliability}
		if i.Status != "" {
			one.Status = r.T.Say("status." + string(i.Status))
		}
		seen = append(seen, one)
	}
	return seen, nil
}

// between reports whether a place is a corridor from one place to another.
func between(names *names, id passage.NodeID, places []passage.NodeID) bool {
	if names.naming == nil {
		return false
	}
	c := names.naming.corridors[passage.CorridorID(id)]
	return c != nil && slices.Contains(places, c.From) && slices.Contains(places, c.To)
}

// followNotice takes in what became of a notification.
func (s *Server) followNotice(r *request) (answer, error) {
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	n, err := s.reportOf(r, passage.Notified)
	if err != nil {
		return nil, err
	}
	f := passage.Fact{Kind: passage.Followed, Place: n.Fact.Place, About: n.Fact.ID, Claimed: t.moment("at", false), Reason: t.text("reason"), Ref: t.short("ref"),
		Status: pick(t, "status", []passage.Status{passage.Acknowledged, passage.Objected, passage.CarriedOut, passage.Withdrawn}, true)}
	switch f.Status {
	case passage.Acknowledged, passage.Objected:
		f.Party = t.need("party", "wrong.answered")
	case passage.Withdrawn:
		if n.Fact.Org != r.Caller.Org {
			t.wrong("status", "wrong.choose")
		}
	}
	if f.Status == passage.Objected {
		t.need("reason", "wrong.reason")
	}
	t.source(&f)
	t.noCoordinates("party", "reason", "ref", "source", "note")
	return stated(s, r, t, noticeURL(n.Fact.ID), s.noticePage, f)
}

// leadPage is the part of administration that says how long before they set out
// movements have to be made known.
type leadPage struct {
	Form form
	Most int
}

func (s *Server) leadRule(r *request) (answer, error) {
	if err := r.Caller.May(desk.Admin); err != nil {
		return nil, err
	}
	rule, err := s.desk.LeadRule(r.Context())
	f := form{Values: url.Values{"hours": {strconv.FormatFloat(rule.Hours, 'f', -1, 64)}, "urgent": {strconv.FormatFloat(rule.Urgent, 'f', -1, 64)}}}
	return leadPage{f, desk.MostLeadHours}, err
}

func (s *Server) setLeadRule(r *request) (answer, error) {
	if err := r.Caller.May(desk.Admin); err != nil {
		return nil, err
	}
	t := &sheet{form: form{Values: r.PostForm, Wrong: map[string]string{}}, says: r.T}
	hours := func(name string) float64 {
		v := t.number(name)
		if t.Wrong[name] == "" && (!v.Given || v.Value > desk.MostLeadHours) {
			t.wrong(name, "wrong.lead_hours", "Most", desk.MostLeadHours)
		}
		return v.Value
	}
	rule := passage.LeadRule{Hours: hours("hours"), Urgent: hours("urgent")}
	if t.OK() && rule.Urgent > rule.Hours {
		t.wrong("urgent", "wrong.lead_urgent")
	}
	if !t.OK() {
		return r.again(leadPage{t.form, desk.MostLeadHours}), nil
	}
	return redirect("/admin/notices?said=saved"), s.desk.SetLeadRule(r.Context(), r.Caller, rule)
}
