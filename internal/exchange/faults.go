package exchange

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"passage"
)

// mostFaults is how many faults of one column are spelt out. A column in which
// a million cells have the same slip is told of a hundred times, then counted.
const mostFaults = 100

// faultList gathers the faults of one table.
type faultList struct {
	table  string
	list   passage.Faults
	counts map[faultKind]*faultCount
	cells  map[cellKey]bool // that have an error
}

type cellKey struct {
	line   int
	column string
}

// has reports whether an error of a cell was noted, so that what follows from
// it need not be noted too.
func (l *faultList) has(line int, column string) bool { return l.cells[cellKey{line, column}] }

type faultKind struct {
	column  string
	warning bool
}

type faultCount struct {
	n    int
	line int // of the first that is not spelt out
}

// add notes an error.
func (l *faultList) add(line int, column, value, format string, args ...any) {
	l.note(line, column, value, false, format, args)
}

// warn notes a likely slip.
func (l *faultList) warn(line int, column, value, format string, args ...any) {
	l.note(line, column, value, true, format, args)
}

func (l *faultList) note(line int, column, value string, warning bool, format string, args []any) {
	if l.counts == nil {
		l.counts, l.cells = map[faultKind]*faultCount{}, map[cellKey]bool{}
	}
	kind := faultKind{column, warning}
	count := l.counts[kind]
	if count == nil {
		count = &faultCount{}
		l.counts[kind] = count
	}
	if count.n++; count.n > mostFaults {
		if count.n == mostFaults+1 {
			count.line = line
		}
		return
	}
	l.list = append(l.list, passage.Fault{Table: l.table, Line: line, Column: column, Value: value, Warning: warning, Problem: fmt.Sprintf(format, args...)})
	if !warning {
		l.cells[cellKey{line, column}] = true
	}
}

// all returns the faults, those that were only counted as one for each column.
func (l *faultList) all() passage.Faults {
	out := slices.Clone(l.list)
	kinds := slices.SortedFunc(maps.Keys(l.counts), func(a, b faultKind) int {
		return cmp.Or(cmp.Compare(a.column, b.column), compareBool(a.warning, b.warning))
	})
	for _, kind := range kinds {
		count := l.counts[kind]
		if more := count.n - mostFaults; more > 0 {
			out = append(out, passage.Fault{Table: l.table, Line: count.line, Column: kind.column, Warning: kind.warning,
				Problem: fmt.Sprintf("from here on there are %d more like those before", more)})
		}
	}
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// sortFaults puts faults into the order of the tables, then of lines, then of
// columns. What was noted first stays first among equals.
func sortFaults(faults passage.Faults, tables []Table) {
	place := map[string]int{"scenario": -1}
	columns := map[[2]string]int{}
	place["boundaries"] = len(tables)
	for i, t := range tables {
		place[t.Name] = i
		for j, c := range t.Columns {
			columns[[2]string{t.Name, c.Name}] = j + 1
		}
	}
	tableOf := func(f passage.Fault) int {
		if i, ok := place[f.Table]; ok {
			return i
		}
		return -2 // a table with another name comes first: it may be what all the rest lacks
	}
	slices.SortStableFunc(faults, func(a, b passage.Fault) int {
		return cmp.Or(
			cmp.Compare(tableOf(a), tableOf(b)),
			cmp.Compare(a.Table, b.Table),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(columns[[2]string{a.Table, a.Column}], columns[[2]string{b.Table, b.Column}]),
			cmp.Compare(a.Column, b.Column),
		)
	})
}
