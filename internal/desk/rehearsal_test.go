package desk_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// TestRehearsal holds that a rehearsal begins in an empty ledger only, that it
// is known as one from then on, after a backup too, and by no other name.
func TestRehearsal(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		d := open(t, place, t.TempDir())
		name := func(d *desk.Desk) string {
			t.Helper()
			name, err := d.Rehearsal(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return name
		}
		if got := name(d); got != "" {
			t.Errorf("a new ledger is the rehearsal %q", got)
		}
		if err := d.Rehearse(ctx, wfp, "one"); !errors.As(err, &desk.Forbidden{}) {
			t.Errorf("who may only write began a rehearsal: %v", err)
		}
		for range 2 {
			if err := d.Rehearse(ctx, peer, "one"); err != nil {
				t.Error(err)
			}
			takeIn(t, d, wfp, seal(t, 1, passage.Loaded, 7))
		}
		if err := d.Rehearse(ctx, peer, "two"); !errors.As(err, &desk.Refused{}) || !strings.Contains(err.Error(), "another rehearsal (one)") {
			t.Errorf("a second rehearsal: %v", err)
		}
		if got := name(d); got != "one" {
			t.Errorf("it is the rehearsal %q", got)
		}
		file := filepath.Join(t.TempDir(), "a.backup")
		if _, err := d.Backup(ctx, file, nothing); err != nil {
			t.Fatal(err)
		}
		restored := filepath.Join(t.TempDir(), "restored.db")
		if _, err := desk.Restore(ctx, file, storetest.Open(t, restored), nothing); err != nil {
			t.Fatal(err)
		}
		if got := name(open(t, restored, t.TempDir())); got != "one" {
			t.Errorf("the restored ledger is the rehearsal %q", got)
		}
	})
	d := open(t, filepath.Join(t.TempDir(), "real.db"), t.TempDir())
	takeIn(t, d, wfp, seal(t, 1, passage.Loaded, 7))
	if err := d.Rehearse(context.Background(), peer, "one"); !errors.As(err, &desk.Refused{}) || !strings.Contains(err.Error(), "1 facts that are of no rehearsal") {
		t.Errorf("a ledger of what happened became a rehearsal: %v", err)
	}
}

// TestSimulatedStaysOut hands facts of a rehearsal to a ledger of what happened,
// as a device and as another ledger, and to one that is for a rehearsal.
func TestSimulatedStaysOut(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		sim := seal(t, 1, passage.Received, 5, func(f *passage.Fact) { f.Org, f.Device = "wfp-sim", "wfp-sim/a" })
		real := seal(t, 2, passage.Received, 5)
		if got := takeIn(t, d, peer, sim, real); !slices.Equal(got, []envelope.Answer{envelope.Invalid, envelope.New}) {
			t.Errorf("a ledger of what happened answers %v", got)
		}
		device := desk.Caller{Name: "sim", Org: "wfp-sim", Scopes: []desk.Scope{desk.Write}}
		if got := takeIn(t, d, device, sim); !slices.Equal(got, []envelope.Answer{envelope.Invalid}) {
			t.Errorf("a device of a rehearsal is answered %v", got)
		}
		told := ""
		if err := d.Quarantined(t.Context(), peer, 10, func(r store.Rejected) { told += r.Reason }); err != nil || !strings.Contains(told, "where nothing happened") {
			t.Errorf("in quarantine: %q, %v", told, err)
		}
	})
	d := open(t, storetest.SQLite(t), t.TempDir())
	if err := d.Rehearse(t.Context(), desk.Caller{Name: "x", Scopes: desk.Scopes}, "training"); err != nil {
		t.Fatal(err)
	}
	if got := takeIn(t, d, peer, seal(t, 1, passage.Received, 5, func(f *passage.Fact) { f.Org, f.Device = "wfp-sim", "wfp-sim/a" })); !slices.Equal(got, []envelope.Answer{envelope.New}) {
		t.Errorf("a rehearsal's ledger answers %v", got)
	}
}
