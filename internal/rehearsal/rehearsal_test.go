package rehearsal_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passage"
	"passage/internal/envelope"
	"passage/internal/exchange"
	"passage/internal/lp"
	"passage/internal/lp/highs"
	"passage/internal/lp/ipm"
	"passage/internal/lp/simplex"
	"passage/internal/planner"
	"passage/internal/rehearsal"
	"passage/internal/world"
)

var solver = sync.OnceValue(func() lp.Solver {
	return lp.Backed{Near: ipm.Solver{}, Steps: simplex.Solver{}, Referee: highs.New(highs.Options{})}
})

// plan plans a scenario, on whole trucks.
func plan(s *passage.Scenario) (*passage.Plan, error) {
	opt := planner.Options{Solver: solver()}
	r, err := planner.Solve(context.Background(), s, opt)
	if err != nil {
		return nil, err
	}
	rounded, err := planner.LayOnTrucks(context.Background(), s, r, planner.TruckOptions{}, opt)
	if err != nil {
		return nil, err
	}
	return rounded.Plan, nil
}

// Any world, any seed: all facts are facts, those that are there twice or fight
// over a number were meant to be, every line is accounted for at the end, and no
// truck goes where or when the access rules do not let it.
func TestAnyWorld(t *testing.T) {
	plans := map[uint64]*passage.Plan{}
	trucks := 0
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64Range(0, 150).Draw(t, "world")
		s := world.New(world.Small(seed))
		if plans[seed] == nil {
			var err error
			if plans[seed], err = plan(s); err != nil {
				t.Fatal(err)
			}
		}
		horizon := s.Periods * s.PeriodDays
		o := rehearsal.Options{
			Seed: rapid.Uint64().Draw(t, "seed"), Days: rapid.IntRange(1, 30).Draw(t, "days"),
			From: s.Start + passage.Date(rapid.IntRange(0, min(20, horizon-1)).Draw(t, "from")), Rates: rates(t),
		}
		r, err := rehearsal.New(s, plans[seed], o)
		if errors.Is(err, rehearsal.ErrTooMany) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		set := sound(t, r)
		ledger := passage.FoldLedger(set.Counting())
		balanced(t, ledger, r)
		held(t, s, r)
		within(t, s, plans[seed], ledger)
		trucks += len(ledger.Waybills)
	})
	if trucks == 0 {
		t.Error("no world sends a truck, so nothing is known")
	}
}

func gaza(t *testing.T) *passage.Scenario {
	t.Helper()
	loaded, err := exchange.Read(t.Context(), "../../examples/gaza-2025")
	if err != nil || loaded.Faults.Fatal() {
		t.Fatal(err, loaded.Faults)
	}
	return loaded.Scenario
}

