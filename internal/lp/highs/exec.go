package highs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"passage/internal/lp"
)

// Exec is an executable of HiGHS on this machine, run as a child process. It
// works about three times as fast as the module. Its solves may run at the
// same time. Limits of memory do not reach it.
type Exec struct {
	path    string
	version string
	options Options
}

var _ lp.Solver = (*Exec)(nil)

// The oldest version of the executable whose options and files are known here.
const leastMajor, leastMinor = 1, 10

// ErrNoExec says that there is no executable of HiGHS that could be used.
var ErrNoExec = errors.New("there is no usable highs executable")

// FindExec returns the executable at path, or if path is "" the one named highs
// on the path of the system. The error is [ErrNoExec] if there is none or it is
// older than 1.10.
func FindExec(ctx context.Context, path string, options Options) (*Exec, error) {
	name := path
	if name == "" {
		name = "highs"
	}
	full, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoExec, err)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	text, err := exec.CommandContext(ctx, full, "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("%w: asking %s for its version: %w", ErrNoExec, full, err)
	}
	version, err := parseVersion(string(text))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNoExec, full, err)
	}
	return &Exec{path: full, version: version, options: options}, nil
}

// parseVersion reads "HiGHS version 1.15.1 Githash …", and refuses what is too
// old.
func parseVersion(text string) (string, error) {
	line, _, _ := strings.Cut(text, "\n")
	words := strings.Fields(line)
	if len(words) < 3 || words[0] != "HiGHS" || words[1] != "version" {
		return "", fmt.Errorf("it does not call itself HiGHS but says %.80q", line)
	}
	parts := strings.Split(words[2], ".")
	if len(parts) < 2 {
		return "", fmt.Errorf("%.20q is not a version", words[2])
	}
	major, err := strconv.Atoi(parts[0])
	if err != nil {
		return "", fmt.Errorf("%.20q is not a version", words[2])
	}
	minor, err := strconv.Atoi(parts[1])
	if err != nil {
		return "", fmt.Errorf("%.20q is not a version", words[2])
	}
	if major < leastMajor || major == leastMajor && minor < leastMinor {
		return "", fmt.Errorf("its version is %s, and passage needs %d.%d or newer", words[2], leastMajor, leastMinor)
	}
	return words[2], nil
}

// Name returns the name and version of the executable.
func (e *Exec) Name() string { return "HiGHS " + e.version + " (" + e.path + ")" }

// Solve implements [lp.Solver]. The process is killed when ctx is done, or when
// it overruns the time limit by a second.
func (e *Exec) Solve(ctx context.Context, m *lp.Model, limits lp.Limits) (*lp.Solution, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	begin := time.Now()
	return solve(m, e.options, func(m *lp.Model, o Options) (*lp.Solution, error) {
		return e.attempt(ctx, m, limits, o, begin)
	})
}

func (e *Exec) attempt(ctx context.Context, m *lp.Model, limits lp.Limits, options Options, begin time.Time) (sol *lp.Solution, err error) {
	dir, err := os.MkdirTemp("", "passage-highs-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := os.RemoveAll(dir); err == nil {
			err = e
		}
	}()
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := writeModel(in("model.mps"), m); err != nil {
		return nil, err
	}
	left := timeLeft(limits, begin)
	if err := os.WriteFile(in("options"), optionsFile(options, left), 0o600); err != nil {
		return nil, err
	}
	inner, cancel := context.WithCancel(ctx)
	if limits.Time > 0 {
		inner, cancel = context.WithTimeout(ctx, left+time.Second)
	}
	defer cancel()
	log := &logReader{progress: limits.Progress}
	var trouble bytes.Buffer
	cmd := exec.CommandContext(inner, e.path, "--options_file", in("options"), "--solution_file", in("solution"), "--model_file", in("model.mps"))
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = dir, log, &trouble, time.Second
	if err := cmd.Run(); err != nil {
		if inner.Err() != nil {
			return stopped(ctx)
		}
		return nil, fmt.Errorf("%s: %w: %.200s", e.path, err, strings.TrimSpace(trouble.String()))
	}
	file, err := os.Open(in("solution"))
	if err != nil {
		return nil, fmt.Errorf("%s ended without a solution file: %w", e.path, err)
	}
	defer file.Close()
	sol, err = readSolution(file, m.Cols(), m.Rows())
	if err != nil {
		return nil, fmt.Errorf("the solution file of %s: %w", e.path, err)
	}
	sol.Iterations, sol.Solver = log.iterations, "HiGHS "+e.version
	return sol, nil
}

// writeModel writes m with short names, c0, c1 … and r0, r1 …, by which the
// solution is read.
func writeModel(path string, m *lp.Model) error {
	plain := *m
	plain.Name, plain.RowName, plain.ColName = "model", nil, nil
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = lp.WriteMPS(file, &plain)
	if e := file.Close(); err == nil {
		err = e
	}
	return err
}

// optionsFile says the options in the way of HiGHS's own files.
func optionsFile(options Options, left time.Duration) []byte {
	var b bytes.Buffer
	for _, o := range settings(options, left) {
		fmt.Fprintf(&b, "%s = %v\n", o.name, o.value)
	}
	return b.Bytes()
}
