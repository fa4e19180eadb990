package planner

import (
	"cmp"
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
	var mu sync.Mutex
	begun := 0
	plan := func(i int, from *Result) (*Result, error) {
		mu.Lock()
		if begun++; opt.Stage != nil {
			opt.Stage(fmt.Sprintf("planning with ask %d of %d, %s", begun, len(s.Asks), s.Asks[i].ID))
		}
		mu.Unlock()
		one := opt
		one.Asks, one.Stage, one.From = append(slices.Clone(opt.Asks), s.Asks[i]), nil, from
		r, err := Solve(ctx, s, one)
		if err != nil {
			return nil, fmt.Errorf("ask %s: %w", s.Asks[i].ID, err)
		}
		worths[i] = worth(s.Asks[i], base, r)
		return r, nil
	}
	next := make(chan []int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(s.Asks)) {
		wg.Go(func() {
			for chain := range next {
				from, err := base, error(nil)
				for _, i := range chain {
					if from, err = plan(i, from); err != nil {
						cancel(err)
						break
					}
				}
			}
		})
	}
	for _, chain := range Chains(s.Asks) {
		next <- chain
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

// Chains puts asks, by their places, in an order in which plans are found soonest:
// those that want different figures of trucks at one door by figure, as from the
// plan with one to that with the next is the shortest way, and each other ask by
// itself. The longest chains come first.
func Chains(asks []passage.Ask) (chains [][]int) {
	of := map[passage.DoorID]int{}
	for i, a := range asks {
		if !a.TrucksPerDay.Given {
			chains = append(chains, []int{i})
			continue
		}
		c, known := of[a.On]
		if !known {
			c = len(chains)
			of[a.On], chains = c, append(chains, nil)
		}
		chains[c] = append(chains[c], i)
	}
	for _, c := range chains {
		slices.SortStableFunc(c, func(i, j int) int {
			return cmp.Compare(asks[i].TrucksPerDay.Value, asks[j].TrucksPerDay.Value)
		})
	}
	slices.SortStableFunc(chains, func(a, b []int) int { return cmp.Compare(len(b), len(a)) })
	return chains
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
