package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// benched is how many rows PASSAGE_BENCH_ROWS asks a benchmark for, or else so many,
// and an empty database: PostgreSQL's where PASSAGE_BENCH_POSTGRES is set.
func benched(b *testing.B, otherwise int) (rows int, place string) {
	rows, err := strconv.Atoi(os.Getenv("PASSAGE_BENCH_ROWS"))
	if err != nil {
		rows = otherwise
	}
	if os.Getenv("PASSAGE_BENCH_POSTGRES") != "" {
		return rows, storetest.Postgres(b)
	}
	return rows, storetest.SQLite(b)
}

// BenchmarkLists reads first pages of lists over as many waybills as
// PASSAGE_BENCH_ROWS says, of which one in two hundred is on the road. A million
// take minutes to be written.
func BenchmarkLists(b *testing.B) {
	rows, place := benched(b, 20_000)
	d := open(b, place, b.TempDir())
	s := storetest.Open(b, place)
	ctx := context.Background()
	states := []passage.FactKind{passage.Received, passage.Received, passage.Received, passage.Finished, passage.Finished, passage.Returned, passage.Intercepted}
	const batch = 20_000
	for from := 0; from < rows; from += batch {
		err := s.Update(ctx, func(tx *store.Tx) error {
			var some []store.Waybill
			var carried []string
			for i := from; i < min(from+batch, rows); i++ {
				w := passage.Waybill{
					ID: passage.WaybillID(fmt.Sprintf("W-%08d", i*7919%rows)), Org: passage.OrgID(fmt.Sprintf("org-%d", i*i%40)), From: passage.NodeID(fmt.Sprintf("n%d", i%50)),
					To: passage.NodeID(fmt.Sprintf("n%d", i%300)), State: states[i%len(states)], Since: passage.Instant(1_700_000_000_000_000 + int64(i)*1_000_000),
					Vehicle: fmt.Sprintf("%02d-%05d", i%97, i), Lines: []passage.WaybillLine{{LineID: passage.LineID{Consignment: passage.ConsignmentID(fmt.Sprintf("C-%d", i/40)), Line: 1}, Commodity: passage.CommodityID(fmt.Sprintf("k%d", i%30)), Unit: passage.Grams, Account: passage.Account{Out: 10, Received: 10}}},
				}
				if i%200 == 0 {
					w.State = passage.Held
				}
				fold, err := json.Marshal(w)
				if err != nil {
					return err
				}
				h := store.WaybillHead{ID: string(w.ID), Open: i%200 == 0, State: string(w.State), Org: string(w.Org), From: string(w.From), To: string(w.To), At: string(w.To),
					Vehicle: w.Vehicle, Goods: "\n" + string(w.Lines[0].Commodity) + "\n", Since: int64(w.Since), LastN: int64(i), Losses: int64(i % 1000 / 999), Findings: int64(i % 5000 / 4999)}
				carries := string(w.Lines[0].Consignment)
				carried = append(carried, carries)
				some = append(some, store.Waybill{WaybillHead: h, Fold: fold, Carries: []string{carries}})
			}
			if err := tx.PutWaybills(some); err != nil {
				return err
			}
			return tx.PutConsignments(nil, carried)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		l    desk.Listing
	}{
		{"newest", desk.Listing{Sort: desk.ByLast, Down: true}},
		{"open by newest", desk.Listing{Open: "open", Sort: desk.ByLast, Down: true}},
		{"stuck", desk.Listing{Open: "open", Sort: desk.BySince, Before: 1_700_000_000_000_000 + int64(rows/2)*1_000_000}},
		{"one organisation", desk.Listing{Org: "org-1", Sort: desk.ByLast, Down: true}},
		{"commodity and place", desk.Listing{Commodity: "k7", Node: "n7", Sort: desk.ByID}},
		{"losses", desk.Listing{Losses: true, Sort: desk.ByLast, Down: true}},
		{"findings of one state", desk.Listing{Findings: true, State: "intercepted", Sort: desk.BySince, Down: true}},
		{"a donor that is none", desk.Listing{Donor: "nobody", Sort: desk.ByLast, Down: true}},
		{"beginning of an id", desk.Listing{ID: "W-0001", Sort: desk.ByID}},
		{"beginning of a vehicle", desk.Listing{Vehicle: "42-0"}},
	} {
		c.l.Limit = 50
		b.Run(c.name, func(b *testing.B) {
			var slowest time.Duration
			for b.Loop() {
				began := time.Now()
				if _, _, _, err := d.ListWaybills(ctx, peer, c.l); err != nil {
					b.Fatal(err)
				}
				slowest = max(slowest, time.Since(began))
			}
			b.ReportMetric(float64(slowest.Milliseconds()), "ms-slowest")
		})
	}
	b.Run("consignments", func(b *testing.B) {
		for b.Loop() {
			if _, _, _, err := d.ListConsignments(ctx, peer, desk.Listing{Sort: desk.ByLast, Down: true, Losses: true, Limit: 50}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
