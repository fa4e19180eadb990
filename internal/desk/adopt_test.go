package desk_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"passage"
	"passage/internal/audit"
	"passage/internal/desk"
	"passage/internal/store/storetest"
)

// TestAdopt has sources say this and that of the crossings and roads of the Gaza
// example, and a planner go by it: the tables then have no fault, and by the
// judge's own reading of them every door is on that day as it was said to be.
func TestAdopt(t *testing.T) {
	d := open(t, storetest.SQLite(t), t.TempDir())
	id := newGaza(t, d)
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	one := func(t *testing.T) *desk.Scenario {
		s, err := d.Scenario(t.Context(), amal, id, 0)
		if err != nil || s.Loaded.Scenario == nil {
			t.Fatalf("%v %v", err, s)
		}
		return s
	}
	sc := one(t).Loaded.Scenario
	var doors []passage.DoorID
	for _, n := range sc.Nodes {
		if n.Kind == passage.Crossing {
			doors = append(doors, passage.DoorID(n.ID))
		}
	}
	adopted := 0
	for round := range 60 {
		door := doors[r.IntN(len(doors))]
		since := sc.Start + passage.Date(r.IntN(int(sc.End()-sc.Start)))
		state := passage.DoorState{Status: []passage.AccessStatus{passage.Open, passage.Restricted, passage.Closed}[r.IntN(3)]}
		if state.Status != passage.Closed && r.IntN(2) == 0 {
			state.TrucksPerDay = passage.Some(float64(1 + r.IntN(200)))
		}
		if state.Status == passage.Restricted && r.IntN(2) == 0 {
			state.Only = []string{string(sc.Commodities[r.IntN(len(sc.Commodities))].ID)}
		}
		if r.IntN(2) == 0 {
			state.Until = since + passage.Date(r.IntN(20))
		}
		seq := int64(round + 1)
		line := seal(t, seq, passage.Stated, seq, func(f *passage.Fact) {
			f.Waybill, f.Lines, f.Place, f.Door, f.Source = "", nil, passage.NodeID(door), &state, "radio"
			f.From, f.To, f.Claimed = "", "", passage.InstantOf(since.Time())+1
			f.ID = passage.FactID(formID())
		})
		takeIn(t, d, wfp, line)
		said, err := d.Said(t.Context(), amal, []passage.NodeID{passage.NodeID(door)}, 1, passage.DateOf(9999, 12, 31))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(said, func(f passage.Fact) bool { return f.Seq == seq })
		form := formID()
		_, e, err := d.Adopt(t.Context(), amal, id, form, said[i].ID)
		if errors.As(err, &desk.Refused{}) {
			t.Fatalf("round %d: %v", round, err)
		}
		if err != nil || len(e.Faults) > 0 && !e.Saved {
			t.Fatalf("round %d, %s from %s %+v: %v %v", round, door, since, state, err, e.Faults)
		}
		if !e.Saved {
			continue // the tables say so already
		}
		adopted++
		now := one(t).Loaded.Scenario
		open := audit.OpenDoors(now)
		n, _ := open.Crossing(passage.NodeID(door))
		trucks, lets := open.On(n, int(since-now.Start))
		if got, want := fmt.Sprint(trucks > 0), fmt.Sprint(state.Status != passage.Closed); got != want && state.Status != passage.Restricted {
			t.Fatalf("round %d: %s is %s on %s; trucks %g", round, door, state.Status, since, trucks)
		}
		if state.TrucksPerDay.Given && (state.Status == passage.Open && trucks != state.TrucksPerDay.Value || trucks > state.TrucksPerDay.Value) {
			t.Fatalf("round %d: %s lets %g trucks through on %s, said to be %+v", round, door, trucks, since, state)
		}
		if state.Status == passage.Open && slices.Contains(lets, false) || state.Status == passage.Open && !state.TrucksPerDay.Given && math.IsInf(trucks, 1) {
			t.Fatalf("round %d: %s is open on %s and bars goods, or has lost its own figure: %v %g", round, door, since, lets, trucks)
		}
		for k, c := range now.Commodities {
			if len(state.Only) > 0 && lets[k] && !slices.Contains(state.Only, string(c.ID)) {
				t.Fatalf("round %d: %s lets %s through on %s", round, door, c.ID, since)
			}
		}
	}
	if adopted < 40 {
		t.Errorf("only %d of 60 states were adopted", adopted)
	}
}
