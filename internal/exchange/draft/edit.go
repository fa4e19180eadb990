package draft

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"passage/internal/exchange/book"
	"passage/internal/exchange/settings"

	"passage/internal/exchange"
)

// Kind says what an edit does.
type Kind string

const (
	Set    Kind = "set"    // a cell gets another text
	Insert Kind = "insert" // a row is added
	Delete Kind = "delete" // a row is taken out
	Drop   Kind = "drop"   // a column that is empty, or a table without rows, is taken out
	File   Kind = "file"   // the boundaries are replaced
)

// Edit is one change of a draft. Rows go by the keys that they have before any
// edit of its list.
type Edit struct {
	Kind   Kind              `json:"kind"`
	Table  string            `json:"table,omitempty"`
	Row    string            `json:"row,omitempty"`    // the key; of a row that is added, the one that it gets
	Column string            `json:"column,omitempty"` // of a cell, or to be dropped; empty to drop the table
	Before string            `json:"before,omitempty"` // the text of the cell or file
	After  string            `json:"after,omitempty"`
	Cells  map[string]string `json:"cells,omitempty"`  // of a row that is added or taken out: its filled cells
	Behind string            `json:"behind,omitempty"` // of a row that is added: the key of the row that it follows; unknown ones mean the end
	First  bool              `json:"first,omitempty"`  // of a row that is added: it is the first
}

// Fill completes edits that were made on a draft with what they take away, and
// leaves out those that change nothing. An edit of a row that is not there is
// left as it is.
func (d *Draft) Fill(edits []Edit) (full []Edit) {
	for _, e := range edits {
		t := d.Table(e.Table)
		switch {
		case t == nil:
		case e.Kind == Set:
			if row := t.Row(e.Row); row != nil {
				e.Before = t.Cell(row, e.Column)
			}
			if e.Before == e.After {
				continue
			}
		case e.Kind == Delete:
			if row := t.Row(e.Row); row != nil {
				e.Cells = t.Cells(row)
			}
		case e.Kind == Insert:
			e.Cells = maps.Clone(e.Cells)
			maps.DeleteFunc(e.Cells, func(_, text string) bool { return text == "" })
			if len(e.Cells) == 0 {
				continue
			}
			e.Row = t.keyOf(e.Cells)
		}
		full = append(full, e)
	}
	return full
}

// keyOf returns the key that a row with such cells gets.
func (t *Table) keyOf(cells map[string]string) string {
	var parts []string
	for _, name := range t.Key() {
		parts = append(parts, trim(cells[name]))
	}
	return strings.Join(parts, ";")
}

// Apply returns the draft that follows from edits. Its rows tell by From and
// Edit where they come from. An error is an edit of what is not there.
func (d *Draft) Apply(edits []Edit) (*Draft, error) {
	next := *d
	next.Tables = slices.Clone(d.Tables)
	for i, t := range next.Tables {
		var own []int
		for j, e := range edits {
			if e.Table == t.Name && e.Kind != File {
				own = append(own, j)
			}
		}
		if len(own) == 0 {
			continue
		}
		changed, err := t.apply(edits, own)
		if err != nil {
			return nil, err
		}
		next.Tables[i] = changed
		if t.Name == Settings {
			next.left = false
			if next.page, err = pageWith(d.page, t, changed); err != nil {
				return nil, err
			}
			next.Tables[i] = settingsTable(next.page)
		}
	}
	for _, e := range edits {
		switch {
		case e.Kind == File:
			next.others = slices.DeleteFunc(slices.Clone(next.others), func(o other) bool { return o.name == book.BoundariesFile })
			if e.After != "" {
				next.others = append(next.others, other{name: book.BoundariesFile, text: e.After})
			}
		case d.Table(e.Table) == nil:
			return nil, fmt.Errorf("there is no table %q", e.Table)
		}
	}
	return &next, nil
}

