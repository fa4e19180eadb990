package planner_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"passage"
	"passage/internal/lp"
	"passage/internal/planner"
	"passage/internal/world"
)

// late is a solver whose time always runs out: it has what the other found,
// give or take a share of each value.
type late struct {
	lp.Solver
	off float64
	r   *rand.Rand
}

func (l late) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	sol, err := l.Solver.Solve(ctx, m, limits)
	if err != nil || sol.X == nil {
		return sol, err
	}
	x := make([]float64, len(sol.X))
	for j, v := range sol.X {
		x[j] = v*(1+l.off*(2*l.r.Float64()-1)) + 1e-3*l.off*l.r.Float64()
	}
	return &lp.Solution{Status: lp.TimeLimit, X: x, Solver: "late"}, nil
}

// What a solver has when its time runs out becomes a plan that keeps every
// limit, and hardly a worse one the nearer it was.
func TestWhatIsLateIsMended(t *testing.T) {
	const worlds = 20
	helped, kept := 0, 0
	for seed := range uint64(worlds) {
		shape := world.Small(seed)
		shape.Goal, shape.Ration = passage.Relief, passage.Local
		s := world.New(shape)
		best := solve(t, s)
		nothing, err := planner.Solve(t.Context(), s, planner.Options{Solver: late{nowhere{}, 0, nil}})
		if err != nil {
			t.Fatal(err)
		}
		least, most := objective(t, best, "deprivation"), objective(t, nothing, "deprivation")
		for _, off := range []float64{0, 0.01, 0.5, 3} {
			r, err := planner.Solve(t.Context(), s, planner.Options{Solver: late{solver(), off, rand.New(rand.NewPCG(seed, 1))}})
			if err != nil {
				t.Fatal(err)
			}
			if r.Status != planner.TimeLimit || len(r.Verdict.Breaches) > 0 {
				t.Errorf("seed %d, off by %g: %s with breaches %v", seed, off, r.Status, r.Verdict.Breaches)
			}
			got := objective(t, r, "deprivation")
			if got < least-1e-6*(1+least) || got > most*(1+1e-9) {
				t.Errorf("seed %d, off by %g: deprivation %g, where %g is least and %g is that of nothing", seed, off, got, least, most)
			}
			if off == 0 && near(got, least, 1e-6) {
				kept++
			}
			if off == 0.01 && got-least < 0.2*(most-least) {
				helped++
			}
		}
	}
	// Ways that go round within a period are closed, whatever goes there.
	if kept < worlds-2 {
		t.Errorf("only in %d of %d worlds did an optimum stay one", kept, worlds)
	}
	if helped < worlds*2/3 {
		t.Errorf("only in %d of %d worlds did what was off by a hundredth keep four fifths of its worth", helped, worlds)
	}
}

// nowhere has nothing when its time runs out.
type nowhere struct{}

func (nowhere) Solve(context.Context, *lp.Model, lp.Limits) (*lp.Solution, error) {
	return &lp.Solution{Status: lp.TimeLimit}, nil
}
