package audit

import (
	"math"

	"passage"
)

// Options say under which circumstances a plan is judged.
type Options struct {
	Asks []passage.Ask // held to be granted
	// Minimums holds the plan to the least rations too, which bind only under
	// goal "full".
	Minimums bool
	// Held is how many periods are over. A certificate is then about the plans that do
	// in them what the one that is judged does.
	Held int
}

// Verdict is what a plan comes to.
type Verdict struct {
	Outcome  *Outcome
	Breaches []Breach // worst first; empty for a plan that keeps every limit
	Worst    float64  // the largest relative breach, tolerated ones included
}

// Judge recomputes from the tables what a plan costs and covers and holds it to
// every limit. Any plan will do, made by hand or by another program.
func Judge(s *passage.Scenario, plan *passage.Plan, opt Options) Verdict {
	j := open(s, opt.Asks).weigh(plan, opt.Minimums)
	return Verdict{Outcome: j.outcome(), Breaches: j.breaches, Worst: j.worst}
}

// Stage says what a set of prices claims to prove least.
type Stage uint8

const (
	LeastDeprivation Stage = iota // goal "relief", first stage
	LeastCost                     // goal "relief", second stage: at a given deprivation
	FullCost                      // goal "full": every need covered at least cost
)

// Claim is a set of prices with what they claim to prove.
type Claim struct {
	Stage  Stage
	Prices *passage.Prices
	Value  float64 // the optimum that the solver reports
	// Most is the deprivation allowed in the second stage. After a claim of
	// least deprivation it may exceed that one's value by [Allowance].
	Most float64
}

// Allowance is how far the second stage may stay above the least deprivation,
// when giving nothing would be a deprivation of nothing.
func Allowance(nothing float64) float64 { return max(1, 1e-7*nothing) }

// Certificate says how near a plan is to the best there can be.
type Certificate struct {
	// PrimalResidual is the largest relative breach of any limit: the excess
	// over one plus the limit.
	PrimalResidual float64 `json:"primal_residual"`
	// DualResidual is the largest sum by which any possible action would earn
	// more at the prices than it costs, relative to one plus the sums that it
	// balances.
	DualResidual float64 `json:"dual_residual"`
	// Gap is the distance of what the plan comes to, and of what the solver
	// says that it comes to, from the bound that the prices imply, relative to
	// one plus the former.
	Gap float64 `json:"gap"`
}

// Worst returns the largest of the three.
func (c Certificate) Worst() float64 { return max(c.PrimalResidual, c.DualResidual, c.Gap) }

// Join returns the worse of two certificates, figure by figure.
func (c Certificate) Join(o Certificate) Certificate {
	return Certificate{max(c.PrimalResidual, o.PrimalResidual), max(c.DualResidual, o.DualResidual), max(c.Gap, o.Gap)}
}

// Certify proves a plan by the prices of each claim, in order. A claim of least
// deprivation that a claim of least cost follows is about the deprivation that
// the plan stays near, not about its own.
func Certify(s *passage.Scenario, plan *passage.Plan, claims []Claim, opt Options) ([]Certificate, Verdict) {
	t := open(s, opt.Asks)
	j := t.weigh(plan, opt.Minimums)
	verdict := Verdict{Outcome: j.outcome(), Breaches: j.breaches, Worst: j.worst}
	certificates := make([]Certificate, len(claims))
	reachable, done := t.reachable(), t.doneIn(plan, opt.Held)
	for i, claim := range claims {
		b := bound{tables: t, claim: claim, p: claim.Prices, reachable: reachable, minimums: opt.Minimums, held: opt.Held, done: done}
		primal, comesTo := verdict.Worst, verdict.Outcome.Cost
		switch claim.Stage {
		case LeastDeprivation:
			comesTo = verdict.Outcome.Deprivation
			if i+1 < len(claims) && claims[i+1].Stage == LeastCost {
				comesTo = claim.Value
			}
		case LeastCost:
			primal = max(primal, excess(verdict.Outcome.Deprivation, claim.Most))
			if i > 0 && claims[i-1].Stage == LeastDeprivation {
				primal = max(primal, excess(claim.Most, claims[i-1].Value+Allowance(verdict.Outcome.Nothing)))
			}
		case FullCost:
			primal = max(primal, verdict.Outcome.lacking())
		}
		certificates[i] = b.certify(primal, comesTo)
	}
	return certificates, verdict
}

// excess is how far a figure is above its limit, relative to one plus that.
func excess(have, may float64) float64 { return (have - may) / (1 + math.Abs(may)) }

// lacking returns the largest part of any need that is not covered.
func (o *Outcome) lacking() float64 {
	most := 0.0
	for _, needs := range o.Cover {
		for _, periods := range needs {
			for _, cover := range periods {
				if cover < 1 {
					most = max(most, 1-cover)
				}
			}
		}
	}
	return most
}
