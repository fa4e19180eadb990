package store

import (
	"fmt"
	"strings"
)

// query is a text with its arguments.
type query struct {
	text strings.Builder
	args []any
}

// add writes a piece of the text, each ? of which is one of the arguments.
func (q *query) add(text string, args ...any) {
	for _, a := range args {
		q.args = append(q.args, a)
		text = strings.Replace(text, "?", fmt.Sprintf("$%d", len(q.args)), 1)
	}
	q.text.WriteString(text)
}

// oneOf writes a list of values in brackets.
func (q *query) oneOf(values []string) {
	q.add("(")
	for i, v := range values {
		if i > 0 {
			q.add(", ")
		}
		q.add("?", v)
	}
	q.add(")")
}

// among writes that a name is one of those that a column has, see [Each]. Both
// engines replace alike, capital letters and all.
func (q *query) among(column, name string) {
	q.add("replace("+column+", ?, '') <> "+column, "\n"+name+"\n")
}
