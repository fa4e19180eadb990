package settings

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"passage/internal/exchange/book"
)

// A sheet of settings has the columns key, value and, where a page has
// comments, comment. A text stands in its cell as it is, unless it would be
// taken for something else, when it keeps its quotation marks: "12". Lists of
// numbers are separated by semicolons. A row without a key holds a comment
// line.

// ParseSheet reads a page from the rows of a sheet. Values of keys that isText
// names are texts whatever they look like. An error that is a [*Fault] is the
// page's.
func ParseSheet(rows iter.Seq2[book.Row, error], isText func(key string) bool) (*Page, error) {
	p := &Page{}
	header := true
	for row, err := range rows {
		var fault *book.Fault
		if errors.As(err, &fault) {
			return nil, &Fault{fault.Line, fault.Problem}
		}
		if err != nil {
			return nil, err
		}
		key, value, comment := cell(row, 0), cell(row, 1), cell(row, 2)
		switch {
		case header:
			header = false
			if key != "key" || value != "value" {
				return nil, &Fault{row.Line, fmt.Sprintf("the header is %q and %q; expected the columns key and value", key, value)}
			}
		case strings.HasPrefix(key, "#") && (value == "" || strings.HasPrefix(value, "#")):
			// A row of hashtags.
		case key == "" && value == "":
			p.Tail = append(p.Tail, comment)
		case key == "":
			return nil, &Fault{row.Line, fmt.Sprintf("%q stands without a key; expected one beside it", value)}
		default:
			name, err := keyOf(key)
			if err != nil {
				return nil, &Fault{row.Line, fmt.Sprintf("%q is not a key; expected one such as goal.kind", key)}
			}
			p.Entries = append(p.Entries, Entry{Key: name, Value: sheetValue(value, isText(name)), Line: row.Line, Above: p.Tail, Comment: comment})
			p.Tail = nil
		}
	}
	if header {
		return nil, &Fault{1, "the sheet is empty; expected the columns key and value"}
	}
	return p, nil
}

func cell(row book.Row, i int) string {
	if i >= len(row.Cells) {
		return ""
	}
	return strings.TrimSpace(string(row.Cells[i]))
}

// keyOf checks a key and writes it as TOML does.
func keyOf(text string) (string, error) {
	p, err := ParseTOML([]byte(text + " = 0\n"))
	if err != nil || len(p.Entries) != 1 || strings.Contains(text, "\n") {
		return "", errors.New("no key")
	}
	// Whatever else was put into the cell has taken the place of the value.
	e := p.Entries[0]
	if e.Value.Literal != "0" || e.Comment != "" {
		return "", errors.New("no key")
	}
	return e.Key, nil
}

// sheetValue takes a cell for what it says.
func sheetValue(text string, isText bool) Value {
	quoted := strings.HasPrefix(text, `"`)
	if v, ok := parseValue(text); ok && (!isText || quoted && v.IsText) {
		return v
	}
	if parts := strings.Split(text, ";"); len(parts) > 1 && !isText {
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if v, ok := parseValue("[" + strings.Join(parts, ", ") + "]"); ok && len(v.Items) == len(parts) {
			return v
		}
	}
	return Value{IsText: true, Text: text}
}

// parseValue reads a value as TOML writes it.
func parseValue(text string) (Value, bool) {
	if strings.Contains(text, "\n") || strings.Contains(text, "#") && !strings.HasPrefix(text, `"`) {
		return Value{}, false
	}
	p, err := ParseTOML([]byte("v = " + text + "\n"))
	if err != nil || len(p.Entries) != 1 || p.Entries[0].Key != "v" || p.Entries[0].Comment != "" {
		return Value{}, false
	}
	return p.Entries[0].Value, true
}

// Sheet returns the page as the rows of a sheet.
func (p *Page) Sheet(isText func(key string) bool) [][]string {
	rows := [][]string{{"key", "value"}}
	comments := len(p.Tail) > 0
	for _, e := range p.Entries {
		comments = comments || e.Comment != "" || len(e.Above) > 0
	}
	if comments {
		rows[0] = append(rows[0], "comment")
	}
	lines := func(texts []string) {
		for _, text := range texts {
			if text != "" {
				rows = append(rows, []string{"", "", text})
			}
		}
	}
	for _, e := range p.Entries {
		lines(e.Above)
		rows = append(rows, []string{e.Key, e.Value.sheet(isText(e.Key)), e.Comment})
	}
	lines(p.Tail)
	return rows
}

// sheet writes a value so that sheetValue takes it for the same.
func (v Value) sheet(isText bool) string {
	text := v.Literal
	switch {
	case v.IsText:
		text = v.Text
	case len(v.Items) > 1:
		text = strings.Join(v.Items, ";")
	}
	if same(sheetValue(text, isText), v) && strings.TrimSpace(text) == text {
		return text
	}
	return v.toml()
}

func same(a, b Value) bool {
	return a.IsText == b.IsText && a.Text == b.Text && a.toml() == b.toml()
}
