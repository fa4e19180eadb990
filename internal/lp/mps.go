package lp

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// MPSNames are the names that [WriteMPS] gave to the rows and columns of a
// model: each printable ASCII without spaces or quotes, and unique among its
// kind.
type MPSNames struct {
	Rows, Cols []string
}

// objectiveName is the row that holds the costs in an MPS file.
const objectiveName = "OBJ"

// WriteMPS writes m as a free-format MPS file, with every number to its last
// bit, and returns the names that it used. Only a row with two different
// bounds may come back with one of them off by its last bit, where no width
// leads from the one exactly to the other. A row without bounds is written as
// type N, which some readers leave out.
func WriteMPS(w io.Writer, m *Model) (MPSNames, error) {
	if err := m.Validate(); err != nil {
		return MPSNames{}, err
	}
	names := MPSNames{
		Rows: safeNames(m.Rows(), m.RowLabel, objectiveName),
		Cols: safeNames(m.Cols(), m.ColLabel),
	}
	f := mpsFile{Writer: bufio.NewWriter(w), m: m, names: names}
	f.rows()
	f.columns()
	f.sides()
	f.bounds()
	f.WriteString("ENDATA\n")
	// The writer keeps its first error to the end.
	if err := f.Flush(); err != nil {
		return MPSNames{}, fmt.Errorf("writing MPS: %w", err)
	}
	return names, nil
}

// safeNames makes names that every reader takes: what is not printable ASCII
// becomes "_", and a name met before gets a number.
func safeNames(n int, label func(int) string, taken ...string) []string {
	seen := make(map[string]bool, n+len(taken))
	for _, name := range taken {
		seen[name] = true
	}
	names := make([]string, n)
	for i := range names {
		plain := strings.Map(func(r rune) rune {
			if r <= ' ' || r > '~' || r == '\'' || r == '"' || r == '$' || r == '*' {
				return '_'
			}
			return r
		}, label(i))
		if plain == "" {
			plain = "_"
		}
		name := plain
		for k := 2; seen[name]; k++ {
			name = plain + "_" + strconv.Itoa(k)
		}
		seen[name] = true
		names[i] = name
	}
	return names
}

type mpsFile struct {
	*bufio.Writer
	m     *Model
	names MPSNames
}

// put writes one line of words; one without words is not a line.
func (f *mpsFile) put(words ...string) {
	for _, w := range words {
		f.WriteByte(' ')
		f.WriteString(w)
	}
	f.WriteByte('\n')
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// rowType returns the MPS type of a row, its side and the width of its range,
// which is 0 where it has none.
func rowType(lower, upper float64) (kind string, side, width float64) {
	switch hasLower, hasUpper := !math.IsInf(lower, 0), !math.IsInf(upper, 0); {
	case !hasLower && !hasUpper:
		return "N", 0, 0
	case lower == upper:
		return "E", lower, 0
	case !hasLower:
		return "L", upper, 0
	case !hasUpper:
		return "G", lower, 0
	}
	width = upper - lower
	if upper-width == lower {
		return "L", upper, width
	}
	return "G", lower, width
}

func (f *mpsFile) rows() {
	fmt.Fprintf(f, "NAME %s\nROWS\n", safeNames(1, func(int) string { return f.m.Name })[0])
	f.put("N", objectiveName)
	for i, name := range f.names.Rows {
		kind, _, _ := rowType(f.m.RowLower[i], f.m.RowUpper[i])
		f.put(kind, name)
	}
}

func (f *mpsFile) columns() {
	m := f.m
	f.WriteString("COLUMNS\n")
	for j, name := range f.names.Cols {
		if m.Cost[j] != 0 || m.Start[j] == m.Start[j+1] {
			f.put(name, objectiveName, number(m.Cost[j]))
		}
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			f.put(name, f.names.Rows[m.Index[k]], number(m.Value[k]))
		}
	}
}

// sides writes the right-hand sides, and the ranges of the rows that have two.
func (f *mpsFile) sides() {
	f.WriteString("RHS\n")
	if f.m.Offset != 0 {
		f.put("RHS", objectiveName, number(-f.m.Offset)) // by custom with its sign turned
	}
	ranges := false
	for i, name := range f.names.Rows {
		_, side, width := rowType(f.m.RowLower[i], f.m.RowUpper[i])
		if side != 0 {
			f.put("RHS", name, number(side))
		}
		ranges = ranges || width != 0
	}
	if !ranges {
		return
	}
	f.WriteString("RANGES\n")
	for i, name := range f.names.Rows {
		if _, _, width := rowType(f.m.RowLower[i], f.m.RowUpper[i]); width != 0 {
			f.put("RNG", name, number(width))
		}
	}
}

// bounds writes what differs from 0 ≤ x. Readers disagree on an upper bound
// below 0 that comes alone, so a lower bound always goes first.
func (f *mpsFile) bounds() {
	f.WriteString("BOUNDS\n")
	for j, name := range f.names.Cols {
		lower, upper := f.m.Lower[j], f.m.Upper[j]
		switch hasLower, hasUpper := !math.IsInf(lower, 0), !math.IsInf(upper, 0); {
		case !hasLower && !hasUpper:
			f.put("FR", "BND", name)
			continue
		case lower == upper:
			f.put("FX", "BND", name, number(lower))
			continue
		case !hasLower:
			f.put("MI", "BND", name)
		case lower != 0:
			f.put("LO", "BND", name, number(lower))
		}
		if !math.IsInf(upper, 0) {
			f.put("UP", "BND", name, number(upper))
		}
	}
}
