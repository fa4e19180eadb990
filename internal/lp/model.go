// Package lp describes linear programs and their solutions. It knows no aid:
// a model is sparse rows and columns with bounds, a solution is numbers with a
// status. Solvers live in packages of their own below this one.
package lp

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// Model is the linear program
//
//	minimise Offset + Cost·x  subject to  RowLower ≤ A·x ≤ RowUpper, Lower ≤ x ≤ Upper
//
// with A stored by column: the entries of column j are Index[Start[j]:Start[j+1]]
// (row numbers, each at most once) and Value likewise. A bound that does not
// bind is ±Inf. Build one with [Model.AddRow] and [Model.AddCol].
type Model struct {
	Name   string
	Offset float64

	Cost, Lower, Upper []float64 // one per column
	Start              []int     // one per column and one more
	Index              []int32
	Value              []float64

	RowLower, RowUpper []float64 // one per row

	// RowGroup, if not nil, puts rows that hang together into groups, -1 for
	// none: those of one node of a network, say. It means nothing and changes
	// no answer, but it may tell a solver where a large model comes apart.
	RowGroup []int32

	// RowName and ColName name rows and columns when somebody asks; nil
	// names them r0, r1 … and c0, c1 ….
	RowName, ColName func(int) string
}

// Entry is one coefficient of a column.
type Entry struct {
	Row   int
	Value float64
}

// Rows returns the number of rows.
func (m *Model) Rows() int { return len(m.RowLower) }

// Cols returns the number of columns.
func (m *Model) Cols() int { return len(m.Cost) }

// Entries returns the number of coefficients.
func (m *Model) Entries() int { return len(m.Value) }

// AddRow adds a row lower ≤ a·x ≤ upper, in no group, and returns its number.
func (m *Model) AddRow(lower, upper float64) int {
	m.RowLower = append(m.RowLower, lower)
	m.RowUpper = append(m.RowUpper, upper)
	if m.RowGroup != nil {
		m.RowGroup = append(m.RowGroup, -1)
	}
	return len(m.RowLower) - 1
}

// AddCol adds a column with its entries, whose rows must exist and differ, and
// returns its number. Entries of value 0 are left out.
func (m *Model) AddCol(cost, lower, upper float64, entries ...Entry) int {
	if len(m.Start) == 0 {
		m.Start = append(m.Start, 0)
	}
	m.Cost = append(m.Cost, cost)
	m.Lower = append(m.Lower, lower)
	m.Upper = append(m.Upper, upper)
	for _, e := range entries {
		if e.Value != 0 {
			m.Index = append(m.Index, int32(e.Row))
			m.Value = append(m.Value, e.Value)
		}
	}
	m.Start = append(m.Start, len(m.Index))
	return len(m.Cost) - 1
}

// RowLabel returns the name of row i.
func (m *Model) RowLabel(i int) string {
	if m.RowName == nil {
		return fmt.Sprintf("r%d", i)
	}
	return m.RowName(i)
}

// ColLabel returns the name of column j.
func (m *Model) ColLabel(j int) string {
	if m.ColName == nil {
		return fmt.Sprintf("c%d", j)
	}
	return m.ColName(j)
}

// WithRow returns a model that shares this one's columns and has one row more,
// lower ≤ coef·x ≤ upper. The receiver is not changed.
func (m *Model) WithRow(lower, upper float64, coef []float64) *Model {
	w := *m
	row := int32(m.Rows())
	w.RowLower = append(append(make([]float64, 0, m.Rows()+1), m.RowLower...), lower)
	w.RowUpper = append(append(make([]float64, 0, m.Rows()+1), m.RowUpper...), upper)
	if m.RowGroup != nil {
		w.RowGroup = append(append(make([]int32, 0, m.Rows()+1), m.RowGroup...), -1)
	}
	w.Start = make([]int, 1, m.Cols()+1)
	w.Index = make([]int32, 0, len(m.Index)+m.Cols())
	w.Value = make([]float64, 0, len(m.Value)+m.Cols())
	for j := range m.Cols() {
		w.Index = append(w.Index, m.Index[m.Start[j]:m.Start[j+1]]...)
		w.Value = append(w.Value, m.Value[m.Start[j]:m.Start[j+1]]...)
		if coef[j] != 0 {
			w.Index = append(w.Index, row)
			w.Value = append(w.Value, coef[j])
		}
		w.Start = append(w.Start, len(w.Index))
	}
	return &w
}

