// Package simplex solves linear programs by a revised simplex method, from any
// basis: after a change of costs, bounds, rows or columns from the vertex that
// was the optimum before.
//
// A basis is kept as sparse triangular factors ([factor]) that are solved with
// by what is not 0 only. Where bounds have moved away from a point that is known
// they lead the way ([path]). Else the dual method goes on from a vertex whose
// reduced costs have the right signs, from one that keeps its bounds the primal
// method, and from one that does neither first the dual method with costs shifted
// so that they have, then the primal one.
package simplex

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"passage/internal/lp"
)

// Name is what a solution by this package calls its solver.
const Name = "passage simplex"

// Solver is the solver. It has no options.
type Solver struct{}

// ErrStuck is the error of a solve that rounding or degeneracy defeated.
var ErrStuck = errors.New("the simplex method got stuck")

// errTime ends iterations when time is up.
var errTime = errors.New("time is up")

// rounds is how many times the method may change between dual and primal
// iterations. Few models take more than three.
const rounds = 12

// Solve finds an optimal vertex of m, from the basis of limits.From where there
// is one. It is ended by the context within a few iterations; a solve that got
// stuck is an error, and so is one of more iterations than limits.Steps.
func (s Solver) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	scaled, back := lp.Scale(m)
	v := newVertex(newForm(scaled))
	v.watch = watch(ctx, limits)
	var from *lp.Basis
	if limits.From != nil {
		if from = limits.From.Basis; from != nil && (len(from.Cols) != m.Cols() || len(from.Rows) > m.Rows()) {
			return nil, fmt.Errorf("simplex: the basis to start from has %d columns and %d rows, and the model %d and %d",
				len(from.Cols), len(from.Rows), m.Cols(), m.Rows())
		}
	}
	v.begin(from)
	if from != nil && len(limits.From.X) == m.Cols() {
		x, _ := inUnits(m, back, limits.From)
		if err := v.follow(x, limits.Steps); err != nil {
			return v.answer(scaled, back, lp.None, err)
		}
	}
	return v.finish(scaled, back)
}

// finish goes from the vertex to an optimum of m, the model of its form.
func (v *vertex) finish(m *lp.Model, back func(*lp.Solution) *lp.Solution) (*lp.Solution, error) {
	status, err := v.optimise()
	return v.answer(m, back, status, err)
}

// answer writes down how a solve of m ended, which is where v is.
func (v *vertex) answer(m *lp.Model, back func(*lp.Solution) *lp.Solution, status lp.Status, err error) (*lp.Solution, error) {
	if errors.Is(err, errTime) {
		status = lp.TimeLimit
		v.restore()
		v.computeValues()
	} else if err != nil {
		return nil, err
	}
	sol := &lp.Solution{Status: status, Iterations: v.iterations, Solver: Name}
	if status == lp.Optimal || status == lp.TimeLimit && v.keepsBounds() {
		sol.X = append([]float64{}, v.x[:v.cols]...)
		sol.Objective = m.Offset
		for j, x := range sol.X {
			sol.Objective += m.Cost[j] * x
		}
	}
	if status == lp.Optimal {
		sol.RowDual = append([]float64{}, v.d[v.cols:]...)
		sol.Basis = &lp.Basis{Cols: append([]lp.Place{}, v.place[:v.cols]...), Rows: append([]lp.Place{}, v.place[v.cols:]...)}
	}
	return back(sol), nil
}

// inUnits turns values and duals of m into those of the scaled model that back
// leads back from. The factors are powers of two, so nothing is rounded.
func inUnits(m *lp.Model, back func(*lp.Solution) *lp.Solution, sol *lp.Solution) (x, dual []float64) {
	ones := func(n int) []float64 { return slices.Repeat([]float64{1}, n) }
	unit := back(&lp.Solution{X: ones(m.Cols()), RowDual: ones(m.Rows())})
	x, dual = slices.Clone(sol.X), slices.Clone(sol.RowDual)
	for j := range x {
		x[j] /= unit.X[j]
	}
	for i := range dual {
		dual[i] /= unit.RowDual[i]
	}
	return x, dual
}

// watch returns a function that ends iterations when the context or the time
// does or there were too many, and tells of progress.
func watch(ctx context.Context, limits lp.Limits) func(string, int) error {
	begin := time.Now()
	return func(method string, iterations int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if limits.Time > 0 && time.Since(begin) > limits.Time {
			return errTime
		}
		if limits.Steps > 0 && iterations > limits.Steps {
			return lp.ErrFar
		}
		if limits.Progress != nil {
			limits.Progress(lp.Progress{Method: method, Iterations: iterations})
		}
		return nil
	}
}

// optimise iterates until the form's own costs and bounds are content.
func (v *vertex) optimise() (lp.Status, error) {
	ray := false
	for range rounds {
		copy(v.c, v.cost)
		v.restore()
		v.compute()
		primal, dual := v.keepsBounds(), v.keepsSigns()
		switch {
		case primal && dual && v.stray() < 0:
			v.refine()
			return lp.Optimal, nil
		case primal && ray:
			return lp.Unbounded, nil
		}
		run := v.dual
		if primal && dual {
			run = v.push
		} else if primal {
			run = v.primal
		}
		got, err := run()
		switch {
		case err != nil:
			return lp.None, err
		case got == impossible:
			return lp.Infeasible, nil
		case got == stuck:
			v.factorise()
		case got == boundless:
			ray = true
		}
	}
	return lp.None, fmt.Errorf("simplex: %w after %d iterations", ErrStuck, v.iterations)
}

// restore gives variables their own bounds back.
func (v *vertex) restore() {
	copy(v.lower, v.low)
	copy(v.upper, v.high)
	for j, p := range v.place {
		if p != lp.Basic && p != between {
			v.rest(int32(j), p)
		}
	}
}

func (v *vertex) keepsBounds() bool {
	for _, j := range v.head {
		if v.outside(j) != 0 {
			return false
		}
	}
	return true
}

func (v *vertex) keepsSigns() bool {
	for j := range int32(len(v.place)) {
		if v.attractive(j) > 0 {
			return false
		}
	}
	return true
}

// refine takes from values and reduced costs what rounding has left in the
// equations: one step of iterative refinement each.
func (v *vertex) refine() {
	v.factorise()
	v.compute()
	rest := &v.other
	rest.clear()
	for j, x := range v.x {
		if x != 0 {
			v.form.column(int32(j), -x, rest)
		}
	}
	v.factor.solve(rest)
	for i, j := range v.head {
		v.x[j] += rest.value[i]
	}
	// y are the reduced costs of the logicals; those of basic variables are to be 0.
	y := v.d[v.cols:]
	rest.clear()
	for i, j := range v.head {
		if r := v.c[j] - v.form.dot(j, y); r != 0 {
			rest.add(int32(i), r)
		}
	}
	v.factor.solveTransposed(rest)
	for i := range y {
		y[i] += rest.value[i]
	}
	for j := range v.cols {
		if v.d[j] = 0; v.place[j] != lp.Basic {
			v.d[j] = v.c[j] - v.form.dot(int32(j), y)
		}
	}
}
