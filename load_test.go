package passage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"passage"
)

// TestAboard is a table of what happened to ten tonnes of flour and what of them
// passed a crossing, and the end of a road.
func TestAboard(t *testing.T) {
	at := func(hour int) passage.Instant {
		return passage.InstantOf(time.Date(2025, 10, 13, hour, 0, 0, 0, time.UTC))
	}
	seq := int64(0)
	then := func(hour int, kind passage.FactKind, place passage.NodeID, amount int64) passage.Fact {
		seq++
		return fact(seq, kind, amount, func(f *passage.Fact) { f.Place, f.Claimed = place, at(hour) })
	}
	loaded, crossed := then(6, passage.Loaded, "port", 10), then(12, passage.Crossed, "gate", 0)
	loaded.From = "gate" // so that the legs are of the road gate–hub too
	crossed.Lines = nil
	received := then(18, passage.Received, "hub", 6)
	received.Lines[0].Missing, received.Lines[0].Damaged = 2, 1
	wrong := then(20, passage.Corrected, "", 0)
	wrong.Lines = nil
	for _, test := range []struct {
		name       string
		more       []passage.Fact
		gate, road int64
	}{
		{"nothing", []passage.Fact{received}, 10, 7},
		{"part stayed behind", []passage.Fact{then(7, passage.ShortLoaded, "port", 2)}, 8, 8},
		{"loaded in two parts", []passage.Fact{then(7, passage.Loaded, "port", 5)}, 15, 15},
		{"robbed before the crossing", []passage.Fact{then(9, passage.Intercepted, "road", 4), received}, 6, 3},
		{"robbed at the crossing, and then it crossed", []passage.Fact{then(11, passage.Intercepted, "gate", 4)}, 6, 6},
		{"robbed behind it", []passage.Fact{then(13, passage.Intercepted, "road", 4)}, 10, 6},
		{"spoilt before it", []passage.Fact{then(9, passage.Damaged, "gate", 4)}, 6, 6},
		{"some sent back, some to another place", []passage.Fact{then(9, passage.Returned, "port", 1), then(10, passage.Diverted, "gate", 2)}, 7, 7},
		{"more lost than was loaded", []passage.Fact{then(9, passage.Intercepted, "road", 40)}, 0, 0},
	} {
		end := then(17, passage.Arrived, "hub", 0)
		end.Lines = nil
		facts := slices.Concat([]passage.Fact{crossed, end, loaded}, test.more)
		for post, want := range map[passage.Post]int64{{At: "gate"}: test.gate, {From: "gate", At: "hub"}: test.road} {
			got := passage.Aboard("W1", facts, post, at(12).Day())
			if len(got) != 1 || got[0] != (passage.Load{Commodity: "flour", Unit: passage.Grams, Amount: want}) {
				t.Errorf("%s, past %v: %v, want %d", test.name, post, got, want)
			}
			w := passage.FoldWaybill("W1", facts)
			if loads, whole := w.Whole(); whole && !slices.Equal(loads, got) {
				t.Errorf("%s, past %v: %v aboard, and %v all the way", test.name, post, got, loads)
			}
		}
	}
	robbed := then(9, passage.Intercepted, "road", 4)
	wrong.Corrects, wrong.Error = robbed.ID, passage.DidNotOccur
	if got := passage.Aboard("W1", []passage.Fact{loaded, crossed, robbed, wrong}, passage.Post{At: "gate"}, at(12).Day()); got[0].Amount != 10 {
		t.Errorf("what was corrected was taken off: %v", got)
	}
}

