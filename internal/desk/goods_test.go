package desk_test

import (
	stdcmp "cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// journeys fills a ledger with waybills and consignments of every kind, and
// returns how many of each.
func journeys(t testing.TB, d *desk.Desk, n int) {
	t.Helper()
	var lines [][]byte
	seq := int64(0)
	say := func(f passage.Fact) {
		seq++
		f.ID = passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", seq))
		f.Device, f.Seq = passage.DeviceID(f.Org)+"/a", seq
		f.Claimed, f.Recorded = passage.Instant(1_760_000_000_000_000+seq%7*3_600_000_000), 1_760_000_000_000_000
		s, err := envelope.Seal(f)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, s.Body)
	}
	pick := func(i, k int, of ...string) string { return of[i/k%len(of)] }
	for i := range n {
		org := passage.OrgID(pick(i, 1, "wfp", "unicef", "unrwa"))
		c := passage.ConsignmentID(fmt.Sprintf("C%d", i/3))
		line := passage.FactLine{Consignment: c, Line: 1, Commodity: passage.CommodityID(pick(i, 3, "flour", "rice", "flour rice")), Unit: passage.Grams, Amount: 1000}
		if i%3 == 0 && i%4 != 3 {
			say(passage.Fact{Org: org, Kind: passage.Released, Consignment: c, From: "port", To: "hub", Owner: org, Donor: passage.OrgID(pick(i, 6, "donor-a", "donor-b")), Lines: []passage.FactLine{line}})
		}
		if i%11 == 5 {
			continue
		}
		w := passage.Fact{Org: org, Waybill: passage.WaybillID(fmt.Sprintf("%s-%03d", pick(i, 5, "W", "w", "و"), i)), From: "port", To: passage.NodeID(pick(i, 2, "hub", "site")), Place: "port"}
		loaded := w
		loaded.Kind, loaded.Vehicle, loaded.Lines = passage.Loaded, fmt.Sprintf("%d-%d", i%9, i), []passage.FactLine{line}
		say(loaded)
		switch w.Place = "gate"; i % 6 {
		case 0:
			w.Kind = passage.Held
		case 1:
			w.Kind, w.Place = passage.Received, w.To
			line.Amount = 400
			line.Missing, line.Reason = int64(i%2*600), "looted"
			w.Lines = []passage.FactLine{line}
		case 2:
			w.Kind, w.Place = passage.Received, "elsewhere" // a finding
			w.Lines = []passage.FactLine{line}
		case 3:
			w.Kind, w.Reason = passage.Refused, "none stated"
		case 4:
			w.Kind = passage.Finished
		default:
			continue
		}
		say(w)
	}
	for _, l := range lines {
		// One org may not speak for another; another ledger may bring all.
		if got := takeIn(t, d, peer, l); got[0] != envelope.New {
			t.Fatalf("%s: %s", got[0], l)
		}
	}
}

// everything reads a list to its end and fails where a row comes twice.
func everything[Row any](t *rapid.T, l store.Listing, id func(Row) string, list func(store.Listing) ([]Row, store.Key, bool, error)) (rows []Row) {
	seen := map[string]bool{}
	for pages := 0; ; pages++ {
		page, next, more, err := list(l)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			if seen[id(r)] {
				t.Fatalf("%s came twice", id(r))
			}
			seen[id(r)] = true
		}
		rows = append(rows, page...)
		if !more {
			return rows
		}
		if pages > 2000 {
			t.Fatal("the list does not end")
		}
		l.After = next
	}
}

