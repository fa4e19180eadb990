package desk_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/proof"
	"passage/internal/store/storetest"
)

// readers see different rows, and one of them restricted fields.
func readers() []desk.Caller {
	return []desk.Caller{
		{Name: "all", Org: "wfp", Scopes: []desk.Scope{desk.Read}},
		{Name: "sync", Org: "wfp", Scopes: []desk.Scope{desk.Sync, desk.Admin}},
		{Name: "wfp", Org: "wfp", Scopes: []desk.Scope{access.ReadOwn, access.Restricted}},
		{Name: "unicef", Org: "unicef", Scopes: []desk.Scope{access.ReadOwn}},
		{Name: "echo", Org: "echo", Scopes: []desk.Scope{access.ReadOwn}},
		{Name: "hub", Org: "rc", Nodes: []passage.NodeID{"hub", "gate"}, Scopes: []desk.Scope{access.ReadOwn}},
		{Name: "nobody", Scopes: []desk.Scope{access.ReadOwn}},
	}
}

// told is all that pages are made of, as one caller is told it.
type toldAll struct {
	Said         []passage.Fact
	Impediments  []passage.Reported
	Notices      []passage.Reported
	Clearances   []passage.Reported
	Engagements  []passage.Engagement
	Deliveries   []desk.Delivery
	Setbacks     []desk.Setback
	Brought      int64
	Waybills     []desk.WaybillItem
	Consignments []passage.ConsignmentID
	Permits      map[passage.FactID]*passage.Reported
	Crossed      []desk.CrossedTruck
	Road         []desk.CrossedTruck // from the gate to the hub
	RoadDays     map[passage.Date]int64
	Trucks       map[string]int64
	Given        []desk.Given
}

func askAll(t *testing.T, d *desk.Desk, c desk.Caller, from, to passage.Date) (all toldAll) {
	t.Helper()
	ctx := context.Background()
	var errs [16]error
	all.Said, errs[0] = d.Said(ctx, c, []passage.NodeID{"gate", "hub"}, from, to)
	all.Impediments, errs[1] = d.Impediments(ctx, c, from, to)
	for _, limit := range []int{1, 7, 1000} {
		var pages []passage.Reported
		for l := (desk.ImpedimentListing{From: from, To: to, Limit: limit}); ; {
			page, next, more, err := d.ListImpediments(ctx, c, l)
			if len(page) > limit || len(page) < limit && more || err != nil {
				t.Fatalf("%s: %d of a page of %d, more: %v; %v", c.Name, len(page), limit, more, err)
			}
			if pages = append(pages, page...); !more {
				break
			}
			l.After = next
		}
		if diff := cmp.Diff(all.Impediments, pages, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s (-all impediments +page by page) of %d\n%s", c.Name, limit, diff)
		}
	}
	of := map[passage.WaybillID][]passage.Reported{}
	for _, r := range all.Impediments {
		for _, id := range r.Fact.Stopped() {
			of[id] = append(of[id], r)
		}
	}
	for id, want := range of {
		got, err := d.ImpedimentsOf(ctx, c, id, from, to)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("%s (-what is listed of %s +what is asked of it) %v\n%s", c.Name, id, err, diff)
		}
	}
	all.Notices, errs[2] = d.Reported(ctx, c, passage.Notified)
	all.Clearances, errs[3] = d.Reported(ctx, c, passage.Sought)
	all.Engagements, errs[4] = d.Engagements(ctx, c)
	all.Deliveries, _, errs[5] = d.Deliveries(ctx, c, from, to)
	all.Setbacks, errs[6] = d.Setbacks(ctx, c, from, to)
	all.Brought, errs[7] = d.Brought(ctx, c, []passage.NodeID{"port"}, from, to)
	all.Waybills, _, _, errs[8] = d.ListWaybills(ctx, c, desk.Listing{Sort: desk.ByID, Limit: 100})
	rows, _, _, err := d.ListConsignments(ctx, c, desk.Listing{Sort: desk.ByID, Limit: 100})
	errs[9] = err
	for _, r := range rows {
		all.Consignments = append(all.Consignments, passage.ConsignmentID(r.ID))
	}
	all.Crossed, _, errs[10] = d.CrossedTrucks(ctx, c, passage.Post{At: "gate"}, "", from, to, 1000)
	all.Road, _, errs[12] = d.CrossedTrucks(ctx, c, passage.Post{From: "gate", At: "hub"}, "flour", from, to, 1000)
	all.RoadDays, errs[14] = d.Crossed(ctx, c, passage.Post{From: "gate", At: "hub"}, "", from, to)
	var permits []passage.FactID
	named := map[passage.FactID]*passage.Reported{}
	for i, r := range all.Clearances {
		for _, id := range append(r.Before, r.Fact.ID) {
			permits, named[id] = append(permits, id), &all.Clearances[i]
		}
	}
	all.Permits, errs[13] = d.Permits(ctx, c, permits)
	if diff := cmp.Diff(named, all.Permits, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-clearances that are listed +as their ids name them)\n%s", c.Name, diff)
	}
	all.Given, errs[15] = d.Given(ctx, c, from, to)
	days, err := d.Passings(ctx, c, from, to)
	errs[11] = err
	all.Trucks = map[string]int64{}
	for _, day := range days {
		all.Trucks[fmt.Sprint(day.Node, day.What, day.Day)] = day.Trucks
	}
	for i, err := range errs {
		if err != nil {
			t.Fatalf("%s, question %d: %v", c.Name, i, err)
		}
	}
	return all
}

