// Package draw makes the still drawings of passage's pages: maps and charts as
// SVG, to stand within an HTML page. Drawings are pure: the same struct and
// [Look] give the same bytes.
//
// A drawing is handed its words and figures as its reader is to see them, and
// it says nothing of its own. Colours, dark mode and print are draw.css; what
// tells things apart is shape, texture or a figure too, so that a drawing
// can be read in grey print and without seeing colours. A screen reader is
// given title and description; behind each drawing stands its [Table].
//
// This package and no other makes a template.HTML.
package draw

import (
	_ "embed"
	"html/template"
	"math"
)

// Stylesheet is what the page has to load for the drawings.
//
//go:embed draw.css
var Stylesheet string

// Look is what a drawing has to know of its page and its reader.
type Look struct {
	ID    string  // begins all ids in the drawing; unique on its page
	RTL   bool    // read from right to left: axes, weeks and legends run that way
	Width float64 // for which it is drawn, in CSS pixels; 0 is 360, a small phone's
}

// About is what a drawing is called, and what it shows in a sentence or two,
// for those who do not see it.
type About struct {
	Title, Description string
}

// Table is what a drawing shows, as text.
type Table struct {
	Caption string
	Header  []string
	Rows    [][]string // as long as the header each
}

// Drawing is what every drawing can do.
type Drawing interface {
	SVG(Look) template.HTML
	Table() Table
}

// Tick is a step along an axis, such as a week or a day.
type Tick struct {
	Label string // short: "13"
	Group string // what several steps share, such as the month; said where it begins
}

// long is a tick's name where it stands alone.
func (t Tick) long() string {
	if t.Group == "" {
		return t.Label
	}
	return t.Label + " " + t.Group
}

// Missing stands for a figure that nobody gave. Any figure that is not finite
// is taken for it, and draws a gap or hatching, never a zero.
var Missing = math.NaN()

func missing(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }

// at returns the i-th figure, or Missing where there are fewer.
func at(list []float64, i int) float64 {
	if i < 0 || i >= len(list) || missing(list[i]) {
		return Missing
	}
	return list[i]
}

// Format writes a figure as its reader is to see it.
type Format func(float64) string

// say writes a figure; for one that is missing, a dash.
func (f Format) say(v float64) string {
	switch {
	case missing(v):
		return "–"
	case f == nil:
		return decimal(math.Round(v*100) / 100)
	}
	return f(v)
}
