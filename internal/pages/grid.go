package pages

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"passage/internal/desk"
	"passage/internal/exchange"
	"passage/internal/exchange/draft"
)

// gridPage is one table of a scenario, to be read or edited cell by cell.
type gridPage struct {
	Scenario    string // its name
	ScenarioURL string
	Table       string // as the format calls it
	Name        string // as people do
	RowIs       string // what one row is
	URL         string
	Base        int64  // the revision that is shown
	Form        string // names what is to be saved
	What        string // was changed, as typed
	MayEdit     bool
	Settings    bool // keys and values: no row can be added
	Tables      []choice
	Filter      string
	After       string
	Count       int // rows that the filter lets through
	First, Last int // of them that are shown, from 1
	Before      string
	Next        string
	Columns     []gridColumn
	Lists       []gridList
	Rows        []gridRow
	New         []gridRow
	Problems    []gridProblem // where to look; told again at the cells
	Elsewhere   []gridProblem // in other tables or pages
	Conflicts   int           // cells and rows that others changed too
	News        newsPage
	Saved       bool // just now
	PlanURL     string
}

func (p gridPage) Title() string { return p.Name }

// gridColumn is one column of a grid.
type gridColumn struct {
	N                       int
	Name, Label, Unit       string
	Doc, Empty, Class, List string
	Required, Extra         bool
	column                  *exchange.Column
}

// gridList offers the ids that a cell may name.
type gridList struct {
	ID      string
	Options []gridOption
}

type gridOption struct{ Value, Text string }

// gridRow is one row; a new one has no key.
type gridRow struct {
	N      int
	Key    string
	Delete bool
	Notes  []gridNote
	Doc    string // of a setting
	Cells  []gridCell
}

// gridCell is one cell, with what is wrong with it.
type gridCell struct {
	Name    string // of its field
	Column  gridColumn
	By      string // the ids of what labels its field
	Type    string // text, choice, long, or fixed where it is not to be edited
	Value   string
	Changed bool   // what is shown is not what is saved
	Was     string // what is saved
	Options []gridOption
	Notes   []gridNote
	ID      string // that the list of problems leads to
}

// Wrong reports whether the cell must be changed before it can be saved.
func (c gridCell) Wrong() bool {
	return slices.ContainsFunc(c.Notes, func(n gridNote) bool { return !n.Warning })
}

// gridNote says what is wrong with a cell or row.
type gridNote struct {
	Text    string
	Warning bool
}

type gridProblem struct {
	URL, Where string
	gridNote
}

// rowsShown is how many rows a page of a grid has.
const rowsShown = 50

// longestList is how many ids a cell offers at most.
const longestList = 200

// table shows a table as it is, or sends it as .csv, .xlsx or .json.
func (s *Server) table(r *request) (answer, error) {
	name, ending, twin := strings.Cut(r.PathValue("table"), ".")
	n := int64(0)
	if twin {
		n, _ = strconv.ParseInt(r.FormValue("revision"), 10, 64)
	}
	scenario, err := s.desk.Scenario(r.Context(), r.Caller, r.PathValue("id"), n)
	if err != nil {
		return nil, err
	}
	state, err := s.desk.Draft(r.Context(), r.Caller, scenario.ID, scenario.Revision)
	if err != nil {
		return nil, err
	}
	t := state.Table(name)
	if t == nil {
		return nil, desk.Missing{Text: "there is no such table"}
	}
	switch {
	case twin && ending == "csv":
		return nil, inCSV.page(r, tableTwin{t})
	case twin && ending == "xlsx":
		return nil, inXLSX.page(r, tableTwin{t})
	case twin && ending == "json":
		return nil, writeJSON(r, tableTwin{t}.objects())
	case twin:
		return nil, desk.Missing{Text: "there is no such table"}
	}
	now := newFilled()
	for _, f := range scenario.Faults {
		if f.Table == name {
			now.takeFault(r, state, nil, f)
		}
	}
	p, err := s.grid(r, scenario.ID, scenario.Revision, state, t, now)
	return p, err
}

// tableTwin is a table of a scenario as it can be had in other forms.
type tableTwin struct{ of *draft.Table }

// Table returns the header and the rows as they are.
func (t tableTwin) Table() (head []string, rows [][]string) {
	for _, row := range t.of.Rows {
		rows = append(rows, slices.Clone(row.Cells))
	}
	return t.of.Head, rows
}

