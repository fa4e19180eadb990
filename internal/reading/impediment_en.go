package reading

// English tells of impediments by verbs that tell of other things, too: they
// count where the sentence has what carries aid, or aid itself, and where it is
// said by whom, or for how long.
var (
	takes    = set("took taken stole seized emptied raided robbed looted confiscated stripped commandeered plundered unloaded pillaged rifled")
	strikes  = set("hit struck shelled bombed burnt burned torched attacked ambushed shot fired bombarded rammed stoned targeted")
	demands  = set("demand demanded demanding demands extorted extort charged charging charge want wants asked collect collected levied pay paid")
	stops    = set("held stood standing waited waiting parked kept blocked stuck stranded idle delayed detained lying sitting queued impounded stopped wait")
	refuses  = set("refused barred denied rejected forbidden prevented prohibited disallowed")
	armed    = set("men gunmen fighters soldiers youths youth militiamen militia looters crowd villagers gang gangs bandits rebels troops police guards thieves robbers mob assailants attackers raiders herders drone drones shell shells shelling missile rocket rockets artillery mortar helicopter aircraft airstrike unidentified authorities checkpoint officials")
	carriers = set("truck trucks lorry lorries convoy convoys vehicle vehicles boat boats barge barges vessel vessels ship ships ambulance ambulances tanker tankers van vans minibus bus car motorcycle pick-up pickup warehouse warehouses store stores storeroom consignment consignments shipment shipments cargo pallets containers container kits plane planes flight helicopter helicopters drivers driver crew staff team teams mission missions office compound clinic wagon wagons carts")
	goods    = set("food flour rice wheat sorghum grain sugar oil fuel diesel medicine medicines antibiotics vaccine vaccines blankets tents tarpaulins sacks bags cartons boxes supplies goods aid relief seed beans kits computers pallets tonnes litres parcels rations")
)

// impedimentAt reports what kind of impediment word k tells of, if any.
func (d *doc) impedimentAt(k int, s sentence) (kind string, end int) {
	f := d.f(k)
	if d.w(k).upper && k > s.first {
		return "", 0
	}
	has := func(words map[string]bool, from, to int) bool {
		for i := max(from, s.first); i < min(to, s.last); i++ {
			if words[d.f(i)] && !(i == k) {
				return true
			}
		}
		return false
	}
	passive := d.f(k-1) == "were" || d.f(k-1) == "was" || d.f(k-1) == "been" || d.f(k-1) == "being"
	money := false
	for i := k + 1; i < min(k+10, s.last); i++ {
		if v, e, ok := d.quantity(i); ok && v > 0 {
			u, _, _ := d.unit(e)
			money = money || u == "usd" || d.f(i-1) == "$" || d.f(i-1) == "usd" || d.near(e, e+3, "pounds", "dollars", "birr", "euros", "francs", "rials", "gourdes", "afghanis", "shillings", "kyat", "rupees")
		}
	}
	switch {
	case takes[f] && has(goods, k-8, k+14) || takes[f] && has(carriers, k-8, k+10):
		if f == "took" || f == "taken" || f == "unloaded" || f == "emptied" {
			if !(has(armed, k-8, k) || passive && d.near(k, min(k+8, s.last), "from", "off") && f == "taken" || d.near(k, min(k+12, s.last), "off", "looters", "gunpoint") || passive && has(armed, k, k+8)) {
				return "", 0
			}
		}
		return "looted", k + 1
	case strikes[f] && (has(carriers, k-8, k+8)) && (passive || has(armed, k-6, k+7)):
		if f == "fired" && d.near(k+1, k+2, "at", "on", "upon") || f != "fired" {
			return "attacked", k + 1
		}
	case demands[f] && (money || d.near(k+1, min(k+5, s.last), "payment", "fee", "fees", "toll", "money", "bribe", "bribes", "cash", "tax")) && (has(armed, k-10, k+6) || has(carriers, k-10, k+12)):
		if (f == "asked" || f == "pay" || f == "paid" || f == "charge" || f == "want" || f == "wants") && !has(armed, k-9, k+1) && !passive && d.f(k-1) != "are" && d.f(k-1) != "must" && d.f(k-1) != "it" {
			return "", 0
		}
		return "demanded", k + 1
	case stops[f] && has(carriers, k-14, k+6) && d.longTime(k, s):
		return "delayed", k + 1
	case refuses[f] && (has(carriers, k-10, k+3) || has(goods, k-8, k+2)) && (passive || d.near(k+1, min(k+4, s.last), "leave", "entry", "access", "passage", "permission", "from")):
		return "denied", k + 1
	}
	return "", 0
}

// longTime reports whether behind word k stands for how long, or since when.
func (d *doc) longTime(k int, s sentence) bool {
	for i := k + 1; i < min(k+13, s.last); i++ {
		if f := d.f(i); f == "and" || f == "but" || f == "while" || f == ";" { // what comes next is told of another thing
			return false
		}
		if f := d.f(i); f == "since" && i > k {
			for _, a := range d.days {
				if a.from >= i && a.from <= i+3 {
					return true
				}
			}
		}
		if v, e, ok := d.quantity(i); ok && v > 0 {
			if u, _, _ := d.unit(e); u == "days" || u == "other" && d.near(e, e+3, "hours", "weeks", "week", "months", "hour", "nights", "month") {
				return true
			}
		}
		if d.f(i) == "a" && (d.f(i+1) == "week" || d.f(i+1) == "month") && d.f(i-1) == "for" {
			return true
		}
	}
	return false
}
