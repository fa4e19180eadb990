package highs

import (
	"errors"
	"fmt"

	"passage/internal/lp"
)

// modelStatus is HiGHS's word on a model, with the numbers of its C API.
type modelStatus int32

const (
	optimal               modelStatus = 7
	infeasible            modelStatus = 8
	unboundedOrInfeasible modelStatus = 9
	unbounded             modelStatus = 10
	timeLimit             modelStatus = 13
	iterationLimit        modelStatus = 14
	unknown               modelStatus = 15
	interrupted           modelStatus = 17
	memoryLimit           modelStatus = 18
)

// Two answers call for a second solve.
var (
	errEither = errors.New("highs cannot tell whether the model is infeasible or unbounded")
	errUnsure = errors.New("highs ended without an answer that it stands by (numerical trouble)")
)

// status says what HiGHS's word means for passage. What is not an answer is an
// error, a number that HiGHS did not have when this was written among them.
func (s modelStatus) status() (lp.Status, error) {
	switch s {
	case optimal:
		return lp.Optimal, nil
	case infeasible:
		return lp.Infeasible, nil
	case unbounded:
		return lp.Unbounded, nil
	case timeLimit:
		return lp.TimeLimit, nil
	case unboundedOrInfeasible:
		return lp.None, errEither
	case iterationLimit:
		return lp.None, errors.New("highs reached an iteration limit before an answer")
	case unknown:
		return lp.None, errUnsure
	case interrupted:
		return lp.None, errors.New("highs was interrupted")
	case memoryLimit:
		return lp.None, errors.New("highs ran out of memory")
	}
	return lp.None, fmt.Errorf("highs ended with model status %d, which passage does not know", s)
}
