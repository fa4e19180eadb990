// Package settings reads and writes the one page of a scenario that is not a
// table: keys and values, as TOML or as the rows of a sheet. It knows no key
// but keeps every one, with its place, its comments and the way its number is
// written.
package settings

import (
	"strings"
)

// Page is what a settings file says, in its order.
type Page struct {
	Entries []Entry
	Tail    []string // comment lines after the last entry, without the #
}

// Entry is one key with its value.
type Entry struct {
	Key     string // with the tables it is in, as TOML writes it: goal.bands
	Value   Value
	Line    int      // of the file or sheet, from 1
	Above   []string // the comment lines above it, without the #
	Comment string   // the comment behind it, without the #
}

// Value is a text or the literal of anything else.
type Value struct {
	IsText  bool
	Text    string   // of a text
	Literal string   // of anything else, on one line, as TOML writes it
	Items   []string // of an array of numbers: their literals
	IsArray bool
}

// Raw returns the value as somebody would say it: a text without quotation
// marks, anything else as it is written.
func (v Value) Raw() string {
	if v.IsText {
		return v.Text
	}
	return v.Literal
}

// Fault is something wrong with the page as such.
type Fault struct {
	Line    int
	Problem string
}

func (f *Fault) Error() string { return f.Problem }

// quoteKey writes one part of a key.
func quoteKey(part string) string {
	bare := part != ""
	for _, r := range part {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			bare = false
		}
	}
	if bare {
		return part
	}
	return quoteText(part)
}

// quoteText writes a text as a basic string of TOML.
func quoteText(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			b.WriteString(`\u00`)
			b.WriteByte(hex[r>>4])
			b.WriteByte(hex[r&15])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
