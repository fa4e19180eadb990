package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// measured is what is known of a case.
type measured struct {
	Name  string   `json:"case"`
	Steps []step   `json:"steps"`
	Notes []string `json:"notes,omitempty"` // what went wrong
}

// add takes what one more process has found.
func (m *measured) add(steps []step, note string) {
	m.Steps = append(m.Steps, steps...)
	if note != "" {
		m.Notes = append(m.Notes, note)
	}
}

// broken reports whether a part did not come to its end.
func (m measured) broken(p part) bool {
	return slices.ContainsFunc(m.Notes, func(note string) bool { return strings.HasPrefix(note, string(p)+":") })
}

// measure has a child process measure one part of a case and returns the steps
// that it finished, and a sentence if those are not all.
func measure(ctx context.Context, self string, r request, limit time.Duration) ([]step, string) {
	ask, err := json.Marshal(r)
	if err != nil {
		return nil, err.Error()
	}
	inner, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var out, trouble bytes.Buffer
	cmd := exec.CommandContext(inner, self, childFlag, string(ask))
	cmd.Stdout, cmd.Stderr = &out, &trouble
	// Asked kindly, a child stops what it has started and clears its folders
	// away; one that does not listen is killed.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	err = cmd.Run()
	var steps []step
	for dec := json.NewDecoder(&out); dec.More(); {
		var s step
		if e := dec.Decode(&s); e != nil {
			return steps, fmt.Sprintf("%s: the process printed what is no step: %v", r.Part, e)
		}
		steps = append(steps, s)
	}
	switch {
	case err == nil:
		return steps, ""
	case ctx.Err() != nil:
		return steps, fmt.Sprintf("%s: stopped", r.Part)
	case inner.Err() != nil:
		return steps, fmt.Sprintf("%s: not done within %s", r.Part, limit)
	}
	text := strings.Join(strings.Fields(trouble.String()), " ")
	return steps, fmt.Sprintf("%s: %.200s (%v)", r.Part, text, err)
}

// machineFacts say where the figures come from.
type machineFacts struct {
	System  string `json:"system"`
	CPU     string `json:"cpu"`
	Cores   int    `json:"cores"`
	Date    string `json:"date"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	Command string `json:"command"`
}

func machine(ctx context.Context, root string, args []string) machineFacts {
	f := machineFacts{
		System: runtime.GOOS + "/" + runtime.GOARCH, CPU: cpuModel(), Cores: runtime.NumCPU(),
		Date: time.Now().UTC().Format("2006-01-02 15:04 UTC"), Commit: "not known", Go: runtime.Version(),
		Command: strings.TrimSpace("go run ./internal/bench " + strings.Join(args, " ")),
	}
	if commit, err := exec.CommandContext(ctx, "git", "-C", root, "describe", "--always", "--dirty", "--abbrev=12").Output(); err == nil {
		f.Commit = strings.TrimSpace(string(commit))
	}
	return f
}

// cpuModel returns the name of the processor where the system tells it.
func cpuModel() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "not known"
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "not known"
}
