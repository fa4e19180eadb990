package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"passage/internal/exchange/book"
)

// reader reads one table. It is told its columns, then its rows are ranged
// over, and in each row every column is asked for once, by the method of its
// kind. A cell that is wrong is noted and read as empty, so that one pass
// finds all that is wrong.
type reader struct {
	table   *Table
	sheet   *book.Sheet // nil where the scenario has no such table
	faults  faultList
	columns []*column
	lines   []int32 // of each row
	partial bool    // rows were lost, so an id that is missing may be in them
	err     error   // trouble that is not the table's

	pairs []uint64 // of each row: what may be said only once; see pair

	row     book.Row
	source  int  // where the column source stands; -1 where there is none
	assumed bool // the row's source says that its figures are assumptions
	width   int  // cells in the header
}

// column is one column of the table that is being read.
type column struct {
	Column
	at     int // where it stands; -1 where the table has no such column
	source int // where the column <name>_source stands, or -1

	uses  map[string]*use // of an ID, Ref or Refs: what it names
	order []*use          // the same, by first use
	last  *use            // of this row, or nil; of a Refs, the latest
	text  string          // of a Text: the latest
	day   dayCell         // of a Date: the latest

	given, assumed int // cells
}

// use is an id that a column names.
type use struct {
	id   string
	line int // where it is named first
	more int // how often it is named beyond that
	row  int // of an ID: the row that it names
	nth  uint32
}

func newReader(table *Table, sheet *book.Sheet) *reader {
	return &reader{table: table, sheet: sheet, source: -1, faults: faultList{table: table.Name}}
}

// column announces a column. Its place is known when the rows begin.
func (t *reader) column(name string) *column {
	c := &column{Column: *t.table.column(name), at: -1, source: -1}
	if c.Kind == ID || c.Kind == Ref || c.Kind == Refs {
		c.uses = map[string]*use{}
	}
	t.columns = append(t.columns, c)
	return c
}

// rows reads the header, then yields for each row.
func (t *reader) rows(ctx context.Context) func(yield func() bool) {
	return func(yield func() bool) {
		if t.sheet == nil {
			return
		}
		n := 0
		for row, err := range t.sheet.Rows() {
			if n++; n%4096 == 0 && ctx.Err() != nil {
				t.err = ctx.Err()
				return
			}
			if err != nil {
				var fault *book.Fault
				if !errors.As(err, &fault) {
					t.err = fmt.Errorf("table %s: %w", t.table.Name, err)
					return
				}
				t.partial = true
				t.faults.add(fault.Line, "", "", fault.Problem)
				continue
			}
			t.row = row
			switch {
			case t.width == 0:
				if !t.header() {
					t.partial = true
					return
				}
				continue
			case len(t.lines) == 0 && n == 2 && isHXL(row.Cells):
				continue
			}
			if len(row.Cells) != t.width {
				t.ragged()
			}
			t.assumed = t.source >= 0 && isAssumed(t.cellAt(t.source))
			t.lines = append(t.lines, int32(row.Line))
			if !yield() {
				return
			}
		}
		if t.width == 0 && !t.partial {
			t.faults.warn(1, "", "", "the table is empty; it counts as missing")
		}
	}
}

// isHXL reports whether a row holds hashtags: each of its filled cells begins
// with #.
func isHXL(cells [][]byte) bool {
	for _, c := range cells {
		if c = bytes.TrimSpace(c); len(c) > 0 && c[0] != '#' {
			return false
		}
	}
	return true
}

func isAssumed(source []byte) bool {
	const word = "assumed"
	return len(source) >= len(word) && strings.EqualFold(string(source[:len(word)]), word)
}

// ragged speaks of a row that has not as many cells as the header.
func (t *reader) ragged() {
	cells := t.row.Cells
	for len(cells) > t.width && len(bytes.TrimSpace(cells[len(cells)-1])) == 0 {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) > t.width:
		t.faults.add(t.row.Line, "", "", fmt.Sprintf("the row has %d cells where the header has %d; "+
			"expected a cell for each column: does a comma stand in a cell without quotation marks?", len(cells), t.width))
	case len(cells) < t.width && !t.sheet.Trimmed:
		t.faults.warn(t.row.Line, "", "", fmt.Sprintf("the row has %d cells where the header has %d; the missing ones count as empty", len(cells), t.width))
	}
}

// cellAt returns the text of a cell without the white space around it.
func (t *reader) cellAt(at int) []byte {
	if at < 0 || at >= len(t.row.Cells) {
		return nil
	}
	c := t.row.Cells[at]
	if n := len(c); n == 0 || plain(c[0]) && plain(c[n-1]) {
		return c
	}
	return bytes.TrimFunc(c, isBlank)
}

func plain(c byte) bool { return c > ' ' && c < 0x80 }

// cell returns the text of the column's cell and counts it. An empty cell that
// is required is a fault.
func (t *reader) cell(c *column) []byte {
	text := t.cellAt(c.at)
	if len(text) == 0 {
		if c.Required && c.at >= 0 {
			t.faults.add(t.row.Line, c.Name, "", "the cell is empty; expected "+c.Expect)
		}
		return nil
	}
	c.given++
	if t.assumed && c.source < 0 || c.source >= 0 && t.cellAssumed(c) {
		c.assumed++
	}
	return text
}

