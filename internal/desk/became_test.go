package desk_test

import (
	"fmt"
	"slices"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestWhatBecame pages through the waybills of which some was received, or returned: each
// comes once and no other does, also where few of those looked at fit.
func TestWhatBecame(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		var lines [][]byte
		var seq int64
		want := map[string][]passage.WaybillID{}
		say := func(kind passage.FactKind, id passage.WaybillID) {
			seq++
			lines = append(lines, seal(t, seq, kind, 1, func(f *passage.Fact) { f.Waybill = id }))
		}
		for i := range 120 {
			id := passage.WaybillID(fmt.Sprintf("W-%03d", i))
			say(passage.Loaded, id)
			switch {
			case i%3 == 0:
				say(passage.Received, id)
				want["received"] = append(want["received"], id)
			case i%40 == 1:
				say(passage.Returned, id)
				want["returned"] = append(want["returned"], id)
			}
		}
		// Of this one nobody said where it was loaded, nor where it came back to.
		seq++
		lines = append(lines, seal(t, seq, passage.Returned, 1, func(f *passage.Fact) { f.Waybill, f.Place = "W-999", "" }))
		want["returned"] = append(want["returned"], "W-999")
		takeIn(t, d, wfp, lines...)
		for became, ids := range want {
			var seen []passage.WaybillID
			pages := 0
			for l := (desk.Listing{Became: became, Commodity: "flour", Sort: desk.ByID, Limit: 10}); ; pages++ {
				page, next, more, err := d.ListWaybills(t.Context(), peer, l)
				if err != nil {
					t.Fatal(err)
				}
				for _, w := range page {
					seen = append(seen, w.ID)
				}
				if !more {
					break
				}
				l.After = next
			}
			if !slices.Equal(seen, ids) {
				t.Errorf("%s: %v, want %v", became, seen, ids)
			}
			if most := len(ids)/10 + 1; pages > most {
				t.Errorf("%s: %d waybills on %d pages", became, len(ids), pages)
			}
		}
		if page, _, _, err := d.ListWaybills(t.Context(), peer, desk.Listing{Became: "received", Commodity: "oil", Limit: 10}); err != nil || len(page) > 0 {
			t.Errorf("of goods that no waybill has: %v, %v", page, err)
		}
	})
}
