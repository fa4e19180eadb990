package highs

import (
	"bytes"
	"strconv"
	"strings"

	"passage/internal/lp"
)

// maxLine is the longest line of HiGHS's log that is looked at.
const maxLine = 4096

// logReader follows what HiGHS prints and tells how far it is. The log is for
// people and its form no promise, so a line that looks new is passed over.
type logReader struct {
	progress func(lp.Progress) // nil: nobody asks
	line     []byte            // what has come of the line under way
	method   string

	iterations int // of all methods together, once HiGHS has said so at its end
}

// Write takes the next piece of the log. It never fails.
func (l *logReader) Write(p []byte) (int, error) {
	n := len(p)
	for {
		head, rest, whole := bytes.Cut(p, []byte("\n"))
		l.line = append(l.line, head[:min(len(head), maxLine-len(l.line))]...)
		if !whole {
			return n, nil
		}
		l.read(string(l.line))
		l.line, p = l.line[:0], rest
	}
}

// methods are the lines that announce what HiGHS does from there on.
var methods = []struct{ line, method string }{
	{"Presolving model", "presolve"},
	{"Interior point solve", "interior point"},
	{"Running crossover", "crossover"},
	{"Using dual simplex", "simplex"},
	{"Using EKK", "simplex"},
	{"Using primal simplex", "simplex"},
}

func (l *logReader) report(p lp.Progress) {
	if l.progress != nil {
		l.progress(p)
	}
}

func (l *logReader) read(line string) {
	for _, m := range methods {
		if strings.HasPrefix(line, m.line) {
			l.method = m.method
			l.report(lp.Progress{Method: l.method})
			return
		}
	}
	if kind, count, ok := strings.Cut(line, "iterations: "); ok && !strings.Contains(kind, ":") {
		if n, err := strconv.Atoi(strings.TrimSpace(count)); err == nil {
			l.iterations += n
		}
		return
	}
	fields := strings.Fields(line)
	if len(fields) < 3 {
		return
	}
	n, err := strconv.Atoi(strings.TrimRight(fields[0], "*"))
	if err != nil {
		return
	}
	switch {
	case l.method == "interior point" && len(fields) == 7:
		// iteration, both objectives, both infeasibilities, gap, seconds
		if gap, err := strconv.ParseFloat(fields[5], 64); err == nil {
			l.report(lp.Progress{Method: l.method, Iterations: n, Gap: gap})
		}
	case l.method == "simplex" && strings.Contains(line, "Pr: "):
		l.report(lp.Progress{Method: l.method, Iterations: n})
	}
}
