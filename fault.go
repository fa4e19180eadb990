package passage

import (
	"fmt"
	"strings"
)

// Fault is something wrong, or likely to be wrong, in a scenario: where it
// stands, what was found and what was expected.
type Fault struct {
	Table   string `json:"table"`            // "people", "scenario" for scenario.toml, or "boundaries" for boundaries.geojson
	Line    int    `json:"line,omitempty"`   // of the file or sheet, from 1; 0 where no line applies
	Column  string `json:"column,omitempty"` // the column's name, the key in scenario.toml, or the feature and its member
	Value   string `json:"value,omitempty"`  // what was found, cut to a readable length
	Problem string `json:"problem"`          // a sentence: what is wrong, and what was expected
	Warning bool   `json:"warning"`          // likely a slip, but the scenario can be used
}

// String writes the fault as one line of text.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Table)
	if f.Line > 0 {
		fmt.Fprintf(&b, ", line %d", f.Line)
	}
	if f.Column != "" {
		fmt.Fprintf(&b, ", %s", f.Column)
	}
	b.WriteString(": ")
	b.WriteString(f.Problem)
	return b.String()
}

// Faults are all that is wrong with one scenario.
type Faults []Fault

// Error lists the faults that are not warnings, a line each.
func (fs Faults) Error() string {
	var b strings.Builder
	for _, f := range fs {
		if !f.Warning {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(f.String())
		}
	}
	return b.String()
}

// Fatal reports whether any fault is more than a warning.
func (fs Faults) Fatal() bool {
	for _, f := range fs {
		if !f.Warning {
			return true
		}
	}
	return false
}
