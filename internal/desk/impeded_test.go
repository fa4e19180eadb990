package desk_test

import (
	"testing"
	"time"

	"passage"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestRareImpediments looks for the oldest of many impediments: no page looks at all
// of them, and following the pages leads there.
func TestRareImpediments(t *testing.T) {
	d := open(t, storetest.SQLite(t), t.TempDir())
	first := passage.DateOf(2025, 3, 1)
	var facts []passage.Fact
	for i := range 4000 {
		f := passage.Fact{Kind: passage.Impeded, Place: "gate", Obstacle: passage.MovementInto, Claimed: passage.InstantOf((first + passage.Date(i/20)).Time()) + passage.Instant(i)}
		if i == 0 {
			f.Obstacle = passage.Mines
		}
		facts = append(facts, f)
	}
	for ; len(facts) > 0; facts = facts[500:] {
		said(t, d, wfp, facts[:500]...)
	}
	looked := 0
	l := desk.ImpedimentListing{From: first, To: first + 199, Limit: 50, Fits: func(r *passage.Reported) bool { looked++; return r.Fact.Obstacle == passage.Mines }}
	for pages := 1; ; pages++ {
		looked = 0
		page, next, more, err := d.ListImpediments(t.Context(), wfp, l)
		if err != nil {
			t.Fatal(err)
		}
		if looked > 2000 || pages > 6 {
			t.Fatalf("page %d looked at %d", pages, looked)
		}
		if !more {
			if len(page) != 1 || pages < 2 {
				t.Errorf("%d found on page %d", len(page), pages)
			}
			break
		}
		if len(page) > 0 {
			t.Errorf("page %d: %+v", pages, page)
		}
		l.After = next
	}
}

// TestImpedimentsThatLast holds which days an impediment is listed for, one at a place
// and one of a journey.
func TestImpedimentsThatLast(t *testing.T) {
	d := open(t, storetest.SQLite(t), t.TempDir())
	day := passage.DateOf(2025, 11, 10)
	at := func(d passage.Date) passage.Instant { return passage.InstantOf(d.Time().Add(9 * time.Hour)) }
	departed := truck("W1", "C1")
	departed.Claimed = at(day - 1)
	said(t, d, wfp, departed,
		passage.Fact{Kind: passage.Impeded, Place: "gate", Obstacle: passage.MovementInto, Claimed: at(day), Until: at(day + 12)},
		passage.Fact{Kind: passage.Impeded, Waybill: "W1", Obstacle: passage.ViolenceAgainstAid, Claimed: at(day), Until: at(day + 12)},
		passage.Fact{Kind: passage.Impeded, Place: "gate", Obstacle: passage.MovementInto, Claimed: at(day + 50), Until: at(day + 50 + 2*desk.LongestStop)},
		passage.Fact{Kind: passage.Impeded, Waybill: "W1", Obstacle: passage.MovementInto, Place: "other", Claimed: at(day + 50), Until: at(day + 50 + 2*desk.LongestStop)})
	for _, c := range []struct {
		from, to passage.Date
		want     int
	}{
		{day - 9, day - 1, 0}, {day - 9, day, 2}, {day, day + 1, 2}, {day + 5, day + 6, 2}, {day + 12, day + 40, 2}, {day + 13, day + 40, 0},
		{day + 50 + desk.LongestStop, day + 90, 2}, {day + 51 + desk.LongestStop, day + 90, 1},
	} {
		all, err := d.Impediments(t.Context(), wfp, c.from, c.to)
		if err != nil || len(all) != c.want {
			t.Errorf("%s to %s: %d, want %d; %v", c.from, c.to, len(all), c.want, err)
		}
	}
}
