package lp

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// Finisher is a solver that can also end the work of another: from a solution
// near an optimum it goes to a vertex that is one.
type Finisher interface {
	Solver
	Vertex(ctx context.Context, m *Model, near *Solution, limits Limits) (*Solution, error)
}

// Backed solves by three solvers. Near finds a solution near an optimum, and
// Steps goes on from there to a vertex, as it does from the vertex of an earlier
// solve. It believes only what proves itself. Where nothing does, or one of the
// two has trouble, or calls the model infeasible or unbounded, Referee does the
// same, and solves from nothing where that fails as well. From a vertex that
// turns out to be far off, Near begins from nothing. Where another was
// wrong the Solution says so in its Fallback, because each is a fault to mend.
//
// The way from an inner point of a [Large] model to a vertex takes longer than
// that to the point, and the Referee would not come to an end from nothing.
// There the point itself is the answer, even one that proves itself less well:
// whoever asked judges it anyway. An answer that is optional comes from Near alone.
type Backed struct {
	Near    Solver
	Steps   Finisher // nil: Referee
	Referee Finisher
	// Tolerance is the worst residual of an answer that is believed, by
	// [Residuals]; 0: 1e-7, ten times better than what plans need.
	Tolerance float64
}

// Large is the number of columns from which a model is so large that no vertex
// is looked for.
const Large = 200_000

// largeTolerance is the worst residual of an answer to a large model that is
// taken. Inner points mostly come to 1e-7 or better, but not always.
const largeTolerance = 1e-4

// Solve implements [Solver].
func (b Backed) Solve(ctx context.Context, m *Model, limits Limits) (*Solution, error) {
	var why string
	if limits.From != nil && limits.From.Basis != nil {
		sol, because := b.steps(m, func(s Finisher) (*Solution, error) { return s.Solve(ctx, m, limits) })
		if sol != nil {
			return sol, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		why, limits.From, limits.Steps = because, nil, 0
	}
	near, trouble := b.Near.Solve(ctx, m, limits)
	if ctx.Err() != nil {
		return nil, errors.Join(ctx.Err(), trouble)
	}
	optional := limits.Optional && m.Cols() >= Large
	switch {
	case trouble != nil:
		why = join(why, trouble.Error())
	case near.Status == Unfinished && optional:
		near.Fallback = why
		return near, nil
	case near.Status == Optimal || near.Status == Unfinished:
		sol, because := b.vertex(ctx, m, near, limits)
		if sol != nil {
			sol.Fallback = join(why, sol.Fallback)
			return sol, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		why = join(why, because)
	case near.Status == TimeLimit:
		near.Fallback = why
		return near, nil
	default:
		why = join(why, fmt.Sprintf("it called the model %s", near.Status))
	}
	if optional {
		return &Solution{Status: Unfinished, Fallback: why}, nil
	}
	sol, err := b.Referee.Solve(ctx, m, limits)
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

// steps has Steps, and where it is not believed the Referee, do something, and
// returns the answer that is to be believed. If there is none it says why.
func (b Backed) steps(m *Model, do func(Finisher) (*Solution, error)) (*Solution, string) {
	var said *Status
	why := ""
	if b.Steps != nil {
		sol, err := do(b.Steps)
		if errors.Is(err, ErrFar) {
			return nil, "" // nobody was wrong
		}
		if why = b.doubt(m, sol, err); why == "" {
			return sol, ""
		}
		if err == nil {
			said = &sol.Status
		}
	}
	sol, err := do(b.Referee)
	switch {
	case err == nil && said != nil && *said == sol.Status && sol.Status != Optimal:
		return sol, "" // both say so
	case err != nil, sol.Status == Optimal && b.doubt(m, sol, nil) != "":
		return nil, join(why, b.doubt(m, sol, err))
	}
	sol.Fallback = why
	return sol, ""
}

// doubt says why an answer is not to be believed as it stands, or nothing.
func (b Backed) doubt(m *Model, sol *Solution, err error) string {
	switch {
	case err != nil:
		return err.Error()
	case sol.Status == TimeLimit:
		return ""
	case sol.Status != Optimal:
		return fmt.Sprintf("it called the model %s", sol.Status)
	}
	switch worst := Residuals(m, sol).Worst(); {
	case worst <= b.tolerance():
		return ""
	case math.IsInf(worst, 1):
		return "its answer proved nothing"
	default:
		return fmt.Sprintf("its answer was right to %.1e only", worst)
	}
}

// vertex returns the vertex near an answer, or that itself where it proves
// itself and no vertex does. If neither does it says why.
func (b Backed) vertex(ctx context.Context, m *Model, near *Solution, limits Limits) (*Solution, string) {
	if m.Cols() >= Large && Residuals(m, near).Worst() <= largeTolerance {
		near.Status = Optimal
		return near, ""
	}
	vertex, _ := b.steps(m, func(s Finisher) (*Solution, error) { return s.Vertex(ctx, m, near, limits) })
	if vertex != nil && vertex.Status == Optimal {
		vertex.Iterations += near.Iterations
		vertex.Solver = near.Solver + ", " + vertex.Solver
		return vertex, ""
	}
	near.Status = Optimal
	why := b.doubt(m, near, nil)
	if why != "" {
		return nil, why
	}
	return near, ""
}

// join puts reasons together.
func join(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + "; " + second
}
