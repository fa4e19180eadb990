package boundaries

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"passage"
)

// mostFaults is how many faults are spelt out. A file in which a thousand
// rings have the same slip is told of a hundred times, and no further.
const mostFaults = 100

// Read reads a FeatureCollection of polygons. A feature with a fault is left
// out and the rest is read on; with a fault of the file as such there are no
// features. The error is the reader's own trouble.
func Read(in io.Reader, limits Limits) ([]Feature, []*Fault, error) {
	limits = limits.orDefault()
	bounded := &boundedReader{in: in, left: limits.Bytes}
	buffered := bufio.NewReaderSize(bounded, 1<<16)
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		buffered.Discard(3)
	}
	r := &reader{json: json.NewDecoder(buffered), limits: limits}
	r.json.UseNumber()
	err := r.file()
	fault := (*Fault)(nil)
	if err != nil {
		r.features = nil
	}
	switch {
	case bounded.err != nil:
		return nil, nil, bounded.err
	case bounded.left < 0:
		r.faults = append(r.faults, &Fault{Problem: fmt.Sprintf("the file has more than %d bytes; expected at most that many", limits.Bytes)})
	case errors.As(err, &fault):
		r.faults = append(r.faults, fault)
	case err != nil:
		r.faults = append(r.faults, r.notJSON(err))
	}
	return r.features, r.faults, nil
}

// boundedReader ends what is read after so many bytes, and keeps the error of
// what it reads from apart from errors of the text.
type boundedReader struct {
	in   io.Reader
	left int64 // below zero: there was more
	err  error
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, io.EOF
	}
	n, err := b.in.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, io.EOF
	}
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

type reader struct {
	json     *json.Decoder
	limits   Limits
	depth    int
	points   int
	feature  int // the number of the one being read
	features []Feature
	faults   []*Fault
}

// notJSON says that the text breaks off or is none of JSON.
func (r *reader) notJSON(err error) *Fault {
	what := "the file ends in the middle"
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		what = strings.TrimPrefix(err.Error(), "json: ")
	}
	return &Fault{Feature: r.feature, Problem: fmt.Sprintf("the file is not JSON from byte %d on: %s; expected a GeoJSON FeatureCollection", r.json.InputOffset(), what)}
}

// fatal ends the file.
func (r *reader) fatal(member, value, format string, args ...any) error {
	return &Fault{Feature: r.feature, Member: member, Value: clip(value), Problem: fmt.Sprintf(format, args...)}
}

// file reads the whole file.
func (r *reader) file() error {
	seen := map[string]bool{}
	token, err := r.token()
	if err != nil {
		return err
	}
	err = r.object(token, "", func(key string) error {
		if (key == "type" || key == "features") && seen[key] {
			return r.fatal(key, "", "is there twice; expected it once")
		}
		seen[key] = true
		switch key {
		case "type":
			text, err := r.text()
			if err == nil && text != "FeatureCollection" {
				return r.fatal("type", text, "%s is not FeatureCollection; expected a collection of features", quoted(text))
			}
			return err
		case "features":
			err := r.array("features", func() error {
				if r.feature++; r.feature > r.limits.Features {
					return r.fatal("", "", "the file has more than %d features; expected the places of one scenario", r.limits.Features)
				}
				return r.readFeature()
			})
			if err == nil {
				r.feature = 0
			}
			return err
		}
		return r.skip()
	})
	if err != nil {
		return err
	}
	for _, key := range []string{"type", "features"} {
		if !seen[key] {
			return r.fatal(key, "", "is missing; expected a GeoJSON FeatureCollection")
		}
	}
	if _, err := r.json.Token(); err != io.EOF {
		return r.fatal("", "", "the file goes on behind its end, from byte %d; expected one FeatureCollection", r.json.InputOffset())
	}
	return nil
}

// readFeature reads one feature and keeps it, or its fault.
func (r *reader) readFeature() error {
	f := Feature{Number: r.feature}
	var s *Fault // the first slip
	given := false
	token, err := r.token()
	if err != nil {
		return err
	}
	err = r.object(token, "", func(key string) error {
		token, err := r.token()
		if err != nil {
			return err
		}
		switch {
		case key == "properties" && token != nil:
			return r.object(token, "properties", func(key string) error {
				var err error
				switch key {
				case "pcode":
					f.Pcode, err = r.text()
				case "place":
					f.Place, err = r.text()
				default:
					err = r.skip()
				}
				return err
			})
		case key == "geometry" && token != nil:
			given = true
			f.Polygons, s, err = r.geometry(token)
			return err
		}
		return r.rest(token)
	})
	if err != nil {
		return err
	}
	if s == nil && !given {
		s = &Fault{Member: "geometry", Problem: "is missing, so the feature is passed over; expected a Polygon or a MultiPolygon", Warning: true}
	}
	if s == nil {
		r.features = append(r.features, f)
		return nil
	}
	s.Feature, s.Name, s.Value = f.Number, f.Pcode, clip(s.Value)
	if s.Name == "" {
		s.Name = f.Place
	}
	if r.faults = append(r.faults, s); len(r.faults) >= mostFaults {
		r.feature = 0
		return r.fatal("", "", "there are %d faults so far, and the rest is not read; expected outlines as GeoJSON has them", mostFaults)
	}
	return nil
}

