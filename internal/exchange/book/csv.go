package book

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner cuts CSV text into rows. It is our own because a row must be bounded
// in size, a table has to go on after a broken row, and cells are wanted as
// bytes: a million rows are read in well under a second only if none of them
// is copied. See docs/decisions/0020-csv-scanner.md.
type scanner struct {
	name   string
	in     io.Reader
	limits Limits

	buf        []byte // text not yet used is buf[start:end]
	start, end int
	eof, over  bool // nothing more to read; reading failed, or is of no use
	line       int  // of the text at start, from 1

	cells   [][]byte
	scratch []byte // the texts of a row with quotation marks, without them
	ends    []int  // where its cells end in scratch
}

func newScanner(name string, in io.Reader, limits Limits) *scanner {
	return &scanner{name: name, in: in, limits: limits, buf: make([]byte, 64<<10), line: 1}
}

// scan yields each row that has a filled cell.
func (s *scanner) scan(yield func(Row, error) bool) {
	if err := s.openText(); err != nil {
		yield(Row{}, err)
		return
	}
	for {
		row, err := s.next()
		if err == io.EOF {
			return
		}
		if err == nil && empty(row.Cells) {
			continue
		}
		if !yield(row, err) || err != nil && s.over {
			return
		}
	}
}

func empty(cells [][]byte) bool {
	for _, c := range cells {
		if len(c) > 0 {
			return false
		}
	}
	return true
}

// openText skips a byte-order mark and refuses text that is not UTF-8 from its
// first bytes on.
func (s *scanner) openText() error {
	for s.end < 4 && !s.eof {
		if err := s.fill(); err != nil {
			return err
		}
	}
	head := s.buf[:s.end]
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		s.start = 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")),
		len(head) >= 2 && (head[0] == 0) != (head[1] == 0):
		return s.fault(1, "the file is UTF-16 text; expected UTF-8: in a spreadsheet program, save it as \"CSV UTF-8\"")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return s.fault(1, "the file is a workbook or an archive under the name of a CSV file; expected plain text")
	}
	return nil
}

func (s *scanner) fault(line int, format string, args ...any) *Fault {
	return &Fault{Sheet: s.name, Line: line, Problem: fmt.Sprintf(format, args...)}
}

// fill reads more text behind end.
func (s *scanner) fill() error {
	if s.end == len(s.buf) {
		if s.start > 0 {
			copy(s.buf, s.buf[s.start:s.end])
			s.end -= s.start
			s.start = 0
		} else {
			s.buf = append(s.buf, make([]byte, len(s.buf))...)
		}
	}
	n, err := s.in.Read(s.buf[s.end:])
	s.end += n
	if err == io.EOF {
		s.eof = true
		return nil
	}
	s.over = err != nil
	return err
}

// errLong says that a line or a quoted cell has no end within the bound.
var errLong = errors.New("row too long")

