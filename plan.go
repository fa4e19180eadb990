package passage

// Plan is what should move: for each period, counted from 0, what is taken,
// bought, sent, kept and given out, in tonnes. Rows with nothing in them are
// left out; the rest stand in the order of the scenario's tables, then of time.
type Plan struct {
	Takes         []Take
	Purchases     []Purchase
	Movements     []Movement
	Stocks        []Stock
	Distributions []Distribution
	Convoys       []Convoy // empty until the movements have been laid on whole trucks
}

// Convoy is the whole trucks that a corridor takes in a period for the goods
// aboard. Goods that may not pass on the same days travel in convoys apart.
type Convoy struct {
	Corridor CorridorID
	Period   int
	Goods    []CommodityID
	Trucks   int
	T        float64
	M3       float64
}

// Take draws on a supply.
type Take struct {
	Supply SupplyID
	Period int
	T      float64
}

// Purchase orders from an offer; the goods come the offer's lag later.
type Purchase struct {
	Offer  OfferID
	Period int
	T      float64
}

// Movement sends goods down a corridor. T is what leaves.
type Movement struct {
	Corridor  CorridorID
	Commodity CommodityID
	Period    int
	T         float64
}

// Stock is kept at a node from the end of its period to the next.
type Stock struct {
	Node      NodeID
	Commodity CommodityID
	Period    int
	T         float64
}

// Distribution is given into people's hands at a site.
type Distribution struct {
	Node      NodeID
	Commodity CommodityID
	Period    int
	T         float64
}
