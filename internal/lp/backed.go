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
// believes only what proves itself. Where nothing does, or First has trouble,
// or calls the model infeasible or unbounded, Second solves from the start.
// Where First was wrong the Solution says so in its Fallback, because each is a
// fault to mend.
type Backed struct {
	First  Solver
	Second Referee
	// Tolerance is the worst residual of an answer that is believed, by
	// [Residuals]; 0: 1e-7, ten times better than what plans need.
	Tolerance float64
}

// Solve implements [Solver]. From a vertex, only Second goes on.
func (b Backed) Solve(ctx context.Context, m *Model, limits Limits) (*Solution, error) {
	if limits.From != nil && limits.From.Basis != nil {
		sol, err := b.Second.Solve(ctx, m, limits)
		if ctx.Err() != nil || err == nil && (sol.Status != Optimal || Residuals(m, sol).Worst() <= b.tolerance()) {
			return sol, err
		}
		limits.From = nil
	}
	near, trouble := b.First.Solve(ctx, m, limits)
	if ctx.Err() != nil {
		return nil, errors.Join(ctx.Err(), trouble)
	}
	why := ""
	switch {
	case trouble != nil:
		why = trouble.Error()
	case near.Status == Optimal || near.Status == Unfinished:
		var sol *Solution
		if sol, why = b.believed(ctx, m, near, limits); sol != nil {
			return sol, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	case near.Status == TimeLimit:
		return near, nil
	default:
		why = fmt.Sprintf("it called the model %s", near.Status)
	}
	sol, err := b.Second.Solve(ctx, m, limits)
	if err != nil {
		return nil, err
	}
	if trouble == nil && near.Status == sol.Status && sol.Status != Optimal {
		why = "" // both say so
	}
	sol.Fallback = why
	return sol, nil
}

func (b Backed) tolerance() float64 {
	if b.Tolerance == 0 {
		return 1e-7
	}
	return b.Tolerance
}

// believed returns the answer that is to be believed: the vertex near that of
// First, or that itself. If there is none it says why.
func (b Backed) believed(ctx context.Context, m *Model, near *Solution, limits Limits) (*Solution, string) {
	vertex, err := b.Second.Vertex(ctx, m, near, limits)
	if err == nil && vertex.Status == Optimal && Residuals(m, vertex).Worst() <= b.tolerance() {
		vertex.Iterations += near.Iterations
		vertex.Solver = near.Solver + ", " + vertex.Solver
		return vertex, ""
	}
	switch worst := Residuals(m, near).Worst(); {
	case worst <= b.tolerance():
		near.Status = Optimal
		return near, ""
	case math.IsInf(worst, 1):
		return nil, "its answer proved nothing"
	default:
		return nil, fmt.Sprintf("its answer was right to %.1e only", worst)
	}
}
