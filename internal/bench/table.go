package main

import (
	"fmt"
	"slices"
	"strings"
)

// report is all that a run of the benchmarks finds.
type report struct {
	Machine machineFacts `json:"machine"`
	Solver  string       `json:"solver"`
	Cases   []measured   `json:"cases"`
}

// both is the column of HiGHS alone in both stages.
const both = "both"

// columns are the steps in the order in which they stand side by side. The sum
// of the plan's steps stands before what HiGHS takes alone.
func columns() []struct{ step, title string } {
	return []struct{ step, title string }{
		{"read", "read"}, {"build", "build"}, {"near", "near"}, {"stage 1", "first"}, {"stage 2", "second"},
		{"check", "check"}, {"trucks", "trucks"}, {"write", "write"}, {"", "all"}, {string(alone), "alone"}, {both, "both"}, {string(native), "native"},
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
	r.table(&b, "PROCESSOR", func(s step) float64 { return s.Processor }, func(all, v float64) float64 { return all + v }, "%.3f")
	r.table(&b, "PEAK, MiB", func(s step) float64 { return s.PeakMiB }, func(all, v float64) float64 { return max(all, v) }, "%.0f")
	b.WriteString("\nPROCESSOR: seconds of processor time, on all cores together. near: a vertex from which both stages\n" +
		"and the trucks are a few steps. all: the steps together, of memory the most of them. alone: HiGHS,\n" +
		"as WebAssembly, on the first stage's model as MPS, which our reader reads: the module's own refuses\n" +
		"long files. both: that and the second stage from its vertex. native: a highs executable on the\n" +
		"path, writing that MPS included.\n")
	for _, c := range r.Cases {
		for _, s := range c.Steps {
			switch {
			case s.Name == "read" && s.MB > 0:
				fmt.Fprintf(&b, "%s: %d rows, %.1f MB, read at %.0f MB/s\n", c.Name, s.Rows, s.MB, s.MB/s.Seconds)
			case s.Name == aloneAnew:
				fmt.Fprintf(&b, "%s: HiGHS alone takes %.1f s for the second stage from nothing, %.1f s of processor time\n", c.Name, s.Seconds, s.Processor)
			case s.Name == string(alone):
				fmt.Fprintf(&b, "%s: %d rows and %d columns, %.1f MB of MPS\n", c.Name, s.Rows, s.Cols, s.MB)
			}
		}
		b.WriteString(c.factors())
		for _, note := range c.Notes {
			fmt.Fprintf(&b, "%s: %s\n", c.Name, note)
		}
	}
	return b.String()
}

// factors says how many times as long as both stages of a plan HiGHS alone takes
// for them, by the clock and by processor time; nothing where one is not known.
func (m measured) factors() string {
	var ours, quick, anew spent
	for _, s := range m.Steps {
		took := spent{s.Seconds, s.Processor}
		switch s.Name {
		case "near", "stage 1", "stage 2":
			ours.add(took)
		case string(alone):
			quick.add(took)
			anew.add(took)
		case aloneSecond:
			quick.add(took)
		case aloneAnew:
			anew.add(took)
		}
	}
	text := ""
	for _, way := range []struct {
		step, how string
		took      spent
	}{{aloneSecond, "stage 2 from the first vertex", quick}, {aloneAnew, "each stage from nothing", anew}} {
		if m.took(way.step) && m.took("stage 2") && !m.broken(planning) {
			text += fmt.Sprintf("%s: HiGHS alone, %s: %.1f times as long for both, by processor time %.1f\n",
				m.Name, way.how, way.took.clock/ours.clock, way.took.processor/ours.processor)
		}
	}
	return text
}

func (m measured) took(name string) bool {
	return slices.ContainsFunc(m.Steps, func(s step) bool { return s.Name == name })
}

func (r report) table(b *strings.Builder, title string, figure func(step) float64, join func(all, v float64) float64, format string) {
	const first, wide = 12, 7
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
			switch s.Name {
			case string(alone), string(native), aloneAnew:
			case aloneSecond:
				byName[both] = join(byName[string(alone)], v)
			default:
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
