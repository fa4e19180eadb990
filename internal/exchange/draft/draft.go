// Package draft holds the tables of a scenario in memory, as texts, so that
// people can change them cell by cell: it tells two states apart, applies
// changes, and merges those that several people made at the same time. What
// the texts mean it leaves to package exchange.
package draft

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"passage/internal/exchange"
	"passage/internal/exchange/book"
	"passage/internal/exchange/settings"
)

// Draft is a scenario as texts. It does not change: [Draft.Apply] makes
// another. Many may use it at the same time.
type Draft struct {
	// Tables are the settings, as a table of keys and values called scenario,
	// and all tables of the format in its order, also those without rows.
	Tables []*Table
	page   *settings.Page
	others []other // what is no table, such as boundaries
	left   bool    // the settings are as they were read
	toml   []byte  // the settings as they were read
}

// other is a file beside the tables.
type other struct {
	name string
	file *zip.File // where it was read from; nil for
	text string
}

// Table is one table as texts.
type Table struct {
	exchange.Table
	Head []string // names of columns as they stand in the file, extra ones too
	Tags []string // the row of hashtags; nil where there is none
	Rows []Row

	file *zip.File      // where it was read from, while it is unchanged
	keys map[string]int // row by key
}

// Row is one row of a table, as wide as its header or wider.
type Row struct {
	Key   string // by which it is known: its id, or what it is about and since when with ; between
	Line  int    // of the file, from 1
	Cells []string
	From  string // the key before the changes that made this draft; empty for a new row
	Edit  int    // of a new row: which of those changes added it, counted from 1
}

// Settings is the name of the table of settings, with the columns key and value.
const Settings = "scenario"

// Open reads the tables of a zip that [exchange.Convert] has written and
// [exchange.ReadArchive] finds no fault with, or only such faults as cells have.
func Open(ctx context.Context, archive []byte) (*Draft, error) {
	b, err := book.OpenArchive(ctx, bytes.NewReader(archive), int64(len(archive)), "scenario.zip", book.Limits{})
	if err != nil {
		return nil, fmt.Errorf("open draft: %w", err)
	}
	defer b.Close()
	packed, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, fmt.Errorf("open draft: %w", err)
	}
	d := &Draft{left: true, toml: b.Settings}
	if d.page, err = settings.ParseTOML(b.Settings); err != nil {
		return nil, fmt.Errorf("open draft: %w", err)
	}
	d.Tables = append(d.Tables, settingsTable(d.page))
	for _, definition := range exchange.Tables() {
		t := &Table{Table: definition}
		for _, f := range packed.File {
			if f.Name == t.Name+".csv" {
				t.file = f
			}
		}
		for _, sheet := range b.Sheets {
			if sheet.Name == t.Name {
				err = t.read(sheet)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("open draft: %w", err)
		}
		t.index()
		d.Tables = append(d.Tables, t)
	}
	for _, f := range packed.File {
		if f.Name != book.SettingsFile && !slices.ContainsFunc(d.Tables, func(t *Table) bool { return t.file == f }) {
			d.others = append(d.others, other{name: f.Name, file: f})
		}
	}
	return d, ctx.Err()
}

func (t *Table) read(sheet book.Sheet) error {
	n := 0
	for row, err := range sheet.Rows() {
		if err != nil {
			return err
		}
		cells := make([]string, max(len(row.Cells), len(t.Head)))
		tags := true
		for i, c := range row.Cells {
			cells[i] = string(c)
			tags = tags && (len(c) == 0 || c[0] == '#')
		}
		switch n++; {
		case n == 1:
			t.Head = cells
		case n == 2 && tags:
			t.Tags = cells
		default:
			t.Rows = append(t.Rows, Row{Line: row.Line, Cells: cells})
		}
	}
	return nil
}

// settingsTable shows the settings as a table.
func settingsTable(page *settings.Page) *Table {
	keys := exchange.SettingsTable()
	t := &Table{Table: exchange.Table{Name: Settings, Row: keys.Row, Columns: []exchange.Column{
		{Name: "key", Kind: exchange.ID}, {Name: "value", Kind: exchange.Text},
	}}, Head: []string{"key", "value"}}
	bare := &settings.Page{}
	for _, e := range page.Entries {
		bare.Entries = append(bare.Entries, settings.Entry{Key: e.Key, Value: e.Value})
	}
	for i, row := range bare.Sheet(keys.IsText)[1:] {
		t.Rows = append(t.Rows, Row{Line: page.Entries[i].Line, Cells: row[:2]})
	}
	t.index()
	return t
}

