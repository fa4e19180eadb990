// Package sitrep sets a situation report on two pages of a PDF file. It is given
// all it says, in the reader's language: it knows no database and no clock.
package sitrep

import (
	"time"

	"passage/internal/pdf"
)

// Sitrep is what a situation report says. Names and sentences are in the reader's
// language, figures and dates are written as the reader writes them. What is
// empty is left out, or said to be unknown where a table would be.
type Sitrep struct {
	Lang      string // BCP 47, such as "ar"
	RTL       bool   // whether the language is read from right to left
	Operation string
	AsOf      string // the day up to which everything is known
	Period    string // what the figures cover
	Publisher string
	Caution   string    // stands out below the title, such as that figures are an exercise's
	Created   time.Time // what the file gives as its date

	Figures []Figure // the first six are shown
	Map     Map
	Doors   []Door
	Weeks   []string // the columns of Cover
	Cover   []Cover
	Losses  []Loss
	Needed  []Need // the most useful first
	Notes   []string
	More    string // where what is left out can be found: an address or a place
}

// Figure is a headline figure.
type Figure struct{ Value, Label, Note string }

// Share is a part of what is needed: 0 nothing, 1 all.
type Share struct {
	Value float64
	Known bool
	Text  string
}

// Map is shapes whose places are from the left edge (0) to the right (1) and from
// the top (0) to the bottom (1).
type Map struct {
	Alt    string  // what is to be seen, in words
	Aspect float64 // width by height of the whole; 0: a square
	Areas  []Area
	Lines  []Line
	Places []Place
}

// Area is a place with borders, shaded by its cover.
type Area struct {
	Name  string
	Rings [][]pdf.Point // a ring within a ring is a hole
	Label pdf.Point
	Cover Share
}

// Line is a road or a flow.
type Line struct {
	Points []pdf.Point
	Weight float64 // 0 a thin line, 1 the thickest
	Closed bool    // dashed
}

// Place is a door or a hub.
type Place struct {
	Name string
	At   pdf.Point
	Kind PlaceKind
}

// PlaceKind is how a place is drawn.
type PlaceKind uint8

// The kinds of places.
const (
	OpenDoor PlaceKind = iota
	ClosedDoor
	Hub
)

// Door is a crossing, port or road by which aid comes in.
type Door struct{ Name, State, Source, Planned, Observed, Others string }

// Cover is how much of a place's needs was met, week by week.
type Cover struct {
	Place string
	Weeks []Share
}

// Loss is what was lost or held.
type Loss struct {
	What, Where, Amount, Reason string
	URL                         string // of what is said about it; not on paper
}

// Need is an ask: what, of whom, and what it would bring.
type Need struct{ What, Of, Effect string }

// Words are the report's own words in the reader's language.
type Words struct {
	Title, AsOf, Period       string // of the report
	Map, Cover, CoverScale    string // headings; the scale is of shades
	NoCover, FullCover        string // the ends of the scale
	NotKnown                  string // of cover: no shade
	OpenDoor, ClosedDoor, Hub string // of the map's signs
	Doors, Door, State        string
	Source                    string
	Planned, Observed, Others string // trucks: by the plan, by us, by others
	Place                     string
	Losses, What, Where       string
	Amount, Reason            string
	Needed, Effect            string
	Notes                     string
	Unknown                   string // nothing is known of this, in a sentence

	Page    func(n, of int) string             // "Page 1 of 2"
	LeftOut func(rows int, more string) string // how many rows are left out, and where they are
}
