package planner_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"

	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/planner"
	"passage/internal/world"
)

type dbg struct {
	lp.Solver
}

func (d dbg) Solve(ctx context.Context, m *lp.Model, l lp.Limits) (*lp.Solution, error) {
	if l.From == nil {
		fmt.Println("rows", m.Rows(), "cols", m.Cols())
		tr := ipm.Solver{Trace: func(tr ipm.Trace) {
			fmt.Printf("%3d p %.1e d %.1e g %.1e mu %.1e tau %.1e kap %.1e step %.3f obj %.9g\n",
				tr.Iteration, tr.Primal, tr.Dual, tr.Gap, tr.Mu, tr.Tau, tr.Kappa, tr.Step, tr.Objective)
		}}
		s, err := tr.Solve(ctx, m, l)
		fmt.Println(err)
		if err == nil {
			fmt.Println(s.Status)
		}
	}
	s, err := d.Solver.Solve(ctx, m, l)
	if err == nil {
		fmt.Println(s.Status, s.Objective, s.Fallback)
	}
	return s, err
}

func TestZS(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("ZS"))
	if err != nil {
		t.Skip()
	}
	planner.Solve(t.Context(), world.New(world.Small(uint64(n))), planner.Options{Solver: dbg{lp.Backed{First: ipm.Solver{}, Second: highs.New(highs.Options{})}}})
}
