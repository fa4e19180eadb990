package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMain lets this very binary act as the process that measures.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == childFlag {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

const wantTables = `
SECONDS        read  build   near  first second  check trucks  write    all  alone   both native
small         0.001  0.002      ·  0.500  0.100  0.250      ·      ·  0.853  0.400  0.900      ·
rows          0.500      ·      ·      ·      ·      ·      ·      ·  0.500      ·      ·      ·
late          0.002      ·      ·      ·      ·      ·      ·      ·      ·      ·      ·  1.500

PROCESSOR      read  build   near  first second  check trucks  write    all  alone   both native
small         0.000  0.000      ·  0.300  0.100  0.000      ·      ·  0.400  0.400  0.800      ·
rows          0.000      ·      ·      ·      ·      ·      ·      ·      ·      ·      ·      ·
late          0.000      ·      ·      ·      ·      ·      ·      ·      ·      ·      ·  0.000

PEAK, MiB      read  build   near  first second  check trucks  write    all  alone   both native
small            10     12      ·     60     61     50      ·      ·     61     58     59      ·
rows             79      ·      ·      ·      ·      ·      ·      ·     79      ·      ·      ·
late             14      ·      ·      ·      ·      ·      ·      ·      ·      ·      ·     33

PROCESSOR: seconds of processor time, on all cores together. near: a vertex from which both stages
and the trucks are a few steps. all: the steps together, of memory the most of them. alone: HiGHS,
as WebAssembly, on the first stage's model as MPS, which our reader reads: the module's own refuses
long files. both: that and the second stage from its vertex. native: a highs executable on the
path, writing that MPS included.
small: 400 rows and 1099 columns, 0.2 MB of MPS
small: HiGHS alone takes 2.6 s for the second stage from nothing, 2.4 s of processor time
small: HiGHS alone, stage 2 from the first vertex: 1.5 times as long for both, by processor time 2.0
small: HiGHS alone, each stage from nothing: 5.0 times as long for both, by processor time 7.0
rows: 1000000 rows, 25.0 MB, read at 50 MB/s
late: the plan, step by step: not done within 1m0s
`

// The tables stand in line, a step that was not taken is a dot, and what went
// wrong is said.
func TestTables(t *testing.T) {
	r := report{Cases: []measured{
		{Name: "small", Steps: []step{
			{Name: "read", Seconds: 0.001, PeakMiB: 10}, {Name: "build", Seconds: 0.002, PeakMiB: 12},
			{Name: "stage 1", Seconds: 0.5, Processor: 0.3, PeakMiB: 60}, {Name: "stage 2", Seconds: 0.1, Processor: 0.1, PeakMiB: 61},
			{Name: "check", Seconds: 0.25, PeakMiB: 50},
			{Name: string(alone), Seconds: 0.4, Processor: 0.4, PeakMiB: 58, MB: 0.21, Rows: 400, Cols: 1099},
			{Name: aloneSecond, Seconds: 0.5, Processor: 0.4, PeakMiB: 59},
			{Name: aloneAnew, Seconds: 2.6, Processor: 2.4, PeakMiB: 70},
		}},
		{Name: "rows", Steps: []step{{Name: "read", Seconds: 0.5, PeakMiB: 79, MB: 25, Rows: 1_000_000}}},
		{Name: "late", Steps: []step{{Name: "read", Seconds: 0.002, PeakMiB: 14}, {Name: string(native), Seconds: 1.5, PeakMiB: 33}}, Notes: []string{"the plan, step by step: not done within 1m0s"}},
	}}
	got := r.tables()
	if diff := cmp.Diff(wantTables, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for line := range strings.Lines(got) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 100 {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}

// One real case is measured in a process of its own, in every step.
func TestMeasuresTheSmallestWorld(t *testing.T) {
	list, err := choose(cases("../.."), "places-5", false)
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[part][]string{
		planning: {"read", "build", "near", "stage 1", "stage 2", "check", "trucks", "write"},
		alone:    {string(alone), aloneSecond, aloneAnew},
	} {
		steps, note := measure(t.Context(), os.Args[0], request{list[0], p, "auto", p == alone}, 5*time.Minute)
		var got []string
		for _, s := range steps {
			got = append(got, s.Name)
			if !(s.Seconds > 0) || s.PeakMiB < 0 {
				t.Errorf("%+v", s)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || note != "" {
			t.Errorf("%s: %s (-want +got)\n%s", p, note, diff)
		}
	}
}

// A case over its time says so; what cannot be read says why.
func TestSaysWhatWentWrong(t *testing.T) {
	list := cases("../..")
	if _, note := measure(t.Context(), os.Args[0], request{list[0], planning, "auto", false}, time.Nanosecond); !strings.HasSuffix(note, "not done within 1ns") {
		t.Error(note)
	}
	if _, note := measure(t.Context(), os.Args[0], request{benchCase{Path: "nowhere"}, planning, "auto", false}, time.Minute); !strings.Contains(note, "nowhere") {
		t.Error(note)
	}
	for _, test := range []struct{ args, want string }{
		{"-case places-6", `there is no case "places-6"; expected one of places-5, rich-5,`},
		{"-solver abacus", `there is no solver "abacus"; expected one of auto, simplex, ipm, highs`},
		{"-large yes", `"yes" is one word too many`},
	} {
		var out, trouble bytes.Buffer
		if got := run(strings.Fields(test.args), &out, &trouble); got != 1 || !strings.Contains(trouble.String(), test.want) {
			t.Errorf("%s: status %d, %s", test.args, got, trouble.String())
		}
	}
}

// What follows from a closed door is measured, and the ranking of asks to its end.
func TestMeasuresAccess(t *testing.T) {
	var out bytes.Buffer
	if err := measureAccess(t.Context(), "../../examples/gaza-2025", &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"is said to be closed", "30 asks: the first after", " triples after "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}
