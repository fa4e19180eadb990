package exchange

import (
	"errors"
	"fmt"
	"strings"

	"passage"
	"passage/internal/exchange/book"
	"passage/internal/exchange/boundaries"
)

// readBoundaries reads the outlines of places, if there are any, and gives
// each to its place.
func (r *reading) readBoundaries(b *book.Book) error {
	if b.Boundaries == nil {
		return nil
	}
	file, err := b.Boundaries()
	if err != nil {
		return r.damaged(err)
	}
	defer file.Close()
	features, faults, err := boundaries.Read(file, boundaries.Limits{})
	if err != nil {
		return r.damaged(err)
	}
	sound := true
	for _, f := range faults {
		problem := f.Problem
		if f.Name != "" {
			problem = fmt.Sprintf("%s: %s", clip(f.Name), problem)
		}
		r.faults = append(r.faults, passage.Fault{Table: "boundaries", Column: f.Where(), Value: f.Value, Problem: problem, Warning: f.Warning})
		sound = sound && f.Warning
	}
	if sound && !r.fatal() {
		r.matchBoundaries(features)
	}
	return nil
}

// damaged notes that the file cannot be unpacked; other trouble is the caller's.
func (r *reading) damaged(err error) error {
	if fault := (*book.Fault)(nil); errors.As(err, &fault) {
		r.faults = append(r.faults, passage.Fault{Table: "boundaries", Problem: fault.Problem})
		return nil
	}
	return fmt.Errorf("%s: %w", book.BoundariesFile, err)
}

// matchBoundaries gives features to the places that bear their pcode or, where
// none does, their place's id. Features of other places are no fault: files of
// boundaries often hold a whole country.
func (r *reading) matchBoundaries(features []boundaries.Feature) {
	say := func(number int, warning bool, format string, args ...any) {
		f := passage.Fault{Table: "boundaries", Problem: fmt.Sprintf(format, args...), Warning: warning}
		if number > 0 {
			f.Column = fmt.Sprintf("feature %d", number)
		}
		r.faults = append(r.faults, f)
	}
	places := r.scenario.Places
	byPcode, byID := map[string]int{}, map[string]int{}
	for i, p := range places {
		if _, twice := byPcode[p.Pcode]; !twice && p.Pcode != "" {
			byPcode[p.Pcode] = i
		}
		byID[string(p.ID)] = i
	}
	of := make([]*boundaries.Feature, len(places))
	for i := range features {
		f := &features[i]
		at, ok := byPcode[f.Pcode]
		if !ok {
			at, ok = byID[f.Place]
		}
		switch {
		case !ok:
		case of[at] != nil:
			say(f.Number, false, "the feature is for the place %s, as feature %d is; expected one feature for a place: join its areas into one MultiPolygon", clip(string(places[at].ID)), of[at].Number)
		default:
			of[at] = f
			if !near(places[at], f.Polygons) {
				say(f.Number, true, "the outline lies elsewhere than the latitude and longitude of its place, %s; expected longitude before latitude in GeoJSON, and lat and lon within the place", clip(string(places[at].ID)))
			}
		}
	}
	var list []passage.Boundary
	var without []string
	for i, p := range places {
		if of[i] == nil {
			without = append(without, clip(string(p.ID)))
		} else {
			list = append(list, passage.Boundary{Place: p.ID, Polygons: of[i].Polygons})
		}
	}
	switch n := len(without); {
	case len(list) == 0 && n > 0:
		say(0, true, "no feature has the pcode or the id of a place, so no map can be drawn from it; expected a property pcode or place")
	case n > 3:
		say(0, true, "there is no feature for %s and %d more places, so a map shows no outline of them; expected one with the property pcode or place", strings.Join(without[:3], ", "), n-3)
	case n > 0:
		say(0, true, "there is no feature for %s, so a map shows no outline of it; expected one with the property pcode or place", strings.Join(without, ", "))
	}
	r.boundaries = boundaries.Simplify(list)
}

// near reports whether a place's own position, if it has one, is within the
// outline's frame or not far from it.
func near(p passage.Place, polygons []passage.Polygon) bool {
	if !p.Lat.Given || !p.Lon.Given {
		return true
	}
	first := true
	var lo, hi passage.Point
	for _, polygon := range polygons {
		for _, ring := range polygon {
			for _, q := range ring {
				if first {
					lo, hi, first = q, q, false
				}
				lo = passage.Point{Lon: min(lo.Lon, q.Lon), Lat: min(lo.Lat, q.Lat)}
				hi = passage.Point{Lon: max(hi.Lon, q.Lon), Lat: max(hi.Lat, q.Lat)}
			}
		}
	}
	east, north := hi.Lon-lo.Lon, hi.Lat-lo.Lat
	return p.Lon.Value >= lo.Lon-east && p.Lon.Value <= hi.Lon+east && p.Lat.Value >= lo.Lat-north && p.Lat.Value <= hi.Lat+north
}
