package passage

// OfferID names an offer in the tables.
type OfferID string

// Offer is a chance to buy, delivered at the node LeadDays after the order.
type Offer struct {
	ID         OfferID
	Node       NodeID
	Commodity  CommodityID
	USDPerT    float64
	TMax       Limit
	TPerPeriod Limit
	From, To   Date // an order's period begins within them
	LeadDays   float64
}

// SupplyID names a supply in the tables.
type SupplyID string

// Supply is stock, goods on their way, or a pledge.
type Supply struct {
	ID         SupplyID
	Node       NodeID
	Commodity  CommodityID
	T          float64
	Ready      Date
	Kind       string
	Donor      string
	Confidence float64 // 0 to 1, scales the tonnes
}

// FundID names a fund in the tables.
type FundID string

// Fund is money that may be spent from a date on.
type Fund struct {
	ID   FundID
	From Date
	USD  float64
}
