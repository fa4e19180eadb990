package lp

// Status says what a solver learnt about a model.
type Status uint8

const (
	None       Status = iota // nothing was learnt; never together with a nil error
	Optimal                  // X and RowDual prove each other optimal, to the solver's tolerance
	Infeasible               // no x satisfies the model
	Unbounded                // the model has no least value
	TimeLimit                // time ran out; X may hold the best so far
	Unfinished               // the solver got no further; X and RowDual are near an optimum
)

var statusNames = [...]string{"none", "optimal", "infeasible", "unbounded", "time-limit", "unfinished"}

// String names the status as plan.json does.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return "unknown"
}