// apply returns the table that follows from those of the edits whose numbers
// are given.
func (t *Table) apply(edits []Edit, own []int) (*Table, error) {
	next := &Table{Table: t.Table, Head: slices.Clone(t.Head), Tags: slices.Clone(t.Tags)}
	next.Rows = make([]Row, len(t.Rows))
	gone := map[int]bool{}
	for i, r := range t.Rows {
		next.Rows[i] = Row{Key: r.Key, Cells: r.Cells, From: r.Key}
	}
	for _, j := range own {
		e := edits[j]
		i, there := t.keys[e.Row]
		switch {
		case e.Kind != Set && e.Kind != Delete:
		case !there:
			return nil, fmt.Errorf("the table %s has no row %q", t.Name, e.Row)
		case e.Kind == Delete:
			gone[i] = true
		default:
			at := next.columnFor(e.Column)
			row := &next.Rows[i]
			row.Cells = slices.Clone(row.Cells)
			for len(row.Cells) <= at {
				row.Cells = append(row.Cells, "")
			}
			row.Cells[at] = e.After
		}
	}
	n := 0
	next.Rows = slices.DeleteFunc(next.Rows, func(r Row) bool {
		n++
		return gone[n-1] || r.empty()
	})
	next.index()
	for _, j := range own {
		if edits[j].Kind == Insert {
			next.insert(edits[j], j+1)
		}
	}
	next.index()
	for _, j := range own {
		if edits[j].Kind == Drop {
			next.drop(edits[j].Column)
		}
	}
	next.number()
	return next, nil
}

func (r *Row) empty() bool {
	return !slices.ContainsFunc(r.Cells, func(c string) bool { return c != "" })
}

// columnFor returns where a column stands. One that the table lacks is put
// where the format has it, an extra one at the end.
func (t *Table) columnFor(name string) int {
	if at := t.place(name); at >= 0 {
		return at
	}
	if len(t.Head) == 0 { // a table that has no file yet gets all of its columns
		for _, c := range t.Columns {
			t.Head = append(t.Head, c.Name)
		}
		if at := t.place(name); at >= 0 {
			return at
		}
	}
	at := len(t.Head)
	if i := slices.IndexFunc(t.Columns, func(c exchange.Column) bool { return c.Name == name }); i >= 0 {
		for _, c := range t.Columns[i+1:] {
			if k := t.place(c.Name); k >= 0 {
				at = min(at, k)
			}
		}
	}
	put := func(cells []string, text string) []string {
		if len(cells) < at {
			return cells
		}
		return slices.Insert(slices.Clone(cells), at, text)
	}
	t.Head = put(t.Head, name)
	if t.Tags != nil {
		t.Tags = put(t.Tags, "")
	}
	for i := range t.Rows {
		t.Rows[i].Cells = put(t.Rows[i].Cells, "")
	}
	return at
}

// insert adds a row behind the one that the edit names.
func (t *Table) insert(e Edit, number int) {
	for _, name := range slices.Sorted(maps.Keys(e.Cells)) {
		t.columnFor(name)
	}
	row := Row{Cells: make([]string, len(t.Head)), Edit: number}
	for name, text := range e.Cells {
		row.Cells[t.place(name)] = text
	}
	at := len(t.Rows)
	if e.First {
		at = 0
	} else if i, ok := t.keys[e.Behind]; ok {
		at = i + 1
	}
	row.Key = e.Row
	t.Rows = slices.Insert(t.Rows, at, row)
	for key, i := range t.keys {
		if i >= at {
			t.keys[key] = i + 1
		}
	}
	if _, taken := t.keys[row.Key]; !taken {
		t.keys[row.Key] = at
	}
}

// drop takes a column out that is empty, or everything where there is no row.
func (t *Table) drop(column string) {
	if column == "" {
		if len(t.Rows) == 0 {
			t.Head, t.Tags = nil, nil
		}
		return
	}
	at := t.place(column)
	if at < 0 || slices.ContainsFunc(t.Rows, func(r Row) bool { return r.at(at) != "" }) {
		return
	}
	cut := func(cells []string) []string {
		if len(cells) <= at {
			return cells
		}
		return slices.Delete(slices.Clone(cells), at, at+1)
	}
	t.Head = cut(t.Head)
	if t.Tags != nil {
		t.Tags = cut(t.Tags)
	}
	for i := range t.Rows {
		t.Rows[i].Cells = cut(t.Rows[i].Cells)
	}
}

