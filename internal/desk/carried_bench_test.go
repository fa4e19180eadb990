package desk_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// BenchmarkCarried adds up what trucks carried of one commodity past one of ten
// crossings in five weeks, of as many waybills over two years as PASSAGE_BENCH_ROWS
// says, of which none lost anything: by a desk that has kept nothing, and again by one
// that has. Beside it stands how long it takes to count these trucks alone.
func BenchmarkCarried(b *testing.B) {
	rows, place := benched(b, 20_000)
	open(b, place, b.TempDir())
	s := storetest.Open(b, place)
	last := passage.DateOf(2025, 10, 19)
	const batch, days, doors = 20_000, 730, 10
	for from := 0; from < rows; from += batch {
		err := s.Update(b.Context(), func(tx *store.Tx) error {
			var some []store.Waybill
			for i := from; i < min(from+batch, rows); i++ {
				goods := passage.CommodityID(fmt.Sprintf("k%d", i%3))
				line := passage.WaybillLine{LineID: passage.LineID{Consignment: passage.ConsignmentID(fmt.Sprintf("C-%d", i/40)), Line: 1}, Commodity: goods, Unit: passage.Grams, Account: passage.Account{Out: 10, Received: 10}}
				w := passage.Waybill{ID: passage.WaybillID(fmt.Sprintf("W-%08d", i*7919%rows)), From: "port", To: "hub", State: passage.Received, Lines: []passage.WaybillLine{line}}
				fold, err := json.Marshal(w)
				if err != nil {
					return err
				}
				at, day := fmt.Sprintf("gate%d", i%doors), int64(last)-int64(i/doors%days)
				h := store.WaybillHead{ID: string(w.ID), State: string(w.State), From: "port", To: "hub", At: "hub", Goods: "\n" + string(goods) + "\n", LastN: int64(i)}
				some = append(some, store.Waybill{WaybillHead: h, Fold: fold, Passings: []store.Passing{{Node: at, What: "arrived", Day: day}, {Node: at, What: "crossed", Day: day}, {Node: "hub", What: "received", Day: day}}})
			}
			if err := tx.PutWaybills(some); err != nil {
				return err
			}
			return tx.PutPassings(some)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	all := desk.Caller{Name: "all", Org: "wfp", Scopes: []desk.Scope{desk.Read}}
	carried := func(b *testing.B, d *desk.Desk) {
		passed, err := d.Carried(b.Context(), all, passage.Post{At: "gate3"}, "k1", passage.Grams, last-34, last)
		if err != nil || len(passed) != 35 {
			b.Fatal(len(passed), err)
		}
	}
	b.Run("trucks alone", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			d := open(b, place, b.TempDir())
			b.StartTimer()
			if _, err := d.Crossed(b.Context(), all, passage.Post{At: "gate3"}, "k1", last-34, last); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("kept nothing", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			d := open(b, place, b.TempDir())
			b.StartTimer()
			carried(b, d)
		}
	})
	b.Run("kept", func(b *testing.B) {
		d := open(b, place, b.TempDir())
		carried(b, d)
		for b.Loop() {
			carried(b, d)
		}
	})
}
