// Package lptest is for tests only: a second solver to compare others with, a
// check that a solution proves itself, and a generator of awkward models.
package lptest

import (
	"errors"
	"math"
	"slices"

	"passage/internal/lp"
)

const (
	feasibility = 1e-9  // how far a value may lie beyond its bound
	optimality  = 1e-9  // how small a reduced cost counts as none
	pivotSize   = 1e-6  // how small an entry is never pivoted on
	noise       = 1e-12 // how small an entry is rounding

	stall = 50  // steps without progress before Bland's rule takes over
	fresh = 150 // steps after which the tableau is worked out anew
)

// Simplex solves a small model with a dense tableau and the textbook's primal
// simplex with bounds: first the sum of infeasibilities, then the cost. It is
// slow, shares nothing with any other solver, and scales nothing.
func Simplex(m *lp.Model) (*lp.Solution, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	t := newTableau(m)
	sol := &lp.Solution{Solver: "dense simplex"}
	status, err := t.run()
	sol.Status, sol.Iterations = status, t.steps
	if err != nil || status != lp.Optimal {
		return sol, err
	}
	n := m.Cols()
	sol.X = t.value[:n]
	sol.Objective = m.Offset
	for j, x := range sol.X {
		sol.Objective += m.Cost[j] * x
	}
	// A row is a·x − s = 0 with its activity s as a variable without cost,
	// whose reduced cost therefore is the row's dual.
	d := t.reduced(m.Cost)
	sol.RowDual = d[n:]
	return sol, nil
}

// tableau holds the variables x and, behind them, the row activities s, all
// with bounds. Row i of body says that the basic variable basic[i] and Σ
// body[i][j]·value[j] over the nonbasic j add up to 0.
type tableau struct {
	cost, lower, upper, value []float64
	body                      [][]float64
	basic                     []int
	inBasis                   []bool
	steps                     int
	origin                    [][]float64 // body before the first step
	age                       int         // steps since body was worked out from origin
	filled                    []int       // the entries of the pivot row that are not 0
}

func newTableau(m *lp.Model) *tableau {
	n, rows := m.Cols(), m.Rows()
	t := &tableau{
		cost:    append(append([]float64{}, m.Cost...), make([]float64, rows)...),
		lower:   append(append([]float64{}, m.Lower...), m.RowLower...),
		upper:   append(append([]float64{}, m.Upper...), m.RowUpper...),
		value:   make([]float64, n+rows),
		body:    make([][]float64, rows),
		basic:   make([]int, rows),
		inBasis: make([]bool, n+rows),
	}
	for i := range rows {
		t.body[i] = make([]float64, n+rows)
		t.body[i][n+i] = 1
		t.basic[i] = n + i
		t.inBasis[n+i] = true
	}
	for j := range n {
		switch { // a column begins at a bound, or at 0 if it has none
		case !math.IsInf(t.lower[j], -1):
			t.value[j] = t.lower[j]
		case !math.IsInf(t.upper[j], 1):
			t.value[j] = t.upper[j]
		}
		for k := m.Start[j]; k < m.Start[j+1]; k++ {
			i := m.Index[k]
			t.body[i][j] = -m.Value[k]
			t.value[n+int(i)] += m.Value[k] * t.value[j]
		}
	}
	for _, row := range t.body {
		t.origin = append(t.origin, slices.Clone(row))
	}
	return t
}

// renew works the tableau out anew for the basis that it has, without the
// rounding that steps have left in it.
func (t *tableau) renew() {
	basis := slices.Clone(t.basic)
	slices.SortFunc(basis, func(a, b int) int { return b - a }) // activities first: they cost nothing
	used := make([]bool, len(t.body))
	for i, row := range t.origin {
		copy(t.body[i], row)
	}
	for _, b := range basis {
		at := -1
		for i := range t.body {
			if !used[i] && (at < 0 || math.Abs(t.body[i][b]) > math.Abs(t.body[at][b])) {
				at = i
			}
		}
		used[at] = true
		t.basic[at] = b
		t.eliminate(at, b)
	}
	for i, b := range t.basic {
		sum := 0.0
		for j, v := range t.body[i] {
			if v != 0 && !t.inBasis[j] {
				sum -= v * t.value[j]
			}
		}
		t.value[b] = sum
	}
	t.age = 0
}

// eliminate makes column j a unit vector with its 1 in row i.
func (t *tableau) eliminate(i, j int) {
	row := t.body[i]
	p := row[j]
	t.filled = t.filled[:0]
	for k, v := range row {
		if math.Abs(v) <= noise {
			row[k] = 0
			continue
		}
		row[k] = v / p
		t.filled = append(t.filled, k)
	}
	row[j] = 1
	for other, body := range t.body {
		if f := body[j]; other != i && f != 0 {
			for _, k := range t.filled {
				body[k] -= f * row[k]
			}
			body[j] = 0
		}
	}
}

// reduced returns the reduced costs for the given costs.
func (t *tableau) reduced(cost []float64) []float64 {
	d := make([]float64, len(t.value))
	copy(d, cost)
	for i, b := range t.basic {
		if c := at(cost, b); c != 0 {
			for j, v := range t.body[i] {
				if v != 0 {
					d[j] -= c * v
				}
			}
		}
	}
	for _, b := range t.basic {
		d[b] = 0
	}
	return d
}

func at(cost []float64, j int) float64 {
	if j < len(cost) {
		return cost[j]
	}
	return 0
}