// TestLists holds that reading a list page by page, whatever the filter, the
// order and the sizes, gives each row once and those that a plain filter of all
// rows gives, in order.
func TestLists(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		d := open(t, place, t.TempDir())
		journeys(t, d, 150)
		if wrong, err := d.Rebuild(ctx, func(int64) {}); len(wrong) > 0 || err != nil {
			t.Errorf("a rebuild differs at %v, %v", wrong, err)
		}
		waybills := map[string]desk.WaybillItem{}
		all, _, more, err := d.ListWaybills(ctx, peer, desk.Listing{Sort: desk.ByID, Limit: 1000})
		if err != nil || more || len(all) == 0 {
			t.Fatal(len(all), more, err)
		}
		for _, w := range all {
			waybills[string(w.ID)] = w
		}
		plain := 0
		if err := d.Waybills(ctx, peer, func(w passage.Waybill) {
			plain++
			if _, ok := waybills[string(w.ID)]; !ok {
				t.Errorf("%s is in no list", w.ID)
			}
		}); err != nil || plain != len(waybills) {
			t.Fatalf("%d in the list, %d in the ledger, %v", len(waybills), plain, err)
		}
		consignments, _, _, err := d.ListConsignments(ctx, peer, desk.Listing{Sort: desk.ByID, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		donors := map[passage.ConsignmentID]string{}
		for _, c := range consignments {
			donors[passage.ConsignmentID(c.ID)] = c.Donor
		}
		n := 0
		if err := d.Consignments(ctx, peer, func(c passage.Consignment) {
			n++
			i := slices.IndexFunc(consignments, func(x store.Consignment) bool { return x.ID == string(c.ID) })
			if i < 0 || consignments[i].Donor != string(c.Donor) || consignments[i].Owner != string(c.Owner) || consignments[i].Released != int64(c.Released) {
				t.Errorf("%s is listed otherwise than it is", c.ID)
			}
		}); err != nil || n != len(consignments) {
			t.Fatalf("%d listed, %d there, %v", len(consignments), n, err)
		}
		// Who sees some rows only is given those, as the plain reading gives them.
		own := desk.Caller{Name: "own", Org: "unicef", Scopes: []desk.Scope{access.ReadOwn}}
		theirs := map[passage.WaybillID]bool{}
		if err := d.Waybills(ctx, own, func(w passage.Waybill) { theirs[w.ID] = true }); err != nil || len(theirs) == 0 || len(theirs) == plain {
			t.Fatalf("unicef sees %d of %d waybills, %v", len(theirs), plain, err)
		}
		rapid.Check(t, func(rt *rapid.T) {
			l := desk.Listing{Sort: rapid.SampledFrom([]desk.Sort{desk.ByID, desk.ByLast, desk.BySince}).Draw(rt, "sort"), Down: rapid.Bool().Draw(rt, "down"),
				Limit: rapid.IntRange(1, 9).Draw(rt, "limit"), Look: rapid.IntRange(1, 40).Draw(rt, "look")}
			rows := everything(rt, l, func(w desk.WaybillItem) string { return string(w.ID) }, func(l desk.Listing) ([]desk.WaybillItem, desk.Key, bool, error) {
				return d.ListWaybills(ctx, own, l)
			})
			if len(rows) != len(theirs) || slices.ContainsFunc(rows, func(w desk.WaybillItem) bool { return !theirs[w.ID] || w.Vehicle != "" }) {
				rt.Fatalf("%+v: %d rows, want %d, without vehicles", l, len(rows), len(theirs))
			}
		})
		rapid.Check(t, func(rt *rapid.T) {
			of := func(what string, values ...string) string {
				return rapid.SampledFrom(append([]string{"", "", ""}, values...)).Draw(rt, what)
			}
			l := store.Listing{
				Open: of("open", "open", "ended"), Org: of("org", "wfp", "unicef", "nobody"), Donor: of("donor", "donor-a"), Node: of("node", "hub", "gate", "port"),
				Commodity: of("commodity", "flour", "rice"), ID: of("id", "W", "w-0", "و", "C1"),
				Findings: rapid.IntRange(0, 4).Draw(rt, "findings") == 0, Losses: rapid.IntRange(0, 4).Draw(rt, "losses") == 0,
				Sort: rapid.SampledFrom([]store.Sort{store.ByID, store.ByLast, store.BySince, store.ByVehicle}).Draw(rt, "sort"),
				Down: rapid.Bool().Draw(rt, "down"), Limit: rapid.IntRange(1, 9).Draw(rt, "limit"), Look: rapid.IntRange(1, 40).Draw(rt, "look"),
			}
			if rapid.IntRange(0, 3).Draw(rt, "before") == 0 {
				l.Before = 1_760_000_000_000_000 + 3*3_600_000_000
			}
			cl := l
			l.State, l.Vehicle = of("state", "held", "received", "closed"), of("vehicle", "1-", "4-1", "x")
			rows := everything(rt, l, func(w desk.WaybillItem) string { return string(w.ID) }, func(l store.Listing) ([]desk.WaybillItem, store.Key, bool, error) {
				return d.ListWaybills(ctx, peer, l)
			})
			var want []desk.WaybillItem
			for _, w := range waybills {
				if keepWaybill(l, w, donors) {
					want = append(want, w)
				}
			}
			slices.SortFunc(want, func(a, b desk.WaybillItem) int { return stdcmp.Compare(a.ID, b.ID) })
			got := slices.SortedFunc(slices.Values(rows), func(a, b desk.WaybillItem) int { return stdcmp.Compare(a.ID, b.ID) })
			if !slices.EqualFunc(got, want, func(a, b desk.WaybillItem) bool { return a.ID == b.ID }) {
				rt.Fatalf("%+v: %d rows, want %d", l, len(got), len(want))
			}
			if !slices.IsSortedFunc(rows, func(a, b desk.WaybillItem) int {
				c := 0
				switch {
				case l.Vehicle != "" || l.Sort == store.ByVehicle && l.ID == "":
					c = stdcmp.Compare(a.Vehicle, b.Vehicle)
				case l.ID != "" || l.Sort == store.ByID:
					c = stdcmp.Compare(a.ID, b.ID)
				case l.Sort == store.BySince:
					c = stdcmp.Compare(a.Since, b.Since)
				}
				if l.Down {
					return -c
				}
				return c
			}) {
				rt.Fatalf("%+v: out of order", l)
			}
			cl.State = of("state of consignments", "moving", "closed", "released")
			listed := everything(rt, cl, func(c store.Consignment) string { return c.ID }, func(l store.Listing) ([]store.Consignment, store.Key, bool, error) {
				return d.ListConsignments(ctx, peer, l)
			})
			count := 0
			for _, c := range consignments {
				if keepConsignment(cl, c) {
					count++
					if !slices.Contains(listed, c) {
						rt.Fatalf("%+v: %s is missing", cl, c.ID)
					}
				}
			}
			if count != len(listed) {
				rt.Fatalf("%+v: %d rows, want %d", cl, len(listed), count)
			}
		})
	})
}