// A fortnight of the Gaza example has some of everything that can happen, and
// is the same whenever it is made.
func TestGazaFortnight(t *testing.T) {
	s := gaza(t)
	p, err := plan(s)
	if err != nil {
		t.Fatal(err)
	}
	make := func(seed uint64) *rehearsal.Rehearsal {
		r, err := rehearsal.New(s, p, rehearsal.Options{Seed: seed, Days: 14})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := make(1)
	kinds, hows := map[passage.FactKind]int{}, map[passage.Interception]int{}
	orgs, devices, sources := map[passage.OrgID]bool{}, map[passage.DeviceID]bool{}, map[string]bool{}
	purposes := map[rehearsal.Purpose]int{}
	late, wrongClock, zero := 0, 0, 0
	for _, f := range r.Facts {
		kinds[f.Kind]++
		hows[f.How]++
		purposes[f.Purpose]++
		orgs[f.Org], devices[f.Device] = true, true
		if f.Count != nil {
			sources[f.Count.By] = true
		}
		if f.At-f.Recorded > passage.Instant(12*time.Hour/time.Microsecond) && f.At-f.Recorded < passage.Instant(30*24*time.Hour/time.Microsecond) {
			late++
		}
		if f.Recorded > f.At || f.At-f.Recorded > passage.Instant(365*24*time.Hour/time.Microsecond) {
			wrongClock++
		}
		if f.Kind == passage.Received && !slices.ContainsFunc(f.Lines, func(l passage.FactLine) bool { return l.Amount > 0 }) {
			zero++
		}
	}
	for _, standard := range passage.Standards() {
		if kinds[standard.Kind] == 0 {
			t.Errorf("nothing was ever %s", standard.Kind)
		}
	}
	for _, how := range []passage.Interception{passage.UnarmedCrowd, passage.ArmedGroup, passage.OfficialSeizure, passage.UnknownHow} {
		if hows[how] == 0 {
			t.Errorf("no truck was intercepted by %s", how)
		}
	}
	if len(orgs) != 3 || len(devices) < 10 || len(sources) != 3 || late == 0 || wrongClock == 0 || zero == 0 || purposes[rehearsal.Again] == 0 || purposes[rehearsal.Twin] != 1 {
		t.Errorf("%d organisations, %d devices, %d who publish counts, %d late, %d by wrong clocks, %d receipts of nothing, %v",
			len(orgs), len(devices), len(sources), late, wrongClock, zero, purposes)
	}
	t.Logf("%d facts, %d loaded, %v", len(r.Facts), kinds[passage.Loaded], purposes)
	again, other := make(1), make(2)
	same := func(a, b rehearsal.Sent) bool { return bytes.Equal(a.Body, b.Body) && a.At == b.At }
	if !slices.EqualFunc(r.Facts, again.Facts, same) {
		t.Error("the same seed makes two rehearsals")
	}
	if slices.EqualFunc(r.Facts, other.Facts, same) {
		t.Error("two seeds make the same rehearsal")
	}
}

// What cannot be rehearsed is refused in a sentence.
func TestRefused(t *testing.T) {
	s := world.New(world.Shape{})
	for want, o := range map[string]rehearsal.Options{
		"is no day of the plan":    {From: s.Start - 1, Days: 1},
		"are none to rehearse":     {Days: 0},
		`does not end with "-sim"`: {Days: 1, Orgs: []rehearsal.Org{{ID: "wfp"}}},
	} {
		if _, err := rehearsal.New(s, &passage.Plan{}, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}

// TestTalks holds that of what is promised in a rehearsal its own trucks keep
// one, keep one in part and do not keep one, whatever the seed, and that an
// agreement lapses soon after.
func TestTalks(t *testing.T) {
	s := gaza(t)
	p, err := plan(s)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(4) {
		r, err := rehearsal.New(s, p, rehearsal.Options{Seed: seed, Days: 14})
		if err != nil {
			t.Fatal(err)
		}
		var set envelope.Set
		talks := map[passage.EngagementID][]passage.Fact{}
		by := map[passage.WaybillID][]passage.Fact{}
		for _, f := range r.Facts {
			set.Add(f.Sealed)
		}
		for _, f := range set.Counting() {
			if f.Engagement != "" {
				talks[f.Engagement] = append(talks[f.Engagement], f)
				if f.Kind == passage.Paid {
					continue
				}
				for _, who := range f.Minutes.Participants {
					if who.Name != "" || !strings.HasSuffix(who.Body, "(simulated)") {
						t.Errorf("%+v takes part", who)
					}
				}
			}
			by[f.Waybill] = append(by[f.Waybill], f)
		}
		crossed := map[passage.NodeID]map[passage.Date]int64{}
		for id, facts := range by {
			for _, at := range passage.Passings(id, facts) {
				if id == "" || at.What != passage.Crossed {
					continue
				}
				if crossed[at.Node] == nil {
					crossed[at.Node] = map[passage.Date]int64{}
				}
				crossed[at.Node][at.Day]++
			}
		}
		var all []passage.Engagement
		for id, facts := range talks {
			all = append(all, passage.FoldEngagement(id, passage.Pointers(facts)))
		}
		end := r.From + passage.Date(r.Days-1)
		found := map[passage.Keeping]int{}
		for _, promise := range passage.Promises(all) {
			if promise.Basis() == passage.ByGoods {
				passed := map[passage.Date]passage.Passed{}
				for id, facts := range by {
					for _, at := range passage.Passings(id, facts) {
						if id != "" && at.What == passage.Crossed && at.Node == passage.NodeID(promise.Door) {
							loads := passage.Aboard(id, facts, passage.Post{At: at.Node}, at.Day)
							passed[at.Day] = passed[at.Day].Add(passage.PassedOf(loads, promise.Commodity, promise.Unit))
						}
					}
				}
				if j := promise.JudgeGoods(passed, end); j.Keeping != passage.KeptPartly || j.Share() < 0.5 || j.Share() > 0.67 {
					t.Errorf("seed %d: of the goods %+v", seed, j)
				}
			} else if promise.Basis() == passage.ByPayment {
				if j := promise.JudgePayments(end); j.Keeping != passage.OnCourse || 2*j.Crossed != j.Promised {
					t.Errorf("seed %d: %+v", seed, j)
				}
			} else {
				found[promise.Judge(crossed[passage.NodeID(promise.Door)], end).Keeping]++
			}
			if running := promise.To > end; running != promise.Lapses(end, 7) {
				t.Errorf("seed %d: %+v", seed, promise)
			}
		}
		if found[passage.Kept] != 1 || found[passage.KeptPartly] != 1 || found[passage.NotKept] != 1 || len(passage.Promises(all)) != 6 {
			t.Errorf("seed %d: %v", seed, found)
		}
		if rounds := passage.Rounds(all); len(rounds) != 2 {
			t.Errorf("seed %d: asks %v", seed, rounds)
		}
	}
}

// TestImpeded holds that a rehearsal of some days tells of a crossing that was shut,
// with the trucks that stood there, what came of that, and a road that was flooded
// until it was not.
func TestImpeded(t *testing.T) {
	s := gaza(t)
	p, err := plan(s)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rehearsal.New(s, p, rehearsal.Options{Seed: 3, Days: 8})
	if err != nil {
		t.Fatal(err)
	}
	by := map[string][]passage.Fact{}
	arrived := map[passage.WaybillID]passage.NodeID{}
	for _, f := range r.Facts {
		if f.Purpose != rehearsal.Twin {
			by[f.Subject()] = append(by[f.Subject()], f.Fact)
		}
		if f.Kind == passage.Arrived {
			arrived[f.Waybill] = f.Place
		}
	}
	closures, floods, journeys := 0, 0, 0
	for _, facts := range by {
		for _, one := range passage.FoldReported(passage.Impeded, passage.Pointers(facts)) {
			f := one.Fact
			if len(one.Findings) > 0 || f.Detail == "" {
				t.Errorf("%+v", one)
			}
			switch f.Detail {
			case "crossing_closed":
				closures++
				if one.Status != passage.Verified || len(one.Follows) != 3 || one.Follows[2].Status != passage.Replied || one.Follows[1].Org == f.Org || len(f.Stops) == 0 {
					t.Errorf("the closure: %q, %d waybills, %+v", one.Status, len(f.Stops), one.Follows)
				}
				for _, id := range f.Stops {
					if arrived[id] != f.Place {
						t.Errorf("%s was stopped at %s and came to %q", id, f.Place, arrived[id])
					}
				}
			case "flood":
				floods++
				if len(one.Before) != 1 || f.Until.IsZero() {
					t.Errorf("the flood: %+v", one)
				}
			case "robbery":
				journeys++
			}
		}
	}
	if closures != 1 || floods != 1 || journeys == 0 {
		t.Errorf("%d closures, %d floods, %d robberies", closures, floods, journeys)
	}
}
