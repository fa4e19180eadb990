package desk

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"passage"
	"passage/internal/store"
)

// TestReaderWhoLeaves: somebody who goes away while a page is read leaves what is
// kept for the others as it was. Reading all of it anew for each who waited too long
// would have the next wait longer still.
func TestReaderWhoLeaves(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "passage.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var kept daily[passage.Date, int]
	log := &heard{begun: true, places: map[string][]*matter{"p/rafah": nil}}
	stands := func([]store.Waybill, func(passage.Date, string, int)) error { return nil }
	view := func(ctx context.Context, size int64, do func(f followed) error) error {
		return s.View(ctx, func(tx *store.Tx) error { return do(followed{heard: log, tx: tx, size: size}) })
	}
	if err := view(t.Context(), 0, func(f followed) error {
		if err := kept.follow(f, stands); err != nil {
			return err
		}
		kept.keep(f, 1, map[string]int{"W1": 1})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		when  string
		leave func(cancel func(), f followed) error
	}{
		{"before waybills are read", func(cancel func(), f followed) error {
			cancel()
			return kept.follow(f, stands)
		}},
		{"while it is worked out where they stand", func(_ func(), f followed) error {
			return kept.follow(f, func(_ []store.Waybill, put func(passage.Date, string, int)) error {
				put(1, "W1", 2)
				return errors.New("left")
			})
		}},
		{"while the log is followed", func(cancel func(), f followed) error {
			cancel()
			return log.catchUp(f.tx, 1, 0)
		}},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		if err := view(ctx, 1, func(f followed) error { return c.leave(cancel, f) }); err == nil {
			t.Errorf("%s: nobody was told", c.when)
		}
		cancel()
		if day := kept.get(1); day == nil || day.of["W1"] != 1 || kept.size != 0 {
			t.Errorf("%s: day %v, up to %d", c.when, day, kept.size)
		}
		if len(log.places) == 0 || !log.begun || log.size != 0 {
			t.Errorf("%s: the log is followed from nothing again", c.when)
		}
	}
	if err := view(t.Context(), 1, func(f followed) error { return kept.follow(f, stands) }); err != nil || kept.get(1) == nil || kept.size != 1 {
		t.Errorf("afterwards: %v, up to %d", err, kept.size)
	}
}