// Validate reports the first thing that no solver should be given: lengths
// that do not fit, a row number out of range or twice in a column, a number
// that is not one, crossed bounds, a bound of the wrong infinity.
func (m *Model) Validate() error {
	n, rows := m.Cols(), m.Rows()
	if len(m.Lower) != n || len(m.Upper) != n || len(m.RowUpper) != rows || (m.RowGroup != nil && len(m.RowGroup) != rows) ||
		(n > 0 && (len(m.Start) != n+1 || m.Start[n] != len(m.Index))) || len(m.Index) != len(m.Value) {
		return fmt.Errorf("lp: model %q: its slices do not fit together", m.Name)
	}
	seen := make([]int, rows)
	for j := range n {
		if !finite(m.Cost[j]) || !bounds(m.Lower[j], m.Upper[j]) {
			return fmt.Errorf("lp: column %s: cost %g, bounds %g to %g", m.ColLabel(j), m.Cost[j], m.Lower[j], m.Upper[j])
		}
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			i := int(m.Index[k])
			if i < 0 || i >= rows || seen[i] == j+1 || !finite(m.Value[k]) {
				return fmt.Errorf("lp: column %s: entry %g in row %d is out of place", m.ColLabel(j), m.Value[k], i)
			}
			seen[i] = j + 1
		}
	}
	for i := range rows {
		if !bounds(m.RowLower[i], m.RowUpper[i]) {
			return fmt.Errorf("lp: row %s: bounds %g to %g", m.RowLabel(i), m.RowLower[i], m.RowUpper[i])
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func bounds(lower, upper float64) bool {
	return lower <= upper && !math.IsInf(lower, 1) && !math.IsInf(upper, -1)
}

// Limits bound the work of one solve, and say what may make it less. The zero
// Limits bound nothing and promise nothing.
type Limits struct {
	Time   time.Duration // 0: none
	Memory int64         // bytes; 0: the solver's own default
	// Progress, if set, is told now and then how far the solve is.
	Progress func(Progress)

	// From is a solution to start from. With a basis it is one of a model with
	// the same columns whose rows are the first of this one's. Without, it is a
	// point between the bounds with its duals, best one where no column and its
	// reduced cost are both next to nothing. Nil: there is none.
	From *Solution

	// Steps is after how many iterations the simplex method ends with [ErrFar]
	// on its way from a basis, or sooner where the way is seen to be much longer.
	// 0: it goes on to the end.
	Steps int

	// Gap is the gap wanted, by [Residuals], where it is to be less than the
	// solver's own; as near to it as rounding allows. 0: the solver's own.
	Gap float64

	// Optional says that whoever asks can do without an answer: where the method
	// for a model of this size finds none, no slower one is tried.
	Optional bool
}

// ErrFar is the error of a solve that took more iterations than it was allowed.
var ErrFar = errors.New("the optimum is too far from where the solve began")

// Progress is a solver's word on how far it is.
type Progress struct {
	Method     string // "interior point", "simplex", "crossover" …
	Iterations int
	Gap        float64 // relative; 0 where the method has none
}

// Solver finds an optimum of a model. An error means that nothing is known
// about the model: trouble in the solver, a status that it does not know, a
// cancelled context (which the error wraps). A time limit is a Status.
type Solver interface {
	Solve(context.Context, *Model, Limits) (*Solution, error)
}

// Solution is what a solver found. The dual of a row is the rise of the
// optimum per unit of its bound, and Cost[j] − Σ A[i,j]·RowDual[i] is the
// reduced cost of column j.
type Solution struct {
	Status     Status
	Objective  float64   // with the model's offset
	X          []float64 // one per column; nil where there is none
	RowDual    []float64 // one per row; nil where there is none
	Iterations int
	Solver     string // name and version, for the plan's record
	// Fallback says why another solver, tried first, was not believed; empty
	// where there was none.
	Fallback string
	// Basis is what holds the vertex; nil off the vertices.
	Basis *Basis
	// Early is the first point on the way, with its duals, whose gap was about a
	// ten-thousandth; nil where there was none. A solve with slightly other costs
	// starts better from there than from the optimum, which is in a corner.
	Early *Solution
	// Inner is what the solver that found an Early knows of it beyond X and RowDual,
	// for the same solver to start from; nil where there is nothing. It is large.
	Inner any
}

// Basis says of every column and row of a model where a vertex holds it.
type Basis struct {
	Cols, Rows []Place
}

// Place is where a vertex holds a column, or the sum of a row.
type Place uint8

// The places.
const (
	AtLower Place = iota
	Basic         // between its bounds, or at one by chance
	AtUpper
	AtZero // a free column that is not basic
)