// cellAssumed asks the column's own source before the row's.
func (t *reader) cellAssumed(c *column) bool {
	if own := t.cellAt(c.source); len(own) > 0 {
		return isAssumed(own)
	}
	return t.assumed
}

// wrong notes that a cell is not what it should be.
func (t *reader) wrong(c *column, found []byte, is string) {
	value := clip(string(found))
	t.faults.add(t.row.Line, c.Name, value, fmt.Sprintf("%q %s; expected %s", value, is, c.Expect))
}

// name returns the id in a cell, the same string for the same id.
func (t *reader) name(c *column) string {
	if u := t.use(c, t.cell(c)); u != nil {
		return u.id
	}
	return ""
}

// newID returns the id of the row, which no row before it may bear.
func (t *reader) newID(c *column) string {
	text := t.cell(c)
	before := len(c.order)
	u := t.use(c, text)
	if u == nil {
		return ""
	}
	if len(c.order) == before {
		t.wrong(c, text, fmt.Sprintf("is the id of line %d already", u.line))
	} else {
		u.row = len(t.lines) - 1
	}
	return u.id
}

// use notes that the column names an id in this row.
func (t *reader) use(c *column, text []byte) *use {
	if len(text) == 0 {
		c.last = nil
		return nil
	}
	if c.last != nil && c.last.id == string(text) {
		c.last.more++
		return c.last
	}
	u := c.uses[string(text)]
	if u == nil {
		if is := idFault(text); is != "" {
			t.wrong(c, text, is)
			c.last = nil
			return nil
		}
		u = &use{id: string(text), line: t.row.Line, nth: uint32(len(c.order))}
		c.uses[u.id] = u
		c.order = append(c.order, u)
	} else {
		u.more++
	}
	if raw := t.row.Cells[c.at]; c.Kind != Refs && len(raw) != len(text) {
		t.faults.warn(t.row.Line, c.Name, clip(string(raw)), fmt.Sprintf("%q has white space around it; it is read as %q", clip(string(raw)), clip(u.id)))
	}
	c.last = u
	return u
}

// names returns the ids in a cell that lists them.
func (t *reader) names(c *column) []string {
	var out []string
	for item := range t.items(c) {
		u := t.use(c, item)
		switch {
		case u == nil:
		case slices.Contains(out, u.id):
			t.faults.warn(t.row.Line, c.Name, clip(u.id), fmt.Sprintf("%q stands in the list twice; it counts once", clip(u.id)))
		default:
			out = append(out, u.id)
		}
	}
	return out
}

// items yields the filled items of a cell that is a list.
func (t *reader) items(c *column) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for item := range bytes.SplitSeq(t.cell(c), []byte(";")) {
			if item = bytes.TrimFunc(item, isBlank); len(item) > 0 && !yield(item) {
				return
			}
		}
	}
}

// words returns the words of a cell that lists some of the column's choices.
func (t *reader) words(c *column) []int {
	var out []int
	for item := range t.items(c) {
		i := slices.Index(c.Choices, string(item))
		switch {
		case i < 0:
			t.wrong(c, item, "is not known"+meant(string(item), c.Choices))
		case slices.Contains(out, i):
			t.faults.warn(t.row.Line, c.Name, string(item), fmt.Sprintf("%q stands in the list twice; it counts once", item))
		default:
			out = append(out, i)
		}
	}
	return out
}

// choice returns the one of the column's words that stands in a cell.
func (t *reader) choice(c *column) string {
	text := t.cell(c)
	for _, word := range c.Choices {
		if word == string(text) {
			return word
		}
	}
	if len(text) > 0 {
		t.wrong(c, text, "is not known"+meant(string(text), c.Choices))
	}
	return ""
}

// words for people.
func (t *reader) textOf(c *column) string {
	text := t.cell(c)
	if string(text) != c.text {
		c.text = string(text)
	}
	return c.text
}

// limit returns the number in a cell, not given where the cell is empty.
func (t *reader) limit(c *column) (v float64, given bool) {
	text := t.cell(c)
	if len(text) == 0 {
		return 0, false
	}
	v, ok := parseNumber(text)
	switch {
	case !ok:
		t.wrong(c, text, "is not a number"+numberHint(string(text)))
	case v < c.Min && c.Min == 0:
		t.wrong(c, text, "is negative")
	case v < c.Min || c.Max > 0 && v > c.Max:
		t.wrong(c, text, "is out of bounds")
	case c.Above && v <= c.Min:
		t.wrong(c, text, "is too small")
	case math.Abs(v) > most:
		t.wrong(c, text, "is larger than anything that can be planned")
	default:
		return v, true
	}
	return 0, false
}

// number returns the number in a cell, or what an empty cell means.
func (t *reader) number(c *column, empty float64) float64 {
	if v, given := t.limit(c); given {
		return v
	}
	return empty
}
