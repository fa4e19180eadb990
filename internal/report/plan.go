package report

import "passage"

// Plan returns the plan that the document is about, without what it says of it.
func (d *Document) Plan() *passage.Plan {
	p := &passage.Plan{}
	for _, r := range d.Takes {
		p.Takes = append(p.Takes, passage.Take{Supply: r.Supply, Period: r.Period, T: r.T})
	}
	for _, r := range d.Purchases {
		p.Purchases = append(p.Purchases, passage.Purchase{Offer: r.Offer, Period: r.Period, T: r.T})
	}
	for _, r := range d.Movements {
		p.Movements = append(p.Movements, passage.Movement{Corridor: r.Corridor, Commodity: r.Commodity, Period: r.Period, T: r.T})
	}
	for _, r := range d.Convoys {
		p.Convoys = append(p.Convoys, passage.Convoy{Corridor: r.Corridor, Period: r.Period, Goods: r.Goods, Trucks: r.Trucks, T: r.T, M3: r.M3})
	}
	for _, r := range d.Stocks {
		p.Stocks = append(p.Stocks, passage.Stock{Node: r.Node, Commodity: r.Commodity, Period: r.Period, T: r.T})
	}
	for _, r := range d.Distributions {
		p.Distributions = append(p.Distributions, passage.Distribution{Node: r.Node, Commodity: r.Commodity, Period: r.Period, T: r.T})
	}
	return p
}
