package pages

import (
	"testing"

	"pgregory.net/rapid"

	"passage"
	"passage/internal/desk"
)

// TestWay holds the map of a consignment to its account: what it shows at all
// places together is what is under way or received, and what it shows as lost is
// what was lost or damaged.
func TestWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const id = "C"
		nodes := []passage.NodeID{"port", "gate", "hub", "site"}
		var facts, told []passage.Fact
		by := map[passage.WaybillID][]passage.Fact{}
		say := func(f passage.Fact) {
			f.ID, f.Org, f.Device, f.Seq = passage.FactID(rune('a'+len(told))), "o", "d", int64(len(told)+1)
			f.Claimed = passage.Instant(f.Seq * 1e9)
			for i := range f.Lines {
				l := &f.Lines[i]
				l.Consignment, l.Line, l.Commodity, l.Unit = id, 1, "flour", passage.Grams
			}
			told = append(told, f)
			if f.Waybill == "" {
				facts = append(facts, f)
			} else {
				by[f.Waybill] = append(by[f.Waybill], f)
			}
		}
		lines := func(l passage.FactLine) []passage.FactLine { return []passage.FactLine{l} }
		say(passage.Fact{Kind: passage.Released, Consignment: id, From: "port", To: "site", Lines: lines(passage.FactLine{Amount: 1000})})
		lies := map[passage.NodeID]int64{"port": 1000}
		for range rapid.IntRange(0, 6).Draw(t, "waybills") {
			leg := rapid.IntRange(0, 2).Draw(t, "leg")
			from, to := nodes[leg], nodes[leg+1]
			if lies[from] == 0 {
				continue
			}
			waybill := passage.WaybillID(rune('A' + len(told)))
			out := rapid.Int64Range(1, lies[from]).Draw(t, "out")
			lies[from] -= out
			say(passage.Fact{Kind: passage.Loaded, Waybill: waybill, From: from, To: to, Lines: lines(passage.FactLine{Amount: out})})
			if rapid.Bool().Draw(t, "intercepted") {
				lost := rapid.Int64Range(0, out).Draw(t, "lost")
				out -= lost
				say(passage.Fact{Kind: passage.Intercepted, Waybill: waybill, Lines: lines(passage.FactLine{Amount: lost})})
			}
			if rapid.Bool().Draw(t, "received") {
				missing := rapid.Int64Range(0, out).Draw(t, "missing")
				lies[to] += out - missing
				say(passage.Fact{Kind: passage.Received, Waybill: waybill, Place: to, Lines: lines(passage.FactLine{Amount: out - missing, Missing: missing})})
			}
		}
		th := thread{whole: true}
		var folded []passage.Waybill
		for waybill, facts := range by {
			w := passage.FoldWaybill(waybill, facts)
			folded = append(folded, w)
			th.Carriers = append(th.Carriers, desk.WaybillItem{Waybill: w})
		}
		th.Consignment = passage.FoldConsignment(id, facts, folded)
		for _, f := range told {
			th.Told = append(th.Told, desk.Told{Fact: f, Counts: true})
		}
		w := th.way()
		sum := func(by map[passage.NodeID]measured) (sum int64) {
			for id, m := range by {
				if m[passage.Grams] < 0 {
					t.Fatalf("%d g at %s", m[passage.Grams], id)
				}
				sum += m[passage.Grams]
			}
			return sum
		}
		l := th.Lines[0]
		if here, lost := sum(w.here), sum(w.lost); here != l.InTransit+l.Received || lost != l.Lost+l.Damaged {
			t.Fatalf("%d there and %d lost, of %+v", here, lost, l)
		}
	})
}