// TestWhatIsKeptIsWhatIsRead lets a desk that keeps what it read be asked by
// people who see different rows, one after the other, while facts of every kind
// come in: reports, follow-ups, corrections, reports told anew, records that an
// organisation keeps to itself, and a number used twice. It tells each of them what
// a desk tells that was opened just then and knows nothing yet.
func TestWhatIsKeptIsWhatIsRead(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		dir := t.TempDir()
		d := open(t, place, dir)
		key, err := proof.OpenKey(dir)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(3, 4))
		orgs := []passage.OrgID{"wfp", "unicef", "echo"}
		places := []passage.NodeID{"gate", "hub"}
		today := passage.DateOf(time.Now().UTC().Date())
		when := func() passage.Instant {
			return passage.InstantOf((today - passage.Date(r.IntN(40))).Time()) + passage.Instant(r.IntN(86_400_000_000))
		}
		var reports []passage.Fact // that can be followed up, corrected and told anew
		trucks := 0
		one := func(org passage.OrgID) passage.Fact {
			at, where := when(), places[r.IntN(2)]
			switch r.IntN(14) {
			case 0:
				f := passage.Fact{Kind: passage.Stated, Place: where, Claimed: at, Source: []string{"", "radio", "paper"}[r.IntN(3)], Note: "restricted",
					Door: &passage.DoorState{Status: []passage.AccessStatus{passage.Open, passage.Closed}[r.IntN(2)]}}
				return f
			case 1:
				return passage.Fact{Kind: passage.Counted, Place: where, Claimed: at, Count: &passage.Count{By: "radio", What: "trucks", Number: float64(r.IntN(50)), From: at.Day() - 2, To: at.Day()}}
			case 2:
				return passage.Fact{Kind: passage.Impeded, Place: where, Claimed: at, Obstacle: passage.MovementInto, Note: "restricted", Stops: []passage.WaybillID{"W1", "W2", "W3", "W4"}}
			case 3:
				return passage.Fact{Kind: passage.Notified, Place: where, Claimed: at, Notice: &passage.Notice{What: passage.OfSite, To: []string{"party"}}}
			case 4:
				return passage.Fact{Kind: passage.Sought, Place: where, Claimed: at, Clearance: &passage.Clearance{Item: "pump", To: "party"}}
			case 5, 6:
				if len(reports) > 0 {
					about := reports[r.IntN(len(reports))]
					status := passage.Statuses(about.Kind)[r.IntN(len(passage.Statuses(about.Kind)))]
					return passage.Fact{Kind: passage.Followed, Place: about.Place, Waybill: about.Waybill, Claimed: at, About: about.ID, Status: status, Party: "party", Reason: "none stated"}
				}
			case 7:
				if len(reports) > 0 {
					about := reports[r.IntN(len(reports))]
					return passage.Fact{Kind: passage.Corrected, Place: about.Place, Waybill: about.Waybill, Claimed: at, Corrects: about.ID, Error: passage.IncorrectData}
				}
			case 8:
				if len(reports) > 0 {
					about := reports[r.IntN(len(reports))]
					anew := about
					anew.About, anew.Reason, anew.Claimed = about.ID, "told anew", at
					return anew
				}
			case 9:
				reach := []passage.Reach{passage.WithinOrg, passage.Operation}[r.IntN(2)]
				id := passage.EngagementID(fmt.Sprint("E", r.IntN(4)))
				return passage.Fact{Kind: passage.Engaged, Engagement: id, Claimed: at, Note: "restricted", Minutes: &passage.Minutes{Form: passage.Call, Reach: reach, Subject: string(org)}}
			case 10:
				reach := []passage.Reach{passage.WithinOrg, passage.Operation}[r.IntN(2)]
				return passage.Fact{Kind: passage.Paid, Engagement: "E0", Claimed: at, Payment: &passage.Payment{Commitment: "sum", Sum: float64(r.IntN(9)), Currency: "USD", Reach: reach}}
			}
			if trucks == 0 || r.IntN(3) == 0 {
				trucks++
				f := truck(fmt.Sprint("W", trucks), passage.ConsignmentID(fmt.Sprint("C", 1+trucks%3)))
				f.Claimed, f.To = at, places[1]
				return f
			}
			w := passage.WaybillID(fmt.Sprint("W", 1+r.IntN(trucks)))
			line := passage.FactLine{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 4}
			switch r.IntN(7) {
			case 0:
				return passage.Fact{Kind: passage.Crossed, Waybill: w, Place: "gate", Claimed: at}
			case 1:
				return passage.Fact{Kind: passage.Received, Waybill: w, Place: "hub", Claimed: at, Lines: []passage.FactLine{line}}
			case 2:
				return passage.Fact{Kind: passage.Damaged, Waybill: w, Claimed: at, Place: "gate", Lines: []passage.FactLine{line}, Reason: "rain"}
			case 3:
				return passage.Fact{Kind: passage.Held, Waybill: w, Claimed: at, Place: "gate"}
			case 4:
				return passage.Fact{Kind: passage.Refused, Waybill: w, Claimed: at, Place: "gate", Reason: "papers"}
			case 5:
				return passage.Fact{Kind: passage.Released, Consignment: passage.ConsignmentID(fmt.Sprint("C", 1+r.IntN(3))), Claimed: at, From: "port", To: "hub", Owner: orgs[r.IntN(3)], Donor: orgs[r.IntN(3)],
					Lines: []passage.FactLine{{Consignment: "", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 100}}}
			}
			return passage.Fact{Kind: passage.Impeded, Waybill: w, Place: "gate", Claimed: at, Obstacle: passage.ViolenceAgainstAid}
		}
		for round := range 18 {
			for range 6 {
				org := orgs[r.IntN(3)]
				caller := desk.Caller{Name: "who", Account: string(org), Org: org, Scopes: []desk.Scope{desk.Write, desk.Read}}
				f := one(org)
				if f.Kind == passage.Released {
					f.Lines[0].Consignment = f.Consignment
				}
				form := newForm(t)
				if err := d.Say(t.Context(), caller, form, []passage.Fact{f}); err != nil {
					t.Fatalf("%+v: %v", f, err)
				}
				if f.ID = form.FactID(1); slices.Contains([]passage.FactKind{passage.Impeded, passage.Notified, passage.Sought, passage.Stated}, f.Kind) && len(passage.Statuses(f.Kind)) > 0 {
					reports = append(reports, f)
				}
			}
			if round == 10 || round == 13 { // one number for two things: neither counts, wherever it was said
				line := fmt.Sprintf(`{"id":"0192e4a5-7c31-7000-8000-%012x","device":"wfp/twin","seq":1,"org":"wfp","kind":"impeded","claimed":%q,"recorded":%[2]q,"place":%q,"obstacle":"mines_and_unexploded_ordnance","reason":"x"}`,
					round, when().String(), map[int]string{10: "gate", 13: "port"}[round])
				if answers := takeIn(t, d, wfp, []byte(line)); answers[0] != map[int]envelope.Answer{10: envelope.New, 13: envelope.Conflict}[round] {
					t.Fatal(answers)
				}
			}
			from, to := today-passage.Date(r.IntN(30)), today-passage.Date(r.IntN(5))
			if round%2 == 0 {
				from, to = today-50, today
			}
			for _, c := range readers() {
				s := storetest.Open(t, place)
				fresh, err := desk.Open(t.Context(), s, key, slog.New(slog.DiscardHandler)) // for this one alone
				if err != nil {
					t.Fatal(err)
				}
				got, want := askAll(t, d, c, from, to), askAll(t, fresh, c, from, to)
				fresh.Close()
				s.Close()
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("round %d, %s (-a desk that was just opened +one that keeps what it read)\n%s", round, c.Name, diff)
				}
			}
			holdSaid(t, d, from, to)
			holdWaybills(t, d, today)
			if differed, err := d.Rebuild(t.Context(), func(int64) {}); err != nil || len(differed) > 0 {
				t.Fatalf("round %d: kept otherwise than the facts have it: %v, %v", round, differed, err)
			}
		}
	})
}

