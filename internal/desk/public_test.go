package desk

import (
	"slices"
	"testing"
	"time"

	"passage"
)

// TestCounted holds what others published to weeks, each source for itself.
func TestCounted(t *testing.T) {
	start := passage.DateOf(2025, time.October, 13)
	fact := func(by string, place passage.NodeID, from, to int, n float64) passage.Fact {
		return passage.Fact{Kind: passage.Counted, Place: place, Count: &passage.Count{By: by, What: "trucks", Number: n, From: start + passage.Date(from), To: start + passage.Date(to)}}
	}
	said := []passage.Fact{
		fact("un", "a", 0, 6, 70), fact("un", "b", 5, 8, 40), // two days in each week
		fact("press", "a", 7, 7, 3), {Kind: passage.Impeded, Place: "a"},
		{Kind: passage.Counted, Place: "a", Count: &passage.Count{By: "un", What: "pallets", Number: 9}},
	}
	weeks := []passage.Date{start, start + 7}
	for _, c := range []struct {
		byDoor bool
		want   []PublicRow
	}{
		{false, []PublicRow{{"", "press", []int64{Unknown, 3}}, {"", "un", []int64{90, 20}}}},
		{true, []PublicRow{{"a", "press", []int64{Unknown, 3}}, {"a", "un", []int64{70, Unknown}}, {"b", "un", []int64{20, 20}}}},
	} {
		got := counted(said, weeks, 7, c.byDoor)
		if !slices.EqualFunc(got, c.want, func(a, b PublicRow) bool {
			return a.Door == b.Door && a.Source == b.Source && slices.Equal(a.Trucks, b.Trucks)
		}) {
			t.Errorf("by door %v: %v, want %v", c.byDoor, got, c.want)
		}
	}
}

// TestPastWeeks holds that no week is told before it is over and the delay has
// passed.
func TestPastWeeks(t *testing.T) {
	s := &passage.Scenario{Start: passage.DateOf(2025, time.October, 13), Periods: 3, PeriodDays: 7}
	at := func(day, hour int) time.Time { return time.Date(2025, 10, day, hour, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		now  time.Time
		want int
	}{{at(13, 0), 0}, {at(19, 23), 0}, {at(20, 0), 1}, {at(26, 23), 1}, {at(30, 0), 2}, {at(31, 0).AddDate(1, 0, 0), 3}} {
		if got := pastWeeks(s, c.now); len(got) != c.want {
			t.Errorf("at %v %d weeks are told, want %d", c.now, len(got), c.want)
		}
	}
}
