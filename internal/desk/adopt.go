package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"passage"
	"passage/internal/exchange/draft"
	"passage/internal/store"
)

// A state of a door that somebody states is a fact, and facts change no tables:
// sources may differ, and which of them plans go by is for a person to decide.
// To plan by one is a revision of the tables, as any other.

// adopted begins the names of rules that are in the tables because somebody
// planned by a stated state.
const adopted = "stated-"

// AdoptedRule is the name of the rule of a scenario by which plans go by a fact.
func AdoptedRule(fact passage.FactID) passage.RuleID {
	return passage.RuleID(adopted + string(fact)[max(0, len(fact)-12):])
}

// askAdopted begins the names of the asks that would lift such rules.
const askAdopted = "lift-"

// Adopt makes the tables of a scenario say what a source said of a door, from
// that day on, and begins a plan with them. A rule that was adopted before ends;
// where the door is said to be open, so do the rules that stand in its way. A
// state that bars anything brings with it the ask that would lift it. plan is
// empty where the tables say so already.
func (d *Desk) Adopt(ctx context.Context, caller Caller, scenario, form string, fact passage.FactID) (plan string, e Edited, err error) {
	if err := caller.May(Planner); err != nil {
		return "", e, err
	}
	if _, err := d.Plan(ctx, caller, form); err == nil { // the form was sent before
		return form, e, nil
	}
	s, err := d.Scenario(ctx, caller, scenario, 0)
	if err != nil {
		return "", e, err
	}
	if s.Loaded.Scenario == nil {
		return "", e, refuse("the tables of this scenario have faults; mend them first")
	}
	f, err := d.stated(ctx, caller, fact)
	if err != nil {
		return "", e, err
	}
	edits, err := adopt(s.Loaded.Scenario, f)
	if err != nil {
		return "", e, err
	}
	what := fmt.Sprintf("%s: %s, as said by %s", f.Place, f.Door.Status, f.SourceOf())
	e, err = d.EditScenario(ctx, caller, Wish{Scenario: scenario, Base: s.Revision, Edits: edits, Form: form, What: what[:min(len(what), 500)]})
	d.studio.mu.Lock()
	plans := d.studio.easel != nil
	d.studio.mu.Unlock()
	if err != nil || !e.Saved || !plans {
		return "", e, err
	}
	plan, err = d.MakePlan(ctx, caller, Wanted{ID: form, Scenario: scenario, Since: f.Claimed.Day()})
	return plan, e, err
}

// Offer begins the plan that follows if a stated state holds, so that it is there
// when a planner looks. It bears the id of the fact, so that there is one however
// often it is offered. Whoever states something may have it offered; while many
// are being made nothing begins, and the plan can still be asked for.
func (d *Desk) Offer(ctx context.Context, caller Caller, scenario string, fact passage.FactID) error {
	if err := caller.May(Write, Planner); err != nil {
		return err
	}
	s, err := d.scenario(ctx, scenario, 0)
	if err != nil || s.Loaded.Scenario == nil {
		return err
	}
	f, err := d.stated(ctx, caller, fact)
	if err != nil {
		return err
	}
	changes := f.Door.WhatIf(passage.DoorID(f.Place), f.Claimed.Day())
	if len(changes) == 0 || changes[0].Valid(s.Loaded.Scenario) != nil {
		return nil
	}
	_, err = d.offer(ctx, caller, Wanted{ID: string(fact), Scenario: scenario, Changes: changes, Since: f.Claimed.Day()})
	return err
}

// offer begins a plan for somebody who may not plan, unless many are being made.
func (d *Desk) offer(ctx context.Context, caller Caller, w Wanted) (begun bool, err error) {
	d.studio.mu.Lock()
	busy := d.studio.easel == nil || len(d.studio.running) >= mostOffered
	d.studio.mu.Unlock()
	if busy {
		return false, nil
	}
	caller.Scopes = append(slices.Clone(caller.Scopes), Planner) // to this plan alone
	_, err = d.MakePlan(ctx, caller, w)
	return err == nil, err
}

// mostOffered is how many plans may be under way when one more is offered.
const mostOffered = 4

// stated returns the fact of an id, which states how a door is and stands.
func (d *Desk) stated(ctx context.Context, caller Caller, id passage.FactID) (passage.Fact, error) {
	place, err := d.placeOf(ctx, id)
	if err != nil {
		return passage.Fact{}, err
	}
	if err := caller.MayRead(); err != nil {
		return passage.Fact{}, err
	}
	var said []passage.Fact
	err = d.store.View(ctx, func(tx *store.Tx) error {
		subject := "p/" + string(place)
		facts, err := d.besides(tx, subject, id)
		said = saidOf(caller, []string{subject}, map[string][]*passage.Fact{subject: facts})
		return err
	})
	if err != nil {
		return passage.Fact{}, err
	}
	i := slices.IndexFunc(said, func(f passage.Fact) bool { return f.ID == id && f.Kind == passage.Stated && f.Door != nil })
	if i < 0 {
		return passage.Fact{}, Missing{"this was not said of any door, or was corrected since"}
	}
	return said[i], nil
}

