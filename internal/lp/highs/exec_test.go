package highs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"passage/internal/lp"
	"passage/internal/lp/lptest"
)

// roleVariable, if set, has this test program act as an executable of HiGHS:
// the module does the work, so models, options and solution files are read
// and written by the real thing. Its command line is imitated.
const roleVariable = "PASSAGE_TEST_HIGHS"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		if err := actAsHighs(role, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func actAsHighs(role string, args []string) error {
	if len(args) == 1 && args[0] == "--version" {
		version, _ := strings.CutPrefix(role, "old ")
		if version == role {
			version = "HiGHS version 1.15.1 Githash 04024d7. Copyright (c) 2026 under MIT licence terms"
		}
		fmt.Println(version)
		return nil
	}
	file := map[string]string{}
	for ; len(args) >= 2; args = args[2:] {
		file[args[0]] = args[1]
	}
	switch role {
	case "crash":
		return errors.New("something is badly wrong")
	case "hang":
		fmt.Println("Presolving model")
		time.Sleep(time.Hour)
	case "say nothing":
		return nil
	case "talk nonsense":
		return os.WriteFile(file["--solution_file"], []byte("Model status\nSplendid\n"), 0o600)
	}
	options, err := os.ReadFile(file["--options_file"])
	if err != nil {
		return err
	}
	model, err := os.ReadFile(file["--model_file"])
	if err != nil {
		return err
	}
	module, err := New(Options{}).ready(context.Background())
	if err != nil {
		return err
	}
	in, err := module.instantiate(context.Background(), maxMemory, os.Stdout)
	if err != nil {
		return err
	}
	if err := in.setAll(string(options)); err != nil {
		return err
	}
	if err := in.readMPS(model); err != nil {
		return err
	}
	if err := in.status("Highs_run"); err != nil {
		return err
	}
	var text bytes.Buffer
	in.host.log = &text
	console, err := in.text("")
	if err != nil {
		return err
	}
	if err := in.status("Highs_writeSolution", uint64(console)); err != nil {
		return err
	}
	_, solution, _ := strings.Cut(text.String(), "Model status\n") // warnings may stand before
	return os.WriteFile(file["--solution_file"], []byte("Model status\n"+solution), 0o600)
}

// setAll sets the options of a file.
func (in *instance) setAll(file string) error {
	for line := range strings.Lines(file) {
		name, text, _ := strings.Cut(strings.TrimSpace(line), " = ")
		var value any = text
		if b, err := strconv.ParseBool(text); err == nil {
			value = b
		} else if f, err := strconv.ParseFloat(text, 64); err == nil {
			value = f
		}
		if err := in.set(name, value); err != nil {
			return err
		}
	}
	return nil
}

func findExec(t *testing.T, role string, o Options) *Exec {
	t.Setenv(roleVariable, role)
	e, err := FindExec(t.Context(), os.Args[0], o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExecAgreesWithDenseSimplex(t *testing.T) {
	e := findExec(t, "work", Options{Tolerance: 1e-8})
	if !strings.HasPrefix(e.Name(), "HiGHS 1.15.1 (") {
		t.Error(e.Name())
	}
	for seed := range 12 {
		m := lptest.Models(3 * (seed % 3)).Example(seed)
		got, err := e.Solve(t.Context(), m, lp.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		scaled, back := lp.Scale(m)
		want, err := lptest.Simplex(scaled)
		if err != nil {
			t.Fatal(err)
		}
		want = back(want)
		if got.Status != want.Status || got.Status == lp.Optimal && !lptest.Near(got.Objective, want.Objective) {
			t.Errorf("seed %d: %v %g, want %v %g", seed, got.Status, got.Objective, want.Status, want.Objective)
		}
		if err := lptest.Check(m, got); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

func TestExecLeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, role := range []string{"work", "crash", "say nothing", "talk nonsense"} {
		m := &lp.Model{}
		m.AddCol(1, 2, 3, lp.Entry{Row: m.AddRow(0, 9), Value: 1})
		_, err := findExec(t, role, Options{}).Solve(t.Context(), m, lp.Limits{})
		want := map[string]string{
			"crash":         "exit status 3: something is badly wrong",
			"say nothing":   "without a solution file",
			"talk nonsense": `line 2: model status "Splendid" is not one that passage knows`,
		}[role]
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", role, err)
		}
		if left, err := filepath.Glob(filepath.Join(os.TempDir(), "*")); err != nil || len(left) > 0 {
			t.Errorf("%s left %v, %v", role, left, err)
		}
	}
}

func TestExecIsKilled(t *testing.T) {
	e := findExec(t, "hang", Options{})
	m := &lp.Model{}
	m.AddCol(1, 2, 3)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := e.Solve(ctx, m, lp.Limits{Progress: func(lp.Progress) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	sol, err := e.Solve(t.Context(), m, lp.Limits{Time: time.Millisecond})
	if err != nil || sol.Status != lp.TimeLimit {
		t.Errorf("out of time: %+v, %v", sol, err)
	}
}

func TestFindExec(t *testing.T) {
	if _, err := FindExec(t.Context(), filepath.Join(t.TempDir(), "highs"), Options{}); !errors.Is(err, ErrNoExec) {
		t.Errorf("where there is none: %v", err)
	}
	for _, tt := range []struct{ says, err string }{
		{"HiGHS version 1.10.0 Githash n/a. Copyright", ""},
		{"HiGHS version 2.0.1", ""},
		{"HiGHS version 1.9.0 Githash", "its version is 1.9.0, and passage needs 1.10 or newer"},
		{"GLPK 5.0", "does not call itself HiGHS"},
		{"HiGHS version new", "not a version"},
		{"HiGHS version a.b", "not a version"},
		{"", "does not call itself HiGHS"},
	} {
		t.Setenv(roleVariable, "old "+tt.says)
		e, err := FindExec(t.Context(), os.Args[0], Options{})
		if tt.err == "" && (err != nil || e.Name() == "") || tt.err != "" && (!errors.Is(err, ErrNoExec) || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%q: %v", tt.says, err)
		}
	}
}

const rawSolution = `Model status
Optimal

# Primal solution values
Feasible
Objective 3.5
# Columns 2
c0 0.5
c1 0
# Rows 1
r1 2

# Dual solution values
Feasible
# Columns 2
c0 0
c1 1
# Rows 1
r1 0.25

# Basis
HiGHS_basis_file v2
None
`

func TestReadSolution(t *testing.T) {
	read := func(text string) (*lp.Solution, error) { return readSolution(strings.NewReader(text), 2, 2) }
	sol, err := read(rawSolution)
	if err != nil {
		t.Fatal(err)
	}
	if sol.Status != lp.Optimal || sol.Objective != 3.5 || sol.X[0] != 0.5 || sol.RowDual[0] != 0 || sol.RowDual[1] != 0.25 {
		t.Errorf("%+v", sol)
	}
	for _, tt := range []struct{ old, new, err string }{
		{"Optimal", "Unknown", "numerical trouble"},
		{"Model status", "Status", `line 1: "Status" where "Model status" should stand`},
		{"Objective 3.5", "Objective three", "no objective"},
		{"c0 0.5", "c2 0.5", "there is no \"c2\""},
		{"c0 0.5", "c0 nan", "is not a number"},
		{"c0 0.5", "", "line 10: \"# Rows 1\" is not a name and a number"},
		{"# Columns 2", "# Columns 9999999999", "a list of at most 2 columns"},
		{"# Dual solution values\nFeasible", "# Dual solution values\nNone", "an optimum without its values"},
		{"# Dual solution values", "", "where \"# Dual solution values\" should stand"},
	} {
		if _, err := read(strings.Replace(rawSolution, tt.old, tt.new, 1)); err == nil || !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%q for %q: %v", tt.new, tt.old, err)
		}
	}
	sol, err = read(strings.NewReplacer("Optimal", "Time limit reached", "Feasible", "Infeasible").Replace(rawSolution))
	if err != nil || sol.Status != lp.TimeLimit || sol.X != nil || sol.RowDual != nil {
		t.Errorf("%+v, %v", sol, err)
	}
}

func FuzzReadSolution(f *testing.F) {
	f.Add([]byte(rawSolution))
	f.Add([]byte("Model status\nInfeasible\n\n# Primal solution values\nNone\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		sol, err := readSolution(bytes.NewReader(data), 2, 2)
		if err != nil {
			return
		}
		if sol.Status == lp.None || sol.Status == lp.Optimal && (len(sol.X) != 2 || len(sol.RowDual) != 2) {
			t.Fatalf("%+v", sol)
		}
		for _, v := range append(sol.X, sol.RowDual...) {
			if math.IsNaN(v) {
				t.Fatalf("%+v", sol)
			}
		}
	})
}

func TestIterationsAreCounted(t *testing.T) {
	l := &logReader{}
	if _, err := io.WriteString(l, "Simplex   iterations: 388\nIPM       iterations: 53\nCrossover iterations: 384\n"); err != nil || l.iterations != 388+53+384 {
		t.Errorf("%d, %v", l.iterations, err)
	}
}
