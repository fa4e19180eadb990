package passage

// Boundary is the outline of a place, for maps. No plan depends on it.
type Boundary struct {
	Place    PlaceID
	Polygons []Polygon
}

// Polygon is an area: the ring around it, then the rings around its holes.
type Polygon []Ring

// Ring is a closed line. Its last point is its first.
type Ring []Point

// Point is a position in degrees, by WGS 84. The longitude comes first, as in
// GeoJSON.
type Point struct{ Lon, Lat float64 }
