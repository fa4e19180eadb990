package desk_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// passedGates puts so many waybills into a store of which none lost anything, by turns
// past each of so many gates and over two years up to a day.
func passedGates(t testing.TB, place string, rows, gates int, last passage.Date) {
	t.Helper()
	s := storetest.Open(t, place)
	const batch, days = 20_000, 730
	for from := 0; from < rows; from += batch {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			var some []store.Waybill
			for i := from; i < min(from+batch, rows); i++ {
				goods := passage.CommodityID(fmt.Sprintf("k%d", i%3))
				line := passage.WaybillLine{LineID: passage.LineID{Consignment: passage.ConsignmentID(fmt.Sprintf("C-%d", i/40)), Line: 1}, Commodity: goods, Unit: passage.Grams, Account: passage.Account{Out: 10, Received: 10}}
				w := passage.Waybill{ID: passage.WaybillID(fmt.Sprintf("W-%08d", i*7919%rows)), From: "port", To: "hub", State: passage.Received, Lines: []passage.WaybillLine{line}}
				fold, err := json.Marshal(w)
				if err != nil {
					return err
				}
				at, day := fmt.Sprintf("gate%d", i%gates), int64(last)-int64(i/gates%days)
				h := store.WaybillHead{ID: string(w.ID), State: string(w.State), From: "port", To: "hub", At: "hub", Goods: "\n" + string(goods) + "\n", LastN: int64(i)}
				some = append(some, store.Waybill{WaybillHead: h, Fold: fold, Passings: []store.Passing{{Node: at, What: "arrived", Day: day}, {Node: at, What: "crossed", Day: day}, {Node: "hub", What: "received", Day: day}}})
			}
			if err := tx.PutWaybills(some); err != nil {
				return err
			}
			return tx.PutPassings(some)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkCarried adds up what trucks carried of one commodity past one of ten
// crossings in five weeks, of as many waybills over two years as PASSAGE_BENCH_ROWS
// says, of which none lost anything: by a desk that has kept nothing, and again by one
// that has. Beside it stands how long it takes to count these trucks alone.
func BenchmarkCarried(b *testing.B) {
	rows, place := benched(b, 20_000)
	open(b, place, b.TempDir())
	last := passage.DateOf(2025, 10, 19)
	passedGates(b, place, rows, 10, last)
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

// TestLoadsOfYearsAreReadOnce asks twice what trucks carried past two gates in two
// years, which are more than are kept one by one: the second time nothing long over
// is read again.
func TestLoadsOfYearsAreReadOnce(t *testing.T) {
	place, last := storetest.SQLite(t), passage.DateOf(2025, 10, 19)
	passedGates(t, place, 15_000, 2, last)
	d := open(t, place, t.TempDir())
	d.KeepFewTrucks()
	all := desk.Caller{Name: "all", Org: "wfp", Scopes: []desk.Scope{desk.Read}}
	var took [2]time.Duration
	for i := range took {
		begin := time.Now()
		for _, gate := range []passage.NodeID{"gate0", "gate1"} {
			passed, err := d.Carried(t.Context(), all, passage.Post{At: gate}, "", passage.Grams, last-729, last)
			if err != nil || len(passed) != 730 {
				t.Fatal(len(passed), err)
			}
		}
		took[i] = time.Since(begin)
	}
	if took[1] > took[0]/3 {
		t.Errorf("it took %s, and %s again", took[0], took[1])
	}
}
