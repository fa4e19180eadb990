package passage_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"passage"
)

// TestLegs holds that a consignment of which waybills are told anew, one after the
// other, is what it is folded to from all of them at once: each takes away what it
// added before.
func TestLegs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := []passage.NodeID{"port", "hub", "site"}
		amount := rapid.Int64Range(0, 50)
		var facts []passage.Fact
		if rapid.Bool().Draw(t, "released") {
			facts = append(facts, fact(1, passage.Released, 60, func(f *passage.Fact) { f.Waybill, f.Consignment, f.From, f.To = "", "C1", "port", "site" }))
		}
		now := map[passage.WaybillID]passage.Waybill{}
		var legs []passage.Leg
		for range rapid.IntRange(1, 12).Draw(t, "turns") {
			id := passage.WaybillID(fmt.Sprint("W", rapid.IntRange(1, 3).Draw(t, "waybill")))
			leg := rapid.IntRange(0, 1).Draw(t, "leg")
			w := passage.Waybill{ID: id, From: nodes[leg], To: nodes[leg+1], State: rapid.SampledFrom([]passage.FactKind{passage.Departed, passage.Finished}).Draw(t, "state")}
			for line := range rapid.IntRange(0, 2).Draw(t, "lines") {
				a := passage.Account{Received: amount.Draw(t, "received"), InTransit: amount.Draw(t, "in transit"), Lost: amount.Draw(t, "lost"), Returned: amount.Draw(t, "returned")}
				a.Out = a.Received + a.InTransit + a.Lost + a.Returned
				w.Lines = append(w.Lines, passage.WaybillLine{LineID: passage.LineID{Consignment: "C1", Line: line + 1}, Account: a, Unit: passage.Grams,
					Commodity: rapid.SampledFrom([]passage.CommodityID{"flour", "flour", "rice"}).Draw(t, "commodity")})
			}
			before := now[id]
			for _, l := range before.Legs("C1") {
				legs = append(legs, l.Minus())
			}
			legs, now[id] = passage.SumLegs(append(legs, w.Legs("C1")...)), w
		}
		var waybills []passage.Waybill
		for _, w := range now {
			waybills = append(waybills, w)
		}
		want := passage.FoldConsignment("C1", facts, waybills)
		got := passage.FoldRelease("C1", facts).Moved(legs)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("-of all waybills at once +one after the other\n%s", diff)
		}
	})
}
