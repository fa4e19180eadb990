package desk_test

import (
	"context"
	"slices"
	"testing"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestSetbacks holds what went wrong to the waybill's own account: each gram
// once, under the reason that its source stated, and on the days it happened.
func TestSetbacks(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := context.Background()
		d := open(t, place, t.TempDir())
		line := func(f *passage.Fact, missing, damaged int64) {
			f.Lines[0].Missing, f.Lines[0].Damaged, f.Lines[0].Reason = missing, damaged, "torn sacks"
		}
		takeIn(t, d, wfp,
			seal(t, 1, passage.Loaded, 100),
			seal(t, 2, passage.Held, 0, func(f *passage.Fact) { f.Lines, f.Reason, f.Source, f.Reliability = nil, "papers", "a driver", "B3" }),
			seal(t, 3, passage.Intercepted, 30, func(f *passage.Fact) { f.How, f.Reason = passage.UnarmedCrowd, "" }),
			seal(t, 4, passage.Received, 60, func(f *passage.Fact) { line(f, 0, 10) }),
			seal(t, 5, passage.Loaded, 50, func(f *passage.Fact) { f.Waybill = "W2" }),
			seal(t, 6, passage.Received, 45, func(f *passage.Fact) { f.Waybill = "W2"; line(f, 5, 0); f.Reason = "" }),
			seal(t, 7, passage.Loaded, 7, func(f *passage.Fact) { f.Waybill = "W3" }),
			seal(t, 8, passage.Received, 7, func(f *passage.Fact) { f.Waybill = "W3" }))
		day := passage.DateOf(passage.Instant(1_760_000_000_000_000).Time().Date())
		got, err := d.Setbacks(ctx, wfp, day-1, day)
		if err != nil {
			t.Fatal(err)
		}
		want := []desk.Setback{
			{What: passage.Intercepted, How: passage.UnarmedCrowd, From: "port", To: "hub", Grams: 30, Trucks: 1},
			{What: passage.Damaged, From: "port", To: "hub", Reason: "none stated", Grams: 10, Trucks: 1},
			{What: passage.Received, From: "port", To: "hub", Reason: "torn sacks", Grams: 5, Trucks: 1},
			{What: passage.Held, From: "port", To: "hub", Reason: "papers", Source: "a driver", Reliability: "B3", Trucks: 1},
		}
		for i := range got {
			got[i].How = map[bool]passage.Interception{true: got[i].How}[got[i].What == passage.Intercepted] // seal gives every fact one
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %+v\nwant %+v", got, want)
		}
		for _, c := range []struct {
			from, to passage.Date
			doors    []passage.NodeID
			want     int64
		}{{day, day, []passage.NodeID{"port"}, 112}, {day, day, []passage.NodeID{"hub"}, 0}, {day + 1, day + 7, []passage.NodeID{"port"}, 0}} {
			if grams, err := d.Brought(ctx, wfp, c.doors, c.from, c.to); err != nil || grams != c.want {
				t.Errorf("from %v, days %v to %v: %d g were brought, want %d (%v)", c.doors, c.from, c.to, grams, c.want, err)
			}
		}
		if got, err := d.Setbacks(ctx, wfp, day+1, day+9); err != nil || len(got) > 0 {
			t.Errorf("days on which nothing happened: %+v, %v", got, err)
		}
		if got, err := d.Setbacks(ctx, desk.Caller{Name: "x", Org: "other", Scopes: []desk.Scope{access.ReadOwn}}, day, day); err != nil || len(got) > 0 {
			t.Errorf("somebody saw what is not theirs: %+v, %v", got, err)
		}
		if _, err := d.Setbacks(ctx, desk.Caller{}, day, day); err == nil {
			t.Error("somebody without rights saw setbacks")
		}
	})
}
