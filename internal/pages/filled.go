package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"passage"
	"passage/internal/desk"
	"passage/internal/exchange/draft"
)

// filled is what somebody has put into a grid, and what is wrong with it.
type filled struct {
	cells   map[string]map[string]string // by row and column
	deleted map[string]bool
	added   []map[string]string // by column
	what    string
	notes   map[[2]string][]gridNote // by row and column; a column "" is the row
	addedN  map[int]map[string][]gridNote
	lost    []gridProblem
	clashes int
}

func newFilled() *filled {
	return &filled{cells: map[string]map[string]string{}, deleted: map[string]bool{}, notes: map[[2]string][]gridNote{}, addedN: map[int]map[string][]gridNote{}}
}

func (t *filled) note(row, column string, n gridNote) {
	t.notes[[2]string{row, column}] = append(t.notes[[2]string{row, column}], n)
}

func (t *filled) noteNew(k int, column string, n gridNote) {
	if t.addedN[k] == nil {
		t.addedN[k] = map[string][]gridNote{}
	}
	t.addedN[k][column] = append(t.addedN[k][column], n)
}

// readGrid reads the fields of a grid: row.N is the key of a row, c.N.M its cell
// under the column that col.M names, del.N says that it is to go, and new.N.M
// is a cell of a row to be added. What is missing was not changed.
func readGrid(form url.Values, t *draft.Table) *filled {
	now := newFilled()
	now.what = strings.TrimSpace(form.Get("what"))
	names := t.Names()
	column := func(m string) (string, bool) {
		name := form.Get("col." + m)
		return name, slices.Contains(names, name)
	}
	added := map[int]map[string]string{}
	for field, values := range form {
		parts := strings.Split(field, ".")
		text := strings.ReplaceAll(values[0], "\r\n", "\n")
		switch {
		case len(parts) == 3 && parts[0] == "c" && form.Has("row."+parts[1]):
			if name, ok := column(parts[2]); ok {
				key := form.Get("row." + parts[1])
				if now.cells[key] == nil {
					now.cells[key] = map[string]string{}
				}
				now.cells[key][name] = text
			}
		case len(parts) == 2 && parts[0] == "del" && form.Has("row."+parts[1]):
			now.deleted[form.Get("row."+parts[1])] = true
		case len(parts) == 3 && parts[0] == "new":
			k, err := strconv.Atoi(parts[1])
			if name, ok := column(parts[2]); ok && err == nil && text != "" {
				if added[k] == nil {
					added[k] = map[string]string{}
				}
				added[k][name] = text
			}
		}
	}
	order := make([]int, 0, len(added))
	for k := range added {
		order = append(order, k)
	}
	slices.Sort(order)
	for _, k := range order {
		now.added = append(now.added, added[k])
	}
	return now
}

// edits returns what was typed as edits of the table that it was typed into.
func (t *filled) edits(table *draft.Table) (edits []draft.Edit) {
	for key, cells := range t.cells {
		row := table.Row(key)
		for column, text := range cells {
			e := draft.Edit{Kind: draft.Set, Table: table.Name, Row: key, Column: column, After: text}
			switch {
			case t.deleted[key]:
				continue
			case row != nil && table.Cell(row, column) == text:
				continue
			case row == nil && table.Name == draft.Settings: // a key that was not given so far
				if text == "" {
					continue
				}
				e = draft.Edit{Kind: draft.Insert, Table: table.Name, Cells: map[string]string{"key": key, "value": text}}
			case row == nil && text == "":
				continue
			}
			edits = append(edits, e)
		}
	}
	for key := range t.deleted {
		edits = append(edits, draft.Edit{Kind: draft.Delete, Table: table.Name, Row: key})
	}
	// The same form gives the same edits in the same order, or one that is
	// sent twice would not be known again.
	slices.SortFunc(edits, func(a, b draft.Edit) int { return strings.Compare(a.Row+"\x00"+a.Column, b.Row+"\x00"+b.Column) })
	for _, cells := range t.added {
		edits = append(edits, draft.Edit{Kind: draft.Insert, Table: table.Name, Cells: cells})
	}
	return edits
}

