package passage

// NeedID names a need in the tables.
type NeedID string

// Need is what a person needs a day.
type Need struct {
	ID           NeedID
	Name         string
	Unit         string
	PerPersonDay float64
	Weight       float64 // beside the other needs
}

// Content is how many of a need's units a kilogram of a commodity gives.
type Content struct {
	Commodity CommodityID
	Need      NeedID
	PerKg     float64
}
