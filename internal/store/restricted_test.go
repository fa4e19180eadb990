package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passage/internal/store"
	"passage/internal/store/storetest"
)

// TestRestrictedRows writes, changes, copies and removes rows of both kinds, to the
// last byte, on both engines.
func TestRestrictedRows(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		s, ctx := storetest.Open(t, place), context.Background()
		south := store.Restricted{ID: "a", Kind: "position", Notice: "n1", Org: "wfp", Place: "hub", Sealed: []byte{0, 1, 255}, EnteredBy: "x", EnteredAt: 7, Readers: "[]"}
		north := store.Restricted{ID: "a", Kind: "particulars", Notice: "n2", Org: "wfp", Place: "camp", Sealed: []byte("b"), EnteredBy: "y", EnteredAt: 8, Readers: "[]"}
		update := func(do func(tx *store.Tx) error) {
			t.Helper()
			if err := s.Update(ctx, do); err != nil {
				t.Fatal(err)
			}
		}
		read := func(s *store.Store, kind, notice string, want ...store.Restricted) {
			t.Helper()
			if err := s.View(ctx, func(tx *store.Tx) error {
				all, err := tx.AllRestricted(kind, notice)
				if diff := cmp.Diff(want, all); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		update(func(tx *store.Tx) error { return errors.Join(tx.AddRestricted(south), tx.AddRestricted(north)) })
		read(s, "", "", north, south)
		read(s, "position", "", south)
		read(s, "", "n2", north)
		read(s, "position", "n2")
		changed := south
		changed.CheckedBy, changed.CheckedAt, changed.Readers, changed.Sealed = "y", 9, `[{"Account":"y"}]`, []byte("anew")
		moved := changed
		moved.EnteredBy, moved.Place = "z", "elsewhere"
		update(func(tx *store.Tx) error { return tx.SetRestricted(moved) })
		read(s, "", "n1", changed) // nobody changes of what it is and whose
		copied := storetest.Open(t, storetest.SQLite(t))
		if err := copied.Adopt(ctx, s, func(*store.Tx) error { return nil }, func(int64) {}); err != nil {
			t.Fatal(err)
		}
		read(copied, "", "", north, changed)
		update(func(tx *store.Tx) error { return tx.DropRestricted("position", "a") })
		read(s, "", "", north)
	})
}
