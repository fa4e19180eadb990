package exchange

// Tables returns the tables of a scenario in the order in which they are
// written and in which their faults are listed.
func Tables() []Table {
	return []Table{
		{"places", "an area whose people are counted together", []Column{
			id("place", "the id of the place", "north"),
			text("name", "what people call it", "North"),
			text("pcode", "the UN's code of the place", "XX01"),
			text("parent", "the larger area that it lies in, for reports", "Country"),
			degrees("lat", 90, "31.52"),
			degrees("lon", 180, "34.45"),
		}},
		{"people", "the number of people in a place from a date on, until the date of the place's next row", []Column{
			ref("place", "where they are", "north", "places").required(),
			date("from", "the first day on which the number holds", "before all other dates", "2025-10-13"),
			number("people", "people", "how many people there are", "125000").required().within(0, 1e10).expect("how many people, from 0 to 10 billion"),
		}},
		{"commodities", "a thing that moves", []Column{
			id("commodity", "the id of the commodity", "flour"),
			text("name", "what people call it", "Wheat flour"),
			text("sector", "whose business it is, such as food, water or shelter; access rules can name it", "food"),
			number("m3_per_t", "m³ per tonne", "the room that a tonne of it takes on a truck", "1.6").empty("its room limits nothing"),
			number("shelf_days", "days", "how long it keeps at a node", "360").empty("it keeps for ever"),
			number("min_g", "g per person per day", "the least of it in a ration, where every need is to be met", "").empty("no lower bound"),
			number("max_g", "g per person per day", "the most of it in a ration", "400").empty("no upper bound"),
			{Name: "aliases", Kind: Codes, Doc: "what other catalogues call it, separated by semicolons; tables of waybills can name it so",
				Expect: "codes of other catalogues, each as catalogue:code, separated by semicolons", Example: "our-list:FL-25"},
		}},
		{"groups", "a commodity's membership of a food group", []Column{
			ref("group", "the id of the group", "cereals").required().expect("the id of a food group"),
			ref("commodity", "a commodity that belongs to it", "flour", "commodities").required(),
		}},
		{"group_limits", "bounds on what a ration holds of a food group", []Column{
			ref("group", "the food group", "cereals", "groups").required().expect("a group that has members in the table groups"),
			number("min_g", "g per person per day", "the least of the group in a ration, where every need is to be met", "").empty("no lower bound"),
			number("max_g", "g per person per day", "the most of the group in a ration", "450").empty("no upper bound"),
		}},
		{"needs", "what a person needs a day", []Column{
			id("need", "the id of the need", "energy"),
			text("name", "what people call it", "Energy"),
			text("unit", "what it is counted in", "kcal"),
			number("per_person_day", "units of the need", "what one person needs in one day", "2100").required().
				above(0, "what one person needs in a day, more than 0"),
			number("weight", "", "how much it weighs beside the other needs", "1").empty("1").expect("a weight, 0 or more"),
		}},
		{"contents", "what a commodity gives towards a need", []Column{
			ref("commodity", "the commodity", "flour", "commodities").required(),
			ref("need", "the need that it helps to meet", "energy", "needs").required(),
			number("per_kg", "units of the need per kg", "what a kilogram of the commodity gives", "3500").required().
				expect("how much a kilogram gives, 0 or more"),
		}},
		{"nodes", "a point where goods are bought, lie, change vehicle or are given out", []Column{
			id("node", "the id of the node", "gate"),
			text("name", "what people call it", "Northern gate"),
			{Name: "kind", Kind: Choice, Required: true, Choices: []string{"source", "port", "crossing", "hub", "site"},
				Doc: "what it is for; goods are given out at sites", Expect: "source, port, crossing, hub or site", Example: "crossing"},
			ref("place", "the place whose people a site serves", "", "places").empty("only where it is no site"),
			degrees("lat", 90, "31.56"),
			degrees("lon", 180, "34.54"),
			number("trucks_per_day", "trucks per day", "at a crossing: how many may leave it", "40").empty("no limit"),
			number("storage_t", "t", "how much can lie there from one period to the next", "500").empty("no limit"),
			number("handling_t_per_day", "t per day", "how much can leave it or be given out there", "300").empty("no limit"),
			number("handling_usd_per_t", "usd per t", "what it costs to handle a tonne that leaves it or is given out there", "12").empty("0"),
		}},
		{"corridors", "a way from one node to another", []Column{
			id("corridor", "the id of the corridor", "gate-north"),
			ref("from", "the node where it begins", "gate", "nodes").required(),
			ref("to", "the node where it ends; no corridor ends at a source", "north-store", "nodes").required(),
			text("mode", "road, sea, air or whatever carries the goods", "road"),
			number("lead_days", "days", "how long goods are on their way", "1").empty("0"),
			number("usd_per_t", "usd per t", "what it costs to carry a tonne", "35").empty("0"),
			number("trucks_per_day", "trucks per day", "how many may enter it", "").empty("no limit"),
			number("payload_t", "t per truck", "what one truck carries", "14").empty("payload_t of scenario.toml").
				above(0, "the tonnes that a truck carries, more than 0"),
			share("share_arriving", "the part of what leaves that gets there", "0.95"),
		}},
		{"offers", "a chance to buy", []Column{
			id("offer", "the id of the offer", "mill-flour"),
			ref("node", "where the goods are delivered", "mill", "nodes").required(),
			ref("commodity", "what is for sale", "flour", "commodities").required(),
			number("usd_per_t", "usd per t", "the price", "480").required(),
			number("t_max", "t", "how much can be bought in all", "5000").empty("no limit"),
			number("t_per_period", "t per period", "how much can be bought in one period", "").empty("no limit"),
			date("from", "no order before this day", "from the start", ""),
			date("to", "no order after this day", "to the end", ""),
			number("lead_days", "days", "how long after the order the goods are there", "14").empty("0"),
		}},
		{"supplies", "stock, goods on their way, or a pledge", []Column{
			id("supply", "the id of the supply", "stock-flour"),
			ref("node", "where the goods are or will be", "gate", "nodes").required(),
			ref("commodity", "what they are", "flour", "commodities").required(),
			number("t", "t", "how much there is", "800").required(),
			date("ready", "the day from which they can be moved", "from the start", "2025-10-20"),
			text("kind", "stock, transit or pledge", "stock"),
			text("donor", "who gives them", ""),
			share("confidence", "how far the tonnes can be relied on; it scales them", "1"),
		}},
		{"access", "a rule on a crossing or corridor", []Column{
			id("rule", "the id of the rule", "gate-sunday"),
			ref("on", "the crossing or corridor that the rule is about", "gate", "nodes", "corridors").required().
				expect("the id of a crossing or a corridor"),
			date("from", "the first day on which it is in force", "from the start", ""),
			date("to", "the last day on which it is in force", "to the end", "2025-11-02"),
			{Name: "status", Kind: Choice, Required: true, Choices: []string{"open", "closed", "restricted"},
				Doc: "open gives the door a figure of trucks, closed shuts it, restricted narrows it", Expect: "open, closed or restricted", Example: "closed"},
			number("trucks_per_day", "trucks per day", "how many pass", "").empty("no figure"),
			{Name: "weekdays", Kind: Choices, Choices: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"},
				Doc: "closed: shut on these days; restricted: open on these days alone", Empty: "every day",
				Expect: "weekdays from mon, tue, wed, thu, fri, sat and sun, separated by semicolons", Example: "fri;sat"},
			goods("only", "the goods that it speaks of: closed bars these, restricted lets only these pass"),
			goods("except", "all goods but these: closed bars the others, restricted bars these"),
			text("source", "where the rule is known from; text that begins with \"assumed\" marks the row's figures as assumptions", "UN"),
			text("reliability", "how far the source can be relied on", ""),
			date("as_of", "the day of the information", "not known", "2025-10-12"),
		}},
		{"budget", "money that may be spent from a day on", []Column{
			id("fund", "the id of the fund", "appeal"),
			date("from", "the day from which it may be spent", "from the start", "2025-10-13"),
			number("usd", "usd", "how much it is", "2500000").required().expect("an amount of money, 0 or more"),
		}},
		{"asks", "a change of access, or a sum, that somebody could grant", []Column{
			id("ask", "the id of the ask", "gate-weekend"),
			{Name: "lifts", Kind: Refs, Refs: []string{"access"}, Doc: "the access rules that would no longer hold, separated by semicolons",
				Expect: "rules of access, separated by semicolons", Example: "gate-sunday"},
			ref("on", "the crossing or corridor that gets a new figure of trucks", "", "nodes", "corridors").
				expect("the id of a crossing or a corridor"),
			number("trucks_per_day", "trucks per day", "the new figure, before rules that stay take away from it", "").empty("the figure stays"),
			number("usd", "usd", "money that could be spent from the first day on, beside that of the table budget", "").empty("no money").expect("an amount of money, 0 or more"),
			date("from", "the first day of the change", "from the start", "2025-10-27"),
			date("to", "the last day of the change of access; money stays", "to the end", ""),
			text("held_by", "who could grant it", "The authority at the gate"),
			text("note", "anything else that matters", ""),
		}},
	}
}

func degrees(name string, most float64, example string) Column {
	words := map[float64]string{90: "degrees north, from -90 to 90", 180: "degrees east, from -180 to 180"}
	return Column{Name: name, Kind: Number, Unit: "degrees", Min: -most, Max: most,
		Doc: "where it lies on the map", Expect: words[most], Example: example}
}

func share(name, doc, example string) Column {
	return number(name, "share", doc, example).within(0, 1).expect("a share from 0 to 1").empty("1")
}

func goods(name, doc string) Column {
	return Column{Name: name, Kind: Refs, Refs: []string{"commodities"}, Doc: doc + "; commodities or sectors, separated by semicolons",
		Empty: "all goods", Expect: "commodities or sectors, separated by semicolons"}
}
