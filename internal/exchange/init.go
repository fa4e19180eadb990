package exchange

import (
	"context"
	"fmt"

	"passage/internal/exchange/book"
	"passage/internal/exchange/settings"
)

// Init writes an empty scenario into a new or empty folder: every table with
// its header and an example in the second row, whose cells begin with # so
// that it counts as hashtags and not as data; a scenario.toml; and a page that
// says what to do. It can be read at once, and then has no rows.
func Init(ctx context.Context, dir string) error {
	if format, err := book.FormatOf(dir); err != nil || format != book.Folder {
		return fmt.Errorf("cannot begin a scenario in %s: expected the name of a folder", dir)
	}
	var tables []book.Table
	for _, t := range Tables() {
		header, example := make([]string, len(t.Columns)), make([]string, len(t.Columns))
		for i, c := range t.Columns {
			header[i] = c.Name
			if c.Example != "" {
				example[i] = "# " + c.Example
			}
		}
		tables = append(tables, book.Table{Name: t.Name, Rows: textRows([][]string{header, example})})
	}
	page := &settings.Page{}
	for _, c := range SettingsTable().Columns {
		page.Entries = append(page.Entries, settings.Entry{Key: c.Name, Above: []string{c.sentence()}, Value: exampleValue(c)})
	}
	err := book.Write(ctx, dir, tables, []book.File{
		{Name: book.SettingsFile, Text: page.TOML()},
		{Name: "README.md", Text: []byte(initReadme)},
	}, nil)
	if err != nil {
		return fmt.Errorf("begin a scenario: %w", err)
	}
	return nil
}

func exampleValue(c Column) settings.Value {
	if c.Kind == Text || c.Kind == Choice {
		return settings.Value{IsText: true, Text: c.Example}
	}
	return settings.Value{Literal: c.Example}
}

// sentence says what a key means and what holds without it.
func (c Column) sentence() string {
	switch {
	case c.Required:
		return c.Doc + " (required)"
	case c.Empty != "":
		return c.Doc + "; without it: " + c.Empty
	}
	return c.Doc
}

const initReadme = `# A scenario for passage

Each table of this folder has its header and, in the second row, an example.
The cells of the example begin with #, so that it is not read. Put your rows
below it, and take it away or leave it.

1. Set the first day and the length of the plan in scenario.toml.
2. Fill places.csv and people.csv: who is where.
3. Fill commodities.csv, needs.csv and contents.csv: what people need and what
   meets it.
4. Fill nodes.csv and corridors.csv: where goods come from, where they cross,
   where they are given out, and by which way.
5. Fill supplies.csv, offers.csv and budget.csv: what there is, what can be
   bought, and with what money.
6. Fill access.csv and asks.csv: what is open when, and what could be granted.

A table that stays as it is limits nothing. A column of your own is kept. In a
column called source, or people_source beside people, a text that begins with
the word assumed marks the figures as assumptions.

    passage check .       says what is missing or looks wrong
    passage plan .        makes the plan
    passage convert . my-scenario.xlsx     makes a workbook of the folder
`
