package exchange

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"passage"
	"passage/internal/exchange/book"
)

// Local holds what things are called in other languages: language (such as
// "ar"), then table and id, then the name; of asks it is their note, and of the
// scenario itself the id is empty. It comes from columns and keys such as name_ar and
// note_ar, which the format leaves to the writer of the tables.
type Local map[string]map[string]map[string]string

// Name returns what the row of a table is called in a language, or otherwise.
func (l Local) Name(language, table, id, otherwise string) string {
	if name := l[language][table][id]; name != "" {
		return name
	}
	if otherwise == "" {
		return id
	}
	return otherwise
}

// Names returns all that the row of a table is called: its name, or its id where it has
// none, and those in other languages, each once and in order.
func (l Local) Names(table, id, name string) []string {
	names := []string{cmp.Or(name, id)}
	for language := range l {
		names = append(names, l[language][table][id])
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
}

// ReadLocal reads the names in other languages from a .zip or .xlsx that
// [ReadArchive] finds no fault with.
func ReadLocal(ctx context.Context, archive []byte, name string) (Local, error) {
	b, err := book.OpenArchive(ctx, bytes.NewReader(archive), int64(len(archive)), name, book.Limits{})
	return readLocal(ctx, b, err, name)
}

// ReadLocalAt is ReadLocal of whatever [Read] finds no fault with.
func ReadLocalAt(ctx context.Context, path string) (Local, error) {
	b, err := book.Open(ctx, path, book.Limits{})
	return readLocal(ctx, b, err, path)
}

func readLocal(ctx context.Context, b *book.Book, err error, name string) (Local, error) {
	if err != nil {
		return nil, fmt.Errorf("read names of %s: %w", name, err)
	}
	defer b.Close()
	local := Local{}
	if err := local.settings(b); err != nil {
		return nil, fmt.Errorf("read names of %s: %w", name, err)
	}
	for _, table := range Tables() {
		for _, sheet := range b.Sheets {
			if sheet.Name == table.Name {
				local.sheet(sheet, table.Columns[0].Name)
			}
		}
	}
	return local, ctx.Err()
}

// settings adds what the scenario itself is called.
func (l Local) settings(b *book.Book) error {
	var sheet *book.Sheet
	for i := range b.Sheets {
		if b.Settings == nil && b.Sheets[i].Name == "scenario" && b.Sheets[i].Trimmed {
			sheet = &b.Sheets[i]
		}
	}
	p, err := readSettings(b, sheet, &passage.Scenario{})
	if err != nil {
		return err
	}
	for key, e := range p.entries {
		if language, ok := languageOf(key); ok {
			l.add(language, "scenario", "", e.Value.Raw())
		}
	}
	return nil
}

// languageOf is that of a column or key which holds names or notes in another.
func languageOf(column string) (language string, ok bool) {
	for _, of := range []string{"name_", "note_"} {
		if language, ok := strings.CutPrefix(column, of); ok && len(language) == 2 {
			return language, true
		}
	}
	return "", false
}

func (l Local) add(language, table, id, name string) {
	if l[language] == nil {
		l[language] = map[string]map[string]string{}
	}
	if l[language][table] == nil {
		l[language][table] = map[string]string{}
	}
	l[language][table][id] = name
}

// sheet adds the names of a table whose ids stand under a heading.
func (l Local) sheet(sheet book.Sheet, idColumn string) {
	id, languages := -1, map[int]string{}
	first := true
	for row, err := range sheet.Rows() {
		if err != nil {
			return // it is no fault of a name
		}
		if first {
			first = false
			for i, cell := range row.Cells {
				if string(cell) == idColumn {
					id = i
				}
				if language, ok := languageOf(string(cell)); ok {
					languages[i] = language
				}
			}
			if id < 0 || len(languages) == 0 {
				return
			}
			continue
		}
		for i, language := range languages {
			if id >= len(row.Cells) || i >= len(row.Cells) || len(row.Cells[i]) == 0 {
				continue
			}
			l.add(language, sheet.Name, string(row.Cells[id]), string(row.Cells[i]))
		}
	}
}
