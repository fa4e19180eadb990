package boundaries

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"passage"
)

const square = `[[[34,31],[35,31],[35,32],[34,31]]]`

func file(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func feature(properties, kind, coordinates string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{%s},"geometry":{"type":%q,"coordinates":%s}}`, properties, kind, coordinates)
}

func TestRead(t *testing.T) {
	ring := passage.Ring{{Lon: 34, Lat: 31}, {Lon: 35, Lat: 31}, {Lon: 35, Lat: 32}, {Lon: 34, Lat: 31}}
	for name, text := range map[string]string{
		"as programs write it":           file(feature(`"pcode":"X1","place":"north"`, "Polygon", square)),
		"with a byte-order mark":         "\ufeff" + file(feature(`"pcode":"X1","place":"north"`, "Polygon", square)),
		"with heights":                   file(feature(`"place":"north","pcode":"X1"`, "Polygon", `[[[34,31,5],[35,31,5],[35,32,5],[34,31,5]]]`)),
		"as one of several":              file(feature(`"place":"north","pcode":"X1"`, "MultiPolygon", `[`+square+`]`)),
		"coordinates before their type":  `{"features":[{"geometry":{"coordinates":` + square + `,"type":"Polygon"},"properties":{"pcode":"X1","place":"north"}}],"crs":{"a":[1,{}]},"type":"FeatureCollection"}`,
		"with members of no concern":     file(`{"id":[[1]],"bbox":[1,2],"properties":{"pcode":"X1","place":"north","x":null,"y":{"pcode":"no"}},"geometry":{"type":"Polygon","coordinates":` + square + `,"bbox":null}}`),
		"the place a text, pcode before": file(feature(`"pcode":"X1","place":"north","area":61.1`, "Polygon", square)),
	} {
		t.Run(name, func(t *testing.T) {
			got, faults, err := Read(iotest.OneByteReader(strings.NewReader(text)), Limits{})
			if err != nil || len(faults) > 0 {
				t.Fatal(err, faults)
			}
			want := []Feature{{Number: 1, Pcode: "X1", Place: "north", Polygons: []passage.Polygon{{ring}}}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadFaults(t *testing.T) {
	small := Limits{Depth: 9, Features: 2, Points: 12, Bytes: 2000}
	good := feature(`"pcode":"X1"`, "Polygon", square)
	for _, c := range []struct {
		name, text string
		want       string // of the first fault
		kept       int    // features
	}{
		{"nothing", "", "the file is not JSON from byte 0 on: the file ends in the middle", 0},
		{"no JSON", "<html>", "the file is not JSON from byte 0 on: invalid character '<'", 0},
		{"cut off", file(good)[:60], "feature 1: the file is not JSON from byte", 0},
		{"another type", `{"type":"Topology","features":[]}`, `type: "Topology" is not FeatureCollection`, 0},
		{"a list", `[]`, "is no object", 0},
		{"no features", `{"type":"FeatureCollection"}`, "features: is missing", 0},
		{"features twice", `{"type":"FeatureCollection","features":[],"features":[]}`, "features: is there twice", 0},
		{"features that are none", `{"type":"FeatureCollection","features":{}}`, "features: is no array", 0},
		{"something behind it", file(good) + "{}", "the file goes on behind its end", 0},
		{"a feature that is a number", file("7", good), "feature 1: is no object", 0},
		{"too many features", file(good, good, good), "feature 3: the file has more than 2 features", 0},
		{"too many points", file(feature(``, "Polygon", `[[[1,1],[1,2],[2,2],[1,1]],[[1,1],[1,2],[2,2],[1,1]],[[1,1],[1,2],[2,2],[1,1]],[[1,1]]]`)), "feature 1, geometry.coordinates: brings the file to more than 12 points", 0},
		{"too deep", file(`{"x":` + strings.Repeat("[", 20)), "feature 1: arrays and objects stand more than 9 deep", 0},
		{"too deep in the coordinates", file(feature(``, "Polygon", strings.Repeat("[", 20))), "feature 1: arrays and objects stand more than 9 deep", 0},
		{"too long", file(good) + strings.Repeat(" ", 2000), "the file has more than 2000 bytes", 0},
		{"no geometry", file(`{"properties":{"pcode":"X2"},"geometry":null}`, good), "feature 1, geometry: is missing, so the feature is passed over", 1},
		{"a point", file(feature(``, "Point", `[1,2]`), good), `feature 1, geometry.type: "Point" is no area`, 1},
		{"no coordinates", file(`{"geometry":{"type":"Polygon"}}`, good), "feature 1, geometry.coordinates: is missing", 1},
		{"one level too few", file(feature(``, "Polygon", `[[1,1],[1,2],[2,2],[1,1]]`), good), "feature 1, geometry.coordinates: is nested 2 deep; expected 3 for a Polygon", 1},
		{"one level too many", file(feature(``, "Polygon", `[`+square+`]`), good), "feature 1, geometry.coordinates: is nested 4 deep; expected 3", 1},
		{"five levels", file(feature(``, "MultiPolygon", `[[`+square+`]]`), good), "feature 1, geometry.coordinates[0]: is nested too deep", 1},
		{"uneven levels", file(feature(``, "Polygon", `[[[1,1],[1,2],[2,2],[1,1]],`+square+`]`), good), "feature 1, geometry.coordinates[1]: is nested otherwise", 1},
		{"empty coordinates", file(feature(``, "Polygon", `[]`), good), "feature 1, geometry.coordinates: is nested 1 deep", 1},
		{"an empty ring", file(feature(``, "Polygon", `[[]]`), good), "feature 1, geometry.coordinates[0]: is empty", 1},
		{"an open ring", file(feature(``, "Polygon", `[[[1,1],[1,2],[2,2],[2,1]]]`), good), "feature 1, geometry.coordinates[0]: the ring has 4 positions or does not end", 1},
		{"a line there and back", file(feature(``, "Polygon", `[[[1,1],[1,2],[1,1]]]`), good), "feature 1, geometry.coordinates[0]: the ring has 3 positions", 1},
		{"metres", file(feature(``, "Polygon", `[[[639000,3487000],[1,2],[2,2],[2,1]]]`), good), "feature 1, geometry.coordinates[0][0][0]: the longitude 639000 is not within 180 degrees", 1},
		{"latitude first", file(feature(``, "Polygon", `[[[31,134],[1,2],[2,2],[2,1]]]`), good), "feature 1, geometry.coordinates[0][0][1]: the latitude 134 is not within 90 degrees", 1},
		{"a number past all", file(feature(``, "Polygon", `[[[1e999,1],[1,2],[2,2],[1,1]]]`), good), "feature 1, geometry.coordinates[0][0][0]: the longitude 1e999", 1},
		{"words for numbers", file(feature(``, "Polygon", `[[["1",1],[1,2],[2,2],[1,1]]]`), good), "feature 1, geometry.coordinates[0][0][0]: is no number", 1},
		{"half a position", file(feature(``, "Polygon", `[[[1],[1,2],[2,2],[1,1]]]`), good), "feature 1, geometry.coordinates[0][0]: the position has 1 number", 1},
		{"an object for coordinates", file(feature(``, "Polygon", `{"a":[1]}`), good), "feature 1, geometry.coordinates: is no array", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, faults, err := Read(strings.NewReader(c.text), small)
			if err != nil {
				t.Fatal(err)
			}
			if len(faults) == 0 {
				t.Fatal("no fault")
			}
			if !strings.HasPrefix(faults[0].Error(), c.want) || len(got) != c.kept {
				t.Errorf("%d kept, %s\nwant %d, %s", len(got), faults[0], c.kept, c.want)
			}
		})
	}
}

// A hundred slips are told, and the rest of the file is not read.
func TestReadManyFaults(t *testing.T) {
	bad := feature(`"pcode":"X1"`, "Point", `[1,2]`)
	_, faults, err := Read(strings.NewReader(file(strings.Repeat(bad+",", 500)+bad)), Limits{})
	if err != nil || len(faults) != mostFaults+1 || faults[0].Name != "X1" {
		t.Error(err, len(faults))
	}
}

func TestReadTrouble(t *testing.T) {
	want := errors.New("the disk is gone")
	if _, _, err := Read(io.MultiReader(strings.NewReader(`{"type":`), iotest.ErrReader(want)), Limits{}); !errors.Is(err, want) {
		t.Error(err)
	}
}

// Whatever the bytes are, they are read or refused in bounds, the same each
// time, and what is read can be simplified.
func FuzzRead(f *testing.F) {
	f.Add([]byte(file(feature(`"pcode":"X1"`, "Polygon", square), feature(`"place":"a"`, "MultiPolygon", `[`+square+`]`))))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"geometry":{"coordinates":[[[1,1],[1]]],"type":"Polygon"}}]}`))
	f.Add([]byte("\ufeff[[[[[["))
	limits := Limits{Bytes: 1 << 16, Depth: 10, Features: 20, Points: 200}
	f.Fuzz(func(t *testing.T, text []byte) {
		features, faults, err := Read(bytes.NewReader(text), limits)
		if err != nil {
			t.Fatal(err)
		}
		again, _, _ := Read(iotest.OneByteReader(bytes.NewReader(text)), limits)
		if diff := cmp.Diff(features, again); diff != "" {
			t.Fatal(diff)
		}
		if len(features) > limits.Features || len(features) == 0 && len(faults) == 0 && !bytes.Contains(text, []byte("features")) {
			t.Fatal(len(features), "features and no fault")
		}
		var list []passage.Boundary
		for _, one := range features {
			list = append(list, passage.Boundary{Polygons: one.Polygons})
		}
		n := 0
		for p := range points(list) {
			if n++; math.Abs(p.Lon) > 180 || math.Abs(p.Lat) > 90 {
				t.Fatal(p)
			}
		}
		if n > limits.Points {
			t.Fatal(n, "points")
		}
		for _, b := range Simplify(list) {
			for _, polygon := range b.Polygons {
				for _, ring := range polygon {
					if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
						t.Fatal(ring)
					}
				}
			}
		}
	})
}
