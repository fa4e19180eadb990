package planner_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"passage"
	"passage/internal/exchange"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/planner"
)

type timedH struct{ lp.Solver }

func (v timedH) Solve(ctx context.Context, m *lp.Model, l lp.Limits) (*lp.Solution, error) {
	a := time.Now()
	sol, err := v.Solver.Solve(ctx, m, l)
	if err == nil {
		fmt.Println("   solve", time.Since(a), sol.Status, sol.Iterations, sol.Solver, l.From != nil && l.From.Basis != nil, lp.Residuals(m, sol).Worst())
	}
	return sol, err
}

func TestZA(t *testing.T) {
	path := os.Getenv("ZA")
	if path == "" {
		t.Skip()
	}
	l, err := exchange.Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	b := timedH{lp.Backed{First: ipm.Solver{}, Second: highs.New(highs.Options{})}}
	o := planner.Options{Solver: b}
	r, err := planner.Solve(t.Context(), l.Scenario, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range append([]passage.Ask{{}}, l.Scenario.Asks[:6]...) {
		start := time.Now()
		o.From, o.Asks = r, []passage.Ask{a}
		q, err := planner.Solve(t.Context(), l.Scenario, o)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(a.ID, time.Since(start), q.Objectives, q.Certificate)
	}
}
