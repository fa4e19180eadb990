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

	read    int64 // bytes of the cells of the first rows
	kept    *strings.Builder
	row     book.Row
	source  int  // where the column source stands; -1 where there is none
	assumed bool // the row's source says that its figures are assumptions
	width   int  // cells in the header

	others []int      // columns of names in other languages, such as name_ar
	called []nameOfID // what crossings are called there
}

// nameOfID is one more name of what an id stands for.
type nameOfID struct{ name, id string }

// column is one column of the table that is being read.
type column struct {
	Column
	at     int // where it stands; -1 where the table has no such column
	source int // where the column <name>_source stands, or -1

	names names   // of an ID, Ref or Refs: what it names
	now   int     // the use of this row, or none; of a Refs, the latest
	nth   []int32 // of a Ref: which use each row is, or none

	text string             // of a Text: the latest
	days *[daysKept]dayCell // of a Date: some of those met

	given, assumed int // cells
}

func newReader(table *Table, sheet *book.Sheet) *reader {
	return &reader{table: table, sheet: sheet, source: -1, faults: faultList{table: table.Name}, kept: &strings.Builder{}}
}

// column announces a column. Its place is known when the rows begin.
func (t *reader) column(name string) *column {
	c := &column{Column: *t.table.column(name), at: -1, source: -1, now: none}
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
				t.faults.add(fault.Line, "", "", "%s", fault.Problem)
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
			if len(t.lines) == mostRows {
				t.partial = true
				t.faults.add(row.Line, "", "", "the table has more than %d rows, and the rest is not read; expected the tables of one crisis", mostRows)
				return
			}
			t.measure()
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

// sampled is how many rows tell how long a row is.
const sampled = 1000

// measure makes room for all rows once the first few tell how long one is: to
// let a million of them grow by doubling takes longer than to read them.
func (t *reader) measure() {
	n := len(t.lines)
	if n < sampled {
		for _, c := range t.row.Cells {
			t.read += int64(len(c)) + 1
		}
	}
	if n == cap(t.lines) {
		t.lines = slices.Grow(t.lines, t.expected(n)-n)
	}
}

// expected guesses how many rows there will be, more than the n read so far.
func (t *reader) expected(n int) int {
	if n < 100 {
		return 2*n + 10
	}
	return max(n+n/8, int(float64(t.sheet.Size)/float64(t.read)*float64(min(n, sampled))*1.02)+1)
}

// keep returns a text as a string that lasts. Texts lie one behind the other
// in large pieces: a piece of memory for each of a million would cost more
// than to read them.
func (t *reader) keep(text []byte) string {
	const piece = 32 << 10
	if t.kept.Cap()-t.kept.Len() < len(text) {
		t.kept = &strings.Builder{}
		t.kept.Grow(min(max(len(text), int(min(t.sheet.Size, piece))), piece+len(text)))
	}
	from := t.kept.Len()
	t.kept.Write(text)
	return t.kept.String()[from:]
}

// add puts a row behind the others of its table.
func add[T any](t *reader, rows []T, row T) []T {
	if n := len(rows); n == cap(rows) {
		rows = slices.Grow(rows, t.expected(n)-n)
	}
	return append(rows, row)
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
		t.faults.add(t.row.Line, "", "", "the row has %d cells where the header has %d; "+
			"expected a cell for each column: does a comma stand in a cell without quotation marks?", len(cells), t.width)
	case len(cells) < t.width && !t.sheet.Trimmed:
		t.faults.warn(t.row.Line, "", "", "the row has %d cells where the header has %d; the missing ones count as empty", len(cells), t.width)
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
	t.faults.add(t.row.Line, c.Name, value, "%q %s; expected %s", value, is, c.Expect)
}

// name returns the id in a cell, the same string for the same id.
func (t *reader) name(c *column) string {
	t.use(c, t.cell(c))
	c.nth = add(t, c.nth, int32(c.now))
	return c.id()
}

// id returns the id that the column names now.
func (c *column) id() string {
	if c.now == none {
		return ""
	}
	return c.names.list[c.now].id
}

// newID returns the id of the row, which no row before it may bear.
func (t *reader) newID(c *column) string {
	text := t.cell(c)
	before := len(c.names.list)
	t.use(c, text)
	if c.now == none {
		return ""
	}
	u := &c.names.list[c.now]
	if len(c.names.list) == before {
		t.wrong(c, text, fmt.Sprintf("is the id of line %d already", u.line))
	} else {
		u.row = int32(len(t.lines) - 1)
	}
	return u.id
}

// use notes that the column names an id in this row.
func (t *reader) use(c *column, text []byte) {
	if len(text) == 0 {
		c.now = none
		return
	}
	if c.now == none || c.names.list[c.now].id != string(text) {
		c.now = c.names.findText(text)
	}
	if c.now != none {
		c.names.list[c.now].more++
	} else {
		if is := idFault(text); is != "" {
			t.wrong(c, text, is)
			return
		}
		if n := len(c.names.list); n == cap(c.names.list) && c.Kind == ID {
			c.names.reserve(t.expected(n))
		}
		c.now = c.names.add(use{id: t.keep(text), line: int32(t.row.Line), row: none})
	}
	if raw := t.row.Cells[c.at]; len(raw) != len(text) && c.Kind != Refs {
		t.faults.warn(t.row.Line, c.Name, clip(string(raw)), "%q has white space around it; it is read as %q", clip(string(raw)), clip(string(text)))
	}
}

// names returns the ids in a cell that lists them.
func (t *reader) names(c *column) []string {
	var out []string
	for item := range t.items(c) {
		t.use(c, item)
		switch id := c.id(); {
		case id == "":
		case slices.Contains(out, id):
			t.faults.warn(t.row.Line, c.Name, clip(id), "%q stands in the list twice; it counts once", clip(id))
		default:
			out = append(out, id)
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
			t.faults.warn(t.row.Line, c.Name, string(item), "%q stands in the list twice; it counts once", item)
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
		c.text = t.keep(text)
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
	case c.Max == 1 && v > 1 && v <= 100:
		t.wrong(c, text, fmt.Sprintf("is out of bounds (write %s for %s%%)", short(v/100), short(v)))
	case v < c.Min || c.Max > 0 && v > c.Max:
		t.wrong(c, text, "is out of bounds")
	case c.Above && v < c.Min+least:
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
