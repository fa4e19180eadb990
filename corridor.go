package passage

// CorridorID names a corridor in the tables.
type CorridorID string

// Corridor is a way from one node to another.
type Corridor struct {
	ID            CorridorID
	From, To      NodeID
	Mode          string
	LeadDays      float64
	USDPerT       float64
	TrucksPerDay  Limit // what enters it
	PayloadT      Limit // tonnes on a truck; the scenario's where not given
	ShareArriving float64
}
