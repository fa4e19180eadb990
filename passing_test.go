package passage_test

import (
	"testing"
	"time"

	"passage"
)

func TestPassings(t *testing.T) {
	at := func(day, hour int) passage.Instant {
		return passage.InstantOf(time.Date(2025, 10, day, hour, 0, 0, 0, time.UTC))
	}
	fact := func(seq int64, kind passage.FactKind, node passage.NodeID, when passage.Instant) passage.Fact {
		return passage.Fact{ID: passage.FactID(rune('a' + seq)), Device: "wfp/t", Seq: seq, Org: "wfp", Kind: kind, Place: node, Waybill: "W1", Claimed: when, Recorded: when}
	}
	arrived, crossed := fact(1, passage.Arrived, "zikim", at(13, 8)), fact(2, passage.Crossed, "zikim", at(14, 9))
	again := fact(3, passage.Crossed, "zikim", at(15, 1)) // another device saw it later
	again.Device = "wfp/u"
	elsewhere := fact(4, passage.Crossed, "erez", at(14, 10))
	wrong := fact(5, passage.Corrected, "", at(16, 0))
	wrong.Corrects, wrong.Error = elsewhere.ID, passage.DidNotOccur
	day := func(d int) passage.Date { return passage.DateOf(2025, 10, d) }
	for _, c := range []struct {
		name  string
		facts []passage.Fact
		want  []passage.Passing
	}{
		{"nothing is known", nil, nil},
		{"each node and kind once, by its first day", []passage.Fact{again, crossed, arrived, crossed}, []passage.Passing{
			{"W1", "zikim", passage.Arrived, day(13)}, {"W1", "zikim", passage.Crossed, day(14)}}},
		{"what was corrected did not happen", []passage.Fact{wrong, elsewhere, crossed}, []passage.Passing{{"W1", "zikim", passage.Crossed, day(14)}}},
	} {
		got := passage.Passings("W1", c.facts)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	}
}

func TestWith(t *testing.T) {
	s := &passage.Scenario{
		Start: passage.DateOf(2025, 10, 13), Nodes: []passage.Node{{ID: "gate", Kind: passage.Crossing}},
		Access:   []passage.AccessRule{{ID: "shut", On: "gate", Status: passage.Closed}, {ID: "said", On: "gate", Status: passage.Open}},
		Supplies: []passage.Supply{{ID: "flour", T: 10}},
	}
	all := []passage.Change{
		{Kind: passage.OpenUp, On: "gate", Amount: 20}, {Kind: passage.Shut, On: "gate"},
		{Kind: passage.HaveT, On: "flour", Amount: 3}, {Kind: passage.LateDays, On: "flour", Amount: 7}, {Kind: passage.MoreUSD, Amount: 5},
	}
	for _, c := range all {
		if err := c.Valid(s); err != nil {
			t.Errorf("%v: %v", c, err)
		}
	}
	w, asks := s.With(all)
	if len(asks) != 1 || len(asks[0].Lifts) != 1 || asks[0].Lifts[0] != "shut" || asks[0].TrucksPerDay.Value != 20 {
		t.Errorf("granted: %+v", asks)
	}
	if len(w.Access) != 3 || w.Access[2].Status != passage.Closed || w.Supplies[0].T != 3 || w.Supplies[0].Ready != s.Start+7 || len(w.Budget) != 1 {
		t.Errorf("changed: %+v", w)
	}
	if len(s.Access) != 2 || s.Supplies[0].T != 10 || len(s.Budget) != 0 {
		t.Errorf("the scenario itself was changed: %+v", s)
	}
	for _, c := range []passage.Change{
		{Kind: "burn", On: "gate"}, {Kind: passage.Shut, On: "nowhere"}, {Kind: passage.HaveT, On: "rice"}, {Kind: passage.Ajar, On: "gate", Amount: -1},
		{Kind: passage.Shut, On: "gate", From: s.Start + 1, To: s.Start}, {Kind: passage.LateDays, On: "flour", Amount: 1e6},
	} {
		if c.Valid(s) == nil {
			t.Errorf("%+v passes", c)
		}
	}
}

// TestPost says where the trucks of a door are counted.
func TestPost(t *testing.T) {
	s := &passage.Scenario{Corridors: []passage.Corridor{{ID: "north", From: "a", To: "b"}, {ID: "back", From: "b", To: "a"}, {ID: "east", From: "a", To: "c"}, {ID: "east-too", From: "a", To: "c"}}}
	for _, test := range []struct {
		in   *passage.Scenario
		door passage.DoorID
		want passage.Post
		ok   bool
	}{
		{s, "north", passage.Post{At: "b", From: "a"}, true},
		{s, "back", passage.Post{At: "a", From: "b"}, true},
		{s, "east", passage.Post{At: "c", From: "a"}, false},
		{s, "gate", passage.Post{At: "gate"}, true},
		{nil, "north", passage.Post{At: "north"}, true},
	} {
		if got, ok := test.in.Post(test.door); got != test.want || ok != test.ok {
			t.Errorf("%s: %+v, %t; want %+v, %t", test.door, got, ok, test.want, test.ok)
		}
	}
}
