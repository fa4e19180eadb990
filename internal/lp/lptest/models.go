package lptest

import (
	"math"

	"pgregory.net/rapid"

	"passage/internal/lp"
)

// Models generates small models of every kind: feasible or not, bounded or
// not, degenerate (their numbers are small integers, so ties abound), with
// free, fixed and boxed columns, with equalities, ranges and free rows, with
// empty rows and columns and with duplicates of both. spread is the number of
// orders of magnitude between their units: 0 leaves all numbers small.
func Models(spread int) *rapid.Generator[*lp.Model] {
	return rapid.Custom(func(t *rapid.T) *lp.Model {
		g := generator{t: t, m: &lp.Model{Name: "random"}, spread: spread}
		g.rows(rapid.IntRange(0, 8).Draw(t, "rows"))
		g.cols(rapid.IntRange(0, 10).Draw(t, "columns"))
		g.duplicate()
		if rapid.Bool().Draw(t, "feasible by design") {
			g.makeFeasible()
		}
		if rapid.Bool().Draw(t, "offset") {
			g.m.Offset = float64(rapid.IntRange(-5, 5).Draw(t, "offset of"))
		}
		return g.m
	})
}

type generator struct {
	t       *rapid.T
	m       *lp.Model
	spread  int
	rowUnit []float64
}

func (g *generator) pick(label string, n int) int { return rapid.IntRange(0, n-1).Draw(g.t, label) }

func (g *generator) small(label string) float64 {
	return float64(rapid.IntRange(-4, 4).Draw(g.t, label))
}

// unit draws a power of ten within the spread.
func (g *generator) unit(label string) float64 {
	if g.spread == 0 {
		return 1
	}
	return math.Pow(10, float64(rapid.IntRange(-g.spread/2, g.spread-g.spread/2).Draw(g.t, label)))
}

// bounds draws bounds of each kind.
func (g *generator) bounds(label string, unit float64) (lower, upper float64) {
	a := g.small(label+" at") * unit
	width := float64(rapid.IntRange(1, 6).Draw(g.t, label+" width")) * unit
	switch g.pick(label+" kind", 6) {
	case 0:
		return math.Inf(-1), math.Inf(1)
	case 1:
		return a, a
	case 2:
		return a, a + width
	case 3:
		return math.Inf(-1), a
	case 4:
		return a, math.Inf(1)
	}
	return 0, math.Inf(1)
}

func (g *generator) rows(n int) {
	for range n {
		u := g.unit("row unit")
		g.rowUnit = append(g.rowUnit, u)
		g.m.AddRow(g.bounds("row", u))
	}
}

func (g *generator) cols(n int) {
	for range n {
		u := g.unit("column unit")
		var entries []lp.Entry
		for i := range g.m.Rows() {
			if g.pick("entry is there", 2) == 0 {
				entries = append(entries, lp.Entry{Row: i, Value: g.small("entry") * g.rowUnit[i] / u})
			}
		}
		lower, upper := g.bounds("column", u)
		g.m.AddCol(g.small("cost")/u, lower, upper, entries...)
	}
}

// duplicate repeats a column and a row, now and then.
func (g *generator) duplicate() {
	m := g.m
	if m.Cols() > 0 && g.pick("duplicate a column", 3) == 0 {
		j := g.pick("which column", m.Cols())
		var entries []lp.Entry
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			entries = append(entries, lp.Entry{Row: int(m.Index[k]), Value: m.Value[k]})
		}
		m.AddCol(m.Cost[j], m.Lower[j], m.Upper[j], entries...)
	}
	if m.Rows() > 0 && g.pick("duplicate a row", 3) == 0 {
		i := g.pick("which row", m.Rows())
		coef := make([]float64, m.Cols())
		for j := range m.Cols() {
			for k := m.Start[j]; k < m.Start[j+1]; k++ {
				if int(m.Index[k]) == i {
					coef[j] = m.Value[k]
				}
			}
		}
		g.m = m.WithRow(m.RowLower[i], m.RowUpper[i], coef)
	}
}

// makeFeasible moves the rows' bounds so that a point within the columns'
// bounds satisfies them all.
func (g *generator) makeFeasible() {
	m := g.m
	activity := make([]float64, m.Rows())
	for j := range m.Cols() {
		x := min(max(0, m.Lower[j]), m.Upper[j])
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			activity[m.Index[k]] += m.Value[k] * x
		}
	}
	for i, v := range activity {
		switch {
		case v < m.RowLower[i]:
			m.RowLower[i], m.RowUpper[i] = v, max(v, v+m.RowUpper[i]-m.RowLower[i])
		case v > m.RowUpper[i]:
			m.RowLower[i], m.RowUpper[i] = min(v, v+m.RowLower[i]-m.RowUpper[i]), v
		}
	}
}
