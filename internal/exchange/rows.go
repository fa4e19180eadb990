package exchange

import (
	"context"
	"time"

	"passage"
)

// readInto reads the table into its part of the scenario.
func (t *reader) readInto(ctx context.Context, s *passage.Scenario) {
	switch t.table.Name {
	case "places":
		s.Places = t.places(ctx)
	case "people":
		s.People = t.people(ctx)
	case "commodities":
		s.Commodities = t.commodities(ctx)
	case "groups":
		s.Groups = t.groups(ctx)
	case "group_limits":
		s.GroupLimits = t.groupLimits(ctx)
	case "needs":
		s.Needs = t.needs(ctx)
	case "contents":
		s.Contents = t.contents(ctx)
	case "nodes":
		s.Nodes = t.nodes(ctx)
	case "corridors":
		s.Corridors = t.corridors(ctx)
	case "offers":
		s.Offers = t.offers(ctx)
	case "supplies":
		s.Supplies = t.supplies(ctx)
	case "access":
		s.Access = t.access(ctx)
	case "budget":
		s.Budget = t.budget(ctx)
	case "asks":
		s.Asks = t.asks(ctx)
	}
}

// given returns the number in a cell as a limit.
func (t *reader) given(c *column) passage.Limit {
	v, ok := t.limit(c)
	return passage.Limit{Value: v, Given: ok}
}

func (t *reader) places(ctx context.Context) (rows []passage.Place) {
	place, name, pcode, parent := t.column("place"), t.column("name"), t.column("pcode"), t.column("parent")
	lat, lon := t.column("lat"), t.column("lon")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.Place{
			ID: passage.PlaceID(t.newID(place)), Name: t.textOf(name), Pcode: t.textOf(pcode), Parent: t.textOf(parent),
			Lat: t.given(lat), Lon: t.given(lon),
		})
	}
	return rows
}

func (t *reader) people(ctx context.Context) (rows []passage.Headcount) {
	place, from, people := t.column("place"), t.column("from"), t.column("people")
	defer t.twice(place, from, "%s is given for %q on line %d already; expected each date of a place once")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.Headcount{
			Place: passage.PlaceID(t.name(place)), From: t.date(from), People: t.number(people, 0),
		})
		t.pair(place, from, int(rows[len(rows)-1].From))
	}
	return rows
}

func (t *reader) commodities(ctx context.Context) (rows []passage.Commodity) {
	commodity, name, sector := t.column("commodity"), t.column("name"), t.column("sector")
	room, shelf, least, most := t.column("m3_per_t"), t.column("shelf_days"), t.column("min_g"), t.column("max_g")
	codes, whose := t.column("aliases"), map[passage.Alias]taken{}
	for range t.rows(ctx) {
		row := passage.Commodity{
			ID: passage.CommodityID(t.newID(commodity)), Name: t.textOf(name), Sector: t.textOf(sector),
			M3PerT: t.given(room), ShelfDays: t.given(shelf), MinG: t.given(least), MaxG: t.given(most),
		}
		row.Aliases = t.aliases(codes, row.ID, whose)
		rows = add(t, rows, row)
	}
	return rows
}

func (t *reader) groups(ctx context.Context) (rows []passage.GroupMember) {
	group, commodity := t.column("group"), t.column("commodity")
	defer t.twice(group, commodity, "%s is given for %q on line %d already; expected each commodity of a group once")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.GroupMember{
			Group: passage.GroupID(t.name(group)), Commodity: passage.CommodityID(t.name(commodity)),
		})
		t.pair(group, commodity, commodity.now)
	}
	return rows
}

func (t *reader) groupLimits(ctx context.Context) (rows []passage.GroupLimit) {
	group, least, most := t.column("group"), t.column("min_g"), t.column("max_g")
	defer t.twice(group, group, "%s has limits on line %[3]d already; expected each group once")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.GroupLimit{
			Group: passage.GroupID(t.name(group)), MinG: t.given(least), MaxG: t.given(most),
		})
		t.pair(group, group, 0)
	}
	return rows
}

func (t *reader) needs(ctx context.Context) (rows []passage.Need) {
	need, name, unit := t.column("need"), t.column("name"), t.column("unit")
	daily, weight := t.column("per_person_day"), t.column("weight")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.Need{
			ID: passage.NeedID(t.newID(need)), Name: t.textOf(name), Unit: t.textOf(unit),
			PerPersonDay: t.number(daily, 0), Weight: t.number(weight, 1),
		})
	}
	return rows
}

func (t *reader) contents(ctx context.Context) (rows []passage.Content) {
	commodity, need, perKg := t.column("commodity"), t.column("need"), t.column("per_kg")
	defer t.twice(commodity, need, "%s is given for %q on line %d already; expected each need of a commodity once")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.Content{
			Commodity: passage.CommodityID(t.name(commodity)), Need: passage.NeedID(t.name(need)), PerKg: t.number(perKg, 0),
		})
		t.pair(commodity, need, need.now)
	}
	return rows
}

