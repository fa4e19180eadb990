package planner

import (
	"context"
	"slices"

	"passage"
)

// Granted is what several asks would do when all are granted, planned again and
// not estimated.
type Granted struct {
	Asks        []passage.Ask
	Deprivation float64   // by how much the optimum falls, weighted person-days
	Cost        float64   // by how much the cost rises
	PersonDays  []float64 // of each need: with the asks less without them
	Result      *Result
}

// Grant plans the scenario with asks granted and says what that does against a
// result without them. Opt's asks are granted in both; where opt names no result
// to begin at, it begins at the one without.
func Grant(ctx context.Context, s *passage.Scenario, base *Result, asks []passage.Ask, opt Options) (Granted, error) {
	opt.Asks = append(slices.Clone(opt.Asks), asks...)
	if opt.From == nil {
		opt.From = base
	}
	r, err := Solve(ctx, s, opt)
	if err != nil {
		return Granted{}, err
	}
	w := worth(passage.Ask{}, base, r)
	return Granted{Asks: asks, Deprivation: w.Deprivation, Cost: -w.Cost, PersonDays: w.PersonDays, Result: r}, nil
}
