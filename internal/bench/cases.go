package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// benchCase is a scenario to be measured.
type benchCase struct {
	Name  string
	Path  string // of the scenario; "": a table of so many rows of people is made
	Rows  int
	Large bool
}

// part is what one process measures of a case.
type part string

const (
	planning part = "the plan, step by step"
	alone    part = "HiGHS alone"
	native   part = "the highs executable alone"
	reading  part = "reading"
)

// The second stage by HiGHS alone, from the vertex of the first and from nothing.
const (
	aloneSecond = "the second stage alone"
	aloneAnew   = "the second stage alone, from nothing"
)

// parts returns what is measured of a case, each in a process of its own.
func (c benchCase) parts() []part {
	if c.Path == "" {
		return []part{reading}
	}
	return []part{planning, alone, native}
}

// worlds is the folder of the made-up countries.
func worlds(root string) string {
	return filepath.Join(root, "internal", "planner", "testdata", "worlds")
}

// cases are all there are, with paths below the repository's root.
func cases(root string) []benchCase {
	var list []benchCase
	for _, world := range []struct {
		name, file string
		large      bool
	}{
		{"places-5", "places-5", false}, {"rich-5", "places-5-rich", false}, {"tight-5", "places-5-rich-tight", false},
		{"places-40", "places-40", false}, {"places-190", "places-190", true}, {"places-1000", "places-1000", true},
	} {
		path := filepath.Join(worlds(root), world.file+".zip")
		list = append(list, benchCase{Name: world.name, Path: path, Large: world.large})
	}
	for _, example := range []string{"gaza-2025", "wfp-syria"} {
		list = append(list, benchCase{Name: example, Path: filepath.Join(root, "examples", example)})
	}
	return append(list, benchCase{Name: "people-rows", Rows: 1_000_000})
}

// choose returns the case of that name, or all but the large ones where there
// is no name.
func choose(list []benchCase, name string, large bool) ([]benchCase, error) {
	var chosen []benchCase
	var names []string
	for _, c := range list {
		names = append(names, c.Name)
		if c.Name == name || name == "" && (large || !c.Large) {
			chosen = append(chosen, c)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("there is no case %q; expected one of %s", name, strings.Join(names, ", "))
	}
	return chosen, nil
}