// index gives each row its key. Of rows with the same key, which only faulty
// tables have, the later ones are counted.
func (t *Table) index() {
	t.keys = make(map[string]int, len(t.Rows))
	var at []int
	for _, name := range t.Key() {
		at = append(at, slices.Index(t.Head, name))
	}
	for i := range t.Rows {
		row := &t.Rows[i]
		parts := make([]string, len(at))
		for j, k := range at {
			parts[j] = trim(row.at(k))
		}
		row.Key = strings.Join(parts, ";")
		key := row.Key
		for n := 2; ; n++ {
			if _, taken := t.keys[row.Key]; !taken {
				break
			}
			row.Key = fmt.Sprintf("%s;;%d", key, n)
		}
		t.keys[row.Key] = i
	}
}

// trim takes away what surrounds an id without showing.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

func (r *Row) at(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Has reports whether a cell of the row holds a text, large or small letters
// alike.
func (r *Row) Has(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(r.Cells, func(c string) bool { return strings.Contains(strings.ToLower(c), text) })
}

// Table returns the table of that name, or nil.
func (d *Draft) Table(name string) *Table {
	for _, t := range d.Tables {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Row returns the row of a key, or nil.
func (t *Table) Row(key string) *Row {
	if i, ok := t.keys[key]; ok {
		return &t.Rows[i]
	}
	return nil
}

// Cell returns the text of a row under the name of a column; empty where the
// table has no such column.
func (t *Table) Cell(row *Row, column string) string { return row.at(t.place(column)) }

// place returns where a column stands, or -1.
func (t *Table) place(column string) int {
	for i := range t.Head {
		if t.nameOf(i) == column {
			return i
		}
	}
	return -1
}

// nameOf returns by what a column is called here: its name, or its number where
// it has none.
func (t *Table) nameOf(i int) string {
	if name := trim(t.Head[i]); name != "" {
		return name
	}
	return fmt.Sprintf("#%d", i+1)
}

// Names returns the columns that can be filled: those of the file in its order,
// then those of the format that it lacks.
func (t *Table) Names() (names []string) {
	for i := range t.Head {
		names = append(names, t.nameOf(i))
	}
	for _, c := range t.Columns {
		if !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// Cells returns the filled cells of a row by the names of their columns.
func (t *Table) Cells(row *Row) map[string]string {
	cells := map[string]string{}
	for i := range t.Head {
		if text := row.at(i); text != "" {
			cells[t.nameOf(i)] = text
		}
	}
	return cells
}

// Zip writes the draft as a zip. What no change touched is copied as it is,
// byte for byte.
func (d *Draft) Zip(ctx context.Context) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, t := range d.Tables[1:] {
		if err := t.write(ctx, w); err != nil {
			return nil, fmt.Errorf("write draft: %w", err)
		}
	}
	text := d.toml
	if !d.left {
		text = d.page.TOML()
	}
	out, err := w.Create(book.SettingsFile)
	if err == nil {
		_, err = out.Write(text)
	}
	for _, o := range d.others {
		err = errors.Join(err, o.write(w))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, fmt.Errorf("write draft: %w", err)
	}
	return b.Bytes(), nil
}

func (t *Table) write(ctx context.Context, w *zip.Writer) error {
	if t.file != nil {
		return w.Copy(t.file)
	}
	if len(t.Head) == 0 {
		return nil
	}
	out, err := w.Create(t.Name + ".csv")
	if err != nil {
		return err
	}
	return book.WriteCSV(ctx, out, book.Table{Name: t.Name, Rows: func(yield func(book.Row, error) bool) {
		for _, cells := range t.texts() {
			row := book.Row{}
			for _, c := range cells {
				row.Cells = append(row.Cells, []byte(c))
			}
			if !yield(row, nil) {
				return
			}
		}
	}})
}

// texts returns the header and all rows below it.
func (t *Table) texts() [][]string {
	all := [][]string{t.Head}
	if t.Tags != nil {
		all = append(all, t.Tags)
	}
	for _, r := range t.Rows {
		all = append(all, r.Cells)
	}
	return all
}

// number gives the rows the lines that they will have in the file.
func (t *Table) number() {
	line := 1
	skip := len(t.texts()) - len(t.Rows)
	for i, cells := range t.texts() {
		if i >= skip {
			t.Rows[i-skip].Line = line
		}
		line++
		for _, c := range cells {
			line += strings.Count(c, "\n")
		}
	}
}

func (o other) write(w *zip.Writer) error {
	if o.file != nil {
		return w.Copy(o.file)
	}
	out, err := w.Create(o.name)
	if err == nil {
		_, err = io.WriteString(out, o.text)
	}
	return err
}

// outlines returns the text of the file of boundaries; empty where there is none.
func (d *Draft) outlines() (string, error) {
	for _, o := range d.others {
		if o.name != book.BoundariesFile || o.file == nil {
			if o.name == book.BoundariesFile {
				return o.text, nil
			}
			continue
		}
		in, err := o.file.Open()
		if err != nil {
			return "", err
		}
		defer in.Close()
		text, err := io.ReadAll(in)
		return string(text), err
	}
	return "", nil
}