// adopt returns the edits that make the tables say what a fact states.
func adopt(s *passage.Scenario, f passage.Fact) (edits []draft.Edit, err error) {
	door, since, state := passage.DoorID(f.Place), f.Claimed.Day(), f.Door
	id := string(AdoptedRule(f.ID))
	switch {
	case state.Status == passage.UnknownAccess:
		return nil, refuse("that nobody knows how a door is gives no plan anything to go by")
	case !s.HasDoor(door):
		return nil, refuse("%s is no crossing or corridor of this scenario", door)
	case slices.ContainsFunc(s.Access, func(r passage.AccessRule) bool { return string(r.ID) == id }):
		return nil, refuse("plans go by this already")
	case since >= s.End() || !state.Until.IsZero() && state.Until < s.Start:
		return nil, refuse("what was said holds outside the weeks that are planned")
	}
	struck, later := map[passage.RuleID]bool{}, map[passage.RuleID]string{}
	for _, r := range s.Access {
		own := strings.HasPrefix(string(r.ID), adopted)
		inForce := r.From <= since && (r.To.IsZero() || r.To >= since)
		if r.On != door || !inForce || !own && (state.Status != passage.Open || r.Status == passage.Open) {
			continue // what is to begin later was planned by somebody, and stays
		}
		if r.From < since {
			edits = append(edits, draft.Edit{Kind: draft.Set, Table: "access", Row: string(r.ID), Column: "to", After: (since - 1).String()})
		} else {
			edits, struck[r.ID] = append(edits, draft.Edit{Kind: draft.Delete, Table: "access", Row: string(r.ID)}), true
		}
		if !own && !state.Until.IsZero() && (r.To.IsZero() || r.To > state.Until) {
			row := again(s, r, state.Until+1)
			edits, later[r.ID] = append(edits, row), row.Cells["rule"]
		}
	}
	edits = append(edits, relift(s, struck, later)...)
	cells := map[string]string{
		"rule": id, "on": string(door), "from": since.String(), "status": string(state.Status), "to": state.Until.String(), "only": strings.Join(state.Only, ";"),
		"except": strings.Join(state.Except, ";"), "source": f.SourceOf(), "reliability": string(f.Reliability), "as_of": since.String(),
		"trucks_per_day": state.TrucksPerDay.String(),
	}
	if state.Status == passage.Open && !state.TrucksPerDay.Given {
		return edits, nil // it is the door's own figure that holds again
	}
	edits = append(edits, draft.Edit{Kind: draft.Insert, Table: "access", Cells: cells})
	if state.Status != passage.Open {
		edits = append(edits, draft.Edit{Kind: draft.Insert, Table: "asks", Cells: map[string]string{"ask": askAdopted + id, "lifts": id, "from": max(since, s.Start).String()}})
	}
	return edits, nil
}

// relift has asks lift the rules that go on later instead of, or beside, those
// that end. An ask that would lift nothing any more is taken out.
func relift(s *passage.Scenario, struck map[passage.RuleID]bool, later map[passage.RuleID]string) (edits []draft.Edit) {
	for _, a := range s.Asks {
		var lifts []string
		for _, rule := range a.Lifts {
			if !struck[rule] {
				lifts = append(lifts, string(rule))
			}
			if next := later[rule]; next != "" {
				lifts = append(lifts, next)
			}
		}
		if text := strings.Join(lifts, ";"); text != "" || a.On != "" || a.USD.Given {
			edits = append(edits, draft.Edit{Kind: draft.Set, Table: "asks", Row: string(a.ID), Column: "lifts", After: text})
		} else {
			edits = append(edits, draft.Edit{Kind: draft.Delete, Table: "asks", Row: string(a.ID)})
		}
	}
	return edits
}

// again is a rule that was interrupted, from a day on, as a row of its own.
func again(s *passage.Scenario, r passage.AccessRule, from passage.Date) draft.Edit {
	id := fmt.Sprintf("%s-%s", r.ID, from)
	for n := 2; slices.ContainsFunc(s.Access, func(r passage.AccessRule) bool { return string(r.ID) == id }); n++ {
		id = fmt.Sprintf("%s-%s-%d", r.ID, from, n)
	}
	var weekdays []string
	for _, w := range r.Weekdays {
		weekdays = append(weekdays, strings.ToLower(w.String()[:3]))
	}
	cells := map[string]string{
		"rule": id, "on": string(r.On), "from": from.String(), "to": r.To.String(), "status": string(r.Status), "weekdays": strings.Join(weekdays, ";"),
		"only": strings.Join(r.Only, ";"), "except": strings.Join(r.Except, ";"), "source": r.Source, "reliability": r.Reliability, "as_of": r.AsOf.String(),
		"trucks_per_day": r.TrucksPerDay.String(),
	}
	return draft.Edit{Kind: draft.Insert, Table: "access", Cells: cells}
}
