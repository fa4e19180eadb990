package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"passage"
	"passage/internal/access"
	"passage/internal/desk"
	"passage/internal/envelope"
	"passage/internal/store/storetest"
)

// said lets facts be said as [Desk.Say] does, and returns their ids.
func said(t testing.TB, d *desk.Desk, caller desk.Caller, facts ...passage.Fact) (ids []passage.FactID) {
	t.Helper()
	form := newForm(t)
	if err := d.Say(t.Context(), caller, form, facts); err != nil {
		t.Fatal(err)
	}
	for i := range facts {
		ids = append(ids, form.FactID(int64(i)+1))
	}
	return ids
}

func truck(id string, consignment passage.ConsignmentID) passage.Fact {
	return passage.Fact{Kind: passage.Loaded, Waybill: passage.WaybillID(id), From: "port", To: "hub", Place: "port",
		Lines: []passage.FactLine{{Consignment: consignment, Line: 1, Commodity: "flour", Unit: passage.Grams, Amount: 10}}}
}

// TestImpedimentRows holds who sees which impediment: those at places everybody
// who reads, but not whose journeys they stopped; those of journeys who sees these.
func TestImpedimentRows(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		d := open(t, place, t.TempDir())
		unicef := desk.Caller{Name: "u", Org: "unicef", Scopes: []desk.Scope{access.ReadOwn, desk.Write}}
		said(t, d, wfp, truck("W1", "C1"), truck("W2", "C1"))
		said(t, d, unicef, truck("U1", "C2"))
		gate := passage.Fact{Kind: passage.Impeded, Place: "gate", Obstacle: passage.MovementInto, Stops: []passage.WaybillID{"W1", "U1", "W2"}, Note: "restricted"}
		journey := passage.Fact{Kind: passage.Impeded, Waybill: "W1", Obstacle: passage.ViolenceAgainstAid}
		own := passage.Fact{Kind: passage.Impeded, Waybill: "U1", Obstacle: passage.ViolenceAgainstAid}
		ids := said(t, d, wfp, gate, journey)
		ids = append(ids, said(t, d, unicef, own)...)
		today := passage.DateOf(time.Now().UTC().Date())
		for _, c := range []struct {
			name    string
			caller  desk.Caller
			sees    []passage.FactID
			stopped []passage.WaybillID // at the gate
			unseen  int
		}{
			{"who reads all", wfp, ids, gate.Stops, 0},
			{"who reads its own", unicef, []passage.FactID{ids[0], ids[2]}, []passage.WaybillID{"U1"}, 2},
			{"who has nothing on the road", desk.Caller{Name: "e", Org: "echo", Scopes: []desk.Scope{access.ReadOwn}}, ids[:1], nil, 3},
			{"who runs where they go", desk.Caller{Name: "h", Org: "rc", Nodes: []passage.NodeID{"hub"}, Scopes: []desk.Scope{access.ReadOwn}}, ids, gate.Stops, 0},
		} {
			all, err := d.Impediments(t.Context(), c.caller, today-1, today+1)
			if err != nil {
				t.Fatal(err)
			}
			var sees []passage.FactID
			for _, r := range all {
				sees = append(sees, r.Fact.ID)
				if r.Fact.ID == ids[0] && (!slices.Equal(r.Fact.Stops, c.stopped) || r.Unseen != c.unseen || r.Trucks() != 3 || r.Fact.Note != "" || r.Fact.Actor != "" || r.Authors != nil) {
					t.Errorf("%s: %+v", c.name, r)
				}
			}
			for _, id := range gate.Stops { // asking by a waybill tells nobody what it carries or whether it was stopped
				of, err := d.ImpedimentsOf(t.Context(), c.caller, id, today-1, today+1)
				want := 0
				for i := range all {
					if slices.Contains(all[i].Fact.Stopped(), id) {
						want++
					}
				}
				if len(of) != want || err != nil {
					t.Errorf("%s is told of %d impediments of %s, want %d; %v", c.name, len(of), id, want, err)
				}
			}
			slices.Sort(sees)
			want := slices.Sorted(slices.Values(c.sees))
			if !slices.Equal(sees, want) {
				t.Errorf("%s sees %v, want %v", c.name, sees, want)
			}
			for _, id := range ids {
				_, err := d.ReportedFact(t.Context(), c.caller, id)
				if missing := errors.As(err, &desk.Missing{}); err != nil && !missing || missing == slices.Contains(c.sees, id) {
					t.Errorf("%s asks for %s: %v", c.name, id, err)
				}
			}
			waybills, err := d.Stopped(t.Context(), c.caller, gate.Stops)
			if err != nil || len(waybills) != len(c.stopped) {
				t.Errorf("%s: %d waybills, %v", c.name, len(waybills), err)
			}
			facts, err := d.Said(t.Context(), c.caller, []passage.NodeID{"gate"}, 1, passage.DateOf(9999, 12, 31))
			if err != nil || len(facts) != 1 || facts[0].Stops != nil {
				t.Errorf("%s is told of the gate: %+v, %v", c.name, facts, err)
			}
		}
		// Who reported it knows what they named, even if they see it no more.
		mine := said(t, d, unicef, gate)
		if r, err := d.ReportedFact(t.Context(), unicef, mine[0]); err != nil || len(r.Fact.Stops) != 3 || r.Unseen != 0 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

// TestTellAnew holds that an impediment that is over is told anew once, keeps
// what became of it, and is verified by none of those who told it.
func TestTellAnew(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, place string) {
		ctx := t.Context()
		d := open(t, place, t.TempDir())
		colleague := desk.Caller{Name: "colleague", Org: "wfp", Scopes: wfp.Scopes}
		unicef := desk.Caller{Name: "u", Org: "unicef", Scopes: wfp.Scopes}
		began := passage.InstantOf(time.Now().Add(-time.Hour))
		first := said(t, d, wfp, passage.Fact{Kind: passage.Impeded, Place: "gate", Obstacle: passage.MovementInto, Claimed: began, Note: "by night", Stops: []passage.WaybillID{"W1"}})[0]
		follow := func(caller desk.Caller, about passage.FactID, status passage.Status) {
			t.Helper()
			said(t, d, caller, passage.Fact{Kind: passage.Followed, Place: "gate", About: about, Status: status, Reason: "none stated"})
		}
		follow(unicef, first, passage.Verifying)
		until := began + 1000
		ends := func(at passage.Instant) func(*passage.Fact) { return func(f *passage.Fact) { f.Until = at } }
		form := newForm(t)
		for range 3 {
			if err := d.TellAnew(ctx, colleague, form, passage.Impeded, first, "", ends(until)); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := d.Size(ctx); n != 4 || err != nil {
			t.Errorf("%d facts, %v", n, err)
		}
		if err := d.TellAnew(ctx, wfp, newForm(t), passage.Impeded, first, "", ends(until+1)); !errors.As(err, &desk.NotSaid{}) {
			t.Errorf("ended a second time: %v", err)
		}
		if err := d.TellAnew(ctx, unicef, newForm(t), passage.Impeded, form.FactID(2), "", ends(until)); !errors.As(err, &desk.Missing{}) {
			t.Errorf("ended by others: %v", err)
		}
		if err := d.TellAnew(ctx, wfp, newForm(t), passage.Impeded, passage.FactID(uuid.NewString()), "", ends(until)); !errors.As(err, &desk.Missing{}) {
			t.Errorf("what is not there: %v", err)
		}
		if err := d.TellAnew(ctx, wfp, newForm(t), passage.Impeded, form.FactID(2), "", func(f *passage.Fact) { f.Place = "port" }); !errors.As(err, &desk.NotSaid{}) {
			t.Errorf("of another place: %v", err)
		}
		for _, id := range []passage.FactID{first, form.FactID(2)} {
			r, err := d.ReportedFact(ctx, peer, id)
			if err != nil || r.Fact.ID != form.FactID(2) || r.Fact.Until != until || r.Fact.Claimed != began || r.Fact.Note != "by night" || r.Status != passage.Verifying || len(r.Fact.Stops) != 1 {
				t.Errorf("%s: %+v, %v", id, r, err)
			}
		}
		for _, c := range []struct {
			caller desk.Caller
			wrote  bool
		}{{wfp, true}, {colleague, true}, {unicef, false}, {desk.Caller{Name: "wfp", Org: "unicef", Scopes: wfp.Scopes}, false}} {
			if wrote, err := d.Wrote(ctx, c.caller, form.FactID(2)); err != nil || wrote != c.wrote {
				t.Errorf("%s of %s wrote it: %v, %v", c.caller.Name, c.caller.Org, wrote, err)
			}
			follow(c.caller, form.FactID(2), passage.Verified)
			r, err := d.ReportedFact(ctx, c.caller, first)
			if verified := r.Status == passage.Verified; err != nil || verified == c.wrote {
				t.Errorf("verified by %s of %s: %q, %v, %v", c.caller.Name, c.caller.Org, r.Status, r.Findings, err)
			}
		}
	})
}

