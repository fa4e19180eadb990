package report

import (
	"path/filepath"
	"testing"

	"passage"
	"passage/internal/audit"
	"passage/internal/exchange"
)

// tiny reads the scenario of the scripts.
func tiny(t testing.TB) *passage.Scenario {
	t.Helper()
	loaded, err := exchange.Read(t.Context(), filepath.FromSlash("../../cmd/passage/testdata/tiny"))
	if err != nil || loaded.Scenario == nil {
		t.Fatal(err, loaded)
	}
	return loaded.Scenario
}

func judged(s *passage.Scenario, plan *passage.Plan) *Document {
	return New(Input{Scenario: s, Plan: plan, Verdict: audit.Judge(s, plan, audit.Options{})})
}

// small is a plan by hand that keeps every limit.
func small() *passage.Plan {
	return &passage.Plan{
		Takes: []passage.Take{{Supply: "flour-stock", T: 30}},
		Movements: []passage.Movement{
			{Corridor: "port-gate", Commodity: "flour", T: 30}, {Corridor: "gate-upper", Commodity: "flour", T: 30},
		},
		Convoys: []passage.Convoy{
			{Corridor: "port-gate", Goods: []passage.CommodityID{"flour"}, Trucks: 3, T: 30, M3: 48},
			{Corridor: "gate-upper", Goods: []passage.CommodityID{"flour"}, Trucks: 3, T: 30, M3: 48},
		},
		Distributions: []passage.Distribution{{Node: "upper-site", Commodity: "flour", T: 30}},
	}
}
