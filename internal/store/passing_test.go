package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage/internal/store"
	"passage/internal/store/storetest"
)

// TestPosts holds how many trucks are counted at crossings and on roads, over many
// spans of days, to a count of its own over the same passings, some of which are
// written anew otherwise.
func TestPosts(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s := storetest.Open(t, place)
		r := rand.New(rand.NewPCG(5, 6))
		nodes, kinds := []string{"gate", "hub"}, []string{"loaded", "arrived", "crossed", "received"}
		trucks := map[string]store.Waybill{}
		put := func() {
			var some []store.Waybill
			for range 60 {
				w := store.Waybill{Fold: []byte("{}"), WaybillHead: store.WaybillHead{ID: fmt.Sprint("W", r.IntN(150)), State: "moving", Goods: "\n" + []string{"flour", "soap"}[r.IntN(2)] + "\n"}}
				if slices.ContainsFunc(some, func(other store.Waybill) bool { return other.ID == w.ID }) {
					continue
				}
				for _, node := range nodes {
					for _, kind := range kinds {
						if r.IntN(2) == 0 {
							w.Passings = append(w.Passings, store.Passing{Node: node, What: kind, Day: 1 + r.Int64N(12)})
						}
					}
				}
				some, trucks[w.ID] = append(some, w), w
			}
			err := s.Update(t.Context(), func(tx *store.Tx) error {
				if err := tx.PutWaybills(some); err != nil {
					return err
				}
				return tx.PutPassings(some)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		posts := []store.Post{
			{Node: "gate", What: []string{"crossed"}},
			{Node: "hub", What: []string{"arrived", "received"}},
			{Node: "hub", What: []string{"arrived", "received"}, Before: "gate", BeforeWhat: []string{"loaded", "crossed"}},
		}
		for range 3 {
			put()
			for _, p := range posts {
				for _, commodity := range []string{"", "flour"} {
					for range 20 {
						from := 1 + r.Int64N(12)
						to := from + r.Int64N(5)
						want := map[int64]int64{}
						for _, w := range trucks {
							if day := p.Day(w.Passings); day >= from && day <= to && (commodity == "" || w.Goods == "\n"+commodity+"\n") {
								want[day]++
							}
						}
						got, listed := map[int64]int64{}, map[int64]int64{}
						var all, some []string // the newest first
						err := s.View(t.Context(), func(tx *store.Tx) error {
							if p.Once() && commodity == "" {
								if err := tx.Crossed(p, from, to, func(day, trucks int64) { got[day] = trucks }); err != nil {
									return err
								}
							} else {
								got = want
							}
							if err := tx.CrossedTrucks(p, commodity, from, to, 1000, func(id string, day int64) { listed[day]++; all = append(all, id) }); err != nil {
								return err
							}
							return tx.CrossedTrucks(p, commodity, from, to, 4, func(id string, _ int64) { some = append(some, id) })
						})
						if err != nil {
							t.Fatal(err)
						}
						if diff := cmp.Diff(want, got) + cmp.Diff(want, listed); diff != "" {
							t.Fatalf("%+v with %q on days %d to %d (-counted here +by the store)\n%s", p, commodity, from, to, diff)
						}
						if !slices.Equal(some, all[:min(4, len(all))]) {
							t.Fatalf("%+v with %q on days %d to %d: the first four are %v of %v", p, commodity, from, to, some, all)
						}
					}
				}
			}
		}
	})
}