func keepWaybill(l store.Listing, w desk.WaybillItem, donors map[passage.ConsignmentID]string) bool {
	has := func(f func(passage.WaybillLine) bool) bool { return slices.ContainsFunc(w.Lines, f) }
	return (l.Open == "" || w.Open == (l.Open == "open")) && (l.State == "" || l.State == string(w.State)) && (l.Org == "" || l.Org == string(w.Org)) &&
		(l.Node == "" || l.Node == string(w.From) || l.Node == string(w.To) || l.Node == string(w.At)) &&
		(l.Before == 0 || int64(w.Since) <= l.Before) && (!l.Findings || len(w.Findings) > 0) &&
		(!l.Losses || has(func(x passage.WaybillLine) bool { return x.Lost+x.Damaged+x.Diverted > 0 })) &&
		(l.Commodity == "" || has(func(x passage.WaybillLine) bool { return string(x.Commodity) == l.Commodity })) &&
		(l.Donor == "" || has(func(x passage.WaybillLine) bool { return donors[x.Consignment] == l.Donor })) &&
		strings.HasPrefix(string(w.ID), l.ID) && strings.HasPrefix(w.Vehicle, l.Vehicle) && (w.Vehicle != "" || l.Sort != store.ByVehicle || l.ID != "")
}

func keepConsignment(l store.Listing, c store.Consignment) bool {
	return (l.Open == "" || c.Open == (l.Open == "open")) && (l.State == "" || l.State == c.State) && (l.Org == "" || l.Org == c.Owner) &&
		(l.Donor == "" || l.Donor == c.Donor) && (l.Node == "" || l.Node == c.From || l.Node == c.To) &&
		(l.Commodity == "" || strings.Contains(c.Goods, "\n"+l.Commodity+"\n")) && (l.Before == 0 || c.Since <= l.Before) &&
		(!l.Findings || c.Findings > 0) && (!l.Losses || c.Losses > 0) && strings.HasPrefix(c.ID, l.ID)
}

// TestVehiclesAreNotSearched holds that who may not see vehicles cannot learn
// them by searching or sorting either.
func TestVehiclesAreNotSearched(t *testing.T) {
	ctx := context.Background()
	d := open(t, storetest.SQLite(t), t.TempDir())
	journeys(t, d, 12)
	for _, l := range []store.Listing{{Vehicle: "1-", Limit: 5}, {Sort: store.ByVehicle, Limit: 5}} {
		if _, _, _, err := d.ListWaybills(ctx, wfp, l); err == nil {
			t.Errorf("%+v was answered", l)
		}
		if page, _, _, err := d.ListWaybills(ctx, peer, l); err != nil || len(page) == 0 || page[0].Vehicle == "" {
			t.Errorf("%+v: %v, %v", l, page, err)
		}
	}
	page, _, _, err := d.ListWaybills(ctx, wfp, desk.Listing{Sort: desk.ByID, Limit: 50})
	if err != nil || len(page) == 0 || slices.ContainsFunc(page, func(w desk.WaybillItem) bool { return w.Vehicle != "" }) {
		t.Errorf("vehicles are shown: %v", err)
	}
}

