package desk_test

import (
	"errors"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store/storetest"
)

// TestRoom holds that facts leave room on the disk for what a full one needs: with
// less nothing is confirmed, reading and revoking go on, and with more facts are
// taken in again by themselves.
func TestRoom(t *testing.T) {
	d := open(t, storetest.SQLite(t), t.TempDir())
	free, known := int64(desk.Reserve), true
	d.KeepRoom(func() (int64, bool) { return free, known })
	if _, err := d.NewToken(t.Context(), "flood", "wfp", []desk.Scope{desk.Write}); err != nil {
		t.Fatal(err)
	}
	if got := takeIn(t, d, wfp, seal(t, 1, passage.Loaded, 10)); got[0] != envelope.New {
		t.Fatal(got)
	}
	if n, err := d.Ready(t.Context()); n != 1 || err != nil {
		t.Errorf("%d facts, %v", n, err)
	}
	free--
	line := seal(t, 2, passage.Received, 4)
	if _, err := d.TakeIn(t.Context(), wfp, [][]byte{line}); !errors.As(err, &desk.NoRoom{}) {
		t.Errorf("confirmed, or another error: %v", err)
	}
	if _, err := d.Ready(t.Context()); !errors.As(err, &desk.NoRoom{}) {
		t.Errorf("it says that it is well: %v", err)
	}
	if got := account(t, d); got.Out != 10 || got.Received != 0 {
		t.Errorf("%+v", got)
	}
	if err := errors.Join(d.RevokeToken(t.Context(), "flood"), d.Publish(t.Context())); err != nil {
		t.Errorf("what the reserve is for cannot be done: %v", err)
	}
	for _, known = range []bool{false, true} { // a disk of which nobody knows holds nobody up
		if known {
			free++
		}
		if got := takeIn(t, d, wfp, line); got[0] == envelope.Invalid {
			t.Error(got)
		}
	}
	if got := account(t, d); got.Received != 4 {
		t.Errorf("%+v", got)
	}
}