// geometry reads a polygon or several. A slip concerns this feature alone.
func (r *reader) geometry(token json.Token) (polygons []passage.Polygon, s *Fault, err error) {
	kind, shape, given := "", shape{}, false
	err = r.object(token, "geometry", func(key string) error {
		var err error
		switch key {
		case "type":
			kind, err = r.text()
		case "coordinates":
			var token json.Token
			if token, err = r.token(); err == nil {
				given = true
				shape, err = r.coordinates(token)
			}
		default:
			err = r.skip()
		}
		return err
	})
	want := map[string]int{"Polygon": polygonLevel, "MultiPolygon": severalLevel}[kind]
	switch {
	case err != nil:
		return nil, nil, err
	case want == 0:
		return nil, &Fault{Member: "geometry.type", Value: kind, Problem: quoted(kind) + " is no area; expected Polygon or MultiPolygon"}, nil
	case !given:
		return nil, &Fault{Member: "geometry.coordinates", Problem: "is missing; expected the positions of a " + kind}, nil
	case shape.slip != "":
		return nil, &Fault{Member: "geometry.coordinates" + shape.where, Value: shape.value, Problem: shape.slip}, nil
	case shape.level != want:
		return nil, &Fault{Member: "geometry.coordinates", Problem: fmt.Sprintf("is nested %d deep; expected %d for a %s", max(shape.level+1, 1), want+1, kind)}, nil
	case want == polygonLevel:
		return []passage.Polygon{shape.polygon}, nil, nil
	}
	return shape.polygons, nil, nil
}

// What nested arrays of numbers are: level n holds those of level n-1.
const (
	emptyLevel    = -1
	positionLevel = 0
	ringLevel     = 1
	polygonLevel  = 2
	severalLevel  = 3
)

// shape is an array of coordinates of one level, and the first slip in it.
type shape struct {
	level    int
	point    passage.Point
	ring     passage.Ring
	polygon  passage.Polygon
	polygons []passage.Polygon

	slip, where, value string
}

func (s *shape) fail(where, value, format string, args ...any) {
	if s.slip == "" {
		s.slip, s.where, s.value = fmt.Sprintf(format, args...), where, value
	}
}

// coordinates reads an array, whatever its level, since GeoJSON may say only
// behind it what it is.
func (r *reader) coordinates(token json.Token) (shape, error) {
	out := shape{level: emptyLevel}
	if token != json.Delim('[') {
		out.fail("", "", "is no array; expected positions")
		return out, r.rest(token)
	}
	numbers := 0
	for i := 0; r.json.More(); i++ {
		token, err := r.token()
		if err != nil {
			return out, err
		}
		if token != json.Delim('[') {
			number, ok := token.(json.Number)
			if !ok || out.level > positionLevel {
				out.fail(fmt.Sprintf("[%d]", i), fmt.Sprint(token), "is no number; expected positions such as [34.5, 31.5]")
				if err := r.rest(token); err != nil {
					return out, err
				}
				continue
			}
			out.level = positionLevel
			out.number(numbers, string(number))
			numbers++
			continue
		}
		child, err := r.coordinates(token)
		if err != nil {
			return out, err
		}
		out.take(i, child)
	}
	if _, err := r.token(); err != nil {
		return out, err
	}
	switch {
	case out.level == positionLevel:
		if r.points++; r.points > r.limits.Points {
			return out, r.fatal("geometry.coordinates", "", "brings the file to more than %d points; expected outlines simplified for a map", r.limits.Points)
		}
		if numbers < 2 {
			out.fail("", "", "the position has %d number; expected longitude and latitude", numbers)
		}
	case out.level == ringLevel && out.slip == "":
		n := len(out.ring)
		if n < 4 || out.ring[0] != out.ring[n-1] {
			out.fail("", "", "the ring has %d positions or does not end where it begins; expected at least 4, the last as the first", n)
		}
	}
	return out, nil
}

// number takes in the i-th number of a position. Heights are passed over.
func (s *shape) number(i int, text string) {
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case i == 0:
		s.point.Lon = v
		if err != nil || math.Abs(v) > 180 {
			s.fail("[0]", text, "the longitude %s is not within 180 degrees; expected degrees by WGS 84, not metres", clip(text))
		}
	case i == 1:
		s.point.Lat = v
		if err != nil || math.Abs(v) > 90 {
			s.fail("[1]", text, "the latitude %s is not within 90 degrees; expected degrees by WGS 84, the longitude first", clip(text))
		}
	}
}

// take puts the i-th array into the one around it.
func (s *shape) take(i int, child shape) {
	at := fmt.Sprintf("[%d]", i)
	switch {
	case child.slip != "":
		s.fail(at+child.where, child.value, "%s", child.slip)
		s.level = max(s.level, child.level+1)
		return
	case child.level == emptyLevel:
		s.fail(at, "[]", "is empty; expected positions")
		return
	case child.level >= severalLevel:
		s.fail(at, "", "is nested too deep; expected the positions of a Polygon or a MultiPolygon")
		return
	case s.level == emptyLevel:
		s.level = child.level + 1
	case s.level != child.level+1:
		s.fail(at, "", "is nested otherwise than what stands before it; expected the same throughout")
		return
	}
	switch child.level {
	case positionLevel:
		s.ring = append(s.ring, child.point)
	case ringLevel:
		s.polygon = append(s.polygon, child.ring)
	case polygonLevel:
		s.polygons = append(s.polygons, child.polygon)
	}
}

// clip cuts a value to a readable length.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return text
}

func quoted(text string) string { return strconv.Quote(clip(text)) }
