package planner_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"passage"
)

func tmpRead(dir string) *passage.Scenario {
	s := &passage.Scenario{Goal: passage.DefaultGoal()}
	b, err := os.ReadFile(filepath.Join(dir, "scenario.toml"))
	if err != nil {
		panic(err)
	}
	for _, l := range strings.Split(string(b), "\n") {
		k, v, ok := strings.Cut(l, " = ")
		if !ok {
			continue
		}
		if !strings.HasPrefix(v, "\"") {
			v, _, _ = strings.Cut(v, " ")
		}
		v = strings.Trim(v, "\"")
		switch k {
		case "name":
			s.Name = v
		case "start":
			s.Start, _ = passage.ParseDate(v)
		case "periods":
			s.Periods, _ = strconv.Atoi(v)
		case "period_days":
			s.PeriodDays, _ = strconv.Atoi(v)
		case "payload_t":
			f, _ := strconv.ParseFloat(v, 64)
			s.PayloadT = passage.Some(f)
		case "kind":
			s.Goal.Kind = passage.GoalKind(v)
		case "ration":
			s.Goal.Ration = passage.Ration(v)
		}
	}
	each := func(name string, f func(c func(string) string, n func(string, float64) float64, l func(string) passage.Limit, d func(string) passage.Date)) {
		fh, err := os.Open(filepath.Join(dir, name+".csv"))
		if err != nil {
			return
		}
		defer fh.Close()
		rows, err := csv.NewReader(fh).ReadAll()
		if err != nil {
			panic(err)
		}
		for _, r := range rows[1:] {
			c := func(col string) string {
				for i, h := range rows[0] {
					if h == col {
						return r[i]
					}
				}
				return ""
			}
			l := func(col string) passage.Limit {
				if c(col) == "" {
					return passage.Limit{}
				}
				f, err := strconv.ParseFloat(c(col), 64)
				if err != nil {
					panic(err)
				}
				return passage.Some(f)
			}
			f(c, func(col string, def float64) float64 { return l(col).Or(def) }, l, func(col string) passage.Date {
				if c(col) == "" {
					return 0
				}
				d, err := passage.ParseDate(c(col))
				if err != nil {
					panic(err)
				}
				return d
			})
		}
	}
	type C = func(string) string
	type N = func(string, float64) float64
	type L = func(string) passage.Limit
	type D = func(string) passage.Date
	list := func(v string) []string {
		if v == "" {
			return nil
		}
		return strings.Split(v, ";")
	}
	each("places", func(c C, n N, l L, d D) { s.Places = append(s.Places, passage.Place{ID: passage.PlaceID(c("place"))}) })
	each("people", func(c C, n N, l L, d D) {
		s.People = append(s.People, passage.Headcount{Place: passage.PlaceID(c("place")), From: d("from"), People: n("people", 0)})
	})
	each("commodities", func(c C, n N, l L, d D) {
		s.Commodities = append(s.Commodities, passage.Commodity{ID: passage.CommodityID(c("commodity")), Sector: c("sector"), ShelfDays: l("shelf_days"), MinG: l("min_g"), MaxG: l("max_g")})
	})
	each("groups", func(c C, n N, l L, d D) {
		s.Groups = append(s.Groups, passage.GroupMember{Group: passage.GroupID(c("group")), Commodity: passage.CommodityID(c("commodity"))})
	})
	each("group_limits", func(c C, n N, l L, d D) {
		s.GroupLimits = append(s.GroupLimits, passage.GroupLimit{Group: passage.GroupID(c("group")), MinG: l("min_g"), MaxG: l("max_g")})
	})
	each("needs", func(c C, n N, l L, d D) {
		s.Needs = append(s.Needs, passage.Need{ID: passage.NeedID(c("need")), PerPersonDay: n("per_person_day", 0), Weight: n("weight", 1)})
	})
	each("contents", func(c C, n N, l L, d D) {
		s.Contents = append(s.Contents, passage.Content{Commodity: passage.CommodityID(c("commodity")), Need: passage.NeedID(c("need")), PerKg: n("per_kg", 0)})
	})
	each("nodes", func(c C, n N, l L, d D) {
		s.Nodes = append(s.Nodes, passage.Node{ID: passage.NodeID(c("node")), Kind: passage.NodeKind(c("kind")), Place: passage.PlaceID(c("place")), TrucksPerDay: l("trucks_per_day"), StorageT: l("storage_t"), HandlingTPerDay: l("handling_t_per_day"), HandlingUSDPerT: n("handling_usd_per_t", 0)})
	})
	each("corridors", func(c C, n N, l L, d D) {
		s.Corridors = append(s.Corridors, passage.Corridor{ID: passage.CorridorID(c("corridor")), From: passage.NodeID(c("from")), To: passage.NodeID(c("to")), LeadDays: n("lead_days", 0), USDPerT: n("usd_per_t", 0), TrucksPerDay: l("trucks_per_day"), PayloadT: l("payload_t"), ShareArriving: n("share_arriving", 1)})
	})
	each("offers", func(c C, n N, l L, d D) {
		s.Offers = append(s.Offers, passage.Offer{ID: passage.OfferID(c("offer")), Node: passage.NodeID(c("node")), Commodity: passage.CommodityID(c("commodity")), USDPerT: n("usd_per_t", 0), TMax: l("t_max"), TPerPeriod: l("t_per_period"), From: d("from"), To: d("to"), LeadDays: n("lead_days", 0)})
	})
	each("supplies", func(c C, n N, l L, d D) {
		s.Supplies = append(s.Supplies, passage.Supply{ID: passage.SupplyID(c("supply")), Node: passage.NodeID(c("node")), Commodity: passage.CommodityID(c("commodity")), T: n("t", 0), Ready: d("ready"), Confidence: n("confidence", 1)})
	})
	week := map[string]time.Weekday{"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
	each("access", func(c C, n N, l L, d D) {
		r := passage.AccessRule{ID: passage.RuleID(c("rule")), On: passage.DoorID(c("on")), From: d("from"), To: d("to"), Status: passage.AccessStatus(c("status")), TrucksPerDay: l("trucks_per_day"), Only: list(c("only")), Except: list(c("except"))}
		for _, w := range list(c("weekdays")) {
			r.Weekdays = append(r.Weekdays, week[w])
		}
		s.Access = append(s.Access, r)
	})
	each("budget", func(c C, n N, l L, d D) {
		s.Budget = append(s.Budget, passage.Fund{ID: passage.FundID(c("fund")), From: d("from"), USD: n("usd", 0)})
	})
	each("asks", func(c C, n N, l L, d D) {
		a := passage.Ask{ID: passage.AskID(c("ask")), On: passage.DoorID(c("on")), TrucksPerDay: l("trucks_per_day"), From: d("from"), To: d("to")}
		for _, r := range list(c("lifts")) {
			a.Lifts = append(a.Lifts, passage.RuleID(r))
		}
		s.Asks = append(s.Asks, a)
	})
	return s
}
