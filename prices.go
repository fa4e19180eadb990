package passage

// Prices say what one unit more of each limit would save, in the unit of the
// objective: weighted person-days or money. None is negative. Together they
// prove a plan: whatever else one might do, it could not beat the bound that
// they imply. Slices are dense, with the last index fastest and every index in
// the order of the scenario's tables; a limit that is not there has price 0.
type Prices struct {
	Goods       []float64    // node, commodity, period: a tonne more there
	Supply      []float64    // supply: a tonne more of it
	Offer       []float64    // offer: a tonne more in all
	OfferPeriod []float64    // offer, period: a tonne more to be had in the period
	Trucks      []TruckPrice // doors whose trucks bind
	Storage     []float64    // node, period: a tonne more of room
	Handling    []float64    // node, period: a tonne more handled
	Shelf       []float64    // node, commodity, period: a tonne more kept past its days
	Money       []float64    // period: a unit of money more by then; never rising with time
	Cover       []float64    // place, need, period: a person-day's worth of the need

	// Ration is the worth of a tonne more given than the one ration asks for,
	// by place, commodity and period; of either sign, and empty where rations
	// are local.
	Ration []float64
	// RationMax and RationMin are the bounds of a commodity, GroupMax and
	// GroupMin those of a row of the group limits: by place, that, and period
	// where rations are local, in tonnes; by that alone where one ration is
	// for all, in grams per person per day.
	RationMax, RationMin []float64
	GroupMax, GroupMin   []float64

	// Deprivation is the money that a weighted person-day costs at the margin,
	// in the second stage of goal "relief".
	Deprivation float64
}

// TruckPrice is what one truck more through a door on any of the days would
// save. Days count from the first of the period; loads that could also pass on
// other days do not count against it.
type TruckPrice struct {
	Door   DoorID
	Period int
	Days   []int
	Price  float64
}
