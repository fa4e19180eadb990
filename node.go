package passage

// NodeID names a node of the network in the tables.
type NodeID string

// NodeKind is what a node is for.
type NodeKind string

const (
	Source   NodeKind = "source"
	Port     NodeKind = "port"
	Crossing NodeKind = "crossing"
	Hub      NodeKind = "hub"
	Site     NodeKind = "site" // gives out to the people of its place
)

// Node is a point where goods lie, change vehicle or are given out.
type Node struct {
	ID              NodeID
	Name            string
	Kind            NodeKind
	Place           PlaceID // of a site: whom it serves
	Lat, Lon        Limit   // degrees
	TrucksPerDay    Limit   // of a crossing: what leaves it
	StorageT        Limit
	HandlingTPerDay Limit
	HandlingUSDPerT float64
}