// holdSaid holds what is said to concern some days to all that was ever said.
func holdSaid(t *testing.T, d *desk.Desk, from, to passage.Date) {
	t.Helper()
	reader := readers()[0]
	all, err := d.SaidAnywhere(t.Context(), reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range []passage.NodeID{"gate", "hub"} {
		some, err := d.Said(t.Context(), reader, []passage.NodeID{place}, from, to)
		if err != nil {
			t.Fatal(err)
		}
		of := slices.DeleteFunc(slices.Clone(all), func(f passage.Fact) bool { return f.Place != place })
		for day := from; day <= to; day++ {
			ids := func(facts []passage.Fact) (ids []passage.FactID) {
				for _, s := range passage.StatedDoors(facts, day) {
					ids = append(ids, s.Fact.ID)
				}
				for _, f := range facts {
					if f.Kind == passage.Counted && f.Count.From <= day && f.Count.To >= day || f.Kind == passage.Impeded && f.Claimed.Day() == day {
						ids = append(ids, f.ID)
					}
				}
				return ids
			}
			if got, want := ids(some), ids(of); !slices.Equal(got, want) {
				t.Fatalf("%s on %s: %v, want %v", place, day, got, want)
			}
		}
	}
}

// holdWaybills holds the lists of those who see some rows to what they see one by
// one.
func holdWaybills(t *testing.T, d *desk.Desk, today passage.Date) {
	t.Helper()
	for _, c := range readers() {
		page, _, _, err := d.ListWaybills(t.Context(), c, desk.Listing{Sort: desk.ByID, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		var listed, seen []passage.WaybillID
		for _, w := range page {
			listed = append(listed, w.ID)
		}
		if err := d.Waybills(t.Context(), c, func(w passage.Waybill) { seen = append(seen, w.ID) }); err != nil {
			t.Fatal(err)
		}
		if slices.Sort(listed); !slices.Equal(listed, seen) {
			t.Fatalf("%s: the list has %v, of all waybills %v are seen", c.Name, listed, seen)
		}
		sums, _, err := d.Deliveries(t.Context(), c, today-60, today+1)
		if err != nil {
			t.Fatal(err)
		}
		var received, want int64
		for _, s := range sums {
			received += s.Received
		}
		for _, w := range page {
			for _, l := range w.Lines {
				want += l.Received
			}
		}
		if received != want {
			t.Fatalf("%s: %d were received of the waybills that are seen, %d are told", c.Name, want, received)
		}
	}
}

// TestManyAskWhileFactsComeIn has readers ask side by side while facts come in, and
// then once more: each is told what a desk tells that was just opened. With -race it
// shows that nobody writes to what others read.
func TestManyAskWhileFactsComeIn(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		dir := t.TempDir()
		d := open(t, place, dir)
		today := passage.DateOf(time.Now().UTC().Date())
		from, to := today-5, today+1
		ctx, stop := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		for _, c := range readers()[:6] {
			asking.Go(func() {
				for ctx.Err() == nil {
					_, err := d.Said(ctx, c, []passage.NodeID{"gate"}, from, to)
					_, err2 := d.Impediments(ctx, c, from, to)
					_, err3 := d.Engagements(ctx, c)
					_, _, err4 := d.Deliveries(ctx, c, from, to)
					_, err5 := d.Setbacks(ctx, c, from, to)
					if err := errors.Join(err, err2, err3, err4, err5); err != nil && ctx.Err() == nil {
						t.Errorf("%s: %v", c.Name, err)
						return
					}
				}
			})
		}
		for i := range 40 {
			w := truck(fmt.Sprint("W", i), "C1")
			said(t, d, wfp, w,
				passage.Fact{Kind: passage.Impeded, Place: "gate", Obstacle: passage.MovementInto, Stops: []passage.WaybillID{w.Waybill}, Note: "restricted"},
				passage.Fact{Kind: passage.Impeded, Waybill: w.Waybill, Place: "gate", Obstacle: passage.MovementInto, Note: "restricted"},
				passage.Fact{Kind: passage.Engaged, Engagement: "E", Minutes: &passage.Minutes{Form: passage.Call, Reach: passage.WithinOrg}})
		}
		stop()
		asking.Wait()
		fresh := open(t, place, dir)
		for _, c := range readers() {
			if diff := cmp.Diff(askAll(t, fresh, c, from, to), askAll(t, d, c, from, to)); diff != "" {
				t.Errorf("%s (-a desk that was just opened +one that was asked meanwhile)\n%s", c.Name, diff)
			}
		}
	})
}
