package lp

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// Backed solves with First and believes it only where its answer proves itself;
// where it does not, or First has trouble, Second solves instead. Such a
// Solution says so in its Fallback, because each is a fault to mend.
type Backed struct {
	First, Second Solver
	// Tolerance is the worst residual of First's answers that is believed, by
	// [Residuals]; 0: 1e-7, ten times better than what plans need.
	Tolerance float64
}

// Solve implements [Solver].
func (b Backed) Solve(ctx context.Context, m *Model, limits Limits) (*Solution, error) {
	tolerance := b.Tolerance
	if tolerance == 0 {
		tolerance = 1e-7
	}
	sol, err := b.First.Solve(ctx, m, limits)
	why := ""
	switch {
	case ctx.Err() != nil:
		return nil, errors.Join(ctx.Err(), err)
	case err != nil:
		why = err.Error()
	case sol.Status != Optimal:
		return sol, nil
	default:
		worst := Residuals(m, sol).Worst()
		if worst <= tolerance {
			return sol, nil
		}
		why = fmt.Sprintf("its answer was right to %.1e only", worst)
		if math.IsInf(worst, 1) {
			why = "its answer proved nothing"
		}
	}
	sol, err = b.Second.Solve(ctx, m, limits)
	if err != nil {
		return nil, err
	}
	sol.Fallback = why
	return sol, nil
}