// pageWith returns the settings with what a table of them says otherwise. Its
// comments stay.
func pageWith(page *settings.Page, before, after *Table) (*settings.Page, error) {
	definition := exchange.SettingsTable()
	next := &settings.Page{Tail: page.Tail}
	var above []string
	for _, e := range page.Entries {
		row := after.Row(e.Key)
		if row == nil || after.Cell(row, "value") == "" && before.Cell(before.Row(e.Key), "value") != "" {
			above = append(above, e.Above...)
			continue
		}
		if text := after.Cell(row, "value"); text != before.Cell(before.Row(e.Key), "value") {
			value, err := valueOf(e.Key, text, &definition)
			if err != nil {
				return nil, err
			}
			e.Value = value
		}
		e.Above, above = append(above, e.Above...), nil
		next.Entries = append(next.Entries, e)
	}
	next.Tail = append(above, next.Tail...)
	for i := range after.Rows {
		row := &after.Rows[i]
		if key, text := row.Key, after.Cell(row, "value"); before.Row(key) == nil && text != "" {
			value, err := valueOf(key, text, &definition)
			if err != nil {
				return nil, err
			}
			next.Entries = append(next.Entries, settings.Entry{Key: key, Value: value})
		}
	}
	// What is written is what is read from then on, so the lines are right.
	return settings.ParseTOML(next.TOML())
}

func valueOf(key, text string, definition *exchange.Table) (settings.Value, error) {
	rows := [][]string{{"key", "value"}, {key, text}}
	page, err := settings.ParseSheet(func(yield func(book.Row, error) bool) {
		for i, row := range rows {
			if !yield(book.Row{Line: i + 1, Cells: [][]byte{[]byte(row[0]), []byte(row[1])}}, nil) {
				return
			}
		}
	}, definition.IsText)
	if err != nil {
		return settings.Value{}, fmt.Errorf("the settings: %w", err)
	}
	if len(page.Entries) != 1 {
		return settings.Value{}, fmt.Errorf("the settings: %q is no key", key)
	}
	return page.Entries[0].Value, nil
}

// Diff returns the edits that lead from one draft to another. The order of
// rows that are in both counts for nothing.
func Diff(from, to *Draft) (edits []Edit, err error) {
	for i, t := range from.Tables {
		edits = append(edits, diffTable(t, to.Tables[i])...)
	}
	before, err := from.outlines()
	if err != nil {
		return nil, err
	}
	after, err := to.outlines()
	if err != nil {
		return nil, err
	}
	if before != after {
		edits = append(edits, Edit{Kind: File, Before: before, After: after})
	}
	return edits, nil
}

func diffTable(from, to *Table) (edits []Edit) {
	if from == to {
		return nil
	}
	names := from.Names()
	for _, name := range to.Names() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i := range from.Rows {
		row := &from.Rows[i]
		other := to.Row(row.Key)
		if other == nil {
			edits = append(edits, Edit{Kind: Delete, Table: from.Name, Row: row.Key, Cells: from.Cells(row)})
			continue
		}
		for _, name := range names {
			if before, after := from.Cell(row, name), to.Cell(other, name); before != after {
				edits = append(edits, Edit{Kind: Set, Table: from.Name, Row: row.Key, Column: name, Before: before, After: after})
			}
		}
	}
	for i := range to.Rows {
		row := &to.Rows[i]
		if from.Row(row.Key) == nil {
			e := Edit{Kind: Insert, Table: from.Name, Row: row.Key, Cells: to.Cells(row), First: i == 0}
			if i > 0 {
				e.Behind = to.Rows[i-1].Key
			}
			edits = append(edits, e)
		}
	}
	for i := range from.Head {
		if name := from.nameOf(i); to.place(name) < 0 && len(to.Head) > 0 {
			edits = append(edits, Edit{Kind: Drop, Table: from.Name, Column: name})
		}
	}
	if len(from.Head) > 0 && len(to.Head) == 0 {
		edits = append(edits, Edit{Kind: Drop, Table: from.Name})
	}
	return edits
}
