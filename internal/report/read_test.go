package report

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"passage"
)

// Whatever plan is written, the same is read back from each of its forms.
func TestWrittenPlanIsReadBack(t *testing.T) {
	s := tiny(t)
	dir := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		want := somePlan(r, s)
		out := filepath.Join(dir, "out")
		if err := Write(out, s, judged(s, want)); err != nil {
			r.Fatal(err)
		}
		for _, path := range []string{out, filepath.Join(out, "plan.xlsx"), filepath.Join(out, "plan.json")} {
			got, faults, err := ReadPlan(t.Context(), path, s)
			if err != nil || len(faults) > 0 {
				r.Fatal(path, err, faults)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
				r.Fatalf("%s (-want +got):\n%s", path, diff)
			}
		}
	})
}

// somePlan draws rows that name what the scenario has.
func somePlan(r *rapid.T, s *passage.Scenario) *passage.Plan {
	plan := &passage.Plan{}
	period := rapid.IntRange(0, s.Periods-1)
	t := rapid.Map(rapid.IntRange(1, 1e9), func(n int) float64 { return float64(n) / 1e6 })
	commodity := rapid.Custom(func(r *rapid.T) passage.CommodityID { return rapid.SampledFrom(s.Commodities).Draw(r, "commodity").ID })
	corridor := rapid.Custom(func(r *rapid.T) passage.CorridorID { return rapid.SampledFrom(s.Corridors).Draw(r, "corridor").ID })
	node := rapid.Custom(func(r *rapid.T) passage.NodeID { return rapid.SampledFrom(s.Nodes).Draw(r, "node").ID })
	for range rapid.IntRange(1, 5).Draw(r, "rows") {
		p, tonnes := period.Draw(r, "period"), t.Draw(r, "t")
		k, c, n := commodity.Draw(r, "commodity"), corridor.Draw(r, "corridor"), node.Draw(r, "node")
		plan.Takes = append(plan.Takes, passage.Take{Supply: rapid.SampledFrom(s.Supplies).Draw(r, "supply").ID, Period: p, T: tonnes})
		plan.Purchases = append(plan.Purchases, passage.Purchase{Offer: s.Offers[0].ID, Period: p, T: tonnes})
		plan.Movements = append(plan.Movements, passage.Movement{Corridor: c, Commodity: k, Period: p, T: tonnes})
		plan.Stocks = append(plan.Stocks, passage.Stock{Node: n, Commodity: k, Period: p, T: tonnes})
		plan.Distributions = append(plan.Distributions, passage.Distribution{Node: n, Commodity: k, Period: p, T: tonnes})
		plan.Convoys = append(plan.Convoys, passage.Convoy{Corridor: c, Period: p, Goods: []passage.CommodityID{k}, Trucks: rapid.IntRange(1, 99).Draw(r, "trucks"), T: tonnes})
	}
	return plan
}

// Whatever stands in a table, reading gives a plan or faults that say where;
// and whatever plan it gives can be told.
func FuzzPlanTable(f *testing.F) {
	f.Add("movements", "period,corridor,commodity,t\n0,port-gate,flour,30\n")
	f.Add("movements", "date,corridor,commodity,t\n2025-10-20,port-gate,flour,1e300\n2025-02-30,gate,flour,NaN\n")
	f.Add("convoys", "period,corridor,goods,trucks,t\n1,gate-upper,flour;kit;;,3,-1\n2,gate-upper,flour,0.5,\n")
	f.Add("distributions", "period,node,commodity,t\n0,port,flour,3\n-1,upper-site,flour,3\n")
	f.Add("takes", "\ufeffperiod;supply;t\r\n0;flour-stock;3\r\n")
	f.Add("stocks", "period,node,commodity,t\n\"0,\x00\n")
	f.Add("purchases", "offer,t\n'=kits,+3\n")
	s := tiny(f)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, table, text string) {
		if !strings.Contains(" takes purchases movements stocks distributions convoys ", " "+table+" ") {
			t.Skip()
		}
		name := filepath.Join(dir, table+".csv")
		defer os.Remove(name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		plan, faults, err := ReadPlan(t.Context(), dir, s)
		if err != nil {
			t.Fatal(err)
		}
		tellAll(t, s, plan, faults)
	})
}

// Whatever stands in a plan.json, reading gives a plan or says what is wrong.
func FuzzPlanJSON(f *testing.F) {
	s := tiny(f)
	text, err := judged(s, small()).JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":"passage-plan/1","movements":[{"period":9,"corridor":"port-gate","commodity":"flour","t":1e999}]}`))
	f.Add([]byte(`{"format":"passage-plan/1","convoys":[{"trucks":-1,"corridor":"\u001b[2J","goods":null,"t":1}],"takes":[{"date":"2025-13-01"}]}`))
	f.Add([]byte(`{"format":"passage-plan/1","cover":[{"cover":null,"person_days":1,"date":"2025-10-13"}],"horizon":{"period_days":-9999999}}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var d Document
		if fault := decodeJSON(text, &d); fault != "" {
			return
		}
		r := &planReader{s: s, names: newNames(s), plan: &passage.Plan{}}
		r.document(&d)
		tellAll(t, s, r.plan, r.faults)
	})
}

// tellAll holds that faults say where they are, and that a plan without faults
// can be judged and told in each form.
func tellAll(t *testing.T, s *passage.Scenario, plan *passage.Plan, faults passage.Faults) {
	t.Helper()
	for _, f := range faults {
		if f.Table == "" || f.Problem == "" || strings.ContainsRune(f.String(), '\x1b') {
			t.Fatalf("a fault that says too little or too much: %#v", f)
		}
	}
	if faults.Fatal() {
		return
	}
	d := judged(s, plan)
	text, err := d.JSON()
	if err != nil || !json.Valid(text) {
		t.Fatal(err)
	}
	if d.Judgement(s, View{}) == "" || math.IsNaN(d.Outcome.Cost) {
		t.Fatal("nothing is told")
	}
}