// TestJudgeGoods is a table of a promised amount and what trucks carried.
func TestJudgeGoods(t *testing.T) {
	first := day(t, "2025-03-01")
	flour := passage.Commitment{ID: "k", By: "m", What: "w", Door: "gate", Commodity: "flour", Amount: 500, Unit: passage.Grams, From: first, To: first + 4}
	all, each, open := flour, flour, flour
	all.Commodity, each.EachDay, open.EachDay, open.To = "", true, true, 0
	loads := func(flour, sacks, rice int64) (loads []passage.Load) {
		for _, l := range []passage.Load{{"flour", passage.Grams, flour}, {"flour", passage.Pieces, sacks}, {"rice", passage.Grams, rice}} {
			if l.Amount > 0 {
				loads = append(loads, l)
			}
		}
		return loads
	}
	for _, test := range []struct {
		name   string
		c      passage.Commitment
		trucks [][]passage.Load // one a day
		asOf   passage.Date
		want   string
	}{
		{"all of it", flour, [][]passage.Load{loads(300, 0, 50), loads(200, 0, 0)}, first + 9, "kept  500/500 0"},
		{"a part", flour, [][]passage.Load{loads(300, 0, 500)}, first + 9, "partly  300/500 0"},
		{"other goods alone", flour, [][]passage.Load{loads(0, 0, 900)}, first + 9, "not_kept  0/500 0"},
		{"no truck", flour, nil, first + 4, "not_kept  0/500 0"},
		{"after it was due", flour, [][]passage.Load{nil, nil, nil, nil, nil, loads(900, 0, 0)}, first + 9, "not_kept  0/500 0"},
		{"its share of the days so far", flour, [][]passage.Load{loads(200, 0, 0)}, first + 1, "on_course  200/200 0"},
		{"less than its share", flour, [][]passage.Load{loads(199, 0, 0)}, first + 1, "behind  199/200 0"},
		{"not begun", flour, nil, first - 1, "not_begun  0/0 0"},
		{"some in sacks", flour, [][]passage.Load{loads(300, 40, 0)}, first + 9, "unmeasured other_unit 300/500 1"},
		{"some in sacks, and enough without", flour, [][]passage.Load{loads(500, 40, 0)}, first + 9, "kept  500/500 1"},
		{"sacks when it was over", flour, [][]passage.Load{loads(300, 0, 0), nil, nil, nil, nil, loads(0, 40, 0)}, first + 9, "partly  300/500 0"},
		{"sacks of another commodity", flour, [][]passage.Load{{{"flour", passage.Grams, 300}, {"tent", passage.Pieces, 9}}}, first + 9, "partly  300/500 0"},
		{"of all goods", all, [][]passage.Load{loads(300, 0, 200)}, first + 9, "kept  500/500 0"},
		{"of all goods, some in pieces", all, [][]passage.Load{{{"flour", passage.Grams, 300}, {"tent", passage.Pieces, 9}}}, first + 9, "unmeasured other_unit 300/500 1"},
		{"each day, all of it", each, [][]passage.Load{loads(500, 0, 0), loads(500, 0, 0), loads(900, 0, 0), loads(300, 0, 0), loads(300, 0, 0)}, first + 9, "kept  2500/2500 0 3"},
		{"each day, a part", each, [][]passage.Load{loads(500, 0, 0), loads(499, 0, 0)}, first + 9, "partly  999/2500 0 1"},
		{"each day, none", each, [][]passage.Load{loads(0, 0, 900)}, first + 9, "not_kept  0/2500 0 0"},
		{"each day, as of the second", each, [][]passage.Load{loads(500, 0, 0), loads(500, 0, 0)}, first + 1, "on_course  1000/1000 0 2"},
		{"each day, less by the second", each, [][]passage.Load{loads(500, 0, 0), loads(499, 0, 0)}, first + 1, "behind  999/1000 0 1"},
		{"each day, some in sacks", each, [][]passage.Load{loads(500, 0, 0), loads(300, 40, 0)}, first + 1, "unmeasured other_unit 800/1000 1 1"},
		{"each day, some in sacks, and enough without", each, [][]passage.Load{loads(500, 0, 0), loads(500, 40, 0)}, first + 1, "on_course  1000/1000 1 2"},
		{"each day, for as long as nobody says", open, [][]passage.Load{loads(500, 0, 0), loads(500, 0, 0)}, first + 6, "behind  1000/3500 0 2"},
		{"each day, not begun", each, nil, first - 1, "not_begun  0/0 0 0"},
		{"of all goods, a truck of which no load is known", all, [][]passage.Load{{}}, first + 9, "unmeasured other_unit 0/500 1"},
	} {
		passed := map[passage.Date]passage.Passed{}
		for i, aboard := range test.trucks {
			if aboard != nil {
				passed[first+passage.Date(i)] = passed[first+passage.Date(i)].Add(passage.PassedOf(aboard, test.c.Commodity, test.c.Unit))
			}
		}
		j := test.c.JudgeGoods(passed, test.asOf)
		got := fmt.Sprintf("%s %s %g/%g %d", j.Keeping, j.Untold, j.Crossed, j.Promised, j.Unsaid)
		if test.c.EachDay {
			got += fmt.Sprint(" ", j.DaysReached)
		}
		if got != test.want || j.Basis != passage.ByGoods {
			t.Errorf("%s: %q by %s, want %q", test.name, got, j.Basis, test.want)
		}
	}
}
