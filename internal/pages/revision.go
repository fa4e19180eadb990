package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/exchange"
	"passage/internal/exchange/draft"
)

// revisionItem is one revision in words.
type revisionItem struct {
	N       int64
	URL     string
	Made    passage.Instant
	Author  string
	What    string
	Changes []string
}

// historyShown is how many revisions a page lists.
const historyShown = 20

// historyPage is the list of all revisions.
type historyPage struct {
	Scenario, ScenarioURL string
	History               []revisionItem
	Older                 string
}

// Table is the history as a table.
func (p historyPage) Table() (head []string, rows [][]string) {
	for _, one := range p.History {
		rows = append(rows, []string{strconv.FormatInt(one.N, 10), one.Made.String(), one.Author, one.What, strings.Join(one.Changes, "; ")})
	}
	return []string{"revision", "made", "author", "what", "changes"}, rows
}

func (s *Server) history(r *request) (answer, error) {
	id := r.PathValue("id")
	state, err := s.desk.Draft(r.Context(), r.Caller, id, 0)
	if err != nil {
		return nil, err
	}
	before, _ := strconv.ParseInt(r.FormValue("before"), 10, 64)
	all, err := s.desk.History(r.Context(), r.Caller, id, before, historyShown)
	if err != nil {
		return nil, err
	}
	p := historyPage{Scenario: scenarioName(r, state, id), ScenarioURL: scenarioURL(id)}
	for _, one := range all {
		p.History = append(p.History, revisionWords(r, id, one))
	}
	if n := len(all); n > 0 && all[n-1].N > 1 {
		p.Older = scenarioURL(id) + "/revisions?before=" + strconv.FormatInt(all[n-1].N, 10)
	}
	return p, nil
}

// revisionWords says what a revision changed.
func revisionWords(r *request, scenario string, one desk.Revision) revisionItem {
	item := revisionItem{N: one.N, URL: revisionURL(scenario, one.N), Made: one.Made, Author: one.Author, What: one.What}
	if one.Restored > 0 {
		item.Changes = append(item.Changes, r.T.Say("revision.restored", "N", one.Restored))
	}
	for _, c := range one.Tables {
		var parts []string
		for _, part := range []struct {
			key   string
			count int
		}{{"revision.cells", c.Cells}, {"revision.rows_added", c.Added}, {"revision.rows_removed", c.Removed}} {
			if part.count > 0 {
				parts = append(parts, r.T.Say(part.key, "Count", part.count))
			}
		}
		if len(parts) > 0 {
			item.Changes = append(item.Changes, r.T.Say("revision.in_table", "Table", r.T.Word(tableName(r, c.Table)), "What", r.T.Word(strings.Join(parts, r.T.Comma()))))
		}
	}
	if one.Outlines {
		item.Changes = append(item.Changes, r.T.Say("revision.outlines"))
	}
	if len(item.Changes) == 0 && one.N == 1 {
		item.Changes = append(item.Changes, r.T.Say("revision.first"))
	}
	return item
}

// revisionPage is what one revision changed.
type revisionPage struct {
	Scenario, ScenarioURL string
	revisionItem
	MayEdit     bool
	With        int64 // the revision that it is compared with; 0 for the first
	Newest      int64
	Differences []difference
	More        int
	RestoreURL  string
	UndoURL     string // back to the one before; of the newest
	Form        string
	Xlsx, Zip   string
	Overtaken   string
	Others      []int64
	URL         string
}

// difference is one edit in words.
type difference struct {
	Table, URL, Row, Column string
	KindKey                 string
	Before, After           string
}

// differencesShown is how many differences a page lists.
const differencesShown = 200

func differences(r *request, scenario string, edits []draft.Edit) (all []difference, more int) {
	for _, e := range edits {
		d := difference{Table: tableName(r, e.Table), URL: gridURL(scenario, e.Table, keyText(e), "", ""), Row: keyText(e), Column: e.Column, Before: short(e.Before), After: short(e.After), KindKey: "difference." + string(e.Kind)}
		if r.T.Knows("column." + e.Column) {
			d.Column = r.T.Say("column." + e.Column)
		}
		switch e.Kind {
		case draft.Drop:
			continue
		case draft.File:
			d = difference{Table: r.T.Say("revision.outlines"), KindKey: "difference.set"}
		case draft.Insert, draft.Delete:
			text := cellsText(e)
			if e.Kind == draft.Insert {
				d.After = text
			} else {
				d.Before = text
			}
		}
		if e.Table == draft.Settings {
			d.URL = gridURL(scenario, e.Table, "", "", "")
		}
		if len(all) == differencesShown {
			more++
			continue
		}
		all = append(all, d)
	}
	return all, more
}

// keyText is the key of an edit's row as people read it.
func keyText(e draft.Edit) string {
	return strings.TrimSuffix(strings.ReplaceAll(e.Row, ";", ", "), ", ")
}

