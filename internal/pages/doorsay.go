package pages

import (
	"cmp"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
)

// doorSayPage is the form in which somebody states how a door is.
type doorSayPage struct {
	Heading, URL, BackURL string
	Form                  form
	States                []option
	Bars                  []option
	Goods                 []option
}

func (p doorSayPage) Title() string { return p.Heading }

func (s *Server) doorForm(r *request, at *situation, d door, f form) doorSayPage {
	p := doorSayPage{
		Heading: r.T.Say("doors.say_heading", "Door", r.T.Word(at.n.door(d.id))), URL: doorURL(d.id) + "/say", BackURL: doorURL(d.id), Form: f,
		States: optionsOf(r.T, "door.", []passage.AccessStatus{passage.Open, passage.Restricted, passage.Closed, passage.UnknownAccess}),
		Bars:   optionsOf(r.T, "doors.bar_", []string{"only", "except"}),
	}
	var sectors []string
	for _, c := range at.Scenario.Loaded.Scenario.Commodities {
		if c.Sector != "" && !slices.Contains(sectors, c.Sector) {
			sectors = append(sectors, c.Sector)
			p.Goods = append(p.Goods, option{Value: c.Sector, Text: r.T.Say("doors.all_of", "Sector", r.T.Word(c.Sector))})
		}
	}
	for _, c := range at.Scenario.Loaded.Scenario.Commodities {
		p.Goods = append(p.Goods, option{Value: string(c.ID), Text: cmp.Or(at.n.goods(c.ID), string(c.ID))})
	}
	return p
}

func (s *Server) sayDoorForm(r *request) (answer, error) {
	if err := r.Caller.May(desk.Write); err != nil {
		return nil, err
	}
	at, d, err := s.doorAt(r)
	if err != nil {
		return nil, err
	}
	f := s.formAt(r, at, "at")
	f.fill(r, "status", "at", "until", "trucks", "reason", "source")
	return s.doorForm(r, at, d, f), nil
}

// sayDoor states how a door is, and has the plan begun that follows if it is so.
func (s *Server) sayDoor(r *request) (answer, error) {
	at, d, err := s.doorAt(r)
	if err != nil {
		return nil, err
	}
	t, err := s.sheet(r)
	if err != nil {
		return nil, err
	}
	fact := passage.Fact{Kind: passage.Stated, Place: passage.NodeID(d.id), Claimed: t.moment("at", true), Reason: t.text("reason")}
	t.source(&fact)
	state := passage.DoorState{
		Status:       pick(t, "status", []passage.AccessStatus{passage.Open, passage.Restricted, passage.Closed, passage.UnknownAccess}, true),
		TrucksPerDay: t.number("trucks"), Hours: t.short("hours"), Until: t.date("until"),
	}
	goods := slices.DeleteFunc(slices.Clone(t.Values["goods"]), func(id string) bool { return strings.TrimSpace(id) == "" })
	switch bars := pick(t, "bars", []string{"only", "except"}, len(goods) > 0); {
	case bars == "only":
		state.Only = goods
	case bars == "except":
		state.Except = goods
	}
	if !state.Until.IsZero() && state.Until < fact.Claimed.Day() && fact.Claimed != 0 {
		t.wrong("until", "form.ends_before")
	}
	if state.TrucksPerDay.Given && (state.Status == passage.Closed || state.Status == passage.UnknownAccess) {
		t.wrong("trucks", "doors.trucks_of_closed")
	}
	if len(goods) > 0 && state.Status != passage.Restricted && state.Status != "" {
		t.wrong("bars", "doors.goods_of_restricted")
	}
	fact.Door = &state
	again := func(r *request, f form) (doorSayPage, error) { return s.doorForm(r, at, d, f), nil }
	return sent(r, t, doorURL(d.id)+"?said=saved", again, func() error {
		if err := s.desk.Say(r.Context(), r.Caller, t.ID, []passage.Fact{fact}); err != nil {
			return err
		}
		return s.desk.Offer(r.Context(), r.Caller, at.Scenario.ID, t.ID.FactID(1))
	})
}
