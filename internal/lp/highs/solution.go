package highs

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"passage/internal/lp"
)

// statusNames are HiGHS's words for its model status, where they mean anything
// to passage.
var statusNames = map[string]modelStatus{
	"Optimal":                        optimal,
	"Infeasible":                     infeasible,
	"Primal infeasible or unbounded": unboundedOrInfeasible,
	"Unbounded":                      unbounded,
	"Time limit reached":             timeLimit,
	"Iteration limit reached":        iterationLimit,
	"Unknown":                        unknown,
	"Interrupted by user":            interrupted,
	"Memory limit reached":           memoryLimit,
}

// readSolution reads a solution file in HiGHS's raw style, of a model whose
// columns are named c0, c1 … and whose rows r0, r1 …. A row that is not there
// (HiGHS leaves out those without bounds) has the dual 0.
func readSolution(r io.Reader, cols, rows int) (*lp.Solution, error) {
	s := solutionReader{lines: bufio.NewScanner(r)}
	if err := s.expect("Model status"); err != nil {
		return nil, err
	}
	word := s.next()
	code, ok := statusNames[word]
	if !ok {
		return nil, fmt.Errorf("line %d: model status %.80q is not one that passage knows", s.line, word)
	}
	sol := &lp.Solution{}
	var err error
	if sol.Status, err = code.status(); err != nil {
		return nil, err
	}
	if sol.Status == lp.Infeasible || sol.Status == lp.Unbounded {
		return sol, nil
	}
	if err := s.expect("# Primal solution values"); err != nil {
		return nil, err
	}
	primal := s.next()
	if primal == "Feasible" || primal == "Infeasible" {
		objective, ok := strings.CutPrefix(s.next(), "Objective ")
		if sol.Objective, err = strconv.ParseFloat(objective, 64); !ok || err != nil {
			return nil, fmt.Errorf("line %d: no objective", s.line)
		}
		if sol.X, err = s.values("Columns", 'c', cols); err != nil {
			return nil, err
		}
		if _, err := s.values("Rows", 'r', rows); err != nil {
			return nil, err
		}
	}
	if err := s.expect("# Dual solution values"); err != nil {
		return nil, err
	}
	dual := s.next()
	if dual == "Feasible" || dual == "Infeasible" {
		if _, err := s.values("Columns", 'c', cols); err != nil {
			return nil, err
		}
		if sol.RowDual, err = s.values("Rows", 'r', rows); err != nil {
			return nil, err
		}
	}
	switch {
	case sol.Status == lp.Optimal && (sol.X == nil || sol.RowDual == nil):
		return nil, fmt.Errorf("an optimum without its values")
	case sol.Status == lp.TimeLimit && primal != "Feasible":
		sol.X, sol.RowDual, sol.Objective = nil, nil, 0
	case sol.Status == lp.TimeLimit && dual != "Feasible":
		sol.RowDual = nil
	}
	return sol, nil
}

type solutionReader struct {
	lines *bufio.Scanner
	line  int
}

// next returns the next line that is not empty, or "" at the end.
func (s *solutionReader) next() string {
	for s.lines.Scan() {
		s.line++
		if text := strings.TrimSpace(s.lines.Text()); text != "" {
			return text
		}
	}
	return ""
}

func (s *solutionReader) expect(want string) error {
	if got := s.next(); got != want {
		return fmt.Errorf("line %d: %.80q where %q should stand", s.line, got, want)
	}
	return nil
}

// values reads a list of names and numbers, the names being a letter and a place.
func (s *solutionReader) values(what string, letter byte, n int) ([]float64, error) {
	head := s.next()
	count, err := strconv.Atoi(strings.TrimPrefix(head, "# "+what+" "))
	if err != nil || count < 0 || count > n {
		return nil, fmt.Errorf("line %d: %.80q where a list of at most %d %s should begin", s.line, head, n, strings.ToLower(what))
	}
	vs := make([]float64, n)
	for range count {
		text := s.next()
		name, number, _ := strings.Cut(text, " ")
		if name == "" || name[0] != letter {
			return nil, fmt.Errorf("line %d: %.80q is not a name and a number", s.line, text)
		}
		k, err := strconv.Atoi(name[1:])
		if err != nil || k < 0 || k >= n {
			return nil, fmt.Errorf("line %d: there is no %.80q", s.line, name)
		}
		if vs[k], err = strconv.ParseFloat(number, 64); err != nil || math.IsNaN(vs[k]) {
			return nil, fmt.Errorf("line %d: %.80q is not a number", s.line, number)
		}
	}
	return vs, nil
}