func (t tableTwin) objects() []map[string]string {
	rows := []map[string]string{}
	for i := range t.of.Rows {
		rows = append(rows, t.of.Cells(&t.of.Rows[i]))
	}
	return rows
}

// saveTable saves what was typed, or shows it again with what stands in the way.
func (s *Server) saveTable(r *request) (answer, error) {
	id, name := r.PathValue("id"), r.PathValue("table")
	base, err := strconv.ParseInt(r.PostFormValue("base"), 10, 64)
	if err != nil || base < 1 {
		return nil, desk.Refused{Text: r.T.Say("grid.no_base")}
	}
	if err := r.Caller.May(desk.Planner); err != nil {
		return nil, err
	}
	state, err := s.desk.Draft(r.Context(), r.Caller, id, base)
	if err != nil {
		return nil, err
	}
	t := state.Table(name)
	if t == nil {
		return nil, desk.Missing{Text: "there is no such table"}
	}
	now := readGrid(r.PostForm, t)
	e, err := s.desk.EditScenario(r.Context(), r.Caller, desk.Wish{
		Scenario: id, Base: base, Edits: now.edits(t), Form: r.PostFormValue("form"), What: now.what,
	})
	if err != nil {
		return nil, err
	}
	if len(e.Conflicts) == 0 && !e.Faults.Fatal() {
		said := "revision_saved"
		switch {
		case !e.Saved:
			said = "revision_same"
		case e.Merged:
			said = "revision_merged"
		}
		return redirect(gridURL(id, name, r.PostFormValue("q"), r.PostFormValue("after"), said)), nil
	}
	r.status = http.StatusUnprocessableEntity
	for _, c := range e.Conflicts {
		now.takeConflict(r, t, c)
	}
	for _, f := range e.Faults {
		if !f.Warning || f.Table == name {
			now.takeFault(r, e.Draft, e.Edits, f, name)
		}
	}
	return s.grid(r, id, e.Revision, e.Before, e.Before.Table(name), now)
}

// short cuts a text to what fits into a sentence.
func short(text string) string {
	const longest = 80
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}

// problemsShown is how many problems the head of a page lists.
const problemsShown = 20

// errNoTable says that the newest revision lacks a table, which none does.
var errNoTable = errors.New("the table is missing")

// grid makes the page of a table as a revision has it, with what was typed over it.
func (s *Server) grid(r *request, id string, n int64, state *draft.Draft, t *draft.Table, now *filled) (gridPage, error) {
	if t == nil {
		return gridPage{}, errNoTable
	}
	p := gridPage{
		Scenario: scenarioName(r, state, id), ScenarioURL: scenarioURL(id), Table: t.Name, Name: tableName(r, t.Name),
		URL: gridURL(id, t.Name, "", "", ""), Base: n, Form: newID(), What: now.what,
		MayEdit: r.Caller.May(desk.Planner) == nil, Settings: t.Name == draft.Settings,
		Filter: strings.TrimSpace(r.FormValue("q")), After: r.FormValue("after"), Conflicts: now.clashes,
		News: newsPage{URL: newsURL(id, n)}, PlanURL: scenarioURL(id) + "/plan",
		Saved: strings.HasPrefix(r.FormValue("said"), "revision_"),
	}
	p.RowIs = r.T.Say("table_row." + t.Name)
	for _, other := range state.Tables {
		p.Tables = append(p.Tables, choice{gridURL(id, other.Name, "", "", ""), tableName(r, other.Name), other == t})
	}
	p.columns(r, state, t)
	if p.Settings {
		p.settings(r, t, now)
	} else {
		p.rows(r, id, t, now)
	}
	p.Elsewhere = append(p.Elsewhere, now.lost...)
	p.Elsewhere = p.Elsewhere[:min(len(p.Elsewhere), problemsShown)]
	return p, nil
}

