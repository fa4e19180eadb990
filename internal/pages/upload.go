package pages

import (
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/exchange/draft"
)

// uploadPage shows what a workbook that was sent in would change.
type uploadPage struct {
	Scenario, ScenarioURL, URL string
	Base, Newest               int64
	Differences                []difference
	More                       int
	Conflicts                  []clash
	Faults                     []string
}

// clash is a difference where somebody else has changed the same since.
type clash struct {
	difference
	Theirs string
	By     string
	N      int64
	Gone   bool
}

// baseInName finds the revision in the name of a file.
var baseInName = regexp.MustCompile(`-r(\d{1,9})(?:\D|$)`)

// sendWorkbook takes in a changed workbook, to be looked at.
func (s *Server) sendWorkbook(r *request) (answer, error) {
	id := r.PathValue("id")
	if err := r.Caller.May(desk.Planner); err != nil {
		return nil, err
	}
	base, _ := strconv.ParseInt(r.PostFormValue("base"), 10, 64)
	path, done, err := r.upload("file", ".zip", ".xlsx")
	if errors.Is(err, http.ErrMissingFile) {
		return s.refuseWorkbook(r, []string{r.T.Say("form.needs_file")})
	}
	if err != nil {
		return nil, err
	}
	defer done()
	if _, header, err := r.FormFile("file"); base == 0 && err == nil {
		if m := baseInName.FindStringSubmatch(filepath.Base(header.Filename)); m != nil {
			base, _ = strconv.ParseInt(m[1], 10, 64)
		}
	}
	if newest, err := s.desk.Revisions(r.Context(), r.Caller, id, 0, 1); err != nil || len(newest) == 0 {
		return nil, errors.Join(err, desk.Missing{Text: "there is no such scenario"})
	} else if base < 1 || base > newest[0].N {
		base = newest[0].N
	}
	upload, err := s.desk.Upload(r.Context(), r.Caller, id, base, path)
	var faults passage.Faults
	if errors.As(err, &faults) {
		var lines []string
		for _, f := range faults {
			lines = append(lines, r.fault(f))
		}
		return s.refuseWorkbook(r, lines)
	}
	return redirect(scenarioURL(id) + "/uploads/" + url.PathEscape(upload)), err
}

func (s *Server) refuseWorkbook(r *request, faults []string) (answer, error) {
	a, err := s.scenario(r)
	if err != nil {
		return nil, err
	}
	p := a.(scenarioPage)
	p.Faults = faults
	r.status = http.StatusUnprocessableEntity
	return p, nil
}

func (s *Server) uploaded(r *request) (answer, error) {
	id := r.PathValue("id")
	w, err := s.desk.Uploaded(r.Context(), r.Caller, id, r.PathValue("upload"))
	if err != nil {
		return nil, err
	}
	e, err := s.desk.TryEdits(r.Context(), r.Caller, w)
	if err != nil {
		return nil, err
	}
	return s.uploadPage(r, w, e)
}

// uploadPage shows what would be kept on the newest revision.
func (s *Server) uploadPage(r *request, w desk.Wish, e desk.Edited) (answer, error) {
	state, err := s.desk.Draft(r.Context(), r.Caller, w.Scenario, e.Revision)
	if err != nil {
		return nil, err
	}
	p := uploadPage{Scenario: scenarioName(r, state, w.Scenario), ScenarioURL: scenarioURL(w.Scenario), URL: r.URL.Path, Base: w.Base, Newest: e.Revision}
	p.Differences, p.More = differences(r, w.Scenario, e.Edits)
	for _, c := range e.Conflicts {
		d, _ := differences(r, w.Scenario, []draft.Edit{c.Edit})
		for _, one := range d {
			theirs := c.Theirs
			if c.Cells != nil {
				theirs = cellsText(draft.Edit{Table: c.Edit.Table, Cells: c.Cells})
			}
			for _, o := range c.Others {
				theirs = strings.TrimPrefix(theirs+r.T.Semicolon()+o.Column+": "+o.After, r.T.Semicolon())
			}
			p.Conflicts = append(p.Conflicts, clash{one, short(theirs), c.By, c.Revision, c.Gone})
		}
	}
	for _, f := range e.Faults {
		if !f.Warning {
			p.Faults = append(p.Faults, r.fault(f))
		}
	}
	return p, nil
}

// keepUpload makes a workbook that was looked at the newest revision.
func (s *Server) keepUpload(r *request) (answer, error) {
	id := r.PathValue("id")
	w, err := s.desk.Uploaded(r.Context(), r.Caller, id, r.PathValue("upload"))
	if err != nil {
		return nil, err
	}
	w.What, w.Settle = strings.TrimSpace(r.PostFormValue("what")), r.PostFormValue("settle")
	w.Seen, _ = strconv.ParseInt(r.PostFormValue("seen"), 10, 64)
	e, err := s.desk.EditScenario(r.Context(), r.Caller, w)
	if err != nil {
		return nil, err
	}
	if len(e.Conflicts) > 0 || e.Faults.Fatal() {
		r.status = http.StatusUnprocessableEntity
		return s.uploadPage(r, w, e)
	}
	said := "revision_saved"
	if !e.Saved {
		said = "revision_same"
	}
	return redirect(scenarioURL(id) + "?said=" + said), nil
}
