package lp

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// Referee is a solver that can also end the work of another: from a solution
// near an optimum it goes to a vertex that is one.
type Referee interface {
	Solver
	Vertex(ctx context.Context, m *Model, near *Solution, limits Limits) (*Solution, error)
}

// Backed solves with First and has Second lead its answer to a vertex. It
// believes only what proves itself; where nothing does, or First has trouble,
// Second solves from the start. Such a Solution says so in its Fallback,
// because each is a fault to mend.
type Backed struct {
	First  Solver
	Second Referee
	// Tolerance is the worst residual of an answer that is believed, by
	// [Residuals]; 0: 1e-7, ten times better than what plans need.
	Tolerance float64
}

// Solve implements [Solver].
func (b Backed) Solve(ctx context.Context, m *Model, limits Limits) (*Solution, error) {
	near, err := b.First.Solve(ctx, m, limits)
	if ctx.Err() != nil {
		return nil, errors.Join(ctx.Err(), err)
	}
	why := ""
	switch {
	case err != nil:
		why = err.Error()
	case near.Status == Optimal || near.Status == Unfinished:
		var sol *Solution
		if sol, why = b.believed(ctx, m, near, limits); sol != nil {
			return sol, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	default:
		return near, nil
	}
	sol, err := b.Second.Solve(ctx, m, limits)
	if err != nil {
		return nil, err
	}
	sol.Fallback = why
	return sol, nil
}

// believed returns the answer that is to be believed: that of First where any
// optimum will do, the vertex near it where it must be one. If there is none
// it says why.
func (b Backed) believed(ctx context.Context, m *Model, near *Solution, limits Limits) (*Solution, string) {
	tolerance := b.Tolerance
	if tolerance == 0 {
		tolerance = 1e-7
	}
	worst := Residuals(m, near).Worst()
	if limits.Interior && worst <= tolerance {
		return near, ""
	}
	vertex, err := b.Second.Vertex(ctx, m, near, limits)
	if err == nil && vertex.Status == Optimal && Residuals(m, vertex).Worst() <= tolerance {
		vertex.Iterations += near.Iterations
		vertex.Solver = near.Solver + ", " + vertex.Solver
		vertex.Trail = near.Trail
		return vertex, ""
	}
	switch {
	case worst <= tolerance:
		near.Status = Optimal
		return near, ""
	case math.IsInf(worst, 1):
		return nil, "its answer proved nothing"
	}
	return nil, fmt.Sprintf("its answer was right to %.1e only", worst)
}