// columns lists the columns of the format, then extra ones.
func (p *gridPage) columns(r *request, state *draft.Draft, t *draft.Table) {
	lists := map[string]string{}
	add := func(name string, c *exchange.Column) {
		g := gridColumn{N: len(p.Columns), Name: name, Label: name, Extra: c == nil, column: c, Class: "k-text"}
		if c != nil {
			g.Doc, g.Unit, g.Empty, g.Required, g.Class = r.T.Retell(c.Doc), unitName(r, c.Unit), r.T.Retell(c.Empty), c.Required, "k-"+string(c.Kind)
			if r.T.Knows("column." + name) {
				g.Label = r.T.Say("column." + name)
			}
			if strings.EqualFold(g.Label, g.Unit) {
				g.Unit = ""
			}
			if c.Kind == exchange.Ref && p.MayEdit {
				g.List = p.offer(lists, state, c.Refs)
			}
		}
		p.Columns = append(p.Columns, g)
	}
	for i := range t.Columns {
		add(t.Columns[i].Name, &t.Columns[i])
	}
	for _, name := range t.Names() {
		if t.Column(name) == nil {
			add(name, nil)
		}
	}
}

// offer makes the list of ids of some tables, unless it would be too long.
func (p *gridPage) offer(lists map[string]string, state *draft.Draft, tables []string) string {
	key := strings.Join(tables, " ")
	if id, done := lists[key]; done {
		return id
	}
	list := gridList{ID: fmt.Sprintf("l%d", len(lists))}
	seen := map[string]bool{}
	for _, name := range tables {
		t := state.Table(name)
		for i := range t.Rows {
			row := &t.Rows[i]
			if id := strings.TrimSpace(t.Cell(row, t.Key()[0])); id != "" && !seen[id] {
				seen[id] = true
				list.Options = append(list.Options, gridOption{id, t.Cell(row, "name")})
			}
		}
	}
	if len(list.Options) == 0 || len(list.Options) > longestList {
		list.ID = ""
	} else {
		p.Lists = append(p.Lists, list)
	}
	lists[key] = list.ID
	return list.ID
}

// rows fills the rows in that the filter and the page let through, and those
// in which something was typed.
func (p *gridPage) rows(r *request, id string, t *draft.Table, now *filled) {
	var matching []int
	for i := range t.Rows {
		if p.Filter == "" || t.Rows[i].Has(p.Filter) {
			matching = append(matching, i)
		}
	}
	p.Count = len(matching)
	from := 0
	if p.After != "" {
		from = slices.IndexFunc(matching, func(i int) bool { return t.Rows[i].Key == p.After }) + 1
	}
	to := min(from+rowsShown, len(matching))
	p.First, p.Last = min(from+1, to), to
	if to < len(matching) {
		p.Next = gridURL(id, t.Name, p.Filter, t.Rows[matching[to-1]].Key, "")
	}
	if from > rowsShown {
		p.Before = gridURL(id, t.Name, p.Filter, t.Rows[matching[from-rowsShown-1]].Key, "")
	} else if from > 0 {
		p.Before = gridURL(id, t.Name, p.Filter, "", "")
	}
	shown := map[int]bool{}
	for _, i := range matching[from:to] {
		shown[i] = true
	}
	for i := range t.Rows {
		row := &t.Rows[i]
		_, edited := now.cells[row.Key]
		if !shown[i] && !(edited && now.touches(t, row)) && !now.deleted[row.Key] {
			continue
		}
		p.Rows = append(p.Rows, p.row(r, t, row, now))
	}
	for key, notes := range now.notes { // of rows on other pages
		if i := slices.IndexFunc(p.Rows, func(g gridRow) bool { return g.Key == key[0] }); i < 0 {
			for _, n := range notes {
				now.lost = append(now.lost, gridProblem{URL: gridURL(id, t.Name, key[0], "", ""), Where: key[0], gridNote: n})
			}
		}
	}
	slices.SortStableFunc(now.lost, func(a, b gridProblem) int { return strings.Compare(a.Where, b.Where) })
	if p.MayEdit {
		p.news(r, now)
	}
}

// blankRows is how many rows can be added at a time without script.
const blankRows = 2

// news fills in the rows to be added: those typed, then blank ones.
func (p *gridPage) news(r *request, now *filled) {
	for k := range len(now.added) + blankRows {
		row := gridRow{N: k}
		var cells map[string]string
		if k < len(now.added) {
			cells = now.added[k]
		}
		for _, c := range p.Columns {
			cell := cellOf(r, c, c.column, cells[c.Name])
			cell.Name = fmt.Sprintf("new.%d.%d", k, c.N)
			cell.Changed, cell.By = cell.Value != "", fmt.Sprintf("h%d", c.N)
			cell.Notes = now.addedN[k][c.Name]
			p.tell(&cell, cells[p.Columns[0].Name])
			row.Cells = append(row.Cells, cell)
		}
		row.Notes = now.addedN[k][""]
		p.New = append(p.New, row)
	}
}

