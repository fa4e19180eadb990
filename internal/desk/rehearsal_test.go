package desk_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"passage"
	"passage/internal/desk"
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