// BenchmarkImpediments reads 90 days of as many impediments as PASSAGE_BENCH_ROWS
// says, at a hundred places, of which each tenth was followed up and each
// hundredth told anew.
func BenchmarkImpediments(b *testing.B) {
	rows, place := benched(b, 2_000)
	d := open(b, place, b.TempDir())
	var lines [][]byte
	seq := int64(0)
	say := func(f passage.Fact) passage.FactID {
		seq++
		f.ID = passage.FactID(fmt.Sprintf("0192e4a5-7c31-7000-8000-%012d", seq))
		f.Org, f.Device, f.Seq, f.Recorded = "wfp", "wfp/a", seq, 1_760_000_000_000_000
		s, err := envelope.Seal(f)
		if err != nil {
			b.Fatal(err)
		}
		lines = append(lines, s.Body)
		return f.ID
	}
	begin := passage.DateOf(2025, 10, 1)
	for i := range rows {
		f := passage.Fact{Kind: passage.Impeded, Place: passage.NodeID(fmt.Sprint("n", i%100)), Obstacle: passage.Obstacles[i%9], Claimed: passage.InstantOf(begin.Time()) + passage.Instant(int64(i)*90*86400e6/int64(rows)),
			Reason: "none stated", Source: "drivers", Party: "somebody", Stops: []passage.WaybillID{passage.WaybillID(fmt.Sprint("A", i)), passage.WaybillID(fmt.Sprint("B", i)), passage.WaybillID(fmt.Sprint("C", i))}}
		id := say(f)
		if i%10 == 0 {
			say(passage.Fact{Kind: passage.Followed, Place: f.Place, About: id, Status: passage.Verifying, Claimed: f.Claimed + 1})
		}
		if i%100 == 0 {
			say(passage.Fact{Kind: passage.Corrected, Place: f.Place, Corrects: id, Error: passage.IncorrectData, Claimed: f.Claimed + 2})
			f.About, f.Until = id, f.Claimed+3
			say(f)
		}
	}
	for some := range slices.Chunk(lines, 5000) {
		takeIn(b, d, peer, some...)
	}
	for _, c := range []struct {
		name   string
		caller desk.Caller
	}{{"reads all", wfp}, {"reads its own", desk.Caller{Name: "u", Org: "unicef", Scopes: []desk.Scope{access.ReadOwn}}}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				all, err := d.Impediments(b.Context(), c.caller, begin, begin+89)
				if err != nil || len(all) != rows {
					b.Fatal(len(all), err)
				}
			}
		})
	}
}
