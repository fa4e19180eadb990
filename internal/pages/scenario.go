package pages

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"passage"
	"passage/internal/desk"
)

// scenariosPage lists scenarios and plans, and takes new ones in.
type scenariosPage struct {
	MayEdit   bool
	Faults    []string
	Scenarios []scenarioItem
	Plans     []planItem
}

type scenarioItem struct {
	ID, Name string
	URL      string
	Revision int64
	Made     passage.Instant
	PlanURL  string
	WhatIf   string
	InUse    bool // and not the only one
}

type planItem struct {
	URL, Scenario, Name, Author, StateKey string
	Changes                               int
	Made                                  passage.Instant
	Offered                               bool // nobody asked for it
}

func (s *Server) scenarios(r *request) (answer, error) {
	p := scenariosPage{MayEdit: r.Caller.May(desk.Planner) == nil}
	all, err := s.desk.Scenarios(r.Context(), r.Caller)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for i, one := range all {
		if names[one.ID], err = s.called(r, r.Caller, one.ID, one.Name); err != nil {
			return nil, err
		}
		p.Scenarios = append(p.Scenarios, scenarioItem{one.ID, names[one.ID], scenarioURL(one.ID), one.Revision, passage.Instant(one.Made), scenarioURL(one.ID) + "/plan", whatIfURL(one.ID, ""), i == 0 && len(all) > 1})
	}
	plans, err := s.desk.Plans(r.Context(), r.Caller, "", "", 20)
	if err != nil {
		return nil, err
	}
	for _, one := range plans {
		p.Plans = append(p.Plans, planItem{planURL(one.ID), cmp.Or(names[one.Scenario], one.Scenario), one.Name, one.Author, "plan.state_" + string(one.State), len(one.Changes), one.Made, one.Offered})
	}
	slices.SortStableFunc(p.Plans, func(a, b planItem) int { return cmp.Compare(b.Made, a.Made) })
	return p, nil
}

// called is what a scenario is called in the reader's language, or else its name.
func (s *Server) called(r *request, reader desk.Caller, id, name string) (string, error) {
	one, err := s.desk.Scenario(r.Context(), reader, id, 0)
	if err != nil {
		return "", err
	}
	return cmp.Or(one.Local[r.T.Code]["scenario"][""], name), nil
}

// bringScenario takes a workbook or a zip in.
func (s *Server) bringScenario(r *request) (answer, error) {
	path, done, err := r.upload("file", ".zip", ".xlsx")
	if err != nil {
		return nil, err
	}
	defer done()
	id, err := s.desk.NewScenario(r.Context(), r.Caller, path)
	var faults passage.Faults
	if !errors.As(err, &faults) {
		return redirect(scenarioURL(id) + "?said=brought_in"), err
	}
	a, err := s.scenarios(r)
	if err != nil {
		return nil, err
	}
	page := a.(scenariosPage)
	for _, f := range faults {
		page.Faults = append(page.Faults, r.fault(f))
	}
	r.status = http.StatusUnprocessableEntity
	return page, nil
}

// useScenario has everybody work with a scenario.
func (s *Server) useScenario(r *request) (answer, error) {
	id := r.PathValue("id")
	return redirect(scenarioURL(id) + "?said=scenario_used"), s.desk.UseScenario(r.Context(), r.Caller, id)
}

// upload writes a form's file where it can be opened, under a name of ours. Its own
// name has to have one of the endings.
func (r *request) upload(field string, endings ...string) (path string, done func(), err error) {
	file, header, err := r.FormFile(field)
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	ending := strings.ToLower(filepath.Ext(header.Filename))
	if !slices.Contains(endings, ending) {
		return "", nil, passage.Faults{{Table: header.Filename, Problem: "is a file of another kind; expected one whose name ends in " + strings.Join(endings, " or ")}}
	}
	dir, err := os.MkdirTemp("", "passage-upload-")
	if err != nil {
		return "", nil, err
	}
	done = func() { os.RemoveAll(dir) }
	path = filepath.Join(dir, "upload"+ending)
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err == nil {
		_, err = io.Copy(to, file)
		err = errors.Join(err, to.Close())
	}
	if err != nil {
		done()
		return "", nil, err
	}
	return path, done, nil
}
