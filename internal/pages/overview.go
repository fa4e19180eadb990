package pages

import (
	"slices"

	"passage"
	"passage/internal/desk"
	"passage/internal/exchange/draft"
)

// scenarioPage is a scenario at a glance: its tables, what looks wrong in
// them, its plans and its history.
type scenarioPage struct {
	ID, Name  string
	Revision  int64
	Author    string
	Made      passage.Instant
	MayEdit   bool
	Start     passage.Date
	End       passage.Date
	Known     bool // when it starts and ends
	Tables    []tableItem
	Used      string // what the scenario in use is called, where that is another
	UseURL    string
	Warnings  []gridProblem
	More      int // warnings that are not listed
	Plans     []planItem
	History   []revisionItem
	Older     string
	PlanURL   string
	WhatIfURL string
	UploadURL string
	Xlsx, Zip string
	Bases     []int64 // revisions that a workbook may have been made from
	Faults    []string
}

func (p scenarioPage) Title() string { return p.Name }

type tableItem struct {
	URL, Name, RowIs string
	Rows, Warnings   int
}

// warningsShown is how many warnings a scenario's page lists.
const warningsShown = 12

func (s *Server) scenario(r *request) (answer, error) {
	id := r.PathValue("id")
	scenario, err := s.desk.Scenario(r.Context(), r.Caller, id, 0)
	if err != nil {
		return nil, err
	}
	state, err := s.desk.Draft(r.Context(), r.Caller, id, scenario.Revision)
	if err != nil {
		return nil, err
	}
	p := scenarioPage{
		ID: id, Name: scenarioName(r, state, id), Revision: scenario.Revision, Author: scenario.Author, Made: scenario.Made,
		MayEdit: r.Caller.May(desk.Planner) == nil, PlanURL: scenarioURL(id) + "/plan", WhatIfURL: whatIfURL(id, ""),
		UploadURL: scenarioURL(id) + "/uploads", Xlsx: workbookURL(id, "xlsx", 0), Zip: workbookURL(id, "zip", 0),
	}
	all, err := s.desk.Scenarios(r.Context(), r.Caller)
	if err != nil {
		return nil, err
	}
	if used := all[0]; used.ID != id {
		p.UseURL = scenarioURL(id) + "/use"
		if p.Used, err = s.called(r, r.Caller, used.ID, used.Name); err != nil {
			return nil, err
		}
	}
	if sc := scenario.Loaded.Scenario; sc != nil {
		p.Known, p.Start, p.End = true, sc.Start, sc.End()-1
	}
	warnings := map[string]int{}
	for _, f := range scenario.Faults {
		warnings[f.Table]++
		if len(p.Warnings) == warningsShown {
			p.More++
			continue
		}
		w := gridProblem{Where: tableName(r, f.Table), gridNote: gridNote{Text: r.T.Retell(f.Problem), Warning: f.Warning}}
		if t := state.Table(f.Table); t != nil {
			w.URL = gridURL(id, f.Table, "", "", "")
			if i := slices.IndexFunc(t.Rows, func(row draft.Row) bool { return row.Line == f.Line }); i >= 0 && t.Name != draft.Settings {
				w.Where += r.T.Comma() + t.Rows[i].Key
				w.URL = gridURL(id, f.Table, t.Cell(&t.Rows[i], t.Key()[0]), "", "")
			}
		}
		p.Warnings = append(p.Warnings, w)
	}
	for _, t := range state.Tables {
		p.Tables = append(p.Tables, tableItem{gridURL(id, t.Name, "", "", ""), tableName(r, t.Name), r.T.Say("table_row." + t.Name), len(t.Rows), warnings[t.Name]})
	}
	plans, err := s.desk.Plans(r.Context(), r.Caller, id, "", 6)
	if err != nil {
		return nil, err
	}
	for _, one := range plans {
		p.Plans = append(p.Plans, planItem{planURL(one.ID), one.Scenario, one.Name, one.Author, "plan.state_" + string(one.State), len(one.Changes), one.Made, one.Offered})
	}
	history, err := s.desk.Revisions(r.Context(), r.Caller, id, 0, historyShown)
	if err != nil {
		return nil, err
	}
	for i, one := range history {
		p.Bases = append(p.Bases, one.N)
		if i < 6 {
			p.History = append(p.History, revisionWords(r, id, one))
		}
	}
	if len(history) > 6 {
		p.Older = scenarioURL(id) + "/revisions"
	}
	return p, nil
}