// cellsText lists the cells of a row that is added or taken out.
func cellsText(e draft.Edit) string {
	var parts []string
	for _, t := range exchange.Tables() {
		if t.Name != e.Table {
			continue
		}
		for _, c := range t.Columns {
			if text := e.Cells[c.Name]; text != "" {
				parts = append(parts, text)
			}
		}
	}
	return short(strings.Join(parts, ", "))
}

func (s *Server) revision(r *request) (answer, error) {
	p, err := s.revisionOf(r)
	return p, err
}

func (s *Server) revisionOf(r *request) (p revisionPage, err error) {
	id := r.PathValue("id")
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || n < 1 {
		return p, desk.Missing{Text: "there is no such revision"}
	}
	all, err := s.desk.History(r.Context(), r.Caller, id, n+1, 1)
	if err != nil {
		return p, err
	}
	if len(all) == 0 || all[0].N != n {
		return p, desk.Missing{Text: "there is no such revision"}
	}
	newest, err := s.desk.History(r.Context(), r.Caller, id, 0, historyShown)
	if err != nil {
		return p, err
	}
	state, err := s.desk.Draft(r.Context(), r.Caller, id, n)
	if err != nil {
		return p, err
	}
	p = revisionPage{
		Scenario: scenarioName(r, state, id), ScenarioURL: scenarioURL(id), revisionItem: revisionWords(r, id, all[0]),
		MayEdit: r.Caller.May(desk.Planner) == nil, With: n - 1, Newest: newest[0].N, Form: newID(),
		RestoreURL: revisionURL(id, n) + "/restore", Xlsx: workbookURL(id, "xlsx", n), Zip: workbookURL(id, "zip", n), URL: revisionURL(id, n),
	}
	if n == p.Newest && n > 1 {
		p.UndoURL = revisionURL(id, n-1) + "/restore"
	}
	for _, one := range newest {
		if one.N != n {
			p.Others = append(p.Others, one.N)
		}
	}
	if with, err := strconv.ParseInt(r.FormValue("with"), 10, 64); err == nil && with > 0 {
		p.With = with
	}
	if p.With == 0 {
		return p, nil
	}
	edits, err := s.desk.Differences(r.Context(), r.Caller, id, p.With, n)
	p.Differences, p.More = differences(r, id, edits)
	return p, err
}

// restore makes a former revision the newest.
func (s *Server) restore(r *request) (answer, error) {
	id := r.PathValue("id")
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || n < 1 {
		return nil, desk.Missing{Text: "there is no such revision"}
	}
	seen, _ := strconv.ParseInt(r.PostFormValue("seen"), 10, 64)
	_, err = s.desk.Revert(r.Context(), r.Caller, id, n, seen, r.PostFormValue("form"))
	var late desk.Overtaken
	if errors.As(err, &late) {
		p, err := s.revisionOf(r)
		p.Overtaken = r.T.Say("revision.overtaken", "By", late.By.Author, "N", late.By.N)
		r.status = http.StatusUnprocessableEntity
		return p, err
	}
	return redirect(scenarioURL(id) + "?said=revision_restored"), err
}

// newsPage says what others have saved since a revision. Grids fetch it again
// and again.
type newsPage struct {
	URL   string
	Items []revisionItem
}

func (s *Server) news(r *request) (answer, error) {
	id := r.PathValue("id")
	since, err := strconv.ParseInt(r.FormValue("since"), 10, 64)
	if err != nil || since < 1 {
		return nil, desk.Missing{Text: "there is no such revision"}
	}
	if _, err := s.desk.Draft(r.Context(), r.Caller, id, 0); err != nil {
		return nil, err
	}
	all, err := s.desk.Revisions(r.Context(), r.Caller, id, since, 5)
	p := newsPage{URL: newsURL(id, since)}
	for _, one := range all {
		p.Items = append(p.Items, revisionWords(r, id, one))
	}
	return p, err
}

// workbook sends the tables as a file.
func (s *Server) workbook(ending, kind string) handler {
	return func(r *request) (answer, error) {
		n, _ := strconv.ParseInt(r.FormValue("revision"), 10, 64)
		id := r.PathValue("id")
		text, revision, err := s.desk.Workbook(r.Context(), r.Caller, id, n, ending)
		if err != nil {
			return nil, err
		}
		h := r.w.Header()
		h.Set("Content-Type", kind)
		// The name says from which revision it is, which an upload goes by.
		h.Set("Content-Disposition", attachment(id+"-r"+strconv.FormatInt(revision, 10)+ending))
		r.w.Write(text)
		return nil, nil
	}
}

// emptyWorkbook sends the workbook that a new scenario begins with.
func (s *Server) emptyWorkbook(r *request) (answer, error) {
	text, err := s.desk.EmptyWorkbook(r.Context())
	if err != nil {
		return nil, err
	}
	h := r.w.Header()
	h.Set("Content-Type", workbookType)
	h.Set("Content-Disposition", attachment("scenario.xlsx"))
	r.w.Write(text)
	return nil, nil
}
