package planner

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"passage"
)

// AskWorth is what a granted ask would do, planned again and not estimated.
type AskWorth struct {
	Ask passage.Ask
	// Deprivation is by how much the optimum falls, in weighted person-days;
	// under goal "full" that of the shortfall, where needs cannot be met.
	Deprivation float64
	Cost        float64   // by how much the cost falls; often below zero, since more moves
	PersonDays  []float64 // of each need: with the ask less without it
	Result      *Result
}

// Asks plans the scenario without and with each of its asks, and ranks the
// asks by what they would do: most relief first, then least cost. As many
// plans are made side by side as there are processors.
func Asks(ctx context.Context, s *passage.Scenario, opt Options) (*Result, []AskWorth, error) {
	base, err := Solve(ctx, s, opt)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	worths := make([]AskWorth, len(s.Asks))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(s.Asks)) {
		wg.Go(func() {
			for i := range next {
				one := opt
				one.Asks, one.Stage, one.From = append(slices.Clone(opt.Asks), s.Asks[i]), nil, base
				r, err := Solve(ctx, s, one)
				if err != nil {
					cancel(fmt.Errorf("ask %s: %w", s.Asks[i].ID, err))
					continue
				}
				worths[i] = worth(s.Asks[i], base, r)
			}
		})
	}
	for i := range s.Asks {
		if opt.Stage != nil {
			opt.Stage(fmt.Sprintf("planning with ask %d of %d, %s", i+1, len(s.Asks), s.Asks[i].ID))
		}
		next <- i
	}
	close(next)
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(worths, func(a, b AskWorth) int {
		switch {
		case a.Deprivation != b.Deprivation:
			return compareFalling(a.Deprivation, b.Deprivation)
		default:
			return compareFalling(a.Cost, b.Cost)
		}
	})
	return base, worths, nil
}

func compareFalling(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

func worth(a passage.Ask, base, with *Result) AskWorth {
	before, after := base.Verdict.Outcome, with.Verdict.Outcome
	w := AskWorth{Ask: a, Result: with, Cost: before.Cost - after.Cost}
	// The objectives are exact; the second stage's plan may use up its slack.
	w.Deprivation = base.least() - with.least()
	for n := range after.Needs {
		w.PersonDays = append(w.PersonDays, after.Needs[n].Met-before.Needs[n].Met)
	}
	return w
}

// least returns the optimum of the first stage, 0 where every need is met.
func (r *Result) least() float64 {
	for _, o := range r.Objectives {
		if o.Name == "deprivation" {
			return o.Value
		}
	}
	return 0
}
