package exchange

import (
	"bytes"
	"fmt"
	"strings"
)

// header finds the columns in the first row. It reports whether there is any
// sense in reading on.
func (t *reader) header() bool {
	cells := t.row.Cells
	t.width = len(cells)
	for t.width > 0 && len(bytes.TrimFunc(cells[t.width-1], isBlank)) == 0 {
		t.width--
	}
	if problem := otherMark(cells[:t.width]); problem != "" && len(t.table.Columns) > 1 {
		t.faults.add(t.row.Line, "", "", problem)
		return false
	}
	if isHXL(cells) {
		t.faults.add(t.row.Line, "", "", "the first row holds hashtags; expected a header row with the names of the columns above it")
		return false
	}
	if !t.knowsAny() {
		t.faults.add(t.row.Line, "", "", "the first row names none of the table's columns; expected a header row such as %s", t.sampleHeader())
		return false
	}
	at := map[string]int{}
	for i := range t.width {
		t.headerCell(i, at)
	}
	find := func(name string) int {
		if i, ok := at[name]; ok {
			return i
		}
		return -1
	}
	t.source = find("source")
	complete := true
	for _, c := range t.columns {
		c.at, c.source = find(c.Name), find(c.Name+"_source")
		if c.at < 0 && c.Required {
			complete = complete && c.Kind != ID
			t.faults.add(t.row.Line, c.Name, "", "the table has no column %s%s; expected it to hold %s", c.Name, t.likeColumn(c.Name, at), c.Expect)
		}
	}
	return complete
}

// otherMark says of a first row that is one cell what separates its cells instead of
// commas; empty where nothing does.
func otherMark(cells [][]byte) (problem string) {
	if len(cells) != 1 {
		return ""
	}
	for _, mark := range []struct{ is, name string }{{";", "semicolons"}, {"\t", "tabs"}, {"|", "bars"}} {
		if bytes.Contains(cells[0], []byte(mark.is)) {
			return "the cells are separated by " + mark.name + "; expected commas: in a spreadsheet program, choose the comma when saving as CSV"
		}
	}
	return ""
}

// knowsAny reports whether the first row names a column of the format, or is
// one that somebody wrote in capitals.
func (t *reader) knowsAny() bool {
	for i := range t.width {
		if t.table.column(strings.ToLower(string(t.cellAt(i)))) != nil {
			return true
		}
	}
	return false
}

// sampleHeader writes the table's first columns.
func (t *reader) sampleHeader() string {
	var names []string
	for _, c := range t.table.Columns[:min(4, len(t.table.Columns))] {
		names = append(names, c.Name)
	}
	return strings.Join(names, ",")
}

// headerCell takes in one name of the header.
func (t *reader) headerCell(i int, at map[string]int) {
	name := string(t.cellAt(i))
	if name == "" {
		t.faults.warn(t.row.Line, "", "", "column %d has no name; it is kept and not read", i+1)
		return
	}
	if first, twice := at[name]; twice {
		t.faults.add(t.row.Line, clip(name), clip(name), "%q is the name of columns %d and %d; expected each name once", clip(name), first+1, i+1)
		return
	}
	at[name] = i
	if t.table.column(name) != nil {
		return
	}
	if strings.HasPrefix(name, "name_") && !strings.HasSuffix(name, "_source") {
		t.others = append(t.others, i)
	}
	if same := plainHeader(name); t.table.column(same) != nil && !t.table.column(same).Required && !t.has(same) {
		t.faults.add(t.row.Line, clip(name), clip(name), "%q is the column %s in other letters, which would not be read; expected %q", clip(name), same, same)
		return
	}
	// Only what is nearly a name of ours is worth a word: extra columns are
	// everybody's right.
	var missing []string
	for _, c := range t.columns {
		missing = append(missing, c.Name)
	}
	if like := closest(name, missing); like != "" && !t.has(like) && !t.table.column(like).Required && !strings.HasSuffix(name, "_source") {
		t.faults.warn(t.row.Line, clip(name), clip(name), "%q is not a column of the format, so it is kept and not read; did you mean %q?", clip(name), like)
	}
}

// plainHeader is the name of a column as the format writes it: in small letters,
// with _ between words.
func plainHeader(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(name)), "_")
}

// has reports whether the header row holds a name.
func (t *reader) has(name string) bool {
	for i := range t.width {
		if string(t.cellAt(i)) == name {
			return true
		}
	}
	return false
}

// likeColumn names the column of the file that may be the missing one.
func (t *reader) likeColumn(name string, at map[string]int) string {
	var others []string
	for i := range t.width {
		if cell := string(t.cellAt(i)); cell != "" && t.table.column(cell) == nil {
			others = append(others, cell)
		}
	}
	if like := closest(name, others); like != "" {
		return fmt.Sprintf(" (is it %q?)", clip(like))
	}
	return ""
}

// meant ends a sentence about an unknown word with the one that is most like
// it, if any is.
func meant(word string, known []string) string {
	if like := closest(word, known); like != "" {
		return fmt.Sprintf(" (did you mean %q?)", like)
	}
	return ""
}

// closest returns the word that differs least from the given one, and in so
// little that it may be a slip: at most a third of its letters. The earliest
// wins among equals.
func closest(word string, known []string) string {
	word = strings.ToLower(strings.TrimSpace(word))
	if len(word) > 100 {
		return ""
	}
	best, least := "", len([]rune(word))/3+1
	for _, k := range known {
		if d := distance(word, strings.ToLower(k), least); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to be put in, taken out or exchanged to make b
// of a, two neighbours changing places counting once, or is at least most.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= most || len(y)-len(x) >= most {
		return most
	}
	var before, above, row []int
	for j := range len(y) + 1 {
		above = append(above, j)
	}
	for i := range x {
		row = append(row[:0:0], i+1)
		for j := range y {
			d := min(row[j], above[j+1]) + 1
			if x[i] == y[j] {
				d = min(d, above[j])
			} else {
				d = min(d, above[j]+1)
			}
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d = min(d, before[j-1]+1)
			}
			row = append(row, d)
		}
		before, above = above, row
	}
	return above[len(y)]
}