// endOfLine returns where the line that begins at start+from ends, counted
// from start: before its line feed, or at the end of the text.
func (s *scanner) endOfLine(from int) (int, error) {
	for {
		if i := bytes.IndexByte(s.buf[s.start+from:s.end], '\n'); i >= 0 {
			from += i
			break
		}
		from = s.end - s.start
		if s.eof || from > s.limits.Record {
			break
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
	if from > s.limits.Record {
		return 0, errLong
	}
	return from, nil
}

// skip passes over n bytes of one line and its line feed.
func (s *scanner) skip(n int) {
	s.start = min(s.start+n+1, s.end)
	s.line++
}

// next returns the next row, or io.EOF. After a [*Fault] the next line follows.
func (s *scanner) next() (Row, error) {
	row := Row{Line: s.line}
	n, err := s.endOfLine(0)
	if err == errLong {
		// Where such a line ends cannot be told without reading what may be
		// a gigabyte, so the rest of the table is given up.
		s.start, s.end, s.eof = 0, 0, true
		return row, s.fault(row.Line, "the row is longer than %d bytes, so the rest of the table is not read; expected rows of a readable size", s.limits.Record)
	}
	if err != nil {
		return row, err
	}
	if n == 0 && s.start == s.end {
		return row, io.EOF
	}
	line := trimReturn(s.buf[s.start : s.start+n])
	s.cells = s.cells[:0]
	from, ascii, guarded := 0, true, false
	for i, c := range line {
		switch {
		case c == ',':
			s.cells = append(s.cells, line[from:i])
			guarded = guarded || i > from && line[from] == '\''
			from = i + 1
		case c == '"':
			return s.nextQuoted(n)
		case c < ' ' && c != '\t' || c == 0x7f:
			s.skip(n)
			return row, s.control(row.Line, c)
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	s.skip(n)
	s.cells = append(s.cells, line[from:])
	if guarded || from < len(line) && line[from] == '\'' {
		for i, cell := range s.cells {
			s.cells[i] = unguard(cell)
		}
	}
	row.Cells = s.cells
	return row, s.check(row, ascii || utf8.Valid(line))
}

func trimReturn(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

func (s *scanner) control(line int, c byte) error {
	switch c {
	case 0:
		return s.fault(line, "the row holds a NUL byte; expected plain UTF-8 text")
	case '\r':
		return s.fault(line, "the row holds a carriage return without a line feed; expected lines that end as on Unix or Windows")
	}
	return s.fault(line, "the row holds the control character U+%04X; expected plain UTF-8 text", c)
}

// check bounds a row that has been cut.
func (s *scanner) check(row Row, utf8 bool) error {
	if !utf8 {
		s.over = true // the other rows will be no better, and a fault for each hides what is to be done
		return s.fault(row.Line, "the row is not UTF-8 text, and the table is read no further; expected UTF-8: in a spreadsheet program, save it as \"CSV UTF-8\"")
	}
	if len(row.Cells) > s.limits.Columns {
		return s.fault(row.Line, "the row has %d cells; expected at most %d", len(row.Cells), s.limits.Columns)
	}
	for i, c := range row.Cells {
		if n := cellLength(c, s.limits.Cell); n > s.limits.Cell {
			return s.fault(row.Line, "cell %d of the row has %d characters; expected at most %d", i+1, n, s.limits.Cell)
		}
	}
	return nil
}

// cellLength counts characters as spreadsheet programs do, in units of UTF-16.
// Up to limit bytes it does not look closely.
func cellLength(cell []byte, limit int) int {
	if len(cell) <= limit {
		return len(cell)
	}
	n := 0
	for _, r := range string(cell) {
		n += utf16.RuneLen(r)
	}
	return n
}

// nextQuoted cuts a row in which there is a quotation mark: its cells may hold
// commas and line feeds. A line end inside a cell counts as one line feed
// however it is written, so that every container keeps it alike. A row that is
// broken costs its first line only: what follows may well be sound.
func (s *scanner) nextQuoted(first int) (Row, error) {
	row := Row{Line: s.line}
	s.scratch, s.ends = s.scratch[:0], s.ends[:0]
	q := quoted{scanner: s, n: first}
	for more := true; more; {
		var err error
		if more, err = q.cell(); err != nil {
			return row, err
		}
		s.ends = append(s.ends, len(s.scratch))
	}
	if q.problem != "" {
		s.skip(first)
		return row, s.fault(row.Line, "%s", q.problem)
	}
	s.skip(q.n)
	s.line += q.extra
	for _, c := range s.scratch {
		if c < ' ' && c != '\t' && c != '\n' || c == 0x7f {
			return row, s.control(row.Line, c)
		}
	}
	s.cells = s.cells[:0]
	from, valid := 0, true
	for _, end := range s.ends {
		// Halves of one character in two cells would make a whole one of
		// the text behind one another.
		valid = valid && utf8.Valid(s.scratch[from:end])
		s.cells = append(s.cells, unguard(s.scratch[from:end]))
		from = end
	}
	row.Cells = s.cells
	return row, s.check(row, valid)
}

// quoted is a row in the course of being cut, as offsets from the scanner's
// start.
type quoted struct {
	*scanner
	at, n   int // the next byte; the end of the line that it is on
	extra   int // lines beyond the first
	problem string
}

// cell puts the text of the next cell behind scratch and reports whether
// another follows.
func (q *quoted) cell() (more bool, err error) {
	text := q.buf[q.start+q.at : q.start+q.n]
	if len(text) > 0 && text[0] == '"' {
		q.at++
		return q.quotedCell()
	}
	stop := bytes.IndexByte(text, ',')
	if more = stop >= 0; more {
		text = text[:stop]
	} else {
		text = trimReturn(text)
	}
	if bytes.IndexByte(text, '"') >= 0 {
		q.problem = "the row has a quotation mark inside a cell that does not begin with one; " +
			"expected the cell in quotation marks and the mark within it doubled"
	}
	q.scratch = append(q.scratch, text...)
	q.at += stop + 1
	return more, nil
}

func (q *quoted) quotedCell() (more bool, err error) {
	for {
		text := q.buf[q.start+q.at : q.start+q.n]
		stop := bytes.IndexByte(text, '"')
		if stop < 0 {
			if q.start+q.n == q.end { // nothing follows
				q.problem = "the row has a quotation mark that is never closed; expected one at the end of the cell"
				return false, nil
			}
			q.scratch = append(append(q.scratch, trimReturn(text)...), '\n')
			q.at = q.n + 1
			q.extra++
			q.n, err = q.endOfLine(q.at)
			if err == errLong {
				q.problem = fmt.Sprintf("the row has a quotation mark that is not closed within %d bytes; expected one at the end of the cell", q.limits.Record)
				return false, nil
			}
			if err != nil {
				return false, err
			}
			continue
		}
		q.scratch = append(q.scratch, text[:stop]...)
		q.at += stop + 1
		rest := trimReturn(text[stop+1:])
		switch {
		case len(rest) == 0:
			return false, nil
		case rest[0] == ',':
			q.at++
			return true, nil
		case rest[0] == '"':
			q.scratch = append(q.scratch, '"')
			q.at++
		default:
			q.problem = "the row has text after the quotation mark that closes a cell; expected a comma, or the marks within the cell doubled"
			return false, nil
		}
	}
}
