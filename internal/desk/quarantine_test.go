package desk_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"passage"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// quarantined is what a ledger keeps that is no fact.
func quarantined(t *testing.T, d *desk.Desk) (lines []store.Rejected) {
	t.Helper()
	if err := d.Quarantined(t.Context(), peer, 100, func(r store.Rejected) { lines = append(lines, r) }); err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestTakeAgain lets lines out of quarantine on the word of whoever keeps the
// ledger: what is a fact counts, once, and what is none stays where it is.
func TestTakeAgain(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		another := seal(t, 1, passage.Received, 5, func(f *passage.Fact) { f.Org, f.Device = "unicef", "unicef/a" })
		page := []byte("<html>Please log in</html>")
		long := bytes.Repeat([]byte("x"), envelope.MaxFact+1)
		takeIn(t, d, wfp, another, page, long, seal(t, 2, passage.Loaded, 10))
		lines := quarantined(t, d)
		if len(lines) != 3 || account(t, d).Received != 0 {
			t.Fatalf("%d lines in quarantine; %+v", len(lines), account(t, d))
		}
		if err := d.TakeAgain(t.Context(), wfp, lines, nil); !errors.As(err, &desk.Forbidden{}) {
			t.Errorf("a token for writing lets lines out: %v", err)
		}
		for range 2 { // the second time as after a crash in between
			said := map[string]string{}
			if err := d.TakeAgain(t.Context(), peer, lines, func(r store.Rejected, answer desk.Receipt) {
				said[string(r.Body[:5])] = string(answer.Answer) + " " + answer.Reason
			}); err != nil {
				t.Fatal(err)
			}
			if s := said["{\"id\""]; s != "new " && s != "known " {
				t.Errorf("another's fact: %q", s)
			}
			if !strings.Contains(said["<html"], "cannot be read") || !strings.Contains(said["xxxxx"], "too long to be kept whole") {
				t.Errorf("what is no fact: %q", said)
			}
		}
		if got := account(t, d); got.Received != 5 {
			t.Errorf("%+v", got)
		}
		if left := quarantined(t, d); len(left) != 2 {
			t.Errorf("%d lines stay", len(left))
		}
	})
}

// TestDisputed lists a number that was used twice, and no other.
func TestDisputed(t *testing.T) {
	d := open(t, storetest.SQLite(t), t.TempDir())
	takeIn(t, d, wfp, seal(t, 1, passage.Loaded, 10), seal(t, 2, passage.Received, 4), seal(t, 2, passage.Received, 9))
	var numbers []int64
	if err := d.Disputed(t.Context(), peer, func(f *store.Fact) { numbers = append(numbers, f.Seq) }); err != nil || len(numbers) != 2 || numbers[0] != 2 || numbers[1] != 2 {
		t.Errorf("%v %v", numbers, err)
	}
	if err := d.Disputed(t.Context(), wfp, nil); !errors.As(err, &desk.Forbidden{}) {
		t.Errorf("a token for writing reads them: %v", err)
	}
}
