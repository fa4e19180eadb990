package exchange_test

import (
	"os"
	"path/filepath"
	"testing"

	"passage"
	"passage/internal/exchange"
)

const outline = `{"type":"Feature","properties":{"pcode":"X1"},"geometry":{"type":"Polygon","coordinates":[[[34,31],[35,31],[35,32],[34,31]]]}}`

func outlines(features string) string {
	return `{"type":"FeatureCollection","features":[` + features + `]}`
}

func TestBoundaries(t *testing.T) {
	places := "place,name,pcode,lat,lon\nnorth,North,X1,31.5,34.6\nsouth,South,,,\n"
	south := `{"properties":{"place":"south"},"geometry":{"type":"Polygon","coordinates":[[[34,30],[35,30],[35,31],[34,30]]]}}`
	for _, c := range []struct {
		name, places, file string
		want               string
		places2            []passage.PlaceID
	}{
		{"by pcode and by id, in the order of the places", places, outlines(south + "," + outline), "", []passage.PlaceID{"north", "south"}},
		{"others' outlines are no fault", places, outlines(south + `,{"properties":{"pcode":"Y9"},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}},` + outline), "", []passage.PlaceID{"north", "south"}},
		{"one is missing", places, outlines(outline), "warning: boundaries: there is no feature for south, so a map shows no outline of it; expected one with the property pcode or place\n", []passage.PlaceID{"north"}},
		{"none is ours", places, outlines(`{"properties":{"pcode":"Y9"},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}}`), "warning: boundaries: no feature has the pcode or the id of a place, so no map can be drawn from it; expected a property pcode or place\n", nil},
		{"two are for one place", places, outlines(south + "," + outline + "," + outline), "boundaries, feature 3: the feature is for the place north, as feature 2 is; expected one feature for a place: join its areas into one MultiPolygon\n", nil},
		{"elsewhere than its place", "place,pcode,lat,lon\nnorth,X1,34.6,31.5\n", outlines(outline), "warning: boundaries, feature 1: the outline lies elsewhere than the latitude and longitude of its place, north; expected longitude before latitude in GeoJSON, and lat and lon within the place\n", []passage.PlaceID{"north"}},
		{"no polygon", places, outlines(south + `,{"properties":{"pcode":"X1"},"geometry":{"type":"Point","coordinates":[1,2]}}`), "boundaries, feature 2, geometry.type: X1: \"Point\" is no area; expected Polygon or MultiPolygon\n", nil},
		{"no JSON", places, "PK", "boundaries: the file is not JSON from byte 0 on: invalid character 'P' looking for beginning of value; expected a GeoJSON FeatureCollection\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			loaded, err := exchange.Read(t.Context(), folder(t, "scenario.toml", page, "places.csv", c.places, "boundaries.geojson", c.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := lines(loaded.Faults); got != c.want {
				t.Errorf("got  %swant %s", got, c.want)
			}
			if len(loaded.Boundaries) != len(c.places2) {
				t.Fatal(loaded.Boundaries)
			}
			for i, b := range loaded.Boundaries {
				if b.Place != c.places2[i] || len(b.Polygons) != 1 {
					t.Error(b)
				}
			}
		})
	}
}

func TestBoundariesName(t *testing.T) {
	loaded, err := exchange.Read(t.Context(), folder(t, "scenario.toml", page, "Boundaries.GeoJSON", outlines(outline)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := lines(loaded.Faults), "Boundaries.GeoJSON: is not read under this name; expected boundaries.geojson\n"; got != want {
		t.Errorf("got %s", got)
	}
}

// A folder and a zip keep the file byte for byte; a workbook has no place for
// it, and says so.
func TestConvertBoundaries(t *testing.T) {
	text := " " + outlines(outline) + "\n"
	dir := folder(t, "scenario.toml", page, "places.csv", "place,pcode\nnorth,X1\n", "boundaries.geojson", text)
	out := t.TempDir()
	at := func(name string) string { return filepath.Join(out, name) }
	for _, step := range []struct {
		from, to string
		left     int
	}{{dir, at("a.zip"), 0}, {at("a.zip"), at("b"), 0}, {at("a.zip"), at("c.xlsx"), 1}, {at("c.xlsx"), at("d.zip"), 0}} {
		left, err := exchange.Convert(t.Context(), step.from, step.to)
		if err != nil || len(left) != step.left {
			t.Fatal(step, left, err)
		}
	}
	if got, err := os.ReadFile(at("b/boundaries.geojson")); err != nil || string(got) != text {
		t.Errorf("%q, %v", got, err)
	}
	loaded, err := exchange.Read(t.Context(), at("a.zip"))
	if err != nil || len(loaded.Boundaries) != 1 {
		t.Error(loaded, err)
	}
}

func TestBoundariesOfTheExample(t *testing.T) {
	loaded, err := exchange.Read(t.Context(), "../../examples/gaza-2025")
	if err != nil || len(loaded.Boundaries) != 5 || loaded.Faults.Fatal() {
		t.Fatal(len(loaded.Boundaries), err, loaded.Faults)
	}
}
