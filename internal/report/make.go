package report

import (
	"context"
	"time"

	"passage"
	"passage/internal/planner"
)

// Trucks says how a plan is laid on whole trucks.
type Trucks struct {
	None bool    // it is left in tonnes
	M3   float64 // room of a truck; 0: only weight counts
}

// Make plans a scenario, lays the plan on whole trucks where it is known what
// they carry, and puts together all that is to be said about it. read is how
// many seconds reading took. The result is that before rounding, from which
// plans of much the same scenario start. What opt holds to be over is planned anew
// where it does not keep the limits any more.
func Make(ctx context.Context, s *passage.Scenario, opt planner.Options, trucks Trucks, read float64) (*Document, *planner.Result, error) {
	result, err := planner.Solve(ctx, s, opt)
	if opt.Held.Periods > 0 && ctx.Err() == nil && (err != nil || result.Status == planner.Unproved) {
		// What was done breaks a limit of tables that were corrected since.
		opt.Held = planner.Held{}
		result, err = planner.Solve(ctx, s, opt)
	}
	if err != nil {
		return nil, nil, err
	}
	stage := func(what string) {
		if opt.Stage != nil {
			opt.Stage(what)
		}
	}
	in := Input{
		Scenario: s, Plan: result.Plan, Verdict: result.Verdict, Result: result, TruckM3: trucks.M3, Read: read,
		Bindings: planner.Bindings(s, result),
	}
	if !trucks.None && trucksKnown(s) {
		stage("laying the plan on whole trucks")
		begin := time.Now()
		rounded, err := planner.LayOnTrucks(ctx, s, result, planner.TruckOptions{M3: trucks.M3}, opt)
		if err != nil {
			return nil, nil, err
		}
		in.Round = time.Since(begin).Seconds()
		in.Rounded, in.Plan, in.Verdict = rounded, rounded.Plan, rounded.Verdict
	}
	stage("writing the report")
	return New(in), result, nil
}

// trucksKnown reports whether any corridor says what its trucks carry.
func trucksKnown(s *passage.Scenario) bool {
	for _, c := range s.Corridors {
		if c.PayloadT.Or(s.PayloadT.Or(0)) > 0 {
			return true
		}
	}
	return false
}
