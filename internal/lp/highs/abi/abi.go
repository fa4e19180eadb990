// Package abi names what passage and the HiGHS module ask of each other. The
// npm package shortens the names of the module's functions at each of its own
// builds; its loader, highs.mjs, knows which is which. internal/lp/highs/gen
// writes that down as exports.json, and internal/lp/highs reads it back.
package abi

import (
	"fmt"
	"slices"
	"strings"
)

// Exports returns the C names that passage calls.
func Exports() []string {
	return []string{
		"malloc",
		"Highs_changeRowsBoundsByRange",
		"Highs_create",
		"Highs_crossover",
		"Highs_getBasis",
		"Highs_getDoubleInfoValue",
		"Highs_getIntInfoValue",
		"Highs_getModelStatus",
		"Highs_getNumCol",
		"Highs_getNumRow",
		"Highs_getSolution",
		"Highs_passLp",
		"Highs_readModel",
		"Highs_run",
		"Highs_setBasis",
		"Highs_setBoolOptionValue",
		"Highs_setDoubleOptionValue",
		"Highs_setIntOptionValue",
		"Highs_setStringOptionValue",
		"Highs_version",
	}
}

// Imports returns the C names of the functions that the module may ask of its
// host, as highs.mjs calls them.
func Imports() []string {
	return []string{
		"_abort_js",
		"__cxa_throw",
		"_setitimer_js",
		"__syscall_fcntl64",
		"__syscall_ioctl",
		"__syscall_openat",
		"_tzset_js",
		"_emscripten_runtime_keepalive_clear",
		"clock_time_get",
		"emscripten_date_now",
		"emscripten_get_now",
		"emscripten_resize_heap",
		"environ_get",
		"environ_sizes_get",
		"exit",
		"fd_close",
		"fd_read",
		"fd_seek",
		"fd_write",
		"proc_exit",
	}
}

// Names maps C names to the short names of one build of the module.
type Names struct {
	Package string            `json:"package"` // as in package-lock.json: highs 1.15.3
	Start   string            `json:"start"`   // runs the C++ constructors
	Module  string            `json:"module"`  // the module that the imports come from
	Exports map[string]string `json:"exports"`
	Imports map[string]string `json:"imports"`
}

// Check reports every name that passage needs and the module lacks, and every
// function that the module asks for and passage does not know.
func (n Names) Check() error {
	var faults []string
	for _, name := range Exports() {
		if n.Exports[name] == "" {
			faults = append(faults, "it has no "+name)
		}
	}
	known := Imports()
	for name := range n.Imports {
		if !slices.Contains(known, name) {
			faults = append(faults, "it asks for "+name+", which passage does not offer")
		}
	}
	if n.Start == "" {
		faults = append(faults, "its constructors cannot be found")
	}
	if len(faults) == 0 {
		return nil
	}
	slices.Sort(faults)
	return fmt.Errorf("the npm package %s does not fit this passage: %s", n.Package, strings.Join(faults, "; "))
}
