package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

func newForm(t testing.TB) desk.Form {
	t.Helper()
	f, err := desk.ParseForm(uuid.Must(uuid.NewV7()).String())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestSay holds what forms come to: once whatever they say, however often they
// are sent, in the name of whoever sent them.
func TestSay(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		d := open(t, place, t.TempDir())
		form := newForm(t)
		facts := func(amount int64) []passage.Fact {
			lines := []passage.FactLine{{Consignment: "C1", Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: amount}}
			return []passage.Fact{
				// What a form must not say is not taken from it.
				{Kind: passage.Released, Consignment: "C1", From: "port", To: "hub", Lines: lines, Org: "unicef", Device: "unicef/a", Seq: 77, Actor: "somebody", Recorded: 5},
				{Kind: passage.Loaded, Waybill: "W1", From: "port", To: "hub", Lines: lines},
			}
		}
		for range 3 {
			if err := d.Say(ctx, wfp, form, facts(10)); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := d.Size(ctx); n != 2 || err != nil {
			t.Fatalf("%d facts, %v", n, err)
		}
		if err := d.Say(ctx, wfp, form, facts(11)); !errors.As(err, &desk.SentOtherwise{}) {
			t.Errorf("another content: %v", err)
		}
		if err := d.Say(ctx, wfp, form, facts(10)[:1]); !errors.As(err, &desk.SentOtherwise{}) {
			t.Errorf("less: %v", err)
		}
		if got := account(t, d); got.Out != 10 {
			t.Errorf("what was said first no longer counts: %+v", got)
		}
		told, err := d.Thread(ctx, peer, "c/C1", "w/W1")
		if err != nil || len(told) != 2 {
			t.Fatal(told, err)
		}
		for i, f := range told {
			if f.Org != "wfp" || !strings.HasPrefix(f.Actor, "person-") || f.Seq != int64(i+1) || !strings.HasPrefix(string(f.Device), "wfp/page-") ||
				f.Recorded != form.Shown() || f.Claimed != form.Shown() || len(f.Hash) != 64 || !f.Counts {
				t.Errorf("%+v", f)
			}
		}
		if told, err := d.Thread(ctx, wfp, "c/C1"); err != nil || told[0].Actor != "" {
			t.Errorf("who may not see actors sees %+v, %v", told, err)
		}
		if err := d.Say(ctx, desk.Caller{Name: "r", Org: "wfp", Scopes: []desk.Scope{desk.Read}}, newForm(t), facts(1)); !errors.As(err, &desk.Forbidden{}) {
			t.Errorf("who may not write: %v", err)
		}
		if err := d.Say(ctx, wfp, newForm(t), []passage.Fact{{Kind: passage.Loaded}}); !errors.As(err, &desk.NotSaid{}) {
			t.Errorf("no fact: %v", err)
		}
		late := uuid.Must(uuid.NewV7())
		late[0]++ // some years on
		form, err = desk.ParseForm(late.String())
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Say(ctx, wfp, form, facts(1)); !errors.As(err, &desk.Refused{}) {
			t.Errorf("a form of %s: %v", form.Shown(), err)
		}
		for _, bad := range []string{"", "x", uuid.New().String(), strings.ToUpper(uuid.Must(uuid.NewV7()).String())} {
			if _, err := desk.ParseForm(bad); err == nil {
				t.Errorf("%q is taken for a form", bad)
			}
		}
		if since := time.Since(newForm(t).Shown().Time()); since < -time.Second || since > time.Minute {
			t.Errorf("a new form is %s old", since)
		}
	})
}

// TestThread holds that what was declared wrong stays to be seen.
func TestThread(t *testing.T) {
	ctx := context.Background()
	d := open(t, storetest.SQLite(t), t.TempDir())
	takeIn(t, d, wfp, seal(t, 1, passage.Loaded, 10), seal(t, 2, passage.Received, 4))
	if err := d.Say(ctx, wfp, newForm(t), []passage.Fact{{Kind: passage.Corrected, Waybill: "W1", Corrects: "0192e4a5-7c31-7000-8000-000000000002", Error: passage.DidNotOccur}}); err != nil {
		t.Fatal(err)
	}
	// Another organisation's word does not make it wrong.
	unicef := desk.Caller{Name: "unicef", Org: "unicef", Scopes: []desk.Scope{desk.Write}}
	if err := d.Say(ctx, unicef, newForm(t), []passage.Fact{{Kind: passage.Corrected, Waybill: "W1", Corrects: "0192e4a5-7c31-7000-8000-000000000001", Error: passage.DidNotOccur}}); err != nil {
		t.Fatal(err)
	}
	told, err := d.Thread(ctx, wfp, "w/W1")
	if err != nil || len(told) != 4 {
		t.Fatal(told, err)
	}
	if !told[0].Counts || len(told[0].CorrectedBy) != 0 || told[1].Counts || len(told[1].CorrectedBy) != 1 || told[1].Lines[0].Amount != 4 {
		t.Errorf("%+v", told[:2])
	}
	if got := account(t, d); got.Received != 0 || got.Out != 10 {
		t.Errorf("%+v", got)
	}
}

// TestSayFirst releases the same goods on two servers of one database at the same
// moment, over and over: one of them does, and saying it again changes nothing.
func TestSayFirst(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		servers := []*desk.Desk{open(t, place, t.TempDir()), open(t, place, t.TempDir())}
		release := func(id passage.ConsignmentID, from passage.NodeID) []passage.Fact {
			lines := []passage.FactLine{{Consignment: id, Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 10}}
			return []passage.Fact{
				{Kind: passage.Released, Consignment: id, From: from, To: "hub", Lines: lines},
				{Kind: passage.Loaded, Waybill: passage.WaybillID(id + "-001"), From: from, To: "hub", Lines: lines},
			}
		}
		for round := range 25 {
			id := passage.ConsignmentID(fmt.Sprint("C", round))
			var all sync.WaitGroup
			forms, errs := [4]desk.Form{}, [4]error{}
			for i := range forms {
				forms[i] = newForm(t)
				all.Go(func() { errs[i] = servers[i%2].SayFirst(ctx, wfp, forms[i], release(id, "port")) })
			}
			all.Wait()
			first := -1
			for i, err := range errs {
				switch {
				case err == nil && first < 0:
					first = i
				case !errors.As(err, &desk.SpokenOf{}):
					t.Fatalf("%s: released by %d, then by %d: %v", id, first, i, err)
				}
			}
			if first < 0 {
				t.Fatalf("nobody released %s: %v", id, errs)
			}
			for i := range servers {
				if err := servers[i].SayFirst(ctx, wfp, forms[first], release(id, "port")); err != nil {
					t.Fatalf("%s: the same form again: %v", id, err)
				}
				if err := servers[i].SayFirst(ctx, wfp, forms[first], release(id, "gate")); !errors.As(err, &desk.SentOtherwise{}) {
					t.Fatalf("%s: the same form with something else: %v", id, err)
				}
			}
			if n, err := servers[0].Size(ctx); n != 2*int64(round+1) || err != nil {
				t.Fatalf("%d facts after %d releases, %v", n, round+1, err)
			}
		}
	})
}
