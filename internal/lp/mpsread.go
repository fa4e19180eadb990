package lp

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// maxMPSLine is the longest line of an MPS file that is read, in bytes.
const maxMPSLine = 1 << 16

// ReadMPS reads a free-format MPS file with the sections that a linear program
// needs, to be minimised. What a linear program cannot keep (integers, another
// objective sense, sets of quadratic terms) is an error, which names the line.
// Rows of type N behind the first become rows without bounds.
func ReadMPS(r io.Reader) (*Model, error) {
	p := &mpsParser{m: &Model{}, rows: map[string]int{}, cols: map[string]int{}, column: -1}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxMPSLine)
	for lines.Scan() && !p.ended {
		p.line++
		if err := p.read(lines.Text()); err != nil {
			return nil, fmt.Errorf("MPS line %d: %w", p.line, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("MPS line %d: %w", p.line+1, err)
	}
	if !p.ended {
		return nil, fmt.Errorf("MPS: the file ends at line %d without ENDATA", p.line)
	}
	return p.finish()
}

type mpsParser struct {
	m       *Model
	line    int
	section string
	ended   bool

	objective  string // the name of the first row of type N
	kinds      []byte
	side       []float64
	width      []float64 // NaN where the row has no range
	rows, cols map[string]int
	rowNames   []string
	colNames   []string
	column     int            // the one being read
	seen       map[int32]bool // the rows met in it, -1 for the costs
}

func (p *mpsParser) read(line string) error {
	if strings.HasPrefix(line, "*") || strings.TrimSpace(line) == "" {
		return nil
	}
	words := strings.Fields(line)
	if line[0] != ' ' && line[0] != '\t' {
		return p.header(words)
	}
	switch p.section {
	case "ROWS":
		return p.row(words)
	case "COLUMNS":
		return p.entries(words)
	case "RHS", "RANGES":
		return p.sides(words)
	case "BOUNDS":
		return p.bound(words)
	}
	return fmt.Errorf("%q stands outside of any section", line)
}

// order is that of the sections.
var order = []string{"", "NAME", "ROWS", "COLUMNS", "RHS", "RANGES", "BOUNDS", "ENDATA"}

func (p *mpsParser) header(words []string) error {
	at := func(name string) int {
		for k, s := range order {
			if s == name {
				return k
			}
		}
		return -1
	}
	if k := at(words[0]); k < 0 {
		return fmt.Errorf("section %q is not one that a linear program needs", words[0])
	} else if k <= at(p.section) {
		return fmt.Errorf("section %s comes after %s", words[0], p.section)
	}
	p.section = words[0]
	switch p.section {
	case "NAME":
		p.m.Name = strings.Join(words[1:], " ")
	case "RHS", "RANGES", "BOUNDS", "ENDATA":
		p.endColumns()
	}
	p.ended = p.section == "ENDATA"
	return nil
}

func (p *mpsParser) row(words []string) error {
	if len(words) != 2 || len(words[0]) != 1 || !strings.Contains("NEGL", words[0]) {
		return fmt.Errorf("%q is not a type (N, E, G or L) and a name", strings.Join(words, " "))
	}
	kind, name := words[0][0], words[1]
	if _, ok := p.rows[name]; ok || name == p.objective {
		return fmt.Errorf("row %s occurs twice", name)
	}
	if kind == 'N' && p.objective == "" {
		p.objective = name
		return nil
	}
	p.rows[name] = p.m.AddRow(math.Inf(-1), math.Inf(1))
	p.rowNames = append(p.rowNames, name)
	p.kinds = append(p.kinds, kind)
	p.side = append(p.side, 0)
	p.width = append(p.width, math.NaN())
	return nil
}

// pairs yields the name and number of each pair of words.
func pairs(words []string, do func(name string, v float64) error) error {
	if len(words) != 2 && len(words) != 4 {
		return fmt.Errorf("%q is not one or two pairs of a name and a number", strings.Join(words, " "))
	}
	for k := 0; k < len(words); k += 2 {
		v, err := parseNumber(words[k+1])
		if err != nil {
			return err
		}
		if err := do(words[k], v); err != nil {
			return err
		}
	}
	return nil
}

func parseNumber(word string) (float64, error) {
	v, err := strconv.ParseFloat(word, 64)
	if err != nil || math.IsNaN(v) {
		return 0, fmt.Errorf("%q is not a number", word)
	}
	return v, nil
}

func (p *mpsParser) entries(words []string) error {
	if len(words) > 1 && words[1] == "'MARKER'" {
		return fmt.Errorf("integer columns are not for a linear program")
	}
	if name := words[0]; p.column < 0 || p.colNames[p.column] != name {
		if _, ok := p.cols[name]; ok {
			return fmt.Errorf("column %s is not in one piece", name)
		}
		p.endColumns()
		p.column = p.m.AddCol(0, 0, math.Inf(1))
		p.cols[name] = p.column
		p.colNames = append(p.colNames, name)
		p.seen = map[int32]bool{}
	}
	return pairs(words[1:], func(name string, v float64) error {
		row := int32(-1)
		if i, ok := p.rows[name]; ok {
			row = int32(i)
		} else if name != p.objective || name == "" {
			return fmt.Errorf("there is no row %s", name)
		}
		if p.seen[row] {
			return fmt.Errorf("row %s occurs twice in column %s", name, words[0])
		}
		p.seen[row] = true
		if math.IsInf(v, 0) {
			return fmt.Errorf("the entry in row %s is infinite", name)
		}
		switch {
		case row < 0:
			p.m.Cost[p.column] = v
		case v != 0:
			p.m.Index = append(p.m.Index, row)
			p.m.Value = append(p.m.Value, v)
		}
		return nil
	})
}

// endColumns notes where the entries of the column being read end.
func (p *mpsParser) endColumns() {
	if p.column >= 0 {
		p.m.Start[p.column+1] = len(p.m.Index)
	}
}

func (p *mpsParser) sides(words []string) error {
	if len(words)%2 == 1 { // the name of the set of sides, of which one is enough
		words = words[1:]
	}
	return pairs(words, func(name string, v float64) error {
		i, ok := p.rows[name]
		switch {
		case p.section == "RHS" && name == p.objective && name != "":
			p.m.Offset = 0 - v
		case !ok:
			return fmt.Errorf("there is no row %s", name)
		case math.IsInf(v, 0):
			return fmt.Errorf("the number of row %s is infinite", name)
		case p.section == "RHS":
			p.side[i] = v
		default:
			p.width[i] = v
		}
		return nil
	})
}

func (p *mpsParser) bound(words []string) error {
	kind := words[0]
	numbers := 0
	switch kind {
	case "LO", "UP", "FX":
		numbers = 1
	case "FR", "MI", "PL":
	default:
		return fmt.Errorf("a bound of type %s is not for a linear program", kind)
	}
	if extra := len(words) - 2 - numbers; extra < 0 || extra > 1 {
		return fmt.Errorf("%q is not a bound", strings.Join(words, " "))
	} else if extra == 1 { // the name of the set of bounds
		words = words[1:]
	}
	j, ok := p.cols[words[1]]
	if !ok {
		return fmt.Errorf("there is no column %s", words[1])
	}
	v := 0.0
	if numbers == 1 {
		var err error
		if v, err = parseNumber(words[2]); err != nil {
			return err
		}
	}
	lower, upper := &p.m.Lower[j], &p.m.Upper[j]
	switch kind {
	case "LO":
		*lower = v
	case "UP":
		if v < 0 && *lower == 0 {
			return fmt.Errorf("the upper bound %g of column %s comes before a lower one: readers differ on what that means", v, words[1])
		}
		*upper = v
	case "FX":
		*lower, *upper = v, v
	case "FR":
		*lower, *upper = math.Inf(-1), math.Inf(1)
	case "MI":
		*lower = math.Inf(-1)
	case "PL":
		*upper = math.Inf(1)
	}
	return nil
}

// finish turns the rows' types, sides and ranges into bounds.
func (p *mpsParser) finish() (*Model, error) {
	m := p.m
	for i, kind := range p.kinds {
		side, width := p.side[i], math.Abs(p.width[i])
		lower, upper := &m.RowLower[i], &m.RowUpper[i]
		ranged := !math.IsNaN(width)
		switch kind {
		case 'E':
			*lower, *upper = side, side
			if ranged && p.width[i] < 0 {
				*lower = side - width
			} else if ranged {
				*upper = side + width
			}
		case 'L':
			*upper = side
			if ranged {
				*lower = side - width
			}
		case 'G':
			*lower = side
			if ranged {
				*upper = side + width
			}
		}
	}
	rows, cols := p.rowNames, p.colNames
	m.RowName = func(i int) string { return rows[i] }
	m.ColName = func(j int) string { return cols[j] }
	if err := m.Validate(); err != nil {
		return nil, fmt.Errorf("MPS: %w", err)
	}
	if math.IsInf(m.Offset, 0) {
		return nil, fmt.Errorf("MPS: the objective's constant is infinite")
	}
	return m, nil
}