// run takes steps until there is an answer.
func (t *tableau) run() (lp.Status, error) {
	last, still := math.Inf(1), 0
	for t.steps = 0; t.steps < 50_000; t.steps++ {
		cost, sum := t.infeasibility()
		feasible := sum == 0
		if feasible {
			cost = t.cost
		}
		if now := t.measure(feasible); now < last-1e-12*math.Abs(last) || math.IsInf(last, 1) {
			last, still = now, 0
		} else {
			still++
		}
		enter, up := t.entering(t.reduced(cost), still > stall)
		if t.age > fresh || enter < 0 && t.age > 0 {
			t.renew()
			continue
		}
		if enter < 0 {
			if feasible {
				return lp.Optimal, nil
			}
			return lp.Infeasible, nil
		}
		if !t.step(enter, up, still > stall) {
			if t.age > 0 {
				t.renew()
				continue
			}
			if feasible {
				return lp.Unbounded, nil
			}
			return lp.None, errors.New("lptest: the sum of infeasibilities fell without end")
		}
	}
	return lp.None, errors.New("lptest: no answer after 50,000 steps")
}

// infeasibility returns the cost of the first phase, ±1 for each basic
// variable beyond a bound, and the sum of the violations.
func (t *tableau) infeasibility() (cost []float64, sum float64) {
	cost = make([]float64, len(t.value))
	for _, b := range t.basic {
		switch tol := feasibility * (1 + math.Abs(t.value[b])); {
		case t.value[b] < t.lower[b]-tol:
			cost[b] = -1
			sum += t.lower[b] - t.value[b]
		case t.value[b] > t.upper[b]+tol:
			cost[b] = 1
			sum += t.value[b] - t.upper[b]
		}
	}
	return cost, sum
}

// measure is what the steps are to bring down: first the violations, which
// come before any cost, then the cost.
func (t *tableau) measure(feasible bool) float64 {
	if !feasible {
		_, sum := t.infeasibility()
		return 1e30 + sum*1e20
	}
	total := 0.0
	for j, c := range t.cost {
		total += c * t.value[j]
	}
	return total
}

// entering picks a nonbasic variable whose move helps, and its direction: the
// steepest, or by Bland's rule the first.
func (t *tableau) entering(d []float64, bland bool) (enter int, up bool) {
	best, enter := optimality, -1
	for j, dj := range d {
		if t.inBasis[j] || t.lower[j] == t.upper[j] || math.Abs(dj) <= best {
			continue
		}
		if dj < 0 && t.value[j] < t.upper[j] || dj > 0 && t.value[j] > t.lower[j] {
			enter, up = j, dj < 0
			if bland {
				return enter, up
			}
			best = math.Abs(dj)
		}
	}
	return enter, up
}

// step moves variable enter as far as the bounds of the basic ones and its own
// allow, and reports whether there was such an end. Of several basic variables
// that end the move together, the one with the largest pivot leaves, or by
// Bland's rule the first.
func (t *tableau) step(enter int, up, bland bool) bool {
	dir := 1.0
	if !up {
		dir = -1
	}
	reach, leave, pivot := t.upper[enter]-t.lower[enter], -1, 0.0
	for i, b := range t.basic {
		rate := -dir * t.body[i][enter] // of the basic variable
		if math.Abs(rate) <= pivotSize {
			continue
		}
		room := t.room(b, rate > 0)
		if math.IsInf(room, 1) {
			continue
		}
		limit := max(0, room) / math.Abs(rate)
		tie := 1e-12 * (1 + limit)
		better := limit < reach-tie
		if !better && limit <= reach+tie && leave >= 0 {
			better = !bland && math.Abs(rate) > pivot || bland && b < t.basic[leave]
		}
		if better {
			reach, leave, pivot = limit, i, math.Abs(rate)
		}
	}
	if math.IsInf(reach, 1) {
		return false
	}
	t.value[enter] += dir * reach
	for i, b := range t.basic {
		t.value[b] -= dir * reach * t.body[i][enter]
	}
	if leave < 0 { // from one of its own bounds to the other
		t.value[enter] = t.upper[enter]
		if !up {
			t.value[enter] = t.lower[enter]
		}
		return true
	}
	t.exchange(leave, enter)
	return true
}

// room is how far basic variable b may rise or fall. One beyond a bound on its
// way back may go to that bound; one on its way further out is not held.
func (t *tableau) room(b int, rises bool) float64 {
	v, lower, upper := t.value[b], t.lower[b], t.upper[b]
	tol := feasibility * (1 + math.Abs(v))
	if rises {
		switch {
		case v < lower-tol:
			return lower - v
		case v > upper+tol:
			return math.Inf(1)
		}
		return upper - v
	}
	switch {
	case v > upper+tol:
		return v - upper
	case v < lower-tol:
		return math.Inf(1)
	}
	return v - lower
}

// exchange makes enter basic in row i. The variable that leaves is put exactly
// on the bound that it reached.
func (t *tableau) exchange(i, enter int) {
	b := t.basic[i]
	near := t.lower[b]
	if math.Abs(t.value[b]-t.upper[b]) < math.Abs(t.value[b]-t.lower[b]) {
		near = t.upper[b]
	}
	t.value[b] = near
	t.inBasis[b], t.inBasis[enter] = false, true
	t.basic[i] = enter
	t.eliminate(i, enter)
	t.age++
}
