package desk_test

import (
	"context"
	"testing"
	"time"

	"passage/internal/desk"
	"passage/internal/store"
	"passage/internal/store/storetest"
)

// TestJournalIsFollowed: every line is told once and in order, those of before too,
// and another who follows goes on behind the last.
func TestJournalIsFollowed(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		act := func(n int) {
			for range n {
				d.Refusal(bg, desk.Caller{Name: "t", Org: "wfp"}, home, desk.RefusedAct, "/x")
			}
		}
		var told []store.Entry
		follow := func(want int, during func()) {
			t.Helper()
			ctx, stop := context.WithTimeout(bg, 20*time.Second)
			defer stop()
			got := make(chan store.Entry)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				d.FollowJournal(ctx, time.Millisecond, func(e store.Entry) { got <- e })
			}()
			during()
			for len(told) < want {
				select {
				case e := <-got:
					told = append(told, e)
				case <-ctx.Done():
					t.Fatalf("%d lines of %d", len(told), want)
				}
			}
			select {
			case e := <-got:
				t.Errorf("one too many: %+v", e)
			case <-time.After(300 * time.Millisecond):
			}
			stop()
			<-ended
		}
		act(3)
		follow(3, func() {})
		follow(5, func() { act(2) })
		act(4)
		follow(9, func() {})
		for i, e := range told {
			if e.N != int64(i) || e.Act != desk.RefusedAct || e.Name != "t" || e.About != "192.0.2.1 /x" {
				t.Errorf("line %d: %+v", i, e)
			}
		}
	})
}
