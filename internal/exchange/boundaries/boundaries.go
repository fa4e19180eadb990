// Package boundaries reads the outlines of places from GeoJSON, as RFC 7946
// describes it, and makes them as coarse as a map needs. It streams: what is
// held is the points, and of them so many at most. The file may be hostile, so
// everything has a bound: see [Limits].
package boundaries

import (
	"fmt"

	"passage"
)

// Limits bound what is read. A zero field means the default named beside it.
type Limits struct {
	Bytes    int64 // of the file: 32 MiB
	Depth    int   // arrays and objects within one another: 32
	Features int   // in the collection: 10,000
	Points   int   // in all of them: 500,000
}

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = 32 << 20
	}
	if l.Depth == 0 {
		l.Depth = 32
	}
	if l.Features == 0 {
		l.Features = 10_000
	}
	if l.Points == 0 {
		l.Points = 500_000
	}
	return l
}

// Feature is one outline and what it is called.
type Feature struct {
	Number   int    // in the file, from 1
	Pcode    string // the property pcode; empty where there is none
	Place    string // the property place; empty where there is none
	Polygons []passage.Polygon
}

// Fault is something wrong with the file: which feature and which member of
// it.
type Fault struct {
	Feature int    // from 1; 0 where none applies
	Name    string // the feature's pcode or place, where it was read before the fault
	Member  string // such as "geometry.coordinates"; empty where none applies
	Value   string // what was found, cut to a readable length
	Problem string // a sentence: what is wrong, and what was expected
	Warning bool   // the feature is passed over, and nothing else is amiss
}

func (f *Fault) Error() string {
	if where := f.Where(); where != "" {
		return where + ": " + f.Problem
	}
	return f.Problem
}

// Where names the feature and its member.
func (f *Fault) Where() string {
	switch {
	case f.Feature == 0:
		return f.Member
	case f.Member == "":
		return fmt.Sprintf("feature %d", f.Feature)
	}
	return fmt.Sprintf("feature %d, %s", f.Feature, f.Member)
}