// TestOldLedgers holds that a ledger of an older program, which has no lists,
// gets them when it is opened.
func TestOldLedgers(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx, dir := context.Background(), t.TempDir()
		d := open(t, place, dir)
		journeys(t, d, 30)
		before, _, _, err := d.ListWaybills(ctx, peer, desk.Listing{Sort: desk.ByID, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		d.Close()
		if err := storetest.Open(t, place).Update(ctx, func(tx *store.Tx) error {
			return errors.Join(tx.ForgetFolds(), tx.SetSetting("fold", "1"))
		}); err != nil {
			t.Fatal(err)
		}
		d = open(t, place, dir)
		after, _, _, err := d.ListWaybills(ctx, peer, desk.Listing{Sort: desk.ByID, Limit: 100})
		if diff := cmp.Diff(before, after); diff != "" || err != nil || len(after) == 0 {
			t.Errorf("%d waybills, -before +after\n%s%v", len(after), diff, err)
		}
		if listed, _, _, err := d.ListConsignments(ctx, peer, desk.Listing{Sort: desk.ByID, Limit: 100}); err != nil || len(listed) != 10 {
			t.Errorf("%d consignments, %v", len(listed), err)
		}
	})
}

// TestDeliveries holds that what each organisation moved comes to what the
// waybills say that a caller sees, over the days that are asked for.
func TestDeliveries(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		d := open(t, place, t.TempDir())
		journeys(t, d, 150)
		first := passage.DateOf(passage.Instant(1_760_000_000_000_000).Time().Date())
		unicef := desk.Caller{Name: "u", Org: "unicef", Scopes: []desk.Scope{access.ReadOwn}}
		type sum struct{ OnTheWay, Received, Trucks int64 }
		whole := map[string]sum{}
		for _, caller := range []desk.Caller{peer, unicef} {
			for _, days := range [][2]passage.Date{{first, first + 1}, {first, first}, {first + 1, first + 1}, {first + 2, first + 30}} {
				want := sum{}
				rows, _, more, err := d.ListWaybills(ctx, caller, desk.Listing{Sort: desk.ByID, Limit: 1000})
				if err != nil || more {
					t.Fatal(more, err)
				}
				for _, w := range rows {
					day := w.Since.Day()
					if day < days[0] || day > days[1] {
						continue
					}
					for _, l := range w.Lines {
						if w.State != passage.Finished && l.InTransit > 0 {
							want.OnTheWay += l.InTransit
							want.Trucks++
						}
						if want.Received += l.Received; l.Received > 0 {
							want.Trucks++
						}
					}
				}
				got := sum{}
				sums, all, err := d.Deliveries(ctx, caller, days[0], days[1])
				if err != nil || !all {
					t.Fatal(all, err)
				}
				for _, one := range sums {
					got.OnTheWay += one.OnTheWay
					got.Received += one.Received
					got.Trucks += one.TrucksOnTheWay + one.TrucksReceived
				}
				if got != want {
					t.Errorf("%s, days %v: %+v, want %+v", caller.Name, days, got, want)
				}
				if days[1] == first+1 && days[0] == first {
					whole[caller.Name] = got
				}
			}
		}
		if whole["peer"].Trucks <= whole["u"].Trucks || whole["u"].Trucks == 0 {
			t.Errorf("who sees all sees %+v, who sees one organisation's %+v", whole["peer"], whole["u"])
		}
		owner := map[passage.OrgID]bool{}
		sums, _, err := d.Deliveries(ctx, peer, first, first+1)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range sums {
			owner[one.Org] = true
		}
		if !owner["wfp"] || !owner["unicef"] || owner["donor-a"] {
			t.Errorf("organisations %v", owner)
		}
		// What was added up for one is kept for others, until more is known.
		more := passage.Fact{
			ID: "0192e4a5-7c31-7000-8000-999999999999", Device: "wfp/b", Seq: 1, Org: "wfp", Kind: passage.Loaded, Waybill: "W-new",
			From: "port", To: "hub", Place: "port", Claimed: 1_760_000_000_000_000, Recorded: 1_760_000_000_000_000,
			Lines: []passage.FactLine{{Consignment: "C-new", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 77}},
		}
		sealed, err := envelope.Seal(more)
		if err != nil {
			t.Fatal(err)
		}
		takeIn(t, d, peer, sealed.Body)
		again, _, err := d.Deliveries(ctx, peer, first, first+1)
		if err != nil {
			t.Fatal(err)
		}
		onTheWay := func(sums []desk.Delivery) (n int64) {
			for _, one := range sums {
				n += one.OnTheWay
			}
			return n
		}
		if got, want := onTheWay(again), onTheWay(sums)+77; got != want {
			t.Errorf("with 77 g more on the way there are %d g, not %d", got, want)
		}
		nobody := desk.Caller{Name: "n"}
		if _, _, err := d.Deliveries(ctx, nobody, first, first); err == nil {
			t.Error("somebody without any right is told who does what")
		}
	})
}