func (p *gridPage) row(r *request, t *draft.Table, row *draft.Row, now *filled) gridRow {
	g := gridRow{N: len(p.Rows), Key: row.Key, Delete: now.deleted[row.Key], Notes: now.notes[[2]string{row.Key, ""}]}
	for _, c := range p.Columns {
		was := t.Cell(row, c.Name)
		value, typed := now.cells[row.Key][c.Name]
		if !typed {
			value = was
		}
		cell := cellOf(r, c, c.column, value)
		cell.Name, cell.Was, cell.Changed = fmt.Sprintf("c.%d.%d", g.N, c.N), was, value != was
		cell.Notes = now.notes[[2]string{row.Key, c.Name}]
		if cell.By = fmt.Sprintf("h%d r%d", c.N, g.N); c.N == 0 {
			cell.By = "h0"
		}
		p.tell(&cell, row.Key)
		g.Cells = append(g.Cells, cell)
	}
	return g
}

// tell puts what is wrong with a cell into the list at the head of the page.
func (p *gridPage) tell(c *gridCell, key string) {
	if len(c.Notes) == 0 {
		return
	}
	c.ID = "w-" + strings.ReplaceAll(c.Name, ".", "-")
	where := strings.TrimPrefix(key+", "+c.Column.Label, ", ")
	for _, n := range c.Notes {
		if !n.Warning && len(p.Problems) < problemsShown {
			p.Problems = append(p.Problems, gridProblem{"#" + c.ID, where, n})
		}
	}
}

// cellOf says how a cell is edited.
func cellOf(r *request, g gridColumn, c *exchange.Column, value string) gridCell {
	cell := gridCell{Column: g, Type: "text", Value: value}
	switch {
	case strings.ContainsAny(value, "\n\r"):
		cell.Type = "long" // a field of one line would lose the others
	case c == nil:
	case c.Kind == exchange.Choice:
		cell.Type = "choice"
		if !c.Required || value == "" {
			cell.Options = append(cell.Options, gridOption{"", ""})
		}
		for _, word := range c.Choices {
			cell.Options = append(cell.Options, gridOption{word, r.T.Say("choice." + word)})
		}
		if value != "" && !slices.Contains(c.Choices, value) {
			cell.Options = append(cell.Options, gridOption{value, value})
		}
	}
	return cell
}

// settings fills in every key, also those that are not given.
func (p *gridPage) settings(r *request, t *draft.Table, now *filled) {
	definition := exchange.SettingsTable()
	p.Columns = []gridColumn{
		{N: 0, Name: "key", Label: r.T.Say("column.key"), Class: "k-id"},
		{N: 1, Name: "value", Label: r.T.Say("column.value"), Class: "k-text"},
	}
	keys := []string{}
	for _, c := range definition.Columns {
		keys = append(keys, c.Name)
	}
	for _, row := range t.Rows {
		if !slices.Contains(keys, row.Key) {
			keys = append(keys, row.Key)
		}
	}
	for _, key := range keys {
		c := definition.Column(key)
		row := gridRow{N: len(p.Rows), Key: key, Notes: now.notes[[2]string{key, ""}]}
		was := ""
		if found := t.Row(key); found != nil {
			was = t.Cell(found, "value")
		}
		value, typed := now.cells[key]["value"]
		if !typed {
			value = was
		}
		label := key
		if c != nil {
			row.Doc = r.T.Retell(c.Doc)
			if r.T.Knows("column." + key) {
				label = r.T.Say("column." + key)
			}
		} else if of, isSource := strings.CutSuffix(key, "_source"); isSource && r.T.Knows("column."+of) {
			label = r.T.Say("grid.source_of", "Column", r.T.Word(r.T.Say("column."+of)))
		}
		first := gridCell{Column: p.Columns[0], Type: "fixed", Value: label}
		cell := cellOf(r, p.Columns[1], c, value)
		cell.Name, cell.Was, cell.Changed = fmt.Sprintf("c.%d.1", row.N), was, value != was
		cell.Notes = now.notes[[2]string{key, "value"}]
		cell.Column.Label, cell.By = label, fmt.Sprintf("r%d", row.N)
		p.tell(&cell, "")
		row.Cells = []gridCell{first, cell}
		p.Rows = append(p.Rows, row)
	}
	p.Count, p.First, p.Last = len(p.Rows), 1, len(p.Rows)
}