// takeConflict notes at its cell what somebody else has changed too. What was
// typed for a row that is no more becomes a new row.
func (t *filled) takeConflict(r *request, base *draft.Table, c desk.Conflict) {
	e := c.Edit
	t.clashes++
	say := func(key string, more ...any) gridNote {
		return gridNote{Text: r.T.Say(key, append([]any{"By", c.By, "N", c.Revision}, more...)...)}
	}
	switch {
	case e.Kind == draft.Set && !c.Gone && c.Theirs == "":
		t.note(e.Row, e.Column, say("grid.they_emptied"))
	case e.Kind == draft.Set && !c.Gone:
		t.note(e.Row, e.Column, say("grid.they_wrote", "Theirs", short(c.Theirs)))
	case e.Kind == draft.Delete:
		var what []string
		for _, o := range c.Others {
			what = append(what, o.Column+": "+short(o.After))
		}
		t.note(e.Row, "", say("grid.they_changed", "What", strings.Join(what, r.T.Semicolon())))
	case e.Kind == draft.Insert:
		k := slices.IndexFunc(t.added, func(cells map[string]string) bool { return sameCells(cells, e.Cells) })
		if base.Name == draft.Settings {
			t.note(e.Row, "value", say("grid.they_wrote", "Theirs", short(c.Cells["value"])))
		} else if k >= 0 {
			t.noteNew(k, base.Key()[0], say("grid.they_added"))
		}
	default: // the row is no more
		row := base.Row(e.Row)
		if cells, ok := t.cells[e.Row]; ok && row != nil {
			whole := base.Cells(row)
			for column, text := range cells {
				whole[column] = text
			}
			delete(t.cells, e.Row)
			t.added = append(t.added, whole)
			t.noteNew(len(t.added)-1, base.Key()[0], say("grid.they_removed"))
		}
	}
}

func sameCells(a, b map[string]string) bool {
	for _, pair := range [][2]map[string]string{{a, b}, {b, a}} {
		for name, text := range pair[0] {
			if text != pair[1][name] {
				return false
			}
		}
	}
	return true
}

// takeFault notes a fault of the tables that follow from edits at the cell it
// is about, if that is in the table shown, and else in a list.
func (t *filled) takeFault(r *request, state *draft.Draft, edits []draft.Edit, f passage.Fault, shown ...string) {
	note := gridNote{Text: r.T.Retell(f.Problem), Warning: f.Warning}
	elsewhere := func() {
		p := gridProblem{Where: tableName(r, f.Table), gridNote: note}
		if state.Table(f.Table) != nil {
			p.URL = gridURL(r.PathValue("id"), f.Table, "", "", "")
		}
		t.lost = append(t.lost, p)
	}
	table := state.Table(f.Table)
	if table == nil || len(shown) > 0 && f.Table != shown[0] {
		elsewhere()
		return
	}
	if f.Table == draft.Settings && f.Column != "" {
		t.note(f.Column, "value", note)
		return
	}
	i := slices.IndexFunc(table.Rows, func(row draft.Row) bool { return row.Line == f.Line })
	if i < 0 {
		elsewhere()
		return
	}
	row := table.Rows[i]
	column := f.Column
	if !slices.Contains(table.Names(), column) {
		column = ""
	}
	if row.Edit > 0 && row.Edit <= len(edits) {
		k := slices.IndexFunc(t.added, func(cells map[string]string) bool { return sameCells(cells, edits[row.Edit-1].Cells) })
		if k >= 0 {
			t.noteNew(k, column, note)
			return
		}
	}
	key := row.From
	if key == "" {
		key = row.Key
	}
	t.note(key, column, note)
}

// touches reports whether something was typed into a row that it does not say.
func (t *filled) touches(table *draft.Table, row *draft.Row) bool {
	for column, text := range t.cells[row.Key] {
		if table.Cell(row, column) != text {
			return true
		}
	}
	return false
}