func (t *reader) nodes(ctx context.Context) (rows []passage.Node) {
	node, name, kind, place := t.column("node"), t.column("name"), t.column("kind"), t.column("place")
	lat, lon, trucks, storage := t.column("lat"), t.column("lon"), t.column("trucks_per_day"), t.column("storage_t")
	handling, fee := t.column("handling_t_per_day"), t.column("handling_usd_per_t")
	for range t.rows(ctx) {
		one := passage.Node{
			ID: passage.NodeID(t.newID(node)), Name: t.textOf(name), Kind: passage.NodeKind(t.choice(kind)),
			Place: passage.PlaceID(t.name(place)), Lat: t.given(lat), Lon: t.given(lon),
			TrucksPerDay: t.given(trucks), StorageT: t.given(storage),
			HandlingTPerDay: t.given(handling), HandlingUSDPerT: t.number(fee, 0),
		}
		if one.Kind == passage.Crossing {
			t.called = append(t.called, nameOfID{one.Name, string(one.ID)})
			for _, at := range t.others {
				t.called = append(t.called, nameOfID{string(t.cellAt(at)), string(one.ID)})
			}
		}
		rows = add(t, rows, one)
	}
	return rows
}

func (t *reader) corridors(ctx context.Context) (rows []passage.Corridor) {
	corridor, from, to, mode := t.column("corridor"), t.column("from"), t.column("to"), t.column("mode")
	lead, price, trucks := t.column("lead_days"), t.column("usd_per_t"), t.column("trucks_per_day")
	payload, share := t.column("payload_t"), t.column("share_arriving")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.Corridor{
			ID: passage.CorridorID(t.newID(corridor)), From: passage.NodeID(t.name(from)), To: passage.NodeID(t.name(to)),
			Mode: t.textOf(mode), LeadDays: t.number(lead, 0), USDPerT: t.number(price, 0),
			TrucksPerDay: t.given(trucks), PayloadT: t.given(payload), ShareArriving: t.number(share, 1),
		})
	}
	return rows
}

func (t *reader) offers(ctx context.Context) (rows []passage.Offer) {
	offer, node, commodity, price := t.column("offer"), t.column("node"), t.column("commodity"), t.column("usd_per_t")
	inAll, perPeriod := t.column("t_max"), t.column("t_per_period")
	from, to, lead := t.column("from"), t.column("to"), t.column("lead_days")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.Offer{
			ID: passage.OfferID(t.newID(offer)), Node: passage.NodeID(t.name(node)), Commodity: passage.CommodityID(t.name(commodity)),
			USDPerT: t.number(price, 0), TMax: t.given(inAll), TPerPeriod: t.given(perPeriod),
			From: t.date(from), To: t.date(to), LeadDays: t.number(lead, 0),
		})
	}
	return rows
}

func (t *reader) supplies(ctx context.Context) (rows []passage.Supply) {
	supply, node, commodity, tonnes := t.column("supply"), t.column("node"), t.column("commodity"), t.column("t")
	ready, kind, donor, confidence := t.column("ready"), t.column("kind"), t.column("donor"), t.column("confidence")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.Supply{
			ID: passage.SupplyID(t.newID(supply)), Node: passage.NodeID(t.name(node)), Commodity: passage.CommodityID(t.name(commodity)),
			T: t.number(tonnes, 0), Ready: t.date(ready), Kind: t.textOf(kind), Donor: t.textOf(donor),
			Confidence: t.number(confidence, 1),
		})
	}
	return rows
}

func (t *reader) access(ctx context.Context) (rows []passage.AccessRule) {
	rule, on, from, to, status := t.column("rule"), t.column("on"), t.column("from"), t.column("to"), t.column("status")
	trucks, weekdays, only, except := t.column("trucks_per_day"), t.column("weekdays"), t.column("only"), t.column("except")
	source, reliability, asOf := t.column("source"), t.column("reliability"), t.column("as_of")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.AccessRule{
			ID: passage.RuleID(t.newID(rule)), On: passage.DoorID(t.name(on)), From: t.date(from), To: t.date(to),
			Status: passage.AccessStatus(t.choice(status)), TrucksPerDay: t.given(trucks), Weekdays: t.weekdays(weekdays),
			Only: t.names(only), Except: t.names(except),
			Source: t.textOf(source), Reliability: t.textOf(reliability), AsOf: t.date(asOf),
		})
	}
	return rows
}

// weekdays returns the days in a cell; the column's words begin with Monday.
func (t *reader) weekdays(c *column) (days []time.Weekday) {
	for _, i := range t.words(c) {
		days = append(days, time.Weekday((i+1)%7))
	}
	return days
}

func (t *reader) budget(ctx context.Context) (rows []passage.Fund) {
	fund, from, usd := t.column("fund"), t.column("from"), t.column("usd")
	for range t.rows(ctx) {
		rows = add(t, rows, passage.Fund{ID: passage.FundID(t.newID(fund)), From: t.date(from), USD: t.number(usd, 0)})
	}
	return rows
}

func (t *reader) asks(ctx context.Context) (rows []passage.Ask) {
	ask, lifts, on, trucks, usd := t.column("ask"), t.column("lifts"), t.column("on"), t.column("trucks_per_day"), t.column("usd")
	from, to, heldBy, note := t.column("from"), t.column("to"), t.column("held_by"), t.column("note")
	for range t.rows(ctx) {
		row := passage.Ask{
			ID: passage.AskID(t.newID(ask)), On: passage.DoorID(t.name(on)), TrucksPerDay: t.given(trucks), USD: t.given(usd),
			From: t.date(from), To: t.date(to), HeldBy: t.textOf(heldBy), Note: t.textOf(note),
		}
		for _, rule := range t.names(lifts) {
			row.Lifts = append(row.Lifts, passage.RuleID(rule))
		}
		rows = add(t, rows, row)
	}
	return rows
}
