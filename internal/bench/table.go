package main

import (
	"fmt"
	"strings"
)

// report is all that a run of the benchmarks finds.
type report struct {
	Machine machineFacts `json:"machine"`
	Solver  string       `json:"solver"`
	Cases   []measured   `json:"cases"`
}

// columns are the steps in the order in which they stand side by side. The sum
// of the plan's steps stands before what HiGHS takes alone.
func columns() []struct{ step, title string } {
	return []struct{ step, title string }{
		{"read", "read"}, {"build", "build"}, {"near", "near"}, {"stage 1", "stage 1"}, {"stage 2", "stage 2"},
		{"check", "check"}, {"trucks", "trucks"}, {"write", "write"}, {"", "all"}, {string(alone), "alone"}, {string(native), "native"},
	}
}

// head says where the figures come from.
func (r report) head() string {
	f := r.Machine
	return fmt.Sprintf("machine  %s, %s, %d cores\ndate     %s\ncommit   %s\ngo       %s\ncommand  %s\nsolver   %s\n",
		f.System, f.CPU, f.Cores, f.Date, f.Commit, f.Go, f.Command, r.Solver)
}

// tables prints seconds and memory, one row a case, and then what else is to be
// said.
func (r report) tables() string {
	var b strings.Builder
	r.table(&b, "SECONDS", func(s step) float64 { return s.Seconds }, func(all, v float64) float64 { return all + v }, "%.3f")
	r.table(&b, "PEAK, MiB", func(s step) float64 { return s.PeakMiB }, func(all, v float64) float64 { return max(all, v) }, "%.0f")
	b.WriteString("\nnear: a vertex from which both stages and the trucks are a few steps. all: the steps together, of\n" +
		"memory the most of them. alone: HiGHS, as WebAssembly, on the first\n" +
		"stage's model as MPS, which our reader reads: the module's own refuses long files. native: a\n" +
		"highs executable on the path, writing that MPS included.\n")
	for _, c := range r.Cases {
		for _, s := range c.Steps {
			switch {
			case s.Name == "read" && s.MB > 0:
				fmt.Fprintf(&b, "%s: %d rows, %.1f MB, read at %.0f MB/s\n", c.Name, s.Rows, s.MB, s.MB/s.Seconds)
			case s.Name == string(alone):
				fmt.Fprintf(&b, "%s: %d rows and %d columns, %.1f MB of MPS\n", c.Name, s.Rows, s.Cols, s.MB)
			}
		}
		for _, note := range c.Notes {
			fmt.Fprintf(&b, "%s: %s\n", c.Name, note)
		}
	}
	return b.String()
}

func (r report) table(b *strings.Builder, title string, figure func(step) float64, join func(all, v float64) float64, format string) {
	const first, wide = 12, 8
	fmt.Fprintf(b, "\n%-*s", first, title)
	for _, c := range columns() {
		fmt.Fprintf(b, "%*s", wide, c.title)
	}
	b.WriteString("\n")
	for _, m := range r.Cases {
		fmt.Fprintf(b, "%-*s", first, m.Name)
		byName, all := map[string]float64{}, 0.0
		for _, s := range m.Steps {
			v := figure(s)
			byName[s.Name] = join(byName[s.Name], v)
			if s.Name != string(alone) && s.Name != string(native) {
				all = join(all, v)
			}
		}
		for _, c := range columns() {
			v, ok := byName[c.step]
			if c.step == "" { // a sum of part of the steps would mislead
				v, ok = all, all > 0 && !m.broken(planning)
			}
			text := "·"
			if ok {
				text = fmt.Sprintf(format, v)
			}
			fmt.Fprintf(b, "%*s", wide, text)
		}
		b.WriteString("\n")
	}
}
