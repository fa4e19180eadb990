package passage

// CommodityID names a commodity in the tables.
type CommodityID string

// GroupID names a food group in the tables.
type GroupID string

// Commodity is a thing that moves.
type Commodity struct {
	ID         CommodityID
	Name       string
	Sector     string
	M3PerT     Limit // cubic metres a tonne fills
	ShelfDays  Limit
	MinG, MaxG Limit // bounds of its ration, grams per person per day
}

// GroupMember puts a commodity into a food group.
type GroupMember struct {
	Group     GroupID
	Commodity CommodityID
}

// GroupLimit bounds the ration of a food group, grams per person per day.
type GroupLimit struct {
	Group      GroupID
	MinG, MaxG Limit
}
