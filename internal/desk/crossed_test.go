package desk_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"passage"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestRoadsThatAreKept moves trucks about between two nodes, with losses and
// corrections, and asks after each step what a road saw of all goods and of one: what
// is kept of some days is what the passings of a span say that is too long to be kept,
// and what trucks carried is what a desk says that has kept nothing yet.
func TestRoadsThatAreKept(t *testing.T) {
	desk.KeepTrucksOf(t, 4)
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		ctx, r := t.Context(), rand.New(rand.NewPCG(5, 6))
		reader := desk.Caller{Name: "all", Org: "wfp", Scopes: []desk.Scope{desk.Read, desk.Write}}
		today := passage.DateOf(time.Now().UTC().Date())
		posts := []passage.Post{{From: "gate", At: "hub"}, {At: "gate"}}
		type stated struct {
			waybill passage.WaybillID
			id      passage.FactID
		}
		var all []stated
		seen, lost := 0, false
		for step := range 90 {
			w := fmt.Sprint("W", r.IntN(12))
			f := passage.Fact{Waybill: passage.WaybillID(w), Claimed: passage.InstantOf((today - passage.Date(1+r.IntN(20))).Time()), Kind: passage.Arrived, Place: []passage.NodeID{"gate", "hub"}[r.IntN(2)]}
			switch r.IntN(9) {
			case 6, 7:
				f.Kind, f.How, f.Lines = passage.Intercepted, passage.UnarmedCrowd, slices.Clone(truck(w, "C1").Lines)
				f.Lines[0].Commodity, f.Lines[0].Amount = []passage.CommodityID{"flour", "rice"}[r.IntN(2)], 3
			case 0, 8:
				at := f.Claimed
				f = truck(w, "C1")
				f.Claimed, f.Lines[0].Commodity = at, []passage.CommodityID{"flour", "rice"}[r.IntN(2)]
			case 2:
				f.Kind, f.Place = passage.Crossed, "gate"
			case 1:
				if len(all) > 0 {
					one := all[r.IntN(len(all))]
					f = passage.Fact{Kind: passage.Corrected, Waybill: one.waybill, Corrects: one.id, Error: passage.IncorrectData, Claimed: f.Claimed}
				}
			}
			form := newForm(t)
			if err := d.Say(ctx, reader, form, []passage.Fact{f}); err != nil {
				t.Fatalf("%+v: %v", f, err)
			}
			all = append(all, stated{f.Waybill, form.FactID(1)})
			fresh := d
			if step%10 == 9 {
				fresh = open(t, place, t.TempDir())
			}
			from, to := today-passage.Date(10+r.IntN(15)), today-passage.Date(r.IntN(8))
			for k := range 4 {
				post, goods := posts[k/2], []passage.CommodityID{"", "flour"}[k%2]
				got, err := d.Crossed(ctx, reader, post, goods, from, to)
				long, err2 := d.Crossed(ctx, reader, post, goods, today-90, today)
				trucks, _, err3 := d.CrossedTrucks(ctx, reader, post, goods, from, to, 1000)
				longTrucks, _, err4 := d.CrossedTrucks(ctx, reader, post, goods, today-90, today, 1000)
				for _, err := range []error{err, err2, err3, err4} {
					if err != nil {
						t.Fatal(err)
					}
				}
				far := to
				if step%3 == 0 {
					far += 400
				}
				anew, err2 := fresh.Carried(ctx, reader, post, goods, passage.Grams, from, far)
				carried, err := d.Carried(ctx, reader, post, goods, passage.Grams, from, far)
				if err != nil || err2 != nil {
					t.Fatal(err, err2)
				}
				if diff := cmp.Diff(anew, carried); diff != "" {
					t.Fatalf("%+v carried of %q from %s to %s (-anew +kept)\n%s", post, goods, from, to, diff)
				}
				for _, p := range carried {
					lost = lost || p.Amount%10 != 0 // a truck carries 10 g
				}
				counted := map[passage.Date]int64{}
				for _, truck := range longTrucks {
					counted[truck.Day]++
				}
				if diff := cmp.Diff(counted, long); diff != "" {
					t.Fatalf("%+v of %q in 90 days (-by the passings +kept)\n%s", post, goods, diff)
				}
				outside := func(day passage.Date) bool { return day < from || day > to }
				maps.DeleteFunc(long, func(day passage.Date, _ int64) bool { return outside(day) })
				longTrucks = slices.DeleteFunc(longTrucks, func(c desk.CrossedTruck) bool { return outside(c.Day) })
				seen += len(trucks)
				if diff := cmp.Diff(long, got) + cmp.Diff(longTrucks, trucks, cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("%+v of %q from %s to %s (-by the passings +kept)\n%s", post, goods, from, to, diff)
				}
			}
		}
		if seen < 50 {
			t.Errorf("only %d trucks were seen in all", seen)
		}
		if !lost {
			t.Error("nothing was lost of what was carried")
		}
	})
}
