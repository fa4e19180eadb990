package passage

// PlaceID names a place in the tables.
type PlaceID string

// Place is an area whose people are counted together.
type Place struct {
	ID       PlaceID
	Name     string
	Pcode    string // the UN's place code
	Parent   string
	Lat, Lon Limit // degrees
}

// Headcount is the number of people in a place from a date until the next one.
type Headcount struct {
	Place  PlaceID
	From   Date // zero: before all others
	People float64
}
